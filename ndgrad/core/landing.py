"""Where a sweep ends: gradients are put into the arrays that variables have for them."""

from __future__ import annotations

import os
import threading
import weakref
from sys import getrefcount
from typing import Any

import numpy as np

from ..ops.memory import owns_memory
from ..ops.scattered import Scattered
from .inplace import cut_off, written
from .tape import Leaf
from .writes import changed_since, next_number

__all__ = ["land", "to_hand_out"]


def _count_of_argument(array: Any) -> int:
    return getrefcount(array)


def _count_of_held(holder: Any) -> int:
    array = holder._raw
    return getrefcount(array)


class _Holder:
    __slots__ = ("_raw",)

    def __init__(self) -> None:
        self._raw = np.empty(0)


#: What ``getrefcount`` says, in a function called with it, of an array that nobody else holds, and
#: of one that only an attribute holds. Measured, because it differs between versions of Python.
_SOLE_ARGUMENT = _count_of_argument(np.empty(0))
_SOLE_HELD = _count_of_held(_Holder())


def to_hand_out(gradient: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """The gradient itself, or a copy if anybody else (a head, a kept value) can see its memory."""
    sole = owns_memory(gradient) and getrefcount(gradient) <= _SOLE_ARGUMENT
    return gradient if sole and gradient.dtype == dtype else np.array(gradient, dtype)


#: Sweeps of several threads that reach one variable put their gradients there one after the other:
#: NumPy lets go of the interpreter's lock in the middle of an addition.
_lock = threading.RLock()


def _renew_lock() -> None:
    """In a forked process the thread that held the lock is gone."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def land(leaf: Leaf, gradient: Any) -> None:
    """Put a gradient into the array of its leaf, as its ``grad_req`` says."""
    if leaf.grad_req == "null":
        return
    grad = leaf.grad
    with _lock:
        leaf.fresh = True
        buffer = grad._raw
        if gradient is None:
            if leaf.grad_req == "write":
                buffer.fill(0)
                written(grad, buffer)
            return
        if type(gradient) is Scattered:
            plain = buffer.flags.c_contiguous and buffer.dtype == gradient.dtype
            if plain and leaf.grad_req == "write":
                _land_rows(leaf, buffer, gradient)
                return
            gradient = gradient.dense()
        if leaf.grad_req == "add":
            np.add(buffer, gradient, out=buffer, casting="same_kind")
        elif (
            gradient.nbytes >= 1 << 16  # below, copying is cheaper than asking
            and gradient.dtype == buffer.dtype
            and owns_memory(gradient)
            and owns_memory(buffer)
            and gradient.flags.c_contiguous
            and gradient.flags.writeable
            # Nobody else can see either memory.
            and getrefcount(gradient) <= _SOLE_ARGUMENT
            and getrefcount(buffer) <= _SOLE_HELD
        ):
            grad._raw = gradient  # new memory: no graph needs what it was before
            cut_off(grad)
            return
        else:
            np.copyto(buffer, gradient, casting="same_kind")
        written(grad, buffer)


def _land_rows(leaf: Leaf, buffer: np.ndarray, gradient: Scattered) -> None:
    """Write a gradient of few rows, clearing only what the last one left if nothing wrote since."""
    last = leaf.scattered
    if last is not None and last[0]() is buffer and not changed_since(buffer, last[2]):
        buffer[last[1]] = 0
    else:
        buffer.fill(0)
    gradient.add_into(buffer)
    written(leaf.grad, buffer)
    leaf.scattered = (weakref.ref(buffer), gradient.index.copy(), next_number())
