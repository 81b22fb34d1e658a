"""Elementwise functions: signs, powers and roots, clipping, activations, tests of values.

All take an array of any shape and dtype and keep both. An integer array is computed in float64 and
its fractions are cut off, as in MXNet. Further functions of this kind are in :mod:`.rounding`,
:mod:`.exponential`, :mod:`.trigonometric` and :mod:`.special`, casts in :mod:`.cast`.
"""

from __future__ import annotations

import math

import numpy as np

from . import memory
from .blocks import float_only
from .passes import LARGE, apply, combine, in_blocks
from .registry import operator

# -- signs ------------------------------------------------------------------------------------


@operator(ufunc=np.absolute, method=True, elementwise=True)
def abs(data):
    """Absolute value of each element. The derivative at 0 is 0.

    >>> nd.abs(nd.array([-2., 0., 3.])).asnumpy()
    array([2., 0., 3.], dtype=float32)
    """
    return apply(np.absolute, data) if data.dtype.kind == "f" else np.absolute(data)


@abs.gradient
def _(F, gy, data):
    return gy * F.sign(data)


@operator(method=True, zero_gradient=True, keeps_dtype=True)
def sign(data):
    """-1, 0 or 1 by the sign of each element; 0 for NaN.

    >>> nd.sign(nd.array([-2., 0., 3.])).asnumpy()
    array([-1.,  0.,  1.], dtype=float32)
    """
    if data.dtype.kind != "f":
        return np.sign(data)
    return np.subtract(np.greater(data, 0), np.less(data, 0), dtype=data.dtype)


@operator(ufunc=np.negative, elementwise=True)
def negative(data):
    """The negative of each element; unsigned integers wrap around.

    >>> nd.negative(nd.array([1., -2.])).asnumpy()
    array([-1.,  2.], dtype=float32)
    """
    return apply(np.negative, data) if data.dtype.kind == "f" else np.negative(data)


@negative.gradient
def _(F, gy):
    return -gy


# -- powers and roots -------------------------------------------------------------------------


def real(data):
    """Integers as float64, floats as they are: where NumPy would compute int8 in float16."""
    return data if data.dtype.kind == "f" else data.astype(np.float64)


@operator(ufunc=np.square, method=True, elementwise=True)
def square(data):
    """The square of each element.

    >>> nd.square(nd.array([-2., 3.])).asnumpy()
    array([4., 9.], dtype=float32)
    """
    return apply(np.square, data) if data.dtype.kind == "f" else np.square(data)


@square.gradient
def _(F, gy, data):
    return gy * data * 2


@operator(ufunc=np.sqrt, method=True, keeps_dtype=True, elementwise=True)
def sqrt(data):
    """The square root of each element; NaN below 0.

    >>> nd.sqrt(nd.array([4., 9.])).asnumpy()
    array([2., 3.], dtype=float32)
    """
    return apply(np.sqrt, data)


@sqrt.gradient
def _(F, gy, y):
    return gy / (y * 2)


@operator(method=True, keeps_dtype=True, elementwise=True)
def rsqrt(data):
    """One over the square root of each element; infinite at 0, NaN below.

    >>> nd.rsqrt(nd.array([4., 16.])).asnumpy()
    array([0.5 , 0.25], dtype=float32)
    """
    y = np.sqrt(real(data))
    return np.reciprocal(y, out=y) if y.ndim else np.reciprocal(y)


@rsqrt.gradient
def _(F, gy, y):
    return gy * (y * y * y) * -0.5


@operator(ufunc=np.cbrt, method=True, keeps_dtype=True, elementwise=True)
def cbrt(data):
    """The cube root of each element.

    >>> nd.cbrt(nd.array([-8., 27.])).asnumpy().round(4)
    array([-2.,  3.], dtype=float32)
    """
    return apply(np.cbrt, data)


@cbrt.gradient
def _(F, gy, y):
    return gy / (y * y * 3)


@operator(method=True, keeps_dtype=True, elementwise=True)
def rcbrt(data):
    """One over the cube root of each element.

    >>> nd.rcbrt(nd.array([-8., 64.])).asnumpy()
    array([-0.5 ,  0.25], dtype=float32)
    """
    return np.reciprocal(np.cbrt(real(data)))


@rcbrt.gradient
def _(F, gy, y):
    y2 = y * y
    return gy * (y2 * y2) * (-1 / 3)


@operator(method=True, keeps_dtype=True, elementwise=True)
def reciprocal(data):
    """One over each element; infinite at 0.

    >>> nd.reciprocal(nd.array([4., -2.])).asnumpy()
    array([ 0.25, -0.5 ], dtype=float32)
    """
    return np.reciprocal(real(data))


@reciprocal.gradient
def _(F, gy, y):
    return -gy * (y * y)


@operator(
    namespace="contrib", aliases=("_contrib_div_sqrt_dim",), elementwise=True, keeps_dtype=True
)
def div_sqrt_dim(data):
    """Each element over the square root of the length of the last axis, as attention scales.

    Parameters
    ----------
    data : NDArray, at least one axis

    >>> nd.contrib.div_sqrt_dim(nd.array([[2., 4., 6., 8.]])).asnumpy()
    array([[1., 2., 3., 4.]], dtype=float32)
    """
    if not data.ndim:
        raise ValueError("data must have at least one axis")
    return np.divide(data, math.sqrt(data.shape[-1] or 1))


@div_sqrt_dim.gradient
def _(F, gy, data_shape):
    return gy * (1 / math.sqrt(data_shape[-1] or 1))


# -- clipping ----------------------------------------------------------------------------------


@operator(method=True, elementwise=True)
def clip(data, *, a_min, a_max):
    """Each element, or the nearer bound where it lies outside ``[a_min, a_max]``.

    NaN stays. The derivative is 1 inside and at the bounds, 0 outside.

    Parameters
    ----------
    data : NDArray
    a_min, a_max : float
        For integer arrays the bounds lose their fraction; beyond the dtype they bound nothing.

    >>> nd.clip(nd.array([-2., 0.5, 3.]), 0, 1).asnumpy()
    array([0. , 0.5, 1. ], dtype=float32)
    """
    if data.dtype.kind in "iu":
        last = np.iinfo(data.dtype)
        a_min, a_max = (int(min(max(bound, last.min), last.max)) for bound in (a_min, a_max))
    else:
        a_min, a_max = float(a_min), float(a_max)
    y = np.maximum(data, a_min)
    return np.minimum(y, a_max, out=y) if y.ndim else np.minimum(y, a_max)


@clip.gradient
def _(F, gy, data, a_min, a_max):
    return gy * ((data < a_min) + (data > a_max) == 0)  # NaN is not outside


# -- activations --------------------------------------------------------------------------------


@operator(method=True, keeps_dtype=True, elementwise=True)
def relu(data):
    """Each element where it is positive, else 0. NaN stays. The derivative at 0 is 0.

    >>> nd.relu(nd.array([-1., 2.])).asnumpy()
    array([0., 2.], dtype=float32)
    """
    return np.maximum(data, 0) if data.size < LARGE else combine(np.maximum, data, 0)


@relu.gradient
def _(F, gy, y):
    return F._relu_backward(gy, y)


@operator(elementwise=True)
def _relu_backward(g, y):
    """``g`` where ``y``, an output of relu, is positive, NaN where it is NaN, else 0."""
    largest = y.max() if y.size > 1024 else np.nan  # small: the sign itself costs less
    return g * (np.sign(y) if largest != largest else np.greater(y, 0))


@_relu_backward.gradient("g")
def _(F, gy, y):
    return F._relu_backward(gy, y)


@operator(method=True, keeps_dtype=True, elementwise=True)
def sigmoid(data):
    """``1 / (1 + exp(-x))`` of each element.

    >>> nd.sigmoid(nd.array([-100., 0., 2.])).asnumpy().round(4)
    array([0.    , 0.5   , 0.8808], dtype=float32)
    """
    x = real(data)
    if x.dtype.itemsize < 4:  # float16 would lose digits at each step
        return sigmoid(x.astype(np.float32)).astype(x.dtype)
    return in_blocks(_sigmoid_block, memory.empty_like(x), x)


def _sigmoid_block(y, x):
    np.negative(x, out=y)
    np.exp(y, out=y)
    np.add(y, 1, out=y)
    np.reciprocal(y, out=y)


@sigmoid.gradient
def _(F, gy, y):
    return F._sigmoid_backward(gy, y)


@operator(elementwise=True)
def _sigmoid_backward(g, s):
    """``g * s * (1 - s)`` in one walk over memory."""
    return in_blocks(_sigmoid_backward_block, memory.empty_like(s), g, s)


def _sigmoid_backward_block(out, g, s):
    np.subtract(1, s, out=out)
    np.multiply(out, s, out=out)
    np.multiply(out, g, out=out)


@_sigmoid_backward.gradient("g")
def _(F, gy, s):
    return F._sigmoid_backward(gy, s)


@_sigmoid_backward.gradient("s")
def _(F, gy, g, s):
    return gy * g * (1 - s * 2)


@operator(method=True, keeps_dtype=True, elementwise=True)
def softsign(data):
    """``x / (1 + |x|)`` of each element.

    >>> nd.softsign(nd.array([-1., 0., 3.])).asnumpy()
    array([-0.5 ,  0.  ,  0.75], dtype=float32)
    """
    x = real(data)
    return x / (1 + np.absolute(x))


@softsign.gradient
def _(F, gy, data):
    d = 1 + F.abs(data)
    return gy / (d * d)


@operator(elementwise=True)
def hard_sigmoid(data, *, alpha=0.2, beta=0.5):
    """``alpha * x + beta``, cut to [0, 1]. The derivative is 0 at the corners.

    Parameters
    ----------
    data : NDArray of floats
    alpha, beta : float, default 0.2 and 0.5
        Slope and value at 0.

    >>> nd.hard_sigmoid(nd.array([-4., 0., 1.])).asnumpy()
    array([0. , 0.5, 0.7], dtype=float32)
    """
    float_only(data)
    y = data * float(alpha)
    y += float(beta)
    return np.clip(y, 0, 1)


@hard_sigmoid.gradient
def _(F, gy, y, alpha):
    return gy * ((y > 0) * (y < 1)) * alpha


@operator(elementwise=True)
def smooth_l1(data, *, scalar=1.0):
    """A square that goes on as an absolute value, elementwise.

    ``(scalar * x) ** 2 / 2`` where ``|x| < 1 / scalar ** 2``, else ``|x| - 1 / (2 * scalar ** 2)``.

    Parameters
    ----------
    data : NDArray
    scalar : float, default 1.0

    >>> nd.smooth_l1(nd.array([-3., 0.5, 1.]), scalar=1.0).asnumpy()
    array([2.5  , 0.125, 0.5  ], dtype=float32)
    """
    if data.dtype.kind != "f":
        return smooth_l1(data.astype(np.float64), scalar=scalar).astype(data.dtype)
    sharp = float(scalar) ** 2
    if not sharp:
        return np.zeros_like(data)  # so flat a square that it never becomes an absolute value
    a = np.absolute(data)
    bound = 1 / sharp if sharp else math.inf
    return np.where(a < bound, data * data * (0.5 * sharp), a - 0.5 * bound)


@smooth_l1.gradient
def _(F, gy, data, scalar):
    return gy * F.clip(data * float(scalar) ** 2, a_min=-1.0, a_max=1.0)


# -- questions, answered in the dtype of the array --------------------------------------------


@operator(zero_gradient=True, keeps_dtype=True)
def logical_not(data):
    """1 where an element is 0, else 0.

    >>> nd.logical_not(nd.array([0., 2.])).asnumpy()
    array([1., 0.], dtype=float32)
    """
    return np.logical_not(data)


@operator(namespace="contrib", zero_gradient=True, keeps_dtype=True)
def isnan(data):
    """1 where an element is NaN, else 0.

    >>> nd.contrib.isnan(nd.array([1., np.nan])).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return np.isnan(data)


@operator(namespace="contrib", zero_gradient=True, keeps_dtype=True)
def isinf(data):
    """1 where an element is infinite, else 0.

    >>> nd.contrib.isinf(nd.array([1., -np.inf])).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return np.isinf(data)


@operator(namespace="contrib", zero_gradient=True, keeps_dtype=True)
def isfinite(data):
    """1 where an element is neither infinite nor NaN, else 0.

    >>> nd.contrib.isfinite(nd.array([1., np.inf, np.nan])).asnumpy()
    array([1., 0., 0.], dtype=float32)
    """
    return np.isfinite(data)
