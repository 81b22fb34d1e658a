"""NumPy's protocols: NumPy functions called on arrays give arrays, and are recorded.

A function or ufunc with an operator of ours becomes a call of that operator. Any other one is
computed by NumPy on the values - unless an argument is part of a graph that is being recorded:
then it is refused, because its gradient would silently be lost.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base import InvalidTypeError, InvalidValueError
from ..core.dispatch import FrontEnd
from ..core.inplace import check_writable, write
from ..core.state import state
from ..ops.registry import find
from .dtypes import SUPPORTED
from .numpy_functions import TRANSLATIONS, into

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
            # Under a memoryview that is read-only nobody can make the array writable again.
            return np.asarray(memoryview(raw).toreadonly())
        return np.array(raw, dtype, order="C")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method == "at":
            return _at(ufunc, *inputs)
        name = _RENAMED.get(ufunc.__name__, ufunc.__name__)
        out = kwargs.pop("out", ())
        to_numpy = any(isinstance(o, np.ndarray) for o in out)  # a += x: computed as NumPy does
        if method == "__call__" and name in _UFUNCS and not kwargs and not to_numpy:
            op = find(name)
            if op is not None:
                result = self._front.call(op, inputs, {})
                return into(out[0], result) if out else result
        shown = f"np.{ufunc.__name__}"
        if to_numpy and all(isinstance(o, np.ndarray) for o in out):
            kwargs["out"] = out
        in_graph: list[Any] = []
        collect = in_graph if state.recording else None
        values, keywords = plain(inputs, collect), plain(kwargs, collect)
        if to_numpy:
            refuse_lost_gradient(shown, in_graph, out)
        result = getattr(ufunc, method)(*values, **keywords)
        if "out" in kwargs:
            return result
        refuse_lost_gradient(shown, in_graph, result)
        wrapped = _arrays(self._front, result, self._ctx)  # type: ignore[attr-defined]  # a slot
        if not out:
            return wrapped
        results = wrapped if isinstance(wrapped, tuple) else (wrapped,)
        placed = tuple(r if o is None else into(o, r) for o, r in zip(out, results, strict=True))
        return placed if isinstance(wrapped, tuple) else placed[0]

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        translate = TRANSLATIONS.get(function.__name__)
        if translate is not None and function is getattr(np, function.__name__, None):
            found = translate(self._front.F, *args, **kwargs)
            if found is not NotImplemented:
                return found
        in_graph: list[Any] = []
        collect = in_graph if state.recording else None
        result = function(*plain(args, collect), **plain(kwargs, collect))
        refuse_lost_gradient(f"np.{function.__name__}", in_graph, result)
        return _arrays(self._front, result, self._ctx)  # type: ignore[attr-defined]  # a slot

    def __dlpack__(self, **kwargs: Any) -> Any:
        return self.asnumpy().__dlpack__(**kwargs)  # type: ignore[attr-defined]  # of the array

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._raw.__dlpack_device__()  # type: ignore[attr-defined]  # a slot of the array


def _at(ufunc: Any, target: Any, *rest: Any) -> None:
    """``ufunc.at``: NumPy would write into an array that is marked read-only (2.4 does)."""
    in_graph: list[Any] = []
    values = plain(rest, in_graph if state.recording else None)
    refuse_lost_gradient(f"np.{ufunc.__name__}.at", in_graph, getattr(target, "_raw", target))
    if isinstance(target, np.ndarray):
        ufunc.at(target, *values)
        return
    check_writable(target)
    changed = target._raw.copy()
    ufunc.at(changed, *values)
    write(target, changed)


def plain(value: Any, in_graph: list[Any] | None = None) -> Any:
    """``value`` with raw arrays in place of ours, at any depth of tuples, lists and dicts.

    Those that are part of a graph being recorded are added to ``in_graph``.
    """
    if hasattr(value, "_raw"):
        if in_graph is not None and value._node is not None and value._node.kept is not None:
            in_graph.append(value)
        view = value._raw.view()
        view.flags.writeable = False
        return view
    if type(value) in (tuple, list):
        return type(value)([plain(item, in_graph) for item in value])
    if isinstance(value, dict):
        return {key: plain(item, in_graph) for key, item in value.items()}
    return value


def refuse_lost_gradient(name: str, in_graph: list[Any], result: Any) -> None:
    """Raise where NumPy has computed floats from what is part of a graph being recorded.

    Integers, truth values and the like (``np.argsort``, ``np.array_equal``) have no gradient.
    """
    if in_graph and _has_floats(result):
        raise InvalidTypeError(
            f"{name}: it has no gradient here, and its argument (shape {in_graph[0].shape}) is "
            f"part of a graph being recorded.\nUse a function of nd, or x.detach() for a constant."
        )


def _has_floats(result: Any) -> bool:
    if isinstance(result, (tuple, list)):
        return any(_has_floats(item) for item in result)
    return isinstance(result, float) or getattr(result, "dtype", np.dtype(bool)).kind in "fc"


def _arrays(front: FrontEnd, result: Any, ctx: Any) -> Any:
    """NumPy's results as arrays of the front end; dtypes we do not have stay NumPy's."""
    if type(result) is tuple:
        return tuple(_arrays(front, item, ctx) for item in result)
    if isinstance(result, list):
        return [_arrays(front, item, ctx) for item in result]
    if isinstance(result, np.generic) and not isinstance(result, np.bool_):
        result = np.asarray(result)
    if isinstance(result, np.ndarray) and result.dtype.name in SUPPORTED:
        copied = np.array(result, order="C")  # never memory that NumPy's result shares with others
        return front.wrap(copied if copied.shape else front.finish(copied), None, ctx)
    return bool(result) if isinstance(result, np.bool_) else result
