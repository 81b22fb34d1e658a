"""Data iterators over several epochs: what is in each batch, in which order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

X = np.arange(20.0).reshape(10, 2)
Y = np.arange(10)


def _epochs(iterator: Any, number: int = 3) -> list[Any]:
    found = [[_description(d) for d in iterator.provide_data + iterator.provide_label]]
    for _ in range(number):
        found.append(
            [
                [
                    [array.asnumpy().tolist() for array in batch.data],
                    [array.asnumpy().tolist() for array in batch.label or []],
                    batch.pad,
                    None if batch.index is None else [int(i) for i in batch.index],
                    [np.dtype(array.dtype).name for array in batch.data + (batch.label or [])],
                ]
                for batch in iterator
            ]
        )
        iterator.reset()
    return found


def _description(desc: Any) -> list[Any]:
    return [desc.name, list(desc.shape), np.dtype(desc.dtype).name, desc.layout]


def _csv(mx: Any, **kwargs: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        file, labels = Path(folder, "x.csv"), Path(folder, "y.csv")
        np.savetxt(file, X.astype(int), fmt="%d", delimiter=",")
        np.savetxt(labels, Y[:, None], fmt="%d", delimiter=",")
        if kwargs.pop("labels", False):
            kwargs["label_csv"] = str(labels)
        return _epochs(mx.io.CSVIter(data_csv=str(file), **kwargs))


CASES: dict[str, Callable[[Any], Any]] = {}
for handle in ("pad", "discard", "roll_over"):
    for size in (3, 4, 5, 10):
        for shuffle in (False, True):
            CASES[f"{handle} {size} shuffle={shuffle}"] = (
                lambda mx, handle=handle, size=size, shuffle=shuffle: _epochs(
                    mx.io.NDArrayIter(X, Y, size, shuffle, handle)
                )
            )
CASES |= {
    "larger than the data": lambda mx: _epochs(mx.io.NDArrayIter(X, Y, 25)),
    "dicts": lambda mx: _epochs(mx.io.NDArrayIter({"a": X, "b": X[:, :1]}, {"l": Y}, 4)),
    "lists": lambda mx: _epochs(mx.io.NDArrayIter([X, X[:, :1]], [Y, Y], 4)),
    "list of one": lambda mx: _epochs(mx.io.NDArrayIter([X], [Y], 4)),
    "no label": lambda mx: _epochs(mx.io.NDArrayIter(mx.nd.array(X, dtype="int32"), None, 4)),
    "names": lambda mx: _epochs(
        mx.io.NDArrayIter(X, Y, 4, data_name="x", label_name="y", layout="NC")
    ),
    "resized up": lambda mx: _epochs(mx.io.ResizeIter(mx.io.NDArrayIter(X, Y, 4), 5)),
    "resized down": lambda mx: _epochs(mx.io.ResizeIter(mx.io.NDArrayIter(X, Y, 4), 2)),
    "resized, going on": lambda mx: _epochs(
        mx.io.ResizeIter(mx.io.NDArrayIter(X, Y, 4), 2, reset_internal=False)
    ),
    "ahead": lambda mx: _epochs(mx.io.PrefetchingIter(mx.io.NDArrayIter(X, Y, 4))),
    "two ahead": lambda mx: _epochs(
        mx.io.PrefetchingIter(
            [mx.io.NDArrayIter(X, Y, 4), mx.io.NDArrayIter(2 * X, Y, 4)],
            rename_data=[{"data": "a"}, {"data": "b"}],
            rename_label=[{"softmax_label": "u"}, {"softmax_label": "v"}],
        )
    ),
    "csv": lambda mx: _csv(mx, data_shape=(2,), batch_size=4),
    "csv, labels": lambda mx: _csv(mx, data_shape=(2, 1), batch_size=4, labels=True),
    "csv, even": lambda mx: _csv(mx, data_shape=(2,), batch_size=5),
    "csv, not round": lambda mx: _csv(mx, data_shape=2, batch_size=4, round_batch=False),
    "csv, large": lambda mx: _csv(mx, data_shape=(2,), batch_size=12, labels=True),
    "csv, int32": lambda mx: _csv(mx, data_shape=(2,), batch_size=4, dtype="int32", labels=True),
    "csv, names": lambda mx: _csv(mx, data_shape=(2,), batch_size=4, data_name="x", label_name="y"),
}


def run(mx: Any) -> dict[str, Any]:
    """The batches of every case."""
    found = {}
    before = np.random.get_state()
    try:
        for name, case in CASES.items():
            np.random.seed(3)
            found[name] = case(mx)
    finally:
        np.random.set_state(before)
    return found
