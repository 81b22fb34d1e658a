"""Rows chosen by a mask or replaced by index: boolean_mask, index_copy."""

from __future__ import annotations

import numpy as np

from ..axes import one_axis
from ..indices import integers
from ..registry import operator


def _mask(index, shape, axis):
    if index.shape != (shape[axis],):
        raise ValueError(
            f"index must have shape ({shape[axis]},), one element for each place along the axis"
        )
    return index != 0


@operator(namespace="contrib", aliases=("_contrib_boolean_mask",))
def boolean_mask(data, index, *, axis=0):
    """The slices of ``data`` along ``axis`` at which ``index`` is not zero.

    Parameters
    ----------
    data : NDArray
    index : NDArray of shape (data.shape[axis],)
    axis : int, default 0

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.contrib.boolean_mask(x, nd.array([0, 1, 1])).asnumpy()
    array([[3., 4.],
           [5., 6.]], dtype=float32)
    """
    axis = one_axis(axis, data.ndim)
    return np.compress(_mask(index, data.shape, axis), data, axis)


@boolean_mask.gradient("data")
def _(F, gy, index, data_shape, axis):
    return F._boolean_mask_backward(gy, index, shape=data_shape, axis=axis)


@operator
def _boolean_mask_backward(g, index, *, shape, axis):
    """Zeros of ``shape`` with the slices of ``g`` where ``index`` is not zero."""
    axis = one_axis(axis, len(shape))
    out = np.zeros(shape, g.dtype)
    out[(slice(None),) * axis + (_mask(index, shape, axis),)] = g
    return out


@_boolean_mask_backward.gradient("g")
def _(F, gy, index, axis):
    return F.boolean_mask(gy, index, axis=axis)


def _rows(index, size):
    """Row numbers of ``[0, size)``; anything else is an error."""
    rows = integers(index)
    if rows.size and (rows.min() < 0 or rows.max() >= size):
        wrong = rows.min() if rows.min() < 0 else rows.max()
        raise IndexError(f"row {wrong} is out of bounds for {size} rows")
    return rows


@operator(namespace="contrib", promotes=False, aliases=("_contrib_index_copy",))
def index_copy(old_tensor, index_vector, new_tensor):
    """``old_tensor`` with row ``index_vector[i]`` replaced by row ``i`` of ``new_tensor``.

    Where an index repeats, the last row stays, and it alone has a gradient.

    Parameters
    ----------
    old_tensor : NDArray of shape (n, ...)
    index_vector : NDArray of shape (m,)
        Rows of ``old_tensor``; others raise IndexError.
    new_tensor : NDArray of shape (m, ...)

    >>> old, new = nd.zeros((3, 2)), nd.array([[1., 2.], [3., 4.]])
    >>> nd.contrib.index_copy(old, nd.array([2, 0]), new).asnumpy()
    array([[3., 4.],
           [0., 0.],
           [1., 2.]], dtype=float32)
    """
    if old_tensor.ndim < 1 or index_vector.ndim != 1:
        raise ValueError("old_tensor must have at least one axis, index_vector must have one")
    expected = (*index_vector.shape, *old_tensor.shape[1:])
    if new_tensor.shape != expected:
        raise ValueError(f"new_tensor must have shape {expected}")
    out = old_tensor.copy()
    out[_rows(index_vector, len(out))] = new_tensor
    return out


@index_copy.gradient("old_tensor")
def _(F, gy, index_vector):
    return F._without_rows(gy, index_vector)


@index_copy.gradient("new_tensor")
def _(F, gy, index_vector):
    return F._gather_written(gy, index_vector)


@operator
def _without_rows(data, index_vector):
    """``data`` with the rows of ``index_vector`` set to zero."""
    out = data.copy()
    out[_rows(index_vector, len(out))] = 0
    return out


@_without_rows.gradient("data")
def _(F, gy, index_vector):
    return F._without_rows(gy, index_vector)
