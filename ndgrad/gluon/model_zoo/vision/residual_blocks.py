"""The residual blocks of ResNet: two or three convolutions, added to their input."""

from __future__ import annotations

from typing import Any

from ....base import UnsupportedError
from ... import nn
from ...block import HybridBlock

__all__ = ["BasicBlockV1", "BasicBlockV2", "BottleneckV1", "BottleneckV2"]


def _conv3x3(channels: int, stride: int, in_channels: int) -> nn.Conv2D:
    return nn.Conv2D(
        channels, kernel_size=3, strides=stride, padding=1, use_bias=False, in_channels=in_channels
    )


def _conv1x1(channels: int, stride: int, in_channels: int = 0) -> nn.Conv2D:
    return nn.Conv2D(
        channels, kernel_size=1, strides=stride, use_bias=False, in_channels=in_channels
    )


class _BlockV1(HybridBlock):
    """Version 1 (He et al., arXiv:1512.03385): normalization after each convolution."""

    def __init__(
        self,
        channels: int,
        stride: int,
        downsample: bool = False,
        in_channels: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.body = nn.HybridSequential(prefix="")
        self.body.add(*self._layers(channels, stride, in_channels))
        self.downsample = None
        if downsample:
            self.downsample = nn.HybridSequential(prefix="")
            self.downsample.add(_conv1x1(channels, stride, in_channels), nn.BatchNorm())

    def _layers(self, channels: int, stride: int, in_channels: int) -> list[Any]:
        raise UnsupportedError(f"{type(self).__name__} does not define _layers")

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        y = self.body(x)  # before the shortcut: the order in which `summary` lists the layers
        residual = x if self.downsample is None else self.downsample(x)
        return F.relu(residual + y)


class BasicBlockV1(_BlockV1):
    """Two 3x3 convolutions and the input, as in ResNet V1 with 18 and 34 layers.

    Parameters
    ----------
    channels : int
        Number of output channels.
    stride : int
        Stride of the first convolution.
    downsample : bool, default False
        Whether the input goes through a 1x1 convolution before it is added.
    in_channels : int, default 0
        Number of input channels; 0 takes it from the first input.

    >>> block = gluon.model_zoo.vision.BasicBlockV1(8, stride=2, downsample=True)
    >>> block.initialize()
    >>> block(nd.ones((1, 4, 6, 6))).shape
    (1, 8, 3, 3)
    """

    def _layers(self, channels: int, stride: int, in_channels: int) -> list[Any]:
        return [
            _conv3x3(channels, stride, in_channels),
            nn.BatchNorm(),
            nn.Activation("relu"),
            _conv3x3(channels, 1, channels),
            nn.BatchNorm(),
        ]


class BottleneckV1(_BlockV1):
    """A 3x3 convolution between 1x1 ones and the input, as in ResNet V1 from 50 layers on.

    Parameters
    ----------
    channels : int
        Number of output channels.
    stride : int
        Stride of the first convolution.
    downsample : bool, default False
        Whether the input goes through a 1x1 convolution before it is added.
    in_channels : int, default 0
        Number of input channels; 0 takes it from the first input.

    >>> block = gluon.model_zoo.vision.BottleneckV1(8, stride=2, downsample=True)
    >>> block.initialize()
    >>> block(nd.ones((1, 4, 6, 6))).shape
    (1, 8, 3, 3)
    """

    def _layers(self, channels: int, stride: int, in_channels: int) -> list[Any]:
        inner = channels // 4
        return [
            nn.Conv2D(inner, kernel_size=1, strides=stride),
            nn.BatchNorm(),
            nn.Activation("relu"),
            _conv3x3(inner, 1, inner),
            nn.BatchNorm(),
            nn.Activation("relu"),
            nn.Conv2D(channels, kernel_size=1, strides=1),
            nn.BatchNorm(),
        ]


class BasicBlockV2(HybridBlock):
    """Two 3x3 convolutions and the input, as in ResNet V2 with 18 and 34 layers.

    Version 2 (He et al., arXiv:1603.05027): normalization and activation before each convolution.

    Parameters
    ----------
    channels : int
        Number of output channels.
    stride : int
        Stride of the first convolution.
    downsample : bool, default False
        Whether the input goes through a 1x1 convolution before it is added.
    in_channels : int, default 0
        Number of input channels; 0 takes it from the first input.

    >>> block = gluon.model_zoo.vision.BasicBlockV2(8, stride=2, downsample=True)
    >>> block.initialize()
    >>> block(nd.ones((1, 4, 6, 6))).shape
    (1, 8, 3, 3)
    """

    def __init__(
        self,
        channels: int,
        stride: int,
        downsample: bool = False,
        in_channels: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.bn1 = nn.BatchNorm()
        self.conv1 = _conv3x3(channels, stride, in_channels)
        self.bn2 = nn.BatchNorm()
        self.conv2 = _conv3x3(channels, 1, channels)
        self.downsample = _conv1x1(channels, stride, in_channels) if downsample else None

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        residual = x
        x = F.relu(self.bn1(x))
        if self.downsample is not None:
            residual = self.downsample(x)
        x = self.conv1(x)
        x = self.conv2(F.relu(self.bn2(x)))
        return x + residual


class BottleneckV2(HybridBlock):
    """A 3x3 convolution between 1x1 ones and the input, as in ResNet V2 from 50 layers on.

    Version 2 (He et al., arXiv:1603.05027): normalization and activation before each convolution.

    Parameters
    ----------
    channels : int
        Number of output channels.
    stride : int
        Stride of the 3x3 convolution.
    downsample : bool, default False
        Whether the input goes through a 1x1 convolution before it is added.
    in_channels : int, default 0
        Number of input channels; 0 takes it from the first input.

    >>> block = gluon.model_zoo.vision.BottleneckV2(8, stride=2, downsample=True)
    >>> block.initialize()
    >>> block(nd.ones((1, 4, 6, 6))).shape
    (1, 8, 3, 3)
    """

    def __init__(
        self,
        channels: int,
        stride: int,
        downsample: bool = False,
        in_channels: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        inner = channels // 4
        self.bn1 = nn.BatchNorm()
        self.conv1 = _conv1x1(inner, 1)
        self.bn2 = nn.BatchNorm()
        self.conv2 = _conv3x3(inner, stride, inner)
        self.bn3 = nn.BatchNorm()
        self.conv3 = _conv1x1(channels, 1)
        self.downsample = _conv1x1(channels, stride, in_channels) if downsample else None

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        residual = x
        x = F.relu(self.bn1(x))
        if self.downsample is not None:
            residual = self.downsample(x)
        x = self.conv1(x)
        x = self.conv2(F.relu(self.bn2(x)))
        x = self.conv3(F.relu(self.bn3(x)))
        return x + residual
