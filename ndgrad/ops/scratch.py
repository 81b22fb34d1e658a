"""Memory that kernels use for a while and use again.

Memory fresh from the system costs more than most kernels do with it: every page of it is cleared
at its first touch. So each thread keeps the buffers its kernels asked for last.
"""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np

__all__ = ["Scratch"]

#: Bytes that a thread keeps at most.
KEPT = 64 << 20
#: Bytes at which buffers begin, the length of a line of the cache: see :mod:`.memory`.
LINE = 64
#: Bytes below which fresh memory is as cheap: it comes from the heap of the process.
SMALL = 1 << 16


class _Kept(threading.local):
    """The buffers of one thread, by purpose."""

    def __init__(self) -> None:
        self.buffers: dict[str, np.ndarray] = {}
        self.size = 0

    def __call__(self, purpose: str, size: int) -> np.ndarray:
        """A buffer of at least ``size`` bytes, the same at every call with this purpose."""
        buffer = self.buffers.get(purpose)
        if buffer is not None and len(buffer) >= size:
            return buffer
        if buffer is not None:
            self.size -= len(self.buffers.pop(purpose))
        buffer = np.empty(size + (size >> 3) + LINE, np.uint8)  # some more: sizes vary a little
        buffer = buffer[-buffer.__array_interface__["data"][0] % LINE :]
        if len(buffer) > KEPT // 2:
            return buffer
        if self.size + len(buffer) > KEPT:  # whoever uses the others has hold of them
            self.buffers.clear()
            self.size = 0
        self.buffers[purpose] = buffer
        self.size += len(buffer)
        return buffer


_kept = _Kept()


class Scratch:
    """Buffers for one run of one kernel; no other kernel of the thread may run meanwhile.

    >>> scratch = Scratch(np.dtype("float32"))
    >>> scratch("windows", 3, 4).shape
    (3, 4)
    """

    __slots__ = ("_buffers", "_dtype", "_user")

    def __init__(self, dtype: np.dtype, user: str = "") -> None:
        """``user`` keeps apart the buffers of two that are in use at the same time."""
        self._dtype = np.dtype(dtype)
        self._user = user
        self._buffers: dict[Any, np.ndarray] = {}

    def __call__(self, what: str, *shape: int, zeros: bool = False) -> np.ndarray:
        """A buffer of this purpose and shape; ``zeros`` fills it at the first request only."""
        found = self._buffers.get((what, shape))
        if found is None:
            size = math.prod(shape) * self._dtype.itemsize
            if size < SMALL:
                found = (np.zeros if zeros else np.empty)(shape, self._dtype)
            else:
                # Two shapes of one purpose may be in use in turns: they do not share memory.
                number = sum(key[0] == what for key in self._buffers)
                raw = _kept(f"{self._user} {what} {number}", size)
                found = raw[:size].view(self._dtype).reshape(shape)
                if zeros:
                    found.fill(0)
            self._buffers[what, shape] = found
        return found
