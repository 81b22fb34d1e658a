"""Shapes that are known only in part: 0 or -1 stands for a dimension still to be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index
from typing import SupportsIndex

from ..base import InvalidTypeError

__all__ = ["as_shape", "completes", "merge_shapes", "shape_is_known"]


def as_shape(shape: SupportsIndex | Sequence[SupportsIndex] | None) -> tuple[int, ...] | None:
    """A shape as users give it, an integer or a sequence of them, as a tuple; None stays None.

    Raises ``TypeError`` for what is neither.
    """
    if shape is None:
        return None
    try:
        return tuple(index(n) for n in (shape if isinstance(shape, Iterable) else (shape,)))
    except TypeError:
        raise InvalidTypeError(
            f"a shape is an integer or a tuple of integers (0 for unknown), got {shape!r:.80}."
        ) from None


def shape_is_known(shape: Sequence[int] | None) -> bool:
    """Whether all dimensions of ``shape`` are known; None and 0 (or -1) in it say they are not.

    >>> gluon.utils.shape_is_known((3, 4)), gluon.utils.shape_is_known((3, 0))
    (True, False)
    """
    return shape is not None and all(size > 0 for size in shape)


def completes(shape: Sequence[int], known: Sequence[int]) -> bool:
    """Whether ``shape`` has all that is known of ``known``: as many axes, and their lengths."""
    return len(shape) == len(known) and all(b <= 0 or a == b for a, b in zip(shape, known))


def merge_shapes(
    present: tuple[int, ...], wanted: tuple[int, ...] | None
) -> tuple[int, ...] | None:
    """Two shapes known in part as one, or None where they contradict each other."""
    if wanted is None or len(present) != len(wanted):
        return None
    merged = tuple(a if a > 0 else b for a, b in zip(present, wanted))
    return merged if completes(merged, wanted) else None
