"""Comparisons and logic, elementwise with broadcasting: 0 and 1 in the dtype of the operands.

Recorded, with derivative zero. Either side may be a number.
"""

from __future__ import annotations

import numpy as np

from .binary import broadcast_names
from .registry import operator

_QUESTION = {"scalars": True, "zero_gradient": True, "keeps_dtype": True, "compares": True}


def _truth(operand):
    """An array, or whether a number is not 0: NumPy refuses large ones."""
    return bool(operand) if isinstance(operand, (int, float)) else operand


@operator(aliases=broadcast_names("equal"), **_QUESTION)
def equal(lhs, rhs):
    """1 where the elements are equal, else 0, in the dtype of the operands.

    >>> nd.equal(nd.array([1., 2.]), nd.array([1., 3.])).asnumpy()
    array([1., 0.], dtype=float32)
    """
    return np.equal(lhs, rhs)


@operator(aliases=broadcast_names("not_equal"), **_QUESTION)
def not_equal(lhs, rhs):
    """1 where the elements differ, else 0, in the dtype of the operands.

    >>> nd.not_equal(nd.array([1., 2.]), 1).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return np.not_equal(lhs, rhs)


@operator(aliases=broadcast_names("greater"), **_QUESTION)
def greater(lhs, rhs):
    """1 where ``lhs > rhs``, else 0, in the dtype of the operands.

    >>> nd.greater(nd.array([1., 2.]), 1).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return np.greater(lhs, rhs)


@operator(aliases=broadcast_names("greater_equal"), **_QUESTION)
def greater_equal(lhs, rhs):
    """1 where ``lhs >= rhs``, else 0, in the dtype of the operands.

    >>> nd.greater_equal(nd.array([0., 1.]), 1).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return np.greater_equal(lhs, rhs)


@operator(aliases=broadcast_names("lesser"), **_QUESTION)
def lesser(lhs, rhs):
    """1 where ``lhs < rhs``, else 0, in the dtype of the operands.

    >>> nd.lesser(nd.array([0., 1.]), 1).asnumpy()
    array([1., 0.], dtype=float32)
    """
    return np.less(lhs, rhs)


@operator(aliases=broadcast_names("lesser_equal"), **_QUESTION)
def lesser_equal(lhs, rhs):
    """1 where ``lhs <= rhs``, else 0, in the dtype of the operands.

    >>> nd.lesser_equal(nd.array([1., 2.]), 1).asnumpy()
    array([1., 0.], dtype=float32)
    """
    return np.less_equal(lhs, rhs)


@operator(aliases=broadcast_names("logical_and"), **_QUESTION)
def logical_and(lhs, rhs):
    """1 where both elements are not 0, else 0, in the dtype of the operands.

    >>> nd.logical_and(nd.array([0., 2.]), nd.array([1., 1.])).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return np.logical_and(_truth(lhs), _truth(rhs))


@operator(aliases=broadcast_names("logical_or"), **_QUESTION)
def logical_or(lhs, rhs):
    """1 where an element is not 0, else 0, in the dtype of the operands.

    >>> nd.logical_or(nd.array([0., 0.]), nd.array([0., 1.])).asnumpy()
    array([0., 1.], dtype=float32)
    """
    return np.logical_or(_truth(lhs), _truth(rhs))


@operator(aliases=broadcast_names("logical_xor"), **_QUESTION)
def logical_xor(lhs, rhs):
    """1 where exactly one element is not 0, else 0, in the dtype of the operands.

    >>> nd.logical_xor(nd.array([0., 2.]), nd.array([1., 1.])).asnumpy()
    array([1., 0.], dtype=float32)
    """
    return np.logical_xor(_truth(lhs), _truth(rhs))


@operator(namespace="contrib", differentiable=False)
def allclose(a, b, *, rtol=1e-5, atol=1e-8, equal_nan=True):
    """1 if all elements of two arrays are nearly equal, else 0.

    Parameters
    ----------
    a, b : NDArray
        Of one shape. ``|a - b| <= atol + rtol * |b|`` is what nearly equal means.
    rtol, atol : float, default 1e-5 and 1e-8
    equal_nan : bool, default True
        Whether NaN equals NaN.

    Returns
    -------
    NDArray of one uint8, without axes

    >>> nd.contrib.allclose(nd.array([1., 2.]), nd.array([1., 2.000001])).asnumpy()
    array(1, dtype=uint8)
    """
    if a.shape != b.shape:
        raise ValueError(f"arrays of one shape are compared, not {a.shape} and {b.shape}")
    return np.asarray(np.allclose(a, b, rtol, atol, equal_nan), np.uint8)
