"""Types and ranges of the values."""

from __future__ import annotations

from typing import Any

from ....block import HybridBlock

__all__ = ["Cast", "Normalize", "ToTensor"]


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
