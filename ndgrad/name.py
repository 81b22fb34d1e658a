"""Names for what was not given one: ``dense0``, ``dense1`` ..."""

from __future__ import annotations

import itertools
import threading
from typing import Any

from .base import InvalidValueError

__all__ = ["NameManager", "Prefix"]


class _Stack(threading.local):
    def __init__(self) -> None:
        self.managers: list[NameManager] = [_DEFAULT]


class NameManager:
    """Counts how often each kind was made; within its ``with`` block it names what is made.

    >>> with mx.name.NameManager():
    ...     gluon.nn.Dense(2).name, gluon.nn.Dense(2).name
    ('dense0', 'dense1')
    """

    def __init__(self) -> None:
        self._counters: dict[str, itertools.count[int]] = {}

    def get(self, name: str | None, hint: str) -> str:
        """``name`` if there is one, else ``hint`` and the number of those before.

        >>> mx.name.NameManager().get(None, "fc")
        'fc0'
        """
        if name:
            return name
        # Both calls are atomic: threads get different names.
        counter = self._counters.setdefault(hint, itertools.count())
        return f"{hint}{next(counter)}"

    def __enter__(self) -> NameManager:
        _stack.managers.append(self)
        return self

    def __exit__(self, *exc: Any) -> None:
        if _stack.managers[-1] is not self:
            raise InvalidValueError("NameManager: scopes must be left in the order of entering.")
        _stack.managers.pop()


class Prefix(NameManager):
    """A name manager that puts a prefix before every name, given ones too.

    >>> with mx.name.Prefix("net_"):
    ...     gluon.nn.Dense(2).name
    'net_dense0'
    """

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def get(self, name: str | None, hint: str) -> str:
        """The prefix and the name.

        >>> mx.name.Prefix("net_").get("fc", "dense")
        'net_fc'
        """
        return self._prefix + super().get(name, hint)


#: The manager outside of any scope, one for all threads.
_DEFAULT = NameManager()
_stack = _Stack()


def current() -> NameManager:
    """The innermost manager.

    >>> isinstance(mx.name.current(), mx.name.NameManager)
    True
    """
    return _stack.managers[-1]
