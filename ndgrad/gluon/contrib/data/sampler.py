"""A sampler for sequences that go on from batch to batch."""

from __future__ import annotations

from collections.abc import Iterator

from ....base import RequirementError
from ...data.sampler import Sampler

__all__ = ["IntervalSampler"]


class IntervalSampler(Sampler):
    """Indices at equal distances: 0, interval, 2 * interval, ...

    Parameters
    ----------
    length : int
        Indices are below it.
    interval : int
        The distance; at most ``length``.
    rollover : bool, default True
        Whether to begin again at 1, then at 2, ..., until every index was given.

    With ``interval = length // batch_size`` a language model meets in each row of a batch what
    follows that row of the batch before.

    >>> list(gluon.contrib.data.IntervalSampler(7, interval=3))
    [0, 3, 6, 1, 4, 2, 5]
    >>> list(gluon.contrib.data.IntervalSampler(7, interval=3, rollover=False))
    [0, 3, 6]
    """

    def __init__(self, length: int, interval: int, rollover: bool = True) -> None:
        if not 1 <= interval <= length:
            raise RequirementError(
                f"Interval {interval} must be smaller than or equal to length {length}, "
                "and positive"
            )
        self._length = length
        self._interval = interval
        self._rollover = rollover

    def __iter__(self) -> Iterator[int]:
        for start in range(self._interval if self._rollover else 1):
            yield from range(start, self._length, self._interval)

    def __len__(self) -> int:
        return self._length if self._rollover else -(-self._length // self._interval)
