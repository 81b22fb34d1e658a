"""Parameters given as text.

MXNet writes every parameter as text before an operator sees it, so a program may as well pass
``axis="(0, 1)"`` or ``keepdims="False"``: attributes read from a ``-symbol.json``, options from a
command line. A text that means a number, a truth value, a tuple or None is taken as that value.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from ..base import InvalidValueError
from ..ops.registry import Operator

__all__ = ["may_be_literal", "value_of_text"]

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


def value_of_text(op: Operator, name: str, text: str) -> Any:
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
