"""The random generator that operators draw from: one per process, seeded by ``mx.random.seed``.

NumPy's generators hold a lock while they draw, so threads may share one. It is made at first use:
importing ``numpy.random`` is not part of importing this library.
"""

from __future__ import annotations

import os
from typing import Any

__all__ = ["generator", "get_state", "seed", "set_state"]

_generator: Any = None


def generator() -> Any:
    """The generator in use; seeded by the operating system until :func:`seed` is called."""
    return _generator if _generator is not None else _make(None)


def seed(number: int | None) -> None:
    """Start a new stream, reproducible for an integer."""
    _make(number)


def _make(number: int | None) -> Any:
    global _generator
    from numpy.random import SFC64, Generator

    _generator = Generator(SFC64(number))  # the fastest bit generator of NumPy
    return _generator


def _renew_lock() -> None:
    """In a forked process the thread that was drawing is gone, and the lock it held with it.

    Then even asking for the state would wait for ever (in NumPy 2.5). It was in the middle of a
    draw: no seed tells what comes next, and the child starts a stream of its own.
    """
    if _generator is None:
        return
    lock = _generator.bit_generator.lock
    if lock.acquire(blocking=False):
        lock.release()
    else:
        _make(None)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


def get_state() -> Any:
    """The state of the generator, for a checkpoint."""
    return generator().bit_generator.state


def set_state(state: Any) -> None:
    """Continue from a state that :func:`get_state` gave."""
    generator().bit_generator.state = state
