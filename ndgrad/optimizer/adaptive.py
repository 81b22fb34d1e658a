"""Optimizers that give each weight element its own rate, from the gradients it has seen."""

from __future__ import annotations

from typing import Any

from .. import ndarray as nd
from .base import Optimizer, register, zeros_of

__all__ = ["AdaDelta", "AdaGrad", "Ftrl", "RMSProp"]


@register
class AdaGrad(Optimizer):
    """The gradient over the root of all its squares so far (Duchi, Hazan and Singer, 2011).

    ::

        g       = clip(rescale_grad * grad)
        history = history + g * g
        weight  = weight - lr * (g / sqrt(history + eps) + wd * weight)

    Parameters
    ----------
    eps : float, default 1e-7
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    >>> adagrad = mx.optimizer.AdaGrad(learning_rate=0.1)
    >>> weight = nd.ones(2)
    >>> adagrad.update(0, weight, nd.array([3.0, -0.5]), adagrad.create_state(0, weight))
    >>> weight.asnumpy().round(5)
    array([0.9, 1.1], dtype=float32)
    """

    def __init__(self, eps: float = 1e-7, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.float_stable_eps = eps

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray:
        return zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        grad = self._scaled(grad)
        state += grad * grad
        weight -= lr * (grad / nd.sqrt(state + self.float_stable_eps) + wd * weight)


@register
class AdaDelta(Optimizer):
    """AdaDelta (Zeiler, 2012): steps in the units of the weight. The learning rate plays no part.

    ::

        g      = clip(rescale_grad * grad)
        acc_g  = rho * acc_g + (1 - rho) * g * g
        step   = sqrt(acc_d + epsilon) / sqrt(acc_g + epsilon) * g
        acc_d  = rho * acc_d + (1 - rho) * step * step
        weight = weight - step - wd * weight

    Parameters
    ----------
    rho : float, default 0.9
        Decay of both running means.
    epsilon : float, default 1e-5
    **kwargs
        Those of :class:`Optimizer`.

    >>> adadelta = mx.optimizer.AdaDelta()
    >>> weight = nd.ones(2)
    >>> adadelta.update(0, weight, nd.array([3.0, -0.5]), adadelta.create_state(0, weight))
    >>> weight.asnumpy().round(5)
    array([0.99, 1.01], dtype=float32)
    """

    def __init__(self, rho: float = 0.90, epsilon: float = 1e-5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rho = rho
        self.epsilon = epsilon

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, nd.NDArray]:
        return zeros_of(weight), zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        grad = self._scaled(grad)
        acc_g, acc_d = state
        acc_g *= self.rho
        acc_g += (1 - self.rho) * grad * grad
        step = nd.sqrt(acc_d + self.epsilon) / nd.sqrt(acc_g + self.epsilon) * grad
        acc_d *= self.rho
        acc_d += (1 - self.rho) * step * step
        weight -= step + wd * weight


@register
class RMSProp(Optimizer):
    """The gradient over the root of the running mean of its squares.

    Tieleman and Hinton, 2012; ``centered`` as in Graves, 2013, equations 38 to 45::

        g      = clip(rescale_grad * grad) + wd * weight
        n      = (1 - gamma1) * g * g + gamma1 * n
        weight = weight - lr * g / sqrt(n + epsilon)

        centered:
        m      = (1 - gamma1) * g + gamma1 * m
        delta  = gamma2 * delta - lr * g / sqrt(n - m * m + epsilon)
        weight = weight + delta

    Parameters
    ----------
    learning_rate : float, default 0.001
    gamma1 : float, default 0.9
        Decay of the running means.
    gamma2 : float, default 0.9
        Momentum; used by ``centered`` only.
    epsilon : float, default 1e-8
    centered : bool, default False
    clip_weights : float, optional
        The new weights are clipped to ``[-clip_weights, clip_weights]``.
    **kwargs
        Those of :class:`Optimizer`.

    >>> rmsprop = mx.optimizer.RMSProp(learning_rate=0.1, gamma1=0.75)
    >>> weight = nd.ones(2)
    >>> rmsprop.update(0, weight, nd.array([3.0, -0.5]), rmsprop.create_state(0, weight))
    >>> weight.asnumpy().round(5)
    array([0.8, 1.2], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        gamma1: float = 0.9,
        gamma2: float = 0.9,
        epsilon: float = 1e-8,
        centered: bool = False,
        clip_weights: float | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.gamma1 = gamma1
        self.gamma2 = gamma2
        self.epsilon = epsilon
        self.centered = centered
        self.clip_weights = clip_weights

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, ...]:
        return tuple(zeros_of(weight) for _ in range(3 if self.centered else 1))

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        options = self._gradient_options()
        if self.clip_weights:
            options["clip_weights"] = self.clip_weights
        options |= {"lr": lr, "gamma1": self.gamma1, "epsilon": self.epsilon, "wd": wd}
        if self.centered:
            n, m, delta = state
            nd.rmspropalex_update(
                weight, grad, n, m, delta, gamma2=self.gamma2, out=weight, **options
            )
        else:
            (n,) = state
            nd.rmsprop_update(weight, grad, n, out=weight, **options)


@register
class Ftrl(Optimizer):
    """Follow the regularized leader (McMahan et al., 2013): sparse weights for linear models.

    ::

        g      = clip(rescale_grad * grad)
        z      = z + g - (sqrt(n + g * g) - sqrt(n)) / lr * weight
        n      = n + g * g
        weight = (sign(z) * lamda1 - z) / ((beta + sqrt(n)) / lr + wd) where abs(z) > lamda1, else 0

    Parameters
    ----------
    lamda1 : float, default 0.01
        L1 penalty.
    learning_rate : float, default 0.1
        A scheduler keeps its own ``base_lr`` here, as in MXNet.
    beta : float, default 1
    **kwargs
        Those of :class:`Optimizer`.

    >>> ftrl = mx.optimizer.Ftrl(lamda1=0.1)
    >>> weight = nd.zeros(2)
    >>> ftrl.update(0, weight, nd.array([1.0, -0.05]), ftrl.create_state(0, weight))
    >>> weight.asnumpy()
    array([-0.045,  0.   ], dtype=float32)
    """

    def __init__(
        self, lamda1: float = 0.01, learning_rate: float = 0.1, beta: float = 1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.lr = learning_rate
        self.lamda1 = lamda1
        self.beta = beta

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, nd.NDArray]:
        return zeros_of(weight), zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        z, n = state
        nd.ftrl_update(
            weight,
            grad,
            z,
            n,
            lr=lr,
            lamda1=self.lamda1,
            beta=self.beta,
            wd=wd,
            out=weight,
            **self._gradient_options(),
        )
