"""Writing into an array in place, where that cannot falsify a gradient.

Under recording an array of the graph is not written into. Everywhere else a write is a constant
that goes into the write log: it ends the graph of the array here, and a sweep that needs the value
that was there will say so.
"""

from __future__ import annotations

from sys import getrefcount
from typing import Any

import numpy as np

from ..base import InplaceError, InvalidValueError
from .state import state
from .tape import Leaf, is_freed
from .writes import note_write

__all__ = [
    "INPLACE_REFUSED",
    "check_can_join",
    "check_writable",
    "cut_off",
    "write",
    "written",
]

INPLACE_REFUSED = (
    "Inplace operations (+=, -=, x[:]=, etc) are not supported when recording with autograd."
)


def check_writable(array: Any) -> None:
    """Raise where writing into ``array`` in place would falsify the graph, or is forbidden."""
    if state.recording and array._node is not None and not is_freed(array._node):
        raise InplaceError(INPLACE_REFUSED)
    if not array._raw.flags.writeable:
        raise InvalidValueError("the array is read-only: its memory belongs to somebody else.")


def _holders_of_base(view: np.ndarray) -> int:
    base = view.base
    return getrefcount(base)


#: What :func:`_holders_of_base` says where only the view itself holds the memory (measured, because
#: it differs between versions of Python).
_SOLE = _holders_of_base(np.empty(2)[:1])


def check_can_join(array: Any) -> None:
    """Raise where ``array`` cannot become part of the graph by writing a recorded value into it.

    What it is a view of would have the values without the graph: a gradient would be lost there.
    """
    if isinstance(array._raw.base, np.ndarray) and _holders_of_base(array._raw) > _SOLE:
        raise InplaceError(
            f"{INPLACE_REFUSED}\nThe array written into (shape {array._raw.shape}) shares the "
            f"memory of another one (x[i], a slice, reshape), through which the gradient would be "
            f"lost: put the whole together with nd.concat or nd.stack instead."
        )


def write(array: Any, value: Any, key: Any = Ellipsis, basic: bool = True) -> None:
    """Write ``value`` into ``array[key]`` and note it.

    ``basic`` says that ``key`` selects a view: then just that part counts as changed.
    """
    raw = array._raw
    if value is raw and key is Ellipsis:  # the kernel has written it there
        pass
    elif isinstance(value, np.ndarray) and value.dtype is not raw.dtype:
        with np.errstate(all="ignore"):  # too large is inf; nan to int is the processor's affair
            raw[key] = value.astype(raw.dtype)
    else:
        raw[key] = value
    written(array, raw if key is Ellipsis or not basic else np.asarray(raw[key]))


def written(array: Any, part: np.ndarray) -> None:
    """Note that ``part`` of the memory of ``array`` has been written, and is not as recorded."""
    note_write(part)
    cut_off(array)


def cut_off(array: Any) -> None:
    """Make an array that is no variable a constant: its value is not the one that was recorded."""
    if array._node is not None and type(array._node) is not Leaf:
        array._node = None
