"""Upsampling by moving channels into space."""

from __future__ import annotations

from typing import Any

from ....base import RequirementError
from ...block import HybridBlock

__all__ = ["PixelShuffle1D", "PixelShuffle2D", "PixelShuffle3D"]


def _factors(factor: Any, ndim: int) -> tuple[int, ...]:
    if hasattr(factor, "__index__"):
        return (factor.__index__(),) * ndim
    factors = tuple(int(f) for f in factor)
    if len(factors) != ndim:
        raise RequirementError(
            f"PixelShuffle{ndim}D: factor must be an int or {ndim} ints, "
            f"wrong length {len(factors)}."
        )
    return factors


class PixelShuffle1D(HybridBlock):
    """``(batch, f * channels, width)`` to ``(batch, channels, width * f)``.

    Parameters
    ----------
    factor : int
        ``f``.

    >>> gluon.contrib.nn.PixelShuffle1D(2)(nd.array([[[1, 2], [3, 4]]])).asnumpy()
    array([[[1., 3., 2., 4.]]], dtype=float32)
    """

    def __init__(self, factor: int) -> None:
        super().__init__()
        self._factor = int(factor)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The input with channels moved into the width."""
        f = self._factor
        x = F.reshape(x, (0, -4, -1, f, 0))  # (batch, channels, f, width)
        x = F.transpose(x, (0, 1, 3, 2))
        return F.reshape(x, (0, 0, -3))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._factor})"


class PixelShuffle2D(HybridBlock):
    """``(batch, f1 * f2 * channels, h, w)`` to ``(batch, channels, h * f1, w * f2)``.

    Shi et al.: Real-time single image and video super-resolution, 2016.

    Parameters
    ----------
    factor : int or tuple of 2 ints
        ``f1, f2``.

    >>> gluon.contrib.nn.PixelShuffle2D((2, 3))(nd.ones((1, 12, 3, 5))).shape
    (1, 2, 6, 15)
    """

    def __init__(self, factor: Any) -> None:
        super().__init__()
        self._factors = _factors(factor, 2)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The input with channels moved into height and width."""
        f1, f2 = self._factors
        x = F.reshape(x, (0, -4, -1, f1 * f2, 0, 0))  # (batch, channels, f1 * f2, h, w)
        x = F.reshape(x, (0, 0, -4, f1, f2, 0, 0))
        x = F.transpose(x, (0, 1, 4, 2, 5, 3))  # (batch, channels, h, f1, w, f2)
        return F.reshape(x, (0, 0, -3, -3))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._factors})"


class PixelShuffle3D(HybridBlock):
    """``(batch, f1*f2*f3 * channels, d, h, w)`` to ``(batch, channels, d * f1, h * f2, w * f3)``.

    Parameters
    ----------
    factor : int or tuple of 3 ints
        ``f1, f2, f3``.

    >>> gluon.contrib.nn.PixelShuffle3D(2)(nd.ones((1, 16, 3, 4, 5))).shape
    (1, 2, 6, 8, 10)
    """

    def __init__(self, factor: Any) -> None:
        super().__init__()
        self._factors = _factors(factor, 3)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The input with channels moved into depth, height and width."""
        f1, f2, f3 = self._factors
        x = F.reshape(x, (0, -4, -1, f1 * f2 * f3, 0, 0, 0))
        x = F.reshape(x, (0, 0, -4, f1, f2 * f3, 0, 0, 0))
        x = F.reshape(x, (0, 0, 0, -4, f2, f3, 0, 0, 0))
        x = F.transpose(x, (0, 1, 5, 2, 6, 3, 7, 4))  # (batch, channels, d, f1, h, f2, w, f3)
        return F.reshape(x, (0, 0, -3, -3, -3))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._factors})"
