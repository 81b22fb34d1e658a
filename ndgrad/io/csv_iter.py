"""Batches of the rows of CSV files."""

from __future__ import annotations

import os
import warnings
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import FileFormatError, InvalidValueError, MissingFileError
from ..core.whole_files import path_of
from .base import DataDesc, DataIter

__all__ = ["CSVIter"]


class CSVIter(DataIter):
    """Batches of the rows of CSV files, numbers separated by commas; the files are read at once.

    Parameters
    ----------
    data_csv : str
        A file, or a folder whose files are read in the order of their names.
    data_shape : tuple of int
        Shape that each row takes.
    batch_size : int
    label_csv : str, optional
        The labels, row by row; without it labels are 0.
    label_shape : tuple of int, default (1,)
        ``(1,)`` gives labels of shape ``(batch_size,)``.
    round_batch : bool, default True
        The last batch is filled from the start of the file, and the next epoch begins behind what
        was used for that. If False it is filled with what stands in the batch before it, and each
        epoch begins at the start. ``pad`` says how many examples were filled in.
    prefetch_buffer : int, default 4
        No meaning here: everything is in memory.
    ctx : str, default "cpu"
        No meaning here.
    dtype : str, default "float32"
        Of data and labels; values that it cannot hold are an error.
    data_name, label_name : str, default "data", "softmax_label"

    Raises
    ------
    FileNotFoundError
        Where there is no file.
    ValueError
        Where a file cannot be read as rows of that size; it names file and row.

    >>> import os, tempfile
    >>> file = os.path.join(tempfile.mkdtemp(), "data.csv")
    >>> with open(file, "w") as out:
    ...     _ = out.write("1,2\\n3,4\\n5,6\\n")
    >>> iterator = mx.io.CSVIter(data_csv=file, data_shape=(2,), batch_size=2)
    >>> [(batch.data[0].asnumpy().tolist(), batch.pad) for batch in iterator]
    [([[1.0, 2.0], [3.0, 4.0]], 0), ([[5.0, 6.0], [1.0, 2.0]], 1)]
    """

    def __init__(
        self,
        data_csv: str,
        data_shape: Any,
        batch_size: int,
        label_csv: str | None = None,
        label_shape: Any = (1,),
        round_batch: bool = True,
        prefetch_buffer: int = 4,
        ctx: str = "cpu",
        dtype: Any = None,
        data_name: str = "data",
        label_name: str = "softmax_label",
    ) -> None:
        super().__init__(batch_size)
        if batch_size < 1:
            raise InvalidValueError(f"CSVIter: batch_size must be at least 1, got {batch_size}")
        self.dtype = np.dtype(dtype or np.float32)
        self.round_batch = round_batch
        self._data = _read(data_csv, _shape(data_shape), self.dtype)
        label_shape = _shape(label_shape)
        if label_csv is None:
            self._label = np.zeros((len(self._data), *label_shape), self.dtype)
        else:
            self._label = _read(label_csv, label_shape, self.dtype)
        if len(self._label) != len(self._data):
            raise InvalidValueError(
                f"CSVIter: {label_csv} has {len(self._label)} rows, {data_csv} has "
                f"{len(self._data)}"
            )
        if label_shape == (1,):
            self._label = self._label.reshape(-1)
        self._names = data_name, label_name
        self._first = 0
        self._start_epoch()

    @property
    def provide_data(self) -> list[DataDesc]:
        """Description of the data."""
        return [self._describe(self._names[0], self._data)]

    @property
    def provide_label(self) -> list[DataDesc]:
        """Description of the label."""
        return [self._describe(self._names[1], self._label)]

    def _describe(self, name: str, rows: np.ndarray) -> DataDesc:
        return DataDesc(name, (self.batch_size, *rows.shape[1:]), self.dtype.type)

    def _start_epoch(self) -> None:
        self._next_row = self._first
        self._index = np.zeros(self.batch_size, np.int64)
        self._pad = 0
        self._has_batch = False

    def reset(self) -> None:
        """Begin a new epoch; with ``round_batch`` behind the rows that filled the last batch."""
        at_end = self._next_row >= len(self._data)
        self._first = self._pad if self.round_batch and at_end else 0
        self._start_epoch()

    def iter_next(self) -> bool:
        number = len(self._data)
        if self._next_row >= number:
            return False
        index = np.arange(self._next_row, self._next_row + self.batch_size)
        self._pad = max(int(index[-1]) + 1 - number, 0)
        if self._pad:
            filled = index % number if self.round_batch else self._index
            index = np.where(index < number, index, filled)
        self._index = index
        self._next_row += self.batch_size
        self._has_batch = True
        return True

    def _rows(self, source: np.ndarray) -> list[nd.NDArray]:
        if not self._has_batch:
            raise InvalidValueError("CSVIter: no batch yet, call next() or iter_next() first")
        return [nd.array(source[self._index], dtype=self.dtype)]

    def getdata(self) -> list[nd.NDArray]:
        return self._rows(self._data)

    def getlabel(self) -> list[nd.NDArray]:
        return self._rows(self._label)

    def getindex(self) -> np.ndarray:
        """The numbers of the rows in the file."""
        return self._index.astype(np.uint64)

    def getpad(self) -> int:
        return self._pad


def _shape(shape: Any) -> tuple[int, ...]:
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _read(path: str, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    path = path_of(path, "CSVIter")
    files = [path]
    if os.path.isdir(path):
        files = sorted(entry.path for entry in os.scandir(path) if entry.is_file())
    if not files or not all(os.path.isfile(file) for file in files):
        raise MissingFileError(f"CSVIter: cannot find any file at {path}")
    width = int(np.prod(shape))
    parts = []
    for file in files:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # an empty file has no rows
                rows = np.loadtxt(file, delimiter=",", dtype=dtype, ndmin=2, comments=None)
        except (ValueError, OverflowError) as error:
            raise FileFormatError(f"CSVIter: {file} is not a table of {dtype}: {error}") from error
        if rows.size and rows.shape[1] != width:
            raise FileFormatError(
                f"CSVIter: The data size in CSV do not match size of shape: specified "
                f"shape={shape}, the rows of {file} have {rows.shape[1]} values"
            )
        parts.append(rows.reshape(-1, *shape))
    found = np.concatenate(parts)
    if not len(found):
        raise FileFormatError(f"CSVIter: {path} holds no rows")
    return found
