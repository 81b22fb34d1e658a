"""Small operators of ``nd.contrib`` on whole arrays: index_array, arange_like, isnan and others."""

from __future__ import annotations

import math

import numpy as np

from ..axes import one_axis
from ..registry import operator


@operator(namespace="contrib", zero_gradient=True)
def index_array(data, *, axes=None):
    """The index of each element: ``y[i, j, :] = [i, j]``.

    Parameters
    ----------
    data : NDArray
        Only its shape matters.
    axes : tuple of int, optional
        The axes whose index is wanted, in this order; all of them by default.

    Returns
    -------
    NDArray of shape ``data.shape + (len(axes),)`` and dtype int64

    >>> nd.contrib.index_array(nd.zeros((1, 2)))
    <BLANKLINE>
    [[[0 0]
      [0 1]]]
    <NDArray 1x2x2 @cpu(0)>
    """
    if axes is None:
        chosen = tuple(range(data.ndim))
    else:
        axes = (axes,) if isinstance(axes, (int, np.integer)) else axes
        chosen = tuple([one_axis(a, data.ndim, "axes") for a in axes])
    out = np.empty((*data.shape, len(chosen)), np.int64)
    for place, axis in enumerate(chosen):
        shape = [1] * data.ndim
        shape[axis] = -1
        out[..., place] = np.arange(data.shape[axis]).reshape(shape)
    return out


@operator(namespace="contrib", zero_gradient=True)
def arange_like(data, *, start=0.0, step=1.0, repeat=1, axis=None):
    """Evenly spaced values in the shape of ``data``, or along one axis of it.

    Parameters
    ----------
    data : NDArray
        Gives shape and dtype.
    start, step : float, defaults 0 and 1
    repeat : int, default 1
        How often each value stands.
    axis : int, optional
        Return a vector of the length of this axis.

    >>> nd.contrib.arange_like(nd.zeros((2, 3)), start=1).asnumpy()
    array([[1., 2., 3.],
           [4., 5., 6.]], dtype=float32)
    """
    if repeat < 1:
        raise ValueError(f"repeat must be at least 1, got {repeat}")
    size = data.size if axis is None else data.shape[one_axis(axis, data.ndim)]
    values = (start + step * (np.arange(size) // repeat)).astype(data.dtype)
    return values.reshape(data.shape) if axis is None else values


@operator(namespace="contrib", differentiable=False)
def allclose(a, b, *, rtol=1e-5, atol=1e-8, equal_nan=True):
    """1 if ``abs(a - b) <= atol + rtol * abs(b)`` for all elements, 0 otherwise, as uint8.

    Parameters
    ----------
    a, b : NDArray of one shape
    rtol, atol : float, defaults 1e-5 and 1e-8
    equal_nan : bool, default True
        Two NaNs are equal.

    >>> int(nd.contrib.allclose(nd.ones(3), nd.ones(3) + 1e-6))
    1
    """
    if a.shape != b.shape:
        raise ValueError("a and b must have one shape")
    return np.asarray(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan), np.uint8)


@operator(namespace="contrib")
def div_sqrt_dim(data):
    """``data / sqrt(data.shape[-1])``: the scale of dot-product attention.

    >>> nd.contrib.div_sqrt_dim(nd.array([[2., 4., 6., 8.]])).asnumpy()
    array([[1., 2., 3., 4.]], dtype=float32)
    """
    if not data.ndim:
        raise ValueError("data must have at least one axis")
    if data.dtype.kind != "f":  # as in MXNet, the divisor becomes an integer too
        return data // max(math.isqrt(data.shape[-1]), 1)
    return data / data.dtype.type(math.sqrt(data.shape[-1]))


@div_sqrt_dim.gradient
def _(F, gy):
    return F.div_sqrt_dim(gy)


@operator(namespace="contrib")
def quadratic(data, *, a=0.0, b=0.0, c=0.0):
    """``a * x**2 + b * x + c`` for each element.

    >>> nd.contrib.quadratic(nd.array([1., 2.]), a=1, b=2, c=3).asnumpy()
    array([ 6., 11.], dtype=float32)
    """
    kind = data.dtype.type
    return (kind(a) * data + kind(b)) * data + kind(c)


@quadratic.gradient
def _(gy, data, a, b):
    return gy * (2 * a * data + b)


@operator(namespace="contrib", zero_gradient=True)
def isfinite(data):
    """1 where an element is neither infinite nor NaN, else 0, in the dtype of ``data``.

    >>> nd.contrib.isfinite(nd.array([np.inf, np.nan, 1])).asnumpy()
    array([0., 0., 1.], dtype=float32)
    """
    return np.isfinite(data).astype(data.dtype)


@operator(namespace="contrib", zero_gradient=True)
def isinf(data):
    """1 where an element is infinite, else 0, in the dtype of ``data``.

    >>> nd.contrib.isinf(nd.array([np.inf, -np.inf, np.nan, 1])).asnumpy()
    array([1., 1., 0., 0.], dtype=float32)
    """
    return np.isinf(data).astype(data.dtype)


@operator(namespace="contrib", zero_gradient=True)
def isnan(data):
    """1 where an element is NaN, else 0, in the dtype of ``data``.

    >>> nd.contrib.isnan(nd.array([np.inf, np.nan, 1])).asnumpy()
    array([0., 1., 0.], dtype=float32)
    """
    return np.isnan(data).astype(data.dtype)
