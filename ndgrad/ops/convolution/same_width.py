"""Depthwise convolution of stride 1 whose rows stay as long as they are: the usual one.

Rows then need no padding along their own axis, and an image is one run of memory. It is copied
once per column of the kernel, moved by that column and with zeros where a row has left its place
(*planes*). A product of the weights - rows of the kernel times its columns - with the planes gives
one sum for each row of the kernel, and those are added up, each from the place where its row
begins. All of it runs over whole images, whatever the length of a row.

Two threads take 13 ms for 32x64 images of 56x56 and a kernel of 3x3, of which 3 are the planes;
the same sums in one pass of ``einsum`` take 16.

``x`` is (N, C, *size), ``w`` (C * m, 1, *kernel), ``y`` (N, C * m, *out), all in one piece.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..scratch import Scratch
from .panels import ranges

__all__ = ["applies", "convolve", "data_gradient", "weight_gradient"]

Sizes = tuple[int, ...]

#: Elements of the planes that go together. Fewer would stay nearer to the core, but two threads
#: would wait for the interpreter's lock more than they gain (half of it costs 2 ms in 16).
BLOCK = 3 << 16
#: A stack of products with fewer results than that keeps the interpreter's lock: no other thread
#: would run meanwhile.
LOCKED = 500


def applies(size: Sizes, out: Sizes, stride: Sizes) -> bool:
    """Whether a convolution of this geometry is one of this kind."""
    return max(stride) == 1 and size[-1] == out[-1]


class _Planes:
    """How images lie in memory that are moved along their rows.

    Rows of zeros surround them along the other axes. There are two axes at least; those before the
    last two are the *outer* ones.
    """

    def __init__(self, size: Sizes, out: Sizes, kernel: Sizes, dilate: Sizes, front: Sizes):
        self.width = size[-1]
        padded = [n + d * (k - 1) for n, k, d in zip(out[:-1], kernel, dilate)]
        self.pitch = [math.prod(padded[i + 1 :]) * self.width for i in range(len(padded))]
        self.places = padded[0] * self.pitch[0]
        self.outer, self.rows = out[:-2], out[-2]
        self.kernel, self.elements = kernel, math.prod(kernel[:-2])
        self.steps = [d * p for d, p in zip(dilate, self.pitch)]
        self.apart = dilate[-1]
        #: How far each plane is moved to the left.
        self.shifts = [k * dilate[-1] - front[-1] for k in range(kernel[-1])]
        taken, first = [], 0
        for n, p, f, step in zip(size, padded, front, self.pitch):
            taken.append(slice(max(-f, 0), max(min(n, p - f), 0)))
            first += max(f, 0) * step
        self.size = (*[s.stop - s.start for s in taken], self.width)
        #: What is taken of images (n, c, a, *size), with an axis for the planes.
        self.taken: Any = (*[slice(None)] * 3, None, *taken)
        # Some places more on both sides, for rows that are moved over the ends.
        self.guard = max(0, self.shifts[-1] - first)
        self.first = self.guard + first + front[-1]
        self.length = self.first + self.places
        #: For each outer element of the kernel the place where its results begin.
        self.begins = [
            sum(k * s for k, s in zip(at, self.steps))
            for at in itertools.product(*map(range, kernel[:-2]))
        ]


class _Moved:
    """The planes of a block of images (n, c, a, *size), in memory used for all such blocks.

    Views are made once: a few calls of NumPy on every block would cost as much as the sums.
    """

    def __init__(self, plan: _Planes, n: int, c: int, a: int, scratch: Scratch) -> None:
        self._plan = plan
        columns = plan.kernel[-1]
        buffer = scratch("planes", n, c, a, columns, plan.length, zeros=True)
        item = buffer.itemsize
        self._into = as_strided(
            buffer[..., plan.first :],
            (n, c, a, columns, *plan.size),
            (
                *buffer.strides[:3], (plan.length - plan.apart) * item,
                *[p * item for p in plan.pitch], item,
            ),
        )  # fmt: skip
        planes = buffer[..., plan.guard : plan.guard + plan.places]
        rows = planes.reshape(n, c, a, columns, -1, plan.width)  # a view: one axis is split
        self._left = [
            rows[:, :, :, k, :, slice(-shift, None) if shift > 0 else slice(-shift)]
            for k, shift in enumerate(plan.shifts) if shift
        ]  # fmt: skip
        #: (n, c, a * columns, places)
        self.planes = planes.reshape(n, c, a * columns, plan.places)

    def load(self, images: np.ndarray) -> None:
        """Copy images into the planes."""
        self._into[...] = images[self._plan.taken]
        for left in self._left:
            left.fill(0)

    def windows(self, parts: int) -> list[np.ndarray]:
        """For each outer element of the kernel (n, c, 1, *outer, parts, rows, columns, run)."""
        plan, planes = self._plan, self.planes
        item = planes.itemsize
        run = plan.rows // parts * plan.width
        return [
            as_strided(
                planes[..., begin:],
                (*planes.shape[:2], 1, *plan.outer, parts, *plan.kernel[-2:], run),
                (
                    *planes.strides[:2], 0, *[p * item for p in plan.pitch[:-1]],
                    run * item, plan.steps[-1] * item, planes.strides[2], item,
                ),
                writeable=False,
            )
            for begin in plan.begins
        ]  # fmt: skip


class _Sums:
    """A block of results from a block of planes, by the rows of the kernel."""

    def __init__(self, moved: _Moved, plan: _Planes, outputs: int, scratch: Scratch) -> None:
        n, c = moved.planes.shape[:2]
        rows = plan.kernel[-2]
        self._moved = moved
        self._plain = plan.elements * rows == 1
        self._ones = np.ones((1, rows), moved.planes.dtype)
        if self._plain:
            return
        product = scratch("product", n, c, outputs, plan.elements, rows, plan.places)
        self._product = product.reshape(n, c, -1, plan.places)
        item = product.itemsize
        self._found = [
            as_strided(
                product[:, :, :, i, :, begin:],
                (n, c, outputs, *plan.outer, rows, plan.rows * plan.width),
                (
                    *product.strides[:3], *[p * item for p in plan.pitch[:-1]],
                    product.strides[4] + plan.steps[-1] * item, item,
                ),
                writeable=False,
            )
            for i, begin in enumerate(plan.begins)
        ]  # fmt: skip

    def write(self, weight: np.ndarray, place: np.ndarray) -> None:
        """Write the results to ``place``, (n, c, outputs, *outer, 1, run)."""
        if self._plain:
            np.matmul(weight, self._moved.planes, out=place.reshape(*place.shape[:3], -1))
            return
        np.matmul(weight, self._moved.planes, out=self._product)
        # Rows times ones, not a sum: that writes to the result but once.
        np.matmul(self._ones, self._found[0], out=place)
        for found in self._found[1:]:
            place += np.matmul(self._ones, found)


def _two_axes(size: Sizes, value: int) -> Sizes:
    """Sizes along at least two axes."""
    return size if len(size) > 1 else (value, *size)


def _plan(size: Sizes, out: Sizes, kernel: Sizes, dilate: Sizes, front: Sizes) -> _Planes:
    return _Planes(
        _two_axes(size, 1), _two_axes(out, 1), _two_axes(kernel, 1), _two_axes(dilate, 1),
        _two_axes(front, 0),
    )  # fmt: skip


def _blocks(batch: int, channels: int, elements: int, block: int) -> Any:
    """Ranges of samples and channels for channels of so many ``elements`` each."""
    together = max(1, block // max(elements, 1))
    if together < channels:
        for n in range(batch):
            for c in ranges(channels, together):
                yield slice(n, n + 1), c
    else:
        for start, stop in ranges(batch, together // channels):
            yield slice(start, stop), (0, channels)


def _split(array: np.ndarray, times: int, samples: slice, channels: Any) -> np.ndarray:
    """A block of an array with ``times`` images per channel, (n, c, times, *size)."""
    block = array[samples, channels[0] * times : channels[1] * times]
    return block.reshape(len(block), -1, times, *_two_axes(array.shape[2:], 1))


def convolve(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the convolution of ``x`` with ``w`` into ``y``."""
    channels, kernel = x.shape[1], w.shape[2:]
    plan = _plan(x.shape[2:], y.shape[2:], kernel, dilate, front)
    weight = w.reshape(channels, -1, kernel[-1])
    _correlate(x, weight, y, channels, plan, bias)


def data_gradient(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the transposed map of :func:`convolve` into ``gx``."""
    channels, kernel = gx.shape[1], w.shape[2:]
    back = tuple([d * (k - 1) - f for k, d, f in zip(kernel, dilate, front)])
    plan = _plan(gy.shape[2:], gx.shape[2:], kernel, dilate, back)
    turned: Any = (slice(None), 0, *[slice(None, None, -1)] * len(kernel))
    weight = w[turned].reshape(channels, len(w) // channels, -1, kernel[-1]).swapaxes(1, 2)
    weight = weight.reshape(channels, weight.shape[1], -1)
    _correlate(gy, weight, gx, channels, plan, bias)


def _correlate(
    x: np.ndarray, weight: np.ndarray, y: np.ndarray, groups: int, plan: _Planes,
    bias: np.ndarray | None,
) -> None:  # fmt: skip
    """``weight`` is (groups, outputs * rows of the kernel, inputs * columns of the kernel)."""
    inputs, outputs = x.shape[1] // groups, y.shape[1] // groups
    weight = np.ascontiguousarray(weight)
    scratch = Scratch(y.dtype)
    made: dict[tuple[int, int], tuple[_Moved, _Sums]] = {}
    each = max(inputs, outputs) * plan.kernel[-1] * plan.length
    for samples, (c0, c1) in _blocks(len(x), groups, each, BLOCK):
        images = _split(x, inputs, samples, (c0, c1))
        n, c = images.shape[:2]
        if (n, c) not in made:
            moved = _Moved(plan, n, c, inputs, scratch)
            made[n, c] = moved, _Sums(moved, plan, outputs, scratch)
        moved, sums = made[n, c]
        moved.load(images)
        place = y[samples, c0 * outputs : c1 * outputs]
        place = place.reshape(n, c, outputs, *plan.outer, 1, -1)
        sums.write(weight[c0:c1], place)
        if bias is not None:
            place += bias[c0 * outputs : c1 * outputs].reshape(c, outputs, *[1] * (place.ndim - 3))


def weight_gradient(
    x: np.ndarray, gy: np.ndarray, gw: np.ndarray, dilate: Sizes, front: Sizes
) -> None:
    """Write the sum over samples and places of output gradient times window into ``gw``."""
    channels, kernel = x.shape[1], gw.shape[2:]
    times = len(gw) // channels
    plan = _plan(x.shape[2:], gy.shape[2:], kernel, dilate, front)
    scratch = Scratch(gw.dtype)
    total = np.zeros((channels, times, plan.elements, *plan.kernel[-2:]), gw.dtype)
    made: dict[tuple[int, int], tuple[_Moved, list[np.ndarray], int]] = {}
    each = plan.kernel[-1] * plan.length
    for samples, (c0, c1) in _blocks(len(x), channels, each, 3 * BLOCK):
        images = _split(x, 1, samples, (c0, c1))
        n, c = images.shape[:2]
        if (n, c) not in made:
            moved = _Moved(plan, n, c, 1, scratch)
            results = n * c * times * math.prod(plan.outer) * math.prod(plan.kernel[-2:])
            parts = _parts(plan.rows, results)
            made[n, c] = moved, moved.windows(parts), parts
        moved, windows, parts = made[n, c]
        moved.load(images)
        runs = gy[samples, c0 * times : c1 * times]
        runs = runs.reshape(n, c, times, *plan.outer, parts, 1, 1, -1)
        summed = (0, *range(3, runs.ndim - 3))
        for i, window in enumerate(windows):
            total[c0:c1, :, i] += np.vecdot(window, runs).sum(axis=summed)
    gw[...] = total.reshape(gw.shape)


def _parts(rows: int, results: int) -> int:
    """Parts of an image that make results enough to let go of the lock."""
    for parts in range(1, rows + 1):
        if rows % parts == 0 and results * parts > LOCKED:
            return parts
    return 1
