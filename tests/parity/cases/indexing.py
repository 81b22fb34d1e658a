"""Taking and placing by index, ordering."""

from tests.parity.case import A, I, L, call

for name in ["nd.take", "NDArray.take"]:
    call(name, A(5, 3), I((2, 2), 0, 5))
    call(name, A(5, 3), I((4,), -3, 9), axis=1, mode="wrap")
    call(name, A(5, 3), I((4,), -3, 9), axis=0, mode="clip")
    call(name, A(2, 5, 3), L([0, 4, 4, 1]), axis=1)
    call(name, A(2, 5, 3), L([0, 2], dtype="int32"), axis=-1)
call("nd.take", I((4, 2), 0, 9), L([1, 3]), dtypes=["int32", "int64"])
call("nd.batch_take", A(3, 4), L([1, 0, 3], dtype="int32"), grad=False)
call("nd.batch_take", A(2, 2), L([1, 0], dtype="int32"), grad=False)
for name in ["nd.pick", "NDArray.pick"]:
    call(name, A(3, 4), I((3,), 0, 4))
    call(name, A(3, 4), I((4,), 0, 3), axis=0)
    call(name, A(3, 4), I((3, 1), 0, 4), axis=1, keepdims=True)
    call(name, A(3, 4), L([-1, 5, 2]), mode="clip")
    call(name, A(3, 4), L([-1, 5, 2]), mode="wrap")
    call(name, A(2, 3, 4), I((2, 3), 0, 4))
for name in ["nd.one_hot", "NDArray.one_hot"]:
    call(name, L([0, 2, 1]), 3)
    call(name, L([0, 5, -1]), 3, on_value=8.0, off_value=1.0)
    call(name, L([[0, 1], [1, 2]]), 4, dtype="int32")
    call(name, L([1, 0], dtype="int32"), depth=2, dtype="float64")
call("nd.Embedding", I((2, 3), 0, 5), A(5, 4), input_dim=5, output_dim=4)
call("nd.Embedding", L([7, -1, 2]), A(5, 2), input_dim=5, output_dim=2)
call("nd.Embedding", L([3, 3, 3], dtype="int32"), A(5, 2), input_dim=5, output_dim=2)
call("nd.where", I((3, 4), 0, 2), A(3, 4), A(3, 4))
call("nd.where", I((3,), 0, 2), A(3, 4), A(3, 4))
call("nd.where", L([0.5, 0.0, -1.0]), A(3), A(3))
call("nd.gather_nd", A(3, 4), L([[0, 2, 1], [3, 0, 1]]))
call("nd.gather_nd", A(3, 4, 2), L([[0, 2], [3, 0]]))
call("nd.gather_nd", A(3, 4), L([[0, 2, 0]]))
call("nd.scatter_nd", A(3), L([[0, 2, 1], [3, 0, 1]]), shape=(3, 4))
call("nd.scatter_nd", A(2, 2), L([[0, 2], [3, 0]]), shape=(3, 4, 2))
call("nd.scatter_nd", A(2, 3), L([[1, 0]]), shape=(3, 3))
call("nd.ravel_multi_index", L([[3, 6, 6], [4, 5, 1]]), shape=(7, 6))
call(
    "nd.ravel_multi_index",
    L([[3, 2], [1, 0], [0, 1]]),
    shape=(4, 2, 2),
    dtypes=["float32", "int64"],
)
call("nd.unravel_index", L([22, 41, 37]), shape=(7, 6))
call("nd.unravel_index", L([3, 5]), shape=(2, 2, 2), dtypes=["float32", "int64"])
for name in ["nd.sort", "NDArray.sort"]:
    call(name, A(3, 4, grad=False))
    call(name, A(3, 4), axis=0, grad=False)
    call(name, A(3, 4), axis=1, is_ascend=False)
    call(name, A(3, 4), axis=None)
for name in ["nd.argsort", "NDArray.argsort"]:
    call(name, A(3, 4, grad=False))
    call(name, A(3, 4, grad=False), axis=0, is_ascend=False)
    call(name, A(3, 4, grad=False), axis=None)
    call(name, A(3, 4, grad=False), dtype="int32")
for name in ["nd.topk", "NDArray.topk"]:
    for returned in ["indices", "value", "mask", "both"]:
        call(name, A(3, 5, grad=returned == "value"), k=2, ret_typ=returned)
        call(name, A(3, 5, grad=returned == "value"), axis=0, k=2, ret_typ=returned, is_ascend=True)
    call(name, A(3, 5, grad=False), k=0)
    call(name, A(3, 5, grad=False), k=3, dtype="int64")
    call(name, A(7, grad=False), axis=None, k=3)
call("nd.sort", L([3, 1, 2, 1]), dtypes=["int32", "int64", "uint8"])
call("nd.argsort", L([3, 1, 2, 0]), dtypes=["int32", "int64", "uint8"])

for index in [
    0, -1, slice(1, 3), slice(None, None, 2), slice(None, None, -1), (0, 1), (slice(None), 1),
    (slice(0, 2), slice(1, None)), Ellipsis, (Ellipsis, 0), None, (slice(None), None), [0, 2],
    ([0, 1], [1, 2]), (slice(None), [0, 2]), (1, slice(None, None, -1)), ([[0, 1], [2, 0]],),
    (0, [1, 3]), ([0, 2], None, 1), (slice(1, 2), [0, 0]), (-1, -2),
]:  # fmt: skip
    call("NDArray.__getitem__", A(3, 4), index)
for index in [0, slice(0, 1), (1, [0, 1]), (slice(None), 1, 0), ([1, 0], slice(None), [0, 1])]:
    call("NDArray.__getitem__", A(2, 3, 4), index)
call("NDArray.__getitem__", A(4, 3), L([0, 2]))
call("NDArray.__getitem__", A(4, 3), L([[0, 2], [1, 1]], dtype="int32"))
call("NDArray.__getitem__", A(4), 2)
for index in [
    0, slice(1, 3), slice(None, None, 2), (0, 1), (slice(None), 1), Ellipsis, [0, 2],
    ([0, 1], [1, 2]), (slice(None), [0, 2]), (slice(0, 2), slice(1, None)), slice(None),
]:  # fmt: skip
    call("NDArray.__setitem__", A(3, 4, grad=False), index, 5.0)
call("NDArray.__setitem__", A(3, 4, grad=False), 1, A(4, grad=False))
call("NDArray.__setitem__", A(3, 4, grad=False), slice(0, 2), A(2, 4, grad=False))
call("NDArray.__setitem__", A(3, 4, grad=False), (slice(None), 2), A(3, grad=False))
call("NDArray.__setitem__", A(3, 4, grad=False), ([0, 2],), A(2, 4, grad=False))
call(
    "NDArray.__setitem__",
    A(3, 4, grad=False),
    (slice(None, None, 2), slice(1, 3)),
    A(1, 2, grad=False),
)
call("nd.batch_take", A(4, 3), L([0, 0, 2, 1], dtype="int32"), grad=False)
call("nd.ravel_multi_index", L([[0, 4]]), shape=(5,))
call("nd.unravel_index", L([0, 4, 11]), shape=(3, 4))
