"""Iterators around iterators: another length, and fetching ahead."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Any

from ..base import InvalidKeyError, InvalidValueError, nearest_name
from .base import DataBatch, DataDesc, DataIter

__all__ = ["PrefetchingIter", "ResizeIter"]


class _BatchIter(DataIter):
    """An iterator that holds a whole batch at a time."""

    current_batch: DataBatch | None = None

    def next(self) -> DataBatch:
        if not self.iter_next():
            raise StopIteration
        return self._present()

    def _present(self) -> DataBatch:
        if self.current_batch is None:
            raise InvalidValueError(
                f"{type(self).__name__}: no batch yet, call next() or iter_next() first"
            )
        return self.current_batch

    def getdata(self) -> Any:
        return self._present().data

    def getlabel(self) -> Any:
        return self._present().label

    def getindex(self) -> Any:
        return self._present().index

    def getpad(self) -> Any:
        return self._present().pad


class ResizeIter(_BatchIter):
    """Another iterator with epochs of ``size`` batches: cut off, or begun again as often as needed.

    Parameters
    ----------
    data_iter : DataIter
    size : int
        Batches of an epoch.
    reset_internal : bool, default True
        Whether :meth:`reset` also resets ``data_iter``; if not, an epoch goes on where the last one
        ended.

    >>> inner = mx.io.NDArrayIter(np.arange(4), batch_size=2)
    >>> resized = mx.io.ResizeIter(inner, 3)
    >>> [batch.data[0].asnumpy().tolist() for batch in resized]
    [[0.0, 1.0], [2.0, 3.0], [0.0, 1.0]]
    """

    def __init__(self, data_iter: DataIter, size: int, reset_internal: bool = True) -> None:
        super().__init__(data_iter.batch_size)
        self.data_iter = data_iter
        self.size = size
        self.reset_internal = reset_internal
        self.cur = 0
        self.provide_data = data_iter.provide_data  # type: ignore[attr-defined]  # of the subclass
        self.provide_label = data_iter.provide_label  # type: ignore[attr-defined]  # likewise
        if hasattr(data_iter, "default_bucket_key"):
            self.default_bucket_key = data_iter.default_bucket_key

    def reset(self) -> None:
        self.cur = 0
        if self.reset_internal:
            self.data_iter.reset()

    def iter_next(self) -> bool:
        if self.cur == self.size:
            return False
        try:
            self.current_batch = self.data_iter.next()
        except StopIteration:
            self.data_iter.reset()
            try:
                self.current_batch = self.data_iter.next()
            except StopIteration:
                raise InvalidValueError("ResizeIter: the iterator has no batches") from None
        self.cur += 1
        return True


class PrefetchingIter(_BatchIter):
    """One or several iterators whose next batches are made in threads, while the last is in use.

    Of several, each batch holds the data and labels of all; they must have equally many batches.
    What an iterator raises is raised by :meth:`next`.

    Parameters
    ----------
    iters : DataIter or list of DataIter
    rename_data, rename_label : list of dict, optional
        For each iterator new names of what it provides, ``{"data": "image"}``.

    >>> inner = mx.io.NDArrayIter(np.arange(4), batch_size=2)
    >>> ahead = mx.io.PrefetchingIter(inner, rename_data=[{"data": "x"}])
    >>> [batch.data[0].asnumpy().tolist() for batch in ahead]
    [[0.0, 1.0], [2.0, 3.0]]
    >>> ahead.provide_data[0].name
    'x'
    """

    def __init__(
        self,
        iters: Any,
        rename_data: list[dict[str, str]] | None = None,
        rename_label: list[dict[str, str]] | None = None,
    ) -> None:
        self.iters = iters if isinstance(iters, list) else [iters]
        if not self.iters:
            raise InvalidValueError("PrefetchingIter: at least one iterator is needed")
        self.n_iter = len(self.iters)
        self.rename_data = rename_data
        self.rename_label = rename_label
        super().__init__(self.provide_data[0].shape[0])
        self._workers = [_Worker(inner) for inner in self.iters]
        self._fetch()

    def __del__(self) -> None:
        for worker in getattr(self, "_workers", ()):
            worker.stop()

    @property
    def provide_data(self) -> list[DataDesc]:
        """Descriptions of the data of all iterators, renamed."""
        return self._renamed("provide_data", self.rename_data)

    @property
    def provide_label(self) -> list[DataDesc]:
        """Descriptions of the labels of all iterators, renamed."""
        return self._renamed("provide_label", self.rename_label)

    def _renamed(self, what: str, names: list[dict[str, str]] | None) -> list[DataDesc]:
        if names is not None and len(names) != self.n_iter:
            raise InvalidValueError(
                f"PrefetchingIter: {self.n_iter} iterators need as many dicts of new names, got "
                f"{len(names)}"
            )
        found = []
        for number, inner in enumerate(self.iters):
            for given in getattr(inner, what):
                one = given if isinstance(given, DataDesc) else DataDesc(*given)
                name = one.name if names is None else _new_name(names[number], one.name)
                found.append(DataDesc(name, one.shape, one.dtype, one.layout))
        return found

    def _fetch(self) -> None:
        for worker in self._workers:
            worker.ask()

    def reset(self) -> None:
        for worker in self._workers:
            worker.drop()  # an iterator is never used by two threads at a time
        for inner in self.iters:
            inner.reset()
        self._fetch()

    def iter_next(self) -> bool:
        batches = [worker.take() for worker in self._workers]
        arrived = [batch for batch in batches if batch is not None]
        if not arrived:
            return False
        if len(arrived) < len(batches):
            raise InvalidValueError("Number of entry mismatches between iterators")
        self._fetch()
        first = arrived[0]
        if any(batch.pad != first.pad for batch in arrived):
            raise InvalidValueError("PrefetchingIter: the iterators pad their batches differently")
        self.current_batch = DataBatch(
            data=[array for batch in arrived for array in batch.data],
            label=[array for batch in arrived for array in batch.label or []],
            pad=first.pad,
            index=first.index,
            bucket_key=first.bucket_key,
            provide_data=self.provide_data,
            provide_label=self.provide_label,
        )
        return True


class _Worker:
    """A thread that makes the next batch of one iterator when asked to.

    It knows the iterator and the queues only, so that nothing keeps its owner alive.
    """

    def __init__(self, inner: DataIter) -> None:
        self._orders: SimpleQueue[bool] = SimpleQueue()
        self._made: SimpleQueue[tuple[DataBatch | None, BaseException | None]] = SimpleQueue()
        self._asked = False
        arguments = inner, self._orders, self._made
        threading.Thread(target=_serve, args=arguments, name="PrefetchingIter", daemon=True).start()

    def ask(self) -> None:
        """Begin to make a batch, unless one is being made."""
        if not self._asked:
            self._asked = True
            self._orders.put(True)

    def take(self) -> DataBatch | None:
        """The batch, when it is there; None at the end of the epoch."""
        self.ask()
        batch, error = self._made.get()
        self._asked = False
        if error is not None:
            raise error
        return batch

    def drop(self) -> None:
        """Wait for the batch that is being made, and forget it."""
        if self._asked:
            self._made.get()
            self._asked = False

    def stop(self) -> None:
        """End the thread after the batch that is being made."""
        self._orders.put(False)


def _serve(inner: DataIter, orders: SimpleQueue[bool], made: SimpleQueue[Any]) -> None:
    while orders.get():
        try:
            made.put((inner.next(), None))
        except StopIteration:
            made.put((None, None))
        except BaseException as error:  # whatever it is, it belongs to the thread that takes
            made.put((None, error))


def _new_name(names: dict[str, str], name: str) -> str:
    if name not in names:
        raise InvalidKeyError(
            f"PrefetchingIter: no new name is given for {name!r}.{nearest_name(name, names)}"
        )
    return names[name]
