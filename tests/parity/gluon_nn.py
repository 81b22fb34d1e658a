"""Gluon layers that MXNet 1.9.1 and ndgrad are asked about: the same parameters, the same inputs.

A case makes a layer (or small net) from the package it is asked of and says the shapes of the
inputs. `answer` fills parameters and inputs from a seed, and gives output, gradients of inputs and
parameters, and the running statistics afterwards.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

FAMILY = "gluon_nn"


@dataclass
class Case:
    """A layer and its inputs; ``integers`` is the range of an input of numbers."""

    name: str
    make: Callable[[Any], Any]
    shapes: list[tuple[int, ...]]
    dtypes: tuple[str, ...] = ("float32", "float64")
    integers: int | None = None
    rtol: float = 1e-5


CASES: list[Case] = []


def case(name: str, make: Callable[[Any], Any], *shapes: tuple[int, ...], **options: Any) -> None:
    CASES.append(Case(name, make, list(shapes), **options))


def nn(name: str, text: str, *shapes: tuple[int, ...], **options: Any) -> None:
    """A layer of ``gluon.nn`` by its expression."""
    make = eval(f"lambda mx: mx.gluon.nn.{text}")
    case(name or text, make, *shapes, **options)


for activation in (None, "relu", "sigmoid", "tanh", "softrelu", "softsign"):
    nn("", f"Dense(5, activation={activation!r})", (4, 3))
nn("Dense(5) of matrices", "Dense(5)", (4, 3, 2))
nn("", "Dense(5, flatten=False)", (4, 3, 2))
nn("", "Dense(2, use_bias=False, in_units=6)", (1, 6))
nn("", "Dense(1)", (7, 1))

for function in ("relu", "sigmoid", "tanh", "softrelu", "softsign"):
    nn("", f"Activation({function!r})", (3, 4))
nn("", "LeakyReLU(0.3)", (3, 4))
nn("", "LeakyReLU(0)", (3, 4))
nn("", "PReLU()", (3, 4, 2))
nn("", "PReLU(in_channels=4)", (3, 4, 2))
nn("", "ELU()", (3, 4))
nn("", "ELU(0.5)", (3, 4))
nn("", "GELU()", (3, 4))
nn("", "Swish()", (3, 4))
nn("", "Swish(2.5)", (3, 4))

nn("", "Conv1D(4, 3)", (2, 3, 9))
nn("", "Conv1D(4, 3, strides=2, padding=1, dilation=2, groups=2)", (2, 4, 11))
nn("", "Conv2D(4, 3)", (2, 3, 6, 5))
nn("", "Conv2D(4, 1, use_bias=False)", (2, 3, 4, 4))
nn("", "Conv2D(4, (3, 2), strides=(2, 1), padding=(1, 0), activation='relu')", (2, 3, 6, 5))
nn("", "Conv2D(6, 3, padding=2, dilation=2, groups=3)", (2, 3, 6, 6))
nn("", "Conv2D(4, 3, padding=1, groups=4)", (1, 4, 5, 5))
nn("", "Conv3D(2, 2)", (1, 3, 4, 4, 3))
nn("", "Conv3D(2, (1, 3, 3), strides=(1, 2, 2), padding=(0, 1, 1))", (1, 2, 3, 5, 5))
nn("", "Conv1DTranspose(3, 3, strides=2, padding=1, output_padding=1)", (2, 4, 5))
nn("", "Conv2DTranspose(3, 3)", (2, 2, 4, 4))
nn("", "Conv2DTranspose(3, 2, strides=2, activation='tanh', use_bias=False)", (2, 2, 3, 4))
nn("", "Conv2DTranspose(4, 3, strides=2, padding=1, groups=2, in_channels=4)", (1, 4, 3, 3))
nn("", "Conv2DTranspose(2, 3, dilation=2)", (1, 2, 3, 3), dtypes=("float32",))
nn("", "Conv3DTranspose(2, 2, strides=2)", (1, 2, 2, 3, 2), dtypes=("float32",))

nn("", "MaxPool1D()", (2, 3, 7))
nn("", "MaxPool1D(3, strides=2, padding=1, ceil_mode=True)", (2, 3, 8))
nn("", "MaxPool2D()", (2, 3, 6, 7))
nn("", "MaxPool2D(3, 2, 1)", (2, 3, 6, 7))
nn("", "MaxPool2D((3, 2), strides=(2, 1), ceil_mode=True)", (2, 3, 6, 7))
nn("", "MaxPool3D()", (1, 2, 4, 4, 5))
nn("", "AvgPool1D()", (2, 3, 7))
nn("", "AvgPool2D(3, 2, 1)", (2, 3, 6, 7))
nn("", "AvgPool2D(3, 2, 1, count_include_pad=False)", (2, 3, 6, 7))
nn("", "AvgPool2D(3, 2, 1, ceil_mode=True)", (2, 3, 6, 7))
nn("", "AvgPool3D(2, 1)", (1, 2, 3, 4, 3))
for kind in ("Max", "Avg"):
    for axes, shape in ((1, (2, 3, 5)), (2, (2, 3, 4, 5)), (3, (1, 2, 3, 2, 4))):
        nn("", f"Global{kind}Pool{axes}D()", shape)

nn("", "BatchNorm()", (4, 3))
nn("BatchNorm() of images", "BatchNorm()", (4, 3, 5, 2))
nn("", "BatchNorm(axis=-1, momentum=0.7, epsilon=1e-3)", (4, 3, 5))
nn("", "BatchNorm(scale=False, center=False)", (6, 3))
nn("", "BatchNorm(use_global_stats=True)", (4, 3))
nn("", "LayerNorm()", (4, 6))
nn("", "LayerNorm(axis=1, epsilon=1e-3)", (2, 5, 3))
nn("", "LayerNorm(scale=False, center=False)", (4, 6))
nn("", "GroupNorm()", (2, 4, 3), rtol=3e-5)
nn("", "GroupNorm(2, epsilon=1e-3)", (2, 4, 3, 2), rtol=3e-5)
nn("", "InstanceNorm()", (2, 3, 6), dtypes=("float32",), rtol=3e-5)
nn("", "InstanceNorm(axis=2, scale=True)", (2, 5, 3, 4), dtypes=("float32",), rtol=3e-5)

nn("", "Embedding(5, 3)", (4, 2), integers=5)
nn("", "Flatten()", (2, 3, 4))
nn("", "Dropout(0)", (3, 4))
nn("", "ReflectionPad2D(2)", (1, 2, 4, 3))
nn("", "Lambda('tanh')", (3, 2))
nn("", "HybridLambda(lambda F, x, y: F.broadcast_mul(x, y) + x)", (3, 4), (1, 4))


def _concurrent(mx: Any) -> Any:
    from importlib import import_module

    nn_ = import_module(f"{mx.__name__}.gluon.contrib.nn")
    net = nn_.HybridConcurrent(axis=1)
    net.add(nn_.Identity(), mx.gluon.nn.Dense(3), mx.gluon.nn.Activation("relu"))
    return net


def _contrib(name: str, *args: Any) -> Callable[[Any], Any]:
    def make(mx: Any) -> Any:
        from importlib import import_module

        return getattr(import_module(f"{mx.__name__}.gluon.contrib.nn"), name)(*args)

    return make


case("HybridConcurrent", _concurrent, (4, 2))
case("PixelShuffle1D(3)", _contrib("PixelShuffle1D", 3), (2, 6, 4))
case("PixelShuffle2D((2, 3))", _contrib("PixelShuffle2D", (2, 3)), (1, 12, 2, 3))
case("PixelShuffle3D(2)", _contrib("PixelShuffle3D", 2), (1, 8, 2, 1, 3))


def _convolutional(mx: Any) -> Any:
    nn_ = mx.gluon.nn
    net = nn_.HybridSequential()
    with net.name_scope():
        net.add(
            nn_.Conv2D(4, 3, padding=1),
            nn_.BatchNorm(),
            nn_.Activation("relu"),
            nn_.MaxPool2D(),
            nn_.Conv2D(6, 3, activation="tanh"),
            nn_.GlobalAvgPool2D(),
            nn_.Dense(8, activation="relu"),
            nn_.LayerNorm(),
            nn_.Dense(3),
        )
    return net


case("a convolutional net", _convolutional, (3, 2, 8, 8), rtol=5e-5)


def _array(mx: Any, values: np.ndarray, dtype: str) -> Any:
    return mx.nd.array(values, dtype=dtype)


def answer(mx: Any, one: Case, dtype: str) -> dict[str, np.ndarray]:
    """What the package answers: arrays by name."""
    rng = np.random.RandomState(zlib.crc32(one.name.encode()))
    net = one.make(mx)
    net.initialize()
    if dtype != "float32":
        net.cast(dtype)
    arrays = []
    for shape in one.shapes:
        if one.integers is not None:
            arrays.append(_array(mx, rng.randint(0, one.integers, shape), dtype))
        else:
            # Well apart from each other and from 0, where rounding could change a choice.
            values = rng.permutation(int(np.prod(shape))) + 0.5 - np.prod(shape) / 2
            arrays.append(_array(mx, values.reshape(shape) / max(np.prod(shape) / 4, 1), dtype))
    net(*arrays)
    params = net._collect_params_with_prefix()
    for path in sorted(params):
        low = 0.5 if path.endswith(("gamma", "running_var")) else -1.0
        values = rng.uniform(low, 1.5, params[path].shape)
        params[path].set_data(_array(mx, values, dtype))
    answers = {"predicted": net(*arrays).asnumpy()}
    if one.integers is None:
        for array in arrays:
            array.attach_grad()
    with mx.autograd.record():
        y = net(*arrays)
    y.backward(_array(mx, rng.uniform(-1, 1, y.shape), dtype))
    answers["output"] = y.asnumpy()
    if one.integers is None:
        for i, array in enumerate(arrays):
            answers[f"gradient of input {i}"] = array.grad.asnumpy()
    for path in sorted(params):
        if "running" in path:
            answers[f"value of {path} after"] = params[path].data().asnumpy()
        elif params[path].grad_req != "null":
            answers[f"gradient of {path}"] = params[path].grad().asnumpy()
    return answers
