"""Stochastic gradient descent and its near relatives."""

from __future__ import annotations

import math
from typing import Any

from .. import ndarray as nd
from .base import Optimizer, register, zeros_of

__all__ = ["DCASGD", "NAG", "SGD", "SGLD", "ccSGD"]


@register
class SGD(Optimizer):
    """Stochastic gradient descent with momentum and weight decay.

    ::

        step   = lr * (clip(rescale_grad * grad) + wd * weight)
        state  = momentum * state + step
        weight = weight - state

    Parameters
    ----------
    momentum : float, default 0.0
        At 0 there is no state.
    lazy_update : bool, default True
        Concerns row-sparse gradients, which do not exist here.
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    >>> sgd = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9)
    >>> weight, grad = nd.ones(2), nd.array([1.0, -1.0])
    >>> state = sgd.create_state(0, weight)
    >>> for _ in range(2):
    ...     sgd.update(0, weight, grad, state)
    >>> weight.asnumpy()
    array([0.71, 1.29], dtype=float32)
    """

    _master_first = False

    def __init__(self, momentum: float = 0.0, lazy_update: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.momentum = momentum
        self.lazy_update = lazy_update

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray | None:
        return zeros_of(weight) if self.momentum else None

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        options = self._gradient_options()
        if state is None:
            nd.sgd_update(weight, grad, lr=lr, wd=wd, out=weight, **options)
        else:
            nd.sgd_mom_update(
                weight, grad, state, lr=lr, wd=wd, momentum=self.momentum, out=weight, **options
            )


@register
class ccSGD(SGD):
    """Another name of :class:`SGD`, from MXNet's first versions.

    >>> mx.optimizer.create("ccsgd", learning_rate=0.1).lr
    0.1
    """


@register
class NAG(Optimizer):
    """Nesterov's accelerated gradient: the gradient is taken where momentum leads.

    ::

        g      = clip(rescale_grad * grad)
        step   = lr * (g + wd * weight)
        weight = weight - momentum * (momentum * state + step) - step
        state  = momentum * state + lr * (g + wd * weight)

    As in MXNet the decay that enters the state is that of the new weight.

    Parameters
    ----------
    momentum : float, default 0.0
        At 0 this is plain gradient descent, without state.
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    >>> nag = mx.optimizer.NAG(learning_rate=0.1, momentum=0.9)
    >>> weight = nd.ones(2)
    >>> nag.update(0, weight, nd.array([1.0, -1.0]), nag.create_state(0, weight))
    >>> weight.asnumpy()
    array([0.81, 1.19], dtype=float32)
    """

    _master_first = False

    def __init__(self, momentum: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.momentum = momentum

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray | None:
        return zeros_of(weight) if self.momentum else None

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        options = self._gradient_options()
        if state is None:
            nd.sgd_update(weight, grad, lr=lr, wd=wd, out=weight, **options)
            return
        before = weight.copy() if wd else weight
        nd.nag_mom_update(
            weight, grad, state, lr=lr, wd=wd, momentum=self.momentum, out=weight, **options
        )
        if wd:
            # The operator's state has the decay of the old weight; it has the other sign, too.
            state += lr * wd * (before - weight)


@register
class SGLD(Optimizer):
    """Stochastic gradient Langevin dynamics (Welling and Teh, 2011): descent that samples.

    ::

        weight = weight - lr / 2 * (clip(rescale_grad * grad) + wd * weight) + normal(0, sqrt(lr))

    The noise follows ``mx.random.seed``. Parameters: those of :class:`Optimizer`.

    >>> mx.random.seed(1)
    >>> sgld = mx.optimizer.SGLD(learning_rate=1e-4)
    >>> weight = nd.ones(1000)
    >>> sgld.update(0, weight, nd.ones(1000), None)
    >>> round(float(nd.norm(weight - weight.mean()).asscalar()) / 1000 ** 0.5, 3)
    0.01
    """

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        # Scaled afterwards: a schedule may begin or end at 0, which is no scale of a distribution.
        noise = math.sqrt(lr) * nd.random.normal(
            shape=weight.shape, dtype=weight.dtype, ctx=weight.context
        )
        weight += noise - lr / 2 * (self._scaled(grad) + wd * weight)


@register
class DCASGD(Optimizer):
    """Delay-compensated asynchronous descent (Zheng et al., 2016).

    ::

        g      = clip(rescale_grad * grad)
        step   = lr * (g + wd * weight + lamda * g * g * (weight - previous))
        state  = momentum * state - step
        previous, weight = weight, weight + state

    ``previous`` is the weight as this optimizer saw it one step before; on one machine the
    compensation acts from the second step on.

    Parameters
    ----------
    momentum : float, default 0.0
    lamda : float, default 0.04
        Strength of the compensation.
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    >>> dcasgd = mx.optimizer.DCASGD(learning_rate=0.1)
    >>> weight = nd.ones(2)
    >>> state = dcasgd.create_state(0, weight)
    >>> dcasgd.update(0, weight, nd.array([1.0, -1.0]), state)
    >>> weight.asnumpy()
    array([0.9, 1.1], dtype=float32)
    """

    def __init__(self, momentum: float = 0.0, lamda: float = 0.04, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.momentum = momentum
        self.lamda = lamda

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray | None, nd.NDArray]:
        return (zeros_of(weight) if self.momentum else None, weight.copy())

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        momentum, previous = state
        grad = self._scaled(grad)
        step = grad + wd * weight + self.lamda * grad * grad * (weight - previous)
        step *= -lr
        if momentum is not None:
            momentum *= self.momentum
            momentum += step
            step = momentum
        previous[:] = weight
        weight += step
