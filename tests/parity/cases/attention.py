"""Attention over interleaved projections, gradients that pass through, columns, Khatri-Rao."""

from tests.parity.case import A, I, L, call

C = "nd.contrib."
for heads, length, batch, size in [(1, 3, 2, 2), (2, 4, 1, 3), (3, 2, 2, 4)]:
    qkv = A(length, batch, heads * 3 * size)
    call(C + "interleaved_matmul_selfatt_qk", qkv, heads=heads, dtypes=["float32"])
    weights = A(batch * heads, length, length)
    call(C + "interleaved_matmul_selfatt_valatt", qkv, weights, heads=heads, dtypes=["float32"])
    q, kv = A(length, batch, heads * size), A(5, batch, heads * 2 * size)
    call(C + "interleaved_matmul_encdec_qk", q, kv, heads=heads, dtypes=["float32"])
    weights = A(batch * heads, length, 5)
    call(C + "interleaved_matmul_encdec_valatt", kv, weights, heads=heads, dtypes=["float32"])
for x in [A(3, 4, low=-3, high=3), L([-2.5, -1.5, 0.5, 1.5], grad=True), A(2)]:
    call(C + "round_ste", x)
    call(C + "sign_ste", x)
for kw in [{}, {"scalar": 0.5, "is_int": False}, {"scalar": -2.0}]:
    call(C + "gradientmultiplier", A(2, 3), **kw)

# MXNet takes one or three spatial axes too, and then fails.
for kw in [
    {"kernel": (2, 3), "dilate": (2, 1), "pad": (1, 0)},
    {"kernel": (2, 2)},
    {"kernel": (3, 1), "stride": (1, 2), "pad": (1, 1)},
]:
    call("nd.im2col", A(2, 2, 4, 5), **kw)
for shape, kw in [
    ((1, 12, 12), {"kernel": (2, 3), "dilate": (2, 1), "pad": (1, 0)}),
    ((2, 4, 12), {"kernel": (2, 2)}),
    ((1, 3, 16), {"kernel": (3, 1), "stride": (1, 2), "pad": (1, 1)}),
]:
    call("nd.col2im", A(*shape), output_size=(4, 5), **kw)
call("nd.khatri_rao", A(2, 3), grad=False)
call("nd.khatri_rao", A(2, 3), A(4, 3), grad=False)
call("nd.khatri_rao", A(2, 2), A(3, 2), A(2, 2), grad=False)
for columns in [L([0, 3, 1]), L([2, 2, 2]), I((3,), 0, 4)]:
    call("nd.fill_element_0index", A(3, 4), A(3), columns, grad=False, dtypes=["float32"])
    call("nd.choose_element_0index", A(3, 4), columns)
for kw in [
    {"begin": (0, 1), "end": (2, 3)},
    {"begin": (1,), "end": (3,)},
    {"begin": (None, 0), "end": (None, 4), "step": (1, 2)},
]:
    call("nd.crop", A(3, 4), **kw)
for name, kw in {
    "uniform": {"low": 2.0, "high": 3.0},
    "normal": {"loc": 2.0, "scale": 3.0},
    "exponential": {"lam": 2.0},
    "gamma": {"alpha": 2.0, "beta": 3.0},
    "poisson": {"lam": 2.0},
    "negative_binomial": {"k": 2, "p": 0.5},
    "generalized_negative_binomial": {"mu": 2.0, "alpha": 0.5},
}.items():
    for shape in [(2, 3), (1,), (2, 1, 2)]:
        call(f"nd.random.{name}_like", A(*shape, grad=False), values=False, **kw)
for classes in [L([3.0]), L([0.0, 1.0, 2.0]), L([7.0])]:
    call(C + "rand_zipfian", classes, 4, 9, values=False)
