"""Working in blocks that stay in the cache, rows of an array at a time, by several threads.

A kernel that walks over an array several times is bound by memory unless each walk covers no more
than the cache holds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from . import parallel

__all__ = ["BLOCK", "float_only", "for_blocks", "split_around", "wide"]

#: Elements of a block: 256 KiB of float32, so that three arrays of a block fit in a cache of 1 MiB.
BLOCK = 1 << 16
#: From this many elements on the work is shared among threads: waking one costs about 20 us.
SHARED = 1 << 17


def for_blocks(work: Callable[[slice], Any], rows: int, width: int) -> None:
    """``work(rows of a block)`` for blocks of ``rows`` rows of ``width`` elements.

    Blocks of large arrays are worked on by several threads, so ``work`` writes to its own rows
    only, and calls no product of matrices (the library under them brings its own threads). The
    blocks are the same however many threads there are.
    """
    step = max(1, BLOCK // max(width, 1))

    def part(start: int, stop: int) -> None:
        for first in range(start, stop, step):
            work(slice(first, min(first + step, stop)))

    parts = min(parallel.threads, rows * width * 2 // SHARED, -(-rows // step))
    if parts < 2:
        part(0, rows)
        return
    share = -(-rows // parts // step) * step
    parallel.run_together(
        [partial(part, first, min(first + share, rows)) for first in range(0, rows, share)]
    )


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
