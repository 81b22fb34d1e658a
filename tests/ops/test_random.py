"""Random operators draw from the distributions they name, reproducibly.

Fixed seeds, so that a test passes always or never; bounds are those of a test at level 1e-4.
"""

import math

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd

N = 20_000


def kolmogorov(values, cdf):
    """The Kolmogorov-Smirnov distance, times the root of the number of values."""
    x = np.sort(np.asarray(values, "float64").ravel())
    expected = np.vectorize(cdf)(x)
    steps = np.arange(len(x) + 1) / len(x)
    distance = max(np.max(expected - steps[:-1]), np.max(steps[1:] - expected))
    return distance * math.sqrt(len(x))


LIMIT = 2.23  # of the Kolmogorov distribution at 1e-4


def erlang(x, k, scale):
    t = max(x, 0) / scale
    return 1 - math.exp(-t) * sum(t**i / math.factorial(i) for i in range(k))


CONTINUOUS = {
    "uniform": ((-1.0, 3.0), lambda x: min(max((x + 1) / 4, 0), 1)),
    "normal": ((1.5, 2.0), lambda x: 0.5 * (1 + math.erf((x - 1.5) / 2 / math.sqrt(2)))),
    "gamma": ((3.0, 0.5), lambda x: erlang(x, 3, 0.5)),
    "exponential": ((4.0,), lambda x: 1 - math.exp(-4 * max(x, 0))),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous(name, dtype):
    params, cdf = CONTINUOUS[name]
    mx.random.seed(11)
    values = getattr(nd, f"random_{name}")(*params, shape=(N,), dtype=dtype).asnumpy()
    assert values.dtype == dtype
    assert kolmogorov(values, cdf) < LIMIT
    arrays = [nd.array([p, 1.0], dtype="float64") for p in params]
    if name == "uniform":
        arrays[1] = nd.array([params[1], 2.0])
    rows = getattr(nd, f"sample_{name}")(*arrays, shape=N, dtype=dtype).asnumpy()
    assert rows.shape == (2, N)
    assert kolmogorov(rows[0], cdf) < LIMIT
    assert kolmogorov(rows[1], cdf) > LIMIT  # other parameters, another distribution


def pmf_negative_binomial(n, k, p):
    return math.exp(
        math.lgamma(n + k) - math.lgamma(k) - math.lgamma(n + 1) + k * math.log(p)
        + n * math.log1p(-p)
    )  # fmt: skip


def pmf_poisson(n, lam):
    return math.exp(n * math.log(lam) - lam - math.lgamma(n + 1))


DISCRETE = {
    "poisson": ((3.0,), pmf_poisson),
    "negative_binomial": ((4, 0.4), pmf_negative_binomial),
    # mean mu, dispersion alpha: k = 1 / alpha failures of probability 1 / (1 + mu alpha)
    "generalized_negative_binomial": (
        (2.0, 0.5), lambda n, mu, a: pmf_negative_binomial(n, 1 / a, 1 / (1 + mu * a))
    ),
}  # fmt: skip


def chi_squared(values, pmf):
    """The excess of Pearson's statistic over its mean, in standard deviations."""
    expected, n = [], 0
    while N * pmf(n) >= 5 or n < 2:
        expected.append(N * pmf(n))
        n += 1
    observed = np.bincount(values.astype(int).clip(0, n), minlength=n + 1)
    expected.append(N - sum(expected))
    statistic = float(np.sum((observed - expected) ** 2 / np.maximum(expected, 1e-9)))
    return (statistic - n) / math.sqrt(2 * n)


@pytest.mark.parametrize("name", DISCRETE)
def test_discrete(name):
    params, pmf = DISCRETE[name]
    mx.random.seed(12)
    values = getattr(nd, f"random_{name}")(*params, shape=(N,)).asnumpy()
    assert values.dtype == "float32" and (values == np.floor(values)).all()
    assert chi_squared(values, lambda n: pmf(n, *params)) < 5
    arrays = [nd.array([p]) for p in params]
    rows = getattr(nd, f"sample_{name}")(*arrays, shape=N).asnumpy()
    assert chi_squared(rows[0], lambda n: pmf(n, *params)) < 5


def test_without_dispersion_the_counts_are_poisson():
    values = nd.random_generalized_negative_binomial(3.0, 0.0, shape=(N,)).asnumpy()
    assert chi_squared(values, lambda n: pmf_poisson(n, 3.0)) < 5


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_upper_end_of_an_interval_is_not_reached(dtype):
    values = nd.random_uniform(1.0, 1.125, shape=(N,), dtype=dtype).asnumpy()
    assert values.min() >= 1.0 and values.max() < 1.125
    assert (nd.random_uniform(2.0, 2.0, shape=3, dtype=dtype).asnumpy() == 2).all()


def test_randint():
    values = nd.random_randint(-2, 3, shape=(N,)).asnumpy()
    counts = np.bincount(values + 2, minlength=5)
    assert values.dtype == "int32" and len(counts) == 5
    assert np.abs(counts - N / 5).max() < 4.5 * math.sqrt(N * 0.16)
    large = nd.random_randint(2**40, 2**41, shape=(10,), dtype="int64").asnumpy()
    assert large.dtype == "int64" and large.min() >= 2**40
    with pytest.raises(mx.MXNetError):
        nd.random_randint(0, 2**40, shape=(2,))


def test_seed():
    mx.random.seed(5)
    first = nd.random_normal(shape=(4,)).asnumpy()
    more = nd.random_normal(shape=(4,)).asnumpy()
    mx.random.seed(5)
    np.testing.assert_array_equal(first, nd.random_normal(shape=(4,)).asnumpy())
    assert not np.array_equal(first, more)


def test_multinomial():
    p = nd.array([[0.1, 0.2, 0.7], [0.0, 0.5, 0.5]])
    draws = nd.random.multinomial(p, shape=N).asnumpy()
    for row, probabilities in zip(draws, p.asnumpy(), strict=True):
        counts = np.bincount(row, minlength=3)
        spread = np.sqrt(N * probabilities * (1 - probabilities))
        assert np.all(np.abs(counts - N * probabilities) <= 4.5 * spread + 1e-9)
    assert nd.random.multinomial(p[0]).shape == (1,)
    assert nd.random.multinomial(p.reshape((1, 2, 3)), shape=(4, 5)).shape == (1, 2, 4, 5)
    assert nd.random.multinomial(p, dtype="float32").dtype == np.float32


def test_the_log_likelihood_of_a_draw_has_a_gradient():
    p = nd.array([[0.2, 0.8], [0.5, 0.5]], dtype="float64")
    p.attach_grad()
    with autograd.record():
        draw, log_p = nd.random.multinomial(p, shape=5, get_prob=True)
        loss = (log_p * nd.arange(1, 6, dtype="float64")).sum()
    drawn, weights = draw.asnumpy(), np.arange(1, 6)
    np.testing.assert_allclose(
        log_p.asnumpy(), np.log(np.take_along_axis(p.asnumpy(), drawn, 1))
    )
    first = autograd.grad(loss, [p], create_graph=True, retain_graph=True)[0]
    expected = np.stack([
        [weights[row == k].sum() / probability for k, probability in enumerate(pair)]
        for row, pair in zip(drawn, p.asnumpy(), strict=True)
    ])  # fmt: skip
    np.testing.assert_allclose(first.asnumpy(), expected)
    first.backward()  # the second derivative of log is -1 / x ** 2
    np.testing.assert_allclose(p.grad.asnumpy(), -expected / p.asnumpy())


def test_a_draw_is_a_constant():
    mu, sigma = nd.array([1.0, 2.0]), nd.array([1.0, 1.0])
    mu.attach_grad()
    with autograd.record():
        loss = (nd.random.normal(mu, sigma, shape=3) * mu.reshape((2, 1))).sum()
    loss.backward()
    assert mu.grad.shape == (2,)
    p = nd.array([0.5, 0.5])
    p.attach_grad()
    with autograd.record():
        y = nd.random.multinomial(p, get_prob=True)[1] + p.sum()
    y.backward()
    assert sorted(p.grad.tolist()) == [1.0, 3.0]


def test_shuffle():
    x = nd.arange(30).reshape((10, 3))
    x.attach_grad()
    with autograd.record():
        y = nd.random.shuffle(x)
        loss = (y * nd.arange(30).reshape((10, 3))).sum()
    loss.backward()
    order = (y[:, 0].asnumpy() / 3).astype(int)
    assert sorted(order) == list(range(10)) and list(order) != list(range(10))
    np.testing.assert_array_equal(y.asnumpy(), x.asnumpy()[order])
    np.testing.assert_array_equal(x.grad.asnumpy()[order], np.arange(30).reshape(10, 3))
