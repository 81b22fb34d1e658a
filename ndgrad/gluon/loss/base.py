"""What all losses share: the base class and the two kinds of weight."""

from __future__ import annotations

import numbers
from typing import Any

from ...base import InvalidTypeError, UnsupportedError
from ...core.arguments import require_number
from ..block import HybridBlock

__all__ = ["Loss"]


def _apply_weighting(
    F: Any, loss: Any, weight: float | None = None, sample_weight: Any = None
) -> Any:
    """``loss`` times the per-sample weights (broadcast) times the global weight."""
    if sample_weight is not None:
        loss = F.broadcast_mul(loss, sample_weight)
    if weight is not None:
        if not isinstance(weight, numbers.Number):
            raise InvalidTypeError(
                f"loss: weight must be a number, not {type(weight).__name__}; "
                "give weights per sample as sample_weight in the call"
            )
        loss = loss * weight
    return loss


def _reshape_like(F: Any, x: Any, y: Any) -> Any:
    """``x`` in the shape of ``y``; losses of one's own take it from here."""
    return F.reshape_like(x, y)


class Loss(HybridBlock):
    """Base class of the losses; one's own loss derives from it and writes ``hybrid_forward``.

    Parameters
    ----------
    weight : float or None
        Number the loss is multiplied by.
    batch_axis : int
        The axis along which the samples lie; the result keeps this axis.

    >>> class Cubic(gluon.loss.Loss):
    ...     def hybrid_forward(self, F, pred, label):
    ...         loss = F.abs(pred - label) ** 3
    ...         return F.mean(loss, axis=self._batch_axis, exclude=True)
    >>> Cubic(weight=None, batch_axis=0)(nd.array([1., 3.]), nd.array([0., 1.])).asnumpy()
    array([1., 8.], dtype=float32)
    """

    def __init__(self, weight: float | None, batch_axis: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if weight is not None:
            require_number(type(self).__name__, weight=weight)
        self._weight = weight
        self._batch_axis = batch_axis

    def __repr__(self) -> str:
        return f"{type(self).__name__}(batch_axis={self._batch_axis}, w={self._weight})"

    def hybrid_forward(self, F: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        """The loss of each sample; subclasses write it with the operators of ``F``."""
        raise UnsupportedError(f"{type(self).__name__} does not define hybrid_forward")

    def _mean(self, F: Any, loss: Any) -> Any:
        """One number per sample: the mean over all axes but the batch axis."""
        return F.mean(loss, axis=self._batch_axis, exclude=True)
