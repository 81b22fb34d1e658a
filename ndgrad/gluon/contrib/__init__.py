"""What is less settled: further layers, cells, data sets, and the estimator."""

from __future__ import annotations

import importlib
import sys
from typing import Any

#: Modules that are loaded when first used.
_LAZY = ("cnn", "data", "estimator", "nn", "rnn")

__all__ = ["cnn", "data", "estimator", "nn", "rnn"]


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
