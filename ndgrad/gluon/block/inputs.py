"""Inputs that do not fit the ``forward`` of a block: an error in the words of the caller."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from typing import Any

from ...base import InvalidTypeError

__all__ = ["InputsError", "misfit"]


class InputsError(InvalidTypeError):
    """A block was called with too few or too many inputs."""


def misfit(
    block: Any,
    function: Callable[..., Any],
    error: TypeError,
    args: Collection[Any],
    kwargs: Collection[str],
) -> InputsError | None:
    """The error of the library in the place of Python's; None if that comes from further inside.

    ``function`` is the method that was called by the frame that caught the error.
    """
    if error.__traceback__ is None or error.__traceback__.tb_next is not None:
        return None
    hybrid = function.__name__ == "hybrid_forward"
    try:
        takes = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    if hybrid:
        if not takes or (takes[0].name != "F" and "F" not in str(error)):
            return InputsError(
                f"{block.name}: the first argument of hybrid_forward after self is F, the "
                f"namespace of operators; {type(block).__name__} has {takes[0] if takes else None}."
            )
        takes = [p for p in takes[1:] if p.name not in block._reg_params]
    takes = [p for p in takes if p.kind is not p.VAR_KEYWORD]
    given = f"{len(args)} input{'' if len(args) == 1 else 's'}"
    if kwargs:
        given += f" and the keywords {', '.join(kwargs)}"
    wanted = ", ".join(p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in takes)
    return InputsError(
        f"{block.name}: a {type(block).__name__} is called with ({wanted}), but got {given}."
    )
