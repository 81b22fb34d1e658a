"""Gluon: nets from blocks, their parameters and training.

``nn`` has the layers, ``rnn`` the recurrent ones, ``loss`` the losses, ``data`` data sets and
loaders, ``model_zoo`` known architectures, ``contrib`` what is less settled.
"""

from __future__ import annotations

import importlib
from typing import Any

from ..absent import absent as _absent
from . import loss, nn, utils
from .block import Block, HybridBlock, SymbolBlock
from .parameter import Constant, DeferredInitializationError, Parameter, ParameterDict, tensor_types
from .trainer import Trainer

#: Modules that are loaded when first used.
_LAZY = ("contrib", "data", "model_zoo", "rnn")

__all__ = [
    "Block",
    "Constant",
    "DeferredInitializationError",
    "HybridBlock",
    "Parameter",
    "ParameterDict",
    "SymbolBlock",
    "Trainer",
    "contrib",
    "data",
    "loss",
    "model_zoo",
    "nn",
    "rnn",
    "tensor_types",
    "utils",
]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise _absent(__name__, name)
    return importlib.import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
