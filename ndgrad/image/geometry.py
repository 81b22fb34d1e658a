"""Sizes and places: resizing and cropping images ``(height, width, channels)``."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

from .. import ndarray as nd
from ..base import InvalidValueError

__all__ = [
    "center_crop", "color_normalize", "fixed_crop", "imresize", "random_crop", "random_size_crop",
    "resize_short", "scale_down",
]  # fmt: skip

_CUBIC, _AREA, _LINEAR = 2, 3, 1


def _size_of(image: Any) -> tuple[int, int]:
    """Width and height of one image."""
    if len(image.shape) != 3:
        raise InvalidValueError(
            f"an image has the shape (height, width, channels), got {image.shape}"
        )
    height, width, _ = image.shape
    return width, height


def _interpolation(interp: int, old: tuple[int, int], new: tuple[int, int]) -> int:
    """The method of resizing that ``interp`` means; 9 chooses by sizes, 10 at random."""
    if interp == 9:
        if new[0] > old[0] and new[1] > old[1]:
            return _CUBIC
        return _AREA if new[0] < old[0] and new[1] < old[1] else _LINEAR
    if interp == 10:
        return random.randint(0, 4)
    if interp not in (0, 1, 2, 3, 4):
        raise InvalidValueError(f"interp must be 0 to 4, 9 or 10, not {interp!r}")
    return interp


def imresize(
    src: nd.NDArray, w: int, h: int, interp: int = 1, out: nd.NDArray | None = None
) -> nd.NDArray:
    """Resize the image ``src`` to width ``w`` and height ``h``, into ``out`` if it is given.

    ``interp`` is 0 nearest, 1 bilinear, 2 bicubic, 3 by area, 4 Lanczos; 9 takes bicubic to
    enlarge, area to shrink and bilinear otherwise, 10 one of them at random. ``ValueError`` for
    another, and for what is no image.

    >>> mx.image.imresize(nd.zeros((4, 6, 3), dtype="uint8"), 3, 2).shape
    (2, 3, 3)
    """
    method = _interpolation(interp, _size_of(src), (w, h))
    return nd.image.resize(src, size=(w, h), interp=method, out=out)


def scale_down(src_size: Sequence[int], size: Sequence[int]) -> tuple[int, int]:
    """``size`` made smaller, keeping its ratio, until it fits into ``src_size``.

    >>> mx.image.scale_down((640, 480), (720, 120))
    (640, 106)
    """
    w, h = (float(n) for n in size)
    src_w, src_h = src_size
    if src_h < h:
        w, h = w * src_h / h, src_h
    if src_w < w:
        w, h = src_w, h * src_w / w
    return int(w), int(h)


def resize_short(src: nd.NDArray, size: int, interp: int = 2) -> nd.NDArray:
    """Resize ``src`` so that the shorter edge has ``size`` pixels, keeping the ratio.

    ``interp`` as in :func:`imresize`.

    >>> mx.image.resize_short(nd.zeros((4, 8, 3), dtype="uint8"), 2).shape
    (2, 4, 3)
    """
    width, height = _size_of(src)
    if height > width:
        new = (size, size * height // width)
    else:
        new = (size * width // height, size)
    return imresize(src, new[0], new[1], interp)


def fixed_crop(
    src: nd.NDArray,
    x0: int,
    y0: int,
    w: int,
    h: int,
    size: Sequence[int] | None = None,
    interp: int = 2,
) -> nd.NDArray:
    """The part of ``src`` from ``(x0, y0)`` of width ``w`` and height ``h``, resized to ``size``.

    ``interp`` as in :func:`imresize`; ``ValueError`` where the part is not inside the image.

    >>> mx.image.fixed_crop(nd.zeros((4, 8, 3), dtype="uint8"), 1, 0, 5, 3).shape
    (3, 5, 3)
    """
    width, height = _size_of(src)
    if x0 < 0 or y0 < 0 or w < 1 or h < 1 or x0 + w > width or y0 + h > height:
        raise InvalidValueError(
            f"fixed_crop: the part from ({x0}, {y0}) of size {w} x {h} is not inside the image "
            f"of size {width} x {height}"
        )
    part = nd.slice(src, begin=(y0, x0, 0), end=(y0 + h, x0 + w, src.shape[2]))
    if size is not None and (w, h) != tuple(size):
        width, height = size
        part = imresize(part, width, height, interp)
    return part


def center_crop(
    src: nd.NDArray, size: Sequence[int], interp: int = 2
) -> tuple[nd.NDArray, tuple[int, int, int, int]]:
    """The middle of ``src`` in ``size`` (width, height), and where it was: ``(x, y, w, h)``.

    From a smaller image the largest part of that ratio is taken and resized; ``interp`` as in
    :func:`imresize`.

    >>> part, place = mx.image.center_crop(nd.zeros((4, 8, 3), dtype="uint8"), (4, 2))
    >>> part.shape, place
    ((2, 4, 3), (2, 1, 4, 2))
    """
    width, height = _size_of(src)
    w, h = scale_down((width, height), size)
    x0, y0 = (width - w) // 2, (height - h) // 2
    return fixed_crop(src, x0, y0, w, h, size, interp), (x0, y0, w, h)


def random_crop(
    src: nd.NDArray, size: Sequence[int], interp: int = 2
) -> tuple[nd.NDArray, tuple[int, int, int, int]]:
    """A part of ``src`` in ``size`` (width, height), and where it was: ``(x, y, w, h)``.

    The place is drawn from Python's ``random``. From a smaller image the largest part of that
    ratio is taken and resized; ``interp`` as in :func:`imresize`.

    >>> part, place = mx.image.random_crop(nd.zeros((4, 8, 3), dtype="uint8"), (4, 2))
    >>> part.shape, place[2:]
    ((2, 4, 3), (4, 2))
    """
    width, height = _size_of(src)
    return _crop_at_random(src, *scale_down((width, height), size), size, interp)


def _crop_at_random(
    src: nd.NDArray, w: int, h: int, size: Sequence[int], interp: int
) -> tuple[nd.NDArray, tuple[int, int, int, int]]:
    """A part of width ``w`` and height ``h`` at a random place, in ``size``, and where it was."""
    width, height = _size_of(src)
    x0 = random.randint(0, width - w)
    y0 = random.randint(0, height - h)
    return fixed_crop(src, x0, y0, w, h, size, interp), (x0, y0, w, h)


def random_size_crop(
    src: nd.NDArray,
    size: Sequence[int],
    area: float | tuple[float, float],
    ratio: tuple[float, float],
    interp: int = 2,
) -> tuple[nd.NDArray, tuple[int, int, int, int]]:
    """A part of random size and ratio at a random place, resized to ``size`` (width, height).

    Parameters
    ----------
    src : NDArray
        The image.
    size : (int, int)
        Width and height of the result.
    area : float or (float, float)
        Bounds of the part's share of the image; one number is the lower bound.
    ratio : (float, float)
        Bounds of width through height.
    interp : int, default 2
        See :func:`imresize`.

    Returns the part and where it was, ``(x, y, w, h)``. Random numbers come from Python's
    ``random``; if ten tries do not fit into the image, the middle is taken.

    >>> part, _ = mx.image.random_size_crop(nd.zeros((9, 8, 3), dtype="uint8"), (4, 4), 0.5, (1, 2))
    >>> part.shape
    (4, 4, 3)
    """
    width, height = _size_of(src)
    lowest, highest = (area, 1.0) if isinstance(area, (int, float)) else area
    for _ in range(10):
        target = random.uniform(lowest, highest) * width * height
        shape = math.exp(random.uniform(math.log(ratio[0]), math.log(ratio[1])))
        w = int(round(math.sqrt(target * shape)))
        h = int(round(math.sqrt(target / shape)))
        if 0 < w <= width and 0 < h <= height:
            return _crop_at_random(src, w, h, size, interp)
    return center_crop(src, size, interp)


def color_normalize(src: nd.NDArray, mean: Any, std: Any = None) -> nd.NDArray:
    """``(src - mean) / std``, channel by channel; None leaves a part out.

    >>> image = nd.full((1, 1, 3), 4)
    >>> mx.image.color_normalize(image, nd.array([1, 2, 3]), nd.array([1, 2, 1])).asnumpy()
    array([[[3., 1., 1.]]], dtype=float32)
    """
    if mean is not None:
        src = src - mean
    if std is not None:
        src = src / std
    return src
