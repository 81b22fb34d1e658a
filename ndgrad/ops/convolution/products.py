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

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .panels import BUDGET, Panels, Scratch, ranges, samples_per_panel, windows
from .scatter import scatter
from .shifts import add_shifted, shifted

__all__ = ["convolve", "data_gradient", "weight_gradient"]

Sizes = Sequence[int]


def _reach(kernel: Sizes, dilate: Sizes) -> tuple[int, ...]:
    return tuple([d * (k - 1) for k, d in zip(kernel, dilate)])


class _Plan:
    """How the windows of one convolution become a matrix; iterating makes the matrices.

    ``shifts`` holds one shift per matrix of weights that is multiplied: those of the last axis, or
    a single 0. ``width`` is the length of a row in the matrix, in places.
    """

    def __init__(
        self, x: np.ndarray, w_shape: Sizes, stride: Sizes, dilate: Sizes, front: Sizes, out: Sizes,
        scratch: Scratch,
    ) -> None:  # fmt: skip
        self.filters, channels, *kernel = w_shape
        last = len(out) - 1
        self.shifting = (
            kernel[-1] > 1 and stride[-1] == 1 and channels * math.prod(kernel[:-1]) >= 24
        )
        reach = _reach(kernel, dilate)
        size = [(n - 1) * s + r + 1 for n, s, r in zip(out, stride, reach)]
        front_ = list(front)
        self.shifts = [0]
        self.width = out[-1]
        self.same = False  # rows of the matrix are rows of the output, so that sums run over rows
        if self.shifting:
            self.shifts = [k * dilate[-1] for k in range(kernel[-1])]
            self.same = x.shape[-1] == out[-1]
            if self.same:  # no padding along the last axis: what would come from there is dropped
                self.shifts = [s - front[-1] for s in self.shifts]
                front_[-1] = 0
                size[-1] = out[-1]
            self.width = size[-1]
        axes = last if self.shifting else last + 1  # how many are gathered
        self.kernel, self.stride, self.dilate = kernel[:axes], stride[:axes], dilate[:axes]
        self.depth = channels * math.prod(self.kernel)
        self.out = out
        self.gathered = (*out[:axes], self.width) if self.shifting else out
        per_row = math.prod(self.gathered[1:]) * self.depth
        self.batch = len(x)
        self.samples = samples_per_panel(self.batch, per_row * self.gathered[0], self.width)
        both = per_row + len(self.shifts) * self.filters * math.prod(self.gathered[1:])
        whole = self.shifting and last == 0  # a single axis, along which is shifted
        self.step = out[0] if whole else max(2 * BUDGET // max(both * self.samples, 1), 1)
        self.reach = 0 if whole else reach[0]
        self.row_stride = 1 if whole else stride[0]
        self.whole = whole
        self.panels = Panels(x, tuple(size), tuple(front_), scratch)
        self.scratch = scratch

    def matrix(self, w: np.ndarray) -> np.ndarray:
        """The weights, (shifts * filters, depth)."""
        axes = range(2, w.ndim)
        order = (w.ndim - 1, 0, *axes[:-1], 1) if self.shifting else (0, *axes, 1)
        return w.transpose(order).reshape(-1, self.depth)

    def unmatrix(self, total: np.ndarray, gw: np.ndarray) -> None:
        """Write a matrix like that of the weights into ``gw``."""
        kernel = gw.shape[2:]
        if self.shifting:
            total = total.reshape(kernel[-1], self.filters, *kernel[:-1], -1)
            gw[...] = total.transpose(1, -1, *range(2, total.ndim - 1), 0)
        else:
            total = total.reshape(self.filters, *kernel, -1)
            gw[...] = total.transpose(0, -1, *range(1, total.ndim - 1))

    def __iter__(self) -> Any:
        """Yield ranges of samples, of rows along the first axis, and the matrix of their windows.

        The matrix is (depth, rows, *out or the width, samples) with all but the depth as one axis.
        """
        plain = math.prod(self.kernel) == 1 and max(self.stride, default=1) == 1
        for start, stop in ranges(self.batch, self.samples):
            panel = self.panels(start, stop)
            for top, bottom in ranges(self.out[0], self.step):
                part = panel
                if not self.whole:
                    first = top * self.row_stride
                    part = panel[:, first : (bottom - 1) * self.row_stride + self.reach + 1]
                if plain:  # the panel itself is the matrix
                    yield (start, stop), (top, bottom), part.reshape(self.depth, -1)
                    continue
                out = (bottom - top, *self.out[1 : len(self.kernel)])
                view = windows(part, self.kernel, self.stride, self.dilate, out)
                matrix = self.scratch("windows", *view.shape)
                matrix[...] = view
                yield (start, stop), (top, bottom), matrix.reshape(self.depth, -1)


def convolve(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the correlation of ``x`` with ``w`` into ``y``."""
    filters, channels, *kernel = w.shape
    if 3 * filters < channels and max(stride) == 1 and math.prod(kernel) > 1:
        # Few outputs of many inputs: the same as the data gradient of the turned weight.
        back = tuple([r - f for r, f in zip(_reach(kernel, dilate), front)])
        scatter(x, _turned(w), y, stride, dilate, back)
        if bias is not None:
            y += bias.reshape(-1, *[1] * len(kernel))
        return
    scratch = Scratch(y.dtype)
    plan = _Plan(x, w.shape, stride, dilate, front, y.shape[2:], scratch)
    matrix = plan.matrix(w)
    column = None if bias is None else bias.reshape(-1, 1)
    for (start, stop), (top, bottom), columns in plan:
        count = stop - start
        rows = (bottom - top, *y.shape[3:]) if not plan.whole else y.shape[2:]
        if count == 1:
            place = y[start].reshape(filters, -1)
            size = math.prod(rows)
            first = 0 if plan.whole else top * math.prod(rows[1:])
            place = place[:, first : first + size]
        else:
            place = scratch("result", filters, math.prod(rows) * count)
        if plan.shifting:
            product = scratch("product", len(matrix), columns.shape[1])
            np.matmul(matrix, columns, out=product)
            if plan.same:
                _add_same(product, place, plan, count)
            else:
                _add_cut(product, place, plan, count)
        else:
            np.matmul(matrix, columns, out=place)
        if column is not None:
            place += column
        if count > 1:
            place = place.reshape(filters, *rows, count)
            target = y[start:stop] if plan.whole else y[start:stop, :, top:bottom]
            target[...] = place.transpose(-1, *range(place.ndim - 1))


def _add_same(product: np.ndarray, place: np.ndarray, plan: _Plan, count: int) -> None:
    """Add up products whose rows are as long as those of the result."""
    filters = len(place)
    add_shifted(
        product.reshape(len(plan.shifts), filters, -1), place, plan.shifts, plan.width, count
    )


def _add_cut(product: np.ndarray, place: np.ndarray, plan: _Plan, count: int) -> None:
    """Add up products with longer rows than the result has."""
    filters, width = len(place), plan.out[-1]
    parts = product.reshape(len(plan.shifts), filters, -1, plan.width, count)
    target = place.reshape(filters, -1, width, count)  # a view: one axis is split
    cut = [part[:, :, s : s + width] for part, s in zip(parts, plan.shifts)]
    np.add(cut[0], cut[1], out=target)
    for more in cut[2:]:
        np.add(target, more, out=target)


def _turned(w: np.ndarray) -> np.ndarray:
    """The weight of the turned convolution: in and out swapped, each kernel reversed."""
    turned = w.swapaxes(0, 1)
    return turned[(slice(None), slice(None), *[slice(None, None, -1)] * (w.ndim - 2))]


def data_gradient(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the transposed map of :func:`convolve` into ``gx``."""
    filters, channels, *kernel = w.shape
    if max(stride) == 1 and (3 * channels >= filters or math.prod(kernel) == 1):
        back = tuple([r - f for r, f in zip(_reach(kernel, dilate), front)])
        convolve(gy, _turned(w), gx, stride, dilate, back, bias)
        return
    scatter(gy, w, gx, stride, dilate, front)
    if bias is not None:
        gx += bias.reshape(-1, *[1] * len(kernel))


def weight_gradient(
    x: np.ndarray, gy: np.ndarray, gw: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes
) -> None:
    """Write the sum over samples and places of output gradient times window into ``gw``."""
    filters, out = gw.shape[0], gy.shape[2:]
    scratch = Scratch(gw.dtype)
    plan = _Plan(x, gw.shape, stride, dilate, front, out, scratch)
    panels = Panels(gy, out, (0,) * len(out), Scratch(gw.dtype))
    total = None
    loaded: tuple[int, int] | None = None
    for samples, (top, bottom), columns in plan:
        if samples != loaded:
            panel, loaded = panels(*samples), samples
        part = (panel if plan.whole else panel[:, top:bottom]).reshape(filters, -1)
        if plan.shifting:
            part = _stack(part, plan, samples[1] - samples[0], columns.shape[1])
        if total is None:
            total = np.matmul(part, columns.T)
        else:
            total += np.matmul(part, columns.T, out=scratch("total", *total.shape))
    if total is None:
        gw.fill(0)
    else:
        plan.unmatrix(total, gw)


def _stack(part: np.ndarray, plan: _Plan, count: int, length: int) -> np.ndarray:
    """The output gradient once for each shift, shifted the other way, zeros where it has left."""
    filters = len(part)
    stack = plan.scratch("stack", len(plan.shifts), filters, length, zeros=True)
    columns = stack.reshape(len(plan.shifts), filters, -1, plan.width, count)
    for k, shift in enumerate(plan.shifts):
        if not plan.same:
            width = plan.out[-1]
            columns[k, :, :, shift : shift + width] = part.reshape(filters, -1, width, count)
        else:
            shifted(part, stack[k], -shift, plan.width, count)
    return stack.reshape(-1, length)
