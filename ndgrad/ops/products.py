"""Products along axes, whose gradients are right where elements are 0."""

from __future__ import annotations

import numpy as np

from .axes import some_axes
from .reduce import count_along, reduced, with_kept_axes
from .registry import operator


@operator(method=True, keeps_dtype=True)
def prod(data, *, axis=None, keepdims=False, exclude=False):
    """The product of the elements along axes. The gradient is right where elements are 0, too.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> x = nd.array([0., 2., 3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.prod(x)
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([6., 0., 0.], dtype=float32)
    """
    return reduced(np.multiply, data, axis, keepdims, exclude, data.dtype)


@prod.gradient
def _(F, gy, data, axis, exclude):
    axes = some_axes(axis, data.ndim, exclude)
    return with_kept_axes(F, gy, data.shape, axes) * products_of_others(F, data, axes)


@operator(method=True, keeps_dtype=True)
def nanprod(data, *, axis=None, keepdims=False, exclude=False):
    """The product along axes with NaN counted as 1.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.nanprod(nd.array([2., np.nan, 3.])).asnumpy()
    array([6.], dtype=float32)
    """
    return reduced(np.multiply, _replace_nan(data, value=1), axis, keepdims, exclude, data.dtype)


@nanprod.gradient
def _(F, gy, data, axis, exclude):
    axes = some_axes(axis, data.ndim, exclude)
    others = products_of_others(F, F._replace_nan(data, value=1), axes)
    return with_kept_axes(F, gy, data.shape, axes) * others * (data == data)


@operator
def _replace_nan(data, *, value):
    """``value`` in the place of each NaN."""
    return np.where(np.isnan(data), data.dtype.type(value), data)


@_replace_nan.gradient
def _(F, gy, data):
    return gy * (data == data)


def products_of_others(F, data, axes):
    """For each element the product of all others along ``axes``, without a division."""
    if not axes:
        return F.ones_like(data)
    order = tuple(a for a in range(data.ndim) if a not in axes) + tuple(axes)
    back = tuple(sorted(range(data.ndim), key=order.__getitem__))
    moved = F.transpose(data, axes=order)
    rows = F._view(moved, shape=(-1 if moved.size else 0, count_along(data.shape, axes)))
    return F.transpose(F._view(F._products_of_others(rows), shape=moved.shape), axes=back)


@operator
def _products_of_others(rows):
    """For each element of a row the product of the others: those before times those behind."""
    before, behind = np.ones_like(rows), np.ones_like(rows)
    np.multiply.accumulate(rows[:, :-1], axis=1, out=before[:, 1:])
    np.multiply.accumulate(rows[:, :0:-1], axis=1, out=behind[:, -2::-1])
    return before * behind


@_products_of_others.gradient
def _(F, gy, rows):
    # The products are those of a tree of pairs: up it go the products p of the subtrees, down it
    # the products o of what is outside; here the gradients of both, one level at a time. Made of
    # multiplications alone, so exact with zeros, and differentiable to any order.
    number, count = rows.shape
    if count < 2:
        return F.zeros_like(rows)
    levels = (count - 1).bit_length()
    p = [_widened(F, rows, 2**levels, F.ones_like)]
    for _ in range(levels - 1):
        pairs = F._view(p[-1], shape=(number, p[-1].shape[1] // 2, 2))
        p.append(F.prod(pairs, axis=2))
    partner = [_swap(F, level) for level in p]
    o = [None] * levels + [F.ones_like(F.slice_axis(rows, axis=1, begin=0, end=1))]
    for k in reversed(range(levels)):
        o[k] = _twice(F, o[k + 1]) * partner[k]
    # o[0] is the result; its gradient comes down to o[levels], and leaves one for each p[k].
    do = _widened(F, gy, 2**levels, F.zeros_like)
    dp = []
    for k in range(levels):
        dp.append(_swap(F, do * _twice(F, o[k + 1])))
        do = _pair_sums(F, do * partner[k])
    total = dp[-1]
    for k in reversed(range(levels - 1)):
        total = dp[k] + _twice(F, total) * partner[k]
    return F.slice_axis(total, axis=1, begin=0, end=count)


def _widened(F, rows, width, fill):
    """Rows filled up to a width with constants."""
    number, count = rows.shape
    constant = fill(F.slice_axis(rows, axis=1, begin=0, end=1))
    return F.concat(rows, F._broadcast(constant, shape=(number, width - count)), dim=1)


def _swap(F, level):
    """Each element changes places with its partner in the tree."""
    number, width = level.shape
    return F._view(F.flip(F._view(level, shape=(number, width // 2, 2)), axis=2), shape=level.shape)


def _twice(F, level):
    """Each element for both elements of its pair."""
    number, width = level.shape
    column = F._view(level, shape=(number, width, 1))
    return F._view(F._broadcast(column, shape=(number, width, 2)), shape=(number, width * 2))


def _pair_sums(F, level):
    number, width = level.shape
    return F.sum(F._view(level, shape=(number, width // 2, 2)), axis=2)
