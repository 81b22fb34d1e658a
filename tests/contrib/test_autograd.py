"""``mx.contrib.autograd``: the names of older programs, with what MXNet 1.9.1 gives for them."""

from __future__ import annotations

import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.base import MXNetError

old = mx.contrib.autograd


def test_sections():
    x, slope = nd.array([2.0]), nd.zeros(1)
    old.mark_variables([x], [slope])
    with old.train_section():
        y = x * x
        assert autograd.is_training() and autograd.is_recording()
        with old.test_section():
            assert not autograd.is_training() and not autograd.is_recording()
        assert autograd.is_training() and autograd.is_recording()
    assert not autograd.is_training() and not autograd.is_recording()
    old.compute_gradient([y])
    assert slope.asscalar() == 4.0


def test_backward_with_head_gradients():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with old.train_section():
        y = x * x
    old.backward([y], [nd.array([10.0, 1.0])], retain_graph=True)
    assert x.grad.asnumpy().tolist() == [20.0, 4.0]
    old.backward([y])
    assert x.grad.asnumpy().tolist() == [2.0, 4.0]


def test_grad_and_loss():
    grads, loss = old.grad_and_loss(lambda x, y: x * y + x)(nd.array([2.0]), nd.array([3.0]))
    assert [g.asscalar() for g in grads] == [4.0, 2.0] and loss.asscalar() == 8.0
    one = old.grad_and_loss(lambda x, y: x * y, argnum=1)(nd.array([2.0]), nd.array([3.0]))
    assert [g.asscalar() for g in one[0]] == [2.0]
    assert [g.asscalar() for g in old.grad(lambda x: x * x)(nd.array([2.0]))] == [4.0]


def test_set_is_training_returns_what_was():
    assert old.set_is_training(True) is False
    try:
        assert autograd.is_training() and autograd.is_recording()
    finally:
        assert old.set_is_training(False) is True


def test_only_arrays_are_differentiated():
    with pytest.raises((MXNetError, AssertionError)):
        old.grad_and_loss(lambda x: x)(3.0)
