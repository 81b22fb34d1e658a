"""What a subclass has to define says so, as an error of the library and the built-in that fits."""

import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd

X = nd.ones((1, 2))


class Plain(gluon.nn.HybridBlock):
    pass


@pytest.mark.parametrize(
    "call",
    [
        lambda: gluon.Block()(X),
        lambda: Plain()(X),
        lambda: gluon.loss.Loss(None, 0)(X, X),
        lambda: autograd.Function()(X),
        lambda: autograd.Function().backward(X),
        lambda: mx.operator.CustomOp().forward(True, [], [], [], []),
        lambda: mx.operator.CustomOp().backward([], [], [], [], [], []),
        lambda: mx.init.Initializer()._init_weight("weight", X),
        lambda: len(gluon.data.Dataset()),
        lambda: gluon.data.Dataset()[0],
        lambda: len(gluon.data.Sampler()),
        lambda: iter(gluon.data.Sampler()),
        lambda: gluon.rnn.RecurrentCell().state_info(),
        lambda: mx.metric.EvalMetric("m").update([X], [X]),
        lambda: mx.optimizer.Optimizer().update(0, X, X, None),
        lambda: mx.lr_scheduler.LRScheduler()(1),
        lambda: mx.io.DataIter().iter_next(),
    ],
)
def test_left_to_subclasses(call):
    with pytest.raises(mx.MXNetError) as caught:
        call()
    assert isinstance(caught.value, NotImplementedError)
    assert any(word in str(caught.value) for word in ("must", "does not define"))
