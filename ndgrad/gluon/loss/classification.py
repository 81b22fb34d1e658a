"""Losses of classifiers: cross-entropies, divergence, hinges."""

from __future__ import annotations

from typing import Any

from ...base import InvalidValueError
from ...ndarray import NDArray
from ...ndarray.ndarray import classic
from ...ops.cross_entropy import sparse_cross_entropy
from .base import Loss, _apply_weighting

__all__ = [
    "HingeLoss",
    "KLDivLoss",
    "LogisticLoss",
    "SigmoidBCELoss",
    "SigmoidBinaryCrossEntropyLoss",
    "SoftmaxCELoss",
    "SoftmaxCrossEntropyLoss",
    "SquaredHingeLoss",
]

# Added under a logarithm, so that a probability of exactly 0 gives a large number and not inf.
_TINY = 1e-12


def _softplus_of_minus_abs(F: Any, x: Any) -> Any:
    """``log(1 + exp(-|x|))``: never overflows."""
    return F.Activation(-F.abs(x), act_type="softrelu")


class SigmoidBinaryCrossEntropyLoss(Loss):
    r"""Cross-entropy of yes/no predictions (alias ``SigmoidBCELoss``), averaged per sample.

    :math:`-w \cdot label \cdot \log p - (1 - label) \log(1 - p)` with :math:`p = \sigma(pred)`
    and :math:`w` the ``pos_weight``. With the scores themselves (the default) sigmoid and
    logarithm are taken together, which is exact for large scores too.

    Parameters
    ----------
    from_sigmoid : bool, default False
        Whether ``pred`` already went through the sigmoid.
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred`` of any shape, ``label`` in [0, 1] of the same size, optionally
    ``sample_weight`` and ``pos_weight``, both of which broadcast to ``pred``. Output: shape
    ``(batch_size,)``.

    >>> loss = gluon.loss.SigmoidBCELoss()
    >>> loss(nd.array([0., 100., -100.]), nd.array([1., 1., 1.])).asnumpy().round(4)
    array([  0.6931,   0.    , 100.    ], dtype=float32)
    """

    def __init__(
        self,
        from_sigmoid: bool = False,
        weight: float | None = None,
        batch_axis: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._from_sigmoid = from_sigmoid

    def hybrid_forward(
        self, F: Any, pred: Any, label: Any, sample_weight: Any = None, pos_weight: Any = None
    ) -> Any:
        label = F.reshape_like(label, pred)
        if self._from_sigmoid:
            positive = F.log(pred + _TINY) * label
            if pos_weight is not None:
                positive = F.broadcast_mul(positive, pos_weight)
            loss = -(positive + F.log(1.0 - pred + _TINY) * (1.0 - label))
        elif pos_weight is None:
            loss = F.relu(pred) - pred * label + _softplus_of_minus_abs(F, pred)
        else:
            log_weight = 1 + F.broadcast_mul(pos_weight - 1, label)
            softplus = _softplus_of_minus_abs(F, pred) + F.relu(-pred)  # log(1 + exp(-pred))
            loss = pred - pred * label + log_weight * softplus
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return self._mean(F, loss)


SigmoidBCELoss = SigmoidBinaryCrossEntropyLoss


class SoftmaxCrossEntropyLoss(Loss):
    r"""Cross-entropy of softmax predictions (alias ``SoftmaxCELoss``), averaged per sample.

    :math:`-\log p_{label}` with :math:`p = softmax(pred)`, or
    :math:`-\sum_j label_j \log p_j` when the labels are distributions.

    Parameters
    ----------
    axis : int, default -1
        The axis of the classes.
    sparse_label : bool, default True
        Whether labels are class numbers (shape of ``pred`` without ``axis``) and not
        distributions (shape of ``pred``).
    from_logits : bool, default False
        Whether ``pred`` already holds logarithms of probabilities.
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred``, ``label``, optionally ``sample_weight`` that broadcasts to ``pred`` with
    ``axis`` of length 1. Output: shape ``(batch_size,)``. A class number outside
    ``0 ... classes - 1`` raises :class:`MXNetError` (MXNet takes the nearest class instead), unless
    its ``sample_weight`` is 0: so can places be marked that do not count.

    >>> loss = gluon.loss.SoftmaxCrossEntropyLoss()
    >>> loss(nd.array([[0., 0.], [0., 100.]]), nd.array([0, 1])).asnumpy().round(4)
    array([0.6931, 0.    ], dtype=float32)
    """

    def __init__(
        self,
        axis: int = -1,
        sparse_label: bool = True,
        from_logits: bool = False,
        weight: float | None = None,
        batch_axis: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._axis = axis
        self._sparse_label = sparse_label
        self._from_logits = from_logits

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        if self._sparse_label and isinstance(sample_weight, NDArray):
            label = self._where_it_counts(F, pred, label, sample_weight)
        if self._works_in_one_piece(pred, label):
            # The same loss, without an array of all the probabilities.
            loss = classic.function(sparse_cross_entropy)(pred, label, axis=self._axis)
            loss = F.expand_dims(loss, axis=self._axis)
            loss = _apply_weighting(F, loss, self._weight, sample_weight)
            return self._mean(F, loss)
        if not self._from_logits:
            pred = F.log_softmax(pred, axis=self._axis)
        if self._sparse_label:
            self._refuse_distributions(pred, label)
            loss = -F.pick(pred, label, axis=self._axis, keepdims=True, mode="raise")
        else:
            label = F.reshape_like(label, pred)
            loss = -F.sum(pred * label, axis=self._axis, keepdims=True)
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return self._mean(F, loss)

    def _refuse_distributions(self, pred: Any, label: Any) -> None:
        both = isinstance(pred, NDArray) and isinstance(label, NDArray)
        if both and label.shape == pred.shape and pred.shape[self._axis] > 1:
            raise InvalidValueError(
                f"{self.name}: labels of the shape of pred, {pred.shape}, are no class numbers; "
                "for one-hot labels and other distributions make the loss with sparse_label=False."
            )

    def _where_it_counts(self, F: Any, pred: Any, label: Any, sample_weight: Any) -> Any:
        """The labels, with 0 in place of those of no weight: they may be -1, or anything."""
        dropped = label.ndim < pred.ndim
        places = F.expand_dims(label, axis=self._axis) if dropped else label
        if not _broadcasts_to(sample_weight.shape, places.shape):
            return label  # several weights for one label: no place is without any
        counts = F.broadcast_like(sample_weight != 0, places)
        places = F.where(counts, places, F.zeros_like(places))
        return F.reshape_like(places, label)

    def _works_in_one_piece(self, pred: Any, label: Any) -> bool:
        """Whether softmax and label are there together, as arrays (a symbol is written out)."""
        if self._from_logits or not self._sparse_label:
            return False
        if not (isinstance(pred, NDArray) and isinstance(label, NDArray)):
            return False
        shape = list(pred.shape)
        return -len(shape) <= self._axis < len(shape) and label.shape == tuple(
            n for i, n in enumerate(shape) if i != self._axis % len(shape)
        )


SoftmaxCELoss = SoftmaxCrossEntropyLoss


def _broadcasts_to(shape: tuple[int, ...], target: tuple[int, ...]) -> bool:
    """Whether an array of ``shape`` can be spread over ``target`` and leaves its shape as it is."""
    if len(shape) > len(target):
        return False
    return all(n in (1, m) for n, m in zip(reversed(shape), reversed(target), strict=False))


class KLDivLoss(Loss):
    r"""Kullback-Leibler divergence of the label's distribution from the predicted one.

    :math:`\sum label \cdot (\log label - \log p)`, summed per sample.

    Parameters
    ----------
    from_logits : bool, default True
        Whether ``pred`` holds logarithms of probabilities; otherwise ``log_softmax`` is taken.
    axis : int, default -1
        The axis of the classes, used when ``from_logits`` is False.
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred``, ``label`` of the same shape, optionally ``sample_weight`` that broadcasts to
    it. Output: shape ``(batch_size,)``.

    >>> loss = gluon.loss.KLDivLoss(from_logits=False)
    >>> loss(nd.array([[0., 0.]]), nd.array([[1., 0.]])).asnumpy().round(4)
    array([0.6931], dtype=float32)
    """

    def __init__(
        self,
        from_logits: bool = True,
        axis: int = -1,
        weight: float | None = None,
        batch_axis: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._from_logits = from_logits
        self._axis = axis

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        if not self._from_logits:
            pred = F.log_softmax(pred, axis=self._axis)
        loss = label * (F.log(label + _TINY) - pred)
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return F.sum(loss, axis=self._batch_axis, exclude=True)


class HingeLoss(Loss):
    r"""The hinge of support vector machines, :math:`\max(0, margin - pred \cdot label)`.

    Parameters
    ----------
    margin : float, default 1
        How far on the right side a prediction must lie to cost nothing.
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred`` of any shape, ``label`` of -1 and 1 of the same size, optionally
    ``sample_weight`` that broadcasts to ``pred``. Output: shape ``(batch_size,)``, the mean per
    sample.

    >>> gluon.loss.HingeLoss()(nd.array([0.5, 2., 1.]), nd.array([1, 1, -1])).asnumpy()
    array([0.5, 0. , 2. ], dtype=float32)
    """

    def __init__(
        self, margin: float = 1, weight: float | None = None, batch_axis: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._margin = margin

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        label = F.reshape_like(label, pred)
        loss = F.relu(self._margin - pred * label)
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return self._mean(F, loss)


class SquaredHingeLoss(Loss):
    r"""The squared hinge, :math:`\max(0, margin - pred \cdot label)^2`.

    Parameters
    ----------
    margin : float, default 1
        How far on the right side a prediction must lie to cost nothing.
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred`` of any shape, ``label`` of -1 and 1 of the same size, optionally
    ``sample_weight`` that broadcasts to ``pred``. Output: shape ``(batch_size,)``, the mean per
    sample.

    >>> gluon.loss.SquaredHingeLoss()(nd.array([0.5, 2., 1.]), nd.array([1, 1, -1])).asnumpy()
    array([0.25, 0.  , 4.  ], dtype=float32)
    """

    def __init__(
        self, margin: float = 1, weight: float | None = None, batch_axis: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._margin = margin

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        label = F.reshape_like(label, pred)
        loss = F.square(F.relu(self._margin - pred * label))
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return self._mean(F, loss)


class LogisticLoss(Loss):
    r"""Logistic loss of a two-class score, :math:`\log(1 + e^{-pred \cdot label})`.

    Parameters
    ----------
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.
    label_format : {'signed', 'binary'}, default 'signed'
        Whether labels are -1 and 1, or 0 and 1. Anything else raises ``ValueError``.

    Inputs: ``pred`` of any shape, ``label`` of the same size, optionally ``sample_weight`` that
    broadcasts to ``pred``. Output: shape ``(batch_size,)``, the mean per sample.

    >>> gluon.loss.LogisticLoss()(nd.array([0., 100.]), nd.array([1, -1])).asnumpy().round(4)
    array([  0.6931, 100.    ], dtype=float32)
    """

    def __init__(
        self,
        weight: float | None = None,
        batch_axis: int = 0,
        label_format: str = "signed",
        **kwargs: Any,
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        if label_format not in ("signed", "binary"):
            raise InvalidValueError(
                f"LogisticLoss: label_format can only be signed or binary, not {label_format!r}"
            )
        self._label_format = label_format

    def hybrid_forward(self, F: Any, pred: Any, label: Any, sample_weight: Any = None) -> Any:
        label = F.reshape_like(label, pred)
        if self._label_format == "signed":
            label = (label + 1.0) / 2.0
        loss = F.relu(pred) - pred * label + _softplus_of_minus_abs(F, pred)
        loss = _apply_weighting(F, loss, self._weight, sample_weight)
        return self._mean(F, loss)
