"""Pooling as arithmetic on long runs of memory, one axis after the other.

A block of images is copied into planes, one per remainder of the place modulo the stride, with the
padding around each image: ``(*remainders, images, *rest)``. There the element ``k`` of every window
lies at one distance from the window's own place, the same for all windows of all images. So a
window of 3 elements along an axis is 3 runs, and each step of a pooling is one operation on runs of
some ten thousand numbers, with which NumPy is several times as fast as with rows or with strides.
Places between the images, and where a window would not begin, are computed too and dropped.

The axes are pooled one by one, the last one first: a window of 3 x 3 with stride 2 takes 6
operations on such runs instead of 8, one of 5 x 5 with stride 1 takes 8 instead of 24.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ..scratch import Scratch
from .geometry import Geometry

__all__ = ["Planes", "Program", "Step", "combine", "spread"]

#: What is done to a block, on the same memory for all blocks. The calls are made beforehand so that
#: one follows another at once: between two calls a thread holds the lock of the interpreter.
Program = list[Callable[[], object]]

#: Elements of a run: few enough to stay in the cache, and so many that two threads seldom wait for
#: each other's lock. (Gradient of the maxima of 32 x 64 images, windows 3 x 3, by two threads;
#: 112 x 112 of stride 2: 1 << 14 126 ms, 1 << 15 and 1 << 16 106 ms, 1 << 17 128 ms;
#: 35 x 35 of stride 1: 37, 22 and 17 ms.)
BLOCK = 1 << 16


class Layout:
    """Where the numbers of an image lie in its planes, and windows in runs; one per geometry."""

    def __init__(self, g: Geometry) -> None:
        # A plane reaches as far as the last window does; some remainders no window reaches.
        self.rest = tuple([o + (k - 1) // s for o, k, s in zip(g.out, g.kernel, g.stride)])
        self.remainders = tuple([min(k, s) for k, s in zip(g.kernel, g.stride)])
        self.size = math.prod(self.rest)
        self.copies = list(_copies(g, self.rest, self.remainders))
        self.windows = (slice(None), *[slice(o) for o in g.out])
        #: Whether every number of an image is in some plane.
        self.whole = math.prod(g.size) == sum(
            math.prod([len(range(*part.indices(n))) for part, n in zip(source[1:], g.size)])
            for source, _ in self.copies
        )
        #: Along each axis, the last one first: which run each element of the window is (the
        #: remainder, and how far behind the window's place), how much shorter than a plane a run
        #: is, and how far apart the elements lie in the image.
        self.steps: list[tuple[int, list[tuple[int, int]], int, int]] = []
        self.begin = np.zeros((), np.intp)  # where the windows begin in the image
        reach = 0
        for axis in reversed(range(len(g.out))):
            k, s = g.kernel[axis], g.stride[axis]
            pitch = math.prod(self.rest[axis + 1 :])
            reach += (k - 1) // s * pitch
            distance = math.prod(g.size[axis + 1 :])
            terms = [(i % s, i // s * pitch) for i in range(k)]
            self.steps.append((axis, terms, reach, distance))
            first = (np.arange(g.out[axis]) * s - g.pad[axis]) * distance
            self.begin = first.reshape(-1, *[1] * self.begin.ndim) + self.begin
        self.padded = any(g.pad) or any(
            (o - 1) * s + k > n + p
            for n, o, k, s, p in zip(g.size, g.out, g.kernel, g.stride, g.pad)
        )


_layout = functools.lru_cache(maxsize=1024)(Layout)


class Step:
    """Pooling along an axis: the result, and the runs it is made of, in the order of the window."""

    def __init__(
        self,
        source: np.ndarray,
        result: np.ndarray,
        terms: list[tuple[int, int]],
        cut: int,
        distance: int,
    ) -> None:
        length = result.shape[-1] - cut
        self.result = result[..., :length]
        self.distance = distance
        self._terms, self._shape = terms, source.shape
        self.runs = self.of(source)
        self._before = [source[..., r, :place] for r, place in terms]
        remainders = [r for r, _ in terms]
        #: Going backwards, the first run of an array is written and later ones are added to it.
        self.first = [r not in remainders[i + 1 :] for i, r in enumerate(remainders)]

    def of(self, source: np.ndarray) -> list[np.ndarray]:
        """The runs in an array laid out as this step's source."""
        source, length = source.reshape(self._shape), self.result.shape[-1]
        return [source[..., r, place : place + length] for r, place in self._terms]

    def combine(self, ufunc: np.ufunc) -> Program:
        """The calls that combine the runs into the result."""
        calls: Program = []
        best = self.runs[0]
        for run in self.runs[1:]:
            calls.append(partial(ufunc, best, run, out=self.result))
            best = self.result
        return calls

    def give(self, i: int, values: np.ndarray) -> Program:
        """The calls that give ``values`` to run ``i``, going from the last one to the first."""
        if not self.first[i]:
            return [partial(np.add, self.runs[i], values, self.runs[i])]
        return [partial(np.copyto, self.runs[i], values), *self.clear(i)]

    def clear(self, i: int) -> Program:
        """The calls that clear what lies before the first run of an array."""
        return [partial(self._before[i].fill, 0)] if self._before[i].size else []


class Planes:
    """The planes of images of one geometry, for blocks of ``images`` of them, and all results."""

    def __init__(
        self, g: Geometry, images: int, fill: float, dtype: np.dtype, user: str = "pooling"
    ) -> None:
        self.layout = layout = _layout(g)
        self.images = max(1, min(images, BLOCK // max(layout.size, 1)))
        self.scratch = Scratch(dtype, user)
        self.planes = self.scratch("planes", *layout.remainders, self.images, *layout.rest)
        self.planes.fill(fill)
        self.steps = []
        length = self.images * layout.size
        last = self.planes.reshape(*layout.remainders, length)
        for axis, terms, cut, distance in layout.steps:
            if len(terms) == 1:
                last = last.reshape(*layout.remainders[:axis], length)
                continue
            shape = (*layout.remainders[:axis], length)
            result = self.scratch(f"along {axis}", *shape, zeros=True)
            self.steps.append(Step(last, result, terms, cut, distance))
            last = result
        #: The last result where windows begin: (images, *out).
        self.at = last.reshape(self.images, *layout.rest)[layout.windows]

    def blocks(self, total: int) -> Any:
        """Ranges of images, of at most as many as the planes hold."""
        for start in range(0, total, self.images):
            yield start, min(start + self.images, total)

    def load(self, images: np.ndarray) -> None:
        """Copy images (count, *size) into the planes."""
        for source, target in self.layout.copies:
            self.planes[target][: len(images)] = images[source]

    def unload(self, images: np.ndarray) -> None:
        """Copy the planes out into images (count, *size); what no window reaches is zero."""
        if not self.layout.whole:
            images.fill(0)
        for source, target in self.layout.copies:
            images[source] = self.planes[target][: len(images)]


def _copies(g: Geometry, rest: tuple[int, ...], remainders: tuple[int, ...]) -> Any:
    """Pairs (place in an image, place in the planes) of index tuples, one pair per plane."""
    axes = []
    for n, s, p, r, count in zip(g.size, g.stride, g.pad, rest, remainders, strict=True):
        axis = []
        for remainder in range(count):
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


def combine(
    images: np.ndarray, out: np.ndarray, g: Geometry, ufunc: np.ufunc, fill: float
) -> None:  # fmt: skip
    """``ufunc`` over the windows of images (count, *size) into ``out`` (count, *out)."""
    planes = Planes(g, len(images), fill, out.dtype)
    program = [call for step in planes.steps for call in step.combine(ufunc)]
    for start, stop in planes.blocks(len(images)):
        planes.load(images[start:stop])
        for call in program:
            call()
        out[start:stop] = planes.at[: stop - start]


def spread(gradient: np.ndarray, images: np.ndarray, g: Geometry) -> None:
    """Each number of ``gradient`` (count, *out) added to every place of its window."""
    planes = Planes(g, len(images), 0, images.dtype)
    program: Program = []
    for step in reversed(planes.steps):
        for i in reversed(range(len(step.runs))):
            program += step.give(i, step.result)
    for start, stop in planes.blocks(len(images)):
        planes.at[: stop - start] = gradient[start:stop]
        for call in program:
            call()
        planes.unload(images[start:stop])
