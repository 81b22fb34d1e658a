"""Rows of ndgrad/ops/correlation.py."""

import itertools

import numpy as np

from tests.ops.samples import case, literal, sample, wrong


def correlation(data1, data2, kernel_size=1, max_displacement=1, stride1=1, stride2=1,
                pad_size=0, is_multiply=True):  # fmt: skip
    widths = ((0, 0), (0, 0), (pad_size, pad_size), (pad_size, pad_size))
    a, b = (np.pad(x, widths) for x in (data1, data2))
    border, reach = max_displacement + kernel_size // 2, max_displacement // stride2
    high, wide = (-(-(n - 2 * border) // stride1) for n in a.shape[2:])
    shifts = [stride2 * i for i in range(-reach, reach + 1)]
    out = np.zeros((len(a), len(shifts) ** 2, high, wide))
    for (channel, (down, right)), i, j in itertools.product(
        enumerate(itertools.product(shifts, shifts)), range(high), range(wide)
    ):
        y, x = (max_displacement + stride1 * at for at in (i, j))
        here = a[:, :, y : y + kernel_size, x : x + kernel_size]
        there = b[:, :, y + down :, x + right :][:, :, :kernel_size, :kernel_size]
        pairs = here * there if is_multiply else np.abs(here - there)
        out[:, channel, i, j] = pairs.mean(axis=(1, 2, 3))
    return out


MAP = (2, 2, 5, 6)
sample(
    "Correlation", reference=correlation, rtol={"float16": 2e-2},
    cases=[case([MAP, MAP], max_displacement=1),
           case([MAP, MAP], kernel_size=3, max_displacement=2, stride1=2, stride2=2, pad_size=2),
           case([MAP, MAP], stride1=2, pad_size=1),
           case([MAP, MAP], kernel_size=3, max_displacement=0, pad_size=1, is_multiply=False),
           case([MAP, MAP], max_displacement=2, stride1=3, stride2=2, pad_size=2,
                is_multiply=False)],
    zero_size=[case([(0, 2, 5, 6), (0, 2, 5, 6)], max_displacement=1)],
    wrong=[wrong([MAP, (2, 2, 5, 5)], "one shape", ValueError),
           wrong([(2, 5, 6), (2, 5, 6)], "one shape", ValueError),
           wrong([MAP, MAP], "odd", ValueError, kernel_size=2),
           wrong([MAP, MAP], "pad_size", ValueError, max_displacement=3),
           wrong([MAP, MAP], "stride2 must be at least 1", ValueError, stride2=0),
           wrong([literal(np.ones((1, 1, 3, 3)), "int32")] * 2, "float", TypeError)],
)  # fmt: skip


STEP = 1e-6  # short: steps must not lead over a kink of |a - b|


def slopes(g, of, *maps):
    """The derivatives of ``sum(g * of(*maps))`` to every element of the maps, one at a time."""
    step = STEP

    def slope(which, at):
        ends = []
        for move in (step, -step):
            moved = [m.copy() for m in maps]
            moved[which][at] += move
            ends.append((g * of(*moved)).sum())
        return (ends[0] - ends[1]) / (2 * step)

    return tuple(
        np.reshape([slope(which, at) for at in np.ndindex(m.shape)], m.shape)
        for which, m in enumerate(maps)
    )


SMALL = (1, 2, 3, 4)
HOW = {"kernel_size": 1, "max_displacement": 2, "stride1": 2, "stride2": 2, "pad_size": 2}
RTOL = {"float16": 2e-2, "float64": 1e-8}
sample(
    "_correlation_backward", rtol=RTOL,
    reference=lambda g, data1, data2, **how: slopes(
        g, lambda a, b: correlation(a, b, **how), data1, data2
    ),
    cases=[case([(1, 9, 2, 2), SMALL, SMALL], **HOW, is_multiply=True),
           case([(1, 9, 2, 2), SMALL, SMALL], **HOW, is_multiply=False)],
)  # fmt: skip
sample(
    "_correlation_signed", rtol=RTOL,
    reference=lambda h1, h2, data1, data2, **how: (
        correlation(data1 + STEP * h1, data2 + STEP * h2, **how, is_multiply=False)
        - correlation(data1 - STEP * h1, data2 - STEP * h2, **how, is_multiply=False)
    ) / (2 * STEP),
    cases=[case([SMALL, SMALL, SMALL, SMALL], **HOW)],
)  # fmt: skip
