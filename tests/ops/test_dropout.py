"""What Dropout and the random rectifier draw."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd


@pytest.mark.parametrize("p", [0.5, 0.1, 0.3, 0.75, 0.001, 0.9995])
def test_share_and_scale(p):
    mx.random.seed(5)
    n = 200_000
    with autograd.train_mode():
        y = nd.Dropout(nd.ones(n), p=p).asnumpy()
    dropped = (y == 0).mean()
    assert abs(dropped - p) < 5 * np.sqrt(p * (1 - p) / n)
    np.testing.assert_allclose(y[y != 0], 1 / (1 - p), rtol=1e-6)


def test_only_in_training_unless_always():
    x = nd.ones((50, 50))
    assert (nd.Dropout(x).asnumpy() == 1).all()
    assert (nd.Dropout(x, mode="always").asnumpy() == 0).any()
    with autograd.record(train_mode=False):
        assert (nd.Dropout(x).asnumpy() == 1).all()
    with autograd.record():
        assert (nd.Dropout(x).asnumpy() == 0).any()


@pytest.mark.parametrize("axes", [(0,), (1,), (-1,), (0, 1)])
def test_axes_share_a_decision(axes):
    with autograd.train_mode():
        y = nd.Dropout(nd.ones((6, 7)), p=0.5, axes=axes).asnumpy()
    kept = [i for i in range(2) if i not in [a % 2 for a in axes]]
    first = y[tuple(slice(None) if i in kept else slice(1) for i in range(2))]
    np.testing.assert_array_equal(y, np.broadcast_to(first, y.shape))


@pytest.mark.parametrize("p", [0.0, 0.5, 1.0])
def test_the_gradient_passes_where_the_value_did(p):
    x = nd.random.uniform(1, 2, shape=(20, 20))
    x.attach_grad()
    with autograd.record():
        y = nd.Dropout(x, p=p)
    y.backward()
    np.testing.assert_allclose(x.grad.asnumpy() * x.asnumpy(), y.asnumpy(), rtol=1e-6)


def test_seed_and_independence():
    def draw():
        with autograd.train_mode():
            return nd.Dropout(nd.ones(1000)).asnumpy()

    mx.random.seed(1)
    first, second = draw(), draw()
    mx.random.seed(1)
    np.testing.assert_array_equal(first, draw())
    assert 0.4 < (first == second).mean() < 0.6


def test_the_result_is_new_memory():
    x = nd.ones(4)
    for y in (nd.Dropout(x), nd.Dropout(x, p=0.0, mode="always")):
        y[:] = 5
    assert (x.asnumpy() == 1).all()


def test_random_rectifier():
    x = nd.array(np.linspace(-2, 1, 10_000))
    x.attach_grad()
    with autograd.record():
        y = nd.LeakyReLU(x, act_type="rrelu", lower_bound=0.1, upper_bound=0.5)
    y.backward()
    slopes = x.grad.asnumpy()
    left = x.asnumpy() <= 0
    assert (slopes[~left] == 1).all()
    assert 0.1 <= slopes[left].min() < 0.11 and 0.49 < slopes[left].max() <= 0.5
    assert abs(slopes[left].mean() - 0.3) < 0.01
    np.testing.assert_allclose(y.asnumpy(), slopes * x.asnumpy(), rtol=1e-6)


def test_random_rectifier_in_prediction_has_the_mean_slope():
    # MXNet reads a mask there that nothing has written.
    x = nd.array([-1.0, 2.0])
    x.attach_grad()
    for train in (False, None):
        if train is None:
            y = nd.LeakyReLU(x, act_type="rrelu", lower_bound=0.1, upper_bound=0.5)
        else:
            with autograd.record(train_mode=train):
                y = nd.LeakyReLU(x, act_type="rrelu", lower_bound=0.1, upper_bound=0.5)
            y.backward(train_mode=False)
            np.testing.assert_allclose(x.grad.asnumpy(), [0.3, 1.0], rtol=1e-6)
        np.testing.assert_allclose(y.asnumpy(), [-0.3, 2.0], rtol=1e-6)
