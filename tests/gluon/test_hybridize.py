"""What hybridizing changes, and what it does not."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn


def test_hybridize_changes_nothing():
    net = nn.HybridSequential()
    net.add(nn.Dense(3, activation="relu"), nn.Dense(2))
    net.initialize()
    x = nd.array(np.random.rand(2, 4))
    before = net(x).asnumpy()
    net.hybridize(static_alloc=True, static_shape=True, data_indices=(0,), param_indices=(1,))
    assert net._active and net[0].act._active
    assert ("static_alloc", True) in net[1]._flags and ("data_indices", (0,)) in net[1]._flags
    assert (net(x).asnumpy() == before).all()
    net.hybridize(False)
    assert not net._active


def test_hybridize_refuses_what_it_does_not_have():
    net = nn.Dense(2)
    with pytest.raises(TypeError, match="Did you mean 'static_alloc'"):
        net.hybridize(static_aloc=True)
    with pytest.raises(NotImplementedError, match="no graph backend called 'x'"):
        net.hybridize(backend="x")


def test_sequential_of_hybrid_blocks_warns():
    net = nn.Sequential()
    net.add(nn.Dense(2))
    with pytest.warns(UserWarning, match="Consider using HybridSequential"):
        net.hybridize()
    net.add(nn.Lambda("tanh"))
    net.hybridize()


def test_what_needs_graphs_says_so():
    for call in (
        lambda: nn.Dense(2).export("x"),
        lambda: gluon.SymbolBlock.imports("x-symbol.json", ["data"]),
        lambda: gluon.SymbolBlock(None, None),
        lambda: nn.Dense(2).weight.var(),
    ):
        with pytest.raises(mx.MXNetError, match="not available yet"):
            call()
    with pytest.raises(ValueError, match='Must specify "backend"'):
        nn.Dense(2).optimize_for(nd.ones((1, 1)))


def test_a_setting_that_changes_after_hybridizing_counts_at_once():
    class Detector(gluon.HybridBlock):
        threshold = 1.0

        def set_threshold(self, threshold):
            self._clear_cached_op()  # as MXNet's detection networks do
            self.threshold = threshold

        def hybrid_forward(self, F, x):
            return x > self.threshold

    net = Detector()
    net.hybridize()
    assert net(nd.array([2, 4])).asnumpy().tolist() == [1, 1]
    net.set_threshold(3.0)
    assert net(nd.array([2, 4])).asnumpy().tolist() == [0, 1]


class _TwoHeads(gluon.HybridBlock):
    """The second output depends on parameters that the first one does not need."""

    def __init__(self):
        super().__init__()
        with self.name_scope():
            self.trunk = nn.Dense(3, in_units=2)
            self.head = nn.Dense(2, in_units=3)

    def hybrid_forward(self, F, x):
        h = self.trunk(x)
        return h, [self.head(h), h], x


def test_a_hybridized_block_has_gradients_for_all_its_outputs():
    """As MXNet, which runs it as one operator: a head that the loss leaves out does not stop."""
    net = _TwoHeads()
    net.initialize(mx.init.One())
    net.hybridize()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.5, "wd": 0.5})
    x = nd.array([[1, 2]])
    x.attach_grad()
    for left in (0.75, 0.5625):
        net.head.weight.grad()[:] = 7
        with autograd.record():
            h, (_, same), given = net(x)
            loss = h.sum()
        assert given is x and same is h
        loss.backward()
        assert net.head.weight.grad().asnumpy().tolist() == [[0] * 3] * 2
        trainer.step(1)
        np.testing.assert_allclose(net.head.weight.data().asnumpy(), left)
    assert x.grad.asnumpy().any()
    with autograd.record():
        h, (scores, _), _ = net(x)
        loss = (scores**2).sum()
        first = autograd.grad(loss, [net.head.bias.data()], create_graph=True)[0].sum()
    first.backward()
    np.testing.assert_allclose(net.head.bias.grad().asnumpy(), 2)


def test_what_a_hybridized_block_does_not_put_out_has_a_stale_gradient():
    net = gluon.nn.HybridSequential()
    net.add(_TwoHeads(), gluon.nn.HybridLambda(lambda F, outputs: outputs[0]))
    net.initialize()
    net.hybridize()
    trainer = gluon.Trainer(net.collect_params(), "sgd")
    with autograd.record():
        loss = net(nd.ones((1, 2))).sum()
    loss.backward()
    with pytest.raises(UserWarning, match="has not been updated by backward"):
        trainer.step(1)


def test_a_block_that_is_not_hybridized_records_operator_by_operator():
    net = _TwoHeads()
    net.initialize()
    trainer = gluon.Trainer(net.collect_params(), "sgd")
    with autograd.record():
        net(nd.ones((1, 2)))[0].sum().backward()
    with pytest.raises(UserWarning, match="has not been updated by backward"):
        trainer.step(1)
