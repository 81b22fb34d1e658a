"""Learning rates of schedules, update by update."""

from __future__ import annotations

from typing import Any

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "factor": ("FactorScheduler", {"step": 3, "factor": 0.5, "base_lr": 0.3}),
    "factor of 1": ("FactorScheduler", {"step": 1}),
    "factor, floor": (
        "FactorScheduler",
        {"step": 1, "factor": 0.1, "base_lr": 1.0, "stop_factor_lr": 2e-3},
    ),
    "factor, warm": (
        "FactorScheduler",
        {"step": 4, "factor": 0.7, "base_lr": 0.3, "warmup_steps": 5, "warmup_begin_lr": 0.01},
    ),
    "factor, constant": (
        "FactorScheduler",
        {"step": 4, "warmup_steps": 5, "warmup_begin_lr": 0.001, "warmup_mode": "constant"},
    ),
    "multifactor": ("MultiFactorScheduler", {"step": [2, 5, 14], "factor": 0.1, "base_lr": 1.0}),
    "multifactor, warm": (
        "MultiFactorScheduler",
        {"step": [6, 9], "factor": 0.5, "base_lr": 0.2, "warmup_steps": 3},
    ),
    "poly": ("PolyScheduler", {"max_update": 12, "base_lr": 0.5}),
    "poly, linear": ("PolyScheduler", {"max_update": 30, "pwr": 1, "final_lr": 0.001}),
    "poly, warm": (
        "PolyScheduler",
        {"max_update": 15, "base_lr": 0.4, "pwr": 3, "final_lr": 0.1, "warmup_steps": 4},
    ),
    "cosine": ("CosineScheduler", {"max_update": 12, "base_lr": 0.5}),
    "cosine, warm": (
        "CosineScheduler",
        {"max_update": 15, "base_lr": 0.4, "final_lr": 0.1, "warmup_steps": 4},
    ),
    "cosine, constant": (
        "CosineScheduler",
        {
            "max_update": 18,
            "base_lr": 0.4,
            "warmup_steps": 4,
            "warmup_begin_lr": 0.05,
            "warmup_mode": "constant",
        },
    ),
}


def run(mx: Any) -> dict[str, Any]:
    """Rates at updates 0 to 20, then again with gaps, and with an optimizer's learning rate."""
    found = {}
    for name, (kind, kwargs) in CASES.items():
        make = getattr(mx.lr_scheduler, kind)
        steady, gaps, driven = make(**kwargs), make(**kwargs), make(**kwargs)
        mx.optimizer.SGD(learning_rate=0.05, lr_scheduler=driven)
        found[name] = [
            [steady(t) for t in range(21)],
            [gaps(t) for t in (1, 2, 3, 7, 7, 8, 12)],
            [driven(t) for t in range(21)],
        ]
    return found
