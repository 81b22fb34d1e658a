"""Windows of images: the older form of :func:`slice`."""

from __future__ import annotations

from .registry import operator
from .spatial import height_and_width


@operator("Crop", shares="copy")
def crop_like(*data, num_args=None, offset=(0, 0), h_w=(0, 0), center_crop=False):
    """A window of the last two axes; :func:`slice` is the newer name for it.

    Parameters
    ----------
    *data : NDArray of shape (batch, channel, height, width)
        The array, and optionally a second one whose height and width the window has.
    num_args : int
        How many arrays there are; it may be left out.
    offset : (int, int), default (0, 0)
        Upper and left edge of the window.
    h_w : (int, int)
        Height and width of the window, without a second array.
    center_crop : bool, default False
        Take the window from the middle.

    >>> nd.Crop(nd.arange(9).reshape((1, 1, 3, 3)), h_w=(2, 1), offset=(1, 0)).asnumpy()
    array([[[[3.],
             [6.]]]], dtype=float32)
    """
    if not 1 <= len(data) <= 2 or num_args not in (None, len(data)):
        raise ValueError(f"Crop takes one array or two, got {len(data)} (num_args={num_args})")
    if any(array.ndim != 4 for array in data):
        raise ValueError("Crop takes arrays of shape (batch, channel, height, width)")
    shape = data[0].shape
    top, left, high, wide = _window(shape, data[-1].shape, len(data), offset, h_w, center_crop)
    return data[0][:, :, top : top + high, left : left + wide]


def _window(shape, like, count, offset, h_w, center_crop):
    high, wide = like[2:] if count == 2 else height_and_width(h_w, "h_w")
    top, left = offset
    if center_crop:
        top, left = (shape[2] - high) // 2, (shape[3] - wide) // 2
    if min(top, left) < 0 or top + high > shape[2] or left + wide > shape[3]:
        raise ValueError(
            f"a window of {(high, wide)} at {(top, left)} does not fit into {shape[2:]}"
        )
    return top, left, high, wide


@crop_like.gradient
def _(F, gy, data_shapes, offset, h_w, center_crop):
    shape = data_shapes[0]
    top, left, high, wide = _window(
        shape, data_shapes[-1], len(data_shapes), offset, h_w, center_crop
    )
    everything = slice(None)
    key = (everything, everything, slice(top, top + high), slice(left, left + wide))
    found = F._basic_index_backward(gy, key=key, shape=shape)
    return (found,) if len(data_shapes) == 1 else (found, None)
