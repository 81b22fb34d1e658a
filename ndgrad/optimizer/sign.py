"""Optimizers that use the sign of the gradient only."""

from __future__ import annotations

from typing import Any

from .. import ndarray as nd
from .base import Optimizer, register, zeros_of

__all__ = ["Signum"]


@register
class Signum(Optimizer):
    """Steps of one length in the direction of the sign (Bernstein et al., 2018).

    ::

        g      = clip(rescale_grad * grad) + wd * weight
        state  = momentum * state + (1 - momentum) * g
        weight = (1 - lr * wd_lh) * weight - lr * sign(state)

    Without momentum and without ``wd_lh`` the decay stands outside of the sign, as in MXNet:
    ``weight = (1 - lr * wd) * weight - lr * sign(grad)``.

    Parameters
    ----------
    learning_rate : float, default 0.01
    momentum : float, default 0.9
    wd_lh : float, default 0.0
        Decoupled weight decay (Loshchilov and Hutter, 2017).
    **kwargs
        Those of :class:`Optimizer`.

    >>> signum = mx.optimizer.Signum(learning_rate=0.1)
    >>> weight = nd.ones(2)
    >>> signum.update(0, weight, nd.array([3.0, -0.5]), signum.create_state(0, weight))
    >>> weight.asnumpy()
    array([0.9, 1.1], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: float = 0.01,
        momentum: float = 0.9,
        wd_lh: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.momentum = momentum
        self.wd_lh = wd_lh

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray | None:
        return zeros_of(weight) if self.momentum else None

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        options = self._gradient_options()
        if state is None and not self.wd_lh:
            nd.signsgd_update(weight, grad, lr=lr, wd=wd, out=weight, **options)
            return
        nd.signum_update(
            weight,
            grad,
            zeros_of(weight) if state is None else state,
            lr=lr,
            wd=wd,
            momentum=self.momentum,
            wd_lh=self.wd_lh,
            out=weight,
            **options,
        )
