"""The error and gamma functions as operators."""

from __future__ import annotations

import math

import numpy as np

from .elementwise import real
from .error_function import erf_of, erf_single, erfinv_of
from .gamma_function import gamma_of, gammaln_of, polygamma_of
from .registry import operator


def _in_double(function, data):
    """A function of float64 applied to an array of any dtype; floats keep theirs."""
    y = function(data.astype(np.float64, copy=False))
    return y.astype(data.dtype, copy=False) if data.dtype.kind == "f" else y


@operator(keeps_dtype=True, elementwise=True)
def erf(data):
    """The error function of each element, ``2 / sqrt(pi)`` times the integral of ``exp(-t * t)``.

    >>> nd.erf(nd.array([0., 1., -10.])).asnumpy().round(4)
    array([ 0.    ,  0.8427, -1.    ], dtype=float32)
    """
    x = real(data)
    if x.dtype == np.float16:
        return erf_single(x.astype(np.float32)).astype(np.float16)
    return erf_of(x)


@erf.gradient
def _(F, gy, data):
    return gy * F.exp(-(data * data)) * (2 / math.sqrt(math.pi))


@operator(keeps_dtype=True, elementwise=True)
def erfinv(data):
    """The inverse of the error function; infinite at -1 and 1, NaN outside.

    >>> nd.erfinv(nd.array([0., 0.5, -1.])).asnumpy().round(4)
    array([0.    , 0.4769,   -inf], dtype=float32)
    """
    return _in_double(erfinv_of, data)


@erfinv.gradient
def _(F, gy, y):
    return gy * F.exp(y * y) * (math.sqrt(math.pi) / 2)


@operator(keeps_dtype=True, elementwise=True)
def gamma(data):
    """The gamma function of each element; infinite at 0, NaN at the negative integers.

    >>> nd.gamma(nd.array([0.5, 5.])).asnumpy().round(4)
    array([ 1.7725, 24.    ], dtype=float32)
    """
    return _in_double(gamma_of, data)


@gamma.gradient
def _(F, gy, y, data):
    return gy * y * F._polygamma(data, order=0)


@operator(keeps_dtype=True, elementwise=True)
def gammaln(data):
    """The logarithm of the absolute value of the gamma function; infinite at 0, -1, -2, ...

    >>> nd.gammaln(nd.array([0.5, 100.])).asnumpy().round(4)
    array([  0.5724, 359.1342], dtype=float32)
    """
    return _in_double(gammaln_of, data)


@gammaln.gradient
def _(F, gy, data):
    return gy * F._polygamma(data, order=0)


@operator(keeps_dtype=True, elementwise=True)
def _polygamma(data, *, order):
    """Derivative ``order`` of the digamma function, the logarithmic derivative of gamma."""
    return _in_double(lambda x: polygamma_of(order, x), data)


@_polygamma.gradient
def _(F, gy, data, order):
    return gy * F._polygamma(data, order=order + 1)
