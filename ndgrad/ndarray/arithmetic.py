"""Python's operators on arrays.

Each method is compiled at its first use from one template: straight-line code for two arrays of
one dtype, and for an array and a Python number; everything else goes to the general call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..base import InplaceError, InvalidTypeError
from ..core.codegen import compile_binary_method
from ..core.dispatch import FrontEnd, is_number, python_number
from ..core.errors import explain, rescue
from ..core.inplace import INPLACE_REFUSED, check_writable, written
from ..core.state import state
from ..ops.passes import LARGE, combine
from ..ops.registry import Operator, find

if TYPE_CHECKING:
    from typing_extensions import Self

    from .ndarray import NDArray

__all__ = ["Arithmetic"]


_NO_OPERANDS = (list, tuple, dict, set, str, bytes, bytearray, type(None))


def _takes(value: Any) -> bool:
    return isinstance(value, (bool, int, float, np.generic, np.ndarray)) or hasattr(value, "_raw")


def _other(op: Operator, lhs: Any, rhs: Any) -> Any:
    if not _takes(rhs):
        return _refused(op, rhs)
    return lhs._front.call(op, (lhs, rhs), {})


def _other_reflected(op: Operator, lhs: Any, rhs: Any) -> Any:
    if not _takes(rhs):
        return _refused(op, rhs)
    return lhs._front.call(op, (rhs, lhs), {})


def _refused(op: Operator, other: Any) -> Any:
    """NotImplemented: the other class may know what to do. Python's own do not, and a list times
    an array of one integer would be the list repeated."""
    if op.name in ("equal", "not_equal") or not isinstance(other, _NO_OPERANDS):
        return NotImplemented
    remedy = " nd.array(...) makes an array of it." if isinstance(other, (list, tuple)) else ""
    raise InvalidTypeError(
        f"operator {op.name}: an NDArray goes together with an NDArray or a number, not with "
        f"{type(other).__name__} {other!r:.60}.{remedy}"
    )


class _Binary:
    """Stands for one operator method until it is first looked up, then makes way for it."""

    def __init__(self, operator: str, reflected: bool = False) -> None:
        self.operator = operator
        self.reflected = reflected

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: Any) -> Callable[[Any], NDArray]:
        op = find(self.operator)
        if op is None:
            raise AttributeError(self.name)
        other = _other_reflected if self.reflected else _other
        function = compile_binary_method(owner._front, op, self.name, self.reflected, other)
        setattr(owner, self.name, function)
        return function if instance is None else function.__get__(instance)


def _in_place(operator: str, ufunc: Any) -> Callable[[Any, Any], NDArray]:
    def method(self: Any, other: Any) -> Any:
        check_writable(self)
        if type(other) is not type(self) and not _takes(other):
            return NotImplemented
        node = getattr(other, "_node", None)
        if state.recording and node is not None and node.kept is not None:
            raise InplaceError(INPLACE_REFUSED)  # the result would be in the graph, self is not
        raw = self._raw
        value = _operand(self, other)
        direct = ufunc is not None and raw.dtype.kind == "f" and value.dtype is raw.dtype
        if direct and _fits(value.shape, raw.shape):
            _into_itself(ufunc, raw, value)
        else:
            _by_kernel(find(operator), raw, value)
        written(self, raw)
        return self

    return method


def _operand(array: Any, other: Any) -> Any:
    """The raw right side of an operation in place; TypeError where the result could not be held."""
    dtype = array._raw.dtype
    value = getattr(other, "_raw", other)
    if getattr(value, "dtype", None) is dtype and value.shape:
        return value
    if is_number(value):
        if dtype.kind != "b":
            return array._front.scalar(python_number(value), dtype)
        value = np.asarray(value, np.int64)
    if not np.can_cast(value.dtype, dtype, "same_kind"):
        raise InvalidTypeError(
            f"an array of {dtype} cannot hold the result of an operation with {value.dtype} in "
            f"place.\nWrite x = x + y, or convert one of them with astype()."
        )
    return value


def _fits(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    """Whether an operand of this shape leaves a result of shape ``into``."""
    if shape == into or not shape:
        return True
    return len(shape) <= len(into) and all(
        n in (1, m) for n, m in zip(reversed(shape), reversed(into), strict=False)
    )


def _into_itself(ufunc: Any, raw: np.ndarray, value: Any) -> None:
    """``raw = ufunc(raw, value)`` without memory for the result."""
    try:
        if raw.size < LARGE:
            ufunc(raw, value, out=raw)
        elif value is raw or not np.may_share_memory(raw, value):
            combine(ufunc, raw, value, out=raw)
        else:  # NumPy sees to parts that overlap
            ufunc(raw, value, out=raw)
    except (RuntimeWarning, FloatingPointError):
        pass  # inf and nan are values; NumPy raises when all of them have been written


def _by_kernel(op: Any, raw: np.ndarray, value: Any) -> None:
    try:
        result = op.kernel(raw, value)
    except Exception as error:
        result = rescue(op, error, (raw, value), {})
    if result.shape != raw.shape and result.size != raw.size:
        raise explain(
            op,
            ValueError(f"the result has shape {result.shape}, which does not fit in place"),
            (raw, value),
            {},
        )
    with np.errstate(all="ignore"):  # a value too large for the dtype of the array is inf there
        raw[...] = result.reshape(raw.shape)


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
    __ne__ = _Binary("not_equal")  # type: ignore[assignment]  # likewise
    __gt__ = _Binary("greater")
    __ge__ = _Binary("greater_equal")
    __lt__ = _Binary("lesser")
    __le__ = _Binary("lesser_equal")

    __iadd__ = _in_place("add", np.add)
    __isub__ = _in_place("subtract", np.subtract)
    __imul__ = _in_place("multiply", np.multiply)
    __itruediv__ = __idiv__ = _in_place("divide", np.divide)
    __imod__ = _in_place("modulo", None)
    # No __ipow__, as in MXNet: x **= 2 gives x a new array, also where x is being recorded.

    def __hash__(self) -> int:
        return id(self) >> 4  # by identity, as in MXNet: == is element by element

    def __neg__(self) -> NDArray:
        return self._front.F.negative(self)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> NDArray:
        return self._front.F.abs(self)

    def __invert__(self) -> NDArray:
        return self._front.F.logical_not(self)

    def __matmul__(self, other: Any) -> NDArray:
        return self._front.F.matmul(self, other) if _takes(other) else NotImplemented

    def __rmatmul__(self, other: Any) -> NDArray:
        return self._front.F.matmul(other, self) if _takes(other) else NotImplemented
