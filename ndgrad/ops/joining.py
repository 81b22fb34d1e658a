"""Joining arrays and repeating their parts: concat, stack, tile, repeat, reverse, pad, diag."""

from __future__ import annotations

import math

import numpy as np

from .axes import listed, named_axes, one_axis
from .registry import operator

# -- several arrays into one ------------------------------------------------------------------


@operator(aliases=("Concat",), promotes=True)
def concat(*data, dim=1):
    """Arrays joined along an axis.

    Parameters
    ----------
    *data : NDArray
        Of equal shapes but for that axis; different dtypes promote.
    dim : int, default 1

    >>> nd.concat(nd.array([[1.], [2.]]), nd.array([[3., 4.], [5., 6.]]), dim=1).asnumpy()
    array([[1., 3., 4.],
           [2., 5., 6.]], dtype=float32)
    """
    if not data:
        raise ValueError("concat needs at least one array")
    return np.concatenate(data, one_axis(dim, data[0].ndim, "dim"))


@concat.gradient
def _(F, gy, data_shapes, dim, needs):
    grads, start = [], 0
    for shape, needed in zip(data_shapes, needs):
        stop = start + shape[dim]
        grads.append(F.slice_axis(gy, axis=dim, begin=start, end=stop) if needed else None)
        start = stop
    return tuple(grads)


@operator(promotes=True)
def stack(*data, axis=0):
    """Arrays of one shape joined along a new axis.

    Parameters
    ----------
    *data : NDArray
        Of one shape; one that differs by axes of length 1 only is read in that of the first.
    axis : int, default 0
        Place of the new axis in the result.

    >>> nd.stack(nd.array([1., 2.]), nd.array([3., 4.]), axis=1).asnumpy()
    array([[1., 3.],
           [2., 4.]], dtype=float32)
    """
    if not data:
        raise ValueError("stack needs at least one array")
    first = data[0]
    return np.stack([_alike(a, first.shape) for a in data], one_axis(axis, first.ndim + 1))


def _alike(array, shape):
    # Programs stack (n,) with (n, 1), such as indices with samples drawn for gather_nd. MXNet asks
    # for as many elements only; (2, 3) with (3, 2) is a mistake, though, and stays an error.
    if array.shape != shape and [n for n in array.shape if n != 1] == [n for n in shape if n != 1]:
        return array.reshape(shape)
    return array


@stack.gradient
def _(F, gy, data_shapes, axis, needs):
    return tuple(
        F._view(F.slice_axis(gy, axis=axis, begin=i, end=i + 1), shape=shape) if needed else None
        for i, (shape, needed) in enumerate(zip(data_shapes, needs))
    )


# -- the same elements again ------------------------------------------------------------------


@operator(method=True)
def tile(data, *, reps):
    """The array laid side by side with itself.

    Parameters
    ----------
    data : NDArray
    reps : int or tuple of int
        How often along each axis, from the last axis on; more entries than axes add axes in front.

    >>> nd.tile(nd.array([[1., 2.]]), reps=(2, 2)).asnumpy()
    array([[1., 2., 1., 2.],
           [1., 2., 1., 2.]], dtype=float32)
    """
    return np.tile(data, reps)


@tile.gradient
def _(F, gy, data_shape, reps):
    reps = listed(reps)
    ndim = max(len(reps), len(data_shape))
    reps = (1,) * (ndim - len(reps)) + reps
    shape = (1,) * (ndim - len(data_shape)) + tuple(data_shape)
    blocks = F._view(gy, shape=tuple(n for pair in zip(reps, shape) for n in pair))
    if not ndim:
        return gy
    return F._view(F.sum(blocks, axis=tuple(range(0, 2 * ndim, 2))), shape=data_shape)


@operator(method=True)
def repeat(data, *, repeats, axis=None):
    """Each element, or each slice along an axis, several times in a row.

    Parameters
    ----------
    data : NDArray
    repeats : int
    axis : int or None
        None, the default: the elements of the flattened array.

    >>> nd.repeat(nd.array([[1., 2.]]), repeats=2, axis=1).asnumpy()
    array([[1., 1., 2., 2.]], dtype=float32)
    """
    if not isinstance(repeats, (int, np.integer)) or repeats < 0:
        raise ValueError(f"repeats must be an integer that is not negative, got {repeats!r}")
    return np.repeat(data, repeats, None if axis is None else one_axis(axis, data.ndim))


@repeat.gradient
def _(F, gy, data_shape, repeats, axis):
    if axis is None:
        groups = (math.prod(data_shape), repeats)
        return F._view(F.sum(F._view(gy, shape=groups), axis=1), shape=data_shape)
    axis = one_axis(axis, len(data_shape))
    groups = (*data_shape[: axis + 1], repeats, *data_shape[axis + 1 :])
    return F._view(F.sum(F._view(gy, shape=groups), axis=axis + 1), shape=data_shape)


@operator("reverse", aliases=("flip",), method="flip")
def reverse(data, *, axis):
    """The array with the order of its elements reversed along axes.

    Parameters
    ----------
    data : NDArray
    axis : int or tuple of int
        ``()`` reverses nothing.

    >>> nd.flip(nd.array([[1., 2.], [3., 4.]]), axis=1).asnumpy()
    array([[2., 1.],
           [4., 3.]], dtype=float32)
    """
    return np.flip(data, named_axes(axis, data.ndim)).copy()


@reverse.gradient
def _(F, gy, axis):
    return F.reverse(gy, axis=axis)


# -- edges ------------------------------------------------------------------------------------


def _widths(pad_width, ndim):
    flat = tuple(pad_width)
    if len(flat) != 2 * ndim or any(w < 0 for w in flat):
        raise ValueError(
            f"pad_width={flat} must hold two sizes, not negative, for each of the {ndim} axes"
        )
    return [(flat[2 * i], flat[2 * i + 1]) for i in range(ndim)]


@operator(method=True, aliases=("Pad",))
def pad(data, *, mode, pad_width, constant_value=0.0):
    """The array with margins.

    Parameters
    ----------
    data : NDArray
        Any number of axes (MXNet pads the last axes of 4 or 5 only).
    mode : {'constant', 'edge', 'reflect'}
        Fill with ``constant_value``, with the element at the edge, or with a mirror image in which
        the edge itself is not repeated.
    pad_width : tuple of int
        Before and behind, for each axis from the first: (before_0, behind_0, before_1, ...).
    constant_value : float, default 0

    Raises
    ------
    ValueError
        For an unknown mode, widths that do not fit the axes, or a reflection wider than what there
        is to reflect.

    >>> x = nd.array([[1., 2., 3.]])
    >>> nd.pad(x, mode='constant', pad_width=(0, 1, 0, 0), constant_value=9).asnumpy()
    array([[1., 2., 3.],
           [9., 9., 9.]], dtype=float32)
    >>> nd.pad(x, mode='reflect', pad_width=(0, 0, 2, 1)).asnumpy()
    array([[3., 2., 1., 2., 3., 2.]], dtype=float32)
    """
    widths = _widths(pad_width, data.ndim)
    if mode == "constant":
        return np.pad(data, widths, constant_values=data.dtype.type(constant_value))
    if mode not in ("edge", "reflect"):
        raise ValueError(f"mode must be 'constant', 'edge' or 'reflect', got {mode!r}")
    for n, pair in zip(data.shape, widths):
        widest = max(pair)
        if widest and (n == 0 or (mode == "reflect" and widest >= n)):
            raise ValueError(f"mode={mode!r} cannot make {pair} of an axis of length {n}")
    return np.pad(data, widths, mode)


@pad.gradient
def _(F, gy, data_shape, mode, pad_width):
    if mode == "constant":
        inner = _inner(data_shape, pad_width)
        return F._basic_index(gy, key=inner)
    return F._pad_backward(gy, mode=mode, pad_width=pad_width)


def _inner(shape, pad_width):
    return tuple(slice(pad_width[2 * i], pad_width[2 * i] + n) for i, n in enumerate(shape))


@operator
def _pad_backward(data, *, mode, pad_width):
    """The margins of ``data`` added to the elements they are copies of, axis by axis."""
    for axis, (before, behind) in enumerate(_widths(pad_width, data.ndim)):
        moved = np.moveaxis(data, axis, 0)
        size = len(moved) - before - behind
        inner = moved[before : before + size].copy()
        if mode == "edge":
            if before:
                inner[0] += moved[:before].sum(0)
            if behind:
                inner[-1] += moved[before + size :].sum(0)
        else:
            inner[1 : before + 1] += moved[:before][::-1]
            if behind:
                inner[size - 1 - behind : size - 1] += moved[before + size :][::-1]
        data = np.moveaxis(inner, 0, axis)
    return np.ascontiguousarray(data)


@_pad_backward.gradient
def _(F, gy, mode, pad_width):
    return F.pad(gy, mode=mode, pad_width=pad_width)


# -- diagonals --------------------------------------------------------------------------------


@operator(method=True)
def diag(data, *, k=0, axis1=0, axis2=1):
    """The diagonal of a matrix, or a matrix with a given diagonal.

    Parameters
    ----------
    data : NDArray
        With one axis: the diagonal of the square matrix that is returned. With more: the matrices
        spanned by ``axis1`` and ``axis2``, whose diagonals come last in the result.
    k : int, default 0
        0 is the main diagonal, positive ones lie above it, negative ones below.
    axis1, axis2 : int, default 0 and 1

    The diagonal that begins in the corner outside the matrix is empty, one farther out is a
    ValueError.

    >>> nd.diag(nd.array([1., 2.])).asnumpy()
    array([[1., 0.],
           [0., 2.]], dtype=float32)
    >>> nd.diag(nd.array([[1., 2., 3.], [4., 5., 6.]]), k=1).asnumpy()
    array([2., 6.], dtype=float32)
    """
    if data.ndim == 1:
        return np.diag(data, k)
    return _diagonal(data, k, axis1, axis2).copy()


def _diagonal(data, k, axis1, axis2):
    axis1, axis2 = one_axis(axis1, data.ndim, "axis1"), one_axis(axis2, data.ndim, "axis2")
    if axis1 == axis2:
        raise ValueError(f"axis1 and axis2 cannot refer to the same axis {axis1}")
    rows, columns = data.shape[axis1], data.shape[axis2]
    if not -rows <= k <= columns:
        raise ValueError(f"there is no diagonal k={k} in matrices of shape {(rows, columns)}")
    return np.diagonal(data, k, axis1, axis2)


@diag.gradient
def _(F, gy, data_shape, k, axis1, axis2):
    if len(data_shape) == 1:
        return F.diag(gy, k=k)
    return F._diag_backward(gy, k=k, axis1=axis1, axis2=axis2, shape=data_shape)


@operator
def _diag_backward(data, *, k, axis1, axis2, shape):
    """Zeros of ``shape`` with ``data`` on the diagonals that ``diag`` took."""
    spread = np.zeros(shape, data.dtype)
    diagonal = _diagonal(spread, k, axis1, axis2)
    diagonal.flags.writeable = True  # a view of our own zeros
    diagonal[...] = data
    return spread


@_diag_backward.gradient
def _(F, gy, k, axis1, axis2):
    return F.diag(gy, k=k, axis1=axis1, axis2=axis2)
