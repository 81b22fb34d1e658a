"""Rows of ndgrad/ops/ordering.py."""

import numpy as np

from tests.ops.samples import case, constant, floats, literal, sample, wrong

INTEGERS = ("uint8", "int8", "int32", "int64")


def order(data, axis, is_ascend):
    key = data if is_ascend else -data
    return np.argsort(key, axis=axis, kind="stable")


def flattened(data, axis):
    return (data.ravel(), 0) if axis is None else (data, axis)


def sort(data, axis=-1, is_ascend=True):
    data, axis = flattened(data, axis)
    return np.take_along_axis(data, order(data, axis, is_ascend), axis)


def argsort(data, axis=-1, is_ascend=True, dtype="float32"):
    data, axis = flattened(data, axis)
    return order(data, axis, is_ascend).astype(dtype)


TIES = [[1, 0, 1, 1], [0, np.nan, 0, np.inf]]
SORTED = [
    case([(3, 4)]),
    case([(3, 4)], is_ascend=False),
    case([(3, 4)], axis=0, is_ascend=False),
    case([(2, 3, 2)], axis=1),
    case([(3, 4)], axis=None),
    case([(3, 4)], axis=None, is_ascend=False),
    case([(5,)]),
]
TIED = [case([literal(TIES)]), case([literal(TIES)], is_ascend=False)]
sample(
    "sort", reference=sort, cases=SORTED, zero_size=[case([(0, 3)], axis=0), case([(3, 0)])],
    wrong=[wrong([(3, 4)], "axis", ValueError, axis=2)],
)  # fmt: skip
sample(
    "argsort", reference=argsort, cases=SORTED + TIED, order=0, out_dtype="float32",
    wrong=[
        wrong([(3, 4)], "axis", ValueError, axis=-3),
        wrong([(3, 4)], "dtype must be one of", ValueError, dtype="int8"),
        wrong([(300,)], "holds integers up to 255", ValueError, dtype="uint8"),
        wrong([(3000,)], "holds integers up to 2048", ValueError, dtype="float16"),
    ],
)  # fmt: skip

PLACES = constant(lambda rng: rng.permuted(np.tile(np.arange(4), (3, 1)), axis=1)[:, :2], "int64")


def unorder(g, order, axis, size):
    shape = list(g.shape)
    shape[axis] = size
    out = np.zeros(shape)
    np.put_along_axis(out, order, g, axis)
    return out


sample(
    "_order", cases=[case([(3, 4), PLACES], axis=1)],
    reference=lambda data, order, axis: np.take_along_axis(data, order, axis),
)  # fmt: skip
sample("_unorder", cases=[case([(3, 2), PLACES], axis=1, size=4)], reference=unorder)


def topk(data, axis=-1, k=1, ret_typ="indices", is_ascend=False, dtype="float32"):
    shape = data.shape
    data, axis = flattened(data, axis)
    k = k if k >= 1 else data.shape[axis]
    found = np.take(order(data, axis, is_ascend), range(k), axis)
    values = np.take_along_axis(data, found, axis)
    if ret_typ == "mask":
        mask = np.zeros(data.shape)
        np.put_along_axis(mask, found, 1, axis)
        return mask.reshape(shape)
    answers = {"indices": found, "value": values, "both": (values, found)}
    return answers[ret_typ]


LONG = floats((2, 400))
sample(
    "topk", reference=topk, out_dtype=lambda dtype: dtype,
    cases=[
        case([(3, 5)], k=2, ret_typ="value"),
        case([(3, 5)], k=2, ret_typ="value", axis=0, is_ascend=True),
        case([(3, 5)], k=0, ret_typ="value"),
        case([(3, 5)], k=4, ret_typ="value", axis=None),
        case([(3, 5)], k=3, ret_typ="mask"),
        case([(3, 5)], k=2, ret_typ="mask", axis=None),
        case([LONG], k=3, ret_typ="value"),
        case([LONG], k=3, ret_typ="value", is_ascend=True),
    ],
    zero_size=[case([(0, 3)], k=2, ret_typ="value")],
    wrong=[
        wrong([(3, 5)], "k must be at most 5", ValueError, k=6),
        wrong([(3, 5)], "ret_typ", ValueError, ret_typ="values"),
        wrong([(3, 5)], "axis", ValueError, axis=2),
        wrong([(1, 300)], "holds integers up to 255", ValueError, dtype="uint8"),
    ],
)  # fmt: skip


def histogram(a, bins=10, range=None):
    return np.histogram(a, bins, range)


sample(
    "histogram", reference=histogram, order=0, dtypes=("float32", "float64"),
    out_dtype=lambda dtype: ("int64", dtype),
    cases=[
        case([(3, 4)], bins=4, range=(-1, 1)),
        case([(3, 4)], bins=3, range=(0, 0.5)),
        case([(3, 4)], bins=np.array([-1, 0.1, 1.0])),
    ],
    wrong=[wrong([(3,)], "bins", ValueError, bins=0),
           wrong([(3,)], "vector of edges", ValueError, bins=[[1, 2]])],
)  # fmt: skip
