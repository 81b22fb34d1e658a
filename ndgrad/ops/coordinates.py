"""Elements by whole coordinates: gather_nd, scatter_nd, and coordinates as flat positions.

As in :mod:`.indexing`, an operator and its gradient are operators that differentiate each other.
"""

from __future__ import annotations

import math

import numpy as np

from .accumulate import add_rows
from .indices import exact_as, integers
from .registry import operator


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
