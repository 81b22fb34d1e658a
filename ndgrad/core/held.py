"""A number of the program as an element of a dtype, as a conversion in C gives it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base import InvalidValueError

__all__ = ["held", "is_beyond"]


def is_beyond(number: Any, dtype: np.dtype) -> bool:
    """Whether a Python number is larger, or smaller, than all integers of ``dtype``, or NaN."""
    if dtype.kind not in "iu":
        return False
    last = np.iinfo(dtype)
    return not last.min - 1 < number < last.max + 1


def held(value: Any, dtype: np.dtype) -> Any:
    """``value`` (a Python or NumPy number) as ``dtype`` holds it.

    Among floats what is too large is infinite; among integers it wraps round, and what is not
    finite gives whatever the processor makes of it (the smallest number, or 0 in 8 bits).
    """
    if isinstance(value, np.generic):
        value = value.item()
    if dtype.kind == "f":
        try:
            with np.errstate(all="ignore"):
                return dtype.type(value)
        except OverflowError as error:  # an integer beyond the largest double
            raise InvalidValueError(f"a number beside an array of {dtype}: {error}.") from None
    try:
        return dtype.type(value)
    except (OverflowError, ValueError):
        pass
    if isinstance(value, float) and not np.isfinite(value):
        with np.errstate(all="ignore"):
            return np.float64(value).astype(dtype)
    bits = 8 * dtype.itemsize
    rest = int(value) & ((1 << bits) - 1)
    if dtype.kind == "i" and rest >> (bits - 1):
        rest -= 1 << bits
    return dtype.type(rest)
