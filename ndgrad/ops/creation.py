"""Arrays out of nothing or in the shape of another: constants, ranges, unit matrix, indices."""

from __future__ import annotations

import math

import numpy as np

from .axes import one_axis
from .dtypes import element_type
from .indices import exact_as
from .registry import operator


def _float32(dtype):
    return element_type("float32" if dtype is None else dtype)


@operator("_zeros")
def zeros(*, shape=(), dtype=None):
    """Zeros of a shape; float32 by default."""
    return np.zeros(shape, _float32(dtype))


@operator("_ones")
def ones(*, shape=(), dtype=None):
    """Ones of a shape; float32 by default."""
    return np.ones(shape, _float32(dtype))


@operator("_full")
def full(*, shape=(), value=0.0, dtype=None):
    """An array filled with one value; float32 by default."""
    return np.full(shape, value, _float32(dtype))


@operator(aliases=("_arange",))
def arange(*, start=0, stop=None, step=1.0, repeat=1, infer_range=None, dtype=None):
    """Evenly spaced values of the half-open interval ``[start, stop)``.

    Parameters
    ----------
    start : number, default 0
    stop : number, optional
        Left out, ``start`` is the end and the values begin at 0.
    step : number, default 1
        Negative steps count down. Values of an integer dtype count from ``int(start)`` in steps of
        ``int(step)``; there are as many as without it.
    repeat : int, default 1
        How often each value comes in a row.
    infer_range : bool, optional
        Meant for graphs whose shapes are not known yet; nothing is left to infer here.
    dtype : str, default float32

    Raises
    ------
    ValueError
        For a step of 0 (for integers: of less than 1), or where the dtype cannot hold every integer
        of the range exactly (float32 beyond 2**24).

    >>> nd.arange(3).asnumpy()
    array([0., 1., 2.], dtype=float32)
    >>> nd.arange(2, 6, step=2, repeat=2, dtype='int32').asnumpy()
    array([2, 2, 4, 4], dtype=int32)
    """
    if stop is None:
        start, stop = 0, start
    if step == 0:
        raise ValueError("step cannot be 0")
    dtype = _float32(dtype)
    whole = all(float(v).is_integer() for v in (start, stop, step))
    if whole:
        values = np.arange(int(start), int(stop), int(step))
        if dtype.kind == "f" and values.size:
            largest = max(-int(values.min()), int(values.max()))
            exact_as(values[:0], dtype, largest, "choose another dtype")
    else:
        first, stride = _of_dtype(start, step, dtype)
        values = first + stride * np.arange(math.ceil((stop - start) / step))
    return np.repeat(values.astype(dtype), repeat)


def _of_dtype(start, step, dtype):
    """Start and step of a range: integers count from whole numbers in whole steps, as in MXNet."""
    if dtype.kind == "f":
        return start, step
    if not int(step):
        raise ValueError(
            f"a step of {step} is 0 in {dtype}: make the range in float32 and cast it with astype"
        )
    return int(start), int(step)


@operator(aliases=("_linspace",))
def linspace(*, start, stop, num, endpoint=True, dtype=None):
    """A number of evenly spaced values from ``start`` to ``stop``.

    Parameters
    ----------
    start, stop : number
    num : int
        How many, not negative.
    endpoint : bool, default True
        Whether ``stop`` is the last value, or the one that would come next.
    dtype : str, default float32

    >>> nd.linspace(0, 1, 5).asnumpy()
    array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
    """
    return np.linspace(start, stop, num, bool(endpoint)).astype(_float32(dtype))


@operator(aliases=("_eye",))
def eye(*, N, M=0, k=0, dtype=None):
    """A matrix with ones on a diagonal and zeros elsewhere.

    Parameters
    ----------
    N, M : int
        Rows and columns; ``M=0`` means as many columns as rows.
    k : int, default 0
        0 is the main diagonal, positive ones lie above it, negative ones below.
    dtype : str, default float32

    >>> nd.eye(2, 3, k=1).asnumpy()
    array([[0., 1., 0.],
           [0., 0., 1.]], dtype=float32)
    """
    return np.eye(N, M or None, k, _float32(dtype))


# -- in the shape of another array ------------------------------------------------------------


@operator(method=True, zero_gradient=True)
def zeros_like(data, *, dtype=None):
    """Zeros in the shape and dtype of an array.

    Parameters
    ----------
    data : NDArray
    dtype : str, optional
        Another dtype. (MXNet takes this keyword and gives the dtype of ``data`` all the same.)

    >>> nd.zeros_like(nd.array([1., 2.])).asnumpy()
    array([0., 0.], dtype=float32)
    """
    return np.zeros(data.shape, data.dtype if dtype is None else element_type(dtype))


@operator(method=True, zero_gradient=True)
def ones_like(data, *, dtype=None):
    """Ones in the shape and dtype of an array.

    Parameters
    ----------
    data : NDArray
    dtype : str, optional
        Another dtype. (MXNet takes this keyword and gives the dtype of ``data`` all the same.)

    >>> nd.ones_like(nd.array([1., 2.])).asnumpy()
    array([1., 1.], dtype=float32)
    """
    return np.ones(data.shape, data.dtype if dtype is None else element_type(dtype))


@operator(aliases=("_full_like",), zero_gradient=True)
def full_like(data, *, fill_value, dtype=None):
    """One value in the shape of an array.

    Parameters
    ----------
    data : NDArray
    fill_value : number
    dtype : str, optional
        By default that of ``data``.

    >>> nd.full_like(nd.array([1., 2.]), 7).asnumpy()
    array([7., 7.], dtype=float32)
    """
    return np.full(data.shape, fill_value, dtype or data.dtype)


@operator(namespace="contrib", aliases=("_contrib_arange_like",), zero_gradient=True)
def arange_like(data, *, start=0.0, step=1.0, repeat=1, axis=None):
    """Evenly spaced values, as many as an array has elements, or as one of its axes is long.

    Parameters
    ----------
    data : NDArray
        Only its shape and dtype are used.
    start, step : float, default 0 and 1
        Taken as integers where ``data`` holds integers.
    repeat : int, default 1
        How often each value comes in a row.
    axis : int or None
        None, the default: values in the shape of ``data``; otherwise one axis of that length.

    >>> nd.contrib.arange_like(nd.zeros((2, 2)), start=1).asnumpy()
    array([[1., 2.],
           [3., 4.]], dtype=float32)
    >>> nd.contrib.arange_like(nd.zeros((2, 3)), axis=1).asnumpy()
    array([0., 1., 2.], dtype=float32)
    """
    shape = data.shape if axis is None else (data.shape[one_axis(axis, data.ndim)],)
    size = math.prod(shape)
    start, step = _of_dtype(start, step, data.dtype)
    values = np.repeat(start + step * np.arange(-(-size // repeat)), repeat)[:size]
    return values.astype(data.dtype).reshape(shape)


@operator(namespace="contrib", aliases=("_contrib_index_array",), zero_gradient=True)
def index_array(data, *, axes=None):
    """For each element its own index, as an array of int64 with one more axis.

    Parameters
    ----------
    data : NDArray
        Only its shape is used.
    axes : tuple of int, optional
        Which parts of the index, in this order; all by default.

    >>> nd.contrib.index_array(nd.zeros((2, 2))).asnumpy().tolist()
    [[[0, 0], [0, 1]], [[1, 0], [1, 1]]]
    """
    if hasattr(axes, "__index__"):
        axes = (axes,)
    axes = range(data.ndim) if axes is None else [one_axis(a, data.ndim, "axes") for a in axes]
    grid = np.indices(data.shape, sparse=True)
    parts = [np.broadcast_to(grid[a], data.shape) for a in axes]
    if not parts:
        return np.zeros((*data.shape, 0), np.int64)
    return np.ascontiguousarray(np.stack(parts, axis=-1), np.int64)
