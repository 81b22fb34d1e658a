"""``nd.contrib``: experimental and detection operators, and control flow.

Functions of operators are compiled when first asked for.
"""

from __future__ import annotations

from typing import Any

from ..context import current_context
from .contrib_steps import (
    multi_adamw_update,
    multi_lamb_update,
    multi_mp_adamw_update,
    multi_mp_lamb_update,
)
from .control_flow import cond, foreach, while_loop
from .functions import allclose
from .namespaces import function_of, names_in
from .random import uniform
from .zipfian import rand_zipfian

#: What is defined here rather than generated.
__all__ = [
    "allclose", "cond", "current_context", "foreach", "multi_adamw_update", "multi_lamb_update",
    "multi_mp_adamw_update", "multi_mp_lamb_update", "rand_zipfian", "uniform", "while_loop",
]  # fmt: skip

#: Operators of ``nd`` that are known here by the same name.
_SHARED = ("CTCLoss", "ctc_loss")


def __getattr__(name: str) -> Any:
    namespace = "nd" if name in _SHARED else "contrib"
    function = globals()[name] = function_of(namespace, name, __name__)
    return function


def __dir__() -> list[str]:
    return sorted({*__all__, *_SHARED, *names_in("contrib")})
