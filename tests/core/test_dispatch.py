"""Calls in the general form: ``out=``, states, keywords; an error leaves everything as it was."""

import warnings

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd


def variable(values):
    x = nd.array(values)
    x.attach_grad()
    return x


def test_an_error_in_out_leaves_the_states_alone():
    weight, grad, mom = nd.ones(3), nd.ones(3), nd.ones(3)
    for out in (nd.ones(2), [weight, weight], np.ones(3), "weight"):
        with pytest.raises(MXNetError, match="out="):
            nd.sgd_mom_update(weight, grad, mom, lr=0.1, momentum=0.9, out=out)
        assert mom.asnumpy().tolist() == weight.asnumpy().tolist() == [1, 1, 1]


def test_a_state_that_cannot_be_written_is_refused():
    weight = nd.ones(3)
    with pytest.raises(TypeError, match="writes into mom.*got ndarray"):
        nd.sgd_mom_update(weight, nd.ones(3), np.ones(3, "float32"), lr=0.1, momentum=0.9)


def test_an_error_of_the_kernel_writes_nothing():
    x = nd.ones((2, 3))
    for call in (
        lambda: nd.dot(x, x, out=x),
        lambda: nd.concat(x, nd.ones((3, 1)), dim=0, out=x),
        lambda: x.__iadd__(nd.ones(4)),
        lambda: x.__setitem__((0, 5), 1),
        lambda: x.__setitem__(slice(None), nd.zeros(4)),
        lambda: nd.exp(x, axis=1, out=x),
    ):
        with pytest.raises(MXNetError):
            call()
        assert (x.asnumpy() == 1).all()


def test_an_error_while_recording_leaves_the_graph_alone():
    x = variable([1.0, 2.0])
    with autograd.record():
        y = x * 3
        for call in (
            lambda: nd.dot(y, nd.ones(3)),
            lambda: nd.exp(y, out=nd.ones(3)),
            lambda: y.reshape((3,)),
            lambda: y.attach_grad("sum"),
            lambda: nd.split(y, num_outputs=3, out=[nd.ones(1)] * 3),
        ):
            with pytest.raises(MXNetError):
                call()
        assert autograd.is_recording() and autograd.is_training()
        z = y * y
    z.backward()
    assert x.grad.asnumpy().tolist() == [18, 36]


def test_out_joins_the_graph():
    x, target = variable([1.0, 2.0]), nd.zeros(2)
    with autograd.record():
        assert nd.square(x, out=target) is target
        z = target * 2
    z.backward()
    assert target.asnumpy().tolist() == [1, 4] and x.grad.asnumpy().tolist() == [4, 8]


def test_a_number_too_large():
    with pytest.raises(ValueError, match="float32"):
        nd.ones(2) * 10**400
    assert np.isinf((nd.ones(2) * 1e300).asnumpy()).all()


def test_a_count_of_the_arrays_is_checked_and_no_more():
    x = nd.array([[1.0, 2.0]])
    assert nd.Concat(x, x, dim=0, num_args=2).asnumpy().tolist() == [[1, 2], [1, 2]]
    assert nd.stack(x, x, num_args=2).shape == (2, 1, 2)
    assert nd.ElementWiseSum(x, x, x, num_args=3).asnumpy().tolist() == [[3, 6]]
    with pytest.raises(ValueError, match="num_args=3, but 2 arrays"):
        nd.concat(x, x, num_args=3)
    with pytest.raises(TypeError, match="num_args"):
        nd.tanh(x, num_args=1)


@pytest.mark.parametrize("name", ["log", "sqrt", "exp", "reciprocal", "norm", "mean"])
def test_special_values_of_integers_are_no_warnings(name):
    x = nd.array([0, -1, 5, 2**31 - 1], dtype="int32")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert getattr(nd, name)(x).dtype == np.int32
        assert getattr(nd, name)(data=x, name="by_keyword").dtype == np.int32
