"""Correlation of two feature maps: how alike their patches are (Fischer et al., 2015, FlowNet).

Both kinds are sums over pairs of a pixel of the first map and one of the second, ``a * b`` or
``|a - b|``. Of the first kind the sweep needs nothing new at any order, since
``sum(gy * Correlation(a, b))`` is linear in each of its three arrays. Of the second kind only the
signs of ``a - b`` count, which are constants, and the rest is linear.
"""

from __future__ import annotations

import numpy as np

from .blocks import float_only, wide
from .registry import operator


class _Pairs:
    """Which places of two padded maps meet: windows per displacement and cell of the kernel."""

    def __init__(self, shape, kernel_size, max_displacement, stride1, stride2, pad_size):
        self.pad, self.stride, self.kernel = pad_size, stride1, kernel_size
        self.batch, self.channels = shape[:2]
        self.padded = tuple(n + 2 * pad_size for n in shape[2:])
        border = max_displacement + kernel_size // 2
        self.size = tuple(-(-(n - 2 * border) // stride1) for n in self.padded)
        if min(self.size) < 1:
            raise ValueError(
                f"kernel and displacements reach {border} from each centre and leave none in maps "
                f"of {self.padded} (padding included); use a larger pad_size"
            )
        self.first = max_displacement
        reach = max_displacement // stride2
        self.shifts = [stride2 * i for i in range(-reach, reach + 1)]
        self.out_shape = (self.batch, len(self.shifts) ** 2, *self.size)
        self.scale = 1 / max(1, kernel_size**2 * self.channels)

    def pad_map(self, data):
        """A map with its padding of zeros, in the dtype to compute in."""
        out = np.zeros((self.batch, self.channels, *self.padded), wide(data.dtype))
        self.cut(out)[...] = data
        return out

    def cut(self, padded):
        """A padded map without its padding, as a view."""
        height, width = self.padded
        return padded[..., self.pad : height - self.pad, self.pad : width - self.pad]

    def _window(self, padded, down, right):
        """The places that lie (down, right) of the upper left cells of all kernels, as a view."""
        rows, columns = [
            slice(self.first + at, self.first + at + (n - 1) * self.stride + 1, self.stride)
            for at, n in zip((down, right), self.size, strict=True)
        ]
        return padded[..., rows, columns]

    def __call__(self, *maps):
        """For each displacement and kernel cell its channel and the windows of the maps.

        The maps alternate: the first, third, ... stay, the second, fourth, ... are displaced.
        """
        for channel in range(len(self.shifts) ** 2):
            row, column = divmod(channel, len(self.shifts))
            shift = self.shifts[row], self.shifts[column]
            for cell in range(self.kernel**2):
                here = divmod(cell, self.kernel)
                there = here[0] + shift[0], here[1] + shift[1]
                yield (
                    channel,
                    [self._window(m, *(there if i % 2 else here)) for i, m in enumerate(maps)],
                )


def _signs(a, b):
    """The derivative of ``|a - b|`` to ``a``; 1 where they are equal, as MXNet has it."""
    return np.where(a >= b, a.dtype.type(1), a.dtype.type(-1))


def _check(data1, data2, kernel_size, max_displacement, stride1, stride2, pad_size):
    float_only(data1)
    if data1.ndim != 4 or data1.shape != data2.shape:
        raise ValueError(
            f"data1 and data2 must have one shape (batch, channels, height, width), got "
            f"{data1.shape} and {data2.shape}"
        )
    if kernel_size < 1 or kernel_size % 2 == 0:
        raise ValueError(f"kernel_size must be odd and positive, got {kernel_size}")
    for name, value, least in (
        ("max_displacement", max_displacement, 0),
        ("stride1", stride1, 1),
        ("stride2", stride2, 1),
        ("pad_size", pad_size, 0),
    ):
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {value}")


@operator(promotes=True)
def Correlation(
    data1,
    data2,
    *,
    kernel_size=1,
    max_displacement=1,
    stride1=1,
    stride2=1,
    pad_size=0,
    is_multiply=True,
):
    """How well patches of one feature map match displaced patches of another.

    Both maps are padded with ``pad_size`` zeros on each side. Centres of patches lie ``stride1``
    apart, and each patch of ``data1`` is compared with those of ``data2`` that are displaced by up
    to ``max_displacement`` in steps of ``stride2``, down and to the right: with r =
    ``max_displacement // stride2`` there are (2r + 1)**2 displacements, and as many channels.
    A comparison is the mean over the pixels and channels of a patch.

    Parameters
    ----------
    data1, data2 : NDArray of shape (batch, channels, height, width), float16, float32 or float64
    kernel_size : int, default 1
        Height and width of a patch, odd.
    max_displacement : int, default 1
    stride1, stride2 : int, default 1
    pad_size : int, default 0
    is_multiply : bool, default True
        Compare two pixels by their product; otherwise by the absolute value of their difference.

    Returns
    -------
    NDArray of shape (batch, (2r + 1)**2, height', width')
        A length n becomes ``ceil((n + 2 * pad_size - 2 * border) / stride1)`` with the border
        ``max_displacement + (kernel_size - 1) / 2``.

    Raises
    ------
    MXNetError (also ValueError) for maps of different shapes or not of 4 axes, an even
    ``kernel_size``, or where no patch fits.

    >>> x = nd.arange(9).reshape((1, 1, 3, 3))
    >>> y = nd.Correlation(x, x, max_displacement=1, is_multiply=False)
    >>> y.shape, y[0, :, 0, 0].asnumpy()
    ((1, 9, 1, 1), array([4., 3., 2., 1., 0., 1., 2., 3., 4.], dtype=float32))
    """
    _check(data1, data2, kernel_size, max_displacement, stride1, stride2, pad_size)
    pairs = _Pairs(data1.shape, kernel_size, max_displacement, stride1, stride2, pad_size)
    out = np.zeros(pairs.out_shape, wide(data1.dtype))
    for channel, (a, b) in pairs(pairs.pad_map(data1), pairs.pad_map(data2)):
        if is_multiply:
            out[:, channel] += np.einsum("nchw,nchw->nhw", a, b)
        else:
            out[:, channel] += np.abs(a - b).sum(axis=1)
    out *= pairs.scale
    return out.astype(data1.dtype, copy=False)


@Correlation.gradient
def _(F, gy, data1, data2, kernel_size, max_displacement, stride1, stride2, pad_size,
      is_multiply):  # fmt: skip
    return F._correlation_backward(
        gy, data1, data2, kernel_size=kernel_size, max_displacement=max_displacement,
        stride1=stride1, stride2=stride2, pad_size=pad_size, is_multiply=is_multiply,
    )  # fmt: skip


@operator(outputs=("g1", "g2"), visible=2)
def _correlation_backward(
    g, data1, data2, *, kernel_size, max_displacement, stride1, stride2, pad_size, is_multiply
):
    """The gradients of :func:`Correlation` to both maps, ``g`` being that of its output."""
    pairs = _Pairs(data1.shape, kernel_size, max_displacement, stride1, stride2, pad_size)
    maps = pairs.pad_map(data1), pairs.pad_map(data2)
    found = np.zeros_like(maps[0]), np.zeros_like(maps[1])
    g = g.astype(maps[0].dtype) * maps[0].dtype.type(pairs.scale)
    for channel, (a, b, ga, gb) in pairs(*maps, *found):
        here = g[:, channel, None]
        if is_multiply:
            ga += here * b
            gb += here * a
        else:
            here = here * _signs(a, b)
            ga += here
            gb -= here
    return tuple(pairs.cut(each).astype(data1.dtype) for each in found)


@_correlation_backward.gradient
def _(F, gys, g, data1, data2, kernel_size, max_displacement, stride1, stride2, pad_size,
      is_multiply):  # fmt: skip
    how = {"kernel_size": kernel_size, "max_displacement": max_displacement, "stride1": stride1,
           "stride2": stride2, "pad_size": pad_size}  # fmt: skip
    h1, h2 = (F.zeros_like(data1) if h is None else h for h in gys)
    if not is_multiply:
        return F._correlation_signed(h1, h2, data1, data2, **how), None, None
    # sum(h1 * g1) is the sum of g * Correlation(h1, data2), and sum(h2 * g2) its mirror image.
    gg = F.Correlation(h1, data2, **how) + F.Correlation(data1, h2, **how)
    return gg, *F._correlation_backward(g, h1, h2, is_multiply=True, **how)


@operator
def _correlation_signed(
    h1, h2, data1, data2, *, kernel_size, max_displacement, stride1, stride2, pad_size
):
    """What small changes ``h1`` and ``h2`` of the maps change in the sums of ``|a - b|``."""
    pairs = _Pairs(data1.shape, kernel_size, max_displacement, stride1, stride2, pad_size)
    out = np.zeros(pairs.out_shape, wide(data1.dtype))
    maps = [pairs.pad_map(m) for m in (h1, h2, data1, data2)]
    for channel, (ha, hb, a, b) in pairs(*maps):
        out[:, channel] += np.einsum("nchw,nchw->nhw", _signs(a, b), ha - hb)
    out *= pairs.scale
    return out.astype(data1.dtype, copy=False)


@_correlation_signed.gradient
def _(F, gy, data1, data2, kernel_size, max_displacement, stride1, stride2, pad_size):
    g1, g2 = F._correlation_backward(
        gy, data1, data2, kernel_size=kernel_size, max_displacement=max_displacement,
        stride1=stride1, stride2=stride2, pad_size=pad_size, is_multiply=False,
    )  # fmt: skip
    return g1, g2, None, None
