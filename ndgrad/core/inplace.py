"""Writing into an array in place, where that cannot falsify a gradient.

Under recording an array of the graph is not written into. Everywhere else a write is a constant
that goes into the write log: it ends the graph of the array here, and a sweep that needs the value
that was there will say so.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base import InplaceError, InvalidValueError
from .state import state
from .tape import Leaf, is_freed
from .writes import note_write

__all__ = ["INPLACE_REFUSED", "check_writable", "write", "written"]

INPLACE_REFUSED = (
    "Inplace operations (+=, -=, x[:]=, etc) are not supported when recording with autograd."
)


def check_writable(array: Any) -> None:
    """Raise where writing into ``array`` in place would falsify the graph, or is forbidden."""
    if state.recording and array._node is not None and not is_freed(array._node):
        raise InplaceError(INPLACE_REFUSED)
    if not array._raw.flags.writeable:
        raise InvalidValueError("the array is read-only: its memory belongs to somebody else.")


def write(array: Any, value: Any, key: Any = Ellipsis, basic: bool = True) -> None:
    """Write ``value`` into ``array[key]`` and note it.

    ``basic`` says that ``key`` selects a view: then just that part counts as changed.
    """
    raw = array._raw
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and raw.dtype.kind in "iub":
        with np.errstate(invalid="ignore"):  # nan to int: whatever the processor makes of it
            raw[key] = value.astype(raw.dtype)
    else:
        raw[key] = value
    written(array, raw if key is Ellipsis or not basic else np.asarray(raw[key]))


def written(array: Any, part: np.ndarray) -> None:
    """Note that ``part`` of the memory of ``array`` has been written, and is not as recorded."""
    note_write(part)
    if array._node is not None and type(array._node) is not Leaf:
        array._node = None
