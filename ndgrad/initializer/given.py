"""Initializers that hand on: to saved arrays, or to other initializers by pattern."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..base import InvalidKeyError, InvalidTypeError, InvalidValueError, RequirementError
from ..ndarray import load
from .base import InitDesc, create

__all__ = ["Load", "Mixed"]


class Load:
    """Takes the values from a file or a dict of arrays, by name.

    Parameters
    ----------
    param : str or dict of str to NDArray
        A ``.params`` file, or the arrays; ``arg:`` and ``aux:`` before a name are dropped.
    default_init : Initializer, optional
        For names that are not there.
    verbose : bool, default False
        Log where each value came from.

    Raises ``ValueError`` for a value of another shape, ``KeyError`` for a name that is not there
    without ``default_init``, ``TypeError`` for arrays without names.

    >>> net = gluon.nn.Dense(1, in_units=2, use_bias=False, prefix="out_")
    >>> net.initialize(mx.init.Load({"out_weight": nd.array([[3, 4]])}))
    >>> net.weight.data().asnumpy()
    array([[3., 4.]], dtype=float32)
    """

    def __init__(self, param: Any, default_init: Any = None, verbose: bool = False) -> None:
        if isinstance(param, str):
            param = load(param)
        if not isinstance(param, Mapping):
            raise InvalidTypeError(
                "Load: param must be a dict of arrays or a file of named arrays, "
                f"got {type(param).__name__}."
            )
        self.param = {
            name[4:] if name.startswith(("arg:", "aux:")) else name: value
            for name, value in param.items()
        }
        self.default_init = default_init
        self.verbose = verbose

    def __call__(self, name: Any, arr: Any) -> None:
        """Fill ``arr``, the parameter called ``name``."""
        if name in self.param:
            value = self.param[name]
            if tuple(arr.shape) != tuple(value.shape):
                raise RequirementError(
                    f"Parameter {name} cannot be initialized from loading. "
                    f"Shape mismatch, target {arr.shape} vs loaded {value.shape}."
                )
            arr[:] = value
            if self.verbose:
                logging.info("Initialized %s by loading", name)
            return
        if self.default_init is None:
            raise InvalidKeyError(
                f"Cannot Initialize {name}. Not found in loaded param and no default Initializer "
                "is provided."
            )
        create(self.default_init)(name, arr)
        if self.verbose:
            logging.info("Initialized %s by default", name)

    def _init_weight(self, name: Any, arr: Any) -> None:
        self(InitDesc(str(name)), arr)


class Mixed:
    """The first initializer whose pattern matches the beginning of the name.

    Parameters
    ----------
    patterns : list of str
        Regular expressions.
    initializers : list of Initializer
        As many.

    Raises ``ValueError`` where one of these is none, and for a name that no pattern matches.

    >>> init = mx.init.Mixed([".*bias", ".*"], [mx.init.Zero(), mx.init.One()])
    >>> weight = nd.zeros(2)
    >>> init(mx.init.InitDesc("fc_weight"), weight)
    >>> weight.asnumpy()
    array([1., 1.], dtype=float32)
    """

    def __init__(self, patterns: Sequence[str], initializers: Sequence[Any]) -> None:
        if len(patterns) != len(initializers):
            raise InvalidValueError(
                f"Mixed: {len(patterns)} patterns for {len(initializers)} initializers."
            )
        self.map = [(_compiled(p), create(i)) for p, i in zip(patterns, initializers)]

    def _choose(self, name: Any) -> Any:
        for pattern, init in self.map:
            if pattern.match(name):
                return init
        raise InvalidValueError(
            f"Parameter name {name} did not match any pattern. Consider adding a '.*' pattern at "
            "the end with a default Initializer."
        )

    def __call__(self, name: Any, arr: Any) -> None:
        """Fill ``arr``, the parameter called ``name``."""
        self._choose(name)(name, arr)

    def _init_weight(self, name: Any, arr: Any) -> None:
        self._choose(name)._init_weight(name, arr)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise InvalidValueError(f"Mixed: {pattern!r} is no pattern: {error}.") from None
