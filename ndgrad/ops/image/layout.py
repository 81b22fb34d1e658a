"""Images as tensors, normalised, mirrored, cropped."""

from __future__ import annotations

import numpy as np

from ..registry import operator

__all__ = ["image_axes"]


def image_axes(data: np.ndarray) -> int:
    """The axis of the height: 0 for an image, 1 for a batch of them."""
    if data.ndim not in (3, 4):
        raise ValueError(
            "data must have shape (height, width, channel) or (batch, height, width, channel)"
        )
    return data.ndim - 3


@operator("image_to_tensor", namespace="image", aliases=("_image_to_tensor",))
def image_to_tensor(data):
    """An image of values 0 to 255 as a float32 tensor of values 0 to 1, channels first.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)

    Returns
    -------
    NDArray of shape (channel, height, width) or (batch, channel, height, width)

    >>> nd.image.to_tensor(nd.array([[[0, 51, 255]]], dtype='uint8')).asnumpy().ravel()
    array([0. , 0.2, 1. ], dtype=float32)
    """
    image_axes(data)
    return np.divide(
        np.moveaxis(data, -1, -3), 255, dtype=np.float32, casting="same_kind", order="C"
    )


@image_to_tensor.gradient
def _(F, gy, data_dtype):
    return F._image_channels_last(gy, dtype=np.dtype(data_dtype).name)


@operator
def _image_channels_last(g, *, dtype):
    """The transpose of to_tensor: channels last, divided by 255."""
    return np.divide(np.moveaxis(g, -3, -1), 255, order="C").astype(dtype, copy=False)


@_image_channels_last.gradient
def _(F, gy):
    return F.image_to_tensor(gy)


def _per_channel(values, channels, name, dtype):
    """One value per channel, in the shape (channel, 1, 1)."""
    values = np.asarray(values, dtype).reshape(-1)
    if len(values) not in (1, channels):
        wanted = "1 element" if channels == 1 else f"1 or {channels} elements"
        raise ValueError(f"{name} must have {wanted}, got {len(values)}")
    return values.reshape(-1, 1, 1)


@operator("image_normalize", namespace="image", aliases=("_image_normalize",))
def image_normalize(data, *, mean=(0.0,), std=(1.0,)):
    """``(data - mean) / std`` for each channel.

    Parameters
    ----------
    data : NDArray of shape (channel, height, width) or (batch, channel, height, width)
        Of a float dtype, as :func:`to_tensor <nd.image.to_tensor>` gives it.
    mean, std : float or tuple of floats, defaults 0 and 1
        One value, or one per channel.

    >>> x = nd.ones((3, 1, 1))
    >>> nd.image.normalize(x, mean=(0, 1, 2), std=(2, 2, 4)).asnumpy().ravel()
    array([ 0.5 ,  0.  , -0.25], dtype=float32)
    """
    image_axes(data)
    if data.dtype.kind != "f":
        raise TypeError(f"data must be of a float dtype (see to_tensor), got {data.dtype}")
    mean = _per_channel(mean, data.shape[-3], "mean", data.dtype)
    std = _per_channel(std, data.shape[-3], "std", data.dtype)
    out = data - mean
    out /= std
    return out


@image_normalize.gradient
def _(F, gy, std):
    return F.image_normalize(gy, std=std)


def _mirror(data, axis):
    return np.flip(data, image_axes(data) + axis).copy()


@operator("image_flip_left_right", namespace="image", aliases=("_image_flip_left_right",))
def image_flip_left_right(data):
    """The image mirrored: columns in reverse order.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)

    >>> nd.image.flip_left_right(nd.array([[[1], [2], [3]]])).asnumpy().ravel()
    array([3., 2., 1.], dtype=float32)
    """
    return _mirror(data, 1)


@image_flip_left_right.gradient
def _(F, gy):
    return F.image_flip_left_right(gy)


@operator("image_flip_top_bottom", namespace="image", aliases=("_image_flip_top_bottom",))
def image_flip_top_bottom(data):
    """The image upside down: rows in reverse order.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)

    >>> nd.image.flip_top_bottom(nd.array([[[1]], [[2]], [[3]]])).asnumpy().ravel()
    array([3., 2., 1.], dtype=float32)
    """
    return _mirror(data, 0)


@image_flip_top_bottom.gradient
def _(F, gy):
    return F.image_flip_top_bottom(gy)


def _by_chance(data, axis, rng):
    flipped = rng.random() < 0.5
    image_axes(data)
    return (_mirror(data, axis) if flipped else data.copy()), np.asarray([flipped])


@operator(
    "image_random_flip_left_right", namespace="image", aliases=("_image_random_flip_left_right",),
    outputs=("out", "flipped"), visible=1,
)  # fmt: skip
def image_random_flip_left_right(data, *, rng):
    """The image, mirrored with probability 1/2.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)
        A batch is mirrored as a whole.

    >>> nd.image.random_flip_left_right(nd.zeros((2, 3, 1))).shape
    (2, 3, 1)
    """
    return _by_chance(data, 1, rng)


@image_random_flip_left_right.gradient
def _(F, gys, flipped):
    return F._image_flip_if(gys[0], flipped, axis=1)


@operator(
    "image_random_flip_top_bottom", namespace="image", aliases=("_image_random_flip_top_bottom",),
    outputs=("out", "flipped"), visible=1,
)  # fmt: skip
def image_random_flip_top_bottom(data, *, rng):
    """The image, upside down with probability 1/2.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)
        A batch is turned as a whole.

    >>> nd.image.random_flip_top_bottom(nd.zeros((2, 3, 1))).shape
    (2, 3, 1)
    """
    return _by_chance(data, 0, rng)


@image_random_flip_top_bottom.gradient
def _(F, gys, flipped):
    return F._image_flip_if(gys[0], flipped, axis=0)


@operator
def _image_flip_if(data, flipped, *, axis):
    """``data`` mirrored along an axis of the image if ``flipped`` says so."""
    return _mirror(data, axis) if flipped[0] else data.copy()


@_image_flip_if.gradient("data")
def _(F, gy, flipped, axis):
    return F._image_flip_if(gy, flipped, axis=axis)


def _window(shape, x, y, width, height):
    axis = len(shape) - 3
    high, wide = shape[axis : axis + 2]
    if min(x, y) < 0 or min(width, height) < 1 or x + width > wide or y + height > high:
        raise ValueError(
            f"a window of {width} x {height} at x={x}, y={y} does not lie within an image of "
            f"{wide} x {high} (width x height)"
        )
    return (slice(None),) * axis + (slice(y, y + height), slice(x, x + width))


# The output is named, because in a rule y would be the output and not the parameter.
@operator("image_crop", namespace="image", aliases=("_image_crop",), outputs=("window",), visible=1)
def image_crop(data, *, x, y, width, height):
    """A window of the image.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)
    x, y : int
        Left and upper edge of the window.
    width, height : int

    >>> x = nd.arange(6).reshape((2, 3, 1))
    >>> nd.image.crop(x, x=1, y=0, width=2, height=1).asnumpy().ravel()
    array([1., 2.], dtype=float32)
    """
    image_axes(data)
    return (data[_window(data.shape, x, y, width, height)].copy(),)


@image_crop.gradient
def _(F, gys, data_shape, x, y, width, height):
    return F._image_uncrop(gys[0], shape=data_shape, left=x, top=y, width=width, height=height)


@operator
def _image_uncrop(g, *, shape, left, top, width, height):
    """Zeros of ``shape`` with ``g`` in the window."""
    out = np.zeros(shape, g.dtype)
    out[_window(shape, left, top, width, height)] = g
    return out


@_image_uncrop.gradient
def _(F, gy, left, top, width, height):
    return F.image_crop(gy, x=left, y=top, width=width, height=height)
