"""Sequences as one array or as a list of steps, and what a length per sample does to them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .... import ndarray as nd
from ....base import InvalidTypeError, InvalidValueError, RequirementError

__all__ = [
    "as_merged",
    "as_steps",
    "batch_size_of",
    "check_lengths",
    "first_of",
    "initial_state",
    "last_states",
    "mask_after_end",
    "reverse_steps",
    "time_axis",
]


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


def first_of(sequence: Any) -> nd.NDArray:
    """The array that a sequence is, or the first of its steps; ``TypeError`` for anything else."""
    first = sequence[0] if _is_list(sequence) and sequence else sequence
    if isinstance(first, nd.NDArray):
        return first
    given = type(sequence).__name__
    if _is_list(sequence):
        given += f" of {type(first).__name__}" if sequence else " of 0"
    raise InvalidTypeError(
        "unroll: the inputs are an NDArray, or a list of them with one for each time step; "
        f"got {given}. nd.array(x) makes an NDArray of x."
    )


def as_steps(length: int | None, sequence: Any, layout: str) -> list[Any]:
    """The time steps of ``sequence``: a list of ``length`` arrays without the time axis.

    ``length`` None takes as many as there are. Raises ``ValueError`` when the number of time
    steps is another.
    """
    axis = time_axis(layout)
    shape = first_of(sequence).shape
    if _is_list(sequence):
        found = len(sequence)
    else:
        if len(shape) < 2:
            raise InvalidValueError(
                f"unroll: a sequence in layout {layout} needs at least 2 axes, got shape {shape}"
            )
        found = shape[axis]
    if length is not None and found != length:
        given = f"a list of {found}" if _is_list(sequence) else f"shape {shape}"
        raise RequirementError(
            f"unroll: length is {length}, but the inputs have {found} time steps "
            f"({given}, layout {layout})"
        )
    if _is_list(sequence):
        return list(sequence)
    steps = nd.SliceChannel(sequence, num_outputs=found, axis=axis, squeeze_axis=True)
    # A single output comes as an array, not as a list of one.
    return [steps] if found == 1 else [steps[i] for i in range(found)]


def as_merged(sequence: Any, layout: str) -> nd.NDArray:
    """``sequence`` as one array in ``layout``."""
    if not _is_list(sequence):
        return sequence
    return nd.stack(*sequence, axis=time_axis(layout))


def batch_size_of(sequence: Any, layout: str) -> int:
    """The number of samples of a sequence in ``layout``."""
    shape = first_of(sequence).shape
    return shape[0 if _is_list(sequence) else layout.find("N")]  # a step has lost its time axis


def check_lengths(valid_length: Any, length: int, batch_size: int) -> None:
    """Raises for ``valid_length`` that ``batch_size`` samples of ``length`` steps cannot have."""
    if not hasattr(valid_length, "shape"):
        raise InvalidTypeError(
            f"unroll: valid_length must be an NDArray, got {type(valid_length).__name__}"
        )
    lengths = np.asarray(valid_length)
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


def mask_after_end(sequence: Any, valid_length: Any, layout: str) -> nd.NDArray:
    """``sequence`` merged, with zeros from each sample's end on."""
    merged = as_merged(sequence, layout)
    return nd.SequenceMask(merged, valid_length, use_sequence_length=True, axis=time_axis(layout))


def last_states(history: Sequence[Sequence[Any]], valid_length: Any) -> list[Any]:
    """Each state as it was at its sample's end.

    ``history`` holds the states before the first step and after each step, so a sample of
    length 0 keeps its initial state. Where a cell begins with None, in the place of a state that
    it makes in the first step, that is zero.
    """
    ends = valid_length + 1
    last = []
    for first, *values in zip(*history):
        if first is None:
            first = nd.zeros_like(values[0])
        merged = nd.stack(first, *values, axis=0)
        last.append(nd.SequenceLast(merged, ends, use_sequence_length=True))
    return last


def reverse_steps(steps: list[Any], valid_length: Any = None) -> list[Any]:
    """The steps backwards; with lengths, each sample within its own length."""
    if valid_length is None:
        return steps[::-1]
    merged = nd.stack(*steps, axis=0)
    turned = nd.SequenceReverse(merged, valid_length, use_sequence_length=True)
    return as_steps(len(steps), turned, "TNC")


def initial_state(func: Callable[..., Any], name: str, info: dict[str, Any]) -> Any:
    """A state made by ``func(shape=..., ...)`` from one entry of ``state_info``.

    A function that has a parameter ``name`` gets that as well.
    """
    keywords = {k: v for k, v in info.items() if not k.startswith("__")}
    try:
        known = inspect.signature(func).parameters
    except (TypeError, ValueError):  # some built-in callables have no signature
        known = {}  # type: ignore[assignment]  # an empty mapping stands for "nothing known"
    if "name" in known:
        keywords["name"] = name
    return func(**keywords)
