"""``mx.optimizer.contrib``: an optimizer for tables, such as embeddings."""

from __future__ import annotations

from typing import Any

from .. import ndarray as nd
from ..base import RequirementError
from .base import Optimizer, register

__all__ = ["GroupAdaGrad"]


@register
class GroupAdaGrad(Optimizer):
    """AdaGrad with one rate for each row of a weight, which is a matrix; there is no weight decay.

    ::

        g       = clip(rescale_grad * grad)
        history = history + mean(g * g, axis=1, keepdims=True)
        weight  = weight - lr * g / sqrt(history + eps)

    Parameters
    ----------
    eps : float, default 1e-5
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    Raises
    ------
    AssertionError
        In ``create_state``, where the weight is no matrix; in ``update``, where it should decay.

    >>> optimizer = mx.optimizer.create("groupadagrad", learning_rate=0.1)
    >>> weight = nd.ones((2, 2))
    >>> grad = nd.array([[1.0, -7.0], [0, 0]])
    >>> optimizer.update(0, weight, grad, optimizer.create_state(0, weight))
    >>> weight.asnumpy().round(5)
    array([[0.98, 1.14],
           [1.  , 1.  ]], dtype=float32)
    """

    def __init__(self, eps: float = 1e-5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.float_stable_eps = eps

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray:
        if weight.ndim != 2:
            raise RequirementError(f"GroupAdaGrad: a weight is a matrix, got shape {weight.shape}.")
        return nd.zeros((weight.shape[0], 1), ctx=weight.context, dtype=weight.dtype)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        if wd:
            raise RequirementError("GroupAdaGrad: weight decay is not supported, wd must be 0.")
        nd.contrib.group_adagrad_update(
            weight, grad, state, lr=lr, epsilon=self.float_stable_eps, out=weight,
            **self._gradient_options(),
        )  # fmt: skip
