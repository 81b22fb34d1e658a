"""The write log: which memory was changed in place, and when.

A gradient rule computes from the arrays it kept; if one of them is changed before the sweep, the
gradient would be silently wrong. Writes are rare and operations are many, so the cost lies on the
write: it notes the owner of the memory, the bytes touched and a number from the counter that also
numbers the nodes. The sweep asks whether a kept array was touched after its node was made.

Entries that are older than every node are harmless, and an entry dies with the memory it is about.
"""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

__all__ = ["changed_since", "latest", "next_number", "note_write", "owner_of"]

#: Numbers nodes and writes, in the order in which they happen; atomic under the GIL.
next_number = itertools.count(1).__next__

#: More writes to one owner than this are merged into one range: bounded memory, never less safe.
_MOST_RANGES = 64

#: Beyond every address: the end of a range that is all of the memory of an owner.
_EVERYTHING = 1 << 64

#: Reentrant: the collector may run, inside it, a finalizer of the program that writes too.
_lock = threading.RLock()
#: id(owner) -> (weak reference to the owner, [[number, first byte, last byte], ...])
_log: dict[int, tuple[Any, list[list[int]]]] = {}
_latest = 0


def _renew_lock() -> None:
    """In a forked process the thread that held the lock is gone."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def latest() -> int:
    """Number of the newest write; a node with a greater number needs no check at all."""
    return _latest


def owner_of(array: np.ndarray) -> np.ndarray:
    """The array at the end of the chain of views: it stands for the memory."""
    base = array.base
    while isinstance(base, np.ndarray):
        array = base
        base = array.base
    return array


def note_write(array: np.ndarray) -> None:
    """Note that the elements of ``array`` were changed in place just now."""
    global _latest
    if not array.size:
        return
    owner = owner_of(array)
    key = id(owner)
    if owner is array:
        low, high = 0, _EVERYTHING
    elif array.flags.c_contiguous:
        low = array.__array_interface__["data"][0]
        high = low + array.nbytes
    else:
        low, high = byte_bounds(array)
    with _lock:
        number = next_number()
        entry = _log.get(key)
        if entry is None or entry[0]() is not owner:
            _log[key] = (weakref.ref(owner, _forget(key)), [[number, low, high]])
        else:
            _add_range(entry[1], number, low, high)
        _latest = number


def _add_range(ranges: list[list[int]], number: int, low: int, high: int) -> None:
    for known in ranges:
        if known[1] == low and known[2] == high:
            known[0] = number
            return
    ranges.append([number, low, high])
    if len(ranges) > _MOST_RANGES:
        lowest, highest = min(r[1] for r in ranges), max(r[2] for r in ranges)
        ranges[:] = [[number, lowest, highest]]


def _forget(key: int) -> Any:
    def forget(reference: Any) -> None:
        # No lock: the collector may run this inside note_write. dict.pop is atomic, and an entry
        # that a new owner at the same address has made meanwhile is not ours to drop.
        entry = _log.get(key)
        if entry is not None and entry[0] is reference:
            _log.pop(key, None)

    return forget


def changed_since(array: np.ndarray, number: int) -> bool:
    """Whether elements of ``array`` were changed in place after ``number`` was handed out."""
    owner = owner_of(array)
    entry = _log.get(id(owner))
    if entry is None or entry[0]() is not owner:
        return False
    newer = [r for r in list(entry[1]) if r[0] > number]
    if not newer or not array.size:
        return False
    low, high = byte_bounds(array)
    return any(r[1] < high and low < r[2] for r in newer)
