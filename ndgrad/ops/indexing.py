"""Elements along one axis by index arrays: take, Embedding, pick, batch_take.

An operator that picks has the sum over equal indices as its gradient, and that gradient is again
an operator of this file, so that each pair differentiates the other to any order. Indices never
have a gradient.
"""

from __future__ import annotations

import math

import numpy as np

from .accumulate import add_rows
from .axes import one_axis
from .indices import bounded, integers
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


@operator(method=True, aliases=("choose_element_0index",))
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


@operator(promotes=False)
def fill_element_0index(lhs, mhs, rhs):
    """``lhs`` with one element of each row replaced: ``y[i, rhs[i]] = mhs[i]``.

    Parameters
    ----------
    lhs : NDArray of shape (rows, columns)
    mhs : NDArray of shape (rows,)
        The new elements.
    rhs : NDArray of shape (rows,)
        Their columns, integers of any dtype. One that is out of range is an IndexError.

    >>> x = nd.zeros((2, 3))
    >>> nd.fill_element_0index(x, nd.array([7., 8.]), nd.array([0, 2])).asnumpy()
    array([[7., 0., 0.],
           [0., 0., 8.]], dtype=float32)
    """
    if lhs.ndim != 2 or mhs.shape != lhs.shape[:1] or rhs.shape != lhs.shape[:1]:
        raise ValueError(
            f"shapes (rows, columns), (rows,) and (rows,) are needed, "
            f"got {lhs.shape}, {mhs.shape} and {rhs.shape}"
        )
    y = lhs.copy()
    y[np.arange(len(y)), bounded(rhs, lhs.shape[1], "raise")] = mhs
    return y


@fill_element_0index.gradient("lhs")
def _(F, gy, rhs, lhs_shape):
    replaced = F.pick(gy, rhs, axis=1, mode="raise")
    return gy - F._pick_backward(replaced, rhs, shape=lhs_shape, axis=1, mode="raise")


@fill_element_0index.gradient("mhs")
def _(F, gy, rhs):
    return F.pick(gy, rhs, axis=1, mode="raise")


@operator
def batch_take(a, indices):
    """One element of each row along the last axis: ``y[i] = a[i, indices[i]]``, clipped.

    The result has the shape of ``indices``, whose size must be that of ``a`` without its last
    axis. New programs use :func:`pick`.

    Parameters
    ----------
    a : NDArray of at least one axis
    indices : NDArray
        Integers, of an integer or a float dtype.

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
