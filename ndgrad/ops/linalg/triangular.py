"""Products with, and equations in, triangular matrices: trmm, trsm, potri.

Only the named triangle of a triangular argument is read, and only it has a gradient.
"""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .matrices import in_single, require_batch, require_square, transposed


def _triangle(A, lower):
    return np.tril(A) if lower else np.triu(A)


def _check(A, B, rightside):
    require_square(A)
    require_batch(A, B)
    if B.shape[-1 if rightside else -2] != A.shape[-1]:
        side = "columns" if rightside else "rows"
        raise ValueError(f"B must have {A.shape[-1]} {side}, one for each row of A")


def _solve_upper(A, B):
    """``A @ X = B`` for upper triangles: elimination finds nothing to do and substitutes back."""
    try:
        return in_single(np.linalg.solve, A, B)
    except np.linalg.LinAlgError:
        raise ArithmeticError("A is singular: an element of its diagonal is zero") from None


def _solve(A, B, lower, transpose):
    """``op(A) @ X = B`` for a triangle; a lower one is an upper one in reversed order."""
    if A.shape[-1] == 0 or B.size == 0:
        return np.zeros(B.shape, B.dtype)
    A = transposed(_triangle(A, lower), transpose)
    if lower == transpose:
        return _solve_upper(A, B)
    reversed_solution = _solve_upper(A[..., ::-1, ::-1], B[..., ::-1, :])
    return np.ascontiguousarray(reversed_solution[..., ::-1, :])


@operator(promotes=True)
def linalg_trsm(A, B, *, transpose=False, rightside=False, lower=True, alpha=1.0):
    """Solves ``op(A) @ X = alpha * B`` for X, with triangular A.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        Only the triangle that ``lower`` names is read.
    B : NDArray of shape (..., n, m); (..., m, n) with ``rightside``
    transpose : bool, default False
        ``op(A)`` is A transposed.
    rightside : bool, default False
        Solve ``X @ op(A) = alpha * B`` instead.
    lower : bool, default True
        A is a lower triangle.
    alpha : float, default 1

    Raises
    ------
    ArithmeticError
        If A is singular.

    >>> A, B = nd.array([[1., 0.], [1., 1.]]), nd.array([[2.], [4.]])
    >>> nd.linalg.trsm(A, B, alpha=0.5).asnumpy()
    array([[1.],
           [1.]], dtype=float32)
    """
    _check(A, B, rightside)
    lower, transpose = bool(lower), bool(transpose)
    if rightside:
        X = np.ascontiguousarray(transposed(_solve(A, transposed(B), lower, not transpose)))
    else:
        X = _solve(A, B, lower, transpose)
    return X if alpha == 1 else X * X.dtype.type(alpha)


@linalg_trsm.gradient
def _(F, gy, A, y, needs, transpose, rightside, lower, alpha):
    solved = F.linalg_trsm(A, gy, transpose=not transpose, rightside=rightside, lower=lower)
    of_b = solved if alpha == 1 else solved * alpha
    if not needs[0]:
        return None, of_b
    # With Y = X op(A)^-1 or op(A)^-1 X the product's order follows from where the inverse stands.
    if rightside:
        pair = (solved, y) if transpose else (y, solved)
        of_a = F.linalg_gemm2(*pair, transpose_a=True, alpha=-1.0)
    else:
        pair = (y, solved) if transpose else (solved, y)
        of_a = F.linalg_gemm2(*pair, transpose_b=True, alpha=-1.0)
    return F._triangular_part(of_a, lower=lower), of_b


@operator(promotes=True)
def linalg_trmm(A, B, *, transpose=False, rightside=False, lower=True, alpha=1.0):
    """``alpha * op(A) @ B`` with triangular A; ``alpha * B @ op(A)`` with ``rightside``.

    Parameters
    ----------
    A, B, transpose, rightside, lower, alpha
        As in :func:`trsm <nd.linalg.trsm>`.

    >>> A, B = nd.array([[1., 0.], [1., 1.]]), nd.ones((2, 3))
    >>> nd.linalg.trmm(A, B, alpha=2.0).asnumpy()
    array([[2., 2., 2.],
           [4., 4., 4.]], dtype=float32)
    """
    _check(A, B, rightside)
    triangle = transposed(_triangle(A, lower), transpose)
    product = in_single(np.matmul, *((B, triangle) if rightside else (triangle, B)))
    return product if alpha == 1 else product * product.dtype.type(alpha)


@linalg_trmm.gradient("A")
def _(F, gy, B, transpose, rightside, lower, alpha):
    if rightside:
        pair = (gy, B) if transpose else (B, gy)
        product = F.linalg_gemm2(*pair, transpose_a=True, alpha=alpha)
    else:
        pair = (B, gy) if transpose else (gy, B)
        product = F.linalg_gemm2(*pair, transpose_b=True, alpha=alpha)
    return F._triangular_part(product, lower=lower)


@linalg_trmm.gradient("B")
def _(F, gy, A, transpose, rightside, lower, alpha):
    return F.linalg_trmm(
        A, gy, transpose=not transpose, rightside=rightside, lower=lower, alpha=alpha
    )


@operator
def linalg_potri(A, *, lower=True):
    """The inverse of a positive definite matrix, from its Cholesky factor A.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
        As :func:`potrf <nd.linalg.potrf>` gives it; only its triangle is read.
    lower : bool, default True
        A is a lower triangle and the matrix ``A @ A.T``; otherwise ``A.T @ A``.

    Raises
    ------
    ArithmeticError
        If A is singular.

    >>> nd.linalg.potri(nd.array([[2., 0.], [0.5, 2.]])).asnumpy()
    array([[ 0.265625, -0.0625  ],
           [-0.0625  ,  0.25    ]], dtype=float32)
    """
    require_square(A)
    one = np.broadcast_to(np.eye(A.shape[-1], dtype=A.dtype), A.shape)
    inverse = _solve(A, one, bool(lower), False)
    pair = (transposed(inverse), inverse) if lower else (inverse, transposed(inverse))
    return in_single(np.matmul, *pair)


@linalg_potri.gradient
def _(F, gy, A, y, lower):
    both = F._symmetric_sum(gy)
    if lower:
        found = F.linalg_trsm(
            A, F.linalg_gemm2(y, both), transpose=True, rightside=True, lower=True, alpha=-1.0
        )
    else:
        found = F.linalg_trsm(A, F.linalg_gemm2(both, y), transpose=True, lower=False, alpha=-1.0)
    return F._triangular_part(found, lower=lower)
