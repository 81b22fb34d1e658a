"""ROIAlign: features of a region, averaged over bins without rounding its edges.

He, Gkioxari, Dollar, Girshick, "Mask R-CNN", 2017. Every bin is the mean of bilinearly
interpolated samples on a regular grid. Interpolation, the grid and the mean all separate into
rows and columns: the bins of a region are ``R @ image @ C.T`` with small matrices of weights, and
the gradient is ``R.T @ g @ C``.
"""

from __future__ import annotations

import numpy as np

from ..registry import operator


def _axis_weights(start, length, samples, bins, size):
    """(rois, bins, size) weights of the elements of an axis in each bin of each region."""
    weights = np.zeros((len(start), bins, size), start.dtype)
    for n in np.unique(samples):
        which = np.flatnonzero(samples == n)
        if n == 0:
            continue
        bin_size = length[which, None, None] / bins
        place = (np.arange(bins)[:, None] + (np.arange(n) + 0.5) / n).astype(start.dtype)
        at = start[which, None, None] + place * bin_size
        inside = (at >= -1) & (at <= size)
        at = np.clip(at, 0, size - 1)
        below = at.astype(np.intp)
        share = (at - below) / n
        rows = np.broadcast_to(which[:, None, None], at.shape)
        columns = np.broadcast_to(np.arange(bins)[:, None], at.shape)
        np.add.at(weights, (rows, columns, below), np.where(inside, 1 / n - share, 0))
        above = np.minimum(below + 1, size - 1)
        np.add.at(weights, (rows, columns, above), np.where(inside, share, 0))
    return weights


def _regions(rois, shape, pooled_size, spatial_scale, sample_ratio, aligned):
    """Image number and weights along y and x of each region."""
    dtype = rois.dtype if rois.dtype.kind == "f" and rois.dtype != np.float16 else np.float32
    rois = rois.astype(dtype, copy=False)
    image = rois[:, 0].astype(np.intp)
    if len(image) and image.max() >= shape[0]:
        raise IndexError(f"rois name image {image.max()}, the batch has {shape[0]}")
    corners = rois[:, 1:] * spatial_scale
    corners = corners.astype(dtype, copy=False) - (0.5 if aligned else 0)
    start, length = corners[:, :2], corners[:, 2:] - corners[:, :2]
    if not aligned:
        length = np.maximum(length, 1)
    elif (length[image >= 0] < 0).any():
        raise ValueError("with aligned=True no region may end before it begins")
    weights = []
    for axis, bins, size in ((1, pooled_size[0], shape[2]), (0, pooled_size[1], shape[3])):
        if sample_ratio > 0:
            samples = np.full(len(rois), sample_ratio)
        else:
            samples = np.ceil(length[:, axis] / bins).astype(np.intp)
        weights.append(_axis_weights(start[:, axis], length[:, axis], samples, bins, size))
    return image, *weights


def _support(weights):
    """The stretch of the axis in which a region has any weight."""
    used = np.flatnonzero(weights.any(axis=0))
    return slice(used[0], used[-1] + 1) if len(used) else slice(0, 0)


def _check(shape, rois, pooled_size, position_sensitive):
    if len(shape) != 4:
        raise ValueError("data must have 4 axes: batch, channel, height, width")
    if rois.ndim != 2 or rois.shape[1] != 5:
        raise ValueError("rois must have shape (n, 5): image, xmin, ymin, xmax, ymax")
    if len(tuple(pooled_size)) != 2 or min(pooled_size) < 1:
        raise ValueError(f"pooled_size must be (height, width), got {pooled_size}")
    bins = pooled_size[0] * pooled_size[1]
    if position_sensitive and shape[1] % bins:
        raise ValueError(
            f"with position_sensitive=True the channels ({shape[1]}) must be a multiple of the "
            f"{bins} bins"
        )


@operator(namespace="contrib", aliases=("_contrib_ROIAlign",))
def ROIAlign(
    data, rois, *, pooled_size, spatial_scale, sample_ratio=-1, position_sensitive=False,
    aligned=False,
):  # fmt: skip
    """Features of regions of interest in a fixed size, by bilinear interpolation.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    rois : NDArray of shape (n, 5)
        Rows [image, xmin, ymin, xmax, ymax]; a negative image gives zeros. Without a gradient.
    pooled_size : (int, int)
        Height and width of the result.
    spatial_scale : float
        Size of the feature map relative to the image that ``rois`` refer to.
    sample_ratio : int, default -1
        Samples per bin along each axis; -1 adapts them to the size of the region.
    position_sensitive : bool, default False
        Each bin reads channels of its own: the result has ``channel / (height * width)``.
    aligned : bool, default False
        Shift by half a pixel, as Detectron2 does.

    Returns
    -------
    NDArray of shape (n, channel, *pooled_size)

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> rois = nd.array([[0, 0, 0, 2, 2]])
    >>> nd.contrib.ROIAlign(x, rois, pooled_size=(1, 1), spatial_scale=1.0).asnumpy()
    array([[[[5.]]]], dtype=float32)
    """
    _check(data.shape, rois, pooled_size, position_sensitive)
    image, rows, columns = _regions(
        rois, data.shape, pooled_size, spatial_scale, sample_ratio, aligned
    )
    high, wide = pooled_size
    channels = data.shape[1] // (high * wide if position_sensitive else 1)
    out = np.zeros((len(rois), channels, high, wide), data.dtype)
    for i, (b, r, c) in enumerate(zip(image, rows, columns)):
        if b < 0:
            continue
        y, x = _support(r), _support(c)
        part = data[b, :, y, x].astype(rows.dtype, copy=False)
        if position_sensitive:
            part = part.reshape(channels, high, wide, *part.shape[1:])
            out[i] = np.einsum("cijyx,iy,jx->cij", part, r[:, y], c[:, x], optimize=True)
        else:
            out[i] = np.matmul(r[:, y], np.matmul(part, c[:, x].T))
    return out


@ROIAlign.gradient("data")
def _(
    F, gy, rois, data_shape, pooled_size, spatial_scale, sample_ratio, position_sensitive, aligned
):
    return F._roi_align_backward(
        gy, rois, shape=data_shape, pooled_size=pooled_size, spatial_scale=spatial_scale,
        sample_ratio=sample_ratio, position_sensitive=position_sensitive, aligned=aligned,
    )  # fmt: skip


@operator
def _roi_align_backward(
    g, rois, *, shape, pooled_size, spatial_scale, sample_ratio, position_sensitive, aligned
):
    """The transpose of ROIAlign: bins spread over the feature map they were averaged from."""
    image, rows, columns = _regions(rois, shape, pooled_size, spatial_scale, sample_ratio, aligned)
    total = np.zeros(shape, rows.dtype)
    for values, b, r, c in zip(g, image, rows, columns):
        if b < 0:
            continue
        y, x = _support(r), _support(c)
        values = values.astype(rows.dtype, copy=False)
        if position_sensitive:
            spread = np.einsum("cij,iy,jx->cijyx", values, r[:, y], c[:, x], optimize=True)
            total[b, :, y, x] += spread.reshape(shape[1], *spread.shape[3:])
        else:
            total[b, :, y, x] += np.matmul(r[:, y].T, np.matmul(values, c[:, x]))
    return total.astype(g.dtype, copy=False)


@_roi_align_backward.gradient("g")
def _(F, gy, rois, pooled_size, spatial_scale, sample_ratio, position_sensitive, aligned):
    return F.ROIAlign(
        gy, rois, pooled_size=pooled_size, spatial_scale=spatial_scale, sample_ratio=sample_ratio,
        position_sensitive=position_sensitive, aligned=aligned,
    )  # fmt: skip
