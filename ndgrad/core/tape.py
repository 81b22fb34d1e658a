"""The tape: nodes linked to nodes, and the reverse sweep over them.

Arrays hold nodes; nodes hold raw arrays and older nodes, never arrays of a front end. So there are
no cycles, and a graph dies with its last array, by reference counting alone. The sweep collects
what the heads reach with an explicit stack, sorts it by the number each node got when it was made,
and runs the rules newest first: no recursion, time linear in the graph.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from operator import attrgetter
from sys import getrefcount
from typing import Any

import numpy as np

from ..base import GraphError, InvalidValueError, MXNetError, NumericError
from ..ops.registry import Operator
from ..ops.scattered import Scattered
from . import anomaly
from .blockwise import LARGE, sweep_run
from .writes import changed_since, latest, next_number, note_write

__all__ = ["Leaf", "Node", "Output", "collect", "is_freed", "sweep", "unbroadcast"]


class Node:
    """One recorded call of an operator.

    ``parents`` are the nodes of its inputs (None for a constant), ``kept`` what its rules asked
    for, in the order of ``op.kept``, ``shape`` the shape of its output. After a sweep that does not
    retain the graph ``parents`` and ``kept`` are None and ``number`` tells when that was: to nodes
    recorded later it is a constant, from nodes recorded earlier it can no longer be reached.
    """

    __slots__ = ("kept", "number", "op", "parents", "shape")

    op: Operator
    parents: tuple[Any, ...] | None
    kept: tuple[Any, ...] | None
    shape: tuple[int, ...]
    number: int

    def __init__(self, op: Any, parents: Any, kept: Any, shape: Any) -> None:
        self.op = op
        self.parents = parents
        self.kept = kept
        self.shape = shape
        self.number = next_number()


class Output:
    """One output of a node that has several; its gradient goes into place ``index`` there."""

    __slots__ = ("index", "number", "parents", "shape")

    op = None
    kept = ()

    def __init__(self, node: Node, index: int, shape: tuple[int, ...]) -> None:
        self.parents: tuple[Node, ...] | None = (node,)
        self.index = index
        self.shape = shape
        self.number = next_number()


class Leaf:
    """A variable: where a gradient ends. ``grad`` is the array that receives it."""

    __slots__ = ("fresh", "grad", "grad_req", "number", "scattered", "shape")

    op = None
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
    """Whether a sweep without ``retain_graph`` has consumed this node."""
    return node.parents is None


def collect(heads: Sequence[Any]) -> list[Any]:
    """All nodes that the heads reach, oldest first.

    Nodes consumed before they were used are constants and left out; a node consumed after it was
    used is a missing part of this graph, and an error.
    """
    seen = set(heads)
    stack = list(seen)
    found = []
    while stack:
        node = stack.pop()
        found.append(node)
        for parent in node.parents:
            if parent is None or parent in seen:
                continue
            if parent.parents is not None:
                seen.add(parent)
                stack.append(parent)
            elif parent.number > node.number:
                raise GraphError(
                    "Cannot differentiate node because part of its computational graph has been "
                    "consumed by an earlier backward. If you want to differentiate the same graph "
                    "twice, you need to pass retain_graph=True to backward."
                )
    found.sort(key=attrgetter("number"))
    return found


def check_unchanged(nodes: Sequence[Any]) -> None:
    """Raise where a value that a rule needs was changed in place after it was recorded."""
    newest = latest()
    for node in nodes:
        if node.number > newest:
            return  # sorted by number: all that follow are newer than any write
        if node.kept:
            for value in node.kept:
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


def unbroadcast(gradient: Any, shape: tuple[int, ...], op: Any, F: Any = None) -> Any:
    """Sum a gradient over the axes along which its input was broadcast.

    With ``F`` the sum is recorded by that namespace, without it runs on raw arrays.
    """
    extra = len(gradient.shape) - len(shape)
    padded = (1,) * extra + tuple(shape)
    if extra < 0 or any(n != m and m != 1 for n, m in zip(gradient.shape, padded, strict=True)):
        if gradient.size == int(np.prod(shape)):  # (1,) for a shape () and the like
            return gradient.reshape(shape) if F is None else F._view(gradient, shape=shape)
        raise GraphError(
            f"gradient of operator {op.name}: the rule gave shape {tuple(gradient.shape)} "
            f"for an input of shape {tuple(shape)}."
        )
    axes = tuple(
        i for i, (n, m) in enumerate(zip(gradient.shape, padded, strict=True)) if m == 1 and n != 1
    )
    if F is not None:
        summed = F.sum(gradient, axis=axes, keepdims=True) if axes else gradient
        return F._view(summed, shape=shape)
    # asarray: a full reduction in NumPy gives a scalar
    return np.asarray(np.add.reduce(gradient, axis=axes)).reshape(shape)


def sweep(
    heads: Sequence[Any],
    head_grads: Sequence[np.ndarray],
    F: Any,
    *,
    retain_graph: bool,
    targets: Sequence[Any] | None = None,
) -> dict[Any, np.ndarray | None]:
    """Run the rules from the heads back, on raw arrays; the gradients that reached each target.

    ``targets`` defaults to every leaf that is reached. A target whose every path has a zero
    derivative maps to None.
    """
    order = collect(heads)
    check_unchanged(order)
    if targets is None:
        wanted: set[Any] = set(order)
        results: dict[Any, Any] = {n: None for n in order if type(n) is Leaf}
    else:
        results = dict.fromkeys(targets)
        wanted = leading_to(results, order)
    grads: dict[Any, Any] = {}
    owned: set[Any] = set()  # nodes whose gradient was summed here, so may be added to in place
    for node, gradient in zip(heads, head_grads, strict=True):
        _add(grads, owned, node, gradient)
    # Rules of the user may raise: then nothing is freed before all has gone well.
    free_early = not retain_graph and not any(
        n.op is not None and n.op.runs_user_code for n in order
    )
    consumed = [] if free_early else list(order)
    now = next_number()
    while order:
        node = order.pop()
        gradient = grads.pop(node, None)
        if node in results:
            if type(gradient) is Scattered and targets is not None:
                gradient = gradient.dense()
            results[node] = gradient
        op = node.op
        if gradient is not None and node in wanted:
            if op is not None:
                if op.elementwise and order and _large(node, gradient):
                    run = sweep_run(node, gradient, order, F, grads, owned, wanted, results)
                    if run:
                        if free_early:
                            free(run)
                        continue
                _pull(op, node, gradient, F, grads, owned, wanted)
            elif type(node) is Output:
                add_place(grads.setdefault(node.parents[0], {}), node.index, gradient)  # type: ignore[index]  # alive
        if free_early and type(node) is not Leaf:  # as in `free`, without a call per node
            node.parents = None
            node.number = now
            if op is not None:
                node.kept = None
    if not retain_graph:
        free(consumed)
    return results


def _large(node: Node, gradient: Any) -> bool:
    """Whether blocks pay; an anomaly is looked for node by node."""
    return type(gradient) is np.ndarray and gradient.size >= LARGE and not anomaly.watching


def _pull(
    op: Operator, node: Node, gradient: Any, F: Any, grads: Any, owned: Any, wanted: Any
) -> None:
    """Run the rules of one node and hand their results to its parents."""
    parents, kept = node.parents, node.kept
    watched = anomaly.watching
    for pull in op.pulls:
        if pull.joint:
            needs = tuple([parent in wanted for parent in parents])  # type: ignore[union-attr]  # alive
            if True not in needs:
                continue
            try:
                found = pull.call(F, _places(op, node, gradient, F), kept, needs)
            except ArithmeticError as error:
                raise _undefined(op, error) from error
            pairs = zip(parents, found, strict=True)  # type: ignore[arg-type]  # alive
        else:
            parent = parents[pull.inputs[0]]  # type: ignore[index]  # alive
            if parent not in wanted:
                continue
            if type(gradient) is dict:
                gradient = _places(op, node, gradient, F)
            try:
                pairs = ((parent, pull.call(F, gradient, kept, None)),)  # type: ignore[assignment]  # same
            except ArithmeticError as error:
                raise _undefined(op, error) from error
        for parent, g in pairs:
            if g is None or parent not in wanted:
                continue
            if type(g) is Scattered and (type(parent) is not Leaf or parent in grads or watched):
                g = g.dense()
            if watched:
                anomaly.inspect_gradient(op, node, g)
            if g.shape != parent.shape:
                g = unbroadcast(g, parent.shape, op)
            if parent not in grads:
                grads[parent] = g
            elif parent in owned:
                np.add(grads[parent], g, out=grads[parent])
            else:
                grads[parent] = grads[parent] + g
                owned.add(parent)


def _undefined(op: Operator, error: ArithmeticError) -> Exception:
    """The error where a derivative does not exist; the code of users keeps its own errors."""
    if isinstance(error, MXNetError) or op.runs_user_code:
        return error
    return NumericError(f"gradient of operator {op.name}: {error}")


def _places(op: Operator, node: Node, gradient: Any, F: Any) -> Any:
    """The gradients of the outputs of one node: itself, or a list with None for unused outputs."""
    if type(gradient) is not dict:
        return gradient
    return [gradient.get(i) for i in range(len(node.shape))]


def add_place(places: dict[int, Any], index: int, gradient: Any) -> None:
    """Note the gradient of one output of a node that has several."""
    places[index] = places[index] + gradient if index in places else gradient


def _add(grads: Any, owned: Any, node: Any, gradient: Any) -> None:
    if node in grads:
        grads[node] = grads[node] + gradient
        owned.add(node)
    else:
        grads[node] = gradient


def leading_to(targets: Any, order: Sequence[Any]) -> set[Any]:
    """The nodes through which a gradient flows to a target."""
    wanted = set()
    for node in order:  # oldest first: parents are decided before their children
        if node in targets or any(parent in wanted for parent in node.parents):
            wanted.add(node)
    return wanted


def free(nodes: Sequence[Any]) -> None:
    """Let go of what the nodes hold; they are constants from now on."""
    now = next_number()
    for node in nodes:
        if type(node) is not Leaf:
            node.parents = None
            node.number = now
            if node.op is not None:
                node.kept = None


def land(leaf: Leaf, gradient: Any) -> None:
    """Put a gradient into the array of its leaf, as its ``grad_req`` says."""
    grad = leaf.grad
    if leaf.grad_req == "null":
        return
    leaf.fresh = True
    buffer = grad._raw
    if gradient is None:
        if leaf.grad_req == "write":
            buffer.fill(0)
            note_write(buffer)
        return
    if type(gradient) is Scattered:
        plain = buffer.flags.c_contiguous and buffer.dtype == gradient.dtype
        if plain and leaf.grad_req == "write":
            _land_rows(leaf, buffer, gradient)
            return
        gradient = gradient.dense()
    if leaf.grad_req == "add":
        np.add(buffer, gradient, out=buffer, casting="same_kind")
    elif (
        gradient.nbytes >= 1 << 16  # below, copying is cheaper than asking
        and gradient.dtype == buffer.dtype
        and gradient.base is None
        and buffer.base is None
        and gradient.flags.c_contiguous
        and gradient.flags.writeable
        # Nobody else can see either memory: the names here and the call's own argument remain.
        and getrefcount(gradient) <= 2
        and getrefcount(buffer) <= 3
    ):
        grad._raw = gradient
        return
    else:
        np.copyto(buffer, gradient, casting="same_kind")
    note_write(buffer)


def _land_rows(leaf: Leaf, buffer: np.ndarray, gradient: Scattered) -> None:
    """Write a gradient of few rows, clearing only what the last one left if nothing wrote since."""
    last = leaf.scattered
    if last is not None and last[0]() is buffer and not changed_since(buffer, last[2]):
        buffer[last[1]] = 0
    else:
        buffer.fill(0)
    gradient.add_into(buffer)
    note_write(buffer)
    leaf.scattered = (weakref.ref(buffer), gradient.index.copy(), next_number())


def check_size(gradient: Any, shape: tuple[int, ...], which: str) -> None:
    """Raise unless a head gradient has as many elements as its head."""
    if gradient.size != int(np.prod(shape)):
        raise InvalidValueError(
            f"backward: the head gradient of {which} has shape {tuple(gradient.shape)} "
            f"({gradient.size} elements), but the head has shape {tuple(shape)}.\n"
            f"Give a head gradient with as many elements as the head."
        )
