"""Parameters given as text mean what they mean in MXNet, which passes all of them as text."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.base import InvalidValueError

X = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("sum", {"axis": "(0, 1)", "keepdims": "True"}, {"axis": (0, 1), "keepdims": True}),
        ("sum", {"axis": "1", "exclude": "False"}, {"axis": 1, "exclude": False}),
        ("sum", {"axis": "None", "keepdims": "0"}, {}),
        ("sort", {"is_ascend": "False"}, {"is_ascend": False}),
        ("reshape", {"shape": "(0, -1)"}, {"shape": (0, -1)}),
        ("transpose", {"axes": "[1, 0]"}, {"axes": (1, 0)}),
        ("clip", {"a_min": "1", "a_max": "2.5"}, {"a_min": 1, "a_max": 2.5}),
        ("slice", {"begin": "(0, None)", "end": "(2, 2)"}, {"begin": (0, None), "end": (2, 2)}),
        ("softmax", {"axis": "0", "temperature": "2.0"}, {"axis": 0, "temperature": 2.0}),
        ("cast", {"dtype": "float64"}, {"dtype": np.float64}),
        ("concat", {"dim": "0"}, {"dim": 0}),
        ("split", {"num_outputs": "3", "axis": "1"}, {"num_outputs": 3, "axis": 1}),
        ("LeakyReLU", {"act_type": "elu", "slope": "0.5"}, {"act_type": "elu", "slope": 0.5}),
    ],
)
def test_text(name, text, meant):
    """Values and gradients alike: what is kept for the gradient is the value, not the text."""
    answers = []
    for params in (text, meant):
        x = nd.array(X)
        x.attach_grad()
        with autograd.record():
            ys = getattr(nd, name)(x, **params)
            ys = ys if isinstance(ys, list) else [ys]
            total = nd.add_n(*[nd.sum(y * y) for y in ys])
        total.backward()
        answers.append([*(y.asnumpy() for y in ys), x.grad.asnumpy()])
    for got, want in zip(*answers, strict=True):
        np.testing.assert_array_equal(got, want)


def test_state_of_an_optimizer_operator():
    weight, momentum = nd.array([1.0]), nd.array([0.0])
    nd.sgd_mom_update(weight, nd.array([1.0]), momentum, lr="0.1", momentum="0.9", out=weight)
    assert momentum.asscalar() == np.float32(-0.1)


def test_no_truth_value():
    with pytest.raises(InvalidValueError, match="'keepdims' is True or False, got 'maybe'"):
        nd.sum(nd.array(X), keepdims="maybe")


def test_words_stay_words():
    with pytest.raises(ValueError, match="None"):
        nd.Activation(nd.array(X), act_type="None")
