"""Transforms of images: blocks that a dataset applies to each sample.

Images are ``(height, width, channels)`` arrays until :class:`ToTensor`, and
``(channels, height, width)`` float32 arrays after it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ....base import InvalidTypeError, InvalidValueError
from ...block import Block, HybridBlock
from ...nn import HybridSequential, Lambda, Sequential

__all__ = [
    "Cast", "CenterCrop", "Compose", "CropResize", "Normalize", "RandomApply", "RandomBrightness",
    "RandomColorJitter", "RandomContrast", "RandomFlipLeftRight", "RandomFlipTopBottom",
    "RandomHue", "RandomLighting", "RandomResizedCrop", "RandomRotation", "RandomSaturation",
    "Resize", "Rotate", "ToTensor",
]  # fmt: skip


def _pair(size: Any, name: str) -> tuple[int, int]:
    """``size`` as (width, height); one number stands for both."""
    if isinstance(size, (int, np.integer)):
        return (int(size), int(size))
    if isinstance(size, (list, tuple)) and len(size) == 2:
        return (int(size[0]), int(size[1]))
    raise InvalidTypeError(f"{name}: size is a number or (width, height), not {size!r}")


# -- combining ------------------------------------------------------------------------------------


class Compose(Sequential):
    """Transforms one after the other.

    Parameters
    ----------
    transforms : list of Block or callable

    >>> transforms = gluon.data.vision.transforms
    >>> prepare = transforms.Compose([transforms.Resize(8), transforms.ToTensor()])
    >>> prepare(nd.zeros((16, 16, 3), dtype="uint8")).shape
    (3, 8, 8)
    """

    def __init__(self, transforms: Sequence[Any]) -> None:
        super().__init__()
        run: list[HybridBlock] = []  # hybrid transforms that follow each other become one block
        for transform in [*transforms, None]:
            if isinstance(transform, HybridBlock):
                run.append(transform)
                continue
            if len(run) == 1:
                self.add(run[0])
            elif run:
                together = HybridSequential()
                together.add(*run)
                together.hybridize()
                self.add(together)
            run = []
            if isinstance(transform, Block):
                self.add(transform)
            elif transform is not None:
                self.add(Lambda(transform))


class RandomApply(Sequential):
    """A transform that is applied with probability ``p``, drawn from Python's ``random``.

    Parameters
    ----------
    transforms : Block, callable, or list of them
    p : float, default 0.5

    >>> transforms = gluon.data.vision.transforms
    >>> transforms.RandomApply(transforms.ToTensor(), p=1.0)(nd.zeros((4, 5, 3))).shape
    (3, 4, 5)
    """

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__()
        if isinstance(transforms, (list, tuple)):
            transforms = Compose(transforms)
        self.transforms = transforms
        self.p = p

    def forward(self, x: Any, *args: Any) -> Any:
        return x if self.p < random.random() else self.transforms(x)


# -- types and ranges -----------------------------------------------------------------------------


class Cast(HybridBlock):
    """Another dtype.

    >>> gluon.data.vision.transforms.Cast("float16")(nd.ones(2)).dtype.__name__
    'float16'
    """

    def __init__(self, dtype: Any = "float32") -> None:
        super().__init__()
        self._dtype = dtype

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.cast(x, dtype=self._dtype)


class ToTensor(HybridBlock):
    """Channels first, and values from 0 to 255 become float32 from 0 to 1.

    Input: ``(H, W, C)`` or ``(N, H, W, C)``. Output: ``(C, H, W)`` or ``(N, C, H, W)``.

    >>> image = nd.full((1, 1, 3), 255, dtype="uint8")
    >>> gluon.data.vision.transforms.ToTensor()(image).asnumpy()
    array([[[1.]],
    <BLANKLINE>
           [[1.]],
    <BLANKLINE>
           [[1.]]], dtype=float32)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.image.to_tensor(x)


class Normalize(HybridBlock):
    """``(x - mean) / std`` for each channel.

    Parameters
    ----------
    mean, std : float or tuple of float
        One number for all channels, or one for each.

    Input and output: float32 ``(C, H, W)`` or ``(N, C, H, W)``.

    >>> transform = gluon.data.vision.transforms.Normalize(mean=1.0, std=2.0)
    >>> transform(nd.full((1, 1, 2), 5.0)).asnumpy()
    array([[[2., 2.]]], dtype=float32)
    """

    def __init__(self, mean: Any = 0.0, std: Any = 1.0) -> None:
        super().__init__()
        self._mean = mean
        self._std = std

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.image.normalize(x, mean=self._mean, std=self._std)


# -- sizes and places -----------------------------------------------------------------------------


class Resize(HybridBlock):
    """Another size.

    Parameters
    ----------
    size : int or (width, height)
    keep_ratio : bool, default False
        Whether one number is the size of the shorter edge, and not of both.
    interpolation : int, default 1
        0 nearest, 1 bilinear, 2 bicubic, 3 by area, 4 Lanczos.

    Input: ``(H, W, C)`` or ``(N, H, W, C)``. Output: the same with the new size.

    >>> gluon.data.vision.transforms.Resize((6, 4))(nd.zeros((8, 8, 3), dtype="uint8")).shape
    (4, 6, 3)
    """

    def __init__(self, size: Any, keep_ratio: bool = False, interpolation: int = 1) -> None:
        super().__init__()
        _pair(size, "Resize")
        self._size = size
        self._keep_ratio = keep_ratio
        self._interpolation = interpolation

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.image.resize(
            x, size=self._size, keep_ratio=self._keep_ratio, interp=self._interpolation
        )


class CropResize(HybridBlock):
    """A part of the image, optionally resized.

    Parameters
    ----------
    x, y : int
        Left and upper edge of the part.
    width, height : int
    size : int or (width, height), optional
        The size it is brought to.
    interpolation : int, default 1
        See :class:`Resize`.

    Input: ``(H, W, C)`` or ``(N, H, W, C)``; a part that is not inside raises ``ValueError``.

    >>> transform = gluon.data.vision.transforms.CropResize(1, 0, 4, 3)
    >>> transform(nd.zeros((8, 8, 3), dtype="uint8")).shape
    (3, 4, 3)
    """

    def __init__(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        size: Any = None,
        interpolation: int | None = None,
    ) -> None:
        super().__init__()
        self._x = x
        self._y = y
        self._width = width
        self._height = height
        self._size = None if size is None else _pair(size, "CropResize")
        self._interpolation = 1 if interpolation is None else interpolation

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        part = F.image.crop(x, x=self._x, y=self._y, width=self._width, height=self._height)
        if self._size is None:
            return part
        return F.image.resize(part, size=self._size, interp=self._interpolation)


class CenterCrop(Block):
    """The middle of an image; from a smaller image the largest part of that ratio, resized.

    Parameters
    ----------
    size : int or (width, height)
    interpolation : int, default 1
        See :class:`Resize`.

    >>> gluon.data.vision.transforms.CenterCrop(4)(nd.zeros((8, 6, 3), dtype="uint8")).shape
    (4, 4, 3)
    """

    def __init__(self, size: Any, interpolation: int = 1) -> None:
        super().__init__()
        self._args = (_pair(size, "CenterCrop"), interpolation)

    def forward(self, x: Any) -> Any:
        from .... import image

        return image.center_crop(x, *self._args)[0]


class RandomResizedCrop(Block):
    """A part of random size and ratio at a random place, resized.

    Parameters
    ----------
    size : int or (width, height)
    scale : (float, float), default (0.08, 1)
        Bounds of the part's share of the image.
    ratio : (float, float), default (3/4, 4/3)
        Bounds of width through height.
    interpolation : int, default 1
        See :class:`Resize`.

    Random numbers come from Python's ``random``.

    >>> transform = gluon.data.vision.transforms.RandomResizedCrop(4)
    >>> transform(nd.zeros((8, 6, 3), dtype="uint8")).shape
    (4, 4, 3)
    """

    def __init__(
        self,
        size: Any,
        scale: tuple[float, float] = (0.08, 1.0),
        ratio: tuple[float, float] = (3.0 / 4.0, 4.0 / 3.0),
        interpolation: int = 1,
    ) -> None:
        super().__init__()
        self._args = (_pair(size, "RandomResizedCrop"), scale, ratio, interpolation)

    def forward(self, x: Any) -> Any:
        from .... import image

        return image.random_size_crop(x, *self._args)[0]


class Rotate(Block):
    """Rotated about the middle by an angle in degrees.

    Parameters
    ----------
    rotation_degrees : float
    zoom_in : bool, default False
        Zoom so that nothing comes from outside the image, where it is 0.
    zoom_out : bool, default False
        Zoom so that the whole image stays inside.

    Input and output: float32 ``(C, H, W)`` or ``(N, C, H, W)``, as after :class:`ToTensor`.

    >>> gluon.data.vision.transforms.Rotate(30)(nd.ones((3, 8, 8))).shape
    (3, 8, 8)
    """

    def __init__(
        self, rotation_degrees: float, zoom_in: bool = False, zoom_out: bool = False
    ) -> None:
        super().__init__()
        self._args = (rotation_degrees, zoom_in, zoom_out)

    def forward(self, x: Any) -> Any:
        from .... import image

        _require_float32(x)
        return image.imrotate(x, *self._args)


class RandomRotation(Block):
    """Rotated by a random angle.

    Parameters
    ----------
    angle_limits : (float, float)
        Bounds of the angle in degrees.
    zoom_in, zoom_out : bool, default False
        See :class:`Rotate`.
    rotate_with_proba : float, default 1
        Probability that the image is rotated at all.

    Random numbers come from NumPy's global generator. Input and output as :class:`Rotate`.

    >>> gluon.data.vision.transforms.RandomRotation((-5, 5))(nd.ones((3, 8, 8))).shape
    (3, 8, 8)
    """

    def __init__(
        self,
        angle_limits: Sequence[float],
        zoom_in: bool = False,
        zoom_out: bool = False,
        rotate_with_proba: float = 1.0,
    ) -> None:
        super().__init__()
        lower, upper = angle_limits
        if lower >= upper:
            raise InvalidValueError("`angle_limits` must be an ordered tuple")
        if not 0 <= rotate_with_proba <= 1:
            raise InvalidValueError("Probability of rotating the image should be between 0 and 1")
        self._args = ((lower, upper), zoom_in, zoom_out)
        self._rotate_with_proba = rotate_with_proba

    def forward(self, x: Any) -> Any:
        from .... import image

        if np.random.random() > self._rotate_with_proba:
            return x
        _require_float32(x)
        return image.random_rotate(x, *self._args)


def _require_float32(x: Any) -> None:
    if np.dtype(x.dtype) != np.float32:
        raise InvalidTypeError(
            "This transformation only supports float32. Consider calling it after ToTensor"
        )


# -- colors ---------------------------------------------------------------------------------------


class _RandomFactor(HybridBlock):
    """One property of the colors times a random factor near 1."""

    _operator = ""

    def __init__(self, amount: float) -> None:
        super().__init__()
        self._args = (max(0, 1 - amount), 1 + amount)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        lowest, highest = self._args
        operator: Callable[..., Any] = getattr(F.image, self._operator)
        return operator(x, min_factor=lowest, max_factor=highest)


class RandomBrightness(_RandomFactor):
    """Brightness times a random factor between ``max(0, 1 - brightness)`` and ``1 + brightness``.

    Input and output: ``(H, W, C)``. Random numbers come from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomBrightness(0.5)(nd.ones((2, 2, 3))).shape
    (2, 2, 3)
    """

    _operator = "random_brightness"

    def __init__(self, brightness: float) -> None:
        super().__init__(brightness)


class RandomContrast(_RandomFactor):
    """Contrast times a random factor between ``max(0, 1 - contrast)`` and ``1 + contrast``.

    Input and output: ``(H, W, C)``. Random numbers come from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomContrast(0.5)(nd.ones((2, 2, 3))).shape
    (2, 2, 3)
    """

    _operator = "random_contrast"

    def __init__(self, contrast: float) -> None:
        super().__init__(contrast)


class RandomSaturation(_RandomFactor):
    """Saturation times a random factor between ``max(0, 1 - saturation)`` and ``1 + saturation``.

    Input and output: ``(H, W, C)``. Random numbers come from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomSaturation(0.5)(nd.ones((2, 2, 3))).shape
    (2, 2, 3)
    """

    _operator = "random_saturation"

    def __init__(self, saturation: float) -> None:
        super().__init__(saturation)


class RandomHue(_RandomFactor):
    """Hue turned by a random factor between ``max(0, 1 - hue)`` and ``1 + hue``.

    Input and output: ``(H, W, C)``. Random numbers come from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomHue(0.5)(nd.ones((2, 2, 3))).shape
    (2, 2, 3)
    """

    _operator = "random_hue"

    def __init__(self, hue: float) -> None:
        super().__init__(hue)


class RandomColorJitter(HybridBlock):
    """Brightness, contrast, saturation and hue changed at random, in random order.

    Parameters
    ----------
    brightness, contrast, saturation, hue : float, default 0
        How much each of them changes; see :class:`RandomBrightness`.

    Input and output: ``(H, W, C)``. Random numbers come from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomColorJitter(0.1, 0.1, 0.1, 0.1)(nd.ones((2, 2, 3))).shape
    (2, 2, 3)
    """

    def __init__(
        self, brightness: float = 0, contrast: float = 0, saturation: float = 0, hue: float = 0
    ) -> None:
        super().__init__()
        self._args = (brightness, contrast, saturation, hue)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        brightness, contrast, saturation, hue = self._args
        return F.image.random_color_jitter(
            x, brightness=brightness, contrast=contrast, saturation=saturation, hue=hue
        )


class RandomLighting(HybridBlock):
    """Noise along the principal components of natural colors, as AlexNet used it.

    Parameters
    ----------
    alpha : float
        Standard deviation of the noise.

    Input and output: ``(H, W, C)``. Random numbers come from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomLighting(0.1)(nd.ones((2, 2, 3))).shape
    (2, 2, 3)
    """

    def __init__(self, alpha: float) -> None:
        super().__init__()
        self._alpha = alpha

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.image.random_lighting(x, alpha_std=self._alpha)


class RandomFlipLeftRight(HybridBlock):
    """Mirrored with probability 1/2, drawn from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomFlipLeftRight()(nd.ones((2, 4, 3))).shape
    (2, 4, 3)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.image.random_flip_left_right(x)


class RandomFlipTopBottom(HybridBlock):
    """Upside down with probability 1/2, drawn from ``mx.random``.

    >>> gluon.data.vision.transforms.RandomFlipTopBottom()(nd.ones((2, 4, 3))).shape
    (2, 4, 3)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.image.random_flip_top_bottom(x)
