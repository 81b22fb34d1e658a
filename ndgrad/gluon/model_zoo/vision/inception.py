"""Inception v3."""

from __future__ import annotations

from typing import Any

from ....context import Context
from ... import nn
from ...block import HybridBlock
from ...contrib.nn import HybridConcurrent
from ..model_store import load_pretrained

__all__ = ["Inception3", "inception_v3"]

#: A convolution: channels, kernel, and if need be stride and padding.
_Convolution = tuple[Any, ...]


def _convolution(channels: int, kernel: Any, stride: int = 1, padding: Any = 0) -> Any:
    """A convolution with batch normalization and activation."""
    block = nn.HybridSequential(prefix="")
    block.add(
        nn.Conv2D(channels, kernel, strides=stride, padding=padding, use_bias=False),
        nn.BatchNorm(epsilon=0.001),
        nn.Activation("relu"),
    )
    return block


def _path(*layers: Any) -> Any:
    """Layers after each other; tuples are convolutions, 'avg' and 'max' poolings."""
    path = nn.HybridSequential(prefix="")
    for layer in layers:
        if layer == "avg":
            path.add(nn.AvgPool2D(pool_size=3, strides=1, padding=1))
        elif layer == "max":
            path.add(nn.MaxPool2D(pool_size=3, strides=2))
        elif isinstance(layer, tuple):
            path.add(_convolution(*layer))
        else:
            path.add(layer)
    return path


def _beside(prefix: str, *paths: tuple[Any, ...]) -> Any:
    """Paths side by side, their channels after each other."""
    block = HybridConcurrent(axis=1, prefix=prefix)
    with block.name_scope():
        for path in paths:
            block.add(_path(*path))
    return block


def _mixed_a(pool_features: int, prefix: str) -> Any:
    return _beside(
        prefix,
        ((64, 1),),
        ((48, 1), (64, 5, 1, 2)),
        ((64, 1), (96, 3, 1, 1), (96, 3, 1, 1)),
        ("avg", (pool_features, 1)),
    )


def _mixed_b(prefix: str) -> Any:
    return _beside(
        prefix,
        ((384, 3, 2),),
        ((64, 1), (96, 3, 1, 1), (96, 3, 2)),
        ("max",),
    )


def _wide(channels: int) -> _Convolution:
    return (channels, (1, 7), 1, (0, 3))


def _high(channels: int) -> _Convolution:
    return (channels, (7, 1), 1, (3, 0))


def _mixed_c(c: int, prefix: str) -> Any:
    """7x7 convolutions, each as one along a row and one along a column."""
    return _beside(
        prefix,
        ((192, 1),),
        ((c, 1), _wide(c), _high(192)),
        ((c, 1), _high(c), _wide(c), _high(c), _wide(192)),
        ("avg", (192, 1)),
    )


def _mixed_d(prefix: str) -> Any:
    return _beside(
        prefix,
        ((192, 1), (320, 3, 2)),
        ((192, 1), _wide(192), _high(192), (192, 3, 2)),
        ("max",),
    )


def _mixed_e(prefix: str) -> Any:
    """Paths that part once more at their end; made in the order in which names are counted."""
    block = HybridConcurrent(axis=1, prefix=prefix)
    with block.name_scope():
        block.add(_path((320, 1)))
        for begin in (((384, 1),), ((448, 1), (384, 3, 1, 1))):
            path = nn.HybridSequential(prefix="")
            path.add(_path(*begin))
            path.add(_beside("", ((384, (1, 3), 1, (0, 1)),), ((384, (3, 1), 1, (1, 0)),)))
            block.add(path)
        block.add(_path("avg", (192, 1)))
    return block


class Inception3(HybridBlock):
    """Convolutions of several sizes side by side (Szegedy et al., arXiv:1512.00567).

    Parameters
    ----------
    classes : int, default 1000
        Number of outputs.

    Input: ``(N, 3, 299, 299)``. Output: ``(N, classes)``.

    >>> len(gluon.model_zoo.vision.Inception3(classes=10).features)
    20
    """

    def __init__(self, classes: int = 1000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.name_scope():
            self.features = nn.HybridSequential(prefix="")
            for layer in (
                (32, 3, 2), (32, 3), (64, 3, 1, 1), "max", (80, 1), (192, 3), "max",
            ):  # fmt: skip
                if layer == "max":
                    self.features.add(nn.MaxPool2D(pool_size=3, strides=2))
                else:
                    self.features.add(_convolution(*layer))
            self.features.add(_mixed_a(32, "A1_"), _mixed_a(64, "A2_"), _mixed_a(64, "A3_"))
            self.features.add(_mixed_b("B_"))
            self.features.add(_mixed_c(128, "C1_"), _mixed_c(160, "C2_"))
            self.features.add(_mixed_c(160, "C3_"), _mixed_c(192, "C4_"))
            self.features.add(_mixed_d("D_"), _mixed_e("E1_"), _mixed_e("E2_"))
            self.features.add(nn.AvgPool2D(pool_size=8), nn.Dropout(0.5))
            self.output = nn.Dense(classes)

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


def inception_v3(
    pretrained: bool = False,
    ctx: Context | list[Context] | None = None,
    root: str | None = None,
    **kwargs: Any,
) -> Inception3:
    """Inception v3; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.inception_v3(classes=10).output
    Dense(None -> 10, linear)
    """
    net = Inception3(**kwargs)
    if pretrained:
        load_pretrained(net, "inceptionv3", ctx, root)
    return net
