"""The gradient checker finds wrong rules, at every order, and accepts right ones."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.base import MXNetError
from ndgrad.ndarray import classic
from ndgrad.ops.registry import operator, registry
from ndgrad.test_utils import (
    check_consistency,
    check_gluon_hybridize_consistency,
    check_gradients,
    check_numeric_gradient,
    numeric_grad,
    simple_forward,
)

X = np.array([[0.3, -0.7], [1.1, 0.4]])


@pytest.fixture
def declare():
    """Declares an operator for the length of a test."""
    names = []

    def add(name, kernel, rule, which=()):
        op = operator(name, namespace="internal")(kernel)
        op.gradient(*which)(rule) if which else op.gradient(rule)
        names.append(name)
        return classic.function(op)

    yield add
    for name in names:
        registry.pop(name, None)
        classic.functions.pop(name, None)


def test_right_rules_pass():
    check_gradients(lambda x: nd.tanh(x) * x, X, order=3)
    check_gradients(lambda a, b: nd.dot(a, b), X, X.T, order=2)
    check_gradients(lambda a, b: [a * b, a + b], X, X, order=2)


def test_wrong_first_order(declare):
    cube = declare("_wrong_cube", lambda data: data**3, lambda F, gy, data: gy * 2.001 * data)
    with pytest.raises(AssertionError, match="order 1"):
        check_gradients(cube, X)


def test_slightly_wrong_first_order(declare):
    square = declare("_wrong_sq", lambda data: data**2, lambda F, gy, data: gy * 2.001 * data)
    with pytest.raises(AssertionError, match="order 1"):
        check_gradients(square, X)


def test_wrong_second_order(declare):
    """The gradient is right, but hides half of its own dependence on the input."""

    def rule(F, gy, data):
        return gy * 2 * F._forgotten(data)

    operator("_forgotten", namespace="internal", differentiable=False)(lambda data: data * 1)
    try:
        square = declare("_wrong_second", lambda data: data**2, rule)
        check_gradients(square, X, order=1)
        with pytest.raises(AssertionError, match="order 2"):
            check_gradients(square, X, order=2)
    finally:
        registry.pop("_forgotten", None)
        classic.functions.pop("_forgotten", None)


def test_rule_that_forgets_the_head_gradient(declare):
    square = declare("_no_gy", lambda data: data**2, lambda F, gy, data: 2 * data + 0 * gy)
    with pytest.raises(AssertionError, match="order 1"):
        check_gradients(square, X)


def test_only_the_wrong_input_is_named(declare):
    product = operator("_wrong_product", namespace="internal")(lambda lhs, rhs: lhs * rhs)
    product.gradient("lhs")(lambda F, gy, rhs: gy * rhs)
    product.gradient("rhs")(lambda F, gy, lhs: gy * lhs * 1.01)
    try:
        with pytest.raises(AssertionError) as caught:
            check_gradients(classic.function(product), X, X + 1)
        lines = str(caught.value).splitlines()
        assert "differs" not in lines[1] and "differs" in lines[2]
    finally:
        registry.pop("_wrong_product")
        classic.functions.pop("_wrong_product", None)


def test_missing_derivative_of_one_input():
    with pytest.raises(AssertionError, match="order 1"):
        check_gradients(lambda a, b: a * b.detach(), X, X)


def test_numeric_gradient_element_by_element():
    (gradient,) = numeric_grad(lambda x: x * x * x, [X])
    np.testing.assert_allclose(gradient, 3 * X**2, rtol=1e-6)


def test_check_numeric_gradient_takes_names_blocks_and_fixed_inputs():
    check_numeric_gradient(lambda a, b: nd.dot(a, b), {"a": X, "b": X}, order=2)
    check_numeric_gradient(lambda a, i: nd.take(a, i), [X, nd.array([1, 0, 1])], grad_nodes=[0])
    with pytest.raises(MXNetError, match="no input"):
        check_numeric_gradient(nd.dot, [X, X], grad_nodes=[2])
    with pytest.raises(MXNetError, match="symbols"):
        check_numeric_gradient(nd.dot, [X, X], aux_states=[X])


def test_check_numeric_gradient_finds_a_wrong_function_of_the_user():
    class Wrong(autograd.Function):
        def forward(self, x):
            self.save_for_backward(x)
            return x * x

        def backward(self, gy):
            (x,) = self.saved_tensors
            return gy * x

    with pytest.raises(AssertionError, match="order 1"):
        check_numeric_gradient(lambda x: Wrong()(x), [X])


def test_modes():
    def f(x):
        return x * 2 if autograd.is_training() else x * 3

    assert simple_forward(f, x=X).tolist() == (X.astype("float32") * np.float32(3)).tolist()
    assert simple_forward(f, is_train=True, x=X).tolist() == (X.astype("float32") * 2).tolist()
    check_gradients(f, X, train_mode=False)


def test_consistency_of_dtypes_and_devices():
    settings = [
        {"ctx": mx.cpu(i), "x": (2, 3), "type_dict": {"x": dtype}}
        for i, dtype in enumerate(["float64", "float32", "float16"])
    ]
    found = check_consistency(lambda x: nd.sigmoid(x), settings)
    assert found["output0"].dtype == np.float64

    def differs(x):
        return x * 2 if x.dtype == np.float32 else x

    with pytest.raises(AssertionError, match="output0"):
        check_consistency(differs, settings)


def test_a_net_is_the_same_plain_and_hybridized():
    def net():
        return mx.gluon.nn.Dense(2, use_bias=False, weight_initializer="ones")

    x = nd.array([[1.0, 2.0, 3.0]])
    check_gluon_hybridize_consistency(net, [x], lambda a: np.full((1, 2), a.sum()))
    with pytest.raises(AssertionError, match="not equal"):
        check_gluon_hybridize_consistency(net, [x], lambda a: np.full((1, 2), a.sum() + 1))
    assert x.grad is None

    made = []

    class Different(mx.gluon.HybridBlock):
        """The second one that is made computes something else."""

        def __init__(self):
            super().__init__()
            made.append(self)
            self.factor = len(made)

        def hybrid_forward(self, F, x):
            return x * self.factor

    with pytest.raises(AssertionError, match="not equal"):
        check_gluon_hybridize_consistency(Different, [x])
