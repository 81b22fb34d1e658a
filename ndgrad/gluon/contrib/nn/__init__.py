"""Layers that MXNet keeps in ``gluon.contrib``."""

import sys

from .concurrent import Concurrent, HybridConcurrent, Identity
from .pixel_shuffle import PixelShuffle1D, PixelShuffle2D, PixelShuffle3D
from .sync_batch_norm import SyncBatchNorm

__all__ = [
    "Concurrent",
    "HybridConcurrent",
    "Identity",
    "PixelShuffle1D",
    "PixelShuffle2D",
    "PixelShuffle3D",
    "SyncBatchNorm",
]

# MXNet's name of the module that defines them.
basic_layers = sys.modules[f"{__name__}.basic_layers"] = sys.modules[__name__]
