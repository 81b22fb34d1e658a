"""Rows to mean 0 and variance 1: what layer, group and instance normalization are made of.

With h the standardized row, r = 1 / sqrt(variance + eps) and g the gradient that arrives at h,

    dx = r (g - mean(g) - h mean(g h)),

a symmetric map of g called B(g) below. The gradient of <v, B(g)> with respect to the row is

    -r (h mean(v B(g)) + mean(g h) B(v) + mean(v h) B(g)),

which is made of the same pieces, so derivatives of every order follow.
"""

from __future__ import annotations

import math

import numpy as np

from .blocks import for_blocks, wide
from .registry import operator
from .rows import row_dots, row_sums

__all__ = ["backward_of_backward", "rows_backward", "standardized"]

# -- kernels on rows ------------------------------------------------------------------------------


def _statistics(c, x, eps):
    """``c = x - mean`` of the rows of a block; the means and 1 / standard deviations."""
    n = x.shape[1]
    mean = row_sums(x)[:, None]
    mean /= n
    np.subtract(x, mean, out=c)
    rstd = row_dots(c, c)[:, None]
    rstd /= n
    rstd += c.dtype.type(eps)
    np.sqrt(rstd, out=rstd)
    return mean, np.reciprocal(rstd, out=rstd)


def standardized(x, eps, scale=None, offset=None):
    """Rows to mean 0 and variance 1, times ``scale`` plus ``offset``; the means and the 1 / std.

    Scale and offset belong to the rows, shape (rows, 1), or to the columns, shape (columns,).
    """
    rows, n = x.shape
    work = wide(x.dtype)
    out = np.empty(x.shape, x.dtype)
    means, rstds = np.empty((rows, 1), work), np.empty((rows, 1), work)
    if not x.size:
        means.fill(np.nan)
        rstds.fill(np.nan)
        return out, means, rstds
    by_row = scale is not None and scale.ndim == 2

    def block(b: slice) -> None:
        xb = x[b].astype(work, copy=False)
        c = out[b] if out.dtype == work else np.empty(xb.shape, work)
        means[b], rstds[b] = _, rstd = _statistics(c, xb, eps)
        c *= rstd * scale[b] if by_row else rstd
        if scale is not None:
            if not by_row:
                c *= scale
            c += offset[b] if by_row else offset
        if c.base is not out:
            out[b] = c

    for_blocks(block, rows, n)
    return out, means, rstds


def rows_backward(g, x, eps, gamma=None, means=None, rstds=None):
    """B(g * gamma), and for ``gamma`` of the columns its own gradient and that of the offset."""
    rows, n = x.shape
    work = wide(x.dtype)
    out = np.empty(x.shape, x.dtype)
    ones = np.ones(n, work) if gamma is None else gamma.astype(work, copy=False)
    sums: dict[int, tuple] = {}  # by block: threads add up nothing together

    def block(b: slice) -> None:
        xb, gb = x[b].astype(work, copy=False), g[b].astype(work, copy=False)
        c = np.empty(xb.shape, work)
        if means is None:
            _, r = _statistics(c, xb, eps)
        else:
            r = rstds[b]
            np.subtract(xb, means[b], out=c)
        t = out[b] if out.dtype == work else np.empty(xb.shape, work)
        np.multiply(gb, c, out=t)
        along = row_dots(t, ones)[:, None]
        along *= r * r
        along /= n
        mean = row_dots(gb, ones)[:, None]
        mean /= n
        if gamma is None:
            np.subtract(gb, mean, out=t)
        else:
            # Sums of columns, weighted by r and not: products of two rows with the block, so small
            # that the library under NumPy computes them in this thread.
            weights = np.ones((2, len(r)), work)
            weights[0] = r[:, 0]
            sums[b.start] = np.matmul(weights, t)[0], np.matmul(weights, gb)[1]
            np.multiply(gb, ones, out=t)
            t -= mean
        c *= along
        t -= c
        t *= r
        if t.base is not out:
            out[b] = t

    if x.size:
        for_blocks(block, rows, n)
    g_gamma, g_beta = np.zeros(n, work), np.zeros(n, work)
    for start in sorted(sums):  # in the order of the rows: the same result however many threads
        g_gamma += sums[start][0]
        g_beta += sums[start][1]
    return out, g_gamma, g_beta


# -- the operator and its gradient ----------------------------------------------------------------


def _rows_of(shape, start):
    return math.prod(shape[:start]), math.prod(shape[start:])


@operator
def _standardize(data, *, start, eps):
    """(data - mean) / sqrt(variance + eps), over the axes from ``start`` on."""
    rows = data.reshape(_rows_of(data.shape, start))
    return standardized(rows, eps)[0].reshape(data.shape)


@_standardize.gradient
def _(F, gy, data, start, eps):
    return F._standardize_backward(gy, data, start=start, eps=eps)


@operator
def _standardize_backward(g, data, *, start, eps):
    """B(g) of the module's docstring."""
    shape = _rows_of(data.shape, start)
    return rows_backward(g.reshape(shape), data.reshape(shape), eps)[0].reshape(data.shape)


@_standardize_backward.gradient("g")
def _(F, gy, data, start, eps):
    return F._standardize_backward(gy, data, start=start, eps=eps)


@_standardize_backward.gradient("data")
def _(F, gy, g, data, start, eps):
    return backward_of_backward(F, gy, g, data, start, eps)


def backward_of_backward(F, v, g, data, start, eps):
    """The gradient of <v, B(g)> with respect to the data, in the operators of ``F``."""
    axes = tuple(range(start, len(data.shape)))

    def mean(a):
        return F.mean(a, axis=axes, keepdims=True)

    centred = data - mean(data)
    r = F.rsqrt(mean(centred * centred) + eps)
    h = centred * r
    b_v = F._standardize_backward(v, data, start=start, eps=eps)
    b_g = F._standardize_backward(g, data, start=start, eps=eps)
    return -r * (h * mean(v * b_g) + mean(g * h) * b_v + mean(v * h) * b_g)
