"""Working in blocks that stay in the cache, along any axis.

A kernel that walks over an array several times is bound by memory unless each walk covers no more
than the cache holds. An array is seen as (outer, size, inner) around the axis that an operator
works along, and `blocks` cuts the outer part into pieces of a convenient size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

__all__ = ["BLOCK", "blocks", "float_only", "split_around", "wide"]

#: Elements of a block: 256 KiB of float32, so that three arrays of a block fit in a cache of 1 MiB.
BLOCK = 1 << 16


def blocks(outer: int, width: int, size: int = BLOCK) -> Iterator[slice]:
    """Slices that cut ``outer`` rows of ``width`` elements into blocks of about ``size``."""
    step = max(1, size // max(width, 1))
    for start in range(0, outer, step):
        yield slice(start, min(start + step, outer))


def split_around(shape: tuple[int, ...], axis: int) -> tuple[int, int, int]:
    """The sizes before, at and behind ``axis`` (from the front)."""
    return math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :])


def float_only(*arrays: np.ndarray) -> None:
    """Raise for arrays that are not of a float dtype."""
    for array in arrays:
        if array.dtype.kind != "f":
            raise TypeError(
                f"it works on float arrays only, not {array.dtype}: use astype('float32')"
            )


def wide(dtype: np.dtype) -> np.dtype:
    """The dtype to compute in: float32 for float16, the dtype itself otherwise."""
    return np.dtype(np.float32) if dtype.itemsize < 4 else dtype
