"""Shapes that the first pass finds."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn
from tests.gluon.nets import Own


def test_deferred_initialization_runs_at_the_first_pass():
    net = nn.Dense(2)
    net.initialize()
    with pytest.raises(gluon.DeferredInitializationError, match="has not been initialized yet"):
        net.weight.data()
    net(nd.ones((1, 3)))
    assert net.weight.shape == (2, 3)
    assert net.weight.data().shape == (2, 3)


def test_deferred_initialization_within_record_is_not_recorded():
    net = nn.Dense(2)
    net.initialize()
    with autograd.record():
        y = net(nd.ones((1, 3)))
    y.backward()
    assert net.weight.grad().asnumpy().tolist() == [[1, 1, 1], [1, 1, 1]]


def test_forward_itself_finds_shapes_too():
    net = nn.Dense(2)
    net.initialize()
    assert net.forward(nd.ones((1, 3))).shape == (1, 2)


@pytest.mark.parametrize(
    ("use", "shape", "found"),
    [
        (lambda F, x, w: F.FullyConnected(x, w, no_bias=True, num_hidden=3), (3, 0), (3, 4)),
        (
            lambda F, x, w: F.FullyConnected(2 * x, weight=w, no_bias=True, num_hidden=3),
            (0, 0),
            (3, 4),
        ),
        (lambda F, x, w: F.elemwise_mul(x, w), (0, 0), (2, 4)),
        (lambda F, x, w: x * w, (0, 0), (2, 4)),
        (lambda F, x, w: w - x, (2, 0), (2, 4)),
        (lambda F, x, w: 1 / (x / w), (2, 0), (2, 4)),
        (lambda F, x, w: F.LayerNorm(x, w, F.zeros_like(w)), (0,), (4,)),
        (lambda F, x, w: F.LeakyReLU(x, w, act_type="prelu"), (0,), (4,)),
        (lambda F, x, w: F.Embedding(x, w, input_dim=2, output_dim=5), (0, 0), (2, 5)),
        (  # parameters as MXNet's graphs write them
            lambda F, x, w: F.FullyConnected(x, w, no_bias="True", num_hidden="3"),
            (0, 0),
            (3, 4),
        ),
    ],
)
def test_operators_tell_the_shape(use, shape, found):
    net = Own(use, shape)
    net.initialize(mx.init.One())
    net(nd.ones((2, 4)))
    assert net.weight.shape == found


def _dense(make):
    return lambda F, x, w: F.FullyConnected(x, make(F, w), no_bias=True, num_hidden=3)


@pytest.mark.parametrize(
    "use",
    [
        _dense(lambda F, w: F.sqrt(w**2 + 1e-5)),
        _dense(lambda F, w: 2**-w),
        _dense(lambda F, w: abs(w) % 2 / 3),
        _dense(lambda F, w: (w > 0) * w),
        _dense(lambda F, w: w * w + F.exp(w)),
        _dense(lambda F, w: w.square().clip(0, 1)),
        _dense(lambda F, w: F.Activation(data=w, act_type="softrelu")),
        _dense(lambda F, w: F.contrib.round_ste(F.BlockGrad(w))),
        _dense(lambda F, w: F.add_n(w, F.maximum(w, 0), F.ones_like(w))),
        _dense(lambda F, w: F.elemwise_add(lhs=w, rhs=F.cast(w, "float32"))),
        lambda F, x, w: F.elemwise_mul(F.relu(w), F.slice_axis(x, axis=0, begin=0, end=1)),
    ],
)
def test_what_is_made_of_a_parameter_element_by_element_has_its_shape(use):
    net = Own(use, (0, 4) if "slice_axis" in use.__code__.co_names else (3, 0))
    net.initialize(mx.init.One())
    net(nd.ones((2, 4)))
    assert net.weight.shape[1] == 4
    other = Own(use, (3, 0)) if net.weight.shape[0] == 3 else Own(use, (0, 0))
    other.infer_shape(nd.ones((2, 4)))
    assert other.weight.shape == net.weight.shape


def test_a_layer_with_two_open_parameters_in_one_expression():
    class Noisy(nn.Dense):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.spread = self.params.get(
                "spread", shape=self.weight.shape, init="zeros", allow_deferred_init=True
            )

        def hybrid_forward(self, F, x, weight, spread, bias=None):
            noise = F.random_normal(shape=self.spread.shape)
            weight = weight + noise * F.sqrt(spread**2 + 1e-5)
            return super().hybrid_forward(F, x, weight, bias)

    net = nn.HybridSequential()
    net.add(Noisy(5, activation="relu"), Noisy(2))
    net.initialize()
    with autograd.record():
        loss = net(nd.ones((3, 4))).sum()
    loss.backward()
    assert net[0].spread.shape == net[0].weight.shape == (5, 4)
    assert net[1].spread.grad().shape == (2, 5)


@pytest.mark.parametrize(
    "use",
    [
        lambda F, x, w: F.dot(x, w, transpose_b=True),
        lambda F, x, w: F.broadcast_add(x, w),
        lambda F, x, w: x + w.sum(),
        lambda F, x, w: x,
    ],
)
def test_a_shape_that_cannot_be_inferred(use):
    net = Own(use)
    net.initialize()
    with pytest.raises(ValueError, match="shape cannot be inferred"):
        net(nd.ones((2, 4)))


def test_a_parameter_missing_where_a_shape_is_found_is_named():
    net = Own(lambda F, x, w: F.FullyConnected(x, w, no_bias=True), (0, 0))
    net.initialize()
    with pytest.raises(mx.MXNetError, match="FullyConnected: the parameter 'num_hidden' is missin"):
        net(nd.ones((2, 4)))


def test_infer_shape_can_be_overridden():
    class Dot(Own):
        def infer_shape(self, x):
            self.weight.shape = (3, x.shape[1])

    net = Dot(lambda F, x, w: F.dot(x, w, transpose_b=True))
    net.initialize()
    assert net(nd.ones((2, 4))).shape == (2, 3)


def test_infer_shape_of_a_whole_net_initializes_nothing():
    net = nn.HybridSequential()
    net.add(nn.Conv2D(4, 3), nn.BatchNorm(), nn.Flatten(), nn.Dense(5), nn.Dense(2))
    net.infer_shape(nd.ones((2, 3, 8, 8)))
    assert net[0].weight.shape == (4, 3, 3, 3)
    assert net[1].gamma.shape == (4,)
    assert net[3].weight.shape == (5, 144)
    with pytest.raises(RuntimeError, match="has not been initialized"):
        net[3].weight.data()


def test_the_first_pass_calls_hybrid_forward_once_for_its_effects():
    net = nn.HybridSequential()
    net.add(nn.Dense(3), nn.BatchNorm())
    net.initialize()
    x = nd.array(np.random.rand(4, 2))
    with autograd.record():
        net(x)
    mean = net[0](x).asnumpy().mean(axis=0)
    np.testing.assert_allclose(net[1].running_mean.data().asnumpy(), 0.1 * mean, rtol=1e-5)


def test_an_input_without_elements_tells_no_shape():
    net = nn.Dense(2)
    net.initialize()
    with pytest.raises(ValueError, match="an axis of the input is empty"):
        net(nd.zeros((2, 0)))


def test_infer_type():
    net = nn.Dense(2)
    net.infer_type(nd.ones((1, 2)))
    with pytest.raises(TypeError, match=r"net\.cast\('float64'\)"):
        net.infer_type(nd.ones((1, 2), dtype="float64"))


def test_an_error_in_the_first_pass_is_no_consequence_of_unknown_shapes():
    layer = gluon.rnn.LSTM(4)
    layer.initialize()
    with pytest.raises(mx.MXNetError, match="Invalid recurrent state shape") as found:
        layer(nd.ones((5, 2, 3)), layer.begin_state(3))
    assert found.value.__context__ is None


def test_data_on_another_context_before_shapes_are_known():
    layer = nn.Dense(3)
    layer.initialize()
    with pytest.raises(mx.MXNetError, match=r"not initialized on context cpu\(1\)") as found:
        layer(nd.ones((2, 2), ctx=mx.cpu(1)))
    assert "shape cannot be inferred" not in str(found.value)
    assert layer(nd.ones((2, 2))).shape == (2, 3)  # nothing was spoilt
