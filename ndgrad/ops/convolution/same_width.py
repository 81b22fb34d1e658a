"""Depthwise convolution of stride 1 whose rows stay as long as they are: the usual one.

Rows then need no padding: images are copied once per row of the kernel, shifted along the leading
axes, multiplied with the weights of all columns of the kernel at once - a product of a matrix of
3 x 3 with one of 3 x places for a kernel of 3 x 3, for each channel - and added up with the shift
that belongs to each column.

``x`` is (N, C, *size), ``w`` (C * m, 1, *kernel), ``y`` (N, C * m, *out), all in one piece.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from ..scratch import Scratch
from .panels import ranges
from .shifts import add_shifted, shifted

__all__ = ["applies", "convolve", "data_gradient", "weight_gradient"]

Sizes = tuple[int, ...]

#: Elements of an image times the rows of the kernel, for as many images as go together.
BLOCK = 1 << 20


def applies(size: Sizes, out: Sizes, stride: Sizes) -> bool:
    """Whether a convolution of this geometry is one of this kind."""
    return max(stride) == 1 and size[-1] == out[-1]


class _Leading:
    """Copies of images, one per element of the kernel along the leading axes."""

    def __init__(self, kernel: Any, into: Any, source: Any, step: Any, first: Any) -> None:
        """Place ``o`` of the copy for element ``k`` comes from place ``o + first + k * step``."""
        self.into, self.count = into, math.prod(kernel[:-1])
        self.length = math.prod(into)
        self._slices = []
        for place in itertools.product(*map(range, kernel[:-1])):
            target, taken = [], []
            for k, n, o, d, f in zip(place, source, into, step, first):
                move = f + k * d
                begin, end = max(0, -move), max(0, min(o, n - move))
                target.append(slice(begin, max(begin, end)))
                taken.append(slice(begin + move, max(begin, end) + move))
            self._slices.append((tuple(target), tuple(taken)))

    def __call__(self, images: np.ndarray, scratch: Scratch) -> np.ndarray:
        """(n, c, m, *source) to (n, c, m * elements, places)."""
        n, c, m = images.shape[:3]
        copies = scratch("copies", n, c, m, self.count, *self.into, zeros=True)
        every = (slice(None),) * 3
        for k, (target, taken) in enumerate(self._slices):
            if all(t.start < t.stop for t in target):
                into: Any = (*every, k, *target)
                copies[into] = images[(*every, *taken)]
        return copies.reshape(n, c, m * self.count, self.length)


def _blocks(batch: int, channels: int, elements: int) -> Any:
    """Ranges of samples and channels for images of so many ``elements`` each."""
    together = max(1, BLOCK // max(elements, 1))
    if together < channels:
        for n in range(batch):
            for c in ranges(channels, together):
                yield (n, n + 1), c
    else:
        for samples in ranges(batch, together // channels):
            yield samples, (0, channels)


def _split(array: np.ndarray, times: int, samples: Any, channels: Any) -> np.ndarray:
    """A block of an array with ``times`` images per channel, (n, c, times, *size)."""
    block = array[slice(*samples), channels[0] * times : channels[1] * times]
    return block.reshape(len(block), -1, times, *array.shape[2:])


def convolve(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the convolution of ``x`` with ``w`` into ``y``."""
    (channels, *size), (_, _, *kernel), out = x.shape[1:], w.shape, y.shape[2:]
    times, columns, width = len(w) // channels, kernel[-1], out[-1]
    leading = _Leading(kernel, out, size, dilate, [-f for f in front[:-1]])
    shifts = [k * dilate[-1] - front[-1] for k in range(columns)]
    weight = np.ascontiguousarray(w.reshape(channels, times, -1, columns).swapaxes(2, 3))
    weight = weight.reshape(channels, times * columns, -1)
    scratch = Scratch(y.dtype)
    for samples, (c0, c1) in _blocks(len(x), channels, leading.count * leading.length):
        copies = leading(_split(x, 1, samples, (c0, c1)), scratch)
        n, c = copies.shape[:2]
        product = scratch("product", n, c, times, columns, leading.length)
        np.matmul(weight[c0:c1], copies, out=product.reshape(n, c, -1, leading.length))
        place = _split(y, times, samples, (c0, c1)).reshape(n, c, times, leading.length)
        add_shifted(np.moveaxis(product, 3, 0), place, shifts, width)
        if bias is not None:
            place += bias[c0 * times : c1 * times].reshape(c, times, 1)


def data_gradient(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the transposed map of :func:`convolve` into ``gx``."""
    (channels, *size), (_, _, *kernel) = gx.shape[1:], w.shape
    times, columns, width = len(w) // channels, kernel[-1], size[-1]
    leading = _Leading(kernel, size, gy.shape[2:], [-d for d in dilate], front)
    shifts = [front[-1] - k * dilate[-1] for k in range(columns)]
    weight = np.ascontiguousarray(w.reshape(channels, -1, columns).swapaxes(1, 2))
    scratch = Scratch(gx.dtype)
    elements = times * leading.count * leading.length
    for samples, (c0, c1) in _blocks(len(gy), channels, elements):
        copies = leading(_split(gy, times, samples, (c0, c1)), scratch)
        n, c = copies.shape[:2]
        product = scratch("product", n, c, columns, leading.length)
        np.matmul(weight[c0:c1], copies, out=product)
        place = gx[slice(*samples), c0:c1].reshape(n, c, leading.length)
        add_shifted(np.moveaxis(product, 2, 0), place, shifts, width)
        if bias is not None:
            place += bias[c0:c1].reshape(c, 1)


def weight_gradient(
    x: np.ndarray, gy: np.ndarray, gw: np.ndarray, dilate: Sizes, front: Sizes
) -> None:
    """Write the sum over samples and places of output gradient times window into ``gw``."""
    (channels, *size), (_, _, *kernel) = x.shape[1:], gw.shape
    times, columns, width = len(gw) // channels, kernel[-1], size[-1]
    leading = _Leading(kernel, size, gy.shape[2:], [-d for d in dilate], front)
    shifts = [k * dilate[-1] - front[-1] for k in range(columns)]
    scratch = Scratch(gw.dtype)
    total = np.zeros((channels, times * leading.count, columns), gw.dtype)
    elements = times * leading.count * leading.length
    for samples, (c0, c1) in _blocks(len(gy), channels, elements):
        copies = leading(_split(gy, times, samples, (c0, c1)), scratch)
        n, c = copies.shape[:2]
        images = x[slice(*samples), c0:c1].reshape(n, c, leading.length)
        moved = scratch("moved", n, c, columns, leading.length)
        for k, shift in enumerate(shifts):
            shifted(images, moved[:, :, k], shift, width)
        total[c0:c1] += np.matmul(copies, moved.swapaxes(2, 3)).sum(axis=0)
    gw[...] = total.reshape(gw.shape)
