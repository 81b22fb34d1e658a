"""Handlers that make a training: gradient steps, metrics, validation, the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .... import metric as metric_module
from .events import BatchEnd, EpochBegin, EpochEnd, TrainBegin

__all__ = ["GradientUpdateHandler", "MetricHandler", "StoppingHandler", "ValidationHandler"]


def as_list(value: Any) -> list[Any]:
    """``value`` as a list; None is none, anything else than a list or tuple is one."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


class StoppingHandler(TrainBegin, BatchEnd, EpochEnd):
    """Ends the training after a number of epochs or batches.

    Parameters
    ----------
    max_epoch, max_batch : int, optional
        The numbers; those given to :meth:`Estimator.fit` go before.

    >>> gluon.contrib.estimator.StoppingHandler(max_epoch=3).max_epoch
    3
    """

    def __init__(self, max_epoch: int | None = None, max_batch: int | None = None) -> None:
        self.max_epoch = max_epoch
        self.max_batch = max_batch
        self.current_batch = 0
        self.current_epoch = 0
        self.stop_training = False

    def train_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self.current_batch = 0
        self.current_epoch = 0
        self.stop_training = False

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> bool:
        self.current_batch += 1
        # Asked anew each time: resuming from a checkpoint leaves fewer to do.
        self.max_batch = estimator.max_batch
        if self.max_batch is not None and self.current_batch >= self.max_batch:
            self.stop_training = True
        return self.stop_training

    def epoch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> bool:
        self.current_epoch += 1
        self.max_epoch = estimator.max_epoch
        if self.max_epoch is not None and self.current_epoch >= self.max_epoch:
            self.stop_training = True
        return self.stop_training


class MetricHandler(EpochBegin, BatchEnd):
    """Resets metrics when an epoch begins and updates them after each batch.

    Parameters
    ----------
    metrics : EvalMetric or list of EvalMetric
    priority : float, default -1000

    >>> accuracy = mx.metric.Accuracy()
    >>> handler = gluon.contrib.estimator.MetricHandler(accuracy)
    >>> handler.batch_end(None, pred=[nd.array([[0.1, 0.9]])], label=[nd.array([1])])
    >>> accuracy.get()
    ('accuracy', 1.0)
    """

    def __init__(self, metrics: Any, priority: float = -1000) -> None:
        self.metrics = as_list(metrics)
        self.priority = priority

    def epoch_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        for metric in self.metrics:
            metric.reset()

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        for metric in self.metrics:
            if isinstance(metric, metric_module.Loss):
                metric.update(0, kwargs["loss"])
            else:
                metric.update(kwargs["label"], kwargs["pred"])


class ValidationHandler(TrainBegin, BatchEnd, EpochEnd):
    """Evaluates the net from time to time.

    Parameters
    ----------
    val_data : DataLoader
    eval_fn : callable
        Called with ``val_data=``, ``batch_axis=`` and ``event_handlers=``; usually
        :meth:`Estimator.evaluate`.
    epoch_period : int or None, default 1
        After how many epochs.
    batch_period : int, optional
        After how many batches.
    priority : float, default -1000
    event_handlers : EventHandler or list of them, optional
        Handlers for the evaluation.

    >>> handler = gluon.contrib.estimator.ValidationHandler(
    ...     gluon.data.DataLoader([1, 2], 1), eval_fn=lambda **kwargs: print("evaluating"))
    >>> handler.epoch_period, handler.batch_period
    (1, None)
    """

    def __init__(
        self,
        val_data: Any,
        eval_fn: Callable[..., Any],
        epoch_period: int | None = 1,
        batch_period: int | None = None,
        priority: float = -1000,
        event_handlers: Any = None,
    ) -> None:
        self.val_data = val_data
        self.eval_fn = eval_fn
        self.epoch_period = epoch_period
        self.batch_period = batch_period
        self.current_batch = 0
        self.current_epoch = 0
        self.priority = priority
        self.event_handlers = event_handlers

    def train_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self.current_batch = 0
        self.current_epoch = 0

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self.current_batch += 1
        if self.batch_period and self.current_batch % self.batch_period == 0:
            self._evaluate(estimator)

    def epoch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        self.current_epoch += 1
        if self.epoch_period and self.current_epoch % self.epoch_period == 0:
            self._evaluate(estimator)

    def _evaluate(self, estimator: Any) -> None:
        self.eval_fn(
            val_data=self.val_data,
            batch_axis=estimator.batch_axis,
            event_handlers=self.event_handlers,
        )


class GradientUpdateHandler(BatchEnd):
    """Makes one step of the trainer after each batch.

    Parameters
    ----------
    priority : float, default -2000

    >>> gluon.contrib.estimator.GradientUpdateHandler().priority
    -2000
    """

    def __init__(self, priority: float = -2000) -> None:
        self.priority = priority

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> None:
        losses: Sequence[Any] = as_list(kwargs["loss"])
        estimator.trainer.step(sum(loss.shape[0] for loss in losses))
