"""``F`` of gradient rules: one namespace that records, one that runs the bare kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..ops.registry import Operator, find

__all__ = ["RecordingNamespace", "raw_namespace"]


class RecordingNamespace:
    """``F`` of a recorded sweep: every operator, hidden ones included, as the user's function."""

    #: A rule may ask whether its own steps are recorded, and then use :meth:`vjp`.
    recording = True

    def __init__(self, front: Any) -> None:
        self._front = front

    def vjp(self, function: Callable[..., Any], inputs: Sequence[Any], gys: Sequence[Any]) -> Any:
        """Gradients by ``inputs`` of ``function(F, *inputs)``, a list, with ``gys`` at its outputs.

        For operators whose kernels give first derivatives only: here the same function, written in
        other operators, is run again and swept, and what the sweep records can be differentiated.
        """
        from .higher_order import pull_back

        return pull_back(self._front, function, inputs, gys)

    def __getattr__(self, name: str) -> Any:
        op = find(name)
        if op is None:
            raise AttributeError(f"no operator is called {name!r}")
        function = self._front.function(op)
        setattr(self, name, function)
        return function


class _RawNamespace:
    """``F`` of a plain sweep: the kernels, cut to the outputs a user would see."""

    recording = False

    def __getattr__(self, name: str) -> Any:
        op = find(name)
        if op is None:
            raise AttributeError(f"no operator is called {name!r}")
        function = op.kernel if op.visible is None and not op.updates else _visible_part(op)
        setattr(self, name, function)
        return function


def _visible_part(op: Operator) -> Callable[..., Any]:
    def function(*arrays: Any, **params: Any) -> Any:
        results = op.kernel(*arrays, **params)
        count = op.visible_count({**op.params, **params})
        if count is None:
            count = len(results) - len(op.updated(len(arrays)))
        return results[0] if count == 1 else results[:count]

    return function


raw_namespace = _RawNamespace()
