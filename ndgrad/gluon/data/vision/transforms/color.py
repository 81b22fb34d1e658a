"""Colors, and which side is left and which is up: random changes that keep the size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .....core.arguments import require_number
from ....block import HybridBlock

__all__ = [
    "RandomBrightness",
    "RandomColorJitter",
    "RandomContrast",
    "RandomFlipLeftRight",
    "RandomFlipTopBottom",
    "RandomHue",
    "RandomLighting",
    "RandomSaturation",
]


class _RandomFactor(HybridBlock):
    """One property of the colors times a random factor near 1."""

    _operator = ""

    def __init__(self, amount: float) -> None:
        super().__init__()
        require_number(type(self).__name__, amount=amount)
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
