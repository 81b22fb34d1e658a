"""VGG networks, with and without batch normalization."""

from __future__ import annotations

from typing import Any

from .... import initializer
from ....base import InvalidValueError
from ....context import Context
from ... import nn
from ...block import HybridBlock
from ..model_store import load_pretrained

__all__ = [
    "VGG", "get_vgg", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19",
    "vgg19_bn",
]  # fmt: skip

#: Number of convolutions in each of the five stages.
_LAYERS = {11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4]}
_FILTERS = [64, 128, 256, 512, 512]


class VGG(HybridBlock):
    """Stages of 3x3 convolutions between poolings (Simonyan and Zisserman, arXiv:1409.1556).

    Parameters
    ----------
    layers : list of int
        Number of convolutions in each stage.
    filters : list of int
        Number of channels in each stage.
    classes : int, default 1000
        Number of outputs.
    batch_norm : bool, default False
        Whether batch normalization follows each convolution.

    Input: ``(N, 3, 224, 224)``, or another size from 32 on. Output: ``(N, classes)``.

    >>> gluon.model_zoo.vision.VGG([1, 1], [8, 16], classes=10).features[0]
    Conv2D(None -> 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
    """

    def __init__(
        self,
        layers: list[int],
        filters: list[int],
        classes: int = 1000,
        batch_norm: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if len(layers) != len(filters):
            raise InvalidValueError(
                f"VGG: as many layers as filters are needed, got {layers} and {filters}"
            )
        with self.name_scope():
            self.features = self._make_features(layers, filters, batch_norm)
            for _ in range(2):
                self.features.add(nn.Dense(4096, activation="relu", **_dense_options()))
                self.features.add(nn.Dropout(rate=0.5))
            self.output = nn.Dense(classes, **_dense_options())

    @staticmethod
    def _make_features(layers: list[int], filters: list[int], batch_norm: bool) -> Any:
        features = nn.HybridSequential(prefix="")
        for count, channels in zip(layers, filters):
            for _ in range(count):
                xavier = initializer.Xavier(rnd_type="gaussian", factor_type="out", magnitude=2)
                features.add(
                    nn.Conv2D(
                        channels,
                        kernel_size=3,
                        padding=1,
                        weight_initializer=xavier,
                        bias_initializer="zeros",
                    )
                )
                if batch_norm:
                    features.add(nn.BatchNorm())
                features.add(nn.Activation("relu"))
            features.add(nn.MaxPool2D(strides=2))
        return features

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        return self.output(self.features(x))


def _dense_options() -> dict[str, Any]:
    return {"weight_initializer": "normal", "bias_initializer": "zeros"}


def get_vgg(
    num_layers: int,
    pretrained: bool = False,
    ctx: Context | list[Context] | None = None,
    root: str | None = None,
    **kwargs: Any,
) -> VGG:
    """The VGG network with 11, 13, 16 or 19 layers (``num_layers``; ``ValueError`` for others).

    Other parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.get_vgg(11, classes=10).output
    Dense(None -> 10, linear)
    """
    if num_layers not in _LAYERS:
        raise InvalidValueError(
            f"Invalid number of layers: {num_layers}. Options are {sorted(_LAYERS)}"
        )
    net = VGG(_LAYERS[num_layers], _FILTERS, **kwargs)
    if pretrained:
        suffix = "_bn" if kwargs.get("batch_norm") else ""
        load_pretrained(net, f"vgg{num_layers}{suffix}", ctx, root)
    return net


def vgg11(**kwargs: Any) -> VGG:
    """VGG-11; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg11(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(11, **kwargs)


def vgg13(**kwargs: Any) -> VGG:
    """VGG-13; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg13(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(13, **kwargs)


def vgg16(**kwargs: Any) -> VGG:
    """VGG-16; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg16(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(16, **kwargs)


def vgg19(**kwargs: Any) -> VGG:
    """VGG-19; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg19(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(19, **kwargs)


def vgg11_bn(**kwargs: Any) -> VGG:
    """VGG-11 with batch normalization; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg11_bn(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(11, batch_norm=True, **kwargs)


def vgg13_bn(**kwargs: Any) -> VGG:
    """VGG-13 with batch normalization; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg13_bn(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(13, batch_norm=True, **kwargs)


def vgg16_bn(**kwargs: Any) -> VGG:
    """VGG-16 with batch normalization; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg16_bn(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(16, batch_norm=True, **kwargs)


def vgg19_bn(**kwargs: Any) -> VGG:
    """VGG-19 with batch normalization; parameters as in :func:`get_model`.

    >>> gluon.model_zoo.vision.vgg19_bn(classes=10).output
    Dense(None -> 10, linear)
    """
    return get_vgg(19, batch_norm=True, **kwargs)
