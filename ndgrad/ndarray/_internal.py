"""``nd._internal``: what MXNet's arrays call when they meet an operator of Python.

Recurrent cells and optimizers that were written after MXNet's own use these names:
``F._internal._plus(x, y)``, ``nd._internal._mul_scalar(x, 2.0, out=x)``. Arithmetic and comparisons
are here; the rest of MXNet's module is engine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..base import nearest_name
from ..ops.registry import registry
from .ndarray import classic

#: The operator behind the name: of two arrays of one shape, and of an array and a number.
_OPERATORS = {
    "plus": ("elemwise_add", "add"),
    "minus": ("elemwise_sub", "subtract"),
    "mul": ("elemwise_mul", "multiply"),
    "div": ("elemwise_div", "divide"),
    **{
        name: (operator, operator)
        for name, operator in {
            "mod": "modulo", "power": "power", "maximum": "maximum", "minimum": "minimum",
            "hypot": "hypot", "equal": "equal", "not_equal": "not_equal", "greater": "greater",
            "greater_equal": "greater_equal", "lesser": "lesser", "lesser_equal": "lesser_equal",
            "logical_and": "logical_and", "logical_or": "logical_or", "logical_xor": "logical_xor",
        }.items()
    },
}  # fmt: skip
#: Those that also exist with the number on the left: ``_rminus_scalar``.
_REFLECTED = ("minus", "div", "mod", "power")
_PAIRS = {f"_{name}": pair for name, (pair, _) in _OPERATORS.items()}
_PAIRS |= {"_add": "elemwise_add", "_sub": "elemwise_sub", "_copy": "identity"}
_SCALARS = {f"_{name}_scalar": (numeric, False) for name, (_, numeric) in _OPERATORS.items()}
_SCALARS |= {f"_r{name}_scalar": (_OPERATORS[name][1], True) for name in _REFLECTED}


def _with_number(name: str, operator: str, reflected: bool) -> Callable[..., Any]:
    function = classic.function(registry[operator])

    def call(data: Any, scalar: Any, out: Any = None, name: str | None = None) -> Any:
        first, second = (scalar, data) if reflected else (data, scalar)
        return function(first, second, out=out, name=name)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"``{operator}({'scalar, data' if reflected else 'data, scalar'})``."
    return call


def __getattr__(name: str) -> Any:
    function: Callable[..., Any]
    if name in _PAIRS:
        function = classic.function(registry[_PAIRS[name]])
    elif name in _SCALARS:
        function = _with_number(name, *_SCALARS[name])
    else:
        near = "" if name.startswith("__") else nearest_name(name, __dir__())
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}.{near}")
    globals()[name] = function
    return function


def __dir__() -> list[str]:
    return sorted({*_PAIRS, *_SCALARS})
