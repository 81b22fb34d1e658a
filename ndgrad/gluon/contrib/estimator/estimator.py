"""The estimator: net, loss, metrics and trainer, and the loop over the data."""

from __future__ import annotations

import copy
import importlib.util
import logging
import sys
import warnings
from collections.abc import Callable
from typing import Any

from .... import metric as metric_module
from ....base import InvalidValueError
from ....context import Context, current_context
from ...block import Block
from ...data import DataLoader
from ...loss import Loss, SoftmaxCrossEntropyLoss
from ...trainer import Trainer
from .batch_processor import BatchProcessor
from .events import BatchBegin, BatchEnd, EpochBegin, EpochEnd, EventHandler, TrainBegin, TrainEnd
from .log import LoggingHandler, ProgressHandler
from .steps import (
    GradientUpdateHandler,
    MetricHandler,
    StoppingHandler,
    ValidationHandler,
    as_list,
)

__all__ = ["Estimator"]


class Estimator:
    """Trains and evaluates a net; handlers say what happens around the batches.

    Parameters
    ----------
    net : Block
        The net to train.
    loss : Loss
        The loss to train it with.
    train_metrics, val_metrics : EvalMetric or list of EvalMetric, optional
        Metrics for training and validation. By default the loss, and the accuracy if the loss is
        a softmax cross-entropy; those of the validation are copies of those of the training.
    initializer : Initializer, optional
        For a net that is not initialized yet.
    trainer : Trainer, optional
        By default SGD with learning rate 0.001, with a warning.
    context : Context or list of Context, optional
        Where to train: each batch is split over them. The current context by default.
    val_net : Block, optional
        Another net for the validation, which shares the parameters.
    val_loss : Loss, optional
        Another loss for the validation.
    batch_processor : BatchProcessor, optional
        Says what is done with a batch.

    Arguments of a wrong kind raise ``ValueError``.

    >>> data = gluon.data.ArrayDataset(nd.array([[0.], [1.], [2.], [3.]]), nd.array([0, 0, 1, 1]))
    >>> loader = gluon.data.DataLoader(data, batch_size=2)
    >>> net = gluon.nn.Dense(2)
    >>> net.initialize()
    >>> trainer = gluon.Trainer(net.collect_params(), "adam", {"learning_rate": 0.3})
    >>> estimator = gluon.contrib.estimator.Estimator(
    ...     net, gluon.loss.SoftmaxCELoss(), trainer=trainer)
    >>> estimator.logger.setLevel("ERROR")
    >>> estimator.fit(loader, epochs=30)
    >>> estimator.train_metrics[0].get()
    ('training accuracy', 1.0)
    """

    def __init__(
        self,
        net: Block,
        loss: Loss,
        train_metrics: Any = None,
        val_metrics: Any = None,
        initializer: Any = None,
        trainer: Trainer | None = None,
        context: Context | list[Context] | None = None,
        val_net: Block | None = None,
        val_loss: Loss | None = None,
        batch_processor: BatchProcessor | None = None,
    ) -> None:
        self.net = net
        self.loss = self._check_loss(loss)
        self.val_net = net if val_net is None else val_net
        self.val_loss = self.loss if val_loss is None else self._check_loss(val_loss)
        self._train_metrics = _check_metrics(train_metrics) or self._default_metrics()
        self._val_metrics = _check_metrics(val_metrics) or copy.deepcopy(self._train_metrics)
        for metric in self._train_metrics:
            metric.name = f"training {metric.name}"
        for metric in self._val_metrics:
            metric.name = f"validation {metric.name.removeprefix('training ')}"
        self.logger = logging.Logger("Estimator", level=logging.INFO)
        self.logger.addHandler(logging.StreamHandler(sys.stdout))
        self.context = _check_context(context)
        self._initialize(initializer)
        self.trainer = self._check_trainer(trainer)
        self.batch_processor = self._check_batch_processor(batch_processor)
        self.max_epoch: int | None = None
        self.max_batch: int | None = None
        self.batch_axis = 0
        self.train_data: Any = None
        self.event_handlers: list[Any] = []
        self._skip_batches = 0
        self._after_skipping: Callable[[], None] | None = None
        self._handler_states: dict[str, Any] = {}

    # -- arguments --------------------------------------------------------------------------------

    def _check_loss(self, loss: Any) -> Loss:
        if not isinstance(loss, Loss):
            raise InvalidValueError(f"loss must be a Loss, refer to gluon.loss.Loss:{loss}")
        return loss

    def _default_metrics(self) -> list[Any]:
        metrics: list[Any] = [metric_module.Loss(_name_of(self.loss))]
        if isinstance(self.loss, SoftmaxCrossEntropyLoss):
            metrics.insert(0, metric_module.Accuracy())
        return metrics

    def _check_trainer(self, trainer: Any) -> Trainer:
        if trainer is None:
            warnings.warn(
                "No trainer specified, default SGD optimizer with learning rate 0.001 is used.",
                stacklevel=3,
            )
            return Trainer(self.net.collect_params(), "sgd", {"learning_rate": 0.001})
        if not isinstance(trainer, Trainer):
            raise InvalidValueError(
                f"Trainer must be a Gluon Trainer instance, refer to gluon.Trainer:{trainer}"
            )
        return trainer

    def _check_batch_processor(self, processor: Any) -> BatchProcessor:
        if processor is None:
            return BatchProcessor()
        for method in ("fit_batch", "evaluate_batch"):
            if not callable(getattr(processor, method, None)):
                raise InvalidValueError(f"batch_processor must have a method {method}: {processor}")
        return processor

    def _is_initialized(self) -> bool:
        """Whether all parameters were initialized, be it deferred until their shapes are known."""
        for parameter in self.net.collect_params().values():
            try:
                parameter.list_ctx()
            except RuntimeError:
                return False
        return True

    def _initialize(self, initializer: Any) -> None:
        options: dict[str, Any] = {"ctx": self.context}
        if initializer is not None:
            options["init"] = initializer
        if not self._is_initialized():
            self.net.initialize(**options)
            return
        if initializer is not None:
            warnings.warn(
                "Network already fully initialized, skipping initialization. You don't need to "
                "pass initializer if you already initialized your net. You can use "
                "net.initialize(init=your_initializer, force_reinit=True) to force reinitialize.",
                stacklevel=3,
            )
        for parameter in self.net.collect_params().values():
            if set(parameter.list_ctx()) != set(self.context):
                parameter.reset_ctx(self.context)

    # -- what handlers ask for --------------------------------------------------------------------

    @property
    def train_metrics(self) -> list[Any]:
        """The metrics of the training."""
        return self._train_metrics

    @property
    def val_metrics(self) -> list[Any]:
        """The metrics of the validation."""
        return self._val_metrics

    @property
    def batches_per_epoch(self) -> int | None:
        """The number of batches of an epoch, if the data tell it."""
        try:
            return len(self.train_data)
        except (TypeError, NotImplementedError):
            return None

    def resume_after(
        self,
        skip_batches: int,
        then: Callable[[], None] | None,
        handler_states: dict[str, Any],
    ) -> None:
        """Begin the next epoch after some batches: for handlers that resume a training.

        Parameters
        ----------
        skip_batches : int
            How many batches of the first epoch are read without training.
        then : callable, optional
            Called after these, for example to set the random states.
        handler_states : dict
            States for the handlers' ``resume_state``.
        """
        self._skip_batches = skip_batches
        self._after_skipping = then
        self._handler_states = handler_states

    # -- training and evaluating ------------------------------------------------------------------

    def fit(
        self,
        train_data: DataLoader,
        val_data: DataLoader | None = None,
        epochs: int | None = None,
        event_handlers: Any = None,
        batches: int | None = None,
        batch_axis: int = 0,
    ) -> None:
        """Train for a number of epochs or batches.

        Parameters
        ----------
        train_data : DataLoader
            Batches of data and labels.
        val_data : DataLoader, optional
            Batches to validate with after each epoch.
        epochs, batches : int
            How long to train: exactly one of the two, else ``ValueError``.
        event_handlers : EventHandler or list of EventHandler, optional
            Handlers besides the usual ones (stopping, gradient steps, metrics, validation,
            logging, a progress bar on a terminal), which are left out where one of their kind is
            given.
        batch_axis : int, default 0
            The axis along which batches are split over the contexts.
        """
        _check_data(train_data)
        if (epochs is None) == (batches is None):
            raise InvalidValueError(
                "Fit only support exactly one type of iteration, train by number of epochs or "
                "number of batches. Please specify one and only one of: epochs or batches."
            )
        self.max_epoch, self.max_batch = epochs, batches
        self.batch_axis = batch_axis
        self.train_data = train_data
        self._skip_batches, self._after_skipping, self._handler_states = 0, None, {}
        self.event_handlers = self._prepare_default_handlers(val_data, event_handlers)
        _tell(self.event_handlers, TrainBegin, "train_begin", self)
        for position, handler in enumerate(self.event_handlers):
            state = self._handler_states.get(f"{type(handler).__name__}:{position}")
            if state is not None:
                handler.resume_state(state)
        while not self._fit_epoch():
            pass
        _tell(self.event_handlers, TrainEnd, "train_end", self)

    def _fit_epoch(self) -> bool:
        """Train for one epoch; whether the training shall end."""
        handlers = self.event_handlers
        _tell(handlers, EpochBegin, "epoch_begin", self)
        for batch in self.train_data:
            if self._skip_batches:
                self._skip_batches -= 1
                if not self._skip_batches and self._after_skipping is not None:
                    self._after_skipping()
                continue
            _tell(handlers, BatchBegin, "batch_begin", self, batch=batch)
            _, label, pred, loss = self.batch_processor.fit_batch(self, batch, self.batch_axis)
            results = {"batch": batch, "pred": pred, "label": label, "loss": loss}
            if _tell(handlers, BatchEnd, "batch_end", self, **results):
                break
        return _tell(handlers, EpochEnd, "epoch_end", self)

    def evaluate(
        self, val_data: DataLoader, batch_axis: int = 0, event_handlers: Any = None
    ) -> None:
        """Evaluate the net; the metrics of the validation hold the result.

        Parameters
        ----------
        val_data : DataLoader
            Batches of data and labels.
        batch_axis : int, default 0
            The axis along which batches are split over the contexts.
        event_handlers : EventHandler or list of EventHandler, optional
            Handlers besides the usual ones (metrics and logging).
        """
        _check_data(val_data)
        handlers = self._prepare_default_validation_handlers(event_handlers)
        _tell(handlers, EpochBegin, "epoch_begin", self)
        for batch in val_data:
            _tell(handlers, BatchBegin, "batch_begin", self, batch=batch)
            _, label, pred, loss = self.batch_processor.evaluate_batch(self, batch, batch_axis)
            results = {"batch": batch, "pred": pred, "label": label, "loss": loss}
            _tell(handlers, BatchEnd, "batch_end", self, **results)
        _tell(handlers, EpochEnd, "epoch_end", self)

    # -- handlers ---------------------------------------------------------------------------------

    def _prepare_default_handlers(self, val_data: Any, event_handlers: Any) -> list[Any]:
        handlers = _check_handlers(event_handlers)
        added: list[Any] = []

        def default(kind: type, make: Callable[[], Any]) -> None:
            if not any(isinstance(handler, kind) for handler in handlers):
                added.append(make())

        default(StoppingHandler, lambda: StoppingHandler(self.max_epoch, self.max_batch))
        default(GradientUpdateHandler, GradientUpdateHandler)
        default(MetricHandler, lambda: MetricHandler(metrics=self.train_metrics))
        if val_data is not None:
            _check_data(val_data)
            default(ValidationHandler, lambda: ValidationHandler(val_data, self.evaluate))
        default(LoggingHandler, lambda: LoggingHandler(metrics=self.train_metrics))
        if sys.stderr is not None and sys.stderr.isatty() and _has_tqdm():
            default(ProgressHandler, lambda: ProgressHandler(metrics=self.train_metrics))
        return self._sorted([*handlers, *added])

    def _prepare_default_validation_handlers(self, event_handlers: Any) -> list[Any]:
        handlers = _check_handlers(event_handlers)
        added: list[Any] = []
        if not any(isinstance(handler, MetricHandler) for handler in handlers):
            added.append(MetricHandler(metrics=self.val_metrics))
        if not any(isinstance(handler, LoggingHandler) for handler in handlers):
            added.append(LoggingHandler(metrics=self.val_metrics))
        return self._sorted([*handlers, *added])

    def _sorted(self, handlers: list[Any]) -> list[Any]:
        known = [id(metric) for metric in (*self.train_metrics, *self.val_metrics)]
        for handler in handlers:
            monitored = [*getattr(handler, "metrics", ()), getattr(handler, "monitor", None)]
            for metric in monitored:
                if metric is not None and id(metric) not in known:
                    raise InvalidValueError(
                        f"Event handler {type(handler).__name__} refers to a metric instance "
                        f"{metric} outside of the known training and validation metrics. Please "
                        "use the metrics from estimator.train_metrics and estimator.val_metrics "
                        "instead."
                    )
        return sorted(handlers, key=lambda handler: getattr(handler, "priority", 0))


def _tell(handlers: list[Any], kind: type, event: str, *args: Any, **kwargs: Any) -> bool:
    """Call all handlers of an event; whether one of them wants to stop."""
    stop = False
    for handler in handlers:
        if isinstance(handler, kind):
            stop = bool(getattr(handler, event)(*args, **kwargs)) or stop
    return stop


def _name_of(loss: Loss) -> str:
    """The loss's name without its number."""
    return loss.name.rstrip("0123456789")


def _check_metrics(metrics: Any) -> list[Any]:
    found = as_list(metrics)
    if not all(isinstance(metric, metric_module.EvalMetric) for metric in found):
        raise InvalidValueError(
            "metrics must be a Metric or a list of Metric, refer to mxnet.metric.EvalMetric: "
            f"{metrics}"
        )
    return found


def _check_context(context: Any) -> list[Context]:
    if context is None:
        return [current_context()]
    contexts = as_list(context)
    if not contexts or not all(isinstance(ctx, Context) for ctx in contexts):
        raise InvalidValueError(
            "context must be a Context or a list of Context, for example mx.cpu() or "
            f"[mx.gpu(0), mx.gpu(1)], refer to mxnet.Context:{context}"
        )
    return contexts


def _check_data(data: Any) -> None:
    if not isinstance(data, DataLoader):
        raise InvalidValueError(
            "Estimator only support input as Gluon DataLoader. Alternatively, you can transform "
            "your DataIter or any NDArray into Gluon DataLoader. Refer to gluon.data.DataLoader"
        )


def _check_handlers(event_handlers: Any) -> list[Any]:
    handlers = as_list(event_handlers)
    if not all(isinstance(handler, EventHandler) for handler in handlers):
        raise InvalidValueError(
            f"handlers must be an EventHandler or a list of EventHandler, got: {handlers}"
        )
    return handlers


def _has_tqdm() -> bool:
    return importlib.util.find_spec("tqdm") is not None
