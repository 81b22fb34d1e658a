"""The sweep through a run of elementwise operators, block by block.

Rule after rule over large arrays, each gradient would go out to memory and come back for the next
rule. Where operators in a row work elementwise on arrays of one shape, the rules of all of them are
run on one block, which stays in the cache, then on the next; only what leaves the run is written.
Blocks are independent of one another, so they are shared among threads.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..ops import memory, parallel
from ..ops.passes import LARGE, flat

__all__ = ["LARGE", "sweep_run"]

#: Elements of a block. Few enough that those in use stay in the cache, and enough that threads wait
#: little for the interpreter's lock: a run of eight nodes over 4 million took 46 ms with blocks of
#: 16 Ki, 26 with 32 Ki, 19 with 64 Ki and 128 Ki, 23 with 256 Ki.
BLOCK = 1 << 16


def sweep_run(
    first: Any, gradient: Any, order: list[Any], F: Any, grads: Any, owned: Any, wanted: Any,
    results: Any,
) -> list[Any]:  # fmt: skip
    """Sweep ``first``, whose gradient is given, and the elementwise nodes behind it in ``order``.

    Takes the nodes from ``order`` and puts the gradients of their parents into ``grads``. Returns
    the nodes; none, and nothing is done, where there is no such run.
    """
    plan = _Plan(first.shape)
    for node in (first, *reversed(order)):
        given = gradient if node is first else grads.get(node)
        if (node in results and node is not first) or not plan.take(node, given, wanted):
            break
    if len(plan.nodes) < 2 or not plan.close(grads):
        return []
    for parent, buffer in plan.run(F).items():
        grads[parent] = buffer
        owned.add(parent)
    del order[len(order) - len(plan.nodes) + 1 :]
    for node in plan.nodes[1:]:
        grads.pop(node, None)
    return plan.nodes


class _Plan:
    """What is done to each block: the large arrays to cut, and the rules in order.

    ``arrays`` are cut into blocks and lie, with the ``constants`` behind them, in one list; each
    step picks what its node has kept from there. Gradients are in numbered slots, one per node.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.nodes: list[Any] = []
        self.slots: dict[Any, int] = {}
        self.arrays: list[np.ndarray] = []
        self.constants: list[Any] = []
        self.places: dict[int, int] = {}  # id of an array -> its place in arrays
        self.given: list[tuple[int, int]] = []  # slot, place of the gradient it has from before
        self.steps: list[Any] = []

    def take(self, node: Any, given: Any, wanted: Any) -> bool:
        """Add a node and the gradient it has already; False if it cannot be part of the run."""
        op = node.op
        if op is None or not op.elementwise or node.shape != self.shape:
            return False
        for parent in node.parents:
            if parent in wanted and parent.shape != self.shape:  # its gradient is to be summed up
                return False
        if not all(
            link is None or not isinstance(value, np.ndarray) or self._fits(value)
            for value, link in zip(node.kept, op.links, strict=True)
        ):
            return False
        if given is not None and not self._gives(given):
            return False
        slot = self._slot(node)
        if given is not None:
            self.given.append((slot, self._place(given)))
        kept = []  # places: of arrays from the front, of constants from the end
        for value, link in zip(node.kept, op.links, strict=True):
            if link is not None and isinstance(value, np.ndarray) and value.size > 1:
                kept.append(self._place(value))
            else:
                one = link is not None and isinstance(value, np.ndarray)
                self.constants.append(value.reshape(1) if one else value)
                kept.append(-len(self.constants))
        rules = [
            (pull.call, self._slot(node.parents[pull.inputs[0]]))
            for pull in op.pulls
            if node.parents[pull.inputs[0]] in wanted
        ]
        self.nodes.append(node)
        self.steps.append((slot, kept, rules))
        return True

    def _fits(self, array: np.ndarray) -> bool:
        return array.size == 1 or (array.shape == self.shape and flat(array) is not None)

    def _slot(self, node: Any) -> int:
        return self.slots.setdefault(node, len(self.slots))

    def _place(self, array: np.ndarray) -> int:
        place = self.places.get(id(array))  # alive as long as the plan: a node or a dict holds it
        if place is None:
            place = self.places[id(array)] = len(self.arrays)
            self.arrays.append(flat(array))  # type: ignore[arg-type]  # it fits
        return place

    def _gives(self, gradient: Any) -> bool:
        return type(gradient) is np.ndarray and gradient.size > 1 and self._fits(gradient)

    def close(self, grads: Any) -> bool:
        """Take up what the parents outside have gathered so far; False if that cannot be done."""
        inside = set(self.nodes)
        self.outside = [p for p in self.slots if p not in inside]
        before = [(self.slots[p], grads[p]) for p in self.outside if p in grads]
        if not all(self._gives(g) for _, g in before):
            return False
        self.given += [(slot, self._place(g)) for slot, g in before]
        return True

    def block(self, F: Any, i: int, j: int) -> list[Any]:
        """The gradients, by slot, for the elements from ``i`` to ``j``."""
        pool = [a[i:j] for a in self.arrays]
        pool += self.constants[::-1]
        grads: list[Any] = [None] * len(self.slots)
        summed = set()  # slots whose gradient was added up here
        for slot, place in self.given:
            grads[slot] = pool[place]
        for slot, kept, rules in self.steps:
            gradient, grads[slot] = grads[slot], None  # its memory is free for the next
            if gradient is None:
                continue
            values = [pool[k] for k in kept]
            for call, target in rules:
                g = call(F, gradient, values, None)
                before = grads[target]
                if before is None:
                    grads[target] = g
                elif target in summed:
                    np.add(before, g, out=before)
                else:
                    grads[target] = before + g
                    summed.add(target)
                del g, before  # as above
        return grads

    def run(self, F: Any) -> dict[Any, np.ndarray]:
        """The gradients of the parents outside."""
        size = int(np.prod(self.shape))
        slots = [self.slots[p] for p in self.outside]
        start = self.block(F, 0, BLOCK)  # tells which gradients there are, and their dtypes
        given = [s for s in slots if start[s] is not None]
        buffers = {s: memory.empty(self.shape, start[s].dtype) for s in given}
        flats = {s: b.reshape(-1) for s, b in buffers.items()}

        def put(grads: list[Any], i: int, j: int) -> None:
            for s, f in flats.items():
                f[i:j] = grads[s]

        def part(begin: int, end: int) -> None:
            for i in range(begin, end, BLOCK):
                j = min(i + BLOCK, end)
                put(self.block(F, i, j), i, j)

        put(start, 0, BLOCK)
        parts = max(1, min(parallel.threads, size * 2 // LARGE))
        share = -(-(size - BLOCK) // parts // BLOCK) * BLOCK
        parallel.run_together(
            [partial(part, i, min(i + share, size)) for i in range(BLOCK, size, share)]
        )
        return {p: buffers[s] for p, s in zip(self.outside, slots, strict=True) if s in buffers}
