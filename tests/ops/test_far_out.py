"""Derivatives that are small keep their digits."""

import numpy as np
import pytest

from ndgrad import autograd, nd

POINTS = np.array([-20.0, -10.0, -3.0, 0.5])
DERIVATIVES = {
    "exp": (nd.exp, np.exp),
    "expm1": (nd.expm1, np.exp),
    "elu": (
        lambda x: nd.LeakyReLU(x, act_type="elu", slope=1.0),
        lambda x: np.exp(np.minimum(x, 0)),
    ),
    "sigmoid": (nd.sigmoid, lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
    "softrelu": (lambda x: nd.Activation(x, act_type="softrelu"), lambda x: 1 / (1 + np.exp(-x))),
    "erf": (nd.erf, lambda x: 2 / np.sqrt(np.pi) * np.exp(-x * x)),
    "log1p of exp": (lambda x: nd.log1p(nd.exp(x)), lambda x: 1 / (1 + np.exp(-x))),
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_small_derivatives(name):
    function, derivative = DERIVATIVES[name]
    points = POINTS if name != "erf" else POINTS / 4
    for dtype, rtol in (("float32", 5e-6), ("float64", 1e-12)):
        x = nd.array(points, dtype=dtype)
        x.attach_grad()
        with autograd.record():
            y = function(x)
        y.backward()
        np.testing.assert_allclose(x.grad.asnumpy(), derivative(points), rtol=rtol)
