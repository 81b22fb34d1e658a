"""What all optimizers share: the registry, learning rates, weight decay, counts, precision."""

from __future__ import annotations

import inspect
import warnings
from typing import Any, TypeVar

import numpy as np

from .. import ndarray as nd
from ..base import (
    InvalidTypeError,
    InvalidValueError,
    MXNetError,
    UnsupportedError,
    accepted_keywords,
    nearest_name,
)
from ..core.arguments import require_callable, require_number, unknown_keyword

__all__ = ["Optimizer", "create", "register"]

OptimizerClass = TypeVar("OptimizerClass", bound="type[Optimizer]")


class ScheduledRateError(MXNetError, UserWarning):
    """A scheduler sets the learning rate. Also a ``UserWarning``: that is what MXNet raises."""


class RemovedError(UnsupportedError, DeprecationWarning):
    """A method that is gone. Also a ``DeprecationWarning``: that is what MXNet raises."""


class Optimizer:
    """Base class of the optimizers: how a weight follows its gradient.

    A subclass overrides :meth:`create_state` and :meth:`update`; its ``update`` calls
    ``self._update_count(index)`` and asks ``self._get_lr(index)`` and ``self._get_wd(index)``.

    Parameters
    ----------
    rescale_grad : float, default 1.0
        Factor of every gradient, ``1 / batch_size`` as a rule.
    param_idx2name : dict of int to str, optional
        Names of the indices. By it, weights whose name ends neither in ``_weight`` nor in
        ``_gamma`` (biases, shifts) get no weight decay.
    wd : float, default 0.0
        Weight decay (L2 penalty), times the parameter's ``wd_mult``.
    clip_gradient : float, optional
        Each element of the rescaled gradient is clipped to ``[-clip_gradient, clip_gradient]``.
        None or 0: no clipping.
    learning_rate : float, optional
        0.01 where neither this nor ``lr_scheduler`` is given. With a scheduler it replaces the
        scheduler's ``base_lr``; ``PolyScheduler`` and ``CosineScheduler`` keep the one they were
        made with.
    lr_scheduler : LRScheduler, optional
        Learning rate as a function of the number of updates.
    sym : Symbol, optional
        Where ``__lr_mult__`` and ``__wd_mult__`` of its variables are read from.
    begin_num_update : int, default 0
        Number of updates made before, for schedules and bias corrections.
    multi_precision : bool, default False
        float16 weights are updated through a float32 copy kept in the state.
    param_dict : dict of int to gluon.Parameter, optional
        Parameters whose ``lr_mult`` and ``wd_mult`` apply.

    >>> @mx.optimizer.register
    ... class Plain(mx.optimizer.Optimizer):
    ...     def create_state(self, index, weight):
    ...         return None
    ...     def update(self, index, weight, grad, state):
    ...         self._update_count(index)
    ...         weight -= self._get_lr(index) * grad
    >>> optimizer = mx.optimizer.create("plain", learning_rate=0.5)
    >>> weight = nd.array([1.0, 2.0])
    >>> optimizer.update(0, weight, nd.array([1.0, 1.0]), None)
    >>> weight.asnumpy()
    array([0.5, 1.5], dtype=float32)
    """

    opt_registry: dict[str, type[Optimizer]] = {}

    # In a multi-precision state the float32 weight comes first; MXNet has it second for a few.
    _master_first = True
    _device_id = 0

    def __init__(
        self,
        rescale_grad: float = 1.0,
        param_idx2name: dict[int, str] | None = None,
        wd: float = 0.0,
        clip_gradient: float | None = None,
        learning_rate: float | None = None,
        lr_scheduler: Any = None,
        sym: Any = None,
        begin_num_update: int = 0,
        multi_precision: bool = False,
        param_dict: dict[int, Any] | None = None,
        **unknown: Any,
    ) -> None:
        for key in unknown:  # what a subclass hands on because it does not know it
            raise unknown_keyword(type(self).__name__, key, accepted_keywords(type(self)))
        require_number(type(self).__name__, wd=wd, rescale_grad=rescale_grad)
        if learning_rate is not None:
            require_number(type(self).__name__, learning_rate=learning_rate)
        if lr_scheduler is not None:
            require_callable(type(self).__name__, lr_scheduler=lr_scheduler)
        if param_idx2name is not None and not isinstance(param_idx2name, dict):
            raise InvalidTypeError(
                f"{type(self).__name__}: param_idx2name must be a dict of indices to names, "
                f"got {type(param_idx2name).__name__}"
            )
        self.rescale_grad = rescale_grad
        self.lr_scheduler = lr_scheduler
        self.lr = _initial_rate(type(self), learning_rate, lr_scheduler)
        self.wd = wd
        self.begin_num_update = begin_num_update
        self.num_update = begin_num_update
        # Each device counts its own updates: data parallel training updates an index once each.
        self._all_index_update_counts: dict[int, dict[Any, int]] = {0: {}}
        self._index_update_count = self._all_index_update_counts[0]
        self.clip_gradient = clip_gradient
        self.multi_precision = multi_precision
        self.aggregate_num = 0  # updates are never fused over several weights here
        self.idx2name = dict(param_idx2name or {})
        self.sym_info = (sym.attr_dict(), sym.list_arguments()) if sym is not None else ()
        self.param_dict = param_dict or {}
        self.lr_mult: dict[Any, float] = {}
        self.wd_mult: dict[Any, float] = {}
        self.set_lr_mult({})
        self.set_wd_mult({})

    @staticmethod
    def register(klass: OptimizerClass) -> OptimizerClass:
        """Make a subclass known to :func:`create` by its name in small letters; a decorator.

        ``klass`` is the class; ``TypeError`` for what is no subclass.

        >>> @mx.optimizer.register
        ... class Still(mx.optimizer.Optimizer):
        ...     def update(self, index, weight, grad, state):
        ...         self._update_count(index)
        >>> type(mx.optimizer.create("still")).__name__
        'Still'
        """
        if not (isinstance(klass, type) and issubclass(klass, Optimizer)):
            raise InvalidTypeError(f"register: {klass!r} is not a subclass of Optimizer")
        name = klass.__name__.lower()
        known = Optimizer.opt_registry.get(name)
        if known is not None and _path(known) != _path(klass):
            warnings.warn(
                f"New optimizer {_path(klass)} is overriding existing optimizer {_path(known)}",
                stacklevel=2,
            )
        Optimizer.opt_registry[name] = klass
        return klass

    @staticmethod
    def create_optimizer(name: str | Optimizer, **kwargs: Any) -> Optimizer:
        """The registered optimizer of this name, in any case, made with ``kwargs``.

        An instance is given back as it is. Raises :class:`MXNetError` (a ``ValueError``) naming the
        nearest optimizer for an unknown name, and one (a ``TypeError``) for an unknown argument.

        >>> mx.optimizer.create("sgd", momentum=0.9).momentum
        0.9
        """
        if isinstance(name, Optimizer):
            if kwargs:
                raise InvalidValueError(
                    f"create: {type(name).__name__} is made already and takes no arguments, "
                    f"got {', '.join(sorted(kwargs))}"
                )
            return name
        if not isinstance(name, str):
            remedy = f"; give an instance: {name.__name__}()" if isinstance(name, type) else ""
            raise InvalidTypeError(
                f"create: name must be a string or an Optimizer, got {type(name).__name__}{remedy}"
            )
        klass = Optimizer.opt_registry.get(name.lower())
        if klass is None:
            known = sorted(Optimizer.opt_registry)
            raise InvalidValueError(
                f"Cannot find optimizer {name}.{nearest_name(name.lower(), known)}"
                f" Known are {', '.join(known)}"
            )
        try:
            return klass(**kwargs)
        except TypeError as error:
            takes = accepted_keywords(klass)
            for key in kwargs:
                if key not in takes:
                    raise InvalidTypeError(
                        f"{klass.__name__} has no argument {key!r}.{nearest_name(key, takes)}"
                        f" It takes {', '.join(takes)}."
                    ) from error
            raise

    # -- what a subclass overrides

    def create_state(self, index: Any, weight: nd.NDArray) -> Any:
        """What :meth:`update` keeps between steps for this weight: None, an array or a tuple."""
        return None

    def update(self, index: Any, weight: Any, grad: Any, state: Any) -> None:
        """Change ``weight`` and ``state`` in place by one step along ``grad``.

        ``index`` names the weight (learning rate, decay and number of steps are per index). Lists
        of the four update one weight after the other.
        """
        if isinstance(index, (list, tuple)):
            for one in zip(index, weight, grad, state):
                self.update(*one)
            return
        self._update_impl(index, weight, grad, state)

    def _update_impl(
        self, index: Any, weight: Any, grad: Any, state: Any, multi_precision: bool = False
    ) -> None:
        """The update of one weight, where subclasses written for MXNet's optimizers put theirs.

        With ``multi_precision`` the state is the pair that :meth:`create_state_multi_precision`
        makes of a float16 weight.
        """
        if not multi_precision:
            self._step(index, weight, grad, state, *self._count_and_rates(index))
            return
        inner, master = state
        rates = self._count_and_rates(index)
        self._step(index, master, grad.astype(np.float32), inner, *rates)
        weight[:] = master.astype(np.float16)

    def _count_and_rates(self, index: Any) -> tuple[float, float]:
        self._update_count(index)
        return self._get_lr(index), self._get_wd(index)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        """The step itself, counted and with its rates: what the optimizers here define."""
        raise UnsupportedError(
            f"{type(self).__name__} does not define update: a subclass of Optimizer must"
        )

    # -- float16 weights

    def create_state_multi_precision(self, index: Any, weight: nd.NDArray) -> Any:
        """As :meth:`create_state`; with ``multi_precision`` also the float32 copy of float16."""
        if weight.dtype != np.float16:
            return self.create_state(index, weight)
        if not self.multi_precision:
            warnings.warn(
                "Accumulating with float16 in optimizer can lead to poor accuracy or slow "
                "convergence. Consider using multi_precision=True option of the optimizer",
                stacklevel=2,
            )
            return self.create_state(index, weight)
        master = weight.astype(np.float32)
        state = self.create_state(index, master)
        return (master, state) if self._master_first else (state, master)

    def update_multi_precision(self, index: Any, weight: Any, grad: Any, state: Any) -> None:
        """As :meth:`update`, with a state from :meth:`create_state_multi_precision`."""
        if isinstance(index, (list, tuple)):
            for one in zip(index, weight, grad, state):
                self.update_multi_precision(*one)
        elif not (self.multi_precision and weight.dtype == np.float16):
            self.update(index, weight, grad, state)
        elif self._master_first or type(self).update is not Optimizer.update:
            master, inner = state if self._master_first else state[::-1]
            self.update(index, master, grad.astype(np.float32), inner)
            weight[:] = master.astype(np.float16)
        else:
            self._update_impl(index, weight, grad, state, multi_precision=True)

    # -- rates

    @property
    def learning_rate(self) -> float:
        """The current learning rate, the scheduler's if there is one."""
        return self.lr if self.lr_scheduler is None else self.lr_scheduler(self.num_update)

    def set_learning_rate(self, lr: float) -> None:
        """Change the learning rate to ``lr``.

        Raises :class:`MXNetError` where a scheduler sets it, also a UserWarning, as in MXNet.
        """
        if self.lr_scheduler is not None:
            raise ScheduledRateError(
                "LRScheduler of the optimizer has already been defined. Note that "
                "set_learning_rate can mutate the value of the learning rate of the optimizer "
                "only when the LRScheduler of the optimizer is undefined."
            )
        require_number("set_learning_rate", lr=lr)
        self.lr = lr

    def set_lr_scale(self, args_lrscale: Any) -> None:
        """Gone since long in MXNet too: raises, naming :meth:`set_lr_mult`, for any argument."""
        raise RemovedError("Use set_lr_mult instead.")

    def set_lr_mult(self, args_lr_mult: dict[Any, float]) -> None:
        """Factors of the learning rate, ``args_lr_mult`` by name or by index; others get 1."""
        self.lr_mult = self._multipliers_of_symbol("__lr_mult__") | args_lr_mult

    def set_wd_mult(self, args_wd_mult: dict[Any, float]) -> None:
        """Factors of the weight decay, ``args_wd_mult`` by name or by index.

        The others get 1, or 0 where ``param_idx2name`` gives a name that ends neither in
        ``_weight`` nor in ``_gamma``.
        """
        undecayed = {
            name: 0.0 for name in self.idx2name.values() if not name.endswith(("_weight", "_gamma"))
        }
        self.wd_mult = undecayed | self._multipliers_of_symbol("__wd_mult__") | args_wd_mult

    def _multipliers_of_symbol(self, attribute: str) -> dict[Any, float]:
        if not self.sym_info:
            return {}
        attributes, arguments = self.sym_info
        return {
            name: float(attributes[name][attribute])
            for name in arguments
            if attribute in attributes.get(name, ())
        }

    def _get_lr(self, index: Any) -> float:
        return self._get_lrs([index])[0]

    def _get_wd(self, index: Any) -> float:
        return self._get_wds([index])[0]

    def _get_lrs(self, indices: Any) -> list[float]:
        lr = self.learning_rate
        return [lr * self._multiplier(index, "lr_mult") for index in indices]

    def _get_wds(self, indices: Any) -> list[float]:
        return [self.wd * self._multiplier(index, "wd_mult") for index in indices]

    def _multiplier(self, index: Any, which: str) -> float:
        if index in self.param_dict:
            return getattr(self.param_dict[index], which)
        multipliers = getattr(self, which)
        if index in multipliers:
            return multipliers[index]
        return multipliers.get(self.idx2name.get(index), 1.0)

    # -- counts

    def _update_count(self, index: Any) -> None:
        counts = self._index_update_count
        for one in index if isinstance(index, (list, tuple)) else (index,):
            counts[one] = counts.get(one, self.begin_num_update) + 1
            self.num_update = max(self.num_update, counts[one])

    def _set_current_context(self, device_id: int) -> None:
        self._device_id = device_id
        self._index_update_count = self._all_index_update_counts.setdefault(device_id, {})

    def _of_device(self, index: Any) -> Any:
        """What a weight is known by where the optimizer itself keeps something for it."""
        return index if self._device_id == 0 else (self._device_id, index)

    # -- what the steps share

    def _scaled(self, grad: nd.NDArray) -> nd.NDArray:
        """``rescale_grad * grad``, clipped."""
        return self._clipped(grad * self.rescale_grad)

    def _clipped(self, grad: nd.NDArray) -> nd.NDArray:
        if not self.clip_gradient:
            return grad
        return nd.clip(grad, -self.clip_gradient, self.clip_gradient)

    def _gradient_options(self, clip: str = "clip_gradient") -> dict[str, Any]:
        """Scaling and clipping as the update operators take them."""
        options = {"rescale_grad": self.rescale_grad}
        if self.clip_gradient:
            options[clip] = self.clip_gradient
        return options

    # Parameters are not the optimizer's own: a saved optimizer leaves them out.
    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "param_dict"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ = dict(state, param_dict={})


def zeros_of(weight: nd.NDArray) -> nd.NDArray:
    """A state of the weight's shape, dtype and context, zero."""
    return nd.zeros(weight.shape, ctx=weight.context, dtype=weight.dtype)


def _initial_rate(klass: type, learning_rate: float | None, scheduler: Any) -> float:
    if scheduler is None:
        return 0.01 if learning_rate is None else learning_rate
    if learning_rate is None:
        # Any function of the number of updates may be a schedule.
        return getattr(scheduler, "base_lr", 0.01)
    own = getattr(scheduler, "base_lr", learning_rate)
    kind = type(scheduler).__name__
    if hasattr(scheduler, "base_lr_orig"):
        # A class's default is nothing that somebody asked for, and here it changes nothing.
        outcome = f"has no effect: {kind} decays from its own base_lr={own}"
        unwanted = learning_rate not in (own, _default_rate(klass))
    else:
        outcome = f"replaces base_lr={own} of {kind}"
        unwanted = learning_rate != own
    if unwanted:
        warnings.warn(f"learning_rate={learning_rate} {outcome}", stacklevel=4)
    scheduler.base_lr = learning_rate
    return learning_rate


def _default_rate(klass: type) -> Any:
    found = inspect.signature(klass).parameters.get("learning_rate")
    return found and found.default


def _path(klass: type) -> str:
    return f"{klass.__module__}.{klass.__qualname__}"


register = Optimizer.register
create = Optimizer.create_optimizer
