"""Sizes, places, angles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..... import image
from .....base import InvalidTypeError, InvalidValueError
from ....block import Block, HybridBlock

__all__ = ["CenterCrop", "CropResize", "RandomResizedCrop", "RandomRotation", "Resize", "Rotate"]


def _pair(size: Any, name: str) -> tuple[int, int]:
    """``size`` as (width, height); one number stands for both."""
    if isinstance(size, (int, np.integer)):
        return (int(size), int(size))
    if isinstance(size, (list, tuple)) and len(size) == 2:
        return (int(size[0]), int(size[1]))
    raise InvalidTypeError(f"{name}: size is a number or (width, height), not {size!r}")


class Resize(HybridBlock):
    """Another size.

    Parameters
    ----------
    size : int or (width, height)
    keep_ratio : bool, default False
        Whether one number is the size of the shorter edge, and not of both.
    interpolation : int, default 1
        0 nearest, 1 bilinear, 2 bicubic, 3 by area, 4 Lanczos.

    Input: ``(H, W, C)`` or ``(N, H, W, C)``. Output: the same with the new size.

    >>> gluon.data.vision.transforms.Resize((6, 4))(nd.zeros((8, 8, 3), dtype="uint8")).shape
    (4, 6, 3)
    """

    def __init__(self, size: Any, keep_ratio: bool = False, interpolation: int = 1) -> None:
        super().__init__()
        _pair(size, "Resize")
        self._size = size
        self._keep_ratio = keep_ratio
        self._interpolation = interpolation

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.image.resize(
            x, size=self._size, keep_ratio=self._keep_ratio, interp=self._interpolation
        )


class CropResize(HybridBlock):
    """A part of the image, optionally resized.

    Parameters
    ----------
    x, y : int
        Left and upper edge of the part.
    width, height : int
    size : int or (width, height), optional
        The size it is brought to.
    interpolation : int, default 1
        See :class:`Resize`.

    Input: ``(H, W, C)`` or ``(N, H, W, C)``; a part that is not inside raises ``ValueError``.

    >>> transform = gluon.data.vision.transforms.CropResize(1, 0, 4, 3)
    >>> transform(nd.zeros((8, 8, 3), dtype="uint8")).shape
    (3, 4, 3)
    """

    def __init__(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        size: Any = None,
        interpolation: int | None = None,
    ) -> None:
        super().__init__()
        self._x = x
        self._y = y
        self._width = width
        self._height = height
        self._size = None if size is None else _pair(size, "CropResize")
        self._interpolation = 1 if interpolation is None else interpolation

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        part = F.image.crop(x, x=self._x, y=self._y, width=self._width, height=self._height)
        if self._size is None:
            return part
        return F.image.resize(part, size=self._size, interp=self._interpolation)


class CenterCrop(Block):
    """The middle of an image; from a smaller image the largest part of that ratio, resized.

    Parameters
    ----------
    size : int or (width, height)
    interpolation : int, default 1
        See :class:`Resize`.

    >>> gluon.data.vision.transforms.CenterCrop(4)(nd.zeros((8, 6, 3), dtype="uint8")).shape
    (4, 4, 3)
    """

    def __init__(self, size: Any, interpolation: int = 1) -> None:
        super().__init__()
        self._args = (_pair(size, "CenterCrop"), interpolation)

    def forward(self, x: Any) -> Any:
        return image.center_crop(x, *self._args)[0]


class RandomResizedCrop(Block):
    """A part of random size and ratio at a random place, resized.

    Parameters
    ----------
    size : int or (width, height)
    scale : (float, float), default (0.08, 1)
        Bounds of the part's share of the image.
    ratio : (float, float), default (3/4, 4/3)
        Bounds of width through height.
    interpolation : int, default 1
        See :class:`Resize`.

    Random numbers come from Python's ``random``.

    >>> transform = gluon.data.vision.transforms.RandomResizedCrop(4)
    >>> transform(nd.zeros((8, 6, 3), dtype="uint8")).shape
    (4, 4, 3)
    """

    def __init__(
        self,
        size: Any,
        scale: tuple[float, float] = (0.08, 1.0),
        ratio: tuple[float, float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: int = 1,
    ) -> None:
        super().__init__()
        self._args = (_pair(size, "RandomResizedCrop"), scale, ratio, interpolation)

    def forward(self, x: Any) -> Any:
        return image.random_size_crop(x, *self._args)[0]


class Rotate(Block):
    """Rotated about the middle by an angle in degrees.

    Parameters
    ----------
    rotation_degrees : float
    zoom_in : bool, default False
        Zoom so that nothing comes from outside the image, where it is 0.
    zoom_out : bool, default False
        Zoom so that the whole image stays inside.

    Input and output: float32 ``(C, H, W)`` or ``(N, C, H, W)``, as after :class:`ToTensor`.

    >>> gluon.data.vision.transforms.Rotate(30)(nd.ones((3, 8, 8))).shape
    (3, 8, 8)
    """

    def __init__(
        self, rotation_degrees: float, zoom_in: bool = False, zoom_out: bool = False
    ) -> None:
        super().__init__()
        self._args = (rotation_degrees, zoom_in, zoom_out)

    def forward(self, x: Any) -> Any:
        _require_float32(x)
        return image.imrotate(x, *self._args)


class RandomRotation(Block):
    """Rotated by a random angle.

    Parameters
    ----------
    angle_limits : (float, float)
        Bounds of the angle in degrees, the lower one first (``ValueError`` otherwise).
    zoom_in, zoom_out : bool, default False
        See :class:`Rotate`.
    rotate_with_proba : float, default 1
        Probability that the image is rotated at all; ``ValueError`` where it is none.

    Random numbers come from NumPy's global generator. Input and output as :class:`Rotate`.

    >>> gluon.data.vision.transforms.RandomRotation((-5, 5))(nd.ones((3, 8, 8))).shape
    (3, 8, 8)
    """

    def __init__(
        self,
        angle_limits: Sequence[float],
        zoom_in: bool = False,
        zoom_out: bool = False,
        rotate_with_proba: float = 1.0,
    ) -> None:
        super().__init__()
        lower, upper = angle_limits
        if lower >= upper:
            raise InvalidValueError("`angle_limits` must be an ordered tuple")
        if not 0 <= rotate_with_proba <= 1:
            raise InvalidValueError("Probability of rotating the image should be between 0 and 1")
        self._args = ((lower, upper), zoom_in, zoom_out)
        self._rotate_with_proba = rotate_with_proba

    def forward(self, x: Any) -> Any:
        if np.random.random() > self._rotate_with_proba:
            return x
        _require_float32(x)
        return image.random_rotate(x, *self._args)


def _require_float32(x: Any) -> None:
    if np.dtype(x.dtype) != np.float32:
        raise InvalidTypeError(
            "This transformation only supports float32. Consider calling it after ToTensor"
        )
