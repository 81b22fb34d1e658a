"""Data iterators of older training loops: batches with ``data``, ``label`` and ``pad``.

New programs use ``gluon.data``.
"""

from .base import DataBatch, DataDesc, DataIter
from .csv_iter import CSVIter
from .ndarray_iter import NDArrayIter
from .wrappers import PrefetchingIter, ResizeIter

__all__ = [
    "CSVIter",
    "DataBatch",
    "DataDesc",
    "DataIter",
    "NDArrayIter",
    "PrefetchingIter",
    "ResizeIter",
]
