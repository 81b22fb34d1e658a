"""Sums over all axes but that of the channels, and one affine map per channel.

An array is seen as (outer, channels, inner) and walked over in blocks of rows. Where a channel has
long runs (``inner`` large) these are the rows, and coefficients are one number per row; otherwise
rows are channels times inner, and coefficients are repeated along them. Either way a block is one
piece of memory.

Sums of a row, or of the rows of a block, are made in the dtype of the data and added up in float64.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..blocks import LARGE_BLOCK, for_blocks, split_around

__all__ = ["Channels"]

#: Runs of at least this length are rows of their own.
LONG = 256


class Channels:
    """How arrays of one shape are walked over."""

    def __init__(self, shape: tuple[int, ...], axis: int) -> None:
        self.outer, self.count, self.inner = split_around(shape, axis)
        self.number = self.outer * self.inner  # elements of a channel
        self.long = self.inner >= LONG
        if self.long:
            self._rows, self._width = self.outer * self.count, self.inner
        else:
            self._rows, self._width = self.outer, self.count * self.inner

    def view(self, array: np.ndarray) -> np.ndarray:
        """The rows."""
        return array.reshape(self._rows, self._width)

    def coefficients(self, values: np.ndarray, dtype: np.dtype) -> np.ndarray:
        """One number per channel, for :meth:`pick`."""
        values = values.astype(dtype)
        if self.long:
            return np.tile(values, self.outer)[:, None]
        return np.repeat(values, self.inner) if self.inner > 1 else values

    def pick(self, coefficients: np.ndarray, block: slice) -> np.ndarray:
        """The coefficients of a block, so that they broadcast against it."""
        return coefficients[block] if self.long else coefficients

    def for_blocks(self, work: Callable[..., Any], dtype: np.dtype) -> None:
        """``work(block, buffer)`` for all blocks, with an array of the block's shape to use."""
        for_blocks(work, self._rows, self._width, 1, dtype, LARGE_BLOCK, self._width)

    def totals(
        self, sums: Callable[..., Sequence[np.ndarray]], number: int, dtype: np.dtype
    ) -> np.ndarray:
        """Add up the ``number`` of :meth:`sum` or :meth:`dot` that ``sums(block, buffer)`` gives.

        The result is float64 and has the shape (number, channels).
        """
        found: dict[int, Any] = {}

        def own(block: slice, buffer: np.ndarray) -> None:
            found[block.start] = np.array(sums(block, buffer), np.float64)

        self.for_blocks(own, dtype)
        if not found:
            return np.zeros((number, self.count))
        parts = [found[start] for start in sorted(found)]  # the same however many threads
        if self.long:
            return np.hstack(parts).reshape(number, self.outer, self.count).sum(axis=1)
        return np.add.reduce(parts).reshape(number, self.count, self.inner).sum(axis=2)

    def sum(self, block: np.ndarray) -> np.ndarray:
        """Sums of a block along its rows if they are long, else across them."""
        if self.long:  # a product with two columns of ones is the fastest sum that there is
            return np.dot(block, np.ones((self.inner, 2), block.dtype))[:, 0]
        return np.add.reduce(block, axis=0)

    def dot(self, a: np.ndarray, b: np.ndarray, buffer: np.ndarray) -> np.ndarray:
        """Sums of the products of two blocks."""
        if self.long:
            return self.sum(np.multiply(a, b, out=buffer))
        return np.einsum("ij,ij->j", a, b)
