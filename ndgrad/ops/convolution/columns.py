"""The blocks under a sliding kernel as the columns of a matrix, and their sum back."""

from __future__ import annotations

import itertools
import math

import numpy as np

from ..registry import operator
from .geometry import per_axis


def _sliding(size, kernel, stride, dilate, pad):
    """Kernel, stride, dilation, padding, and the number of blocks, for each spatial axis."""
    count = len(size)
    if not 1 <= count <= 3:
        raise ValueError(f"there must be 1, 2 or 3 spatial axes, not {count}")
    kernel = per_axis(kernel, count, "kernel", 1, 1)
    stride = per_axis(stride, count, "stride", 1, 1)
    dilate = per_axis(dilate, count, "dilate", 1, 1)
    pad = per_axis(pad, count, "pad", 0, 0)
    blocks = tuple(
        [
            (n + 2 * p - d * (k - 1) - 1) // s + 1
            for n, k, s, d, p in zip(size, kernel, stride, dilate, pad)
        ]
    )
    if min(blocks) < 1:
        raise ValueError(f"kernel={kernel}, dilate={dilate} is larger than the padded size {size}")
    return kernel, stride, dilate, pad, blocks


def _places(kernel, stride, dilate, blocks):
    """For each place in the kernel the slices of the padded data that it meets."""
    for place in itertools.product(*map(range, kernel)):
        yield (
            place,
            tuple(
                [
                    slice(i * d, i * d + (n - 1) * s + 1, s)
                    for i, d, n, s in zip(place, dilate, blocks, stride)
                ]
            ),
        )


@operator
def im2col(data, *, kernel, stride=(), dilate=(), pad=()):
    """The blocks of the data under a sliding kernel, one column each: a convolution is a product.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, 1 to 3 spatial axes)
    kernel : int or tuple of int
        Size of the kernel along each spatial axis.
    stride, dilate : int or tuple of int, default 1
        Steps between blocks, and between the elements under the kernel.
    pad : int or tuple of int, default 0
        Zeros in front of and behind each spatial axis.

    Returns
    -------
    NDArray of shape (batch, channel * elements of the kernel, number of blocks)

    >>> nd.im2col(nd.array([[[1., 2., 3.]]]), kernel=(2,)).asnumpy()
    array([[[1., 2.],
            [2., 3.]]], dtype=float32)
    """
    if data.ndim < 3:
        raise ValueError(f"data must have axes batch, channel and spatial ones, got {data.shape}")
    size = data.shape[2:]
    kernel, stride, dilate, pad, blocks = _sliding(size, kernel, stride, dilate, pad)
    if any(pad):
        data = np.pad(data, [(0, 0), (0, 0), *[(p, p) for p in pad]])
    columns = np.empty((*data.shape[:2], *kernel, *blocks), data.dtype)
    for place, where in _places(kernel, stride, dilate, blocks):
        columns[(slice(None), slice(None), *place)] = data[(slice(None), slice(None), *where)]
    batch, channels = data.shape[:2]
    return columns.reshape(batch, channels * math.prod(kernel), math.prod(blocks))


@im2col.gradient
def _(F, gy, data_shape, kernel, stride, dilate, pad):
    return F.col2im(
        gy, output_size=data_shape[2:], kernel=kernel, stride=stride, dilate=dilate, pad=pad
    )


@operator
def col2im(data, *, output_size, kernel, stride=(), dilate=(), pad=()):
    """The sum of the blocks in the columns, each at its place: the transpose of :func:`im2col`.

    Parameters
    ----------
    data : NDArray of shape (batch, channel * elements of the kernel, number of blocks)
    output_size : int or tuple of int
        Size along each spatial axis.
    kernel, stride, dilate, pad
        As in :func:`im2col`.

    Returns
    -------
    NDArray of shape (batch, channel, *output_size)

    >>> nd.col2im(nd.ones((1, 2, 2)), output_size=(3,), kernel=(2,)).asnumpy()
    array([[[1., 2., 1.]]], dtype=float32)
    """
    size = (output_size,) if hasattr(output_size, "__index__") else tuple(output_size)
    kernel, stride, dilate, pad, blocks = _sliding(size, kernel, stride, dilate, pad)
    elements, number = math.prod(kernel), math.prod(blocks)
    if data.ndim != 3 or data.shape[1] % elements or data.shape[2] != number:
        raise ValueError(
            f"data must have shape (batch, a multiple of {elements}, {number}), got {data.shape}"
        )
    batch, channels = data.shape[0], data.shape[1] // elements
    columns = data.reshape(batch, channels, *kernel, *blocks)
    padded = np.zeros((batch, channels, *[n + 2 * p for n, p in zip(size, pad)]), data.dtype)
    for place, where in _places(kernel, stride, dilate, blocks):
        padded[(slice(None), slice(None), *where)] += columns[(slice(None), slice(None), *place)]
    inner = tuple([slice(p, p + n) for n, p in zip(size, pad)])
    return padded[(slice(None), slice(None), *inner)].copy() if any(pad) else padded


@col2im.gradient
def _(F, gy, kernel, stride, dilate, pad):
    return F.im2col(gy, kernel=kernel, stride=stride, dilate=dilate, pad=pad)
