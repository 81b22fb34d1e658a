"""Random shapes, arrays and matrices to test with; they follow ``numpy.random``'s global state."""

from __future__ import annotations

import random as _random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..base import InvalidValueError, UnsupportedError
from ..context import Context
from ..ndarray import NDArray, array
from .settings import default_context, default_dtype


def rand_shape_2d(dim0: int = 10, dim1: int = 10, allow_zero_size: bool = False) -> tuple[int, ...]:
    """A random shape of two axes, of lengths 1 to ``dim0`` and ``dim1``.

    With ``allow_zero_size`` they may be 0, here and in the functions below.

    >>> len(mx.test_utils.rand_shape_2d())
    2
    """
    return _shape((dim0, dim1), allow_zero_size)


def rand_shape_3d(
    dim0: int = 10, dim1: int = 10, dim2: int = 10, allow_zero_size: bool = False
) -> tuple[int, ...]:
    """A random shape of three axes, of lengths 1 (or 0) to ``dim0``, ``dim1`` and ``dim2``.

    >>> len(mx.test_utils.rand_shape_3d(dim1=4))
    3
    """
    return _shape((dim0, dim1, dim2), allow_zero_size)


def rand_shape_nd(num_dim: int, dim: int = 10, allow_zero_size: bool = False) -> tuple[int, ...]:
    """A random shape of ``num_dim`` axes, each of length 1 (or 0) to ``dim``.

    >>> len(mx.test_utils.rand_shape_nd(4, dim=3))
    4
    """
    return _shape((dim,) * num_dim, allow_zero_size)


def _shape(dims: Sequence[int], allow_zero_size: bool) -> tuple[int, ...]:
    low = 0 if allow_zero_size else 1
    return tuple(int(np.random.randint(low, dim + 1)) for dim in dims)


def rand_coord_2d(x_low: int, x_high: int, y_low: int, y_high: int) -> tuple[int, int]:
    """A random point: ``x`` of [x_low, x_high), ``y`` of [y_low, y_high).

    >>> mx.test_utils.rand_coord_2d(2, 3, 5, 6)
    (2, 5)
    """
    return int(np.random.randint(x_low, x_high)), int(np.random.randint(y_low, y_high))


def rand_ndarray(
    shape: Any,
    stype: str = "default",
    density: float | None = None,
    dtype: Any = None,
    modifier_func: Callable[[float], float] | None = None,
    shuffle_csr_indices: bool = False,
    distribution: str | None = None,
    ctx: Context | None = None,
) -> NDArray:
    """An array of random numbers.

    Parameters
    ----------
    shape : int or tuple of int
    stype, density, shuffle_csr_indices
        Of sparse arrays: anything but the defaults raises MXNetError.
    dtype : dtype, default float32
    modifier_func : callable, optional
        Applied to each element.
    distribution : {'normal', 'uniform'}, default 'normal'
        The standard normal law, or the uniform one in [-1, 1).
    ctx : Context, optional
        The default context by default.

    >>> mx.test_utils.rand_ndarray((2, 3), dtype="float64").shape
    (2, 3)
    """
    if stype != "default" or density is not None or shuffle_csr_indices:
        raise UnsupportedError(f"rand_ndarray: sparse arrays (stype={stype!r}) are not supported.")
    if distribution not in (None, "uniform", "normal"):
        raise InvalidValueError(
            f"rand_ndarray: distribution is 'normal' or 'uniform', got {distribution!r}."
        )
    size = (shape,) if isinstance(shape, int) else tuple(shape)
    normal = distribution in (None, "normal")
    values = np.random.standard_normal(size) if normal else np.random.uniform(-1, 1, size)
    if modifier_func is not None:
        values = assign_each(values, modifier_func)
    return array(values, ctx=ctx or default_context(), dtype=dtype or default_dtype())


def random_arrays(*shapes: tuple[int, ...]) -> Any:
    """Normal float32 NumPy arrays of these shapes: a list, or one array (a float for ``()``).

    >>> [a.shape for a in mx.test_utils.random_arrays((2, 3), (4,))]
    [(2, 3), (4,)]
    """
    arrays: list[Any] = [
        np.array(np.random.standard_normal(s), dtype=default_dtype()) if s else
        float(np.random.standard_normal())
        for s in shapes
    ]  # fmt: skip
    return arrays[0] if len(arrays) == 1 else arrays


def random_uniform_arrays(
    *shapes: tuple[int, ...], low: float = 0.0, high: float = 1.0, dtype: Any = None
) -> list[np.ndarray]:
    """NumPy arrays of these shapes, uniform in [low, high), of float32 or ``dtype``.

    >>> mx.test_utils.random_uniform_arrays((2, 3), low=5, high=6)[0].shape
    (2, 3)
    """
    kind = default_dtype() if dtype is None else dtype
    return [np.random.uniform(low, high, s).astype(kind) for s in shapes]


def random_sample(population: Sequence[Any], k: int) -> list[Any]:
    """``k`` different elements of ``population``, in random order.

    >>> sorted(mx.test_utils.random_sample([1, 2, 3], 3))
    [1, 2, 3]
    """
    return _random.sample(list(population), k)


def assign_each(the_input: np.ndarray, function: Callable[[Any], Any] | None) -> np.ndarray:
    """``function`` applied to each element of ``the_input``; a copy where it is None.

    >>> mx.test_utils.assign_each(np.array([1.0, 2.0]), lambda v: v * v)
    array([1., 4.])
    """
    if function is None:
        return np.array(the_input)
    return np.array([function(v) for v in np.ravel(the_input)]).reshape(np.shape(the_input))


def assign_each2(
    input1: np.ndarray, input2: np.ndarray, function: Callable[[Any, Any], Any] | None
) -> np.ndarray:
    """``function`` applied to each pair of elements of ``input1`` and ``input2``, of one shape.

    A copy of ``input1`` where it is None.

    >>> mx.test_utils.assign_each2(np.array([1.0, 2.0]), np.array([3.0, 4.0]), max)
    array([3., 4.])
    """
    if function is None:
        return np.array(input1)
    pairs = zip(np.ravel(input1), np.ravel(input2), strict=True)
    return np.array([function(a, b) for a, b in pairs]).reshape(np.shape(input1))


def np_reduce(
    dat: np.ndarray, axis: Any, keepdims: bool, numpy_reduce_func: Callable[..., Any]
) -> np.ndarray:
    """``numpy_reduce_func(dat, axis, keepdims)`` as an array; ``axis`` may be a list, too.

    >>> mx.test_utils.np_reduce(np.ones((2, 3)), (0, 1), True, np.sum)
    array([[6.]])
    """
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    return np.asarray(numpy_reduce_func(dat, axis=axes, keepdims=keepdims))


def collapse_sum_like(a: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """``a`` summed to ``shape``, which broadcasts to the shape of ``a``: undoes broadcasting.

    >>> mx.test_utils.collapse_sum_like(np.ones((2, 3, 4)), (3, 1)).shape
    (3, 1)
    """
    lead = a.ndim - len(shape)
    axes = tuple(range(lead)) + tuple(
        lead + i for i, n in enumerate(shape) if n == 1 and a.shape[lead + i] != 1
    )
    return np.sum(a, axis=axes).reshape(shape)


def create_2d_tensor(rows: int, columns: int, dtype: Any = np.int64) -> NDArray:
    """An array of shape (rows, columns) and of ``dtype`` whose row ``i`` is full of ``i``.

    >>> mx.test_utils.create_2d_tensor(2, 3).asnumpy().tolist()
    [[0, 0, 0], [1, 1, 1]]
    """
    values = np.repeat(np.arange(rows, dtype=dtype)[:, None], columns, axis=1)
    return array(values, dtype=values.dtype)


def create_vector(size: int, dtype: Any = np.int64) -> NDArray:
    """The numbers 0 to ``size - 1``, of ``dtype``.

    >>> mx.test_utils.create_vector(3).asnumpy().tolist()
    [0, 1, 2]
    """
    return array(np.arange(size, dtype=dtype), dtype=dtype)


def get_identity_mat(size: int) -> NDArray:
    """The identity matrix of shape (size, size), float32.

    >>> mx.test_utils.get_identity_mat(2).asnumpy().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return array(np.identity(size))


def get_identity_mat_batch(size: int) -> NDArray:
    """Two identity matrices: shape (2, size, size), float32.

    >>> mx.test_utils.get_identity_mat_batch(3).shape
    (2, 3, 3)
    """
    return array(np.stack([np.identity(size)] * 2))


def new_orthonormal_matrix_2d(n: int) -> np.ndarray:
    """A random orthonormal matrix of shape (n, n), float64: the Q of a QR decomposition.

    >>> q = mx.test_utils.new_orthonormal_matrix_2d(3)
    >>> bool(np.allclose(q @ q.T, np.eye(3)))
    True
    """
    q, _ = np.linalg.qr(np.random.uniform(-1, 1, (n, n)))
    return q


def _spectrum(n: int) -> np.ndarray:
    # Eigenvalues 0.8 or more apart: their derivatives divide by the differences.
    values = np.cumsum(np.random.uniform(0.8, 1.0, n))
    return values - values.mean()


def new_matrix_with_real_eigvals_2d(n: int) -> np.ndarray:
    """A well conditioned random matrix of shape (n, n) with small, distinct, real eigenvalues.

    >>> bool(np.isreal(np.linalg.eigvals(mx.test_utils.new_matrix_with_real_eigvals_2d(3))).all())
    True
    """
    q = new_orthonormal_matrix_2d(n)
    # A triangular factor close to the identity keeps the basis well conditioned, not orthogonal.
    basis = q @ (np.eye(n) + np.triu(np.random.uniform(-0.2, 0.2, (n, n)), 1))
    return basis @ np.diag(_spectrum(n)) @ np.linalg.inv(basis)


def new_sym_matrix_with_real_eigvals_2d(n: int) -> np.ndarray:
    """A random symmetric matrix of shape (n, n) with small, distinct eigenvalues.

    >>> a = mx.test_utils.new_sym_matrix_with_real_eigvals_2d(3)
    >>> bool(np.allclose(a, a.T))
    True
    """
    q = new_orthonormal_matrix_2d(n)
    a = q @ np.diag(_spectrum(n)) @ q.T
    return (a + a.T) / 2


def new_matrix_with_real_eigvals_nd(shape: tuple[int, ...]) -> np.ndarray:
    """:func:`new_matrix_with_real_eigvals_2d` in a batch of the given shape.

    >>> mx.test_utils.new_matrix_with_real_eigvals_nd((2, 3, 3)).shape
    (2, 3, 3)
    """
    return _batch(new_matrix_with_real_eigvals_2d, shape)


def new_sym_matrix_with_real_eigvals_nd(shape: tuple[int, ...]) -> np.ndarray:
    """:func:`new_sym_matrix_with_real_eigvals_2d` in a batch of the given shape.

    >>> mx.test_utils.new_sym_matrix_with_real_eigvals_nd((2, 3, 3)).shape
    (2, 3, 3)
    """
    return _batch(new_sym_matrix_with_real_eigvals_2d, shape)


def _batch(make: Callable[[int], np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
    count = int(np.prod(shape[:-2]))
    return np.array([make(shape[-1]) for _ in range(count)]).reshape(shape)
