"""Rows of ndgrad/ops/indexing.py, coordinates.py and choice.py."""

import numpy as np

from tests.ops.samples import case, floats, integers, literal, sample, wrong

INTEGERS = ("uint8", "int8", "int32", "int64")


def bounded(indices, size, mode):
    whole = np.trunc(indices).astype(int)
    return whole % size if mode == "wrap" else np.clip(whole, 0, size - 1)


# -- along one axis -------------------------------------------------------------------------------


def take(a, indices, axis=0, mode="clip"):
    return np.take(a, bounded(indices, a.shape[axis], mode), axis=axis)


def take_backward(g, indices, shape, axis, mode):
    out = np.zeros(shape)
    moved = np.moveaxis(out, axis, 0)
    index = bounded(indices, shape[axis], mode)
    values = np.moveaxis(g, range(axis, axis + index.ndim), range(index.ndim))
    np.add.at(moved, index, values)
    return out


sample(
    "take", reference=take, integer_dtypes=INTEGERS,
    cases=[
        case([(5, 3), literal([0, 4, 4, 1])]),
        case([(5, 3), literal([[0.0, 1.9], [3.2, -0.9]])]),
        case([(2, 5, 3), literal([-3, 7, 1, 1])], axis=1),
        case([(2, 5, 3), literal([-1, 3, 5, 2], "int32")], axis=-1, mode="wrap"),
        case([(5,), literal([[4], [0]], "uint8")], mode="raise"),
        case([(4, 300), integers((7, 2), 0, 300, "int32")], axis=1),
    ],
    zero_size=[case([(5, 0), literal([1, 2])]), case([(5, 2), literal(np.zeros((0, 3)))]),
               case([(0, 2), literal(np.zeros(0))])],
    wrong=[
        wrong([(5, 3), literal([5])], "index 5 is out of bounds", IndexError, mode="raise"),
        wrong([(5, 3), literal([-1])], "index -1 is out of bounds", IndexError, mode="raise"),
        wrong([(0, 3), literal([1])], "length 0", IndexError),
        wrong([(5, 3), literal([1])], "axis", ValueError, axis=2),
        wrong([(5, 3), literal([1])], "mode", ValueError, mode="clamp"),
    ],
)  # fmt: skip
sample(
    "_take_backward", reference=take_backward,
    cases=[
        case([(4, 3), literal([0, 4, 4, 4])], shape=(5, 3), axis=0, mode="clip"),
        case([(2, 2, 2, 3), literal([[-3, 7], [1, 1]])], shape=(2, 5, 3), axis=1, mode="wrap"),
        case([(9,), literal([0, 1, 1, 2, 0, 0, 0, 0, 1])], shape=(3,), axis=0, mode="clip"),
        case([(2, 9), literal([2, 1, 1, 2, 2, 2, 2, 2, 1])], shape=(2, 3), axis=1, mode="clip"),
        case([(40, 2), integers((40,), 0, 6)], shape=(6, 2), axis=0, mode="clip"),
        case([(3, 2), integers((3,), 0, 70000, "int64")], shape=(70000, 2), axis=0, mode="clip"),
    ],
)  # fmt: skip
sample(
    "Embedding", reference=lambda data, weight, input_dim, output_dim: take(weight, data),
    cases=[
        case([literal([[0, 4], [2, 2]]), (5, 3)], input_dim=5, output_dim=3),
        case([literal([7, -2, 1], "int32"), (4, 2)], input_dim=4, output_dim=2),
    ],
    wrong=[wrong([literal([1]), (4, 2)], r"input_dim and output_dim ask for \(5, 2\)", ValueError,
                 input_dim=5, output_dim=2),
           wrong([literal([1]), (4, 2)], "input_dim", TypeError)],
)  # fmt: skip

# -- one element of each row ----------------------------------------------------------------------


def pick(data, index, axis=-1, keepdims=False, mode="clip"):
    if axis is None:
        return data.ravel()[bounded(index, data.size, mode)]
    kept = list(data.shape)
    kept[axis] = 1
    found = bounded(index, data.shape[axis], mode).reshape(kept)
    found = np.take_along_axis(data, found, axis)
    return found if keepdims else np.squeeze(found, axis)


def pick_backward(g, index, shape, axis, mode):
    out = np.zeros(shape)
    kept = list(shape)
    kept[axis] = 1
    place = bounded(index, shape[axis], mode).reshape(kept)
    np.put_along_axis(out, place, g.reshape(kept), axis)
    return out


sample(
    "pick", reference=pick, integer_dtypes=INTEGERS,
    cases=[
        case([(3, 4), literal([1, 0, 3])]),
        case([(3, 4), literal([-1, 2.7, 9])], keepdims=True),
        case([(3, 4), literal([[1], [0], [3]], "int32")], keepdims=True),
        case([(3, 4), literal([0, 2, 2, 1])], axis=0),
        case([(2, 3, 4), literal([[1, 2, 0, 1], [0, 1, 5, -1]])], axis=1, mode="wrap"),
        case([(3, 4), literal([[1, 11], [20, 1]])], axis=None),
        case([(4,), literal([2])]),
    ],
    zero_size=[case([(0, 4), literal(np.zeros(0))])],
    wrong=[
        wrong([(3, 4), literal([1, 0])], r"index must have shape \(3,\) or \(3, 1\)", ValueError),
        wrong([(3, 4), literal([1, 0, 9])], "out of bounds", IndexError, mode="raise"),
        wrong([(3, 4), literal([1, 0, 9])], "mode", ValueError, mode="clamp"),
        wrong([(3, 4), literal([1, 0, 9])], "axis", ValueError, axis=2),
    ],
)  # fmt: skip
sample(
    "_pick_backward", reference=pick_backward,
    cases=[
        case([(3,), literal([1, 0, 7])], shape=(3, 4), axis=-1, mode="clip"),
        case([(3, 1), literal([1, 0, 7])], shape=(3, 4), axis=1, mode="wrap"),
        case([(2, 4), literal([[1, 2, 0, 1], [0, 1, 5, -1]])], shape=(2, 3, 4), axis=1,
             mode="clip"),
    ],
)  # fmt: skip
sample(
    "batch_take",
    reference=lambda a, indices: pick(a.reshape(-1, a.shape[-1]), indices.ravel()).reshape(
        indices.shape
    ),
    cases=[
        case([(3, 4), literal([1, 0, 9], "int32")]),
        case([(3, 4), literal([[1], [0], [-1]])]),
        case([(2, 3, 4), literal([[1, 0, 2], [3, 3, 3]])]),
    ],
    wrong=[wrong([(3, 4), literal([1, 0])], "must have 3 elements", ValueError)],
)  # fmt: skip

# -- by whole coordinates -------------------------------------------------------------------------


def whole(indices):
    return tuple(np.trunc(indices).astype(int))


def gather_nd_backward(g, indices, shape):
    out = np.zeros(shape)
    np.add.at(out, whole(indices), g)
    return out


def scatter_nd(data, indices, shape):
    out = np.zeros(shape)
    out[whole(indices)] = data
    return out


def gather_written(data, indices):
    """The gradient of scatter_nd: position by position, what was overwritten counts nothing."""
    index = whole(indices if indices.ndim > 1 else indices[None])
    written = np.full(data.shape[: len(index)], -1)
    numbers = np.arange(index[0].size).reshape(index[0].shape)
    for place in np.ndindex(index[0].shape):
        written[tuple(i[place] for i in index)] = numbers[place]
    stays = written[index] == numbers
    return np.where(stays.reshape(stays.shape + (1,) * (data.ndim - len(index))), data[index], 0)


GATHER = [
    case([(3, 4), literal([[0, 2, 1], [3, 0, 1]])]),
    case([(3, 4, 2), literal([[[0, 2], [-1, -3]], [[3, 0], [-1, 1]]], "int32")]),
    case([(3, 4), literal([[0, 2, 0, 0.9]])]),
]
sample(
    "gather_nd", reference=lambda data, indices: data[whole(indices)], cases=GATHER,
    integer_dtypes=("int32", "int64"),
    zero_size=[case([(3, 4), literal(np.zeros((2, 0)))]), case([(3, 0), literal([[1]])])],
    wrong=[
        wrong([(3, 4), literal([[3], [0]])], "index 3 is out of bounds for axis 0", IndexError),
        wrong([(3, 4), literal([[0], [-5]])], "index -5 is out of bounds for axis 1", IndexError),
        wrong([(3, 4), literal([1, 0])], "at least 2 axes", ValueError),
        wrong([(3, 4), literal([[1], [0], [0]])], "indices name 3 axes", ValueError),
    ],
)  # fmt: skip
sample(
    "_gather_nd_backward", reference=gather_nd_backward,
    cases=[
        case([(3,), literal([[0, 0, 1], [3, 3, 1]])], shape=(3, 4)),
        case([(4, 4), literal([[0, 2, -1, 2]])], shape=(3, 4)),
        case([(2, 2, 2), literal([[[0, 2], [-1, -3]], [[3, 0], [0, -1]]])], shape=(3, 4, 2)),
    ],
)  # fmt: skip
sample(
    "scatter_nd", reference=scatter_nd,
    cases=[
        case([(3,), literal([[0, 2, 1], [3, 0, 1]])], shape=(3, 4)),
        case([(3,), literal([[1, 1, 1], [0, 0, 1]])], shape=(2, 2)),
        case([(2, 2), literal([[-1, 0]])], shape=(3, 2)),
        case([(3, 2), literal([[1, 1, 1]])], shape=(3, 2)),
    ],
    zero_size=[case([(0,), literal(np.zeros((2, 0)))], shape=(3, 4))],
    wrong=[
        wrong([(3,), literal([[0, 2, 1], [3, 0, 4]])], "index 4 is out of", IndexError,
              shape=(3, 4)),
        wrong([(2,), literal([[0, 2, 1], [3, 0, 1]])], r"data must have shape \(3,\)", ValueError,
              shape=(3, 4)),
        wrong([(3,), literal([[0, 2, 1], [3, 0, 1]])], "shape", TypeError),
    ],
)  # fmt: skip
sample(
    "_gather_written", reference=gather_written,
    cases=[
        case([(3, 4), literal([[0, 2, 0], [3, 0, 3]])]),
        case([(4, 2), literal([1, 1, 3, 1])]),
        case([(3, 4, 2), literal([[[0, 2], [2, 0]], [[3, 0], [1, -1]]])]),
    ],
)  # fmt: skip


def ravel(data, shape):
    shape = (shape,) if isinstance(shape, int) else shape
    strides = np.cumprod([1, *shape[:0:-1]])[::-1]
    return np.tensordot(strides, np.trunc(data), 1)


sample(
    "ravel_multi_index", reference=ravel, order=0, integer_dtypes=(),
    cases=[
        case([literal([[3, 6, 6], [4, 5, 1]])], shape=(7, 6)),
        case([literal([[30, 6], [4, 5]])], shape=(-1, 6)),
        case([literal([[1, 0], [2, 0], [3, 1]])], shape=(2, 3, 4)),
        case([literal([[5, 0]])], shape=6),
    ],
    out_dtype=None, dtypes=("float32", "float64"), zero_size=[case([(2, 0)], shape=(3, 4))],
    wrong=[
        wrong([literal([[7], [0]])], "index 7 is out of bounds for axis 0", IndexError,
              shape=(7, 6)),
        wrong([literal([[-1], [0]])], "index -1", IndexError, shape=(-1, 6)),
        wrong([literal([[1], [2]])], r"shape \(3, n\)", ValueError, shape=(2, 3, 4)),
        wrong([literal([[9000], [9000]])], "exactly", ValueError, shape=(9999, 9999)),
        wrong([literal([[1], [2]])], "first length", ValueError, shape=(3, -1)),
    ],
)  # fmt: skip
sample(
    "unravel_index", order=0,
    reference=lambda data, shape: np.array(
        np.unravel_index(np.trunc(data).astype(int), [99 if n == -1 else n for n in shape])
    ),
    cases=[
        case([literal([22, 41, 37])], shape=(7, 6)),
        case([literal([[22, 41], [37.9, 0]])], shape=(-1, 6)),
        case([literal([[[3], [5]]])], shape=(2, 2, 2)),
    ],
    dtypes=("float32", "float64"), zero_size=[case([(0,)], shape=(3, 4))],
    wrong=[
        wrong([literal([42])], "position 42 is outside", IndexError, shape=(7, 6)),
        wrong([literal([-1])], "position -1", IndexError, shape=(-1, 6)),
        wrong([literal([1])], "at least one axis", ValueError, shape=()),
    ],
)  # fmt: skip

# -- choosing -------------------------------------------------------------------------------------


def one_hot(indices, depth, on_value=1.0, off_value=0.0, dtype="float32"):
    hit = np.trunc(indices)[..., None] == np.arange(depth)
    return np.where(hit, on_value, off_value).astype(dtype)


sample(
    "one_hot", reference=one_hot, order=0, out_dtype="float32",
    cases=[
        case([literal([1, 0, 2, -1, 5, 1.7])], depth=3),
        case([literal([[1, 0], [1, 0]])], depth=2, on_value=8, off_value=1.5),
        case([literal([0.0])], depth=0),
    ],
    zero_size=[case([literal(np.zeros((0, 2)))], depth=3)],
    wrong=[wrong([literal([1])], "depth", ValueError, depth=-1),
           wrong([literal([1])], "depth", TypeError),
           wrong([literal([1])], "dtype|data type", depth=2, dtype="bfloat16")],
)  # fmt: skip


def where(condition, x, y):
    if condition.ndim == 1 and x.ndim > 1:
        condition = condition.reshape(-1, *[1] * (x.ndim - 1))
    return np.where(condition != 0, x, y)


sample(
    "where", reference=where, integer_dtypes=INTEGERS,
    cases=[
        case([literal([[0, 1, 0], [2, 0, -1]]), (2, 3), (2, 3)]),
        case([literal([0, 1]), (2, 3), (2, 3)]),
        case([literal([0, 1], "int32"), (2, 3, 2), (2, 3, 2)]),
        case([literal([0.5, 0, -3]), (3,), (3,)]),
    ],
    zero_size=[case([literal(np.zeros((0, 3))), (0, 3), (0, 3)])],
    wrong=[wrong([literal([0, 1]), (3, 3), (3, 3)], "needs 3 elements, one per row", ValueError),
           wrong([literal([0, 1]), (3, 2), (3, 2)], "needs 3 elements, one per row", ValueError),
           wrong([literal([0, 1]), (2,), None], "'y' is missing", TypeError)],
    dtypes=("float32", "float64"),
)  # fmt: skip


def where_or_zero(data, condition, wanted):
    zero = np.zeros_like(data)
    return where(condition, data, zero) if wanted else where(condition, zero, data)


sample(
    "_where_or_zero", reference=where_or_zero,
    cases=[
        case([(2, 3), literal([[0, 1, 0], [2, 0, -1]])], wanted=True),
        case([(2, 3), literal([0, 1])], wanted=False),
        case([floats((3,), low=5.0, high=6.0), literal([0, 1, 0])], wanted=False),
    ],
)  # fmt: skip
