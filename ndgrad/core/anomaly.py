"""Looking for the operator that first makes a NaN or an infinity (``autograd.detect_anomaly``).

While no detector is active the hot paths see an empty list and nothing else.
"""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Sequence
from threading import get_ident
from typing import Any

import numpy as np

from ..base import NumericError

__all__ = [
    "AnomalyFound",
    "Detector",
    "gradient_anomaly",
    "inspect_gradient",
    "inspect_head",
    "inspect_output",
    "is_watched",
    "watching",
]

#: The active detectors, innermost last, each with its thread. Operators look whether it is empty.
watching: list[tuple[int, Detector]] = []

#: Where frames of this library come from: its folder, and the functions that it compiles.
_OWN_FILES = (os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep, "<ndgrad ")


class AnomalyFound(NumericError):
    """A NaN or an infinity, found by a detector."""


class Detector:
    """Remembers where in the program each recorded operator was called; for one thread."""

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}  # number of a node -> "file:line, in function: source"

    def __enter__(self) -> Detector:
        watching.append((get_ident(), self))
        return self

    def __exit__(self, *exc: object) -> None:
        entry = (get_ident(), self)
        if entry in watching:  # another thread may have entered it: that entry is not ours
            watching.remove(entry)


def _detectors() -> list[Detector]:
    """The detectors of this thread, innermost first."""
    here = get_ident()
    return [detector for thread, detector in reversed(watching) if thread == here]


def is_watched() -> bool:
    """Whether a detector is active in this thread."""
    return bool(watching) and bool(_detectors())


def _calling_line() -> str:
    """The innermost line of the program that is not inside this package."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith(_OWN_FILES):
            source = linecache.getline(name, frame.f_lineno).strip()
            where = f"{name}:{frame.f_lineno}, in {frame.f_code.co_name}"
            return f"{where}: {source}" if source else where
        frame = frame.f_back
    return "an unknown line"


def _broken(array: Any) -> str | None:
    """'a NaN' or 'an infinity' if a float array holds one."""
    raw = getattr(array, "_raw", array)
    if not isinstance(raw, np.ndarray) or raw.dtype.kind != "f" or np.isfinite(raw).all():
        return None
    return "a NaN" if np.isnan(raw).any() else "an infinity"


def inspect_output(op: Any, node: Any, outputs: Sequence[Any], inputs: Sequence[Any]) -> None:
    """Note where a recorded operator was called; raise where its output is not finite."""
    detectors = _detectors()
    if not detectors:
        return
    line = _calling_line()
    for detector in detectors:
        detector.lines[node.number] = line
    for output in outputs:
        kind = _broken(output)
        if kind:
            what = _already_broken(op, inputs)
            what = what or f"made {kind} in its output (shape {output.shape})"
            raise AnomalyFound(
                f"detect_anomaly: operator {op.name} {what}.\nIt was called at {line}"
            )


def _already_broken(op: Any, inputs: Sequence[Any]) -> str | None:
    """That an input was not finite to begin with: then the operator is not the one to blame."""
    for i, value in enumerate(inputs):
        kind = _broken(value)
        if kind:
            name = op.inputs[min(i, len(op.inputs) - 1)]
            return f"was given {kind} in its input {name!r} (shape {value.shape})"
    return None


def inspect_head(number: int, gradient: Any) -> None:
    """Raise where a head gradient is not finite, before any rule has seen it."""
    kind = _broken(gradient)
    if kind and is_watched():
        raise AnomalyFound(
            f"detect_anomaly: the head gradient of head {number} holds {kind} "
            f"(shape {tuple(gradient.shape)})."
        )


def inspect_gradient(op: Any, node: Any, gradient: Any) -> None:
    """Raise where a rule gave a gradient that is not finite."""
    kind = _broken(gradient)
    if kind and is_watched():
        raise gradient_anomaly(op, node, f"{kind} (shape {tuple(gradient.shape)})")


def gradient_anomaly(op: Any, node: Any, what: str) -> AnomalyFound:
    """The error that says: the gradient of ``op``, called at that line, made ``what``."""
    lines = [d.lines[node.number] for d in _detectors() if node.number in d.lines]
    where = lines[0] if lines else "a line outside detect_anomaly"
    return AnomalyFound(
        f"detect_anomaly: the gradient of operator {op.name} made {what}.\n"
        f"The operator was called at {where}"
    )
