"""Reductions."""

from tests.parity.case import A, I, L, call

CHOICES = [
    {}, {"axis": 0}, {"axis": -1, "keepdims": True}, {"axis": (0, 2)}, {"axis": 1, "exclude": True},
    {"axis": (0, 1, 2), "keepdims": True}, {"keepdims": True},
]  # fmt: skip
for name in "sum mean prod nansum nanprod max min".split():
    for choice in CHOICES:
        call(f"nd.{name}", A(2, 3, 4, low=0.2, high=2), **choice)
        if "exclude" not in choice:
            call(f"NDArray.{name}", A(2, 3, 4, low=0.2, high=2), **choice)
    call(f"nd.{name}", A(5, low=0.2, high=2))
    call(f"nd.{name}", I((2, 3), 1, 4), axis=1, dtypes=["int32", "int64"])
    call(f"nd.{name}", I((2, 3), 1, 4), dtypes=["int32"])
for name in "sum_axis max_axis min_axis".split():
    call(f"nd.{name}", A(2, 3, 4), axis=1)
    call(f"nd.{name}", A(2, 3, 4), axis=0, keepdims=True)
    call(f"nd.{name}", A(2, 3, 4), axis=(1, 2))
NANS = [[1.0, float("nan"), 2.0], [float("nan"), 3.0, 0.5]]
call("nd.nansum", L(NANS, grad=True), axis=1)
call("nd.nanprod", L(NANS, grad=True), axis=1)
call("nd.nansum", L(NANS, grad=True))
call("nd.max", L([[1.0, 1.0, 0.0]], grad=True), axis=1)
call("nd.min", L([[1.0, 1.0, 2.0]], grad=True), axis=1)
call("nd.max", L([1.0, float("nan"), 0.0]), grad=False)
call("nd.max", A(2, 3), axis=())

for choice in [
    {}, {"ord": 1}, {"axis": 1}, {"ord": 1, "axis": 0}, {"axis": (0, 1)},
    {"ord": 2, "axis": -1}, {"axis": 1, "keepdims": True},
]:  # fmt: skip
    call("nd.norm", A(3, 4), **choice)
    call("NDArray.norm", A(3, 4), **choice)
call("nd.norm", A(2, 3, 4), axis=(0, 2))
call("nd.norm", A(2, 3, 4), ord=1, axis=(1, 2), keepdims=True)

for name in "argmax argmin".split():
    for choice in [{}, {"axis": 0}, {"axis": 1, "keepdims": True}, {"axis": -1}]:
        call(f"nd.{name}", A(3, 4, 2), **choice)
        call(f"NDArray.{name}", A(3, 4, 2), **choice)
    call(f"nd.{name}", L([[1.0, 2.0, 2.0, 0.0, 0.0]]), axis=1)
    call(f"nd.{name}", I((3, 4), 0, 50), axis=1, dtypes=["int32", "int64"])
call("nd.argmax", L([1.0, float("nan"), 2.0]))
call("nd.argmax_channel", A(3, 4, grad=False))
call("nd.argmax_channel", A(2, 5, grad=False))
call("NDArray.argmax_channel", A(3, 4, grad=False))
for choice in [{"axes": 0}, {"axes": (0, 2)}, {"axes": 1, "keepdims": True}]:
    call("nd.moments", A(2, 3, 4), **choice)
for choice in [{}, {"axis": 0}, {"axis": 1}]:
    call("nd.cumsum", A(3, 4), **choice)
call("nd.cumsum", A(3, 4), axis=1, dtype="float64", grad=False)
call("nd.cumsum", I((2, 3), 0, 5), axis=1, dtypes=["int32", "int64"])

call("nd.histogram", A(20, grad=False), 5, (-1, 1))
call("nd.histogram", A(20, grad=False), bins=4)
call("nd.histogram", A(20, grad=False), bins=L([-1.0, -0.5, 0.0, 0.8]))
call("nd.square", A(3, 4, low=-3, high=3), dtypes=["float16"])
for name in "sum mean max".split():
    call(f"nd.{name}", A(3, 4), axis=1, dtypes=["float16"])
call("nd.argmax_channel", L([[1.0, 1.0, 0.0]]))
