"""The element types of classic arrays, and how objects of a program become raw arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base import InvalidTypeError, InvalidValueError

__all__ = ["SUPPORTED", "as_raw", "resolve_dtype"]

SUPPORTED = ("float16", "float32", "float64", "uint8", "int8", "int32", "int64", "bool")
_DTYPES = {name: np.dtype(name) for name in SUPPORTED}
_KNOWN = set(_DTYPES.values())


def resolve_dtype(dtype: Any, default: str = "float32") -> np.dtype:
    """A dtype as users write it (name, NumPy type, Python type, None) as a NumPy dtype."""
    if dtype is None:
        return _DTYPES[default]
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if found not in _KNOWN:
        raise InvalidTypeError(f"dtype {dtype!r} is not supported; use {', '.join(SUPPORTED)}.")
    return found


def as_raw(source: Any, dtype: Any) -> np.ndarray:
    """A new raw array from anything array-like. Only an NDArray hands its dtype on by itself;
    everything else is float32 unless ``dtype`` says otherwise."""
    own = getattr(source, "_raw", None)
    if isinstance(own, np.ndarray):
        return np.array(own, own.dtype if dtype is None else resolve_dtype(dtype), order="C")
    wanted = resolve_dtype(dtype)
    if isinstance(source, (list, tuple)):
        source = [getattr(item, "_raw", item) for item in source]
    try:
        values = np.asarray(source)
        if source is None:
            raise TypeError("got None")  # to NumPy it is NaN
        if values.dtype.kind == "O":
            values = np.asarray(source, wanted)
        if values.dtype.kind in "USMmVc":
            raise TypeError(f"its elements are {values.dtype}")
        with np.errstate(all="ignore"):  # overflow to inf, nan to int: as the conversion in C
            return np.array(values, wanted, order="C")
    except OverflowError as error:
        raise InvalidValueError(f"source_array: a number that is no {wanted}: {error}") from None
    except (TypeError, ValueError) as error:
        raise InvalidTypeError(f"source_array must be array like object: {error}") from None
