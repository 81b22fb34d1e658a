"""The three maps of a convolution for any layout, group count and float dtype.

``output`` is linear in data and in weight, so its gradients are maps of the same family:
``data`` (from output gradient and weight) and ``weight`` (from data and output gradient). Any one
of the three is the derivative of the others, and so they close under differentiation.
"""

from __future__ import annotations

import numpy as np

from ..blocks import float_only, wide
from . import depthwise, products
from .geometry import Geometry

__all__ = ["data", "output", "weight"]


def output(x: np.ndarray, w: np.ndarray, bias: np.ndarray | None, g: Geometry) -> np.ndarray:
    """The convolution: (N, C, *size) and (O, C / groups, *kernel) to (N, O, *out_size)."""
    return _map("convolve", (x, w), 0, g.output_shape(len(x)), (1, 0, 1), g, bias)


def data(gy: np.ndarray, w: np.ndarray, bias: np.ndarray | None, g: Geometry) -> np.ndarray:
    """The transposed convolution: (N, O, *out_size) to (N, C, *size)."""
    return _map("data_gradient", (gy, w), 0, g.input_shape(len(gy)), (1, 0, 1), g, bias)


def weight(x: np.ndarray, gy: np.ndarray, g: Geometry) -> np.ndarray:
    """The gradient of the weight: (O, C / groups, *kernel)."""
    return _map("weight_gradient", (x, gy), 1, g.weight_shape(), (1, 1, 0), g, None)


def _map(name, arrays, like, shape, group_axes, g, bias):
    """Run one of the maps group by group, with the channels in front.

    ``group_axes`` tells for both inputs and the result along which axis the groups lie.
    """
    a, b = arrays
    dtype = arrays[like].dtype
    float_only(a, b)
    result = np.empty(shape, wide(dtype))
    if result.dtype != dtype or a.dtype != b.dtype:  # BLAS knows no float16
        a, b = a.astype(result.dtype, copy=False), b.astype(result.dtype, copy=False)
        bias = None if bias is None else bias.astype(result.dtype, copy=False)
    if result.size == 0:
        return result if result.dtype == dtype else result.astype(dtype)
    target = result
    if g.channels_last:
        a, b, target = np.moveaxis(a, -1, 1), np.moveaxis(b, -1, 1), np.moveaxis(result, -1, 1)
        if not target.flags.c_contiguous:  # the maps write rows
            target = np.empty(target.shape, result.dtype)
    if a.size == 0 or b.size == 0:
        target.fill(0)
        if bias is not None:
            target += bias.reshape(-1, *[1] * len(g.kernel))
    else:
        options = {} if name == "weight_gradient" else {"bias": bias}
        geometry = (g.stride, g.dilate, g.pad)
        if g.groups == 1:
            getattr(products, name)(a, b, target, *geometry, **options)
        elif g.groups == g.channels:
            getattr(depthwise, name)(a, b, target, *geometry, **options)
        else:
            parts = zip(
                *[
                    _groups(v, axis, g.groups)
                    for v, axis in zip((a, b, target), group_axes, strict=True)
                ],
                strict=True,
            )
            biases = [None] * g.groups if bias is None else np.split(bias, g.groups)
            for (x, y, z), own in zip(parts, biases, strict=True):
                if options:
                    options["bias"] = own
                getattr(products, name)(x, y, z, *geometry, **options)
    if target is not result and g.channels_last and not np.may_share_memory(target, result):
        np.moveaxis(result, -1, 1)[...] = target
    return result if result.dtype == dtype else result.astype(dtype)


def _groups(array, axis, count):
    """The parts of an array that belong to each group."""
    size = array.shape[axis] // count
    for i in range(count):
        yield array[(slice(None),) * axis + (slice(i * size, (i + 1) * size),)]
