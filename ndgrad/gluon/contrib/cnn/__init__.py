"""Convolutions that MXNet keeps in ``gluon.contrib``."""

import sys

from .deformable import DeformableConvolution

__all__ = ["DeformableConvolution"]

# MXNet's name of the module that defines them.
conv_layers = sys.modules[f"{__name__}.conv_layers"] = sys.modules[__name__]
