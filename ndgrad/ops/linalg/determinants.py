"""Determinants and inverses of (batches of) square matrices."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .matrices import in_single, require_square, transposed


@operator
def linalg_inverse(A):
    """The inverse of each square matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Raises
    ------
    ArithmeticError
        If a matrix is singular.

    >>> nd.linalg.inverse(nd.array([[1., 4.], [2., 3.]])).asnumpy()
    array([[-0.6,  0.8],
           [ 0.4, -0.2]], dtype=float32)
    """
    require_square(A)
    try:
        return in_single(np.linalg.inv, A)
    except np.linalg.LinAlgError:
        raise ArithmeticError("A is singular: it has no inverse") from None


@linalg_inverse.gradient
def _(F, gy, y):
    left = F.linalg_gemm2(y, gy, transpose_a=True, alpha=-1.0)
    return F.linalg_gemm2(left, y, transpose_b=True)


def _per_matrix(F, gy, ndim):
    """The gradient of one number per matrix, so that it multiplies whole matrices."""
    return F._view(gy, shape=(1, 1) if ndim == 2 else (*gy.shape, 1, 1))


@operator
def linalg_det(A):
    """The determinant of each square matrix in the last two axes.

    Singular matrices have their gradient too: the matrix of cofactors exists for all.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Returns
    -------
    NDArray of shape ``A.shape[:-2]``; (1,) for one matrix

    >>> nd.linalg.det(nd.array([[1., 4.], [2., 3.]])).asnumpy()
    array([-5.], dtype=float32)
    """
    require_square(A)
    return np.asarray(in_single(np.linalg.det, A))


@linalg_det.gradient
def _(F, gy, A, A_shape):
    return _per_matrix(F, gy, len(A_shape)) * F._cofactors(A)


@operator(fallible=True)
def _cofactors(A):
    """The cofactors of each matrix: the derivative of its determinant."""
    return np.ascontiguousarray(in_single(_cofactors_of, A))


def _cofactors_of(A):
    determinant = np.linalg.det(A)
    if np.all(determinant != 0):
        try:
            return np.asarray(determinant)[..., None, None] * transposed(np.linalg.inv(A))
        except np.linalg.LinAlgError:
            pass
    # The cofactors of U diag(s) V are those of U and V (orthogonal: themselves, times their
    # sign) around those of diag(s): the products of all other singular values.
    U, s, V = np.linalg.svd(A)
    sign = np.linalg.det(U) * np.linalg.det(V)
    others = np.repeat(s[..., None, :], s.shape[-1], axis=-2)
    index = np.arange(s.shape[-1])
    others[..., index, index] = 1
    return (U * (others.prod(-1) * np.asarray(sign)[..., None])[..., None, :]) @ V


@_cofactors.gradient
def _(F, gy, A, y):
    inverse = F.linalg_inverse(A)  # singular matrices have no second derivative here: it raises
    total = F.sum(gy * y, axis=(-2, -1), keepdims=True)
    turned = F.linalg_gemm2(y, gy, transpose_b=True)
    of_turned = F.linalg_gemm2(turned, inverse, transpose_b=True)
    return total * F.swapaxes(inverse, dim1=-2, dim2=-1) - of_turned


@operator(outputs=("sign", "logabsdet"), fallible=True)
def linalg_slogdet(A):
    """Sign and logarithm of the magnitude of the determinant of each square matrix.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Returns
    -------
    [sign, logabsdet], each of shape ``A.shape[:-2]``; (1,) for one matrix
        A singular matrix has sign 0 and logarithm -inf, and no gradient: backward raises. The
        sign has derivative zero.

    >>> sign, logabsdet = nd.linalg.slogdet(nd.array([[2., 3.], [1., 4.]]))
    >>> sign.asnumpy(), logabsdet.asnumpy()
    (array([1.], dtype=float32), array([1.609438], dtype=float32))
    """
    require_square(A)
    return tuple([np.asarray(m) for m in in_single(lambda a: tuple(np.linalg.slogdet(a)), A)])


@linalg_slogdet.gradient
def _(F, gys, A, A_shape):
    if gys[1] is None:
        return None
    inverse = F.swapaxes(F.linalg_inverse(A), dim1=-2, dim2=-1)
    return _per_matrix(F, gys[1], len(A_shape)) * inverse
