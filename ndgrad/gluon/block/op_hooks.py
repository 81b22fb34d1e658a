"""The namespace that hybrid blocks compute in while operators are being watched."""

from __future__ import annotations

import inspect
import itertools
from types import ModuleType
from typing import Any

from ...ndarray import NDArray

__all__ = ["MonitoredNamespace"]


class MonitoredNamespace:
    """``F`` that reports what each operator takes and gives to the hooks of a block."""

    def __init__(self, namespace: Any, block: Any, counter: Any = None) -> None:
        self._namespace = namespace
        self._block = block
        self._counter = counter or itertools.count()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._namespace, name)
        if isinstance(found, ModuleType):
            return MonitoredNamespace(found, self._block, self._counter)
        if not callable(found) or isinstance(found, type):
            return found

        def watched(*args: Any, **kwargs: Any) -> Any:
            result = found(*args, **kwargs)
            self._report(name, found, args, kwargs, result)
            return result

        return watched

    def _report(self, name: str, function: Any, args: Any, kwargs: Any, result: Any) -> None:
        given = kwargs.get("name") or f"{name.lower()}{next(self._counter)}"
        stem = f"{self._block.prefix}{given}"
        inputs = _named_arrays(function, args, kwargs)
        outputs = list(result) if isinstance(result, (list, tuple)) else [result]
        for callback, monitor_all in self._block._op_hooks:
            if monitor_all:
                for key, array in inputs:
                    callback(f"{stem}_{key}", name, array)
            for i, array in enumerate(outputs):
                number = i if len(outputs) > 1 else ""
                callback(f"{stem}_output{number}", name, array)


def _named_arrays(function: Any, args: Any, kwargs: Any) -> list[tuple[str, NDArray]]:
    """The arrays among arguments with the names of their parameters."""
    bound = inspect.signature(function).bind(*args, **kwargs).arguments
    named = []
    for key, value in bound.items():
        if isinstance(value, NDArray):
            named.append((key, value))
        elif isinstance(value, tuple):
            named.extend((f"{key}{i}", v) for i, v in enumerate(value) if isinstance(v, NDArray))
    return named
