"""CTC loss where its sample row's enumeration of all paths does not reach."""

import numpy as np
import pytest

from ndgrad import autograd, nd


def loss_and_gradient(data, label, **params):
    x = nd.array(data, dtype="float64")
    x.attach_grad()
    with autograd.record():
        y = nd.ctc_loss(x, nd.array(label), **params)
    y.backward()
    return y.asnumpy(), x.grad.asnumpy()


def test_labels_that_do_not_fit_have_no_loss():
    # As in MXNet: "aa" needs a blank between, so three steps.
    data = np.random.default_rng(0).normal(size=(2, 2, 3))
    loss, gradient = loss_and_gradient(data, [[1, 1], [1, 2]])
    assert loss[0] == 0 and loss[1] > 0
    assert (gradient[:, 0] == 0).all() and (gradient[:, 1] != 0).any()


def test_a_label_of_probability_zero():
    data = np.zeros((3, 2, 3))
    data[:, 0, 2] = -np.inf
    loss, gradient = loss_and_gradient(data, [[2], [2]])
    assert loss[0] == np.inf and np.isfinite(loss[1])
    assert np.isnan(gradient[:, 0]).all() and np.isfinite(gradient[:, 1]).all()
    # ... and of a class that no label names
    loss, gradient = loss_and_gradient(data, [[1], [1]])
    assert np.isfinite(loss).all() and np.isfinite(gradient).all()


def test_steps_behind_the_data_lengths_do_not_count():
    rng = np.random.default_rng(1)
    data = rng.normal(size=(9, 2, 4))
    cut = {"use_data_lengths": True, "data_lengths": nd.array([5, 9])}
    loss, gradient = loss_and_gradient(data, [[1, 3], [2, 0]], **cut)
    alone, own = loss_and_gradient(data[:5, :1], [[1, 3]])
    np.testing.assert_allclose(loss[0], alone[0], rtol=1e-12)
    np.testing.assert_allclose(gradient[:5, 0], own[:, 0], rtol=1e-10)
    assert (gradient[5:, 0] == 0).all()


def test_each_step_of_the_gradient_sums_to_zero():
    rng = np.random.default_rng(2)
    data = rng.normal(size=(60, 4, 30)) * 3
    loss, gradient = loss_and_gradient(data, rng.integers(1, 30, (4, 20)))
    assert np.isfinite(loss).all()
    np.testing.assert_allclose(gradient.sum(axis=2), 0, atol=1e-12)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 300.0])
def test_extreme_logits(scale):
    rng = np.random.default_rng(3)
    data = (rng.normal(size=(8, 3, 5)) * scale).astype("float32")
    label = rng.integers(1, 5, (3, 3))
    x = nd.array(data)
    x.attach_grad()
    with autograd.record():
        y = nd.ctc_loss(x, nd.array(label))
    y.backward()
    exact, gradient = loss_and_gradient(data, label)
    np.testing.assert_allclose(y.asnumpy(), exact, rtol=1e-5)
    np.testing.assert_allclose(x.grad.asnumpy(), gradient, atol=2e-5)


def test_names_in_contrib():
    data, label = nd.zeros((3, 1, 3)), nd.array([[1]])
    for function in (nd.CTCLoss, nd.ctc_loss, nd.contrib.CTCLoss, nd.contrib.ctc_loss):
        assert function(data, label).shape == (1,)
