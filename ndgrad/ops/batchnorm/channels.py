"""Sums over all axes but that of the channels, and one affine map per channel.

An array is seen as (outer, channels, inner). Where a channel has long runs (``inner`` large), the
work goes channel by channel: the numbers of one channel stay in the cache between the passes.
Otherwise rows of channels times inner are the runs, and coefficients are repeated along them.

Sums of a block are made in the dtype of the data and added up in float64.
"""

from __future__ import annotations

import numpy as np

from ..blocks import BLOCK, blocks, split_around

__all__ = ["Channels"]

#: Runs of at least this length are worth a pass of their own.
LONG = 256


class Channels:
    """How arrays of one shape are walked over."""

    def __init__(self, shape: tuple[int, ...], axis: int) -> None:
        self.outer, self.count, self.inner = split_around(shape, axis)
        self.number = self.outer * self.inner  # elements of a channel
        self.long = self.inner >= LONG

    def view(self, array: np.ndarray) -> np.ndarray:
        """(outer, channels, inner), or (outer, channels * inner) for short runs."""
        if self.long:
            return array.reshape(self.outer, self.count, self.inner)
        return array.reshape(self.outer, self.count * self.inner)

    def parts(self):
        """Index tuples of blocks: of channels for long runs, of rows otherwise."""
        if self.long:
            for part in blocks(self.count, self.number, BLOCK):
                yield (slice(None), part)
        else:
            for part in blocks(self.outer, self.count * self.inner, BLOCK):
                yield (part,)

    def coefficients(self, values: np.ndarray, dtype: np.dtype) -> np.ndarray:
        """One number per channel, so that it broadcasts against a view."""
        values = values.astype(dtype)
        if self.long:
            return values[:, None]
        return np.repeat(values, self.inner) if self.inner > 1 else values

    def pick(self, coefficients: np.ndarray, part: tuple) -> np.ndarray:
        """The coefficients that a block takes."""
        return coefficients[part[1]] if self.long else coefficients

    def sum(self, block: np.ndarray) -> np.ndarray:
        """Sums of a block per channel, float64; of all channels for a block of rows."""
        if self.long:
            rows = np.matmul(block, np.ones(self.inner, block.dtype))
            return rows.sum(axis=0, dtype=np.float64)
        return self._rows(np.matmul(np.ones(len(block), block.dtype), block))

    def dot(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Sums of products of two blocks per channel, float64."""
        if self.long:
            return np.vecdot(a, b).sum(axis=0, dtype=np.float64)
        return self._rows(np.einsum("ij,ij->j", a, b))

    def _rows(self, sums: np.ndarray) -> np.ndarray:
        if self.inner == 1:
            return sums.astype(np.float64)
        return sums.reshape(self.count, self.inner).sum(axis=1, dtype=np.float64)

    def add_to(self, totals: np.ndarray, part: tuple, sums: np.ndarray) -> None:
        """Add sums of a block to those of all channels."""
        if self.long:
            totals[part[1]] += sums
        else:
            totals += sums
