"""The layers that MXNet keeps in a module of this name, for programs that import it."""

from ..block import Block, HybridBlock  # noqa: F401 - imported from here as well
from .activations import Activation  # noqa: F401 - imported from here as well
from .containers import HybridSequential, Sequential
from .functions import HybridLambda, Lambda
from .linear import Dense, Embedding, Flatten
from .normalization import (
    BatchNorm,
    BatchNormReLU,
    GroupNorm,
    InstanceNorm,
    LayerNorm,
    _BatchNorm,
)
from .regularization import Dropout

__all__ = [
    "BatchNorm",
    "BatchNormReLU",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GroupNorm",
    "HybridLambda",
    "HybridSequential",
    "InstanceNorm",
    "Lambda",
    "LayerNorm",
    "Sequential",
    "_BatchNorm",
]
