"""``gluon.contrib.cnn``: convolution at places that are learnt."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn
from ndgrad.gluon.contrib import cnn


def test_without_offsets_it_is_a_convolution():
    x = nd.array(np.random.rand(2, 4, 7, 8))
    options = {"kernel_size": (3, 2), "strides": 2, "padding": (1, 0), "groups": 2}
    net = cnn.DeformableConvolution(6, activation="tanh", **options)
    plain = nn.Conv2D(6, activation="tanh", **options)
    net.initialize(init="xavier")
    plain.initialize()
    y = net(x)
    plain(x)
    plain.weight.set_data(net.deformable_conv_weight.data())
    np.testing.assert_allclose(y.asnumpy(), plain(x).asnumpy(), rtol=1e-5, atol=1e-6)


def test_offsets_move_the_places_that_are_read():
    net = cnn.DeformableConvolution(1, offset_bias_initializer="ones", weight_initializer="ones")
    net.initialize()
    x = nd.arange(12).reshape((1, 1, 3, 4))
    assert net(x).asnumpy()[0, 0].tolist() == [[5, 6, 7, 0], [9, 10, 11, 0], [0, 0, 0, 0]]


def test_it_trains():
    net = cnn.DeformableConvolution(2, kernel_size=3, padding=1, offset_weight_initializer="xavier")
    net.initialize(init="xavier")
    x = nd.array(np.random.rand(2, 3, 5, 5))
    with autograd.record():
        loss = (net(x) ** 2).sum()
    loss.backward()
    assert all(p.grad().asnumpy().any() for p in net.collect_params().values())


def test_names_shapes_and_text():
    net = cnn.DeformableConvolution(
        4, (3, 2), num_deformable_group=2, offset_use_bias=False, activation="relu", prefix="d_"
    )
    text = "DeformableConvolution({} -> 4, kernel_size=(3, 2), stride=(1, 1), Activation(relu))"
    assert repr(net) == text.format(None)
    stack = nn.HybridSequential()
    stack.add(net, nn.Dense(1))
    stack.infer_shape(nd.ones((1, 2, 6, 7)))
    assert repr(net) == text.format(2)
    shapes = {name: p.shape for name, p in net.collect_params().items()}
    assert shapes == {
        "d_offset_weight": (24, 2, 3, 2),
        "d_deformable_conv_weight": (4, 2, 3, 2),
        "d_deformable_conv_bias": (4,),
    }
    with mx.name.NameManager():
        assert cnn.DeformableConvolution(4).name == "deformable_conv0"
    assert gluon.contrib.cnn.conv_layers.DeformableConvolution is cnn.DeformableConvolution


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"layout": "NHWC"}, NotImplementedError, "layout='NHWC' is not supported; use 'NCHW'"),
        ({"adj": 1}, NotImplementedError, "adj=1 is not supported"),
        ({"kernel_size": (3, 3, 3)}, AssertionError, "kernel_size must be a number or a list of 2"),
        ({"groups": 3}, ValueError, "channels, 4, cannot be divided into groups=3"),
        ({"groups": 4}, ValueError, "the number of offsets, 2, cannot be divided into groups=4"),
        ({"kernel_sise": 3}, TypeError, "kernel_sise"),
    ],
)
def test_wrong_settings(options, error, message):
    with pytest.raises(error, match=message):
        cnn.DeformableConvolution(4, **options)


@pytest.mark.parametrize("shape", [(1, 2, 3), (1, 3, 4, 4)])
def test_wrong_inputs(shape):
    net = cnn.DeformableConvolution(4, groups=2, kernel_size=2)
    net.initialize()
    with pytest.raises(ValueError, match="2 groups divide is expected"):
        net(nd.ones(shape))
