"""A hybridized block counts as one operator, whichever of its outputs are used.

So every parameter that any of its outputs depends on gets a new gradient in every backward: zero
where the loss does not need it. A trainer updates all of them, and misses none. (Blocks that are
not hybridized record operator by operator, and a parameter that was not used has a stale gradient.)
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ...core.function import arrays_in
from ...core.tying import tie
from ...ndarray import NDArray

__all__ = ["run_as_one"]


class _Running(threading.local):
    """Whether a hybridized block runs in this thread: those inside it are part of it."""

    inside = False


_running = _Running()


def run_as_one(
    hybrid_forward: Callable[..., Any], F: Any, inputs: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    """The output of ``hybrid_forward``; where it has several arrays they are tied together."""
    if _running.inside:
        return hybrid_forward(F, *inputs, **options)
    _running.inside = True
    try:
        out = hybrid_forward(F, *inputs, **options)
    finally:
        _running.inside = False
    if isinstance(out, (list, tuple)):
        handed_on = {id(x) for x in arrays_in(list(inputs), NDArray)}
        tie([y for y in arrays_in(out, NDArray) if id(y) not in handed_on])
    return out
