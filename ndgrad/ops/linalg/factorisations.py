"""Factorisations with gradients: Cholesky (potrf), LQ (gelqf), symmetric eigenvalues (syevd).

The gradients are those of Seeger, Hetzel, Dai, Meissner and Lawrence, "Auto-Differentiating Linear
Algebra", 2017. An operator of a symmetric matrix has a symmetric gradient: it is right along
every direction that keeps the matrix symmetric.
"""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .matrices import in_single, require_float, require_square


@operator
def linalg_potrf(A, *, lower=True):
    """The Cholesky factor of each symmetric positive definite matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        Only its lower triangle is read (the upper one with ``lower=False``).
    lower : bool, default True
        Return L with ``A = L @ L.T``; otherwise U with ``A = U.T @ U``.

    Raises
    ------
    ArithmeticError
        If a matrix is not positive definite.

    >>> nd.linalg.potrf(nd.array([[4., 1.], [1., 4.25]])).asnumpy()
    array([[2. , 0. ],
           [0.5, 2. ]], dtype=float32)
    """
    require_square(A)
    try:
        return in_single(lambda a: np.linalg.cholesky(a, upper=not lower), A)
    except np.linalg.LinAlgError:
        raise ArithmeticError(
            "A is not positive definite; adding a small multiple of the identity helps where "
            "rounding is the reason"
        ) from None


@linalg_potrf.gradient
def _(F, gy, y, lower):
    products = F.linalg_gemm2(y, gy, transpose_a=lower, transpose_b=not lower)
    inner = F._triangular_part(products, lower=True, diagonal=0.5)
    half = F.linalg_trsm(y, inner, transpose=lower, lower=lower)
    full = F.linalg_trsm(y, half, transpose=not lower, rightside=True, lower=lower)
    return F._symmetric_sum(full) * 0.5


@operator(outputs=("Q", "L"), fallible=True)
def linalg_gelqf(A):
    """The LQ factorisation ``A = L @ Q`` of each matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, m), n <= m, of full rank

    Returns
    -------
    [Q, L]
        Q of shape (..., n, m) with orthonormal rows, L of shape (..., n, n), a lower triangle.

    >>> Q, L = nd.linalg.gelqf(nd.array([[3., 4.]]))
    >>> Q.asnumpy(), L.asnumpy()
    (array([[-0.6, -0.8]], dtype=float32), array([[-5.]], dtype=float32))
    """
    require_float(A)
    if A.ndim < 2 or A.shape[-2] > A.shape[-1]:
        raise ValueError("A must hold matrices with at least as many columns as rows")
    Q, R = in_single(lambda a: tuple(np.linalg.qr(a.swapaxes(-1, -2))), A)
    return tuple([np.ascontiguousarray(m.swapaxes(-1, -2)) for m in (Q, R)])


@linalg_gelqf.gradient
def _(F, gys, Q, L):
    of_q, of_l = gys
    if of_q is None and of_l is None:
        return None
    if of_l is None:
        products = F.linalg_gemm2(of_q, Q, transpose_b=True, alpha=-1.0)
    elif of_q is None:
        products = F.linalg_gemm2(L, of_l, transpose_a=True)
    else:
        of_product = F.linalg_gemm2(of_q, Q, transpose_b=True)
        products = F.linalg_gemm(L, of_l, of_product, transpose_a=True, beta=-1.0)
    # The lower triangle, mirrored into the upper one.
    mirrored = F._symmetric_sum(F._triangular_part(products, lower=True, diagonal=0.5))
    inner = F.linalg_gemm2(mirrored, Q)
    return F.linalg_trsm(L, inner if of_q is None else inner + of_q, transpose=True)


@operator(outputs=("U", "L"))
def linalg_syevd(A):
    """Eigenvectors and eigenvalues of each symmetric matrix: ``A = U.T @ diag(L) @ U``.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        Only its lower triangle is read.

    Returns
    -------
    [U, L]
        U of shape (..., n, n): each row an eigenvector of length 1, whose largest element in
        magnitude is positive; L of shape (..., n): the eigenvalues, ascending.

    The gradient of U is defined where the eigenvalues are distinct; equal ones make it infinite.

    >>> U, L = nd.linalg.syevd(nd.array([[2., 0.], [0., 1.]]))
    >>> L.asnumpy()
    array([1., 2.], dtype=float32)
    """
    require_square(A)
    values, vectors = in_single(lambda a: tuple(np.linalg.eigh(a)), A)
    U = np.ascontiguousarray(vectors.swapaxes(-1, -2))
    if U.size:
        largest = np.abs(U).argmax(-1)[..., None]
        U *= np.where(np.take_along_axis(U, largest, -1) < 0, -1, 1).astype(U.dtype)
    return U, values


@linalg_syevd.gradient
def _(F, gys, U, L):
    of_u, of_l = gys
    if of_u is None and of_l is None:
        return None
    inner = None if of_l is None else F.linalg_makediag(of_l)
    if of_u is not None:
        turned = F.linalg_gemm2(U, of_u, transpose_b=True) * F._inverse_gaps(L)
        inner = turned if inner is None else inner + turned
    found = F.linalg_gemm2(F.linalg_gemm2(U, inner, transpose_a=True), U)
    return F._symmetric_sum(found) * 0.5


@operator
def _inverse_gaps(L):
    """``1 / (L[j] - L[i])`` for each pair of elements of the last axis, 0 on the diagonal."""
    gaps = L[..., None, :] - L[..., :, None]
    index = np.arange(L.shape[-1])
    gaps[..., index, index] = np.inf
    return 1 / gaps


@_inverse_gaps.gradient
def _(F, gy, y):
    squares = gy * y * y
    return F.sum(squares, axis=-1) - F.sum(squares, axis=-2)
