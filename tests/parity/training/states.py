"""Saved states of MXNet's updaters, and how training goes on from them."""

from __future__ import annotations

import base64
from typing import Any

from tests.parity.training.optimizers import GRADIENTS, START, make

CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "sgd": ("sgd", {"momentum": 0.9, "wd": 0.1}, "float32"),
    "sgd without states": ("sgd", {}, "float32"),
    "sgd in two precisions": ("sgd", {"momentum": 0.9, "multi_precision": True}, "float16"),
    "adam": ("adam", {"clip_gradient": 0.5}, "float32"),
    "adam in two precisions": ("adam", {"multi_precision": True}, "float16"),
    "rmsprop": ("rmsprop", {"centered": True}, "float32"),
    "ftml in float64": ("ftml", {}, "float64"),
    "adagrad": ("adagrad", {"eps": 0.1}, "float32"),
    "nadam": ("nadam", {}, "float32"),
    "gathering": ("lbsgd", {"momentum": 0.5, "batch_scale": 3}, "float32"),
    "schedule": (
        "nag",
        {"momentum": 0.5, "lr_scheduler": {"step": 2, "factor": 0.5, "base_lr": 0.3}},
        "float32",
    ),
}


def weights_of(mx: Any, dtype: str) -> list[Any]:
    """The start."""
    return [mx.nd.array(start, dtype=dtype) for start in START]


def train(mx: Any, updater: Any, weights: list[Any], steps: range) -> list[list[float]]:
    """The weights after some steps."""
    for step in steps:
        for index, weight in enumerate(weights):
            updater(index, mx.nd.array(GRADIENTS[step][index], dtype=weight.dtype), weight)
    return [weight.asnumpy().ravel().tolist() for weight in weights]


def run(mx: Any) -> dict[str, Any]:
    """States and weights after five steps, and the weights after five more."""
    found = {}
    for name, (kind, options, dtype) in CASES.items():
        updater = mx.optimizer.get_updater(make(mx, kind, options))
        weights = weights_of(mx, dtype)
        before = train(mx, updater, weights, range(5))
        states = base64.b64encode(updater.get_states(dump_optimizer=True)).decode()
        found[name] = [states, before, train(mx, updater, weights, range(5, 10))]
    return found
