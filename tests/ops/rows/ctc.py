"""Rows of ndgrad/ops/ctc.py."""

import itertools

import numpy as np

from tests.ops.samples import case, constant, floats, literal, sample, wrong


def ctc(
    data, label, data_lengths=None, label_lengths=None, *, use_data_lengths=False,
    use_label_lengths=False, blank_label="first",
):  # fmt: skip
    """The probabilities of all paths that spell the labels, added up one by one."""
    steps, batch, classes = data.shape
    blank, first = (0, 1) if blank_label == "first" else (classes - 1, 0)
    if use_label_lengths and label_lengths is None:
        data_lengths, label_lengths = None, data_lengths
    losses = []
    for n in range(batch):
        t = steps if data_lengths is None else int(data_lengths[n])
        word = [int(k) for k in label[n]]
        if label_lengths is not None:
            word = word[: int(label_lengths[n])]
        else:
            word = list(itertools.takewhile(lambda k: k >= first, word))
        p = np.exp(data[:t, n])
        p /= p.sum(axis=1, keepdims=True)
        total = 0.0
        for path in itertools.product(range(classes), repeat=t):
            merged = [k for k, _ in itertools.groupby(path)]
            if [k for k in merged if k != blank] == word:
                total += np.prod([p[i, k] for i, k in enumerate(path)])
        losses.append(-np.log(total) if total else 0.0)
    return np.array(losses)


X = floats((5, 3, 4), -2, 2)
WORDS = literal([[1, 2], [3, 0], [2, 2]])
BOTH = {"use_data_lengths": True, "use_label_lengths": True}
sample(
    "CTCLoss", reference=ctc, order=2, rtol={"float16": 1e-2, "float32": 2e-5},
    cases=[
        case([X, WORDS]),
        case([X, literal([[1, 2], [0, -1], [2, 2]])], blank_label="last"),
        case([X, literal([[1, -1], [-1, -1], [0, 3]], "int32")]),
        case([X, WORDS, literal([3, 5, 2])], use_data_lengths=True),  # the last cannot be spelled
        case([X, literal([[1, 2], [3, 3], [2, 2]]), None, literal([2, 1, 0])],
             use_label_lengths=True),
        case([X, literal([[1, 2], [3, 3], [2, 2]]), literal([2, 1, 0])], use_label_lengths=True),
        case([X, literal([[1, 2], [3, 3], [2, 2]]), literal([3, 1, 0]), literal([2, 1, 0])],
             **BOTH),
        case([floats((4, 2, 3), -2, 2), literal([[0], [1]])], blank_label="last"),
        case([floats((1, 1, 2), -2, 2), literal([[1]])]),
    ],
    zero_size=[case([(4, 0, 3), literal(np.zeros((0, 2)))])],
    wrong=[
        wrong([X, literal([[4, 1], [0, 0], [1, 0]])], "classes 1 to 3", ValueError),
        wrong([X, literal([[3, 1], [0, 0], [1, 0]])], "classes 0 to 2", ValueError,
              blank_label="last"),
        wrong([X, literal([[0, 1], [1, 0], [1, 0]]), literal([1, 1, 1])], "classes 1 to 3",
              ValueError, use_label_lengths=True),
        wrong([X, literal([[1, 2]])], "steps, batch, classes", ValueError),
        wrong([X, WORDS, literal([6, 1, 1])], "data_lengths: 6", ValueError, use_data_lengths=True),
        wrong([X, WORDS, literal([3, 1, 1])], "use_data_lengths=False", ValueError),
        wrong([X, WORDS], "use_label_lengths=True", ValueError, use_label_lengths=True),
        wrong([X, WORDS], "'first' or 'last'", ValueError, blank_label="middle"),
    ],
)  # fmt: skip


def plan(data, label, **params):
    """The plan of one sample of one label in two steps, written out."""
    never = -1e30
    one_hot = np.array([[[1, 0, 1], [0, 1, 0], [0, 0, 0]]])
    return (one_hot, [[never, never, never]], [[0, 0, never]], [[never, 0, 0]],
            np.ones((2, 1, 3)), [1])  # fmt: skip


sample(
    "_ctc_plan", order=0, reference=plan, dtypes=["float32", "float64"],
    cases=[case([constant(lambda rng: rng.uniform(-1, 1, (2, 1, 3))), literal([[1]])],
                use_data_lengths=False, use_label_lengths=False, blank_label="first")],
)  # fmt: skip
