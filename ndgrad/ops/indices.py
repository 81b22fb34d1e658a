"""How index arrays are read: MXNet keeps indices in any dtype, floats most of all."""

from __future__ import annotations

import numpy as np

__all__ = ["bounded", "exact_as", "integers", "within"]


def integers(indices: np.ndarray) -> np.ndarray:
    """Indices as integers; floats lose their fraction, as in MXNet (1.7 and -1.7 give 1 and -1)."""
    return indices.astype(np.intp, copy=False)


def within(numbers: np.ndarray, least: int, most: int, what: str) -> np.ndarray:
    """Numbers as integers (see :func:`integers`); a ValueError for one out of ``[least, most]``."""
    found = integers(numbers)
    if found.size and (found.min() < least or found.max() > most):
        wrong = found.min() if found.min() < least else found.max()
        raise ValueError(f"{what} {wrong} is not within {least} and {most}")
    return found


def bounded(indices: np.ndarray, size: int, mode: str) -> np.ndarray:
    """Integer positions in ``[0, size)``: out-of-range ones are clipped, wrapped or refused."""
    found = integers(indices)
    if not found.size:
        return found
    if size == 0:
        raise IndexError("cannot take an element from an axis of length 0")
    if mode == "clip":
        return np.minimum(np.maximum(found, 0), size - 1)
    if mode == "wrap":
        return found % size
    if mode != "raise":
        raise ValueError(f"mode must be 'clip', 'wrap' or 'raise', got {mode!r}")
    low, high = found.min(), found.max()
    if low < 0 or high >= size:
        raise IndexError(
            f"index {low if low < 0 else high} is out of bounds for an axis of length {size} "
            f"(mode='raise' takes 0 to {size - 1})"
        )
    return found


def exact_as(values: np.ndarray, dtype: np.dtype, largest: int, remedy: str) -> np.ndarray:
    """Non-negative integers up to ``largest`` in another dtype; refused where it cannot hold them.

    A float32 holds integers up to 2**24 only: beyond, two positions would share one number.
    """
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        limit = 2 ** (np.finfo(dtype).nmant + 1)
    elif dtype.kind in "iu":
        limit = int(np.iinfo(dtype).max)
    else:
        raise TypeError(f"indices cannot be of dtype {dtype}")
    if largest > limit:
        raise ValueError(
            f"dtype {dtype} holds integers up to {limit} exactly, indices go up to {largest}: "
            f"{remedy}"
        )
    return values.astype(dtype, copy=False)
