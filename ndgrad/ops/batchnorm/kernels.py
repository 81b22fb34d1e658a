"""Batch normalization forward and backward, in few passes over blocks that stay in the cache."""

from __future__ import annotations

import numpy as np

from .channels import Channels

__all__ = ["affine", "gradients", "statistics"]


def statistics(x: np.ndarray, ch: Channels) -> tuple[np.ndarray, np.ndarray]:
    """Mean and (biased) variance of each channel, float64."""
    view = ch.view(x)
    sums, squares = np.zeros(ch.count), np.zeros(ch.count)
    for part in ch.parts():
        block = view[part]
        ch.add_to(sums, part, ch.sum(block))
        ch.add_to(squares, part, ch.dot(block, block))
    mean = sums / ch.number
    var = squares / ch.number - mean * mean
    # The difference has lost digits where the mean is large: then again around the mean.
    if not np.all(4 * var >= mean * mean):
        center = ch.coefficients(mean, x.dtype)
        squares[:] = 0
        sums[:] = 0
        for part in ch.parts():
            block = view[part] - ch.pick(center, part)
            ch.add_to(sums, part, ch.sum(block))
            ch.add_to(squares, part, ch.dot(block, block))
        rest = sums / ch.number  # what rounding of the mean to the dtype has left
        mean = mean.astype(x.dtype) + rest
        var = np.maximum(squares / ch.number - rest * rest, 0)
    return mean, var


def affine(x: np.ndarray, scale: np.ndarray, shift: np.ndarray, ch: Channels) -> np.ndarray:
    """``x * scale + shift`` with one scale and one shift per channel."""
    y = np.empty(x.shape, x.dtype)
    source, target = ch.view(x), ch.view(y)
    scale, shift = ch.coefficients(scale, x.dtype), ch.coefficients(shift, x.dtype)
    for part in ch.parts():
        out = target[part]
        np.multiply(source[part], ch.pick(scale, part), out=out)
        np.add(out, ch.pick(shift, part), out=out)
    return y


def gradients(
    gy: np.ndarray, x: np.ndarray, gamma: np.ndarray, mean: np.ndarray, invstd: np.ndarray,
    ch: Channels, batch: bool, need_data: bool,
) -> tuple[np.ndarray | None, np.ndarray, np.ndarray]:  # fmt: skip
    """Gradients of data, gamma and beta. ``batch``: mean and invstd are those of the data.

    With x^ the normalized data, the gradient of the data is
    ``gamma * invstd * (gy - mean(gy) - x^ * mean(gy * x^))`` (Ioffe and Szegedy, 2015): a
    combination of gy and x with three numbers per channel.
    """
    mean, invstd, gamma = (v.astype(np.float64) for v in (mean, invstd, gamma))
    gys, xs = ch.view(gy), ch.view(x)
    gx = np.empty(x.shape, x.dtype) if need_data else None
    gbeta, ggamma = np.zeros(ch.count), np.zeros(ch.count)
    # Far from zero, the product is taken with the centered data.
    far = bool(np.any(mean * invstd > 2) or np.any(mean * invstd < -2))
    center = ch.coefficients(mean, x.dtype) if far else None
    whole = ch.long and need_data  # sums of a block are final: finish it while it is in the cache
    for part in ch.parts():
        g, v = gys[part], xs[part]
        own = ch.sum(g)
        ch.add_to(gbeta, part, own)
        if center is None:
            product = ch.dot(g, v) - (mean[part[1]] if ch.long else mean) * own
        else:
            product = ch.dot(g, v - ch.pick(center, part))
        ch.add_to(ggamma, part, product)
        if whole:
            _combine(part, gys, xs, gx, gbeta, ggamma, gamma, mean, invstd, ch, batch)
    if need_data and not whole:
        _combine(None, gys, xs, gx, gbeta, ggamma, gamma, mean, invstd, ch, batch)
    return gx, ggamma * invstd, gbeta


def _combine(part, gys, xs, gx, gbeta, ggamma, gamma, mean, invstd, ch, batch):
    """Write the gradient of the data for one block of channels, or for all rows."""
    own = slice(None) if part is None else part[1]
    scale = (gamma * invstd)[own]
    target, dtype = ch.view(gx), gx.dtype
    parts = ch.parts() if part is None else [part]
    if not batch:
        a = ch.coefficients(scale, dtype)
        for place in parts:
            np.multiply(gys[place], a, out=target[place])
        return
    # ggamma holds the sum of gy * (x - mean).
    slope = -scale * invstd[own] ** 2 * ggamma[own] / ch.number
    offset = -scale * gbeta[own] / ch.number - slope * mean[own]
    a, b, c = (ch.coefficients(v, dtype) for v in (scale, slope, offset))
    for place in parts:
        out = target[place]
        other = np.multiply(xs[place], b)
        np.add(other, c, out=other)
        np.multiply(gys[place], a, out=out)
        np.add(out, other, out=out)
