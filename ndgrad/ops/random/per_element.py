"""``sample_*``: a number of draws for each element of arrays of parameters."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .distributions import (
    exponential,
    float_dtype,
    gamma,
    generalized_negative_binomial,
    negative_binomial,
    normal,
    poisson,
    sizes,
    uniform,
)


def _columns(shape, *parameters):
    """Parameters that broadcast against draws of ``parameter shape + shape``, and that shape."""
    first = parameters[0]
    for other in parameters[1:]:
        if other.shape != first.shape:
            raise ValueError(f"parameters must have one shape, got {first.shape}, {other.shape}")
    lengths = sizes(shape)
    lead = first.shape + (1,) * len(lengths)
    wide = [p.astype(np.float64).reshape(lead) for p in parameters]
    return (*wide, first.shape + lengths)


@operator(aliases=("_sample_uniform",), zero_gradient=True)
def sample_uniform(low, high, *, shape=(), dtype=None, rng):
    """Uniform numbers, ``shape`` of them for each pair ``[low, high)``.

    Parameters
    ----------
    low, high : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``low.shape + shape``

    >>> nd.sample_uniform(nd.array([0., 10.]), nd.array([1., 11.]), shape=3).shape
    (2, 3)
    """
    low, high, size = _columns(shape, low, high)
    return uniform(rng, low, high, size, float_dtype(dtype))


@operator(aliases=("_sample_normal",), zero_gradient=True)
def sample_normal(mu, sigma, *, shape=(), dtype=None, rng):
    """Normal numbers, ``shape`` of them for each pair of mean and standard deviation.

    Parameters
    ----------
    mu, sigma : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``mu.shape + shape``

    >>> nd.sample_normal(nd.array([0., 10.]), nd.array([1., 2.]), shape=(3, 4)).shape
    (2, 3, 4)
    """
    mu, sigma, size = _columns(shape, mu, sigma)
    return normal(rng, mu, sigma, size, float_dtype(dtype))


@operator(aliases=("_sample_gamma",), zero_gradient=True)
def sample_gamma(alpha, beta, *, shape=(), dtype=None, rng):
    """Gamma numbers, ``shape`` of them for each pair of shape ``alpha`` and scale ``beta``.

    Parameters
    ----------
    alpha, beta : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``alpha.shape + shape``

    >>> nd.sample_gamma(nd.array([1., 2.]), nd.array([1., 3.])).shape
    (2,)
    """
    alpha, beta, size = _columns(shape, alpha, beta)
    return gamma(rng, alpha, beta, size, float_dtype(dtype))


@operator(aliases=("_sample_exponential",), zero_gradient=True)
def sample_exponential(lam, *, shape=(), dtype=None, rng):
    """Exponential numbers, ``shape`` of them for each rate ``lam``.

    Parameters
    ----------
    lam : NDArray
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``lam.shape + shape``

    >>> nd.sample_exponential(nd.array([1., 2.]), shape=3).shape
    (2, 3)
    """
    lam, size = _columns(shape, lam)
    return exponential(rng, lam, size, float_dtype(dtype))


@operator(aliases=("_sample_poisson",), zero_gradient=True)
def sample_poisson(lam, *, shape=(), dtype=None, rng):
    """Poisson counts, ``shape`` of them for each mean ``lam``, as floats.

    Parameters
    ----------
    lam : NDArray
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``lam.shape + shape``

    >>> nd.sample_poisson(nd.array([1., 20.]), shape=3).shape
    (2, 3)
    """
    lam, size = _columns(shape, lam)
    return poisson(rng, lam, size, float_dtype(dtype))


@operator(aliases=("_sample_negative_binomial",), zero_gradient=True)
def sample_negative_binomial(k, p, *, shape=(), dtype=None, rng):
    """Failures before the ``k``-th success of probability ``p``, ``shape`` of them for each pair.

    Parameters
    ----------
    k, p : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``k.shape + shape``

    >>> nd.sample_negative_binomial(nd.array([3., 9.]), nd.array([0.4, 0.5]), shape=2).shape
    (2, 2)
    """
    k, p, size = _columns(shape, k, p)
    return negative_binomial(rng, k, p, size, float_dtype(dtype))


@operator(aliases=("_sample_generalized_negative_binomial",), zero_gradient=True)
def sample_generalized_negative_binomial(mu, alpha, *, shape=(), dtype=None, rng):
    """Counts of mean ``mu`` and dispersion ``alpha``, ``shape`` of them for each pair, as floats.

    Parameters
    ----------
    mu, alpha : NDArray of one shape
    shape : int or tuple of int, default ()
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    Returns
    -------
    NDArray of shape ``mu.shape + shape``

    >>> nd.sample_generalized_negative_binomial(nd.array([2.]), nd.array([0.3]), shape=2).shape
    (1, 2)
    """
    mu, alpha, size = _columns(shape, mu, alpha)
    return generalized_negative_binomial(rng, mu, alpha, size, float_dtype(dtype))
