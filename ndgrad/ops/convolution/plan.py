"""How the windows of a convolution become matrices, worked out once per set of shapes."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..scratch import Scratch
from .panels import BUDGET, PanelLayout, ranges, samples_per_panel, windows
from .strips import Strips

__all__ = ["Plan", "plan_of", "reach"]

Sizes = tuple[int, ...]

#: Windows of one sample along the leading axes, in elements, from which on strips are worth it.
STRIPS = 1 << 16


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
        self.out = out
        last = len(out) - 1
        size = [(n - 1) * s + r + 1 for n, s, r in zip(out, stride, reach(kernel, dilate))]
        inset = list(front)
        self.shifting = (
            kernel[-1] > 1 and stride[-1] == 1 and channels * math.prod(kernel[:-1]) >= 24
        )
        self.shifts = [0]
        self.width = out[-1]
        #: Whether rows of the matrix are rows of the output, so that sums run over rows.
        self.same = self.shifting and x[-1] == out[-1]
        if self.shifting:
            self.shifts = [k * dilate[-1] for k in range(kernel[-1])]
            if self.same:  # no padding along the last axis: what would come from there is dropped
                self.shifts = [s - front[-1] for s in self.shifts]
                inset[-1] = 0
                size[-1] = out[-1]
            self.width = size[-1]
        axes = last if self.shifting else last + 1  # how many are gathered
        self.kernel, self.stride, self.dilate = kernel[:axes], stride[:axes], dilate[:axes]
        self.depth = channels * math.prod(self.kernel)
        # With a kernel of one element the panel itself is the matrix.
        self.plain = math.prod(self.kernel) == 1 and max(self.stride, default=1) == 1
        #: The axes of the weights in the order of their matrix.
        between = range(2, last + 2)
        self.order = (last + 2, 0, *between, 1) if self.shifting else (0, *between, last + 2, 1)
        self.panels = PanelLayout(x[2:], size, inset)
        places = math.prod(out[:-1]) * self.width
        samples = samples_per_panel(batch, self.depth * places, self.width)
        self._samples = list(ranges(batch, samples))
        self._strips = self._worthwhile_strips(channels, size, places)
        step = self._rows_at_a_time(places, samples)
        self._rows = [self._cut(top, bottom) for top, bottom in ranges(out[0], step)]
        #: Copies that make the matrix of a single sample without a panel.
        self._direct = None
        if (
            self.shifting and samples == 1 and step >= out[0] and not self.plain
            and x[-1] == self.width and inset[-1] == 0
        ):  # fmt: skip
            self._direct = _copies(self.kernel, self.stride, self.dilate, inset, x[2:], out)

    def _worthwhile_strips(self, channels: int, size: Sequence[int], places: int) -> Strips | None:
        """The columns of windows, to be gathered first where that is worth it."""
        reused = math.prod(self.kernel[:-1])
        if self.shifting or reused <= 3 * math.prod(self.stride[:-1]):
            return None
        if reused * channels * places < STRIPS:
            return None
        return Strips(channels, size, self.kernel, self.stride, self.dilate, self.out)

    def _rows_at_a_time(self, places: int, samples: int) -> int:
        """How many rows of results come from one matrix."""
        # The only axis, if it is shifted along, is not cut; nor is a panel that is the matrix.
        if len(self.out) == 1 if self.shifting else self.plain:
            return self.out[0]
        results = len(self.shifts) * self.filters if self.shifting else 0
        per_row = (self.depth + results) * places // max(self.out[0], 1) * samples
        budget = 4 * BUDGET if self._strips is None else BUDGET
        return max(budget // max(per_row, 1), 1)

    def _cut(self, top: int, bottom: int) -> tuple[int, int, Any, Sizes]:
        """A range of rows, what they need of a panel (None for all), and their size."""
        part = None
        if bottom - top < self.out[0]:
            reached = self.dilate[0] * (self.kernel[0] - 1)
            rows = slice(top * self.stride[0], (bottom - 1) * self.stride[0] + reached + 1)
            part = (slice(None), rows)
        return top, bottom, part, (bottom - top, *self.out[1 : len(self.kernel)])

    def columns(self, x: np.ndarray, scratch: Scratch) -> Any:
        """Yield ranges of samples, of rows along the first axis, and the matrix of their windows.

        The matrix is (depth, rows, *out or the width, samples) with all but the depth as one axis.
        """
        if self._direct is not None:
            size = (*self.out[:-1], self.width)
            matrix = scratch("windows", math.prod(self.kernel), x.shape[1], *size, zeros=True)
            for start, stop in self._samples:
                for k, (target, source) in enumerate(self._direct):
                    matrix[k][target] = x[start][source]
                yield start, stop, 0, self.out[0], matrix.reshape(self.depth, -1)
            return
        for start, stop in self._samples:
            panel = self.panels.load(x, start, stop, scratch)
            if self._strips is not None:
                strips = self._strips.load(panel, scratch)
                for top, bottom, _, _ in self._rows:
                    matrix = self._strips.windows(strips, top, bottom, scratch)
                    yield start, stop, top, bottom, matrix.reshape(self.depth, -1)
                continue
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


def _copies(kernel: Any, stride: Any, dilate: Any, front: Any, size: Any, out: Any) -> list[Any]:
    """For each element of the kernel the places it meets, as index tuples of windows and sample."""
    copies = []
    for element in itertools.product(*map(range, kernel)):
        target, source = [slice(None)], [slice(None)]
        for k, s, d, f, n, o in zip(element, stride, dilate, front, size, out):
            move = k * d - f
            begin = max(0, -(move // s))  # the first window for which it lies in the sample
            end = max(begin, min(o, (n - 1 - move) // s + 1))
            first = begin * s + move
            target.append(slice(begin, end))
            source.append(
                slice(first, first + (end - begin - 1) * s + 1 if end > begin else first, s)
            )
        copies.append((tuple(target), tuple(source)))
    return copies


#: The plan for these shapes: ``x``, ``w``, stride, dilate, front, out.
plan_of = functools.lru_cache(maxsize=4096)(Plan)
