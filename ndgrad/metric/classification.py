"""How often the class with the highest score is the right one."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base import InvalidValueError, RequirementError
from .base import EvalMetric, alias, pairs, register

__all__ = ["Accuracy", "TopKAccuracy"]


@register
@alias("acc")
class Accuracy(EvalMetric):
    """The part of the labels that are predicted.

    Predictions are scores with the classes along ``axis``, of which the highest counts, or, where
    they have the shape of the labels, the classes themselves.

    Parameters
    ----------
    axis : int, default 1
    name : str, default "accuracy"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> accuracy = mx.metric.Accuracy()
    >>> accuracy.update([nd.array([0, 1, 1])], [nd.array([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])])
    >>> accuracy.get()
    ('accuracy', 0.6666666666666666)
    """

    def __init__(
        self,
        axis: int = 1,
        name: str = "accuracy",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names, axis=axis, has_global_stats=True)
        self.axis = axis

    def update(self, labels: Any, preds: Any) -> None:
        for label, pred in pairs(labels, preds):
            if pred.shape != label.shape:
                if not -pred.ndim <= self.axis < pred.ndim:
                    raise InvalidValueError(
                        f"Accuracy: predictions of shape {pred.shape} have no axis {self.axis} "
                        f"with scores, and another shape than the labels {label.shape}"
                    )
                pred = np.argmax(pred, axis=self.axis)
            if pred.size != label.size:
                raise InvalidValueError(
                    f"Accuracy: labels of shape {label.shape} do not fit predictions of classes of "
                    f"shape {pred.shape} (axis={self.axis} holds the scores)"
                )
            right = pred.reshape(-1).astype(np.int64) == label.reshape(-1).astype(np.int64)
            self._add(int(np.count_nonzero(right)), right.size)


@register
@alias("top_k_accuracy", "top_k_acc")
class TopKAccuracy(EvalMetric):
    """The part of the labels that are among the ``top_k`` classes of highest score.

    Parameters
    ----------
    top_k : int
        At least 2 (``ValueError`` otherwise); :class:`Accuracy` is for 1. More than there are
        classes counts as all.
    name : str, default "top_k_accuracy"
        ``top_k`` is put behind it.
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> metric = mx.metric.TopKAccuracy(top_k=2)
    >>> metric.update([nd.array([2, 1])], [nd.array([[0.5, 0.2, 0.3], [0.6, 0.1, 0.3]])])
    >>> metric.get()
    ('top_k_accuracy_2', 0.5)
    """

    def __init__(
        self,
        top_k: int = 1,
        name: str = "top_k_accuracy",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        if top_k <= 1:
            raise RequirementError(
                f"Please use Accuracy if top_k is no more than 1, got top_k={top_k}"
            )
        super().__init__(name, output_names, label_names, top_k=top_k, has_global_stats=True)
        self.top_k = top_k
        self.name += f"_{top_k}"

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "name": self.name.removesuffix(f"_{self.top_k}")}

    def update(self, labels: Any, preds: Any) -> None:
        for label, pred in pairs(labels, preds):
            if pred.ndim > 2:
                raise RequirementError(
                    f"Predictions should be no more than 2 dims, got shape {pred.shape}"
                )
            wanted = label.reshape(-1).astype(np.int64)
            if len(wanted) != len(pred):
                raise InvalidValueError(
                    f"TopKAccuracy: labels of shape {label.shape} do not fit predictions of shape "
                    f"{pred.shape}"
                )
            if pred.ndim == 1:
                right = pred.astype(np.int64) == wanted
            else:
                top = np.argsort(pred.astype(np.float32), axis=1)[:, -self.top_k :]
                right = top == wanted[:, None]
            self._add(int(np.count_nonzero(right)), len(pred))
