"""Batches of arrays in memory."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import InvalidTypeError, InvalidValueError, nearest_name
from .base import DataDesc, DataIter

__all__ = ["NDArrayIter"]

_LAST_BATCH = ("pad", "discard", "roll_over")


class _Source:
    """A named array: rows of it become arrays of one dtype on one context."""

    def __init__(self, name: str, array: Any) -> None:
        self.name = name
        if isinstance(array, nd.NDArray):
            self.rows: Any = np.asarray(array)
            self.dtype: Any = array.dtype
            self.context: Any = array.context
        elif isinstance(array, np.ndarray) or _is_file_array(array):
            self.rows, self.dtype, self.context = array, np.float32, None
        else:
            raise InvalidTypeError(
                "Input must be NDArray, numpy.ndarray, h5py.Dataset a list of them or dict with "
                f"them as values, got {type(array).__name__} for {name!r}"
            )
        if not self.rows.shape:
            raise InvalidValueError(f"NDArrayIter: {name!r} has no axis of examples")

    def __len__(self) -> int:
        return self.rows.shape[0]

    def take(self, chosen: np.ndarray) -> nd.NDArray:
        if isinstance(self.rows, np.ndarray):
            found = self.rows[chosen]
        else:
            # A file gives rows in increasing order only, each once.
            wanted, places = np.unique(chosen, return_inverse=True)
            found = np.asarray(self.rows[wanted])[places]
        return nd.array(found, ctx=self.context, dtype=self.dtype)


class NDArrayIter(DataIter):
    """Batches of the rows of arrays in memory, NDArrays or NumPy arrays (h5py datasets too).

    NumPy arrays become float32, NDArrays keep their dtype; every batch is a copy.

    Parameters
    ----------
    data, label : array, list of arrays, or dict of names to arrays
        One row for each example; those of a dict in the order of their names. ``label`` may be
        None.
    batch_size : int, default 1
    shuffle : bool, default False
        A new order at the start and at every :meth:`reset`, from ``numpy.random``.
    last_batch_handle : {"pad", "discard", "roll_over"}, default "pad"
        What becomes of the examples that do not fill a batch: fill it from the start of the epoch
        (``pad`` of the batch says how many), leave them out, or begin the next epoch with them.
    data_name, label_name : str, default "data", "softmax_label"
        Names of a single array; of several in a list, ``_0_data``, ``_1_data``, ...
    layout : str, default "NCHW"
        Of the descriptions.

    Raises ``ValueError`` for arrays of different lengths, none at all, and settings that are none
    of these; ``TypeError`` for what is no array.

    >>> iterator = mx.io.NDArrayIter(np.arange(10).reshape(5, 2), np.arange(5), batch_size=2)
    >>> [(batch.label[0].asnumpy().tolist(), batch.pad) for batch in iterator]
    [([0.0, 1.0], 0), ([2.0, 3.0], 0), ([4.0, 0.0], 1)]
    >>> iterator.provide_data
    [DataDesc[data,(2, 2),<class 'numpy.float32'>,NCHW]]
    """

    def __init__(
        self,
        data: Any,
        label: Any = None,
        batch_size: int = 1,
        shuffle: bool = False,
        last_batch_handle: str = "pad",
        data_name: str = "data",
        label_name: str = "softmax_label",
        layout: str = "NCHW",
    ) -> None:
        super().__init__(batch_size)
        if last_batch_handle not in _LAST_BATCH:
            raise InvalidValueError(
                f"NDArrayIter: last_batch_handle must be one of {', '.join(_LAST_BATCH)}, got "
                f"{last_batch_handle!r}.{nearest_name(last_batch_handle, _LAST_BATCH)}"
            )
        if batch_size < 1:
            raise InvalidValueError(f"NDArrayIter: batch_size must be at least 1, got {batch_size}")
        self._data = _sources(data, data_name)
        if not self._data:
            raise InvalidValueError("NDArrayIter: data must hold at least one array")
        self._label = _sources(label, label_name) if label is not None else []
        self.num_data = len(self._data[0])
        self._check_lengths()
        self.last_batch_handle = last_batch_handle
        self.shuffle = shuffle
        self.layout = layout
        self.idx = np.arange(self.num_data)
        self._order = self.idx.copy()
        self._left_over = self.idx[:0]
        self._start_epoch()

    def _check_lengths(self) -> None:
        first = self._data[0]
        for source in (*self._data, *self._label):
            if len(source) < self.num_data:
                raise InvalidValueError(
                    f"NDArrayIter: {source.name!r} has {len(source)} rows, {first.name!r} has "
                    f"{self.num_data}"
                )
            if len(source) > self.num_data:
                warnings.warn(
                    f"NDArrayIter: {source.name!r} has {len(source)} rows, of which the first "
                    f"{self.num_data} are used, as many as {first.name!r} has",
                    stacklevel=3,
                )

    # -- what it gives

    @property
    def provide_data(self) -> list[DataDesc]:
        """Descriptions of the arrays of ``batch.data``."""
        return self._describe(self._data)

    @property
    def provide_label(self) -> list[DataDesc]:
        """Descriptions of the arrays of ``batch.label``."""
        return self._describe(self._label)

    def _describe(self, sources: list[_Source]) -> list[DataDesc]:
        return [
            DataDesc(one.name, (self.batch_size, *one.rows.shape[1:]), one.dtype, self.layout)
            for one in sources
        ]

    # The whole arrays, in the order of the epoch: training scripts count and look at them.

    @property
    def data(self) -> list[tuple[str, nd.NDArray]]:
        """Name and array of every data source, with all examples in the order of this epoch.

        >>> iterator = mx.io.NDArrayIter({"x": np.zeros((5, 2))}, np.arange(5), batch_size=2)
        >>> [(name, array.shape) for name, array in iterator.data + iterator.label]
        [('x', (5, 2)), ('softmax_label', (5,))]
        """
        return [(one.name, one.take(self._order)) for one in self._data]

    @property
    def label(self) -> list[tuple[str, nd.NDArray]]:
        """As :attr:`data`, of the labels."""
        return [(one.name, one.take(self._order)) for one in self._label]

    @property
    def data_list(self) -> list[nd.NDArray]:
        """The arrays of :attr:`data` and :attr:`label`."""
        return [array for _, array in self.data + self.label]

    @property
    def num_source(self) -> int:
        """How many arrays there are, labels included."""
        return len(self._data) + len(self._label)

    # -- epochs

    def _start_epoch(self) -> None:
        if self.shuffle:
            # As MXNet: the shuffled numbers are shuffled again, and pick from the last order.
            np.random.shuffle(self.idx)
            self._order = self._order[self.idx]
        self._rolled = len(self._left_over)
        self._epoch = np.concatenate([self._left_over, self._order])
        self._left_over = self._epoch[:0]
        self._place = -1

    def reset(self) -> None:
        """Begin a new epoch, with what the last one left over if it came to its end."""
        self._start_epoch()

    def hard_reset(self) -> None:
        """Begin a new epoch without anything left over."""
        self._left_over = self._left_over[:0]
        self._start_epoch()

    @property
    def cursor(self) -> int:
        """The position of the present batch among the examples; negative before the first."""
        return self._place * self.batch_size - self._rolled

    def iter_next(self) -> bool:
        start = (self._place + 1) * self.batch_size
        rest = len(self._epoch) - start
        if rest <= 0 or (rest < self.batch_size and self.last_batch_handle != "pad"):
            if self.last_batch_handle == "roll_over" and rest > 0:
                self._left_over = self._epoch[start:]
            return False
        self._place += 1
        return True

    def _chosen(self) -> np.ndarray:
        if self._place < 0:
            raise InvalidValueError("NDArrayIter: no batch yet, call next() or iter_next() first")
        start = self._place * self.batch_size
        places = np.arange(start, start + self.batch_size) % len(self._epoch)
        return self._epoch[places]

    def getdata(self) -> list[nd.NDArray]:
        chosen = self._chosen()
        return [source.take(chosen) for source in self._data]

    def getlabel(self) -> list[nd.NDArray]:
        chosen = self._chosen()
        return [source.take(chosen) for source in self._label]

    def getpad(self) -> int:
        """Examples that fill up the last batch, or that were left over from the last epoch."""
        if self.last_batch_handle == "roll_over":
            return self._rolled if self._place == 0 else 0
        return max((self._place + 1) * self.batch_size - len(self._epoch), 0)


def _sources(arrays: Any, default_name: str) -> list[_Source]:
    if isinstance(arrays, dict):
        named = [(name, arrays[name]) for name in sorted(arrays)]
    elif isinstance(arrays, (list, tuple)):
        many = len(arrays) > 1
        named = [
            (f"_{number}_{default_name}" if many else default_name, array)
            for number, array in enumerate(arrays)
        ]
    elif arrays is None:
        raise InvalidTypeError("NDArrayIter: data must be given")
    else:
        named = [(default_name, arrays)]
    return [_Source(name, array) for name, array in named]


def _is_file_array(array: Any) -> bool:
    return type(array).__module__.split(".")[0] == "h5py" and hasattr(array, "shape")
