"""How the windows of a convolution become matrices, worked out once per set of shapes."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .panels import BUDGET, PanelLayout, Scratch, ranges, samples_per_panel, windows

__all__ = ["Plan", "plan_of", "reach"]

Sizes = tuple[int, ...]


def reach(kernel: Sequence[int], dilate: Sequence[int]) -> Sizes:
    """How far a window reaches beyond its first place."""
    return tuple([d * (k - 1) for k, d in zip(kernel, dilate)])


class Plan:
    """The matrices of one convolution: (N, C, *size) with weights (O, C, *kernel) to (N, O, *out).

    ``shifts`` holds one shift per matrix of weights that is multiplied with the windows: those of
    the last axis, or a single 0. ``width`` is the length of a row in the matrix, in places.
    """

    def __init__(
        self, x: Sizes, w: Sizes, stride: Sizes, dilate: Sizes, front: Sizes, out: Sizes
    ) -> None:
        batch = x[0]
        self.filters, channels, *kernel = w
        last = len(out) - 1
        self.shifting = (
            kernel[-1] > 1 and stride[-1] == 1 and channels * math.prod(kernel[:-1]) >= 24
        )
        size = [(n - 1) * s + r + 1 for n, s, r in zip(out, stride, reach(kernel, dilate))]
        inset = list(front)
        self.shifts = [0]
        self.width = out[-1]
        self.same = False  # rows of the matrix are rows of the output, so that sums run over rows
        if self.shifting:
            self.shifts = [k * dilate[-1] for k in range(kernel[-1])]
            self.same = x[-1] == out[-1]
            if self.same:  # no padding along the last axis: what would come from there is dropped
                self.shifts = [s - front[-1] for s in self.shifts]
                inset[-1] = 0
                size[-1] = out[-1]
            self.width = size[-1]
        axes = last if self.shifting else last + 1  # how many are gathered
        self.kernel, self.stride, self.dilate = kernel[:axes], stride[:axes], dilate[:axes]
        self.depth = channels * math.prod(self.kernel)
        self.out = out
        # With a kernel of one element the panel itself is the matrix.
        self.plain = math.prod(self.kernel) == 1 and max(self.stride, default=1) == 1
        #: Whether the only axis is shifted along: then it is not cut into ranges.
        self.whole = self.shifting and last == 0
        places = math.prod(out[:-1]) * self.width
        samples = samples_per_panel(batch, self.depth * places, self.width)
        #: The shape of the weights as a matrix, and the axes of the weights in this order.
        self.order = (w_last := last + 2, 0, *range(2, w_last), 1) if self.shifting else (
            0, *range(2, last + 3), 1
        )  # fmt: skip
        self.panels = PanelLayout(x[2:], size, inset)
        step = out[0]
        if not (self.whole or self.plain and not self.shifting):
            results = len(self.shifts) * self.filters if self.shifting else 0
            per_row = (self.depth + results) * places // max(out[0], 1) * samples
            step = max(4 * BUDGET // max(per_row, 1), 1)
        self._samples = list(ranges(batch, samples))
        self._rows = []
        for top, bottom in ranges(out[0], step):
            cut = None
            if bottom - top < out[0]:
                first = top * stride[0]
                stop = (bottom - 1) * stride[0] + dilate[0] * (kernel[0] - 1) + 1
                cut = (slice(None), slice(first, stop))
            self._rows.append((top, bottom, cut, (bottom - top, *out[1:axes])))

    def columns(self, x: np.ndarray, scratch: Scratch) -> Any:
        """Yield ranges of samples, of rows along the first axis, and the matrix of their windows.

        The matrix is (depth, rows, *out or the width, samples) with all but the depth as one axis.
        """
        for start, stop in self._samples:
            panel = self.panels.load(x, start, stop, scratch)
            for top, bottom, cut, out in self._rows:
                part = panel if cut is None else panel[cut]
                if self.plain:
                    matrix = part
                else:
                    view = windows(part, self.kernel, self.stride, self.dilate, out)
                    matrix = scratch("windows", *view.shape)
                    matrix[...] = view
                yield start, stop, top, bottom, matrix.reshape(self.depth, -1)

    def weights(self, w: np.ndarray) -> np.ndarray:
        """The weights as a matrix, (shifts * filters, depth)."""
        return w.transpose(self.order).reshape(-1, self.depth)

    def write_weights(self, matrix: np.ndarray, gw: np.ndarray) -> None:
        """Write a matrix like that of the weights into ``gw``."""
        turned = gw.transpose(self.order)
        turned[...] = matrix.reshape(turned.shape)


#: The plan for these shapes: ``x``, ``w``, stride, dilate, front, out.
plan_of = functools.lru_cache(maxsize=4096)(Plan)
