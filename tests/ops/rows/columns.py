"""Rows of ndgrad/ops/convolution/columns.py, linalg/khatri_rao.py and the like."""

import functools
import itertools
import math

import numpy as np

from tests.ops.samples import case, literal, sample, wrong


def full(value, count, default):
    return tuple(value) if np.size(value) else (default,) * count


def im2col(x, kernel, stride=(), dilate=(), pad=()):
    count = len(kernel)
    stride, dilate, pad = full(stride, count, 1), full(dilate, count, 1), full(pad, count, 0)
    x = np.pad(x, [(0, 0), (0, 0), *[(p, p) for p in pad]])
    spans = [(k - 1) * d + 1 for k, d in zip(kernel, dilate, strict=True)]
    blocks = [(n - s) // t + 1 for n, s, t in zip(x.shape[2:], spans, stride, strict=True)]
    columns = []
    for block in itertools.product(*map(range, blocks)):
        where = [slice(b * t, b * t + s, d)
                 for b, t, s, d in zip(block, stride, spans, dilate, strict=True)]  # fmt: skip
        window = x[(slice(None), slice(None), *where)]
        columns.append(window.reshape(len(x), math.prod(window.shape[1:])))
    return np.stack(columns, axis=-1)


def col2im(columns, output_size, kernel, **rest):
    channels = columns.shape[1] // int(np.prod(kernel))
    y = np.zeros((len(columns), channels, *output_size))
    flat = y.reshape(len(y), math.prod(y.shape[1:]))
    for i in range(flat.shape[1]):  # one unit image at a time: the transpose, by definition
        unit = np.zeros((1, flat.shape[1]))
        unit[0, i] = 1
        image = unit.reshape(1, *y.shape[1:])
        flat[:, i] = (columns * im2col(image, kernel, **rest)).sum(axis=(1, 2))
    return y


GEOMETRIES = [
    ((2, 2, 5), {"kernel": (2,)}),
    ((2, 1, 7), {"kernel": (3,), "stride": (2,), "pad": (1,)}),
    ((1, 2, 4, 5), {"kernel": (2, 3), "dilate": (2, 1), "pad": (1, 0)}),
    ((1, 1, 3, 3, 3), {"kernel": (2, 2, 2), "stride": (1, 1, 1)}),
]
sample(
    "im2col", reference=im2col, integer_dtypes=("int32",),
    zero_size=[case([(0, 1, 4)], kernel=(2,))],
    cases=[case([shape], **params) for shape, params in GEOMETRIES],
    wrong=[wrong([(2, 3)], "axes", ValueError, kernel=(2,)),
           wrong([(1, 1, 3)], "larger than", ValueError, kernel=(4,)),
           wrong([(1, 1, 3)], "spatial axes", ValueError, kernel=(2, 2))],
)  # fmt: skip
sample(
    "col2im", reference=col2im,
    zero_size=[case([(0, 2, 3)], output_size=(4,), kernel=(2,))],
    cases=[case([im2col(np.zeros(shape), **params).shape], output_size=shape[2:], **params)
           for shape, params in GEOMETRIES],
    wrong=[wrong([(1, 2, 3)], r"\(batch, a multiple of 2, 2\)", ValueError,
                 output_size=(3,), kernel=(2,))],
)  # fmt: skip


def khatri_rao(*matrices):
    return np.stack(
        [functools.reduce(np.kron, [m[:, i] for m in matrices])
         for i in range(matrices[0].shape[1])], axis=-1,
    )  # fmt: skip


sample(
    "khatri_rao", reference=khatri_rao, zero_size=[case([(0, 2), (3, 2)])],
    cases=[case([(2, 3)]), case([(2, 3), (4, 3)]), case([(2, 2), (3, 2), (2, 2)])],
    wrong=[wrong([(2, 3), (3, 2)], "equally many columns", ValueError),
           wrong([(3,)], "columns", ValueError)],
)  # fmt: skip


def fill_element_0index(x, values, columns):
    y = x.copy()
    y[np.arange(len(y)), columns.astype(int)] = values
    return y


sample(
    "fill_element_0index", reference=fill_element_0index,
    cases=[case([(3, 4), (3,), literal([0, 3, 1])]),
           case([(2, 2), (2,), literal([1, 1], "int32")])],
    zero_size=[case([(0, 3), (0,), literal(np.zeros(0))])],
    wrong=[wrong([(2, 3), (2,), literal([0, 3])], "out of bounds", IndexError),
           wrong([(2, 3), (3,), literal([0, 3])], "are needed", ValueError)],
)  # fmt: skip
