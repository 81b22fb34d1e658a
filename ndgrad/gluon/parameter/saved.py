"""Saved values for parameters: reading their files, and what does not fit told in one error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ... import ndarray as nd
from ...base import FileFormatError, RequirementError, closest
from ...context import Context
from ..printing import brief_list
from .parameter import Parameter

__all__ = ["load_named_arrays", "raise_for_names", "take_saved", "without_kind"]

#: So many names are told of each kind; a wrong file may have thousands.
_SHOWN = 10


def without_kind(name: str) -> str:
    """A name of an exported file without its ``arg:`` or ``aux:``."""
    return name[4:] if name.startswith(("arg:", "aux:")) else name


def take_saved(
    params: Mapping[str, Parameter],
    arrays: Mapping[str, Any],
    ctx: Context | Sequence[Context] | None,
    cast_dtype: bool,
    dtype_source: str,
) -> None:
    """Give each parameter its array, or raise and leave them all as they were."""
    fitting = [(params[name], value) for name, value in arrays.items() if name in params]
    for parameter, value in fitting:
        parameter._check_saved(value, ctx, cast_dtype, dtype_source)
    for parameter, value in fitting:
        parameter._load_init(value, ctx, cast_dtype, dtype_source)


def load_named_arrays(filename: str) -> dict[str, Any]:
    """The arrays of a parameter file by name; an empty file has none."""
    loaded = nd.load(filename)
    if isinstance(loaded, dict):
        return loaded
    if loaded:
        raise FileFormatError(
            f"{filename} holds {len(loaded)} arrays without names: it is not a parameter file. "
            "nd.load reads it."
        )
    return {}


def raise_for_names(
    missing: list[str],
    extra: list[str],
    *,
    loaded: list[str],
    wanted: list[str],
    source: str,
    remedy: str,
) -> None:
    """One error that lists all names missing in a file and all that it has beyond the net's."""
    if missing:
        first = (
            f"Parameter '{missing[0]}' is missing in {source}, which contains parameters: "
            f"{brief_list(loaded)}. Set allow_missing=True to ignore missing parameters. {remedy}"
        )
    elif extra:
        first = (
            f"Parameter '{extra[0]}' loaded from {source} is not present in ParameterDict, choices "
            f"are: {brief_list(wanted)}. Set ignore_extra=True to ignore. {remedy}"
        )
    else:
        return
    lines = [first]
    if missing:
        lines.append(_listing("missing", missing, [n for n in loaded if n not in wanted]))
    if extra:
        lines.append(_listing("extra", extra, [n for n in wanted if n not in loaded]))
    raise RequirementError("\n".join(lines))


def _listing(title: str, names: list[str], others: list[str]) -> str:
    """A line of names, each with the one among ``others`` that it may have been meant to be."""
    shown = []
    for name in names[:_SHOWN]:
        near = closest(name, others)
        shown.append(f"'{name}' (nearest: '{near}')" if near else f"'{name}'")
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"  {title}: {', '.join(shown)}{more}"
