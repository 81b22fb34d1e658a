"""Operators of two arrays, or of an array and a scalar; several arrays."""

from tests.parity.case import A, I, L, call

PAIRS = [((3, 4), (3, 4)), ((2, 3, 4), (2, 1, 4)), ((1, 4), (3, 1)), ((5,), (1,))]
SMOOTH = "add sub mul div maximum minimum hypot power mod".split()
COMPARE = (
    "equal not_equal greater greater_equal lesser lesser_equal logical_and logical_or logical_xor"
).split()

for name in SMOOTH:
    low = 0.3 if name in ("div", "power", "mod") else -1.0
    for left, right in PAIRS:
        call(f"nd.broadcast_{name}", A(*left, low=low, high=3), A(*right, low=low, high=2))
call("nd.broadcast_plus", A(3, 1), A(1, 2))
call("nd.broadcast_minus", A(3, 1), A(1, 2))
for name in COMPARE:
    for left, right in PAIRS:
        call(f"nd.broadcast_{name}", I(left, 0, 3), I(right, 0, 3))

for name in "add subtract multiply divide true_divide maximum minimum power modulo".split():
    low = 0.3 if name in ("divide", "true_divide", "power", "modulo") else -1.0
    call(f"nd.{name}", A(3, 4, low=low, high=3), A(3, 4, low=low, high=2))
    call(f"nd.{name}", A(3, 4, low=low, high=3), A(1, 4, low=low, high=2))
    call(f"nd.{name}", A(3, 4, low=low, high=3), 1.5)
    call(f"nd.{name}", 1.5, A(3, 4, low=low, high=2))
    call(f"nd.{name}", I((2, 3), 1, 9), I((2, 3), 1, 9), dtypes=["int32", "int64", "uint8"])
for name in COMPARE:
    call(
        f"nd.{name}",
        I((3, 4), 0, 3),
        I((3, 4), 0, 3),
        dtypes=["float32", "float64", "int32", "uint8"],
    )
    call(f"nd.{name}", I((3, 4), 0, 3), I((1, 4), 0, 3))
    call(f"nd.{name}", I((3, 4), 0, 3), 1)
for name in "elemwise_add elemwise_sub elemwise_mul elemwise_div".split():
    for shape in [(3, 4), (5,), (2, 2, 3)]:
        call(f"nd.{name}", A(*shape, low=0.3, high=2), A(*shape, low=0.3, high=2))

DUNDERS = "add sub mul truediv mod pow radd rsub rmul rtruediv rmod rpow".split()
for name in DUNDERS:
    call(f"NDArray.__{name}__", A(2, 3, low=0.3, high=3), 2)
    call(f"NDArray.__{name}__", A(2, 3, low=0.3, high=3), 1.5)
    call(f"NDArray.__{name}__", I((2, 3), 1, 9), 2, dtypes=["int32", "int64", "uint8", "int8"])
for name in "add sub mul truediv mod pow".split():
    call(f"NDArray.__{name}__", A(2, 3, low=0.3, high=3), A(1, 3, low=0.3, high=3))
for name in "add sub mul truediv".split():
    call(f"NDArray.__{name}__", I((2, 3), 1, 9), 1.5, dtypes=["int32", "int64", "uint8"])
for name in "eq ne gt ge lt le".split():
    call(f"NDArray.__{name}__", I((2, 3), 0, 4), 2, dtypes=["float32", "float64", "int32"])
    call(f"NDArray.__{name}__", I((2, 3), 0, 4), I((2, 3), 0, 4))
call("NDArray.__neg__", A(2, 3))
call("NDArray.__abs__", A(2, 3))
call("NDArray.__neg__", I((2, 3), 0, 5), dtypes=["int32", "int8"])

SIGNS_LEFT, SIGNS_RIGHT = [-7.0, -7.0, 7.0, 7.0, 6.5], [3.0, -3.0, 3.0, -3.0, 2.0]
call("nd.broadcast_mod", L(SIGNS_LEFT, grad=True), L(SIGNS_RIGHT, grad=True))
call("nd.modulo", L(SIGNS_LEFT, grad=True), -3.0)
call("nd.broadcast_maximum", L([1.0, 2.0, 3.0], grad=True), L([1.0, 3.0, 2.0], grad=True))
call("nd.broadcast_minimum", L([1.0, 2.0, 3.0], grad=True), L([1.0, 3.0, 2.0], grad=True))
call("nd.maximum", L([1.0, 2.0, 3.0], grad=True), 2.0)
call("nd.minimum", L([1.0, 2.0, 3.0], grad=True), 2.0)
call("nd.broadcast_power", L([0.0, 0.0, 2.0, -2.0]), L([0.0, 2.0, -1.0, 3.0]))
call("nd.broadcast_div", L([1.0, -1.0, 0.0]), L([0.0, 0.0, 0.0]))

for name in "add_n ElementWiseSum".split():
    call(f"nd.{name}", A(3, 4), A(3, 4), A(3, 4))
    call(f"nd.{name}", A(3, 4))
    call(f"nd.{name}", A(2, 3, 2), A(2, 3, 2))

for a, b, kw in [
    ((3, 4), (4, 2), {}), ((4, 3), (4, 2), {"transpose_a": True}),
    ((3, 4), (2, 4), {"transpose_b": True}),
    ((4, 3), (2, 4), {"transpose_a": True, "transpose_b": True}),
    ((4,), (4,), {}), ((3, 4), (4,), {}), ((2, 3, 4), (4, 5), {}), ((2, 3, 4), (4, 5, 2), {}),
]:  # fmt: skip
    call("nd.dot", A(*a), A(*b), **kw)
for a, b, kw in [
    ((2, 3, 4), (2, 4, 5), {}), ((2, 4, 3), (2, 4, 5), {"transpose_a": True}),
    ((2, 3, 4), (2, 5, 4), {"transpose_b": True}), ((1, 3, 4), (1, 4, 1), {}),
]:  # fmt: skip
    call("nd.batch_dot", A(*a), A(*b), **kw)
for name in ["broadcast_plus", "broadcast_minus"]:
    call(f"nd.{name}", A(2, 3, 2), A(2, 1, 2))
    call(f"nd.{name}", A(4), A(1))
