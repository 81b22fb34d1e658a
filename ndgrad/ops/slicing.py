"""Cutting arrays: slices along axes, and splitting into parts."""

from __future__ import annotations

from .axes import one_axis
from .registry import operator


def _tuple(value):
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def slice_key(begin, end, step, ndim):
    """The index that ``slice`` means: one Python slice per named axis."""
    begin, end, step = _tuple(begin), _tuple(end), _tuple(step)
    if len(begin) != len(end):
        raise ValueError(f"begin={begin} and end={end} must have the same length")
    if len(begin) > ndim:
        raise ValueError(f"begin={begin} has more entries than the array has axes ({ndim})")
    if len(step) not in (0, len(begin)):
        raise ValueError(f"step={step} must have the length of begin={begin}")
    if 0 in step:
        raise ValueError(f"step={step} cannot contain 0")
    step = step or (None,) * len(begin)
    return tuple(map(_slice, begin, end, step))


_slice = slice  # the operator below takes the name


@operator(method=True, shares="copy", aliases=("crop",))
def slice(data, *, begin, end, step=()):
    """The part between ``begin`` and ``end`` along the first axes.

    Parameters
    ----------
    data : NDArray
    begin, end : tuple of int or None
        One entry per axis from the first on; None is the start or the end of the axis, negative
        entries count from the end, and what lies beyond is cut off, as in Python.
    step : tuple of int or None, optional
        Negative steps walk backwards.

    >>> x = nd.array([[1., 2., 3.], [4., 5., 6.]])
    >>> nd.slice(x, begin=(0, 1), end=(2, 3)).asnumpy()
    array([[2., 3.],
           [5., 6.]], dtype=float32)
    >>> nd.slice(x, begin=(None, None), end=(None, None), step=(-1, 2)).asnumpy()
    array([[4., 6.],
           [1., 3.]], dtype=float32)
    """
    return data[slice_key(begin, end, step, data.ndim)]


@slice.gradient
def _(F, gy, data_shape, begin, end, step):
    key = slice_key(begin, end, step, len(data_shape))
    return F._basic_index_backward(gy, key=key, shape=data_shape)


@operator(method=True, shares="copy")
def slice_axis(data, *, axis, begin, end):
    """The part between ``begin`` and ``end`` along one axis.

    Parameters
    ----------
    data : NDArray
    axis : int
    begin, end : int; ``end`` may be None for the end of the axis
        Negative numbers count from the end of the axis.

    Raises
    ------
    ValueError
        For bounds outside the axis, or ``begin`` behind ``end``.

    >>> x = nd.array([[1., 2., 3.], [4., 5., 6.]])
    >>> nd.slice_axis(x, axis=1, begin=0, end=-1).asnumpy()
    array([[1., 2.],
           [4., 5.]], dtype=float32)
    """
    return data[_axis_key(data.shape, axis, begin, end)]


def _axis_key(shape, axis, begin, end):
    axis = one_axis(axis, len(shape))
    size = shape[axis]
    start = 0 if begin is None else begin + size if begin < 0 else begin
    stop = size if end is None else end + size if end < 0 else end
    if not 0 <= start <= stop <= size:
        raise ValueError(f"begin={begin}, end={end} are no part of axis {axis} of length {size}")
    return (_slice(None),) * axis + (_slice(start, stop),)


@slice_axis.gradient
def _(F, gy, data_shape, axis, begin, end):
    key = _axis_key(data_shape, axis, begin, end)
    return F._basic_index_backward(gy, key=key, shape=data_shape)


@operator(method=True, shares="copy")
def slice_like(data, shape_like, *, axes=()):
    """The first part of ``data`` that has the lengths of another array.

    Parameters
    ----------
    data : NDArray
    shape_like : NDArray
        Only its shape is used; not longer than ``data`` along any axis in question.
    axes : tuple of int
        Along these axes; by default along all, and then both have as many.

    >>> nd.slice_like(nd.zeros((4, 5)), nd.zeros((2, 3))).shape
    (2, 3)
    >>> nd.slice_like(nd.zeros((4, 5)), nd.zeros((2, 3)), axes=(1,)).shape
    (4, 3)
    """
    return data[_like_key(data.shape, shape_like.shape, axes)]


def _like_key(shape, other, axes):
    axes = _tuple(axes if axes is not None else ())
    if not axes and len(shape) != len(other):
        raise ValueError(f"shapes {shape} and {other} differ in axes: name those to cut by axes=")
    key = [_slice(None)] * len(shape)
    for a in axes or range(len(shape)):
        i, j = one_axis(a, len(shape), "axes"), one_axis(a, len(other), "axes")
        if other[j] > shape[i]:
            raise ValueError(f"axis {i} has length {shape[i]}, less than the {other[j]} asked for")
        key[i] = _slice(0, other[j])
    return tuple(key)


@slice_like.gradient("data")
def _(F, gy, data_shape, shape_like_shape, axes):
    key = _like_key(data_shape, shape_like_shape, axes)
    return F._basic_index_backward(gy, key=key, shape=data_shape)


# -- splitting --------------------------------------------------------------------------------


@operator("SliceChannel", aliases=("split",), method="split", outputs="many", shares="copy")
def slice_channel(data, *, num_outputs, axis=1, squeeze_axis=False):
    """The array cut into equal parts along an axis.

    Parameters
    ----------
    data : NDArray
    num_outputs : int
        How many parts; it divides the length of the axis.
    axis : int, default 1
    squeeze_axis : bool, default False
        Drop the axis from parts of length 1.

    Returns
    -------
    list of NDArray, or one NDArray where ``num_outputs`` is 1

    >>> a, b = nd.split(nd.array([[1., 2.], [3., 4.]]), num_outputs=2, axis=0)
    >>> a.asnumpy(), b.shape
    (array([[1., 2.]], dtype=float32), (1, 2))
    """
    return _parts(data, _even(data.shape, num_outputs, axis), axis, squeeze_axis)


def _even(shape, number, axis):
    size = shape[one_axis(axis, len(shape))]
    if number < 1 or size % number:
        raise ValueError(f"cannot split axis {axis} of length {size} into {number} equal parts")
    return [size // number * i for i in range(number + 1)]


def _parts(data, bounds, axis, squeeze_axis):
    axis = one_axis(axis, data.ndim)
    lead = (_slice(None),) * axis
    found = [data[(*lead, _slice(a, b))] for a, b in zip(bounds, bounds[1:])]
    if squeeze_axis:
        if any(part.shape[axis] != 1 for part in found):
            raise ValueError("squeeze_axis needs parts of length 1")
        found = [part.reshape(part.shape[:axis] + part.shape[axis + 1 :]) for part in found]
    return found


def _joined(F, gys, shape, dtype, bounds, axis):
    """The gradients of the parts side by side, zeros where a part was not used."""
    axis = one_axis(axis, len(shape))
    pieces = []
    for g, a, b in zip(gys, bounds, bounds[1:]):
        part = (*shape[:axis], b - a, *shape[axis + 1 :])
        if g is None:
            pieces.append(F._zeros(shape=part, dtype=dtype.name))
        else:
            pieces.append(F._view(g, shape=part))
    return F.concat(*pieces, dim=axis)


@slice_channel.gradient
def _(F, gys, data_shape, data_dtype, num_outputs, axis):
    bounds = _even(data_shape, num_outputs, axis)
    return _joined(F, gys, data_shape, data_dtype, bounds, axis)


@operator(method=True, outputs="many", shares="copy")
def split_v2(ary, *, indices_or_sections, axis=0, squeeze_axis=False):
    """The array cut into parts along an axis, equal ones or at given places.

    Parameters
    ----------
    ary : NDArray
    indices_or_sections : int or tuple of int
        A number of equal parts, or the ascending indices at which to cut.
    axis : int, default 0
    squeeze_axis : bool, default False
        Drop the axis from parts of length 1.

    Returns
    -------
    list of NDArray, or one NDArray where there is one part

    >>> [part.shape for part in nd.split_v2(nd.zeros((5, 2)), (1, 3))]
    [(1, 2), (2, 2), (2, 2)]
    """
    return _parts(ary, _bounds(ary.shape, indices_or_sections, axis), axis, squeeze_axis)


def _bounds(shape, places, axis):
    if isinstance(places, int):
        return _even(shape, places, axis)
    size = shape[one_axis(axis, len(shape))]
    bounds = [0, *(p + size if p < 0 else p for p in places), size]
    if any(a > b for a, b in zip(bounds, bounds[1:])):
        raise ValueError(f"indices {tuple(places)} must ascend within axis {axis} of length {size}")
    return bounds


@split_v2.gradient
def _(F, gys, ary_shape, ary_dtype, indices_or_sections, axis):
    bounds = _bounds(ary_shape, indices_or_sections, axis)
    return _joined(F, gys, ary_shape, ary_dtype, bounds, axis)
