"""Broadcasting to a shape."""

from __future__ import annotations

import numpy as np

from .axes import listed, one_axis
from .registry import operator


@operator("_broadcast", shares="copy")
def broadcast(data, *, shape):
    """The array repeated to a shape that is taken literally: 0 is an axis without elements."""
    return np.broadcast_to(data, shape)


@broadcast.gradient
def _(F, gy):
    return gy  # the sweep sums over what was repeated


@operator(method=True, shares="copy")
def broadcast_to(data, *, shape):
    """The array repeated along its axes of length 1 to a given shape.

    Parameters
    ----------
    data : NDArray
    shape : tuple of int
        0 keeps the length of the array's own axis. A longer shape adds axes in front.

    >>> nd.broadcast_to(nd.array([[1.], [2.]]), shape=(0, 3)).asnumpy()
    array([[1., 1., 1.],
           [2., 2., 2.]], dtype=float32)
    """
    shape = listed(shape)
    if len(shape) == data.ndim:
        shape = tuple(n or m for n, m in zip(shape, data.shape))
    return np.broadcast_to(data, shape)


@broadcast_to.gradient
def _(F, gy):
    return gy


@operator(method="broadcast_axes", aliases=("broadcast_axes",), shares="copy")
def broadcast_axis(data, *, axis=(), size=()):
    """The array repeated along some axes of length 1.

    Parameters
    ----------
    data : NDArray
    axis : int or tuple of int
        Axes of length 1.
    size : int or tuple of int
        As many new lengths.

    >>> nd.broadcast_axis(nd.array([[1.], [2.]]), axis=1, size=3).asnumpy()
    array([[1., 1., 1.],
           [2., 2., 2.]], dtype=float32)
    """
    axes, sizes = listed(axis), listed(size)
    if len(axes) != len(sizes):
        raise ValueError(f"axis={axis} and size={size} must have the same length")
    shape = list(data.shape)
    for a, n in zip(axes, sizes):
        a = one_axis(a, data.ndim)
        if data.shape[a] != 1:
            raise ValueError(f"axis {a} has length {data.shape[a]}, only length 1 broadcasts")
        shape[a] = n
    return np.broadcast_to(data, shape)


@broadcast_axis.gradient
def _(F, gy):
    return gy


@operator(shares="copy")
def broadcast_like(lhs, rhs, *, lhs_axes=None, rhs_axes=None):
    """``lhs`` repeated to the shape of ``rhs``.

    Parameters
    ----------
    lhs : NDArray
    rhs : NDArray
        Only its shape is used.
    lhs_axes, rhs_axes : int or tuple of int, optional
        Only these axes of ``lhs`` are repeated, to the lengths of these axes of ``rhs``.

    >>> nd.broadcast_like(nd.array([[1.], [2.]]), nd.zeros((2, 3))).shape
    (2, 3)
    >>> nd.broadcast_like(nd.array([[1.], [2.]]), nd.zeros(5), lhs_axes=(1,), rhs_axes=(0,)).shape
    (2, 5)
    """
    if (lhs_axes is None) != (rhs_axes is None):
        raise ValueError("lhs_axes and rhs_axes go together")
    if lhs_axes is None:
        return np.broadcast_to(lhs, rhs.shape)
    lhs_axes, rhs_axes = listed(lhs_axes), listed(rhs_axes)
    if len(lhs_axes) != len(rhs_axes) or not lhs_axes:
        raise ValueError(f"lhs_axes={lhs_axes} and rhs_axes={rhs_axes} must pair up axes")
    shape = list(lhs.shape)
    for a, b in zip(lhs_axes, rhs_axes):
        a = one_axis(a, lhs.ndim, "lhs_axes")
        shape[a] = rhs.shape[one_axis(b, rhs.ndim, "rhs_axes")]
    return np.broadcast_to(lhs, shape)


@broadcast_like.gradient("lhs")
def _(F, gy):
    return gy
