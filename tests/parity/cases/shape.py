"""Shapes: reshaping, moving axes, joining, cutting, padding; creation."""

from tests.parity.case import A, I, L, call

for start, target in [
    ((2, 3, 4), (6, 4)),
    ((2, 3, 4), (-1,)),
    ((2, 3, 4), (0, -1)),
    ((2, 3, 4), (-2,)),
    ((2, 3, 4), (2, -2)),
    ((2, 3, 4), (-3, 4)),
    ((2, 3, 4), (0, -3)),
    ((2, 3, 4), (-4, 1, 2, -2)),
    ((2, 3, 4), (2, -4, -1, 3, 4)),
    ((2, 3, 4), (0, 0, 2, 2)),
    ((2, 3, 4), (-3, -1)),
]:
    call("nd.reshape", A(*start), shape=target)
    call("NDArray.reshape", A(*start), shape=target)
call("nd.Reshape", A(2, 3, 4), shape=(-1, 4))
for target in [(-1, 0), (0, -3), (-2,)]:
    call("nd.reshape", A(2, 3, 4), shape=target, reverse=True)
call("nd.reshape_like", A(2, 6), A(3, 4, grad=False))
call(
    "nd.reshape_like",
    A(30, 7),
    A(15, 2, 4, grad=False),
    lhs_begin=0,
    lhs_end=1,
    rhs_begin=0,
    rhs_end=2,
)
call(
    "nd.reshape_like",
    A(2, 3, 4),
    A(6, 5, grad=False),
    lhs_begin=0,
    lhs_end=2,
    rhs_begin=0,
    rhs_end=1,
)
call("NDArray.reshape_like", A(2, 6), A(3, 4, grad=False))
for name in ["nd.flatten", "nd.Flatten", "NDArray.flatten"]:
    for shape in [(2, 3, 4), (5,), (3, 4)]:
        call(name, A(*shape))
for axis in [0, 1, -1, -2]:
    call("nd.expand_dims", A(2, 3), axis=axis)
    call("NDArray.expand_dims", A(2, 3), axis=axis)
for choice in [{}, {"axis": 0}, {"axis": (0, 2)}, {"axis": -1}]:
    call("nd.squeeze", A(1, 3, 1), **choice)
    call("NDArray.squeeze", A(1, 3, 1), **choice)
call("nd.squeeze", A(1, 1))
for choice in [{}, {"axes": (1, 0, 2)}, {"axes": (2, 0, 1)}, {"axes": (0, 2, 1)}]:
    call("nd.transpose", A(2, 3, 4), **choice)
    call("NDArray.transpose", A(2, 3, 4), **choice)
for name in ["nd.swapaxes", "nd.SwapAxis", "NDArray.swapaxes"]:
    call(name, A(2, 3, 4), dim1=0, dim2=2)
    call(name, A(2, 3, 4), dim1=1, dim2=2)
    call(name, A(2, 3), dim1=0, dim2=1)
for source, destination in [(0, 2), (-1, 0), ([0, 1], [2, 0])]:
    call("nd.moveaxis", A(2, 3, 4), source, destination)
for name in ["nd.flip", "nd.reverse", "NDArray.flip"]:
    call(name, A(2, 3, 4), axis=0)
    call(name, A(2, 3, 4), axis=2)
    call(name, A(2, 3, 4), axis=(0, 1))

for name in ["nd.concat", "nd.Concat"]:
    call(name, A(2, 3), A(2, 4), dim=1)
    call(name, A(2, 3), A(1, 3), A(3, 3), dim=0)
    call(name, A(2, 3, 1), A(2, 3, 4), dim=-1)
    call(name, A(2, 3), A(2, 5))
call("nd.concatenate", [A(2, 3), A(4, 3)], axis=0, grad=False)
call("nd.concatenate", [A(2, 3), A(2, 1)], axis=1, grad=False)
call("nd.concatenate", [A(2, 3)], axis=1, grad=False)
for choice in [{}, {"axis": 0}, {"axis": 1}, {"axis": -1}]:
    call("nd.stack", A(2, 3), A(2, 3), A(2, 3), **choice)
call("nd.concat", I((2, 3), 0, 9), I((2, 3), 0, 9), dim=0, dtypes=["int32", "int64"])
call("nd.stack", I((2, 3), 0, 9), I((2, 3), 0, 9), dtypes=["int32", "int64"])
for name in ["nd.split", "nd.SliceChannel", "NDArray.split"]:
    call(name, A(4, 6), num_outputs=2)
    call(name, A(4, 6), num_outputs=2, axis=0)
    call(name, A(4, 3), num_outputs=3, axis=1, squeeze_axis=True)
    call(name, A(4, 3), num_outputs=1, axis=1)
for name in ["nd.split_v2", "NDArray.split_v2"]:
    call(name, A(6, 3), 3)
    call(name, A(6, 3), (1, 4))
    call(name, A(3, 6), (2, 3, 3), axis=1)
    call(name, A(6, 2), 2, axis=1, squeeze_axis=True)
for reps in [(2,), (2, 3), (1, 2), (2, 1, 2)]:
    call("nd.tile", A(2, 3), reps=reps)
    call("NDArray.tile", A(2, 3), reps=reps)
for choice in [
    {"repeats": 2},
    {"repeats": 3, "axis": 1},
    {"repeats": 2, "axis": 0},
    {"repeats": 2, "axis": -1},
]:
    call("nd.repeat", A(2, 3), **choice)
    call("NDArray.repeat", A(2, 3), **choice)

for shape, width in [
    ((1, 2, 3, 4), (0, 0, 0, 0, 1, 2, 2, 1)),
    ((1, 1, 2, 3, 4), (0,) * 4 + (1, 1, 0, 2, 2, 0)),
    ((2, 1, 4, 4), (0,) * 4 + (2, 0, 0, 3)),
]:
    for name in ["nd.pad", "nd.Pad", "NDArray.pad"]:
        call(name, A(*shape), mode="constant", constant_value=1.5, pad_width=width)
        call(name, A(*shape), mode="edge", pad_width=width)
        if max(width) < min(shape[2:]):
            call(name, A(*shape), mode="reflect", pad_width=width)
for choice in [{}, {"k": 1}, {"k": -1}, {"k": 2}]:
    call("nd.diag", A(3, 4), **choice)
    call("NDArray.diag", A(3, 4), **choice)
    call("nd.diag", A(3), **choice)
for k in (4, -3):
    call("nd.diag", A(3, 4), k=k, grad=False)
call("nd.diag", A(2, 3, 4), axis1=0, axis2=2)
call("nd.diag", A(2, 3, 4), k=1, axis1=-2, axis2=-1)
for name in ["depth_to_space", "space_to_depth"]:
    for shape in [(1, 8, 2, 4), (2, 4, 4, 2), (1, 12, 2, 2)]:
        call(f"nd.{name}", A(*shape), block_size=2)
        call(f"NDArray.{name}", A(*shape), block_size=2)

for name in ["nd.broadcast_to", "NDArray.broadcast_to"]:
    call(name, A(1, 3), shape=(2, 3))
    call(name, A(1, 1, 2), shape=(3, 4, 2))
call("nd.broadcast_to", A(2, 1, 3), shape=(0, 4, 0))
for name in ["nd.broadcast_axis", "nd.broadcast_axes", "NDArray.broadcast_axes"]:
    call(name, A(1, 3, 1), axis=0, size=2)
    call(name, A(1, 3, 1), axis=(0, 2), size=(2, 4))
    call(name, A(2, 1), axis=1, size=3)
call("nd.broadcast_like", A(1, 3), A(2, 3, grad=False))
call("nd.broadcast_like", A(2, 1, 3), A(2, 4, 3, grad=False))
call("nd.broadcast_like", A(1, 3), A(4, 2, grad=False), lhs_axes=(0,), rhs_axes=(0,))
call("NDArray.broadcast_like", A(1, 3), A(2, 3, grad=False))
for name in ["nd.shape_array", "nd.size_array", "NDArray.shape_array", "NDArray.size_array"]:
    call(name, A(2, 3, grad=False))
    call(name, A(5, grad=False))
    call(name, I((2, 1, 3), 0, 3), dtypes=["int32"])

for begin, end, step in [
    ((0, 1), (2, 3), None),
    ((None, 0), (None, 2), None),
    ((0, 3), (2, 0), (1, -1)),
    ((1,), (3,), None),
    ((-2, -3), (None, -1), None),
    ((None, None), (None, None), (2, 2)),
]:
    kw = {} if step is None else {"step": step}
    call("nd.slice", A(3, 4), begin=begin, end=end, **kw)
    call("NDArray.slice", A(3, 4), begin=begin, end=end, **kw)
for axis, begin, end in [(0, 1, 3), (1, 0, 2), (-1, -3, -1), (1, 1, None)]:
    call("nd.slice_axis", A(3, 4), axis=axis, begin=begin, end=end)
    call("NDArray.slice_axis", A(3, 4), axis=axis, begin=begin, end=end)
for name in ["nd.slice_like", "NDArray.slice_like"]:
    call(name, A(3, 4), A(2, 3, grad=False))
    call(name, A(3, 4), A(2, 3, grad=False), axes=(0,))
    call(name, A(3, 4), A(2, 3, grad=False), axes=(-1,))

for shape in [(2, 3), (4,), (2, 1, 2)]:
    for dtype in ["float32", "float64", "int32", "int64", "uint8", "float16"]:
        call("nd.zeros", shape, dtype=dtype, dtypes=["float32"])
        call("nd.ones", shape, dtype=dtype, dtypes=["float32"])
        call("nd.full", shape, 3, dtype=dtype, dtypes=["float32"])
        call("nd.empty", shape, dtype=dtype, dtypes=["float32"], values=False)
    call("nd.zeros", shape, dtypes=["float32"])
    call("nd.ones", shape, dtypes=["float32"])
    call("nd.full", shape, 2.5, dtypes=["float32"])
call("nd.zeros", 3, dtypes=["float32"])
call("nd.eye", 3, dtypes=["float32"])
call("nd.eye", 3, 4, 1, dtypes=["float32"])
call("nd.eye", 4, 3, -2, dtype="float64", dtypes=["float32"])
call("nd.eye", 3, dtype="int32", dtypes=["float32"])
call("nd.arange", 5, dtypes=["float32"])
call("nd.arange", 1, 10, 2.5, dtypes=["float32"])
call("nd.arange", 2, 7, 2, 3, dtypes=["float32"])
call("nd.arange", 3, dtype="int64", dtypes=["float32"])
call("nd.arange", 6, 0, -2, dtypes=["float32"])
call("nd.linspace", 0, 1, 5, dtypes=["float32"])
call("nd.linspace", 2, 3, 4, endpoint=False, dtypes=["float32"])
call("nd.linspace", -1, 1, 3, dtype="float64", dtypes=["float32"])
call("nd.array", [[1, 2], [3, 4]], dtypes=["float32"])
call("nd.array", [1, 2], dtype="int32", dtypes=["float32"])
for name in ["zeros_like", "ones_like"]:
    call(f"nd.{name}", I((2, 3), 0, 4), dtypes=["int32", "int64", "uint8", "float16"])
call("NDArray.slice_assign_scalar", A(3, 4, grad=False), 7.0, (0, 1), (2, 3), (1, 1))
call("NDArray.slice_assign", A(3, 4, grad=False), A(2, 2, grad=False), (0, 1), (2, 3), (1, 1))
for shape in [(2, 1), (2, 3), (3,)]:
    call("NDArray.copy", A(*shape))
    call("NDArray.T", A(*shape))
call("nd.tile", I((2, 3), 0, 9), reps=(2,), dtypes=["int32", "uint8"])
call("nd.reshape", L([[1, 2], [3, 4]]), shape=(-1,), dtypes=["int32", "int64", "uint8"])
call("nd.Reshape", A(2, 3, 4), shape=(0, -1))
call("nd.Reshape", A(6), shape=(-1, 2, 1))
call("nd.array", [[[1.5]], [[2.5]]], dtype="float64", dtypes=["float32"])
for shape in [(2, 3), (4,), (2, 1, 2)]:
    call("nd.cast_storage", A(*shape), stype="default")
