"""Adam and its relatives: the gradient over a running size of itself, with momentum."""

from __future__ import annotations

import math
from typing import Any

from .. import ndarray as nd
from .base import Optimizer, register, zeros_of

__all__ = ["FTML", "Adam", "Adamax", "Nadam"]


@register
class Adam(Optimizer):
    """Adam (Kingma and Ba, 2014).

    ::

        g      = clip(rescale_grad * grad) + wd * weight
        mean   = beta1 * mean + (1 - beta1) * g
        var    = beta2 * var + (1 - beta2) * g * g
        weight = weight - lr * sqrt(1 - beta2**t) / (1 - beta1**t) * mean / (sqrt(var) + epsilon)

    Parameters
    ----------
    learning_rate : float, default 0.001
    beta1, beta2 : float, default 0.9, 0.999
        Decay of the two running means.
    epsilon : float, default 1e-8
    lazy_update : bool, default True
        Concerns row-sparse gradients, which do not exist here.
    **kwargs
        Those of :class:`Optimizer`.

    >>> adam = mx.optimizer.Adam(learning_rate=0.1)
    >>> weight = nd.ones(2)
    >>> adam.update(0, weight, nd.array([3.0, -0.5]), adam.create_state(0, weight))
    >>> weight.asnumpy().round(5)
    array([0.9, 1.1], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        lazy_update: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.lazy_update = lazy_update

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, nd.NDArray]:
        return zeros_of(weight), zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        t = self._index_update_count[index]
        mean, var = state
        nd.adam_update(
            weight,
            grad,
            mean,
            var,
            lr=lr * math.sqrt(1 - self.beta2**t) / (1 - self.beta1**t),
            beta1=self.beta1,
            beta2=self.beta2,
            epsilon=self.epsilon,
            wd=wd,
            out=weight,
            **self._gradient_options(),
        )


@register
class FTML(Optimizer):
    """Follow the moving leader (Zheng and Kwok, 2017).

    ::

        g      = clip(rescale_grad * grad) + wd * weight
        v      = beta2 * v + (1 - beta2) * g * g
        d_new  = (1 - beta1**t) / lr * (sqrt(v / (1 - beta2**t)) + epsilon)
        z      = beta1 * z + (1 - beta1) * g - (d_new - beta1 * d) * weight
        d      = d_new
        weight = -z / d

    Parameters
    ----------
    beta1 : float, default 0.6
    beta2 : float, default 0.999
    epsilon : float, default 1e-8
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    >>> ftml = mx.optimizer.FTML(learning_rate=0.1)
    >>> weight = nd.ones(2)
    >>> ftml.update(0, weight, nd.array([3.0, -0.5]), ftml.create_state(0, weight))
    >>> weight.asnumpy().round(5)
    array([0.9, 1.1], dtype=float32)
    """

    def __init__(
        self, beta1: float = 0.6, beta2: float = 0.999, epsilon: float = 1e-8, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, ...]:
        return zeros_of(weight), zeros_of(weight), zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        d, v, z = state
        nd.ftml_update(
            weight,
            grad,
            d,
            v,
            z,
            lr=lr,
            t=self._index_update_count[index],
            beta1=self.beta1,
            beta2=self.beta2,
            epsilon=self.epsilon,
            wd=wd,
            out=weight,
            **self._gradient_options(clip="clip_grad"),
        )


@register
class Adamax(Optimizer):
    """Adam with the largest gradient seen, decaying, in the place of its running variance.

    ::

        g      = clip(rescale_grad * grad + wd * weight)
        mean   = beta1 * mean + (1 - beta1) * g
        top    = max(beta2 * top, abs(g))
        weight = weight - lr / (1 - beta1**t) * mean / top

    From the paper of :class:`Adam`, section 7.1. A weight whose gradient has always been zero
    stays as it is (MXNet divides 0 by 0 there).

    Parameters
    ----------
    learning_rate : float, default 0.002
    beta1, beta2 : float, default 0.9, 0.999
    **kwargs
        Those of :class:`Optimizer`.

    >>> adamax = mx.optimizer.Adamax(learning_rate=0.1)
    >>> weight = nd.ones(2)
    >>> adamax.update(0, weight, nd.array([3.0, 0.0]), adamax.create_state(0, weight))
    >>> weight.asnumpy()
    array([0.9, 1. ], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: float = 0.002,
        beta1: float = 0.9,
        beta2: float = 0.999,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, nd.NDArray]:
        return zeros_of(weight), zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        lr = lr / (1 - self.beta1 ** self._index_update_count[index])
        grad = self._clipped(grad * self.rescale_grad + wd * weight)
        mean, top = state
        mean *= self.beta1
        mean += (1 - self.beta1) * grad
        top[:] = nd.maximum(self.beta2 * top, nd.abs(grad))
        # Where top is 0 the mean is 0 too, and 0 / 1 is the step that is meant.
        weight -= lr * mean / (top + (top == 0))


@register
class Nadam(Optimizer):
    """Adam with Nesterov momentum (Dozat, 2015).

    ::

        g         = clip(rescale_grad * grad + wd * weight)
        m_t       = beta1 * (1 - 0.5 * 0.96**(t * schedule_decay))      and m_next of t + 1
        schedule  = schedule * m_t
        mean      = beta1 * mean + (1 - beta1) * g
        var       = beta2 * var + (1 - beta2) * g * g
        ahead     = (1 - m_t) * g / (1 - schedule) + m_next * mean / (1 - schedule * m_next)
        weight    = weight - lr * ahead / (sqrt(var / (1 - beta2**t)) + epsilon)

    As in MXNet ``schedule`` is one number of the optimizer and moves with every weight updated, so
    its bias correction ends sooner for nets of many parameters. Each device has its own.

    Parameters
    ----------
    learning_rate : float, default 0.001
    beta1, beta2 : float, default 0.9, 0.999
    epsilon : float, default 1e-8
    schedule_decay : float, default 0.004
    **kwargs
        Those of :class:`Optimizer`.

    >>> nadam = mx.optimizer.Nadam(learning_rate=0.1)
    >>> weight = nd.ones(2)
    >>> nadam.update(0, weight, nd.array([3.0, -0.5]), nadam.create_state(0, weight))
    >>> weight.asnumpy().round(3)
    array([0.894, 1.106], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        schedule_decay: float = 0.004,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.schedule_decay = schedule_decay
        self.m_schedule = 1.0
        self._schedules: dict[int, float] = {}  # those of the devices that are not at work

    def _set_current_context(self, device_id: int) -> None:
        if device_id != self._device_id:
            self._schedules[self._device_id] = self.m_schedule
            self.m_schedule = self._schedules.get(device_id, 1.0)
        super()._set_current_context(device_id)

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__({"_schedules": {}, **state})  # MXNet's files do not have it

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, nd.NDArray]:
        return zeros_of(weight), zeros_of(weight)

    def _momentum(self, t: int) -> float:
        return self.beta1 * (1 - 0.5 * 0.96 ** (t * self.schedule_decay))

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        t = self._index_update_count[index]
        now, ahead = self._momentum(t), self._momentum(t + 1)
        self.m_schedule *= now
        grad = self._clipped(grad * self.rescale_grad + wd * weight)
        mean, var = state
        mean *= self.beta1
        mean += (1 - self.beta1) * grad
        var *= self.beta2
        var += (1 - self.beta2) * grad * grad
        step = (1 - now) / (1 - self.m_schedule) * grad
        step += ahead / (1 - self.m_schedule * ahead) * mean
        weight -= lr * step / (nd.sqrt(var / (1 - self.beta2**t)) + self.epsilon)
