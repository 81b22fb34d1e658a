"""Is a random generator what it claims to be? Means, variances and Pearson's chi-square test.

A ``generator`` is a function of the number of samples (``nsamples``) that returns that many, as an
array of NumPy or of ndgrad.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Generator = Callable[[int], Any]


def _samples(generator: Generator, n: int) -> np.ndarray:
    values = generator(n)
    values = values.asnumpy() if hasattr(values, "asnumpy") else np.asarray(values)
    return values.reshape(-1)


def mean_check(generator: Generator, mu: float, sigma: float, nsamples: int = 1000000) -> bool:
    """Whether the mean of ``nsamples`` of the generator is within 3 sigma / sqrt(n) of ``mu``.

    >>> rng = np.random.default_rng(0)
    >>> mx.test_utils.mean_check(lambda n: rng.normal(2.0, 3.0, n), 2.0, 3.0, 10000)
    True
    """
    mean = float(_samples(generator, nsamples).astype("float64").mean())
    return abs(mean - mu) < 3 * sigma / math.sqrt(nsamples)


def var_check(generator: Generator, sigma: float, nsamples: int = 1000000) -> bool:
    """Whether the variance of ``nsamples`` of the generator is near ``sigma`` squared.

    That is within 3 sqrt(2 sigma^4 / (n - 1)) of it: three times the spread for the normal law.

    >>> rng = np.random.default_rng(0)
    >>> mx.test_utils.var_check(lambda n: rng.normal(2.0, 3.0, n), 3.0, 10000)
    True
    """
    variance = float(_samples(generator, nsamples).astype("float64").var(ddof=1))
    return abs(variance - sigma**2) < 3 * math.sqrt(2 * sigma**4 / (nsamples - 1))


def gen_buckets_probs_with_ppf(
    ppf: Callable[[float], float], nbuckets: int
) -> tuple[list[tuple[float, float]], list[float]]:
    """``nbuckets`` intervals of equal probability, from the quantile function ``ppf``.

    Returns the intervals and their probabilities, as :func:`chi_square_check` takes them.

    >>> mx.test_utils.gen_buckets_probs_with_ppf(lambda p: 2 * p, 2)
    ([(0.0, 1.0), (1.0, 2.0)], [0.5, 0.5])
    """
    edges = [float(ppf(i / nbuckets)) for i in range(nbuckets + 1)]
    return list(zip(edges[:-1], edges[1:], strict=True)), [1.0 / nbuckets] * nbuckets


def chi_square_check(
    generator: Generator,
    buckets: Sequence[Any],
    probs: Sequence[float],
    nsamples: int = 1000000,
) -> tuple[float, np.ndarray, np.ndarray]:
    """Pearson's chi-square test: ``(p, observed counts, expected counts)``.

    Parameters
    ----------
    generator : callable
        ``generator(n)`` gives ``n`` independent samples.
    buckets : list
        Either intervals ``(low, high)`` (a sample belongs where low <= x < high), ascending and
        adjacent, or the values of a discrete distribution.
    probs : list of float
        The probability of each bucket; normalized to sum to 1.
    nsamples : int

    >>> rng = np.random.default_rng(1)
    >>> p, seen, expected = mx.test_utils.chi_square_check(
    ...     lambda n: rng.integers(0, 2, n), [0, 1], [0.5, 0.5], 1000)
    >>> p > 0.05, int(seen.sum()), expected
    (True, 1000, array([500, 500], dtype=int32))
    """
    values = _samples(generator, nsamples)
    shares = np.asarray(probs, "float64") / np.sum(probs)
    if isinstance(buckets[0], (list, tuple)):
        edges = [buckets[0][0], *(high for _, high in buckets)]
        place = np.searchsorted(np.asarray(edges, "float64"), values, side="right") - 1
        inside = (place >= 0) & (place < len(buckets))
        seen = np.bincount(place[inside], minlength=len(buckets))
    else:
        seen = np.array([np.count_nonzero(values == b) for b in buckets])
    expected = shares * nsamples
    p = chi_square_p(float(np.sum((seen - expected) ** 2 / expected)), len(buckets) - 1)
    return p, seen, expected.astype("int32")


def verify_generator(
    generator: Generator,
    buckets: Sequence[Any],
    probs: Sequence[float],
    nsamples: int = 1000000,
    nrepeat: int = 5,
    success_rate: float = 0.2,
    alpha: float = 0.05,
) -> list[float]:
    """Repeat :func:`chi_square_check`; AssertionError unless enough of the tests have p > alpha.

    Returns the p values. At least ``success_rate`` of ``nrepeat`` tests must succeed; the other
    parameters are those of :func:`chi_square_check`.

    >>> rng = np.random.default_rng(0)
    >>> buckets, probs = mx.test_utils.gen_buckets_probs_with_ppf(lambda p: p, 5)
    >>> len(mx.test_utils.verify_generator(lambda n: rng.uniform(size=n), buckets, probs, 1000))
    5
    """
    results = [chi_square_check(generator, buckets, probs, nsamples) for _ in range(nrepeat)]
    ps = [p for p, _, _ in results]
    if sum(p > alpha for p in ps) < nrepeat * success_rate:
        raise AssertionError(
            f"Generator test fails, Chi-square p={ps}, obs_freq={[r[1] for r in results]}, "
            f"expected_freq={results[0][2]}.\nbuckets={list(buckets)}, probs={list(probs)}"
        )
    return ps


def chi_square_p(statistic: float, freedom: int) -> float:
    """Probability that a chi-square variable with ``freedom`` degrees exceeds ``statistic``.

    The regularized upper incomplete gamma function Q(a, x) of a = freedom / 2, x = statistic / 2:
    a power series where x < a + 1, else Lentz's continued fraction (Numerical Recipes, 6.2).
    """
    a, x = freedom / 2, statistic / 2
    if x <= 0:
        return 1.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = a
        while abs(term) > abs(total) * 1e-16:
            n += 1
            term *= x / n
            total += term
        return max(0.0, 1 - total * scale)
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    fraction = d
    for i in range(1, 10000):
        step = -i * (i - a)
        b += 2
        d = 1 / ((step * d + b) or tiny)
        c = (b + step / c) or tiny
        fraction *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return scale * fraction
