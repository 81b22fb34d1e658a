"""Rows of ndgrad/ops/random.py; the distributions themselves are tested in test_random.py."""

from tests.ops.samples import case, floats, integers, literal, sample, wrong

WHY = "random values: test_random.py tests the distribution"
SHAPES = [{"shape": (3, 4)}, {"shape": 5}, {"shape": ()}, {"shape": (0, 2)}]
GIVEN = {"order": 0, "dtypes": ("float32",), "zero_size": False, "why_no_reference": WHY}
SIZES = [{}, {"shape": 4}, {"shape": (2, 3)}, {"shape": (2,), "dtype": "float32"}]
DRAWN = {"order": 0, "zero_size": False, "why_no_reference": WHY, "out_dtype": "float32"}
DTYPE = wrong([], "dtype", TypeError, dtype="int32")

sample("random_uniform", params=SHAPES, **GIVEN, wrong=[
    DTYPE, wrong([], "low", ValueError, low=2, high=1),
    wrong([], "negative", ValueError, shape=(-1,)),
])  # fmt: skip
sample("random_normal", params=SHAPES, **GIVEN, wrong=[
    DTYPE, wrong([], "scale", ValueError, scale=-1),
])  # fmt: skip
sample("random_gamma", params=SHAPES, **GIVEN, wrong=[
    DTYPE, wrong([], "alpha", ValueError, alpha=-1), wrong([], "beta", ValueError, beta=0),
])  # fmt: skip
sample("random_exponential", params=SHAPES, **GIVEN, wrong=[
    DTYPE, wrong([], "lam", ValueError, lam=-1),
])  # fmt: skip
sample("random_poisson", params=SHAPES, **GIVEN, wrong=[
    DTYPE, wrong([], "lam", ValueError, lam=-1),
])  # fmt: skip
sample("random_negative_binomial", params=SHAPES, **GIVEN, wrong=[
    DTYPE, wrong([], "k must", ValueError, k=-1), wrong([], "p must", ValueError, p=1.5),
    wrong([], "p = 0", ValueError, p=0.0),
])  # fmt: skip
sample("random_generalized_negative_binomial", params=SHAPES, **GIVEN, wrong=[
    DTYPE, wrong([], "mu", ValueError, mu=-1), wrong([], "alpha", ValueError, alpha=-1),
])  # fmt: skip
sample(
    "random_randint", params=[{"low": 0, "high": 9, **s} for s in SHAPES], out_dtype="int32",
    **GIVEN, wrong=[
        wrong([], "less than high", ValueError, low=5, high=5),
        wrong([], "integers", TypeError, low=0.5, high=3),
        wrong([], "dtype", TypeError, low=0, high=3, dtype="float32"),
        wrong([], "high", TypeError, low=0),
    ],
)  # fmt: skip

POSITIVE, HIGHER = floats((2, 3), 0.5, 2.0), floats((2, 3), 2.5, 4.0)
LOWER = wrong([(2,), (3,)], "one shape", ValueError)
sample("sample_uniform", inputs=[POSITIVE, HIGHER], params=SIZES, **DRAWN, wrong=[LOWER])
sample("sample_normal", inputs=[POSITIVE, HIGHER], params=SIZES, **DRAWN, wrong=[LOWER])
sample("sample_gamma", inputs=[POSITIVE, HIGHER], params=SIZES, **DRAWN, wrong=[LOWER])
sample("sample_exponential", inputs=[POSITIVE], params=SIZES, **DRAWN,
       wrong=[wrong([floats((2,), -2, -1)], "lam", ValueError)])  # fmt: skip
sample("sample_poisson", inputs=[POSITIVE], params=SIZES, **DRAWN,
       wrong=[wrong([floats((2,), -2, -1)], "lam", ValueError)])  # fmt: skip
sample("sample_negative_binomial", inputs=[integers((2, 3), 1, 9), floats((2, 3), 0.2, 0.9)],
       params=SIZES, **DRAWN, wrong=[LOWER])  # fmt: skip
sample("sample_generalized_negative_binomial", inputs=[POSITIVE, HIGHER], params=SIZES, **DRAWN,
       wrong=[LOWER])  # fmt: skip

EVEN = [[0.25, 0.25, 0.5], [0.5, 0.25, 0.25]]
sample(
    "sample_multinomial", order=0, out_dtype=lambda dtype: ("int32",), zero_size=False,
    why_no_reference=WHY, convention="a draw is a constant; test_random.py checks get_prob",
    cases=[case([literal(EVEN)], shape=s) for s in ((), 4, (2, 3))],
    wrong=[wrong([literal([[0.5, 0.4]])], "add up", ValueError),
           wrong([literal([1.5, -0.5])], "negative", ValueError),
           wrong([literal([1, 0], "int32")], "floats", TypeError)],
)  # fmt: skip
sample(
    "shuffle", inputs=[(5, 2)], why_no_reference=WHY, cases=[case([(6,)])], order=2,
    wrong=[wrong([()], "one axis", ValueError)],
)  # fmt: skip
