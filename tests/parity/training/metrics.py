"""Metrics on the same batches, awkward ones included."""

from __future__ import annotations

from typing import Any

import numpy as np

Script = list[tuple[Any, ...]]
CASES: dict[str, tuple[str, tuple[Any, ...], dict[str, Any], Script]] = {}


def case(title: str, metric: str, /, *args: Any, script: Script, **kwargs: Any) -> None:
    CASES[title] = metric, args, kwargs, script


def f(values: Any, dtype: str = "float32") -> np.ndarray:
    return np.array(values, dtype)


def up(labels: Any, preds: Any) -> tuple[Any, ...]:
    return "update", labels, preds


random = np.random.RandomState(7)


def probabilities(*shape: int) -> np.ndarray:
    raw = random.rand(*shape) + 0.01
    return f(raw / raw.sum(-1, keepdims=True))


def labels(classes: int, *shape: int, dtype: str = "float32") -> np.ndarray:
    return random.randint(0, classes, shape).astype(dtype)


P3 = f([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])
L3 = f([0, 1, 1])
BATCHES = [up([labels(4, n)], [probabilities(n, 4)]) for n in (6, 5, 1)]
BINARY = [up([labels(2, n)], [probabilities(n, 2)]) for n in (9, 7, 1)]
TWO = [
    up([labels(4, 6), labels(3, 5)], [probabilities(6, 4), probabilities(5, 3)]),
    up([labels(4, 2), labels(3, 2)], [probabilities(2, 4), probabilities(2, 3)]),
]
IMAGE = up([labels(3, 2, 4, 5)], [f(random.rand(2, 3, 4, 5))])
TIME = up([labels(3, 4, 5)], [probabilities(4, 5, 3)])
REAL = [up([f(random.randn(n))], [f(random.randn(n))]) for n in (5, 4)]
COLUMN = [up([f(random.randn(n))], [f(random.randn(n, 1))]) for n in (5, 4)]
MATRIX = [up([f(random.randn(n, 3))], [f(random.randn(n, 3))]) for n in (5, 4)]
EMPTY = up([], [])

# -- accuracy
for key, script in {
    "example": [up([L3], [P3])],
    "batches": BATCHES,
    "two outputs": TWO,
    "bare arrays": [up(L3, P3)],
    "class ids": [up([L3], [f([0, 1, 0])])],
    "int labels": [up([L3.astype("int32")], [P3]), up([L3.astype("int64")], [P3])],
    "uint8 labels": [up([L3.astype("uint8")], [P3])],
    "float64": [up([L3.astype("float64")], [P3.astype("float64")])],
    "float16": [up([L3.astype("float16")], [P3.astype("float16")])],
    "column of labels": [up([L3.reshape(3, 1)], [P3])],
    "one column of predictions": [up([L3], [f([[0.3], [0.7], [1.0]])])],
    "image": [IMAGE],
    "ties": [up([f([0, 1])], [f([[0.5, 0.5], [0.5, 0.5]])])],
    "nan": [up([f([0, 1])], [f([[np.nan, 0.5], [0.5, np.nan]])])],
    "fractional labels": [up([f([0.9, 1.2])], [f([[0.2, 0.8], [0.2, 0.8]])])],
    "more predictions": [up([L3], [P3, P3])],
    "wrong size": [up([f([0, 1])], [P3])],
    "no outputs": [EMPTY],
    "resets": [
        BATCHES[0],
        ("reset_local",),
        BATCHES[1],
        ("reset_local",),
        ("reset",),
        BATCHES[2],
    ],
}.items():
    case(f"accuracy, {key}", "accuracy", script=script)
case("accuracy, last axis", "accuracy", axis=-1, script=[TIME])
case("accuracy, axis 2", "accuracy", axis=2, script=[TIME])
case("accuracy, named", "acc", name="mine", script=BATCHES[:1])
case(
    "accuracy, dicts",
    "accuracy",
    output_names=["b"],
    label_names=["y"],
    script=[("update_dict", {"y": L3, "z": L3}, {"a": P3, "b": P3[:, ::-1]})],
)
case("accuracy, all of dicts", "accuracy", script=[("update_dict", {"y": L3}, {"b": P3})])
case(
    "accuracy, missing name",
    "accuracy",
    output_names=["c"],
    label_names=["y"],
    script=[("update_dict", {"y": L3}, {"a": P3})],
)

# -- top k
for key, script in {
    "batches": BATCHES,
    "two outputs": TWO,
    "class ids": [up([L3], [f([0, 1, 0])])],
    "int labels": [up([L3.astype("int32")], [P3])],
    "image": [IMAGE],
    "column of labels": [up([L3.reshape(3, 1)], [P3])],
    "wrong size": [up([f([0, 1])], [P3])],
    "resets": [BATCHES[0], ("reset_local",), BATCHES[1]],
}.items():
    case(f"top 2, {key}", "top_k_accuracy", top_k=2, script=script)
case("top 3", "top_k_acc", top_k=3, script=BATCHES)
case("top 10 of 4", "top_k_accuracy", top_k=10, script=BATCHES)
case("top 1", "top_k_accuracy", script=BATCHES)

# -- binary
for metric in ("f1", "mcc"):
    for average in ("macro", "micro"):
        for key, script in {
            "example": [up([L3], [P3])],
            "batches": BINARY,
            "resets": [BINARY[0], ("reset_local",), BINARY[1], ("reset",), BINARY[2]],
            "all negative": [up([f([0, 0])], [f([[1, 0], [1, 0.0]])])],
            "all positive": [up([f([1, 1])], [f([[0, 1], [0, 1.0]])])],
            "all wrong": [up([f([1, 0])], [f([[1, 0], [0, 1.0]])])],
            "int labels": [up([f([1, 0, 1], "int32")], [P3])],
            "three classes": [up([f([0, 1, 2])], [P3])],
            "other two classes": [up([f([1, 2, 1])], [P3])],
            "two outputs": [up([L3, L3[::-1].copy()], [P3, P3])],
            "column of labels": [up([L3.reshape(3, 1)], [P3])],
            "wrong size": [up([f([0, 1])], [P3])],
        }.items():
            case(f"{metric} {average}, {key}", metric, average=average, script=script)
for key, script in {
    "example": [up([L3], [P3])],
    "binary": BINARY,
    "batches": BATCHES,
    "growing": [up([L3], [P3]), BATCHES[0], up([labels(6, 9)], [probabilities(9, 6)])],
    "resets": [BATCHES[0], ("reset_local",), BATCHES[1], ("reset",), BATCHES[2]],
    "one class only": [up([f([1, 1])], [f([[0, 1], [0, 1.0]])])],
    "two outputs": TWO,
    "int labels": [up([L3.astype("int32")], [P3])],
    "wrong size": [up([f([0, 1])], [P3])],
}.items():
    case(f"pcc, {key}", "pcc", script=script)

# -- regression
for metric in ("mae", "mse", "rmse"):
    for key, script in {
        "vectors": REAL,
        "column": COLUMN,
        "matrix": MATRIX,
        "column against vector": [up([f([[1], [2.0]])], [f([1, 4.0])])],
        "int labels": [up([f([1, 2], "int32")], [f([1.5, 4.0])])],
        "two outputs": [up([*REAL[0][1], *MATRIX[0][1]], [*REAL[0][2], *MATRIX[0][2]])],
        "one": [up([f([2.0])], [f([-1.0])])],
        "nan": [up([f([2.0, np.nan])], [f([-1.0, 1.0])])],
        "infinite": [up([f([2.0, 1.0])], [f([-np.inf, 1.0])])],
        "large": [up([f([1e20, 1.0])], [f([-1e20, 1.0])])],
        "float16": [up([f([200, 1.0], "float16")], [f([-200, 1.0], "float16")])],
        "float64": [up([f([1e-9, 1.0], "float64")], [f([1.0, 1.0], "float64")])],
        "resets": [REAL[0], ("reset_local",), REAL[1], ("reset",), MATRIX[0]],
        "bare arrays": [up(REAL[0][1][0], REAL[0][2][0])],
    }.items():
        case(f"{metric}, {key}", metric, script=script)

# -- log likelihood
for metric in ("ce", "nll_loss"):
    for key, script in {
        "example": [up([L3], [P3])],
        "batches": BATCHES,
        "two outputs": TWO,
        "zero probability": [up([f([0])], [f([[0.0, 1.0]])])],
        "int labels": [up([L3.astype("int32")], [P3])],
        "column of labels": [up([L3.reshape(3, 1)], [P3])],
        "wrong size": [up([f([0, 1])], [P3])],
        "float64": [up([L3], [P3.astype("float64")])],
        "resets": [BATCHES[0], ("reset_local",), BATCHES[1]],
    }.items():
        case(f"{metric}, {key}", metric, script=script)
case("ce, eps", "ce", eps=0.1, script=[up([f([0])], [f([[0.0, 1.0]])])])
case("ce, last label", "ce", script=[up([f([-1, 1])], [f([[0.2, 0.8], [0.3, 0.7]])])])
for ignore in (None, 0, -1, 2):
    for key, script in {
        "example": [up([L3], [P3])],
        "batches": BATCHES,
        "two outputs": TWO,
        "zero probability": [up([f([0, 1])], [f([[0.0, 1.0], [0.5, 0.5]])])],
        "padding": [up([f([1, -1, 0, -1])], [probabilities(4, 3)])],
        "only padding": [up([f([-1, -1])], [probabilities(2, 3)])],
        "time flattened": [up([TIME[1][0].reshape(-1)], [TIME[2][0].reshape(-1, 3)])],
        "time of labels": [up(TIME[1], [TIME[2][0].reshape(-1, 3)])],
        "resets": [BATCHES[0], ("reset_local",), BATCHES[1]],
        "float64": [up([L3], [P3.astype("float64")])],
        "wrong size": [up([f([0, 1])], [P3])],
    }.items():
        case(f"perplexity ignoring {ignore}, {key}", "perplexity", ignore, script=script)

# -- correlation
for average in ("macro", "micro"):
    for key, script in {
        "example": [up([f([[1, 0], [0, 1], [0, 1]])], [P3])],
        "vectors": REAL,
        "matrix": MATRIX,
        "constant": [up([f([1, 1.0])], [f([1, 2.0])])],
        "one": [up([f([1.0])], [f([2.0])])],
        "wrong size": [up([f([0, 1])], [P3])],
        "column": [COLUMN[0]],
        "two outputs": [up([*REAL[0][1], *MATRIX[0][1]], [*REAL[0][2], *MATRIX[0][2]])],
        "resets": [REAL[0], ("reset_local",), REAL[1], ("reset",), MATRIX[0]],
    }.items():
        case(f"pearson {average}, {key}", "pearsonr", average=average, script=script)

# -- losses and others
for metric in ("loss", "torch", "caffe"):
    case(
        f"{metric}, outputs", metric, script=[up(None, [f([1, 2.0]), f([[3.0]])]), up(0, [f([4])])]
    )
    case(f"{metric}, bare", metric, script=[up(None, f([[1, 2.0], [3, 4]]))])
    case(f"{metric}, resets", metric, script=[up(0, [L3]), ("reset_local",), up(0, [L3 + 2])])
    case(f"{metric}, int", metric, script=[up(None, [f([1, 2], "int32")])])
case("loss, nothing", "loss", script=[up(None, [])])
case("loss, float16", "loss", script=[up(None, [np.full(3000, 100, "float16")])])
case("composite", "composite", ["accuracy", "f1", "mcc"], script=[up([L3], [P3])])
case(
    "composite, batches",
    "composite",
    ["acc", "ce"],
    script=[*BATCHES, ("reset_local",), BATCHES[0]],
)
case("list", ["acc", "mse"], script=[up([L3], [L3])])  # type: ignore[arg-type]  # create takes lists


def _arrays(mx: Any, value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return mx.nd.array(value, dtype=value.dtype)
    if isinstance(value, list):
        return [_arrays(mx, one) for one in value]
    if isinstance(value, dict):
        return {key: _arrays(mx, one) for key, one in value.items()}
    return value


def _answer(mx: Any, metric: Any, args: Any, kwargs: Any, script: Script) -> list[Any]:
    """After each step the names and values, local and global; the kind of error ends it."""
    found: list[Any] = []
    try:
        made = mx.metric.create(metric, *args, **kwargs)
        for method, *arrays in script:
            getattr(made, method)(*(_arrays(mx, one) for one in arrays))
            found.append([_plain(made.get_name_value()), _plain(made.get_global_name_value())])
    except Exception:
        found.append("error")
    return found


def _plain(pairs: Any) -> list[Any]:
    return [[name, float(value)] for name, value in pairs]


def run(mx: Any) -> dict[str, Any]:
    """The values of every case."""
    with np.errstate(all="ignore"):
        return {name: _answer(mx, *parts) for name, parts in CASES.items()}
