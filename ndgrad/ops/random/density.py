"""``random_pdf_*``: the density of distributions at given samples, differentiable.

Parameters have the leading axes of ``sample``: one distribution for each of their elements, and any
number of samples of it along the other axes. The densities are computed in float64; the rules say
the derivatives of their logarithms. Formulas: NIST Digital Library of Mathematical Functions, and
Johnson, Kotz and Balakrishnan, "Continuous Univariate Distributions".
"""

from __future__ import annotations

import math

import numpy as np

from ..gamma_function import gammaln_of
from ..registry import operator


def _prepared(sample, *parameters):
    """All in float64, the parameters with axes for the samples of each distribution."""
    for parameter in parameters:
        if sample.shape[: parameter.ndim] != parameter.shape or sample.dtype.kind != "f":
            raise ValueError(
                f"sample must be floats with the leading axes of the parameters, got "
                f"{sample.dtype} {sample.shape} and {parameter.shape}"
            )
    wide = [p.reshape(p.shape + (1,) * (sample.ndim - p.ndim)) for p in parameters]
    return [array.astype(np.float64) for array in (sample, *wide)]


def _times_log(factor, x):
    """``factor * log(x)``, the logarithm of a power: 0 where the factor is, also at x = 0."""
    return np.where(factor == 0, 0, factor * np.log(x))


def _given(logarithm, is_log, sample):
    return (logarithm if is_log else np.exp(logarithm)).astype(sample.dtype)


def _widened(F, sample, *parameters):
    """The parameters with axes for the samples of each distribution."""
    return [F._view(p, shape=p.shape + (1,) * (sample.ndim - p.ndim)) for p in parameters]


def _pulled(F, gy, y, is_log, shapes, partials):
    """Gradients, from the derivatives of the logarithm of the density; None where that is 0."""
    g = gy if is_log else gy * y
    found: list = []
    for shape, partial in zip(shapes, partials):
        if partial is None:
            found.append(None)
            continue
        whole = g * partial
        behind = tuple(range(len(shape), whole.ndim))
        found.append(F._view(F.sum(whole, axis=behind), shape=shape) if behind else whole)
    return tuple(found)


@operator(aliases=("_random_pdf_uniform",), promotes=True)
def random_pdf_uniform(sample, low, high, *, is_log=False):
    """The density of uniform distributions on ``[low, high)`` at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    low, high : NDArray
        Bounds of the intervals.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_uniform(nd.array([[1., 2., 12.]]), nd.array([0.]), nd.array([10.])).asnumpy()
    array([[0.1, 0.1, 0. ]], dtype=float32)
    """
    x, a, b = _prepared(sample, low, high)
    return _given(np.where((x >= a) & (x < b), -np.log(b - a), -np.inf), is_log, sample)


@random_pdf_uniform.gradient
def _(F, gy, y, sample, low, high, is_log):
    a, b = _widened(F, sample, low, high)
    inside = (sample >= a) * (sample < b)
    by_width = inside / (b - a)
    shapes = (sample.shape, low.shape, high.shape)
    return _pulled(F, gy, y, is_log, shapes, (None, by_width, -by_width))


@operator(aliases=("_random_pdf_normal",), promotes=True)
def random_pdf_normal(sample, mu, sigma, *, is_log=False):
    """The density of normal distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    mu, sigma : NDArray
        Means and standard deviations.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_normal(nd.array([[0.]]), nd.array([0.]), nd.array([1.])).asnumpy().round(4)
    array([[0.3989]], dtype=float32)
    """
    x, m, s = _prepared(sample, mu, sigma)
    return _given(-0.5 * ((x - m) / s) ** 2 - np.log(s * math.sqrt(2 * math.pi)), is_log, sample)


@random_pdf_normal.gradient
def _(F, gy, y, sample, mu, sigma, is_log):
    m, s = _widened(F, sample, mu, sigma)
    z = (sample - m) / s
    shapes = (sample.shape, mu.shape, sigma.shape)
    return _pulled(F, gy, y, is_log, shapes, (-z / s, z / s, (z * z - 1) / s))


@operator(aliases=("_random_pdf_gamma",), promotes=True)
def random_pdf_gamma(sample, alpha, beta, *, is_log=False):
    """The density of gamma distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    alpha, beta : NDArray
        Shapes and rates.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_gamma(nd.array([[2.]]), nd.array([2.]), nd.array([0.5])).asnumpy().round(4)
    array([[0.1839]], dtype=float32)
    """
    x, a, b = _prepared(sample, alpha, beta)
    found = a * np.log(b) + _times_log(a - 1, x) - b * x - gammaln_of(a)
    return _given(found, is_log, sample)


@random_pdf_gamma.gradient
def _(F, gy, y, sample, alpha, beta, is_log):
    a, b = _widened(F, sample, alpha, beta)
    by_alpha = F.log(b) + F.log(sample) - F._polygamma(a, order=0)
    shapes = (sample.shape, alpha.shape, beta.shape)
    return _pulled(F, gy, y, is_log, shapes, ((a - 1) / sample - b, by_alpha, a / b - sample))


@operator(aliases=("_random_pdf_exponential",), promotes=True)
def random_pdf_exponential(sample, lam, *, is_log=False):
    """The density of exponential distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats
    lam : NDArray
        Rates.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_exponential(nd.array([[2.]]), nd.array([0.5])).asnumpy().round(4)
    array([[0.1839]], dtype=float32)
    """
    x, rate = _prepared(sample, lam)
    return _given(np.log(rate) - rate * x, is_log, sample)


@random_pdf_exponential.gradient
def _(F, gy, y, sample, lam, is_log):
    (rate,) = _widened(F, sample, lam)
    # Zeros of the samples' shape: a rate alone has only its own.
    by_sample = sample * 0 - rate
    return _pulled(F, gy, y, is_log, (sample.shape, lam.shape), (by_sample, 1 / rate - sample))


@operator(aliases=("_random_pdf_poisson",), promotes=True)
def random_pdf_poisson(sample, lam, *, is_log=False):
    """The probability of Poisson distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats, whole numbers; without a gradient
    lam : NDArray
        Means.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_poisson(nd.array([[0., 1.]]), nd.array([1.])).asnumpy().round(4)
    array([[0.3679, 0.3679]], dtype=float32)
    """
    x, mean = _prepared(sample, lam)
    found = _times_log(x, mean) - mean - gammaln_of(x + 1)
    return _given(found, is_log, sample)


@random_pdf_poisson.gradient
def _(F, gy, y, sample, lam, is_log):
    (mean,) = _widened(F, sample, lam)
    return _pulled(F, gy, y, is_log, (sample.shape, lam.shape), (None, sample / mean - 1))


@operator(aliases=("_random_pdf_negative_binomial",), promotes=True)
def random_pdf_negative_binomial(sample, k, p, *, is_log=False):
    """The probability of each number of failures before success ``k`` of probability ``p``.

    Parameters
    ----------
    sample : NDArray of floats, whole numbers; without a gradient
    k, p : NDArray
        Numbers of successes, not necessarily whole, and probabilities of success.
    is_log : bool, default False
        Give the logarithm.

    >>> one, half = nd.array([1.]), nd.array([0.5])
    >>> nd.random_pdf_negative_binomial(nd.array([[0., 1.]]), one, half).asnumpy()
    array([[0.5 , 0.25]], dtype=float32)
    """
    x, successes, chance = _prepared(sample, k, p)
    ways = gammaln_of(x + successes) - gammaln_of(x + 1) - gammaln_of(successes)
    found = ways + successes * np.log(chance) + np.where(x == 0, 0, x * np.log1p(-chance))
    return _given(found, is_log, sample)


@random_pdf_negative_binomial.gradient
def _(F, gy, y, sample, k, p, is_log):
    successes, chance = _widened(F, sample, k, p)
    by_k = F._polygamma(sample + successes, order=0) - F._polygamma(successes, order=0)
    shapes = (sample.shape, k.shape, p.shape)
    partials = (None, by_k + F.log(chance), successes / chance - sample / (1 - chance))
    return _pulled(F, gy, y, is_log, shapes, partials)


@operator(aliases=("_random_pdf_generalized_negative_binomial",), promotes=True)
def random_pdf_generalized_negative_binomial(sample, mu, alpha, *, is_log=False):
    """The probability of each count, their mean ``mu``, their variance ``mu + alpha * mu ** 2``.

    Parameters
    ----------
    sample : NDArray of floats, whole numbers; without a gradient
    mu, alpha : NDArray
        Means and dispersions.
    is_log : bool, default False
        Give the logarithm.

    >>> mu, alpha = nd.array([2.]), nd.array([0.3])
    >>> nd.random_pdf_generalized_negative_binomial(nd.array([[0.]]), mu, alpha).asnumpy().round(4)
    array([[0.2087]], dtype=float32)
    """
    x, mean, spread = _prepared(sample, mu, alpha)
    size = 1 / spread
    ways = gammaln_of(x + size) - gammaln_of(x + 1) - gammaln_of(size)
    rest = _times_log(x, mean * spread / (1 + mean * spread))
    return _given(ways - size * np.log1p(mean * spread) + rest, is_log, sample)


@random_pdf_generalized_negative_binomial.gradient
def _(F, gy, y, sample, mu, alpha, is_log):
    mean, spread = _widened(F, sample, mu, alpha)
    size, grown = 1 / spread, 1 + mean * spread
    by_mean = sample / mean - (sample * spread + 1) / grown
    by_size = F._polygamma(sample + size, order=0) - F._polygamma(size, order=0) - F.log(grown)
    by_spread = sample / spread - mean * (sample + size) / grown - size * size * by_size
    shapes = (sample.shape, mu.shape, alpha.shape)
    return _pulled(F, gy, y, is_log, shapes, (None, by_mean, by_spread))


def _of_simplex(sample, alpha):
    """``alpha`` with axes for the samples of each distribution, before the last one."""
    between = (1,) * (sample.ndim - alpha.ndim)
    return alpha.shape[:-1] + between + alpha.shape[-1:]


@operator(aliases=("_random_pdf_dirichlet",), promotes=True)
def random_pdf_dirichlet(sample, alpha, *, is_log=False):
    """The density of Dirichlet distributions at each sample.

    Parameters
    ----------
    sample : NDArray of floats, (..., n)
        Positive numbers with sum 1 along the last axis.
    alpha : NDArray, (..., n)
        The concentrations, with leading axes of ``sample``.
    is_log : bool, default False
        Give the logarithm.

    >>> nd.random_pdf_dirichlet(nd.array([0.2, 0.3, 0.5]), nd.array([1., 2., 3.])).asnumpy()
    array([4.5], dtype=float32)
    """
    lead = alpha.ndim - 1
    if (
        lead < 0 or sample.ndim < alpha.ndim or sample.dtype.kind != "f"
        or sample.shape[:lead] != alpha.shape[:lead] or sample.shape[-1] != alpha.shape[-1]
    ):  # fmt: skip
        raise ValueError(
            f"sample must be floats with the leading axes and the last one of alpha, got "
            f"{sample.dtype} {sample.shape} and {alpha.shape}"
        )
    x, a = sample.astype(np.float64), alpha.astype(np.float64).reshape(_of_simplex(sample, alpha))
    found = (_times_log(a - 1, x) - gammaln_of(a)).sum(axis=-1) + gammaln_of(a.sum(axis=-1))
    return _given(found, is_log, sample)


@random_pdf_dirichlet.gradient
def _(F, gy, y, sample, alpha, is_log):
    a = F._view(alpha, shape=_of_simplex(sample, alpha))
    g = gy if is_log else gy * y
    g = F._view(g, shape=(*sample.shape[:-1], 1))
    total = F._polygamma(F.sum(a, axis=-1, keepdims=True), order=0)
    by_alpha = g * (F.log(sample) + total - F._polygamma(a, order=0))
    between = tuple(range(alpha.ndim - 1, sample.ndim - 1))
    if between:
        by_alpha = F._view(F.sum(by_alpha, axis=between), shape=alpha.shape)
    return g * (a - 1) / sample, by_alpha
