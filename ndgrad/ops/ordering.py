"""Order: sort, argsort, topk and histogram.

Equal elements keep their order, and NaN comes last in either direction. Sorting is a permutation,
so its gradient is the same permutation backwards.
"""

from __future__ import annotations

import math

import numpy as np

from .axes import one_axis
from .indices import exact_as
from .registry import operator

INDEX_DTYPES = ("uint8", "int32", "int64", "float16", "float32", "float64")


def _reversed_order(data):
    """Values whose ascending order is the descending order of ``data``, NaN still last."""
    return -data if data.dtype.kind == "f" else ~data


def _flattened(data, axis):
    """``data`` and a non-negative axis to order along; None flattens."""
    if axis is None:
        return data.reshape(-1), 0
    return data, one_axis(axis, data.ndim)


def _positions(data, axis, ascending):
    """Stable order of the elements along ``axis``."""
    return np.argsort(data if ascending else _reversed_order(data), axis=axis, kind="stable")


def _as_indices(positions, dtype, size):
    if np.dtype(dtype).name not in INDEX_DTYPES:
        raise ValueError(f"dtype must be one of {', '.join(INDEX_DTYPES)}, got {dtype!r}")
    return exact_as(positions, np.dtype(dtype), max(size - 1, 0), "use dtype='int64'")


@operator(method=True)
def sort(data, *, axis=-1, is_ascend=True):
    """A sorted copy of ``data``.

    Parameters
    ----------
    data : NDArray
    axis : int or None, default -1
        None sorts the flattened array; the result then has one axis.
    is_ascend : bool, default True
        NaN comes last in either direction.

    >>> nd.sort(nd.array([[1, 4], [3, 1]])).asnumpy()
    array([[1., 4.],
           [1., 3.]], dtype=float32)
    """
    data, axis = _flattened(data, axis)
    if is_ascend:
        return np.sort(data, axis=axis)
    return _reversed_order(np.sort(_reversed_order(data), axis=axis))


@sort.gradient
def _(F, gy, data, data_shape, axis, is_ascend):
    order = F.argsort(data, axis=axis, is_ascend=is_ascend, dtype="int64")
    if axis is not None:
        return F._unorder(gy, order, axis=axis, size=data_shape[axis])
    flat = F._unorder(gy, order, axis=0, size=math.prod(data_shape))
    return F._view(flat, shape=data_shape)


@operator(zero_gradient=True, method=True)
def argsort(data, *, axis=-1, is_ascend=True, dtype="float32"):
    """The indices that sort ``data`` along ``axis``; equal elements keep their order.

    Parameters
    ----------
    data : NDArray
    axis : int or None, default -1
        None orders the flattened array.
    is_ascend : bool, default True
    dtype : {'float32', 'float64', 'float16', 'int32', 'int64', 'uint8'}, default 'float32'
        Dtype of the indices; refused if it cannot hold them exactly.

    >>> nd.argsort(nd.array([[0.3, 0.2, 0.4], [0.1, 0.3, 0.2]]))
    <BLANKLINE>
    [[1. 0. 2.]
     [0. 2. 1.]]
    <NDArray 2x3 @cpu(0)>
    """
    data, axis = _flattened(data, axis)
    return _as_indices(_positions(data, axis, is_ascend), dtype, data.shape[axis])


@operator
def _order(data, order, *, axis):
    """Elements of ``data`` in the given order along ``axis``."""
    return np.take_along_axis(data, order, axis)


@_order.gradient("data")
def _(F, gy, order, data_shape, axis):
    return F._unorder(gy, order, axis=axis, size=data_shape[axis])


@operator
def _unorder(g, order, *, axis, size):
    """``g`` put back to the places it was taken from, among ``size`` along ``axis``."""
    shape = list(g.shape)
    shape[axis] = size
    out = np.zeros(shape, g.dtype)
    np.put_along_axis(out, order, g, axis)
    return out


@_unorder.gradient("g")
def _(F, gy, order, axis):
    return F._order(gy, order, axis=axis)


def _first_up_to(values, bound, k):
    """Where the first ``k`` lie, the k-th value given: among equal ones, and NaN, the foremost."""
    last = np.isnan(bound)  # only NaN is left to choose from
    before = np.where(last, values == values, values < bound)
    ties = np.where(last, values != values, values == bound)
    room = k - np.count_nonzero(before, axis=-1, keepdims=True)
    return before | (ties & (np.cumsum(ties, axis=-1) <= room))


def _top_positions(data, axis, k, ascending):
    """Positions of the first ``k`` in order; a partial sort finds them where that is cheaper."""
    size = data.shape[axis]
    if k * 8 > size or size < 256 or data.dtype.kind != "f":
        order = _positions(data, axis, ascending)
        return order[(slice(None),) * axis + (slice(0, k),)]
    values = np.moveaxis(data if ascending else -data, axis, -1)
    bound = np.partition(values, k - 1, axis=-1)[..., k - 1 : k]
    chosen = values <= bound
    if np.any(np.count_nonzero(chosen, axis=-1) != k):
        chosen = _first_up_to(values, bound, k)
    candidates = np.flatnonzero(chosen).reshape(*values.shape[:-1], k) % size
    ranked = np.argsort(np.take_along_axis(values, candidates, -1), axis=-1, kind="stable")
    return np.moveaxis(np.take_along_axis(candidates, ranked, -1), -1, axis)


@operator(
    method=True,
    outputs=("out", "indices", "positions"),
    visible=lambda params: 2 if params["ret_typ"] == "both" else 1,
)
def topk(data, *, axis=-1, k=1, ret_typ="indices", is_ascend=False, dtype="float32"):
    """The ``k`` largest (or smallest) elements along ``axis``, in order.

    Parameters
    ----------
    data : NDArray
    axis : int or None, default -1
        None takes the flattened array.
    k : int, default 1
        How many; less than 1 means all of them.
    ret_typ : {'indices', 'value', 'both', 'mask'}, default 'indices'
        Indices of the elements, their values, the list [values, indices], or an array of the
        shape of ``data`` with 1 at their places and 0 elsewhere.
    is_ascend : bool, default False
        True takes the smallest.
    dtype : str, default 'float32'
        Dtype of indices; refused if it cannot hold them exactly.

    Values are differentiable; indices and masks have derivative zero.

    >>> x = nd.array([[0.3, 0.2, 0.4], [0.1, 0.3, 0.2]])
    >>> nd.topk(x, k=2)
    <BLANKLINE>
    [[2. 0.]
     [1. 2.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.topk(x, k=2, ret_typ='value').asnumpy()
    array([[0.4, 0.3],
           [0.3, 0.2]], dtype=float32)
    """
    if ret_typ not in ("indices", "value", "both", "mask"):
        raise ValueError(f"ret_typ must be 'indices', 'value', 'both' or 'mask', got {ret_typ!r}")
    shape = data.shape
    data, axis = _flattened(data, axis)
    size = data.shape[axis]
    if k > size:
        raise ValueError(f"k must be at most {size}, the length of the axis, got {k}")
    positions = _top_positions(data, axis, k if k >= 1 else size, is_ascend)
    if ret_typ == "mask":
        mask = np.zeros(data.shape, data.dtype)
        np.put_along_axis(mask, positions, 1, axis)
        return mask.reshape(shape), positions, positions
    if ret_typ == "indices":
        return _as_indices(positions, dtype, size), positions, positions
    values = np.take_along_axis(data, positions, axis)
    indices = _as_indices(positions, dtype, size) if ret_typ == "both" else positions
    return values, indices, positions


@topk.gradient
def _(F, gys, positions, data_shape, axis, ret_typ):
    if gys[0] is None or ret_typ in ("indices", "mask"):
        return None
    if axis is not None:
        axis %= len(data_shape)
        return F._unorder(gys[0], positions, axis=axis, size=data_shape[axis])
    flat = F._unorder(gys[0], positions, axis=0, size=math.prod(data_shape))
    return F._view(flat, shape=data_shape)


@operator(outputs=("counts", "edges"), differentiable=False)
def histogram(a, *, bins=10, range=None):
    """How many elements of the flattened array fall into each bin.

    Parameters
    ----------
    a : NDArray
    bins : int or NDArray, default 10
        Number of bins of equal width, or their edges, the last one included.
    range : (float, float), optional
        Lower and upper end for a number of bins; the least and greatest element by default.
        What lies outside is not counted.

    Returns
    -------
    [counts, edges]
        Counts are int64 (float32 if neither edges nor range are given, as in MXNet), edges of the
        dtype of ``a``.

    >>> counts, edges = nd.histogram(nd.array([1, 2, 3, 4]), bins=2, range=(0, 4))
    >>> counts.asnumpy(), edges.asnumpy()
    (array([1, 3]), array([0., 2., 4.], dtype=float32))
    """
    values = a.reshape(-1)
    if isinstance(bins, (int, np.integer)):
        if bins < 1:
            raise ValueError(f"bins must be at least 1, got {bins}")
        if range is None:
            counts, edges = np.histogram(values, bins=bins)
            return counts.astype(np.float32), edges.astype(np.float32)
    else:
        bins = np.asarray(bins)
        if bins.ndim != 1 or len(bins) < 2:
            raise ValueError(f"bins must be a number or a vector of edges, got shape {bins.shape}")
        range = None
    if values.dtype.kind == "f":
        values = values[~np.isnan(values)]
    counts, edges = np.histogram(values, bins=bins, range=range)
    return counts.astype(np.int64), edges.astype(a.dtype)
