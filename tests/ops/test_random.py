"""Random operators draw from the distributions they name: moments and goodness of fit.

Fixed seeds: a test that passes once passes always. Continuous distributions are held against their
distribution function by the Kolmogorov-Smirnov test, discrete ones by Pearson's chi-square test.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.base import MXNetError
from ndgrad.test_utils.statistics import chi_square_p

N = 20000
LEAST_P = 0.005


def ks_p(sample: np.ndarray, cdf) -> float:
    """p value of the Kolmogorov-Smirnov test (Kolmogorov's asymptotic series)."""
    ordered = np.sort(sample.astype("float64").ravel())
    n = ordered.size
    f = cdf(ordered)
    steps = np.arange(n + 1) / n
    d = max(np.max(steps[1:] - f), np.max(f - steps[:-1]))
    x = (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n)) * d
    return 2 * sum((-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101))


def chi_p(sample: np.ndarray, pmf) -> float:
    """p value of the chi-square test; rare values are put together in one class."""
    values = sample.astype("int64").ravel()
    top = int(values.max())
    expected = np.array([pmf(k) for k in range(top + 1)]) * values.size
    seen = np.bincount(values, minlength=top + 1)
    common = expected >= 8
    rest = values.size - expected[common].sum(), values.size - seen[common].sum()
    pairs = list(zip(expected[common], seen[common], strict=True))
    if rest[0] > 1e-9 * values.size:
        pairs.append(rest)
    return chi_square_p(sum((s - e) ** 2 / e for e, s in pairs), len(pairs) - 1)


def normal_cdf(mu, sigma):
    return lambda x: np.array([0.5 * math.erfc((mu - v) / (sigma * math.sqrt(2))) for v in x])


def gamma_cdf(alpha, beta):
    # A chi-square variable of 2 alpha degrees is twice a gamma variable of scale 1. Read off a
    # table of 2,000 quantiles of the sample: straight lines between them are exact to 1e-6.
    def cdf(x):
        at = np.quantile(x, np.linspace(0, 1, 2001))
        table = [1 - chi_square_p(2 * v / beta, 2 * alpha) for v in at]
        return np.interp(x, at, table)

    return cdf


def negative_binomial_pmf(k, p):
    def pmf(n):
        ways = math.lgamma(n + k) - math.lgamma(n + 1) - math.lgamma(k)
        return math.exp(ways + k * math.log(p) + n * math.log1p(-p))

    return pmf


def general_pmf(mu, alpha):
    k = 1 / alpha
    return negative_binomial_pmf(k, 1 / (1 + mu * alpha))


def poisson_pmf(lam):
    return lambda n: math.exp(n * math.log(lam) - lam - math.lgamma(n + 1))


# name: (keywords, mean, variance, distribution function or None, probabilities or None)
UNIFORM = ({"low": -1.0, "high": 3.0}, 1.0, 16 / 12, lambda x: (x + 1) / 4, None)
NORMAL = ({"loc": 1.0, "scale": 2.0}, 1.0, 4.0, normal_cdf(1, 2), None)
GAMMA = ({"alpha": 2.5, "beta": 0.5}, 1.25, 0.625, gamma_cdf(2.5, 0.5), None)
SMALL_GAMMA = ({"alpha": 0.4, "beta": 2.0}, 0.8, 1.6, gamma_cdf(0.4, 2.0), None)
POISSON = ({"lam": 3.5}, 3.5, 3.5, None, poisson_pmf(3.5))
MANY = ({"lam": 300.0}, 300.0, 300.0, None, poisson_pmf(300.0))
NEGATIVE = ({"k": 3, "p": 0.4}, 4.5, 11.25, None, negative_binomial_pmf(3, 0.4))
GENERAL = ({"mu": 2.0, "alpha": 0.3}, 2.0, 3.2, None, general_pmf(2.0, 0.3))
SCALE = ({"scale": 2.0}, 2.0, 4.0, lambda x: 1 - np.exp(-x / 2), None)
RATE = ({"lam": 2.0}, 0.5, 0.25, lambda x: 1 - np.exp(-2 * x), None)
CASES = [
    ("random.uniform", *UNIFORM),
    ("random.normal", *NORMAL),
    ("random.gamma", *GAMMA),
    ("random.gamma", *SMALL_GAMMA),
    ("random.poisson", *POISSON),
    ("random.poisson", *MANY),
    ("random.negative_binomial", *NEGATIVE),
    ("random.generalized_negative_binomial", *GENERAL),
    ("random.exponential", *SCALE),
    ("random_uniform", *UNIFORM),
    ("random_normal", *NORMAL),
    ("random_gamma", *GAMMA),
    ("random_poisson", *POISSON),
    ("random_negative_binomial", *NEGATIVE),
    ("random_generalized_negative_binomial", *GENERAL),
    ("random_exponential", *RATE),
    ("uniform", *UNIFORM),
    ("normal", *NORMAL),
]


def find(name: str):
    found = nd
    for part in name.split("."):
        found = getattr(found, part)
    return found


def fits(sample: np.ndarray, mean, variance, cdf, pmf) -> None:
    values = sample.astype("float64")
    assert abs(values.mean() - mean) < 4.5 * math.sqrt(variance / values.size)
    assert values.var() == pytest.approx(variance, rel=0.1)
    p = ks_p(values, cdf) if cdf is not None else chi_p(values, pmf)
    assert p > LEAST_P, f"p = {p}"


@pytest.mark.parametrize(("name", "kwargs", "mean", "variance", "cdf", "pmf"), CASES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_distribution(name, kwargs, mean, variance, cdf, pmf, dtype):
    mx.random.seed(11)
    sample = find(name)(shape=(N,), dtype=dtype, **kwargs)
    assert sample.dtype == np.dtype(dtype) and sample.shape == (N,)
    fits(sample.asnumpy(), mean, variance, cdf, pmf)


def test_poisson_limit_of_the_general_negative_binomial():
    mx.random.seed(12)
    sample = nd.random.generalized_negative_binomial(2.0, 0.0, shape=(N,)).asnumpy()
    fits(sample, 2.0, 2.0, None, poisson_pmf(2.0))


# name: (arrays of parameters, per row the mean, variance, distribution function, probabilities)
ROWS = [
    ("uniform", ([0.0, -1.0], [1.0, 3.0]), [(0.5, 1 / 12, lambda x: x, None), UNIFORM[1:]]),
    ("normal", ([0.0, 1.0], [1.0, 2.0]), [(0.0, 1.0, normal_cdf(0, 1), None), NORMAL[1:]]),
    ("gamma", ([2.5, 0.4], [0.5, 2.0]), [GAMMA[1:], SMALL_GAMMA[1:]]),
    ("exponential", ([0.5, 2.0],), [SCALE[1:], RATE[1:]]),
    ("poisson", ([3.5, 300.0],), [POISSON[1:], MANY[1:]]),
    ("negative_binomial", ([3.0, 3.0], [0.4, 0.4]), [NEGATIVE[1:]] * 2),
    ("generalized_negative_binomial", ([2.0, 2.0], [0.3, 0.3]), [GENERAL[1:]] * 2),
]


@pytest.mark.parametrize(("name", "arrays", "rows"), ROWS)
def test_array_parameters(name, arrays, rows):
    mx.random.seed(13)
    sample = getattr(nd, f"sample_{name}")(*[nd.array(a) for a in arrays], shape=(N,))
    assert sample.shape == (2, N)
    for row, (mean, variance, cdf, pmf) in zip(sample.asnumpy(), rows, strict=True):
        fits(row, mean, variance, cdf, pmf)
    assert abs(np.corrcoef(sample.asnumpy())[0, 1]) < 0.03


def test_array_parameters_of_nd_random():
    mx.random.seed(14)
    sample = nd.random.exponential(nd.array([2.0, 0.5]), shape=(N,)).asnumpy()
    fits(sample[0], *SCALE[1:])
    fits(sample[1], *RATE[1:])
    sample = nd.random.normal(nd.array([0.0, 1.0]), nd.array([1.0, 2.0]), shape=(N,)).asnumpy()
    fits(sample[1], *NORMAL[1:])
    assert nd.random.normal(nd.zeros((2, 3)), nd.ones((2, 3)), shape=4).shape == (2, 3, 4)
    assert nd.random.normal(nd.zeros((2, 3)), nd.ones((2, 3))).shape == (2, 3)


def test_randint():
    mx.random.seed(15)
    sample = nd.random.randint(-2, 5, shape=(N,)).asnumpy()
    assert sample.dtype == np.int32
    assert chi_p(sample + 2, lambda k: 1 / 7) > LEAST_P
    with pytest.raises(MXNetError):
        nd.random.randint(0, 2**40, shape=(2,))
    wide = nd.random.randint(2**40, 2**40 + 3, shape=(100,), dtype="int64").asnumpy()
    assert set(wide.tolist()) == {2**40, 2**40 + 1, 2**40 + 2}


def test_randn():
    mx.random.seed(16)
    sample = nd.random.randn(N // 100, 100, loc=1.0, scale=2.0)
    assert sample.shape == (N // 100, 100)
    fits(sample.asnumpy(), *NORMAL[1:])


def test_multinomial():
    mx.random.seed(17)
    p = np.array([[0.2, 0.3, 0.5], [0.0, 0.9, 0.1]])
    for draw in (nd.random.multinomial, nd.sample_multinomial):
        sample = draw(nd.array(p), shape=(N,))
        assert sample.dtype == np.int32 and sample.shape == (2, N)
        for row, probabilities in zip(sample.asnumpy(), p, strict=True):
            assert chi_p(row, lambda k, q=probabilities: q[k]) > LEAST_P
    assert nd.random.multinomial(nd.array(p)).shape == (2,)
    assert nd.random.multinomial(nd.array([p]), shape=(4, 5)).shape == (1, 2, 4, 5)
    assert nd.random.multinomial(nd.array(p[0]), dtype="float32").dtype == np.float32


def test_the_log_likelihood_of_a_draw_has_a_gradient():
    p = nd.array([[0.2, 0.8], [0.5, 0.5]], dtype="float64")
    p.attach_grad()
    with autograd.record():
        draw, log_p = nd.random.multinomial(p, shape=5, get_prob=True)
        loss = (log_p * nd.arange(1, 6, dtype="float64")).sum()
    drawn, weights = draw.asnumpy(), np.arange(1, 6)
    np.testing.assert_allclose(log_p.asnumpy(), np.log(np.take_along_axis(p.asnumpy(), drawn, 1)))
    first = autograd.grad(loss, [p], create_graph=True, retain_graph=True)[0]
    expected = np.stack([
        [weights[row == k].sum() / probability for k, probability in enumerate(pair)]
        for row, pair in zip(drawn, p.asnumpy(), strict=True)
    ])  # fmt: skip
    np.testing.assert_allclose(first.asnumpy(), expected)
    first.backward()  # the second derivative of log is -1 / x ** 2
    np.testing.assert_allclose(p.grad.asnumpy(), -expected / p.asnumpy())


def test_shuffle():
    mx.random.seed(19)
    x = nd.arange(12).reshape((4, 3))
    orders: dict[tuple[int, ...], int] = {}
    for _ in range(2400):
        y = nd.random.shuffle(x).asnumpy()
        assert np.array_equal(y[:, 1] - y[:, 0], np.ones(4))  # rows stay whole
        order = tuple(int(v) // 3 for v in y[:, 0])
        orders[order] = orders.get(order, 0) + 1
    assert len(orders) == 24
    assert chi_square_p(sum((n - 100) ** 2 / 100 for n in orders.values()), 23) > LEAST_P
    assert np.array_equal(np.sort(nd.shuffle(nd.arange(50)).asnumpy()), np.arange(50))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_the_upper_end_of_an_interval_is_not_reached(dtype):
    values = nd.random_uniform(1.0, 1.125, shape=(N,), dtype=dtype).asnumpy()
    assert values.min() >= 1.0 and values.max() < 1.125
    assert (nd.random_uniform(2.0, 2.0, shape=3, dtype=dtype).asnumpy() == 2).all()


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


def test_the_gradient_of_shuffle_goes_back_in_order():
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


def test_dropout_drops_the_share_it_should():
    mx.random.seed(20)
    with autograd.record():
        y = nd.Dropout(nd.ones((N,)), p=0.3).asnumpy()
    assert set(np.unique(y).tolist()) == {0.0, float(np.float32(1 / 0.7))}
    assert abs((y == 0).mean() - 0.3) < 4.5 * math.sqrt(0.21 / N)
    with autograd.record():
        y = nd.Dropout(nd.ones((400, 5)), p=0.5, axes=(1,)).asnumpy()
    assert np.all(y == y[:, :1])


def test_seed_reproduces_streams():
    def draw():
        return [
            nd.random.uniform(shape=3),
            nd.random.normal(shape=(2, 2)),
            nd.random.poisson(4, shape=5),
            nd.random.shuffle(nd.arange(9)),
        ]

    mx.random.seed(5)
    first = draw()
    between = draw()
    mx.random.seed(5)
    for a, b, c in zip(first, draw(), between, strict=True):
        assert np.array_equal(a.asnumpy(), b.asnumpy())
        assert not np.array_equal(a.asnumpy(), c.asnumpy())


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("random.normal", {"scale": -1.0}),
        ("random.gamma", {"alpha": -1.0}),
        ("random.poisson", {"lam": -1.0}),
        ("random.exponential", {"scale": -2.0}),
        ("random.negative_binomial", {"k": 3, "p": 1.5}),
        ("random.randint", {"low": 5, "high": 2}),
    ],
)
def test_parameters_out_of_range_are_refused(name, kwargs):
    with pytest.raises(MXNetError):
        find(name)(shape=(2,), **kwargs)


@pytest.mark.parametrize(
    ("name", "parameters", "mean"),
    [
        ("uniform", {"low": 2, "high": 4}, 3), ("normal", {"loc": 5, "scale": 0.1}, 5),
        ("exponential", {"lam": 4}, 0.25), ("gamma", {"alpha": 2, "beta": 3}, 6),
        ("poisson", {"lam": 4}, 4), ("negative_binomial", {"k": 2, "p": 0.5}, 2),
        ("generalized_negative_binomial", {"mu": 2, "alpha": 0.1}, 2),
    ],
)  # fmt: skip
def test_numbers_like_another_array(name, parameters, mean):
    mx.random.seed(0)
    draw = getattr(nd.random, f"{name}_like")
    like = nd.zeros((40, 50), dtype="float64", ctx=mx.cpu(1))
    drawn = draw(like, **parameters)
    assert (drawn.shape, drawn.dtype, drawn.context) == ((40, 50), np.float64, mx.cpu(1))
    assert abs(drawn.asnumpy().mean() / mean - 1) < 0.1
    mx.random.seed(0)
    assert (draw(data=like, **parameters) == drawn).asnumpy().all()
    target = nd.ones((40, 50), dtype="float64")
    assert draw(like, out=target, **parameters) is target and not (target == 1).asnumpy().all()
    with pytest.raises(TypeError, match="dtype must be 'float16', 'float32' or 'float64'"):
        draw(nd.zeros(2, dtype="int32"))


def test_rand_zipfian_follows_its_law():
    mx.random.seed(5)
    classes, top = 20_000, 50
    drawn, of_true, of_drawn = nd.contrib.rand_zipfian(nd.array([0, 7, 49]), classes, top)
    assert drawn.dtype == np.int64 and of_true.dtype == of_drawn.dtype == np.float64
    assert 0 <= drawn.asnumpy().min() and drawn.asnumpy().max() < top
    counts = np.bincount(drawn.asnumpy(), minlength=top)
    law = np.log((np.arange(top) + 2) / (np.arange(top) + 1)) / np.log(top + 1) * classes
    assert np.abs(counts - law).max() < 5 * np.sqrt(law.max())
    np.testing.assert_allclose(of_true.asnumpy(), law[[0, 7, 49]])
    np.testing.assert_allclose(of_drawn.asnumpy(), law[drawn.asnumpy()])
    with pytest.raises(MXNetError, match="range_max"):
        nd.contrib.rand_zipfian(nd.array([0]), 1, 0)


def test_densities_that_begin_with_a_power_of_the_sample_at_zero():
    x, one, two = nd.array([0.0, 1.0]), nd.ones(()), nd.full((), 2.0)
    y = nd.random_pdf_gamma(x, one, two).asnumpy()
    np.testing.assert_allclose(y, [2, 2 * np.exp(-2)], rtol=1e-6)
    y = nd.random_pdf_dirichlet(nd.array([0.0, 0.4, 0.6]), nd.array([1.0, 2.0, 3.0])).asnumpy()
    np.testing.assert_allclose(y, [60 * 0.4 * 0.6**2], rtol=1e-6)


@pytest.mark.parametrize("scale", [0, -1.0, float("nan")])
def test_exponential_names_its_own_parameter(scale):
    with pytest.raises(MXNetError, match="exponential: scale must be positive"):
        nd.random.exponential(scale)


def test_too_many_arguments_are_an_error_of_the_library():
    with pytest.raises(MXNetError, match="uniform: takes from 0 to 6 positional arguments"):
        nd.random.uniform(0, 1, (2,), "float32", None, None, "more")


@pytest.mark.parametrize("zero", [0.0, -0.0])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_zero_among_the_parameters_makes_all_draws_equal(zero, dtype):
    """Of a single number a mistake, in an array a distribution that has become one value."""
    none, one = nd.array([zero, 1.0], dtype=dtype), nd.array([1.0, 2.0], dtype=dtype)
    options = {"shape": (3,), "dtype": dtype}
    for drawn, want in (
        (nd.random.normal(one, none, **options), 1),
        (nd.random.gamma(none, one, **options), 0),
        (nd.random.gamma(one, none, **options), 0),
        (nd.random.negative_binomial(none, one / 4, **options), 0),
        (nd.random.generalized_negative_binomial(none, one, **options), 0),
        (nd.sample_exponential(none, **options), np.inf),
    ):
        values = drawn.asnumpy()
        assert drawn.dtype == np.dtype(dtype)
        assert (values[0] == want).all() and np.isfinite(values[1]).all()
    for refused in (
        lambda: nd.random.normal(1, zero),
        lambda: nd.random.gamma(zero, 1),
        lambda: nd.random.normal(one, -one),
    ):
        with pytest.raises(ValueError, match="must (be positive|not be negative)"):
            refused()


def test_bounds_of_integers_are_numbers():
    with pytest.raises(TypeError, match="randint: high must be a number") as refused:
        nd.random.randint(0, nd.array([5]))
    assert isinstance(refused.value, MXNetError)
