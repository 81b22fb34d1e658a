"""Calls of hand-written functions: arguments that do not fit, and calls written as JSON."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from ..base import InvalidTypeError, InvalidValueError, nearest_name

__all__ = ["call_of_json", "checked", "require_callable", "require_number", "unknown_keyword"]

P = ParamSpec("P")
R = TypeVar("R")


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Decorator: a call whose arguments do not fit raises an error of the library.

    Python would raise a plain TypeError. The functions generated from operators see to it
    themselves; this is for the others. It costs 0.1 us per call, so functions without parameters,
    where there is no nearest parameter to name, do without.
    """

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            if error.__traceback__ is not None and error.__traceback__.tb_next is not None:
                raise  # from inside: the arguments did fit
            raise _misfit(function, error, kwargs) from None

    return call


def _misfit(function: Callable[..., Any], error: TypeError, given: dict[str, Any]) -> Exception:
    import inspect  # only on the way to an error

    owner, _, name = function.__qualname__.rpartition(".")
    if name == "__init__":
        name = owner
    known = [n for n in inspect.signature(function).parameters if n not in ("self", "kwargs")]
    for key in given:
        if key not in known:
            return unknown_keyword(name, key, known)
    _, _, reason = str(error).partition("() ")  # "missing 1 required positional argument: ..."
    return InvalidTypeError(f"{name}: {reason or error}. It takes {', '.join(known)}.")


def unknown_keyword(name: str, key: str, known: list[str]) -> InvalidTypeError:
    """The error of a keyword that a function does not have."""
    return InvalidTypeError(
        f"{name}: unknown keyword {key!r}.{nearest_name(key, known)} It takes {', '.join(known)}."
    )


_NO_NUMBERS = (str, bytes, list, tuple, dict, set, type(None))


def require_number(where: str, **values: Any) -> None:
    """Raise for an argument that is no number, or NaN: here, not where it is computed with."""
    for name, value in values.items():
        if isinstance(value, _NO_NUMBERS) or callable(value) or value != value:
            raise InvalidTypeError(f"{where}: {name} must be a number, got {value!r:.80}.")


def require_callable(where: str, **values: Any) -> None:
    """Raise for an argument that cannot be called."""
    for name, value in values.items():
        if not callable(value):
            raise InvalidTypeError(f"{where}: {name} must be a function, got {value!r:.80}.")


def call_of_json(text: str, error: str) -> tuple[str | None, dict[str, Any]]:
    """The name and the keywords of ``[name, keywords]``, or None and the keywords alone.

    Raises ``ValueError`` for another text; ``error`` says what it should have been.

    >>> call_of_json('["normal", {"sigma": 0.5}]', "an initializer")
    ('normal', {'sigma': 0.5})
    """
    import json  # here: importing the library does without

    try:
        written = json.loads(text)
        name, keywords = (None, written) if isinstance(written, dict) else written
        return name, dict(keywords)
    except (ValueError, TypeError, RecursionError) as reason:  # no JSON, or not these two
        raise InvalidValueError(f"{error}, not {text!r:.80}: {reason}.") from None
