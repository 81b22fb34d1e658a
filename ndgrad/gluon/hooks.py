"""Hooks of blocks: callbacks that can be taken back."""

from __future__ import annotations

import itertools
import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from ..base import RequirementError
from ..core.arguments import require_callable

__all__ = ["HookHandle"]

_next_key = itertools.count().__next__


class HookHandle:
    """What registering a hook returns: ``detach()`` removes the hook, as does leaving ``with``.

    >>> net = gluon.nn.Dense(2)
    >>> net.initialize()
    >>> with net.register_forward_hook(lambda block, inputs, output: print(output.shape)):
    ...     y = net(nd.ones((1, 3)))
    (1, 2)
    >>> y = net(nd.ones((1, 3)))
    """

    def __init__(self) -> None:
        self._hooks_dict_ref: Any = None
        self._id: int | None = None

    def attach(self, hooks_dict: OrderedDict[int, Any], hook: Callable[..., Any]) -> None:
        """Put ``hook`` into ``hooks_dict``; a handle holds one, a second is a ``ValueError``."""
        if self._hooks_dict_ref is not None:
            raise RequirementError("The same handle cannot be attached twice.")
        require_callable("hook", hook=hook)
        self._id = _next_key()  # a key of its own: one function may be registered twice
        hooks_dict[self._id] = hook
        self._hooks_dict_ref = weakref.ref(hooks_dict)

    def detach(self) -> None:
        """Remove the hook; nothing if that was done before."""
        hooks_dict = self._hooks_dict_ref() if self._hooks_dict_ref is not None else None
        if hooks_dict is not None and self._id is not None:
            hooks_dict.pop(self._id, None)

    def __enter__(self) -> HookHandle:
        return self

    def __exit__(self, *exc: Any) -> None:
        self.detach()
