"""The optimizers under the name of MXNet's module: ``mx.optimizer.optimizer.SGD`` is ``SGD``."""

from . import *  # noqa: F403  # the same names, listed in __all__ of the package
from . import __all__ as __all__
