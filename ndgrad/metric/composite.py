"""Several metrics as one, and a function as a metric."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..base import InvalidIndexError, InvalidTypeError, UnsupportedError
from .base import EvalMetric, alias, as_numpy, check_label_shapes, create, register

__all__ = ["CompositeEvalMetric", "CustomMetric", "np"]


@register
@alias("composite")
class CompositeEvalMetric(EvalMetric):
    """Several metrics that see the same batches.

    Parameters
    ----------
    metrics : list, optional
        What :func:`create` takes, each.
    name : str, default "composite"
    output_names, label_names : list of str, optional
        Which entries of the dicts of :meth:`update_dict` the metrics see; all by default.

    >>> both = mx.metric.CompositeEvalMetric(["acc", mx.metric.F1()])
    >>> both.update([nd.array([0, 1, 1])], [nd.array([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])])
    >>> both.get()
    (['accuracy', 'f1'], [0.6666666666666666, 0.8])
    """

    def __init__(
        self,
        metrics: list[Any] | None = None,
        name: str = "composite",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        self.metrics: list[EvalMetric] = []  # as yet: what the given ones have counted stays
        super().__init__(name, output_names, label_names, has_global_stats=True)
        self.metrics = [create(metric) for metric in metrics or []]

    def add(self, metric: Any) -> None:
        """Append what :func:`create` makes of ``metric``."""
        self.metrics.append(create(metric))

    def get_metric(self, index: int) -> EvalMetric:
        """The metric at the position ``index``; IndexError outside."""
        if not -len(self.metrics) <= index < len(self.metrics):
            raise InvalidIndexError(
                f"Metric index {index} is out of range 0 and {len(self.metrics)}"
            )
        return self.metrics[index]

    def update(self, labels: Any, preds: Any) -> None:
        for metric in self.metrics:
            metric.update(labels, preds)

    def update_dict(self, labels: dict[str, Any], preds: dict[str, Any]) -> None:
        if self.label_names is not None:
            labels = {name: array for name, array in labels.items() if name in self.label_names}
        if self.output_names is not None:
            preds = {name: array for name, array in preds.items() if name in self.output_names}
        for metric in self.metrics:
            metric.update_dict(labels, preds)

    def reset(self) -> None:
        for metric in self.metrics:
            metric.reset()
        super().reset()

    def reset_local(self) -> None:
        for metric in self.metrics:
            metric.reset_local()
        super().reset_local()

    def get(self) -> tuple[list[str], list[float]]:
        return _joined(metric.get_name_value() for metric in self.metrics)

    def get_global(self) -> tuple[list[str], list[float]]:
        return _joined(metric.get_global_name_value() for metric in self.metrics)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "metrics": [metric.get_config() for metric in self.metrics],
        }


@register
class CustomMetric(EvalMetric):
    """The mean over the batches of a function of label and prediction.

    Parameters
    ----------
    feval : callable
        ``feval(label, pred)`` of NumPy arrays returns the value of a batch, or a pair of a sum and
        the number of instances in it.
    name : str, optional
        The function's name by default.
    allow_extra_outputs : bool, default False
        Predictions beyond the number of labels are left out; otherwise they are an error.
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> metric = mx.metric.CustomMetric(lambda label, pred: float((label + pred).mean()))
    >>> metric.update([nd.array([2.5, 0.0, 2, 8])], [nd.array([3, -0.5, 2, 7])])
    >>> metric.get()
    ('custom(<lambda>)', 6.0)
    """

    def __init__(
        self,
        feval: Callable[[Any, Any], Any],
        name: str | None = None,
        allow_extra_outputs: bool = False,
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        if not callable(feval):
            raise InvalidTypeError(
                f"CustomMetric: feval must be a function of label and prediction, "
                f"got {type(feval).__name__}"
            )
        if name is None:
            name = getattr(feval, "__name__", type(feval).__name__)
            if "<" in name:
                name = f"custom({name})"
        super().__init__(name, output_names, label_names, has_global_stats=True)
        self._feval = feval
        self._allow_extra_outputs = allow_extra_outputs

    def update(self, labels: Any, preds: Any) -> None:
        labels = labels if isinstance(labels, (list, tuple)) else [labels]
        preds = preds if isinstance(preds, (list, tuple)) else [preds]
        if not self._allow_extra_outputs:
            check_label_shapes(labels, preds)
        for label, pred in zip(labels, preds):
            value = self._feval(as_numpy(label), as_numpy(pred))
            if isinstance(value, tuple):
                self._add(*value)
            else:
                self._add(value, 1)

    def get_config(self) -> dict[str, Any]:
        raise UnsupportedError("CustomMetric cannot be serialized: it holds a function")


def np(
    numpy_feval: Callable[[Any, Any], Any],
    name: str | None = None,
    allow_extra_outputs: bool = False,
) -> CustomMetric:
    """A :class:`CustomMetric` of the function ``numpy_feval`` of NumPy arrays.

    ``name`` and ``allow_extra_outputs`` as there.

    >>> def mean_gap(label, pred):
    ...     return abs(label - pred).mean()
    >>> metric = mx.metric.np(mean_gap)
    >>> metric.update([nd.array([1, 2])], [nd.array([1, 4])])
    >>> metric.get()
    ('mean_gap', 1.0)
    """
    return CustomMetric(numpy_feval, name, allow_extra_outputs)


def _joined(pairs: Any) -> tuple[list[str], list[float]]:
    found = [pair for some in pairs for pair in some]
    return [name for name, _ in found], [value for _, value in found]
