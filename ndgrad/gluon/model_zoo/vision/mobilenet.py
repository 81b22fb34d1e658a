"""MobileNets, versions 1 and 2."""

from __future__ import annotations

from typing import Any

from ....context import Context
from ... import nn
from ...block import HybridBlock
from ..model_store import load_pretrained

__all__ = [
    "MobileNet", "MobileNetV2", "get_mobilenet", "get_mobilenet_v2", "mobilenet0_25",
    "mobilenet0_5", "mobilenet0_75", "mobilenet1_0", "mobilenet_v2_0_25", "mobilenet_v2_0_5",
    "mobilenet_v2_0_75", "mobilenet_v2_1_0",
]  # fmt: skip


class RELU6(HybridBlock):
    """The activation of MobileNet V2: between 0 and 6."""

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return F.clip(x, a_min=0, a_max=6)


def _add_conv(
    out: Any,
    channels: int,
    kernel: int = 1,
    stride: int = 1,
    pad: int = 0,
    num_group: int = 1,
    active: bool = True,
    relu6: bool = False,
) -> None:
    """Add a convolution, batch normalization and, if ``active``, an activation to ``out``."""
    out.add(
        nn.Conv2D(channels, kernel, stride, pad, groups=num_group, use_bias=False), nn.BatchNorm()
    )
    if active:
        out.add(RELU6() if relu6 else nn.Activation("relu"))


class MobileNet(HybridBlock):
    """Convolutions per channel and then across channels (Howard et al., arXiv:1704.04861).

    Parameters
    ----------
    multiplier : float, default 1
        Factor on all numbers of channels.
    classes : int, default 1000
        Number of outputs.

    Input: ``(N, 3, 224, 224)``, or another size. Output: ``(N, classes)``.

    >>> net = gluon.model_zoo.vision.MobileNet(0.1, classes=10)
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 32, 32))).shape
    (1, 10)
    """

    def __init__(self, multiplier: float = 1.0, classes: int = 1000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        channels = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024]
        strides = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]
        widths = [int(c * multiplier) for c in [32, *channels]]
        with self.name_scope():
            self.features = nn.HybridSequential(prefix="")
            with self.features.name_scope():
                _add_conv(self.features, widths[0], kernel=3, stride=2, pad=1)
                for inputs, outputs, stride in zip(widths, widths[1:], strides):
                    _add_conv(self.features, inputs, 3, stride, 1, num_group=inputs)
                    _add_conv(self.features, outputs)
                self.features.add(nn.GlobalAvgPool2D(), nn.Flatten())
            self.output = nn.Dense(classes)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


class LinearBottleneck(HybridBlock):
    """Few channels, many, few again; the input is added if its shape is that of the output.

    Parameters
    ----------
    in_channels : int
        Number of input channels.
    channels : int
        Number of output channels.
    t : int
        Factor by which there are more channels inside.
    stride : int
        Stride of the convolution per channel.
    """

    def __init__(self, in_channels: int, channels: int, t: int, stride: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.use_shortcut = stride == 1 and in_channels == channels
        inner = in_channels * t
        with self.name_scope():
            self.out = nn.HybridSequential()
            _add_conv(self.out, inner, relu6=True)
            _add_conv(self.out, inner, 3, stride, 1, num_group=inner, relu6=True)
            _add_conv(self.out, channels, active=False)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        out = self.out(x)
        return out + x if self.use_shortcut else out


class MobileNetV2(HybridBlock):
    """Inverted residuals and linear bottlenecks (Sandler et al., arXiv:1801.04381).

    Parameters
    ----------
    multiplier : float, default 1
        Factor on the numbers of channels.
    classes : int, default 1000
        Number of outputs.

    Input: ``(N, 3, 224, 224)``, or another size. Output: ``(N, classes)``.

    >>> net = gluon.model_zoo.vision.MobileNetV2(0.1, classes=10)
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 32, 32))).shape
    (1, 10)
    """

    def __init__(self, multiplier: float = 1.0, classes: int = 1000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        stages = [(16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2)]
        with self.name_scope():
            self.features = nn.HybridSequential(prefix="features_")
            with self.features.name_scope():
                inputs = int(32 * multiplier)
                _add_conv(self.features, inputs, kernel=3, stride=2, pad=1, relu6=True)
                for channels, count, first_stride in [*stages, (320, 1, 1)]:
                    outputs = int(channels * multiplier)
                    for i in range(count):
                        expansion = 1 if channels == 16 else 6
                        stride = first_stride if i == 0 else 1
                        self.features.add(LinearBottleneck(inputs, outputs, expansion, stride))
                        inputs = outputs
                last = int(1280 * multiplier) if multiplier > 1.0 else 1280
                _add_conv(self.features, last, relu6=True)
                self.features.add(nn.GlobalAvgPool2D())
            self.output = nn.HybridSequential(prefix="output_")
            with self.output.name_scope():
                self.output.add(nn.Conv2D(classes, 1, use_bias=False, prefix="pred_"), nn.Flatten())

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


def _version(multiplier: float) -> str:
    """The multiplier as file names have it: 1.0, 0.75, 0.5, 0.25."""
    text = f"{multiplier:.2f}"
    return "1.0" if text == "1.00" else "0.5" if text == "0.50" else text


def get_mobilenet(
    multiplier: float,
    pretrained: bool = False,
    ctx: Context | list[Context] | None = None,
    root: str | None = None,
    **kwargs: Any,
) -> MobileNet:
    """MobileNet with a factor on its channels, ``multiplier``.

    Other parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.get_mobilenet(0.5, classes=10).features[0]
    Conv2D(None -> 16, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
    """
    net = MobileNet(multiplier, **kwargs)
    if pretrained:
        load_pretrained(net, f"mobilenet{_version(multiplier)}", ctx, root)
    return net


def get_mobilenet_v2(
    multiplier: float,
    pretrained: bool = False,
    ctx: Context | list[Context] | None = None,
    root: str | None = None,
    **kwargs: Any,
) -> MobileNetV2:
    """MobileNet V2 with a factor on its channels, ``multiplier``.

    Other parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.get_mobilenet_v2(0.5, classes=10).features[0]
    Conv2D(None -> 16, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), bias=False)
    """
    net = MobileNetV2(multiplier, **kwargs)
    if pretrained:
        load_pretrained(net, f"mobilenetv2_{_version(multiplier)}", ctx, root)
    return net


def mobilenet1_0(**kwargs: Any) -> MobileNet:
    """MobileNet; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet1_0(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_mobilenet(1.0, **kwargs)


def mobilenet0_75(**kwargs: Any) -> MobileNet:
    """MobileNet with 3/4 of the channels; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet0_75(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_mobilenet(0.75, **kwargs)


def mobilenet0_5(**kwargs: Any) -> MobileNet:
    """MobileNet with half the channels; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet0_5(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_mobilenet(0.5, **kwargs)


def mobilenet0_25(**kwargs: Any) -> MobileNet:
    """MobileNet with a quarter of the channels; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet0_25(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_mobilenet(0.25, **kwargs)


def mobilenet_v2_1_0(**kwargs: Any) -> MobileNetV2:
    """MobileNet V2; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet_v2_1_0(classes=10).output[0]
    Conv2D(None -> 10, kernel_size=(1, 1), stride=(1, 1), bias=False)
    """
    return get_mobilenet_v2(1.0, **kwargs)


def mobilenet_v2_0_75(**kwargs: Any) -> MobileNetV2:
    """MobileNet V2 with 3/4 of the channels; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet_v2_0_75(classes=10).output[0]
    Conv2D(None -> 10, kernel_size=(1, 1), stride=(1, 1), bias=False)
    """
    return get_mobilenet_v2(0.75, **kwargs)


def mobilenet_v2_0_5(**kwargs: Any) -> MobileNetV2:
    """MobileNet V2 with half the channels; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet_v2_0_5(classes=10).output[0]
    Conv2D(None -> 10, kernel_size=(1, 1), stride=(1, 1), bias=False)
    """
    return get_mobilenet_v2(0.5, **kwargs)


def mobilenet_v2_0_25(**kwargs: Any) -> MobileNetV2:
    """MobileNet V2 with a quarter of the channels; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.mobilenet_v2_0_25(classes=10).output[0]
    Conv2D(None -> 10, kernel_size=(1, 1), stride=(1, 1), bias=False)
    """
    return get_mobilenet_v2(0.25, **kwargs)
