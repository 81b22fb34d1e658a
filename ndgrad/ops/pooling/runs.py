"""Pooling as arithmetic on long runs of memory.

A block of images is copied into planes, one per remainder of the place modulo the stride, with the
padding around each image: ``(*stride, images, *rest)``. There the element ``k`` of every window
lies at one distance from the window's own place, the same for all windows of all images. So a
window of 9 elements is 9 runs, and each step of a pooling is one operation on runs of some ten
thousand numbers, with which NumPy is several times as fast as with rows or with strides. Places
between the images, and where a window would not begin, are computed too and dropped.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import numpy as np

from ..scratch import Scratch
from .geometry import Geometry

__all__ = ["Planes", "add_up", "largest", "which_largest"]

#: Elements of a run; a handful of them stays in the cache.
BLOCK = 1 << 16


class Layout:
    """Where the numbers of an image lie in its planes, and windows in runs; one per geometry."""

    def __init__(self, g: Geometry) -> None:
        # A plane reaches as far as the last window does.
        self.rest = tuple([o + (k - 1) // s for o, k, s in zip(g.out, g.kernel, g.stride)])
        self.size = math.prod(self.rest)
        pitch = [math.prod(self.rest[i + 1 :]) for i in range(len(self.rest))]
        self.reach = sum((k - 1) // s * p for k, s, p in zip(g.kernel, g.stride, pitch))
        places = list(itertools.product(*map(range, g.kernel)))
        #: For each element of the window, row by row, its plane and where its run begins there.
        self.runs = [
            (
                tuple([k % s for k, s in zip(place, g.stride)]),
                sum(k // s * p for k, s, p in zip(place, g.stride, pitch)),
            )
            for place in places
        ]
        self.copies = list(_copies(g, self.rest))
        self.windows = (slice(None), *[slice(o) for o in g.out])
        steps = [math.prod(g.size[i + 1 :]) for i in range(len(g.size))]
        #: For each element of the window how far behind the window's place it lies in the image.
        self.distance = np.array(
            [sum(k * n for k, n in zip(place, steps)) for place in places], np.intp
        )
        #: Where the windows begin in the image.
        self.begin = np.zeros((), np.intp)
        for o, s, p, step in zip(g.out, g.stride, g.pad, steps):
            self.begin = self.begin[..., None] + (np.arange(o) * s - p) * step
        self.padded = any(g.pad) or any(
            (o - 1) * s + k > n + p
            for n, o, k, s, p in zip(g.size, g.out, g.kernel, g.stride, g.pad)
        )


_layout = functools.lru_cache(maxsize=1024)(Layout)


class Planes:
    """The planes of images of one geometry, for blocks of ``images`` of them."""

    def __init__(self, g: Geometry, images: int, fill: float, dtype: np.dtype) -> None:
        self.layout = layout = _layout(g)
        self.images = max(1, min(images, BLOCK // max(layout.size, 1)))
        self.scratch = Scratch(dtype, "pooling")
        self.planes = self.scratch("planes", *g.stride, self.images, *layout.rest)
        self.planes.fill(fill)
        flat = self.planes.reshape(*g.stride, -1)
        self.length = length = flat.shape[-1] - layout.reach
        #: For each element of the window, row by row, its run.
        self.runs = [flat[plane][first : first + length] for plane, first in layout.runs]

    def blocks(self, total: int) -> Any:
        """Ranges of images, of at most as many as the planes hold."""
        for start in range(0, total, self.images):
            yield start, min(start + self.images, total)

    def load(self, images: np.ndarray) -> None:
        """Copy images (count, *size) into the planes."""
        for source, target in self.layout.copies:
            self.planes[target][: len(images)] = images[source]

    def unload(self, images: np.ndarray) -> None:
        """Copy the planes out into images (count, *size); what no window reaches stays."""
        for source, target in self.layout.copies:
            images[source] = self.planes[target][: len(images)]

    def new_run(self) -> tuple[np.ndarray, np.ndarray]:
        """A run, and a view of its places where windows begin: (images, *out)."""
        whole = self.scratch("run", self.images, *self.layout.rest, zeros=True)
        return whole.reshape(-1)[: self.length], whole[self.layout.windows]


def _copies(g: Geometry, rest: tuple[int, ...]) -> Any:
    """Pairs (place in an image, place in the planes) of index tuples, one pair per plane."""
    axes = []
    for n, s, p, r in zip(g.size, g.stride, g.pad, rest, strict=True):
        axis = []
        for remainder in range(s):
            skip = max(0, -(-(p - remainder) // s))  # numbers that lie in the padding
            first = skip * s + remainder - p
            length = max(0, min(-(-(n - first) // s), r - skip))
            stop = first + (length - 1) * s + 1 if length else first
            axis.append((slice(first, stop, s), remainder, slice(skip, skip + length)))
        axes.append(axis)
    for chosen in itertools.product(*axes):
        if all(source.start < source.stop for source, _, _ in chosen):
            yield (
                (slice(None), *[source for source, _, _ in chosen]),
                (*[r for _, r, _ in chosen], slice(None), *[target for _, _, target in chosen]),
            )


def _combine(
    images: np.ndarray, out: np.ndarray, g: Geometry, ufunc: np.ufunc, fill: float
) -> None:
    planes = Planes(g, len(images), fill, out.dtype)
    run, at = planes.new_run()
    first, *others = planes.runs
    for start, stop in planes.blocks(len(images)):
        planes.load(images[start:stop])
        if others:
            ufunc(first, others[0], out=run)
            for more in others[1:]:
                ufunc(run, more, out=run)
        else:
            run[...] = first
        out[start:stop] = at[: stop - start]


def add_up(images: np.ndarray, out: np.ndarray, g: Geometry) -> None:
    """Sums of the windows of images (count, *size) into ``out`` (count, *out)."""
    _combine(images, out, g, np.add, 0)


def largest(images: np.ndarray, out: np.ndarray, g: Geometry) -> None:
    """Maxima of the windows, NaN where there is one and -inf in windows wholly outside."""
    _combine(images, out, g, np.maximum, -np.inf)


def spread(gradient: np.ndarray, images: np.ndarray, g: Geometry) -> None:
    """Add each number of ``gradient`` (count, *out) to every place of its window."""
    planes = Planes(g, len(images), 0, images.dtype)
    run, at = planes.new_run()
    images.fill(0)
    for start, stop in planes.blocks(len(images)):
        planes.planes.fill(0)
        at[: stop - start] = gradient[start:stop]
        for target in planes.runs:
            np.add(target, run, out=target)
        planes.unload(images[start:stop])


def which_largest(images: np.ndarray, g: Geometry) -> Any:
    """For each block of images, the flat place of the first maximum of every window.

    Yields ``(start, stop, place, outside)``: ``place`` (stop - start, *out) counts within the
    block; ``outside`` marks the windows without a maximum among the numbers, wholly in the
    padding or of -inf alone, whose place is 0, or is None if there are none.
    """
    planes = Planes(g, len(images), -np.inf, images.dtype)
    layout = planes.layout
    best, at = planes.new_run()
    code_type = np.uint8 if len(planes.runs) <= 256 else np.uint32
    codes = np.zeros((planes.images, *layout.rest), code_type)
    code, code_at = codes.reshape(-1)[: planes.length], codes[layout.windows]
    newer, above = np.empty_like(code), np.empty(planes.length, bool)
    begin = np.arange(planes.images).reshape(-1, *[1] * len(g.out)) * math.prod(g.size)
    begin = begin + layout.begin
    for start, stop in planes.blocks(len(images)):
        count = stop - start
        planes.load(images[start:stop])
        best[...] = planes.runs[0]
        code.fill(0)
        for k, run in enumerate(planes.runs[1:], 1):
            # The codes grow: a larger element's own code is the maximum of both.
            np.greater(run, best, out=above)
            np.multiply(above.view(np.uint8), code_type(k), out=newer)
            np.maximum(code, newer, out=code)
            np.maximum(best, run, out=best)
        place = np.take(layout.distance, code_at[:count], mode="clip")
        place += begin[:count]
        outside = None
        if layout.padded and not at[:count].min() > -np.inf:  # also for NaN, whose place is nowhere
            outside = ~(at[:count] > -np.inf)
            place[outside] = 0
        yield start, stop, place, outside
