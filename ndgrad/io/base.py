"""What a batch is, how it is described, and what an iterator of batches offers."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from ..base import InvalidTypeError, UnsupportedError

__all__ = ["DataBatch", "DataDesc", "DataIter"]


class DataDesc(namedtuple("DataDesc", ["name", "shape"])):
    """Name, shape, dtype and layout of an array of a batch; as a tuple, name and shape.

    Parameters
    ----------
    name : str
    shape : tuple of int
    dtype : type, default numpy.float32
    layout : str, default "NCHW"
        Meaning of the axes; ``N`` is the batch.

    >>> mx.io.DataDesc("data", (32, 10))
    DataDesc[data,(32, 10),<class 'numpy.float32'>,NCHW]
    """

    dtype: Any
    layout: str

    def __new__(
        cls, name: str, shape: Any, dtype: Any = np.float32, layout: str = "NCHW"
    ) -> DataDesc:
        self = super().__new__(cls, name, shape)
        self.dtype = dtype
        self.layout = layout
        return self

    def __repr__(self) -> str:
        return f"DataDesc[{self.name},{self.shape},{self.dtype},{self.layout}]"

    @staticmethod
    def get_batch_axis(layout: str | None) -> int:
        """The axis of the batch in a layout; 0 for None, -1 for a layout without.

        >>> mx.io.DataDesc.get_batch_axis("TNC")
        1
        """
        return 0 if layout is None else layout.find("N")

    @staticmethod
    def get_list(shapes: Iterable[Any], types: Iterable[Any] | None) -> list[DataDesc]:
        """Descriptions from pairs of name and shape, ``shapes``, and of name and dtype, ``types``.

        ``types`` None: float32.

        >>> mx.io.DataDesc.get_list([("data", (2, 3))], [("data", "float16")])
        [DataDesc[data,(2, 3),float16,NCHW]]
        """
        if types is None:
            return [DataDesc(name, shape) for name, shape in shapes]
        known = dict(types)
        return [DataDesc(name, shape, known[name]) for name, shape in shapes]


class DataBatch:
    """A batch: what an iterator returns.

    Parameters
    ----------
    data : list of NDArray
    label : list of NDArray, optional
        ``TypeError`` for arrays that are in no list.
    pad : int, optional
        Number of examples at the end that only fill up the batch.
    index : numpy.ndarray, optional
        Which examples these are.
    bucket_key : any, optional
        Which bucket the batch belongs to.
    provide_data, provide_label : list of DataDesc, optional

    >>> print(mx.io.DataBatch([nd.ones((2, 3))], [nd.ones(2)]))
    DataBatch: data shapes: [(2, 3)] label shapes: [(2,)]
    """

    def __init__(
        self,
        data: Any,
        label: Any = None,
        pad: int | None = None,
        index: Any = None,
        bucket_key: Any = None,
        provide_data: list[DataDesc] | None = None,
        provide_label: list[DataDesc] | None = None,
    ) -> None:
        for what, arrays in (("Data", data), ("Label", label)):
            if arrays is not None and not isinstance(arrays, (list, tuple)):
                raise InvalidTypeError(
                    f"{what} must be list of NDArrays, got {type(arrays).__name__}"
                )
        self.data = data
        self.label = label
        self.pad = pad
        self.index = index
        self.bucket_key = bucket_key
        self.provide_data = provide_data
        self.provide_label = provide_label

    def __str__(self) -> str:
        labels = [array.shape for array in self.label] if self.label else None
        return (
            f"{type(self).__name__}: data shapes: {[array.shape for array in self.data]} "
            f"label shapes: {labels}"
        )


class DataIter:
    """Base class of the iterators: ``for batch in iterator`` runs to the end of an epoch.

    A subclass overrides :meth:`iter_next` and the ``get...`` methods, or :meth:`next`, and
    :meth:`reset`, which begins a new epoch; it has ``provide_data`` and ``provide_label``, lists of
    :class:`DataDesc`. What is asked for and not defined raises ``NotImplementedError``.

    Parameters
    ----------
    batch_size : int, default 0

    >>> class Counting(mx.io.DataIter):
    ...     count = 0
    ...     def iter_next(self):
    ...         self.count += 1
    ...         return self.count < 3
    ...     def getdata(self): return [nd.ones(1) * self.count]
    ...     def getlabel(self): return []
    ...     def getpad(self): return 0
    >>> [float(batch.data[0]) for batch in Counting(batch_size=1)]
    [1.0, 2.0]
    """

    def __init__(self, batch_size: int = 0) -> None:
        self.batch_size = batch_size

    def __iter__(self) -> Iterator[DataBatch]:
        return self

    def __next__(self) -> DataBatch:
        return self.next()

    def next(self) -> DataBatch:
        """The next batch; StopIteration at the end of the epoch."""
        if not self.iter_next():
            raise StopIteration
        return DataBatch(
            data=self.getdata(), label=self.getlabel(), pad=self.getpad(), index=self.getindex()
        )

    def reset(self) -> None:
        """Begin a new epoch."""

    def iter_next(self) -> bool:
        """Go to the next batch; False if there is none."""
        raise self._missing("iter_next")

    def getdata(self) -> Any:
        """The data of the present batch, a list of arrays."""
        raise self._missing("getdata")

    def getlabel(self) -> Any:
        """The labels of the present batch, a list of arrays."""
        raise self._missing("getlabel")

    def getindex(self) -> Any:
        """The numbers of the examples of the present batch, or None."""
        return None

    def getpad(self) -> Any:
        """How many examples of the present batch only fill it up."""
        raise self._missing("getpad")

    def _missing(self, method: str) -> UnsupportedError:
        return UnsupportedError(
            f"{type(self).__name__} does not define {method}: a subclass of DataIter must"
        )
