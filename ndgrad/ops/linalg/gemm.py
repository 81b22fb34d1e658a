"""The BLAS3 products of ``nd.linalg``: gemm, gemm2, syrk."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .matrices import in_single, require_float, transposed


def _rows_to(a, axis):
    """Matrices whose rows lie along ``axis`` moved to the last two axes (a view)."""
    if a.ndim < 2:
        raise ValueError("each input must have at least 2 axes")
    if not -a.ndim <= axis < a.ndim or axis % a.ndim == a.ndim - 1:
        raise ValueError(f"axis must name one of the axes before the last, got {axis}")
    return a.swapaxes(axis, -2) if axis % a.ndim != a.ndim - 2 else a


def _multiply(A, B, transpose_a, transpose_b, alpha, axis):
    require_float(A)
    require_float(B, "B")
    a, b = (_rows_to(m, axis) for m in (A, B))
    if a.shape[:-2] != b.shape[:-2]:
        raise ValueError("the inputs must agree in all axes but those of the matrices")
    a, b = transposed(a, transpose_a), transposed(b, transpose_b)
    if a.shape[-1] != b.shape[-2]:
        raise ValueError(
            f"the axes summed over differ in length: {a.shape[-1]} in A, {b.shape[-2]} in B"
        )
    product = in_single(np.matmul, a, b)
    if alpha != 1:
        product *= product.dtype.type(alpha)
    return _rows_to(product, axis)


@operator(promotes=True)
def linalg_gemm2(A, B, *, transpose_a=False, transpose_b=False, alpha=1.0, axis=-2):
    """``alpha * op(A) @ op(B)`` for each matrix of a batch; ``op`` transposes where asked.

    Parameters
    ----------
    A : NDArray of shape (..., n, k)
    B : NDArray of shape (..., k, m), with the same leading axes
    transpose_a, transpose_b : bool, default False
    alpha : float, default 1
    axis : int, default -2
        The axis along which the rows of the matrices lie; columns lie along the last.

    Returns
    -------
    NDArray of shape (..., n, m)

    >>> A = nd.array([[1., 1.], [1., 1.]])
    >>> nd.linalg.gemm2(A, A, alpha=2.0).asnumpy()
    array([[4., 4.],
           [4., 4.]], dtype=float32)
    """
    return np.ascontiguousarray(_multiply(A, B, transpose_a, transpose_b, alpha, axis))


def _gradient_of_a(F, gy, B, transpose_a, transpose_b, alpha, axis):
    if transpose_a:
        return F.linalg_gemm2(
            B, gy, transpose_a=transpose_b, transpose_b=True, alpha=alpha, axis=axis
        )
    return F.linalg_gemm2(gy, B, transpose_b=not transpose_b, alpha=alpha, axis=axis)


def _gradient_of_b(F, gy, A, transpose_a, transpose_b, alpha, axis):
    if transpose_b:
        return F.linalg_gemm2(
            gy, A, transpose_a=True, transpose_b=transpose_a, alpha=alpha, axis=axis
        )
    return F.linalg_gemm2(A, gy, transpose_a=not transpose_a, alpha=alpha, axis=axis)


@linalg_gemm2.gradient("A")
def _(F, gy, B, transpose_a, transpose_b, alpha, axis):
    return _gradient_of_a(F, gy, B, transpose_a, transpose_b, alpha, axis)


@linalg_gemm2.gradient("B")
def _(F, gy, A, transpose_a, transpose_b, alpha, axis):
    return _gradient_of_b(F, gy, A, transpose_a, transpose_b, alpha, axis)


@operator(promotes=True)
def linalg_gemm(A, B, C, *, transpose_a=False, transpose_b=False, alpha=1.0, beta=1.0, axis=-2):
    """``alpha * op(A) @ op(B) + beta * C`` for each matrix of a batch.

    Parameters
    ----------
    A, B, transpose_a, transpose_b, alpha, axis
        As in :func:`gemm2 <nd.linalg.gemm2>`.
    C : NDArray of the shape of the product
    beta : float, default 1

    >>> A, C = nd.ones((2, 2)), nd.ones((2, 2))
    >>> nd.linalg.gemm(A, A, C, alpha=2.0, beta=10.0).asnumpy()
    array([[14., 14.],
           [14., 14.]], dtype=float32)
    """
    product = _multiply(A, B, transpose_a, transpose_b, alpha, axis)
    if C.shape != product.shape:
        raise ValueError(f"C must have the shape {product.shape} of the product, got {C.shape}")
    return product + (C if beta == 1 else C * C.dtype.type(beta))


@linalg_gemm.gradient("A")
def _(F, gy, B, transpose_a, transpose_b, alpha, axis):
    return _gradient_of_a(F, gy, B, transpose_a, transpose_b, alpha, axis)


@linalg_gemm.gradient("B")
def _(F, gy, A, transpose_a, transpose_b, alpha, axis):
    return _gradient_of_b(F, gy, A, transpose_a, transpose_b, alpha, axis)


@linalg_gemm.gradient("C")
def _(gy, beta):
    return gy * beta


@operator
def linalg_syrk(A, *, transpose=False, alpha=1.0):
    """``alpha * A @ A.T`` (``alpha * A.T @ A`` with ``transpose``) for each matrix of a batch.

    Parameters
    ----------
    A : NDArray of shape (..., n, m)
    transpose : bool, default False
    alpha : float, default 1

    Returns
    -------
    NDArray of shape (..., n, n); (..., m, m) with ``transpose``

    >>> nd.linalg.syrk(nd.array([[1., 2., 3.], [4., 5., 6.]])).asnumpy()
    array([[14., 32.],
           [32., 77.]], dtype=float32)
    """
    return linalg_gemm2(A, A, transpose_a=transpose, transpose_b=not transpose, alpha=alpha)


@linalg_syrk.gradient
def _(F, gy, A, transpose, alpha):
    both = F._symmetric_sum(gy)
    if transpose:
        return F.linalg_gemm2(A, both, alpha=alpha)
    return F.linalg_gemm2(both, A, alpha=alpha)


@operator
def _symmetric_sum(A):
    """Each matrix plus its transpose."""
    return A + transposed(A)


@_symmetric_sum.gradient
def _(F, gy):
    return F._symmetric_sum(gy)
