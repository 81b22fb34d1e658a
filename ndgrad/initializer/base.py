"""What initializers share: the choice by name, the registry, the written form."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from ..base import (
    InvalidTypeError,
    InvalidValueError,
    RequirementError,
    UnsupportedError,
    nearest_name,
)
from ..core.arguments import call_of_json, checked

__all__ = ["InitDesc", "Initializer", "alias", "create", "register"]

InitializerClass = TypeVar("InitializerClass", bound="type[Initializer]")

_registry: dict[str, type[Initializer]] = {}


class InitDesc(str):
    """The name of a parameter together with what is known about it.

    Parameters
    ----------
    name : str
    attrs : dict, optional
        Attributes of the parameter; ``'__init__'`` is its own initializer, which comes before any
        rule by name.
    global_init : Initializer, optional
        The initializer of the whole net.

    >>> desc = mx.init.InitDesc("fc_weight", {"__init__": "ones"})
    >>> desc, desc.attrs
    ('fc_weight', {'__init__': 'ones'})
    """

    attrs: dict[str, Any]
    global_init: Any

    def __new__(
        cls, name: str, attrs: dict[str, Any] | None = None, global_init: Any = None
    ) -> InitDesc:
        desc = super().__new__(cls, name)
        desc.attrs = attrs or {}
        desc.global_init = global_init
        return desc


class Initializer:
    """Base class; one's own initializer overrides ``_init_weight(name, array)``.

    Keyword arguments are kept for :meth:`dumps`, so a subclass hands its own to
    ``super().__init__``.

    >>> @mx.init.register
    ... class Countdown(mx.init.Initializer):
    ...     def _init_weight(self, name, array):
    ...         array[:] = nd.arange(array.size, 0, -1).reshape(array.shape)
    >>> net = gluon.nn.Dense(1, in_units=3)
    >>> net.initialize("countdown")
    >>> net.weight.data().asnumpy()
    array([[3., 2., 1.]], dtype=float32)
    """

    def __init__(self, **kwargs: Any) -> None:
        self._kwargs = kwargs
        self._verbose = False
        self._print_func: Callable[[Any], str] | None = None

    def set_verbosity(
        self, verbose: bool = False, print_func: Callable[[Any], str] | None = None
    ) -> Initializer:
        """Whether to log each array as it is filled, and how it is described there.

        Parameters
        ----------
        verbose : bool, default False
        print_func : callable, optional
            Takes the array and returns a string; by default the root of the mean square.
        """
        self._verbose = verbose
        self._print_func = print_func or _root_mean_square
        return self

    def _verbose_print(self, desc: str, init: Any, arr: Any) -> None:
        if self._verbose and self._print_func:
            logging.info("Initialized %s as %s: %s", desc, init, self._print_func(arr))

    def dumps(self) -> str:
        """The initializer as JSON, from which :func:`create` makes it again.

        >>> mx.init.Normal(0.5).dumps()
        '["normal", {"sigma": 0.5}]'
        """
        return json.dumps([type(self).__name__.lower(), self._kwargs])

    def __call__(self, desc: Any, arr: Any) -> None:
        """Fill ``arr``, the parameter called ``desc`` (an :class:`InitDesc`)."""
        if not isinstance(desc, InitDesc):
            self._legacy_init(desc, arr)
            return
        if desc.global_init is None:
            desc.global_init = self
        own = desc.attrs.get("__init__")
        if own:
            create(own)._init_weight(desc, arr)
            self._verbose_print(desc, own, arr)
            return
        for ending, rule in _RULES_BY_ENDING.items():
            if desc.endswith(ending):
                getattr(self, rule)(desc, arr)
                self._verbose_print(desc, ending, arr)
                return
        self._init_default(desc, arr)

    def _legacy_init(self, name: Any, arr: Any) -> None:
        """The rules for a plain string, which know a few more names."""
        warnings.warn(
            "Calling initializer with init(str, NDArray) has been deprecated. "
            "please use init(mx.init.InitDesc(...), NDArray) instead.",
            DeprecationWarning,
            stacklevel=3,
        )
        if not isinstance(name, str):
            raise InvalidTypeError(f"name must be string, got {type(name).__name__}.")
        if name.startswith("upsampling"):
            self._init_bilinear(name, arr)
        elif name.startswith("stn_loc") and name.endswith("weight"):
            self._init_zero(name, arr)
        elif name.startswith("stn_loc") and name.endswith("bias"):
            self._init_loc_bias(name, arr)
        else:
            for ending, rule in {**_RULES_BY_ENDING, **_LEGACY_RULES}.items():
                if name.endswith(ending):
                    getattr(self, rule)(name, arr)
                    return
            self._init_default(name, arr)

    def _init_weight(self, name: Any, arr: Any) -> None:
        raise UnsupportedError(f"{type(self).__name__} must override _init_weight(name, array)")

    def _init_bias(self, _: Any, arr: Any) -> None:
        arr[:] = 0.0

    def _init_gamma(self, _: Any, arr: Any) -> None:
        arr[:] = 1.0

    def _init_beta(self, _: Any, arr: Any) -> None:
        arr[:] = 0.0

    def _init_zero(self, _: Any, arr: Any) -> None:
        arr[:] = 0.0

    def _init_one(self, _: Any, arr: Any) -> None:
        arr[:] = 1.0

    def _init_bilinear(self, name: Any, arr: Any) -> None:
        create("bilinear")._init_weight(name, arr)

    def _init_loc_bias(self, name: Any, arr: Any) -> None:
        if arr.shape != (6,):
            raise InvalidValueError(
                f"{name}: the bias of a spatial transformer has shape (6,), got {arr.shape}."
            )
        arr[:] = np.array([1.0, 0.0, 0.0, 0.0, 1.0, 0.0], np.float32)  # the identity transform

    def _init_default(self, name: Any, _: Any) -> None:
        raise InvalidValueError(
            f"Unknown initialization pattern for {name}. Default initialization is limited to "
            'names that end in "weight", "bias", "gamma" (1.0), and "beta" (0.0). '
            "Name an initializer for this parameter: init=mx.init.*."
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Initializer) and self.dumps() == other.dumps()

    __hash__ = None  # type: ignore[assignment]  # equal ones need not be the same one


_RULES_BY_ENDING = {
    "weight": "_init_weight",
    "bias": "_init_bias",
    "gamma": "_init_gamma",
    "beta": "_init_beta",
    "min": "_init_zero",
    "max": "_init_one",
}
_LEGACY_RULES = {
    "moving_mean": "_init_zero",
    "moving_var": "_init_one",
    "moving_inv_var": "_init_zero",
    "moving_avg": "_init_zero",
}


def _root_mean_square(arr: Any) -> str:
    values = arr.asnumpy().astype(np.float64)
    return str(np.sqrt(np.mean(values * values)))


def _register(klass: InitializerClass, name: str | None = None) -> InitializerClass:
    if not (isinstance(klass, type) and issubclass(klass, Initializer)):
        raise InvalidTypeError(f"register: {klass!r} is not a subclass of Initializer.")
    name = (name or klass.__name__).lower()
    known = _registry.get(name)
    if known is not None and known is not klass:
        warnings.warn(
            f"New initializer {klass.__module__}.{klass.__name__} registered with name {name} is "
            f"overriding existing initializer {known.__module__}.{known.__name__}",
            stacklevel=3,
        )
    _registry[name] = klass
    return klass


def register(klass: InitializerClass) -> InitializerClass:
    """Decorator: make an initializer class known to :func:`create` by its name in small letters.

    ``klass`` is the class; ``TypeError`` for anything else.

    >>> @mx.init.register
    ... class Sevens(mx.init.Initializer):
    ...     def _init_weight(self, name, array):
    ...         array[:] = 7
    >>> mx.init.create("sevens").dumps()
    '["sevens", {}]'
    """
    return _register(klass)


def alias(*aliases: str) -> Callable[[InitializerClass], InitializerClass]:
    """Decorator: register an initializer class under these names, ``*aliases``.

    >>> @mx.init.alias("threes")
    ... class Three(mx.init.Initializer):
    ...     def _init_weight(self, name, array):
    ...         array[:] = 3
    >>> type(mx.init.create("threes")).__name__
    'Three'
    """

    def named(klass: InitializerClass) -> InitializerClass:
        for name in aliases:
            _register(klass, name)
        return klass

    return named


def create(*args: Any, **kwargs: Any) -> Any:
    """An initializer from its name, from JSON, or from an initializer (returned as it is).

    Parameters
    ----------
    initializer : str, dict or Initializer
        A name (``'xavier'``, ``'zeros'``), the JSON of :meth:`Initializer.dumps`, a dict
        ``{'initializer': name, ...}``, or an initializer.
    *args, **kwargs
        Arguments of the class.

    Raises ``ValueError`` for an unknown name, naming the nearest, and ``TypeError`` for what is
    none of these.

    >>> mx.init.create("uniform", scale=0.5).dumps()
    '["uniform", {"scale": 0.5}]'
    >>> mx.init.create('["uniform", {"scale": 0.5}]').scale
    0.5
    """
    name, *rest = args or (kwargs.pop("initializer", None),)
    # Load and Mixed are initializers without being named in JSON: not of the class.
    if hasattr(name, "_init_weight") and not isinstance(name, type):
        if rest or kwargs:
            raise RequirementError(
                "initializer is already an instance. Additional arguments are invalid."
            )
        return name
    if isinstance(name, dict):
        return create(**name)
    if not isinstance(name, str):
        hint = ""
        if isinstance(name, type) and issubclass(name, Initializer):
            hint = f" Give an instance: {name.__name__}()."
        raise InvalidTypeError(
            f"initializer must be of string type or an Initializer, got {name!r}.{hint}"
        )
    if name.startswith(("[", "{")):
        form = "an initializer is written as dumps() gives it, [name, arguments]"
        written, arguments = call_of_json(name, form)
        return create(**arguments) if written is None else create(written, **arguments)
    klass = _registry.get(name.lower())
    if klass is None:
        raise RequirementError(
            f"{name} is not registered. Please register with initializer.register first."
            f"{nearest_name(name.lower(), _registry)} Registered are "
            f"{', '.join(sorted(_registry))}."
        )
    return checked(klass)(*rest, **kwargs)
