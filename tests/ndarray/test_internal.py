"""``nd._internal``: arithmetic by the names that MXNet's own code uses."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd

PAIRS = {
    "plus": np.add, "minus": np.subtract, "mul": np.multiply, "div": np.divide, "mod": np.mod,
    "power": np.power, "maximum": np.maximum, "minimum": np.minimum, "hypot": np.hypot,
    "equal": np.equal, "not_equal": np.not_equal, "greater": np.greater,
    "greater_equal": np.greater_equal, "lesser": np.less, "lesser_equal": np.less_equal,
    "logical_and": np.logical_and, "logical_or": np.logical_or, "logical_xor": np.logical_xor,
}  # fmt: skip
X, Y = np.float32([1, 2, 3]), np.float32([3, 2, 1])


@pytest.mark.parametrize("name", PAIRS)
def test_of_two_arrays_and_of_an_array_and_a_number(name):
    found = getattr(nd._internal, f"_{name}")(nd.array(X), nd.array(Y))
    np.testing.assert_allclose(found.asnumpy(), PAIRS[name](X, Y), rtol=1e-6)
    found = getattr(nd._internal, f"_{name}_scalar")(nd.array(X), scalar=2)
    np.testing.assert_allclose(found.asnumpy(), PAIRS[name](X, 2), rtol=1e-6)
    assert found.dtype == np.float32


@pytest.mark.parametrize("name", ["minus", "div", "mod", "power"])
def test_with_the_number_on_the_left(name):
    found = getattr(nd._internal, f"_r{name}_scalar")(nd.array(X), 2)
    np.testing.assert_allclose(found.asnumpy(), PAIRS[name](2, X), rtol=1e-6)


def test_in_place_and_recorded():
    x = nd.array(X)
    assert nd._internal._mul_scalar(x, 2.0, out=x) is x
    assert x.asnumpy().tolist() == [2, 4, 6]
    x.attach_grad()
    with autograd.record():
        y = nd._internal._plus(x, nd._internal._rdiv_scalar(x, 4.0), name="sum")
    y.backward()
    assert x.grad.asnumpy().tolist() == pytest.approx((1 - 4 / x.asnumpy() ** 2).tolist())


def test_shapes_must_agree_and_unknown_names_are_told():
    with pytest.raises(mx.MXNetError):
        nd._internal._plus(nd.ones((2, 1)), nd.ones((1, 2)))
    with pytest.raises(AttributeError, match="Did you mean '_plus'"):
        nd._internal._plos  # noqa: B018
    assert "_rminus_scalar" in dir(nd._internal)


def test_a_recurrent_cell_written_with_these_names():
    class Cell(gluon.HybridBlock):
        def hybrid_forward(self, F, gates, state):
            i, f, c, o = F.SliceChannel(gates, num_outputs=4)
            state = F._internal._plus(F.sigmoid(f) * state, F.sigmoid(i) * F.tanh(c), name="state")
            return F._internal._mul(F.sigmoid(o), F.Activation(state, act_type="tanh"), name="out")

    rng = np.random.default_rng(0)
    gates, state = rng.normal(size=(2, 12)), rng.normal(size=(2, 3))
    i, f, c, o = np.split(gates, 4, axis=1)
    s = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    expected = s(o) * np.tanh(s(f) * state + s(i) * np.tanh(c))
    cell = Cell()
    cell.hybridize()
    found = cell(nd.array(gates), nd.array(state))
    np.testing.assert_allclose(found.asnumpy(), expected, rtol=1e-5)
