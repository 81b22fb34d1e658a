"""Densely connected networks."""

from __future__ import annotations

from typing import Any

from ....context import Context
from ... import nn
from ...block import HybridBlock
from ...contrib.nn import HybridConcurrent, Identity
from ..model_store import load_pretrained

__all__ = ["DenseNet", "densenet121", "densenet161", "densenet169", "densenet201"]


def _dense_layer(growth_rate: int, bn_size: int, dropout: float) -> Any:
    """The input beside ``growth_rate`` new channels that are computed from it."""
    new_features = nn.HybridSequential(prefix="")
    new_features.add(
        nn.BatchNorm(),
        nn.Activation("relu"),
        nn.Conv2D(bn_size * growth_rate, kernel_size=1, use_bias=False),
        nn.BatchNorm(),
        nn.Activation("relu"),
        nn.Conv2D(growth_rate, kernel_size=3, padding=1, use_bias=False),
    )
    if dropout:
        new_features.add(nn.Dropout(dropout))
    layer = HybridConcurrent(axis=1, prefix="")
    layer.add(Identity(), new_features)
    return layer


def _dense_stage(layers: int, bn_size: int, growth_rate: int, dropout: float, number: int) -> Any:
    stage = nn.HybridSequential(prefix=f"stage{number}_")
    with stage.name_scope():
        for _ in range(layers):
            stage.add(_dense_layer(growth_rate, bn_size, dropout))
    return stage


def _transition(channels: int) -> Any:
    """Fewer channels and half the size, between two stages."""
    transition = nn.HybridSequential(prefix="")
    transition.add(
        nn.BatchNorm(),
        nn.Activation("relu"),
        nn.Conv2D(channels, kernel_size=1, use_bias=False),
        nn.AvgPool2D(pool_size=2, strides=2),
    )
    return transition


class DenseNet(HybridBlock):
    """Every layer sees the outputs of all before it (Huang et al., arXiv:1608.06993).

    Parameters
    ----------
    num_init_features : int
        Number of channels after the first convolution.
    growth_rate : int
        Number of channels that each layer adds.
    block_config : list of int
        Number of layers in each stage.
    bn_size : int, default 4
        Channels inside a layer are ``bn_size * growth_rate``.
    dropout : float, default 0
        Dropout after each layer.
    classes : int, default 1000
        Number of outputs.

    Input: ``(N, 3, 224, 224)``. Output: ``(N, classes)``.

    >>> net = gluon.model_zoo.vision.DenseNet(8, 4, [2, 2], classes=10)
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 64, 64))).shape
    (1, 10)
    """

    def __init__(
        self,
        num_init_features: int,
        growth_rate: int,
        block_config: list[int],
        bn_size: int = 4,
        dropout: float = 0,
        classes: int = 1000,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        with self.name_scope():
            self.features = nn.HybridSequential(prefix="")
            self.features.add(
                nn.Conv2D(num_init_features, kernel_size=7, strides=2, padding=3, use_bias=False),
                nn.BatchNorm(),
                nn.Activation("relu"),
                nn.MaxPool2D(pool_size=3, strides=2, padding=1),
            )
            channels = num_init_features
            for i, layers in enumerate(block_config):
                self.features.add(_dense_stage(layers, bn_size, growth_rate, dropout, i + 1))
                channels += layers * growth_rate
                if i != len(block_config) - 1:
                    channels //= 2
                    self.features.add(_transition(channels))
            self.features.add(
                nn.BatchNorm(), nn.Activation("relu"), nn.AvgPool2D(pool_size=7), nn.Flatten()
            )
            self.output = nn.Dense(classes)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


#: Channels at first, channels added per layer, layers per stage.
_SPECIFICATIONS = {
    121: (64, 32, [6, 12, 24, 16]),
    161: (96, 48, [6, 12, 36, 24]),
    169: (64, 32, [6, 12, 32, 32]),
    201: (64, 32, [6, 12, 48, 32]),
}


def _densenet(
    num_layers: int,
    pretrained: bool = False,
    ctx: Context | list[Context] | None = None,
    root: str | None = None,
    **kwargs: Any,
) -> DenseNet:
    net = DenseNet(*_SPECIFICATIONS[num_layers], **kwargs)
    if pretrained:
        load_pretrained(net, f"densenet{num_layers}", ctx, root)
    return net


def densenet121(**kwargs: Any) -> DenseNet:
    """DenseNet-121; parameters as in :func:`get_model`, and ``bn_size`` and ``dropout``.

    >>> gluon.model_zoo.vision.densenet121(classes=10).output
    Dense(None -> 10, linear)
    """
    return _densenet(121, **kwargs)


def densenet161(**kwargs: Any) -> DenseNet:
    """DenseNet-161; parameters as in :func:`get_model`, and ``bn_size`` and ``dropout``.

    >>> gluon.model_zoo.vision.densenet161(classes=10).output
    Dense(None -> 10, linear)
    """
    return _densenet(161, **kwargs)


def densenet169(**kwargs: Any) -> DenseNet:
    """DenseNet-169; parameters as in :func:`get_model`, and ``bn_size`` and ``dropout``.

    >>> gluon.model_zoo.vision.densenet169(classes=10).output
    Dense(None -> 10, linear)
    """
    return _densenet(169, **kwargs)


def densenet201(**kwargs: Any) -> DenseNet:
    """DenseNet-201; parameters as in :func:`get_model`, and ``bn_size`` and ``dropout``.

    >>> gluon.model_zoo.vision.densenet201(classes=10).output
    Dense(None -> 10, linear)
    """
    return _densenet(201, **kwargs)
