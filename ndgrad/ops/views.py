"""Operators under Python's indexing and under gradient rules: exact reshape, ``x[key]``.

Not public by name; ``NDArray.__getitem__`` and the rules of other operators use them.
"""

from __future__ import annotations

import math

import numpy as np

from .registry import operator


@operator("_view", shares="view")
def view(data, *, shape):
    """The same values in another shape, taken literally: 0 is an axis without elements."""
    return data.reshape(shape)


@view.gradient
def _(F, gy, data_shape):
    return F._view(gy, shape=data_shape)


@operator("_beside", shares="view")
def beside(data, like):
    """``data``, as a function of ``like`` on which it does not depend: that derivative is zero."""
    return data


@beside.gradient("data")
def _(F, gy):
    return gy


@operator("_together", outputs="many", shares="view")
def together(*data):
    """The arrays as they are, as the outputs of one operator."""
    return data


@together.gradient
def _(F, gys):
    return gys


def _select(data, key):
    # With an Ellipsis NumPy gives a view even where a single element is selected.
    whole = any(part is Ellipsis for part in key)
    return data[key] if whole else data[(*key, Ellipsis)]


@operator("_view_index", shares="view")
def view_index(data, *, key):
    """``data[key]`` for a tuple of integers, slices, None and Ellipsis, sharing memory."""
    return _select(data, key)


@operator("_basic_index", shares="copy")
def basic_index(data, *, key):
    """``data[key]`` for a tuple of integers, slices, None and Ellipsis, as a copy."""
    return _select(data, key)


@view_index.gradient
@basic_index.gradient
def _(F, gy, data_shape, key):
    return F._basic_index_backward(gy, key=key, shape=data_shape)


@operator("_basic_index_backward")
def basic_index_backward(data, *, key, shape):
    """Zeros of ``shape`` with ``data`` in the place that ``key`` selects."""
    spread = np.zeros(shape, data.dtype)
    place = _select(spread, key)
    place[...] = data.reshape(place.shape)
    return spread


@basic_index_backward.gradient
def _(F, gy, data_shape, key):
    return F._view(F._basic_index(gy, key=key), shape=data_shape)


def _with_indices(key, positions, indices):
    parts = list(key)
    for position, index in zip(positions, indices, strict=True):
        parts[position] = index
    return tuple(parts)


# The data and the index arrays are one list of inputs: how many index arrays there are varies.


@operator("_advanced_index")
def advanced_index(*data, key, positions):
    """``data[0][key]`` with the index arrays ``data[1:]`` put into ``key`` at ``positions``."""
    # Slices beside index arrays: NumPy orders the memory by the indices first.
    return np.ascontiguousarray(data[0][_with_indices(key, positions, data[1:])])


@advanced_index.gradient
def _(F, gy, data, data_shapes, key, positions):
    spread = F._advanced_index_backward(
        gy, *data[1:], key=key, positions=positions, shape=data_shapes[0]
    )
    return (spread, *(None for _ in data[1:]))


@operator("_advanced_index_backward")
def advanced_index_backward(*data, key, positions, shape):
    """Zeros of ``shape``, with ``data[0]`` added where ``data[0]`` came from; doubles add up."""
    values, *indices = data
    # Which flat positions did the index select? Adding there by bincount is far faster than
    # np.add.at (measured: 40x at 1e5 float32 elements).
    size = math.prod(shape)
    flat = np.arange(size).reshape(shape)[_with_indices(key, positions, indices)].ravel()
    if values.dtype == np.float16 or values.dtype == np.float32 or values.dtype == np.float64:
        added = np.bincount(flat, weights=values.ravel(), minlength=size)
        return added.astype(values.dtype).reshape(shape)
    added = np.zeros(size, values.dtype)
    np.add.at(added, flat, values.ravel())
    return added.reshape(shape)


@advanced_index_backward.gradient
def _(F, gy, data, data_shapes, key, positions):
    taken = F._advanced_index(gy, *data[1:], key=key, positions=positions)
    return (F._view(taken, shape=data_shapes[0]), *(None for _ in data[1:]))
