"""The mean of a loss that was computed already."""

from __future__ import annotations

from typing import Any

from .base import EvalMetric, as_numpy, register

__all__ = ["Caffe", "Loss", "Torch"]


@register
class Loss(EvalMetric):
    """Mean of all elements of the predictions, which are losses; labels play no part.

    Parameters
    ----------
    name : str, default "loss"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> loss = mx.metric.Loss()
    >>> loss.update(None, [nd.array([1, 2]), nd.array([6])])
    >>> loss.get()
    ('loss', 3.0)
    """

    def __init__(
        self,
        name: str = "loss",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names, has_global_stats=True)

    def update(self, labels: Any, preds: Any) -> None:
        for pred in preds if isinstance(preds, (list, tuple)) else [preds]:
            values = as_numpy(pred)
            self._add(float(values.sum()), values.size)


@register
class Torch(Loss):
    """:class:`Loss` under the name ``torch``, from when MXNet could run Torch's criterions.

    Parameters as there.

    >>> mx.metric.Torch().name
    'torch'
    """

    def __init__(
        self,
        name: str = "torch",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names)


@register
class Caffe(Loss):
    """:class:`Loss` under the name ``caffe``, from when MXNet could run Caffe's criterions.

    Parameters as there.

    >>> mx.metric.Caffe().name
    'caffe'
    """

    def __init__(
        self,
        name: str = "caffe",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names)
