"""Rows of ndgrad/ops/contrib/box_targets.py and fourier.py."""

import numpy as np

from tests.ops.samples import case, floats, literal, sample, wrong

ANCHORS = literal([[[0.0, 0.0, 1.0, 2.0], [0.5, 0.0, 1.5, 0.5], [0.0, 0.25, 1.0, 1.0]]])
BOXES = literal([[[0.5, 0.0, 1.0, 1.0], [0.0, 0.5, 2.0, 1.5]]])


def encode(samples, matches, anchors, refs, means, stds):
    targets, masks = np.zeros(anchors.shape), np.zeros(anchors.shape)
    for n, i in np.ndindex(samples.shape):
        if samples[n, i] > 0.5:
            a, b = anchors[n, i], refs[n, int(matches[n, i])]
            own, other = a[2:] - a[:2], b[2:] - b[:2]
            offsets = [*((b[:2] + b[2:]) / 2 - (a[:2] + a[2:]) / 2) / own, *np.log(other / own)]
            targets[n, i], masks[n, i] = (offsets - means) / stds, 1
    return targets, masks


MEANS = [literal([0.0, 0.1, 0.0, 0.2]), literal([0.1, 0.1, 0.2, 0.2])]
sample(
    "box_encode", reference=encode, order=0, zero_size=False, rtol={"float16": 2e-2},
    cases=[case([literal([[1, -1, 1]]), literal([[0, 0, 1]]), ANCHORS, BOXES, *MEANS])],
    wrong=[wrong([literal([[1, 1]])] * 2 + [literal([[0.0] * 4])] * 2 + MEANS, "must have shape",
                 ValueError),
           wrong([literal([[1]])] * 2 + [literal([[[0, 0, 2, 2]]], "int32")] * 2 + MEANS, "float",
                 TypeError)],
)  # fmt: skip


def decode(data, anchors, std0=1.0, std1=1.0, std2=1.0, std3=1.0, clip=-1.0, format="center"):
    x, y, w, h = np.moveaxis(anchors, -1, 0)
    if format == "corner":
        x, y, w, h = (x + w) / 2, (y + h) / 2, w - x, h - y
    a, b, c, d = np.moveaxis(data, -1, 0)
    c, d = c * std2, d * std3
    if clip > 0:
        c, d = np.minimum(c, clip), np.minimum(d, clip)
    x, y, w, h = a * std0 * w + x, b * std1 * h + y, np.exp(c) * w, np.exp(d) * h
    return np.stack((x - w / 2, y - h / 2, x + w / 2, y + h / 2), axis=-1)


STDS = {"std0": 0.5, "std1": 0.25, "std2": 0.5, "std3": 2.0}
sample(
    "box_decode", reference=decode,
    cases=[case([(2, 3, 4), (1, 3, 4)]), case([(2, 3, 4), (1, 3, 4)], format="corner", **STDS),
           case([(1, 3, 4), floats((1, 3, 4), 0.5, 2.0)], clip=0.03, **STDS)],
    zero_size=[case([(2, 0, 4), (1, 0, 4)])],
    wrong=[wrong([(2, 3, 4), (1, 2, 4)], "are needed", ValueError),
           wrong([(2, 3, 4), (1, 3, 4)], "format", ValueError, format="edge")],
)  # fmt: skip


def matching(data, is_ascend=False, threshold=0.0, topk=-1):
    rows = np.full(data.shape[:-1], -1.0)
    columns = np.full((*data.shape[:-2], data.shape[-1]), -1.0)
    for at in np.ndindex(*data.shape[:-2]):
        sign = 1 if is_ascend else -1
        places = sorted(np.ndindex(*data.shape[-2:]), key=lambda p, at=at: sign * data[at][p])
        for i, j in places:
            good = data[at][i, j] <= threshold if is_ascend else data[at][i, j] >= threshold
            full = (rows[at] >= 0).sum() == topk
            if good and not full and rows[at][i] < 0 and columns[at][j] < 0:
                rows[at][i], columns[at][j] = j, i
    return rows, columns


sample(
    "bipartite_matching", reference=matching, order=0,
    zero_size=[case([shape], threshold=0.0) for shape in ((0, 2, 3), (2, 0, 3), (2, 3, 0))],
    cases=[case([(4, 3)], threshold=-0.5), case([(2, 3, 4)], threshold=0.5, is_ascend=True),
           case([(2, 2, 4, 3)], threshold=-2.0, topk=2),
           case([literal([[0.5, 0.5], [0.5, 0.5]])], threshold=0.1)],
    wrong=[wrong([(3,)], "rows and columns", ValueError, threshold=0.1)],
)  # fmt: skip

# -- fourier.py -----------------------------------------------------------------------------------


def fft(x, compute_size=128):
    y = np.fft.fft(x)
    return np.stack((y.real, y.imag), -1).reshape(*x.shape[:-1], 2 * x.shape[-1])


def ifft(x, compute_size=128):
    return (np.fft.ifft(x[..., ::2] + 1j * x[..., 1::2]) * (x.shape[-1] // 2)).real


INTEGERS = wrong([literal([1, 2], "int32")], "floats", ValueError)
sample(
    "fft", reference=fft, zero_size=[case([(0, 3)])], wrong=[INTEGERS],
    cases=[case([(3, 4)]), case([(2, 1, 2, 5)], compute_size=4), case([(3,)])],
)  # fmt: skip
sample(
    "ifft", reference=ifft, zero_size=[case([(0, 4)])],
    cases=[case([(3, 8)]), case([(2, 1, 2, 10)], compute_size=4), case([(6,)])],
    wrong=[INTEGERS, wrong([(2, 5)], "pairs", ValueError)],
)  # fmt: skip
