"""Rotating images ``(channels, height, width)`` about their middle."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import InvalidTypeError, InvalidValueError

__all__ = ["imrotate", "random_rotate"]


def imrotate(
    src: nd.NDArray, rotation_degrees: Any, zoom_in: bool = False, zoom_out: bool = False
) -> nd.NDArray:
    """Rotate an image, or a batch of images, keeping the shape; what comes from outside is 0.

    Parameters
    ----------
    src : NDArray
        float32 (or another float), ``(C, H, W)`` or ``(N, C, H, W)``.
    rotation_degrees : float or NDArray of shape (N,)
        The angle, or one per image of a batch.
    zoom_in : bool, default False
        Zoom so that no point comes from outside.
    zoom_out : bool, default False
        Zoom so that the whole image is inside.

    Raises ``TypeError`` for integers, ``ValueError`` for another shape, or both zooms.

    >>> mx.image.imrotate(nd.array([[[1, 2], [3, 4]]]), 90).asnumpy().round(3)
    array([[[2., 4.],
            [1., 3.]]], dtype=float32)
    """
    if zoom_in and zoom_out:
        raise InvalidValueError("`zoom_in` and `zoom_out` cannot be both True")
    if np.dtype(src.dtype).kind != "f":
        raise InvalidTypeError(
            "This transformation only supports float32. Consider calling it after ToTensor"
        )
    if src.ndim not in (3, 4):
        raise InvalidValueError("Only 3D and 4D are supported by this function")
    single = src.ndim == 3
    images = src.asnumpy()
    if single:
        if not isinstance(rotation_degrees, numbers.Number):
            raise InvalidTypeError(
                "When a single image is passed the rotation angle is required to be a scalar."
            )
        images = images[None]
    if isinstance(rotation_degrees, numbers.Number):
        angles = np.full(len(images), rotation_degrees, dtype="float64")
    else:
        angles = np.asarray(getattr(rotation_degrees, "_raw", rotation_degrees), dtype="float64")
    if angles.shape != (len(images),):
        raise InvalidValueError(
            "The number of images must be equal to the number of rotation angles, "
            f"got {len(images)} and {angles.shape}"
        )
    rotated = np.stack([_rotate(i, a, zoom_in, zoom_out) for i, a in zip(images, angles)])
    return nd.array(rotated[0] if single else rotated, ctx=src.context, dtype=src.dtype)


def _rotate(image: np.ndarray, degrees: float, zoom_in: bool, zoom_out: bool) -> np.ndarray:
    """Each pixel bilinearly from where it lay before."""
    _, height, width = image.shape
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    across, down = abs(cos), abs(sin)
    fits = (width / (across * width + down * height), height / (down * width + across * height))
    zoom = min(fits) if zoom_in else 1 / min(fits) if zoom_out else 1.0
    dy = (np.arange(height) - (height - 1) / 2)[:, None] * zoom
    dx = (np.arange(width) - (width - 1) / 2)[None, :] * zoom
    x = cos * dx - sin * dy + (width - 1) / 2
    y = sin * dx + cos * dy + (height - 1) / 2
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    result = np.zeros_like(image)
    for column, row in ((left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)):
        weight = (1 - abs(x - column)) * (1 - abs(y - row))
        weight *= (0 <= column) & (column < width) & (0 <= row) & (row < height)
        source = image[:, row.clip(0, height - 1), column.clip(0, width - 1)]
        result += (source * weight).astype(image.dtype)
    return result


def random_rotate(
    src: nd.NDArray, angle_limits: Any, zoom_in: bool = False, zoom_out: bool = False
) -> nd.NDArray:
    """Rotate by random angles between two limits in degrees (``angle_limits``), one per image.

    The angles are drawn from NumPy's global generator. ``src``, ``zoom_in``, ``zoom_out`` and the
    errors are those of :func:`imrotate`.

    >>> mx.image.random_rotate(nd.ones((3, 8, 8)), (-10, 10)).shape
    (3, 8, 8)
    """
    lower, upper = angle_limits
    if src.ndim == 4:
        angles: Any = np.random.uniform(lower, upper, len(src))
    else:
        angles = float(np.random.uniform(lower, upper))
    return imrotate(src, angles, zoom_in, zoom_out)
