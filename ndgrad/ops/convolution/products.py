"""The three bilinear maps of a convolution as matrix products: output, data and weight.

All arrays here have their channels first: ``x`` (N, C, *size), ``w`` (O, C, *kernel), ``y``
(N, O, *out). Two ways lead to a matrix product:

* *gather*: copy every window of the panel into a column, multiply once.
* *gather and shift*: with a stride of 1 along the last axis, copy windows along the other axes only
  (long runs), multiply with the weights of all columns of the kernel at once, and add the results,
  each shifted by one column more. That moves ``C * K / k`` numbers in and adds ``O * k`` out per
  place, where ``k`` is the last of the kernel's sizes, instead of moving ``C * K``; and BLAS is
  faster at the taller product.

The other way round, *scatter* multiplies first and adds every row of the result at its place. It is
what is left for the data gradient of a strided convolution, and wins where the side gathered from
has many more channels than the other.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from ..scratch import Scratch
from .panels import PanelLayout
from .plan import Plan, plan_of, reach
from .scatter import scatter
from .shifts import add_shifted, shifted

__all__ = ["convolve", "data_gradient", "weight_gradient"]

Sizes = tuple[int, ...]


def convolve(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the correlation of ``x`` with ``w`` into ``y``."""
    if max(stride) == 1 and _scatter_is_cheaper(w, y.shape[2:], x.shape[2:]):
        # The same as the data gradient of the turned weight.
        scatter(x, _turned(w), y, stride, dilate, _back(w, dilate, front))
        if bias is not None:
            y += bias.reshape(-1, *[1] * len(stride))
        return
    _gather(x, w, y, stride, dilate, front, bias)


def _scatter_is_cheaper(w: np.ndarray, gathered: Sizes, scattered: Sizes) -> bool:
    """Whether to scatter from ``scattered`` places rather than to gather for ``gathered`` ones.

    For a stride of 1. In units of a multiplication: a number moved or added costs some 40 of them,
    and a number added at a place of its own half as much again.
    """
    filters, channels, *kernel = w.shape
    elements, last = math.prod(kernel), kernel[-1]
    if elements == 1:
        return False
    multiply = filters * channels * elements
    if channels * elements // last >= 24:  # gathered with shifts, in rows as long as its source's
        places = math.prod(gathered[:-1]) * max(gathered[-1], scattered[-1])
        moved = channels * elements // last + 2 * filters * last
    else:
        places, moved = math.prod(gathered), channels * elements
    gather = places * (multiply + 40 * moved)
    return math.prod(scattered) * (multiply + 60 * filters * elements) < gather


def _gather(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None,
) -> None:  # fmt: skip
    """Write the correlation of ``x`` with ``w`` into ``y``, windows first."""
    filters = len(w)
    plan = plan_of(x.shape, w.shape, stride, dilate, front, y.shape[2:])
    scratch = Scratch(y.dtype)
    matrix = plan.weights(w)
    column = None if bias is None else bias.reshape(-1, 1)
    size = y.shape[2:]
    inner = math.prod(size[1:])
    for start, stop, top, bottom, columns in plan.columns(x, scratch):
        count = stop - start
        if count == 1:
            place = y[start].reshape(filters, -1)
            if bottom - top < size[0]:
                place = place[:, top * inner : bottom * inner]
        else:
            place = scratch("result", filters, (bottom - top) * inner * count)
        if plan.shifting:
            product = scratch("product", len(matrix), columns.shape[1])
            np.matmul(matrix, columns, out=product)
            parts = product.reshape(len(plan.shifts), filters, -1)
            if plan.same:
                add_shifted(parts, place, plan.shifts, plan.width, count)
            else:
                _add_cut(parts, place, plan, count)
        else:
            np.matmul(matrix, columns, out=place)
        if column is not None:
            place += column
        if count > 1:
            result = place.reshape(filters, bottom - top, *size[1:], count)
            y[start:stop, :, top:bottom] = np.moveaxis(result, -1, 0)


def _add_cut(parts: np.ndarray, place: np.ndarray, plan: Plan, count: int) -> None:
    """Add up shifted products with longer rows than the result has."""
    filters, width = len(place), plan.out[-1]
    rows = parts.reshape(len(parts), filters, -1, plan.width, count)
    target = place.reshape(filters, -1, width, count)  # a view: one axis is split
    cut = [part[:, :, s : s + width] for part, s in zip(rows, plan.shifts)]
    np.add(cut[0], cut[1], out=target)
    for more in cut[2:]:
        np.add(target, more, out=target)


def _turned(w: np.ndarray) -> np.ndarray:
    """The weight of the turned convolution: in and out swapped, each kernel reversed."""
    turned = w.swapaxes(0, 1)
    return turned[(slice(None), slice(None), *[slice(None, None, -1)] * (w.ndim - 2))]


def _back(w: np.ndarray, dilate: Sizes, front: Sizes) -> Sizes:
    """The padding of the turned convolution."""
    return tuple([r - f for r, f in zip(reach(w.shape[2:], dilate), front)])


def data_gradient(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the transposed map of :func:`convolve` into ``gx``."""
    if max(stride) == 1:
        turned = _turned(w)
        if not _scatter_is_cheaper(turned, gx.shape[2:], gy.shape[2:]):
            _gather(gy, turned, gx, stride, dilate, _back(w, dilate, front), bias)
            return
    scatter(gy, w, gx, stride, dilate, front)
    if bias is not None:
        gx += bias.reshape(-1, *[1] * len(stride))


def weight_gradient(
    x: np.ndarray, gy: np.ndarray, gw: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes
) -> None:
    """Write the sum over samples and places of output gradient times window into ``gw``."""
    filters, out = gw.shape[0], gy.shape[2:]
    plan = plan_of(x.shape, gw.shape, stride, dilate, front, out)
    scratch, own = Scratch(gw.dtype), Scratch(gw.dtype, "gradient")
    layout = _plain_layout(out)
    total = None
    loaded = -1
    for start, stop, top, bottom, columns in plan.columns(x, scratch):
        if start != loaded:
            panel, loaded = layout.load(gy, start, stop, own), start
        part = panel if bottom - top == out[0] else panel[:, top:bottom]
        part = part.reshape(filters, -1)
        if plan.shifting:
            part = _stack(part, plan, stop - start, columns.shape[1], scratch)
        if total is None:
            total = np.matmul(part, columns.T)
        else:
            total += np.matmul(part, columns.T, out=scratch("total", *total.shape))
    if total is None:
        gw.fill(0)
    else:
        plan.write_weights(total, gw)


@functools.lru_cache(maxsize=1024)
def _plain_layout(size: Sizes) -> PanelLayout:
    return PanelLayout(size, size, (0,) * len(size))


def _stack(part: np.ndarray, plan: Plan, count: int, length: int, scratch: Scratch) -> np.ndarray:
    """The output gradient once for each shift, shifted the other way, zeros where it has left."""
    filters = len(part)
    stack = scratch("stack", len(plan.shifts), filters, length, zeros=True)
    if plan.same:
        for k, shift in enumerate(plan.shifts):
            shifted(part, stack[k], -shift, plan.width, count)
    else:
        width = plan.out[-1]
        columns = stack.reshape(len(plan.shifts), filters, -1, plan.width, count)
        rows = part.reshape(filters, -1, width, count)
        for k, shift in enumerate(plan.shifts):
            columns[k, :, :, shift : shift + width] = rows
    return stack.reshape(-1, length)
