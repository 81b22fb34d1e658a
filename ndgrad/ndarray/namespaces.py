"""Modules of generated functions: what a name in ``nd.contrib`` or ``nd.linalg`` stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..base import nearest_name
from ..ops.registry import find, registry
from .ndarray import classic

__all__ = ["function_of", "names_in"]


def function_of(namespace: str, name: str, module: str, prefix: str = "") -> Callable[..., Any]:
    """The function called ``name`` in a namespace; AttributeError if there is none."""
    op = None if name.startswith("_") else find(prefix + name)
    if op is None or op.namespace != namespace:
        near = "" if name.startswith("_") else nearest_name(name, names_in(namespace, prefix))
        raise AttributeError(f"module {module!r} has no attribute {name!r}.{near}")
    return classic.function(op)


def names_in(namespace: str, prefix: str = "") -> list[str]:
    """All public names of a namespace, without the prefix that they share."""
    return sorted(
        name[len(prefix) :]
        for op in registry.values()
        if op.namespace == namespace
        for name in (op.name, *op.aliases)
        if name.startswith(prefix) and not name.startswith("_")
    )
