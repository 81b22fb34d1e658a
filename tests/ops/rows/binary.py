"""Rows of ndgrad/ops/binary.py."""

import math

import numpy as np

from tests.ops.samples import case, floats, literal, sample, wrong

INF, NAN = math.inf, math.nan
INTEGERS = ("uint8", "int8", "int32", "int64")
ANY = [0.0, 1.0, -2.5, INF, -INF, NAN]
PAIR = [(3, 4), (3, 4)]


def binary(name, reference, inputs=PAIR, **options):
    options.setdefault("integer_dtypes", INTEGERS)
    options.setdefault("special", ANY)
    options.setdefault("order", 3)
    sample(
        name, inputs=inputs, reference=reference, broadcast=True,
        wrong=[wrong([(2, 3), (4,)], r"\(2, 3\)", ValueError), wrong([(2,), None], "missing")],
        **options,
    )  # fmt: skip


binary("add", np.add)
binary("subtract", np.subtract, integer_dtypes=("int8", "int32", "int64"))
binary("multiply", np.multiply)
binary("divide", np.divide, [(3, 4), floats((3, 4), 0.3, 2.0)])


def modulo(x, y):
    return np.where(y == 0, 0.0, np.remainder(x, y))


# Away from the jumps at multiples of the divisor.
binary("modulo", modulo, [floats((3, 4), 5.2, 5.8), floats((3, 4), 1.1, 1.2)],
       rtol={"float16": 5e-2})  # fmt: skip
binary("floor_divide", np.floor_divide, [floats((3, 4), 5.2, 5.8), floats((3, 4), 1.1, 1.2)],
       order=0)  # fmt: skip
binary(
    "power", np.power, [floats((3, 4), 0.3, 2.0), floats((3, 4), -2.0, 2.0)],
    integer_dtypes=("int32", "int64"), gradient_rtol=1e-4,
)  # fmt: skip
binary("hypot", np.hypot, [floats((3, 4), 0.3, 2.0), (3, 4)], integer_dtypes=("int32", "int64"),
       out_dtype=lambda dtype: dtype)  # fmt: skip
binary("maximum", np.maximum)
binary("minimum", np.minimum)
COMPARISONS = {
    "equal": np.equal, "not_equal": np.not_equal, "greater": np.greater,
    "greater_equal": np.greater_equal, "lesser": np.less, "lesser_equal": np.less_equal,
    "logical_and": np.logical_and, "logical_or": np.logical_or, "logical_xor": np.logical_xor,
}  # fmt: skip
for name, reference in COMPARISONS.items():
    binary(name, reference, avoid=[0.0], order=0)

sample(
    "allclose", order=0,
    reference=lambda a, b, **params: np.allclose(a, b, **{"equal_nan": True, **params}),
    out_dtype="uint8", zero_size=[case([(0,), (0,)])],
    cases=[
        case([(3,), (3,)]),
        case([literal([1.0, NAN]), literal([1.0, NAN])]),
        case([literal([1.0, NAN]), literal([1.0, NAN])], equal_nan=False),
        case([literal([1.0, 2.0]), literal([1.1, 2.1])], rtol=0.0, atol=0.2),
    ],
    wrong=[wrong([(3,), (2, 3)], "one shape", ValueError)],
)  # fmt: skip


def elementwise(name, reference, inputs=PAIR):
    sample(
        name, inputs=inputs, reference=reference, integer_dtypes=("int8", "int32", "int64"),
        special=ANY, order=3,
        wrong=[wrong([(3, 4), (4,)], "do not broadcast|not broadcast", ValueError)],
    )  # fmt: skip


elementwise("elemwise_add", np.add)
elementwise("elemwise_sub", np.subtract)
elementwise("elemwise_mul", np.multiply)
elementwise("elemwise_div", np.divide, [(3, 4), floats((3, 4), 0.3, 2.0)])
sample(
    "add_n", inputs=[(2, 3)] * 3, reference=lambda *arrays: sum(arrays), order=3,
    cases=[case([(2, 3)]), case([(4,)] * 5)], integer_dtypes=INTEGERS,
    wrong=[wrong([(2,), (1,)], "one shape", ValueError)],
)  # fmt: skip
