"""Samplers: in which order, and in which batches, the samples of a dataset are taken."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...base import InvalidValueError, UnsupportedError

__all__ = ["BatchSampler", "FilterSampler", "RandomSampler", "Sampler", "SequentialSampler"]


class Sampler:
    """Base class of samplers: iterating gives the indices of one pass, ``len`` their number.

    >>> class Backwards(gluon.data.Sampler):
    ...     def __init__(self, length): self._length = length
    ...     def __iter__(self): return iter(range(self._length - 1, -1, -1))
    ...     def __len__(self): return self._length
    >>> list(Backwards(3))
    [2, 1, 0]
    """

    def __iter__(self) -> Iterator[Any]:
        raise UnsupportedError(f"{type(self).__name__} does not define __iter__")

    def __len__(self) -> int:
        raise UnsupportedError(f"{type(self).__name__} does not define __len__")


def _length(sampler: Sampler, length: Any) -> int:
    try:
        number = operator.index(length)
    except TypeError:
        number = -1
    if number < 0:
        raise InvalidValueError(
            f"{type(sampler).__name__}: length must be an integer of at least 0, got {length!r:.80}"
        )
    return number


class SequentialSampler(Sampler):
    """The indices from ``start`` to ``start + length - 1`` in order.

    >>> list(gluon.data.SequentialSampler(3, start=2))
    [2, 3, 4]
    """

    def __init__(self, length: int, start: int = 0) -> None:
        self._length = _length(self, length)
        self._start = start

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._start, self._start + self._length))

    def __len__(self) -> int:
        return self._length


class RandomSampler(Sampler):
    """The indices from 0 to ``length - 1`` in random order, each once.

    The order is drawn from NumPy's global generator, so ``np.random.seed`` fixes it.

    >>> np.random.seed(3)
    >>> list(gluon.data.RandomSampler(6))
    [3, 5, 4, 1, 0, 2]
    """

    def __init__(self, length: int) -> None:
        self._length = _length(self, length)

    def __iter__(self) -> Iterator[int]:
        order = np.arange(self._length)
        np.random.shuffle(order)
        return iter(order.tolist())

    def __len__(self) -> int:
        return self._length


class FilterSampler(Sampler):
    """The indices of the samples for which ``fn`` is true, found when the sampler is made.

    Parameters
    ----------
    fn : callable
        Takes a sample and says whether it belongs.
    dataset : Dataset
        The dataset whose samples are asked.

    >>> list(gluon.data.FilterSampler(lambda x: x > 1, gluon.data.SimpleDataset([1, 2, 3])))
    [1, 2]
    """

    def __init__(self, fn: Callable[[Any], Any], dataset: Any) -> None:
        self._fn = fn
        self._dataset = dataset
        self._indices = [i for i in range(len(dataset)) if fn(dataset[i])]

    def __iter__(self) -> Iterator[int]:
        return iter(self._indices)

    def __len__(self) -> int:
        return len(self._indices)


class BatchSampler(Sampler):
    """Lists of ``batch_size`` indices that another sampler gives.

    Parameters
    ----------
    sampler : Sampler
        Where the indices come from.
    batch_size : int
        How many indices make a batch.
    last_batch : {'keep', 'discard', 'rollover'}, default 'keep'
        What happens to a last batch that is not full: it is given as it is, left out, or kept as
        the beginning of the next pass. Another value raises ``ValueError``.

    >>> sampler = gluon.data.SequentialSampler(10)
    >>> list(gluon.data.BatchSampler(sampler, 3, "keep"))
    [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]
    >>> rolling = gluon.data.BatchSampler(sampler, 4, "rollover")
    >>> list(rolling), list(rolling)[0]
    ([[0, 1, 2, 3], [4, 5, 6, 7]], [8, 9, 0, 1])
    """

    def __init__(self, sampler: Any, batch_size: int, last_batch: str = "keep") -> None:
        if last_batch not in ("keep", "discard", "rollover"):
            raise InvalidValueError(
                f"last_batch must be one of 'keep', 'discard', or 'rollover', but got {last_batch}"
            )
        if isinstance(batch_size, str) or batch_size < 1:
            raise InvalidValueError(f"batch_size must be positive, got {batch_size!r}")
        self._sampler = sampler
        self._batch_size = batch_size
        self._last_batch = last_batch
        self._prev: list[Any] = []

    def __iter__(self) -> Iterator[list[Any]]:
        batch, self._prev = self._prev, []
        for index in self._sampler:
            batch.append(index)
            if len(batch) == self._batch_size:
                yield batch
                batch = []
        if batch and self._last_batch == "keep":
            yield batch
        elif batch and self._last_batch == "rollover":
            self._prev = batch

    def __len__(self) -> int:
        total = len(self._sampler)
        if self._last_batch == "keep":
            total += self._batch_size - 1  # a last batch that is not full counts
        elif self._last_batch == "rollover":
            total += len(self._prev)
        return total // self._batch_size
