"""Residual networks, versions 1 and 2."""

from __future__ import annotations

from typing import Any

from ....base import InvalidValueError
from ....context import Context
from ... import nn
from ...block import HybridBlock
from ..model_store import load_pretrained
from .residual_blocks import (
    BasicBlockV1,
    BasicBlockV2,
    BottleneckV1,
    BottleneckV2,
    _conv3x3,
)

__all__ = [
    "BasicBlockV1", "BasicBlockV2", "BottleneckV1", "BottleneckV2", "ResNetV1", "ResNetV2",
    "get_resnet", "resnet101_v1", "resnet101_v2", "resnet152_v1", "resnet152_v2", "resnet18_v1",
    "resnet18_v2", "resnet34_v1", "resnet34_v2", "resnet50_v1", "resnet50_v2",
]  # fmt: skip


def _stage(
    block: Any, layers: int, channels: int, stride: int, number: int, in_channels: int
) -> Any:
    """``layers`` residual blocks, of which the first changes size and channels."""
    stage = nn.HybridSequential(prefix=f"stage{number}_")
    with stage.name_scope():
        changes = channels != in_channels
        stage.add(block(channels, stride, changes, in_channels=in_channels, prefix=""))
        for _ in range(layers - 1):
            stage.add(block(channels, 1, False, in_channels=channels, prefix=""))
    return stage


def _add_stages(
    features: Any, block: Any, layers: list[int], channels: list[int], thumbnail: bool
) -> None:
    """The first convolution, and the stages of residual blocks."""
    if thumbnail:
        features.add(_conv3x3(channels[0], 1, 0))
    else:
        features.add(
            nn.Conv2D(channels[0], 7, 2, 3, use_bias=False),
            nn.BatchNorm(),
            nn.Activation("relu"),
            nn.MaxPool2D(3, 2, 1),
        )
    for i, count in enumerate(layers):
        stride = 1 if i == 0 else 2
        features.add(_stage(block, count, channels[i + 1], stride, i + 1, channels[i]))


def _check_channels(layers: list[int], channels: list[int]) -> None:
    if len(layers) != len(channels) - 1:
        raise InvalidValueError(
            "ResNet: channels needs one number more than layers (those of the first convolution), "
            f"got layers {layers} and channels {channels}"
        )


class ResNetV1(HybridBlock):
    """Residual network, version 1 (He et al., arXiv:1512.03385).

    Parameters
    ----------
    block : type
        :class:`BasicBlockV1` or :class:`BottleneckV1`.
    layers : list of int
        Number of blocks in each stage.
    channels : list of int
        Number of channels after the first convolution and in each stage.
    classes : int, default 1000
        Number of outputs.
    thumbnail : bool, default False
        Whether inputs are small (32x32): begins with a 3x3 convolution of stride 1.

    Input: ``(N, 3, 224, 224)``, or another size. Output: ``(N, classes)``.

    >>> vision = gluon.model_zoo.vision
    >>> net = vision.ResNetV1(vision.BasicBlockV1, [1, 1], [8, 8, 16], classes=10, thumbnail=True)
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 32, 32))).shape
    (1, 10)
    """

    def __init__(
        self,
        block: Any,
        layers: list[int],
        channels: list[int],
        classes: int = 1000,
        thumbnail: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        _check_channels(layers, channels)
        with self.name_scope():
            self.features = nn.HybridSequential(prefix="")
            _add_stages(self.features, block, layers, channels, thumbnail)
            self.features.add(nn.GlobalAvgPool2D())
            self.output = nn.Dense(classes, in_units=channels[-1])

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


class ResNetV2(HybridBlock):
    """Residual network, version 2 (He et al., arXiv:1603.05027).

    Parameters
    ----------
    block : type
        :class:`BasicBlockV2` or :class:`BottleneckV2`.
    layers : list of int
        Number of blocks in each stage.
    channels : list of int
        Number of channels after the first convolution and in each stage.
    classes : int, default 1000
        Number of outputs.
    thumbnail : bool, default False
        Whether inputs are small (32x32): begins with a 3x3 convolution of stride 1.

    Input: ``(N, 3, 224, 224)``, or another size. Output: ``(N, classes)``.

    >>> vision = gluon.model_zoo.vision
    >>> net = vision.ResNetV2(vision.BottleneckV2, [1, 1], [8, 8, 16], classes=10, thumbnail=True)
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 32, 32))).shape
    (1, 10)
    """

    def __init__(
        self,
        block: Any,
        layers: list[int],
        channels: list[int],
        classes: int = 1000,
        thumbnail: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        _check_channels(layers, channels)
        with self.name_scope():
            self.features = nn.HybridSequential(prefix="")
            # Without scale and shift it only brings the colors to one range.
            self.features.add(nn.BatchNorm(scale=False, center=False))
            _add_stages(self.features, block, layers, channels, thumbnail)
            self.features.add(
                nn.BatchNorm(), nn.Activation("relu"), nn.GlobalAvgPool2D(), nn.Flatten()
            )
            self.output = nn.Dense(classes, in_units=channels[-1])

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


#: Number of layers -> kind of the blocks, number of blocks per stage, number of channels.
#: This table and the two lists after it bear MXNet's names: programs build their own from them.
resnet_spec = {
    18: ("basic_block", [2, 2, 2, 2], [64, 64, 128, 256, 512]),
    34: ("basic_block", [3, 4, 6, 3], [64, 64, 128, 256, 512]),
    50: ("bottle_neck", [3, 4, 6, 3], [64, 256, 512, 1024, 2048]),
    101: ("bottle_neck", [3, 4, 23, 3], [64, 256, 512, 1024, 2048]),
    152: ("bottle_neck", [3, 8, 36, 3], [64, 256, 512, 1024, 2048]),
}
#: The network of version 1, then that of version 2.
resnet_net_versions: list[Any] = [ResNetV1, ResNetV2]
#: The blocks of version 1, then those of version 2.
resnet_block_versions: list[dict[str, Any]] = [
    {"basic_block": BasicBlockV1, "bottle_neck": BottleneckV1},
    {"basic_block": BasicBlockV2, "bottle_neck": BottleneckV2},
]


def get_resnet(
    version: int,
    num_layers: int,
    pretrained: bool = False,
    ctx: Context | list[Context] | None = None,
    root: str | None = None,
    **kwargs: Any,
) -> Any:
    """ResNet version 1 or 2 with 18, 34, 50, 101 or 152 layers (``num_layers``).

    ``ValueError`` for others. Other parameters as in :func:`get_model`, and ``thumbnail=True`` for
    small images.

    >>> gluon.model_zoo.vision.get_resnet(1, 18, classes=10).output
    Dense(512 -> 10, linear)
    """
    if num_layers not in resnet_spec:
        raise InvalidValueError(
            f"Invalid number of layers: {num_layers}. Options are {sorted(resnet_spec)}"
        )
    if version not in (1, 2):
        raise InvalidValueError(f"Invalid resnet version: {version}. Options are 1 and 2.")
    kind, layers, channels = resnet_spec[num_layers]
    block = resnet_block_versions[version - 1][kind]
    net = resnet_net_versions[version - 1](block, layers, channels, **kwargs)
    if pretrained:
        load_pretrained(net, f"resnet{num_layers}_v{version}", ctx, root)
    return net


def resnet18_v1(**kwargs: Any) -> ResNetV1:
    """ResNet-18, version 1; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet18_v1(classes=10).output
    Dense(512 -> 10, linear)
    """
    return get_resnet(1, 18, **kwargs)


def resnet34_v1(**kwargs: Any) -> ResNetV1:
    """ResNet-34, version 1; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet34_v1(classes=10).output
    Dense(512 -> 10, linear)
    """
    return get_resnet(1, 34, **kwargs)


def resnet50_v1(**kwargs: Any) -> ResNetV1:
    """ResNet-50, version 1; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet50_v1(classes=10).output
    Dense(2048 -> 10, linear)
    """
    return get_resnet(1, 50, **kwargs)


def resnet101_v1(**kwargs: Any) -> ResNetV1:
    """ResNet-101, version 1; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet101_v1(classes=10).output
    Dense(2048 -> 10, linear)
    """
    return get_resnet(1, 101, **kwargs)


def resnet152_v1(**kwargs: Any) -> ResNetV1:
    """ResNet-152, version 1; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet152_v1(classes=10).output
    Dense(2048 -> 10, linear)
    """
    return get_resnet(1, 152, **kwargs)


def resnet18_v2(**kwargs: Any) -> ResNetV2:
    """ResNet-18, version 2; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet18_v2(classes=10).output
    Dense(512 -> 10, linear)
    """
    return get_resnet(2, 18, **kwargs)


def resnet34_v2(**kwargs: Any) -> ResNetV2:
    """ResNet-34, version 2; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet34_v2(classes=10).output
    Dense(512 -> 10, linear)
    """
    return get_resnet(2, 34, **kwargs)


def resnet50_v2(**kwargs: Any) -> ResNetV2:
    """ResNet-50, version 2; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet50_v2(classes=10).output
    Dense(2048 -> 10, linear)
    """
    return get_resnet(2, 50, **kwargs)


def resnet101_v2(**kwargs: Any) -> ResNetV2:
    """ResNet-101, version 2; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet101_v2(classes=10).output
    Dense(2048 -> 10, linear)
    """
    return get_resnet(2, 101, **kwargs)


def resnet152_v2(**kwargs: Any) -> ResNetV2:
    """ResNet-152, version 2; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.resnet152_v2(classes=10).output
    Dense(2048 -> 10, linear)
    """
    return get_resnet(2, 152, **kwargs)
