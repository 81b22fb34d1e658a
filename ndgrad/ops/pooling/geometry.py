"""The shapes of a pooling: parameters checked and sizes worked out, once per set of shapes."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..convolution.geometry import per_axis, spatial_axes, split_shape

__all__ = ["Geometry", "pooling_geometry"]

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Geometry:
    """Windows of ``kernel``, ``stride`` apart, over images of ``size`` with ``pad`` in front.

    ``everything`` says that there is one window, which is the whole image. ``edge`` is where the
    padding behind ends, as far as an average that includes padding counts it.
    """

    size: Sizes
    out: Sizes
    kernel: Sizes
    stride: Sizes
    pad: Sizes
    edge: Sizes
    channels_last: bool

    @property
    def everything(self) -> bool:
        """Whether the only window is the whole image."""
        return self.kernel == self.size and not any(self.pad) and set(self.out) == {1}

    def output_shape(self, data: Sizes) -> Sizes:
        """Shape of the result for data of this shape."""
        if self.channels_last:
            return (data[0], *self.out, data[-1])
        return (*data[:2], *self.out)

    def data_shape(self, output: Sizes) -> Sizes:
        """Shape of the data that a result of this shape came from."""
        if self.channels_last:
            return (output[0], *self.size, output[-1])
        return (*output[:2], *self.size)

    def counts(self, include_pad: bool) -> np.ndarray | float:
        """How many elements each window counts: an array of shape ``out``, or one number."""
        return _counts(self, include_pad)


@functools.lru_cache(maxsize=256)
def _counts(g: Geometry, include_pad: bool) -> np.ndarray | float:
    total = np.ones((), np.float64)
    for n, o, k, s, p, edge in zip(g.size, g.out, g.kernel, g.stride, g.pad, g.edge, strict=True):
        begin = np.arange(o) * s - p
        end = np.minimum(begin + k, edge)
        if not include_pad:
            begin, end = np.maximum(begin, 0), np.minimum(end, n)
        total = total[..., None] * np.maximum(end - begin, 1)  # a window outside has the sum 0
    if total.size and total.min() == total.max():
        return float(total.flat[0])
    total.flags.writeable = False
    return total


@functools.lru_cache(maxsize=4096)
def pooling_geometry(
    data: Sizes,
    kernel: Any,
    global_pool: bool,
    convention: str,
    stride: Any,
    pad: Any,
    layout: str | None,
) -> Geometry:
    """The geometry of a pooling of data of this shape; raises where something does not fit."""
    count, last = spatial_axes(data, layout)
    _, size = split_shape(data, last)
    if convention not in ("valid", "full", "same"):
        raise ValueError(f"pooling_convention={convention!r}: there are 'valid', 'full' and 'same'")
    if global_pool:
        one = (1,) * count
        return Geometry(size, one, size, one, (0,) * count, size, last)
    if not hasattr(kernel, "__index__") and not kernel:
        raise ValueError("kernel is missing: give it, or global_pool=True")
    kernel = per_axis(kernel, count, "kernel", 1, 1)
    stride = per_axis(stride, count, "stride", 1, 1)
    if convention == "same":  # here MXNet asks for three zeros: their number does not matter
        if np.any(pad):
            raise ValueError("pooling_convention='same' chooses the padding itself; leave pad out")
        return _same(size, kernel, stride, last)
    pad = per_axis(pad, count, "pad", 0, 0)
    if any(k > n + 2 * p for n, k, p in zip(size, kernel, pad, strict=True)):
        raise ValueError(f"kernel {kernel} exceeds the data of size {size}, pad {pad}")
    up = 1 if convention == "full" else 0
    out = tuple(
        [
            (n + 2 * p - k + up * (s - 1)) // s + 1
            for n, k, s, p in zip(size, kernel, stride, pad, strict=True)
        ]
    )
    edge = tuple([n + p for n, p in zip(size, pad, strict=True)])
    return Geometry(size, out, kernel, stride, pad, edge, last)


def _same(size: Sizes, kernel: Sizes, stride: Sizes, last: bool) -> Geometry:
    """As many windows as strides begin in the data; what is missing for them is padding."""
    out = tuple([-(-n // s) for n, s in zip(size, stride, strict=True)])
    missing = [
        max((o - 1) * s + k - n, 0) for n, o, k, s in zip(size, out, kernel, stride, strict=True)
    ]
    pad = tuple([m // 2 for m in missing])  # an odd one goes behind
    edge = tuple([n + m - m // 2 for n, m in zip(size, missing, strict=True)])
    return Geometry(size, out, kernel, stride, pad, edge, last)
