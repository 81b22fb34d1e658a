"""A naive model of arrays, views, recording and backward, to hold the engine against.

Every recorded operation copies what it saw and stores its parents with one function each that maps
a gradient back. Nothing is shared, freed or optimized; a write is remembered for ever.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class Refused(Exception):
    """The engine has to raise here."""


@dataclass(eq=False)
class Step:
    """One recorded operation (or, without parents, a variable)."""

    number: int
    parents: list[tuple[Step, Callable[[np.ndarray], np.ndarray]]] = field(default_factory=list)
    #: memory whose values the gradients of the parents that are in the graph use
    needed: list[np.ndarray] = field(default_factory=list)
    #: memory that the operation saw or made: the engine may keep more than it needs
    seen: list[np.ndarray] = field(default_factory=list)
    consumed: int | None = None
    grad: np.ndarray | None = None
    grad_req: str = ""

    @property
    def is_variable(self) -> bool:
        return self.grad is not None


@dataclass(eq=False)
class Var:
    """An array: its memory (views are NumPy views) and where it is in the graph."""

    raw: np.ndarray
    step: Step | None = None


def summed_to(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Undo broadcasting."""
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1 and gradient.shape[axis] != 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


class Model:
    def __init__(self) -> None:
        self.recording = False
        self.count = itertools.count(1)
        self.writes: list[tuple[int, np.ndarray]] = []

    # name -> value, then for each input the function that maps the gradient of the output back,
    # given copies of inputs and output, and the memory it needs ("0", "1": inputs, "y": output).
    UNARY = {
        "tanh": (np.tanh, lambda g, x, y: g * (1 - y * y), "y"),
        "square": (np.square, lambda g, x, y: 2 * g * x, "0"),
        "negative": (np.negative, lambda g, x, y: -g, ""),
        "sin": (np.sin, lambda g, x, y: g * np.cos(x), "0"),
    }
    BINARY = {
        "add": (np.add, (lambda g, a, b: g, ""), (lambda g, a, b: g, "")),
        "subtract": (np.subtract, (lambda g, a, b: g, ""), (lambda g, a, b: -g, "")),
        "multiply": (np.multiply, (lambda g, a, b: g * b, "1"), (lambda g, a, b: g * a, "0")),
    }

    def variable(self, var: Var, grad_req: str) -> None:
        step = Step(next(self.count), grad=np.zeros_like(var.raw), grad_req=grad_req)
        var.step = step

    def unary(self, name: str, x: Var) -> Var:
        value, rule, needs = self.UNARY[name]
        y = Var(value(x.raw))
        copied = x.raw.copy(), y.raw.copy()
        memory = {"0": x.raw, "y": y.raw}
        if self.recording and x.step is not None:
            y.step = Step(
                next(self.count), [(x.step, lambda g: rule(g, *copied))],
                [memory[k] for k in needs], [x.raw, y.raw],
            )  # fmt: skip
        return y

    def binary(self, name: str, a: Var, b: Var) -> Var:
        value, *rules = self.BINARY[name]
        y = Var(value(a.raw, b.raw))
        copied = a.raw.copy(), b.raw.copy()
        parents, needed = [], []
        for x, (rule, needs) in zip((a, b), rules, strict=True):
            if x.step is not None:
                pull = lambda g, r=rule, s=x.raw.shape: summed_to(r(g, *copied), s)  # noqa: E731
                parents.append((x.step, pull))
                needed += [(a, b)[int(k)].raw for k in needs]
        if self.recording and parents:
            y.step = Step(next(self.count), parents, needed, [a.raw, b.raw, y.raw])
        return y

    def view(self, x: Var, raw: np.ndarray, back: Callable[[np.ndarray], np.ndarray]) -> Var:
        y = Var(raw)
        if self.recording and x.step is not None:
            y.step = Step(next(self.count), [(x.step, back)], [], [x.raw, raw])
        return y

    def write(self, x: Var, raw: np.ndarray, value: float, add: bool) -> None:
        step = x.step
        if self.recording and step is not None and step.consumed is None:
            raise Refused("in place on an array of the graph")
        if add:
            raw += value
        else:
            raw[...] = value
        self.writes.append((next(self.count), raw))
        if step is not None and not step.is_variable:
            x.step = None

    def reached(self, head: Var) -> list[Step]:
        """The steps that a head reaches, newest first; raises where it reaches none in full."""
        if head.step is None or head.step.consumed is not None:
            raise Refused("not in a graph")
        found: dict[Step, None] = {}
        todo = [head.step]
        while todo:
            step = todo.pop()
            found[step] = None
            for parent, _ in step.parents:
                if parent.consumed is None:
                    todo.append(parent)
                elif parent.consumed > step.number:
                    raise Refused("a part of the graph was consumed")
        if not any(step.is_variable for step in found):
            raise Refused("no variable")
        return sorted(found, key=lambda step: -step.number)

    def _written(self, step: Step, memory: list[np.ndarray], overlap: Any) -> bool:
        return any(
            number > step.number and any(overlap(raw, m) for m in memory)
            for number, raw in self.writes
        )

    def must_refuse(self, steps: list[Step]) -> bool:
        return any(self._written(s, s.needed, np.shares_memory) for s in steps)

    def may_refuse(self, steps: list[Step]) -> bool:
        return any(self._written(s, s.seen, np.may_share_memory) for s in steps)

    def backward(self, head: Var, steps: list[Step], weights: np.ndarray, retain: bool) -> None:
        grads = {head.step: weights}
        for step in steps:
            gradient = grads.get(step)
            if gradient is None:
                continue
            for parent, pull in step.parents:
                if parent.consumed is None:
                    grads[parent] = grads.get(parent, 0) + pull(gradient)
        for step in steps:
            if step.is_variable:
                before = step.grad if step.grad_req == "add" else 0
                step.grad = before + grads.get(step, np.zeros_like(step.grad))
        if not retain:
            now = next(self.count)
            for step in steps:
                if not step.is_variable:
                    step.consumed = now
