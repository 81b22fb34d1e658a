"""Rows of ndgrad/ops/shape.py, slicing.py and joining.py."""

import numpy as np

from tests.ops.samples import case, constant, sample, wrong

CUBE = (2, 3, 4)
INTEGERS = ("uint8", "int8", "int32", "int64")
PLAIN = {"integer_dtypes": INTEGERS}


def like(*shape):
    """An array of which only the shape counts."""
    return constant(lambda rng: np.zeros(shape))


# -- shape.py: broadcasting -------------------------------------------------------------------

sample(
    "_broadcast", reference=lambda x, shape: np.broadcast_to(x, shape), zero_size=False,
    cases=[case([(1, 3)], shape=(2, 3)), case([(3, 1)], shape=(2, 3, 4)), case([(1,)], shape=(0,))],
)  # fmt: skip


def broadcast_to(x, shape):
    if len(shape) == x.ndim:
        shape = [n or m for n, m in zip(shape, x.shape, strict=True)]
    return np.broadcast_to(x, shape)


sample(
    "broadcast_to", reference=broadcast_to, zero_size=[case([(0, 1)], shape=(0, 3))],
    cases=[case([(1, 3)], shape=(2, 3)), case([(2, 1)], shape=(0, 5)), case([(3,)], shape=(2, 3))],
    wrong=[wrong([(2, 3)], "shape", ValueError, shape=(4, 3)), wrong([(2,)], "shape", TypeError)],
    **PLAIN,
)  # fmt: skip


def broadcast_axis(x, axis, size):
    shape = list(x.shape)
    for a, n in zip(np.atleast_1d(axis), np.atleast_1d(size), strict=True):
        shape[a] = n
    return np.broadcast_to(x, shape)


sample(
    "broadcast_axis", reference=broadcast_axis, zero_size=[case([(0, 1)], axis=1, size=3)],
    cases=[case([(1, 3)], axis=0, size=2), case([(1, 3, 1)], axis=(0, -1), size=(2, 4))],
    wrong=[wrong([(2, 3)], "length 1", ValueError, axis=0, size=4),
           wrong([(1, 3)], "same length", ValueError, axis=(0,), size=(1, 2))],
)  # fmt: skip


def broadcast_like(x, y, lhs_axes=None, rhs_axes=None):
    if lhs_axes is None:
        return np.broadcast_to(x, y.shape)
    return broadcast_axis(x, lhs_axes, [y.shape[a] for a in rhs_axes])


sample(
    "broadcast_like", reference=broadcast_like, zero_size=[case([(1, 3), like(0, 3)])],
    cases=[case([(1, 3), like(2, 3)]),
           case([(2, 1), like(5, 6)], lhs_axes=(1,), rhs_axes=(0,))],
    wrong=[wrong([(1, 3), (2, 3)], "go together", ValueError, lhs_axes=(0,)),
           wrong([(2, 3), (4, 3)], "shape", ValueError)],
)  # fmt: skip

# -- shape.py: reshaping ----------------------------------------------------------------------

CODES = [
    ((2, 3, 4), (4, 0, 2), False, (4, 3, 2)),
    ((2, 3, 4), (-1,), False, (24,)),
    ((2, 3, 4), (0, -1), False, (2, 12)),
    ((2, 3, 4), (6, 1, -1), False, (6, 1, 4)),
    ((2, 3, 4), (-2,), False, (2, 3, 4)),
    ((2, 3, 4), (2, -2), False, (2, 3, 4)),
    ((2, 3, 4), (-2, 1, 1), False, (2, 3, 4, 1, 1)),
    ((2, 3, 4), (-3, 4), False, (6, 4)),
    ((2, 3, 4, 5), (-3, -3), False, (6, 20)),
    ((2, 3, 4), (0, -3), False, (2, 12)),
    ((2, 3, 4), (-3, -2), False, (6, 4)),
    ((2, 3, 4), (-4, 1, 2, -2), False, (1, 2, 3, 4)),
    ((2, 3, 4), (2, -4, -1, 3, -2), False, (2, 1, 3, 4)),
    ((8, 3, 3, 3, 4, 4), (-4, -1, 2, -3, -2), False, (4, 2, 9, 3, 4, 4)),
    ((10, 5, 4), (-1, 0), False, (40, 5)),
    ((10, 5, 4), (-1, 0), True, (50, 4)),
    ((2, 12, 4), (0, 3, -1, -4, 0), True, (2, 3, 4, 4)),
    ((2, 12, 4), (-2, 0), True, (2, 12, 4)),
]
EXPECTED = {(old, codes, reverse): new for old, codes, reverse, new in CODES}
EXPECTED |= {
    (CUBE, (12, 2), False): (12, 2),
    (CUBE, -1, False): (24,),
    ((0, 3, 4), (0, -3), False): (0, 12),
    ((0, 4), (0, 2, 2), False): (0, 2, 2),
}


def reshape(x, shape, reverse=False):
    return x.reshape(EXPECTED[x.shape, shape, reverse])


for name in ("reshape", "_reshape"):
    sample(
        name, reference=reshape,
        cases=[case([CUBE], shape=(12, 2)), case([CUBE], shape=-1)]
        + [case([old], shape=codes, reverse=reverse) for old, codes, reverse, _ in CODES],
        zero_size=[case([(0, 3, 4)], shape=(0, -3)), case([(0, 4)], shape=(0, 2, 2))],
        wrong=[wrong([CUBE], "24 elements", ValueError, shape=(5, 5)),
               wrong([CUBE], "cannot reshape", ValueError, shape=(5, -1)),
               wrong([CUBE], "only one", ValueError, shape=(-1, -1)),
               wrong([CUBE], "lacks", ValueError, shape=(0, 0, 0, 0)),
               wrong([CUBE], "none of the codes", ValueError, shape=(-5,)),
               wrong([CUBE], "two sizes", ValueError, shape=(-4, -1, -1, -2)),
               wrong([CUBE], "do not split", ValueError, shape=(-4, 3, 3, -2))],
    )  # fmt: skip
sample(
    "reshape_like", zero_size=[case([(0, 4), like(0, 2, 2)])],
    reference=lambda x, y, **runs: x.reshape((15, 2, 7) if runs else y.shape),
    cases=[case([(2, 6), like(3, 4)]),
           case([(30, 7), like(15, 2, 4)], lhs_begin=0, lhs_end=1, rhs_begin=0, rhs_end=2),
           case([(30, 7), like(15, 2, 4)], lhs_begin=0, lhs_end=-1, rhs_begin=0, rhs_end=2)],
    wrong=[wrong([(2, 3), like(4, 4)], "cannot reshape", ValueError),
           wrong([(2, 3), like(4, 4)], "out of range", ValueError, lhs_begin=5)],
)  # fmt: skip
sample(
    "flatten", inputs=[CUBE], reference=lambda x: x.reshape(x.shape[0], -1 if x.size else 12),
    cases=[case([(3,)]), case([(2, 5)])], wrong=[wrong([()], "at least one", ValueError)],
    zero_size=[case([(0, 3, 4)])],
)  # fmt: skip
sample(
    "expand_dims", inputs=[(3, 4)], params=[{"axis": a} for a in (0, 1, 2, -1, -3)],
    reference=np.expand_dims, **PLAIN,
    wrong=[wrong([(2,)], "in the range", ValueError, axis=2), wrong([(2,)], "axis", TypeError)],
)  # fmt: skip


def squeeze(x, axis=None):
    return np.squeeze(x, axis)


sample(
    "squeeze", reference=squeeze, **PLAIN, zero_size=[case([(0, 1)], axis=1)],
    cases=[case([(1, 3, 1)]), case([(1, 3, 1)], axis=0), case([(1, 3, 1)], axis=(0, -1)),
           case([(1, 1)]), case([(2, 3)])],
    wrong=[wrong([(2, 1)], "length 2", ValueError, axis=0)],
)  # fmt: skip
sample(
    "transpose", inputs=[CUBE], reference=lambda x, axes=None: np.transpose(x, axes or None),
    params=[{}, {"axes": (1, 2, 0)}, {"axes": (0, -1, 1)}, {"axes": ()}], **PLAIN,
    wrong=[wrong([(2, 3)], "", ValueError, axes=(0, 0))],
)  # fmt: skip
sample(
    "SwapAxis", inputs=[CUBE], params=[{"dim1": 0, "dim2": 2}, {"dim1": -1, "dim2": 1}, {}],
    reference=lambda x, dim1=0, dim2=0: np.swapaxes(x, dim1, dim2), **PLAIN,
    wrong=[wrong([(2, 3)], "dim2", ValueError, dim2=2)],
)  # fmt: skip


def depth_to_space(x, block_size):
    n, depth, h, w = x.shape
    y = np.zeros((n, depth // block_size**2, h * block_size, w * block_size))
    for i in range(block_size):
        for j in range(block_size):
            c = y.shape[1]
            start = (i * block_size + j) * c
            y[:, :, i::block_size, j::block_size] = x[:, start : start + c]
    return y


def space_to_depth(x, block_size):
    b = block_size
    parts = [x[:, :, i::b, j::b] for i in range(b) for j in range(b)]
    return np.concatenate(parts, axis=1)


sample(
    "depth_to_space", inputs=[(2, 8, 3, 2)], params={"block_size": 2}, reference=depth_to_space,
    cases=[case([(1, 9, 1, 2)], block_size=3)], **PLAIN,
    wrong=[wrong([(2, 3, 4)], "4 axes", ValueError, block_size=2),
           wrong([(1, 2, 1, 1)], "multiple", ValueError, block_size=2)],
)  # fmt: skip
sample(
    "space_to_depth", inputs=[(2, 3, 4, 6)], params={"block_size": 2}, reference=space_to_depth,
    cases=[case([(1, 2, 3, 6)], block_size=3)], **PLAIN,
    wrong=[wrong([(1, 1, 3, 2)], "multiples", ValueError, block_size=2)],
)  # fmt: skip
sample(
    "shape_array", inputs=[CUBE], reference=lambda x: np.array(x.shape), out_dtype="int64", order=0,
    integer_dtypes=INTEGERS,
)  # fmt: skip
sample(
    "size_array", inputs=[CUBE], reference=lambda x: x.size, out_dtype="int64", order=0,
    integer_dtypes=INTEGERS,
)  # fmt: skip

# -- slicing.py -------------------------------------------------------------------------------


def slice_(x, begin, end, step=()):
    step = step or (None,) * len(begin)
    return x[tuple(map(slice, begin, end, step))]


sample(
    "slice", inputs=[CUBE], reference=slice_, **PLAIN,
    params=[
        {"begin": (0, 1), "end": (1, 3)},
        {"begin": (None, 1), "end": (None, None)},
        {"begin": (0, None), "end": (2, None), "step": (1, -1)},
        {"begin": (None, -1, None), "end": (None, None, None), "step": (None, -1, 2)},
        {"begin": (0, -2), "end": (9, 9)},
    ],
    zero_size=[case([CUBE], begin=(1,), end=(1,)), case([CUBE], begin=(5,), end=(9,))],
    wrong=[wrong([(2, 3)], "same length", ValueError, begin=(0,), end=(1, 2)),
           wrong([(2, 3)], "more entries", ValueError, begin=(0, 0, 0), end=(1, 1, 1)),
           wrong([(2, 3)], "contain 0", ValueError, begin=(0,), end=(1,), step=(0,)),
           wrong([(2, 3)], "end", TypeError, begin=(0,))],
)  # fmt: skip


def slice_axis(x, axis, begin, end):
    return np.take(x, range(*slice(begin, end).indices(x.shape[axis])), axis)


sample(
    "slice_axis", inputs=[CUBE], reference=slice_axis, **PLAIN,
    params=[{"axis": 1, "begin": 1, "end": None}, {"axis": -1, "begin": -3, "end": -1}],
    zero_size=[case([CUBE], axis=0, begin=1, end=1)],
    wrong=[wrong([(2, 3)], "out of range", ValueError, axis=2, begin=0, end=1),
           wrong([(2, 3)], "no part", ValueError, axis=1, begin=0, end=9),
           wrong([(2, 3)], "no part", ValueError, axis=1, begin=2, end=1)],
)  # fmt: skip
sample(
    "slice_like", zero_size=[case([(3, 4), like(0, 4)])],
    reference=lambda x, y, axes=None: x[:, : y.shape[1]] if axes else x[: y.shape[0], : y.shape[1]],
    cases=[case([(4, 5), like(2, 3)]), case([(4, 5), like(2, 3)], axes=(1,)),
           case([(4, 5), like(2, 3)], axes=(-1,))],
    wrong=[wrong([(2, 3), like(4, 3)], "less than", ValueError),
           wrong([(2, 3), like(4,)], "differ", ValueError)],
)  # fmt: skip


def split(x, num_outputs, axis=1, squeeze_axis=False):
    parts = np.split(x, num_outputs, axis)
    return [np.squeeze(p, axis) for p in parts] if squeeze_axis else parts


sample(
    "SliceChannel", inputs=[CUBE], reference=split, **PLAIN,
    params=[{"num_outputs": 3}, {"num_outputs": 3, "squeeze_axis": True},
            {"num_outputs": 2, "axis": -1}, {"num_outputs": 1}],
    zero_size=[case([(0, 4)], num_outputs=2)],
    wrong=[wrong([CUBE], "equal parts", ValueError, num_outputs=5),
           wrong([CUBE], "length 1", ValueError, num_outputs=2, axis=2, squeeze_axis=True)],
)  # fmt: skip
sample(
    "split_v2", inputs=[CUBE], **PLAIN,
    reference=lambda x, indices_or_sections, **k: split(x, indices_or_sections, **{"axis": 0, **k}),
    params=[
        {"indices_or_sections": 2, "axis": 2},
        {"indices_or_sections": (1, 3), "axis": 2},
        {"indices_or_sections": (0, 2), "axis": 1},
        {"indices_or_sections": (1, 2), "axis": 1, "squeeze_axis": True},
        {"indices_or_sections": (), "axis": 1},
        {"indices_or_sections": 1},
    ],
    zero_size=False,
    wrong=[wrong([CUBE], "equal parts", ValueError, indices_or_sections=5, axis=1),
           wrong([CUBE], "ascend", ValueError, indices_or_sections=(2, 1), axis=1)],
)  # fmt: skip

# -- joining.py -------------------------------------------------------------------------------

sample(
    "concat", reference=lambda *arrays, dim=1: np.concatenate(arrays, dim),
    cases=[case([(2, 3), (2, 1)]), case([(2, 3), (4, 3), (1, 3)], dim=0),
           case([CUBE, CUBE], dim=-1), case([(3,)], dim=0)],
    zero_size=[case([(0, 3), (2, 3)], dim=0)], **PLAIN,
    wrong=[wrong([(2, 3), (3, 3)], "", ValueError), wrong([(2,), (2,)], "dim", ValueError)],
)  # fmt: skip
sample(
    "stack", reference=lambda *arrays, axis=0: np.stack(arrays, axis),
    cases=[case([(2, 3)] * 2), case([(2, 3)] * 3, axis=-1), case([(2, 3)], axis=1)], **PLAIN,
    wrong=[wrong([(2,), (3,)], "", ValueError)],
)  # fmt: skip
sample(
    "tile", inputs=[(2, 3)], reference=np.tile, **PLAIN,
    params=[{"reps": r} for r in ((2, 1, 2), (2,), 3, (2, 2), (), (0, 1))],
    zero_size=[case([(0, 3)], reps=(2, 2))],
)  # fmt: skip
sample(
    "repeat", inputs=[(2, 3)], reference=np.repeat, **PLAIN,
    params=[{"repeats": 2}, {"repeats": 2, "axis": 1}, {"repeats": 3, "axis": -2}, {"repeats": 0}],
    zero_size=[case([(0, 3)], repeats=2, axis=1)],
    wrong=[wrong([(2,)], "repeats", ValueError, repeats=-1)],
)  # fmt: skip
sample(
    "reverse", inputs=[CUBE],
    params=[{"axis": 1}, {"axis": (0, 2)}, {"axis": -1}, {"axis": ()}, {"axis": []}],
    reference=np.flip, **PLAIN, wrong=[wrong([(2,)], "axis", TypeError)],
)  # fmt: skip


def pad(x, mode, pad_width, constant_value=0.0):
    widths = np.reshape(pad_width, (-1, 2))
    options = {"constant_values": constant_value} if mode == "constant" else {}
    return np.pad(x, widths, mode, **options)


WIDTHS = (0, 0, 0, 0, 1, 1, 2, 0)
MARGINS = [
    {"mode": "constant", "pad_width": WIDTHS, "constant_value": 9.0},
    {"mode": "edge", "pad_width": WIDTHS},
    {"mode": "reflect", "pad_width": WIDTHS},
]
sample(
    "pad", inputs=[(1, 2, 3, 4)], params=MARGINS, reference=pad, **PLAIN,
    cases=[case([(2, 3)], mode="edge", pad_width=(2, 1, 0, 2)),
           case([(3, 2)], mode="reflect", pad_width=(2, 1, 1, 1))],
    zero_size=[case([(0, 3)], mode="constant", pad_width=(1, 0, 0, 1)),
               case([(0, 3)], mode="edge", pad_width=(0, 0, 0, 1))],
    wrong=[wrong([(2, 3)], "mode", ValueError, mode="wrap", pad_width=(0, 0, 0, 0)),
           wrong([(2, 3)], "two sizes", ValueError, mode="edge", pad_width=(0, 0)),
           wrong([(2, 2)], "reflect", ValueError, mode="reflect", pad_width=(0, 0, 2, 0)),
           wrong([(0, 2)], "length 0", ValueError, mode="edge", pad_width=(1, 0, 0, 0))],
)  # fmt: skip
sample(
    "_pad_backward", why_no_reference="the second order of pad checks it", zero_size=False,
    cases=[case([(1, 2, 5, 6)], mode="edge", pad_width=WIDTHS),
           case([(1, 2, 5, 6)], mode="reflect", pad_width=WIDTHS)],
)  # fmt: skip


def diag(x, k=0, axis1=0, axis2=1):
    return np.diag(x, k) if x.ndim == 1 else np.diagonal(x, k, axis1, axis2)


sample(
    "diag", reference=diag, zero_size=[case([(0,)])], **PLAIN,
    cases=[case([(3,)]), case([(3,)], k=-1), case([(3, 4)]), case([(3, 4)], k=2),
           case([(3, 4)], k=-2), case([CUBE]), case([CUBE], axis1=-1, axis2=0),
           case([CUBE], k=1, axis1=2, axis2=0), case([(3, 4)], k=4), case([(3, 4)], k=-3)],
    wrong=[wrong([(2, 3)], "no diagonal", ValueError, k=4),
           wrong([(2, 3)], "no diagonal", ValueError, k=-3),
           wrong([CUBE], "same axis", ValueError, axis1=0, axis2=-3)],
)  # fmt: skip


def diag_backward(data, k, axis1, axis2, shape):
    y = np.zeros(shape)
    place = np.diagonal(y, k, axis1, axis2)
    place.flags.writeable = True
    place[...] = data
    return y


sample(
    "_diag_backward", reference=diag_backward, zero_size=False,
    cases=[case([(2,)], k=1, axis1=0, axis2=1, shape=(3, 3)),
           case([(3, 2)], k=0, axis1=0, axis2=2, shape=CUBE)],
)  # fmt: skip
