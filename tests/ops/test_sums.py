"""Long sums along axes that are not the last: as exact as along the last one."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.ops.sums import PART, add_along


@pytest.mark.parametrize("shape", [(2 * PART, 3), (7 * PART + 5, 2), (2, 5000, 3), (3, 40, 50, 2)])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32"])
def test_like_numpy(shape, dtype):
    x = np.random.default_rng(0).integers(0, 3, shape).astype(dtype)
    wide = {"float16": np.float32}.get(dtype)  # NumPy's own float16 sums are rounded at each step
    for axis in (0, 1, -2, (0, 1), (1, 0), (0, 2), tuple(range(x.ndim - 1)), None, -1, ()):
        if isinstance(axis, tuple) and any(a >= x.ndim for a in axis):
            continue
        for data in (x, x[::2], np.asfortranarray(x)):
            for keepdims in (False, True):
                expected = np.add.reduce(data, axis, wide, keepdims=keepdims)
                found = add_along(data, axis, wide, keepdims)
                assert np.shape(found) == np.shape(expected) and found.dtype == expected.dtype
                np.testing.assert_array_equal(found, expected)


def test_rounding_over_many_rows():
    x = np.random.default_rng(0).uniform(0.1, 1.1, (300_000, 2)).astype("float32")
    exact = x.astype("float64")
    a, ones = nd.array(x), nd.ones((1, 2))
    ones.attach_grad()
    with autograd.record():
        y = a * ones
    y.backward()
    for found, expected in (
        (nd.sum(a, axis=0), exact.sum(0)),
        (nd.mean(a, axis=0), exact.mean(0)),
        (nd.nansum(a, axis=0), exact.sum(0)),
        (nd.moments(a, axes=0)[1], exact.var(0)),
        (nd.norm(a, axis=0), np.sqrt((exact**2).sum(0))),
        (ones.grad[0], exact.sum(0)),
    ):
        np.testing.assert_allclose(found.asnumpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("rows", [100, 1000, 5000])
def test_float16_is_added_up_in_float32(rows):
    x = nd.array(np.full((rows, 2), 0.1), dtype="float16")
    exact = x.asnumpy().astype("float64").sum(0)
    ones, weight, bias = (nd.ones(s, dtype="float16") for s in ((1, 2), (2, 2), (2,)))
    for variable in (ones, bias):
        variable.attach_grad()
    with autograd.record():
        y = x * ones
        z = nd.FullyConnected(x, weight, bias, num_hidden=2)
    autograd.backward([y, z], [nd.ones_like(y), x])
    for found in (nd.sum(x, axis=0), nd.nansum(x, axis=0), ones.grad[0], bias.grad):
        assert found.dtype == np.float16
        np.testing.assert_allclose(found.asnumpy(), exact, rtol=1e-3)  # MXNet's too
