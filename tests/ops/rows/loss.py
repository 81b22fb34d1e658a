"""Rows of ndgrad/ops/loss.py and softmax_output.py; test_loss.py pins what is a convention."""

import numpy as np

from tests.ops.samples import case, floats, grid, integers, literal, sample, wrong

CONVENTION = "the gradient is that of a loss; test_loss.py pins it"


def softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def softmax_output(data, label, *, multi_output=False, preserve_shape=False, **others):
    if multi_output:
        return softmax(data, 1)
    shape = data.shape if preserve_shape else (len(data), -1)
    return softmax(data.reshape(shape), -1).reshape(data.shape)


CLASSES = literal([0, 2, 1, 3])
sample(
    "SoftmaxOutput", reference=softmax_output, order=0, convention=CONVENTION,
    cases=[
        case([(4, 5), CLASSES]),
        case([(4, 5), literal([0, -1, 1, 3])], use_ignore=True),
        case([(4, 5), floats((4, 5), 0, 1)], grad_scale=2.0),
        case([(4, 2, 3), CLASSES]),
        case([(2, 3, 4), integers((2, 3), 0, 4)], preserve_shape=True, normalization="batch"),
        *[case([(2, 3, 4), integers(shape, 0, 3)], multi_output=True, normalization="valid")
          for shape in [(2, 4), (2, 1, 4)]],
        case([(2, 3, 2, 2), integers((2, 4), 0, 3)], multi_output=True),
    ],
    wrong=[wrong([(4, 5), literal([0, 5, 1, 3])], "label 5.0 is not one of the 5", ValueError),
           wrong([(4, 5), literal([0, -1, 1, 3])], "use_ignore=True", ValueError),
           wrong([(4, 5), literal([0, 1])], r"it must have shape \(4,\)", ValueError),
           wrong([(2, 3, 4), integers((2, 3), 0, 3)], r"shape \(2,\)", ValueError),
           wrong([(5,), literal([1])], "batch, classes", ValueError),
           wrong([(4, 5), CLASSES], "normalization must be", ValueError, normalization="mean")],
)  # fmt: skip


def weighted(g, label, *, grad_scale, ignore_label, use_ignore, normalization, **others):
    counted = np.where(label != ignore_label, 1.0, 0.0)
    rows = np.ones(len(g)) if not use_ignore else counted
    count = {"null": 1, "batch": len(g), "valid": counted.sum()}[normalization]
    return g * rows[:, None] * grad_scale / count


SETTINGS = {
    "grad_scale": 2.0,
    "ignore_label": 2.0,
    "multi_output": False,
    "preserve_shape": False,
}
WEIGHTS = [
    case([(4, 5), CLASSES], use_ignore=use, normalization=kind, **SETTINGS)
    for use in (False, True)
    for kind in ("null", "batch", "valid")
]
sample("_softmax_output_weighted", reference=weighted, cases=WEIGHTS)
sample(
    "_softmax_output_backward", order=0,
    convention="softmax of the data is given beside it; test_loss.py checks the second order",
    reference=lambda data, label, y, *, smooth_alpha, **p: weighted(
        y - np.where(label[:, None] == np.arange(5), 1 - smooth_alpha, smooth_alpha / 4), label, **p
    ),
    cases=[case([(4, 5), CLASSES, (4, 5)], smooth_alpha=alpha, **WEIGHTS[i].params)
           for i, alpha in [(0, 0.0), (1, 0.1), (5, 0.2)]],
)  # fmt: skip

MISFIT = [wrong([(2, 3), (2,)], "does not fit", ValueError),
          wrong([(2, 3), (3, 2)], "does not fit", ValueError)]  # fmt: skip
for name, function in [
    ("LinearRegressionOutput", lambda x: x),
    ("LogisticRegressionOutput", lambda x: 1 / (1 + np.exp(-x))),
    ("MAERegressionOutput", lambda x: x),
]:
    sample(
        name, order=0, convention=CONVENTION, wrong=MISFIT,
        reference=lambda data, label, grad_scale=1.0, function=function: function(data),
        cases=[case([(3, 4), (3, 4)]), case([(3,), (3, 1)], grad_scale=2.0),
               case([(2, 3, 2), (2, 6)])],
    )  # fmt: skip
sample(
    "MakeLoss", [(3, 4)], reference=lambda data, **params: data, order=0, convention=CONVENTION,
    params=grid(normalization=["null", "batch", "valid"], grad_scale=[1.0, 0.5]),
    wrong=[wrong([(3, 4)], "normalization must be", ValueError, normalization="mean")],
)  # fmt: skip
sample("make_loss", [(3, 4)], reference=lambda data: data, order=0, convention=CONVENTION)
COUNTS = {
    "null": lambda data, threshold: 1,
    "batch": lambda data, threshold: len(data),
    "valid": lambda data, threshold: (data > threshold).sum(),
}
sample(
    "_make_loss_backward", [(3, 4)], order=0,
    reference=lambda data, *, grad_scale, valid_thresh, normalization: np.full(
        data.shape, grad_scale / max(COUNTS[normalization](data, valid_thresh), 1)
    ),
    params=grid(grad_scale=[0.5], valid_thresh=[0.2, 5.0], normalization=list(COUNTS)),
)  # fmt: skip
LABELS = literal([0, 2, 1])
sample(
    "SVMOutput", reference=lambda data, label, **params: data, order=0, convention=CONVENTION,
    cases=[case([(3, 4), LABELS], use_linear=linear) for linear in (False, True)],
    wrong=[wrong([(3, 4), literal([0, 4, 1])], "label 4.0 is not one of the 4", ValueError),
           wrong([(3, 4), literal([0, 1])], "batch, classes", ValueError)],
)  # fmt: skip
sample(
    "_svm_signs", [(3, 4), LABELS], order=0,
    reference=lambda data, label: np.where(label[:, None] == np.arange(4), 1, -1),
)  # fmt: skip
