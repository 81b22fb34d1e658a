"""Optimizers: how weights follow their gradients.

:func:`create` makes one from its name, :func:`get_updater` binds it to the states of its weights,
``gluon.Trainer`` does both. Each family has a file, what they share is in :mod:`.base`.
"""

import sys

from . import contrib
from .adam import FTML, Adam, Adamax, Nadam
from .adaptive import AdaDelta, AdaGrad, Ftrl, RMSProp
from .base import Optimizer, create, register
from .layerwise import LAMB, LARS, LBSGD
from .sgd import DCASGD, NAG, SGD, SGLD, ccSGD
from .sign import Signum
from .testing import Test
from .updater import Updater, get_updater

__all__ = [
    "DCASGD",
    "FTML",
    "LAMB",
    "LARS",
    "LBSGD",
    "NAG",
    "SGD",
    "SGLD",
    "AdaDelta",
    "AdaGrad",
    "Adam",
    "Adamax",
    "Ftrl",
    "Nadam",
    "Optimizer",
    "RMSProp",
    "Signum",
    "Test",
    "Updater",
    "ccSGD",
    "contrib",
    "create",
    "get_updater",
    "register",
]

# MXNet's name of the module that defines them: ``mx.optimizer.optimizer.SGD`` is ``SGD``.
optimizer = sys.modules[f"{__name__}.optimizer"] = sys.modules[__name__]
