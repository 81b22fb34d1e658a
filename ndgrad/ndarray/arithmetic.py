"""Python's operators on arrays.

Each method is compiled at its first use from one template: straight-line code for two arrays of
one dtype, and for an array and a Python number; everything else goes to the general call.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base import InplaceError
from ..core.codegen import compile_binary_method
from ..core.dispatch import INPLACE_REFUSED, FrontEnd, check_writable, write
from ..core.errors import explain, rescue
from ..core.state import state
from ..ops.registry import find

__all__ = ["Arithmetic"]

def _takes(value: Any) -> bool:
    return isinstance(value, (bool, int, float, np.generic, np.ndarray)) or hasattr(value, "_raw")


def _other(op: Operator, lhs: Any, rhs: Any) -> Any:
    if not _takes(rhs):
        return NotImplemented
    return lhs._front.call(op, (lhs, rhs), {})


def _other_reflected(op: Operator, lhs: Any, rhs: Any) -> Any:
    if not _takes(rhs):
        return NotImplemented
    return lhs._front.call(op, (rhs, lhs), {})


class _Binary:
    """Stands for one operator method until it is first looked up, then makes way for it."""

    def __init__(self, operator: str, reflected: bool = False) -> None:
        self.operator = operator
        self.reflected = reflected

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: Any) -> Any:
        op = find(self.operator)
        if op is None:
            raise AttributeError(self.name)
        other = _other_reflected if self.reflected else _other
        function = compile_binary_method(owner._front, op, self.name, self.reflected, other)
        setattr(owner, self.name, function)
        return function if instance is None else function.__get__(instance)


def _in_place(operator: str) -> Any:
    def method(self: Any, other: Any) -> Any:
        check_writable(self)
        if not _takes(other):
            return NotImplemented
        node = getattr(other, "_node", None)
        if state.recording and node is not None and node.parents is not None:
            raise InplaceError(INPLACE_REFUSED)  # the result would be in the graph, self is not
        raw = self._raw
        op = find(operator)
        value = getattr(other, "_raw", other)
        if not isinstance(value, np.ndarray):
            value = self._front.scalar(value.item() if isinstance(value, np.generic) else value, raw.dtype)
        try:
            result = op.kernel(raw, value)  # type: ignore[union-attr]  # it is declared
        except Exception as error:
            result = rescue(op, error, (raw, value), {})  # type: ignore[arg-type]  # as above
        if result.shape != raw.shape and result.size != raw.size:
            raise explain(
                op,  # type: ignore[arg-type]  # as above
                ValueError(f"the result has shape {result.shape}, which does not fit in place"),
                (raw, value),
                {},
            )
        write(self, result.reshape(raw.shape))
        return self

    return method


class Arithmetic:
    """The operator methods of an array."""

    __slots__ = ()
    _front: FrontEnd

    __add__ = _Binary("add")
    __radd__ = _Binary("add", reflected=True)
    __sub__ = _Binary("subtract")
    __rsub__ = _Binary("subtract", reflected=True)
    __mul__ = _Binary("multiply")
    __rmul__ = _Binary("multiply", reflected=True)
    __truediv__ = _Binary("divide")
    __rtruediv__ = _Binary("divide", reflected=True)
    __div__ = _Binary("divide")
    __rdiv__ = _Binary("divide", reflected=True)
    __mod__ = _Binary("modulo")
    __rmod__ = _Binary("modulo", reflected=True)
    __pow__ = _Binary("power")
    __rpow__ = _Binary("power", reflected=True)
    __floordiv__ = _Binary("floor_divide")
    __rfloordiv__ = _Binary("floor_divide", reflected=True)
    __eq__ = _Binary("equal")  # type: ignore[assignment]  # element by element
    __ne__ = _Binary("not_equal")  # type: ignore[assignment]  # element by element
    __gt__ = _Binary("greater")
    __ge__ = _Binary("greater_equal")
    __lt__ = _Binary("lesser")
    __le__ = _Binary("lesser_equal")

    __iadd__ = _in_place("add")
    __isub__ = _in_place("subtract")
    __imul__ = _in_place("multiply")
    __itruediv__ = __idiv__ = _in_place("divide")
    __imod__ = _in_place("modulo")
    __ipow__ = _in_place("power")
    __ifloordiv__ = _in_place("floor_divide")

    def __hash__(self) -> int:
        return id(self) >> 4  # by identity, as in MXNet: == is element by element

    def __neg__(self) -> Any:
        return self._front.F.negative(self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return self._front.F.abs(self)

    def __invert__(self) -> Any:
        return self._front.F.logical_not(self)

    def __matmul__(self, other: Any) -> Any:
        return self._front.F.matmul(self, other) if _takes(other) else NotImplemented

    def __rmatmul__(self, other: Any) -> Any:
        return self._front.F.matmul(other, self) if _takes(other) else NotImplemented
