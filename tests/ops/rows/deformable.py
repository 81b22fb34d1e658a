"""Rows of ndgrad/ops/convolution/deformable.py."""

import numpy as np

from tests.ops.samples import case, sample, smooth, wrong


def read(image, y, x):
    high, wide = image.shape[1:]
    if not (0 <= y < high and 0 <= x < wide):
        return np.zeros(len(image))
    i, j = int(y), int(x)
    a, b = (y - i if i < high - 1 else 0), (x - j if j < wide - 1 else 0)
    k, m = min(i + 1, high - 1), min(j + 1, wide - 1)
    return ((1 - a) * ((1 - b) * image[:, i, j] + b * image[:, i, m])
            + a * ((1 - b) * image[:, k, j] + b * image[:, k, m]))  # fmt: skip


def deformable(data, offset, weight, bias=None, *, kernel, num_filter, stride=(1, 1),
               dilate=(1, 1), pad=(0, 0), num_group=1, num_deformable_group=1, **rest):  # fmt: skip
    batch, channels = data.shape[:2]
    out = np.zeros((batch, num_filter, *offset.shape[2:]))
    each, groups = channels // num_group, num_deformable_group
    for n, f, i, j in np.ndindex(*out.shape):
        first = f // (num_filter // num_group) * each
        for k, (row, column) in enumerate(np.ndindex(*kernel)):
            for group in range(groups):
                dy, dx = offset[n, (group * kernel[0] * kernel[1] + k) * 2 :][:2, i, j]
                y = i * stride[0] - pad[0] + row * dilate[0] + dy
                x = j * stride[1] - pad[1] + column * dilate[1] + dx
                values = read(data[n], y, x)
                for c in range(first, first + each):
                    if c // (channels // groups) == group:
                        out[n, f, i, j] += values[c] * weight[f, c - first, row, column]
    return out if bias is None else out + bias.reshape(-1, 1, 1)


def offsets(*shape):
    """Offsets that keep away from whole pixels, where the interpolation has kinks."""
    return smooth(lambda rng: rng.integers(-1, 2, shape) + rng.uniform(0.15, 0.85, shape))


ONE = {"kernel": (2, 2), "num_filter": 2}
sample(
    "DeformableConvolution", reference=deformable, rtol={"float16": 3e-2},
    zero_size=[case([(0, 2, 4, 4), (0, 8, 3, 3), (2, 2, 2, 2)], no_bias=True, **ONE)],
    cases=[
        case([(1, 2, 4, 4), offsets(1, 8, 3, 3), (2, 2, 2, 2)], no_bias=True, **ONE),
        case([(2, 2, 4, 5), offsets(2, 8, 2, 3), (2, 1, 2, 2), (2,)], stride=(2, 2), pad=(1, 1),
             dilate=(2, 1), num_group=2, **ONE),
        case([(1, 4, 3, 3), offsets(1, 16, 2, 2), (2, 4, 2, 2), (2,)], num_deformable_group=2,
             **ONE),
    ],
    wrong=[
        wrong([(1, 2, 4, 4), (1, 8, 2, 2), (2, 2, 2, 2)], "offset must", ValueError, no_bias=True,
              **ONE),
        wrong([(1, 2, 4, 4), (1, 8, 3, 3), (2, 2, 2, 2)], "no_bias", ValueError, **ONE),
        wrong([(1, 2, 4, 4), (1, 8, 3, 3), (2, 2, 2, 2), (2,)], "at least 1", ValueError,
              num_group=0, **ONE),
        wrong([(1, 2, 1, 4), (1, 8, 0, 3), (2, 2, 2, 2), (2,)], "larger than", ValueError, **ONE),
    ],
)  # fmt: skip
sample(
    "_deformed_positions", why_no_reference="DeformableConvolution checks it", zero_size=False,
    cases=[case([(1, 8, 2, 2)], kernel=(2, 2), stride=(1, 1), dilate=(1, 1), pad=(0, 0), groups=1)],
)  # fmt: skip


def places(positions, size, down, right):
    y, x = positions[:, 0], positions[:, 1]
    inside = (y >= 0) & (y < size[0]) & (x >= 0) & (x < size[1])
    row = np.minimum(np.floor(y) + down, size[0] - 1)
    column = np.minimum(np.floor(x) + right, size[1] - 1)
    return np.where(inside, row * size[1] + column, -1)


sample(
    "_deformed_places", reference=places, order=0, out_dtype="int64", low=-1, high=5,
    cases=[case([(2, 2, 6)], size=(4, 3), down=1, right=0)],
)  # fmt: skip
