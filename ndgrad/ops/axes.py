"""How axes are given: an integer, a tuple, None for all, negative from the end, or the others."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any

__all__ = ["kept_shape", "listed", "named_axes", "one_axis", "some_axes"]


def listed(numbers: Any) -> tuple[int, ...]:
    """One integer, also one of NumPy's, or several in any sequence, as a tuple."""
    if isinstance(numbers, (tuple, list)):
        return tuple(numbers)
    try:
        return (index(numbers),)
    except TypeError:
        return tuple(numbers)


def one_axis(axis: Any, ndim: int, what: str = "axis") -> int:
    """One axis as a number of ``[0, ndim)``."""
    if not hasattr(axis, "__index__"):
        raise TypeError(f"{what} must be an integer, got {axis!r}")
    axis = axis.__index__()
    if not -ndim <= axis < ndim:
        raise ValueError(f"{what}={axis} is out of range for an array of {ndim} axes")
    return axis % ndim


def some_axes(axis: Any, ndim: int, exclude: bool = False, what: str = "axis") -> tuple[int, ...]:
    """The axes as an ascending tuple; None and () stand for all of them, also with ``exclude``."""
    if axis is None:
        return tuple(range(ndim))
    try:
        axis = listed(axis)
    except TypeError:
        text = f"{what} must be an integer, a tuple of integers or None, got {axis!r}"
        raise TypeError(text) from None
    if not axis:
        return tuple(range(ndim))
    found = sorted(one_axis(a, ndim, what) for a in axis)
    if len(set(found)) != len(found):
        raise ValueError(f"{what}={tuple(axis)} names an axis twice")
    if exclude:
        return tuple(i for i in range(ndim) if i not in found)
    return tuple(found)


def named_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """The axes as an ascending tuple, where ``()`` stands for none of them."""
    return () if isinstance(axis, (tuple, list)) and not axis else some_axes(axis, ndim)


def kept_shape(shape: Sequence[int], axes: Sequence[int]) -> tuple[int, ...]:
    """The shape with length 1 along ``axes``: that of a reduction with ``keepdims=True``."""
    return tuple(1 if i in axes else n for i, n in enumerate(shape))
