"""Transforms of images: blocks that a dataset applies to each sample.

Images are ``(height, width, channels)`` arrays until :class:`ToTensor`, and
``(channels, height, width)`` float32 arrays after it.
"""

from ....block import Block, HybridBlock
from ....nn import HybridSequential, Sequential
from .color import (
    RandomBrightness,
    RandomColorJitter,
    RandomContrast,
    RandomFlipLeftRight,
    RandomFlipTopBottom,
    RandomHue,
    RandomLighting,
    RandomSaturation,
)
from .combine import Compose, RandomApply
from .geometry import CenterCrop, CropResize, RandomResizedCrop, RandomRotation, Resize, Rotate
from .values import Cast, Normalize, ToTensor

__all__ = [
    "Block",
    "Cast",
    "CenterCrop",
    "Compose",
    "CropResize",
    "HybridBlock",
    "HybridSequential",
    "Normalize",
    "RandomApply",
    "RandomBrightness",
    "RandomColorJitter",
    "RandomContrast",
    "RandomFlipLeftRight",
    "RandomFlipTopBottom",
    "RandomHue",
    "RandomLighting",
    "RandomResizedCrop",
    "RandomRotation",
    "RandomSaturation",
    "Resize",
    "Rotate",
    "Sequential",
    "ToTensor",
]
