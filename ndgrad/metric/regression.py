"""How far predictions of numbers are from their labels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..base import InvalidValueError, UnsupportedError
from .base import EvalMetric, alias, check_average, check_label_shapes, pairs, register

__all__ = ["MAE", "MSE", "RMSE", "PearsonCorrelation"]


def _check_rows_fit(metric: str, label: np.ndarray, pred: np.ndarray) -> None:
    """Raises unless there are as many labels as predictions and their rows broadcast."""
    try:
        fit = label.shape[:1] == pred.shape[:1] != () and bool(
            np.broadcast_shapes(label.shape, pred.shape)
        )
    except ValueError:
        fit = False
    if not fit:
        raise InvalidValueError(
            f"{metric}: labels of shape {label.shape} do not fit predictions of shape {pred.shape}"
        )


class _MeanError(EvalMetric):
    """The mean over the batches of an error of each batch."""

    def update(self, labels: Any, preds: Any) -> None:
        for label, pred in pairs(labels, preds):
            # A vector stands for a column, so that (n,) against (n, 1) is not spread to (n, n).
            label = label.reshape(-1, 1) if label.ndim == 1 else label
            pred = pred.reshape(-1, 1) if pred.ndim == 1 else pred
            _check_rows_fit(type(self).__name__, label, pred)
            with np.errstate(over="ignore", invalid="ignore"):
                self._add(self._error(label - pred), 1)

    def _error(self, difference: np.ndarray) -> float:
        raise UnsupportedError(f"{type(self).__name__} must define how a batch is valued")


@register
class MAE(_MeanError):
    """Mean absolute error, ``mean(abs(label - pred))`` of each batch, averaged over the batches.

    Labels and predictions have one shape, where ``(n,)`` stands for ``(n, 1)``; a single column
    is compared with every column of the other.

    Parameters
    ----------
    name : str, default "mae"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> mae = mx.metric.MAE()
    >>> mae.update([nd.array([2.5, 0.0, 2, 8])], [nd.array([3, -0.5, 2, 7])])
    >>> mae.get()
    ('mae', 0.5)
    """

    def __init__(
        self,
        name: str = "mae",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names, has_global_stats=True)

    def _error(self, difference: np.ndarray) -> float:
        return float(np.abs(difference).mean())


@register
class MSE(_MeanError):
    """Mean squared error, ``mean((label - pred)**2)`` of each batch, averaged over the batches.

    Labels and predictions have one shape, where ``(n,)`` stands for ``(n, 1)``; a single column
    is compared with every column of the other.

    Parameters
    ----------
    name : str, default "mse"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> mse = mx.metric.MSE()
    >>> mse.update([nd.array([2.5, 0.0, 2, 8])], [nd.array([3, -0.5, 2, 7])])
    >>> mse.get()
    ('mse', 0.375)
    """

    def __init__(
        self,
        name: str = "mse",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names, has_global_stats=True)

    def _error(self, difference: np.ndarray) -> float:
        return float(np.square(difference).mean())


@register
class RMSE(_MeanError):
    """Root of the mean squared error of each batch, averaged over the batches.

    Labels and predictions have one shape, where ``(n,)`` stands for ``(n, 1)``; a single column
    is compared with every column of the other.

    Parameters
    ----------
    name : str, default "rmse"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.

    >>> rmse = mx.metric.RMSE()
    >>> rmse.update([nd.array([2.5, 0.0, 2, 8])], [nd.array([3, -0.5, 2, 7])])
    >>> rmse.get()
    ('rmse', 0.6123724356957945)
    """

    def __init__(
        self,
        name: str = "rmse",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
    ) -> None:
        super().__init__(name, output_names, label_names, has_global_stats=True)

    def _error(self, difference: np.ndarray) -> float:
        return math.sqrt(np.square(difference).mean())


class _Moments:
    """Sums from which a correlation of everything seen follows."""

    def __init__(self) -> None:
        self.number = 0
        self.mean_x = self.mean_y = 0.0
        self.xx = self.yy = self.xy = 0.0

    def add(self, x: np.ndarray, y: np.ndarray) -> None:
        """Join a batch (Chan, Golub and LeVeque, 1979): no difference of large sums."""
        number, mean_x, mean_y = x.size, x.mean(), y.mean()
        total = self.number + number
        gap_x, gap_y = mean_x - self.mean_x, mean_y - self.mean_y
        weight = self.number * number / total
        self.xx += np.square(x - mean_x).sum() + weight * gap_x * gap_x
        self.yy += np.square(y - mean_y).sum() + weight * gap_y * gap_y
        self.xy += ((x - mean_x) * (y - mean_y)).sum() + weight * gap_x * gap_y
        self.mean_x += gap_x * number / total
        self.mean_y += gap_y * number / total
        self.number = total

    @property
    def correlation(self) -> float:
        size = math.sqrt(self.xx * self.yy)
        return float(self.xy / size) if size else float("nan")


@register
@alias("pearsonr")
class PearsonCorrelation(EvalMetric):
    """Pearson's correlation of labels and predictions, of all their elements.

    NaN where either is constant.

    Parameters
    ----------
    name : str, default "pearsonr"
    output_names, label_names : list of str, optional
        See :class:`EvalMetric`.
    average : {"macro", "micro"}, default "macro"
        Mean of the correlations of the batches, or one correlation of all batches together;
        ``ValueError`` for anything else.

    >>> metric = mx.metric.PearsonCorrelation()
    >>> labels = nd.array([[1, 0], [0, 1], [0, 1]])
    >>> metric.update([labels], [nd.array([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])])
    >>> round(metric.get()[1], 6)
    0.421637
    """

    def __init__(
        self,
        name: str = "pearsonr",
        output_names: list[str] | None = None,
        label_names: list[str] | None = None,
        average: str = "macro",
    ) -> None:
        check_average(average)
        self.average = average
        super().__init__(name, output_names, label_names, average=average, has_global_stats=True)

    def reset(self) -> None:
        self._local = _Moments()
        self._global = _Moments()
        super().reset()

    def reset_local(self) -> None:
        self._local = _Moments()
        super().reset_local()

    def update(self, labels: Any, preds: Any) -> None:
        for label, pred in pairs(labels, preds):
            check_label_shapes(label, pred, shape=True)
            x, y = label.reshape(-1).astype(np.float64), pred.reshape(-1).astype(np.float64)
            if self.average == "macro":
                batch = _Moments()
                batch.add(x, y)
                self._add(batch.correlation, 1)
                continue
            self._local.add(x, y)
            self._global.add(x, y)
            self.num_inst, self.sum_metric = 1, self._local.correlation
            self.global_num_inst, self.global_sum_metric = 1, self._global.correlation
