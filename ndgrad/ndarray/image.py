"""``nd.image``: operators on images. Functions are compiled when first asked for."""

from __future__ import annotations

from typing import Any

from .namespaces import function_of, names_in


def __getattr__(name: str) -> Any:
    function = globals()[name] = function_of("image", name, __name__, prefix="image_")
    return function


def __dir__() -> list[str]:
    return names_in("image", prefix="image_")
