"""Rows of the elementwise families: elementwise, rounding, exponential, trigonometric, special."""

import math

import numpy as np

from tests.ops.samples import case, floats, literal, sample, wrong

INF, NAN = math.inf, math.nan
INTEGERS = ("uint8", "int8", "int32", "int64")
ANY = [0.0, 1.5, -2.5, INF, -INF, NAN]
SHAPES = [(3, 4)]


def unary(name, reference, **options):
    options.setdefault("order", 3)
    options.setdefault("special", ANY)
    options.setdefault("integer_dtypes", INTEGERS)
    sample(name, inputs=SHAPES, reference=reference, **options)


# -- elementwise.py ---------------------------------------------------------------------------

unary("abs", np.abs, avoid=[0.0], special_gradient=[0.0, 1.0, -1.0, 1.0, -1.0, 0.0])
unary("sign", lambda x: np.nan_to_num(np.sign(x)), avoid=[0.0], special_gradient=[0.0] * 6)
unary("negative", np.negative, integer_dtypes=("int8", "int32", "int64"))
unary("square", np.square)
unary("sqrt", np.sqrt, low=0.2, high=2.0, special=[0.0, 4.0, -1.0, INF, NAN])
unary("rsqrt", lambda x: 1 / np.sqrt(x), low=0.3, high=2.0, special=[0.0, 4.0, -1.0, INF, NAN])
unary("cbrt", np.cbrt, avoid=[0.0, -0.1, 0.1], low=-3, high=3, gradient_rtol=1e-4)
unary("rcbrt", lambda x: 1 / np.cbrt(x), low=0.3, high=3)
unary("reciprocal", lambda x: 1 / x, low=0.4, high=3)
sample(
    "div_sqrt_dim", inputs=SHAPES, reference=lambda x: x / np.sqrt(x.shape[-1]),
    cases=[case([(2, 3, 5)])], wrong=[wrong([()], "at least one axis", ValueError)], order=3,
)  # fmt: skip
unary("identity", np.copy)
sample("BlockGrad", inputs=SHAPES, reference=np.copy, order=0, integer_dtypes=INTEGERS, special=ANY)
sample(
    "cast", inputs=SHAPES, params=[{"dtype": t} for t in ("float64",)],
    reference=lambda x, dtype: x.astype(dtype), out_dtype="float64", rtol={"float32": 1e-6},
    wrong=[wrong([(2,)], "bfloat16", NotImplementedError, dtype="bfloat16"),
           wrong([(2,)], "dtype", TypeError)],
)  # fmt: skip
sample(
    "amp_cast", inputs=SHAPES, params={"dtype": "float64"},
    reference=lambda x, dtype: x.astype(dtype), out_dtype="float64",
)  # fmt: skip
sample(
    "amp_multicast", reference=lambda *data, num_outputs: data, dtypes=("float32", "float64"),
    cases=[case([(2, 3)], num_outputs=1), case([(2,), (3, 2)], num_outputs=2)],
    wrong=[wrong([(2,), (2,)], "num_outputs=3, but there are 2", ValueError, num_outputs=3)],
)  # fmt: skip
sample(
    "clip", inputs=SHAPES, params={"a_min": -0.5, "a_max": 0.4}, avoid=[-0.5, 0.4], order=3,
    reference=lambda x, a_min, a_max: np.clip(x, a_min, a_max),
    special=[-0.5, 0.4, 0.0, 3.0, -3.0, INF, NAN],
    special_gradient=[1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0],
    wrong=[wrong([(2,)], "a_max", TypeError, a_min=0.0)],
)  # fmt: skip
unary("relu", lambda x: np.maximum(x, 0), avoid=[0.0], special_gradient=[0.0, 1, 0, 1, 0, np.nan])
sample(
    "_relu_backward", inputs=[(3, 4), (3, 4)], reference=lambda g, y: g * (y > 0), order=2,
    low=0.1, high=2,
)  # fmt: skip
unary("sigmoid", lambda x: 1 / (1 + np.exp(-x)), special=[*ANY, 300.0, -300.0], low=-3, high=3)
sample(
    "_sigmoid_backward", inputs=[(3, 4), (3, 4)], reference=lambda g, s: g * s * (1 - s), order=3
)
unary("softsign", lambda x: x / (1 + np.abs(x)), avoid=[0.0], special=[0.0, 1.5, -2.5, NAN])
sample(
    "hard_sigmoid", inputs=SHAPES, low=-4, high=4, avoid=[-2.5, 2.5], order=3,
    reference=lambda x, alpha=0.2, beta=0.5: np.clip(alpha * x + beta, 0, 1),
    params=[{}, {"alpha": 0.1, "beta": 0.3}], special=[*ANY, 2.5],
    special_gradient=[0.2, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0],
    wrong=[wrong([literal([1, 2], "int32")], "float", TypeError)],
)  # fmt: skip


def smooth_l1(x, scalar=1.0):
    sharp = scalar**2
    if not sharp:
        return 0 * np.nan_to_num(x)
    return np.where(np.abs(x) < 1 / sharp, sharp * x * x / 2, np.abs(x) - 0.5 / sharp)


sample(
    "smooth_l1", inputs=SHAPES, low=-2, high=2, avoid=[-1, 1, -0.25, 0.25], order=3,
    reference=smooth_l1, params=[{}, {"scalar": 2.0}, {"scalar": 0}], integer_dtypes=INTEGERS,
    special=[-3.0, -1.0, 0.0, 0.5, 1.0, INF, NAN],
)  # fmt: skip
unary("logical_not", np.logical_not, special_gradient=[0.0] * 6)
for name in ("isnan", "isinf", "isfinite"):
    unary(name, getattr(np, name), special_gradient=[0.0] * 6)

# -- rounding.py ------------------------------------------------------------------------------

HALVES = [0.0, -0.0, 0.4, 0.5, 0.49999997, -0.5, 1.5, -1.5, 2.5, -2.5, 1e7, INF, -INF, NAN]


def half_away(x):
    return np.where(np.abs(x - np.trunc(x)) >= 0.5, np.trunc(x) + np.sign(x), np.trunc(x))


def half_down(x):
    return np.where((x == np.floor(x)) | (x - np.floor(x) > 0.5), np.ceil(x), np.floor(x))


ROUNDING = {
    "ceil": np.ceil,
    "floor": np.floor,
    "trunc": np.trunc,
    "fix": np.trunc,
    "round": half_away,
    "rint": half_down,
}  # fmt: skip
for name, reference in ROUNDING.items():
    unary(name, reference, low=-3, high=3, special=HALVES, avoid=np.arange(-3, 3.5, 0.5))

# -- exponential.py ---------------------------------------------------------------------------

unary("exp", np.exp, special=[*ANY, 1000.0, -1000.0])
unary("expm1", np.expm1, special=[*ANY, 1e-8])
for name in ("log", "log10", "log2"):
    unary(name, getattr(np, name), low=0.2, high=3.0, special=[*ANY, 1.0], rtol={"float16": 1e-2})
unary("log1p", np.log1p, low=-0.7, high=3.0, special=[*ANY, -1.0, 1e-8])

# -- trigonometric.py -------------------------------------------------------------------------

UNIT = [0.0, 1.0, -1.0, 2.0, NAN]

unary("sin", np.sin)
unary("cos", np.cos)
unary("tan", np.tan, low=-1.2, high=1.2, gradient_rtol=1e-4)
unary("arcsin", np.arcsin, low=-0.8, high=0.8, special=UNIT, integer_dtypes=())
unary("arccos", np.arccos, low=-0.8, high=0.8, special=UNIT, integer_dtypes=())
unary("arctan", np.arctan)
unary("degrees", np.degrees, low=-4, high=4)
unary("radians", np.radians, low=-180, high=180)
unary("sinh", np.sinh, integer_dtypes=("int32", "int64"))
unary("cosh", np.cosh, integer_dtypes=("int32", "int64"))
unary("tanh", np.tanh, special=[*ANY, 300.0, -300.0], low=-2, high=2)
sample("_tanh_backward", inputs=[(3, 4), (3, 4)], reference=lambda g, t: g * (1 - t * t), order=3)
unary("arcsinh", np.arcsinh, low=-2, high=2)
unary("arccosh", np.arccosh, low=1.3, high=3.0, special=[1.0, 2.0, 0.0, -2.0, INF, NAN])
unary("arctanh", np.arctanh, low=-0.8, high=0.8, special=UNIT, integer_dtypes=())

# -- special.py -------------------------------------------------------------------------------


def each(function):
    return np.vectorize(function, otypes=[float])


def gamma(x):
    if x == 0:
        return math.copysign(INF, x)
    if math.isnan(x) or x == -INF or (x < 0 and x == math.floor(x)):
        return NAN
    return math.gamma(x) if x < 171 else INF


def gammaln(x):
    if x == -INF or (x <= 0 and x == math.floor(x)):
        return INF
    return math.lgamma(x)


def erfinv(y):
    """By bisection: slow, and independent of what is tested."""
    if not -1 <= y <= 1:
        return NAN
    if abs(y) == 1:
        return math.copysign(INF, y)
    low, high = -6.0, 6.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.erf(middle) < y else (low, middle)
    return middle


def polygamma(x, order):
    """Differences of the recurrence's sum, whose tail is that of an integral (Euler-Maclaurin)."""
    n, far = order, 40.0
    sign = (-1.0) ** (n + 1)
    if n == 0:
        total = -sum(1 / (x + k) for k in range(40))
        z = x + far
        return total + math.log(z) - 1 / (2 * z) - 1 / (12 * z**2) + 1 / (120 * z**4)
    f = math.factorial
    total = f(n) * sum((x + k) ** -(n + 1.0) for k in range(40))
    z = x + far
    tail = f(n - 1) / z**n + f(n) / (2 * z ** (n + 1))
    for b, k in ((1 / 6, 1), (-1 / 30, 2), (1 / 42, 3)):
        tail += b * f(2 * k + n - 1) / f(2 * k) / z ** (2 * k + n)
    return sign * (total + tail)


unary("erf", each(math.erf), special=[*ANY, 5.0, -5.0, 6.5], low=-2, high=2, integer_dtypes=())
unary(
    "erfinv", each(erfinv), low=-0.8, high=0.8, special=[0.0, 1.0, -1.0, 2.0, 0.999, NAN],
    integer_dtypes=(), gradient_rtol=1e-4,
)  # fmt: skip
unary(
    "gamma", each(gamma), low=0.4, high=4.0, gradient_rtol=1e-4,
    special=[0.0, -0.0, -1.0, -1.5, 5.0, 34.5, 200.0, INF, -INF, NAN],
)  # fmt: skip
unary(
    "gammaln", each(gammaln), low=0.3, high=4.0, gradient_rtol=1e-4, rtol={"float16": 2e-2},
    special=[0.0, -1.0, -1.5, 1.0, 2.0, 2.5, 5.0, 170.0, 1e6, INF, -INF, NAN],
)  # fmt: skip
sample(
    "_polygamma", inputs=[floats((3, 4), 0.4, 4.0)], params=[{"order": n} for n in (0, 1, 2, 3)],
    reference=lambda x, order: each(lambda v: polygamma(v, order))(x), order=2,
    cases=[case([floats((7,), 11.0, 30.0)], order=0), case([floats((7,), 11.0, 30.0)], order=2)],
    gradient_rtol=1e-4, rtol={"float64": 1e-10},
)  # fmt: skip
sample(
    "cast_storage", inputs=[(3, 4)], params={"stype": "default"}, reference=lambda x, stype: x,
    wrong=[wrong([(2,)], "dense", NotImplementedError, stype="csr")],
)  # fmt: skip
