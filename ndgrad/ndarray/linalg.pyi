"""Written by ``python -m tests.write_stubs``; not to be changed by hand."""

from collections.abc import Sequence
from typing import Any

from ..context import Context
from .ndarray import NDArray

_Shape = int | Sequence[int] | None

def det(A: NDArray, out: Any = None, name: str | None = None) -> NDArray:
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

def extractdiag(
    A: NDArray,
    offset: int = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The diagonal of each square matrix in the last two axes.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
    offset : int, default 0
        Above (positive) or below (negative) the main diagonal.

    Returns
    -------
    NDArray of shape (..., n - abs(offset))

    >>> nd.linalg.extractdiag(nd.array([[1., 2.], [3., 4.]])).asnumpy()
    array([1., 4.], dtype=float32)
    """

def extracttrian(
    A: NDArray,
    offset: int = 0,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """A triangle of each square matrix in the last two axes, as a vector.

    Parameters
    ----------
    A : NDArray of shape (..., n, n)
    offset : int, default 0
        The triangle on and above that diagonal if positive, on and below it if negative.
    lower : bool, default True
        For offset 0: the lower triangle or the upper one.

    Returns
    -------
    NDArray of shape (..., m * (m + 1) / 2), m = n - abs(offset)
        Lower triangles row by row, upper ones column by column.

    >>> nd.linalg.extracttrian(nd.array([[1., 2.], [3., 4.]])).asnumpy()
    array([1., 3., 4.], dtype=float32)
    """

def gelqf(A: NDArray, out: Any = None, name: str | None = None) -> Any:
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

def gemm(
    A: NDArray,
    B: NDArray,
    C: NDArray,
    transpose_a: bool = False,
    transpose_b: bool = False,
    alpha: float = 1.0,
    beta: float = 1.0,
    axis: _Shape = -2,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def gemm2(
    A: NDArray,
    B: NDArray,
    transpose_a: bool = False,
    transpose_b: bool = False,
    alpha: float = 1.0,
    axis: _Shape = -2,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def inverse(A: NDArray, out: Any = None, name: str | None = None) -> NDArray:
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

def makediag(
    A: NDArray,
    offset: int = 0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Square matrices that are zero but for the vectors of the last axis on a diagonal.

    Parameters
    ----------
    A : NDArray of shape (..., n)
    offset : int, default 0
        Above (positive) or below (negative) the main diagonal.

    Returns
    -------
    NDArray of shape (..., m, m), m = n + abs(offset)

    >>> nd.linalg.makediag(nd.array([1., 2.])).asnumpy()
    array([[1., 0.],
           [0., 2.]], dtype=float32)
    """

def maketrian(
    A: NDArray,
    offset: int = 0,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """Square matrices with the vectors of the last axis as a triangle: undoes extracttrian.

    Parameters
    ----------
    A : NDArray of shape (..., m * (m + 1) / 2)
    offset : int, default 0
    lower : bool, default True
        As in :func:`extracttrian <nd.linalg.extracttrian>`.

    Returns
    -------
    NDArray of shape (..., n, n), n = m + abs(offset)

    >>> nd.linalg.maketrian(nd.array([1., 2., 3.])).asnumpy()
    array([[1., 0.],
           [2., 3.]], dtype=float32)
    """

def potrf(
    A: NDArray,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def potri(
    A: NDArray,
    lower: bool = True,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def slogdet(A: NDArray, out: Any = None, name: str | None = None) -> Any:
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

def sumlogdiag(A: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """Sum of the logarithms of the diagonal of each square matrix in the last two axes.

    Of the Cholesky factor of a matrix it is half the logarithm of its determinant.

    Parameters
    ----------
    A : NDArray of shape (..., n, n), of a float dtype

    Returns
    -------
    NDArray of shape ``A.shape[:-2]``; (1,) for one matrix. NaN below 0, -inf at 0.

    >>> nd.linalg.sumlogdiag(nd.array([[1., 5.], [5., 1.]])).asnumpy()
    array([0.], dtype=float32)
    """

def syevd(A: NDArray, out: Any = None, name: str | None = None) -> Any:
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

def syrk(
    A: NDArray,
    transpose: bool = False,
    alpha: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def trmm(
    A: NDArray,
    B: NDArray,
    transpose: bool = False,
    rightside: bool = False,
    lower: bool = True,
    alpha: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def trsm(
    A: NDArray,
    B: NDArray,
    transpose: bool = False,
    rightside: bool = False,
    lower: bool = True,
    alpha: float = 1.0,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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
