"""Rows of ndgrad/ops/views.py: what stands under x[key] and under gradient rules."""

import numpy as np

from tests.ops.samples import case, floats, literal, sample

KEYS = [
    (0,), (slice(1, 3),), (slice(None), -1), (Ellipsis, 0), (slice(None, None, -1), slice(0, 4, 2)),
    (None, 1, Ellipsis), (1, 2),
]  # fmt: skip


def selected(data, key):
    return data[key]


def spread(data, key, shape):
    zeros = np.zeros(shape)
    zeros[key] = data.reshape(zeros[key].shape)
    return zeros


def advanced(*data, key, positions):
    parts = list(key)
    for position, index in zip(positions, data[1:], strict=True):
        parts[position] = index.astype("int64")
    return data[0][tuple(parts)]


def advanced_spread(*data, key, positions, shape):
    parts = list(key)
    for position, index in zip(positions, data[1:], strict=True):
        parts[position] = index.astype("int64")
    zeros = np.zeros(shape)
    np.add.at(zeros, tuple(parts), data[0])
    return zeros


sample(
    "_view", reference=lambda data, shape: data.reshape(shape),
    cases=[case([(2, 3)], shape=(3, 2)), case([(2, 3)], shape=(6,)), case([(4,)], shape=(1, 4, 1))],
    zero_size=[case([(0, 3)], shape=(3, 0)), case([(2, 0)], shape=(0,))],
)  # fmt: skip
sample("_together", inputs=[(2, 3), (4,)], reference=lambda *data: list(data))
sample("_beside", inputs=[(2, 3), (4,)], reference=lambda data, like: data)
for name in ("_view_index", "_basic_index"):
    sample(
        name, reference=selected, cases=[case([(3, 4)], key=key) for key in KEYS],
        zero_size=[case([(0, 4)], key=(slice(None), 1)), case([(3, 4)], key=(slice(2, 2),))],
    )  # fmt: skip
sample(
    "_basic_index_backward", reference=spread,
    cases=[case([np.zeros((3, 4))[key].shape or (1,)], key=key, shape=(3, 4)) for key in KEYS],
    zero_size=[case([(0, 4)], key=(slice(2, 2),), shape=(3, 4))],
)  # fmt: skip

ROWS = literal([0, 2, 2, -1], "int64")
WHOLE = slice(None)
sample(
    "_advanced_index", reference=advanced, zero_size=False,
    cases=[
        case([(3, 4), ROWS], key=(None,), positions=(0,)),
        case([(4, 3), ROWS], key=(WHOLE, 0), positions=(0,)),
        case([(2, 3, 4), literal([[0, 1], [2, 1]], "int64")], key=(WHOLE, 0), positions=(1,)),
        case([(3, 4), literal([0, 1], "int64"), literal([3, 3], "int64")], key=(0, 0),
             positions=(0, 1)),
    ],
)  # fmt: skip
sample(
    "_advanced_index_backward", reference=advanced_spread, zero_size=False,
    cases=[
        case([floats((4, 4)), ROWS], key=(None,), positions=(0,), shape=(3, 4)),
        case([(2, 2, 2, 4), literal([[0, 1], [2, 1]], "int64")], key=(WHOLE, 0), positions=(1,),
             shape=(2, 3, 4)),
        case([(2,), literal([0, 1], "int64"), literal([3, 3], "int64")], key=(0, 0),
             positions=(0, 1), shape=(3, 4)),
    ],
)  # fmt: skip
