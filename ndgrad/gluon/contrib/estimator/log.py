"""Handlers that show how a training goes: lines of a log, and a progress bar."""

from __future__ import annotations

import math
import time
from typing import Any

from ....base import InvalidValueError, MissingExtraError
from .events import BatchBegin, BatchEnd, EpochBegin, EpochEnd, TrainBegin, TrainEnd
from .steps import as_list

__all__ = ["LoggingHandler", "ProgressHandler", "describe_metrics"]


def describe_metrics(metrics: list[Any]) -> str:
    """``name: value, name: value`` of all metrics."""
    return ", ".join(
        f"{name}: {value:.4f}" for metric in metrics for name, value in metric.get_name_value()
    )


class LoggingHandler(TrainBegin, TrainEnd, EpochBegin, EpochEnd, BatchBegin, BatchEnd):
    """Writes metrics, times and learning rates to the estimator's logger.

    Parameters
    ----------
    log_interval : int or 'epoch', default 'epoch'
        A line per epoch, or after so many batches. Anything else raises ``ValueError``.
    metrics : EvalMetric or list of EvalMetric
        The metrics to show.
    priority : float, default inf
        Last of all, so that the metrics are up to date.

    >>> gluon.contrib.estimator.LoggingHandler(log_interval=100).log_interval
    100
    """

    def __init__(
        self, log_interval: int | str = "epoch", metrics: Any = None, priority: float = math.inf
    ) -> None:
        number = isinstance(log_interval, int) and log_interval > 0
        if not number and log_interval != "epoch":
            raise InvalidValueError(
                f"log_interval must be either an integer or string 'epoch', not {log_interval!r}"
            )
        self.metrics = as_list(metrics)
        self.log_interval = log_interval
        self.priority = priority
        self.batch_index = 0
        self.current_epoch = 0
        self.processed_samples = 0
        self._interval_time = 0.0
        self._train_start = self._epoch_start = self._batch_start = time.monotonic()

    def train_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self._train_start = time.monotonic()
        self.current_epoch = 0
        self.batch_index = 0
        self.processed_samples = 0
        trainer = estimator.trainer
        estimator.logger.info(
            "Training begin: using optimizer %s with current learning rate %.4f ",
            type(trainer.optimizer).__name__,
            trainer.learning_rate,
        )
        if estimator.max_epoch is not None:
            estimator.logger.info("Train for %d epochs.", estimator.max_epoch)
        else:
            estimator.logger.info("Train for %d batches.", estimator.max_batch)

    def train_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        estimator.logger.info(
            "Train finished using total %ds with %d epochs. %s",
            time.monotonic() - self._train_start,
            self.current_epoch,
            describe_metrics(self.metrics),
        )

    def epoch_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self._epoch_start = time.monotonic()
        if any(str(metric.name).startswith("training") for metric in self.metrics):
            estimator.logger.info(
                "[Epoch %d] Begin, current learning rate: %.4f",
                self.current_epoch,
                estimator.trainer.learning_rate,
            )
        else:
            estimator.logger.info("Validation Begin")

    def epoch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        estimator.logger.info(
            "[Epoch %d] Finished in %.3fs, %s",
            self.current_epoch,
            time.monotonic() - self._epoch_start,
            describe_metrics(self.metrics),
        )
        self.current_epoch += 1
        self.batch_index = 0
        self.processed_samples = 0

    def batch_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self._batch_start = time.monotonic()

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        if not isinstance(self.log_interval, int):
            return
        self._interval_time += time.monotonic() - self._batch_start
        self.processed_samples += sum(loss.shape[0] for loss in as_list(kwargs["loss"]))
        if self.batch_index % self.log_interval == 0:
            estimator.logger.info(
                "[Epoch %d][Batch %d][Samples %d] time/interval: %.3fs %s",
                self.current_epoch,
                self.batch_index,
                self.processed_samples,
                self._interval_time,
                describe_metrics(self.metrics),
            )
            self._interval_time = 0.0
        self.batch_index += 1


class ProgressHandler(TrainBegin, EpochBegin, BatchEnd, EpochEnd):
    """A progress bar per epoch with the metrics beside it (tqdm, extra ``[tutorials]``).

    :meth:`Estimator.fit` adds one by itself when tqdm is installed and errors go to a terminal.

    Parameters
    ----------
    metrics : EvalMetric or list of EvalMetric, optional
        The metrics to show.
    priority : float, default inf

    >>> handler = gluon.contrib.estimator.ProgressHandler(mx.metric.Accuracy())
    """

    def __init__(self, metrics: Any = None, priority: float = math.inf) -> None:
        try:
            from tqdm import tqdm
        except ImportError as error:
            raise MissingExtraError(
                "ProgressHandler needs tqdm, which is not installed: "
                'python -m pip install "ndgrad[tutorials]"'
            ) from error
        self.metrics = as_list(metrics)
        self.priority = priority
        self.current_epoch = 0
        self._tqdm = tqdm
        self._bar: Any = None

    def train_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self.current_epoch = 0

    def epoch_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self._bar = self._tqdm(
            total=estimator.batches_per_epoch, desc=f"epoch {self.current_epoch}", leave=False
        )

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self._bar.set_postfix_str(describe_metrics(self.metrics), refresh=False)
        self._bar.update()

    def epoch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self._bar.close()
        self.current_epoch += 1
