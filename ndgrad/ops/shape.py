"""Shapes: reshaping with MXNet's codes, axes of length 1, the order of the axes.

The results are copies; ``_reshape`` (under the method ``reshape``) shares memory.
"""

from __future__ import annotations

import math

import numpy as np

from .axes import listed, named_axes, one_axis
from .registry import operator

# -- reshaping --------------------------------------------------------------------------------


def coded_shape(old, codes, reverse=False):
    """The shape that MXNet's reshape codes mean for an array of shape ``old``.

    0 takes over the axis, -1 is inferred, -2 takes over all axes that remain, -3 joins two, -4
    splits one into the two numbers behind it. ``reverse`` reads both from the right.
    """
    codes = listed(codes)
    if reverse:
        return coded_shape(old[::-1], codes[::-1])[::-1]
    new, place, inferred, i = [], 0, None, 0

    def next_axis(code):
        nonlocal place
        if place >= len(old):
            raise ValueError(f"the code {code} of shape={codes} asks for an axis that {old} lacks")
        place += 1
        return old[place - 1]

    while i < len(codes):
        code = codes[i]
        if code == 0:
            new.append(next_axis(code))
        elif code == -1:
            if inferred is not None:
                raise ValueError(f"only one size of shape={codes} can be -1")
            inferred = len(new)
            new.append(1)
            place += 1
        elif code == -2:
            new.extend(old[place:])
            place = len(old)
        elif code == -3:
            new.append(next_axis(code) * next_axis(code))
        elif code == -4:
            new.extend(_split(next_axis(code), codes[i + 1 : i + 3], codes))
            i += 2
        elif code > 0:
            new.append(code)
            place += 1
        else:
            raise ValueError(f"shape={codes}: {code} is none of the codes 0, -1, -2, -3, -4")
        i += 1
    if inferred is not None:
        new[inferred] = _inferred_size(old, codes, new, inferred)
    return tuple(new)


def _inferred_size(old, codes, new, place):
    """What -1 stands for at a place of the new shape, which has 1 there."""
    known, size = math.prod(new), math.prod(old)
    if known == size == 0:  # an empty batch is flattened as one with a sample would be
        return coded_shape(tuple(n or 1 for n in old), codes)[place]
    if known == 0 or size % known:
        raise ValueError(f"cannot reshape an array of shape {old} into shape {codes}")
    return size // known


def _split(length, parts, codes):
    if len(parts) != 2 or parts[0] == parts[1] == -1 or any(p == 0 or p < -1 for p in parts):
        raise ValueError(f"shape={codes}: -4 needs two sizes behind it, one of which may be -1")
    first, second = parts
    if first == -1:
        first = length // second
    elif second == -1:
        second = length // first
    if first * second != length:
        raise ValueError(f"shape={codes}: {parts} do not split an axis of length {length}")
    return first, second


def _reshaped(data, shape):
    if math.prod(shape) != data.size:
        raise ValueError(
            f"cannot reshape an array of shape {data.shape} ({data.size} elements) into {shape}"
        )
    return data.reshape(shape)


@operator(aliases=("Reshape",), shares="copy")
def reshape(data, *, shape=(), reverse=False, target_shape=(), keep_highest=False):
    """The same elements in another shape.

    Parameters
    ----------
    data : NDArray
    shape : tuple of int
        Sizes, or codes: 0 takes over the axis at this place, -1 (once) is inferred, -2 takes over
        all axes that remain, -3 joins the next two axes, -4 splits the next axis into the two
        sizes behind it, one of which may be -1.
    reverse : bool, default False
        Read the codes and the axes from the right.
    target_shape, keep_highest : tuple of int, bool
        The older form: ``target_shape`` with one 0 to be inferred; ``keep_highest`` keeps the
        first axis. Without ``shape`` only.

    Returns
    -------
    A copy; the method ``x.reshape`` shares memory with ``x``.

    Raises
    ------
    ValueError
        If the number of elements differs.

    >>> x = nd.zeros((2, 3, 4))
    >>> nd.reshape(x, shape=(-1, 0)).shape, nd.reshape(x, shape=(-3, 0)).shape
    ((8, 3), (6, 4))
    >>> nd.reshape(x, shape=(-4, 1, 2, -2)).shape
    (1, 2, 3, 4)
    >>> nd.reshape(x, shape=(-1, 0), reverse=True).shape
    (6, 4)
    """
    if listed(target_shape):
        if listed(shape):
            raise ValueError("give shape or target_shape, not both")
        return _reshaped(data, _target(data.shape, target_shape, keep_highest))
    return _reshaped(data, coded_shape(data.shape, shape, bool(reverse)))


def _target(old, target, keep_highest):
    new = list(listed(target))
    if keep_highest:
        new[0] = old[0]
    if 0 in new:
        rest = math.prod(n for n in new if n)
        new[new.index(0)] = math.prod(old) // rest
    return tuple(new)


@operator("_reshape", shares="view")
def reshape_view(data, *, shape, reverse=False):
    """As :func:`reshape`, sharing memory with ``data``."""
    return _reshaped(data, coded_shape(data.shape, shape, bool(reverse)))


@reshape.gradient
@reshape_view.gradient
def _(F, gy, data_shape):
    return F._view(gy, shape=data_shape)


@operator(method=True, shares="copy")
def reshape_like(lhs, rhs, *, lhs_begin=None, lhs_end=None, rhs_begin=None, rhs_end=None):
    """``lhs`` in the shape of ``rhs``, or with some axes in a row reshaped to axes of ``rhs``.

    Parameters
    ----------
    lhs : NDArray
    rhs : NDArray
        Only its shape is used.
    lhs_begin, lhs_end, rhs_begin, rhs_end : int, optional
        ``lhs.shape[lhs_begin:lhs_end]`` becomes ``rhs.shape[rhs_begin:rhs_end]``.

    >>> nd.reshape_like(nd.zeros((6, 4)), nd.zeros((2, 3, 4))).shape
    (2, 3, 4)
    >>> nd.reshape_like(nd.zeros((30, 7)), nd.zeros((15, 2, 4)), lhs_begin=0, lhs_end=1,
    ...                 rhs_begin=0, rhs_end=2).shape
    (15, 2, 7)
    """
    start, stop, _ = _run(lhs_begin, lhs_end, lhs.ndim)
    middle = rhs.shape[slice(*_run(rhs_begin, rhs_end, rhs.ndim))]
    return _reshaped(lhs, lhs.shape[:start] + middle + lhs.shape[stop:])


def _run(begin, end, ndim):
    for bound in (begin, end):
        if bound is not None and not -ndim <= bound <= ndim:
            raise ValueError(f"axis {bound} is out of range for an array of {ndim} axes")
    return slice(begin, end).indices(ndim)


@reshape_like.gradient("lhs")
def _(F, gy, lhs_shape):
    return F._view(gy, shape=lhs_shape)


@operator(aliases=("Flatten",), shares="copy")
def flatten(data):
    """All axes of ``data`` behind the first joined into one: shape (n, the rest).

    >>> nd.flatten(nd.zeros((2, 3, 4))).shape
    (2, 12)
    """
    if not data.ndim:
        raise ValueError("data must have at least one axis")
    return data.reshape(data.shape[0], math.prod(data.shape[1:]))


@flatten.gradient
def _(F, gy, data_shape):
    return F._view(gy, shape=data_shape)


@operator(shares="copy")
def expand_dims(data, *, axis):
    """The array with a new axis of length 1.

    Parameters
    ----------
    data : NDArray
    axis : int
        Place of the new axis in the result, -1 being the last.

    >>> nd.expand_dims(nd.array([1., 2.]), axis=0).shape
    (1, 2)
    """
    ndim = data.ndim + 1
    if not -ndim <= axis < ndim:
        raise ValueError(f"axis must be in the range [{-ndim}, {ndim - 1}] ({axis} provided)")
    return np.expand_dims(data, axis)


@expand_dims.gradient
def _(F, gy, data_shape):
    return F._view(gy, shape=data_shape)


@operator(shares="copy")
def squeeze(data, *, axis=None):
    """The array without axes of length 1.

    Parameters
    ----------
    data : NDArray
    axis : int, tuple of int or None
        Which ones; all by default, none with ``()``. Where no axis is left, the shape is (1,).

    Raises
    ------
    ValueError
        For an axis of another length.

    >>> nd.squeeze(nd.zeros((1, 3, 1))).shape
    (3,)
    """
    if axis is None:
        axes = tuple(i for i, n in enumerate(data.shape) if n == 1)
    else:
        axes = named_axes(axis, data.ndim)
        for a in axes:
            if data.shape[a] != 1:
                raise ValueError(f"axis {a} has length {data.shape[a]}, only length 1 can go")
    return data.reshape([n for i, n in enumerate(data.shape) if i not in axes])


@squeeze.gradient
def _(F, gy, data_shape):
    return F._view(gy, shape=data_shape)


# -- the order of the axes --------------------------------------------------------------------


@operator(method=True, shares="copy")
def transpose(data, *, axes=None):
    """The array with its axes in another order.

    Parameters
    ----------
    data : NDArray
    axes : tuple of int, optional
        Which axis comes to which place; by default (or with ``()``) the order is reversed.

    >>> nd.transpose(nd.zeros((2, 3, 4))).shape
    (4, 3, 2)
    >>> nd.transpose(nd.zeros((2, 3, 4)), axes=(1, 0, 2)).shape
    (3, 2, 4)
    """
    if isinstance(axes, int):
        if data.ndim != 1:
            raise TypeError(f"axes must be a tuple, as in x.transpose((1, 0)), got {axes!r}")
        axes = (axes,)
    return np.transpose(data, axes if axes else None)


@transpose.gradient
def _(F, gy, data_shape, axes):
    if not axes or len(data_shape) == 1:
        return F.transpose(gy)
    order = [a % len(data_shape) for a in axes]
    return F.transpose(gy, axes=tuple(sorted(range(len(order)), key=order.__getitem__)))


@operator("SwapAxis", aliases=("swapaxes",), method="swapaxes", shares="copy")
def swap_axis(data, *, dim1=0, dim2=0):
    """The array with two axes exchanged.

    Parameters
    ----------
    data : NDArray
    dim1, dim2 : int, default 0

    >>> nd.swapaxes(nd.zeros((2, 3, 4)), 0, 2).shape
    (4, 3, 2)
    """
    return np.swapaxes(data, one_axis(dim1, data.ndim, "dim1"), one_axis(dim2, data.ndim, "dim2"))


@swap_axis.gradient
def _(F, gy, dim1, dim2):
    return F.SwapAxis(gy, dim1=dim1, dim2=dim2)


@operator(method=True)
def depth_to_space(data, *, block_size):
    """Blocks of channels laid out as squares of pixels.

    Parameters
    ----------
    data : NDArray of shape (n, c * block_size ** 2, h, w)
    block_size : int

    Returns
    -------
    NDArray of shape (n, c, h * block_size, w * block_size)

    >>> nd.depth_to_space(nd.arange(4).reshape((1, 4, 1, 1)), 2).asnumpy()
    array([[[[0., 1.],
             [2., 3.]]]], dtype=float32)
    """
    n, depth, h, w, b = _image(data, block_size)
    if depth % (b * b):
        raise ValueError(f"the {depth} channels are no multiple of block_size ** 2 = {b * b}")
    c = depth // (b * b)
    # (n, row in block, column in block, c, h, w) -> (n, c, h, row, w, column)
    blocks = data.reshape(n, b, b, c, h, w).transpose(0, 3, 4, 1, 5, 2)
    return np.ascontiguousarray(blocks).reshape(n, c, h * b, w * b)


@depth_to_space.gradient
def _(F, gy, block_size):
    return F.space_to_depth(gy, block_size=block_size)


@operator(method=True)
def space_to_depth(data, *, block_size):
    """Squares of pixels laid out as blocks of channels: the inverse of :func:`depth_to_space`.

    Parameters
    ----------
    data : NDArray of shape (n, c, h * block_size, w * block_size)
    block_size : int

    Returns
    -------
    NDArray of shape (n, c * block_size ** 2, h, w)

    >>> nd.space_to_depth(nd.arange(4).reshape((1, 1, 2, 2)), 2).shape
    (1, 4, 1, 1)
    """
    n, c, height, width, b = _image(data, block_size)
    if height % b or width % b:
        raise ValueError(f"height {height} and width {width} must be multiples of block_size={b}")
    h, w = height // b, width // b
    blocks = data.reshape(n, c, h, b, w, b).transpose(0, 3, 5, 1, 2, 4)
    return np.ascontiguousarray(blocks).reshape(n, c * b * b, h, w)


@space_to_depth.gradient
def _(F, gy, block_size):
    return F.depth_to_space(gy, block_size=block_size)


def _image(data, block_size):
    if data.ndim != 4:
        raise ValueError(f"data must have 4 axes (n, c, h, w), got shape {data.shape}")
    if block_size < 1:
        raise ValueError(f"block_size must be positive, got {block_size}")
    return (*data.shape, block_size)


# -- the shape as an array --------------------------------------------------------------------


@operator(method=True, zero_gradient=True)
def shape_array(data):
    """The shape of ``data`` as an array of int64.

    >>> nd.shape_array(nd.zeros((2, 3))).asnumpy()
    array([2, 3])
    """
    return np.array(data.shape, np.int64)


@operator(method=True, zero_gradient=True)
def size_array(data):
    """The number of elements of ``data`` as an array of one int64.

    >>> nd.size_array(nd.zeros((2, 3))).asnumpy()
    array([6])
    """
    return np.array([data.size], np.int64)
