"""Random programs that write in place: each is refused, or its gradients are right.

A program works on a pool of arrays: it combines them, takes views, writes recorded values and
constants into them (``x[:] = y``, ``out=``, ``+=``, parts), computes something unrecorded, calls
functions with gradients of their own, and fails now and then and goes on. It is run at a point and
on both sides of it; what is a constant by definition (computed under ``pause``, or detached) has
the values of the first run in the others. So the finite difference is what backward must give.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd

EPS = 1e-6


class Products(autograd.Function):
    """a * b and a + b; fails if told to."""

    def __init__(self, fails):
        super().__init__()
        self.fails = fails

    def forward(self, a, b):
        if self.fails:
            raise KeyError("the user's own")
        self.save_for_backward(a, b)
        return a * b, a + b

    def backward(self, g, h):
        a, b = self.saved_tensors
        return g * b + h, g * a + h


class Program:
    """One run of the program with this seed: its ``heads``, and weights for them."""

    def __init__(self, seed: int, leaves: Sequence[nd.NDArray], frozen: Sequence[np.ndarray] = ()):
        self.rng = np.random.default_rng(seed)
        self.pool = list(leaves)
        self.frozen: list[np.ndarray] = []
        self.given = iter(frozen)
        self.refused: list[int] = []
        with autograd.record():
            for i in range(self.draw(4, 22)):
                try:
                    self.step()
                except (mx.MXNetError, KeyError):
                    self.refused.append(i)
            assert autograd.is_recording()
        assert not autograd.is_recording() and not autograd.is_training()
        inside = [x for x in self.pool if x._node is not None]
        self.heads = [inside[-1 - self.draw(0, 5) % len(inside)] for _ in range(2)]
        self.weights = [self.rng.normal(size=head.shape) for head in self.heads]

    def value(self) -> float:
        pairs = zip(self.heads, self.weights, strict=True)
        return sum(float((head.asnumpy() * weight).sum()) for head, weight in pairs)

    def draw(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))

    def pick(self, among: Sequence[Any]) -> Any:
        return among[self.draw(0, len(among) - 1)]

    def random(self, shape: tuple[int, ...]) -> nd.NDArray:
        return nd.array(self.rng.normal(size=shape), dtype="float64")

    def constant(self, array: nd.NDArray) -> nd.NDArray:
        """The array as a constant, which it is to backward, with the values of the first run."""
        values = array.asnumpy()
        values = next(self.given, values)
        self.frozen.append(values)
        return nd.array(values, dtype="float64")

    def step(self) -> None:
        kind = self.pick(["compute", "look", "write", "write", "escape"])
        constants = [x for x in self.pool if x._node is None]
        if kind == "write" and constants:
            target = self.pick(constants)
            self.write(target, self.pick([x for x in self.pool if x.shape == target.shape]))
            return
        if kind == "look" and constants:
            found = self.look(self.pick(constants))
        elif kind == "escape":
            found = self.escape(self.pick(self.pool))
        else:
            found = self.compute(self.pick(self.pool), self.pick(self.pool))
        if found.size < 200:
            self.pool.append(found)

    def compute(self, a: nd.NDArray, b: nd.NDArray) -> nd.NDArray:
        choices: list[Callable[[], nd.NDArray]] = [
            lambda: nd.tanh(a),
            lambda: nd.exp(-a * a),
            lambda: a * b,
            lambda: a + b,
            lambda: a / (b * b + 1),
            lambda: nd.concat(a, b, a, dim=0),
            lambda: nd.dot(a.reshape((-1, 1)), b.reshape((1, -1))),
            lambda: a[0:1],
            lambda: a[[0, a.shape[0] - 1, 0]],
            lambda: a.reshape((-1,)),
            lambda: a.T,
            lambda: a.sum(axis=0),
            lambda: nd.softmax(a),
            lambda: nd.split(a, num_outputs=2, axis=0)[1],
            lambda: Products(self.draw(0, 3) == 0)(a, b if a.shape == b.shape else a)[0],
            lambda: nd.dot(a, self.random((7, 5))),  # fits nothing
            lambda: self.random(a.shape),
            lambda: self.random(a.shape),
        ]
        return self.pick(choices)()

    def look(self, a: nd.NDArray) -> nd.NDArray:
        """Another array with the memory of a constant."""
        return self.pick([lambda: a[0:1], lambda: a.reshape((-1,)), lambda: a.detach()])()

    def escape(self, a: nd.NDArray) -> nd.NDArray:
        if self.draw(0, 1):
            return self.constant(a.detach())
        with autograd.pause():
            return self.constant(nd.tanh(a) * 2)

    def write(self, target: nd.NDArray, value: nd.NDArray) -> None:
        """Into a constant, which may so become part of the graph."""
        number = float(self.rng.normal())
        choices = [
            lambda: target.__setitem__(slice(None), value),
            lambda: target.__setitem__(slice(None), nd.sin(value)),
            lambda: target[0:1].__setitem__(slice(None), value[0:1]),
            lambda: target.__setitem__(slice(0, 1), value[0:1]),
            lambda: nd.multiply(value, 1.5, out=target),
            lambda: nd.add(value, target, out=target),
            lambda: nd.tanh(value, out=target[0:1] if value.shape[0] == 1 else target),
            lambda: target.__setitem__(slice(0, 1), number),
            lambda: target.__iadd__(number),
            lambda: target.reshape((-1,)).__imul__(number),
        ]
        self.pick(choices)()


def variables(values: Sequence[np.ndarray]) -> list[nd.NDArray]:
    leaves = [nd.array(v, dtype="float64") for v in values]
    for leaf, grad_req in zip(leaves, ("write", "add", "write"), strict=False):
        leaf.attach_grad(grad_req)
    return leaves


def gradients(program: Program, leaves: Sequence[nd.NDArray]) -> list[np.ndarray]:
    heads = program.heads
    weights = [nd.array(w.ravel(), dtype="float64") for w in program.weights]
    autograd.backward(heads, weights, retain_graph=True)
    first = [leaf.grad.asnumpy() for leaf in leaves]
    autograd.backward(heads, weights)
    for leaf, g in zip(leaves, first, strict=True):
        twice = leaf._node.grad_req == "add"
        np.testing.assert_array_equal(leaf.grad.asnumpy(), 2 * g if twice else g)
    return first


def check(seed: int) -> str:
    rng = np.random.default_rng(seed + 1_000_000)
    values = [rng.normal(size=s) for s in [(2, 3), (2, 3), (3,)][: rng.integers(1, 4)]]
    leaves = variables(values)
    program = Program(seed, leaves)
    try:
        found = gradients(program, leaves)
    except mx.MXNetError as error:
        assert "changed in place" in str(error)
        return "refused"
    direction = [rng.normal(size=v.shape) for v in values]
    beside = []
    for step in (EPS, -EPS):
        moved = variables([v + step * d for v, d in zip(values, direction, strict=True)])
        beside.append(Program(seed, moved, program.frozen))
        assert beside[-1].refused == program.refused
    up, down = (run.value() for run in beside)
    expected = (up - down) / (2 * EPS)
    got = sum(float((g * d).sum()) for g, d in zip(found, direction, strict=True))
    assert abs(got - expected) <= 1e-4 * (1 + abs(got)), f"program {seed}: {got}, not {expected}"
    return "right"


@pytest.mark.parametrize("block", range(4))
def test_programs_that_write_in_place(block):
    outcomes = [check(seed) for seed in range(100 * block, 100 * block + 100)]
    assert outcomes.count("right") >= 40, outcomes
