"""Reductions along one axis of a block, as fast as NumPy has them."""

from __future__ import annotations

import numpy as np

from .blocks import split_around

__all__ = ["planes", "row_dots", "row_sums", "shift", "total", "total_of_products"]

Array = np.ndarray

#: Rows shorter than this are turned, so that NumPy runs along many rows rather than in each.
SHORT = 32
#: Longer dot products are shared among threads by the library under NumPy, which has no business
#: in a block that is one thread's own.
LONG = 8192


def planes(shape: tuple[int, ...], axis: int) -> tuple[tuple[int, ...], int, bool]:
    """How to walk: the shape to view arrays in, the axis to reduce in a block, turned or not.

    Blocks are (rows, size), turned (size, rows), or (outer, size, inner) where the axis is not the
    last one.
    """
    outer, size, inner = split_around(shape, axis)
    if inner > 1:
        return (outer, size, inner), 1, False
    turned = size < SHORT and outer > 4
    return (outer, size), (0 if turned else 1), turned


def row_dots(a: Array, b: Array) -> Array:
    """Dot products of the rows of ``a`` with those of ``b``, or with the one row ``b``."""
    n = a.shape[1]
    if n <= LONG:
        return np.vecdot(a, b)
    found = np.vecdot(a[:, :LONG], b[..., :LONG])
    for i in range(LONG, n, LONG):
        found += np.vecdot(a[:, i : i + LONG], b[..., i : i + LONG])
    return found


def row_sums(a: Array) -> Array:
    """Sums of the rows: dot products with ones, which NumPy computes faster than sums."""
    return row_dots(a, np.ones(a.shape[1], a.dtype))


def total(a: Array, axis: int) -> Array:
    """Sums along an axis of a block (see :func:`planes`), kept as an axis of length 1."""
    if axis and a.ndim == 2:
        return row_sums(a)[:, None]
    return np.add.reduce(a, axis=axis, keepdims=True)


def total_of_products(a: Array, b: Array, axis: int) -> Array:
    """Sums of products along an axis of a block, kept as an axis of length 1."""
    if axis and a.ndim == 2:
        return row_dots(a, b)[:, None]
    return total(a * b, axis)


def shift(z: Array, axis: int) -> Array | None:
    """What to subtract before exp: the maximum, or None where no exp can overflow or vanish."""
    top = np.maximum.reduce(z, axis=axis, keepdims=True)
    return None if top.min() >= -1 and top.max() <= 60 else top
