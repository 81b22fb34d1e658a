"""The loader: takes samples from a dataset and gives batches, read ahead by workers if wanted."""

from __future__ import annotations

import hashlib
import pickle
import random
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...base import InvalidTypeError, InvalidValueError, RequirementError
from ...core import generator
from ...core.arguments import checked, require_callable
from .batchify import batch_reader, default_batchify_fn
from .dataset import _LazyTransformDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler

__all__ = ["DataLoader", "default_batchify_fn", "default_mp_batchify_fn"]

#: Workers batch like the main process; their arrays then travel through shared memory.
default_mp_batchify_fn = default_batchify_fn


class DataLoader:
    """Iterates over a dataset in batches; each ``for`` loop over it is one epoch.

    Parameters
    ----------
    dataset : Dataset
        Anything with a length and items: datasets, arrays, lists.
    batch_size : int
        Number of samples per batch.
    shuffle : bool, default False
        Whether each epoch has another order, drawn from NumPy's global generator
        (``np.random.seed`` fixes it).
    sampler : Sampler, optional
        Gives the order instead; not together with ``shuffle``.
    last_batch : {'keep', 'discard', 'rollover'}, default 'keep'
        What happens to a last batch that is not full: given, left out, or kept for the next
        epoch.
    batch_sampler : Sampler, optional
        Gives lists of indices; not together with the four arguments before.
    batchify_fn : callable, optional
        Makes a batch of a list of samples. The default stacks them (numbers keep their type,
        tuples give a list of batches).
    num_workers : int, default 0
        Number of worker processes that read ahead. They are forked at the first epoch, see the
        dataset as it is then, and send arrays through shared memory; where there is no fork,
        threads do their work. Each batch has its own random seed, derived from the states of
        ``np.random`` and ``mx.random``, so random transforms differ between batches and repeat
        with the seeds.
    pin_memory, pin_device_id
        Accepted for MXNet's sake: all memory here is as fast.
    prefetch : int, default 2 * num_workers
        How many batches the workers read ahead.
    thread_pool : bool, default False
        Whether workers are threads: no copies, but one Python at a time.
    timeout : int, default 120
        Seconds after which a batch that is not ready raises (an :class:`MXNetError` that is also
        ``TimeoutError``).
    auto_reload : bool, default False
        Whether the workers begin with the next epoch as soon as one ends (and with the first one
        at once).
    transform : callable, optional
        Applied to each sample, as ``dataset.transform(transform)``.

    Wrong combinations raise ``ValueError``. An error in a worker is raised here, with the worker's
    traceback in its message; a worker that dies raises :class:`MXNetError`.

    >>> dataset = gluon.data.ArrayDataset(nd.arange(10).reshape((5, 2)), [0, 1, 0, 1, 1])
    >>> loader = gluon.data.DataLoader(dataset, batch_size=2, last_batch="discard")
    >>> for data, label in loader:
    ...     print(data.shape, label.asnumpy())
    (2, 2) [0 1]
    (2, 2) [0 1]
    >>> len(loader)
    2
    """

    @checked
    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = None,
        shuffle: bool = False,
        sampler: Any = None,
        last_batch: str | None = None,
        batch_sampler: Any = None,
        batchify_fn: Callable[..., Any] | None = None,
        num_workers: int = 0,
        pin_memory: bool = False,
        pin_device_id: int = 0,
        prefetch: int | None = None,
        thread_pool: bool = False,
        timeout: float = 120,
        auto_reload: bool = False,
        transform: Callable[..., Any] | None = None,
    ) -> None:
        if not hasattr(dataset, "__getitem__"):
            raise InvalidTypeError(
                f"DataLoader: dataset must have samples by index, got {type(dataset).__name__}."
            )
        if batchify_fn is not None:
            require_callable("DataLoader", batchify_fn=batchify_fn)
        if timeout <= 0:
            raise RequirementError(f"timeout must be positive, given {timeout}")
        self._dataset = dataset if transform is None else _LazyTransformDataset(dataset, transform)
        self._pin_memory = pin_memory
        self._pin_device_id = pin_device_id
        self._thread_pool = thread_pool
        self._timeout = timeout
        self._batch_sampler = _batches_of(
            dataset, batch_size, shuffle, sampler, last_batch, batch_sampler
        )
        self._num_workers = max(0, num_workers)
        wanted = 2 * self._num_workers if prefetch is None else int(prefetch)
        self._prefetch = max(0, wanted)
        self._batchify_fn = batchify_fn or default_batchify_fn
        self._worker_pool: Any = None
        self._epoch = 0
        self._iter: _Ahead | None = None
        self.auto_reload = auto_reload
        if auto_reload:
            self.refresh()

    def __iter__(self) -> Iterator[Any]:
        if not self._num_workers:
            read = batch_reader(self._dataset, self._batchify_fn)
            for indices in self._batch_sampler:
                yield read(indices)
            return
        ahead, self._iter = self._iter, None
        yield from ahead if ahead is not None else self._prefetch_iter()
        if self.auto_reload:
            self.refresh()

    def __len__(self) -> int:
        return len(self._batch_sampler)

    def refresh(self) -> None:
        """Let the workers begin with the next epoch now; it does nothing without workers.

        >>> gluon.data.DataLoader([1, 2, 3], 2).refresh()
        """
        if self._num_workers:
            self._iter = self._prefetch_iter()

    def clean(self) -> None:
        """Drop what :meth:`refresh` has begun to read.

        >>> gluon.data.DataLoader([1, 2, 3], 2).clean()
        """
        ahead, self._iter = self._iter, None
        if ahead is not None:
            ahead.close()

    def _prefetch_iter(self) -> _Ahead:
        """An epoch whose first batches the workers already read."""
        self._epoch += 1
        return _Ahead(self._pool(), self._batch_sampler, self._prefetch, self._timeout, self._epoch)

    def _pool(self) -> Any:
        """The workers, started at first use, and again after an error has ended them."""
        if self._worker_pool is None or self._worker_pool.broken:
            from . import workers  # loads multiprocessing, which few programs need

            read = batch_reader(self._dataset, self._batchify_fn)
            processes = workers.can_fork() and not self._thread_pool
            kind = workers.ProcessPool if processes else workers.ThreadPool
            pool = self._worker_pool = kind(read, self._num_workers, _seed_all)
            weakref.finalize(self, pool.close)
        return self._worker_pool


def _batches_of(
    dataset: Any,
    batch_size: int | None,
    shuffle: bool,
    sampler: Any,
    last_batch: str | None,
    batch_sampler: Any,
) -> Any:
    """The batch sampler that the arguments of the loader describe."""
    if batch_sampler is not None:
        if batch_size is not None or shuffle or sampler is not None or last_batch is not None:
            raise InvalidValueError(
                "batch_size, shuffle, sampler and last_batch must not be specified if "
                "batch_sampler is specified."
            )
        return batch_sampler
    if batch_size is None:
        raise InvalidValueError("batch_size must be specified unless batch_sampler is specified")
    if sampler is None:
        sampler = (RandomSampler if shuffle else SequentialSampler)(len(dataset))
    elif shuffle:
        raise InvalidValueError("shuffle must not be specified if sampler is specified")
    return BatchSampler(sampler, batch_size, last_batch or "keep")


class _Ahead:
    """One epoch read by workers: keeps some batches in work, gives them in order."""

    def __init__(self, pool: Any, batches: Any, prefetch: int, timeout: float, epoch: int) -> None:
        self._pool = pool
        self._batches = iter(batches)
        self._timeout = timeout
        self._keys = _keys_of_epoch(epoch)
        self._asked = 0
        self._jobs: deque[int] = deque()
        for _ in range(prefetch):
            self._ask()

    def _ask(self) -> None:
        indices = next(self._batches, None)
        if indices is not None:
            self._jobs.append(self._pool.submit(indices, self._seeds()))

    def _seeds(self) -> tuple[int, ...]:
        """The seeds of the next batch."""
        self._asked += 1
        number = self._asked.to_bytes(8, "little")
        texts = (hashlib.blake2b(number, key=key, digest_size=4) for key in self._keys)
        return tuple(int.from_bytes(text.digest(), "little") for text in texts)

    def __iter__(self) -> Iterator[Any]:
        try:
            while True:
                self._ask()
                if not self._jobs:
                    return
                yield self._pool.get(self._jobs.popleft(), self._timeout)
        finally:
            self.close()

    def close(self) -> None:
        """Drop the batches that were asked for and are no longer wanted."""
        while self._jobs:
            self._pool.forget(self._jobs.popleft())


def _keys_of_epoch(epoch: int) -> list[bytes]:
    """What the seeds of an epoch's batches follow from.

    Each generator's seeds follow from its own state, which is not changed: the order of the
    samples stays as without workers, and whoever seeds one generator gets its numbers again.
    """
    states = (random.getstate(), np.random.get_state(), generator.get_state())
    return [
        hashlib.blake2b(pickle.dumps((epoch, state)), digest_size=16).digest() for state in states
    ]


def _seed_all(seeds: tuple[int, int, int]) -> None:
    """Seed all generators that a transform may draw from."""
    random.seed(seeds[0])
    np.random.seed(seeds[1])
    generator.seed(seeds[2])
