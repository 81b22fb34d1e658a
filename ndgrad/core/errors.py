"""What happens when a kernel raises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..base import MXNetError, as_mxnet_error
from ..ops.registry import REQUIRED, Operator, find

__all__ = ["explain", "rescue"]


#: Inputs that an error shows.
_SHOWN = 5


def rescue(
    op: Operator,
    error: Exception,
    raws: Sequence[Any],
    params: dict[str, Any],
    dtype: np.dtype | None = None,
) -> Any:
    """The result after all, where only a floating-point flag was raised; else the error, explained.

    With ``dtype`` the result is brought to it.

    ``log(0)`` is ``-inf``: an answer, not an error. NumPy's warnings about it are switched off for
    this package, but a program may turn warnings into errors, or set ``np.seterr('raise')``. Then
    the kernel, which is pure, runs again without. (``np.errstate`` around every call would cost
    as much as a small operator itself: 0.4 us, measured.)
    """
    if isinstance(error, (RuntimeWarning, FloatingPointError)):
        try:
            with np.errstate(all="ignore"):
                result = op.kernel(*raws, **params)
                return result if dtype is None else result.astype(dtype, copy=False)
        except Exception as second:
            error = second
    raise explain(op, error, raws, params) from None


def explain(
    op: Operator, error: Exception, raws: Sequence[Any], params: dict[str, Any]
) -> BaseException:
    """The error of a kernel with operator, inputs and parameters."""
    if isinstance(error, (MemoryError, RecursionError, MXNetError)):
        return error
    public = op.name.lstrip("_")  # _reshape is what stands behind the method reshape
    name = public if find(public) else op.name
    lines = [f"operator {name}: {_reason(op, error, params)}".rstrip()]
    for i, raw in enumerate(raws):
        if i == _SHOWN:
            lines.append(f"  and {len(raws) - i} more")
            break
        if raw is not None:
            name = op.inputs[min(i, len(op.inputs) - 1)]
            array = isinstance(raw, np.ndarray)
            lines.append(
                f"  {name}: " + (f"shape {raw.shape}, {raw.dtype}" if array else repr(raw))
            )
    given = [
        f"{name}={params[name]!r}"
        for name, default in op.params.items()
        if name in params and (default is REQUIRED or params[name] is not default)
    ]
    if given:
        lines.append("  " + ", ".join(given)[:300])
    return as_mxnet_error(error, "\n".join(lines))


#: What Python says of a parameter of a wrong kind, without saying of which.
_WRONG_KIND = re.compile(
    "not supported between|as an integer|could not convert string|invalid literal|"
    "unsupported operand|not all arguments converted|must be real number"
)


def _reason(op: Operator, error: Exception, params: dict[str, Any]) -> str:
    """The text of the error, or which parameter was to be a number and is none."""
    text = str(error)
    if isinstance(error, (TypeError, ValueError)) and _WRONG_KIND.search(text):
        for name, default in op.params.items():
            value = params.get(name, default)
            if value is default or isinstance(default, str):
                continue
            parts = list(_leaves(value))
            if any(isinstance(part, str) for part in parts):
                return f"{name}={value!r} is no number"
            if "integer" in text and any(isinstance(part, float) for part in parts):
                return f"{name}={value!r} is not made of integers"
    return text


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _leaves(part)
    else:
        yield value
