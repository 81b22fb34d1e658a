"""A gradient that is zero but for a few rows, before it is written into an array.

The gradient of a table of word vectors has as many rows as the vocabulary, and all but the rows of
the words at hand are zero. Clearing them costs more than everything else (1 ms for 10,000 rows of
256 numbers, of 0.4 ms in all without). So the sweep hands such a gradient on as it is, and the
variable it is for clears only the rows that its last gradient left behind.
"""

from __future__ import annotations

import numpy as np

from .accumulate import add_into, add_rows
from .indices import bounded

__all__ = ["Scattered", "scattered"]

#: Tables smaller than this are cleared faster than one can ask whether they need be.
LEAST_BYTES = 1 << 20


class Scattered:
    """``rows`` (n, width) to be added at places ``index`` (n,) of zeros of ``shape``."""

    __slots__ = ("dtype", "index", "rows", "shape")

    def __init__(self, rows: np.ndarray, index: np.ndarray, shape: tuple[int, ...]) -> None:
        self.rows = rows
        self.index = index
        self.shape = shape
        self.dtype = rows.dtype

    def dense(self) -> np.ndarray:
        """As an array."""
        return add_rows(self.rows[None], self.index, self.shape)

    def add_into(self, zeros: np.ndarray) -> None:
        """Add the rows into an array of this shape that is zero in the places of ``index``."""
        add_into(zeros.reshape(1, self.shape[0], -1), self.rows[None], self.index)

    def __add__(self, other: np.ndarray) -> np.ndarray:
        total = self.dense()
        return np.add(total, other, out=total)


def scattered(g: np.ndarray, indices: np.ndarray, shape: tuple[int, ...], mode: str) -> object:
    """The gradient of taking rows along the first axis; None where an array is better."""
    width = g.size // max(indices.size, 1)
    table = shape[0] * width * g.dtype.itemsize
    if table < LEAST_BYTES or 2 * indices.size > shape[0] or width < 16 or g.dtype == np.float16:
        return None
    index = bounded(indices, shape[0], mode).reshape(-1)
    return Scattered(g.reshape(len(index), width), index, shape)
