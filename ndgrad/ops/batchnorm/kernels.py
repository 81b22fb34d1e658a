"""Batch normalization forward and backward, in few passes over blocks that stay in the cache."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import memory
from .channels import Channels

__all__ = ["gradients", "normalized", "statistics"]


def statistics(x: np.ndarray, ch: Channels) -> tuple[np.ndarray, np.ndarray]:
    """Mean and (biased) variance of each channel, float64."""
    view = ch.view(x)

    def moments(block: slice, buffer: np.ndarray) -> Any:
        own = view[block]
        return ch.sum(own), ch.dot(own, own, buffer)

    mean, square = ch.totals(moments, 2, x.dtype) / ch.number
    var = square - mean * mean
    # The difference has lost digits where the mean is large: then again around the mean.
    if not (4 * var >= mean * mean).all():
        center = ch.coefficients(mean, x.dtype)

        def centered(block: slice, buffer: np.ndarray) -> Any:
            own = view[block] - ch.pick(center, block)
            return ch.sum(own), ch.dot(own, own, buffer)

        rest, square = ch.totals(centered, 2, x.dtype) / ch.number
        mean = mean.astype(x.dtype) + rest  # what rounding the mean to the dtype has left
        var = np.maximum(square - rest * rest, 0)
    return mean, var


def normalized(
    x: np.ndarray, mean: np.ndarray, invstd: np.ndarray, gamma: Any, beta: np.ndarray, ch: Channels
) -> np.ndarray:
    """``(x - mean) * invstd * gamma + beta`` with one number each per channel."""
    y = memory.empty(x.shape, x.dtype)
    source, target = ch.view(x), ch.view(y)
    center = _center(mean, invstd, x.dtype)
    away = None if center is None else ch.coefficients(center, x.dtype)
    rest = mean if center is None else mean - center
    slope = invstd * gamma
    scale = ch.coefficients(slope, x.dtype)
    shift = ch.coefficients(beta - rest * slope, x.dtype)

    def work(block: slice, _: np.ndarray) -> None:
        out = target[block]
        if away is None:
            np.multiply(source[block], ch.pick(scale, block), out=out)
        else:
            np.subtract(source[block], ch.pick(away, block), out=out)
            np.multiply(out, ch.pick(scale, block), out=out)
        np.add(out, ch.pick(shift, block), out=out)

    ch.for_blocks(work, x.dtype)
    return y


def _center(mean: np.ndarray, invstd: np.ndarray, dtype: Any) -> np.ndarray | None:
    """What to subtract from the data before anything else: the rounded mean where it is large.

    A small mean can go into the constant of the affine map without a loss, which saves a pass.
    """
    far = np.abs(mean * invstd) > 2
    return mean.astype(dtype).astype(np.float64) if far.any() else None


def gradients(
    gy: np.ndarray, x: np.ndarray, gamma: np.ndarray, mean: np.ndarray, invstd: np.ndarray,
    ch: Channels, batch: bool, need_data: bool,
) -> tuple[np.ndarray | None, np.ndarray, np.ndarray]:  # fmt: skip
    """Gradients of data, gamma and beta. ``batch``: mean and invstd are those of the data.

    With x^ the normalized data, the gradient of the data is
    ``gamma * invstd * (gy - mean(gy) - x^ * mean(gy * x^))`` (Ioffe and Szegedy, 2015): a
    combination of gy and x with three numbers per channel.
    """
    mean, invstd, scale = (v.astype(np.float64) for v in (mean, invstd, gamma))
    scale = scale * invstd
    gys, xs = ch.view(gy), ch.view(x)
    gx = memory.empty(x.shape, x.dtype) if need_data else None
    target = None if gx is None else ch.view(gx)
    center = _center(mean, invstd, x.dtype)
    away = None if center is None else ch.coefficients(center, x.dtype)
    mean = mean if center is None else mean - center

    def values(block: slice) -> np.ndarray:
        return xs[block] if away is None else xs[block] - ch.pick(away, block)

    def sums(block: slice, buffer: np.ndarray) -> Any:
        return ch.sum(gys[block]), ch.dot(gys[block], values(block), buffer)

    total, along = ch.totals(sums, 2, x.dtype)
    along -= mean * total  # the sums of gy * (x - mean)
    if target is not None:
        factors = [scale]
        if batch:
            slope = -scale * invstd**2 * along / ch.number
            factors += [slope, -scale * total / ch.number - slope * mean]
        factors = [ch.coefficients(v, x.dtype) for v in factors]

        def combine(block: slice, buffer: np.ndarray) -> None:
            a, *more = [ch.pick(v, block) for v in factors]
            out = np.multiply(gys[block], a, out=target[block])
            if more:
                np.multiply(values(block), more[0], out=buffer)
                np.add(buffer, more[1], out=buffer)
                np.add(out, buffer, out=out)

        ch.for_blocks(combine, x.dtype)
    return gx, along * invstd, total
