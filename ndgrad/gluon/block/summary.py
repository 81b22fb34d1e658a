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
    rows = [("Input", _shapes(inputs[0] if len(inputs) == 1 else inputs, inside=False), 0)]
    counts = {"total": 0, "trainable": 0, "shared": 0}
    seen: set[int] = set()
    handles = []

    def note(block: Any, _: Any, output: Any) -> None:
        total = trainable = 0
        for param in block._reg_params.values():
            size = math.prod(param.shape) if shape_is_known(param.shape) else 0
            total += size
            if param.grad_req != "null":
                trainable += size
            if id(param) in seen:
                counts["shared"] += size
            seen.add(id(param))
        counts["total"] += total
        counts["trainable"] += trainable
        rows.append((f"{type(block).__name__}-{len(rows)}", _shapes(output, inside=False), total))

    def watch(block: Any) -> None:
        from ..nn import HybridSequential, Sequential  # they derive from blocks: not at import

        if getattr(block, "_active", False):
            raise RequirementError(f'"{block.name}" must not be hybridized to print summary.')
        if id(block) not in watched and not isinstance(block, (Sequential, HybridSequential)):
            watched.add(id(block))
            handles.append(block.register_forward_hook(note))

    watched: set[int] = set()
    try:
        net.apply(watch)
        net(*inputs)
    finally:
        for handle in handles:
            handle.detach()
    unique = {id(p): p for p in net.collect_params().values()}.values()
    unique_size = sum(math.prod(p.shape) if shape_is_known(p.shape) else 0 for p in unique)
    lines = [
        "-" * _WIDTH,
        _ROW.format("Layer (type)", "Output Shape", "Param #"),
        "=" * _WIDTH,
        *(_ROW.format(*row) for row in rows),
        "=" * _WIDTH,
        "Parameters in forward computation graph, duplicate included",
        f"   Total params: {counts['total']}",
        f"   Trainable params: {counts['trainable']}",
        f"   Non-trainable params: {counts['total'] - counts['trainable']}",
        f"Shared params in forward computation graph: {counts['shared']}",
        f"Unique parameters in model: {unique_size}",
        "-" * _WIDTH,
    ]
    return "\n".join(lines)


def _shapes(value: Any, inside: bool = True) -> str:
    """Shapes of nested arrays, without brackets around the outermost list."""
    if isinstance(value, NDArray):
        return str(value.shape)
    if isinstance(value, (list, tuple)):
        text = ", ".join(_shapes(item) for item in value)
        return f"[{text}]" if inside else text
    return str(value)
