"""The events of a training: a handler derives from those it wants to hear of."""

from __future__ import annotations

from typing import Any

__all__ = [
    "BatchBegin", "BatchEnd", "EpochBegin", "EpochEnd", "EventHandler", "TrainBegin", "TrainEnd",
]  # fmt: skip


class EventHandler:
    """Base class of all handlers.

    Handlers of one event are called in the order of their ``priority``, lowest first. A true
    result of ``batch_end`` ends the epoch, one of ``epoch_end`` the training.

    >>> class Greeter(gluon.contrib.estimator.TrainBegin):
    ...     def train_begin(self, estimator, *args, **kwargs):
    ...         print("Here we go")
    """

    priority: float = 0


class TrainBegin(EventHandler):
    """Is told when a training begins.

    >>> class Handler(gluon.contrib.estimator.TrainBegin):
    ...     def train_begin(self, estimator, *args, **kwargs):
    ...         print("begins")
    """

    def train_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> Any:
        """Called once, before the first epoch."""


class TrainEnd(EventHandler):
    """Is told when a training ends.

    >>> class Handler(gluon.contrib.estimator.TrainEnd):
    ...     def train_end(self, estimator, *args, **kwargs):
    ...         print("ends")
    """

    def train_end(self, estimator: Any, *args: Any, **kwargs: Any) -> Any:
        """Called once, after the last epoch."""


class EpochBegin(EventHandler):
    """Is told when an epoch begins.

    >>> class Handler(gluon.contrib.estimator.EpochBegin):
    ...     def epoch_begin(self, estimator, *args, **kwargs):
    ...         self.losses = []
    """

    def epoch_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> Any:
        """Called before the first batch of each epoch."""


class EpochEnd(EventHandler):
    """Is told when an epoch ends.

    >>> class Handler(gluon.contrib.estimator.EpochEnd):
    ...     def epoch_end(self, estimator, *args, **kwargs):
    ...         return estimator.train_metrics[0].get()[1] > 0.99
    """

    def epoch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> Any:
        """Called after the last batch of each epoch; a true result ends the training."""
        return False


class BatchBegin(EventHandler):
    """Is told when a batch begins.

    >>> class Handler(gluon.contrib.estimator.BatchBegin):
    ...     def batch_begin(self, estimator, *args, **kwargs):
    ...         print(len(kwargs["batch"]))
    """

    def batch_begin(self, estimator: Any, *args: Any, **kwargs: Any) -> Any:
        """Called with ``batch=`` before each batch."""


class BatchEnd(EventHandler):
    """Is told when a batch ends.

    >>> class Handler(gluon.contrib.estimator.BatchEnd):
    ...     def batch_end(self, estimator, *args, **kwargs):
    ...         print(kwargs["loss"][0].mean().asscalar())
    """

    def batch_end(self, estimator: Any, *args: Any, **kwargs: Any) -> Any:
        """Called with ``batch= pred= label= loss=`` after each batch; a true result ends the
        epoch."""
        return False
