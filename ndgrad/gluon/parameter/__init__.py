"""Parameters of layers: arrays with a name, a gradient, and a way of coming to be."""

from .collection import ParameterDict
from .constant import Constant
from .errors import DeferredInitializationError
from .parameter import Parameter

__all__ = ["Constant", "DeferredInitializationError", "Parameter", "ParameterDict"]
