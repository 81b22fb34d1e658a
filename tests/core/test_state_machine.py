"""Random programs on the engine and on a naive model: same values, same gradients, same refusals.

A program creates arrays, combines them, takes views, writes in place, detaches, switches recording
on and off, attaches gradients, runs backward with and without retaining, and forgets arrays, in any
order. Where a value that a gradient needs was overwritten the engine must refuse; where it may
have kept more than is needed it may refuse; everywhere else it must give the model's gradients.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.base import MXNetError

from .naive import Model, Refused, Var

SHAPES = [(2, 3), (3,), (2, 1), (1, 3), (4, 3)]


class Program:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rng = np.random.default_rng(seed)
        self.model = Model()
        self.pairs: list[tuple[nd.NDArray, Var]] = []
        self.trace: list[str] = []
        self.backwards = self.refusals = 0

    def run(self, steps: int) -> None:
        for _ in range(3):
            self.create()
        names = list(self.STEPS)
        weights = list(self.STEPS.values())
        with autograd.pause():
            autograd.set_recording(False)
            for _ in range(steps):
                getattr(self, self.chance.choices(names, weights)[0])()
                self.check()

    STEPS = {
        "create": 2, "unary": 5, "binary": 6, "slice": 2, "reshape": 1, "detach": 1, "write": 4,
        "toggle": 2, "attach": 1, "backward": 3, "forget": 2,
    }  # fmt: skip

    def pick(self) -> tuple[nd.NDArray, Var]:
        return self.chance.choice(self.pairs)

    def add(self, array: nd.NDArray, var: Var, what: str) -> None:
        self.trace.append(f"v{len(self.pairs)} = {what}")
        self.pairs.append((array, var))

    def check(self) -> None:
        for array, var in self.pairs:
            assert array.shape == var.raw.shape
            assert (array.asnumpy() == var.raw).all()
            if var.step is not None and var.step.is_variable:
                difference = np.abs(array.grad.asnumpy() - var.step.grad).max()
                assert difference <= 1e-10 * max(1.0, np.abs(var.step.grad).max())

    # -- steps ------------------------------------------------------------------------------------

    def create(self) -> None:
        raw = self.rng.uniform(-1, 1, self.chance.choice(SHAPES))
        array, var = nd.array(raw, dtype="float64"), Var(raw.copy())
        if self.chance.random() < 0.8:
            grad_req = self.chance.choice(["write", "add"])
            array.attach_grad(grad_req)
            self.model.variable(var, grad_req)
        self.add(array, var, f"array{raw.shape}")

    def unary(self) -> None:
        name = self.chance.choice(list(Model.UNARY))
        array, var = self.pick()
        if np.abs(var.raw).max() < 100:
            self.add(getattr(nd, name)(array), self.model.unary(name, var), name)

    def binary(self) -> None:
        name = self.chance.choice(list(Model.BINARY))
        (a, x), (b, y) = self.pick(), self.pick()
        try:
            np.broadcast_shapes(a.shape, b.shape)
        except ValueError:
            with pytest.raises(MXNetError):
                getattr(nd, name)(a, b)
            return
        if max(np.abs(x.raw).max(), np.abs(y.raw).max()) < 100:
            self.add(getattr(nd, name)(a, b), self.model.binary(name, x, y), name)

    def slice(self) -> None:
        array, var = self.pick()
        begin = self.chance.randrange(len(var.raw))
        end = self.chance.randint(begin + 1, len(var.raw))
        shape = var.raw.shape

        def back(g):
            wide = np.zeros(shape)
            wide[begin:end] = g
            return wide

        self.add(array[begin:end], self.model.view(var, var.raw[begin:end], back), "slice")

    def reshape(self) -> None:
        array, var = self.pick()
        shape = var.raw.shape
        target = shape[::-1]
        view = self.model.view(var, var.raw.reshape(target), lambda g: g.reshape(shape))
        self.add(array.reshape(target), view, "reshape")

    def detach(self) -> None:
        array, var = self.pick()
        self.add(array.detach(), Var(var.raw), "detach")

    def write(self) -> None:
        array, var = self.pick()
        part = slice(0, self.chance.randint(1, len(var.raw)))
        value, add = self.rng.uniform(-1, 1), self.chance.random() < 0.3
        if add:
            part = slice(None)
        self.trace.append(f"write {part} {add}")
        try:
            self.model.write(var, var.raw[part], value, add)
        except Refused:
            with pytest.raises(MXNetError, match="Inplace"):
                self._write(array, part, value, add)
        else:
            self._write(array, part, value, add)

    @staticmethod
    def _write(array: nd.NDArray, part: slice, value: float, add: bool) -> None:
        if add:
            array += value
        else:
            array[part] = value

    def toggle(self) -> None:
        self.model.recording = not self.model.recording
        self.trace.append(f"recording {self.model.recording}")
        autograd.set_recording(self.model.recording)

    def attach(self) -> None:
        array, var = self.pick()
        if var.step is None or not var.step.is_variable:
            array.attach_grad()
            self.model.variable(var, "write")
            self.trace.append("attach")

    def backward(self) -> None:
        array, var = self.pick()
        retain = self.chance.random() < 0.5
        weights = self.rng.uniform(0.5, 1.5, var.raw.shape)
        self.trace.append(f"backward {retain}")
        head_grad = nd.array(weights, dtype="float64")
        try:
            steps = self.model.reached(var)
        except Refused:
            steps = None
        if steps is None or self.model.must_refuse(steps):
            with pytest.raises(MXNetError):
                array.backward(head_grad, retain_graph=retain)
            self.refusals += 1
            return
        try:
            array.backward(head_grad, retain_graph=retain)
        except MXNetError:
            assert self.model.may_refuse(steps), "refused without need"
            self.refusals += 1
            return
        self.model.backward(var, steps, weights, retain)
        self.backwards += 1

    def forget(self) -> None:
        if len(self.pairs) > 4:
            self.pairs.pop(self.chance.randrange(len(self.pairs)))
            self.trace.append("forget")


@pytest.mark.parametrize("block", range(10))
def test_random_programs(block):
    backwards = refusals = 0
    for seed in range(40 * block, 40 * (block + 1)):
        program = Program(seed)
        try:
            program.run(60)
        except BaseException:
            print(f"seed {seed}: " + "; ".join(program.trace))
            raise
        backwards += program.backwards
        refusals += program.refusals
    # The programs do what they are for: neither side of the comparison runs empty.
    assert backwards > 60 and refusals > 20


def test_graphs_of_random_programs_need_no_collector(without_collector):
    for seed in range(20):
        Program(seed).run(40)
