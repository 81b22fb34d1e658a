"""Images in another size."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .layout import image_axes
from .taps import AREA, CUBIC, LANCZOS, LINEAR, NEAREST, axis_taps, weight_matrix

#: uint8 images are weighted in whole numbers of 1/2048, as OpenCV does.
ONE = 2048


def _size(shape, size, keep_ratio):
    """Height and width asked for; ``size`` is (width, height), or one number for both."""
    size = (size,) if isinstance(size, (int, np.integer)) else tuple(size or ())
    if len(size) not in (1, 2) or min(size) < 1:
        raise ValueError(f"size must be one or two positive integers (width, height), got {size}")
    if len(size) == 2:
        return size[1], size[0]
    height, width = shape
    if not keep_ratio:
        return size * 2
    short = min(height, width)
    return tuple([size[0] if n == short else int(size[0] * n / short) for n in (height, width)])


def _plan(size, wanted, method):
    """The method to use, and whether neither axis grows."""
    shrinking = all(n >= m for n, m in zip(size, wanted))
    return AREA if method == LINEAR and _halves(size, wanted) else method, shrinking


def _halves(size, wanted):
    """Whether both axes are halved: interpolation then reads the same four pixels as the mean."""
    return all(n == 2 * m for n, m in zip(size, wanted))


def _weigh(images, axis, index, weights):
    """Sum over the taps of one axis."""
    shape = [1] * images.ndim
    shape[axis] = len(index)
    total = None
    for tap in range(index.shape[1]):
        part = images.take(index[:, tap], axis) * weights[:, tap].reshape(shape)
        total = part if total is None else np.add(total, part, out=total)
    return total


def _resize_bytes(images, size, wanted, method, shrinking):
    """uint8 images, with the rounding of OpenCV."""
    columns = axis_taps(size[1], wanted[1], method, shrinking)
    # Rows beyond the edge are weighted as two equal ones, and rounded twice.
    rows = axis_taps(size[0], wanted[0], method, shrinking, edge=False)
    if method == AREA and shrinking:
        mean = _weigh(_weigh(images.astype(np.float32), 2, *columns), 1, *rows)
        if _halves(size, wanted):
            return np.floor(mean + np.float32(0.5)).astype(np.uint8)
        return np.clip(np.rint(mean), 0, 255).astype(np.uint8)
    scaled = [(i, np.rint(w * np.float32(ONE)).astype(np.int32)) for i, w in (rows, columns)]
    across = _weigh(images.astype(np.int32), 2, *scaled[1])
    if method in (LINEAR, AREA):
        (index, weights), shape = scaled[0], (1, -1, 1, 1)
        across >>= 4
        parts = [across.take(index[:, t], 1) * weights[:, t].reshape(shape) >> 16 for t in (0, 1)]
        return ((parts[0] + parts[1] + 2) >> 2).astype(np.uint8)
    total = _weigh(across, 1, *scaled[0])
    return np.clip(np.rint(total / ONE**2), 0, 255).astype(np.uint8)


@operator("image_resize", namespace="image", aliases=("_image_resize",))
def image_resize(data, *, size=(), keep_ratio=False, interp=1):
    """Images in another size.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)
        uint8, or a float dtype, which is differentiable.
    size : int or (int, int)
        Width and height. One number serves for both, or with ``keep_ratio`` for the shorter edge.
    keep_ratio : bool, default False
    interp : int, default 1
        0 nearest, 1 bilinear, 2 bicubic over 4x4 pixels, 3 by area (the mean when shrinking),
        4 Lanczos over 8x8 pixels.

    >>> x = nd.array([[[0.], [2.]], [[4.], [6.]]])
    >>> nd.image.resize(x, size=(3, 3))[:, :, 0].asnumpy()
    array([[0., 1., 2.],
           [2., 3., 4.],
           [4., 5., 6.]], dtype=float32)
    """
    if interp not in (NEAREST, LINEAR, CUBIC, AREA, LANCZOS):
        raise ValueError(f"interp must be 0, 1, 2, 3 or 4, got {interp}")
    if data.dtype != np.uint8 and data.dtype.kind != "f":
        raise TypeError(f"data must be uint8 or of a float dtype, got {data.dtype}")
    axis = image_axes(data)
    old = data.shape[axis : axis + 2]
    if 0 in data.shape:
        raise ValueError("data must not be empty")
    wanted = _size(old, size, keep_ratio)
    method, shrinking = _plan(old, wanted, interp)
    images = data.reshape(-1, *data.shape[axis:])
    if data.dtype == np.uint8 and method != NEAREST:
        out = _resize_bytes(images, old, wanted, method, shrinking)
    else:
        rows, columns = (axis_taps(n, m, method, shrinking) for n, m in zip(old, wanted))
        if method == NEAREST:
            out = images.take(rows[0][:, 0], 1).take(columns[0][:, 0], 2)
        else:
            working = np.float32 if data.dtype == np.float16 else data.dtype
            images = images.astype(working, copy=False)
            out = _weigh(_weigh(images, 2, *columns), 1, *rows).astype(data.dtype, copy=False)
    return out.reshape(*data.shape[:axis], *wanted, data.shape[-1])


@image_resize.gradient
def _(F, gy, data_shape, interp):
    axis = len(data_shape) - 3
    return F._image_spread(
        gy, size=data_shape[axis : axis + 2], wanted=gy.shape[axis : axis + 2], interp=interp,
        backward=True,
    )  # fmt: skip


@operator
def _image_spread(g, *, size, wanted, interp, backward):
    """Resizing by matrices of weights (``backward``: its transpose)."""
    method, shrinking = _plan(size, wanted, interp)
    working = np.float32 if g.dtype == np.float16 else g.dtype
    rows, columns = (
        weight_matrix(n, m, method, shrinking).astype(working) for n, m in zip(size, wanted)
    )
    if backward:
        rows, columns = rows.T, columns.T
    axis = g.ndim - 3
    images = g.reshape(-1, *g.shape[axis:]).astype(working, copy=False)
    down = np.matmul(rows, images.reshape(len(images), images.shape[1], -1))
    down = down.reshape(len(images), len(rows), *images.shape[2:])
    out = np.matmul(columns, down)
    return out.astype(g.dtype, copy=False).reshape(*g.shape[:axis], *out.shape[1:])


@_image_spread.gradient
def _(F, gy, size, wanted, interp, backward):
    return F._image_spread(gy, size=size, wanted=wanted, interp=interp, backward=not backward)
