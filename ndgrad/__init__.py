"""ndgrad: the MXNet 1.x imperative programming model in pure Python on NumPy 2.

Change ``import mxnet as mx`` to ``import ndgrad as mx`` and the program runs.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

from . import autograd, base, context, ndarray, random
from . import ndarray as nd
from .absent import absent as _absent
from .aliasing import install as _install
from .base import MXNetError
from .context import (
    Context,
    cpu,
    cpu_pinned,
    cpu_shared,
    current_context,
    gpu,
    gpu_memory_info,
    num_gpus,
)
from .version import __version__

# log(0) is -inf and 0 / 0 is NaN: answers, of which MXNet says nothing either. A program that makes
# warnings errors is served by core.errors.rescue.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"ndgrad\.(ops|generated)")

#: Public names that are loaded when first used: name -> module.
_LAZY = {
    "callback": "callback",
    "contrib": "contrib",
    "gluon": "gluon",
    "image": "image",
    "img": "image",
    "init": "initializer",
    "initializer": "initializer",
    "io": "io",
    "kv": "kvstore",
    "kvstore": "kvstore",
    "lr_scheduler": "lr_scheduler",
    "metric": "metric",
    "name": "name",
    "model": "model",
    "operator": "operator",
    "optimizer": "optimizer",
    "recordio": "recordio",
    "test_utils": "test_utils",
}

_install(__name__, {"nd": "ndarray", **_LAZY})

rnd = random

__all__ = [
    "Context",
    "MXNetError",
    "__version__",
    "autograd",
    "base",
    "callback",
    "context",
    "contrib",
    "cpu",
    "cpu_pinned",
    "cpu_shared",
    "current_context",
    "gluon",
    "gpu",
    "gpu_memory_info",
    "image",
    "img",
    "init",
    "initializer",
    "io",
    "kv",
    "kvstore",
    "lr_scheduler",
    "metric",
    "model",
    "name",
    "nd",
    "ndarray",
    "num_gpus",
    "operator",
    "optimizer",
    "random",
    "recordio",
    "rnd",
    "test_utils",
]


def __getattr__(name: str) -> Any:
    target = _LAZY.get(name)
    if target is None:
        raise _absent(__name__, name)
    module = importlib.import_module(f"{__name__}.{target}")
    setattr(sys.modules[__name__], name, module)
    return module


def __dir__() -> list[str]:
    return sorted(__all__)
