"""``mx.contrib``: older names that programs still use, and what stands beside the library."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ..ndarray import contrib as ndarray
from . import autograd as autograd

nd = ndarray

# `from mxnet.contrib.ndarray import MultiBoxPrior`: the operators of `nd.contrib`.
sys.modules[f"{__name__}.nd"] = sys.modules[f"{__name__}.ndarray"] = ndarray


def __getattr__(name: str) -> Any:
    if name != "text":  # loaded when first used
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.{name}")
