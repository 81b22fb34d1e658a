"""Feature maps in another size: AdaptiveAvgPooling2D, BilinearResize2D.

Both work on rows and columns separately, and linearly: the result is ``R @ image @ C.T`` for two
small matrices of weights, two matrix products, and the gradient the same with both transposed.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..linalg.matrices import in_single
from ..registry import operator


@lru_cache(maxsize=128)
def _averages(size, wanted):
    """(wanted, size) weights: each result is the mean of the stretch of inputs it covers."""
    weights = np.zeros((wanted, size))
    for i in range(wanted):
        start, stop = i * size // wanted, -(-(i + 1) * size // wanted)
        weights[i, start:stop] = 1 / (stop - start)
    return weights


@lru_cache(maxsize=128)
def _interpolation(size, wanted, align_corners):
    """(wanted, size) weights of linear interpolation; each row sums to 1."""
    weights = np.zeros((wanted, size))
    if not wanted:
        return weights
    if align_corners:
        places = np.arange(wanted) * ((size - 1) / (wanted - 1) if wanted > 1 else 0.0)
    else:
        scale = size / wanted if wanted > 1 else 0.0  # MXNet reads the first element for one
        places = np.maximum((np.arange(wanted) + 0.5) * scale - 0.5, 0)
    below = np.minimum(places.astype(int), size - 1)
    share = places - below
    rows = np.arange(wanted)
    np.add.at(weights, (rows, below), 1 - share)
    np.add.at(weights, (rows, np.minimum(below + 1, size - 1)), share)
    return weights


def _weights(kind, size, wanted):
    if kind == "average":
        return _averages(size, wanted)
    return _interpolation(size, wanted, kind == "corners")


@operator
def _resample(data, *, kind, size, wanted, backward):
    """``R @ data @ C.T`` over the last two axes, from ``size`` to ``wanted``, or its transpose."""
    rows, columns = (_weights(kind, n, m) for n, m in zip(size, wanted))
    if backward:
        rows, columns = rows.T, columns.T

    return in_single(lambda images: _product(rows, images, columns), data)


def _product(rows, images, columns):
    """``rows @ images @ columns.T``, where infinities and NaN reach only what has a weight."""
    left, right = (np.asarray(m, images.dtype) for m in (rows, columns))
    y = np.matmul(left, np.matmul(images, right.T))
    if np.isfinite(y).all() or (finite := np.isfinite(images)).all():
        return y
    y = np.matmul(left, np.matmul(np.where(finite, images, 0), right.T))
    left, right = left != 0, right != 0
    for value in (np.inf, -np.inf, np.nan):
        here = np.isnan(images) if value != value else images == value
        y[np.matmul(left, np.matmul(here, right.T))] += value  # inf - inf is NaN, as it should be
    return y


@_resample.gradient
def _(F, gy, kind, size, wanted, backward):
    return F._resample(gy, kind=kind, size=size, wanted=wanted, backward=not backward)


def _require_images(data):
    if data.ndim != 4 or 0 in data.shape[2:]:
        raise ValueError("data must have 4 axes (batch, channel, height, width), none empty")
    if data.dtype.kind != "f":
        raise TypeError(f"data must be of a float dtype, got {data.dtype}")


def _pooled_size(output_size):
    if isinstance(output_size, (int, np.integer)):
        output_size = (output_size,)
    size = tuple(output_size or (1,))
    if len(size) > 2 or min(size) < 1:
        raise ValueError(f"output_size must be one or two positive integers, got {output_size}")
    return size if len(size) == 2 else size * 2


@operator(namespace="contrib", aliases=("_contrib_AdaptiveAvgPooling2D",))
def AdaptiveAvgPooling2D(data, *, output_size=()):
    """Average pooling to a given size, from an input of any size.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    output_size : int or (int, int), default ()
        Height and width of the result; one number serves for both, () means 1.

    Returns
    -------
    NDArray of shape (batch, channel, *output_size)
        Element i covers the inputs from ``floor(i * n / m)`` to ``ceil((i + 1) * n / m)``.

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> nd.contrib.AdaptiveAvgPooling2D(x, output_size=2).asnumpy()
    array([[[[ 2.5,  4.5],
             [10.5, 12.5]]]], dtype=float32)
    """
    _require_images(data)
    wanted = _pooled_size(output_size)
    return _resample(data, kind="average", size=data.shape[2:], wanted=wanted, backward=False)


@AdaptiveAvgPooling2D.gradient
def _(F, gy, data_shape):
    return F._resample(gy, kind="average", size=data_shape[2:], wanted=gy.shape[2:], backward=True)


def _odd_scale(size, scale):
    return int((size - 1) * scale) + 1 if size % 2 else int(size * scale)


#: mode -> new length of an axis, given its length.
_PARITY = {
    "to_even_down": lambda n: n - n % 2,
    "to_even_up": lambda n: n + n % 2,
    "to_odd_down": lambda n: n - 1 + n % 2,
    "to_odd_up": lambda n: n + 1 - n % 2,
}


def _resized(shape, like, height, width, scale_height, scale_width, mode):
    """Height and width of the result of BilinearResize2D."""
    if (like is not None) != (mode == "like"):
        raise ValueError("the input like goes with mode='like', and only with it")
    old = shape[2:]
    if mode == "like":
        return like.shape[2:]
    if mode in _PARITY:
        return tuple([_PARITY[mode](n) for n in old])
    scales = (scale_height, scale_width)
    if mode == "odd_scale":
        if None in scales:
            raise ValueError("mode='odd_scale' needs scale_height and scale_width")
        return tuple([_odd_scale(n, s) for n, s in zip(old, scales)])
    if mode != "size":
        modes = ", ".join(map(repr, ("size", "odd_scale", "like", *_PARITY)))
        raise ValueError(f"mode must be one of {modes}, got {mode!r}")
    given = (height, width)
    return tuple([m if s is None else int(n * s) for n, m, s in zip(old, given, scales)])


@operator(namespace="contrib", aliases=("_contrib_BilinearResize2D",))
def BilinearResize2D(
    data, like=None, *, height=1, width=1, scale_height=None, scale_width=None, mode="size",
    align_corners=True,
):  # fmt: skip
    """Images resized by bilinear interpolation.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    like : NDArray, with ``mode='like'``
        Its height and width are taken; it has no gradient.
    height, width : int, default 1
    scale_height, scale_width : float, optional
        Factors, in place of ``height`` and ``width``.
    mode : {'size', 'odd_scale', 'like', 'to_even_down', 'to_even_up', 'to_odd_down', 'to_odd_up'}
        'size' takes height and width or the factors; 'odd_scale' takes the factors and makes
        ``int((n - 1) * scale) + 1`` of an odd length; the others go to the nearest even or odd
        length.
    align_corners : bool, default True
        The centres of the corner pixels stay in place; otherwise the edges of the images do.

    >>> x = nd.array([[[[0., 2.], [4., 6.]]]])
    >>> nd.contrib.BilinearResize2D(x, height=3, width=3).asnumpy()
    array([[[[0., 1., 2.],
             [2., 3., 4.],
             [4., 5., 6.]]]], dtype=float32)
    """
    _require_images(data)
    wanted = _resized(data.shape, like, height, width, scale_height, scale_width, mode)
    if min(wanted) < 0:
        raise ValueError(f"height and width must not be negative, got {wanted}")
    kind = "corners" if align_corners else "edges"
    return _resample(data, kind=kind, size=data.shape[2:], wanted=wanted, backward=False)


@BilinearResize2D.gradient("data")
def _(F, gy, data_shape, align_corners):
    kind = "corners" if align_corners else "edges"
    return F._resample(gy, kind=kind, size=data_shape[2:], wanted=gy.shape[2:], backward=True)
