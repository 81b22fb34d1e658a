"""Parameters given as text, and as numbers of NumPy.

MXNet writes every parameter as text before an operator sees it, so a program may as well pass
``axis="(0, 1)"`` or ``keepdims="False"``: attributes read from a ``-symbol.json``, options from a
command line. A text that means a number, a truth value, a tuple or None is taken as that value.
For the same reason no dtype comes with a number: ``lr=np.float64(0.1)`` must not widen an array,
as it would between NumPy's own numbers and arrays, and counts as Python's number.
"""

from __future__ import annotations

import ast
import re
from typing import Any

import numpy as np

from ..base import InvalidValueError
from ..ops.registry import Operator

__all__ = ["INDIRECT", "may_be_literal", "may_be_none", "plain_value"]

#: The types of parameters that stand for another value.
INDIRECT = frozenset(
    [str, np.bool_, *(np.dtype(code).type for code in np.typecodes["AllInteger"] + "efd")]
)

#: Parameters without a default that shows it, which take words.
_WORDS = frozenset(
    "act_type blank_label cudnn_tune dtype forward_stype in_format layout mode normalization "
    "out_dtype out_format sample_type".split()
)
_NOT_FINITE = re.compile(r"[+-]?(inf|nan)", re.IGNORECASE)
_TRUTH = {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}


def may_be_literal(op: Operator, name: str) -> bool:
    """Whether a text for this parameter stands for another value."""
    words = name in _WORDS or isinstance(op.params[name], str)
    return not words and not op.name.startswith("_")


def may_be_none(op: Operator, name: str) -> bool:
    """Whether a parameter takes words, of which ``"None"`` stands for None, its default."""
    return name in _WORDS and op.params[name] is None and not op.name.startswith("_")


def plain_value(op: Operator, name: str, value: Any) -> Any:
    """The value that a text or a number of NumPy means for this parameter."""
    return _value_of_text(op, name, value) if type(value) is str else value.item()


def _value_of_text(op: Operator, name: str, text: str) -> Any:
    """The value that ``text`` means for this parameter; ``text`` itself if it means none."""
    if isinstance(op.params[name], bool):
        if text.strip() not in _TRUTH:
            raise InvalidValueError(
                f"operator {op.name}: the parameter {name!r} is True or False, got {text!r}."
            )
        return _TRUTH[text.strip()]
    if _NOT_FINITE.fullmatch(text.strip()):
        return float(text)
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError):
        return text
