"""Initial values of parameters; also reachable as ``ndgrad.init``.

An initializer is called with the name of a parameter and the array to fill. Which of its methods
fills it is decided by the ending of the name (``weight``, ``bias``, ``gamma`` ...), unless the
parameter brings its own initializer.
"""

from ..ndarray import NDArray, load
from .base import InitDesc, Initializer, alias, create, register
from .constant import Constant, One, Zero
from .fused import FusedRNN
from .given import Load, Mixed
from .random import MSRAPrelu, Normal, Orthogonal, Uniform, Xavier
from .shaped import Bilinear, LSTMBias

__all__ = [
    "Bilinear",
    "Constant",
    "FusedRNN",
    "InitDesc",
    "Initializer",
    "LSTMBias",
    "Load",
    "MSRAPrelu",
    "Mixed",
    "Normal",
    "One",
    "Orthogonal",
    "Uniform",
    "Xavier",
    "Zero",
    "alias",
    "create",
    "register",
]
