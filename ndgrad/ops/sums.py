"""Sums along axes with little rounding.

NumPy adds in pairs of pairs along the last axis, but one element after the other along any other:
over two million rows float32 keeps five digits of a sum, of a variance three; of a thousand rows
float16 keeps one. Here long axes are summed in parts, and the parts after that, in the same time.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["LONG", "add_along", "add_up"]

#: How many elements are added one after the other.
PART = 512
#: Arrays of fewer elements have no long sums: worth a look before the call.
LONG = 2 * PART

#: Whose type knows no keepdims that is True or False at run time.
add_up: Any = np.add.reduce


def add_along(data: np.ndarray, axis: Any, dtype: Any = None, keepdims: bool = False) -> Any:
    """``np.add.reduce(data, axis, dtype, keepdims=keepdims)``; float16 is added up in float32.

    >>> add_along(np.ones((3, 2)), 0)
    array([3., 3.])
    """
    if data.dtype == np.float16 and dtype is None:
        return np.asarray(add_along(data, axis, np.float32, keepdims)).astype(np.float16)
    if data.size >= LONG and data.dtype.kind == "f" and data.flags.c_contiguous:
        axes = sorted(a % data.ndim for a in ((axis,) if isinstance(axis, int) else axis or ()))
        shape = data.shape
        # Neighbouring axes, with others after them, are one axis amid the rest.
        if axes and axes[-1] - axes[0] == len(axes) - 1:
            outer, inner = math.prod(shape[: axes[0]]), math.prod(shape[axes[-1] + 1 :])
            count = math.prod(shape[axes[0] : axes[-1] + 1])
            if count >= LONG and inner > 1:
                total = _in_parts(data.reshape(outer, count, inner), dtype)
                kept = (1,) * len(axes) if keepdims else ()
                return total.reshape(shape[: axes[0]] + kept + shape[axes[-1] + 1 :])
    return add_up(data, axis, dtype, None, keepdims)


def _in_parts(x: np.ndarray, dtype: Any) -> np.ndarray:
    """The sums of an array of three axes along the one in the middle."""
    outer, count, inner = x.shape
    parts = count // PART
    if parts < 2:
        return np.add.reduce(x, 1, dtype)
    whole = x[:, : parts * PART].reshape(outer, parts, PART, inner)
    total = _in_parts(np.add.reduce(whole, 2, dtype), dtype)
    if parts * PART < count:
        total += np.add.reduce(x[:, parts * PART :], 1, dtype)
    return total
