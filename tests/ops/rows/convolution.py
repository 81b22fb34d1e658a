"""Rows of ndgrad/ops/convolution/."""

import itertools

import numpy as np

from ndgrad.ops.convolution.geometry import convolution_geometry
from tests.ops.samples import case, integers, sample, wrong


def _axes(value, count, default):
    if not hasattr(value, "__len__"):
        return (value,) * count
    return tuple(value) or (default,) * count


def correlate(x, w, size, stride, dilate, pad, groups):
    """The definition: channels in front, one kernel element after the other."""
    kernel = w.shape[2:]
    reach = [(o - 1) * s + d * (k - 1) + 1 for o, s, d, k in zip(size, stride, dilate, kernel)]
    behind = [max(0, r - n - p) for r, n, p in zip(reach, x.shape[2:], pad)]
    x = np.pad(x, [(0, 0), (0, 0), *zip(pad, behind)])
    y = np.zeros((len(x), len(w), *size))
    c, o = w.shape[1], len(w) // groups
    for k in itertools.product(*map(range, kernel)):
        cut = [
            slice(a * d, a * d + (n - 1) * s + 1, s) for a, d, n, s in zip(k, dilate, size, stride)
        ]
        window = x[(slice(None), slice(None), *cut)]
        for g in range(groups):
            own = w[(slice(g * o, (g + 1) * o), slice(None), *k)]
            y[:, g * o : (g + 1) * o] += np.einsum(
                "nc...,oc->no...", window[:, g * c : (g + 1) * c], own
            )
    return y


def convolution(
    data, weight, bias=None, *, kernel, num_filter, stride=(), dilate=(), pad=(), num_group=1,
    no_bias=False, layout=None,
):  # fmt: skip
    last = layout is not None and layout.endswith("C")
    if last:
        data, weight = np.moveaxis(data, -1, 1), np.moveaxis(weight, -1, 1)
    count = data.ndim - 2
    kernel, stride = _axes(kernel, count, 1), _axes(stride, count, 1)
    dilate, pad = _axes(dilate, count, 1), _axes(pad, count, 0)
    size = [
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, p, d, k, s in zip(data.shape[2:], pad, dilate, kernel, stride)
    ]
    out = correlate(data, weight, size, stride, dilate, pad, num_group)
    if bias is not None:
        out += bias.reshape(-1, *[1] * count)
    return np.moveaxis(out, 1, -1) if last else out


SQUARE = {"kernel": (3, 3), "num_filter": 2}

sample(
    "Convolution",
    reference=convolution,
    cases=[
        case([(2, 3, 5, 6), (2, 3, 3, 3), (2,)], **SQUARE),
        case([(2, 3, 5, 6), (2, 3, 3, 3), None], no_bias=True, pad=(1, 2), **SQUARE),
        case([(1, 2, 7, 6), (2, 2, 3, 3), (2,)], stride=(2, 3), pad=(1, 1), **SQUARE),
        case([(1, 2, 7, 8), (2, 2, 3, 3), (2,)], dilate=(2, 3), pad=[2, 1], **SQUARE),
        case([(2, 4, 4, 5), (6, 2, 2, 3), (6,)], kernel=(2, 3), num_filter=6, num_group=2),
        case([(2, 3, 5, 4), (3, 1, 3, 2), (3,)], kernel=(3, 2), num_filter=3, num_group=3, pad=1),
        case([(1, 2, 5, 6), (4, 1, 2, 2), None], kernel=2, num_filter=4, num_group=2, stride=2,
             dilate=(1, 2), no_bias=True),
        case([(2, 5, 4, 3), (4, 5, 1, 1), (4,)], kernel=(1, 1), num_filter=4),
        case([(2, 3, 5, 4), (2, 3, 1, 1), (2,)], kernel=(1, 1), num_filter=2, stride=(2, 2)),
        case([(1, 9, 4, 4), (2, 9, 3, 3), (2,)], pad=(2, 1), **SQUARE),  # many channels to few
        case([(1, 2, 4, 4), (9, 2, 2, 2), (9,)], kernel=(2, 2), num_filter=9),  # few to many
        case([(1, 24, 5, 4), (2, 24, 3, 3), (2,)], pad=(1, 1), **SQUARE),  # gathered by rows
        case([(2, 3, 7), (2, 3, 3), (2,)], kernel=(3,), num_filter=2, stride=(2,), pad=(1,)),
        case([(1, 2, 3, 4, 3), (2, 2, 2, 3, 2), (2,)], kernel=(2, 3, 2), num_filter=2,
             pad=(1, 0, 1)),
        case([(2, 4, 5, 3), (2, 3, 3, 3), (2,)], layout="NHWC", **SQUARE | {"pad": (1, 1)}),
        case([(2, 4, 5, 4), (4, 2, 2, 1), None], kernel=(2, 2), num_filter=4, num_group=4,
             layout="NHWC", no_bias=True),
        case([(2, 6, 3), (2, 3, 3), (2,)], kernel=(3,), num_filter=2, layout="NWC"),
    ],
    zero_size=[
        case([(0, 3, 5, 6), (2, 3, 3, 3), (2,)], **SQUARE),
        case([(2, 0, 5, 6), (2, 0, 3, 3), (2,)], **SQUARE),
    ],
    wrong=[
        wrong([(2, 3, 5, 6), (2, 4, 3, 3), (2,)], r"\(2, 3, 5, 6\).*\(2, 3, 3, 3\).*\(2, 4, 3, 3\)",
              ValueError, **SQUARE),
        wrong([(2, 3, 5, 6), (2, 3, 3, 3), None], "no_bias=True", ValueError, **SQUARE),
        wrong([(2, 3, 5, 6), (2, 3, 3, 3), (2,)], "no_bias=True", ValueError, no_bias=True,
              **SQUARE),
        wrong([(2, 3, 5, 6), (2, 3, 3, 3), (3,)], "bias", ValueError, **SQUARE),
        wrong([(2, 3, 5, 6), (2, 3, 3, 3), (2,)], "stride=.* 2 spatial", ValueError, stride=(1,),
              **SQUARE),
        wrong([(2, 3, 5, 6), (2, 3, 3, 3), (2,)], "at least 1", ValueError, stride=(0, 1),
              **SQUARE),
        wrong([(2, 3, 2, 6), (2, 3, 3, 3), (2,)], "exceeds", ValueError, **SQUARE),
        wrong([(2, 3, 5, 6), (2, 1, 3, 3), (2,)], "num_group", ValueError, num_group=3, **SQUARE),
        wrong([(2, 3, 5, 6), (2, 3, 3, 3), (2,)], "layout", ValueError, layout="NCHWC", **SQUARE),
        wrong([(2, 3, 5, 6), (2, 3, 3, 3), (2,)], "layout", ValueError, layout="NCW", **SQUARE),
        wrong([(3, 5), (2, 3, 3, 3), (2,)], "axes", ValueError, **SQUARE),
        wrong([integers((2, 3, 5, 6), 0, 3, "int32"), integers((2, 3, 3, 3), 0, 3, "int32"), None],
              "float", TypeError, no_bias=True, **SQUARE),
    ],
    rtol={"float16": 1e-2, "float32": 1e-5},
)  # fmt: skip


def deconvolution(
    data, weight, bias=None, *, kernel, num_filter, stride=(), dilate=(), pad=(), adj=(),
    target_shape=(), num_group=1, no_bias=True, layout=None,
):  # fmt: skip
    """Every number of the data adds a multiple of the kernel."""
    last = layout is not None and layout.endswith("C")
    if last:
        data, weight = np.moveaxis(data, -1, 1), np.moveaxis(weight, -1, 1)
    count = data.ndim - 2
    kernel, stride = _axes(kernel, count, 1), _axes(stride, count, 1)
    dilate, pad = _axes(dilate, count, 1), _axes(pad, count, 0)
    full = [
        (n - 1) * s + d * (k - 1) + 1 for n, s, d, k in zip(data.shape[2:], stride, dilate, kernel)
    ]
    if target_shape:
        size = target_shape
        pad = [(f - t + 1) // 2 for f, t in zip(full, target_shape)]
    else:
        size = [f - 2 * p + a for f, p, a in zip(full, pad, _axes(adj, count, 0))]
    c, o = data.shape[1] // num_group, num_filter // num_group
    long = [f + s + p for f, s, p in zip(full, stride, pad)]
    y = np.zeros((len(data), num_filter, *long))
    for k in itertools.product(*map(range, kernel)):
        cut = [
            slice(a * d, a * d + (n - 1) * s + 1, s)
            for a, d, n, s in zip(k, dilate, data.shape[2:], stride)
        ]
        for g in range(num_group):
            own = weight[(slice(g * c, (g + 1) * c), slice(None), *k)]
            y[(slice(None), slice(g * o, (g + 1) * o), *cut)] += np.einsum(
                "nc...,co->no...", data[:, g * c : (g + 1) * c], own
            )
    y = y[(slice(None), slice(None), *[slice(p, p + n) for p, n in zip(pad, size)])]
    if bias is not None:
        y = y + bias.reshape(-1, *[1] * count)
    return np.moveaxis(y, 1, -1) if last else y


sample(
    "Deconvolution",
    reference=deconvolution,
    cases=[
        case([(2, 3, 3, 4), (3, 2, 3, 3), None], **SQUARE),
        case([(2, 3, 3, 4), (3, 2, 3, 3), (2,)], no_bias=False, stride=(2, 1), pad=(1, 0),
             **SQUARE),
        case([(1, 2, 3, 2), (2, 2, 3, 3), None], stride=(2, 3), adj=(1, 2), **SQUARE),
        case([(1, 2, 3, 3), (2, 2, 3, 3), None], dilate=(2, 1), stride=(3, 2), **SQUARE),
        case([(1, 2, 3, 3), (2, 2, 3, 3), None], stride=(2, 2), target_shape=(6, 5), **SQUARE),
        case([(2, 4, 3, 2), (4, 3, 2, 2), None], kernel=(2, 2), num_filter=6, num_group=2,
             stride=(2, 2)),
        case([(2, 3, 3, 2), (3, 1, 4, 4), (3,)], kernel=(4, 4), num_filter=3, num_group=3,
             stride=(2, 2), pad=(1, 1), no_bias=False),
        case([(2, 3, 4), (3, 2, 3), None], kernel=(3,), num_filter=2, stride=(2,), pad=(1,)),
        case([(1, 2, 2, 3, 2), (2, 2, 2, 2, 3), None], kernel=(2, 2, 3), num_filter=2,
             stride=(1, 2, 1)),
        case([(1, 9, 3, 3), (9, 2, 2, 2), None], kernel=(2, 2), num_filter=2),
        case([(2, 3, 4, 3), (3, 3, 3, 2), None], layout="NHWC", stride=(2, 2), **SQUARE),
    ],
    zero_size=[case([(0, 3, 3, 4), (3, 2, 3, 3), None], **SQUARE)],
    wrong=[
        wrong([(2, 3, 3, 4), (2, 3, 3, 3), None], r"\(3, 2, 3, 3\).*\(2, 3, 3, 3\)", ValueError,
              **SQUARE),
        wrong([(2, 3, 3, 4), (3, 2, 3, 3), (2,)], "no_bias=True", ValueError, **SQUARE),
        wrong([(2, 3, 3, 4), (3, 2, 3, 3), None], "adj", ValueError, adj=(1, 1), **SQUARE),
        wrong([(2, 3, 3, 4), (3, 2, 3, 3), None], "too big", ValueError, target_shape=(9, 9),
              **SQUARE),
        wrong([(2, 3, 1, 1), (3, 2, 3, 3), None], "nothing", ValueError, pad=(2, 2), **SQUARE),
    ],
    rtol={"float16": 1e-2, "float32": 1e-5},
)  # fmt: skip

SHARED = "the definition of convolution is checked where the public operators use it"
plain = convolution_geometry(
    (2, 3, 5, 6), (2, 3, 3, 2), None, (3, 2), (2, 1), (1, 2), (1, 0), 2, 1, True, None
)
grouped = convolution_geometry(
    (1, 4, 5), (4, 1, 3), None, (3,), (), (), (1,), 4, 4, True, None
)  # fmt: skip

for _name, _inputs in [
    ("_convolution_output", [[(2, 3, 5, 6), (2, 3, 3, 2)], [(1, 4, 5), (4, 1, 3)]]),
    ("_convolution_data", [[(2, 2, 3, 4), (2, 3, 3, 2)], [(1, 4, 5), (4, 1, 3)]]),
    ("_convolution_weight", [[(2, 3, 5, 6), (2, 2, 3, 4)], [(1, 4, 5), (1, 4, 5)]]),
]:
    sample(
        _name,
        why_no_reference=SHARED,
        cases=[case(_inputs[0], geometry=plain), case(_inputs[1], geometry=grouped)],
    )
