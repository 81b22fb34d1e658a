"""Multiply first, then add each row of the product where it belongs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..scratch import Scratch
from .panels import BUDGET, PanelLayout, ranges, samples_per_panel

__all__ = ["scatter"]

Sizes = Sequence[int]


def scatter(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes
) -> None:
    """Write the transposed map of the convolution with ``w`` (O, C, *kernel) into ``gx``.

    ``gy`` is (N, O, *out), ``gx`` (N, C, *size). The sum is kept apart by the remainder of the
    place modulo the stride, (C, *stride, *rest, samples): so all additions run along neighbouring
    numbers, and only the last copy does not.
    """
    batch, filters, *out_ = gy.shape
    out = tuple(out_)
    channels, kernel = w.shape[1], w.shape[2:]
    matrix = w.reshape(filters, -1).T  # (C * K, O); BLAS takes it as it is
    depth, width = len(matrix), math.prod(out[1:])
    samples = samples_per_panel(batch, depth * width * out[0], out[-1])
    step = max(1, 2 * BUDGET // max(depth * width * samples, 1))
    rest = tuple([n + d * (k - 1) // s for n, k, s, d in zip(out, kernel, stride, dilate)])
    scratch = Scratch(gx.dtype)
    layout = PanelLayout(out, out, (0,) * len(out))
    copies = list(remainders(gx.shape[2:], stride, front, rest))
    if any(n > s * r - f for n, s, r, f in zip(gx.shape[2:], stride, rest, front)):
        gx.fill(0)  # places that no window covers
    for start, stop in ranges(batch, samples):
        count = stop - start
        panel = layout.load(gy, start, stop, scratch)
        total = scratch("total", channels, *stride, *rest, count)
        total.fill(0)
        for top, bottom in ranges(out[0], step):
            part = panel[:, top:bottom].reshape(filters, -1)
            product = scratch("product", depth, part.shape[1])
            np.matmul(matrix, part, out=product)
            size = (bottom - top, *out[1:])
            rows = product.reshape(channels, *kernel, *size, count)
            for place in itertools.product(*map(range, kernel)):
                offset = [k * d for k, d in zip(place, dilate)]
                which = [o % s for o, s in zip(offset, stride)]
                begin = [o // s for o, s in zip(offset, stride)]
                begin[0] += top
                spans = [slice(b, b + n) for b, n in zip(begin, size)]
                at: Any = (slice(None), *which, *spans)
                from_: Any = (slice(None), *place)
                np.add(total[at], rows[from_], out=total[at])
        block = gx[start:stop].transpose(*range(1, gx.ndim), 0)
        for target, source in copies:
            block[target] = total[source]


def remainders(size: Sizes, stride: Sizes, front: Sizes, rest: Sizes) -> Any:
    """For each remainder modulo the stride, where its numbers go and where they come from."""
    axes = []
    for n, s, f, r in zip(size, stride, front, rest):
        axis = []
        for remainder in range(s):
            skip = max(0, -((remainder - f) // s))  # numbers that lie in the padding
            first = skip * s + remainder - f
            length = max(0, min((n - first + s - 1) // s, r - skip))
            place = slice(first, first + (length - 1) * s + 1 if length else first, s)
            axis.append((place, remainder, slice(skip, skip + length)))
        axes.append(axis)
    for chosen in itertools.product(*axes):
        yield (
            (slice(None), *[place for place, _, _ in chosen]),
            (slice(None), *[r for _, r, _ in chosen], *[source for _, _, source in chosen]),
        )
