"""``random_*_like``: an array of the shape and dtype of another, drawn from one distribution."""

from __future__ import annotations

from ..registry import operator
from .distributions import (
    exponential,
    float_dtype,
    gamma,
    generalized_negative_binomial,
    negative_binomial,
    normal,
    poisson,
    uniform,
)


def _like(name):
    """Declare an operator under the name that ``nd.random`` looks for."""
    return operator(
        f"random_{name}_like", namespace="random", aliases=(f"_random_{name}_like",),
        zero_gradient=True,
    )  # fmt: skip


@_like("uniform")
def uniform_like(data, *, low=0.0, high=1.0, rng):
    """Uniform numbers of ``[low, high)``, as many as ``data`` has, in its dtype.

    Parameters
    ----------
    data : NDArray of floats
    low, high : float, default 0 and 1

    >>> nd.random.uniform_like(nd.ones((2, 3)), 2, 3).shape
    (2, 3)
    """
    return uniform(rng, low, high, data.shape, float_dtype(data.dtype))


@_like("normal")
def normal_like(data, *, loc=0.0, scale=1.0, rng):
    """Normal numbers of mean ``loc`` and standard deviation ``scale``, as many as ``data`` has.

    Parameters
    ----------
    data : NDArray of floats
    loc, scale : float, default 0 and 1

    >>> nd.random.normal_like(nd.ones((2, 3)), 0, 2).shape
    (2, 3)
    """
    return normal(rng, loc, scale, data.shape, float_dtype(data.dtype))


@_like("exponential")
def exponential_like(data, *, lam=1.0, rng):
    """Exponential numbers of rate ``lam``, as many as ``data`` has.

    Parameters
    ----------
    data : NDArray of floats
    lam : float, default 1

    >>> nd.random.exponential_like(nd.ones((2, 3)), lam=2).shape
    (2, 3)
    """
    return exponential(rng, lam, data.shape, float_dtype(data.dtype))


@_like("gamma")
def gamma_like(data, *, alpha=1.0, beta=1.0, rng):
    """Gamma numbers of shape ``alpha`` and scale ``beta``, as many as ``data`` has.

    Parameters
    ----------
    data : NDArray of floats
    alpha, beta : float, default 1

    >>> nd.random.gamma_like(nd.ones((2, 3)), 9, 0.5).shape
    (2, 3)
    """
    return gamma(rng, alpha, beta, data.shape, float_dtype(data.dtype))


@_like("poisson")
def poisson_like(data, *, lam=1.0, rng):
    """Poisson counts of mean ``lam``, as many as ``data`` has, as floats.

    Parameters
    ----------
    data : NDArray of floats
    lam : float, default 1

    >>> nd.random.poisson_like(nd.ones((2, 3)), lam=4).shape
    (2, 3)
    """
    return poisson(rng, lam, data.shape, float_dtype(data.dtype))


@_like("negative_binomial")
def negative_binomial_like(data, *, k=1, p=1.0, rng):
    """Failures before the ``k``-th success of probability ``p``, as many as ``data`` has.

    Parameters
    ----------
    data : NDArray of floats
    k : int, default 1
    p : float, default 1

    >>> nd.random.negative_binomial_like(nd.ones((2, 3)), 3, 0.5).shape
    (2, 3)
    """
    return negative_binomial(rng, k, p, data.shape, float_dtype(data.dtype))


@_like("generalized_negative_binomial")
def generalized_negative_binomial_like(data, *, mu=1.0, alpha=1.0, rng):
    """Counts of mean ``mu`` and dispersion ``alpha``, as many as ``data`` has.

    Parameters
    ----------
    data : NDArray of floats
    mu, alpha : float, default 1

    >>> nd.random.generalized_negative_binomial_like(nd.ones((2, 3)), 2, 0.5).shape
    (2, 3)
    """
    return generalized_negative_binomial(rng, mu, alpha, data.shape, float_dtype(data.dtype))
