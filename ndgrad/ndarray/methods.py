"""Operators as methods: ``x.tanh()`` is ``nd.tanh(x)``. Attached from the registry, by name."""

from __future__ import annotations

from typing import Any

from ..core.dispatch import FrontEnd
from ..ops.registry import Operator, registry

__all__ = ["OperatorMethods", "attach"]


class OperatorMethods:
    """The methods that :func:`attach` gives an array; ``methods.pyi`` lists them."""

    __slots__ = ()


class _Method:
    """Stands for the method of an operator until it is first looked up, then makes way for it."""

    def __init__(self, front: FrontEnd, op: Operator, name: str) -> None:
        self.front = front
        self.op = op
        self.name = name
        self.__doc__ = op.doc

    def __get__(self, instance: Any, owner: Any) -> Any:
        function = self.front.function(self.op)
        setattr(owner, self.name, function)
        return function if instance is None else function.__get__(instance)


def attach(front: FrontEnd) -> None:
    """Give the array class of ``front`` a method for every operator that asks for one."""
    for op in registry.values():
        if op.method and op.method not in vars(front.array):
            setattr(front.array, op.method, _Method(front, op, op.method))
