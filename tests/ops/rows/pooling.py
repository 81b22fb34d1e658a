"""Rows of ndgrad/ops/pooling/."""

import itertools
import math

import numpy as np

from ndgrad.ops.pooling.geometry import pooling_geometry
from tests.ops.samples import case, floats, integers, sample, wrong


def pooling(
    data, *, kernel=(), pool_type="max", global_pool=False, pooling_convention="valid", stride=(),
    pad=(), p_value=None, count_include_pad=None, layout=None,
):  # fmt: skip
    """The definition, window by window."""
    last = layout is not None and layout.endswith("C")
    if last:
        data = np.moveaxis(data, -1, 1)
    size = data.shape[2:]
    count = len(size)
    stride = tuple(stride) or (1,) * count
    pad = tuple(pad) or (0,) * count
    if global_pool:
        kernel, stride, pad = size, (1,) * count, (0,) * count
    if pooling_convention == "same":
        out = [math.ceil(n / s) for n, s in zip(size, stride)]
        total = [max((o - 1) * s + k - n, 0) for o, s, k, n in zip(out, stride, kernel, size)]
        pad = [t // 2 for t in total]
        edge = [n + t - t // 2 for n, t in zip(size, total)]
    else:
        to_integer = math.ceil if pooling_convention == "full" else math.floor
        out = [to_integer((n + 2 * p - k) / s) + 1 for n, p, k, s in zip(size, pad, kernel, stride)]
        edge = [n + p for n, p in zip(size, pad)]
    y = np.empty((*data.shape[:2], *out))
    for place in itertools.product(*map(range, out)):
        first = [i * s - p for i, s, p in zip(place, stride, pad)]
        stop = [min(f + k, e) for f, k, e in zip(first, kernel, edge)]
        cut = [slice(max(f, 0), max(0, min(e, n))) for f, e, n in zip(first, stop, size)]
        window = data[(slice(None), slice(None), *cut)]
        axes = tuple(range(2, 2 + count))
        if pool_type == "max":
            value = window.max(axis=axes, initial=-np.inf)
        elif pool_type == "lp":
            value = (window**p_value).sum(axis=axes)
            value = np.sign(value) * np.abs(value) ** (1 / p_value)
        else:
            value = window.sum(axis=axes)
            if pool_type == "avg":
                counted = math.prod(e - f for e, f in zip(stop, first))
                if count_include_pad is False:
                    counted = math.prod(window.shape[2:])
                value = value / max(counted, 1)
        y[(slice(None), slice(None), *place)] = value
    return np.moveaxis(y, 1, -1) if last else y


KINDS = [{}, {"pool_type": "avg"}, {"pool_type": "sum"}]

sample(
    "Pooling",
    reference=pooling,
    cases=[
        case([(2, 3, *space)], **kind, **kw)
        for kind in KINDS
        for space, kw in [
            ((4, 6), {"kernel": (2, 2), "stride": (2, 2)}),
            ((4, 5), {"kernel": (2, 3)}),
            ((5, 6), {"kernel": (3, 2), "stride": (2, 3), "pad": (1, 1)}),
            ((5, 4), {"kernel": (3, 2), "stride": (2, 3), "pooling_convention": "full"}),
            ((5, 4), {"kernel": (3, 2), "stride": (2, 3), "pooling_convention": "same"}),
            ((3, 4), {"global_pool": True}),
            ((3, 4), {"kernel": (3, 4)}),
            ((1, 1), {"kernel": (1, 1)}),
            ((6,), {"kernel": (3,), "stride": (2,), "pad": [1]}),
            ((3, 4, 2), {"kernel": (2, 2, 2), "stride": (1, 2, 1), "pad": (1, 0, 0)}),
        ]
    ]
    + [
        case([(2, 4, 5, 3)], kernel=(3, 3), stride=(2, 2), pad=(1, 1), layout="NHWC", **kind)
        for kind in KINDS
    ]
    + [
        case([(2, 5, 3)], global_pool=True, layout="NWC"),
        case([(1, 2, 5, 4)], kernel=(3, 2), stride=(2, 2), pad=(1, 1), pool_type="avg",
             count_include_pad=False),
        case([(1, 2, 4, 4)], kernel=(2, 2), pool_type="lp", p_value=1),
        case([(1, 2, 4, 4)], kernel=(2, 2), stride=(2, 2), pad=(1, 1), pool_type="lp", p_value=2),
        case([floats((1, 2, 4, 3), low=0.2)], kernel=(2, 3), pool_type="lp", p_value=3),
    ],
    zero_size=[case([(0, 3, 4, 6)], kernel=(2, 2)), case([(0, 3, 4, 6)], global_pool=True)],
    wrong=[
        wrong([(2, 3, 4, 6)], "kernel", ValueError),
        wrong([(2, 3, 4, 6)], "kernel=.* 2 spatial", ValueError, kernel=(2,)),
        wrong([(2, 3, 4, 6)], "exceeds", ValueError, kernel=(5, 2)),
        wrong([(2, 3, 4, 6)], "pool_type", ValueError, kernel=(2, 2), pool_type="mean"),
        wrong([(2, 3, 4, 6)], "p_value", ValueError, kernel=(2, 2), pool_type="lp"),
        wrong([(2, 3, 4, 6)], "convention", ValueError, kernel=(2, 2), pooling_convention="some"),
        wrong([(2, 3, 4, 6)], "leave pad out", ValueError, kernel=(2, 2), pad=(1, 1),
              pooling_convention="same"),
        wrong([(2, 3, 4, 6)], "layout", ValueError, kernel=(2, 2), layout="NCW"),
        wrong([(2, 3)], "axes", ValueError, kernel=(2,)),
        wrong([integers((2, 3, 4), 0, 5, "int32")], "float", TypeError, kernel=(2,)),
    ],
    rtol={"float16": 5e-3},
)  # fmt: skip

SHARED = "the second derivatives of Pooling check it"
padded = pooling_geometry((2, 3, 5, 6), (3, 2), False, "valid", (2, 3), (1, 1), None)
whole = pooling_geometry((2, 3, 4), (), True, "valid", (), (), None)

for _name, _first, _second in [
    ("_pool_sum", [(2, 3, 5, 6)], [(2, 3, 4)]),
    ("_pool_sum_backward", [(2, 3, *padded.out)], [(2, 3, 1)]),
]:
    sample(
        _name,
        why_no_reference=SHARED,
        cases=[
            case(_first, geometry=padded, average=True, include_pad=True),
            case(_first, geometry=padded, average=False, include_pad=True),
            case(_second, geometry=whole, average=True, include_pad=False),
        ],
    )
sample(
    "_pool_max_backward",
    why_no_reference=SHARED,
    cases=[
        case([(2, 3, *padded.out), (2, 3, 5, 6)], geometry=padded),
        case([(2, 3, 1), (2, 3, 4)], geometry=whole),
    ],
)
sample(
    "_pool_max_select",
    why_no_reference=SHARED,
    cases=[
        case([(2, 3, 5, 6), (2, 3, 5, 6)], geometry=padded),
        case([(2, 3, 4), (2, 3, 4)], geometry=whole),
    ],
)
