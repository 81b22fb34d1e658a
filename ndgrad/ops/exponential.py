"""Exponentials and logarithms, elementwise."""

from __future__ import annotations

import math

import numpy as np

from .passes import apply
from .registry import operator


@operator(ufunc=np.exp, method=True, keeps_dtype=True, elementwise=True)
def exp(data):
    """``e ** x`` of each element.

    >>> nd.exp(nd.array([0., 1.])).asnumpy().round(4)
    array([1.    , 2.7183], dtype=float32)
    """
    return apply(np.exp, data)


@exp.gradient
def _(F, gy, y):
    return gy * y


@operator(ufunc=np.expm1, method=True, keeps_dtype=True, elementwise=True)
def expm1(data):
    """``e ** x - 1`` of each element, exact also where ``x`` is small.

    >>> nd.expm1(nd.array([0., 1e-8])).asnumpy()
    array([0.e+00, 1.e-08], dtype=float32)
    """
    return apply(np.expm1, data)


@expm1.gradient
def _(F, gy, data):
    return gy * F.exp(data)  # y + 1 has lost all digits where y is near -1


@operator(ufunc=np.log, method=True, keeps_dtype=True, elementwise=True)
def log(data):
    """The natural logarithm of each element; -inf at 0, NaN below.

    >>> nd.log(nd.array([1., 10.])).asnumpy().round(4)
    array([0.    , 2.3026], dtype=float32)
    """
    return apply(np.log, data)


@log.gradient
def _(F, gy, data):
    return gy / data


@operator(ufunc=np.log10, method=True, keeps_dtype=True, elementwise=True)
def log10(data):
    """The logarithm to base 10 of each element; -inf at 0, NaN below.

    >>> nd.log10(nd.array([1., 1000.])).asnumpy().round(4)
    array([0., 3.], dtype=float32)
    """
    return apply(np.log10, data)


@log10.gradient
def _(F, gy, data):
    return gy / (data * math.log(10))


@operator(ufunc=np.log2, method=True, keeps_dtype=True, elementwise=True)
def log2(data):
    """The logarithm to base 2 of each element; -inf at 0, NaN below.

    >>> nd.log2(nd.array([1., 8.])).asnumpy()
    array([0., 3.], dtype=float32)
    """
    return apply(np.log2, data)


@log2.gradient
def _(F, gy, data):
    return gy / (data * math.log(2))


@operator(ufunc=np.log1p, method=True, keeps_dtype=True, elementwise=True)
def log1p(data):
    """``log(1 + x)`` of each element, exact also where ``x`` is small; -inf at -1, NaN below.

    >>> nd.log1p(nd.array([0., 1e-8])).asnumpy()
    array([0.e+00, 1.e-08], dtype=float32)
    """
    return apply(np.log1p, data)


@log1p.gradient
def _(F, gy, data):
    return gy / (data + 1)
