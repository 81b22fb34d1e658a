"""The shapes of a convolution: parameters checked, sizes worked out, once per set of shapes."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

__all__ = [
    "Geometry",
    "convolution_geometry",
    "deconvolution_geometry",
    "per_axis",
    "spatial_axes",
    "split_shape",
]

#: For each layout the number of spatial axes, and whether the channels come last.
_LAYOUTS = {
    "NCW": (1, False), "NCHW": (2, False), "NCDHW": (3, False),
    "NWC": (1, True), "NHWC": (2, True), "NDHWC": (3, True),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Geometry:
    """A correlation between an input of ``channels`` and ``size`` and an output of ``filters`` and
    ``out_size``; sizes, kernel, stride, dilation and padding in front per spatial axis.

    A transposed convolution has the same geometry, with its own output as the input here.
    """

    channels: int
    filters: int
    size: tuple[int, ...]
    out_size: tuple[int, ...]
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilate: tuple[int, ...]
    pad: tuple[int, ...]
    groups: int
    channels_last: bool

    def input_shape(self, batch: int) -> tuple[int, ...]:
        """Shape of the input in its layout."""
        return self._laid_out(batch, self.channels, self.size)

    def output_shape(self, batch: int) -> tuple[int, ...]:
        """Shape of the output in its layout."""
        return self._laid_out(batch, self.filters, self.out_size)

    def weight_shape(self) -> tuple[int, ...]:
        """Shape of the weight in its layout."""
        return self._laid_out(self.filters, self.channels // self.groups, self.kernel)

    def _laid_out(self, batch: int, channels: int, size: tuple[int, ...]) -> tuple[int, ...]:
        return (batch, *size, channels) if self.channels_last else (batch, channels, *size)


def per_axis(value: Any, count: int, name: str, default: int, least: int) -> tuple[int, ...]:
    """``value`` as one integer per spatial axis; an integer stands for all axes, () for default."""
    if hasattr(value, "__index__"):
        value = (value.__index__(),) * count
    elif value is None or len(value) == 0:
        return (default,) * count
    values = tuple([v.__index__() for v in value])
    if len(values) != count:
        raise ValueError(
            f"{name}={values} has {len(values)} entries, but the data has {count} spatial axes"
        )
    if min(values) < least:
        raise ValueError(f"{name}={values}: every entry must be at least {least}")
    return values


def spatial_axes(shape: tuple[int, ...], layout: str | None) -> tuple[int, bool]:
    """How many spatial axes data of this shape has, and whether its channels come last."""
    count = len(shape) - 2
    if layout is None:
        if not 1 <= count <= 3:
            raise ValueError(
                "the data must have 3, 4 or 5 axes (batch, channels, spatial axes), "
                f"got shape {shape}"
            )
        return count, False
    if layout not in _LAYOUTS:
        raise ValueError(f"layout={layout!r} is unknown; there are {', '.join(_LAYOUTS)}")
    found, last = _LAYOUTS[layout]
    if found != count:
        raise ValueError(f"layout={layout!r} has {found + 2} axes, the data has shape {shape}")
    return count, last


def split_shape(shape: tuple[int, ...], last: bool) -> tuple[int, tuple[int, ...]]:
    """Channels and spatial sizes of a shape."""
    return (shape[-1], shape[1:-1]) if last else (shape[1], shape[2:])


def _check_bias(bias: tuple[int, ...] | None, num_filter: int, no_bias: bool) -> None:
    if no_bias and bias is not None:
        raise ValueError("a bias was given although no_bias=True; leave one of the two out")
    if not no_bias:
        if bias is None:
            raise ValueError("expects 3 inputs, but the bias is missing: give it, or no_bias=True")
        if bias != (num_filter,):
            raise ValueError(f"the bias has shape {bias}, but num_filter={num_filter}")


def _check_groups(channels: int, filters: int, groups: int) -> None:
    if filters < 1:
        raise ValueError(f"num_filter={filters} must be at least 1")
    if groups < 1 or channels % groups or filters % groups:
        raise ValueError(
            f"num_group={groups} must divide the {channels} channels of the data "
            f"and num_filter={filters}"
        )


def _check_weight(
    weight: tuple[int, ...], expected: tuple[int, ...], data: tuple[int, ...]
) -> None:
    if weight != expected:
        raise ValueError(
            f"data of shape {data} needs a weight of shape {expected} with these parameters, "
            f"but the weight has shape {weight}"
        )


@functools.lru_cache(maxsize=4096)
def convolution_geometry(
    data: tuple[int, ...],
    weight: tuple[int, ...],
    bias: tuple[int, ...] | None,
    kernel: Any,
    stride: Any,
    dilate: Any,
    pad: Any,
    num_filter: int,
    num_group: int,
    no_bias: bool,
    layout: str | None,
) -> Geometry:
    """The geometry of a convolution of data of this shape; raises where something does not fit."""
    count, last = spatial_axes(data, layout)
    channels, size = split_shape(data, last)
    kernel = per_axis(kernel, count, "kernel", 1, 1)
    stride = per_axis(stride, count, "stride", 1, 1)
    dilate = per_axis(dilate, count, "dilate", 1, 1)
    pad = per_axis(pad, count, "pad", 0, 0)
    _check_groups(channels, num_filter, num_group)
    out = []
    for n, k, s, d, p in zip(size, kernel, stride, dilate, pad, strict=True):
        reach = d * (k - 1) + 1
        if reach > n + 2 * p:
            raise ValueError(
                f"kernel {kernel} with dilate {dilate} exceeds the data of size {size}, pad {pad}"
            )
        out.append((n + 2 * p - reach) // s + 1)
    g = Geometry(
        channels, num_filter, size, tuple(out), kernel, stride, dilate, pad, num_group, last
    )
    _check_weight(weight, g.weight_shape(), data)
    _check_bias(bias, num_filter, no_bias)
    return g


@functools.lru_cache(maxsize=4096)
def deconvolution_geometry(
    data: tuple[int, ...],
    weight: tuple[int, ...],
    bias: tuple[int, ...] | None,
    kernel: Any,
    stride: Any,
    dilate: Any,
    pad: Any,
    adj: Any,
    target_shape: Any,
    num_filter: int,
    num_group: int,
    no_bias: bool,
    layout: str | None,
) -> Geometry:
    """The geometry of the convolution that a transposed one turns around."""
    count, last = spatial_axes(data, layout)
    channels, size = split_shape(data, last)
    kernel = per_axis(kernel, count, "kernel", 1, 1)
    stride = per_axis(stride, count, "stride", 1, 1)
    dilate = per_axis(dilate, count, "dilate", 1, 1)
    _check_groups(channels, num_filter, num_group)
    full = tuple(
        [
            s * (n - 1) + d * (k - 1) + 1
            for n, k, s, d in zip(size, kernel, stride, dilate, strict=True)
        ]
    )
    target = per_axis(target_shape, count, "target_shape", 0, 0)
    if any(target):
        pad, out = _cut_to(target, full, size)
    else:
        pad = per_axis(pad, count, "pad", 0, 0)
        adj = per_axis(adj, count, "adj", 0, 0)
        if any(a >= s for a, s in zip(adj, stride, strict=True)):
            raise ValueError(f"adj {adj} must be smaller than stride {stride}, axis by axis")
        out = tuple([n - 2 * p + a for n, p, a in zip(full, pad, adj, strict=True)])
        if min(out) < 1:
            raise ValueError(f"pad {pad} leaves nothing of an output of size {full}")
    g = Geometry(num_filter, channels, out, size, kernel, stride, dilate, pad, num_group, last)
    _check_weight(weight, g.weight_shape(), data)
    _check_bias(bias, num_filter, no_bias)
    return g


def _cut_to(
    target: tuple[int, ...], full: tuple[int, ...], size: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Padding and output size for a target shape: cut as evenly as can be, an odd rest in front.

    A length of 0 is left as it comes.
    """
    if any(t > n for t, n in zip(target, full, strict=True)):
        raise ValueError(
            f"target_shape {target} is too big: data of size {size} gives {full} at most"
        )
    pad = tuple([(n - t + 1) // 2 if t else 0 for n, t in zip(full, target, strict=True)])
    return pad, tuple([t or n for n, t in zip(full, target, strict=True)])
