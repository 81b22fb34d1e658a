"""Initializers that know the values: zeros, ones, a constant, an array."""

from __future__ import annotations

import json
from typing import Any

from .base import Initializer, alias

__all__ = ["Constant", "One", "Zero"]


@alias("zero", "zeros")
class Zero(Initializer):
    """Fills with 0; registered as ``'zero'`` and ``'zeros'``.

    >>> weight = nd.ones(2)
    >>> mx.init.Zero()(mx.init.InitDesc("fc_weight"), weight)
    >>> weight.asnumpy()
    array([0., 0.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__()

    def _init_weight(self, name: Any, arr: Any) -> None:
        arr[:] = 0


@alias("one", "ones")
class One(Initializer):
    """Fills with 1; registered as ``'one'`` and ``'ones'``.

    >>> weight = nd.zeros(2)
    >>> mx.init.One()(mx.init.InitDesc("fc_weight"), weight)
    >>> weight.asnumpy()
    array([1., 1.], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__()

    def _init_weight(self, name: Any, arr: Any) -> None:
        arr[:] = 1


@alias("constant")
class Constant(Initializer):
    """Fills with a number, or with an array that is broadcast to the parameter's shape.

    Parameters
    ----------
    value : float, sequence, numpy.ndarray or NDArray

    >>> weight = nd.zeros((2, 3))
    >>> mx.init.Constant([[1], [2]])(mx.init.InitDesc("fc_weight"), weight)
    >>> weight.asnumpy()
    array([[1., 1., 1.],
           [2., 2., 2.]], dtype=float32)
    """

    def __init__(self, value: Any) -> None:
        super().__init__(value=value)
        self.value = value

    def _init_weight(self, name: Any, arr: Any) -> None:
        arr[:] = self.value

    def dumps(self) -> str:
        """The initializer as JSON; an array is written as nested lists.

        >>> mx.init.Constant(nd.ones(2)).dumps()
        '["constant", {"value": [1.0, 1.0]}]'
        """
        value = self.value
        if hasattr(value, "asnumpy"):
            value = value.asnumpy()
        if hasattr(value, "tolist"):
            value = value.tolist()
        return json.dumps([type(self).__name__.lower(), {"value": value}])
