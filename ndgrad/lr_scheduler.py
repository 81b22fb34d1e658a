"""Learning-rate schedules: the rate as a function of the number of updates made."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import Any

from .base import InvalidTypeError, InvalidValueError, UnsupportedError, nearest_name

__all__ = [
    "CosineScheduler",
    "FactorScheduler",
    "LRScheduler",
    "MultiFactorScheduler",
    "PolyScheduler",
]


class LRScheduler:
    """Base class: a subclass overrides ``__call__(num_update)``, which returns the rate.

    Parameters
    ----------
    base_lr : float, default 0.01
        The rate the schedule starts from. An optimizer made with ``learning_rate`` puts it here.
    warmup_steps : int, default 0
        Updates before the schedule proper begins.
    warmup_begin_lr : float, default 0
        The rate at the first update of the warm-up.
    warmup_mode : {"linear", "constant"}, default "linear"
        Rise to ``base_lr`` in a line, or stay at ``warmup_begin_lr``.

    Raises ``ValueError`` where these do not fit each other.

    >>> class Halving(mx.lr_scheduler.LRScheduler):
    ...     def __call__(self, num_update):
    ...         return self.base_lr / 2 ** num_update
    >>> Halving(base_lr=0.8)(2)
    0.2
    """

    def __init__(
        self,
        base_lr: float = 0.01,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0,
        warmup_mode: str = "linear",
    ) -> None:
        if not _is_integer(warmup_steps):
            raise InvalidTypeError(f"warmup_steps must be an integer, got {warmup_steps!r}")
        if warmup_begin_lr > base_lr:
            raise InvalidValueError(
                f"Base lr has to be higher than warmup_begin_lr: {base_lr} < {warmup_begin_lr}"
            )
        if warmup_steps < 0:
            raise InvalidValueError(f"Warmup steps has to be positive or 0, got {warmup_steps}")
        if warmup_mode not in ("linear", "constant"):
            raise InvalidValueError(
                f"Supports only linear and constant modes of warmup, got {warmup_mode!r}."
                f"{nearest_name(warmup_mode, ('linear', 'constant'))}"
            )
        self.base_lr = base_lr
        self.warmup_steps = warmup_steps
        self.warmup_final_lr = base_lr
        self.warmup_begin_lr = warmup_begin_lr
        self.warmup_mode = warmup_mode

    def get_warmup_lr(self, num_update: int) -> float:
        """The rate within the warm-up, ``num_update < warmup_steps`` (else ``ValueError``).

        >>> mx.lr_scheduler.LRScheduler(base_lr=1.0, warmup_steps=10).get_warmup_lr(3)
        0.3
        """
        if num_update >= self.warmup_steps:
            raise InvalidValueError(
                f"get_warmup_lr: update {num_update} is after the {self.warmup_steps} warm-up steps"
            )
        if self.warmup_mode == "constant":
            return self.warmup_begin_lr
        rise = (self.warmup_final_lr - self.warmup_begin_lr) * num_update / self.warmup_steps
        return self.warmup_begin_lr + rise

    def __call__(self, num_update: int) -> float:
        raise UnsupportedError(
            f"{type(self).__name__} does not define __call__: a subclass of LRScheduler must"
        )


class FactorScheduler(LRScheduler):
    """Multiplies the rate by ``factor`` after every ``step`` updates.

    Parameters
    ----------
    step : int
    factor : float, default 1
        At most 1.
    stop_factor_lr : float, default 1e-8
        The rate never falls below this.
    base_lr, warmup_steps, warmup_begin_lr, warmup_mode
        Those of :class:`LRScheduler`.

    >>> schedule = mx.lr_scheduler.FactorScheduler(step=2, factor=0.5, base_lr=1.0)
    >>> [schedule(t) for t in range(1, 6)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    def __init__(
        self,
        step: int,
        factor: float = 1,
        stop_factor_lr: float = 1e-8,
        base_lr: float = 0.01,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        _check_steps([step])
        _check_factor(factor)
        self.step = step
        self.factor = factor
        self.stop_factor_lr = stop_factor_lr
        self.count = 0

    def __call__(self, num_update: int) -> float:
        if num_update < self.warmup_steps:
            return self.get_warmup_lr(num_update)
        while num_update > self.count + self.step:
            self.count += self.step
            self.base_lr = max(self.base_lr * self.factor, self.stop_factor_lr)
            _log_change(num_update, self.base_lr)
        return self.base_lr


class MultiFactorScheduler(LRScheduler):
    """Multiplies the rate by ``factor`` after each of the given numbers of updates.

    Parameters
    ----------
    step : list of int
        Increasing; ``ValueError`` where it is not, ``TypeError`` for what is no list.
    factor : float, default 1
        At most 1.
    base_lr, warmup_steps, warmup_begin_lr, warmup_mode
        Those of :class:`LRScheduler`.

    >>> schedule = mx.lr_scheduler.MultiFactorScheduler(step=[2, 3], factor=0.5, base_lr=1.0)
    >>> [schedule(t) for t in range(1, 6)]
    [1.0, 1.0, 0.5, 0.25, 0.25]
    """

    def __init__(
        self,
        step: Sequence[int],
        factor: float = 1,
        base_lr: float = 0.01,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        if not isinstance(step, (list, tuple)) or not step:
            raise InvalidTypeError(f"step must be a list of at least one integer, got {step!r}")
        _check_steps(step)
        _check_factor(factor)
        self.step = list(step)
        self.factor = factor
        self.cur_step_ind = 0
        self.count = 0

    def __call__(self, num_update: int) -> float:
        if num_update < self.warmup_steps:
            return self.get_warmup_lr(num_update)
        while self.cur_step_ind < len(self.step) and num_update > self.step[self.cur_step_ind]:
            self.count = self.step[self.cur_step_ind]
            self.cur_step_ind += 1
            self.base_lr *= self.factor
            _log_change(num_update, self.base_lr)
        return self.base_lr


class PolyScheduler(LRScheduler):
    """Falls from ``base_lr`` to ``final_lr`` along a power of the part that is left.

    ``final_lr + (base_lr - final_lr) * (1 - t / T) ** pwr`` with ``t`` and ``T`` counted from the
    end of the warm-up; ``final_lr`` after ``max_update``.

    Parameters
    ----------
    max_update : int
        The update at which ``final_lr`` is reached.
    base_lr : float, default 0.01
    pwr : int, default 2
    final_lr : float, default 0
    warmup_steps, warmup_begin_lr, warmup_mode
        Those of :class:`LRScheduler`.

    >>> schedule = mx.lr_scheduler.PolyScheduler(max_update=4, base_lr=1.0)
    >>> [schedule(t) for t in range(6)]
    [1.0, 0.5625, 0.25, 0.0625, 0.0, 0.0]
    """

    def __init__(
        self,
        max_update: int,
        base_lr: float = 0.01,
        pwr: float = 2,
        final_lr: float = 0,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        self.max_steps = _steps_after_warmup(max_update, warmup_steps)
        self.power = pwr
        self.base_lr_orig = self.base_lr
        self.max_update = max_update
        self.final_lr = final_lr

    def __call__(self, num_update: int) -> float:
        if num_update < self.warmup_steps:
            return self.get_warmup_lr(num_update)
        left = 1 - min((num_update - self.warmup_steps) / self.max_steps, 1.0)
        self.base_lr = self.final_lr + (self.base_lr_orig - self.final_lr) * left**self.power
        return self.base_lr


class CosineScheduler(LRScheduler):
    """Falls from ``base_lr`` to ``final_lr`` along half a period of a cosine.

    ``final_lr + (base_lr - final_lr) * (1 + cos(pi * t / T)) / 2`` with ``t`` and ``T`` counted
    from the end of the warm-up; ``final_lr`` after ``max_update``. Loshchilov and Hutter, 2016,
    without restarts.

    Parameters
    ----------
    max_update : int
        The update at which ``final_lr`` is reached.
    base_lr : float, default 0.01
    final_lr : float, default 0
    warmup_steps, warmup_begin_lr, warmup_mode
        Those of :class:`LRScheduler`.

    >>> schedule = mx.lr_scheduler.CosineScheduler(max_update=4, base_lr=1.0)
    >>> [round(schedule(t), 4) for t in range(6)]
    [1.0, 0.8536, 0.5, 0.1464, 0.0, 0.0]
    """

    def __init__(
        self,
        max_update: int,
        base_lr: float = 0.01,
        final_lr: float = 0,
        warmup_steps: int = 0,
        warmup_begin_lr: float = 0,
        warmup_mode: str = "linear",
    ) -> None:
        super().__init__(base_lr, warmup_steps, warmup_begin_lr, warmup_mode)
        self.max_steps = _steps_after_warmup(max_update, warmup_steps)
        self.base_lr_orig = base_lr
        self.max_update = max_update
        self.final_lr = final_lr

    def __call__(self, num_update: int) -> float:
        if num_update < self.warmup_steps:
            return self.get_warmup_lr(num_update)
        done = min((num_update - self.warmup_steps) / self.max_steps, 1.0)
        share = (1 + math.cos(math.pi * done)) / 2
        self.base_lr = self.final_lr + (self.base_lr_orig - self.final_lr) * share
        return self.base_lr


def _is_integer(value: Any) -> bool:
    return hasattr(value, "__index__")


def _check_steps(steps: Sequence[int]) -> None:
    for before, step in zip([None, *steps], steps):
        if isinstance(step, str):
            raise InvalidTypeError(f"Schedule step must be an integer, got {step!r}")
        if step < 1:
            raise InvalidValueError(
                f"Schedule step must be greater or equal than 1 round, got {step}"
            )
        if before is not None and step <= before:
            raise InvalidValueError(
                f"Schedule step must be an increasing integer list, got {list(steps)}"
            )


def _check_factor(factor: float) -> None:
    if factor > 1.0:
        raise InvalidValueError(f"Factor must be no more than 1 to make lr reduce, got {factor}")


def _steps_after_warmup(max_update: int, warmup_steps: int) -> int:
    if not _is_integer(max_update):
        raise InvalidTypeError(f"max_update must be an integer, got {max_update!r}")
    if max_update < 1:
        raise InvalidValueError(
            f"maximum number of updates must be strictly positive, got {max_update}"
        )
    if max_update <= warmup_steps:
        raise InvalidValueError(
            f"max_update={max_update} leaves nothing after warmup_steps={warmup_steps}"
        )
    return max_update - warmup_steps


def _log_change(num_update: int, lr: float) -> None:
    logging.info("Update[%d]: Change learning rate to %0.5e", num_update, lr)
