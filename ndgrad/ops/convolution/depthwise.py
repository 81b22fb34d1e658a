"""Convolution with one input channel per group: no matrix product, but shifted sums.

Images are laid out with their padding in one run of memory, so that the window of one kernel
element is the same run some places further on, and a sum over the kernel is a sum of shifted runs:
the places between the end of a row and the start of the next are computed too and dropped.
``einsum`` adds a multiple of a run to another in one pass, and the dot product of two runs is
BLAS's. A stride is taken after the fact, except along the first spatial axis.

``x`` is (N, C, *size), ``w`` (C * m, 1, *kernel), ``y`` (N, C * m, *out).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from ..scratch import Scratch
from . import same_width
from .panels import ranges

__all__ = ["convolve", "data_gradient", "weight_gradient"]

Sizes = tuple[int, ...]

#: Elements of the runs that one sum works on: they stay in the cache next to the core.
BLOCK = 1 << 16

_whole = np.ascontiguousarray

KERNEL = "ijk"  # labels of kernel axes in einsum


class _Runs:
    """Padded images as runs of memory, and the windows over them."""

    def __init__(self, kernel: Sizes, stride: Sizes, dilate: Sizes, out: Sizes) -> None:
        reach = [d * (k - 1) for k, d in zip(kernel, dilate, strict=True)]
        self.size = tuple([(n - 1) * s + r + 1 for n, s, r in zip(out, stride, reach, strict=True)])
        self.pitch = [math.prod(self.size[i + 1 :]) for i in range(len(out))]
        self.places = math.prod(self.size)
        self.kernel, self.stride, self.dilate, self.out = kernel, stride, dilate, out
        # A row of results: all of them, or with a stride along the first axis one at a time.
        self.rows = out[0] if stride[0] > 1 else 1
        first = 1 if stride[0] > 1 else 0
        self.width = 1 + sum(
            (n - 1) * s * p
            for n, s, p in zip(out[first:], stride[first:], self.pitch[first:], strict=True)
        )

    def windows(self, padded: np.ndarray) -> np.ndarray:
        """(n, c, *kernel, rows, width) over images (n, c, *size)."""
        n, c, item = padded.strides[0], padded.strides[1], padded.itemsize
        steps = [d * p * item for d, p in zip(self.dilate, self.pitch, strict=True)]
        return as_strided(
            padded,
            (*padded.shape[:2], *self.kernel, self.rows, self.width),
            (n, c, *steps, self.stride[0] * self.pitch[0] * item, item),
            writeable=False,
        )

    def at_places(self, runs: np.ndarray) -> np.ndarray:
        """The results (n, c, *out) among runs of shape (n, c, rows, width); a view."""
        item = runs.itemsize
        steps = [s * p * item for s, p in zip(self.stride, self.pitch, strict=True)]
        if self.rows > 1:
            steps[0] = runs.strides[2]
        return as_strided(runs, (*runs.shape[:2], *self.out), (*runs.strides[:2], *steps))

    def blocks(self, batch: int, channels: int) -> Any:
        """Ranges of samples and of channels whose images fill a block."""
        together = max(1, BLOCK // max(self.places, 1))
        if together < channels:
            for n in range(batch):
                for part in ranges(channels, together):
                    yield (n, n + 1), part
        else:
            for samples in ranges(batch, together // channels):
                yield samples, (0, channels)


class _Padded:
    """Copies blocks of ``x`` into zeros; ``step`` puts zeros between the numbers, too."""

    def __init__(self, x: np.ndarray, size: Sizes, front: Sizes, step: Sizes, scratch: Scratch):
        self._x, self._size, self._scratch = x, size, scratch
        source, target = [], []
        for n, p, f, s in zip(x.shape[2:], size, front, step, strict=True):
            skip = max(0, (s - 1 - f) // s)  # numbers in front of the image
            start = f + skip * s
            length = max(0, min(n - skip, -(-(p - start) // s)))
            source.append(slice(skip, skip + length))
            target.append(slice(start, start + (length - 1) * s + 1 if length else start, s))
        self._source, self._target = tuple(source), tuple(target)

    def __call__(self, samples: tuple[int, int], channels: tuple[int, int]) -> np.ndarray:
        (n0, n1), (c0, c1) = samples, channels
        padded = self._scratch("padded", n1 - n0, c1 - c0, *self._size, zeros=True)
        padded[(slice(None), slice(None), *self._target)] = self._x[
            (slice(n0, n1), slice(c0, c1), *self._source)
        ]
        return padded


def convolve(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the convolution of ``x`` with ``w`` into ``y``."""
    if same_width.applies(x.shape[2:], y.shape[2:], stride):
        same_width.convolve(_whole(x), w, y, dilate, front, bias)
        return
    channels = x.shape[1]
    times = len(w) // channels
    runs = _Runs(w.shape[2:], stride, dilate, y.shape[2:])
    scratch = Scratch(y.dtype)
    padded = _Padded(x, runs.size, front, (1,) * len(stride), scratch)
    kernel = KERNEL[: len(stride)]
    for m in range(times):
        weight = w[m::times, 0]
        place = y[:, m::times]
        for samples, (c0, c1) in runs.blocks(len(x), channels):
            count = samples[1] - samples[0]
            total = scratch("total", count, c1 - c0, runs.rows, runs.width)
            # Labels backwards and order "F": the run is the inner loop, the kernel the outer.
            np.einsum(
                f"c{kernel},nc{kernel}hp->phcn", weight[c0:c1],
                runs.windows(padded(samples, (c0, c1))), out=total.T, order="F",
            )  # fmt: skip
            found, target = runs.at_places(total), place[samples[0] : samples[1], c0:c1]
            if bias is None:
                target[...] = found
            else:
                np.add(found, bias[m::times][c0:c1].reshape(-1, *[1] * len(stride)), out=target)


def data_gradient(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the transposed map of :func:`convolve` into ``gx``."""
    if same_width.applies(gx.shape[2:], gy.shape[2:], stride):
        same_width.data_gradient(_whole(gy), w, gx, dilate, front, bias)
        return
    channels, count = gx.shape[1], len(stride)
    times = len(w) // channels
    kernel = w.shape[2:]
    runs = _Runs(kernel, (1,) * count, dilate, gx.shape[2:])
    back = tuple([d * (k - 1) - f for k, d, f in zip(kernel, dilate, front, strict=True)])
    scratch = Scratch(gx.dtype)
    flip: Any = (slice(None), 0, *[slice(None, None, -1)] * count)
    flipped = w[flip]
    labels = KERNEL[:count]
    for m in range(times):
        padded = _Padded(gy[:, m::times], runs.size, back, stride, scratch)
        weight = flipped[m::times]
        for samples, (c0, c1) in runs.blocks(len(gx), channels):
            total = scratch("total", samples[1] - samples[0], c1 - c0, 1, runs.width)
            np.einsum(
                f"c{labels},nc{labels}hp->phcn", weight[c0:c1],
                runs.windows(padded(samples, (c0, c1))), out=total.T, order="F",
            )  # fmt: skip
            target = gx[samples[0] : samples[1], c0:c1]
            if m:
                target += runs.at_places(total)
            else:
                target[...] = runs.at_places(total)
    if bias is not None:
        gx += bias.reshape(-1, *[1] * count)


def weight_gradient(
    x: np.ndarray, gy: np.ndarray, gw: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes
) -> None:
    """Write the sum over samples and places of output gradient times window into ``gw``."""
    if same_width.applies(x.shape[2:], gy.shape[2:], stride):
        same_width.weight_gradient(_whole(x), _whole(gy), gw, dilate, front)
        return
    channels, count = x.shape[1], len(stride)
    times = len(gw) // channels
    runs = _Runs(gw.shape[2:], stride, dilate, gy.shape[2:])
    scratch = Scratch(gw.dtype)
    padded = _Padded(x, runs.size, front, (1,) * count, scratch)
    # Gradients at the places where windows begin, zeros between them.
    gw.fill(0)
    for samples, (c0, c1) in runs.blocks(len(x), channels):
        view = runs.windows(padded(samples, (c0, c1)))
        spread = scratch(
            "spread", samples[1] - samples[0], c1 - c0, runs.rows, runs.width, zeros=True
        )
        places = runs.at_places(spread)
        for m in range(times):
            places[...] = gy[samples[0] : samples[1], c0 * times + m : c1 * times : times]
            rows = spread.reshape(*spread.shape[:2], *[1] * count, *spread.shape[2:])
            gw[c0 * times + m : c1 * times : times, 0] += np.vecdot(view, rows).sum(axis=(0, -1))
