"""Datasets: anything with a length and samples, and views that choose or transform samples."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ... import ndarray as nd
from ...base import (
    FileWriteError,
    InvalidIndexError,
    InvalidTypeError,
    InvalidValueError,
    RequirementError,
    UnsupportedError,
)
from ...core.arguments import require_callable
from ...core.whole_files import path_of
from ...recordio import MXIndexedRecordIO
from .sampler import FilterSampler, Sampler, SequentialSampler

__all__ = ["ArrayDataset", "Dataset", "RecordFileDataset", "SimpleDataset"]


class Dataset:
    """Base class of datasets: ``dataset[i]`` is a sample, ``len(dataset)`` their number.

    >>> class Squares(gluon.data.Dataset):
    ...     def __getitem__(self, i): return i * i
    ...     def __len__(self): return 5
    >>> Squares().transform(lambda x: -x)[3]
    -9
    """

    def __getitem__(self, idx: Any) -> Any:
        raise UnsupportedError(f"{type(self).__name__} does not define __getitem__")

    def __len__(self) -> int:
        raise UnsupportedError(f"{type(self).__name__} does not define __len__")

    def filter(self, fn: Callable[[Any], Any]) -> Dataset:
        """The samples for which ``fn(sample)`` is true; they are chosen at once.

        >>> even = gluon.data.SimpleDataset(range(6)).filter(lambda x: x % 2 == 0)
        >>> len(even), even[1]
        (3, 2)
        """
        return _SampledDataset(self, FilterSampler(fn, self))

    def shard(self, num_shards: int, index: int) -> Dataset:
        """Part ``index`` of ``num_shards`` consecutive parts; the first ones take what is left.

        ``IndexError`` where there is no such part.

        >>> part = gluon.data.SimpleDataset(range(5)).shard(2, 0)
        >>> [part[i] for i in range(len(part))]
        [0, 1, 2]
        """
        if num_shards < 1 or not 0 <= index < num_shards:
            raise InvalidIndexError(f"Shard index of out bound: {index} out of {num_shards}")
        size, rest = divmod(len(self), num_shards)
        start = size * index + min(index, rest)
        return _SampledDataset(self, SequentialSampler(size + (index < rest), start))

    def take(self, count: int | None) -> Dataset:
        """The first ``count`` samples; all of them if there are fewer or ``count`` is None.

        ``ValueError`` for a negative number.

        >>> len(gluon.data.SimpleDataset(range(5)).take(3))
        3
        """
        if count is not None and count < 0:
            raise InvalidValueError(f"take: count must not be negative, got {count}")
        length = len(self) if count is None else min(count, len(self))
        return _SampledDataset(self, SequentialSampler(length))

    def sample(self, sampler: Sampler) -> Dataset:
        """The samples that ``sampler`` chooses, drawn once, in its order.

        ``TypeError`` for what is no :class:`Sampler`.

        >>> picked = gluon.data.SimpleDataset("abc").sample(gluon.data.SequentialSampler(2, 1))
        >>> picked[0], len(picked)
        ('b', 2)
        """
        if not isinstance(sampler, Sampler):
            raise InvalidTypeError(
                f"Invalid sampler type: {type(sampler)}. Expected gluon.data.Sampler instead."
            )
        return _SampledDataset(self, sampler)

    def transform(self, fn: Callable[..., Any], lazy: bool = True) -> Dataset:
        """The samples after ``fn``; a sample that is a tuple gives several arguments.

        Parameters
        ----------
        fn : callable
            Takes a sample and returns the new one.
        lazy : bool, default True
            Whether ``fn`` runs each time a sample is taken (needed if it is random) or once now.

        >>> pairs = gluon.data.ArrayDataset([1, 2], [10, 20])
        >>> pairs.transform(lambda x, y: (x + y, y))[1]
        (22, 20)
        """
        require_callable("transform", fn=fn)
        lazily = _LazyTransformDataset(self, fn)
        return lazily if lazy else SimpleDataset([lazily[i] for i in range(len(lazily))])

    def transform_first(self, fn: Callable[[Any], Any], lazy: bool = True) -> Dataset:
        """The samples with ``fn`` applied to the first element only; ``lazy`` as above.

        >>> pairs = gluon.data.ArrayDataset([1, 2], [10, 20])
        >>> pairs.transform_first(lambda x: -x)[1]
        (-2, 20)
        """
        require_callable("transform_first", fn=fn)
        return self.transform(_TransformFirstClosure(fn), lazy)


class SimpleDataset(Dataset):
    """A list, array, or anything with a length and items, as a dataset.

    >>> dataset = gluon.data.SimpleDataset([1, 2, 3])
    >>> dataset[1], len(dataset), dataset[0:2]
    (2, 3, [1, 2])
    """

    def __init__(self, data: Any) -> None:
        self._data = data

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, idx: Any) -> Any:
        return self._data[idx]


class ArrayDataset(Dataset):
    """Arrays, lists or datasets of equal length side by side: sample i holds item i of each.

    Parameters
    ----------
    *args : array-like
        NDArrays, NumPy arrays, lists, datasets. Labels, that is NDArrays with one axis, are kept
        as NumPy arrays. Different lengths raise ``ValueError``.

    >>> dataset = gluon.data.ArrayDataset(nd.array([[1, 2], [3, 4]]), [7, 8])
    >>> dataset[1][1], len(dataset), gluon.data.ArrayDataset([5, 6])[0]
    (8, 2, 5)
    """

    def __init__(self, *args: Any) -> None:
        if not args:
            raise RequirementError("ArrayDataset: Needs at least 1 arrays")
        for position, data in enumerate(args):
            if not hasattr(data, "__len__"):
                raise InvalidTypeError(
                    f"ArrayDataset: array[{position}] is no array, got {type(data).__name__}."
                )
        self._length = len(args[0])
        self._data = []
        for position, data in enumerate(args):
            if len(data) != self._length:
                raise RequirementError(
                    "ArrayDataset: All arrays must have the same length; array[0] has length "
                    f"{self._length} while array[{position}] has {len(data)}."
                )
            if isinstance(data, nd.NDArray) and data.ndim == 1:
                data = data.asnumpy()
            self._data.append(data)

    def __getitem__(self, idx: Any) -> Any:
        if len(self._data) == 1:
            return self._data[0][idx]
        return tuple(data[idx] for data in self._data)

    def __len__(self) -> int:
        return self._length


class RecordFileDataset(Dataset):
    """The records of a RecordIO file; each sample is the bytes of one.

    Parameters
    ----------
    filename : str
        The ``.rec`` file. Its index, the same name ending in ``.idx``, must lie beside it.

    >>> record = mx.recordio.MXIndexedRecordIO("a.idx", "a.rec", "w")
    >>> record.write_idx(0, b"bytes of a record")
    >>> record.close()
    >>> gluon.data.RecordFileDataset("a.rec")[0]
    b'bytes of a record'
    """

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.idx_file = os.path.splitext(filename)[0] + ".idx"
        self._record = MXIndexedRecordIO(self.idx_file, self.filename, "r")

    def __getitem__(self, idx: int) -> Any:
        return self._record.read_idx(self._record.keys[idx])

    def __len__(self) -> int:
        return len(self._record.keys)


class _DownloadedDataset(Dataset):
    """Samples and labels from files under a folder, which is made if need be.

    The name is MXNet's: toolkits derive their data sets from it. A subclass defines ``_get_data``,
    which fills ``self._data`` and ``self._label`` from files under ``self._root``.
    """

    def __init__(self, root: str, transform: Callable[[Any, Any], Any] | None) -> None:
        self._transform = transform
        self._data: Any = None
        self._label: Any = None
        self._root = os.path.expanduser(path_of(root, type(self).__name__))
        try:
            os.makedirs(self._root, exist_ok=True)
        except OSError as error:
            raise FileWriteError(
                f"{type(self).__name__}: {self._root!r} is no folder, and cannot be made one: "
                f"{error.strerror}.", error.errno,
            ) from None  # fmt: skip
        self._get_data()

    def __getitem__(self, idx: Any) -> Any:
        sample, label = self._data[idx], self._label[idx]
        return (sample, label) if self._transform is None else self._transform(sample, label)

    def __len__(self) -> int:
        return len(self._label)

    def _get_data(self) -> None:
        raise UnsupportedError(f"{type(self).__name__} does not define _get_data")


class _LazyTransformDataset(Dataset):
    """Transforms each sample when it is taken."""

    def __init__(self, data: Any, fn: Callable[..., Any]) -> None:
        self._data = data
        self._fn = fn

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, idx: Any) -> Any:
        sample = self._data[idx]
        return self._fn(*sample) if isinstance(sample, tuple) else self._fn(sample)


class _TransformFirstClosure:
    """Applies a function to the first element of a sample; picklable if the function is."""

    def __init__(self, fn: Callable[[Any], Any]) -> None:
        self._fn = fn

    def __call__(self, x: Any, *rest: Any) -> Any:
        return (self._fn(x), *rest) if rest else self._fn(x)


class _SampledDataset(Dataset):
    """The samples of another dataset that a sampler chose, drawn when it is made."""

    def __init__(self, dataset: Any, sampler: Sampler) -> None:
        self._dataset = dataset
        self._sampler = sampler
        self._indices = list(sampler)

    def __len__(self) -> int:
        return len(self._indices)

    def __getitem__(self, idx: int) -> Any:
        return self._dataset[self._indices[idx]]
