"""Data iterators of older training loops: batches with ``data``, ``label`` and ``pad``.

New programs use ``gluon.data``.
"""

import sys
from typing import Any

from ..absent import absent as _absent
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

# MXNet's name of the module that defines them: ``mx.io.io.NDArrayIter`` is ``NDArrayIter``.
io = sys.modules[f"{__name__}.io"] = sys.modules[__name__]


def __getattr__(name: str) -> Any:
    raise _absent(__name__, name)
