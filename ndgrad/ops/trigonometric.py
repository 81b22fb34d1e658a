"""Trigonometric and hyperbolic functions and their inverses, elementwise."""

from __future__ import annotations

import math

import numpy as np

from . import memory
from .passes import apply, in_blocks
from .registry import operator

# -- of angles in radians ---------------------------------------------------------------------


@operator(ufunc=np.sin, method=True, keeps_dtype=True, elementwise=True)
def sin(data):
    """The sine of each element, in radians.

    >>> nd.sin(nd.array([0., np.pi / 2])).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return apply(np.sin, data)


@sin.gradient
def _(F, gy, data):
    return gy * F.cos(data)


@operator(ufunc=np.cos, method=True, keeps_dtype=True, elementwise=True)
def cos(data):
    """The cosine of each element, in radians.

    >>> nd.cos(nd.array([0., np.pi])).asnumpy()
    array([ 1., -1.], dtype=float32)
    """
    return apply(np.cos, data)


@cos.gradient
def _(F, gy, data):
    return -gy * F.sin(data)


@operator(ufunc=np.tan, method=True, keeps_dtype=True, elementwise=True)
def tan(data):
    """The tangent of each element, in radians.

    >>> nd.tan(nd.array([0., np.pi / 4])).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return apply(np.tan, data)


@tan.gradient
def _(F, gy, y):
    return gy * (y * y + 1)


@operator(ufunc=np.arcsin, method=True, keeps_dtype=True, elementwise=True)
def arcsin(data):
    """The angle in [-pi/2, pi/2] whose sine is the element; NaN outside [-1, 1].

    >>> nd.arcsin(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 1.5708], dtype=float32)
    """
    return apply(np.arcsin, data)


@arcsin.gradient
def _(F, gy, data):
    return gy * F.rsqrt((1 - data) * (1 + data))


@operator(ufunc=np.arccos, method=True, keeps_dtype=True, elementwise=True)
def arccos(data):
    """The angle in [0, pi] whose cosine is the element; NaN outside [-1, 1].

    >>> nd.arccos(nd.array([0., 1.])).asnumpy().round(4)
    array([1.5708, 0.    ], dtype=float32)
    """
    return apply(np.arccos, data)


@arccos.gradient
def _(F, gy, data):
    return -gy * F.rsqrt((1 - data) * (1 + data))


@operator(ufunc=np.arctan, method=True, keeps_dtype=True, elementwise=True)
def arctan(data):
    """The angle in (-pi/2, pi/2) whose tangent is the element.

    >>> nd.arctan(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 0.7854], dtype=float32)
    """
    return apply(np.arctan, data)


@arctan.gradient
def _(F, gy, data):
    return gy / (data * data + 1)


@operator(ufunc=np.degrees, method=True, keeps_dtype=True, elementwise=True)
def degrees(data):
    """Radians as degrees, elementwise.

    >>> nd.degrees(nd.array([0., np.pi])).asnumpy()
    array([  0., 180.], dtype=float32)
    """
    return apply(np.degrees, data)


@degrees.gradient
def _(F, gy):
    return gy * (180 / math.pi)


@operator(ufunc=np.radians, method=True, keeps_dtype=True, elementwise=True)
def radians(data):
    """Degrees as radians, elementwise.

    >>> nd.radians(nd.array([0., 180.])).asnumpy().round(4)
    array([0.    , 3.1416], dtype=float32)
    """
    return apply(np.radians, data)


@radians.gradient
def _(F, gy):
    return gy * (math.pi / 180)


# -- hyperbolic -------------------------------------------------------------------------------


@operator(ufunc=np.sinh, method=True, keeps_dtype=True, elementwise=True)
def sinh(data):
    """The hyperbolic sine of each element.

    >>> nd.sinh(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 1.1752], dtype=float32)
    """
    return apply(np.sinh, data)


@sinh.gradient
def _(F, gy, data):
    return gy * F.cosh(data)


@operator(ufunc=np.cosh, method=True, keeps_dtype=True, elementwise=True)
def cosh(data):
    """The hyperbolic cosine of each element.

    >>> nd.cosh(nd.array([0., 1.])).asnumpy().round(4)
    array([1.    , 1.5431], dtype=float32)
    """
    return apply(np.cosh, data)


@cosh.gradient
def _(F, gy, data):
    return gy * F.sinh(data)


@operator(ufunc=np.tanh, method=True, keeps_dtype=True, elementwise=True)
def tanh(data):
    """The hyperbolic tangent of each element.

    >>> nd.tanh(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 0.7616], dtype=float32)
    """
    return apply(np.tanh, data)


@tanh.gradient
def _(F, gy, y):
    return F._tanh_backward(gy, y)


@operator(elementwise=True)
def _tanh_backward(g, t):
    """``g * (1 - t * t)`` in one walk over memory."""
    return in_blocks(_tanh_backward_block, memory.empty_like(t), g, t)


def _tanh_backward_block(out, g, t):
    np.multiply(t, t, out=out)
    np.subtract(1, out, out=out)
    np.multiply(out, g, out=out)


@_tanh_backward.gradient("g")
def _(F, gy, t):
    return F._tanh_backward(gy, t)


@_tanh_backward.gradient("t")
def _(F, gy, g, t):
    return gy * g * t * -2


@operator(ufunc=np.arcsinh, method=True, keeps_dtype=True, elementwise=True)
def arcsinh(data):
    """The number whose hyperbolic sine is the element.

    >>> nd.arcsinh(nd.array([0., 1.])).asnumpy().round(4)
    array([0.    , 0.8814], dtype=float32)
    """
    return apply(np.arcsinh, data)


@arcsinh.gradient
def _(F, gy, data):
    return gy * F.rsqrt(data * data + 1)


@operator(ufunc=np.arccosh, method=True, keeps_dtype=True, elementwise=True)
def arccosh(data):
    """The number that is not negative and whose hyperbolic cosine is the element; NaN below 1.

    >>> nd.arccosh(nd.array([1., 2.])).asnumpy().round(4)
    array([0.   , 1.317], dtype=float32)
    """
    return apply(np.arccosh, data)


@arccosh.gradient
def _(F, gy, data):
    # Two roots, not the root of the product: that would be a number again below -1.
    return gy * (F.rsqrt(data - 1) * F.rsqrt(data + 1))


@operator(ufunc=np.arctanh, method=True, keeps_dtype=True, elementwise=True)
def arctanh(data):
    """The number whose hyperbolic tangent is the element; infinite at -1 and 1, NaN outside.

    >>> nd.arctanh(nd.array([0., 0.5])).asnumpy().round(4)
    array([0.    , 0.5493], dtype=float32)
    """
    return apply(np.arctanh, data)


@arctanh.gradient
def _(F, gy, data):
    return gy / ((1 - data) * (1 + data))
