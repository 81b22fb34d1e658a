"""Which element of each window is its maximum: giving to it, and where it lies.

Of equal maxima the first is meant, row by row: the last axis is pooled first, and along each axis
the first of equals is kept.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from .geometry import Geometry
from .runs import Planes, Program

__all__ = ["places", "send"]


def _search(planes: Planes) -> tuple[Program, np.ndarray]:
    """The calls that find the maxima of the planes and how far each lies behind the beginning of
    its window, counted in the image; and where they write these distances."""
    program: Program = []
    size = planes.layout.size * planes.images
    behind = np.zeros(size, np.uint8)  # of the maxima along the axes so far
    farthest = 0
    for number, step in enumerate(planes.steps):
        farthest += step.distance * (len(step.runs) - 1)
        # Along the last axis these are bytes, mostly, and two bytes together.
        array = np.zeros((*step.result.shape[:-1], size), np.min_scalar_type(farthest))
        found = array[..., : step.result.shape[-1]]
        change, larger = np.empty_like(found), np.empty(found.shape, bool)
        sources = step.of(behind) if number else None
        program.append(partial(np.copyto, found, 0 if sources is None else sources[0]))
        best = step.runs[0]
        for i, (run, call) in enumerate(zip(step.runs[1:], step.combine(np.maximum)), 1):
            distance = found.dtype.type(i * step.distance)
            program += [partial(np.greater, run, best, larger), call]
            if sources is None:  # they grow: a larger element's own distance is the maximum
                program.append(partial(np.multiply, larger, distance, change))
                program.append(partial(np.maximum, found, change, out=found))
            else:
                program.append(partial(np.add, sources[i], distance, change))
                program.append(partial(np.bitwise_xor, found, change, change))
                program.append(partial(np.multiply, change, larger, change))
                program.append(partial(np.bitwise_xor, found, change, found))
            best = step.result
        behind = array
    return program, behind.reshape(planes.images, *planes.layout.rest)[planes.layout.windows]


def places(images: np.ndarray, g: Geometry) -> Any:
    """For each block of images, the flat place of the first maximum of every window.

    Yields ``(start, stop, place, outside)``: ``place`` (stop - start, *out) counts within the
    block; ``outside`` marks the windows without a maximum among the numbers, wholly in the
    padding or of -inf alone, whose place is 0, or is None if there are none.
    """
    planes = Planes(g, len(images), -np.inf, images.dtype)
    program, behind = _search(planes)
    begin = np.arange(planes.images).reshape(-1, *[1] * len(g.out)) * math.prod(g.size)
    begin = begin + planes.layout.begin
    for start, stop in planes.blocks(len(images)):
        planes.load(images[start:stop])
        for call in program:
            call()
        count = stop - start
        place = begin[:count] + behind[:count]
        outside = None
        if planes.layout.padded and not planes.at[:count].min() > -np.inf:  # also for NaN
            outside = ~(planes.at[:count] > -np.inf)
            place[outside] = 0
        yield start, stop, place, outside


def _bits(array: np.ndarray) -> np.ndarray:
    """The bits of floats, as integers."""
    return array.view(f"i{array.itemsize}")


def _share(data: Planes, gradient: Planes) -> Program:
    """The calls that give the gradient of each window to its maximum.

    Numbers are chosen as bits, times 0 or 1 as integers, which is exact for infinities and NaN too.
    """
    program: Program = []
    back: list[Program] = []
    for step, to in zip(data.steps, gradient.steps, strict=True):
        larger = [np.empty(step.result.shape, bool) for _ in step.runs[1:]]
        best = step.runs[0]
        for run, mask, call in zip(step.runs[1:], larger, step.combine(np.maximum), strict=True):
            program += [partial(np.greater, run, best, mask), call]
            best = step.result
        # From the last element to the first: who is larger takes, the ones before get the rest.
        rest, taken = _bits(to.result), np.empty_like(to.result)
        calls: Program = []
        for i in reversed(range(1, len(to.runs))):
            part = to.runs[i] if to.first[i] else taken
            calls.append(partial(np.multiply, rest, larger[i - 1], _bits(part)))
            calls.append(partial(np.bitwise_xor, rest, _bits(part), rest))
            calls += to.clear(i) if to.first[i] else to.give(i, taken)
        back.append(calls + to.give(0, to.result))
    for calls in reversed(back):
        program += calls
    return program


def send(values: np.ndarray, images: np.ndarray, result: np.ndarray, g: Geometry) -> None:
    """Each of ``values`` (count, *out) to the place where its window of ``images`` has its maximum.

    ``result`` is zero elsewhere, and the sum where windows share a maximum.
    """
    if all(k <= s for k, s in zip(g.kernel, g.stride)):
        for start, stop, place, outside in places(images, g):
            given = values[start:stop]
            if outside is not None:
                given = np.where(outside, 0, given)
            block = result[start:stop].reshape(-1)
            block.fill(0)
            np.add.at(block, place.reshape(-1), given.reshape(-1))
        return
    # Where windows overlap, long runs are faster than places: 1.1 times with windows 3 x 3 of
    # stride 2, 1.5 times of stride 1.
    data = Planes(g, len(images), -np.inf, images.dtype)
    gradient = Planes(g, len(images), 0, result.dtype, "pooling gradient")
    program = _share(data, gradient)
    for start, stop in data.blocks(len(images)):
        data.load(images[start:stop])
        gradient.at[: stop - start] = values[start:stop]
        for call in program:
            call()
        gradient.unload(result[start:stop])
