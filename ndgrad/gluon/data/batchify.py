"""How samples become a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ... import ndarray as nd
from ...base import InvalidTypeError, InvalidValueError
from .dataset import ArrayDataset

__all__ = ["batch_reader", "default_batchify_fn"]


def default_batchify_fn(data: Sequence[Any]) -> Any:
    """The samples in ``data``, a list of them, stacked along a new first axis.

    Arrays are stacked, tuples give a list with one batch per element, numbers become an array of
    their own type: Python integers int64, Python floats float64. ``ValueError`` for samples of
    different shapes, ``TypeError`` for those that are no numbers.

    >>> default_batchify_fn([(nd.ones(2), 1), (nd.zeros(2), 2)])
    [
    [[1. 1.]
     [0. 0.]]
    <NDArray 2x2 @cpu(0)>,
    [1 2]
    <NDArray 2 @cpu(0)>]
    """
    first = data[0]
    if isinstance(first, nd.NDArray):
        return _stack(data)
    if isinstance(first, tuple):
        return [default_batchify_fn(column) for column in zip(*data)]
    try:
        stacked = np.asarray(data)
    except ValueError:
        raise InvalidValueError(
            f"samples of different shapes cannot be stacked: {_shapes(data)}. "
            "Bring them to one shape in a transform, or give the DataLoader a batchify_fn"
        ) from None
    if stacked.dtype.kind not in "fiub":
        raise InvalidTypeError(
            f"samples of type {type(first).__name__} cannot be made an array; give the DataLoader "
            "a batchify_fn that says how to batch them"
        )
    if isinstance(data, np.ndarray):
        return nd.array(stacked, dtype=stacked.dtype)
    return _adopt(stacked)


def _adopt(raw: np.ndarray) -> Any:
    """An array over memory that nobody else holds."""
    if raw.flags.c_contiguous:
        return nd.from_numpy(raw)
    return nd.array(raw, dtype=raw.dtype)


def _stack(arrays: Sequence[Any]) -> Any:
    shape = arrays[0].shape
    if any(getattr(a, "shape", None) != shape for a in arrays):
        raise InvalidValueError(
            f"samples of different shapes cannot be stacked: {_shapes(arrays)}. "
            "Bring them to one shape in a transform, or give the DataLoader a batchify_fn"
        )
    return nd.stack(*arrays)


def _shapes(data: Sequence[Any]) -> str:
    """The different shapes among the samples, at most four of them."""
    found: list[str] = []
    for sample in data:
        shape = getattr(sample, "shape", None)
        if shape is None:
            length = f" of {len(sample)}" if hasattr(sample, "__len__") else ""
            text = type(sample).__name__ + length
        else:
            text = str(shape)
        if text not in found:
            found.append(text)
    return ", ".join(found[:4]) + (", ..." if len(found) > 4 else "")


def batch_reader(dataset: Any, batchify_fn: Callable[..., Any]) -> Callable[[Sequence[Any]], Any]:
    """A function from a list of indices to the batch ``batchify_fn`` makes of these samples.

    Plain arrays are indexed once per batch instead of once per sample: the result is the same.

    >>> read = batch_reader(gluon.data.ArrayDataset(nd.arange(5)), default_batchify_fn)
    >>> read([3, 1]).asnumpy()
    array([3., 1.], dtype=float32)
    """
    if batchify_fn is default_batchify_fn and type(dataset) is ArrayDataset:
        sources = dataset._data
        if all(isinstance(s, nd.NDArray) or type(s) is np.ndarray for s in sources):
            return lambda indices: _rows_of_all(sources, indices)
    return lambda indices: batchify_fn([dataset[i] for i in indices])


def _rows_of_all(sources: list[Any], indices: Sequence[int]) -> Any:
    batches = [_rows(source, indices) for source in sources]
    return batches[0] if len(batches) == 1 else batches


def _rows(source: Any, indices: Sequence[int]) -> Any:
    rows = np.asarray(indices, dtype=np.intp)
    if isinstance(source, nd.NDArray):
        taken = source._raw[rows]
        return type(source)._front.wrap(taken, None, source._ctx)
    return _adopt(source[rows])
