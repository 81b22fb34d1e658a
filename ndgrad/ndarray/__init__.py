"""The classic namespace ``nd``: arrays, the functions that make them, and every operator.

The functions of operators are compiled from the registry when they are first asked for. Beside what
its own description says, each of them takes

out : NDArray or list of NDArray, optional
    What the result is written into, and then returned: of its shape; the result is cast to its
    dtype.
name : str, optional
    The name that MXNet's graphs give the result; without meaning here.
ctx : Context, optional
    Only functions that take no arrays: where the result lives, the current context by default.

and raises for wrong arguments: ``TypeError`` for a parameter that is missing, unknown or of the
wrong kind, ``ValueError`` for shapes, axes and values that do not fit, ``IndexError`` for indices
out of range, each of them an :class:`~ndgrad.base.MXNetError` too. Arrays may be given as NumPy
arrays and lists, and as numbers where two are combined element by element.

>>> total = nd.zeros(1)
>>> nd.sum(nd.array([1, 2]), out=total) is total, float(total)
(True, 3.0)
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import Any

from .. import ops  # declares the operators
from ..absent import absent as _absent
from ..base import nearest_name as _nearest_name
from ..ops.registry import find as _find
from ..ops.registry import registry as _registry
from . import _internal, contrib, image, linalg, op, random
from .creation import array, empty, from_numpy, full, ones, waitall, zeros
from .dlpack import from_dlpack
from .files import load, load_frombuffer, save
from .functions import concatenate, moveaxis, onehot_encode, to_dlpack_for_read, to_dlpack_for_write
from .methods import attach as _attach
from .ndarray import NDArray, classic

_attach(classic)

#: Namespaces of operators that are not found here.
_ELSEWHERE = ("contrib", "image", "internal")
#: Names that are defined here rather than generated.
_OWN = [
    "NDArray", "array", "concatenate", "contrib", "empty", "from_dlpack", "from_numpy", "full",
    "image", "linalg", "load", "load_frombuffer", "moveaxis", "ones", "onehot_encode", "op",
    "random", "save", "to_dlpack_for_read", "to_dlpack_for_write", "waitall", "zeros",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "Custom":  # the module of users' operators puts it here
        return _import_module(f"{__name__.rpartition('.')[0]}.operator").custom
    found = None if name.startswith("_") else _find(name)
    if found is None or found.namespace in _ELSEWHERE:
        near = "" if name.startswith("_") else _nearest_name(name, _generated())
        raise _absent(__name__, name, f".{near}")
    function = globals()[name] = classic.function(found)
    return function


def _generated() -> list[str]:
    return [
        name
        for op_ in _registry.values()
        if op_.namespace not in _ELSEWHERE
        for name in (op_.name, *op_.aliases)
        if not name.startswith("_")
    ]


def __dir__() -> list[str]:
    return sorted({*_OWN, *_generated()})


__all__ = [*sorted({*_OWN, *_generated()})]  # noqa: PLE0604  # strings, from the registry
