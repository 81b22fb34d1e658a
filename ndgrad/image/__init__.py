"""``mx.image``: images as arrays - reading, decoding, resizing, cropping, rotating.

An image is an array ``(height, width, channels)``, uint8 as it comes from a file. Decoding needs
Pillow (extra ``[image]``), which is imported when it is first used.
"""

import sys
from typing import Any

from ..absent import absent as _absent
from .codec import decode_bgr, encode_bgr, imdecode, imread
from .geometry import (
    center_crop,
    color_normalize,
    fixed_crop,
    imresize,
    random_crop,
    random_size_crop,
    resize_short,
    scale_down,
)
from .rotation import imrotate, random_rotate

__all__ = [
    "center_crop",
    "color_normalize",
    "fixed_crop",
    "imdecode",
    "imread",
    "imresize",
    "imrotate",
    "random_crop",
    "random_rotate",
    "random_size_crop",
    "resize_short",
    "scale_down",
]


# MXNet's name of the module that defines them: ``mx.image.image.imread`` is ``imread``.
image = sys.modules[f"{__name__}.image"] = sys.modules[__name__]


def __getattr__(name: str) -> Any:
    raise _absent(__name__, name)
