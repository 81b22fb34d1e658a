"""Losses of predicted quantities: L2, L1, Huber, Poisson."""

from __future__ import annotations

import math
from typing import Any

from .base import Loss, _apply_weighting

__all__ = ["HuberLoss", "L1Loss", "L2Loss", "PoissonNLLLoss"]


class L2Loss(Loss):
    r"""Half the squared error, averaged per sample: :math:`\frac12 (label - pred)^2`.

    Parameters
    ----------
    weight : float, default 1
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred`` of any shape, ``label`` of the same size, optionally ``sample_weight`` that
    broadcasts to ``pred``. Output: shape ``(batch_size,)``, the dtype of ``pred``.

    >>> loss = gluon.loss.L2Loss()
    >>> loss(nd.array([[1., 2.], [3., 4.]]), nd.array([[1., 0.], [3., 0.]])).asnumpy()
    array([1., 4.], dtype=float32)
    """

    def __init__(self, weight: float | None = 1.0, batch_axis: int = 0, **kwargs: Any) -> None:
        super().__init__(weight, batch_axis, **kwargs)

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        label = F.reshape_like(label, pred)
        weight = 0.5 if self._weight is None else self._weight / 2
        loss = _apply_weighting(F, F.square(label - pred), weight, sample_weight)
        return self._mean(F, loss)


class L1Loss(Loss):
    r"""The absolute error, averaged per sample: :math:`|label - pred|`.

    Parameters
    ----------
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred`` of any shape, ``label`` of the same size, optionally ``sample_weight`` that
    broadcasts to ``pred``. Output: shape ``(batch_size,)``.

    >>> loss = gluon.loss.L1Loss()
    >>> loss(nd.array([[1., 2.], [3., 4.]]), nd.array([[1., 0.], [3., 0.]])).asnumpy()
    array([1., 2.], dtype=float32)
    """

    def __init__(self, weight: float | None = None, batch_axis: int = 0, **kwargs: Any) -> None:
        super().__init__(weight, batch_axis, **kwargs)

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        label = F.reshape_like(label, pred)
        loss = _apply_weighting(F, F.abs(label - pred), self._weight, sample_weight)
        return self._mean(F, loss)


class HuberLoss(Loss):
    r"""Squared near zero, linear far away (smoothed L1), averaged per sample.

    With :math:`d = |label - pred|`: :math:`d^2 / (2\rho)` up to :math:`d = \rho`, and
    :math:`d - \rho/2` beyond.

    Parameters
    ----------
    rho : float, default 1
        Where the quadratic part ends.
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred`` of any shape, ``label`` of the same size, optionally ``sample_weight`` that
    broadcasts to ``pred``. Output: shape ``(batch_size,)``.

    >>> gluon.loss.HuberLoss()(nd.array([0.5, 3.0]), nd.array([0., 0.])).asnumpy()
    array([0.125, 2.5  ], dtype=float32)
    """

    def __init__(
        self, rho: float = 1, weight: float | None = None, batch_axis: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._rho = rho

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        label = F.reshape_like(label, pred)
        error = F.abs(label - pred)
        loss = F.where(
            error > self._rho, error - 0.5 * self._rho, (0.5 / self._rho) * F.square(error)
        )
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return self._mean(F, loss)


class PoissonNLLLoss(Loss):
    r"""Negative log likelihood of counts under a Poisson distribution.

    :math:`e^{pred} - target \cdot pred` with ``from_logits`` (``pred`` is the logarithm of the
    rate), otherwise :math:`pred - target \cdot \log(pred + \epsilon)`.

    Parameters
    ----------
    weight : float or None, default None
        Number the loss is multiplied by.
    from_logits : bool, default True
        Whether ``pred`` is the logarithm of the rate.
    batch_axis : int, default 0
        The axis of the samples; unused, because the mean is taken over everything.
    compute_full : bool, default False
        Whether to add Stirling's approximation of :math:`\log(target!)`, which is
        :math:`t \log t - t + \frac12 \log(2 \pi t)` for targets above 1 and 0 for the others.

    Inputs: ``pred`` of any shape, ``target`` of the same size, optionally ``sample_weight`` that
    broadcasts to ``pred`` and the number ``epsilon``. Output: the mean over everything, of
    shape ``(1,)``.

    >>> loss = gluon.loss.PoissonNLLLoss(from_logits=False)
    >>> loss(nd.array([1., 2.]), nd.array([1., 2.])).asnumpy().round(4)
    array([0.8069], dtype=float32)
    """

    def __init__(
        self,
        weight: float | None = None,
        from_logits: bool = True,
        batch_axis: int = 0,
        compute_full: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._from_logits = from_logits
        self._compute_full = compute_full

    def hybrid_forward(
        self,
        F: Any,
        pred: Any,
        target: Any,
        sample_weight: Any = None,
        epsilon: float = 1e-08,
    ) -> Any:
        target = F.reshape_like(target, pred)
        if self._from_logits:
            loss = F.exp(pred) - target * pred
        else:
            loss = pred - target * F.log(pred + epsilon)
        if self._compute_full:
            # Below 2 the term is dropped. The logarithm is taken of 2 there, not of the target:
            # 0 * log(0) would be nan, and a mask cannot take a nan away again.
            large = target > 1
            safe = F.where(large, target, F.ones_like(target) * 2)
            stirling = safe * F.log(safe) - safe + 0.5 * F.log(2 * math.pi * safe)
            loss = loss + F.where(large, stirling, F.zeros_like(target))
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return F.mean(loss)
