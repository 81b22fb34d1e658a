"""The three bilinear maps of a convolution as matrix products: output, data and weight.

All arrays here have their channels first: ``x`` (N, C, *size), ``w`` (O, C, *kernel), ``y``
(N, O, *out). Two ways lead to a matrix product:

* *gather*: copy every window of the panel into a column, multiply once.
* *gather rows*: for a stride of 1 along the first spatial axis, copy windows along the other axes
  only, multiply with the weights of all rows of the kernel at once, and add the shifted results.
  That moves ``C * K / K0 + O * (K0 - 1)`` numbers per place instead of ``C * K``, in a product with
  more rows; both count, as the product itself spends about five nanoseconds on 64 x 9 numbers.

The other way round, *scatter* multiplies first and adds every row of the result at its place. It is
what is left for the data gradient of a strided convolution, and wins where the side gathered from
has many more channels than the other.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from .panels import BUDGET, Panels, Scratch, ranges, samples_per_panel, windows

__all__ = ["convolve", "data_gradient", "weight_gradient"]

Sizes = tuple[int, ...]


def _reach(kernel: Sizes, dilate: Sizes) -> Sizes:
    return tuple([d * (k - 1) for k, d in zip(kernel, dilate, strict=True)])


def _panel_size(out: Sizes, stride: Sizes, reach: Sizes) -> Sizes:
    return tuple([(n - 1) * s + r + 1 for n, s, r in zip(out, stride, reach, strict=True)])


def _by_rows(channels: int, kernel: Sizes, stride: Sizes) -> bool:
    """Whether to gather along all axes but the first: the product must stay deep enough."""
    return kernel[0] > 1 and stride[0] == 1 and channels * math.prod(kernel[1:]) >= 24


class _Gathered:
    """Panels of ``x`` turned into matrices of windows, block by block.

    Iterating gives ``(samples, rows, matrix)``: ranges of samples and of output rows along the
    first spatial axis, and the matrix of shape (depth, places). Gathered by rows, the places are
    those of ``reach`` more rows than the range has.
    """

    def __init__(
        self, x: np.ndarray, others: int, kernel: Sizes, stride: Sizes, dilate: Sizes, front: Sizes,
        out: Sizes, scratch: Scratch,
    ) -> None:  # fmt: skip
        channels = x.shape[1]
        reach = _reach(kernel, dilate)
        self.rows = _by_rows(channels, kernel, stride)
        skip = 1 if self.rows else 0
        self.kernel, self.stride, self.dilate = kernel[skip:], stride[skip:], dilate[skip:]
        self.out = out
        self.lead = reach[0] if self.rows else 0
        self.depth = channels * math.prod(self.kernel)
        self.width = math.prod(out[1:])  # places in a row
        per_row = self.depth * self.width
        self.batch = len(x)
        self.samples = samples_per_panel(self.batch, per_row * (out[0] + self.lead), out[-1])
        both = per_row + (others * kernel[0] * self.width if self.rows else 0)
        self.step = max(8 * self.lead, 2 * BUDGET // max(both * self.samples, 1), 1)
        self.panels = Panels(x, _panel_size(out, stride, reach), front, scratch)
        self.scratch = scratch

    def __iter__(self):
        first_stride = 1 if self.rows else self.stride[0]
        first_reach = self.lead if self.rows else self.dilate[0] * (self.kernel[0] - 1)
        plain = math.prod(self.kernel) == 1 and max(self.stride, default=1) == 1
        for start, stop in ranges(self.batch, self.samples):
            panel = self.panels(start, stop)
            for top, bottom in ranges(self.out[0], self.step):
                part = panel[:, top * first_stride : (bottom - 1) * first_stride + first_reach + 1]
                places = (bottom - top + self.lead) * self.width * (stop - start)
                if plain:  # the panel itself is the matrix
                    yield (start, stop), (top, bottom), part.reshape(self.depth, places)
                    continue
                out = self.out[1:] if self.rows else (bottom - top, *self.out[1:])
                view = windows(part, self.kernel, self.stride, self.dilate, out)
                matrix = self.scratch("windows", *view.shape)
                matrix[...] = view
                yield (start, stop), (top, bottom), matrix.reshape(self.depth, places)


def convolve(
    x: np.ndarray, w: np.ndarray, y: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the correlation of ``x`` with ``w`` into ``y``."""
    filters, channels, *kernel_ = w.shape
    kernel = tuple(kernel_)
    if 3 * filters < channels and max(stride) == 1 and math.prod(kernel) > 1:
        # Few outputs of many inputs: the same as the data gradient of the flipped weight.
        turned = _flipped(w)
        back = tuple([r - f for r, f in zip(_reach(kernel, dilate), front, strict=True)])
        _scatter(x, turned, y, stride, dilate, back)
        if bias is not None:
            y += bias.reshape(-1, *[1] * len(kernel))
        return
    out = y.shape[2:]
    scratch = Scratch(y.dtype)
    gathered = _Gathered(x, filters, kernel, stride, dilate, front, out, scratch)
    stack = kernel[0] if gathered.rows else 1
    order = (2, 0, *range(3, w.ndim), 1) if gathered.rows else (0, *range(2, w.ndim), 1)
    matrix = w.transpose(order).reshape(stack * filters, gathered.depth)
    shift = dilate[0] * gathered.width
    column = None if bias is None else bias.reshape(-1, 1)
    for (start, stop), (top, bottom), columns in gathered:
        count = stop - start
        if count == 1:
            place = y[start].reshape(filters, -1)
            place = place[:, top * gathered.width : bottom * gathered.width]
        else:
            place = scratch("result", filters, (bottom - top) * gathered.width * count)
        if stack == 1:
            np.matmul(matrix, columns, out=place)
        else:
            product = scratch("product", stack * filters, columns.shape[1])
            np.matmul(matrix, columns, out=product)
            _add_shifted(product, place, stack, shift * count)
        if column is not None:
            place += column
        if count > 1:
            place = place.reshape(filters, bottom - top, *out[1:], count)
            y[start:stop, :, top:bottom] = place.transpose(-1, *range(place.ndim - 1))


def _add_shifted(product: np.ndarray, place: np.ndarray, stack: int, shift: int) -> None:
    """Sum the stacked rows of a product, each shifted by one more row of places."""
    filters, width = place.shape
    part = [product[k * filters : (k + 1) * filters, k * shift :][:, :width] for k in range(stack)]
    np.add(part[0], part[1], out=place)
    for more in part[2:]:
        np.add(place, more, out=place)


def _flipped(w: np.ndarray) -> np.ndarray:
    """The weight of the turned convolution: in and out swapped, each kernel reversed."""
    turned = w.swapaxes(0, 1)
    return turned[(slice(None), slice(None), *[slice(None, None, -1)] * (w.ndim - 2))]


def data_gradient(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes,
    bias: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Write the transposed map of :func:`convolve` into ``gx``."""
    filters, channels, *kernel_ = w.shape
    kernel = tuple(kernel_)
    if max(stride) == 1 and (3 * channels >= filters or math.prod(kernel) == 1):
        back = tuple([r - f for r, f in zip(_reach(kernel, dilate), front, strict=True)])
        convolve(gy, _flipped(w), gx, stride, dilate, back, bias)
        return
    _scatter(gy, w, gx, stride, dilate, front)
    if bias is not None:
        gx += bias.reshape(-1, *[1] * len(kernel))


def _scatter(
    gy: np.ndarray, w: np.ndarray, gx: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes
) -> None:
    """Multiply, then add each row of the product where it belongs.

    The sum is kept apart by the remainder of the place modulo the stride, (C, *stride, *rest,
    samples): so all additions run along neighbouring numbers, and only the last copy does not.
    """
    batch, filters, *out_ = gy.shape
    out = tuple(out_)
    channels, kernel = w.shape[1], w.shape[2:]
    matrix = w.reshape(filters, -1).T  # (C * K, O); BLAS takes it as it is
    depth, width = len(matrix), math.prod(out[1:])
    samples = samples_per_panel(batch, depth * width * out[0], out[-1])
    step = max(1, 2 * BUDGET // max(depth * width * samples, 1))
    rest = tuple(
        [-(-n // s) for n, s in zip(_panel_size(out, stride, _reach(kernel, dilate)), stride, strict=True)]
    )
    scratch = Scratch(gx.dtype)
    panels = Panels(gy, out, (0,) * len(out), scratch)
    copies = list(_remainders(gx.shape[2:], stride, front, rest))
    if any(n > s * r - f for n, s, r, f in zip(gx.shape[2:], stride, rest, front, strict=True)):
        gx.fill(0)  # places that no window covers
    for start, stop in ranges(batch, samples):
        count = stop - start
        panel = panels(start, stop)
        total = scratch("total", channels, *stride, *rest, count)
        total.fill(0)
        for top, bottom in ranges(out[0], step):
            part = panel[:, top:bottom].reshape(filters, -1)
            product = scratch("product", depth, part.shape[1])
            np.matmul(matrix, part, out=product)
            rows = product.reshape(channels, *kernel, bottom - top, *out[1:], count)
            for place in itertools.product(*map(range, kernel)):
                offset = [k * d for k, d in zip(place, dilate, strict=True)]
                which = [o % s for o, s in zip(offset, stride, strict=True)]
                begin = [o // s for o, s in zip(offset, stride, strict=True)]
                begin[0] += top
                spans = [
                    slice(b, b + n) for b, n in zip(begin, (bottom - top, *out[1:]), strict=True)
                ]
                target = total[(slice(None), *which, *spans)]
                np.add(target, rows[(slice(None), *place)], out=target)
        block = gx[start:stop].transpose(*range(1, gx.ndim), 0)
        for target, source in copies:
            block[target] = total[source]


def _remainders(size: Sizes, stride: Sizes, front: Sizes, rest: Sizes):
    """For each remainder modulo the stride, where its numbers go and where they come from."""
    axes = []
    for n, s, f, r in zip(size, stride, front, rest, strict=True):
        axis = []
        for remainder in range(s):
            skip = max(0, -(-(f - remainder) // s))  # numbers that lie in the padding
            first = skip * s + remainder - f
            length = max(0, min(-(-(n - first) // s), r - skip))
            place = slice(first, first + (length - 1) * s + 1 if length else first, s)
            axis.append((place, remainder, slice(skip, skip + length)))
        axes.append(axis)
    for chosen in itertools.product(*axes):
        yield (
            (slice(None), *[place for place, _, _ in chosen]),
            (slice(None), *[r for _, r, _ in chosen], *[source for _, _, source in chosen]),
        )


def weight_gradient(
    x: np.ndarray, gy: np.ndarray, gw: np.ndarray, stride: Sizes, dilate: Sizes, front: Sizes
) -> None:
    """Write the sum over samples and places of output gradient times window into ``gw``."""
    filters, channels, *kernel_ = gw.shape
    kernel = tuple(kernel_)
    out = gy.shape[2:]
    scratch = Scratch(gw.dtype)
    gathered = _Gathered(x, filters, kernel, stride, dilate, front, out, scratch)
    stack = kernel[0] if gathered.rows else 1
    shift = dilate[0] * gathered.width
    total = None
    panels = Panels(gy, out, (0,) * len(out), Scratch(gw.dtype))
    last: tuple[int, int] | None = None
    for samples, (top, bottom), columns in gathered:
        if samples != last:
            panel, last = panels(*samples), samples
        count = samples[1] - samples[0]
        part = panel[:, top:bottom].reshape(filters, -1)
        if stack > 1:
            # The same rows stacked, each shifted by one more row of places, zeros around.
            stacked = scratch("stacked", stack, filters, columns.shape[1], zeros=True)
            for k in range(stack):
                begin = k * shift * count
                stacked[k, :, begin : begin + part.shape[1]] = part
            part = stacked.reshape(stack * filters, -1)
        if total is None:
            total = np.matmul(part, columns.T)
        else:
            total += np.matmul(part, columns.T, out=scratch("product", *total.shape))
    if total is None:
        gw.fill(0)
    elif gathered.rows:
        total = total.reshape(stack, filters, *kernel[1:], channels)
        gw[...] = total.transpose(1, -1, 0, *range(2, total.ndim - 1))
    else:
        total = total.reshape(filters, *kernel, channels)
        gw[...] = total.transpose(0, -1, *range(1, total.ndim - 1))
