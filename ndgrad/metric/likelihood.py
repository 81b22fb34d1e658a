"""What probability the right classes were given."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..base import InvalidIndexError, RequirementError
from .base import EvalMetric, alias, pairs, register

__all__ = ["CrossEntropy", "NegativeLogLikelihood", "Perplexity"]


@register
@alias("ce")
class CrossEntropy(EvalMetric):
    """Mean of ``-log(p + eps)``, ``p`` being the probability given to the right class.

    Predictions are probabilities of shape ``(n, classes)``, labels are ``n`` classes.

    Parameters
    ----------
    eps : float, default 1e-12
    name : str, default "cross-entropy"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> metric = mx.metric.CrossEntropy()
    >>> metric.update([nd.array([0, 1, 1])], [nd.array([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])])
    >>> round(metric.get()[1], 5)
    0.5716
    """

    def __init__(
        self,
        eps: float = 1e-12,
        name: str = "cross-entropy",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names, eps=eps, has_global_stats=True)
        self.eps = eps

    def update(self, labels: Any, preds: Any) -> None:
        for label, pred in pairs(labels, preds):
            classes = label.reshape(-1).astype(np.int64)
            if pred.ndim != 2 or len(classes) != len(pred):
                raise RequirementError(
                    f"{type(self).__name__}: predictions must have shape (n, classes) for n labels,"
                    f" got labels of shape {label.shape} and predictions of shape {pred.shape}"
                )
            try:
                given = pred[np.arange(len(pred)), classes]
            except IndexError:
                raise InvalidIndexError(
                    f"{type(self).__name__}: labels go from {classes.min()} to {classes.max()}, "
                    f"predictions are of the classes 0 to {pred.shape[1] - 1}"
                ) from None
            with np.errstate(divide="ignore", invalid="ignore"):
                self._add(-float(np.log(given + self.eps).sum()), len(pred))


@register
@alias("nll_loss")
class NegativeLogLikelihood(CrossEntropy):
    """:class:`CrossEntropy` under the name it has in statistics.

    Parameters
    ----------
    eps : float, default 1e-12
    name : str, default "nll-loss"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> metric = mx.metric.NegativeLogLikelihood()
    >>> metric.update([nd.array([1])], [nd.array([[0.0, 1.0]])])
    >>> metric.get()
    ('nll-loss', 0.0)
    """

    def __init__(
        self,
        eps: float = 1e-12,
        name: str = "nll-loss",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(eps, name, output_names, label_names)


@register
class Perplexity(EvalMetric):
    """``exp`` of the mean of ``-log(p)``, ``p`` being the probability given to the right class.

    Predictions are probabilities with the classes along ``axis``, of any number of axes; labels
    hold one class for each of the others. ``p`` below 1e-10 counts as that, classes beyond the ends
    as the first and the last.

    Parameters
    ----------
    ignore_label : int or None
        A class that is left out, as padding is; None leaves out nothing.
    axis : int, default -1
    name : str, default "perplexity"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> metric = mx.metric.Perplexity(ignore_label=None)
    >>> metric.update([nd.array([0, 1, 1])], [nd.array([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])])
    >>> round(metric.get()[1], 5)
    1.7711
    """

    def __init__(
        self,
        ignore_label: int | None,
        axis: int = -1,
        name: str = "perplexity",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(
            name,
            output_names,
            label_names,
            ignore_label=ignore_label,
            axis=axis,
            has_global_stats=True,
        )
        self.ignore_label = ignore_label
        self.axis = axis

    def update(self, labels: Any, preds: Any) -> None:
        total, number = 0.0, 0
        for label, pred in pairs(labels, preds):
            if label.size * pred.shape[self.axis] != pred.size:
                raise RequirementError(
                    f"shape mismatch: labels of shape {label.shape} against predictions of shape "
                    f"{pred.shape} with the classes along axis {self.axis}"
                )
            rows = np.moveaxis(pred, self.axis, -1).reshape(label.size, -1)
            classes = label.reshape(-1).astype(np.int64)
            within = np.clip(classes, 0, rows.shape[1] - 1)
            given = rows[np.arange(len(rows)), within]
            if self.ignore_label is not None:
                given = given[classes != self.ignore_label]
            total -= float(np.log(np.maximum(given, 1e-10)).sum())
            number += given.size
        self._add(total, number)

    def _value(self, total: float, number: float) -> float:
        return math.exp(total / number) if number else float("nan")
