"""Gluon: nets from blocks, their parameters and training.

``nn`` has the layers, ``rnn`` the recurrent ones, ``loss`` the losses, ``data`` data sets and
loaders, ``model_zoo`` known architectures, ``contrib`` what is less settled.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

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
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{name}":
            raise
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    setattr(sys.modules[__name__], name, module)
    return module


def __dir__() -> list[str]:
    return sorted(__all__)
