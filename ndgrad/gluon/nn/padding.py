"""Layers that pad."""

from __future__ import annotations

from typing import Any

from ...base import RequirementError
from ..block import HybridBlock

__all__ = ["ReflectionPad2D"]


class ReflectionPad2D(HybridBlock):
    """Pads the two last axes of ``(batch, channel, height, width)`` by reflection at the border.

    Parameters
    ----------
    padding : int or tuple of 8 ints, default 0
        One width for all sides, or begin and end of every axis (the first four are 0);
        ``ValueError`` for anything else.

    >>> gluon.nn.ReflectionPad2D(1)(nd.arange(4).reshape((1, 1, 2, 2)))[0, 0, 0].asnumpy()
    array([3., 2., 3., 2.], dtype=float32)
    """

    def __init__(self, padding: Any = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(padding, int):
            padding = (0, 0, 0, 0, padding, padding, padding, padding)
        if not isinstance(padding, (tuple, list)) or len(padding) != 8:
            raise RequirementError(
                "ReflectionPad2D: padding must be an int or 8 ints (begin and end of each axis), "
                f"got {padding!r}."
            )
        self._padding = tuple(padding)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The padded input."""
        return F.pad(x, mode="reflect", pad_width=self._padding)
