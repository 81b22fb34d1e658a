"""Whether operators are recorded, and whether layers train: per thread, with scopes that restore.

Scopes are kept on a stack per thread, so one scope object may be entered again before it was left,
shared by threads, used as a decorator, or left out of turn (a generator that was abandoned inside
one): removing an entry from the middle hands its "before" to the entry above it.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["Scope", "is_paused", "state"]

T = TypeVar("T", bound=Callable[..., Any])


class State(threading.local):
    """The flags of one thread. Class-level defaults: a new thread costs nothing."""

    recording = False
    training = False

    def __init__(self) -> None:
        self.entered: list[list[Any]] = []  # [scope, recording before, training before]


state = State()


def is_paused() -> bool:
    """Whether nothing is recorded here, inside a scope that records."""
    return not state.recording and any(before for _, before, _ in state.entered)


class Scope:
    """A ``with`` block (or decorator) that sets the flags and restores what it found.

    ``None`` leaves a flag as it is.
    """

    __slots__ = ("_recording", "_training")

    def __init__(self, recording: bool | None, training: bool | None) -> None:
        self._recording = recording
        self._training = training

    def __enter__(self) -> None:
        state.entered.append([self, state.recording, state.training])
        if self._recording is not None:
            state.recording = self._recording
        if self._training is not None:
            state.training = self._training

    def __exit__(self, *exc: object) -> None:
        entered = state.entered
        for i in range(len(entered) - 1, -1, -1):
            if entered[i][0] is self:
                break
        else:  # entered by another thread: its flags are not ours to touch
            return
        _, recording, training = entered.pop(i)
        if i == len(entered):
            state.recording, state.training = recording, training
        else:
            entered[i][1:] = recording, training

    def __call__(self, function: T) -> T:
        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return inside  # type: ignore[return-value]  # same signature as `function`
