"""Sums of rows that share an index: the gradient of every way of taking rows.

``np.add.at`` adds one element after the other and ``np.add.reduceat`` is slow along a leading
axis. Here rows without a partner are moved in one assignment, and the rest is summed in pairs:
rows sorted by index, each even occurrence takes up the odd one behind it, until one row per index
is left. That is log2(largest count) steps of whole-array arithmetic, and rounds better too.
"""

from __future__ import annotations

import numpy as np

__all__ = ["add_rows"]


def add_rows(rows: np.ndarray, index: np.ndarray, count: int) -> np.ndarray:
    """``out[:, index[n], :] += rows[:, n, :]`` over zeros: (L, N, R) and (N,) to (L, count, R).

    ``index`` holds integers of ``[0, count)``.
    """
    outer, number, width = rows.shape
    half = rows.dtype == np.float16  # summed in float32: counts may be large
    out = np.zeros((outer, count, width), np.float32 if half else rows.dtype)
    if number == 0 or out.size == 0:
        return out.astype(rows.dtype, copy=False)
    if outer == 1 and width == 1:
        np.add.at(out.reshape(-1), index, rows.reshape(-1))  # one-dimensional: fast
        return out.astype(rows.dtype, copy=False)
    # The sort of 16-bit integers is a radix sort, several times faster.
    keys = index.astype(np.uint16) if count <= 1 << 16 else index
    order = np.argsort(keys, kind="stable")
    key = index[order]
    again = np.empty(number, bool)  # whether this row has the index of the one before
    again[0] = False
    np.equal(key[1:], key[:-1], out=again[1:])
    if not again.any():
        out[:, index] = rows
        return out.astype(rows.dtype, copy=False)
    first = ~again
    out[:, key[first]] = rows[:, order[first]]
    key = key[again]
    left = rows[:, order[again]].astype(out.dtype, copy=False)
    while True:
        # Place of each row within its group: distance from the group's start.
        starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
        lengths = np.diff(starts, append=len(key))
        if lengths.max() == 1:
            break
        odd = (np.arange(len(key)) - np.repeat(starts, lengths)) % 2 == 1
        partners = np.flatnonzero(odd)
        left[:, partners - 1] += left[:, partners]
        left = left[:, ~odd]
        key = key[~odd]
    out[:, key] += left
    return out.astype(rows.dtype, copy=False)
