"""``nd.op``: every operator, by the name it has in ``nd``."""

from __future__ import annotations

from typing import Any

from .namespaces import function_of, names_in


def __getattr__(name: str) -> Any:
    function = globals()[name] = function_of("nd", name, __name__)
    return function


def __dir__() -> list[str]:
    return names_in("nd")
