"""Which of two values of a metric is the better one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .... import metric as metric_module
from ....base import InvalidValueError

__all__ = ["better", "check_monitor", "value_of", "worst"]

#: Parts of names of metrics that are to grow; all other metrics are errors and losses.
_GROWING = ("acc", "f1", "mcc", "pearson", "pcc", "top_k")


def check_monitor(monitor: Any, purpose: str) -> None:
    """Raises ``ValueError`` for what is no metric."""
    if not isinstance(monitor, metric_module.EvalMetric):
        raise InvalidValueError(
            f"{purpose}, please provide one of the metric objects from estimator.train_metrics "
            "and estimator.val_metrics as monitor."
        )


def better(monitor: Any, mode: str) -> Callable[[Any, Any], Any]:
    """``np.greater`` or ``np.less``, by ``mode`` or, if it is 'auto', by the metric's name."""
    if mode not in ("auto", "min", "max"):
        raise InvalidValueError(f"mode must be 'auto', 'min' or 'max', not {mode!r}")
    if mode == "auto":
        name = str(monitor.get()[0]).lower()
        mode = "max" if any(part in name for part in _GROWING) else "min"
    return np.greater if mode == "max" else np.less


def worst(monitor_op: Any) -> float:
    """A value that every other one is better than."""
    return -math.inf if monitor_op is np.greater else math.inf


def value_of(monitor: Any) -> tuple[str, float]:
    """Name and value of a metric with a single value."""
    name, value = monitor.get()
    if isinstance(value, (list, tuple)):
        raise InvalidValueError(
            f"the monitored metric must have one value, but {name} has {len(value)}"
        )
    return name, float(value)
