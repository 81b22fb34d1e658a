"""Walks over large arrays: several as one, block by block in the cache, by several threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from . import memory, parallel

__all__ = ["LARGE", "apply", "combine", "flat", "in_blocks"]

#: Elements of a block: 256 KiB of float32, so that a few arrays of a block fit into 1 MiB. Not
#: fewer: with each call a thread gives the interpreter's lock away and waits to have it back, up to
#: 10 us where several work (the sigmoid of 4 million took 9.6 ms in blocks of 16 Ki, so 5.9).
BLOCK = 1 << 16
#: From this size on an array is shared among threads: waking one costs about 20 us.
LARGE = 1 << 17


def in_blocks(
    step: Callable[..., Any], out: np.ndarray, *arrays: np.ndarray, block: int = BLOCK
) -> np.ndarray:
    """``step(out, *arrays)`` on corresponding blocks of arrays of one shape; returns ``out``.

    ``step`` works elementwise and in place: it may use what it writes as scratch space. An array
    that repeats one element (a gradient that was broadcast) is walked over as cheaply as others.
    """
    if out.size > block:
        return _shared(step, block, out, *arrays)
    step(out, *arrays)
    return out


def apply(ufunc: Any, data: np.ndarray) -> np.ndarray:
    """``ufunc(data)``; integers are computed in float64, large arrays by several threads."""
    if data.dtype.kind != "f":
        return ufunc(data.astype(np.float64))
    if data.size < LARGE:
        return ufunc(data)
    return _shared(lambda out, x: ufunc(x, out=out), data.size, memory.empty_like(data), data)


def combine(ufunc: Any, lhs: Any, rhs: Any, out: np.ndarray | None = None) -> Any:
    """``ufunc(lhs, rhs)`` of arrays or numbers; large arrays of one shape by several threads.

    ``out`` may be one of the two, but must not overlap them in another way.
    """
    large = lhs if isinstance(lhs, np.ndarray) else rhs
    if not isinstance(large, np.ndarray) or large.size < LARGE or large.dtype.kind != "f":
        return ufunc(lhs, rhs, out=out)
    arrays = [a for a in (lhs, rhs) if isinstance(a, np.ndarray)]
    if any(a.shape != large.shape or a.dtype != large.dtype for a in arrays):
        return ufunc(lhs, rhs, out=out)

    def step(out: np.ndarray, *parts: np.ndarray) -> None:
        left = parts[0] if isinstance(lhs, np.ndarray) else lhs
        right = parts[-1] if isinstance(rhs, np.ndarray) else rhs
        ufunc(left, right, out=out)

    if out is None:
        out = memory.empty(large.shape, large.dtype)
    return _shared(step, large.size, out, *arrays)


def _shared(
    step: Callable[..., Any], block: int, out: np.ndarray, *arrays: np.ndarray
) -> np.ndarray:
    """``step`` on blocks, the blocks in as many parts as there are threads."""
    size = out.size
    views = None if size <= BLOCK else [flat(a) for a in (out, *arrays)]
    if views is None or any(v is None for v in views):
        step(out, *arrays)
        return out
    parts = max(1, min(parallel.threads, size * 2 // LARGE))
    share = -(-size // parts // BLOCK) * BLOCK  # whole blocks: no two threads write to one line

    def part(start: int) -> None:
        stop = min(start + share, size)
        for i in range(start, stop, block):
            j = min(i + block, stop)
            step(*[v[i:j] for v in views])  # type: ignore[index]  # none is None

    parallel.run_together([partial(part, i) for i in range(0, size, share)])
    return out


def flat(array: np.ndarray) -> np.ndarray | None:
    """The array along one axis without a copy, or None where its layout does not allow it."""
    if array.flags.c_contiguous:
        return array.reshape(-1)
    if array.size and not any(array.strides):
        return np.broadcast_to(array[(0,) * array.ndim], (array.size,))
    return None
