"""Rows of ndgrad/ops/fully_connected.py."""

import numpy as np

from tests.ops.samples import case, integers, sample, wrong


def fully_connected(data, weight, bias=None, *, num_hidden, no_bias=False, flatten=True):
    rows = data.reshape(len(data), int(np.prod(data.shape[1:]))) if flatten else data
    out = rows @ weight.T
    return out if bias is None else out + bias


sample(
    "FullyConnected",
    reference=fully_connected,
    cases=[
        case([(3, 4), (5, 4), (5,)], num_hidden=5),
        case([(3, 4), (5, 4), None], num_hidden=5, no_bias=True),
        case([(3, 2, 2), (5, 4), (5,)], num_hidden=5),
        case([(3, 2, 4), (5, 4), (5,)], num_hidden=5, flatten=False),
        case([(2, 3, 2, 4), (1, 4), None], num_hidden=1, flatten=False, no_bias=True),
        case([(4,), (5, 4), (5,)], num_hidden=5, flatten=False),
        case([(4,), (2, 1), (2,)], num_hidden=2),
    ],
    zero_size=[
        case([(0, 4), (5, 4), (5,)], num_hidden=5),
        case([(3, 0), (5, 0), (5,)], num_hidden=5),
        case([(0, 2, 4), (5, 4), (5,)], num_hidden=5, flatten=False),
    ],
    wrong=[
        wrong([(3, 4), (5, 3), (5,)], r"\(5, 4\).*got \(5, 3\)", ValueError, num_hidden=5),
        wrong([(3, 4), (5, 4), (5,)], "num_hidden", ValueError, num_hidden=6),
        wrong([(3, 4), (5, 4), (4,)], "bias has shape", ValueError, num_hidden=5),
        wrong([(3, 4), (5, 4), None], "no_bias=True", ValueError, num_hidden=5),
        wrong([(3, 4), (5, 4), (5,)], "no_bias=True", ValueError, num_hidden=5, no_bias=True),
        wrong([(3, 4), (5, 4), (5,)], "'num_hidden' is missing", TypeError),
        wrong(
            [integers((3, 4), 0, 3, "int32"), integers((5, 4), 0, 3, "int32"), None], "float",
            TypeError, num_hidden=5, no_bias=True,
        ),
    ],
    rtol={"float16": 5e-3},
)  # fmt: skip
