"""Rows of ndgrad/ops/softmax.py."""

import math

import numpy as np

from tests.ops.samples import case, constant, floats, integers, literal, sample, wrong


def softmax(data, length=None, *, axis=-1, temperature=None, dtype=None, use_length=False):
    x = data / (1 if temperature is None else temperature)
    if length is not None:
        places = np.arange(data.shape[axis]).reshape(
            [-1] + [1] * (data.ndim - 1 - axis % data.ndim)
        )
        valid = places < np.expand_dims(length, axis)
        x = np.where(valid, x, -np.inf)
    e = np.exp(x - x.max(axis=axis, keepdims=True)) if x.size else x
    y = e / e.sum(axis=axis, keepdims=True)
    return y if length is None else np.where(valid, y, 0)


def log_softmax(data, *, axis=-1, temperature=None, dtype=None):
    x = data / (1 if temperature is None else temperature)
    x = x - x.max(axis=axis, keepdims=True) if x.size else x
    return x - np.log(np.exp(x).sum(axis=axis, keepdims=True))


def softmin(data, **params):
    return softmax(-data, **params)


def activation(data, *, mode="instance"):
    if mode == "channel":
        return softmax(data, axis=1)
    shape = (len(data), math.prod(data.shape[1:])) if data.ndim > 1 else (1, -1)
    return softmax(data.reshape(shape)).reshape(data.shape)


def cross_entropy(data, label, *, axis=-1):
    index = np.expand_dims(label.astype(int), axis)
    return -np.take_along_axis(log_softmax(data, axis=axis), index, axis).squeeze(axis)


# Short rows are turned, long ones are not; beyond 60 and below -1 the maximum is subtracted first.
SHAPES = [
    case([floats((3, 5), -3, 3)]),
    case([floats((7, 4), -3, 3)]),
    case([floats((2, 40), -50, 50)]),
    case([floats((2, 4, 3), -3, 3)], axis=1),
    case([floats((2, 4, 3), -3, 3)], axis=0, temperature=2.0),
    case([floats((2, 4, 3), -3, 3)], axis=-2, temperature=0.5),
    case([floats((9, 3), -90, -60)]),
]
LENGTHS = literal([2, 5, 0], "int32")
WRONG = [
    wrong([(2, 3)], "axis=2", ValueError, axis=2),
    wrong([integers((2, 3), 0, 5, "int32")], "float", TypeError),
    wrong([(2, 3)], "dtype", TypeError, dtype="int32"),
]
NO_LENGTH = wrong([(2, 3)], "use_length", ValueError, use_length=True)
NONE = [case([(0, 3)]), case([(3, 0)]), case([(2, 0, 3)], axis=1)]

sample("softmax", reference=softmax, order=3, cases=SHAPES, zero_size=NONE, wrong=[
    *WRONG, NO_LENGTH,
    wrong([(3, 5), LENGTHS], "use_length=True", ValueError),
    wrong([(3, 5), literal([2, 6, 0])], "length 6", ValueError, use_length=True),
    wrong([(3, 5), literal([2, -1, 0])], "length -1", ValueError, use_length=True),
    wrong([(3, 5), literal([2, 1])], r"\(3,\), got \(2,\)", ValueError, use_length=True),
])  # fmt: skip
sample(
    "softmax",
    cases=[
        case([(3, 5), LENGTHS], use_length=True),
        case([(5, 3), LENGTHS], use_length=True, axis=0),
        case([(2, 3, 2), literal([[1, 3], [0, 2]], "int32")], use_length=True, axis=-2),
        case([(2, 3, 2), literal([[1, 2, 0], [0, 2, 1]], "int32")], use_length=True,
             temperature=2.0),
    ],
)  # fmt: skip
sample(
    "log_softmax", reference=log_softmax, order=3, cases=SHAPES, zero_size=NONE,
    wrong=[*WRONG, NO_LENGTH],
)  # fmt: skip
sample(
    "softmin", reference=softmin, order=3, cases=SHAPES, zero_size=NONE, wrong=[*WRONG, NO_LENGTH]
)
sample(
    "_softmax_backward", zero_size=True,
    reference=lambda g, y, axis, scale=1.0: scale * y * (g - (g * y).sum(axis, keepdims=True)),
    cases=[case([(3, 5), (3, 5)], axis=1), case([(7, 3), (7, 3)], axis=1),
           case([(2, 3, 2), (2, 3, 2)], axis=1, scale=-2.0)],
)  # fmt: skip
sample(
    "_log_softmax_backward", zero_size=True,
    reference=lambda g, y, axis, scale=1.0: scale * (g - np.exp(y) * g.sum(axis, keepdims=True)),
    cases=[case([(3, 5), (3, 5)], axis=1), case([(7, 3), (7, 3)], axis=1),
           case([(2, 3, 2), (2, 3, 2)], axis=1, scale=-2.0)],
)  # fmt: skip
sample(
    "SoftmaxActivation", reference=activation, order=3, zero_size=[case([(0, 3)])],
    cases=[case([(3, 4)]), case([(2, 3, 2)]), case([(4,)]),
           case([(2, 3, 2)], mode="channel"), case([(2, 3, 2, 2)], mode="channel")],
    wrong=[wrong([(2, 3)], "at least 3 axes", ValueError, mode="channel"),
           wrong([(2, 3)], "'instance' or 'channel'", ValueError, mode="batch")],
)  # fmt: skip

# -- cross entropy --------------------------------------------------------------------------------

BATCHES = [
    ((3, 5), [0, 4.7, 2]),
    ((7, 3), [0, 1, 2, 2, 1, 0, 1]),
    ((2, 40), [39, 0]),
]
sample(
    "softmax_cross_entropy", order=3, reference=lambda d, label: cross_entropy(d, label).sum(),
    rtol={"float16": 1e-2},
    cases=[case([floats(shape, -3, 3), literal(label)]) for shape, label in BATCHES]
    + [case([floats((3, 5), 70, 90), literal([0, 1, 2], "int32")])],
    zero_size=[case([(0, 3), literal(np.zeros(0))])],
    wrong=[wrong([(2, 3), literal([0, 3])], "label 3.0 is not one of the 3 classes", ValueError),
           wrong([(2, 3), literal([0, -1])], "label -1.0", ValueError),
           wrong([(2, 3), literal([0, np.nan])], "label nan", ValueError),
           wrong([(2, 3), literal([0])], r"\(2,\), got \(1,\)", ValueError),
           wrong([(2, 3, 2), literal([0, 1])], "batch, classes", ValueError)],
)  # fmt: skip
ENTROPIES = [
    *[case([floats(shape, -3, 3), literal(label)], axis=-1) for shape, label in BATCHES],
    case([floats((2, 3, 2), -3, 3), literal([[0, 2], [1, 1]])], axis=1),
    case([floats((2, 3, 2), -70, -60), literal([[0, 1, 1], [1, 0, 0]])], axis=-1),
]
sample(
    "_sparse_cross_entropy", order=3, reference=cross_entropy, cases=ENTROPIES,
    zero_size=[case([(0, 3), literal(np.zeros(0))])], rtol={"float16": 1e-2},
)  # fmt: skip


def _parts(case_):
    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (3, 5))
    top = x.max(1, keepdims=True)
    return x, top, np.log(np.exp(x - top).sum(1, keepdims=True))


DATA, TOP, LOG = _parts(None)
sample(
    "_sparse_cross_entropy_backward", order=0,
    convention="log sum exp is given beside the data; _sparse_cross_entropy checks both orders",
    reference=lambda g, data, label, top, log, axis: (
        np.exp(data - top - log) - np.eye(5)[label.astype(int)]
    ) * g[:, None],
    cases=[case([floats((3,), 0.5, 1), constant(lambda rng: DATA), literal([0, 4, 2]),
                 constant(lambda rng: TOP), constant(lambda rng: LOG)], axis=1)],
)  # fmt: skip
