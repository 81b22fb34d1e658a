"""Pooling of regions of interest into a fixed number of bins (Fast R-CNN)."""

from __future__ import annotations

import math

import numpy as np

from .registry import operator
from .spatial import height_and_width


@operator(outputs=("y", "place"), visible=1, promotes=False)
def ROIPooling(data, rois, *, pooled_size, spatial_scale):
    """The largest features in a fixed number of bins of regions of interest (Girshick, 2015).

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    rois : NDArray of shape (n, 5)
        Rows [image, xmin, ymin, xmax, ymax]; a negative image gives zeros, one that the batch
        does not have raises IndexError. Without a gradient.
    pooled_size : (int, int)
        Height and width of the result.
    spatial_scale : float
        Size of the feature map relative to the image that ``rois`` refer to. Corners are rounded
        to whole pixels, and both belong to the region.

    Returns
    -------
    NDArray of shape (n, channel, *pooled_size); 0 in a bin that lies outside

    >>> x = nd.arange(48).reshape((1, 1, 8, 6))
    >>> rois = nd.array([[0, 0, 0, 4, 4]])
    >>> nd.ROIPooling(x, rois, pooled_size=(2, 2), spatial_scale=1.0).asnumpy()[0, 0]
    array([[14., 16.],
           [26., 28.]], dtype=float32)
    """
    if data.ndim != 4 or rois.ndim != 2 or rois.shape[1] != 5:
        raise ValueError(
            f"data (batch, channel, height, width) and rois (n, 5) are needed, got {data.shape} "
            f"and {rois.shape}"
        )
    size = height_and_width(pooled_size, "pooled_size")
    high, wide = data.shape[2:]
    y = np.zeros((len(rois), data.shape[1], *size), data.dtype)
    place = np.full(y.shape, -1, np.int64)
    for n, (image, *corners) in enumerate(rois.tolist()):
        if image < 0:
            continue
        if image >= len(data):
            raise IndexError(f"region {n} is of image {image:g}, there are {len(data)}")
        left, top, right, bottom = [math.floor(c * spatial_scale + 0.5) for c in corners]
        for i, rows in enumerate(_bins(top, bottom, size[0], high)):
            for j, columns in enumerate(_bins(left, right, size[1], wide)):
                part = data[int(image), :, slice(*rows), slice(*columns)]
                if not part.size:
                    continue
                flat = part.reshape(len(part), -1)
                at = flat.argmax(axis=1)
                y[n, :, i, j] = flat[np.arange(len(flat)), at]
                row, column = np.divmod(at, columns[1] - columns[0])
                place[n, :, i, j] = (row + rows[0]) * wide + column + columns[0]
    # Places count through the image and the channel too, so that a gradient needs no regions.
    image = np.maximum(rois[:, 0], 0).astype(np.int64).reshape(-1, 1, 1, 1)
    channel = np.arange(data.shape[1]).reshape(-1, 1, 1)
    whole = place + (image * data.shape[1] + channel) * (high * wide)
    return y, np.where(place < 0, -1, whole)


def _bins(first, last, count, limit):
    """Where each of ``count`` bins of the pixels ``first`` to ``last`` begins and ends."""
    width = max(last - first + 1, 1) / count
    for i in range(count):
        start, stop = math.floor(i * width) + first, math.ceil((i + 1) * width) + first
        yield min(max(start, 0), limit), min(max(stop, 0), limit)


@ROIPooling.gradient("data")
def _(F, gy, place, data_shape):
    return F._add_at_places(gy, place, shape=data_shape)


@operator(promotes=False)
def _add_at_places(g, place, *, shape):
    """Zeros of ``shape`` with ``g`` added at flat places; -1 is nowhere."""
    kept = place >= 0
    total = np.bincount(place[kept], g[kept], math.prod(shape))
    return total.astype(g.dtype).reshape(shape)


@_add_at_places.gradient("g")
def _(F, gy, place):
    return F._from_places(gy, place)


@operator(promotes=False)
def _from_places(data, place):
    """The elements at flat places; 0 for -1."""
    return np.where(place >= 0, data.reshape(-1)[np.maximum(place, 0)], data.dtype.type(0))


@_from_places.gradient("data")
def _(F, gy, place, data_shape):
    return F._add_at_places(gy, place, shape=data_shape)
