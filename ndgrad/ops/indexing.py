"""Picking elements by index arrays, and writing them back: take, pick, gather_nd, Embedding, where.

An operator that picks has the sum over equal indices as its gradient, and that gradient is again
an operator of this file, so that each pair differentiates the other to any order. Indices never
have a gradient.
"""

from __future__ import annotations

import math

import numpy as np

from .accumulate import add_rows
from .axes import one_axis
from .indices import bounded, exact_as, integers
from .registry import operator
from .scattered import scattered

# -- along one axis -------------------------------------------------------------------------------


@operator(method=True)
def take(a, indices, *, axis=0, mode="clip"):
    """Elements of ``a`` along ``axis`` at ``indices``.

    Parameters
    ----------
    a : NDArray, at least one axis
    indices : NDArray of any shape and dtype
        Fractions are cut off.
    axis : int, default 0
        Negative axes count from the end.
    mode : {'clip', 'wrap', 'raise'}, default 'clip'
        What becomes of an index outside ``[0, size)``: the nearest valid one, the remainder
        (so that -1 is the last), or an IndexError.

    Returns
    -------
    NDArray of shape ``a.shape[:axis] + indices.shape + a.shape[axis+1:]`` and the dtype of ``a``

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.take(x, nd.array([0, 2]))
    <BLANKLINE>
    [[1. 2.]
     [5. 6.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.take(x, nd.array([-1]), axis=1, mode='wrap').asnumpy().ravel()
    array([2., 4., 6.], dtype=float32)
    """
    if not a.ndim:
        raise ValueError("the array must have at least one axis")
    axis = one_axis(axis, a.ndim)
    if mode == "raise" or not a.shape[axis]:
        return np.take(a, bounded(indices, a.shape[axis], mode), axis=axis)
    if mode not in ("clip", "wrap"):
        raise ValueError(f"mode must be 'clip', 'wrap' or 'raise', got {mode!r}")
    return np.take(a, integers(indices), axis=axis, mode=mode)


@take.gradient("a")
def _(F, gy, indices, a_shape, axis, mode):
    if axis == 0 and not F.recording:
        few = scattered(gy, indices, a_shape, mode)
        if few is not None:
            return few
    return F._take_backward(gy, indices, shape=a_shape, axis=axis, mode=mode)


@operator
def _take_backward(g, indices, *, shape, axis, mode):
    """Sum of the slices of ``g`` that ``take`` took from the same place of ``shape``."""
    axis = one_axis(axis, len(shape))
    index = bounded(indices, shape[axis], mode).reshape(-1)
    rows = (math.prod(shape[:axis]), len(index), math.prod(shape[axis + 1 :]))
    return add_rows(g.reshape(rows), index, shape)


@_take_backward.gradient("g")
def _(F, gy, indices, axis, mode):
    return F.take(gy, indices, axis=axis, mode=mode)


@operator
def Embedding(data, weight, *, input_dim, output_dim, dtype="float32", sparse_grad=False):
    """Rows of ``weight`` for the integers in ``data``: a table of word vectors.

    Parameters
    ----------
    data : NDArray of any shape
        Indices, in any dtype; those outside ``[0, input_dim)`` take the nearest row.
    weight : NDArray of shape (input_dim, output_dim)
    input_dim, output_dim : int
        Size of the vocabulary and of a vector.
    dtype : str
        Of no effect: the result has the dtype of ``weight``, as in MXNet.
    sparse_grad : bool
        Of no effect: gradients are dense.

    Returns
    -------
    NDArray of shape ``data.shape + (output_dim,)``

    >>> weight = nd.array([[0., 1.], [2., 3.], [4., 5.]])
    >>> nd.Embedding(nd.array([2, 0]), weight, input_dim=3, output_dim=2)
    <BLANKLINE>
    [[4. 5.]
     [0. 1.]]
    <NDArray 2x2 @cpu(0)>
    """
    if weight.shape != (input_dim, output_dim):
        raise ValueError(
            f"weight has shape {weight.shape}, but input_dim and output_dim ask for "
            f"{(input_dim, output_dim)}"
        )
    return np.take(weight, integers(data), axis=0, mode="clip")


@Embedding.gradient("weight")
def _(F, gy, data, weight_shape):
    if not F.recording:
        few = scattered(gy, data, weight_shape, "clip")
        if few is not None:
            return few
    return F._take_backward(gy, data, shape=weight_shape, axis=0, mode="clip")


# -- one element of each row ----------------------------------------------------------------------


def _pick_last(data, index, mode):
    """One element of each row along the last axis, for an index of ``data.shape[:-1]``."""
    size = data.shape[-1]
    rows = data.reshape(-1, size)
    place = bounded(index, size, mode).reshape(-1)
    return rows[np.arange(len(place)), place].reshape(index.shape)


@operator(method=True)
def pick(data, index, *, axis=-1, keepdims=False, mode="clip"):
    """One element of each row of ``data`` along ``axis``: ``y[i] = data[i, index[i]]``.

    Parameters
    ----------
    data : NDArray
    index : NDArray
        Of the shape of ``data`` without ``axis``, or with length 1 there; any dtype.
    axis : int or None, default -1
        None picks from the flattened ``data``; the result then has the shape of ``index``.
    keepdims : bool, default False
        Leave ``axis`` in the result with length 1.
    mode : {'clip', 'wrap', 'raise'}, default 'clip'
        What becomes of an index out of range, as in :func:`take`.

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.pick(x, nd.array([0, 1, 0])).asnumpy()
    array([1., 4., 5.], dtype=float32)
    """
    if axis is None:
        return np.take(data.reshape(-1), bounded(index, data.size, mode))
    axis = one_axis(axis, data.ndim)
    without = data.shape[:axis] + data.shape[axis + 1 :]
    kept = (*data.shape[:axis], 1, *data.shape[axis + 1 :])
    if index.shape not in (without, kept) and not (without == () and index.size == 1):
        raise ValueError(f"index must have shape {without} or {kept}, got {index.shape}")
    if axis == data.ndim - 1:
        picked = _pick_last(data, index.reshape(without), mode)
    else:
        place = bounded(index, data.shape[axis], mode).reshape(kept)
        picked = np.take_along_axis(data, place, axis)
    return picked.reshape(kept if keepdims else without)


@pick.gradient("data")
def _(F, gy, index, data_shape, axis, mode):
    if axis is None:
        size = math.prod(data_shape)
        found = F._take_backward(gy, index, shape=(size,), axis=0, mode=mode)
        return F._view(found, shape=data_shape)
    return F._pick_backward(gy, index, shape=data_shape, axis=axis, mode=mode)


@operator
def _pick_backward(g, index, *, shape, axis, mode):
    """Zeros of ``shape`` with ``g`` where ``pick`` picked from."""
    axis = one_axis(axis, len(shape))
    out = np.zeros(shape, g.dtype)
    moved = np.moveaxis(out, axis, -1)
    place = np.expand_dims(bounded(index, shape[axis], mode).reshape(moved.shape[:-1]), -1)
    if moved.flags.c_contiguous:
        rows = moved.reshape(-1, shape[axis])
        rows[np.arange(len(rows)), place.reshape(-1)] = g.reshape(-1)
    else:
        np.put_along_axis(moved, place, g.reshape(place.shape), -1)
    return out


@_pick_backward.gradient("g")
def _(F, gy, index, g_shape, axis, mode):
    return F._view(F.pick(gy, index, axis=axis, mode=mode), shape=g_shape)


@operator
def batch_take(a, indices):
    """One element of each row along the last axis: ``y[i] = a[i, indices[i]]``, clipped.

    The result has the shape of ``indices``, whose size must be that of ``a`` without its last
    axis. New programs use :func:`pick`.

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.batch_take(x, nd.array([0, 1, 0])).asnumpy()
    array([1., 4., 5.], dtype=float32)
    """
    if a.ndim < 1 or indices.size != math.prod(a.shape[:-1]):
        raise ValueError(
            f"indices must have {math.prod(a.shape[:-1])} elements, one per row of the last axis; "
            f"they have shape {indices.shape}"
        )
    return _pick_last(a, indices, "clip")


@batch_take.gradient("a")
def _(F, gy, indices, a_shape):
    return F._pick_backward(gy, indices, shape=a_shape, axis=-1, mode="clip")


# -- by whole coordinates -------------------------------------------------------------------------


def _coordinates(indices, shape, *, vector=False):
    """Coordinates (one integer array per indexed axis) within ``shape``; negative ones wrap once.

    ``vector``: a one-dimensional ``indices`` is the coordinate along the first axis.
    """
    if vector and indices.ndim == 1:
        indices = indices.reshape(1, -1)
    if indices.ndim < 2:
        raise ValueError(
            f"indices must have at least 2 axes (coordinates first), got shape {indices.shape}"
        )
    if not 1 <= len(indices) <= len(shape):
        raise ValueError(f"indices name {len(indices)} axes, the array has {len(shape)}")
    found = integers(indices)
    for axis, (coordinate, size) in enumerate(zip(found, shape)):
        if coordinate.size and (coordinate.min() < -size or coordinate.max() >= size):
            worst = coordinate.min() if coordinate.min() < -size else coordinate.max()
            raise IndexError(f"index {worst} is out of bounds for axis {axis} with size {size}")
    return tuple(found)


def _flat(coordinates, shape):
    """Position of each coordinate among the indexed leading axes, as one integer."""
    position = np.zeros(coordinates[0].shape, np.intp)
    for coordinate, size in zip(coordinates, shape):
        position = position * size + np.where(coordinate < 0, coordinate + size, coordinate)
    return position.reshape(-1)


@operator
def gather_nd(data, indices):
    """Elements or slices of ``data`` at whole coordinates.

    Parameters
    ----------
    data : NDArray of shape (X_0, ..., X_{N-1})
    indices : NDArray of shape (M, Y_0, ..., Y_{K-1}), M <= N
        ``indices[:, y...]`` is a coordinate in the first M axes; negative ones count from the end.

    Returns
    -------
    NDArray of shape (Y_0, ..., Y_{K-1}, X_M, ..., X_{N-1})

    Raises
    ------
    IndexError
        For a coordinate out of range.

    >>> x = nd.array([[0., 1.], [2., 3.]])
    >>> nd.gather_nd(x, nd.array([[1, 1, 0], [0, 1, 0]])).asnumpy()
    array([2., 3., 0.], dtype=float32)
    """
    return data[_coordinates(indices, data.shape)]


@gather_nd.gradient("data")
def _(F, gy, indices, data_shape):
    return F._gather_nd_backward(gy, indices, shape=data_shape)


@operator
def _gather_nd_backward(g, indices, *, shape):
    """Sum of the slices of ``g`` that ``gather_nd`` took from the same place of ``shape``."""
    coordinates = _coordinates(indices, shape)
    index = _flat(coordinates, shape)
    width = math.prod(shape[len(coordinates) :])
    return add_rows(g.reshape(1, len(index), width), index, shape)


@_gather_nd_backward.gradient("g")
def _(F, gy, indices):
    return F.gather_nd(gy, indices)


@operator
def scatter_nd(data, indices, *, shape):
    """Zeros of ``shape`` with ``data`` written at whole coordinates: the reverse of gather_nd.

    Where coordinates repeat, the last one written stays, and it alone has a gradient.

    Parameters
    ----------
    data : NDArray of shape (Y_0, ..., Y_{K-1}, X_M, ..., X_{N-1})
    indices : NDArray of shape (M, Y_0, ..., Y_{K-1})
        Coordinates in the first M axes; negative ones count from the end.
    shape : tuple of int
        (X_0, ..., X_{N-1}), the shape of the result.

    >>> nd.scatter_nd(nd.array([2., 3.]), nd.array([[1, 1], [0, 1]]), shape=(2, 2))
    <BLANKLINE>
    [[0. 0.]
     [2. 3.]]
    <NDArray 2x2 @cpu(0)>
    """
    shape = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape)
    coordinates = _coordinates(indices, shape, vector=True)
    expected = (*coordinates[0].shape, *shape[len(coordinates) :])
    if data.shape != expected:
        raise ValueError(f"data must have shape {expected}, got {data.shape}")
    out = np.zeros(shape, data.dtype)
    out[coordinates] = data
    return out


@scatter_nd.gradient("data")
def _(F, gy, indices, data_shape):
    return F._gather_written(gy, indices)


@operator
def _gather_written(data, indices):
    """Like ``gather_nd``, but zero where a later coordinate writes to the same place."""
    coordinates = _coordinates(indices, data.shape, vector=True)
    out = data[coordinates]
    position = _flat(coordinates, data.shape)
    _, from_end = np.unique(position[::-1], return_index=True)
    if len(from_end) < len(position):
        overwritten = np.ones(len(position), bool)
        overwritten[len(position) - 1 - from_end] = False
        out[overwritten.reshape(coordinates[0].shape)] = 0
    return out


@_gather_written.gradient("data")
def _(F, gy, indices, data_shape):
    return F.scatter_nd(gy, indices, shape=data_shape)


@operator(zero_gradient=True)
def ravel_multi_index(data, *, shape):
    """Flat positions of coordinates in an array of ``shape``.

    Parameters
    ----------
    data : NDArray of shape (len(shape), n)
        One coordinate per column.
    shape : tuple of int
        The first length may be -1 (unknown): it is not needed.

    Returns
    -------
    NDArray of shape (n,) and the dtype of ``data``

    Raises
    ------
    IndexError
        For a coordinate outside ``shape``.

    >>> nd.ravel_multi_index(nd.array([[3, 6], [4, 5]]), shape=(7, 6)).asnumpy()
    array([22., 41.], dtype=float32)
    """
    shape = _given_shape(shape)
    if data.ndim != 2 or len(data) != len(shape):
        raise ValueError(f"data must have shape ({len(shape)}, n), got {data.shape}")
    flat = np.zeros(data.shape[1:], np.int64)
    for axis, (coordinate, size) in enumerate(zip(integers(data), shape)):
        unbounded = axis == 0 and size == -1
        bad = (coordinate < 0) | (False if unbounded else coordinate >= size)
        if bad.any():
            raise IndexError(
                f"index {coordinate[bad][0]} is out of bounds for axis {axis} with size {size}"
            )
        flat = flat * size + coordinate
    return exact_as(flat, data.dtype, int(flat.max(initial=0)), "use int64 coordinates")


@operator(zero_gradient=True)
def unravel_index(data, *, shape):
    """Coordinates in an array of ``shape`` of flat positions: the reverse of ravel_multi_index.

    Parameters
    ----------
    data : NDArray of any shape
    shape : tuple of int
        The first length may be -1 (unknown).

    Returns
    -------
    NDArray of shape ``(len(shape),) + data.shape`` and the dtype of ``data``

    Raises
    ------
    IndexError
        For a position outside the array.

    >>> nd.unravel_index(nd.array([22, 41]), shape=(7, 6))
    <BLANKLINE>
    [[3. 6.]
     [4. 5.]]
    <NDArray 2x2 @cpu(0)>
    """
    shape = _given_shape(shape)
    rest = integers(data)
    total = math.prod(shape) if shape[0] != -1 else None
    bad = (rest < 0) | (False if total is None else rest >= total)
    if bad.any():
        raise IndexError(
            f"position {rest[bad].reshape(-1)[0]} is outside an array of shape {shape}"
        )
    out = np.empty((len(shape), *data.shape), data.dtype)
    for axis in range(len(shape) - 1, 0, -1):
        rest, out[axis] = np.divmod(rest, shape[axis])
    out[0] = rest
    return out


def _given_shape(shape):
    shape = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape or ())
    if not shape:
        raise ValueError("shape must name at least one axis")
    if shape[0] < -1 or any(size < 0 for size in shape[1:]):
        raise ValueError(f"only the first length of shape may be unknown (-1), got {shape}")
    return shape


# -- choosing -------------------------------------------------------------------------------------


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
    dtype = np.dtype(dtype)
    cut = dtype.kind in "iu"  # 1.5 in an integer array is 1, as in MXNet
    out = np.full((indices.size, depth), int(off_value) if cut else off_value, dtype)
    index = integers(indices).reshape(-1)
    rows = np.flatnonzero((index >= 0) & (index < depth))
    out[rows, index[rows]] = int(on_value) if cut else on_value
    return out.reshape((*indices.shape, depth))


def _condition(condition, x):
    """The condition as booleans that broadcast against ``x``; a vector may choose whole rows."""
    if condition.ndim == 1 and x.ndim > 1 and condition.shape[0] == x.shape[0]:
        condition = condition.reshape((-1,) + (1,) * (x.ndim - 1))
    return condition if condition.dtype == bool else condition != 0


@operator
def where(condition, x, y):
    """Elements of ``x`` where ``condition`` is not zero, of ``y`` elsewhere.

    Parameters
    ----------
    condition : NDArray
        Of the shape of ``x``, or a vector of ``x.shape[0]`` elements that chooses whole rows.
        NaN counts as true.
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
    chosen = _condition(condition, x if x.ndim >= y.ndim else y)
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
