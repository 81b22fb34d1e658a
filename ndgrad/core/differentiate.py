"""``backward`` and ``grad`` on arrays of a front end: from user's arguments to a sweep and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..base import GraphError, InvalidTypeError, InvalidValueError, RequirementError
from .dispatch import FrontEnd
from .higher_order import sweep_recorded
from .landing import land, to_hand_out
from .namespaces import raw_namespace
from .state import Scope
from .sweep import CONSUMED_MEANWHILE, sweep
from .tape import Leaf, collect, is_freed

__all__ = [
    "as_arrays",
    "backward",
    "check_heads",
    "check_reached",
    "check_variable",
    "grad",
    "mark",
]

NOT_IN_GRAPH = (
    "Cannot differentiate node because it is not in a computational graph. "
    "You need to set is_recording to true or use autograd.record() to save computational graphs "
    "for backward. If you want to differentiate the same graph twice, you need to pass "
    "retain_graph=True to backward."
)

GRAD_REQS = ("write", "add", "null")


def mark(array: Any, gradient: Any, grad_req: str) -> None:
    """Make ``array`` a variable whose gradient goes into ``gradient``; cuts it off its past."""
    check_variable(array, gradient, grad_req)
    array._node = Leaf(gradient, grad_req, array._raw.shape)


def check_variable(array: Any, gradient: Any, grad_req: str) -> None:
    """Raise where :func:`mark` cannot do what is asked."""
    if grad_req not in GRAD_REQS:
        raise InvalidValueError(
            f"grad_req must be one of {', '.join(map(repr, GRAD_REQS))}, got {grad_req!r}."
        )
    dtype = array._raw.dtype
    if dtype.kind != "f":
        raise InvalidTypeError(
            f"attach_grad: a variable must be of a float dtype, this array is {dtype} "
            f"(shape {array._raw.shape}).\nConvert it first: x = x.astype('float32')."
        )
    if gradient is not None and not gradient._raw.flags.writeable:
        raise InvalidValueError(
            f"mark_variables: a gradient array (shape {gradient._raw.shape}) is read-only: its "
            f"memory belongs to somebody else."
        )


def as_arrays(front: FrontEnd, given: Any, what: str) -> list[Any]:
    """``given`` (one array or a sequence of them) as a list of arrays."""
    arrays = list(given) if isinstance(given, (list, tuple)) else [given]
    for array in arrays:
        if not isinstance(array, front.array):
            raise InvalidTypeError(f"{what} must be arrays, got {type(array).__name__}.")
    if not arrays:
        raise RequirementError(f"{what}: at least one array is needed.")
    return arrays


def _one_per_head(heads: Sequence[Any], given: Any) -> Sequence[Any]:
    """Head gradients as the user wrote them - none, one, or a sequence - as a sequence."""
    if given is None:
        return [None] * len(heads)
    return given if isinstance(given, (list, tuple)) else [given]


def _head_gradients(heads: Sequence[Any], given: Any) -> list[np.ndarray]:
    """A raw gradient for each head, of its shape and dtype; ones where none is given."""
    given = _one_per_head(heads, given)
    if len(given) != len(heads):
        raise RequirementError(
            f"backward: {len(heads)} heads but {len(given)} head gradients were given."
        )
    gradients = []
    for i, (head, gradient) in enumerate(zip(heads, given, strict=True)):
        raw = head._raw
        if gradient is None:
            gradients.append(np.ones(raw.shape, raw.dtype))
            continue
        values = getattr(gradient, "_raw", gradient)
        if not isinstance(values, np.ndarray) or values.dtype.kind not in "fiub":
            kind = getattr(values, "dtype", None)
            raise InvalidTypeError(
                f"backward: head gradients must be arrays of real numbers, "
                f"got {type(gradient).__name__}{f' of {kind}' if kind else ''}."
            )
        _check_size(values, raw.shape, f"head {i}")
        gradients.append(values.reshape(raw.shape).astype(raw.dtype, copy=False))
    return gradients


def _check_size(gradient: Any, shape: tuple[int, ...], which: str) -> None:
    """Raise unless a head gradient has as many elements as its head."""
    if gradient.size != int(np.prod(shape)):
        raise InvalidValueError(
            f"backward: the head gradient of {which} has shape {tuple(gradient.shape)} "
            f"({gradient.size} elements), but the head has shape {tuple(shape)}.\n"
            f"Give a head gradient with as many elements as the head."
        )


def check_heads(heads: Sequence[Any]) -> list[Any]:
    """The nodes of the heads; raises where one is in no graph, or in one already consumed."""
    for head in heads:
        if head._raw.dtype.kind != "f" and head._node is not None:
            raise InvalidTypeError(
                f"backward: a head must be of a float dtype, this one is {head._raw.dtype}.\n"
                f"Leave it out, or differentiate what it was made of: integers have no derivative."
            )
        if head._node is None or is_freed(head._node):
            raise GraphError(NOT_IN_GRAPH)
    return [head._node for head in heads]


def backward(
    front: FrontEnd,
    heads: Any,
    head_grads: Any = None,
    retain_graph: bool = False,
    train_mode: bool = True,
) -> None:
    """Sweep from the heads and put the gradients into the variables they reach."""
    heads = as_arrays(front, heads, "backward: heads")
    nodes = check_heads(heads)
    gradients = _head_gradients(heads, head_grads)
    with Scope(False, bool(train_mode)), np.errstate(all="ignore"):  # inf and nan are values
        found = sweep(nodes, gradients, raw_namespace, retain_graph=retain_graph)
    gradients.clear()
    for leaf in list(found):
        land(leaf, found.pop(leaf))


def grad(
    front: FrontEnd,
    heads: Any,
    variables: Any,
    head_grads: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    train_mode: bool = True,
) -> list[Any]:
    """Gradients of the heads with respect to the variables, as new arrays."""
    heads = as_arrays(front, heads, "grad: heads")
    variables = as_arrays(front, variables, "grad: variables")
    nodes = check_heads(heads)
    targets = [v._node for v in variables]
    for i, (variable, node) in enumerate(zip(variables, targets, strict=True)):
        if node is None or is_freed(node):
            raise GraphError(
                f"grad: variable {i} (shape {variable._raw.shape}) is in no graph.\n"
                f"Call attach_grad() on it (or autograd.mark_variables) before recording."
            )
    check_reached(nodes, targets, variables)
    if retain_graph is None:
        retain_graph = create_graph
    gradients = _head_gradients(heads, head_grads)
    if create_graph:
        given = _linked(front, heads, gradients, head_grads)
        with Scope(True, bool(train_mode)), np.errstate(all="ignore"):
            found = sweep_recorded(nodes, given, front, retain_graph=retain_graph, targets=targets)
        gradients = [_recorded(front, found[n], v) for v, n in zip(variables, targets, strict=True)]
        return _apart(front, gradients, [*given, *variables])
    with Scope(False, bool(train_mode)), np.errstate(all="ignore"):
        swept: Any = sweep(
            nodes, gradients, raw_namespace, retain_graph=retain_graph, targets=targets
        )
    gradients.clear()
    results = []
    for variable, node in zip(variables, targets, strict=True):
        if swept[node] is None:
            results.append(_zeros_like(front, variable))
        else:
            again = targets.count(node) > 1
            g = (
                np.array(swept[node])
                if again
                else to_hand_out(swept.pop(node), variable._raw.dtype)
            )
            results.append(front.wrap(g, None, variable._ctx))
    return results


def _recorded(front: FrontEnd, found: Any, variable: Any) -> Any:
    """A recorded gradient as an array to hand out: zeros for none.

    A gradient that is a constant (of a linear function, of ``floor``) is a function of its variable
    all the same: it can be differentiated again, and gives zeros.
    """
    if found is None:
        found = _zeros_like(front, variable)
    if found._node is None:
        with Scope(True, None):
            found = front.F._beside(found, variable)
    return front.wrap(found._raw, found._node, variable._ctx)


def _apart(front: FrontEnd, arrays: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """The arrays, each with memory of its own: a write into one changes none of the others."""
    seen = [other._raw for other in others]
    found = []
    for array in arrays:
        if any(np.may_share_memory(array._raw, raw) for raw in seen):
            with Scope(True, None):
                array = front.F.identity(array)
        seen.append(array._raw)
        found.append(array)
    return found


def _zeros_like(front: FrontEnd, array: Any) -> Any:
    return front.wrap(np.zeros(array._raw.shape, array._raw.dtype), None, array._ctx)


def _linked(front: FrontEnd, heads: Any, raws: Any, given: Any) -> list[Any]:
    """Head gradients as arrays; one the user gave stays linked to its own graph."""
    linked = []
    for head, raw, own in zip(heads, raws, _one_per_head(heads, given), strict=True):
        if own is None or getattr(own, "_node", None) is None:
            linked.append(front.wrap(raw, None, head._ctx))
        else:
            with Scope(True, None):
                linked.append(front.cast(front.F._view(own, shape=raw.shape), raw.dtype))
    return linked


def check_reached(nodes: Sequence[Any], targets: Sequence[Any], variables: Sequence[Any]) -> None:
    """Raise unless each target is among what the heads reach."""
    _, reached = collect(nodes)
    for i, (target, variable) in enumerate(zip(targets, variables, strict=True)):
        if target not in reached:
            if any(is_freed(node) for node in reached):  # the way there was cut in the meantime
                raise GraphError(CONSUMED_MEANWHILE)
            raise GraphError(
                f"grad: the heads do not depend on variable {i} "
                f"(shape {variable._raw.shape}, {variable._raw.dtype}).\n"
                f"Leave it out, or make sure that it was used inside autograd.record()."
            )
