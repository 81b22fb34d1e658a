"""The reverse sweep: rules run from the heads back, on raw arrays.

The nodes that the heads reach are visited newest first, so that the gradient of each is complete
when its turn comes. A rule gives gradients for the inputs of its operator; here they are summed
over what was broadcast and added up per node. What is not needed any more is let go at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..base import GraphError, MXNetError, NumericError
from ..ops.registry import Operator, Pull
from ..ops.scattered import Scattered
from ..ops.sums import add_along
from . import anomaly
from .blockwise import LARGE, sweep_run
from .tape import Leaf, Node, Output, check_unchanged, collect, free
from .writes import next_number

__all__ = [
    "CONSUMED_MEANWHILE", "add_place", "leading_to", "note_fallible", "nothing_for", "sweep",
    "unbroadcast",
]  # fmt: skip


CONSUMED_MEANWHILE = (
    "Cannot differentiate node because part of its computational graph is being consumed by a "
    "backward in another thread. If several threads differentiate one graph, each needs to pass "
    "retain_graph=True to backward."
)

#: Whether an operator whose gradient may raise was ever used: if not, no graph is searched for one.
_fallible_in_use = False


def note_fallible() -> None:
    """Say that an operator whose gradient may raise is in use."""
    global _fallible_in_use
    _fallible_in_use = True


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
    try:
        _visit(order, F, grads, owned, wanted, results, every, watched, free_early, now)
    except (TypeError, AttributeError):
        # Those that were let go here have the number `now`.
        if any(n.kept is None and n.number != now for n in wanted):
            raise GraphError(CONSUMED_MEANWHILE) from None
        raise
    if grads:  # for a node that was renumbered, and so came too early, while it was collected
        raise GraphError(CONSUMED_MEANWHILE)
    if not retain_graph:
        free(consumed, now)
    if not every:
        for target, gradient in results.items():
            if type(gradient) is Scattered:
                results[target] = gradient.dense()
    return results


def _visit(
    order: list[Any],
    F: Any,
    grads: dict[Any, Any],
    owned: set[Any],
    wanted: set[Any],
    results: dict[Any, Any],
    every: bool,
    watched: bool,
    free_early: bool,
    now: int,
) -> None:
    """Run the rules of the nodes in ``order``, from its end; see :func:`sweep`.

    ``grads`` are the gradients on their way, ``results`` those of the targets (of ``every`` leaf).
    Freed nodes are numbered ``now``.
    """
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
                # The gradients of a node with several outputs are a dict: place -> gradient.
                add_place(grads.setdefault(node.left, {}), node.index, gradient)
        else:
            if not every and node in results:
                results[node] = gradient
            if gradient is None and op.loss:
                gradient = nothing_for(node)
            if gradient is not None and node in wanted:
                if op.elementwise and not watched and _large(gradient) and order:
                    run = sweep_run(node, gradient, order, F, grads, owned, wanted, results)
                    if run:
                        if any(n.kept is None for n in run):
                            raise GraphError(CONSUMED_MEANWHILE)
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
        # `free` lets go of this first: if it is there still, all that was read here was whole.
        if node.kept is None:
            raise GraphError(CONSUMED_MEANWHILE)
        if free_early and type(node) is not Leaf:  # as in `free`, without a call per node
            node.number = now
            node.kept = node.left = None
            if op is not None:
                node.right = node.many = None


def nothing_for(node: Node) -> Any:
    """What arrives at a loss whose output was used and has no influence on the heads: zeros."""
    # In the narrowest dtype: what a rule multiplies by it keeps its own.
    return {} if node.op.runs_user_code else np.zeros(node.shape, np.float16)


def _may_raise(nodes: Sequence[Any]) -> bool:
    return _fallible_in_use and any(n.op is not None and n.op.fallible for n in nodes)


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
        if node in targets or any(parent in wanted for parent in node.parents or ()):
            wanted.add(node)
    return wanted


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
    return np.asarray(add_along(gradient, axes)).reshape(shape)
