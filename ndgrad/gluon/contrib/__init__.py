"""What is less settled: further layers, cells, data sets, and the estimator."""

from __future__ import annotations

import importlib
from typing import Any

from ...absent import absent as _absent

#: Modules that are loaded when first used.
_LAZY = ("cnn", "data", "estimator", "nn", "rnn")

__all__ = ["cnn", "data", "estimator", "nn", "rnn"]


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise _absent(__name__, name)
    return importlib.import_module(f"{__name__}.{name}")
