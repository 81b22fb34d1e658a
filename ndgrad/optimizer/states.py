"""Reading saved optimizer states without running what a file asks for.

The files are pickles, MXNet's and ours, and a pickle can name any function to be called. Here it
can name arrays, numbers, containers, contexts, optimizers and schedulers, and nothing else.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import struct
import sys
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import FileFormatError, InvalidTypeError
from .base import Optimizer

__all__ = ["read_states"]

# Values without power: what NumPy, contexts and containers pickle as.
_HARMLESS = {
    "builtins": {"bytearray", "complex", "frozenset", "set"},
    "collections": {"OrderedDict", "defaultdict"},
    "numpy": {"dtype", "ndarray"},
    "numpy.core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.multiarray": {"_reconstruct", "scalar"},
    "numpy._core.numeric": {"_frombuffer"},
    "numpy.core.numeric": {"_frombuffer"},
    "ndgrad.context": {"Context"},
    "ndgrad.ndarray.ndarray": {"_unpickle"},
}


def read_states(data: bytes) -> Any:
    """What :func:`pickle.dumps` was given: states by index, or the pair of these and an optimizer.

    Raises :class:`FileFormatError` for bytes that are no such pickle, and for one that names a
    function or class which is not known to be harmless.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise InvalidTypeError(f"states must be bytes, got {type(data).__name__}")
    try:
        _check_sizes(data)
        loaded = _with_arrays(_Reader(io.BytesIO(data)).load())
    except FileFormatError:
        raise
    except Exception as error:  # a damaged pickle can raise nearly anything
        raise FileFormatError(f"These are not saved optimizer states: {error}") from error
    states, optimizer = loaded if isinstance(loaded, tuple) and len(loaded) == 2 else (loaded, None)
    if not isinstance(states, dict) or not isinstance(optimizer, (Optimizer, type(None))):
        raise FileFormatError(
            "These are not saved optimizer states: expected a dict of states by index, "
            f"with or without an optimizer, got {type(states).__name__}"
        )
    return loaded


def _check_sizes(data: Any) -> None:
    """Raise where a pickle announces more than there is, before memory is taken for it."""
    for opcode, argument, place in pickletools.genops(io.BytesIO(data)):  # these check lengths
        if "PUT" in opcode.name and argument is not None and argument > (place or 0):
            raise FileFormatError("These are not saved optimizer states: a place out of range")


def _empty_array(kind: Any, shape: Any, typecode: Any) -> np.ndarray:
    """How NumPy's pickles begin an array; its shape comes with its values."""
    return np.empty(0, "b")


def _bytearray(*source: Any) -> bytearray:
    if source and not isinstance(source[0], (bytes, str)):
        raise FileFormatError("These are not saved optimizer states: a bytearray of no bytes")
    return bytearray(*source)


#: In place of what would take memory for a size that a file names. (``numpy.ndarray`` is only
#: handed on, to be ignored.)
_BOUNDED: dict[str, Any] = {
    "_reconstruct": _empty_array,
    "bytearray": _bytearray,
    "ndarray": "numpy.ndarray",
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.split(".")[0] == "mxnet":
            if name == "NDArray":
                return _ArrayRecord
            if module == "mxnet.context" and name == "Context":
                module = "ndgrad.context"
            elif name.lower() in Optimizer.opt_registry:
                return Optimizer.opt_registry[name.lower()]
            elif module == "mxnet.lr_scheduler":
                module = "ndgrad.lr_scheduler"
        if name in _HARMLESS.get(module, ()):
            return _BOUNDED.get(name) or super().find_class(module, name)
        kinds = (Optimizer, _scheduler_class())  # loads the schedulers, which may be among them
        # Only what is imported already is looked at: importing runs code too.
        found: Any = sys.modules.get(module)
        for part in name.split("."):
            found = getattr(found, part, None)
        if isinstance(found, type) and issubclass(found, kinds):
            return found
        raise FileFormatError(
            f"The saved states name {module}.{name}, which is neither an optimizer nor a "
            "LRScheduler that is known here. Import or define its class before loading; anything "
            "else is not read, because a pickle can run any function it names."
        )


class _ArrayRecord:
    """An array as MXNet pickles it: one array record of the format of ``nd.save``."""

    def __init__(self, handle: Any = None) -> None:
        self.array: Any = None

    def __setstate__(self, state: Any) -> None:
        record = bytes(state["handle"])
        file = struct.pack("<QQQ", 0x112, 0, 1) + record + struct.pack("<Q", 0)
        (self.array,) = nd.load_frombuffer(file)


def _with_arrays(value: Any) -> Any:
    """The value with the arrays in the place of their records, also inside an optimizer."""
    if isinstance(value, _ArrayRecord):
        return value.array
    if isinstance(value, (tuple, list)):
        return type(value)(_with_arrays(part) for part in value)
    if isinstance(value, dict):
        for key, part in value.items():
            value[key] = _with_arrays(part)
    elif isinstance(value, Optimizer):
        _with_arrays(value.__dict__)
    return value


def _scheduler_class() -> type:
    from ..lr_scheduler import LRScheduler  # needed here only, where a file is read

    return LRScheduler
