"""NumPy's protocols: NumPy functions called on arrays give arrays, and are recorded.

A function or ufunc with an operator of ours becomes a call of that operator. Any other one is
computed by NumPy on the values - unless an argument is part of a graph that is being recorded:
then it is refused, because its gradient would silently be lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..base import InvalidTypeError, InvalidValueError
from ..core.dispatch import FrontEnd, check_writable, write
from ..core.state import state
from ..ops.registry import find
from .dtypes import SUPPORTED

__all__ = ["Interop"]

#: NumPy's name -> our operator, where they differ.
_RENAMED = {
    "true_divide": "divide",
    "remainder": "modulo",
    "mod": "modulo",
    "less": "lesser",
    "less_equal": "lesser_equal",
    "absolute": "abs",
    "rad2deg": "degrees",
    "deg2rad": "radians",
    "acos": "arccos",
    "asin": "arcsin",
    "atan": "arctan",
    "acosh": "arccosh",
    "asinh": "arcsinh",
    "atanh": "arctanh",
    "pow": "power",
}

#: ufuncs whose operator means the same thing for all values.
_UFUNCS = frozenset(
    "add subtract multiply divide power modulo floor_divide maximum minimum hypot negative abs exp "
    "expm1 log log2 log10 log1p sqrt square cbrt reciprocal sin cos tan arcsin arccos arctan sinh "
    "cosh tanh arcsinh arccosh arctanh degrees radians floor ceil trunc equal not_equal greater "
    "greater_equal lesser lesser_equal logical_and logical_or logical_xor logical_not matmul "
    "isnan isinf isfinite".split()
)


class Interop:
    """The protocol methods of an array."""

    __slots__ = ()
    _front: FrontEnd

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        raw = self._raw  # type: ignore[attr-defined]  # a slot of the array
        if copy is False:
            if dtype is not None and np.dtype(dtype) != raw.dtype:
                raise InvalidValueError(f"no view of {raw.dtype} values as {np.dtype(dtype)}.")
            view = raw.view()
            view.flags.writeable = False
            return view
        return np.array(raw, dtype, order="C")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        name = _RENAMED.get(ufunc.__name__, ufunc.__name__)
        out = kwargs.pop("out", None)
        if method == "__call__" and name in _UFUNCS and not kwargs:
            op = find(name)
            if op is not None:
                result = self._front.call(op, inputs, {})
                return result if out is None else _into(out[0], result)
        values = plain(inputs, f"np.{ufunc.__name__}")
        result = getattr(ufunc, method)(*values, **plain(kwargs, f"np.{ufunc.__name__}"))
        wrapped = _arrays(self._front, result, self._ctx)  # type: ignore[attr-defined]  # a slot
        return wrapped if out is None else _into(out[0], wrapped)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        translate = _FUNCTIONS.get(function.__name__)
        if translate is not None and function is _numpy_function(function.__name__):
            return translate(self._front.F, *args, **kwargs)
        name = f"np.{function.__name__}"
        result = function(*plain(args, name), **plain(kwargs, name))
        return _arrays(self._front, result, self._ctx)  # type: ignore[attr-defined]  # a slot

    def __dlpack__(self, **kwargs: Any) -> Any:
        return self.asnumpy().__dlpack__(**kwargs)  # type: ignore[attr-defined]  # of the array

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._raw.__dlpack_device__()  # type: ignore[attr-defined]  # a slot of the array


def _numpy_function(name: str) -> Any:
    return getattr(np, name, None)


def plain(value: Any, name: str) -> Any:
    """``value`` with raw arrays in place of ours, at any depth of tuples, lists and dicts."""
    if hasattr(value, "_raw"):
        if state.recording and value._node is not None and value._node.kept is not None:
            raise InvalidTypeError(
                f"{name}: it has no gradient here, and its argument is part of a graph being "
                f"recorded.\nUse a function of nd, or x.detach() for a constant."
            )
        view = value._raw.view()
        view.flags.writeable = False
        return view
    if isinstance(value, (tuple, list)):
        return type(value)(plain(item, name) for item in value)
    if isinstance(value, dict):
        return {key: plain(item, name) for key, item in value.items()}
    return value


def _arrays(front: FrontEnd, result: Any, ctx: Any) -> Any:
    """NumPy's results as arrays of the front end; dtypes we do not have stay NumPy's."""
    if isinstance(result, tuple) and type(result) is tuple:
        return tuple(_arrays(front, item, ctx) for item in result)
    if isinstance(result, list):
        return [_arrays(front, item, ctx) for item in result]
    if isinstance(result, np.generic) and not isinstance(result, (np.bool_,)):
        result = np.asarray(result)
    if isinstance(result, np.ndarray) and result.dtype.name in SUPPORTED:
        copied = np.array(result, order="C")  # never memory that NumPy's result shares with others
        return front.wrap(copied if copied.shape else front.finish(copied), None, ctx)
    return bool(result) if isinstance(result, np.bool_) else result


def _into(target: Any, result: Any) -> Any:
    if isinstance(target, np.ndarray):
        np.copyto(target, getattr(result, "_raw", result), casting="same_kind")
        return target
    check_writable(target)
    write(target, result._raw)
    if result._node is not None:
        target._node = result._node
    return target


# -- NumPy functions that are operators of ours ---------------------------------------------------

_NO_VALUE = getattr(np, "_NoValue", None)


def _refuse(name: str, given: dict[str, Any]) -> None:
    for key, value in given.items():
        if value is not None and value is not _NO_VALUE:
            raise InvalidTypeError(f"np.{name} of an NDArray: {key}= is not supported.")


def _reduction(name: str, operator: str) -> Callable[..., Any]:
    def translate(
        F: Any, a: Any, axis: Any = None, dtype: Any = None, out: Any = None,
        keepdims: Any = False, **rest: Any,
    ) -> Any:
        _refuse(name, rest)
        result = getattr(F, operator)(
            a, axis=axis, keepdims=bool(keepdims) if keepdims is not _NO_VALUE else False
        )
        result = result if dtype is None else result.astype(dtype)
        return result if out is None else _into(out, result)

    return translate


def _extreme(name: str) -> Callable[..., Any]:
    def translate(
        F: Any, a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, **rest: Any
    ) -> Any:
        _refuse(name, rest)
        result = getattr(F, name)(
            a, axis=axis, keepdims=bool(keepdims) if keepdims is not _NO_VALUE else False
        )
        return result if out is None else _into(out, result)

    return translate


def _sequence(value: Any) -> tuple[Any, ...]:
    return tuple(value)


def _where(F: Any, condition: Any, x: Any, y: Any) -> Any:
    """``np.where``: a number beside an array becomes an array like it."""
    given = (x, y)
    like = next((a for a in given if not isinstance(a, (bool, int, float, np.generic))), condition)
    x, y = [
        F.full_like(like, fill_value=a) if isinstance(a, (bool, int, float, np.generic)) else a
        for a in given
    ]
    return F.where(condition, x, y)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _reduction(name, name) for name in ("sum", "mean", "prod", "nansum", "nanprod")},
    **{name: _extreme(name) for name in ("max", "min", "argmax", "argmin")},
    "amax": _extreme("max"),
    "amin": _extreme("min"),
    "reshape": lambda F, a, /, shape=None, **rest: _reshape(F, a, shape, **rest),
    "transpose": lambda F, a, axes=None: F.transpose(a, axes=axes),
    "swapaxes": lambda F, a, axis1, axis2: F.swapaxes(a, dim1=axis1, dim2=axis2),
    "expand_dims": lambda F, a, axis: F.expand_dims(a, axis=axis),
    "squeeze": lambda F, a, axis=None: F.squeeze(a, axis=axis),
    "ravel": lambda F, a, order="C": F._view(a, shape=(a.size,)),
    "concatenate": lambda F, arrays, axis=0: F.concat(*_sequence(arrays), dim=axis),
    "stack": lambda F, arrays, axis=0: F.stack(*_sequence(arrays), axis=axis),
    "where": _where,
    "clip": lambda F, a, a_min, a_max: F.clip(a, a_min=a_min, a_max=a_max),
    "dot": lambda F, a, b: F.dot(a, b),
    "tile": lambda F, A, reps: F.tile(A, reps=reps),
    "repeat": lambda F, a, repeats, axis=None: F.repeat(a, repeats=repeats, axis=axis),
    "flip": lambda F, m, axis: F.flip(m, axis=axis),
    "cumsum": lambda F, a, axis=None: F.cumsum(a, axis=axis),
    "zeros_like": lambda F, a: F.zeros_like(a),
    "ones_like": lambda F, a: F.ones_like(a),
    "broadcast_to": lambda F, array, shape: F.broadcast_to(array, shape=shape),
}


def _reshape(F: Any, a: Any, shape: Any, order: str = "C", **rest: Any) -> Any:
    _refuse("reshape", {**rest, "order": None if order == "C" else order})
    return F._view(a, shape=_fit(a, shape))


def _fit(array: Any, shape: Any) -> tuple[int, ...]:
    """NumPy's ``shape`` argument with its -1 worked out."""
    return np.empty(array.shape, np.int8).reshape(shape).shape
