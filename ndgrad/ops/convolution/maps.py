"""The three maps of a convolution for any layout, group count and float dtype.

``output`` is linear in data and in weight, so its gradients are maps of the same family:
``data`` (from output gradient and weight) and ``weight`` (from data and output gradient). Any one
of the three is the derivative of the others, and so they close under differentiation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..blocks import float_only, wide
from ..memory import empty
from ..parts import in_parts
from . import depthwise, products
from .geometry import Geometry

__all__ = ["data", "output", "weight"]


def output(x: np.ndarray, w: np.ndarray, bias: np.ndarray | None, g: Geometry) -> np.ndarray:
    """The convolution: (N, C, *size) and (O, C / groups, *kernel) to (N, O, *out_size)."""
    maps = products.convolve, depthwise.convolve
    return _per_sample(maps, x, w, bias, g.output_shape(len(x)), g)


def data(gy: np.ndarray, w: np.ndarray, bias: np.ndarray | None, g: Geometry) -> np.ndarray:
    """The transposed convolution: (N, O, *out_size) to (N, C, *size)."""
    maps = products.data_gradient, depthwise.data_gradient
    return _per_sample(maps, gy, w, bias, g.input_shape(len(gy)), g)


def _per_sample(
    maps: tuple[Callable[..., None], Callable[..., None]], x: np.ndarray, w: np.ndarray,
    bias: np.ndarray | None, shape: tuple[int, ...], g: Geometry,
) -> np.ndarray:  # fmt: skip
    """A map that gives one result for each sample."""
    result, target = _empty(shape, x.dtype, g)
    product, each_channel = maps
    x_, w_ = _channels_first(x, target.dtype, g), _channels_first(w, target.dtype, g)
    if bias is not None:
        bias = bias.astype(target.dtype, copy=False)
    if x.size == 0 or w.size == 0 or result.size == 0:
        target.fill(0)
        if bias is not None:
            target += bias.reshape(-1, *[1] * len(g.kernel))
    elif g.groups == 1:
        product(x_, w_, target, g.stride, g.dilate, g.pad, bias)
    elif g.groups == g.channels:

        def part(start: int, stop: int) -> None:
            parts = x_[start:stop], w_, target[start:stop]
            each_channel(*parts, g.stride, g.dilate, g.pad, bias)

        in_parts(part, len(x_), len(w_) // g.groups * max(x.size, result.size))
    else:
        for i in range(g.groups):
            own = None if bias is None else _group(bias, 0, i, g.groups)
            product(
                _group(x_, 1, i, g.groups), _group(w_, 0, i, g.groups),
                _group(target, 1, i, g.groups), g.stride, g.dilate, g.pad, own,
            )  # fmt: skip
    return _finished(result, target, x.dtype, g)


def weight(x: np.ndarray, gy: np.ndarray, g: Geometry) -> np.ndarray:
    """The gradient of the weight: (O, C / groups, *kernel)."""
    result, target = _empty(g.weight_shape(), x.dtype, g)
    x_, gy_ = _channels_first(x, target.dtype, g), _channels_first(gy, target.dtype, g)
    if x.size == 0 or gy.size == 0 or result.size == 0:
        target.fill(0)
    elif g.groups == 1:
        products.weight_gradient(x_, gy_, target, g.stride, g.dilate, g.pad)
    elif g.groups == g.channels:
        found: dict[int, np.ndarray] = {}

        def part(start: int, stop: int) -> None:
            own = found[start] = np.empty_like(target)
            parts = x_[start:stop], gy_[start:stop], own
            depthwise.weight_gradient(*parts, g.stride, g.dilate, g.pad)

        in_parts(part, len(x_), max(x.size, gy.size))
        target[...] = sum(found[start] for start in sorted(found))
    else:
        for i in range(g.groups):
            products.weight_gradient(
                _group(x_, 1, i, g.groups), _group(gy_, 1, i, g.groups),
                _group(target, 0, i, g.groups), g.stride, g.dilate, g.pad,
            )  # fmt: skip
    return _finished(result, target, x.dtype, g)


def _empty(shape: tuple[int, ...], dtype: Any, g: Geometry) -> tuple[np.ndarray, np.ndarray]:
    """Memory for a result, and the same (or other memory) with the channels in front."""
    result = empty(shape, wide(dtype))
    if not g.channels_last:
        return result, result
    return result, empty(np.moveaxis(result, -1, 1).shape, result.dtype)


def _channels_first(array: np.ndarray, dtype: np.dtype, g: Geometry) -> np.ndarray:
    float_only(array)
    array = array.astype(dtype, copy=False)
    return np.moveaxis(array, -1, 1) if g.channels_last else array


def _group(array: np.ndarray, axis: int, i: int, count: int) -> np.ndarray:
    """The part of an array that belongs to group ``i``."""
    size = array.shape[axis] // count
    part = slice(i * size, (i + 1) * size)
    return array[part] if axis == 0 else array[:, part]


def _finished(result: np.ndarray, target: np.ndarray, dtype: Any, g: Geometry) -> np.ndarray:
    if target is not result:
        np.moveaxis(result, -1, 1)[...] = target
    return result if result.dtype == dtype else result.astype(dtype)
