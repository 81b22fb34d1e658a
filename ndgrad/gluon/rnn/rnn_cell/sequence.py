"""Sequences as one array or as a list of steps, and what a length per sample does to them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from .... import ndarray as nd
from ....base import InvalidValueError, RequirementError

__all__ = [
    "as_merged",
    "as_steps",
    "batch_size_of",
    "check_lengths",
    "initial_state",
    "last_states",
    "mask_after_end",
    "reverse_steps",
    "time_axis",
]


def namespace_of(array: Any) -> Any:
    """The namespace whose functions take ``array``: ``nd``, or ``symbol`` for symbols."""
    if isinstance(array, nd.NDArray):
        return nd
    from .... import symbol  # a front end of its own, loaded only by those who use it

    return symbol


def time_axis(layout: str) -> int:
    """The axis of the time steps in ``layout``.

    >>> time_axis("NTC"), time_axis("TNC")
    (1, 0)
    """
    if layout.count("T") != 1 or layout.count("N") != 1 or layout.find("C") < 2:
        raise InvalidValueError(
            f"unroll: layout must be 'NTC' or 'TNC' (samples, time steps, channels), not {layout!r}"
        )
    return layout.find("T")


def _is_list(sequence: Any) -> bool:
    return isinstance(sequence, (list, tuple))


def as_steps(length: int | None, sequence: Any, layout: str) -> list[Any]:
    """The time steps of ``sequence``: a list of ``length`` arrays without the time axis.

    ``length`` None takes as many as there are. Raises ``ValueError`` when the number of time
    steps is another.
    """
    axis = time_axis(layout)
    if _is_list(sequence):
        found = len(sequence)
    else:
        if isinstance(sequence, nd.NDArray):
            if sequence.ndim < 2:
                raise InvalidValueError(
                    f"unroll: a sequence in layout {layout} needs at least 2 axes, "
                    f"got shape {sequence.shape}"
                )
            found = sequence.shape[axis]
        elif length is None:
            raise InvalidValueError("unroll: the length of a symbol must be given")
        else:
            found = length  # the length of a symbol is known when it is bound
    if length is not None and found != length:
        given = f"a list of {found}" if _is_list(sequence) else f"shape {sequence.shape}"
        raise RequirementError(
            f"unroll: length is {length}, but the inputs have {found} time steps "
            f"({given}, layout {layout})"
        )
    if _is_list(sequence):
        return list(sequence)
    F = namespace_of(sequence)
    steps = F.SliceChannel(sequence, num_outputs=found, axis=axis, squeeze_axis=True)
    # A single output comes as an array, not as a list of one.
    return [steps] if found == 1 else [steps[i] for i in range(found)]


def as_merged(sequence: Any, layout: str) -> Any:
    """``sequence`` as one array in ``layout``."""
    if not _is_list(sequence):
        return sequence
    return namespace_of(sequence[0]).stack(*sequence, axis=time_axis(layout))


def batch_size_of(sequence: Any, layout: str) -> int:
    """The number of samples of a sequence; 0 (unknown yet) for symbols."""
    first = sequence[0] if _is_list(sequence) else sequence
    if not isinstance(first, nd.NDArray):
        return 0
    if not _is_list(sequence):
        return first.shape[layout.find("N")]
    return first.shape[0]  # a step has lost its time axis


def check_lengths(valid_length: Any, length: int, batch_size: int) -> None:
    """Raises ``ValueError`` for lengths that the samples of a batch cannot have."""
    if not isinstance(valid_length, nd.NDArray):
        return  # a symbol's values are known when it is bound
    lengths = valid_length.asnumpy()
    if lengths.shape != (batch_size,):
        raise InvalidValueError(
            f"unroll: valid_length must have shape ({batch_size},), one length for each sample, "
            f"got {lengths.shape}"
        )
    if lengths.size and not (lengths.min() >= 0 and lengths.max() <= length):
        raise InvalidValueError(
            f"unroll: valid_length must be from 0 to {length}, the number of time steps, "
            f"got {lengths.tolist()}"
        )


def mask_after_end(sequence: Any, valid_length: Any, layout: str) -> Any:
    """``sequence`` merged, with zeros from each sample's end on."""
    merged = as_merged(sequence, layout)
    return namespace_of(merged).SequenceMask(
        merged, valid_length, use_sequence_length=True, axis=time_axis(layout)
    )


def last_states(history: Sequence[Sequence[Any]], valid_length: Any) -> list[Any]:
    """Each state as it was at its sample's end.

    ``history`` holds the states before the first step and after each step, so a sample of
    length 0 keeps its initial state.
    """
    if not history[0]:
        return []
    F = namespace_of(history[0][0])
    return [
        F.SequenceLast(F.stack(*values, axis=0), valid_length + 1, use_sequence_length=True, axis=0)
        for values in zip(*history)
    ]


def reverse_steps(steps: list[Any], valid_length: Any = None) -> list[Any]:
    """The steps backwards; with lengths, each sample within its own length."""
    if valid_length is None:
        return steps[::-1]
    F = namespace_of(steps[0])
    merged = F.stack(*steps, axis=0)
    turned = F.SequenceReverse(merged, valid_length, use_sequence_length=True)
    return as_steps(len(steps), turned, "TNC")


def initial_state(func: Callable[..., Any], name: str, info: dict[str, Any]) -> Any:
    """A state made by ``func(name=..., shape=..., ...)`` from one entry of ``state_info``.

    Constructors of symbols need the name; those of arrays mostly do not know it.
    """
    keywords = {k: v for k, v in info.items() if not k.startswith("__")}
    try:
        known = inspect.signature(func).parameters
    except (TypeError, ValueError):  # some built-in callables have no signature
        known = {}  # type: ignore[assignment]  # an empty mapping stands for "nothing known"
    if "name" in known:
        keywords["name"] = name
    return func(**keywords)
