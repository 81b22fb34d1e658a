"""Sums over all axes but that of the channels, and one affine map per channel.

An array is seen as (outer, channels, inner). Where a channel has long runs (``inner`` large), the
work goes channel by channel: the numbers of one channel stay in the cache between the passes.
Otherwise rows of channels times inner are the runs, and coefficients are repeated along them.

Sums of a block are made in the dtype of the data and added up in float64.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..blocks import BLOCK, split_around
from ..parts import in_parts

__all__ = ["Channels"]

#: Runs of at least this length are worth a pass of their own.
LONG = 256


class Channels:
    """How arrays of one shape are walked over."""

    def __init__(self, shape: tuple[int, ...], axis: int) -> None:
        self.outer, self.count, self.inner = split_around(shape, axis)
        self.number = self.outer * self.inner  # elements of a channel
        self.long = self.inner >= LONG
        self._pieces = self.count if self.long else self.outer
        width = self.number if self.long else self.count * self.inner
        self._step = max(1, BLOCK // max(width, 1))

    def view(self, array: np.ndarray) -> np.ndarray:
        """(outer, channels, inner), or (outer, channels * inner) for short runs."""
        if self.long:
            return array.reshape(self.outer, self.count, self.inner)
        return array.reshape(self.outer, self.count * self.inner)

    def coefficients(self, values: np.ndarray, dtype: np.dtype) -> np.ndarray:
        """One number per channel, so that it broadcasts against a view."""
        values = values.astype(dtype)
        if self.long:
            return values[:, None]
        return np.repeat(values, self.inner) if self.inner > 1 else values

    def pick(self, coefficients: np.ndarray, block: Any) -> np.ndarray:
        """The coefficients that a block takes."""
        return coefficients[block[1]] if self.long else coefficients

    def _blocks(self, start: int, stop: int) -> Iterator[Any]:
        """Index tuples of blocks: of channels for long runs, of rows otherwise."""
        for first in range(start, stop, self._step):
            part = slice(first, min(first + self._step, stop))
            yield (slice(None), part) if self.long else (part,)

    def for_blocks(self, work: Callable[[Any], Any]) -> None:
        """``work(block)`` for all blocks, which must not depend on each other."""

        def part(start: int, stop: int) -> None:
            for block in self._blocks(start, stop):
                work(block)

        in_parts(part, self._pieces, self.number * self.count)

    def totals(self, sums: Callable[[Any], Sequence[np.ndarray]], number: int) -> np.ndarray:
        """Add up ``number`` sums per channel over all blocks, float64: (number, channels)."""
        if self.long:
            total = np.zeros((number, self.count))

            def own(block: Any) -> None:
                total[:, block[1]] = sums(block)

            self.for_blocks(own)
            return total
        ranges: dict[int, np.ndarray] = {}

        def part(start: int, stop: int) -> None:
            ranges[start] = sum(
                (np.array(sums(b)) for b in self._blocks(start, stop)), np.zeros(())
            )

        in_parts(part, self._pieces, self.number * self.count)
        return sum((ranges[start] for start in sorted(ranges)), np.zeros((number, self.count)))

    def sum(self, block: np.ndarray) -> np.ndarray:
        """Sums of a block per channel, float64; of all channels for a block of rows."""
        if self.long:
            rows = np.vecdot(block, np.ones(self.inner, block.dtype))
            return rows.sum(axis=0, dtype=np.float64)
        return self._fold(np.add.reduce(block, axis=0))

    def dot(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Sums of products of two blocks per channel, float64."""
        if self.long:
            return np.vecdot(a, b).sum(axis=0, dtype=np.float64)
        return self._fold(np.einsum("ij,ij->j", a, b))

    def _fold(self, sums: np.ndarray) -> np.ndarray:
        if self.inner == 1:
            return sums.astype(np.float64)
        return sums.reshape(self.count, self.inner).sum(axis=1, dtype=np.float64)
