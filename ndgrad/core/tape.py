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
from ..ops.registry import Operator, Pull
from ..ops.scattered import Scattered
from . import anomaly
from .blockwise import LARGE, sweep_run
from .writes import changed_since, latest, next_number, note_write

__all__ = [
    "Leaf",
    "Node",
    "Output",
    "collect",
    "fallible",
    "is_freed",
    "sweep",
    "unbroadcast",
]


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


class fallible:
    """Whether an operator whose gradient may raise was ever used: if not, no graph is searched for
    one."""

    used = False


def is_freed(node: Any) -> bool:
    """Whether a sweep without ``retain_graph`` has consumed this node, or the one it belongs to."""
    return node.kept is None or (type(node) is Output and node.left.kept is None)


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
                if type(parent) is not Output or parent.left.kept is not None:
                    seen.add(parent)
                    stack.append(parent)
                    continue
                parent = parent.left  # an output that no head reached goes with its node
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
    order, wanted = collect(heads)
    check_unchanged(order)
    every = targets is None
    results: dict[Any, Any] = {}
    if targets is not None:
        results = dict.fromkeys(targets)
        wanted = leading_to(results, order)
    elif not any(type(node) is Leaf and node.grad_req != "null" for node in order):
        raise GraphError("There are no inputs in computation graph that require gradients.")
    grads: dict[Any, Any] = {}
    owned: set[Any] = set()  # nodes whose gradient was summed here, so may be added to in place
    for node, gradient in zip(heads, head_grads, strict=True):
        _give(grads, owned, None, node, gradient)
    watched = anomaly.is_watched()
    if watched:
        for i, gradient in enumerate(head_grads):
            anomaly.inspect_head(i, gradient)
    # Where a rule may raise nothing is freed before all has gone well: an error changes nothing.
    free_early = not (retain_graph or watched or _may_raise(order))
    consumed = [] if retain_graph or free_early else list(order)
    now = next_number()
    while order:
        node = order.pop()
        gradient = grads.pop(node, None)
        op = node.op
        if op is None:  # a leaf, or one of several outputs
            if every and type(node) is Leaf:
                results[node] = gradient
                continue
            if node in results:
                results[node] = gradient
            if type(node) is Output and gradient is not None and node in wanted:
                add_place(grads.setdefault(node.left, {}), node.index, gradient)
        else:
            if not every and node in results:
                results[node] = gradient
            if gradient is not None and node in wanted:
                if op.elementwise and not watched and _large(gradient) and order:
                    run = sweep_run(node, gradient, order, F, grads, owned, wanted, results)
                    if run:
                        if free_early:
                            free(run, now)
                        continue
                for pull in op.pulls:
                    if pull.joint:
                        _pull_joint(pull, node, gradient, F, grads, owned, wanted)
                        continue
                    i = pull.inputs[0]
                    parent = node.many[i] if node.many else node.right if i else node.left
                    if parent not in wanted:
                        continue
                    if type(gradient) is dict:
                        gradient = _places(node, gradient)
                    try:
                        g = pull.call(F, gradient, node.kept, None)
                    except ArithmeticError as error:
                        raise _undefined(op, error) from error
                    # The common case in place: a first gradient, of the right shape.
                    if (
                        type(g) is np.ndarray
                        and parent not in grads
                        and g.shape == parent.shape
                        and not watched
                    ):
                        grads[parent] = g
                    else:
                        _give(grads, owned, node, parent, g)
        if free_early and type(node) is not Leaf:  # as in `free`, without a call per node
            node.kept = node.left = None
            node.number = now
            if op is not None:
                node.right = node.many = None
    if not retain_graph:
        free(consumed, now)
    if not every:
        for target, gradient in results.items():
            if type(gradient) is Scattered:
                results[target] = gradient.dense()
    return results


def _may_raise(nodes: Sequence[Any]) -> bool:
    return fallible.used and any(n.op is not None and n.op.fallible for n in nodes)


def _large(gradient: Any) -> bool:
    """Whether it pays to work in blocks."""
    return type(gradient) is np.ndarray and gradient.size >= LARGE


def _pull_joint(
    pull: Pull, node: Node, gradient: Any, F: Any, grads: Any, owned: Any, wanted: Any
) -> None:
    """Run a rule that serves all inputs of a node, and hand on its results."""
    parents: Any = node.parents
    needs = tuple([parent in wanted for parent in parents])
    if True not in needs:
        return
    try:
        found = pull.call(F, _places(node, gradient), node.kept, needs)
    except ArithmeticError as error:
        raise _undefined(node.op, error) from error
    for parent, g, needed in zip(parents, found, needs, strict=True):
        if needed and g is not None:
            _give(grads, owned, node, parent, g)


def _give(grads: Any, owned: Any, node: Any, parent: Any, g: Any) -> None:
    """Add what the rule of ``node`` (None for a head) gave to the gradient of its parent."""
    if g is None:
        return
    if type(g) is Scattered:
        if type(parent) is not Leaf or parent in grads or anomaly.watching:
            g = g.dense()
    elif type(g) is not np.ndarray:  # of arrays without axes NumPy makes scalars
        g = np.asarray(g)
    if node is not None:
        if anomaly.watching:
            anomaly.inspect_gradient(node.op, node, g)
        if g.shape != parent.shape:
            g = unbroadcast(g, parent.shape, node.op)
    before = grads.get(parent)
    if before is None:
        grads[parent] = g
    elif parent in owned:
        np.add(before, g, out=before)
    else:
        total = (before.dense() if type(before) is Scattered else before) + g
        grads[parent] = np.asarray(total)
        owned.add(parent)


def _undefined(op: Operator, error: ArithmeticError) -> Exception:
    """The error where a derivative does not exist; the code of users keeps its own errors."""
    if isinstance(error, MXNetError) or op.runs_user_code:
        return error
    return NumericError(f"gradient of operator {op.name}: {error}")


def _places(node: Node, gradient: Any) -> Any:
    """The gradients of the outputs of one node: itself, or a list with None for unused outputs."""
    if type(gradient) is not dict:
        return gradient
    return [gradient.get(i) for i in range(len(node.shape))]


def add_place(places: dict[int, Any], index: int, gradient: Any) -> None:
    """Note the gradient of one output of a node that has several."""
    places[index] = places[index] + gradient if index in places else gradient


def leading_to(targets: Any, order: Sequence[Any]) -> set[Any]:
    """The nodes through which a gradient flows to a target."""
    wanted = set()
    for node in order:  # oldest first: parents are decided before their children
        if node in targets or any(parent in wanted for parent in node.parents):
            wanted.add(node)
    return wanted


def free(nodes: Sequence[Any], now: int) -> None:
    """Let go of what the nodes hold; to what is recorded after ``now`` they are constants."""
    for node in nodes:
        if type(node) is not Leaf:
            node.kept = node.left = None
            node.number = now
            if node.op is not None:
                node.right = node.many = None


def _count_of_argument(array: Any) -> int:
    return getrefcount(array)


def _count_of_held(holder: Any) -> int:
    array = holder._raw
    return getrefcount(array)


class _Holder:
    __slots__ = ("_raw",)

    def __init__(self) -> None:
        self._raw = np.empty(0)


#: What ``getrefcount`` says, in a function called with it, of an array that nobody else holds, and
#: of one that only an attribute holds. Measured, because it differs between versions of Python.
_SOLE_ARGUMENT = _count_of_argument(np.empty(0))
_SOLE_HELD = _count_of_held(_Holder())


def to_hand_out(gradient: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """The gradient itself, or a copy if anybody else (a head, a kept value) can see its memory."""
    sole = gradient.base is None and getrefcount(gradient) <= _SOLE_ARGUMENT
    return gradient if sole and gradient.dtype == dtype else np.array(gradient, dtype)


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
        # Nobody else can see either memory.
        and getrefcount(gradient) <= _SOLE_ARGUMENT
        and getrefcount(buffer) <= _SOLE_HELD
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
