"""Reading saved optimizer states without running what a file asks for.

The files are pickles, MXNet's and ours, and a pickle can name any function to be called. Here it
can name arrays, numbers, containers, contexts, optimizers and schedulers, and nothing else. Of
NumPy's own functions none is called: in a pickle they can be made to take bytes for addresses.
"""

from __future__ import annotations

import io
import math
import pickle
import pickletools
import sys
from collections import OrderedDict, defaultdict
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import FileFormatError, InvalidTypeError
from ..context import Context
from ..ndarray.file_reader import array_of_record
from .base import Optimizer

__all__ = ["read_states"]


def read_states(data: bytes) -> Any:
    """What :func:`pickle.dumps` was given: states by index, or the pair of these and an optimizer.

    Raises :class:`FileFormatError` for bytes that are no such pickle, and for one that names a
    function or class which is not known to be harmless.
    """
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise InvalidTypeError(f"states must be bytes, got {type(data).__name__}")
    try:
        _check_sizes(data)
        loaded = _Values().of(_Reader(io.BytesIO(data)).load())
    except FileFormatError:
        raise
    except Exception as error:  # a damaged pickle can raise nearly anything
        raise _unreadable(f"{str(error) or type(error).__name__:.200}") from error
    states, optimizer = loaded if isinstance(loaded, tuple) and len(loaded) == 2 else (loaded, None)
    if not isinstance(states, dict) or not isinstance(optimizer, (Optimizer, type(None))):
        raise _unreadable(
            "expected a dict of states by index, with or without an optimizer, "
            f"got {type(states).__name__}"
        )
    return loaded


def _unreadable(why: str) -> FileFormatError:
    return FileFormatError(f"These are not saved optimizer states: {why}")


def _check_sizes(data: Any) -> None:
    """Raise where a pickle announces more than there is, before memory is taken for it."""
    for opcode, argument, place in pickletools.genops(io.BytesIO(data)):  # these check lengths
        if "PUT" in opcode.name and argument is not None and argument > (place or 0):
            raise _unreadable("a place out of range")


# -- what stands for NumPy's and MXNet's things while a pickle is read -----------------------------


class _Dtype:
    """A dtype of numbers; ``numpy.dtype`` itself takes states that make it read foreign memory."""

    def __init__(self, code: Any, align: Any = False, copy: Any = False) -> None:
        if not isinstance(code, str) or code[:1] not in ("b", "i", "u", "f", "c") or len(code) > 3:
            raise _unreadable(f"the dtype {code!r:.60}")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: Any) -> None:
        order, *rest = state[1:5]
        if order not in ("<", ">", "|", "=") or any(part is not None for part in rest):
            raise _unreadable("a dtype of more than numbers")
        self.dtype = self.dtype.newbyteorder(order)


class _Array:
    """An array of NumPy: first without values, which come with its shape."""

    def __init__(self, *ignored: Any) -> None:
        self.array: Any = np.empty(0, "b")

    def __setstate__(self, state: Any) -> None:
        _, shape, dtype, fortran, values = state
        self.array = _array(values, dtype, shape, "F" if fortran else "C").array


def _array(values: Any, dtype: _Dtype, shape: Any, order: str = "C") -> _Array:
    shape = shape if isinstance(shape, tuple) else (shape,)
    known = dtype.dtype
    if len(values) != math.prod(shape) * known.itemsize:
        raise _unreadable(f"an array of shape {shape!r:.60} in {len(values)} bytes")
    found = _Array()
    flat = np.frombuffer(values, known) if len(values) else np.empty(0, known)
    found.array = flat.astype(known.newbyteorder("=")).reshape(shape, order=order)  # type: ignore[call-overload]  # anything else than C and F raises
    return found


def _scalar(dtype: _Dtype, value: Any) -> Any:
    return _array(value, dtype, ()).array[()]


def _own_array(values: _Array, context: Any) -> nd.NDArray:
    """An NDArray as this library pickles it."""
    return nd.array(values.array, ctx=context, dtype=values.array.dtype)


class _ArrayRecord:
    """An array as MXNet pickles it: one array record of the format of ``nd.save``."""

    def __init__(self, handle: Any = None) -> None:
        self.array: Any = None

    def __setstate__(self, state: Any) -> None:
        raw = array_of_record(bytes(state["handle"]))
        self.array = nd.array(raw, dtype=raw.dtype)


def _bytearray(*source: Any) -> bytearray:
    if source and not isinstance(source[0], (bytes, str)):
        raise _unreadable("a bytearray of no bytes")
    return bytearray(*source)


def _no_bytes() -> bytes:
    return b""  # the only call of ``bytes`` in pickles of protocol 2


def _encode(text: str, encoding: str) -> bytes:
    """How bytes stand in pickles of protocol 2."""
    return text.encode("latin1")


_NUMPY: dict[str, Any] = {
    "dtype": _Dtype,
    "ndarray": "numpy.ndarray",  # only handed on, to be ignored: nothing calls it
    "_reconstruct": _Array,
    "scalar": _scalar,
    "_frombuffer": _array,
}
_BUILTINS = {"bytearray": _bytearray, "complex": complex, "frozenset": frozenset, "set": set}
_STAND_INS: dict[str, dict[str, Any]] = {
    "_codecs": {"encode": _encode},
    "builtins": _BUILTINS,
    "__builtin__": {**_BUILTINS, "bytes": _no_bytes},  # of protocol 2
    "collections": {"OrderedDict": OrderedDict, "defaultdict": defaultdict},
    "numpy": _NUMPY,
    "numpy.core.multiarray": _NUMPY,
    "numpy._core.multiarray": _NUMPY,
    "numpy._core.numeric": _NUMPY,
    "numpy.core.numeric": _NUMPY,
    "ndgrad.context": {"Context": Context},
    "ndgrad.ndarray.ndarray": {"_unpickle": _own_array},
    "mxnet.context": {"Context": Context},
    "mxnet.ndarray.ndarray": {"NDArray": _ArrayRecord},
}


# -- reading ---------------------------------------------------------------------------------------


#: The one that is written in Python: the other lets nobody look at what is given a state.
_Unpickler: Any = pickle._Unpickler


class _Reader(_Unpickler):
    dispatch = dict(_Unpickler.dispatch)

    def find_class(self, module: str, name: str) -> Any:
        found: Any = _STAND_INS.get(module, {}).get(name)
        if found is not None:
            return found
        if module.split(".")[0] == "mxnet":
            if name.lower() in Optimizer.opt_registry:
                return Optimizer.opt_registry[name.lower()]
            if module == "mxnet.lr_scheduler":
                module = "ndgrad.lr_scheduler"
        kinds = (Optimizer, _scheduler_class())  # loads the schedulers, which may be among them
        # Only what is imported already is looked at: importing runs code too.
        found = sys.modules.get(module)
        for part in name.split("."):
            found = getattr(found, part, None)
        if isinstance(found, type) and issubclass(found, kinds):
            return found
        raise FileFormatError(
            f"The saved states name {module:.60}.{name:.60}, which is neither an optimizer nor a "
            "LRScheduler that is known here. Import or define its class before loading; anything "
            "else is not read, because a pickle can run any function it names."
        )

    def load_build(self) -> None:
        """A state is for an object: given to a class or a function it would change the program."""
        if not isinstance(self.stack[-2], (_Dtype, _Array, _ArrayRecord, *_with_attributes())):
            raise _unreadable(f"a state for {self.stack[-2]!r:.60}")
        super().load_build()

    dispatch[pickle.BUILD[0]] = load_build


class _Values:
    """Puts arrays in the place of their stand-ins, also inside containers and optimizers."""

    def __init__(self) -> None:
        self._done: dict[int, Any] = {}  # what is there twice stays one, and is looked at once

    def of(self, value: Any) -> Any:
        if isinstance(value, (_ArrayRecord, _Array)):
            return value.array
        if isinstance(value, _Dtype):
            return value.dtype
        if not isinstance(value, (tuple, list, dict, *_with_attributes())):
            return value
        if id(value) not in self._done:
            self._done[id(value)] = value  # a container that holds itself ends here
            self._done[id(value)] = self._inside(value)
        return self._done[id(value)]

    def _inside(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple([self.of(part) for part in value])
        places: Any = value if isinstance(value, (list, dict)) else value.__dict__
        for place, part in list(enumerate(value) if isinstance(value, list) else places.items()):
            places[place] = self.of(part)
        return value


def _with_attributes() -> tuple[type, type]:
    return Optimizer, _scheduler_class()


def _scheduler_class() -> type:
    from ..lr_scheduler import LRScheduler  # needed here only, where a file is read

    return LRScheduler
