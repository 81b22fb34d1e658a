"""NumPy's functions in operators of ours, so that ``np.sum(x)`` is recorded like ``x.sum()``.

Each translation takes the arguments that NumPy's function takes, after the namespace ``F``. A form
that no operator has (``np.where`` of a condition alone, say) gives ``NotImplemented``: then NumPy
computes it from the values, which is refused where that would lose a gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..base import InvalidTypeError, InvalidValueError
from ..core.dispatch import is_number
from ..core.inplace import check_writable, write
from ..core.state import state

__all__ = ["TRANSLATIONS", "into"]

_NO_VALUE = getattr(np, "_NoValue", None)


def into(target: Any, result: Any) -> Any:
    """Write a result into what NumPy calls ``out``, an array of ours or NumPy's."""
    node = getattr(result, "_node", None)
    if isinstance(target, np.ndarray):
        if state.recording and node is not None and node.kept is not None:
            raise InvalidTypeError(
                f"out= is a NumPy array, and the result (shape {result.shape}) is part of a graph "
                f"being recorded: its gradient would be lost.\n"
                f"Give an array of nd, or x.detach() for a constant."
            )
        np.copyto(target, getattr(result, "_raw", result), casting="same_kind")
        return target
    if is_number(result):  # np.add(1, 2, out=x)
        check_writable(target)
        write(target, result)
        return target
    if result._raw.shape != target._raw.shape:
        raise InvalidValueError(
            f"out= has shape {target._raw.shape}, the result {result._raw.shape}."
        )
    check_writable(target)
    write(target, result._raw)
    if node is not None:
        target._node = node
    return target


def _given(value: Any) -> bool:
    return value is not None and value is not _NO_VALUE


def _reduction(name: str) -> Callable[..., Any]:
    def translate(
        F: Any, a: Any, axis: Any = None, dtype: Any = None, out: Any = None,
        keepdims: Any = False, **rest: Any,
    ) -> Any:  # fmt: skip
        if any(_given(v) for v in rest.values()):
            return NotImplemented
        if _given(dtype):
            a = a.astype(dtype)
        result = getattr(F, name)(a, axis=axis, keepdims=_given(keepdims) and bool(keepdims))
        return result if out is None else into(out, result)

    return translate


def _extreme(name: str) -> Callable[..., Any]:
    def translate(
        F: Any, a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, **rest: Any
    ) -> Any:
        if any(_given(v) for v in rest.values()):
            return NotImplemented
        result = getattr(F, name)(a, axis=axis, keepdims=_given(keepdims) and bool(keepdims))
        return result if out is None else into(out, result)

    return translate


def _reshape(F: Any, a: Any, shape: Any = None, order: str = "C", **rest: Any) -> Any:
    shape = rest.pop("newshape", shape)  # its name before NumPy 2.1
    if order != "C" or any(_given(v) for v in rest.values()):
        return NotImplemented
    return F._view(a, shape=np.empty(a.shape, np.int8).reshape(shape).shape)  # works out -1


def _ravel(F: Any, a: Any, order: str = "C") -> Any:
    return F._view(a, shape=(a.size,)) if order == "C" else NotImplemented


def _expand_dims(F: Any, a: Any, axis: Any) -> Any:
    shape = np.expand_dims(np.empty(a.shape, np.int8), axis).shape
    return F._view(a, shape=shape)


def _squeeze(F: Any, a: Any, axis: Any = None) -> Any:
    return F.squeeze(a, axis=axis)


def _concatenate(
    F: Any, arrays: Any, axis: Any = 0, out: Any = None, dtype: Any = None, **rest: Any
) -> Any:
    if _given(dtype) or rest:
        return NotImplemented
    arrays = tuple(arrays)
    if axis is None:
        arrays = tuple(_flat(F, a) for a in arrays)
    result = F.concat(*arrays, dim=0 if axis is None else axis)
    return result if out is None else into(out, result)


def _flat(F: Any, a: Any) -> Any:
    return F._view(a, shape=(a.size,)) if hasattr(a, "_raw") else np.ravel(a)


def _stack(F: Any, arrays: Any, axis: int = 0, out: Any = None, **rest: Any) -> Any:
    if rest:
        return NotImplemented
    result = F.stack(*arrays, axis=axis)
    return result if out is None else into(out, result)


def _where(F: Any, condition: Any, *values: Any) -> Any:
    """A number beside an array becomes an array like it; a condition belongs to the last axes."""
    if len(values) != 2:
        return NotImplemented
    like = next((v for v in values if not is_number(v)), condition)
    x, y = [F.full_like(like, fill_value=v) if is_number(v) else v for v in values]
    new = max(np.ndim(x), np.ndim(y)) - np.ndim(condition)
    if new > 0:  # without these axes a vector would choose rows, as in nd.where
        shape = (1,) * new + np.shape(condition)
        is_raw = not hasattr(condition, "_raw")
        condition = np.reshape(condition, shape) if is_raw else F._view(condition, shape=shape)
    return F.where(condition, x, y)


def _clip(
    F: Any, a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **rest: Any
) -> Any:
    low, high = rest.pop("min", a_min), rest.pop("max", a_max)
    low, high = [v if _given(v) else None for v in (low, high)]
    if rest or not all(v is None or is_number(v) for v in (low, high)):
        return NotImplemented
    if (low is None or high is None) and a.dtype is not bool and np.dtype(a.dtype).kind != "f":
        return NotImplemented  # an integer dtype has no infinity to stand for no bound
    result = F.clip(
        a, a_min=-math.inf if low is None else low, a_max=math.inf if high is None else high
    )
    return result if out is None else into(out, result)


def _dot(F: Any, a: Any, b: Any, out: Any = None) -> Any:
    if is_number(a) or is_number(b):
        result = F.multiply(a, b)
    elif not 0 < _axes(b) <= 2 or not _axes(a):
        return NotImplemented  # nd.dot sums over the first axis of b, NumPy over the last but one
    else:
        result = F.dot(a, b)
    return result if out is None else into(out, result)


def _axes(value: Any) -> int:
    return value.ndim if hasattr(value, "ndim") else np.ndim(value)


def _repeat(F: Any, a: Any, repeats: Any, axis: Any = None) -> Any:
    if not isinstance(repeats, (int, np.integer)):
        return NotImplemented
    return F.repeat(a, repeats=int(repeats), axis=axis)


def _flip(F: Any, m: Any, axis: Any = None) -> Any:
    return F.flip(m, axis=tuple(range(m.ndim)) if axis is None else axis)


def _cumsum(F: Any, a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
    result = F.cumsum(a if dtype is None else a.astype(dtype), axis=axis)
    return result if out is None else into(out, result)


def _filled_like(name: str) -> Callable[..., Any]:
    def translate(
        F: Any, a: Any, dtype: Any = None, order: str = "K", subok: bool = True, **rest: Any
    ) -> Any:
        if any(_given(v) for v in rest.values()):
            return NotImplemented
        result = getattr(F, name)(a)
        return result if dtype is None else result.astype(dtype)

    return translate


def _broadcast_to(F: Any, array: Any, shape: Any, subok: bool = False) -> Any:
    return F._broadcast(array, shape=(shape,) if isinstance(shape, int) else tuple(shape))


def _broadcast_arrays(F: Any, *args: Any, subok: bool = False) -> Any:
    """NumPy promises arrays of its own class here, and the bars of matplotlib rely on it."""
    nodes = [getattr(a, "_node", None) for a in args]
    if subok or (state.recording and any(n is not None and n.kept is not None for n in nodes)):
        return NotImplemented
    return np.broadcast_arrays(*[np.asarray(a) for a in args])


TRANSLATIONS: dict[str, Callable[..., Any]] = {
    **{name: _reduction(name) for name in ("sum", "mean", "prod", "nansum", "nanprod")},
    **{name: _extreme(name) for name in ("max", "min", "argmax", "argmin")},
    "amax": _extreme("max"),
    "amin": _extreme("min"),
    "reshape": _reshape,
    "transpose": lambda F, a, axes=None: F.transpose(a, axes=axes),
    "swapaxes": lambda F, a, axis1, axis2: F.swapaxes(a, dim1=axis1, dim2=axis2),
    "expand_dims": _expand_dims,
    "squeeze": _squeeze,
    "ravel": _ravel,
    "concatenate": _concatenate,
    "stack": _stack,
    "where": _where,
    "clip": _clip,
    "dot": _dot,
    "tile": lambda F, A, reps: F.tile(A, reps=reps),
    "repeat": _repeat,
    "flip": _flip,
    "cumsum": _cumsum,
    "zeros_like": _filled_like("zeros_like"),
    "ones_like": _filled_like("ones_like"),
    "broadcast_to": _broadcast_to,
    "broadcast_arrays": _broadcast_arrays,
}
