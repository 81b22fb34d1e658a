"""Parameters of layers: arrays with a name, a gradient, and a way of coming to be."""

from ...ndarray import NDArray
from .collection import ParameterDict
from .constant import Constant
from .errors import DeferredInitializationError
from .parameter import Parameter

#: For ``isinstance`` in programs that take arrays and symbols alike; there are no symbols yet.
tensor_types = (NDArray,)

__all__ = ["Constant", "DeferredInitializationError", "Parameter", "ParameterDict", "tensor_types"]
