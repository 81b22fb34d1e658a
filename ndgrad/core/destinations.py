"""Where the results of an operator that works in place will be written in the end.

The step of an optimizer is given ``out=weight``, and writes its states. Making the results in fresh
memory and copying them costs more than computing them, so a kernel that declares ``into`` is told
the memory they are meant for. It is told only where writing there early can do no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..ops.registry import Operator
from .inplace import check_state, check_writable

__all__ = ["destinations"]

#: Elements from which on a copy costs more than the questions asked here (5 us).
_WORTHWHILE = 1 << 14


def destinations(
    op: Operator, arrays: Sequence[Any], inputs: Sequence[Any], out: Any
) -> tuple[np.ndarray, ...] | None:
    """The memory for the result and the new states; None where they need memory of their own.

    ``inputs`` are what the user gave, ``arrays`` the same after conversion.
    """
    first = arrays[0]
    if first._raw.size < _WORTHWHILE:
        return None
    array_class = type(first)
    written = [out, *[arrays[op.inputs.index(name)] for name in op.updates]]
    if any(type(a) is not array_class for a in written) or any(
        a is not b for a, b in zip(arrays, inputs, strict=True)
    ):
        return None
    targets = tuple([a._raw for a in written])
    like = first._raw
    if any(t.dtype is not like.dtype or t.shape != like.shape for t in targets):
        return None
    if out is not first and np.may_share_memory(out._raw, like):
        return None
    raws = [a._raw for a in arrays if type(a) is array_class]
    others = raws if out is first else [*raws, out._raw]
    for i, a in enumerate(others):  # an input that is written through another name changes midway
        if any(np.may_share_memory(a, b) for b in others[:i]):
            return None
    check_writable(out)
    for state in written[1:]:
        check_state(state)
    return targets
