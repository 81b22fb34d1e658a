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
from .scratch import Scratch
from .unbuffered import unbuffered

__all__ = ["BLOCK", "LARGE_BLOCK", "float_only", "for_blocks", "split_around", "wide"]

#: Elements of a block: 256 KiB of float32, so that three arrays of a block fit in a cache of 1 MiB.
BLOCK = 1 << 16
#: For work with two or three arrays at a time: the fewer the calls, the less threads wait for the
#: interpreter's lock between them (a tenth of the time of normalizations).
LARGE_BLOCK = 1 << 17
#: From this many elements on the work is shared among threads: waking one costs about 20 us.
SHARED = 1 << 17


def for_blocks(
    work: Callable[..., Any], rows: int, width: int, buffers: int = 0, dtype: Any = None,
    size: int = BLOCK, run: int = 0,
) -> None:  # fmt: skip
    """``work(rows of a block, *buffers)`` for blocks of ``rows`` rows of ``width`` elements.

    Of ``buffers`` so many are given, arrays of the block's shape and of ``dtype`` to compute in;
    the next block finds them in the cache. ``run``: the length of the runs of memory along which
    ``work`` broadcasts, if it does without changing dtypes (see :mod:`.unbuffered`).

    Blocks of large arrays are worked on by several threads, so ``work`` writes to its own rows
    only, and calls no large product of matrices (the library under them brings its own threads).
    NumPy's functions of matrices (matmul, vecdot) keep the interpreter's lock where dot does not.
    The blocks, of about ``size`` elements, are the same however many threads there are.
    """
    step = max(1, size // max(width, 1))

    def part(start: int, stop: int) -> None:
        scratch = Scratch(dtype, "of a block")
        made = [scratch(str(i), min(step, stop - start), width) for i in range(buffers)]
        for first in range(start, stop, step):
            block = slice(first, min(first + step, stop))
            work(block, *[a[: block.stop - first] for a in made])

    parts = min(parallel.threads, rows * width * 2 // SHARED, -(-rows // step))
    if parts < 2:
        unbuffered(part, run, 0, rows)
        return
    share = -(-rows // parts // step) * step
    parallel.run_together(
        [
            partial(unbuffered, part, run, first, min(first + share, rows))
            for first in range(0, rows, share)
        ]
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
