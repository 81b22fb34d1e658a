"""The table that ``Block.summary`` prints."""

from __future__ import annotations

import math
from typing import Any

from ...base import RequirementError
from ...ndarray import NDArray
from ..shape import shape_is_known

__all__ = ["summarize"]

_ROW = "{:>20}  {:>42} {:>15}"
_WIDTH = 80


def summarize(net: Any, inputs: tuple[Any, ...]) -> str:
    """Run ``net`` once on ``inputs`` and describe every layer that was passed."""
    table = _Table(inputs[0] if len(inputs) == 1 else inputs)
    handles: dict[int, Any] = {}

    def watch(block: Any) -> None:
        from ..nn import HybridSequential, Sequential  # they derive from blocks: not at import

        if getattr(block, "_active", False):
            raise RequirementError(f'"{block.name}" must not be hybridized to print summary.')
        if id(block) not in handles and not isinstance(block, (Sequential, HybridSequential)):
            handles[id(block)] = block.register_forward_hook(table.add)

    try:
        net.apply(watch)
        net(*inputs)
    finally:
        for handle in handles.values():
            handle.detach()
    unique = {id(p): p for p in net.collect_params().values()}.values()
    return table.text(sum(_size(p) for p in unique))


class _Table:
    """A row for each layer that was passed, and the sums below."""

    def __init__(self, inputs: Any) -> None:
        self.rows = [("Input", _shapes(inputs, inside=False), 0)]
        self.total = self.trainable = self.shared = 0
        self.seen: set[int] = set()

    def add(self, block: Any, _: Any, output: Any) -> None:
        """A forward hook."""
        own = 0
        for param in block._reg_params.values():
            size = _size(param)
            own += size
            if param.grad_req != "null":
                self.trainable += size
            if id(param) in self.seen:
                self.shared += size
            self.seen.add(id(param))
        self.total += own
        name = f"{type(block).__name__}-{len(self.rows)}"
        self.rows.append((name, _shapes(output, inside=False), own))

    def text(self, unique: int) -> str:
        """``unique``: the elements of all parameters of the net, each counted once."""
        lines = [
            "-" * _WIDTH,
            _ROW.format("Layer (type)", "Output Shape", "Param #"),
            "=" * _WIDTH,
            *(_ROW.format(*row) for row in self.rows),
            "=" * _WIDTH,
            "Parameters in forward computation graph, duplicate included",
            f"   Total params: {self.total}",
            f"   Trainable params: {self.trainable}",
            f"   Non-trainable params: {self.total - self.trainable}",
            f"Shared params in forward computation graph: {self.shared}",
            f"Unique parameters in model: {unique}",
            "-" * _WIDTH,
        ]
        return "\n".join(lines)


def _size(param: Any) -> int:
    """Elements of a parameter, 0 while its shape is not known."""
    return math.prod(param.shape) if shape_is_known(param.shape) else 0


def _shapes(value: Any, inside: bool = True) -> str:
    """Shapes of nested arrays, without brackets around the outermost list."""
    if isinstance(value, NDArray):
        return str(value.shape)
    if isinstance(value, (list, tuple)):
        text = ", ".join(_shapes(item) for item in value)
        return f"[{text}]" if inside else text
    return str(value)
