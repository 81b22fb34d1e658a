"""Models by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ....base import InvalidValueError, nearest_name
from .alexnet import alexnet
from .densenet import densenet121, densenet161, densenet169, densenet201
from .inception import inception_v3
from .mobilenet import (
    mobilenet0_5,
    mobilenet0_25,
    mobilenet0_75,
    mobilenet1_0,
    mobilenet_v2_0_5,
    mobilenet_v2_0_25,
    mobilenet_v2_0_75,
    mobilenet_v2_1_0,
)
from .resnet import (
    resnet18_v1,
    resnet18_v2,
    resnet34_v1,
    resnet34_v2,
    resnet50_v1,
    resnet50_v2,
    resnet101_v1,
    resnet101_v2,
    resnet152_v1,
    resnet152_v2,
)
from .squeezenet import squeezenet1_0, squeezenet1_1
from .vgg import vgg11, vgg11_bn, vgg13, vgg13_bn, vgg16, vgg16_bn, vgg19, vgg19_bn

__all__ = ["get_model"]

_MODELS: dict[str, Callable[..., Any]] = {
    "alexnet": alexnet,
    "densenet121": densenet121,
    "densenet161": densenet161,
    "densenet169": densenet169,
    "densenet201": densenet201,
    "inceptionv3": inception_v3,
    "mobilenet0.25": mobilenet0_25,
    "mobilenet0.5": mobilenet0_5,
    "mobilenet0.75": mobilenet0_75,
    "mobilenet1.0": mobilenet1_0,
    "mobilenetv2_0.25": mobilenet_v2_0_25,
    "mobilenetv2_0.5": mobilenet_v2_0_5,
    "mobilenetv2_0.75": mobilenet_v2_0_75,
    "mobilenetv2_1.0": mobilenet_v2_1_0,
    "resnet101_v1": resnet101_v1,
    "resnet101_v2": resnet101_v2,
    "resnet152_v1": resnet152_v1,
    "resnet152_v2": resnet152_v2,
    "resnet18_v1": resnet18_v1,
    "resnet18_v2": resnet18_v2,
    "resnet34_v1": resnet34_v1,
    "resnet34_v2": resnet34_v2,
    "resnet50_v1": resnet50_v1,
    "resnet50_v2": resnet50_v2,
    "squeezenet1.0": squeezenet1_0,
    "squeezenet1.1": squeezenet1_1,
    "vgg11": vgg11,
    "vgg11_bn": vgg11_bn,
    "vgg13": vgg13,
    "vgg13_bn": vgg13_bn,
    "vgg16": vgg16,
    "vgg16_bn": vgg16_bn,
    "vgg19": vgg19,
    "vgg19_bn": vgg19_bn,
}


def get_model(name: str, **kwargs: Any) -> Any:
    """A model by its name, for example ``'resnet18_v1'``, ``'vgg16_bn'``, ``'mobilenet1.0'``.

    Parameters
    ----------
    name : str
        The name; capitals do not matter. An unknown one raises ``ValueError`` with the list.
    pretrained : bool, default False
        Whether to load the parameters that MXNet published (see
        :func:`~ndgrad.gluon.model_zoo.model_store.get_model_file` for the file's name).
    classes : int, default 1000
        Number of outputs; published parameters have 1000.
    ctx : Context, default CPU
        Where loaded parameters go.
    root : str, default $MXNET_HOME/models
        The folder with the parameter files; one that is not there raises ``FileNotFoundError``
        naming it.

    >>> net = gluon.model_zoo.vision.get_model("resnet18_v1", classes=10)
    >>> net.initialize()
    >>> net(nd.ones((1, 3, 32, 32))).shape
    (1, 10)
    """
    key = name.lower()
    if key not in _MODELS:
        known = "\n\t".join(sorted(_MODELS))
        raise InvalidValueError(
            f"Model {name} is not supported.{nearest_name(key, _MODELS)} "
            f"Available options are\n\t{known}"
        )
    return _MODELS[key](**kwargs)
