"""Layers: how they print, what they refuse, what they keep, modes and dtypes."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn
from ndgrad.gluon.contrib import nn as contrib

REPRS = {
    "LeakyReLU(0.1)": lambda: nn.LeakyReLU(0.1),
    "PReLU(\n\n)": nn.PReLU,
    "ELU(\n\n)": nn.ELU,
    "Swish(\n\n)": nn.Swish,
    "Activation(tanh)": lambda: nn.Activation("tanh"),
    "Dropout(p = 0.5, axes=())": lambda: nn.Dropout(0.5),
    "Dropout(p = 0.5, axes=(1, 2))": lambda: nn.Dropout(0.5, axes=(1, 2)),
    "BatchNorm(axis=1, eps=1e-05, momentum=0.9, fix_gamma=False, use_global_stats=False, "
    "in_channels=None)": nn.BatchNorm,
    "BatchNormReLU(axis=1, eps=1e-05, momentum=0.9, fix_gamma=True, use_global_stats=False, "
    "in_channels=3)": lambda: nn.BatchNormReLU(in_channels=3, scale=False),
    "InstanceNorm(eps=1e-05, axis=1, center=True, scale=False, in_channels=0)": nn.InstanceNorm,
    "LayerNorm(eps=1e-05, axis=-1, center=True, scale=True, in_channels=4)": lambda: nn.LayerNorm(
        in_channels=4
    ),
    "GroupNorm(eps=1e-05, num_groups=2, center=True, scale=True)": lambda: nn.GroupNorm(2),
    "Embedding(2 -> 3, float32)": lambda: nn.Embedding(2, 3),
    "Flatten": nn.Flatten,
    "Lambda(tanh)": lambda: nn.Lambda("tanh"),
    "HybridLambda(tanh)": lambda: nn.HybridLambda("tanh"),
    "Lambda(<lambda>)": lambda: nn.Lambda(lambda x: x),
    "HybridLambda(<lambda>)": lambda: nn.HybridLambda(lambda F, x: x),
    "MaxPool1D(size=(2,), stride=(2,), padding=(0,), ceil_mode=False, global_pool=False, "
    "pool_type=max, layout=NCW)": nn.MaxPool1D,
    "MaxPool2D(size=(3, 3), stride=(2, 2), padding=(1, 1), ceil_mode=True, global_pool=False, "
    "pool_type=max, layout=NCHW)": lambda: nn.MaxPool2D(3, 2, 1, ceil_mode=True),
    "AvgPool3D(size=(2, 2, 2), stride=(2, 2, 2), padding=(0, 0, 0), ceil_mode=False, "
    "global_pool=False, pool_type=avg, layout=NCDHW)": nn.AvgPool3D,
    "GlobalAvgPool2D(size=(1, 1), stride=(1, 1), padding=(0, 0), ceil_mode=True, "
    "global_pool=True, pool_type=avg, layout=NCHW)": nn.GlobalAvgPool2D,
    "Conv1DTranspose(1 -> 0, kernel_size=(2,), stride=(1,))": lambda: nn.Conv1DTranspose(1, 2),
    "Conv3D(None -> 1, kernel_size=(1, 1, 1), stride=(1, 1, 1))": lambda: nn.Conv3D(1, 1),
    "Conv2D(2 -> 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), dilation=(2, 2), groups=2, "
    "bias=False, Activation(relu))": lambda: nn.Conv2D(
        4, 3, 2, 1, 2, groups=2, in_channels=4, use_bias=False, activation="relu"
    ),
    "Conv2DTranspose(4 -> 2, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))": (
        lambda: nn.Conv2DTranspose(4, 3, 2, 1, 1, in_channels=2)
    ),
    "Conv2D(5 -> 3, kernel_size=(2, 2), stride=(1, 1))": lambda: nn.Conv2D(
        3, 2, layout="NHWC", in_channels=5
    ),
    "ReflectionPad2D(\n\n)": lambda: nn.ReflectionPad2D(1),
    "Dense(None -> 256, Activation(relu))": lambda: nn.Dense(256, activation="relu"),
    "Dense(2 -> 3, linear)": lambda: nn.Dense(3, in_units=2),
    "HybridConcurrent(\n\n)": contrib.HybridConcurrent,
    "PixelShuffle1D(2)": lambda: contrib.PixelShuffle1D(2),
    "PixelShuffle3D((2, 2, 2))": lambda: contrib.PixelShuffle3D(2),
}


@pytest.mark.parametrize("text", REPRS)
def test_printed_as_in_mxnet(text):
    assert repr(REPRS[text]()) == text


SHAPES = {
    "Dense(3)": {"weight": (3, 0), "bias": (3,)},
    "Dense(3, use_bias=False, in_units=4)": {"weight": (3, 4)},
    "Conv1D(2, 3)": {"weight": (2, 0, 3), "bias": (2,)},
    "Conv2D(4, 3, groups=2, in_channels=6)": {"weight": (4, 3, 3, 3), "bias": (4,)},
    "Conv2D(4, 3, layout='NHWC', in_channels=6)": {"weight": (4, 3, 3, 6), "bias": (4,)},
    "Conv2DTranspose(2, 3)": {"weight": (0, 2, 3, 3), "bias": (2,)},
    "Conv2DTranspose(2, 3, groups=2, in_channels=4)": {"weight": (4, 1, 3, 3), "bias": (2,)},
    "BatchNorm()": {
        "gamma": (0,), "beta": (0,), "running_mean": (0,), "running_var": (0,),
    },
    "LayerNorm(in_channels=2)": {"gamma": (2,), "beta": (2,)},
    "GroupNorm(3)": {"gamma": (3,), "beta": (3,)},
    "InstanceNorm()": {"gamma": (0,), "beta": (0,)},
    "Embedding(3, 4)": {"weight": (3, 4)},
    "PReLU(in_channels=4)": {"alpha": (4,)},
}  # fmt: skip


@pytest.mark.parametrize("text", SHAPES)
def test_parameters(text):
    layer = eval(f"nn.{text}")
    assert {n: p.shape for n, p in layer._collect_params_with_prefix().items()} == SHAPES[text]
    assert list(layer.params) == [layer.prefix + name for name in SHAPES[text]]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("BatchNorm()", {"running_mean", "running_var"}),
        ("BatchNorm(scale=False)", {"gamma", "running_mean", "running_var"}),
        ("LayerNorm(center=False)", {"beta"}),
        ("InstanceNorm()", {"gamma"}),
        ("GroupNorm(scale=False)", {"gamma"}),
        ("Dense(2)", set()),
    ],
)
def test_parameters_without_gradient(text, fixed):
    layer = eval(f"nn.{text}")
    params = layer._collect_params_with_prefix()
    assert {name for name, p in params.items() if p.grad_req == "null"} == fixed


def test_settings_that_other_programs_look_at():
    conv = nn.Conv2D(2, 3)
    assert conv._kwargs == {
        "kernel": (3, 3), "stride": (1, 1), "dilate": (1, 1), "pad": (0, 0), "num_filter": 2,
        "num_group": 1, "no_bias": False, "layout": "NCHW",
    }  # fmt: skip
    assert (conv._channels, conv._in_channels, conv._op_name) == (2, 0, "Convolution")
    assert nn.Conv2DTranspose(2, 3).outpad == (0, 0)
    assert nn.AvgPool2D()._kwargs == {
        "kernel": (2, 2), "stride": (2, 2), "pad": (0, 0), "global_pool": False,
        "pool_type": "avg", "layout": "NCHW", "pooling_convention": "valid",
        "count_include_pad": True,
    }  # fmt: skip
    assert nn.BatchNorm()._kwargs == {
        "axis": 1, "eps": 1e-5, "momentum": 0.9, "fix_gamma": False, "use_global_stats": False,
    }  # fmt: skip
    assert nn.Embedding(2, 3)._kwargs["sparse_grad"] is False
    dense = nn.Dense(3)
    assert (dense._units, dense._in_units, dense._flatten, dense.act) == (3, 0, True, None)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: nn.Dense(), TypeError, "units"),
        (lambda: nn.Dense("a"), TypeError, "units is made of integers, got 'a'"),
        (lambda: nn.Conv2D("3", 3), TypeError, "channels is made of integers"),
        (lambda: nn.Activation("rellu"), ValueError, "unknown. Did you mean 'relu'"),
        (lambda: nn.Dense(2, activation="foo"), ValueError, "activation 'foo' is unknown"),
        (lambda: nn.Dropout(1.2), ValueError, "rate must be 0 to 1"),
        (lambda: nn.Dropout("x"), TypeError, "rate must be a number, got 'x'"),
        (lambda: nn.Sequential()[0], IndexError, "there are 0 layers"),
        (lambda: nn.Dense(2.5), TypeError, "units is made of integers, got 2.5"),
        (lambda: nn.Dense(2, foo=3), TypeError, "foo"),
        (lambda: nn.Dense(2, activation=3), TypeError, "activation must be a name"),
        (lambda: nn.Dense(2, activation=nn.LeakyReLU(0.1)), TypeError, "added after this one"),
        (lambda: nn.LeakyReLU(-1), AssertionError, "must be no less than 0"),
        (lambda: nn.Lambda("tan_h"), AssertionError, "tan_h is not found.* Did you mean 'tanh'"),
        (lambda: nn.HybridLambda("tan_h"), AssertionError, "tan_h is not found"),
        (lambda: nn.Lambda(3), ValueError, "Unrecognized function in lambda: 3"),
        (lambda: nn.HybridLambda(3), ValueError, "Unrecognized function in lambda: 3"),
        (lambda: nn.Conv2D(3, 3, layout="NHCW"), AssertionError, "Only supports 'NCHW' and 'NHWC'"),
        (lambda: nn.MaxPool1D(layout="NCHW"), AssertionError, "Only supports 'NCW' and 'NWC'"),
        (lambda: nn.Conv2D(3, (3, 3, 3)), AssertionError, "kernel_size .* a list of 2 ints"),
        (lambda: nn.Conv2D(3, 3, strides=(1,)), AssertionError, "strides .* a list of 2 ints"),
        (lambda: nn.MaxPool2D((2, 2, 2)), AssertionError, "pool_size .* a list of 2 ints"),
        (lambda: nn.AvgPool3D(2, padding="x"), AssertionError, "padding .* a list of 3 ints"),
        (lambda: nn.Conv2D(3, 3, groups=2), ValueError, "channels=3 cannot be divided"),
        (lambda: nn.Conv2D(4, 3, groups=2, in_channels=3), ValueError, "in_channels=3 cannot"),
        (lambda: nn.ReflectionPad2D((1, 2)), AssertionError, "an int or 8 ints"),
        (lambda: contrib.PixelShuffle2D((2, 2, 2)), AssertionError, "wrong length 3"),
        (lambda: nn.Dense(-1), ValueError, "Dense: units must be at least 0, got -1"),
        (lambda: nn.Dense(2, in_units=-3), ValueError, "in_units must be at least 0"),
        (lambda: nn.Conv2D(-3, 3), ValueError, "Conv2D: channels must be at least 1, got -3"),
        (lambda: nn.Conv2D(3, (3, 0)), ValueError, r"kernel_size must be at least 1, got \(3, 0\)"),
        (lambda: nn.Conv1DTranspose(3, 2, strides=0), ValueError, "strides must be at least 1"),
        (lambda: nn.Conv3D(3, 2, padding=-1), ValueError, "padding must be at least 0"),
    ],
)
def test_wrong_settings(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize("in_units", [0, 3])
def test_a_layer_without_outputs_is_refused_when_it_is_used(in_units):
    net = nn.Dense(0, in_units=in_units)  # MXNet makes these too: [Dense(10 * i) for i in ...]
    net.initialize()
    with pytest.raises(ValueError, match="'weight' would have shape .* no outputs are asked for"):
        net(nd.ones((2, 3)))


@pytest.mark.parametrize(
    ("make", "shape", "message"),
    [
        (lambda: nn.Conv2D(2, 3), (1, 1, 2, 2), "exceeds the data"),
        (lambda: nn.Conv2D(2, 3), (1, 2, 2), "should be 4D"),
        (lambda: nn.Conv2D(2, 3, groups=2), (1, 3, 4, 4), "cannot be divided into 2 groups"),
        (lambda: nn.GroupNorm(3), (2, 4, 3), "4 channels"),
        (lambda: nn.PReLU(in_channels=3), (1, 2), "prelu"),
        (lambda: contrib.PixelShuffle2D(2), (1, 3, 4, 1), "split an axis of length 3"),
    ],
)
def test_wrong_inputs(make, shape, message):
    net = make()
    net.initialize()
    with pytest.raises(mx.MXNetError, match=message) as caught:
        with autograd.record():
            net(nd.ones(shape))
    assert net.name in str(caught.value)


def test_channels_last():
    first, last = nn.Conv2D(3, 2, in_channels=2), nn.Conv2D(3, 2, in_channels=2, layout="NHWC")
    first.initialize()
    last.initialize()
    last.weight.set_data(first.weight.data().transpose((0, 2, 3, 1)))
    x = nd.array(np.random.rand(1, 2, 4, 5))
    expected = first(x).transpose((0, 2, 3, 1)).asnumpy()
    got = last(x.transpose((0, 2, 3, 1))).asnumpy()
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


def test_transposed_convolution_with_groups_and_channels_found_late():
    net = nn.Conv2DTranspose(4, 3, groups=2)
    net.initialize()
    assert net(nd.ones((1, 6, 4, 4))).shape == (1, 4, 6, 6)
    assert net.weight.shape == (6, 2, 3, 3)


def test_a_fixed_parameter_leaves_the_others_gradients_right():
    net = nn.Dense(2, in_units=2)
    net.initialize()
    net.weight.grad_req = "null"
    with autograd.record():
        y = net(nd.ones((3, 2))).sum()
    y.backward()
    assert net.bias.grad().asnumpy().tolist() == [3, 3]


def test_embedding_follows_the_dtype_of_its_table():
    net = nn.Embedding(3, 2)
    net.initialize()
    net.cast("float16")
    assert net(nd.array([0, 2])).dtype == np.float16


def test_sparse_gradients_are_dense_with_the_same_numbers():
    net = nn.Embedding(3, 1, sparse_grad=True)
    net.initialize()
    assert net.weight._grad_stype == "row_sparse"
    with autograd.record():
        y = net(nd.array([0, 2, 2])).sum()
    y.backward()
    assert net.weight.grad().asnumpy().ravel().tolist() == [1, 0, 2]


@pytest.mark.parametrize("dtype", ["float16", "float64"])
def test_nets_of_other_dtypes(dtype):
    net = nn.HybridSequential()
    net.add(nn.Conv2D(2, 3), nn.BatchNorm(), nn.Activation("relu"), nn.MaxPool2D(), nn.Dense(2))
    net.cast(dtype)
    net.initialize()
    x = nd.ones((2, 1, 6, 6), dtype=dtype)
    with autograd.record():
        y = net(x)
    y.backward()
    assert y.dtype == np.dtype(dtype)
    assert net[0].weight.grad().dtype == np.dtype(dtype)


class TestModes:
    def test_batch_norm(self):
        net = nn.BatchNorm(momentum=0.5)
        net.initialize()
        x = nd.array([[0], [4]])
        assert net(x).asnumpy().round(3).tolist() == [[0], [4]]
        with autograd.record():
            y = net(x)
        assert y.asnumpy().round(3).tolist() == [[-1], [1]]
        assert net.running_mean.data().asnumpy().tolist() == [1]
        assert net.running_var.data().asnumpy().tolist() == [2.5]
        with autograd.record(train_mode=False):
            y = net(x)
        np.testing.assert_allclose(y.asnumpy(), (x.asnumpy() - 1) / 2.5**0.5, rtol=1e-4)
        assert net.running_mean.data().asnumpy().tolist() == [1]

    def test_batch_norm_keeps_its_statistics_out_of_the_graph(self):
        net = nn.BatchNorm()
        net.initialize()
        x = nd.array(np.random.rand(4, 2))
        x.attach_grad()
        for _ in range(2):
            with autograd.record():
                y = (net(x) ** 2).sum()
            y.backward()
        assert net.running_mean.data()._node is None

    def test_dropout(self):
        net = nn.Dropout(0.5)
        x = nd.ones(1000)
        assert net(x).asnumpy().min() == 1
        with autograd.train_mode():
            y = net(x).asnumpy()
        assert set(y) == {0, 2} and 400 < (y == 0).sum() < 600
        with autograd.record(train_mode=False):
            assert net(x).asnumpy().min() == 1

    def test_dropout_along_axes(self):
        net = nn.Dropout(0.5, axes=(0,))
        with autograd.train_mode():
            y = net(nd.ones((5, 200))).asnumpy()
        assert (y == y[0]).all() and set(y[0]) == {0, 2}


def test_concurrent():
    net = contrib.Concurrent(axis=0)
    net.add(contrib.Identity(), nn.Lambda("negative"))
    assert net(nd.array([1, 2])).asnumpy().tolist() == [1, 2, -1, -2]


def test_functions_as_layers():
    one = nd.ones(1)
    assert nn.Lambda("add")(one, one).asscalar() == 2
    assert nn.Lambda(nd.add)(one, one).asscalar() == 2
    assert nn.HybridLambda("broadcast_add")(one, one).asscalar() == 2
    assert nn.HybridLambda(lambda F, x, y: F.exp(x - y))(one, one).asscalar() == 1


def test_modules_under_mxnets_names():
    from ndgrad.gluon.nn import basic_layers, conv_layers

    assert basic_layers.Dense is nn.Dense and conv_layers.Conv2D is nn.Conv2D
    assert issubclass(nn.Conv2D, conv_layers._Conv)
    assert "ndgrad.gluon.nn.basic_layers" in sys.modules


def test_everything_public_is_there():
    assert set(gluon.__all__) >= {"Block", "HybridBlock", "SymbolBlock", "Trainer", "nn", "utils"}
    for name in nn.__all__:
        assert getattr(nn, name).__doc__


def test_running_statistics_follow_each_training_call():
    """MXNet 1.9.1 moves them in ``backward``: not at all where no gradient is asked for, twice
    where one call is differentiated twice, and in reverse order for several calls."""
    layer = nn.BatchNorm(in_channels=1, momentum=0.5)
    layer.initialize()
    with autograd.train_mode():
        layer(nd.array([[2.0], [4]]))
    assert layer.running_mean.data().asscalar() == 1.5
    x = nd.array([[4.0], [6]])
    x.attach_grad()
    with autograd.record():
        y = layer(x)
    assert layer.running_mean.data().asscalar() == 3.25
    y.backward(retain_graph=True)
    y.backward()
    assert layer.running_mean.data().asscalar() == 3.25


def test_sync_batch_norm_is_batch_norm_on_one_device():
    x = nd.random.normal(shape=(4, 3, 2, 2))
    layers = [contrib.SyncBatchNorm(in_channels=3, num_devices=1), nn.BatchNorm(in_channels=3)]
    outputs = []
    for layer in layers:
        layer.initialize()
        with autograd.record():
            outputs.append(layer(x).asnumpy())
    assert np.array_equal(*outputs)
    assert np.array_equal(*[layer.running_var.data().asnumpy() for layer in layers])
    layer = contrib.SyncBatchNorm(prefix="s_")
    assert repr(layer) == (
        "SyncBatchNorm(eps=1e-05, momentum=0.9, fix_gamma=False, use_global_stats=False, ndev=1, "
        "key='s_', in_channels=None)"
    )
    with pytest.raises(NotImplementedError, match="num_devices=2"):
        contrib.SyncBatchNorm(num_devices=2)


# -- layers written outside ------------------------------------------------------------------------


def test_a_convolution_and_a_pooling_that_extend_what_mxnets_share():
    from ndgrad.gluon.nn.conv_layers import _Conv, _Pooling

    class Binary(_Conv):
        """As in programs that quantize: the layer of MXNet with a step before the operator."""

        def __init__(self, channels, kernel_size, strides=(1, 1), padding=(0, 0), **options):
            super().__init__(channels, kernel_size, strides, padding, (1, 1), 1, "NCHW", **options)

        def hybrid_forward(self, F, x, weight, bias=None):
            return getattr(F, self._op_name)(x, F.sign(weight), bias, name="fwd", **self._kwargs)

    class Mean(_Pooling):
        def __init__(self, layout="NCHW", **options):
            super().__init__((1, 1), None, 0, True, True, "avg", layout, **options)

    net = gluon.nn.HybridSequential()
    net.add(Binary(3, (2, 2), in_channels=2), Binary(2, 3, op_name="Deconvolution", adj=0), Mean())
    assert repr(net[0]) == "Binary(2 -> 3, kernel_size=(2, 2), stride=(1, 1))"
    net.initialize(mx.init.Constant(2))
    y = net(nd.ones((1, 2, 3, 3)))
    assert net[1].weight.shape == (3, 2, 3, 3)
    # 4 windows of 8 in each of 3 channels, each spread over 9 of 16 places
    assert y.asnumpy().ravel().tolist() == [3 * 4 * 8 * 9 / 16] * 2
    with pytest.raises(AssertionError, match="layout must be one of 'NCW'"):
        Mean("N")


def test_batch_norm_tells_the_channels_that_it_was_given():
    assert gluon.nn.BatchNorm(in_channels=3).in_channels == 3
    assert not hasattr(gluon.nn.BatchNorm(), "in_channels")
