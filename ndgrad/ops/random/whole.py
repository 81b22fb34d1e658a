"""``random_*``: an array of a given shape, drawn from one distribution."""

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


@operator(aliases=("uniform", "_random_uniform"))
def random_uniform(*, low=0.0, high=1.0, shape=(), dtype=None, rng):
    """Uniform numbers of ``[low, high)``.

    Parameters
    ----------
    low, high : float, default 0 and 1
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_uniform(2, 3, shape=(2, 3)).shape
    (2, 3)
    """
    return uniform(rng, low, high, sizes(shape), float_dtype(dtype))


@operator(aliases=("normal", "_random_normal"))
def random_normal(*, loc=0.0, scale=1.0, shape=(), dtype=None, rng):
    """Normal numbers of mean ``loc`` and standard deviation ``scale``.

    Parameters
    ----------
    loc, scale : float, default 0 and 1
        ``scale`` is positive.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_normal(0, 2, shape=(2, 3)).shape
    (2, 3)
    """
    return normal(rng, loc, scale, sizes(shape), float_dtype(dtype))


@operator(aliases=("_random_gamma",))
def random_gamma(*, alpha=1.0, beta=1.0, shape=(), dtype=None, rng):
    """Gamma numbers of shape ``alpha`` and scale ``beta``: mean ``alpha * beta``.

    Parameters
    ----------
    alpha, beta : float, default 1
        Positive.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_gamma(9, 0.5, shape=(2,)).shape
    (2,)
    """
    return gamma(rng, alpha, beta, sizes(shape), float_dtype(dtype))


@operator(aliases=("_random_exponential",))
def random_exponential(*, lam=1.0, shape=(), dtype=None, rng):
    """Exponential numbers of rate ``lam``: mean ``1 / lam``.

    Parameters
    ----------
    lam : float, default 1
        Positive.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_exponential(4, shape=(2,)).shape
    (2,)
    """
    return exponential(rng, lam, sizes(shape), float_dtype(dtype))


@operator(aliases=("_random_poisson",))
def random_poisson(*, lam=1.0, shape=(), dtype=None, rng):
    """Poisson counts of mean ``lam``, as floats.

    Parameters
    ----------
    lam : float, default 1
        Not negative.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_poisson(4, shape=(2,)).shape
    (2,)
    """
    return poisson(rng, lam, sizes(shape), float_dtype(dtype))


@operator(aliases=("_random_negative_binomial",))
def random_negative_binomial(*, k=1, p=1.0, shape=(), dtype=None, rng):
    """Failures before the ``k``-th success, as floats: mean ``k * (1 - p) / p``.

    Parameters
    ----------
    k : int, default 1
        Positive.
    p : float, default 1
        Probability of a success, of (0, 1]. (MXNet's texts call success what fails here.)
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_negative_binomial(3, 0.4, shape=(2,)).shape
    (2,)
    """
    return negative_binomial(rng, k, p, sizes(shape), float_dtype(dtype))


@operator(aliases=("_random_generalized_negative_binomial",))
def random_generalized_negative_binomial(*, mu=1.0, alpha=1.0, shape=(), dtype=None, rng):
    """Counts of mean ``mu`` and variance ``mu + alpha * mu ** 2``, as floats.

    Parameters
    ----------
    mu, alpha : float, default 1
        Not negative; ``alpha=0`` is the Poisson distribution.
    shape : int or tuple of int
    dtype : {'float16', 'float32', 'float64'}, default 'float32'

    >>> nd.random_generalized_negative_binomial(2.0, 0.3, shape=(2,)).shape
    (2,)
    """
    return generalized_negative_binomial(rng, mu, alpha, sizes(shape), float_dtype(dtype))


@operator(aliases=("_random_randint",))
def random_randint(*, low, high, shape=(), dtype=None, rng):
    """Integers of ``[low, high)``, all equally likely.

    Parameters
    ----------
    low, high : int
    shape : int or tuple of int
    dtype : {'int32', 'int64'}, default 'int32'

    Raises
    ------
    ValueError
        For an empty interval, or one that the dtype does not hold.

    >>> nd.random_randint(0, 10, shape=(2,)).dtype
    <class 'numpy.int32'>
    """
    dtype = np.dtype(dtype or np.int32)
    if dtype not in (np.dtype(np.int32), np.dtype(np.int64)):
        raise TypeError(f"dtype must be 'int32' or 'int64', got {dtype}")
    if int(low) != low or int(high) != high:
        raise TypeError(f"low and high must be integers, got {low} and {high}")
    if low >= high:
        raise ValueError(f"low must be less than high, got {low} and {high}")
    return rng.integers(int(low), int(high), sizes(shape), dtype)
