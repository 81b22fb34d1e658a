"""Rows of position-sensitive pooling."""

import math

import numpy as np

from tests.ops.samples import case, literal, sample, wrong

# Inside, over two edges, wholly outside, and ending before it begins.
ROIS = literal([[0, 1, 1, 5, 4], [1, -2, 0, 9, 9], [0, 12, 1, 14, 3], [1, 4, 4, 2, 3]])
SHAPE = (2, 8, 6, 7)
PARAMS = [
    {"spatial_scale": 1.0, "output_dim": 2, "pooled_size": 2},
    {"spatial_scale": 0.5, "output_dim": 2, "pooled_size": 3, "group_size": 2},
]


def pooled(data, rois, spatial_scale, output_dim, pooled_size, group_size=0):
    """Element by element, from the definition."""
    group = group_size or pooled_size
    y = np.zeros((len(rois), output_dim, pooled_size, pooled_size))
    for (n, c, i, j), _ in np.ndenumerate(y):
        image, left, top, right, bottom = rois[n]
        values = []
        for row, column in np.ndindex(data.shape[2:]):
            inside = True
            for at, place, low, high in ((row, i, top, bottom), (column, j, left, right)):
                first = math.floor(low + 0.5) * spatial_scale
                size = max((math.floor(high + 0.5) + 1) * spatial_scale - first, 0.1) / pooled_size
                inside &= math.floor(first + place * size) <= at
                inside &= at < math.ceil(first + (place + 1) * size)
            if inside:
                grid = (i * group // pooled_size) * group + j * group // pooled_size
                channel = c * group**2 + grid
                values.append(data[int(image), channel, row, column])
        y[n, c, i, j] = np.mean(values) if values else 0
    return y


sample(
    "PSROIPooling", cases=[case([SHAPE, ROIS], **kw) for kw in PARAMS], reference=pooled,
    zero_size=[case([SHAPE, literal(np.zeros((0, 5)))], **PARAMS[0])],
    wrong=[
        wrong([SHAPE, literal([[2, 0, 0, 1, 1]])], "image 2, there are 2", IndexError, **PARAMS[0]),
        wrong([SHAPE, literal([[0, 0, 1, 1]])], r"shape \(n, 5\)", ValueError, **PARAMS[0]),
        wrong([SHAPE[1:], ROIS], "4 axes", ValueError, **PARAMS[0]),
        wrong([(2, 9, 6, 7), ROIS], "= 8 channels, got 9", ValueError, **PARAMS[0]),
        wrong([SHAPE, ROIS], "must be positive", ValueError, spatial_scale=1.0, output_dim=2,
              pooled_size=0),
        wrong([SHAPE, ROIS], "spatial_scale", TypeError, output_dim=2, pooled_size=2),
    ],
)  # fmt: skip
sample(
    "_psroi_pooling_backward",
    cases=[
        case([(4, 2, kw["pooled_size"], kw["pooled_size"]), ROIS], shape=SHAPE,
             **{"group_size": 0, **kw})
        for kw in PARAMS
    ],
    why_no_reference="the transpose of PSROIPooling; their second orders check each other",
)  # fmt: skip
