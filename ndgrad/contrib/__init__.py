"""``mx.contrib``: older names that programs still use."""

import sys

from ..ndarray import contrib as ndarray
from . import autograd as autograd

nd = ndarray

# `from mxnet.contrib.ndarray import MultiBoxPrior`: the operators of `nd.contrib`.
sys.modules[f"{__name__}.nd"] = sys.modules[f"{__name__}.ndarray"] = ndarray
