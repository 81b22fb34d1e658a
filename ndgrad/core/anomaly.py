"""Looking for the operator that first makes a NaN or an infinity (``autograd.detect_anomaly``).

While no detector is active the hot paths see an empty list and nothing else.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import numpy as np

from ..base import NumericError

__all__ = [
    "AnomalyFound",
    "Detector",
    "gradient_anomaly",
    "inspect_gradient",
    "inspect_output",
    "watching",
]

#: The active detectors, innermost last. Dispatch and the sweep look whether it is empty.
watching: list[Detector] = []

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class AnomalyFound(NumericError):
    """A NaN or an infinity, found by a detector."""


class Detector:
    """Remembers where in the user's program each recorded operator was called."""

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}  # number of a node -> "file:line, in function: source"

    def __enter__(self) -> Detector:
        watching.append(self)
        return self

    def __exit__(self, *exc: object) -> None:
        watching.remove(self)


def _calling_line() -> str:
    """The innermost line of the program that is not inside this package."""
    import linecache

    frame: Any = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith((_PACKAGE, "<ndgrad")):
            source = linecache.getline(name, frame.f_lineno).strip()
            where = f"{name}:{frame.f_lineno}, in {frame.f_code.co_name}"
            return f"{where}: {source}" if source else where
        frame = frame.f_back
    return "an unknown line"


def _broken(array: Any) -> str | None:
    """'NaN' or 'infinity' if a float array holds one."""
    raw = getattr(array, "_raw", array)
    if not isinstance(raw, np.ndarray) or raw.dtype.kind != "f" or np.isfinite(raw).all():
        return None
    return "NaN" if np.isnan(raw).any() else "infinity"


def _article(kind: str) -> str:
    return f"an {kind}" if kind == "infinity" else f"a {kind}"


def inspect_output(op: Any, node: Any, outputs: Any) -> None:
    """Note where a recorded operator was called; raise where its output is not finite."""
    line = _calling_line()
    for detector in watching:
        detector.lines[node.number] = line
    for output in outputs:
        kind = _broken(output)
        if kind:
            raise AnomalyFound(
                f"detect_anomaly: operator {op.name} made {_article(kind)} in its output "
                f"(shape {output.shape}).\nIt was called at {line}"
            )


def inspect_gradient(op: Any, node: Any, gradient: Any) -> None:
    """Raise where a rule gave a gradient that is not finite."""
    kind = _broken(gradient)
    if kind:
        raise gradient_anomaly(op, node, f"{_article(kind)} (shape {tuple(gradient.shape)})")


def gradient_anomaly(op: Any, node: Any, what: str) -> AnomalyFound:
    """The error that says: the gradient of ``op``, called at that line, made ``what``."""
    line = next(
        (d.lines[node.number] for d in reversed(watching) if node.number in d.lines),
        "a line outside detect_anomaly",
    )
    return AnomalyFound(
        f"detect_anomaly: the gradient of operator {op.name} made {what}.\n"
        f"The operator was called at {line}"
    )
