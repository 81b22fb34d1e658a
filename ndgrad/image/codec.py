"""Encoded images and arrays: Pillow does the work and is imported when it is first used."""

from __future__ import annotations

import io
import os
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import (
    FileFormatError,
    InvalidTypeError,
    InvalidValueError,
    MissingExtraError,
)
from ..core.whole_files import read_bytes

__all__ = ["decode_bgr", "encode_bgr", "imdecode", "imread"]


#: What Pillow calls a format and its ``quality``, and the largest value of that.
_FORMATS = {
    ".jpg": ("JPEG", "quality", 100),
    ".jpeg": ("JPEG", "quality", 100),
    ".png": ("PNG", "compress_level", 9),
}


def _pillow() -> Any:
    try:
        import PIL.Image
        import PIL.ImageOps
    except ImportError as error:
        raise MissingExtraError(
            "images are decoded and encoded by Pillow, which is not installed: "
            'python -m pip install "ndgrad[image]"'
        ) from error
    return PIL


def _decode(data: bytes, mode: str | None, source: str) -> np.ndarray:
    """The pixels in ``mode`` ('L', 'RGB' or None for as it is), turned as the camera was held."""
    if not data:
        raise FileFormatError(f"{source} is empty: no image")
    pil = _pillow()
    try:
        with pil.Image.open(io.BytesIO(data)) as image:
            if mode == "L":
                image.draft("L", image.size)  # JPEG holds its gray image: no need to compute one
            upright = pil.ImageOps.exif_transpose(image)
            if mode is None:
                mode = "L" if upright.mode in ("1", "L", "LA", "I;16", "I", "F") else "RGB"
            return np.array(upright.convert(mode))
    except pil.UnidentifiedImageError:
        raise FileFormatError(f"{source} is not an image of a kind that Pillow reads") from None
    except (OSError, SyntaxError, ValueError, pil.Image.DecompressionBombError) as error:
        raise FileFormatError(f"{source} is not an image, or a corrupt one: {error}") from error


def imdecode(
    buf: Any, flag: int = 1, to_rgb: bool | int = 1, out: nd.NDArray | None = None
) -> nd.NDArray:
    """Decode an image.

    Parameters
    ----------
    buf : bytes, bytearray or numpy.ndarray of uint8
        The encoded image: JPEG, PNG, or what else Pillow reads.
    flag : {0, 1}, default 1
        Gray (one channel) or color (three).
    to_rgb : bool, default True
        Whether the channels are red, green, blue, and not the reverse.
    out : NDArray, optional
        Where to write the image; its shape must fit.

    Returns uint8 of shape ``(height, width, channels)``. Raises :class:`MXNetError` (also
    ``ValueError``) for what is no image, ``ImportError`` without Pillow.

    >>> encoded = mx.image.encode_bgr(np.zeros((2, 3, 3), "uint8"), 9, ".png")
    >>> mx.image.imdecode(encoded).shape
    (2, 3, 3)
    """
    return _decoded(_as_bytes(buf), flag, to_rgb, out, "imdecode: buf")


def imread(
    filename: str, flag: int = 1, to_rgb: bool | int = True, out: nd.NDArray | None = None
) -> nd.NDArray:
    """Read the image file ``filename``; ``flag``, ``to_rgb``, ``out`` as in :func:`imdecode`.

    So are the result and the errors; besides ``FileNotFoundError`` for a file that is not there.

    >>> mx.image.imread("no such file.jpg")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ndgrad.base.MissingFileError: imread: there is no file 'no such file.jpg'...
    """
    data = read_bytes(filename, "imread")
    return _decoded(data, flag, to_rgb, out, f"imread: {os.fspath(filename)!r}")


def _as_bytes(buf: Any) -> bytes:
    if isinstance(buf, (bytes, bytearray, memoryview)):
        return bytes(buf)
    if isinstance(buf, nd.NDArray):
        buf = buf.asnumpy()
    if isinstance(buf, np.ndarray) and buf.dtype == np.uint8:
        return buf.tobytes()
    raise InvalidTypeError(
        f"imdecode: buf must be bytes or a uint8 array, not {type(buf).__name__}"
    )


def _decoded(data: bytes, flag: int, to_rgb: Any, out: Any, source: str) -> nd.NDArray:
    if flag not in (0, 1):
        raise InvalidValueError(f"{source}: flag must be 0 (gray) or 1 (color), not {flag!r}")
    pixels = _decode(data, "RGB" if flag else "L", source)
    if not flag:
        pixels = pixels[:, :, None]
    elif not to_rgb:
        pixels = pixels[:, :, ::-1]
    image = nd.array(pixels, dtype="uint8")
    if out is None:
        return image
    out[:] = image
    return out


def decode_bgr(data: bytes, iscolor: int = -1) -> np.ndarray:
    """A NumPy image in OpenCV's form: ``(h, w)`` gray or ``(h, w, 3)`` blue, green, red.

    ``data`` is the encoded file, and ``iscolor`` 0 (gray), 1 (color) or -1 (as it is). Errors as of
    :func:`imdecode`.

    >>> mx.image.decode_bgr(mx.image.encode_bgr(np.zeros((2, 3), "uint8"))).shape
    (2, 3)
    """
    modes = {-1: None, 0: "L", 1: "RGB"}
    if iscolor not in modes:
        raise InvalidValueError(f"iscolor must be -1, 0 or 1, not {iscolor!r}")
    pixels = _decode(bytes(data), modes[iscolor], "the image record")
    return pixels if pixels.ndim == 2 else np.ascontiguousarray(pixels[:, :, ::-1])


def encode_bgr(image: Any, quality: int = 95, img_fmt: str = ".jpg") -> bytes:
    """The encoded file of a NumPy image in OpenCV's form (see :func:`decode_bgr`).

    ``img_fmt`` is ``'.jpg'``, ``'.jpeg'`` or ``'.png'``; ``quality`` is 1 to 100 for JPEG and the
    compression 0 to 9 for PNG. ``ValueError`` for anything else.

    >>> mx.image.encode_bgr(np.zeros((2, 3, 3), "uint8"), 9, ".png")[1:4]
    b'PNG'
    """
    pixels = np.asarray(getattr(image, "_raw", image))
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or pixels.shape[2:] not in ((), (3,)):
        raise InvalidValueError(
            "an image to encode is uint8 of shape (h, w) or (h, w, 3), "
            f"got {pixels.dtype} of shape {pixels.shape}"
        )
    if img_fmt.lower() not in _FORMATS:
        raise InvalidValueError(f"img_fmt must be one of {', '.join(_FORMATS)}, not {img_fmt!r}")
    kind, option, limit = _FORMATS[img_fmt.lower()]
    if not 0 <= quality <= limit:
        raise InvalidValueError(f"quality of {img_fmt} is 0 to {limit}, not {quality}")
    if pixels.ndim == 3:
        pixels = pixels[:, :, ::-1]
    stream = io.BytesIO()
    _pillow().Image.fromarray(np.ascontiguousarray(pixels)).save(stream, kind, **{option: quality})
    return stream.getvalue()
