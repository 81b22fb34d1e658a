"""Several walks over an array done as one: block by block, each staying in the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .blocks import BLOCK

__all__ = ["in_blocks"]


def in_blocks(step: Callable[..., Any], out: np.ndarray, *inputs: np.ndarray) -> np.ndarray:
    """``step(out, *inputs)`` on corresponding blocks of arrays of one shape; returns ``out``.

    ``step`` computes ``out`` elementwise, in place, and may use it as its scratch space. An array
    that repeats one element (a gradient that was broadcast) is walked over as cheaply as others.
    """
    if out.size <= BLOCK:
        step(out, *inputs)
        return out
    flat = [_flat(a) for a in (out, *inputs)]
    if any(f is None for f in flat):
        step(out, *inputs)
        return out
    for start in range(0, out.size, BLOCK):
        step(*[f[start : start + BLOCK] for f in flat])  # type: ignore[index]  # none is None
    return out


def _flat(array: np.ndarray) -> np.ndarray | None:
    """The array along one axis without a copy, or None where its layout does not allow it."""
    if array.flags.c_contiguous:
        return array.reshape(-1)
    if array.size and not any(array.strides):
        return np.broadcast_to(array[(0,) * array.ndim], (array.size,))
    return None
