"""Rows of ndgrad/ops/upsampling.py."""

import numpy as np

from tests.ops.rows.convolution import deconvolution
from tests.ops.samples import case, integers, sample, wrong


def up_sampling(*data, scale, sample_type, num_filter=0, multi_input_mode="concat", num_args=None):
    if sample_type == "bilinear":
        k = 2 * scale - scale % 2
        return deconvolution(
            *data, kernel=(k, k), stride=(scale, scale), pad=((scale - 1 + 1) // 2,) * 2,
            num_filter=num_filter, num_group=num_filter,
        )  # fmt: skip
    height = data[0].shape[2] * scale
    parts = [
        d.repeat(height // d.shape[2], axis=2).repeat(height // d.shape[2], axis=3) for d in data
    ]
    return sum(parts) if multi_input_mode == "sum" else np.concatenate(parts, axis=1)


NEAREST = {"scale": 2, "sample_type": "nearest"}
BILINEAR = {"sample_type": "bilinear", "num_filter": 2, "num_args": 2}

sample(
    "UpSampling",
    reference=up_sampling,
    cases=[
        case([(2, 3, 2, 3)], **NEAREST),
        case([(1, 2, 3, 2)], scale=3, sample_type="nearest", num_args=1),
        case([(1, 2, 3, 2)], scale=1, sample_type="nearest"),
        case([(2, 3, 2, 3), (2, 1, 4, 6)], **NEAREST, num_args=2),
        case([(2, 3, 2, 3), (2, 3, 4, 6), (2, 3, 1, 3 // 2 + 1)][:2], multi_input_mode="sum",
             **NEAREST),
        case([(2, 2, 2, 3), (2, 1, 1, 1)], scale=1, **BILINEAR),
        case([(2, 2, 2, 3), (2, 1, 4, 4)], scale=2, **BILINEAR),
        case([(2, 2, 2, 3), (2, 1, 5, 5)], scale=3, **BILINEAR),
    ],
    zero_size=[case([(0, 3, 2, 3)], **NEAREST)],
    wrong=[
        wrong([(2, 3, 4)], "batch, channels, y, x", ValueError, **NEAREST),
        wrong([(2, 3, 2, 3), (2, 3, 3, 6)], "cannot be repeated", ValueError, **NEAREST),
        wrong([(2, 3, 2, 3), (2, 2, 2, 3)], "same channels", ValueError, multi_input_mode="sum",
              **NEAREST),
        wrong([(2, 3, 2, 3)], "num_args", ValueError, num_args=2, **NEAREST),
        wrong([(2, 3, 2, 3)], "sample_type", ValueError, scale=2, sample_type="cubic"),
        wrong([(2, 3, 2, 3)], "scale", ValueError, scale=0, sample_type="nearest"),
        wrong([(2, 3, 2, 3)], "multi_input_mode", ValueError, multi_input_mode="mean", **NEAREST),
        wrong([(2, 2, 2, 3)], "weight", ValueError, scale=2, sample_type="bilinear", num_filter=2),
        wrong([(2, 3, 2, 3), (3, 1, 4, 4)], "num_filter", ValueError, scale=2, **BILINEAR),
        wrong([(2, 2, 2, 3), (2, 1, 3, 3)], r"\(2, 1, 4, 4\)", ValueError, scale=2, **BILINEAR),
        wrong([integers((2, 3, 2, 3), 0, 5, "int32")], "float", TypeError, **NEAREST),
    ],
    rtol={"float16": 5e-3},
)  # fmt: skip
