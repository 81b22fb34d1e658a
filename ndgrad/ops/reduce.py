"""Reductions: sums, extremes, norms and moments along axes, and cumulative sums.

``axis`` is an integer, a tuple, or None (or an empty tuple) for all axes; negative axes count from
the end, and with ``exclude=True`` all the others are meant. ``keepdims=True`` leaves the reduced
axes in place with length 1. Without them a full reduction has shape ``(1,)`` in ``nd``.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np

from . import parallel
from .axes import kept_shape, one_axis, some_axes
from .dtypes import element_type
from .indices import exact_as
from .passes import LARGE
from .registry import operator
from .sums import LONG, add_along, add_up


def spread(F, reduced, shape, axes):
    """A reduced array, with or without ``keepdims``, repeated along ``axes`` to ``shape``."""
    return F._broadcast(F._view(reduced, shape=kept_shape(shape, axes)), shape=shape)


def with_kept_axes(F, reduced, shape, axes):
    """A reduced array in the shape that broadcasts against what was reduced."""
    return F._view(reduced, shape=kept_shape(shape, axes))


def count_along(shape, axes):
    """The number of elements that each element of a reduction over ``axes`` comes from."""
    return math.prod(shape[a] for a in axes)


def reduced(ufunc: Any, data, axis, keepdims, exclude=False, dtype=None):
    """``ufunc`` over axes given as users give them; the common forms without further ado."""
    if axis is None:
        if data.size >= LARGE and data.flags.c_contiguous:
            return _reduce_all(ufunc, data, dtype, keepdims)
    elif type(axis) is not int or exclude or not -data.ndim <= axis < data.ndim:
        axis = some_axes(axis, data.ndim, exclude)
    if ufunc is np.add and (data.size >= LONG or data.dtype.char == "e"):  # or float16
        return add_along(data, axis, dtype, bool(keepdims))
    return ufunc.reduce(data, axis, dtype, None, bool(keepdims))


def _reduce_all(ufunc, data, dtype, keepdims):
    """A full reduction by several threads; the parts, and so the rounding, are always the same."""
    row = data.reshape(-1)
    numbers = range(-(-row.size // LARGE))
    found: list[Any] = [None] * len(numbers)

    def part(mine: range) -> None:
        for k in mine:
            found[k] = ufunc.reduce(row[k * LARGE : (k + 1) * LARGE], dtype=dtype)

    share = -(-len(numbers) // parallel.threads)
    parallel.run_together([partial(part, numbers[i : i + share]) for i in numbers[::share]])
    total = ufunc.reduce(np.array(found), dtype=dtype)
    return np.reshape(total, (1,) * data.ndim) if keepdims else total


# -- sums -------------------------------------------------------------------------------------


@operator(method=True, aliases=("sum_axis",), keeps_dtype=True)
def sum(data, *, axis=None, keepdims=False, exclude=False):
    """The sum of the elements along axes.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False
        See the head of :mod:`ndgrad.ops.reduce`: keep the axes with length 1; mean all other axes.

    >>> x = nd.array([[1., 2.], [3., 4.]])
    >>> nd.sum(x, axis=1).asnumpy()
    array([3., 7.], dtype=float32)
    >>> nd.sum(x, axis=1, keepdims=True).shape
    (2, 1)
    """
    if axis is None and data.size < LARGE:  # the common form
        return add_up(data, None, None, None, keepdims)
    return reduced(np.add, data, axis, keepdims, exclude)


@sum.gradient
def _(F, gy, data_shape, axis, exclude):
    return spread(F, gy, data_shape, some_axes(axis, len(data_shape), exclude))


@operator(method=True, keeps_dtype=True)
def mean(data, *, axis=None, keepdims=False, exclude=False):
    """The mean of the elements along axes; NaN of no elements.

    Parameters
    ----------
    data : NDArray
        The mean of integers is cut to an integer.
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.mean(nd.array([[1., 2.], [3., 6.]]), axis=0).asnumpy()
    array([2., 4.], dtype=float32)
    """
    # A sum may be beyond float16 where the mean is not; integers are cut only at the end.
    dtype = data.dtype if data.dtype.kind == "f" else np.float64
    half = data.dtype == np.float16
    total = reduced(np.add, data, axis, keepdims, exclude, np.float32 if half else dtype)
    y = total / total.dtype.type(data.size // (total.size or 1))
    return np.asarray(y, np.float16) if half else y


@mean.gradient
def _(F, gy, data_shape, axis, exclude):
    axes = some_axes(axis, len(data_shape), exclude)
    return spread(F, gy * (1 / (count_along(data_shape, axes) or 1)), data_shape, axes)


@operator(method=True, keeps_dtype=True)
def nansum(data, *, axis=None, keepdims=False, exclude=False):
    """The sum along axes with NaN counted as 0.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.nansum(nd.array([1., np.nan, 2.])).asnumpy()
    array([3.], dtype=float32)
    """
    if data.dtype.kind == "f":
        data = np.where(np.isnan(data), data.dtype.type(0), data)
    return reduced(np.add, data, axis, keepdims, exclude)


@nansum.gradient
def _(F, gy, data, axis, exclude):
    axes = some_axes(axis, data.ndim, exclude)
    return with_kept_axes(F, gy, data.shape, axes) * (data == data)


@operator("_square_sum", keeps_dtype=True)
def square_sum(data, *, axis=None, keepdims=False, exclude=False):
    """The sum of the squares along axes."""
    return reduced(np.add, np.multiply(data, data), axis, keepdims, exclude)


@square_sum.gradient
def _(F, gy, data, axis, exclude):
    axes = some_axes(axis, data.ndim, exclude)
    return with_kept_axes(F, gy, data.shape, axes) * data * 2


@operator(keeps_dtype=False)
def cumsum(a, *, axis=None, dtype=None):
    """The sums of the elements up to each place.

    Parameters
    ----------
    a : NDArray
    axis : int or None
        None, the default: along the flattened array, and the result has one axis.
    dtype : str, optional
        Of the result and of the sums; by default that of ``a``.

    >>> nd.cumsum(nd.array([[1., 2.], [3., 4.]]), axis=0).asnumpy()
    array([[1., 2.],
           [4., 6.]], dtype=float32)
    """
    if axis is not None:
        axis = one_axis(axis, a.ndim)
    if dtype is None:
        dtype = a.dtype if a.dtype.kind != "b" else np.int64  # truth values are counted
    return a.cumsum(axis, element_type(dtype))


@cumsum.gradient
def _(F, gy, a_shape, a_dtype, axis, dtype):
    along = 0 if axis is None else axis
    y = F.flip(F.cumsum(F.flip(gy, axis=along), axis=along), axis=along)
    y = F._view(y, shape=a_shape)
    return y if dtype is None or np.dtype(dtype) == a_dtype else F.cast(y, dtype=a_dtype.name)


# -- extremes ---------------------------------------------------------------------------------


def _extreme(ufunc, data, axis, keepdims, exclude):
    if data.size == 0:
        axes = some_axes(axis, data.ndim, exclude)
        if count_along(data.shape, axes) == 0:
            raise ValueError(f"no elements along axis {axes} of shape {data.shape}")
    return reduced(ufunc, data, axis, keepdims, exclude)


def _to_the_extremes(F, gy, y, data, axis, exclude):
    axes = some_axes(axis, data.ndim, exclude)
    is_extreme = data == with_kept_axes(F, y, data.shape, axes)
    return with_kept_axes(F, gy, data.shape, axes) * is_extreme


@operator(method=True, aliases=("max_axis",))
def max(data, *, axis=None, keepdims=False, exclude=False):
    """The largest element along axes; NaN if one is NaN.

    Each of several equal largest elements gets the whole gradient, as in MXNet.

    Parameters
    ----------
    data : NDArray, at least one element along the axes
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.max(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([5., 3.], dtype=float32)
    """
    return _extreme(np.maximum, data, axis, keepdims, exclude)


@max.gradient
def _(F, gy, y, data, axis, exclude):
    return _to_the_extremes(F, gy, y, data, axis, exclude)


@operator(method=True, aliases=("min_axis",))
def min(data, *, axis=None, keepdims=False, exclude=False):
    """The smallest element along axes; NaN if one is NaN.

    Each of several equal smallest elements gets the whole gradient, as in MXNet.

    Parameters
    ----------
    data : NDArray, at least one element along the axes
    axis : int, tuple of int or None
    keepdims, exclude : bool, default False

    >>> nd.min(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([1., 2.], dtype=float32)
    """
    return _extreme(np.minimum, data, axis, keepdims, exclude)


@min.gradient
def _(F, gy, y, data, axis, exclude):
    return _to_the_extremes(F, gy, y, data, axis, exclude)


def _position(find, data, axis, keepdims):
    if axis is not None:
        axis = one_axis(axis, data.ndim)
    along = data.size if axis is None else data.shape[axis]
    if along == 0:
        raise ValueError(f"no elements along axis {axis} of shape {data.shape}")
    found = np.asarray(find(data, axis, keepdims=keepdims))
    if data.dtype.kind == "b":
        return found
    return exact_as(found, data.dtype, along - 1, "cast the array to float64 or int64")


@operator(method=True, zero_gradient=True)
def argmax(data, *, axis=None, keepdims=False):
    """The index of the largest element along an axis, in the dtype of the array.

    The first of several equal ones; NaN counts as the largest. Where the dtype cannot hold every
    index exactly (float32 beyond 2**24), a ValueError says so.

    Parameters
    ----------
    data : NDArray
    axis : int or None
        None, the default: the index into the flattened array.
    keepdims : bool, default False

    >>> nd.argmax(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([1., 0.], dtype=float32)
    """
    return _position(np.argmax, data, axis, keepdims)


@operator(method=True, zero_gradient=True)
def argmin(data, *, axis=None, keepdims=False):
    """The index of the smallest element along an axis, in the dtype of the array.

    The first of several equal ones; NaN counts as the smallest. Where the dtype cannot hold every
    index exactly (float32 beyond 2**24), a ValueError says so.

    Parameters
    ----------
    data : NDArray
    axis : int or None
        None, the default: the index into the flattened array.
    keepdims : bool, default False

    >>> nd.argmin(nd.array([[1., 5.], [3., 2.]]), axis=1).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return _position(np.argmin, data, axis, keepdims)


@operator(method=True, zero_gradient=True)
def argmax_channel(data):
    """The index of the largest element along axis 1: the class of each row of scores.

    Parameters
    ----------
    data : NDArray of at least two axes

    >>> nd.argmax_channel(nd.array([[1., 5.], [3., 2.]])).asnumpy()
    array([1., 0.], dtype=float32)
    """
    if data.ndim < 2:
        raise ValueError(f"data must have at least two axes, got shape {data.shape}")
    return _position(np.argmax, data, 1, False)


# -- norm and moments -------------------------------------------------------------------------


def _for_squares(data):
    """The array in a dtype whose squares can be summed: in float16 they overflow above 256."""
    if data.dtype.kind != "f":
        return data.astype(np.float64)
    return data.astype(np.float32) if data.dtype == np.float16 else data


@operator(method=True)
def norm(data, *, ord=2, axis=None, out_dtype=None, keepdims=False):
    """The 2-norm (root of the sum of squares) or 1-norm (sum of absolute values) along axes.

    The gradient of the 2-norm of zeros is 0.

    Parameters
    ----------
    data : NDArray
    ord : int, 1 or 2, default 2
    axis : int, tuple of int or None
    out_dtype : str, optional
        Of the result; by default that of ``data``.
    keepdims : bool, default False

    >>> x = nd.array([[3., 4.], [6., 8.]])
    >>> nd.norm(x, axis=1).asnumpy()
    array([ 5., 10.], dtype=float32)
    >>> nd.norm(x, ord=1).asnumpy()
    array([21.], dtype=float32)
    """
    x = _for_squares(data)
    if axis is None and ord == 2 and out_dtype is None and not keepdims:
        flat = x.reshape(-1)
        return np.sqrt(flat.dot(flat)).astype(data.dtype)  # a third of the time of what follows
    if ord == 2:
        y = np.sqrt(reduced(np.add, x * x, axis, keepdims))
    elif ord == 1:
        y = reduced(np.add, np.absolute(x), axis, keepdims)
    else:
        raise ValueError(f"norm only supports ord=1 and ord=2, got {ord!r}")
    return np.asarray(y).astype(element_type(out_dtype or data.dtype))


@norm.gradient
def _(F, gy, y, data, data_dtype, ord, axis, out_dtype):
    axes = some_axes(axis, data.ndim)
    if out_dtype is not None and np.dtype(out_dtype) != data_dtype:
        gy, y = F.cast(gy, dtype=data_dtype.name), F.cast(y, dtype=data_dtype.name)
    if ord == 1:
        return with_kept_axes(F, gy, data.shape, axes) * F.sign(data)
    scale = gy * (y != 0) / (y + (y == 0))
    return with_kept_axes(F, scale, data.shape, axes) * data


@operator(outputs=("mean", "var"))
def moments(data, *, axes=None, keepdims=False):
    """Mean and variance of the elements along axes.

    Parameters
    ----------
    data : NDArray
    axes : int, tuple of int or None
        None, the default: all axes (MXNet refuses that).
    keepdims : bool, default False

    Returns
    -------
    list of two NDArray : the mean, and the mean of the squared distances from it

    >>> mean, var = nd.moments(nd.array([[1., 2., 3.], [4., 5., 6.]]), axes=1)
    >>> mean.asnumpy(), var.asnumpy()
    (array([2., 5.], dtype=float32), array([0.6666667, 0.6666667], dtype=float32))
    """
    axes = some_axes(axes, data.ndim, what="axes")
    x = _for_squares(data)
    count = x.dtype.type(count_along(x.shape, axes))
    centre = reduced(np.add, x, axes, True, False) / count
    var = reduced(np.add, np.square(x - centre), axes, True, False) / count
    found = [np.asarray(m).astype(data.dtype) for m in (centre, var)]
    if keepdims:
        return tuple(found)
    return tuple(m.reshape([n for i, n in enumerate(data.shape) if i not in axes]) for m in found)


@moments.gradient
def _(F, gys, data, mean, axes):
    axes = some_axes(axes, data.ndim, what="axes")
    g_mean, g_var = gys
    share = 1 / (count_along(data.shape, axes) or 1)
    g = None
    if g_mean is not None:
        g = spread(F, g_mean * share, data.shape, axes)
    if g_var is not None:
        away = data - with_kept_axes(F, mean, data.shape, axes)
        through = with_kept_axes(F, g_var * (2 * share), data.shape, axes) * away
        g = through if g is None else g + through
    return g
