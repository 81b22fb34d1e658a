"""Samples laid out for matrix products: padded panels, and the windows of a kernel over them.

A panel holds a block of samples as (channels, spatial axes, samples). Large images come one to a
panel, so that a row of an image is a run in memory; small ones come many to a panel, so that the
run is row times samples. With fewer than some 20 numbers to a run NumPy spends its time between
the runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..scratch import Scratch

__all__ = ["PanelLayout", "ranges", "samples_per_panel", "windows"]

#: Elements of a matrix of windows: 2 MiB of float32, what two cores keep near.
BUDGET = 1 << 19


def samples_per_panel(batch: int, per_sample: int, run: int) -> int:
    """How many samples share a panel, if one sample has ``per_sample`` window elements in runs of
    ``run``.
    """
    if run >= 24 and per_sample >= 1 << 15:
        return 1
    return max(1, min(batch, max(BUDGET // max(per_sample, 1), -(-128 // run))))


def ranges(total: int, step: int) -> Iterator[tuple[int, int]]:
    """Consecutive ranges of at most ``step`` that cover ``total``, as even as can be."""
    count = -(-total // max(step, 1))
    for i in range(count):
        yield total * i // count, total * (i + 1) // count


class PanelLayout:
    """How samples (batch, channels, *source) lie in panels (channels, *size, samples).

    ``front`` is the padding in front, which may be negative; whatever of the sample lies outside
    the panel is cut.
    """

    __slots__ = ("_back", "_interior", "_size", "_source", "_whole")

    def __init__(self, source: Sequence[int], size: Sequence[int], front: Sequence[int]) -> None:
        self._size = tuple(size)
        self._whole = tuple(source) == self._size and not any(front)
        taken, target = [], []
        for n, p, f in zip(source, size, front):
            start = max(f, 0)
            skip = max(-f, 0)
            length = max(min(n - skip, p - start), 0)
            taken.append(slice(skip, skip + length))
            target.append(slice(start, start + length))
        self._source: Any = (slice(None), slice(None), *taken)
        self._interior: Any = (slice(None), *target)
        self._back = (*range(1, len(self._size) + 2), 0)

    def load(self, x: np.ndarray, start: int, stop: int, scratch: Scratch) -> np.ndarray:
        """Samples ``start`` to ``stop`` of ``x`` as a panel; a view where it can be."""
        if self._whole:
            if stop - start == 1:
                panel = x[start].reshape(*x.shape[1:], 1)
                return panel if panel.flags.c_contiguous else np.ascontiguousarray(panel)
            block = x[start:stop]
        else:
            block = x[start:stop][self._source]
        panel = scratch("panel", x.shape[1], *self._size, stop - start, zeros=True)
        panel[self._interior] = block.transpose(self._back)
        return panel


def windows(
    panel: np.ndarray,
    kernel: Sequence[int],
    stride: Sequence[int],
    dilate: Sequence[int],
    out: Sequence[int],
) -> np.ndarray:
    """The windows along the first spatial axes: a view (*kernel, channels, *out, rest, samples).

    Entry ``[k, c, i, r, t]`` is ``panel[c, i * stride + k * dilate, r, t]``; the rest are the axes
    that the kernel does not have.
    """
    steps = panel.strides
    axes = len(kernel)
    inner = steps[1 : 1 + axes]
    return as_strided(
        panel,
        (*kernel, panel.shape[0], *out, *panel.shape[1 + axes :]),
        (
            *[d * b for d, b in zip(dilate, inner)],
            steps[0],
            *[s * b for s, b in zip(stride, inner)],
            *steps[1 + axes :],
        ),
    )
