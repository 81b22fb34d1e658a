"""Sums of rows that share an index: the gradient of every way of taking rows.

``np.add.at`` adds one element after the other and ``np.add.reduceat`` is slow along a leading
axis. Here one row of each index is moved in one assignment, and the others are summed in pairs:
sorted by index, each even occurrence takes up the odd one behind it, until one row per index is
left. That is log2(largest count) steps of whole-array arithmetic, and rounds better too.
"""

from __future__ import annotations

import numpy as np

__all__ = ["add_into", "add_rows"]


def add_rows(rows: np.ndarray, index: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Zeros of ``shape``, with row ``n`` of each block of ``rows`` added at place ``index[n]``.

    ``rows`` has shape (blocks, n, width) and ``shape`` as many elements as (blocks, count, width);
    ``index`` holds integers of ``[0, count)``. The result is memory of its own, not a view, so
    that the sweep can hand it on without a copy.
    """
    half = rows.dtype == np.float16  # summed in float32: counts may be large
    out = np.zeros(shape, np.float32 if half else rows.dtype)
    if rows.size:
        add_into(out.reshape(len(rows), -1, rows.shape[2]), rows, index)
    return out.astype(rows.dtype) if half else out


def add_into(out: np.ndarray, rows: np.ndarray, index: np.ndarray) -> None:
    """Add row ``n`` of each block of ``rows`` at place ``index[n]`` of ``out``, zero there yet."""
    if len(rows) == 1 and rows.shape[2] == 1:
        np.add.at(out.reshape(-1), index, rows.reshape(-1))  # one-dimensional: fast
        return
    if len(rows) == 1:
        out, rows = out[0], rows[0]
    else:
        out, rows = out.swapaxes(0, 1), rows.swapaxes(0, 1)
    out[index] = rows
    # Of each index the last row has stayed; the others follow.
    keys = index.astype(np.uint16) if len(out) <= 1 << 16 else index  # sorted by radix: faster
    order = np.argsort(keys, kind="stable")
    key = index[order]
    again = key[1:] == key[:-1]  # whether another row of the same index comes after this one
    if not again.any():
        return
    key = key[:-1][again]
    left = rows[order[:-1][again]].astype(out.dtype, copy=False)
    while True:
        first = np.concatenate(([True], key[1:] != key[:-1]))  # of its index
        if first.all():
            break
        place = np.arange(len(key))
        odd = (place - np.maximum.accumulate(np.where(first, place, 0))) % 2 == 1  # in its group
        left[np.flatnonzero(odd) - 1] += left[odd]
        left, key = left[~odd], key[~odd]
    out[key] += left
