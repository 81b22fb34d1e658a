"""Ending a training that does not get better."""

from __future__ import annotations

import math
import warnings
from typing import Any

from .events import EpochEnd, TrainBegin, TrainEnd
from .monitor import better, check_monitor, value_of, worst

__all__ = ["EarlyStoppingHandler"]


class EarlyStoppingHandler(TrainBegin, EpochEnd, TrainEnd):
    """Ends the training when a metric has not improved for some epochs.

    Parameters
    ----------
    monitor : EvalMetric
        One of the estimator's metrics.
    min_delta : float, default 0
        By how much it must improve to count.
    patience : int, default 0
        After how many epochs without improvement the training ends.
    mode : {'auto', 'min', 'max'}, default 'auto'
        Whether smaller or greater is better; 'auto' goes by the metric's name.
    baseline : float, optional
        A value that it must be better than from the beginning.

    >>> handler = gluon.contrib.estimator.EarlyStoppingHandler(mx.metric.Loss(), patience=2)
    >>> handler.monitor_op, handler.best
    (<ufunc 'less'>, inf)
    """

    def __init__(
        self,
        monitor: Any,
        min_delta: float = 0,
        patience: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
    ) -> None:
        check_monitor(monitor, "To stop early")
        self.monitor = monitor
        self.baseline = baseline
        self.patience = patience
        self.min_delta = abs(min_delta)
        self.monitor_op = better(monitor, mode)
        self.wait = 0
        self.stopped_epoch = 0
        self.current_epoch = 0
        self.stop_training = False
        self.best = self._first_best()

    def _first_best(self) -> float:
        return worst(self.monitor_op) if self.baseline is None else self.baseline

    def train_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self.wait = 0
        self.stopped_epoch = 0
        self.current_epoch = 0
        self.stop_training = False
        self.best = self._first_best()

    def epoch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> bool:
        name, value = value_of(self.monitor)
        if math.isnan(value):
            warnings.warn(
                f"{name} is not updated. Train metrics are updated by the estimator; put its "
                "MetricHandler or ValidationHandler before this handler for other ones.",
                stacklevel=2,
            )
        elif self._improves(value):
            self.best = value
            self.wait = 0
        else:
            self.wait += 1
            if self.wait >= self.patience:
                self.stopped_epoch = self.current_epoch
                self.stop_training = True
        self.current_epoch += 1
        return self.stop_training

    def _improves(self, value: float) -> bool:
        toward = value - self.min_delta if worst(self.monitor_op) < 0 else value + self.min_delta
        return bool(self.monitor_op(toward, self.best))

    def train_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        if self.stop_training:
            estimator.logger.info(
                "[Epoch %d] EarlyStoppingHandler: early stopping due to %s not improving",
                self.stopped_epoch,
                self.monitor.get()[0],
            )

    def checkpoint_state(self) -> dict[str, Any]:
        """What a checkpoint keeps of this handler."""
        return {"wait": self.wait, "best": self.best}

    def resume_state(self, state: dict[str, Any]) -> None:
        """Go on from what :meth:`checkpoint_state` gave."""
        self.wait = state["wait"]
        self.best = state["best"]
