"""What the docstrings of alike operators would say over and over: their arguments and result."""

from __future__ import annotations

from typing import Any

__all__ = ["described"]

_SAME = """\
Parameters
----------
data : NDArray
    Of any shape and dtype.

Returns
-------
NDArray of the shape and dtype of ``data``{cut}.
"""
_CUT = "; for integers the result is cut to an integer"

_PAIR = """\
Parameters
----------
lhs, rhs : NDArray or number
    Shapes broadcast. Of different dtypes the wider float wins, and a float over an integer; a
    number takes the dtype of the array.

Returns
-------
NDArray of the broadcast shape and the common dtype{cut}.

Raises
------
InvalidValueError
    If the shapes do not broadcast.
"""

_EQUAL = """\
Parameters
----------
lhs, rhs : NDArray
    Of one shape. Of different dtypes the wider float wins, and a float over an integer.

Returns
-------
NDArray of this shape and the common dtype.

Raises
------
InvalidValueError
    If the shapes differ.
"""
#: Operators of one array that give another shape.
_OTHER_SHAPE = ("flatten", "shape_array", "size_array", "argmax_channel")


def described(op: Any, doc: str) -> str:
    """``doc`` with its arguments and result, for the kinds of operators that share them."""
    if "Parameters\n" in doc or op.params or op.filled_in or op.name in _OTHER_SHAPE:
        return doc
    cut = _CUT if op.elementwise and op.keeps_dtype else ""
    if op.inputs == ("data",) and not op.several:
        text = _SAME.format(cut=cut)
    elif op.inputs == ("lhs", "rhs") and op.scalars:
        text = _PAIR.format(cut=cut)
    elif op.name.startswith("elemwise_"):
        text = _EQUAL
    else:
        return doc
    before, mark, example = doc.partition(">>>")
    return f"{before.rstrip()}\n\n{text}\n{mark}{example}" if mark else f"{doc}\n\n{text}"
