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

from . import memory
from .blocks import LARGE_BLOCK, for_blocks, wide
from .registry import operator

__all__ = ["backward_of_backward", "rows_backward", "standardized"]

# -- kernels on rows ------------------------------------------------------------------------------
#
# Two walks: sums of the rows, then an affine map of each. What is to be worked out per row lies in
# between, for all rows at once: in each block its many small calls would keep the interpreter's
# lock from the other thread.
#
# To bring in a row of numbers and a column of numbers at once, a product of matrices with an inner
# axis of 2 writes out the block of r_i * w_j + s_i * v_j: less than half the time of broadcasting
# one after the other. Sums of rows are products with two columns. All these are so small that the
# library under NumPy computes them in the thread that calls.


def _rows(*values):
    """Rows that are to be one operand; np.stack takes several times as long."""
    stacked = np.empty((len(values), len(values[0])), values[0].dtype)
    for row, value in zip(stacked, values):
        row[...] = value
    return stacked


def _twice(values):
    """Two columns that are the same, for products with a block of rows."""
    return _rows(values, values).T


def _sums(x, work, center=None):
    """Means of the rows and of their squares, (2, rows); of the rows minus ``center`` if given."""
    rows, n = x.shape
    sums = np.empty((2, rows), work)
    ones = np.ones((n, 2), work)

    def block(b: slice, square: np.ndarray) -> None:
        c = x[b].astype(work, copy=False)
        if center is not None:
            c = c - center[b, None]
        sums[0, b] = np.dot(c, ones)[:, 0]
        sums[1, b] = np.dot(np.multiply(c, c, out=square), ones)[:, 0]

    for_blocks(block, rows, n, 1, work, LARGE_BLOCK)
    sums /= n
    return sums


def _statistics(x, work, eps):
    """Means and 1 / standard deviations of the rows; what to subtract before all else, or None.

    That is the means where they are large beside the deviations: sums of squares lose digits
    there, as does an affine map.
    """
    mean, var = _sums(x, work)
    square = mean * mean
    var -= square
    center = None
    if not (4 * var >= square).all():
        center = mean
        rest, var = _sums(x, work, center)
        mean = mean + rest
        var -= rest * rest
    var += work.type(eps)
    np.sqrt(var, out=var)
    return mean, np.reciprocal(var, out=var), center


def standardized(data, shape, eps, scale=None, offset=None):
    """Rows to mean 0 and variance 1, times ``scale`` plus ``offset``; the means and the 1 / std.

    ``shape`` is (rows, columns) of the data. Scale and offset belong to the rows, shape (rows, 1),
    or to the columns, shape (columns,). Means and 1 / std have the shape (rows,).
    """
    rows, n = shape
    work = wide(data.dtype)
    result = memory.empty(data.shape, data.dtype)
    if not data.size:
        return result, np.full(rows, np.nan, work), np.full(rows, np.nan, work)
    x, out = data.reshape(shape), result.reshape(shape)
    mean, rstd, center = _statistics(x, work, eps)
    slope = rstd
    shift = (0 - mean if center is None else center - mean) * rstd
    by_column = scale is not None and scale.ndim == 1
    if by_column:
        slopes, scales = _twice(slope), _rows(scale, np.zeros_like(scale))
        shifts, offsets = _rows(shift, np.ones_like(shift)).T, _rows(scale, offset)
    elif scale is not None:
        slope, shift = slope * scale[:, 0], shift * scale[:, 0] + offset[:, 0]

    def block(b: slice, y: np.ndarray, more: np.ndarray) -> None:
        c = x[b].astype(work, copy=False)
        if center is not None:
            c = c - center[b, None]
        if by_column:
            np.dot(slopes[b], scales, out=y)
            np.multiply(y, c, out=y)
            np.dot(shifts[b], offsets, out=more)
            np.add(y, more, out=out[b])
        else:
            np.multiply(c, slope[b, None], out=y)
            np.add(y, shift[b, None], out=out[b])

    run = n if out.dtype == work else 0
    for_blocks(block, rows, n, 2, work, LARGE_BLOCK, run)
    return result, mean, rstd


def rows_backward(g, data, shape, eps, gamma=None, mean=None, rstd=None):
    """B(g * gamma), and for ``gamma`` of the columns its own gradient and that of the offset."""
    rows, n = shape
    work = wide(data.dtype)
    result = memory.empty(data.shape, data.dtype)
    if not data.size:
        return result, np.zeros(n, work), np.zeros(n, work)
    g, x, out = g.reshape(shape), data.reshape(shape), result.reshape(shape)
    if mean is None:
        mean, rstd, center = _statistics(x, work, eps)
    else:
        center = None if (np.absolute(mean * rstd) <= 2).all() else mean
    rest = mean if center is None else mean - center  # what is still to be subtracted
    gamma = np.ones(n, work) if gamma is None else gamma.astype(work, copy=False)

    def pair(b: slice) -> tuple[np.ndarray, np.ndarray]:
        c = x[b].astype(work, copy=False)
        return g[b].astype(work, copy=False), c if center is None else c - center[b, None]

    sums, g_gamma, g_beta = _gradient_sums(pair, gamma, rstd, rest)
    slope = rstd * rstd * rstd * (sums[1] - rest * sums[0]) / n
    shift = rest * slope - rstd * sums[0] / n
    scales, factors = _twice(rstd), _rows(gamma, np.zeros_like(gamma))

    def combine(b: slice, t: np.ndarray, more: np.ndarray) -> None:
        own, c = pair(b)
        np.dot(scales[b], factors, out=t)
        np.multiply(t, own, out=t)
        np.multiply(c, slope[b, None], out=more)
        np.subtract(t, more, out=t)
        np.add(t, shift[b, None], out=out[b])

    run = n if out.dtype == work else 0
    for_blocks(combine, rows, n, 2, work, LARGE_BLOCK, run)
    return result, g_gamma, g_beta


def _gradient_sums(pair, gamma, rstd, rest):
    """Sums of the rows of g * gamma, without and with x: (2, rows); the gradients of the columns.

    ``pair(block)`` gives g and x there; from x ``rest`` is still to be subtracted.
    """
    rows, n, work = len(rstd), len(gamma), rstd.dtype
    columns = _twice(gamma)
    weights = _rows(rstd, rstd * rest, np.ones_like(rstd))
    sums = np.empty((2, rows), work)
    of_columns: dict[int, tuple] = {}  # by block: threads add up nothing together

    def add_up(b: slice, t: np.ndarray) -> None:
        own, c = pair(b)
        np.multiply(own, c, out=t)
        sums[0, b] = np.dot(own, columns)[:, 0]
        sums[1, b] = np.dot(t, columns)[:, 0]
        of_columns[b.start] = np.dot(weights[:2, b], t)[0], np.dot(weights[1:, b], own)

    for_blocks(add_up, rows, n, 1, work, LARGE_BLOCK)
    g_gamma, g_beta = np.zeros(n, work), np.zeros(n, work)
    for start in sorted(of_columns):  # in the order of the rows: the same however many threads
        along, (away, total) = of_columns[start]
        g_gamma += along - away
        g_beta += total
    return sums, g_gamma, g_beta


# -- the operator and its gradient ----------------------------------------------------------------


def _rows_of(shape, start):
    return math.prod(shape[:start]), math.prod(shape[start:])


@operator
def _standardize(data, *, start, eps):
    """(data - mean) / sqrt(variance + eps), over the axes from ``start`` on."""
    return standardized(data, _rows_of(data.shape, start), eps)[0]


@_standardize.gradient
def _(F, gy, data, start, eps):
    return F._standardize_backward(gy, data, start=start, eps=eps)


@operator
def _standardize_backward(g, data, *, start, eps):
    """B(g) of the module's docstring."""
    return rows_backward(g, data, _rows_of(data.shape, start), eps)[0]


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
