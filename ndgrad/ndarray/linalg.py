"""``nd.linalg``: linear algebra on (batches of) matrices; ``nd.linalg.gemm`` is
``nd.linalg_gemm``. Functions are compiled when first asked for."""

from __future__ import annotations

from typing import Any

from .namespaces import function_of, names_in


def __getattr__(name: str) -> Any:
    function = globals()[name] = function_of("nd", name, __name__, prefix="linalg_")
    return function


def __dir__() -> list[str]:
    return names_in("nd", prefix="linalg_")
