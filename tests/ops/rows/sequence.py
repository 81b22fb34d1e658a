"""Rows of ndgrad/ops/sequence.py."""

import numpy as np

from tests.ops.samples import case, floats, literal, sample, wrong


def by_time(x, axis):
    return np.moveaxis(x, axis, 0)


def mask(data, sequence_length=None, use_sequence_length=False, value=0.0, axis=0):
    out = np.array(data, copy=True)
    for i, n in enumerate([] if sequence_length is None else np.trunc(sequence_length)):
        by_time(out, axis)[max(int(n), 0) :, i] = value
    return out


def last(data, sequence_length=None, use_sequence_length=False, axis=0):
    data = by_time(data, axis)
    if sequence_length is None:
        return data[-1]
    return data[np.trunc(sequence_length).astype(int) - 1, np.arange(data.shape[1])]


def last_backward(g, sequence_length=None, *, shape, use_sequence_length, axis):
    out = np.zeros(shape)
    for i in range(len(g)):
        n = shape[axis] if sequence_length is None else int(sequence_length[i])
        by_time(out, axis)[n - 1, i] = g[i]
    return out


def reverse(data, sequence_length=None, use_sequence_length=False, axis=0):
    out = np.array(data, copy=True)
    view = by_time(out, axis)
    for i in range(view.shape[1]):
        n = len(view) if sequence_length is None else int(sequence_length[i])
        view[:n, i] = view[:n, i][::-1].copy()
    return out


LENGTHS = literal([2, 4, 1])
USED = {"use_sequence_length": True}
MISUSED = [
    wrong([(4, 3)], "needs the input sequence_length", ValueError, **USED),
    wrong([(4, 3), LENGTHS], "use_sequence_length=True only", ValueError),
    wrong([(4, 2), LENGTHS], r"shape \(2,\)", ValueError, **USED),
    wrong([(4,)], "at least 2 axes", ValueError),
    wrong([(4, 3)], "axis", ValueError, axis=2),
]
NONE = [case([(0, 3, 2)]), case([(4, 0, 2), literal(np.zeros(0))], **USED)]

sample(
    "SequenceMask", reference=mask, wrong=MISUSED, zero_size=NONE,
    cases=[
        case([(4, 3, 2)]),
        case([(4, 3, 2), LENGTHS], **USED),
        case([(4, 3), literal([0, 2.7, 9])], value=-1.5, **USED),
        case([(3, 4, 2, 2), LENGTHS], axis=1, **USED),
        case([(3, 4), literal([-1, 4, 3], "int32")], axis=1, value=2, **USED),
    ],
)  # fmt: skip
sample(
    "SequenceLast", reference=last, zero_size=[NONE[1]],
    cases=[
        case([(4, 3, 2)]),
        case([(4, 3)]),
        case([(4, 3, 2), LENGTHS], **USED),
        case([(3, 4), LENGTHS], axis=1, **USED),
        case([(3, 4, 2)], axis=1),
    ],
    wrong=[*MISUSED,
           wrong([(4, 3), literal([2, 0, 1])], "of 0 is not within 1 and 4", ValueError, **USED),
           wrong([(4, 3), literal([2, 5, 1])], "of 5 is not within 1 and 4", ValueError, **USED),
           wrong([floats((0, 3))], "is not within 1 and 0", ValueError)],
)  # fmt: skip
sample(
    "_sequence_last_backward", reference=last_backward,
    cases=[
        case([(3, 2)], shape=(4, 3, 2), use_sequence_length=False, axis=0),
        case([(3, 2), LENGTHS], shape=(4, 3, 2), use_sequence_length=True, axis=0),
        case([(3,), LENGTHS], shape=(3, 4), use_sequence_length=True, axis=1),
    ],
)  # fmt: skip
sample(
    "SequenceReverse", reference=reverse, zero_size=NONE,
    cases=[
        case([(4, 3, 2)]),
        case([(4, 3)], axis=1),
        case([(4, 3, 2), LENGTHS], **USED),
        case([(4, 3), literal([0, 4, 3], "int32")], **USED),
        case([(3, 4, 2), LENGTHS], axis=1, **USED),
    ],
    wrong=[*MISUSED,
           wrong([(4, 3), literal([2, -1, 1])], "of -1 is not within 0 and 4", ValueError, **USED)],
)  # fmt: skip
