"""Shapes that are known only in part: 0 or -1 stands for a dimension still to be found."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["shape_is_known"]


def shape_is_known(shape: Sequence[int] | None) -> bool:
    """Whether all dimensions are known; None and 0 (or -1) in it say they are not.

    >>> gluon.utils.shape_is_known((3, 4)), gluon.utils.shape_is_known((3, 0))
    (True, False)
    """
    return shape is not None and all(size > 0 for size in shape)
