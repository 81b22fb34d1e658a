"""Position-sensitive pooling of regions (R-FCN): each bin of a class looks at a map of its own."""

from __future__ import annotations

import math

import numpy as np

from ..blocks import float_only, wide
from ..registry import operator


@operator(namespace="contrib", promotes=False)
def PSROIPooling(data, rois, *, spatial_scale, output_dim, pooled_size, group_size=0):
    """Averages of the bins of regions of interest, each over a feature map of its own.

    With k = ``pooled_size``, class c of the result is pooled from the ``group_size ** 2`` maps that
    follow one another from ``c * group_size ** 2`` on: bin (i, j) averages map
    (i * group_size // k, j * group_size // k) of them (Dai et al., R-FCN, 2016).

    Parameters
    ----------
    data : NDArray of shape (batch, output_dim * group_size ** 2, height, width), of floats
    rois : NDArray of shape (n, 5)
        Rows [image, xmin, ymin, xmax, ymax]. Without a gradient.
    spatial_scale : float
        Size of the feature map relative to the image that ``rois`` refer to. Corners are rounded to
        whole pixels, and both belong to the region.
    output_dim : int
        Channels of the result.
    pooled_size : int
        Height and width of the result.
    group_size : int, default 0
        0 stands for ``pooled_size``.

    Returns
    -------
    NDArray of shape (n, output_dim, pooled_size, pooled_size); 0 in a bin that lies outside

    Raises
    ------
    MXNetError (also ValueError, or IndexError for an image that is not there).

    >>> x = nd.arange(64).reshape((1, 4, 4, 4))
    >>> rois = nd.array([[0, 0, 0, 3, 3]])
    >>> nd.contrib.PSROIPooling(x, rois, spatial_scale=1., output_dim=1, pooled_size=2).asnumpy()
    array([[[[ 2.5, 20.5],
             [42.5, 60.5]]]], dtype=float32)
    """
    float_only(data)
    if data.ndim != 4:
        raise ValueError("data must have 4 axes (batch, channel, height, width)")
    real = wide(data.dtype)
    scale = real.type(spatial_scale)  # the edges of bins depend on its dtype where they are whole
    bins = _bins(data.shape, rois, scale, output_dim, pooled_size, group_size)
    y = np.zeros((len(rois), output_dim, pooled_size, pooled_size), data.dtype)
    for n, i, j, part in bins:
        y[n, :, i, j] = data[part].mean(axis=(1, 2), dtype=real)
    return y


@PSROIPooling.gradient("data")
def _(F, gy, data_shape, rois, spatial_scale, output_dim, pooled_size, group_size):
    return F._psroi_pooling_backward(
        gy, rois, shape=data_shape, spatial_scale=spatial_scale, output_dim=output_dim,
        pooled_size=pooled_size, group_size=group_size,
    )  # fmt: skip


@operator(promotes=False)
def _psroi_pooling_backward(
    gradient, rois, *, shape, spatial_scale, output_dim, pooled_size, group_size
):
    """The transpose of PSROIPooling: each bin's gradient in equal shares to what it averages."""
    shares = np.zeros(shape, gradient.dtype)
    scale = wide(gradient.dtype).type(spatial_scale)
    for n, i, j, part in _bins(shape, rois, scale, output_dim, pooled_size, group_size):
        target = shares[part]
        area = target.shape[1] * target.shape[2]
        target += (gradient[n, :, i, j] / area)[:, None, None]
    return shares


@_psroi_pooling_backward.gradient("gradient")
def _(F, gy, rois, spatial_scale, output_dim, pooled_size, group_size):
    return F.PSROIPooling(
        gy, rois, spatial_scale=spatial_scale, output_dim=output_dim, pooled_size=pooled_size,
        group_size=group_size,
    )  # fmt: skip


def _bins(shape, rois, scale, output_dim, pooled_size, group_size):
    """For every bin that is not empty its region, its place, and the part of data it averages."""
    group = group_size or pooled_size
    if min(output_dim, pooled_size, group) < 1:
        raise ValueError("output_dim and pooled_size must be positive, group_size not negative")
    if rois.ndim != 2 or rois.shape[1] != 5:
        raise ValueError("rois must have shape (n, 5): image, xmin, ymin, xmax, ymax")
    if shape[1] != output_dim * group**2:
        raise ValueError(
            f"data must have output_dim * group_size ** 2 = {output_dim * group**2} channels, "
            f"got {shape[1]}"
        )
    maps = [i * group // pooled_size for i in range(pooled_size)]
    for n, (image, *corners) in enumerate(rois.tolist()):
        if not 0 <= image < shape[0]:
            raise IndexError(f"region {n} is of image {image:g}, there are {shape[0]}")
        left, top, right, bottom = [_rounded(c) for c in corners]
        rows = _edges(scale * top, scale * (bottom + 1), pooled_size, shape[2])
        columns = _edges(scale * left, scale * (right + 1), pooled_size, shape[3])
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                if row.start < row.stop and column.start < column.stop:
                    channels = slice(maps[i] * group + maps[j], None, group**2)
                    yield n, i, j, (int(image), channels, row, column)


def _rounded(number):
    """To the nearest integer, halves away from zero."""
    return math.copysign(math.floor(abs(number) + 0.5), number)


def _edges(first, last, count, limit):
    """The pixels of each of ``count`` bins between two places; neighbours may share one."""
    width = max(last - first, type(first)(0.1)) / count
    found = []
    for i in range(count):
        start, stop = math.floor(i * width + first), math.ceil((i + 1) * width + first)
        found.append(slice(min(max(start, 0), limit), min(max(stop, 0), limit)))
    return found
