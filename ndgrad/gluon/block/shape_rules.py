"""What operators tell of the shapes of their parameters, as MXNet's graphs know it.

A rule takes a call and gives the shapes of the inputs that it knows by the name of each.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...base import InvalidValueError
from ...ops.registry import find

__all__ = ["RULES", "SAME_SHAPE", "Call", "keeps_shape"]


class Call:
    """The arguments of one call: ``call.data`` is the shape of that input, others the values.

    What was not given is None.
    """

    def __init__(self, arguments: dict[str, Any]) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        return self._arguments.get(name)


#: Operators of one array that keep its shape, beside those that are declared elementwise.
_KEEP_SHAPE = frozenset(
    {
        "Activation", "BlockGrad", "Cast", "Dropout", "astype", "cast", "ceil", "fix", "floor",
        "gradientmultiplier", "logical_not", "ones_like", "rint", "round", "round_ste", "sign",
        "sign_ste", "stop_gradient", "trunc", "zeros_like",
    }
)  # fmt: skip


def keeps_shape(name: str) -> bool:
    """Whether this operator makes of one array another of its shape."""
    op = find(name)
    return name in _KEEP_SHAPE or (op is not None and op.elementwise and len(op.inputs) == 1)


#: Operators of several arrays (or numbers) of one shape; their names with broadcast_ tell none.
SAME_SHAPE = frozenset(
    {
        "ElementWiseSum", "add_n", "elemwise_add", "elemwise_div", "elemwise_mul", "elemwise_sub",
        "hypot", "maximum", "minimum", "power",
    }
)  # fmt: skip


def _fully_connected(call: Call) -> dict[str, tuple[int, ...]]:
    width = math.prod(call.data[1:]) if call.flatten else call.data[-1]
    return {"weight": (call.num_hidden, width), "bias": (call.num_hidden,)}


def _is_channels_last(layout: str | None) -> bool:
    return layout is not None and layout.endswith("C")


def _check_axes(call: Call) -> int:
    """Channels of the input of a convolution, which has as many axes as the kernel, and two."""
    kernel = tuple(call.kernel)
    if len(call.data) != len(kernel) + 2:
        raise InvalidValueError(
            f"Input data should be {len(kernel) + 2}D (layout {call.layout}) for a kernel "
            f"{kernel}, got shape {call.data}."
        )
    channels = call.data[-1] if _is_channels_last(call.layout) else call.data[1]
    if channels % call.num_group:
        raise InvalidValueError(
            f"the {channels} channels of the input {call.data} cannot be divided into "
            f"{call.num_group} groups."
        )
    return channels


def _convolution(call: Call) -> dict[str, tuple[int, ...]]:
    inputs = _check_axes(call) // call.num_group
    kernel = tuple(call.kernel)
    last = _is_channels_last(call.layout)
    weight = (call.num_filter, *kernel, inputs) if last else (call.num_filter, inputs, *kernel)
    return {"weight": weight, "bias": (call.num_filter,)}


def _deconvolution(call: Call) -> dict[str, tuple[int, ...]]:
    inputs = _check_axes(call)
    kernel = tuple(call.kernel)
    outputs = call.num_filter // call.num_group
    last = _is_channels_last(call.layout)
    weight = (inputs, *kernel, outputs) if last else (inputs, outputs, *kernel)
    return {"weight": weight, "bias": (call.num_filter,)}


def _per_channel(call: Call) -> dict[str, tuple[int, ...]]:
    axis = call.axis
    if not -len(call.data) <= axis < len(call.data):
        raise InvalidValueError(f"axis {axis} is out of range for the input of shape {call.data}.")
    names = ("gamma", "beta", "moving_mean", "moving_var")
    return dict.fromkeys(names, (call.data[axis],))


def _second_axis(call: Call) -> dict[str, tuple[int, ...]]:
    return dict.fromkeys(("gamma", "beta"), (call.data[1],))


def _groups(call: Call) -> dict[str, tuple[int, ...]]:
    return dict.fromkeys(("gamma", "beta"), (call.num_groups,))


def _table(call: Call) -> dict[str, tuple[int, ...]]:
    return {"weight": (call.input_dim, call.output_dim)}


RULES: dict[str, Callable[[Call], dict[str, tuple[int, ...]]]] = {
    "FullyConnected": _fully_connected,
    "Convolution": _convolution,
    "Deconvolution": _deconvolution,
    "BatchNorm": _per_channel,
    "BatchNormWithReLU": _per_channel,
    "LayerNorm": _per_channel,
    "InstanceNorm": _second_axis,
    "GroupNorm": _groups,
    "LeakyReLU": _second_axis,
    "Embedding": _table,
}
