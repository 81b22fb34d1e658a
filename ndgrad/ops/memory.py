"""Memory for large results, used again when the array that had it is gone.

Memory fresh from the system is the dearest thing about a large array: every page of it is cleared
at its first touch (a batch normalization of 51 MB spent 25 of 85 ms there). So the memory of a
dead array is kept for the next one of its size; a training loop asks for the same sizes at every
step. It starts at a cache line, too, where NumPy's own starts 16 bytes behind one: storing vectors
across lines takes loops that stay in the cache up to twice the time.

An array from here is an ordinary one, but its ``base`` is a :class:`Lease`. Views of it have the
array as their base, so they keep the memory; it comes back when the last of them is gone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["empty", "empty_like", "owns_memory", "release_idle"]

#: Bytes from which on memory is kept; what is smaller the process has at hand anyway.
LARGE = 1 << 20
#: Bytes that are kept idle at most.
KEPT = 1 << 29
#: Bytes at which arrays begin: a line of the cache, and the longest vector of the processor.
LINE = 64

#: Size -> idle memory of it with its address; the sizes used last are at the end. Steps that are
#: atomic, and no lock: a lease may end anywhere, also where the collector runs amid these lines. At
#: the worst two threads at once let go of memory that could have been kept.
_idle: dict[int, list[tuple[np.ndarray, int]]] = {}


class Lease:
    """Memory lent to an array, which holds this as its base and gives it back by dying."""

    __slots__ = ("__array_interface__", "_memory", "_take_back")

    def __init__(self, memory: tuple[np.ndarray, int], shape: Any, dtype: np.dtype) -> None:
        self._memory = memory
        self._take_back = _take_back  # found also when the interpreter is shutting down
        self.__array_interface__ = {
            "data": (memory[1], False), "shape": shape, "typestr": dtype.str, "version": 3,
        }  # fmt: skip

    def __del__(self) -> None:
        self._take_back(self._memory)


def _take_back(memory: tuple[np.ndarray, int]) -> None:
    size = len(memory[0])
    same = _idle.pop(size, [])
    same.append(memory)
    _idle[size] = same
    excess = sum([s * len(idle) for s, idle in list(_idle.items())]) - KEPT
    for other in list(_idle):
        if excess <= 0:
            break
        excess -= other * len(_idle.pop(other, []))


def empty(shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """As ``np.empty``, for results that may be large.

    >>> empty((2, 3), np.float32).shape
    (2, 3)
    """
    dtype = np.dtype(dtype)
    size = int(math.prod(shape)) * dtype.itemsize  # sizes may be NumPy's integers
    if size < LARGE:
        return np.empty(shape, dtype)
    # Sizes in steps of an eighth or less, so that somewhat smaller arrays find memory as well.
    step = 1 << (size.bit_length() - 4)
    size = -(-(size + LINE) // step) * step
    try:
        memory = _idle[size].pop()
    except (KeyError, IndexError):
        raw = _fresh(size)
        start = raw.__array_interface__["data"][0]
        memory = raw, start + -start % LINE
    return np.asarray(Lease(memory, tuple(shape), dtype))


def _fresh(size: int) -> np.ndarray:
    """Memory from the system; where there is none left, what lies idle goes back first."""
    try:
        return np.empty(size, np.uint8)
    except MemoryError:
        release_idle()
        return np.empty(size, np.uint8)


def empty_like(array: np.ndarray) -> np.ndarray:
    """A new array of the shape and dtype of another, in the order of rows."""
    return empty(array.shape, array.dtype)


def owns_memory(array: np.ndarray) -> bool:
    """Whether an array is no view of another (and of no other object's memory)."""
    return array.base is None or isinstance(array.base, Lease)


def release_idle() -> None:
    """Give all idle memory back to the system."""
    _idle.clear()
