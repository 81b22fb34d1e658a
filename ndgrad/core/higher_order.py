"""The reverse sweep that is itself recorded: gradients of gradients, of any order.

The same rules as in :mod:`.sweep`, run on arrays of a front end with its recording namespace. What
a node kept is linked again to the node it came from, so the gradient is a function of it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..base import GraphError
from . import anomaly
from .sweep import CONSUMED_MEANWHILE, add_place, leading_to, nothing_for, unbroadcast
from .tape import Leaf, Node, Output, check_unchanged, collect, free
from .writes import next_number

__all__ = ["pull_back", "sweep_recorded"]


def sweep_recorded(
    heads: Sequence[Any],
    head_grads: Sequence[Any],
    front: Any,
    *,
    retain_graph: bool,
    targets: Sequence[Any] | None = None,
) -> dict[Any, Any]:
    """Like :func:`.sweep.sweep`, with arrays of the front end in place of raw ones."""
    order, _ = collect(heads)
    check_unchanged(order)
    if targets is None:
        wanted: set[Any] = set(order)
        results: dict[Any, Any] = {n: None for n in order if type(n) is Leaf}
    else:
        results = dict.fromkeys(targets)
        wanted = leading_to(results, order)
    F = front.F
    grads: dict[Any, Any] = {}
    for i, (node, gradient) in enumerate(zip(heads, head_grads, strict=True)):
        if anomaly.watching:
            anomaly.inspect_head(i, gradient)
        grads[node] = grads[node] + gradient if node in grads else gradient
    try:
        for node in reversed(order):
            gradient = grads.pop(node, None)
            if node in results:
                results[node] = gradient
            if gradient is None and node.op is not None and node.op.loss:
                gradient = nothing_for(node)
                gradient = gradient if type(gradient) is dict else front.wrap(gradient, None)
            if gradient is not None and node in wanted:
                if type(node) is Output:
                    add_place(grads.setdefault(node.left, {}), node.index, gradient)
                elif node.op is not None:
                    _pull(node, gradient, F, front, grads, wanted)
            if node.kept is None:
                raise GraphError(CONSUMED_MEANWHILE)
    except (TypeError, AttributeError):
        if node.kept is None:
            raise GraphError(CONSUMED_MEANWHILE) from None
        raise
    if grads:
        raise GraphError(CONSUMED_MEANWHILE)
    if not retain_graph:
        free(order, next_number())
    return results


def pull_back(front: Any, function: Any, inputs: Sequence[Any], gys: Sequence[Any]) -> list[Any]:
    """Gradients of ``function(F, *inputs)`` by its inputs, recorded; see ``F.vjp``.

    Each input enters as a copy whose node ends the sweep but leads on to where the input came from:
    so the gradients are functions of the inputs.
    """
    copies = [front.F.identity(x) for x in inputs]
    for copy in copies:
        if copy._node is None:  # a constant of the graph: something for the sweep to reach
            copy._node = Leaf(None, "null", copy._raw.shape)
    outputs = function(front.F, *copies)
    pairs = [(y._node, g) for y, g in zip(outputs, gys, strict=True) if g is not None]
    heads, given = zip(*pairs, strict=True)
    targets = [copy._node for copy in copies]
    found = sweep_recorded(heads, given, front, retain_graph=True, targets=targets)
    return [found[node] for node in targets]


def _pull(node: Node, gradient: Any, F: Any, front: Any, grads: Any, wanted: Any) -> None:
    op, parents = node.op, node.parents
    own = getattr(op, "relink", None)  # a user's function links its values itself
    kept = relink(node, front) if own is None else own(node)
    if type(gradient) is dict:
        gradient = [gradient.get(i) for i in range(len(node.shape))]
    for pull in op.pulls:
        needs = tuple([parents[i] in wanted for i in pull.positions(len(parents))])  # type: ignore[index,arg-type]  # alive
        if True not in needs:
            continue
        try:
            found = pull.call(F, gradient, kept, needs)
        except anomaly.AnomalyFound:  # by an operator of the rule: say whose gradient it was
            raise anomaly.gradient_anomaly(op, node, "a NaN or an infinity") from None
        served = parents if pull.joint else (parents[pull.inputs[0]],)  # type: ignore[index]  # alive
        pairs = zip(served, found if pull.joint else (found,), strict=True)  # type: ignore[arg-type]  # alive
        for parent, g in pairs:
            if g is None or parent not in wanted:
                continue
            if anomaly.watching:
                anomaly.inspect_gradient(op, node, g)
            if g.shape != parent.shape:
                g = unbroadcast(g, parent.shape, op, F)
            grads[parent] = grads[parent] + g if parent in grads else g


def relink(node: Node, front: Any) -> tuple[Any, ...]:
    """What the node kept, as arrays of the front end that are part of the graph."""
    values: list[Any] = []
    for value, link in zip(node.kept, node.op.links, strict=True):  # type: ignore[arg-type]  # alive
        if link is None:
            values.append(value)
            continue
        kind, i = link
        if kind == "inputs":
            pairs = zip(value, node.parents[i:], strict=True)  # type: ignore[index]  # alive
            values.append(tuple(front.wrap(raw, parent) for raw, parent in pairs))
        elif not isinstance(value, np.ndarray):  # a scalar, or an optional input left out
            values.append(value)
        elif kind == "input":
            values.append(front.wrap(value, node.parents[i]))  # type: ignore[index]  # alive
        elif node.op.loss:
            # A constant: linked, it would be a use of the output, and make a gradient of its own.
            values.append(front.wrap(value, None))
        elif not node.op.several:
            values.append(front.wrap(value, node))
        elif i < len(node.shape):
            values.append(front.wrap(value, Output(node, i, value.shape)))
        else:  # a hidden output (a dropout mask, saved statistics): a constant of the graph
            values.append(front.wrap(value, None))
    return tuple(values)
