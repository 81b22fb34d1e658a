"""A range of independent pieces of work, shared among threads where it is large."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from . import parallel

__all__ = ["in_parts"]

#: Elements that each thread gets at least: a few times what waking one costs.
SHARE = 1 << 18


def in_parts(work: Callable[[int, int], Any], count: int, elements: int) -> None:
    """``work(start, stop)`` for ranges that cover ``count`` pieces, of ``elements`` numbers in all.

    Ranges may be worked on at the same time, so a piece writes to no memory but its own.
    """
    parts = min(parallel.threads, count, elements // SHARE)
    if parts < 2:
        work(0, count)
        return
    ends = [count * i // parts for i in range(parts + 1)]
    parallel.run_together([partial(work, a, b) for a, b in zip(ends, ends[1:])])
