"""Softmax in its forms."""

from __future__ import annotations

import math

import numpy as np

from .axes import one_axis
from .blocks import float_only, for_blocks, wide
from .dtypes import element_type
from .indices import within
from .registry import operator
from .rows import planes, shift, total, total_of_products

# -- kernels --------------------------------------------------------------------------------------


def _softmax(x, axis, scale=1.0, dtype=None, log=False):
    """softmax(scale * x), or its logarithm, in ``dtype``."""
    float_only(x)
    axis = one_axis(axis, x.ndim)
    dtype = x.dtype if dtype is None else element_type(dtype)
    if dtype.kind != "f":
        raise TypeError(f"dtype must be float16, float32 or float64, got {dtype}")
    out = np.empty(x.shape, dtype)
    if not x.size:
        return out
    work = wide(np.promote_types(x.dtype, dtype))
    shape, k, turned = planes(x.shape, axis)
    x = x.reshape(shape)
    y = out.reshape(shape)

    def block(b: slice) -> None:
        z, into = (x[b].T, y[b].T) if turned else (x[b], y[b])
        mine = turned or scale != 1 or z.dtype != work
        if mine:
            z = np.multiply(z, work.type(np.sign(scale)), dtype=work, order="C")
        buffer = into if not turned and dtype == work else np.empty(z.shape, work)
        if abs(scale) != 1:
            # Scaled after the shift: rounding large numbers apart would change their differences.
            z -= np.maximum.reduce(z, axis=k, keepdims=True)
            z *= work.type(abs(scale))
        elif (top := shift(z, k)) is not None:
            z = np.subtract(z, top, out=z if mine else buffer)
        if log:
            e = np.exp(z)
            np.subtract(z, np.log(total(e, k)), out=into, casting="same_kind")
        else:
            e = np.exp(z, out=buffer)
            np.multiply(e, 1 / total(e, k), out=into, casting="same_kind")

    for_blocks(block, shape[0], x[0].size)
    return out


def _scale(temperature):
    return 1.0 if temperature is None else float(np.divide(1.0, temperature))


def _masked_softmax(x, length, axis, scale, dtype):
    """Softmax over the first ``length`` elements; zero behind them."""
    axis = one_axis(axis, x.ndim)
    shape = x.shape[:axis] + x.shape[axis + 1 :]
    if length.shape != shape:
        raise ValueError(
            f"length must have the shape of data without the axis: {shape}, got {length.shape}"
        )
    n = within(length, 0, x.shape[axis], "length")
    places = np.arange(x.shape[axis]).reshape((-1,) + (1,) * (x.ndim - 1 - axis))
    valid = places < np.expand_dims(n, axis)
    float_only(x)
    if scale == 0:  # an infinite temperature: all alike, which 0 times infinity would not be
        x, scale = np.zeros_like(x), 1.0
    behind = -np.inf if scale > 0 else np.inf
    y = _softmax(np.where(valid, x, x.dtype.type(behind)), axis, scale, dtype)
    y[~valid] = 0  # also rows of length 0, which were NaN
    return y


def _backward(gy, y, axis, scale, log):
    """``scale * (gy - sum(gy * y)) * y``, or with ``log`` ``scale * (gy - sum(gy) * exp(y))``."""
    axis = one_axis(axis, y.ndim)
    out = np.empty(y.shape, y.dtype)
    if not y.size:
        return out
    work = wide(y.dtype)
    shape, k, turned = planes(y.shape, axis)
    gy = gy.reshape(shape)
    y = y.reshape(shape)
    g_x = out.reshape(shape)

    def block(b: slice) -> None:
        g, p, into = (gy[b].T, y[b].T, g_x[b].T) if turned else (gy[b], y[b], g_x[b])
        if turned or p.dtype != work:
            g = g.astype(work, order="C")
            p = p.astype(work, order="C")
            buffer = np.empty(p.shape, work)
        else:
            buffer = into
        if log:
            np.exp(p, out=buffer)
            buffer *= total(g, k)
            np.subtract(g, buffer, out=buffer)
        else:
            np.subtract(g, total_of_products(g, p, k), out=buffer)
            buffer *= p
        if scale != 1:
            buffer *= work.type(scale)
        if buffer is not into:
            into[...] = buffer

    for_blocks(block, shape[0], y[0].size)
    return out


# -- softmax, log_softmax, softmin ----------------------------------------------------------------


def _no_length(use_length):
    if use_length:
        raise ValueError("use_length needs a length input, which only softmax has")


@operator(method=True)
def softmax(data, length=None, *, axis=-1, temperature=None, dtype=None, use_length=False):
    """Exponentials along an axis, divided by their sum.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    length : NDArray of integers, optional
        How many elements along ``axis`` count, of the shape of ``data`` without that axis; needs
        ``use_length=True``. Behind them the result is zero.
    axis : int, default -1
    temperature : float, optional
        ``data`` is divided by it first.
    dtype : str, optional
        'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
    use_length : bool, default False

    Returns
    -------
    NDArray of the shape of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, a length that is missing, of another
    shape, negative or beyond the axis; (also TypeError) for integer data.

    >>> nd.softmax(nd.array([[1., 1., 1., 1.], [0., 0., 0., -1000.]])).asnumpy().round(4)
    array([[0.25  , 0.25  , 0.25  , 0.25  ],
           [0.3333, 0.3333, 0.3333, 0.    ]], dtype=float32)
    >>> nd.softmax(nd.zeros((2, 4)), nd.array([2, 4], dtype='int32'), use_length=True).asnumpy()
    array([[0.5 , 0.5 , 0.  , 0.  ],
           [0.25, 0.25, 0.25, 0.25]], dtype=float32)
    """
    if use_length:
        if length is None:
            raise ValueError("use_length=True needs the second input, length")
        return _masked_softmax(data, length, axis, _scale(temperature), dtype)
    if length is not None:
        raise ValueError("a length input is given: say use_length=True to use it")
    return _softmax(data, axis, _scale(temperature), dtype)


@softmax.gradient("data")
def _(F, gy, y, data_dtype, axis, temperature, dtype):
    g = F._softmax_backward(gy, y, axis=axis, scale=_scale(temperature))
    return g if dtype is None else F.cast(g, dtype=data_dtype)


@operator(method=True)
def log_softmax(data, *, axis=-1, temperature=None, dtype=None, use_length=False):
    """Logarithm of softmax, exact also where softmax is near zero.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    axis : int, default -1
    temperature : float, optional
        ``data`` is divided by it first.
    dtype : str, optional
        'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
    use_length : bool, default False
        There is no length input, as in MXNet: True is an error.

    Returns
    -------
    NDArray of the shape of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, (also TypeError) for integer data.

    >>> nd.log_softmax(nd.array([[1., 2., .1]])).asnumpy().round(4)
    array([[-1.417, -0.417, -2.317]], dtype=float32)
    """
    _no_length(use_length)
    return _softmax(data, axis, _scale(temperature), dtype, log=True)


@log_softmax.gradient
def _(F, gy, y, data_dtype, axis, temperature, dtype):
    g = F._log_softmax_backward(gy, y, axis=axis, scale=_scale(temperature))
    return g if dtype is None else F.cast(g, dtype=data_dtype)


@operator(method=True)
def softmin(data, *, axis=-1, temperature=None, dtype=None, use_length=False):
    """Softmax of ``-data``: the smallest elements get the largest part.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    axis : int, default -1
    temperature : float, optional
        ``data`` is divided by it first.
    dtype : str, optional
        'float16', 'float32' or 'float64': the dtype of the result; default is that of ``data``.
    use_length : bool, default False
        There is no length input, as in MXNet: True is an error.

    Returns
    -------
    NDArray of the shape of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, (also TypeError) for integer data.

    >>> nd.softmin(nd.array([[1., 2., 3.]])).asnumpy().round(4)
    array([[0.6652, 0.2447, 0.09  ]], dtype=float32)
    """
    _no_length(use_length)
    return _softmax(data, axis, -_scale(temperature), dtype)


@softmin.gradient
def _(F, gy, y, data_dtype, axis, temperature, dtype):
    g = F._softmax_backward(gy, y, axis=axis, scale=-_scale(temperature))
    return g if dtype is None else F.cast(g, dtype=data_dtype)


# -- their gradients ------------------------------------------------------------------------------


@operator
def _softmax_backward(g, y, *, axis=-1, scale=1.0):
    """Gradient of softmax(scale * x) from that of its result ``y``: scale (g - sum(g y)) y."""
    return _backward(g, y, axis, scale, log=False)


@_softmax_backward.gradient("g")
def _(F, gy, y, axis, scale):
    return F._softmax_backward(gy, y, axis=axis, scale=scale)


@_softmax_backward.gradient("y")
def _(F, gy, g, y, axis, scale):
    g_mean = F.sum(g * y, axis=axis, keepdims=True)
    return scale * (gy * (g - g_mean) - g * F.sum(gy * y, axis=axis, keepdims=True))


@operator
def _log_softmax_backward(g, y, *, axis=-1, scale=1.0):
    """Gradient of log_softmax(scale * x) from that of its result: scale (g - sum(g) exp(y))."""
    return _backward(g, y, axis, scale, log=True)


@_log_softmax_backward.gradient("g")
def _(F, gy, y, axis, scale):
    return scale * (gy - F.sum(gy * F.exp(y), axis=axis, keepdims=True))


@_log_softmax_backward.gradient("y")
def _(F, gy, g, y, axis, scale):
    return gy * F.exp(y) * (F.sum(g, axis=axis, keepdims=True) * -scale)


# -- SoftmaxActivation ----------------------------------------------------------------------------


def _instances(shape, mode):
    """Shape and axis in which SoftmaxActivation works."""
    if mode == "channel":
        if len(shape) < 3:
            raise ValueError(f"mode='channel' needs at least 3 axes, data has shape {shape}")
        return shape, 1
    if mode != "instance":
        raise ValueError(f"mode must be 'instance' or 'channel', got {mode!r}")
    return ((1, -1) if len(shape) < 2 else (shape[0], math.prod(shape[1:]))), 1


@operator
def SoftmaxActivation(data, *, mode="instance"):
    """Softmax of each instance, or over the channels at each place of each instance.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    mode : {'instance', 'channel'}, default 'instance'
        ``instance``: over everything behind the first axis; ``channel``: along axis 1.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for another mode, or mode 'channel' with fewer than 3 axes.

    >>> x = nd.zeros((1, 2, 2))
    >>> nd.SoftmaxActivation(x).asnumpy()
    array([[[0.25, 0.25],
            [0.25, 0.25]]], dtype=float32)
    >>> nd.SoftmaxActivation(x, mode='channel').asnumpy()
    array([[[0.5, 0.5],
            [0.5, 0.5]]], dtype=float32)
    """
    shape, axis = _instances(data.shape, mode)
    return _softmax(data.reshape(shape), axis).reshape(data.shape)


@SoftmaxActivation.gradient
def _(F, gy, y, mode):
    shape, axis = _instances(y.shape, mode)
    g = F._softmax_backward(F._view(gy, shape=shape), F._view(y, shape=shape), axis=axis)
    return F._view(g, shape=y.shape)
