"""Deformable convolution (Dai et al., 2017): a convolution that reads where an offset points to.

Under each place of the kernel the data is read by bilinear interpolation at a position that is
moved by an offset of its own; the values read are the columns of a matrix product. A position from
0 to the last pixel's far edge is inside, as in MXNet: behind the last pixel its value goes on, and
outside there are zeros.
"""

from __future__ import annotations

import math

import numpy as np

from ..registry import find, operator
from .geometry import per_axis

_CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


class _Kernels:
    """The kernels by name, so that one text serves kernels and rules."""

    def __getattr__(self, name):
        op = find(name)
        if op is None:
            raise AttributeError(name)
        return op.kernel


_kernels = _Kernels()


@operator(differentiable=False)
def _deformed_places(positions, *, size, down, right):
    """The flat index of one of the four pixels around each position (batch, 2, n), -1 outside."""
    high, wide = size
    y, x = positions[:, 0], positions[:, 1]
    inside = (y >= 0) & (y < high) & (x >= 0) & (x < wide)  # False for NaN
    rows = np.minimum(np.where(inside, np.floor(y), 0).astype(np.int64) + down, high - 1)
    columns = np.minimum(np.where(inside, np.floor(x), 0).astype(np.int64) + right, wide - 1)
    return np.where(inside, rows * wide + columns, -1)


@operator
def _deformed_positions(offset, *, kernel, stride, dilate, pad, groups):
    """Where each place of the kernel reads: (batch * groups, 2, places of the kernel * outputs)."""
    batch, _, high, wide = offset.shape
    places = math.prod(kernel)
    moved = offset.reshape(batch * groups, places, 2, high, wide).transpose(0, 2, 1, 3, 4).copy()
    row, column = np.divmod(np.arange(places), kernel[1])
    y = np.arange(high) * stride[0] - pad[0]
    x = np.arange(wide) * stride[1] - pad[1]
    moved[:, 0] += (row[:, None] * dilate[0] + y)[:, :, None].astype(offset.dtype)
    moved[:, 1] += (column[:, None] * dilate[1] + x)[:, None, :].astype(offset.dtype)
    return moved.reshape(batch * groups, 2, places * high * wide)


@_deformed_positions.gradient
def _(F, gy, offset_shape, kernel, groups):
    batch, _, high, wide = offset_shape
    places = math.prod(kernel)
    g = F._view(gy, shape=(batch * groups, 2, places, high, wide))
    return F._view(F.transpose(g, axes=(0, 2, 1, 3, 4)), shape=offset_shape)


def _fractions(F, positions, size):
    """How far each position lies below and right of the pixel before it: two (batch, 1, n)."""
    found = []
    for axis, length in enumerate(size):
        along = F.slice_axis(positions, axis=1, begin=axis, end=axis + 1)
        before = F.floor(along)
        found.append((along - before) * (before < length - 1))  # behind the last: its value goes on
    return found


def _columns(F, data, positions, groups):
    """The values read, (batch * groups, channels of a group, n)."""
    batch, channels, high, wide = data.shape
    parts = F._view(data, shape=(batch * groups, channels // groups, high, wide))
    below, right = _fractions(F, positions, (high, wide))
    total = None
    for down, aside in _CORNERS:
        places = F._deformed_places(positions, size=(high, wide), down=down, right=aside)
        weight = (below if down else 1 - below) * (right if aside else 1 - right)
        part = F._pixels(parts, places) * weight
        total = part if total is None else total + part
    return total


def _matrix(F, columns, batch, channels, places, out, num_group):
    """Columns as one matrix per group of filters: (groups, channels * places, batch * outputs)."""
    split = (batch, num_group, channels // num_group * places, out)
    turned = F.transpose(F._view(columns, shape=split), axes=(1, 2, 0, 3))
    return F._view(turned, shape=(num_group, split[2], batch * out))


def _filters_first(F, g, num_group):
    """A result (batch, filters, height, width) as (groups, filters of one, batch * outputs)."""
    batch, filters, high, wide = g.shape
    split = F._view(g, shape=(batch, num_group, filters // num_group, high * wide))
    turned = F.transpose(split, axes=(1, 2, 0, 3))
    return F._view(turned, shape=(num_group, filters // num_group, batch * high * wide))


def _settings(kernel, stride, dilate, pad):
    return {
        "kernel": per_axis(kernel, 2, "kernel", 1, 1),
        "stride": per_axis(stride, 2, "stride", 1, 1),
        "dilate": per_axis(dilate, 2, "dilate", 1, 1),
        "pad": per_axis(pad, 2, "pad", 0, 0),
    }


def _check(data, offset, weight, bias, settings, num_filter, num_group, groups, layout):
    if layout not in (None, "NCHW") or data.ndim != 4:
        raise ValueError(f"data must be (batch, channel, height, width), got {data.shape} {layout}")
    batch, channels = data.shape[:2]
    if num_group < 1 or groups < 1 or num_filter < 1:
        raise ValueError(
            f"num_filter={num_filter}, num_group={num_group} and num_deformable_group={groups} "
            f"must be at least 1"
        )
    if channels % num_group or num_filter % num_group or channels % groups:
        raise ValueError(
            f"channels ({channels}) and filters ({num_filter}) must be multiples of the groups "
            f"({num_group}), channels of the deformable groups ({groups}), too"
        )
    out = tuple(
        [
            (n + 2 * p - d * (k - 1) - 1) // s + 1
            for n, k, s, d, p in zip(data.shape[2:], *settings.values())
        ]
    )
    if min(out) < 1:
        raise ValueError(f"the kernel is larger than the padded size of {data.shape[2:]}")
    places = math.prod(settings["kernel"])
    for what, array, wanted in (
        ("offset", offset, (batch, 2 * places * groups, *out)),
        ("weight", weight, (num_filter, channels // num_group, *settings["kernel"])),
        ("bias", bias, (num_filter,)),
    ):
        if array is not None and array.shape != wanted:
            raise ValueError(f"{what} must have shape {wanted}, got {array.shape}")


@operator(namespace="contrib", promotes=True, aliases=("_contrib_DeformableConvolution",))
def DeformableConvolution(
    data, offset, weight, bias=None, *, kernel, stride=(), dilate=(), pad=(), num_filter,
    num_group=1, num_deformable_group=1, workspace=1024, no_bias=False, layout=None,
):  # fmt: skip
    """A convolution that reads under each place of its kernel where an offset points to.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, height, width)
    offset : NDArray of shape (batch, 2 * places of the kernel * num_deformable_group, *output size)
        For each place of the kernel by how many pixels it is moved down and to the right.
    weight : NDArray of shape (num_filter, channels / num_group, *kernel)
    bias : NDArray of shape (num_filter,), left out with ``no_bias=True``
    kernel : (int, int)
    stride, dilate, pad : (int, int), default 1, 1 and 0
    num_filter, num_group : int
    num_deformable_group : int, default 1
        In how many groups the channels are, each with offsets of its own.
    workspace
        Without meaning here.
    layout : None or 'NCHW'

    Returns
    -------
    NDArray of shape (batch, num_filter, *output size)

    >>> x, weight = nd.arange(9).reshape((1, 1, 3, 3)), nd.ones((1, 1, 1, 1))
    >>> half = nd.full((1, 2, 3, 3), 0.5)
    >>> nd.contrib.DeformableConvolution(x, half, weight, kernel=(1, 1), num_filter=1,
    ...                                  no_bias=True).asnumpy()[0, 0, :2]
    array([[2. , 3. , 3.5],
           [5. , 6. , 6.5]], dtype=float32)
    """
    if no_bias is (bias is not None):
        raise ValueError("a bias is given or no_bias=True, one of the two")
    settings = _settings(kernel, stride, dilate, pad)
    groups = num_deformable_group
    _check(data, offset, weight, bias, settings, num_filter, num_group, groups, layout)
    (batch, channels), out = data.shape[:2], offset.shape[2:]
    positions = _deformed_positions(offset, groups=groups, **settings)
    columns = _columns(_kernels, data, positions, groups)
    places = math.prod(settings["kernel"])
    matrix = _matrix(_kernels, columns, batch, channels, places, math.prod(out), num_group)
    filters = weight.reshape(num_group, num_filter // num_group, matrix.shape[1])
    y = np.matmul(filters, matrix).reshape(num_filter, batch, *out)
    y = np.ascontiguousarray(y.swapaxes(0, 1))
    if bias is not None:
        y += bias.reshape(-1, 1, 1)
    return y


@DeformableConvolution.gradient
def _(
    F, gy, data, offset, weight, bias, kernel, stride, dilate, pad, num_group,
    num_deformable_group, needs,
):  # fmt: skip
    settings, groups = _settings(kernel, stride, dilate, pad), num_deformable_group
    batch, channels, high, wide = data.shape
    places, out = math.prod(settings["kernel"]), math.prod(offset.shape[2:])
    positions = F._deformed_positions(offset, groups=groups, **settings)
    g = _filters_first(F, gy, num_group)
    filters = F._view(
        weight, shape=(num_group, weight.shape[0] // num_group, channels // num_group * places)
    )
    by_data = by_offset = by_weight = by_bias = None
    if needs[2]:
        columns = _columns(F, data, positions, groups)
        matrix = _matrix(F, columns, batch, channels, places, out, num_group)
        by_weight = F._view(F.batch_dot(g, matrix, transpose_b=True), shape=weight.shape)
    if len(needs) > 3 and needs[3]:
        by_bias = F.sum(gy, axis=(0, 2, 3))
    if needs[0] or needs[1]:
        spread = F.batch_dot(filters, g, transpose_a=True)
        split = F._view(spread, shape=(num_group, channels // num_group * places, batch, out))
        turned = F.transpose(split, axes=(2, 0, 1, 3))
        spread = F._view(turned, shape=(batch * groups, channels // groups, places * out))
        parts = F._view(data, shape=(batch * groups, channels // groups, high, wide))
        by_parts, moved = _read_back(F, spread, parts, positions, needs)
        if needs[0]:
            by_data = F._view(by_parts, shape=data.shape)
        if needs[1]:
            shape = (batch * groups, 2, places, *offset.shape[2:])
            turned = F.transpose(F._view(moved, shape=shape), axes=(0, 2, 1, 3, 4))
            by_offset = F._view(turned, shape=offset.shape)
    return by_data, by_offset, by_weight, by_bias


def _read_back(F, g, parts, positions, needs):
    """Gradients of the data and of the positions, from that of the values read."""
    size = parts.shape[2:]
    below, right = _fractions(F, positions, size)
    by_parts = None
    by_y = by_x = 0.0
    for down, aside in _CORNERS:
        at = F._deformed_places(positions, size=size, down=down, right=aside)
        tall, across = below if down else 1 - below, right if aside else 1 - right
        if needs[0]:
            part = F._add_pixels(g * (tall * across), at, shape=parts.shape)
            by_parts = part if by_parts is None else by_parts + part
        if needs[1]:
            # Behind the last pixel nothing changes: there both corners are that pixel.
            value = F.sum(g * F._pixels(parts, at), axis=1, keepdims=True)
            by_y = by_y + value * across * (1 if down else -1)
            by_x = by_x + value * tall * (1 if aside else -1)
    return by_parts, F.concat(by_y, by_x, dim=1) if needs[1] else None
