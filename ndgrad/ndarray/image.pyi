"""Written by ``python -m tests.write_stubs``; not to be changed by hand."""

from collections.abc import Sequence
from typing import Any

from ..context import Context
from .ndarray import NDArray


_Shape = int | Sequence[int] | None

def adjust_lighting(
    data: NDArray,
    alpha: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The image plus principal components of natural colours, as AlexNet was trained.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel)
        With one channel it stays as it is.
    alpha : tuple of 3 floats
        How much of each component.

    >>> nd.image.adjust_lighting(nd.zeros((1, 1, 3)), alpha=(0, 0, 0)).asnumpy()
    array([[[0., 0., 0.]]], dtype=float32)
    """

def crop(
    data: NDArray,
    begin: _Shape = ...,
    end: _Shape = ...,
    step: _Shape = (),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The part between ``begin`` and ``end`` along the first axes.

    Parameters
    ----------
    data : NDArray
    begin, end : tuple of int or None
        One entry per axis from the first on; None is the start or the end of the axis, negative
        entries count from the end, and what lies beyond is cut off, as in Python.
    step : tuple of int or None, optional
        Negative steps walk backwards.

    >>> x = nd.array([[1., 2., 3.], [4., 5., 6.]])
    >>> nd.slice(x, begin=(0, 1), end=(2, 3)).asnumpy()
    array([[2., 3.],
           [5., 6.]], dtype=float32)
    >>> nd.slice(x, begin=(None, None), end=(None, None), step=(-1, 2)).asnumpy()
    array([[4., 6.],
           [1., 3.]], dtype=float32)
    """

def flip_left_right(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The image mirrored: columns in reverse order.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)

    >>> nd.image.flip_left_right(nd.array([[[1], [2], [3]]])).asnumpy().ravel()
    array([3., 2., 1.], dtype=float32)
    """

def flip_top_bottom(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
    """The image upside down: rows in reverse order.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)

    >>> nd.image.flip_top_bottom(nd.array([[[1]], [[2]], [[3]]])).asnumpy().ravel()
    array([3., 2., 1.], dtype=float32)
    """

def normalize(
    data: NDArray,
    mean: Any = (0.0,),
    std: Any = (1.0,),
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def random_brightness(
    data: NDArray,
    min_factor: Any = ...,
    max_factor: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The image times a random factor.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the factor, drawn uniformly.

    >>> nd.image.random_brightness(nd.ones((1, 1, 3)), 0.5, 0.5).asnumpy()
    array([[[0.5, 0.5, 0.5]]], dtype=float32)
    """

def random_color_jitter(
    data: NDArray,
    brightness: Any = ...,
    contrast: Any = ...,
    saturation: Any = ...,
    hue: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Random brightness, contrast, saturation and hue, in random order.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    brightness, contrast, saturation : float
        Factors are drawn from 1 - that to 1 + that.
    hue : float
        The turn is drawn from -hue to hue.

    >>> nd.image.random_color_jitter(nd.ones((1, 1, 3)), 0, 0, 0, 0).asnumpy()
    array([[[1., 1., 1.]]], dtype=float32)
    """

def random_contrast(
    data: NDArray,
    min_factor: Any = ...,
    max_factor: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The image's distance from its mean gray times a random factor.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the factor, drawn uniformly.

    >>> x = nd.array([[[0.], [2.]]])
    >>> nd.image.random_contrast(x, 0.5, 0.5).asnumpy().ravel()
    array([0.5, 1.5], dtype=float32)
    """

def random_flip_left_right(data: NDArray, out: Any = None, name: str | None = None) -> Any:
    """The image, mirrored with probability 1/2.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)
        A batch is mirrored as a whole.

    >>> nd.image.random_flip_left_right(nd.zeros((2, 3, 1))).shape
    (2, 3, 1)
    """

def random_flip_top_bottom(data: NDArray, out: Any = None, name: str | None = None) -> Any:
    """The image, upside down with probability 1/2.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel) or (batch, height, width, channel)
        A batch is turned as a whole.

    >>> nd.image.random_flip_top_bottom(nd.zeros((2, 3, 1))).shape
    (2, 3, 1)
    """

def random_hue(
    data: NDArray,
    min_factor: Any = ...,
    max_factor: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """The hue of each pixel turned by a random part of the circle of colours.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the turn, drawn uniformly; 0 and 1 change nothing, 1/3 makes red green.

    >>> x = nd.array([[[3., 1., 1.]]])
    >>> nd.image.random_hue(x, 0.5, 0.5).asnumpy()
    array([[[1., 3., 3.]]], dtype=float32)
    """

def random_lighting(
    data: NDArray,
    alpha_std: float = 0.05,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
    """The image plus random amounts of the principal components of natural colours.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel)
        With one channel it stays as it is.
    alpha_std : float, default 0.05
        Standard deviation of the amounts, drawn from a normal distribution around 0.

    >>> nd.image.random_lighting(nd.zeros((1, 1, 3)), alpha_std=0).asnumpy()
    array([[[0., 0., 0.]]], dtype=float32)
    """

def random_saturation(
    data: NDArray,
    min_factor: Any = ...,
    max_factor: Any = ...,
    out: Any = None,
    name: str | None = None,
) -> Any:
    """Each pixel's distance from its gray times a random factor.

    Parameters
    ----------
    data : NDArray of shape (height, width, channel), 1 or 3 channels
    min_factor, max_factor : float
        Range of the factor, drawn uniformly.

    >>> x = nd.array([[[1., 0., 0.]]])
    >>> nd.image.random_saturation(x, 0, 0).asnumpy()
    array([[[0.299, 0.299, 0.299]]], dtype=float32)
    """

def resize(
    data: NDArray,
    size: Any = (),
    keep_ratio: bool = False,
    interp: int = 1,
    out: Any = None,
    name: str | None = None,
) -> NDArray:
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

def to_tensor(data: NDArray, out: Any = None, name: str | None = None) -> NDArray:
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
