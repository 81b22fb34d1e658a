"""Output layers make a gradient of their own: it comes wherever the output is used, also where
nothing of it reaches the heads. Programs hand on ``BlockGrad(SoftmaxOutput(...))`` and rely on it.
"""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd

X = np.float64([[1, 2, 3], [0, 1, 0]])
LABEL = nd.array([1, 0])
LAYERS = {
    "SoftmaxOutput": lambda x: nd.SoftmaxOutput(x, LABEL),
    "LinearRegressionOutput": lambda x: nd.LinearRegressionOutput(x, 0 * x.detach()),
    "LogisticRegressionOutput": lambda x: nd.LogisticRegressionOutput(x, 0 * x.detach()),
    "MAERegressionOutput": lambda x: nd.MAERegressionOutput(x, 0 * x.detach()),
    "MakeLoss": lambda x: nd.MakeLoss(x * 2, grad_scale=3.0),
    "make_loss": lambda x: nd.make_loss(x * 2),
    "SVMOutput": lambda x: nd.SVMOutput(x, LABEL),
}
USES = {
    "BlockGrad": nd.BlockGrad,
    "pick": lambda y: nd.log(nd.pick(nd.BlockGrad(y), LABEL)).sum(),
    "twice": lambda y: nd.BlockGrad(nd.BlockGrad(y) * 2),
    "sign": nd.sign,
    "argmax": lambda y: y.argmax(axis=1),
    "comparison": lambda y: y > 0.5,
    "shape only": nd.zeros_like,
}


def gradient(function, dtype="float64"):
    x = nd.array(X, dtype=dtype)
    x.attach_grad()
    with autograd.record():
        y = function(x)
    y.backward()
    assert x.grad.dtype == x.dtype
    return x.grad.asnumpy()


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("use", USES)
def test_the_gradient_is_there_behind_a_zero_derivative(layer, use):
    expected = gradient(LAYERS[layer])
    assert np.abs(expected).max() > 0
    np.testing.assert_array_equal(gradient(lambda x: USES[use](LAYERS[layer](x))), expected)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_it_keeps_its_dtype(dtype):
    found = gradient(lambda x: nd.BlockGrad(LAYERS["SoftmaxOutput"](x)), dtype)
    np.testing.assert_array_equal(found, gradient(LAYERS["SoftmaxOutput"], dtype))


def test_it_comes_once_beside_other_gradients():
    expected = gradient(LAYERS["SoftmaxOutput"]) + 1
    found = gradient(lambda x: nd.BlockGrad(LAYERS["SoftmaxOutput"](x)) + x)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_with_out_grad_nothing_arrives():
    found = gradient(lambda x: nd.BlockGrad(nd.SoftmaxOutput(x, LABEL, out_grad=True)))
    assert not found.any()


def test_what_is_detached_is_no_longer_there():
    assert gradient(lambda x: LAYERS["SoftmaxOutput"](x).detach() + x).tolist() == [[1] * 3] * 2


@pytest.mark.parametrize("create_graph", [False, True])
def test_grad_and_its_own_gradient(create_graph):
    x = nd.array(X)
    x.attach_grad()
    with autograd.record():
        y = nd.BlockGrad(LAYERS["LinearRegressionOutput"](x * x)).sum()
        (found,) = autograd.grad(y, [x], retain_graph=True, create_graph=create_graph)
        total = found.sum() if create_graph else None
    np.testing.assert_allclose(found.asnumpy(), 2 * X**3 / 3, rtol=1e-6)
    if total is not None:
        total.backward()
        np.testing.assert_allclose(x.grad.asnumpy(), 2 * X**2, rtol=1e-6)


class Loss(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        self.assign(out_data[0], req[0], in_data[0])

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        self.assign(in_grad[0], req[0], 5 * in_data[0])


@pytest.mark.parametrize("need_top_grad", [False, True])
def test_custom_operators(need_top_grad):
    name = f"loss_behind_constants_{need_top_grad}"

    @mx.operator.register(name)
    class _Prop(mx.operator.CustomOpProp):
        def __init__(self):
            super().__init__(need_top_grad=need_top_grad)

        def create_operator(self, ctx, shapes, dtypes):
            return Loss()

    found = gradient(lambda x: nd.BlockGrad(nd.Custom(x, op_type=name)))
    np.testing.assert_array_equal(found, 5 * X)


def test_functions_of_users():
    class Twice(autograd.Function):
        def forward(self, x):
            self.save_for_backward(x)
            return x + 0, x + 1

        def backward(self, dy, dz):
            assert not dy.asnumpy().any() and not dz.asnumpy().any()
            return 2 * self.saved_tensors[0]

    found = gradient(lambda x: nd.add_n(*map(nd.BlockGrad, Twice()(x))))
    np.testing.assert_array_equal(found, 2 * X)
