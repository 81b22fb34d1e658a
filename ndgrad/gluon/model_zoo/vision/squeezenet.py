"""SqueezeNet."""

from __future__ import annotations

from typing import Any

from ....base import InvalidValueError
from ....context import Context
from ... import nn
from ...block import HybridBlock
from ...contrib.nn import HybridConcurrent
from ..model_store import load_pretrained

__all__ = ["SqueezeNet", "squeezenet1_0", "squeezenet1_1"]


def _convolution(channels: int, kernel_size: int, padding: int = 0) -> Any:
    block = nn.HybridSequential(prefix="")
    block.add(nn.Conv2D(channels, kernel_size, padding=padding), nn.Activation("relu"))
    return block


def _fire(squeeze: int, expand: int) -> Any:
    """A 1x1 convolution to few channels, then 1x1 and 3x3 ones side by side."""
    block = nn.HybridSequential(prefix="")
    paths = HybridConcurrent(axis=1, prefix="")
    block.add(_convolution(squeeze, 1), paths)
    paths.add(_convolution(expand, 1), _convolution(expand, 3, 1))
    return block


def _pool() -> Any:
    return nn.MaxPool2D(pool_size=3, strides=2, ceil_mode=True)


class SqueezeNet(HybridBlock):
    """AlexNet's accuracy with 50 times fewer parameters (Iandola et al., arXiv:1602.07360).

    Parameters
    ----------
    version : {'1.0', '1.1'}
        The paper's network, or the one that needs 2.4 times less computation. Another version
        raises ``ValueError``.
    classes : int, default 1000
        Number of outputs.

    Input: ``(N, 3, 224, 224)``. Output: ``(N, classes)``.

    >>> gluon.model_zoo.vision.SqueezeNet("1.1", classes=10).features[0]
    Conv2D(None -> 64, kernel_size=(3, 3), stride=(2, 2))
    """

    def __init__(self, version: str, classes: int = 1000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if version not in ("1.0", "1.1"):
            raise InvalidValueError(f"Unsupported SqueezeNet version {version}:1.0 or 1.1 expected")
        with self.name_scope():
            self.features = nn.HybridSequential(prefix="")
            if version == "1.0":
                self.features.add(
                    nn.Conv2D(96, kernel_size=7, strides=2), nn.Activation("relu"), _pool(),
                    _fire(16, 64), _fire(16, 64), _fire(32, 128), _pool(),
                    _fire(32, 128), _fire(48, 192), _fire(48, 192), _fire(64, 256), _pool(),
                    _fire(64, 256),
                )  # fmt: skip
            else:
                self.features.add(
                    nn.Conv2D(64, kernel_size=3, strides=2), nn.Activation("relu"), _pool(),
                    _fire(16, 64), _fire(16, 64), _pool(),
                    _fire(32, 128), _fire(32, 128), _pool(),
                    _fire(48, 192), _fire(48, 192), _fire(64, 256), _fire(64, 256),
                )  # fmt: skip
            self.features.add(nn.Dropout(0.5))
            self.output = nn.HybridSequential(prefix="")
            self.output.add(
                nn.Conv2D(classes, kernel_size=1),
                nn.Activation("relu"),
                nn.AvgPool2D(13),
                nn.Flatten(),
            )

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


def _squeezenet(
    version: str,
    pretrained: bool = False,
    ctx: Context | list[Context] | None = None,
    root: str | None = None,
    **kwargs: Any,
) -> SqueezeNet:
    net = SqueezeNet(version, **kwargs)
    if pretrained:
        load_pretrained(net, f"squeezenet{version}", ctx, root)
    return net


def squeezenet1_0(**kwargs: Any) -> SqueezeNet:
    """SqueezeNet 1.0; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.squeezenet1_0(classes=10).output[0]
    Conv2D(None -> 10, kernel_size=(1, 1), stride=(1, 1))
    """
    return _squeezenet("1.0", **kwargs)


def squeezenet1_1(**kwargs: Any) -> SqueezeNet:
    """SqueezeNet 1.1; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.squeezenet1_1(classes=10).output[0]
    Conv2D(None -> 10, kernel_size=(1, 1), stride=(1, 1))
    """
    return _squeezenet("1.1", **kwargs)
