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
    "check_state",
    "check_writable",
    "cut_off",
    "move_out",
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
    _check_not_read_only(array)


def check_state(array: Any) -> None:
    """The same for the state of an operator, as running statistics: it may be a variable.

    Programs attach gradients to all they have. The operator does not differentiate its states; if
    another one has recorded this value, the sweep finds the write in the log.
    """
    if type(array._node) is Leaf:
        _check_not_read_only(array)
    else:
        check_writable(array)


def _check_not_read_only(array: Any) -> None:
    if not array._raw.flags.writeable:
        raise InvalidValueError("the array is read-only: its memory belongs to somebody else.")


class _Holder:
    __slots__ = ("_raw",)

    def __init__(self) -> None:
        self._raw = np.empty(2)[:1]


def _holders(array: Any) -> int:
    raw = array._raw
    return getrefcount(raw)


def _holders_of_base(array: Any) -> int:
    base = array._raw.base
    return getrefcount(base)


#: What these say of memory that only one array sees. (Measured: it differs between versions of
#: Python.)
_SOLE, _SOLE_BASE = _holders(_Holder()), _holders_of_base(_Holder())


def check_can_join(array: Any, known: int = 0) -> None:
    """Raise where ``array`` cannot become part of the graph by writing a recorded value into it.

    Whoever else sees its memory - what it is a view of, a view of it - would have the values
    without the graph, and a gradient would be lost there. ``known`` references to its raw array are
    the caller's own.
    """
    view = isinstance(array._raw.base, np.ndarray)
    if _holders(array) - known > _SOLE or (view and _holders_of_base(array) > _SOLE_BASE):
        raise InplaceError(
            f"{INPLACE_REFUSED}\nThe array written into (shape {array._raw.shape}) shares its "
            f"memory with another one (x[i], a slice, reshape, detach) or with a recorded "
            f"operation, and there the gradient would be lost.\n"
            f"Write x = y, or put parts together with nd.concat or nd.stack."
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


def move_out(array: Any) -> None:
    """Give an array memory of its own; what was recorded of it, and views, keep the old one."""
    array._raw = array._raw.copy()


def cut_off(array: Any) -> None:
    """Make an array that is no variable a constant: its value is not the one that was recorded."""
    if array._node is not None and type(array._node) is not Leaf:
        array._node = None
