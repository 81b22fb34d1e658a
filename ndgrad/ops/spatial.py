"""Feature maps seen through a grid: spatial transformers (Jaderberg et al., 2015).

A grid of shape (batch, 2, height, width) holds for each element of the result the place, x before
y, that it is read from; -1 and 1 are the centres of the first and the last pixel.
"""

from __future__ import annotations

import math

import numpy as np

from .blocks import float_only
from .registry import operator

# -- reading at places ------------------------------------------------------------------------


@operator(differentiable=False)
def _corner_places(grid, *, size, down, right):
    """For each place of a grid the flat index of one of the four pixels around it, -1 outside.

    ``down`` and ``right`` choose the corner. The result has shape (batch, places).
    """
    high, wide = size
    x = np.floor((grid[:, 0] + 1) * ((wide - 1) / 2)) + right
    y = np.floor((grid[:, 1] + 1) * ((high - 1) / 2)) + down
    inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)  # False for NaN
    x, y = [np.where(inside, at, 0).astype(np.int64) for at in (x, y)]
    return np.where(inside, y * wide + x, -1).reshape(len(grid), math.prod(grid.shape[2:]))


@operator(promotes=False)
def _pixels(data, places):
    """Pixels (batch, channel, places) of a map (batch, channel, height, width); 0 for place -1."""
    batch, channels, high, wide = data.shape
    flat = data.reshape(batch, channels, high * wide)
    picked = np.take_along_axis(flat, np.maximum(places, 0)[:, None], axis=2)
    # Chosen, not multiplied by 0: the pixel read in place of those outside may be infinite.
    return np.where((places >= 0)[:, None], picked, data.dtype.type(0))


@_pixels.gradient("data")
def _(F, gy, places, data_shape):
    return F._add_pixels(gy, places, shape=data_shape)


@operator(promotes=False)
def _add_pixels(g, places, *, shape):
    """The transpose of :func:`_pixels`: a map with ``g`` added up at the places."""
    batch, channels, high, wide = shape
    out = np.zeros((batch * channels, high * wide), g.dtype)
    kept = places >= 0
    for image in range(batch):
        at = places[image, kept[image]]
        for channel in range(channels):
            values = g[image, channel, kept[image]]
            out[image * channels + channel] = np.bincount(at, values, high * wide)
    return out.reshape(shape)


@_add_pixels.gradient("g")
def _(F, gy, places):
    return F._pixels(gy, places)


def _fractions(F, grid, size):
    """How far each place lies right of and below the pixel before it: two (batch, 1, places)."""
    found = []
    for axis, length in enumerate((size[1], size[0])):
        along = F._view(
            F.slice_axis(grid, axis=1, begin=axis, end=axis + 1),
            shape=(grid.shape[0], 1, grid.shape[2] * grid.shape[3]),
        )
        place = (along + 1) * ((length - 1) / 2)
        found.append(place - F.floor(place))
    return found


_CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


def _sampled_by_data(F, gy, grid, shape):
    right, below = _fractions(F, grid, shape[2:])
    g = F._view(gy, shape=(*gy.shape[:2], gy.shape[2] * gy.shape[3]))
    total = None
    for down, aside in _CORNERS:
        places = F._corner_places(grid, size=shape[2:], down=down, right=aside)
        weight = (right if aside else 1 - right) * (below if down else 1 - below)
        part = F._add_pixels(g * weight, places, shape=shape)
        total = part if total is None else total + part
    return total


def _sampled_by_grid(F, gy, data, grid):
    high, wide = data.shape[2:]
    right, below = _fractions(F, grid, (high, wide))
    g = F._view(gy, shape=(*gy.shape[:2], gy.shape[2] * gy.shape[3]))
    by_x = by_y = None
    for down, aside in _CORNERS:
        places = F._corner_places(grid, size=(high, wide), down=down, right=aside)
        value = F.sum(g * F._pixels(data, places), axis=1, keepdims=True)
        x = value * (below if down else 1 - below) * (1 if aside else -1)
        y = value * (right if aside else 1 - right) * (1 if down else -1)
        by_x, by_y = (x, y) if by_x is None else (by_x + x, by_y + y)
    found = F.concat(by_x * ((wide - 1) / 2), by_y * ((high - 1) / 2), dim=1)
    return F._view(found, shape=grid.shape)


@operator
def BilinearSampler(data, grid, *, cudnn_off=None):
    """Feature maps read at the places of a grid, by bilinear interpolation; zeros lie outside.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    grid : NDArray of shape (batch, 2, new height, new width)
        Places between -1 and 1, x before y; see :func:`GridGenerator`.
    cudnn_off : bool
        Without meaning here.

    Returns
    -------
    NDArray of shape (batch, channel, new height, new width)

    >>> data = nd.array([[[[1., 2.], [3., 4.]]]])
    >>> nd.BilinearSampler(data, nd.zeros((1, 2, 1, 1))).asnumpy()
    array([[[[2.5]]]], dtype=float32)
    """
    if data.ndim != 4 or grid.ndim != 4 or grid.shape[:2] != (data.shape[0], 2):
        raise ValueError(
            f"data (batch, channel, height, width) and a grid (batch, 2, height, width) are "
            f"needed, got {data.shape} and {grid.shape}"
        )
    float_only(data, grid)
    size = data.shape[2:]
    x = (grid[:, 0] + 1) * ((size[1] - 1) / 2)
    y = (grid[:, 1] + 1) * ((size[0] - 1) / 2)
    flat = len(grid), 1, math.prod(grid.shape[2:])
    right, below = (x - np.floor(x)).reshape(flat), (y - np.floor(y)).reshape(flat)
    out = np.zeros((*data.shape[:2], right.shape[2]), data.dtype)
    for down, aside in _CORNERS:
        places = _corner_places(grid, size=size, down=down, right=aside)
        weight = (right if aside else 1 - right) * (below if down else 1 - below)
        out += _pixels(data, places) * np.where(places[:, None] >= 0, weight, 0)
    return out.reshape(*data.shape[:2], *grid.shape[2:])


@BilinearSampler.gradient("data")
def _(F, gy, grid, data_shape):
    return _sampled_by_data(F, gy, grid, data_shape)


@BilinearSampler.gradient("grid")
def _(F, gy, data, grid):
    return _sampled_by_grid(F, gy, data, grid)


# -- grids ------------------------------------------------------------------------------------


def _ends(count):
    """``count`` places from -1 to 1."""
    return np.linspace(-1, 1, count) if count > 1 else np.full(count, -1.0)


def _homogeneous(size, dtype):
    """Rows x, y, 1 of all places of a grid: (3, places)."""
    y, x = np.meshgrid(_ends(size[0]), _ends(size[1]), indexing="ij")
    return np.stack((x.ravel(), y.ravel(), np.ones(x.size))).astype(dtype)


@operator
def _affine_grid(data, *, size):
    """Affine maps (batch, 6) of the places of a grid."""
    maps = data.reshape(len(data), 2, 3)
    return np.matmul(maps, _homogeneous(size, data.dtype)).reshape(len(data), 2, *size)


@_affine_grid.gradient
def _(F, gy, size):
    return F._affine_grid_backward(gy, size=size)


@operator
def _affine_grid_backward(g, *, size):
    """The transpose of :func:`_affine_grid`."""
    flat = g.reshape(len(g), 2, math.prod(size))
    return np.matmul(flat, _homogeneous(size, g.dtype).T).reshape(len(g), 6)


@_affine_grid_backward.gradient
def _(F, gy, size):
    return F._affine_grid(gy, size=size)


def height_and_width(shape, name="target_shape"):
    """``shape`` as two sizes of at least 1; ``name`` is what errors call it."""
    size = tuple(shape)
    if len(size) != 2 or min(size) < 1:
        raise ValueError(f"{name} must be a height and a width, got {shape}")
    return size


@operator
def GridGenerator(data, *, transform_type, target_shape=(0, 0)):
    """A grid for :func:`BilinearSampler`, from affine maps or from displacements.

    Parameters
    ----------
    data : NDArray
        ``'affine'``: shape (batch, 6), the maps ``[[a, b, c], [d, e, f]]`` of the places (x, y, 1).
        ``'warp'``: shape (batch, 2, height, width), by how many pixels each place is moved.
    transform_type : {'affine', 'warp'}
    target_shape : (int, int)
        Height and width of the grid, for ``'affine'``.

    Returns
    -------
    NDArray of shape (batch, 2, height, width)

    >>> same = nd.array([[1., 0., 0., 0., 1., 0.]])
    >>> nd.GridGenerator(same, transform_type='affine', target_shape=(2, 2)).asnumpy()[0, 0]
    array([[-1.,  1.],
           [-1.,  1.]], dtype=float32)
    """
    float_only(data)
    if transform_type == "affine":
        if data.ndim != 2 or data.shape[1] != 6:
            raise ValueError(f"an affine map is six numbers: shape (batch, 6), not {data.shape}")
        return _affine_grid(data, size=height_and_width(target_shape))
    if transform_type != "warp":
        raise ValueError(f"transform_type must be 'affine' or 'warp', got {transform_type!r}")
    if data.ndim != 4 or data.shape[1] != 2:
        raise ValueError(f"displacements have shape (batch, 2, height, width), not {data.shape}")
    high, wide = data.shape[2:]
    y, x = np.meshgrid(np.arange(high), np.arange(wide), indexing="ij")
    grid = data + np.stack((x, y)).astype(data.dtype)
    grid /= _halves(high, wide, data.dtype)
    grid -= 1
    return grid


def _halves(high, wide, dtype):
    """Half the distance between the first and the last pixel, as (2, 1, 1), x before y."""
    return np.array([(wide - 1) / 2, (high - 1) / 2], dtype).reshape(2, 1, 1)


@GridGenerator.gradient
def _(F, gy, transform_type, target_shape):
    if transform_type == "affine":
        return F._affine_grid_backward(gy, size=tuple(target_shape))
    high, wide = gy.shape[2:]
    by_x, by_y = [F.slice_axis(gy, axis=1, begin=i, end=i + 1) for i in (0, 1)]
    return F.concat(by_x / ((wide - 1) / 2), by_y / ((high - 1) / 2), dim=1)


@operator
def SpatialTransformer(
    data, loc, *, target_shape=(0, 0), transform_type, sampler_type, cudnn_off=None
):
    """Feature maps under affine maps: :func:`GridGenerator`, then :func:`BilinearSampler`.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
    loc : NDArray of shape (batch, 6)
        The affine map of each image, mostly the result of a small net.
    target_shape : (int, int)
        Height and width of the result.
    transform_type : {'affine'}
    sampler_type : {'bilinear'}
    cudnn_off : bool
        Without meaning here.

    >>> data, same = nd.array([[[[1., 2.], [3., 4.]]]]), nd.array([[1., 0., 0., 0., 1., 0.]])
    >>> nd.SpatialTransformer(data, same, target_shape=(2, 2), transform_type='affine',
    ...                       sampler_type='bilinear').asnumpy()[0, 0]
    array([[1., 2.],
           [3., 4.]], dtype=float32)
    """
    if transform_type != "affine" or sampler_type != "bilinear":
        raise ValueError(
            f"transform_type='affine' and sampler_type='bilinear' are all there is, got "
            f"{transform_type!r} and {sampler_type!r}"
        )
    grid = GridGenerator(loc, transform_type="affine", target_shape=target_shape)
    return BilinearSampler(data, grid)


@SpatialTransformer.gradient("data")
def _(F, gy, loc, data_shape, target_shape):
    return _sampled_by_data(F, gy, F._affine_grid(loc, size=tuple(target_shape)), data_shape)


@SpatialTransformer.gradient("loc")
def _(F, gy, data, loc, target_shape):
    size = tuple(target_shape)
    found = _sampled_by_grid(F, gy, data, F._affine_grid(loc, size=size))
    return F._affine_grid_backward(found, size=size)
