"""Losses of distances between vectors: triplets, cosines, pairs of a batch."""

from __future__ import annotations

from typing import Any

from ...base import InvalidValueError
from .base import Loss, _apply_weighting

__all__ = ["CosineEmbeddingLoss", "SDMLLoss", "TripletLoss"]


class TripletLoss(Loss):
    r"""Pulls ``pred`` towards the positive and away from the negative example.

    :math:`\max(0, |positive - pred|^2 - |negative - pred|^2 + margin)`, the squared distances
    summed per sample.

    Parameters
    ----------
    margin : float, default 1
        By how much the negative example must be farther away to cost nothing.
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples.

    Inputs: ``pred`` of any shape, ``positive`` and ``negative`` of the same size. Output: shape
    ``(batch_size,)``.

    >>> pred, positive, negative = nd.zeros((1, 2)), nd.ones((1, 2)), nd.array([[0., 2.]])
    >>> gluon.loss.TripletLoss(margin=3)(pred, positive, negative).asnumpy()
    array([1.], dtype=float32)
    """

    def __init__(
        self, margin: float = 1, weight: float | None = None, batch_axis: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._margin = margin

    def hybrid_forward(self, F: Any, pred: Any, positive: Any, negative: Any) -> Any:
        positive = F.reshape_like(positive, pred)
        negative = F.reshape_like(negative, pred)
        difference = F.square(positive - pred) - F.square(negative - pred)
        loss = F.relu(F.sum(difference, axis=self._batch_axis, exclude=True) + self._margin)
        return _apply_weighting(F, loss, self._weight, None)


class CosineEmbeddingLoss(Loss):
    r"""Makes pairs similar (label 1) or dissimilar (label -1) in direction.

    :math:`1 - \cos` for label 1 and :math:`\max(0, \cos - margin)` for label -1, where
    :math:`\cos` is the cosine of the angle between the two vectors (the last axis).

    Parameters
    ----------
    weight : float or None, default None
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples; the cosine is always taken along the last axis.
    margin : float, default 0
        Similarity that costs nothing for a pair with label -1.

    Inputs: ``input1`` and ``input2`` of the same size, ``label`` with one number per vector,
    optionally ``sample_weight`` that broadcasts to ``(vectors, 1)``. Output: shape
    ``(vectors, 1)``.

    >>> loss = gluon.loss.CosineEmbeddingLoss()
    >>> loss(nd.array([[1., 0.], [1., 0.]]), nd.array([[0., 1.], [1., 0.]]),
    ...      nd.array([1, -1])).asnumpy()
    array([[1.],
           [1.]], dtype=float32)
    """

    def __init__(
        self, weight: float | None = None, batch_axis: int = 0, margin: float = 0, **kwargs: Any
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        self._margin = margin

    def hybrid_forward(
        self, F: Any, input1: Any, input2: Any, label: Any, sample_weight: Any = None
    ) -> Any:
        input1 = F.reshape_like(input1, input2)
        label = F.reshape(label, shape=(-1, 1))
        cosine = self._cosine_similarity(F, input1, input2)
        dissimilar = F.relu((label == -1) * (cosine - self._margin))
        loss = (label == 1) * (1 - cosine) + dissimilar
        return _apply_weighting(F, loss, self._weight, sample_weight)

    def _cosine_similarity(self, F: Any, x: Any, y: Any, axis: int = -1) -> Any:
        """Cosine of the angles as a column; 0 where a vector is zero."""
        dot = F.reshape(F.sum(x * y, axis=axis), shape=(-1, 1))
        x_norm = F.reshape(F.norm(x, axis=axis), shape=(-1, 1))
        y_norm = F.reshape(F.norm(y, axis=axis), shape=(-1, 1))
        return dot / F.maximum(x_norm * y_norm, 1e-12)


class SDMLLoss(Loss):
    r"""Batchwise smoothed deep metric learning: pairs against all other pairs of the batch.

    Row ``i`` of ``x1`` belongs to row ``i`` of ``x2``; every other row of ``x2`` is a negative
    example. The loss is the divergence of the softmax over negative squared distances from the
    smoothed identity (Bonadiman, Kumar and Mittal, arXiv:1905.12786).

    Parameters
    ----------
    smoothing_parameter : float, default 0.3
        Probability that is spread over the negative examples, below 1.
    weight : float or None, default 1
        Number the loss is multiplied by.
    batch_axis : int, default 0
        The axis of the samples; only 0 has a meaning for two matrices of rows (``ValueError`` for
        another).

    Inputs: ``x1`` and ``x2`` of shape ``(batch_size, dim)``, at least two rows. Output: shape
    ``(batch_size,)``.

    >>> loss = gluon.loss.SDMLLoss()
    >>> loss(nd.array([[0., 9.], [9., 0.]]), nd.array([[0., 9.], [9., 0.]])).asnumpy().round(2)
    array([47.99, 47.99], dtype=float32)
    """

    def __init__(
        self,
        smoothing_parameter: float = 0.3,
        weight: float | None = 1.0,
        batch_axis: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(weight, batch_axis, **kwargs)
        if batch_axis != 0:
            raise InvalidValueError(
                f"SDMLLoss: samples are the rows of x1 and x2, so batch_axis must be 0, "
                f"not {batch_axis}"
            )
        self.smoothing_parameter = smoothing_parameter

    def hybrid_forward(self, F: Any, x1: Any, x2: Any) -> Any:
        distances = self._compute_distances(F, x1, x2)
        log_probabilities = F.log_softmax(-distances, axis=1)
        labels = self._compute_labels(F, distances)
        loss = labels * (F.log(labels + 1e-12) - log_probabilities)
        return _apply_weighting(F, F.sum(loss, axis=0, exclude=True), self._weight, None)

    def _compute_distances(self, F: Any, x1: Any, x2: Any) -> Any:
        """Squared distances of all rows of ``x1`` from all rows of ``x2``: (batch, batch)."""
        difference = F.broadcast_sub(F.expand_dims(x1, axis=1), F.expand_dims(x2, axis=0))
        return F.sum(F.square(difference), axis=2)

    def _compute_labels(self, F: Any, distances: Any) -> Any:
        """The smoothed identity, in shape and dtype of ``distances``."""
        batch_size = distances.shape[0]
        if batch_size < 2:
            raise InvalidValueError(
                "SDMLLoss: the other rows of the batch are the negative examples, "
                f"so at least 2 rows are needed; got x1 with {batch_size}"
            )
        gold = F.eye(batch_size, dtype=str(distances.dtype.__name__))
        smooth = self.smoothing_parameter
        return gold * (1 - smooth) + (1 - gold) * smooth / (batch_size - 1)
