"""Random operators: shapes and dtypes (their distributions are tested in tests/ops)."""

from tests.parity.case import A, L, call

ONE = {"dtypes": ["float32"], "values": False, "grad": False}
SCALARS = {
    "uniform": {"low": 0.5, "high": 2.0}, "normal": {"loc": 1.0, "scale": 2.0},
    "gamma": {"alpha": 2.0, "beta": 0.5}, "poisson": {"lam": 3.0},
    "negative_binomial": {"k": 3, "p": 0.4},
    "generalized_negative_binomial": {"mu": 2.0, "alpha": 0.3},
}  # fmt: skip
for name, params in SCALARS.items():
    for kw in [
        {},
        {"shape": (2, 3)},
        {"shape": 4},
        {"shape": (2, 3), "dtype": "float64"},
        {"shape": (2,), "dtype": "float16"},
    ]:
        call(f"nd.random.{name}", **kw, **ONE)
        call(f"nd.random.{name}", **params, **kw, **ONE)
        if kw:
            call(f"nd.random_{name}", **params, **kw, **ONE)
        call(f"random.{name}", **params, **kw, **ONE)
for kw in [{}, {"shape": (2, 3)}, {"shape": (2, 3), "dtype": "float64"}]:
    call("nd.random.exponential", 2.0, **kw, **ONE)
    call(
        "nd.random.randint",
        0,
        9,
        **kw if "dtype" not in kw else {"shape": (2,), "dtype": "int64"},
        **ONE,
    )
    if kw:
        call("nd.random_exponential", lam=2.0, **kw, **ONE)
        call("nd.uniform", **kw, **ONE)
        call("nd.normal", **kw, **ONE)
call("nd.random_randint", low=0, high=9, shape=(3,), **ONE)
call("nd.random.randn", 2, 3, **ONE)
call("nd.random.randn", 2, 3, loc=1.0, scale=2.0, dtype="float64", **ONE)
P = [0.3, 0.5, 2.0]
for shape in [None, (2,), 3]:
    kw = {} if shape is None else {"shape": shape}
    two = [L(P), L([1.0, 2.0, 3.0])]
    for name in ["uniform", "normal", "gamma"]:
        call(f"nd.random.{name}", *two, **kw, **ONE)
        call(f"nd.sample_{name}", *two, **kw, **ONE)
    call("nd.random.poisson", L(P), **kw, **ONE)
    call("nd.sample_poisson", L(P), **kw, **ONE)
    call("nd.random.exponential", L(P), **kw, **ONE)
    call("nd.sample_exponential", L(P), **kw, **ONE)
    call("nd.sample_negative_binomial", L([2.0, 3.0]), L([0.3, 0.6]), **kw, **ONE)
    call("nd.sample_generalized_negative_binomial", L([2.0, 3.0]), L([0.3, 0.6]), **kw, **ONE)
    for name in ["nd.random.multinomial", "nd.sample_multinomial"]:
        call(name, L([[0.2, 0.3, 0.5], [0.0, 0.9, 0.1]]), **kw, **ONE)
        call(name, L([0.2, 0.3, 0.5]), get_prob=True, **kw, **ONE)
call("nd.random.multinomial", L([0.2, 0.8]), dtype="float32", **ONE)
call("nd.random.shuffle", A(5, 2, grad=False), dtypes=["float32", "float64", "int32"], values=False)
call("nd.shuffle", A(5, grad=False), dtypes=["float32"], values=False)
call("nd.contrib.uniform", shape=(2, 3), **ONE)
call("nd.uniform", low=-1.0, high=2.0, shape=(3, 2), **ONE)
call("nd.normal", loc=-1.0, scale=2.0, shape=(3, 2), **ONE)
call("nd.random_exponential", shape=(4,), **ONE)
for kw in [{"dtype": "int64"}, {"dtype": "int32"}]:
    call("nd.random_randint", low=-5, high=9, shape=(2, 2), **kw, **ONE)
call("nd.random.randn", 4, **ONE)
for name in ["nd.random.shuffle", "nd.shuffle"]:
    call(name, A(3, 2, 2, grad=False), **ONE)
    call(name, L([3.0]), **ONE)
call("nd.contrib.uniform", low=1.0, high=2.0, shape=(3,), **ONE)
call("nd.contrib.uniform", shape=(2,), dtype="float64", **ONE)
