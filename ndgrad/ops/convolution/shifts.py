"""Images as runs of memory, shifted along their rows.

An image of rows of ``width`` places lies in one run. Shifting it along its rows is shifting the
run, but for what is carried over the ends of rows into the next one: that is set to zero. So sums
of shifted images run over whole images, not row by row. ``step`` is the number of elements of a
place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["add_shifted", "shifted"]


def add_shifted(
    parts: np.ndarray, out: np.ndarray, shifts: Sequence[int], width: int, step: int = 1
) -> None:
    """Write the sum over ``k`` of ``parts[k]``, moved ``shifts[k]`` places to the left, to ``out``.

    ``parts`` is (shifts, ..., length) and is overwritten in part, ``out`` (..., length).
    """
    length = out.shape[-1]
    rows = parts.reshape(*parts.shape[:-1], -1, width, step)
    order = sorted(
        (k for k, s in enumerate(shifts) if abs(s) < width), key=lambda k: abs(shifts[k])
    )
    for k in order:
        if shifts[k] > 0:
            rows[k, ..., : shifts[k], :] = 0
        elif shifts[k] < 0:
            rows[k, ..., shifts[k] :, :] = 0
    begun = bool(order) and shifts[order[0]] == 0
    if not begun:
        out.fill(0)
    elif len(order) == 1:
        out[...] = parts[order[0]]
    still = parts[order[0]] if begun else out
    for k in order[1:] if begun else order:
        move = shifts[k] * step
        first, last = max(0, -move), length - max(0, move)
        np.add(
            still[..., first:last],
            parts[k][..., first + move : last + move],
            out=out[..., first:last],
        )
        if still is not out:
            out[..., :first] = still[..., :first]
            out[..., last:] = still[..., last:]
            still = out


def shifted(image: np.ndarray, out: np.ndarray, shift: int, width: int, step: int = 1) -> None:
    """Write ``image`` moved ``shift`` places to the left into ``out``, both (..., length)."""
    if abs(shift) >= width:
        out.fill(0)
        return
    length = out.shape[-1]
    move = shift * step
    first, last = max(0, -move), length - max(0, move)
    out[..., first:last] = image[..., first + move : last + move]
    rows = out.reshape(*out.shape[:-1], -1, width, step)
    if shift > 0:
        rows[..., width - shift :, :] = 0
    elif shift < 0:
        rows[..., :-shift, :] = 0
