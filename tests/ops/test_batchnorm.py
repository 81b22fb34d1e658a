"""Batch normalization: statistics, modes, numerical care."""

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.ops import blocks, parallel
from ndgrad.ops.batchnorm import channels


def state(count=3, dtype="float32"):
    """gamma, beta, moving mean, moving variance."""
    values = [2.0, 0.5, 1.0, 4.0]
    return [nd.array(np.arange(count) * 0.25 + v, dtype=dtype) for v in values]


def data(shape, dtype="float32", mean=0.0, std=1.0, seed=0):
    rng = np.random.default_rng(seed)
    return nd.array(mean + std * rng.standard_normal(shape), dtype=dtype)


@pytest.mark.parametrize("shape", [(6, 3, 4, 5), (6, 3, 20, 20), (50, 3)])
@pytest.mark.parametrize("small", [False, True], ids=["one block", "blocks and threads"])
def test_against_the_formulas(shape, small, monkeypatch):
    if small:
        monkeypatch.setattr(channels, "LARGE_BLOCK", 64)
        monkeypatch.setattr(blocks, "SHARED", 32)
        monkeypatch.setattr(parallel, "threads", 3)
    x = data(shape, "float64", 0.3, 1.7)
    gamma, beta, mean, var = state(dtype="float64")
    x.attach_grad(), gamma.attach_grad(), beta.attach_grad()
    head = data(shape, "float64", seed=1)
    axes = (0, *range(2, len(shape)))
    row = (1, 3, *[1] * (len(shape) - 2))
    n = x.size // 3
    X, H, g = x.asnumpy(), head.asnumpy(), gamma.asnumpy()
    m, v = X.mean(axis=axes), X.var(axis=axes)
    old = mean.asnumpy(), var.asnumpy()
    with autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False, eps=1e-4, momentum=0.7)
    y.backward(head)
    s = 1 / np.sqrt(v + 1e-4)
    normal = (X - m.reshape(row)) * s.reshape(row)
    np.testing.assert_allclose(
        y.asnumpy(), normal * g.reshape(row) + beta.asnumpy().reshape(row), rtol=1e-10, atol=1e-12
    )
    np.testing.assert_allclose(mean.asnumpy(), 0.7 * old[0] + 0.3 * m, rtol=1e-12)
    np.testing.assert_allclose(var.asnumpy(), 0.7 * old[1] + 0.3 * v, rtol=1e-12)
    np.testing.assert_allclose(beta.grad.asnumpy(), H.sum(axis=axes), rtol=1e-10)
    np.testing.assert_allclose(gamma.grad.asnumpy(), (H * normal).sum(axis=axes), rtol=1e-10)
    want = H - H.sum(axis=axes).reshape(row) / n
    want = (want - normal * (H * normal).sum(axis=axes).reshape(row) / n) * (g * s).reshape(row)
    np.testing.assert_allclose(x.grad.asnumpy(), want, rtol=1e-9, atol=1e-12)


def test_fixed_gamma_is_one_and_keeps_its_value():
    x = data((8, 3))
    gamma, beta, mean, var = state()
    gamma.attach_grad()
    gamma.grad[:] = 7
    with autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var)
    y.backward()
    np.testing.assert_allclose(y.asnumpy().std(axis=0), 1, rtol=1e-2)
    assert gamma.grad.asnumpy().tolist() == [0, 0, 0]
    assert gamma.asnumpy().tolist() == [2.0, 2.25, 2.5]  # MXNet overwrites it with ones


def test_predicting_uses_and_keeps_the_running_statistics():
    x = data((5, 3, 2))
    gamma, beta, mean, var = state()
    before = mean.asnumpy(), var.asnumpy()
    x.attach_grad()
    with autograd.record(train_mode=False):
        y = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False)
        # The same statistics once more: nothing was written, so nothing has changed.
        z = nd.BatchNorm(y, gamma, beta, mean, var, fix_gamma=False)
    z.backward()
    assert (mean.asnumpy() == before[0]).all() and (var.asnumpy() == before[1]).all()
    slope = (gamma / (var + 1e-3).sqrt()).asnumpy()
    np.testing.assert_allclose(
        x.grad.asnumpy(), np.broadcast_to((slope**2)[None, :, None], x.shape), rtol=1e-5
    )
    again = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False)
    np.testing.assert_array_equal(again.asnumpy(), y.asnumpy())


def test_global_statistics_in_training():
    x = data((5, 3))
    gamma, beta, mean, var = state()
    with autograd.train_mode():
        y = nd.BatchNorm(x, gamma, beta, mean, var, use_global_stats=True, fix_gamma=False)
    want = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False)
    np.testing.assert_array_equal(y.asnumpy(), want.asnumpy())
    assert mean.asnumpy()[0] == 1.0


def test_mean_and_deviation_are_given_but_pass_no_gradient():
    x = data((6, 3))
    x.attach_grad()
    gamma, beta, mean, var = state()
    with autograd.record():
        y, m, s = nd.BatchNorm(x, gamma, beta, mean, var, output_mean_var=True)
        z = m.sum() + s.sum()
    X = x.asnumpy()
    np.testing.assert_allclose(m.asnumpy(), X.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(s.asnumpy(), 1 / np.sqrt(X.var(axis=0) + 1e-3), rtol=1e-5)
    z.backward()
    assert np.abs(x.grad.asnumpy()).max() == 0


@pytest.mark.parametrize("shape", [(64, 2, 16, 16), (400, 2)])
def test_a_large_mean_costs_no_digits(shape):
    # Variance as mean of squares minus square of mean would be lost in float32 here.
    near, far = data(shape, "float32", 0.0), data(shape, "float32", 3000.0)
    for x in (near, far):
        gamma, beta, mean, var = state(2)
        x.attach_grad()
        head = data(shape, seed=1)
        with autograd.record():
            y = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False)
        y.backward(head)
        wide = x.astype("float64")
        wide.attach_grad()
        gamma, beta, mean64, var64 = state(2, "float64")
        with autograd.record():
            want = nd.BatchNorm(wide, gamma, beta, mean64, var64, fix_gamma=False)
        want.backward(head.astype("float64"))
        np.testing.assert_allclose(y.asnumpy(), want.asnumpy(), atol=2e-3 if x is far else 2e-6)
        np.testing.assert_allclose(
            x.grad.asnumpy(), wide.grad.asnumpy(), atol=5e-5 if x is far else 5e-6
        )
        np.testing.assert_allclose(var.asnumpy(), var64.asnumpy(), rtol=1e-5)


def test_float16_data_beside_float32_statistics():
    x = data((8, 3, 4)).astype("float16")
    x.attach_grad()
    gamma, beta, mean, var = state()
    gamma.attach_grad()
    with autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False)
    y.backward()
    assert y.dtype == np.float16 and x.grad.dtype == np.float16
    assert gamma.grad.dtype == np.float32 and mean.dtype == np.float32
    assert mean.asnumpy()[0] != 1.0


def test_one_number_per_channel():
    # A single sample of a single place: nothing varies, so only beta is left.
    x = data((1, 3))
    gamma, beta, mean, var = state()
    x.attach_grad()
    with autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False)
    y.backward()
    np.testing.assert_allclose(y.asnumpy()[0], beta.asnumpy(), atol=1e-4)
    np.testing.assert_allclose(x.grad.asnumpy(), 0, atol=1e-4)


def test_statistics_may_be_used_twice_in_one_recording():
    x = data((6, 3))
    x.attach_grad()
    gamma, beta, mean, var = state()
    with autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var, fix_gamma=False)
        z = nd.BatchNorm(y * 2, gamma, beta, mean, var, fix_gamma=False)
    z.backward()
    assert np.isfinite(x.grad.asnumpy()).all()


def test_with_relu():
    x = data((6, 3, 2))
    both = []
    for fused in (True, False):
        gamma, beta, mean, var = state()
        v = x.copy()
        v.attach_grad(), gamma.attach_grad()
        with autograd.record():
            if fused:
                y = nd.contrib.BatchNormWithReLU(v, gamma, beta, mean, var, fix_gamma=False)
            else:
                y = nd.relu(nd.BatchNorm(v, gamma, beta, mean, var, fix_gamma=False))
        y.backward()
        both.append([a.asnumpy() for a in (y, v.grad, gamma.grad, mean, var)])
    for a, b in zip(*both):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7)
