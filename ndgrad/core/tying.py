"""Several arrays as the outputs of one operator: a sweep that reaches one of them reaches all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ops.registry import find
from .tape import Leaf, Node, Output

__all__ = ["tie"]


def tie(arrays: Sequence[Any]) -> None:
    """Tie recorded arrays together, in place; their values and gradients stay what they were.

    A variable that leads only to those of them that nobody used has then a gradient, which is zero,
    where it had none.
    """
    # By identity: a state is often an output too.
    different = {id(a): a for a in arrays if a._node is not None and type(a._node) is not Leaf}
    if len(different) < 2:
        return
    tied = list(different.values())
    op: Any = find("_together")
    op.seal()
    node = Node(op, tuple([a._node for a in tied]), (), tuple([a._raw.shape for a in tied]))
    for i, array in enumerate(tied):
        array._node = Output(node, i, array._raw.shape)
