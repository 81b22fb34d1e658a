"""Layers that MXNet keeps in ``gluon.contrib``."""

import sys

from .concurrent import Concurrent, HybridConcurrent, Identity
from .pixel_shuffle import PixelShuffle1D, PixelShuffle2D, PixelShuffle3D

__all__ = [
    "Concurrent",
    "HybridConcurrent",
    "Identity",
    "PixelShuffle1D",
    "PixelShuffle2D",
    "PixelShuffle3D",
]

# MXNet's name of the module that defines them.
basic_layers = sys.modules[f"{__name__}.basic_layers"] = sys.modules[__name__]
