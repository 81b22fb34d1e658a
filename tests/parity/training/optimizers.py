"""Twenty steps of every optimizer from the same start, along the same gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

STEPS = (1, 2, 3, 5, 8, 13, 20)
NAMES = {0: "fc_weight", 1: "fc_bias"}

_random = np.random.RandomState(11)
START = [_random.randn(3, 2), _random.randn(4)]
GRADIENTS = [
    [_random.randn(*start.shape) * _random.choice([0.1, 1, 5]) for start in START]
    for _ in range(20)
]
GRADIENTS[4][0][0] = 0.0  # a row without gradient, once

COMMON: dict[str, dict[str, Any]] = {
    "defaults": {},
    "all options": {
        "wd": 0.1,
        "rescale_grad": 0.25,
        "clip_gradient": 0.4,
        "learning_rate": 0.05,
        "param_idx2name": NAMES,
    },
    "schedule": {"wd": 0.02, "lr_scheduler": {"step": 5, "factor": 0.5, "base_lr": 0.03}},
}
OPTIMIZERS: dict[str, list[dict[str, Any]]] = {
    "sgd": [{}, {"momentum": 0.9}],
    "ccsgd": [{"momentum": 0.5}],
    "nag": [{}, {"momentum": 0.9}],
    "signum": [{}, {"momentum": 0}, {"wd_lh": 0.1}],
    "ftml": [{}, {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-3}],
    "lars": [
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "momentum_correction": False},
        {"momentum": 0.8, "eta": 0.1, "eps": 0.01},
    ],
    "lbsgd": [
        {},
        {"momentum": 0.9, "batch_scale": 2},
        {"batch_scale": 3, "warmup_strategy": "lars"},
        {"batch_scale": 3, "warmup_strategy": "sqrt", "updates_per_epoch": 2},
        {
            "momentum": 0.5,
            "batch_scale": 3,
            "warmup_strategy": "power2",
            "updates_per_epoch": 2,
            "begin_epoch": 1,
        },
        {"batch_scale": 2, "warmup_epochs": 0},
    ],
    "lamb": [{}, {"bias_correction": False, "lower_bound": 0.5, "upper_bound": 1.5}],
    "dcasgd": [{}, {"lamda": 0.5}],
    "adam": [{}, {"beta1": 0.7, "beta2": 0.9, "epsilon": 1e-3}],
    "adagrad": [{}, {"eps": 0.01}],
    "adadelta": [{}, {"rho": 0.5, "epsilon": 1e-3}],
    "rmsprop": [
        {},
        {"clip_weights": 0.7},
        {"centered": True},
        {"centered": True, "clip_weights": 0.7, "gamma1": 0.8, "gamma2": 0.5},
    ],
    "ftrl": [{}, {"lamda1": 0.5, "beta": 0.1}],
    "adamax": [{}, {"beta1": 0.5, "beta2": 0.9}],
    "nadam": [{}, {"beta1": 0.8, "schedule_decay": 0.1, "epsilon": 0.01}],
    "test": [{}],
}
# dtype and multi_precision of each kind of run
KINDS = {
    "float32": ("float32", False),
    "float64": ("float64", False),
    "float16": ("float16", True),
}


def make(mx: Any, name: str, options: dict[str, Any]) -> Any:
    """The optimizer, with its schedule made anew."""
    options = dict(options)
    if "lr_scheduler" in options:
        options["lr_scheduler"] = mx.lr_scheduler.FactorScheduler(**options["lr_scheduler"])
    return mx.optimizer.create(name, **options)


def follow(mx: Any, optimizer: Any, dtype: str) -> list[list[float]]:
    """All weights after each of STEPS."""
    weights = [mx.nd.array(start, dtype=dtype) for start in START]
    updater = mx.optimizer.get_updater(optimizer)
    found = []
    for step, gradients in enumerate(GRADIENTS, 1):
        # As a Trainer does it: all weights at once.
        updater([0, 1], [mx.nd.array(gradient, dtype=dtype) for gradient in gradients], weights)
        if step in STEPS:
            values = np.concatenate([weight.asnumpy().ravel() for weight in weights])
            digits = {2: 5, 4: 9, 8: 14}[values.itemsize]
            found.append([float(f"{value:.{digits}g}") for value in values.tolist()])
    return found


def cases() -> dict[str, tuple[str, dict[str, Any], str]]:
    """Name, options and dtype of every case."""
    found = {}
    for name, variants in OPTIMIZERS.items():
        for variant in variants:
            for common, shared in COMMON.items():
                for kind, (dtype, precise) in KINDS.items():
                    if kind != "float32" and common != "all options":
                        continue
                    options = {**shared, **variant}
                    if precise:
                        options["multi_precision"] = True
                    title = ", ".join(f"{k}={v}" for k, v in variant.items())
                    found[f"{name}({title}) {common} {kind}"] = name, options, dtype
    return found


def run(mx: Any) -> dict[str, Any]:
    """The trajectory of every case; None where the package refuses it."""
    found: dict[str, Any] = {}
    for key, (name, options, dtype) in cases().items():
        try:
            found[key] = follow(mx, make(mx, name, options), dtype)
        except Exception:
            found[key] = None
    return found
