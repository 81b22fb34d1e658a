"""``mx.contrib``: older names that programs still use, and what stands beside the library."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ..absent import absent as _absent
from ..ndarray import contrib as ndarray
from . import autograd as autograd

nd = ndarray

# `from mxnet.contrib.ndarray import MultiBoxPrior`: the operators of `nd.contrib`.
sys.modules[f"{__name__}.nd"] = sys.modules[f"{__name__}.ndarray"] = ndarray


def __getattr__(name: str) -> Any:
    if name != "text":  # loaded when first used
        raise _absent(__name__, name)
    return importlib.import_module(f"{__name__}.{name}")
