"""How blocks get their names: counters per scope, prefixes of the scopes around them."""

from __future__ import annotations

import threading
from typing import Any

from ... import name as names
from ...base import InvalidTypeError
from ..parameter import ParameterDict

__all__ = ["BlockScope", "name_block"]


class _Entered(threading.local):
    def __init__(self) -> None:
        self.scopes: list[BlockScope | None] = [None]


_entered = _Entered()


class BlockScope:
    """``with block.name_scope():`` - blocks made inside are named after the block around them.

    It knows the block's prefix and parameters but not the block: no reference cycle.
    """

    __slots__ = ("_counter", "params", "prefix", "transparent")

    def __init__(self, prefix: str, params: ParameterDict, transparent: bool) -> None:
        self.prefix = prefix
        self.params = params
        #: A block with an empty prefix opens no scope: names continue those around it.
        self.transparent = transparent
        self._counter: dict[str, int] = {}

    def next_name(self, hint: str) -> str:
        """``hint`` with the number of such blocks made in this scope before."""
        count = self._counter.get(hint, 0)
        self._counter[hint] = count + 1
        return f"{hint}{count}"

    def __enter__(self) -> BlockScope:
        _entered.scopes.append(_entered.scopes[-1] if self.transparent else self)
        return self

    def __exit__(self, *exc: Any) -> None:
        _entered.scopes.pop()


def name_block(
    prefix: str | None, params: ParameterDict | None, hint: str
) -> tuple[str, ParameterDict]:
    """Prefix and parameters of a new block, by the scope in which it is made.

    Parameters
    ----------
    prefix : str or None
        The prefix asked for, without that of the scope; None counts ``hint``.
    params : ParameterDict or None
        Parameters to share.
    hint : str
        Kind of the block, in small letters.
    """
    if params is not None and not isinstance(params, ParameterDict):
        raise InvalidTypeError(
            "params must be the ParameterDict of the block to share with (block.params or "
            f"block.collect_params()), got {type(params).__name__}."
        )
    scope = _entered.scopes[-1]
    if scope is None:
        if prefix is None:
            prefix = names.current().get(None, hint) + "_"
        full = prefix
        shared = None
    else:
        if prefix is None:
            prefix = scope.next_name(hint) + "_"
        full = scope.prefix + prefix
        shared = scope.params._shared
    if params is not None:
        return full, ParameterDict(params.prefix, params)
    own = full if scope is None else scope.params.prefix + prefix
    return full, ParameterDict(own, shared)
