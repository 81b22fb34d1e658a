"""Class labels as the losses take them: whole numbers in an array of any dtype."""

from __future__ import annotations

import numpy as np

__all__ = ["check_normalization", "class_indices", "one_hot_signs"]

_NORMALIZATIONS = ("null", "batch", "valid")


def class_indices(label: np.ndarray, classes: int, remedy: str = "") -> np.ndarray:
    """Labels as integers of ``[0, classes)``; fractions are cut off, anything else is an error."""
    found = label.astype(np.intp, copy=False)
    if found.size:
        low, high = found.min(), found.max()
        if low < 0 or high >= classes:
            wrong = label.reshape(-1)[((found < 0) | (found >= classes)).reshape(-1)][0]
            raise ValueError(f"label {wrong} is not one of the {classes} classes 0 to {classes - 1}"
                             + (f"; {remedy}" if remedy else ""))  # fmt: skip
    return found


def one_hot_signs(index: np.ndarray, shape: tuple[int, int], dtype: np.dtype) -> np.ndarray:
    """1 at the class of each row, -1 at the others."""
    signs = np.full(shape, -1, dtype)
    signs[np.arange(shape[0]), index] = 1
    return signs


def check_normalization(normalization: str) -> None:
    """Raise unless it is one of the ways in which output layers scale their gradient."""
    if normalization not in _NORMALIZATIONS:
        raise ValueError(f"normalization must be one of {_NORMALIZATIONS}, got {normalization!r}")
