"""Rows of ndgrad/ops/spatial.py."""

import math

import numpy as np

from tests.ops.samples import case, constant, floats, literal, sample, smooth, wrong


def sampler(data, grid, cudnn_off=None):
    batch, channels, high, wide = data.shape
    out = np.zeros((batch, channels, *grid.shape[2:]))
    for n, _, i, j in np.ndindex(batch, 1, *grid.shape[2:]):
        x, y = (grid[n, 0, i, j] + 1) * (wide - 1) / 2, (grid[n, 1, i, j] + 1) * (high - 1) / 2
        for row in range(high):
            for column in range(wide):
                weight = max(0, 1 - abs(x - column)) * max(0, 1 - abs(y - row))
                out[n, :, i, j] += weight * data[n, :, row, column]
    return out


def places(*shape, low=-1.3, high=1.3):
    """A grid that keeps away from the pixels, where the interpolation has kinks."""

    def make(rng):
        grid = rng.uniform(low, high, shape)
        for axis, length in ((0, SIZE[1]), (1, SIZE[0])):
            at = (grid[:, axis] + 1) * (length - 1) / 2
            near = np.abs(at - np.round(at)) < 0.1
            grid[:, axis] += np.where(near, 0.2 * 2 / (length - 1), 0)
        return grid

    return smooth(make)


SIZE = (4, 3)
sample(
    "BilinearSampler", reference=sampler, rtol={"float16": 2e-2},
    zero_size=[case([(0, 3, *SIZE), (0, 2, 2, 3)]), case([(2, 0, *SIZE), (2, 2, 2, 3)]),
               case([(2, 3, *SIZE), (2, 2, 0, 3)])],
    cases=[case([(2, 3, *SIZE), places(2, 2, 2, 3)]), case([(1, 1, *SIZE), places(1, 2, 1, 1)])],
    wrong=[wrong([(2, 3, 4), (2, 2, 2, 3)], "grid", ValueError),
           wrong([(2, 1, 4, 3), (1, 2, 2, 3)], "grid", ValueError),
           wrong([literal([[[[1, 2]]]], "int32"), (1, 2, 2, 3)], "float", TypeError)],
)  # fmt: skip


def generator(data, transform_type, target_shape=(0, 0)):
    if transform_type == "affine":
        high, wide = target_shape
        y, x = np.meshgrid(np.linspace(-1, 1, high), np.linspace(-1, 1, wide), indexing="ij")
        full = np.stack((x, y, np.ones_like(x))).reshape(3, -1)
        return (data.reshape(-1, 2, 3) @ full).reshape(-1, 2, high, wide)
    high, wide = data.shape[2:]
    y, x = np.meshgrid(np.arange(high), np.arange(wide), indexing="ij")
    sizes = np.array([wide - 1, high - 1]).reshape(2, 1, 1)
    return (data + np.stack((x, y))) * 2 / sizes - 1


AFFINE = {"transform_type": "affine", "target_shape": (2, 3)}
sample(
    "GridGenerator", reference=generator, rtol={"float16": 2e-2},
    cases=[case([(2, 6)], **AFFINE), case([(2, 2, 3, 4)], transform_type="warp")],
    zero_size=[case([(0, 6)], **AFFINE)],
    wrong=[wrong([(2, 5)], "six numbers", ValueError, **AFFINE),
           wrong([(2, 6)], "target_shape", ValueError, transform_type="affine"),
           wrong([(2, 6)], "'affine' or 'warp'", ValueError, transform_type="turn"),
           wrong([(2, 6)], "displacements", ValueError, transform_type="warp"),
           wrong([literal([[1, 0, 0, 0, 1, 0]], "int32")], "float", TypeError, **AFFINE)],
)  # fmt: skip
sample(
    "_affine_grid", reference=lambda data, size: generator(data, "affine", size),
    rtol={"float16": 2e-2}, cases=[case([(2, 6)], size=(2, 3))],
)  # fmt: skip
sample(
    "_affine_grid_backward", why_no_reference="the second order of GridGenerator checks it",
    rtol={"float16": 2e-2}, cases=[case([(2, 2, 2, 3)], size=(2, 3))],
)  # fmt: skip
TURN = {**AFFINE, "sampler_type": "bilinear"}
NEAR = smooth(lambda rng: np.array([[0.53, 0.21, 0.13, -0.17, 0.61, 0.09]]))
sample(
    "SpatialTransformer", zero_size=False, rtol={"float16": 2e-2},
    reference=lambda data, loc, **k: sampler(data, generator(loc, "affine", k["target_shape"])),
    cases=[case([(1, 2, 4, 3), NEAR], **TURN)],
    wrong=[wrong([(1, 2, 4, 3), NEAR], "bilinear", ValueError, **AFFINE, sampler_type="cubic")],
)  # fmt: skip


def corner_places(grid, size, down, right):
    high, wide = size
    x = np.floor((grid[:, 0] + 1) * (wide - 1) / 2) + right
    y = np.floor((grid[:, 1] + 1) * (high - 1) / 2) + down
    inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
    return np.where(inside, y * wide + x, -1).reshape(len(grid), -1)


sample(
    "_corner_places", reference=corner_places, order=0, out_dtype="int64", zero_size=False,
    dtypes=("float32", "float64"),
    cases=[case([(2, 2, 2, 3)], size=SIZE, down=1, right=0)],
)  # fmt: skip
AT = literal([[0, 5, 5, -1]], "int64")


def add_pixels(g, at, shape):
    y = np.zeros((*shape[:2], shape[2] * shape[3]))
    for n, i in np.ndindex(at.shape):
        if at[n, i] >= 0:
            y[n, :, at[n, i]] += g[n, :, i]
    return y.reshape(shape)


sample(
    "_pixels", cases=[case([(1, 2, 2, 3), AT])], zero_size=False,
    reference=lambda x, at: x.reshape(1, 2, -1)[:, :, at[0]] * (at >= 0),
)  # fmt: skip
sample(
    "_add_pixels", cases=[case([(1, 2, 4), AT], shape=(1, 2, 2, 3))], reference=add_pixels,
    zero_size=False,
)  # fmt: skip

# -- crops and regions ------------------------------------------------------------------------


def crop(data, like=None, num_args=None, offset=(0, 0), h_w=(0, 0), center_crop=False):
    high, wide = h_w if like is None else like.shape[2:]
    top, left = offset
    if center_crop:
        top, left = (data.shape[2] - high) // 2, (data.shape[3] - wide) // 2
    return data[:, :, top : top + high, left : left + wide]


LIKE = constant(lambda rng: np.zeros((1, 1, 2, 2)))
sample(
    "Crop", reference=crop, zero_size=False,
    cases=[case([(2, 2, 4, 5)], h_w=(2, 3)), case([(2, 2, 4, 5)], h_w=(2, 3), offset=(2, 1)),
           case([(1, 1, 4, 5), LIKE], num_args=2, center_crop=True)],
    wrong=[wrong([(1, 1, 2, 2)], "does not fit", ValueError, h_w=(3, 1)),
           wrong([(1, 1, 2, 2)], "h_w", ValueError),
           wrong([(2, 2)], "shape", ValueError, h_w=(1, 1))],
)  # fmt: skip


def roi_pooling(data, rois, pooled_size, spatial_scale):
    out = np.zeros((len(rois), data.shape[1], *pooled_size))
    for n, roi in enumerate(rois):
        if roi[0] < 0:
            continue
        x1, y1, x2, y2 = np.floor(roi[1:] * spatial_scale + 0.5).astype(int)
        for i, j in np.ndindex(*pooled_size):
            tall = max(y2 - y1 + 1, 1) / pooled_size[0]
            wide = max(x2 - x1 + 1, 1) / pooled_size[1]
            rows = [r for r in range(data.shape[2])
                    if math.floor(i * tall) <= r - y1 < math.ceil((i + 1) * tall)]  # fmt: skip
            columns = [c for c in range(data.shape[3])
                       if math.floor(j * wide) <= c - x1 < math.ceil((j + 1) * wide)]  # fmt: skip
            if rows and columns:
                out[n, :, i, j] = data[int(roi[0])][:, rows][:, :, columns].max(axis=(1, 2))
    return out


REGIONS = literal([[0, 0, 0, 4, 4], [1, 2, 1, 5, 3], [-1, 0, 0, 2, 2], [0, 4, 4, 9, 9]], "float64")
sample(
    "ROIPooling", reference=roi_pooling, zero_size=False,
    cases=[case([floats((2, 2, 6, 6)), REGIONS], pooled_size=(2, 2), spatial_scale=1.0),
           case([floats((2, 1, 6, 6)), REGIONS], pooled_size=(3, 2), spatial_scale=0.7)],
    wrong=[wrong([(1, 1, 4, 4), (2, 4)], "rois", ValueError, pooled_size=(1, 1), spatial_scale=1.0),
           wrong([(1, 1, 4, 4), literal([[3, 0, 0, 1, 1]])], "image 3", IndexError,
                 pooled_size=(1, 1), spatial_scale=1.0)],
)  # fmt: skip
WHERE = literal([[0, 3, 3, -1]], "int64")


def add_at_places(g, place, shape):
    y = np.zeros(shape)
    np.add.at(y.reshape(-1), place[place >= 0], g[place >= 0])
    return y


sample("_add_at_places", cases=[case([(1, 4), WHERE], shape=(2, 3))], reference=add_at_places,
       zero_size=False)  # fmt: skip
sample("_from_places", cases=[case([(2, 3), WHERE])], zero_size=False,
       reference=lambda x, place: x.reshape(-1)[place] * (place >= 0))  # fmt: skip
