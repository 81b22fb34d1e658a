"""Agreement of two classes beyond counting hits, and its extension to many."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..base import InvalidValueError, UnsupportedError
from .base import EvalMetric, check_average, pairs, register

__all__ = ["F1", "MCC", "PCC"]


class _Counts:
    """True and false positives and negatives."""

    def __init__(self) -> None:
        self.tp = self.fp = self.tn = self.fn = 0

    @property
    def total(self) -> int:
        return self.tp + self.fp + self.tn + self.fn

    def __iadd__(self, other: _Counts) -> _Counts:
        self.tp += other.tp
        self.fp += other.fp
        self.tn += other.tn
        self.fn += other.fn
        return self

    def add(self, label: np.ndarray, pred: np.ndarray, metric: str) -> None:
        """Count a batch: class 1 against the other, which is the higher of the scores."""
        if pred.ndim < 2:
            raise InvalidValueError(
                f"{metric}: predictions must hold the scores of both classes along axis 1, "
                f"got shape {pred.shape}"
            )
        chosen = np.argmax(pred, axis=1)
        label = label.astype(np.int64)
        if len(label) != len(pred):
            raise InvalidValueError(
                f"{metric}: labels of shape {label.shape} do not fit predictions of shape "
                f"{pred.shape}"
            )
        if len(np.unique(label)) > 2:
            raise InvalidValueError(f"{metric} currently only supports binary classification.")
        positive, truth = chosen.reshape(-1) == 1, label.reshape(-1) == 1
        self.tp += int(np.count_nonzero(positive & truth))
        self.fp += int(np.count_nonzero(positive & ~truth))
        self.tn += int(np.count_nonzero(~positive & ~truth))
        self.fn += int(np.count_nonzero(~positive & truth))


class _BinaryScore(EvalMetric):
    """A score of the four counts: of each batch, averaged, or of all batches together."""

    def __init__(
        self,
        name: str,
        output_names: list[str] | None,
        label_names: list[str] | None,
        average: str,
    ) -> None:
        check_average(average)
        self.average = average
        super().__init__(name, output_names, label_names, average=average, has_global_stats=True)

    def _score(self, counts: _Counts) -> float:
        raise UnsupportedError(f"{type(self).__name__} must define how a batch is valued")

    def reset(self) -> None:
        self._local = _Counts()
        self._global = _Counts()
        super().reset()

    def reset_local(self) -> None:
        self._local = _Counts()
        super().reset_local()

    def update(self, labels: Any, preds: Any) -> None:
        batch = _Counts()
        for label, pred in pairs(labels, preds):
            batch.add(label, pred, type(self).__name__)
        if self.average == "macro":
            self._add(self._score(batch), 1)
            return
        # The score of everything so far, weighted so that sum_metric / num_inst gives it back.
        self._local += batch
        self._global += batch
        self.num_inst, self.global_num_inst = self._local.total, self._global.total
        self.sum_metric = self._score(self._local) * self.num_inst
        self.global_sum_metric = self._score(self._global) * self.global_num_inst


@register
class F1(_BinaryScore):
    """Harmonic mean of precision and recall of class 1.

    ``2 * precision * recall / (precision + recall)`` where ``precision = tp / (tp + fp)`` and
    ``recall = tp / (tp + fn)``; a quotient of 0 by 0 counts as 0. Predictions are the scores of two
    classes along axis 1, labels 0 or 1.

    Parameters
    ----------
    name : str, default "f1"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.
    average : {"macro", "micro"}, default "macro"
        Mean of the scores of the batches, or one score of all batches together.

    >>> f1 = mx.metric.F1()
    >>> f1.update([nd.array([0, 1, 1])], [nd.array([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])])
    >>> f1.get()
    ('f1', 0.8)
    """

    def __init__(
        self,
        name: str = "f1",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
        average: str = "macro",
    ) -> None:
        super().__init__(name, output_names, label_names, average)

    def _score(self, counts: _Counts) -> float:
        precision = counts.tp / ((counts.tp + counts.fp) or 1)
        recall = counts.tp / ((counts.tp + counts.fn) or 1)
        return 2 * precision * recall / ((precision + recall) or 1)


@register
class MCC(_BinaryScore):
    """Matthews' correlation coefficient of two classes, from -1 to 1; 0 says nothing is predicted.

    ``(tp * tn - fp * fn) / sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))``, where a factor of
    0 counts as 1. Predictions are the scores of two classes along axis 1, labels 0 or 1.
    :class:`PCC` is for more classes.

    Parameters
    ----------
    name : str, default "mcc"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.
    average : {"macro", "micro"}, default "macro"
        Mean of the scores of the batches, or one score of all batches together.

    >>> mcc = mx.metric.MCC()
    >>> scores = nd.array([[0.3, 0.7], [0.8, 0.2], [0.4, 0.6], [0.9, 0.1]])
    >>> mcc.update([nd.array([0, 0, 1, 0])], [scores])
    >>> mcc.get()
    ('mcc', 0.5773502691896258)
    """

    def __init__(
        self,
        name: str = "mcc",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
        average: str = "macro",
    ) -> None:
        super().__init__(name, output_names, label_names, average)

    def _score(self, counts: _Counts) -> float:
        tp, fp, tn, fn = counts.tp, counts.fp, counts.tn, counts.fn
        factors = (tp + fp, tp + fn, tn + fp, tn + fn)
        return (tp * tn - fp * fn) / math.sqrt(math.prod(factor or 1 for factor in factors))


@register
class PCC(EvalMetric):
    """Correlation of labels and predicted classes for any number of classes (Gorodkin, 2004).

    Computed from the confusion matrix ``C`` of all batches: with ``n`` its sum, ``x`` and ``y`` the
    sums of its rows and columns::

        (n * trace(C) - sum(x * y)) / sqrt((n**2 - sum(x**2)) * (n**2 - sum(y**2)))

    NaN where all labels, or all predictions, are one class. For two classes it is :class:`MCC`.

    Parameters
    ----------
    name : str, default "pcc"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.
    has_global_stats : bool, default True
        Whether :meth:`get_global` is kept.

    >>> pcc = mx.metric.PCC()
    >>> pcc.update([nd.array([0, 1, 2, 2])], [nd.array([0, 1, 2, 1])])
    >>> round(pcc.get()[1], 4)
    0.7
    """

    def __init__(
        self,
        name: str = "pcc",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
        has_global_stats: bool = True,
    ) -> None:
        super().__init__(name, output_names, label_names, has_global_stats=has_global_stats)

    def reset(self) -> None:
        self.lcm = self.gcm = np.zeros((2, 2))
        super().reset()

    def reset_local(self) -> None:
        self.lcm = np.zeros_like(self.lcm)
        super().reset_local()

    def update(self, labels: Any, preds: Any) -> None:
        for label, pred in pairs(labels, preds):
            if pred.shape != label.shape:
                pred = np.argmax(pred, axis=1)
            chosen = pred.reshape(-1).astype(np.int64)
            label = label.reshape(-1).astype(np.int64)
            if chosen.size != label.size:
                raise InvalidValueError(
                    f"PCC: {label.size} labels do not fit {chosen.size} predictions"
                )
            if not label.size:
                continue
            if min(chosen.min(), label.min()) < 0:
                raise InvalidValueError(f"PCC: label {int(label.min())} is not a class")
            classes = max(len(self.gcm), int(chosen.max()) + 1, int(label.max()) + 1)
            found = np.bincount(chosen * classes + label, minlength=classes * classes)
            batch = found.reshape(classes, classes)
            self.lcm = _enlarged(self.lcm, classes) + batch
            self.gcm = _enlarged(self.gcm, classes) + batch
            self.num_inst += 1
            self.global_num_inst += 1

    def get(self) -> tuple[str, float]:
        return self.name, _correlation(self.lcm)

    def get_global(self) -> tuple[str, float]:
        return self.name, _correlation(self.gcm if self._has_global_stats else self.lcm)


def _enlarged(matrix: np.ndarray, classes: int) -> np.ndarray:
    return np.pad(matrix, (0, classes - len(matrix)))


def _correlation(matrix: np.ndarray) -> float:
    total = matrix.sum()
    rows, columns = matrix.sum(axis=1), matrix.sum(axis=0)
    spread = (total**2 - rows @ rows) * (total**2 - columns @ columns)
    if not spread:
        return float("nan")
    return float((total * matrix.trace() - rows @ columns) / math.sqrt(spread))
