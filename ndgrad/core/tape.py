"""The tape: nodes linked to nodes.

Arrays hold nodes; nodes hold raw arrays and older nodes, never arrays of a front end. So there are
no cycles, and a graph dies with its last array, by reference counting alone. A sweep (see
:mod:`.sweep`) collects what the heads reach with an explicit stack and sorts it by the number each
node got when it was made: no recursion, time linear in the graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from ..base import GraphError
from ..ops.registry import Operator
from .writes import changed_since, latest, next_number

__all__ = ["Leaf", "Node", "Output", "check_unchanged", "collect", "free", "is_freed"]


class Node:
    """One recorded call of an operator.

    ``parents`` are the nodes of its inputs (None for a constant), ``kept`` what its rules asked
    for, in the order of ``op.kept``, ``shape`` the shape of its output (a tuple of shapes where it
    has several). After a sweep that does not retain the graph ``parents`` and ``kept`` are None: to
    later recordings it is a constant.

    The parents of operators with one or two inputs are in ``left`` and ``right``, without a tuple:
    the garbage collector's passes over a growing graph visit every container in it, and one more
    per node costs 1 us per operator in a graph of a million (measured).
    """

    __slots__ = ("kept", "left", "many", "number", "op", "right", "shape")

    op: Operator
    left: Any
    right: Any
    many: tuple[Any, ...] | None
    kept: tuple[Any, ...] | None
    shape: tuple[Any, ...]
    number: int

    def __init__(self, op: Any, parents: tuple[Any, ...], kept: Any, shape: Any) -> None:
        self.op = op
        if len(parents) <= 2 and not op.variadic:
            self.left, self.right = (*parents, None)[:2]
            self.many = None
        else:
            self.left = self.right = None
            self.many = parents
        self.kept = kept
        self.shape = shape
        self.number = next_number()

    @property
    def parents(self) -> tuple[Any, ...] | None:
        """The nodes of the inputs; None once the node is consumed."""
        return None if self.kept is None else self.many or (self.left, self.right)


class Output:
    """One output of a node that has several; its gradient goes into place ``index`` there."""

    __slots__ = ("index", "kept", "left", "number", "shape")

    op = None
    right = many = None

    def __init__(self, node: Node, index: int, shape: tuple[int, ...]) -> None:
        self.left: Any = node  # None once it is consumed
        self.kept: tuple[Any, ...] | None = ()
        self.index = index
        self.shape = shape
        self.number = next_number()

    @property
    def parents(self) -> tuple[Any, ...] | None:
        """The node it is an output of; None once that is consumed."""
        return None if self.kept is None else (self.left,)


class Leaf:
    """A variable: where a gradient ends. ``grad`` is the array that receives it."""

    __slots__ = ("fresh", "grad", "grad_req", "number", "scattered", "shape")

    op = None
    left = right = many = None
    kept = ()
    parents = ()

    def __init__(self, grad: Any, grad_req: str, shape: tuple[int, ...]) -> None:
        self.grad = grad
        self.grad_req = grad_req
        self.shape = shape
        self.fresh = False  # set by a sweep, reset by a trainer: has a new gradient arrived?
        #: After a scattered gradient: (weak reference to its memory, the rows it is in, when).
        self.scattered: Any = None
        self.number = next_number()


def is_freed(node: Any) -> bool:
    """Whether a sweep without ``retain_graph`` has consumed this node, or the one it belongs to."""
    return node.kept is None or (type(node) is Output and _is_orphan(node))


def _is_orphan(output: Output) -> bool:
    """Whether the node that this is an output of is consumed (perhaps this very moment)."""
    return getattr(output.left, "kept", None) is None


def collect(heads: Sequence[Any]) -> tuple[list[Any], set[Any]]:
    """All nodes that the heads reach: oldest first, and as a set.

    Nodes consumed before they were used are constants and left out; a node consumed after it was
    used is a missing part of this graph, and an error.
    """
    seen = set(heads)
    stack = list(seen)
    found = []
    while stack:
        node = stack.pop()
        found.append(node)
        for parent in node.many or (node.left, node.right):
            if parent is None or parent in seen:
                continue
            if parent.kept is not None:
                if type(parent) is not Output or not _is_orphan(parent):
                    seen.add(parent)
                    stack.append(parent)
                    continue
                # An output that no head reached goes with its node.
                parent = parent.left or parent
            if parent.number > node.number:
                raise GraphError(
                    "Cannot differentiate node because part of its computational graph has been "
                    "consumed by an earlier backward. If you want to differentiate the same graph "
                    "twice, you need to pass retain_graph=True to backward."
                )
    found.sort(key=attrgetter("number"))
    return found, seen


def check_unchanged(nodes: Sequence[Any]) -> None:
    """Raise where a value that a rule needs was changed in place after it was recorded."""
    newest = latest()
    for node in nodes:
        if node.number > newest:
            return  # sorted by number: all that follow are newer than any write
        kept = node.kept  # once: a sweep in another thread may be letting go of it
        if kept:
            for value in kept:
                if type(value) is np.ndarray:
                    if changed_since(value, node.number):
                        _raise_changed(node, value)
                elif type(value) is tuple:  # the inputs of a variadic operator
                    for item in value:
                        if type(item) is np.ndarray and changed_since(item, node.number):
                            _raise_changed(node, item)


def _raise_changed(node: Node, array: np.ndarray) -> None:
    names = node.op.kept
    which = next((n for n, v in zip(names, node.kept or (), strict=False) if v is array), "a value")
    raise GraphError(
        f"operator {node.op.name}: its gradient needs {which!r} (shape {array.shape}, "
        f"{array.dtype}) as it was when recorded, but it has been changed in place since "
        f"(x[:] = ..., +=, out=, an optimizer update, or a write through a view or detach()).\n"
        f"Call backward before the change, or give the operator a copy: x.copy()."
    )


def free(nodes: Sequence[Any], now: int) -> None:
    """Let go of what the nodes hold; to what is recorded after ``now`` they are constants."""
    for node in nodes:
        if type(node) is not Leaf:
            node.number = now  # first: consumed before it was used, or after? See `collect`
            node.kept = node.left = None
            if node.op is not None:
                node.right = node.many = None
