"""Diagonals and triangles as vectors, and vectors as diagonals and triangles."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from ..registry import operator
from .matrices import require_square


def _diagonal(size, offset):
    """Row and column indices of a diagonal of a ``size`` by ``size`` matrix."""
    length = size - abs(offset)
    if length <= 0 and size > 0:
        raise ValueError(f"offset {offset} lies outside matrices of size {size}")
    index = np.arange(max(length, 0))
    return (index, index + offset) if offset >= 0 else (index - offset, index)


@lru_cache(maxsize=64)
def _triangle(size, offset, lower):
    """Indices of a triangle: row by row below the diagonal, column by column above it."""
    side = size - abs(offset)
    if side <= 0 and size > 0:
        raise ValueError(f"offset {offset} lies outside matrices of size {size}")
    major, minor = np.tril_indices(max(side, 0))
    if offset < 0 or (offset == 0 and lower):
        return major - offset, minor
    return minor, major + offset


@operator
def linalg_extractdiag(A, *, offset=0):
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
    require_square(A)
    rows, columns = _diagonal(A.shape[-1], offset)
    return np.ascontiguousarray(A[..., rows, columns])  # NumPy gives it the order of the indices


@linalg_extractdiag.gradient
def _(F, gy, offset):
    return F.linalg_makediag(gy, offset=offset)


@operator
def linalg_makediag(A, *, offset=0):
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
    if A.ndim < 1:
        raise ValueError("A must have at least one axis")
    size = A.shape[-1] + abs(offset)
    out = np.zeros((*A.shape[:-1], size, size), A.dtype)
    rows, columns = _diagonal(size, offset)
    out[..., rows, columns] = A
    return out


@linalg_makediag.gradient
def _(F, gy, offset):
    return F.linalg_extractdiag(gy, offset=offset)


@operator
def linalg_extracttrian(A, *, offset=0, lower=True):
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
    require_square(A)
    rows, columns = _triangle(A.shape[-1], offset, bool(lower))
    return np.ascontiguousarray(A[..., rows, columns])  # NumPy gives it the order of the indices


@linalg_extracttrian.gradient
def _(F, gy, offset, lower):
    return F.linalg_maketrian(gy, offset=offset, lower=lower)


@operator
def linalg_maketrian(A, *, offset=0, lower=True):
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
    if A.ndim < 1:
        raise ValueError("A must have at least one axis")
    side = (math.isqrt(8 * A.shape[-1] + 1) - 1) // 2
    if side * (side + 1) // 2 != A.shape[-1]:
        raise ValueError(
            f"the last axis must have m * (m + 1) / 2 elements for a whole m, got {A.shape[-1]}"
        )
    size = side + abs(offset)
    out = np.zeros((*A.shape[:-1], size, size), A.dtype)
    rows, columns = _triangle(size, offset, bool(lower))
    out[..., rows, columns] = A
    return out


@linalg_maketrian.gradient
def _(F, gy, offset, lower):
    return F.linalg_extracttrian(gy, offset=offset, lower=lower)


@operator
def linalg_sumlogdiag(A):
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
    require_square(A)
    return np.log(np.diagonal(A, axis1=-2, axis2=-1)).sum(-1, dtype=A.dtype)


@linalg_sumlogdiag.gradient
def _(F, gy, A, A_shape):
    scale = gy if len(A_shape) == 2 else F.expand_dims(gy, axis=-1)
    return F.linalg_makediag(scale / F.linalg_extractdiag(A))


@operator
def _triangular_part(A, *, lower, diagonal=1.0):
    """The lower (upper) triangle of each matrix, its diagonal multiplied by ``diagonal``."""
    out = np.tril(A) if lower else np.triu(A)
    if diagonal != 1:
        index = np.arange(A.shape[-1])
        out[..., index, index] *= A.dtype.type(diagonal)
    return out


@_triangular_part.gradient
def _(F, gy, lower, diagonal):
    return F._triangular_part(gy, lower=lower, diagonal=diagonal)
