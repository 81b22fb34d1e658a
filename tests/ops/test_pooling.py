"""Pooling: ties, edges, special values, and many images, against the definition."""

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.ops import parallel, parts
from ndgrad.ops.pooling import runs
from tests.ops.rows.pooling import pooling


def gradient(x, head=None, train_mode=True, **params):
    """Output and gradient of the data."""
    x = nd.array(x, dtype=np.asarray(x).dtype)
    x.attach_grad()
    with autograd.record(train_mode=train_mode):
        y = nd.Pooling(x, **params)
    y.backward(None if head is None else nd.array(head, dtype=x.dtype).reshape(y.shape))
    return y.asnumpy(), x.grad.asnumpy()


def random_pooling(rng):
    count = int(rng.integers(1, 4))

    def sizes(low, high):
        return tuple(int(n) for n in rng.integers(low, high, count))

    kernel, stride = sizes(1, 5), sizes(1, 5)
    convention = str(rng.choice(["valid", "full", "same"]))
    pad = (0,) * count if convention == "same" else sizes(0, 4)
    least = [max(1, k - 2 * p) for k, p in zip(kernel, pad)]
    size = tuple(int(rng.integers(n, n + {1: 40, 2: 12, 3: 6}[count])) for n in least)
    x = rng.standard_normal((*(int(n) for n in rng.integers(1, 5, 2)), *size))
    params = {
        "kernel": kernel, "stride": stride, "pad": pad, "pooling_convention": convention,
        "count_include_pad": bool(rng.random() < 0.5),
    }  # fmt: skip
    if rng.random() < 0.3:
        x = np.moveaxis(x, 1, -1).copy()
        params["layout"] = {1: "NWC", 2: "NHWC", 3: "NDHWC"}[count]
    return x, params


@pytest.mark.parametrize("block", [1 << 15, 64], ids=["one block", "blocks and threads"])
@pytest.mark.parametrize("seed", range(25))
def test_random_geometries(seed, block, monkeypatch):
    if block < 1000:
        monkeypatch.setattr(runs, "BLOCK", block)
        monkeypatch.setattr(parts, "SHARE", 64)
        monkeypatch.setattr(parallel, "threads", 3)
        monkeypatch.setattr("ndgrad.ops.scratch.SMALL", 0)
    rng = np.random.default_rng(seed)
    x, params = random_pooling(rng)
    for kind in ("max", "avg", "sum"):
        want = pooling(x, pool_type=kind, **params)
        head = rng.standard_normal(want.shape)
        y, g = gradient(x, head, pool_type=kind, **params)
        np.testing.assert_allclose(y, want, rtol=1e-12, atol=1e-12)
        # The derivative along a random direction; windows wholly outside stay -inf.
        step = 1e-7 * rng.standard_normal(x.shape)
        with np.errstate(invalid="ignore"):
            change = pooling(x + step, pool_type=kind, **params) - want
        change = np.where(np.isfinite(want), change, 0)
        assert np.isclose((g * step).sum(), (head * change).sum(), rtol=1e-5, atol=1e-13)


def test_first_of_equal_maxima_gets_the_gradient():
    zeros = np.zeros((1, 1, 4, 4), "float32")
    heads = np.arange(1, 10)
    _, g = gradient(zeros, heads, kernel=(2, 2))
    assert g[0, 0].tolist() == [[1, 2, 3, 0], [4, 5, 6, 0], [7, 8, 9, 0], [0, 0, 0, 0]]
    _, g = gradient(zeros, heads[:4], kernel=(3, 3), stride=(2, 2), pad=(1, 1))
    assert g[0, 0].tolist() == [[1, 2, 0, 0], [3, 4, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    _, g = gradient(np.zeros((1, 2, 3), "float32"), [5, 7], global_pool=True)
    assert g[0].tolist() == [[5, 0, 0], [7, 0, 0]]


@pytest.mark.parametrize("kernel, stride, pad", [
    ((3, 3), (2, 2), (1, 1)), ((3, 3), (1, 1), (1, 1)), ((2, 2), (2, 2), (0, 0)),
    ((2, 3), (3, 1), (1, 1)), ((1, 4), (1, 2), (0, 2)), ((5, 2), (2, 2), (0, 1)),
])  # fmt: skip
def test_many_equal_maxima(kernel, stride, pad):
    """Of equal maxima the first, row by row, gets the gradient, infinite ones too."""
    rng = np.random.default_rng(3)
    x = rng.integers(0, 3, (3, 2, 13, 12)).astype("float32")
    padded = np.pad(x, [(0, 0), (0, 0), *[(p, p) for p in pad]], constant_values=-np.inf)
    y = pooling(x, kernel=kernel, stride=stride, pad=pad)
    heads = rng.integers(1, 9, y.shape).astype("float32")
    heads[0, 0, 1, 2] = np.inf
    want = np.zeros_like(padded)
    for n, c, i, j in np.ndindex(y.shape):
        a, b = i * stride[0], j * stride[1]
        window = padded[n, c, a : a + kernel[0], b : b + kernel[1]]
        row, column = np.unravel_index(np.argmax(window), window.shape)
        want[n, c, a + row, b + column] += heads[n, c, i, j]
    inside = [slice(p, p + n) for p, n in zip(pad, x.shape[2:])]
    got, g = gradient(x, heads, kernel=kernel, stride=stride, pad=pad)
    np.testing.assert_array_equal(got, y)
    np.testing.assert_array_equal(g, want[:, :, inside[0], inside[1]])


def test_maximum_over_nothing():
    x = np.ones((1, 1, 3, 3), "float32")
    y, g = gradient(x, kernel=(2, 2), stride=(3, 3), pad=(0, 0), pooling_convention="full")
    assert y[0, 0].tolist() == [[1, -np.inf], [-np.inf, -np.inf]]
    assert g.sum() == 1
    y, g = gradient(x, kernel=(1, 1), pad=(1, 1), pool_type="avg")
    assert y.sum() == 9 and y[0, 0, 0].tolist() == [0] * 5
    assert g.sum() == 9


def test_minus_infinity_and_nan():
    x = np.array([[[-np.inf, -np.inf, 1.0, np.nan, 2.0]]])
    y, g = gradient(x, kernel=(2,), pad=(1,))
    assert y[0, 0, :3].tolist() == [-np.inf, -np.inf, 1.0]
    assert np.isnan(y[0, 0, 3:5]).all() and y[0, 0, 5] == 2.0
    assert g[0, 0, 2] >= 1 and g[0, 0, 4] >= 1  # nothing is written outside


def test_predicting_has_the_same_gradient():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 3, 6, 6)).astype("float32")
    kw = {"kernel": (3, 3), "stride": (2, 2), "pad": (1, 1)}
    for a, b in zip(gradient(x, **kw), gradient(x, train_mode=False, **kw)):
        np.testing.assert_array_equal(a, b)


def test_large_windows_and_many_elements():
    rng = np.random.default_rng(1)
    x = rng.standard_normal((2, 2, 40, 40))
    for kind in ("max", "avg"):  # more than 256 elements to a window
        y, g = gradient(x, kernel=(17, 18), stride=(11, 9), pool_type=kind)
        np.testing.assert_allclose(
            y, pooling(x, kernel=(17, 18), stride=(11, 9), pool_type=kind), rtol=1e-11
        )
        assert np.isclose(g.sum(), y.size)


def test_norm_of_zeros_has_gradient_zero():
    x = np.array([[[0.0, 0.0, 3.0, -4.0]]])
    y, g = gradient(x, kernel=(2,), stride=(2,), pool_type="lp", p_value=2)
    np.testing.assert_allclose(y[0, 0], [0, 5])
    np.testing.assert_allclose(g[0, 0], [0, 0, 0.6, -0.8])


def test_powers_keep_their_sign():
    y, g = gradient([[[1.0, -2.0, 3.0]]], kernel=(2,), pool_type="lp", p_value=3)
    np.testing.assert_allclose(y[0, 0], np.cbrt([-7, 19]))
    y, g = gradient([[[1.0, -2.0, 3.0]]], kernel=(2,), pool_type="lp", p_value=1)
    assert y[0, 0].tolist() == [-1, 1] and g[0, 0].tolist() == [1, 2, 1]


def test_average_of_float16_is_made_in_float32():
    x = nd.ones((1, 1, 64, 64), dtype="float16") * 100
    assert nd.Pooling(x, global_pool=True, pool_type="avg").asscalar() == 100
    total = nd.Pooling(x, global_pool=True, pool_type="avg")
    assert total.dtype == np.float16


def test_flags_may_be_numbers():
    x = nd.ones((1, 1, 3, 3))
    kw = {"kernel": (3, 3), "pad": (1, 1), "pool_type": "avg"}
    assert nd.Pooling(x, count_include_pad=0, **kw).asnumpy().min() == 1
    assert nd.Pooling(x, count_include_pad=1, **kw).asnumpy().min() < 1


def test_a_cut_window_gives_its_whole_mean_to_the_gradient():
    """MXNet 1.9.1 divides the gradient of a float32 average window that the border cuts by the
    full window, though forward divides by what is there (its float64 is right)."""
    x = nd.array(np.arange(5.0).reshape(1, 1, 5), dtype="float32")
    x.attach_grad()
    with autograd.record():
        y = nd.Pooling(x, kernel=(2,), stride=(2,), pool_type="avg", pooling_convention="full")
    y.backward()
    np.testing.assert_array_equal(y.asnumpy().ravel(), [0.5, 2.5, 4.0])
    np.testing.assert_array_equal(x.grad.asnumpy().ravel(), [0.5, 0.5, 0.5, 0.5, 1.0])


def test_cubes_that_cancel_have_gradient_zero():
    x = nd.array([[[1.0, 2.0, -2.0, -1.0, 1.0]]], dtype="float64")
    x.attach_grad()
    with autograd.record():
        y = nd.Pooling(x, kernel=(2,), pool_type="lp", p_value=3)
    y.backward()
    assert y.asnumpy()[0, 0, [1, 3]].tolist() == [0, 0]
    expected = [0.23112042, 0.9244817, 0.9244817, 0.23112042, 0]  # MXNet 1.9.1
    np.testing.assert_allclose(x.grad.asnumpy()[0, 0], expected, rtol=1e-6)


def test_zeros_as_the_padding_of_same_may_be_any_number():
    # MXNet accepts `same` on one axis only together with three zeros.
    x = nd.array(np.arange(10.0).reshape(1, 1, 10))
    same = {"kernel": 3, "stride": 2, "pooling_convention": "same"}
    want = nd.Pooling(x, **same).asnumpy()
    assert want.shape == (1, 1, 5)
    for pad in (0, (0,), (0, 0, 0), [0, 0, 0]):
        assert np.array_equal(nd.Pooling(x, pad=pad, **same).asnumpy(), want)
    with pytest.raises(ValueError, match="leave pad out"):
        nd.Pooling(x, pad=(0, 0, 1), **same)
