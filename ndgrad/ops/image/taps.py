"""Which elements of an axis make up each element of the resized axis, and with what weights.

The five interpolations of MXNet's images, as OpenCV defines them: pixel centres lie at half
integers, and places beyond the edge repeat the outermost pixel.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

__all__ = ["AREA", "CUBIC", "LANCZOS", "LINEAR", "NEAREST", "axis_taps", "weight_matrix"]

NEAREST, LINEAR, CUBIC, AREA, LANCZOS = range(5)


@lru_cache(maxsize=256)
def axis_taps(
    size: int, wanted: int, method: int, shrinking: bool, edge: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Indices and float32 weights, both (wanted, taps).

    ``shrinking``: neither axis of the image grows; AREA then averages, and otherwise interpolates.
    ``edge``: where two taps meet in the outermost pixel, the first has all the weight.
    """
    scale = size / wanted
    if method == NEAREST:
        index = np.minimum(np.floor(np.arange(wanted) * scale).astype(np.intp), size - 1)
        return index[:, None], np.ones((wanted, 1), np.float32)
    if method == AREA and shrinking:
        return _covered(size, wanted)
    if method == AREA:
        start = np.floor(np.arange(wanted) * scale).astype(np.intp)
        share = ((np.arange(wanted) + 1) - (start + 1) * (wanted / size)).astype(np.float32)
        share = np.where(share <= 0, 0, share - np.floor(share)).astype(np.float32)
        return _linear(start, share, size, edge)
    place = ((np.arange(wanted) + 0.5) * scale - 0.5).astype(np.float32)
    start = np.floor(place).astype(np.intp)
    share = place - start.astype(np.float32)
    if method == LINEAR:
        return _linear(start, share, size, edge)
    weights, before = (_cubic(share), 1) if method == CUBIC else (_lanczos(share), 3)
    index = start[:, None] + np.arange(weights.shape[1]) - before
    return np.clip(index, 0, size - 1), weights


def _linear(start, share, size, edge):
    if edge:
        share = np.where((start < 0) | (start >= size - 1), 0, share).astype(np.float32)
    index = np.clip(start[:, None] + np.arange(2), 0, size - 1)
    return index, np.stack((1 - share, share), axis=1)


def _covered(size, wanted):
    """Each new pixel is the mean of the stretch it covers, of pixels and parts of pixels."""
    scale = size / wanted
    edges = np.arange(wanted + 1) * scale
    first = np.floor(edges[:-1] + 1e-9).astype(np.intp)
    taps = int(np.ceil(scale)) + 1
    index = first[:, None] + np.arange(taps)
    low = np.maximum(index, edges[:-1, None])
    high = np.minimum(index + 1, edges[1:, None])
    weights = np.maximum(high - low, 0)
    weights[weights < 1e-3] = 0  # the sliver that rounding leaves of a neighbour
    weights /= weights.sum(axis=1, keepdims=True)
    return np.clip(index, 0, size - 1), weights.astype(np.float32)


def _cubic(share):
    """Keys' kernel with a = -0.75, at the four pixels around each place."""
    a, x = np.float32(-0.75), share
    outer = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a
    inner = ((a + 2) * x - (a + 3)) * x * x + 1
    mirrored = 1 - x
    other = ((a + 2) * mirrored - (a + 3)) * mirrored * mirrored + 1
    return np.stack((outer, inner, other, 1 - outer - inner - other), axis=1)


def _lanczos(share):
    """The sinc function under a sinc window of four pixels, normalised to sum 1."""
    distance = share[:, None].astype(np.float64) + 3 - np.arange(8)
    weights = np.sinc(distance) * np.sinc(distance / 4)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


@lru_cache(maxsize=64)
def weight_matrix(size: int, wanted: int, method: int, shrinking: bool) -> np.ndarray:
    """The taps as a matrix (wanted, size)."""
    index, weights = axis_taps(size, wanted, method, shrinking)
    matrix = np.zeros((wanted, size))
    np.add.at(matrix, (np.arange(wanted)[:, None], index), weights)
    return matrix
