"""Choosing: one_hot rows from indices, and where, one of two values by a condition."""

from __future__ import annotations

import numpy as np

from .dtypes import element_type
from .indices import integers
from .registry import operator


@operator(zero_gradient=True, method=True)
def one_hot(indices, *, depth, on_value=1.0, off_value=0.0, dtype="float32"):
    """Rows of ``off_value`` with ``on_value`` at each index.

    Parameters
    ----------
    indices : NDArray of any shape and dtype
        An index outside ``[0, depth)`` gives a row of ``off_value`` alone.
    depth : int
        Length of the new last axis.
    on_value, off_value : float, defaults 1 and 0
    dtype : str, default 'float32'

    Returns
    -------
    NDArray of shape ``indices.shape + (depth,)``

    >>> nd.one_hot(nd.array([1, 0, 2]), 3)
    <BLANKLINE>
    [[0. 1. 0.]
     [1. 0. 0.]
     [0. 0. 1.]]
    <NDArray 3x3 @cpu(0)>
    """
    if depth < 0:
        raise ValueError(f"depth must not be negative, got {depth}")
    dtype = element_type(dtype)
    if dtype.kind in "iu":  # 1.5 in an integer array is 1, as in MXNet
        on_value, off_value = (np.array(int(v)).astype(dtype) for v in (on_value, off_value))
    index = integers(indices).reshape(-1)
    out = np.zeros((len(index), depth), dtype)
    if off_value:
        out.fill(off_value)
    rows = np.arange(len(index))
    inside = (index >= 0) & (index < depth)
    if not inside.all():
        rows, index = rows[inside], index[inside]
    out[rows, index] = on_value
    return out.reshape((*indices.shape, depth))


def _condition(condition, *values):
    """The condition as booleans that broadcast against the values; a vector chooses whole rows."""
    ndim = max(value.ndim for value in values)
    if condition.ndim == 1 and ndim > 1 and condition.shape[0] != 1:
        # Never the last axis: what chooses rows of one array must not choose columns of the next.
        rows = max(value.shape[0] for value in values if value.ndim == ndim)
        if condition.shape[0] != rows:
            raise ValueError(
                f"a vector as condition chooses whole rows: it needs {rows} elements, "
                f"one per row, but has {condition.shape[0]}"
            )
        condition = condition.reshape((-1,) + (1,) * (ndim - 1))
    return condition if condition.dtype == bool else condition != 0


@operator
def where(condition, x, y):
    """Elements of ``x`` where ``condition`` is not zero, of ``y`` elsewhere.

    Parameters
    ----------
    condition : NDArray
        Of the shape of ``x`` (or one that broadcasts), or a vector of ``x.shape[0]`` elements that
        chooses whole rows. NaN counts as true.
    x, y : NDArray
        Of one shape (or shapes that broadcast).

    >>> x, y = nd.array([[1., 2.], [3., 4.]]), nd.array([[5., 6.], [7., 8.]])
    >>> nd.where(nd.array([[0, 1], [1, 0]]), x, y)
    <BLANKLINE>
    [[5. 2.]
     [3. 8.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.where(nd.array([1, 0]), x, y).asnumpy()
    array([[1., 2.],
           [7., 8.]], dtype=float32)
    """
    chosen = _condition(condition, x, y)
    if x.dtype != y.dtype:  # the wider float wins, and a float over an integer
        floats = [a.dtype for a in (x, y) if a.dtype.kind == "f"]
        dtype = np.result_type(*(floats or (x, y)))
        x, y = x.astype(dtype, copy=False), y.astype(dtype, copy=False)
    return np.where(chosen, x, y)


# Not a product with the condition: 0 * inf is nan, and where is used to keep infinities out.
@where.gradient("x")
def _(F, gy, condition):
    return F._where_or_zero(gy, condition, wanted=True)


@where.gradient("y")
def _(F, gy, condition):
    return F._where_or_zero(gy, condition, wanted=False)


@operator
def _where_or_zero(data, condition, *, wanted):
    """``data`` where the condition is (not) true, zero elsewhere."""
    chosen = _condition(condition, data)
    zero = data.dtype.type(0)
    return np.where(chosen, data, zero) if wanted else np.where(chosen, zero, data)


@_where_or_zero.gradient("data")
def _(F, gy, condition, wanted):
    return F._where_or_zero(gy, condition, wanted=wanted)
