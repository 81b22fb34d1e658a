"""Products: dot, batch_dot, and the ``@`` of arrays.

The gradient of a product is a product again, with one factor transposed. A transposed factor is
a view with swapped strides, which BLAS reads as it is: nothing is copied in either direction.
"""

from __future__ import annotations

import math

import numpy as np

from ..registry import operator
from .matrices import in_single, transposed


def _left_matrix(shape, transpose):
    """Shape of the left factor of ``dot`` as a matrix, and the axes it leaves in the result."""
    if len(shape) == 1:
        return (1, shape[0]), ()
    if transpose:
        return (shape[0], math.prod(shape[1:])), shape[1:]
    return (math.prod(shape[:-1]), shape[-1]), shape[:-1]


def _right_matrix(shape, transpose):
    if len(shape) == 1:
        return ((1, shape[0]) if transpose else (shape[0], 1)), ()
    if transpose:
        return (math.prod(shape[:-1]), shape[-1]), shape[:-1]
    return (shape[0], math.prod(shape[1:])), shape[1:]


def _plan(lhs_shape, rhs_shape, transpose_a, transpose_b):
    """Matrix shapes of both factors, whether each is transposed, and the shape of the result."""
    if not lhs_shape or not rhs_shape:
        raise ValueError("dot takes arrays of at least one axis")
    if len(lhs_shape) == len(rhs_shape) == 1 and (transpose_a or transpose_b):
        raise ValueError("vectors cannot be transposed")
    transpose_a = bool(transpose_a) and len(lhs_shape) > 1
    left, rows = _left_matrix(lhs_shape, transpose_a)
    right, columns = _right_matrix(rhs_shape, transpose_b)
    inner_left, inner_right = left[not transpose_a], right[bool(transpose_b)]
    if inner_left != inner_right:
        raise ValueError(
            f"the axes summed over differ in length: {inner_left} on the left, "
            f"{inner_right} on the right"
        )
    return left, right, transpose_a, bool(transpose_b), (*rows, *columns)


def _multiply(a, b, transpose_a, transpose_b):
    return in_single(np.dot, a.T if transpose_a else a, b.T if transpose_b else b)


@operator(promotes=True)
def dot(lhs, rhs, *, transpose_a=False, transpose_b=False, forward_stype=None):
    """Product of matrices; of tensors over the last axis of ``lhs`` and the first of ``rhs``.

    Parameters
    ----------
    lhs, rhs : NDArray of at least one axis
        Two vectors give their inner product, of shape (1,).
    transpose_a : bool, default False
        Sum over the first axis of ``lhs`` instead of its last.
    transpose_b : bool, default False
        Sum over the last axis of ``rhs`` instead of its first.
    forward_stype : {None, 'default'}
        Storage of the result; it is always dense.

    Returns
    -------
    NDArray
        The remaining axes of ``lhs``, then those of ``rhs``.

    Raises
    ------
    ValueError
        If the axes summed over differ in length.

    >>> x = nd.array([[1., 2.], [3., 4.]])
    >>> nd.dot(x, x, transpose_b=True)
    <BLANKLINE>
    [[ 5. 11.]
     [11. 25.]]
    <NDArray 2x2 @cpu(0)>
    >>> nd.dot(nd.ones((2, 3, 4)), nd.ones((4, 5))).shape
    (2, 3, 5)
    """
    if forward_stype not in (None, "default"):
        raise NotImplementedError(
            f"forward_stype={forward_stype!r}: results are dense; leave it out or use 'default'"
        )
    if lhs.ndim == 2 and rhs.ndim == 2 and lhs.dtype.char != "e":
        try:
            return np.dot(lhs.T if transpose_a else lhs, rhs.T if transpose_b else rhs)
        except ValueError:
            pass  # the shapes do not fit: _plan says how
    left, right, transpose_a, transpose_b, shape = _plan(
        lhs.shape, rhs.shape, transpose_a, transpose_b
    )
    product = _multiply(lhs.reshape(left), rhs.reshape(right), transpose_a, transpose_b)
    return product.reshape(shape)


@dot.gradient("lhs")
def _(F, gy, rhs, lhs_shape, rhs_shape, transpose_a, transpose_b):
    if len(lhs_shape) == 2 and len(rhs_shape) == 2:
        if transpose_a:
            return F.dot(rhs, gy, transpose_a=transpose_b, transpose_b=True)
        return F.dot(gy, rhs, transpose_b=not transpose_b)
    left, right, ta, tb, _ = _plan(lhs_shape, rhs_shape, transpose_a, transpose_b)
    return _left_gradient(F, gy, rhs, left, right, ta, tb, lhs_shape)


@dot.gradient("rhs")
def _(F, gy, lhs, lhs_shape, rhs_shape, transpose_a, transpose_b):
    if len(lhs_shape) == 2 and len(rhs_shape) == 2:
        if transpose_b:
            return F.dot(gy, lhs, transpose_a=True, transpose_b=transpose_a)
        return F.dot(lhs, gy, transpose_a=not transpose_a)
    left, right, ta, tb, _ = _plan(lhs_shape, rhs_shape, transpose_a, transpose_b)
    return _right_gradient(F, gy, lhs, left, right, ta, tb, rhs_shape)


def _left_gradient(F, gy, rhs, left, right, ta, tb, shape):
    of_result = (left[ta], right[not tb])
    if ta:
        return F._product(rhs, gy, left=right, right=of_result, ta=tb, tb=True, shape=shape)
    return F._product(gy, rhs, left=of_result, right=right, ta=False, tb=not tb, shape=shape)


def _right_gradient(F, gy, lhs, left, right, ta, tb, shape):
    of_result = (left[ta], right[not tb])
    if tb:
        return F._product(gy, lhs, left=of_result, right=left, ta=True, tb=ta, shape=shape)
    return F._product(lhs, gy, left=left, right=of_result, ta=not ta, tb=False, shape=shape)


@operator
def _product(lhs, rhs, *, left, right, ta, tb, shape):
    """Product of two tensors read as the matrices ``left`` and ``right``, as a tensor ``shape``."""
    return _multiply(lhs.reshape(left), rhs.reshape(right), ta, tb).reshape(shape)


@_product.gradient("lhs")
def _(F, gy, rhs, lhs_shape, left, right, ta, tb):
    return _left_gradient(F, gy, rhs, left, right, ta, tb, lhs_shape)


@_product.gradient("rhs")
def _(F, gy, lhs, rhs_shape, left, right, ta, tb):
    return _right_gradient(F, gy, lhs, left, right, ta, tb, rhs_shape)


# -- batches of matrices --------------------------------------------------------------------------


@operator(promotes=True)
def batch_dot(lhs, rhs, *, transpose_a=False, transpose_b=False, forward_stype=None):
    """Products of the matrices in the last two axes, one for each place in the leading axes.

    Parameters
    ----------
    lhs : NDArray of shape (..., n, k), at least 3 axes
    rhs : NDArray of shape (..., k, m), with the same leading axes
    transpose_a, transpose_b : bool, default False
        Transpose the matrices of ``lhs``, of ``rhs``, first.
    forward_stype : {None, 'default'}
        Storage of the result; it is always dense.

    Returns
    -------
    NDArray of shape (..., n, m)

    >>> x, y = nd.ones((2, 3, 4)), nd.ones((2, 5, 4))
    >>> nd.batch_dot(x, y, transpose_b=True).shape
    (2, 3, 5)
    """
    if forward_stype not in (None, "default"):
        raise NotImplementedError(
            f"forward_stype={forward_stype!r}: results are dense; leave it out or use 'default'"
        )
    if lhs.ndim < 3 or lhs.shape[:-2] != rhs.shape[:-2]:
        raise ValueError("both inputs must have at least 3 axes and the same leading axes")
    a, b = transposed(lhs, transpose_a), transposed(rhs, transpose_b)
    if a.shape[-1] != b.shape[-2]:
        raise ValueError(
            f"the axes summed over differ in length: {a.shape[-1]} on the left, "
            f"{b.shape[-2]} on the right"
        )
    return in_single(np.matmul, a, b)


@batch_dot.gradient("lhs")
def _(F, gy, rhs, transpose_a, transpose_b):
    if transpose_a:
        return F.batch_dot(rhs, gy, transpose_a=transpose_b, transpose_b=True)
    return F.batch_dot(gy, rhs, transpose_b=not transpose_b)


@batch_dot.gradient("rhs")
def _(F, gy, lhs, transpose_a, transpose_b):
    if transpose_b:
        return F.batch_dot(gy, lhs, transpose_a=True, transpose_b=transpose_a)
    return F.batch_dot(lhs, gy, transpose_a=not transpose_a)


@operator(promotes=True, namespace="internal")
def matmul(lhs, rhs):
    """``lhs @ rhs`` by NumPy's rules: vectors, matrices, and batches of matrices that broadcast.

    >>> (nd.ones((5, 2, 3)) @ nd.ones((3, 4))).shape
    (5, 2, 4)
    """
    if not lhs.ndim or not rhs.ndim:
        raise ValueError("@ takes arrays of at least one axis; use * for a number")
    return np.asarray(in_single(np.matmul, lhs, rhs))


@matmul.gradient("lhs")
def _(F, gy, rhs, lhs_shape, rhs_shape):
    gy, rhs = _as_matrices(F, gy, rhs, len(lhs_shape), len(rhs_shape), rhs_shape, left=False)
    found = F._matmul(gy, rhs, transpose_a=False, transpose_b=True)
    return F._view(found, shape=_without(found.shape, -2)) if len(lhs_shape) == 1 else found


@matmul.gradient("rhs")
def _(F, gy, lhs, lhs_shape, rhs_shape):
    gy, lhs = _as_matrices(F, gy, lhs, len(lhs_shape), len(rhs_shape), lhs_shape, left=True)
    found = F._matmul(lhs, gy, transpose_a=True, transpose_b=False)
    return F._view(found, shape=_without(found.shape, -1)) if len(rhs_shape) == 1 else found


def _without(shape, axis):
    shape = list(shape)
    del shape[axis]
    return tuple(shape)


def _as_matrices(F, gy, other, left_ndim, right_ndim, other_shape, *, left):
    """``gy`` and the other factor with the axes of length 1 that vectors stand without."""
    shape = list(gy.shape)
    if left_ndim == 1 and right_ndim == 1:
        shape = [1, 1]
    elif left_ndim == 1:
        shape.insert(len(shape) - 1, 1)
    elif right_ndim == 1:
        shape.append(1)
    if tuple(shape) != gy.shape:
        gy = F._view(gy, shape=tuple(shape))
    if len(other_shape) == 1:
        as_matrix = (1, other_shape[0]) if left else (other_shape[0], 1)
        other = F._view(other, shape=as_matrix)
    return gy, other


@operator
def _matmul(lhs, rhs, *, transpose_a, transpose_b):
    """Products of matrices whose leading axes broadcast."""
    return in_single(np.matmul, transposed(lhs, transpose_a), transposed(rhs, transpose_b))


@_matmul.gradient("lhs")
def _(F, gy, rhs, transpose_a, transpose_b):
    if transpose_a:
        return F._matmul(rhs, gy, transpose_a=transpose_b, transpose_b=True)
    return F._matmul(gy, rhs, transpose_a=False, transpose_b=not transpose_b)


@_matmul.gradient("rhs")
def _(F, gy, lhs, transpose_a, transpose_b):
    if transpose_b:
        return F._matmul(gy, lhs, transpose_a=True, transpose_b=transpose_a)
    return F._matmul(lhs, gy, transpose_a=not transpose_a, transpose_b=False)
