"""Rows of ndgrad/ops/activation.py."""

import math

import numpy as np

from tests.ops.samples import case, floats, sample, wrong

ACTIVATIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softrelu": lambda x: np.logaddexp(0, x),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "tanh": np.tanh,
}
ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805


def leaky(data, gamma=None, *, act_type="leaky", slope=0.25):
    if act_type == "prelu":
        if gamma.ndim == 1:
            gamma = gamma.reshape((-1,) + (1,) * (data.ndim - min(data.ndim, 2)))
        elif gamma.ndim < data.ndim:
            gamma = gamma.reshape(gamma.shape + (1,) * (data.ndim - gamma.ndim))
        return np.where(data > 0, data, gamma * data)
    if act_type == "gelu":
        return data * np.vectorize(lambda v: 0.5 * (1 + math.erf(v / math.sqrt(2))))(data)
    below = {
        "leaky": lambda x: slope * x,
        "elu": lambda x: slope * np.expm1(x),
        "selu": lambda x: ALPHA * np.expm1(x),
    }[act_type](np.minimum(data, 0))
    return (SCALE if act_type == "selu" else 1) * np.where(data > 0, data, below)


X = floats((3, 4), -3, 3, avoid=[0.0])
sample(
    "Activation", reference=lambda data, act_type: ACTIVATIONS[act_type](data), order=3,
    special=[0.0, -0.0, 100.0, -100.0, np.inf, -np.inf],
    cases=[
        *[case([X], act_type=name) for name in ("tanh", "sigmoid", "softrelu")],
        case([X], act_type="relu"),
        case([X], act_type="softsign"),
    ],
    wrong=[wrong([(3,)], r"one of \['relu'", ValueError, act_type="gelu"),
           wrong([(3,)], "act_type")],
)  # fmt: skip
sample(
    "LeakyReLU", reference=leaky, order=3, zero_size=[case([(0, 4)])],
    cases=[
        case([X]),
        case([X], slope=0.0),
        case([X], slope=-0.5),
        case([X], slope=2.0),
        case([X], act_type="elu", slope=0.5),
        case([X], act_type="elu", slope=-0.5),
        case([X], act_type="selu"),
        case([X], act_type="gelu"),
    ],
    wrong=[wrong([(3,)], r"one of \['elu'", ValueError, act_type="relu"),
           wrong([(3,)], "needs its slopes", ValueError, act_type="prelu"),
           wrong([(2, 3), (2,)], "one per channel", ValueError, act_type="prelu"),
           wrong([(2, 3), (1, 2)], "one per channel", ValueError, act_type="prelu")],
)  # fmt: skip
sample(
    "LeakyReLU",
    cases=[
        case([floats((2, 3, 2), -3, 3, avoid=[0.0]), floats(shape, 0.1, 0.5)], act_type="prelu")
        for shape in [(1,), (3,), (1, 3, 1), (2, 1, 1), (2, 3), (1, 3)]
    ] + [case([floats((4,), -3, 3, avoid=[0.0]), floats((4,), 0.1, 0.5)], act_type="prelu")],
)  # fmt: skip
sample(
    "_step", order=0, zero_size=True,
    reference=lambda data, low: np.where(data > 0, 1.0, low),
    cases=[case([X], low=low) for low in (0.0, 0.25, 2.0, -1.0)],
    special=[0.0, np.nan, np.inf],
)  # fmt: skip
