"""Optimizers for large batches: the size of a step follows the size of the layer's weight."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import InvalidValueError, nearest_name
from .base import Optimizer, register, zeros_of

__all__ = ["LAMB", "LARS", "LBSGD"]


@register
class LARS(Optimizer):
    """SGD with a rate per layer (You, Gitman and Ginsburg, 2017).

    ::

        g    = rescale_grad * grad
        rate = lr * eta * norm(weight) / (norm(g) + wd * norm(weight) + eps)

    and then :class:`SGD` with this rate. A weight whose norm or whose gradient's norm is 0, and one
    that ``param_idx2name`` calls ``...gamma``, ``...beta`` or ``...bias``, takes ``lr`` itself.

    Parameters
    ----------
    momentum : float, default 0.0
    lazy_update : bool, default True
        Concerns row-sparse gradients, which do not exist here.
    eta : float, default 0.001
    eps : float, default 0
    momentum_correction : bool, default True
        Where a scheduler changes ``lr``, the momentum is multiplied for that step by new over old
        (Goyal et al., 2017, section 3).
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    >>> lars = mx.optimizer.LARS(learning_rate=0.1, eta=0.01)
    >>> weight = nd.array([3.0, 4.0])
    >>> lars.update(0, weight, nd.array([0.0, 10.0]), None)
    >>> weight.asnumpy()
    array([3.   , 3.995], dtype=float32)
    """

    _master_first = False

    def __init__(
        self,
        momentum: float = 0.0,
        lazy_update: bool = True,
        eta: float = 0.001,
        eps: float = 0,
        momentum_correction: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.momentum = momentum
        self.momentum_correction = momentum_correction
        self.lazy_update = lazy_update
        self.eta = eta
        self.eps = eps
        self._rates: dict[Any, float] = {}  # the rate of each weight's last step

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray | None:
        return zeros_of(weight) if self.momentum else None

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        lr *= self._trust(index, weight, grad, wd)
        options = self._gradient_options()
        if state is None:
            nd.sgd_update(weight, grad, lr=lr, wd=wd, out=weight, **options)
            return
        momentum, rate, key = self.momentum, self.learning_rate, self._of_device(index)
        before, self._rates[key] = self._rates.get(key, rate), rate
        if self.momentum_correction and before:
            momentum *= rate / before
        nd.sgd_mom_update(
            weight, grad, state, lr=lr, wd=wd, momentum=momentum, out=weight, **options
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__({"_rates": {}, **state})  # MXNet's files do not have it

    def _trust(self, index: Any, weight: Any, grad: Any, wd: float) -> float:
        name = self.idx2name.get(index, str(index))
        if name.endswith(("gamma", "beta", "bias")):
            return 1.0
        w_norm = _norm(weight)
        g_norm = _norm(grad) * self.rescale_grad
        if not (w_norm > 0 and g_norm > 0):
            return 1.0
        return self.eta * w_norm / (g_norm + wd * w_norm + self.eps)


@register
class LBSGD(Optimizer):
    """SGD for large batches: gradients of several small ones are gathered, and the rate warms up.

    The gradients of ``batch_scale`` calls are added up; every ``batch_scale``-th call makes one
    :class:`SGD` step with their mean and with ``lr`` times a factor, the other calls leave the
    weight alone. The factor is 1 at the start and ``batch_scale`` after
    ``warmup_epochs * updates_per_epoch`` calls; with the strategy ``lars`` it is the square root of
    ``norm(weight)**2 / (norm(g)**2 + wd * norm(weight)**2)``, within 0.01 and 100.

    Parameters
    ----------
    momentum : float, default 0.0
    multi_precision : bool, default False
    warmup_strategy : {"linear", "power2", "sqrt", "lars"}, default "linear"
        How the factor grows: with the part of the warm-up that is over, its square, its root.
    warmup_epochs : int, default 5
    batch_scale : int, default 1
    updates_per_epoch : int, default 32
    begin_epoch : int, default 0
        Epochs done before.
    num_epochs : int, default 60
        Kept, without effect, as in MXNet.
    **kwargs
        Those of :class:`Optimizer`; ``learning_rate`` is 0.01 by default.

    >>> lbsgd = mx.optimizer.LBSGD(learning_rate=0.1, batch_scale=2, warmup_epochs=0)
    >>> weight = nd.ones(2)
    >>> for _ in range(2):
    ...     lbsgd.update(0, weight, nd.array([1.0, -1.0]), None)
    ...     print(weight.asnumpy())
    [1. 1.]
    [0.8 1.2]
    """

    def __init__(
        self,
        momentum: float = 0.0,
        multi_precision: bool = False,
        warmup_strategy: str = "linear",
        warmup_epochs: int = 5,
        batch_scale: int = 1,
        updates_per_epoch: int = 32,
        begin_epoch: int = 0,
        num_epochs: int = 60,
        **kwargs: Any,
    ) -> None:
        super().__init__(multi_precision=multi_precision, **kwargs)
        known = ("linear", "power2", "sqrt", "lars")
        if warmup_strategy not in known:
            raise InvalidValueError(
                f"LBSGD: warmup_strategy must be one of {', '.join(known)}, got "
                f"{warmup_strategy!r}.{nearest_name(warmup_strategy, known)}"
            )
        self.momentum = momentum
        self.warmup_strategy = warmup_strategy
        self.warmup_epochs = warmup_epochs
        self.batch_scale = batch_scale
        self.updates_per_epoch = updates_per_epoch
        self.init_updates = begin_epoch * updates_per_epoch
        self.num_epochs = num_epochs
        self.cumgrads: dict[Any, dict[str, Any]] = {}

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray | None:
        return zeros_of(weight) if self.momentum else None

    def _count_and_rates(self, index: Any) -> tuple[float, float]:
        # MXNet asks the schedule before it counts the step, here alone. The count is this device's
        # own: another device may be a step ahead.
        lr = self.lr
        if self.lr_scheduler is not None:
            counts = self._index_update_count.values()
            lr = self.lr_scheduler(max(counts, default=self.begin_num_update))
        self._update_count(index)
        return lr * self._multiplier(index, "lr_mult"), self._get_wd(index)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        gathered = self.cumgrads.setdefault(
            self._of_device(index), {"cum_grad": None, "num_cums": self.init_updates}
        )
        gathered["num_cums"] += 1
        before = gathered["cum_grad"]
        # In MXNet's saved states an empty sum is the number 0.
        gathered["cum_grad"] = before + grad if isinstance(before, nd.NDArray) else grad.copy()
        if gathered["num_cums"] % self.batch_scale:
            return
        mean = gathered["cum_grad"] / self.batch_scale
        gathered["cum_grad"] = None
        if self.warmup_strategy == "lars":
            lr *= _lars_factor(weight, mean, wd)
        else:
            lr *= self._warmup_factor(gathered["num_cums"])
        options = self._gradient_options()
        if state is None:
            nd.sgd_update(weight, mean, lr=lr, wd=wd, out=weight, **options)
        else:
            nd.sgd_mom_update(
                weight, mean, state, lr=lr, wd=wd, momentum=self.momentum, out=weight, **options
            )

    def _warmup_factor(self, updates: int) -> float:
        length = self.warmup_epochs * self.updates_per_epoch
        if updates >= length:
            return float(self.batch_scale)
        if length <= 1:
            return 1.0
        part = updates / length
        grown = {"linear": part, "power2": part * part, "sqrt": math.sqrt(part)}
        return 1.0 + (self.batch_scale - 1) * grown[self.warmup_strategy]


@register
class LAMB(Optimizer):
    """Adam with a rate per layer (You et al., 2019).

    ::

        g      = clip(rescale_grad * grad)
        mean   = beta1 * mean + (1 - beta1) * g
        var    = beta2 * var + (1 - beta2) * g * g
        step   = mean / (sqrt(var) + epsilon) + wd * weight     mean, var with bias correction
        size   = norm(weight), within the bounds
        weight = weight - lr * size / norm(step) * step

    Where either norm is 0 their quotient counts as 1.

    Parameters
    ----------
    learning_rate : float, default 0.001
    beta1, beta2 : float, default 0.9, 0.999
    epsilon : float, default 1e-6
    lower_bound, upper_bound : float, optional
        Limits of ``size``.
    bias_correction : bool, default True
        Divide ``mean`` and ``var`` by ``1 - beta**t``.
    **kwargs
        Those of :class:`Optimizer`.

    >>> lamb = mx.optimizer.LAMB(learning_rate=0.1)
    >>> weight = nd.array([3.0, 4.0])
    >>> lamb.update(0, weight, nd.array([1.0, 1.0]), lamb.create_state(0, weight))
    >>> weight.asnumpy().round(4)
    array([2.6464, 3.6464], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-6,
        lower_bound: float | None = None,
        upper_bound: float | None = None,
        bias_correction: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.lower_bound = lower_bound
        self.upper_bound = upper_bound
        self.bias_correction = bias_correction

    def create_state(self, index: Any, weight: nd.NDArray) -> tuple[nd.NDArray, nd.NDArray]:
        return zeros_of(weight), zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        mean, var = state
        step = nd.lamb_update_phase1(
            weight,
            grad,
            mean,
            var,
            beta1=self.beta1,
            beta2=self.beta2,
            epsilon=self.epsilon,
            t=self._index_update_count[index],
            bias_correction=self.bias_correction,
            wd=wd,
            **self._gradient_options(),
        )
        bounds: dict[str, Any] = {"lower_bound": self.lower_bound, "upper_bound": self.upper_bound}
        nd.lamb_update_phase2(
            weight,
            step,
            nd.norm(weight),
            nd.norm(step),
            lr=lr,
            out=weight,
            **{name: bound for name, bound in bounds.items() if bound is not None},
        )


def _norm(x: nd.NDArray) -> float:
    # float16 overflows at the norm of a few hundred ordinary weights.
    wide = x.astype(np.float32) if x.dtype == np.float16 else x
    return float(nd.norm(wide).asscalar())


def _lars_factor(weight: nd.NDArray, grad: nd.NDArray, wd: float) -> float:
    w_square, g_square = _norm(weight) ** 2, _norm(grad) ** 2
    factor = math.sqrt(w_square / (g_square + wd * w_square + 1e-18))
    return min(max(factor, 0.01), 100.0)
