"""Rows of ndgrad/ops/reduce.py."""

import math

import numpy as np

from tests.ops.samples import case, floats, grid, literal, sample, smooth, wrong

INF, NAN = math.inf, math.nan
INTEGERS = ("int32", "int64")
CUBE = (2, 3, 4)
AXES = [
    {},
    {"axis": ()},
    *grid(axis=[0, -1, (0, 2)], keepdims=[False, True]),
    {"axis": (0, 2), "exclude": True},
    {"axis": -2, "exclude": True, "keepdims": True},
]
WRONG = [
    wrong([(2, 3)], "out of range", ValueError, axis=2),
    wrong([(2, 3)], "twice", ValueError, axis=(0, -2)),
    wrong([(2, 3)], "axis", TypeError, axis=1.5),
]
# Reductions of nothing: along an axis without elements, and along another.
EMPTY = [case([(0, 3)], axis=0), case([(0, 3)], axis=1), case([(0, 3)])]


def reduction(function):
    """A NumPy reduction with MXNet's parameters."""

    def reference(x, axis=None, keepdims=False, exclude=False):
        if axis is None or axis == ():
            chosen = tuple(range(x.ndim))
        else:
            chosen = tuple(a % x.ndim for a in (axis if isinstance(axis, tuple) else (axis,)))
            if exclude:
                chosen = tuple(a for a in range(x.ndim) if a not in chosen)
        return function(x, axis=chosen, keepdims=keepdims)

    return reference


def reduces(name, function, **options):
    options.setdefault("integer_dtypes", INTEGERS)
    options.setdefault("zero_size", EMPTY)
    sample(
        name, inputs=[CUBE], params=AXES, reference=reduction(function), wrong=WRONG,
        **options,
    )  # fmt: skip


reduces("sum", np.sum, rtol={"float16": 1e-2})
reduces("mean", np.mean, zero_size=EMPTY[1:2])
reduces("nansum", np.nansum, integer_dtypes=(), rtol={"float16": 1e-2})
sample("nansum", cases=[case([smooth(lambda rng: [[1.0, NAN], [NAN, 2.0]])], axis=1)])
reduces("_square_sum", lambda x, **k: np.sum(x * x, **k), rtol={"float16": 1e-2})
reduces(
    "prod", np.prod, rtol={"float16": 2e-2}, low=0.5, high=1.5, order=3, integer_dtypes=["int64"]
)
sample(
    "prod", cases=[case([floats((3, 5))]), case([floats((1,))]), case([floats((4, 2))], axis=())]
)
reduces("nanprod", np.nanprod, rtol={"float16": 2e-2}, low=0.5, high=1.5, integer_dtypes=())
sample("nanprod", cases=[case([smooth(lambda rng: [[2.0, NAN], [NAN, 3.0]])], axis=1)])
NOTHING = [
    wrong([(0, 3)], "no elements", ValueError),
    wrong([(0, 3)], "no elements", ValueError, axis=0),
]
for name, function in (("max", np.max), ("min", np.min)):
    reduces(name, function, zero_size=[case([(0, 3)], axis=1)])
    sample(name, wrong=NOTHING, cases=[case([(5,)])])

sample(
    "_replace_nan", inputs=[(3, 4)], params={"value": 1}, order=2,
    reference=lambda x, value: np.where(np.isnan(x), value, x),
    special=[0.0, NAN, INF], special_gradient=[1.0, 0.0, 1.0],
)  # fmt: skip


def products_of_others(rows):
    picked = [np.prod(np.delete(rows, i, axis=1), axis=1) for i in range(rows.shape[1])]
    return np.stack(picked, axis=1)


sample(
    "_products_of_others", reference=products_of_others, order=2, zero_size=[case([(0, 3)])],
    cases=[case([(2, n)]) for n in (1, 2, 3, 4, 6)],
)  # fmt: skip


def position(function):
    def reference(x, axis=None, keepdims=False):
        return function(x, axis=axis, keepdims=keepdims)

    return reference


for name, function in (("argmax", np.argmax), ("argmin", np.argmin)):
    sample(
        name, inputs=[CUBE], params=[{}, *grid(axis=[0, -1], keepdims=[False, True])],
        reference=position(function), order=1, integer_dtypes=INTEGERS,
        zero_size=[case([(0, 3)], axis=1)],
        wrong=[wrong([(2, 3)], "out of range", ValueError, axis=2),
               wrong([(0, 3)], "no elements", ValueError, axis=0),
               wrong([(2, 3)], "integer", TypeError, axis=(0, 1)),
               wrong([literal(np.zeros(4000), "float16")], "2048", ValueError, axis=0)],
    )  # fmt: skip
sample(
    "argmax_channel", inputs=[(3, 4)], reference=lambda x: np.argmax(x, axis=1), order=1,
    cases=[case([CUBE])], wrong=[wrong([(3,)], "two axes", ValueError)],
)  # fmt: skip


def norm(x, ord=2, axis=None, out_dtype=None, keepdims=False):
    if axis == ():
        axis = None
    if ord == 1:
        return np.sum(np.abs(x), axis=axis, keepdims=keepdims)
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


sample(
    "norm", inputs=[CUBE], reference=norm, avoid=[0.0], integer_dtypes=INTEGERS, order=2,
    params=[{}, {"ord": 1}, *grid(ord=[1, 2], axis=[1, -1, (0, 2)], keepdims=[False, True])],
    zero_size=[case([(0, 3)], axis=1), case([(0, 3)])],
    wrong=[wrong([(2,)], "ord=1 and ord=2", ValueError, ord=3), *WRONG[:1]],
)  # fmt: skip


def moments(x, axes=None, keepdims=False):
    axes = tuple(axes) if isinstance(axes, list) else axes
    return x.mean(axes, keepdims=keepdims), x.var(axes, keepdims=keepdims)


sample(
    "moments", inputs=[CUBE], reference=moments, integer_dtypes=("int32",), zero_size=False,
    params=[{}, *grid(axes=[0, (1, 2), [0, -1]], keepdims=[False, True])],
    wrong=[wrong([(2,)], "axes", ValueError, axes=3)],
)  # fmt: skip


def cumsum(a, axis=None, dtype=None):
    return np.cumsum(a, axis)


sample(
    "cumsum", inputs=[CUBE], params=[{}, {"axis": 0}, {"axis": -1}], reference=cumsum,
    integer_dtypes=INTEGERS, rtol={"float16": 2e-2},
    wrong=[wrong([(2,)], "out of range", ValueError, axis=1)],
)  # fmt: skip
