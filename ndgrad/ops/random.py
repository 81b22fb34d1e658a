"""Random numbers: one distribution for a whole array, or one per element of parameter arrays.

``random_*`` draw an array of a given shape from one distribution; ``sample_*`` take arrays of
parameters and draw ``shape`` numbers for each of their elements. As in MXNet a draw is a constant
to autograd: no gradient flows to the parameters (write ``loc + scale * noise`` for that). The
exceptions are ``sample_multinomial(get_prob=True)`` and ``shuffle``.

``rng`` is the generator that ``mx.random.seed`` seeds.
"""

from __future__ import annotations

import math

import numpy as np

from .registry import operator

# -- drawing: standard numbers of a float dtype -----------------------------------------------


def _float(dtype):
    dtype = np.dtype(dtype or np.float32)
    if dtype.kind != "f":
        raise TypeError(f"dtype must be 'float16', 'float32' or 'float64', got {dtype}")
    return dtype


def _native(dtype):
    """The dtype to draw in: NumPy draws float32 and float64."""
    return np.float64 if dtype == np.float64 else np.float32


def _sizes(shape):
    sizes = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape or ())
    if any(n < 0 for n in sizes):
        raise ValueError(f"shape={sizes} has negative sizes")
    return sizes


def _require(good, message):
    if not np.all(good):
        raise ValueError(message)


def _uniform(rng, low, high, shape, dtype):
    _require(low <= high, f"low must be less than or equal to high, got {_show(low, high)}")
    y = rng.random(shape, _native(dtype))
    width = np.subtract(high, low)
    if np.any(width != 1):
        y *= width
    if np.any(low != 0):
        y += low
    y = y.astype(dtype, copy=False)
    if dtype == np.float16 or np.any(width != 1) or np.any(low != 0):
        # Rounding may reach high, which does not belong to the interval.
        below = np.nextafter(dtype.type(0) + high, low, dtype=dtype)
        np.minimum(y, np.maximum(below, low, dtype=dtype), out=y)
    return y


def _normal(rng, loc, scale, shape, dtype):
    _require(scale > 0, f"the scale must be positive, got {_show(scale)}")
    y = rng.standard_normal(shape, _native(dtype))
    if np.any(scale != 1):
        y *= scale
    if np.any(loc != 0):
        y += loc
    return y.astype(dtype, copy=False)


def _gamma(rng, alpha, beta, shape, dtype):
    _require(alpha > 0, f"alpha must be positive, got {_show(alpha)}")
    _require(beta > 0, f"beta must be positive, got {_show(beta)}")
    y = rng.standard_gamma(alpha, shape, _native(dtype))
    y *= beta
    return y.astype(dtype, copy=False)


def _exponential(rng, lam, shape, dtype):
    _require(lam > 0, f"lam must be positive, got {_show(lam)}")
    y = rng.standard_exponential(shape, _native(dtype))
    y /= lam
    return y.astype(dtype, copy=False)


def _poisson(rng, lam, shape, dtype):
    _require(lam >= 0, f"lam must not be negative, got {_show(lam)}")
    return np.asarray(rng.poisson(lam, shape)).astype(dtype)


def _negative_binomial(rng, k, p, shape, dtype):
    _require(k > 0, f"k must be positive, got {_show(k)}")
    _require((p >= 0) & (p <= 1), f"p must lie in [0, 1], got {_show(p)}")
    _require(p > 0, "with p = 0 the count is infinite")
    return np.asarray(rng.negative_binomial(k, p, shape)).astype(dtype)


def _generalized_negative_binomial(rng, mu, alpha, shape, dtype):
    _require(mu >= 0, f"mu must not be negative, got {_show(mu)}")
    _require(alpha >= 0, f"alpha must not be negative, got {_show(alpha)}")
    # A Poisson count whose mean is gamma distributed with mean mu and variance alpha mu ** 2.
    spread = np.maximum(alpha, 1e-12)  # towards 0 it is a plain Poisson count
    mean = np.where(np.equal(alpha, 0), mu, rng.gamma(1 / spread, mu * spread, shape))
    return np.asarray(rng.poisson(mean)).astype(dtype)


def _show(*values):
    return " and ".join(str(v) if np.ndim(v) == 0 else f"minimum {np.min(v)}" for v in values)


# -- one distribution -------------------------------------------------------------------------


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
    return _uniform(rng, low, high, _sizes(shape), _float(dtype))


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
    return _normal(rng, loc, scale, _sizes(shape), _float(dtype))


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
    return _gamma(rng, alpha, beta, _sizes(shape), _float(dtype))


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
    return _exponential(rng, lam, _sizes(shape), _float(dtype))


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
    return _poisson(rng, lam, _sizes(shape), _float(dtype))


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
    return _negative_binomial(rng, k, p, _sizes(shape), _float(dtype))


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
    return _generalized_negative_binomial(rng, mu, alpha, _sizes(shape), _float(dtype))


@operator(aliases=("_random_randint",))
def random_randint(*, low, high, shape=(), dtype=None, rng):
    """Integers of ``[low, high)``, all equally likely.

    Parameters
    ----------
    low, high : int
    shape : int or tuple of int
    dtype : {'int32', 'int64'}, default 'int32'

    Errors: ValueError for an empty interval, or one that the dtype does not hold.

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
    return rng.integers(int(low), int(high), _sizes(shape), dtype)


# -- one distribution per element -------------------------------------------------------------


def _columns(shape, *parameters):
    """Parameters that broadcast against draws of ``parameter shape + shape``, and that shape."""
    first = parameters[0]
    for other in parameters[1:]:
        if other.shape != first.shape:
            raise ValueError(f"parameters must have one shape, got {first.shape}, {other.shape}")
    sizes = _sizes(shape)
    lead = first.shape + (1,) * len(sizes)
    wide = [p.astype(np.float64).reshape(lead) for p in parameters]
    return (*wide, first.shape + sizes)


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
    return _uniform(rng, low, high, size, _float(dtype))


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
    return _normal(rng, mu, sigma, size, _float(dtype))


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
    return _gamma(rng, alpha, beta, size, _float(dtype))


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
    return _exponential(rng, lam, size, _float(dtype))


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
    return _poisson(rng, lam, size, _float(dtype))


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
    return _negative_binomial(rng, k, p, size, _float(dtype))


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
    return _generalized_negative_binomial(rng, mu, alpha, size, _float(dtype))


# -- choosing ---------------------------------------------------------------------------------


@operator(
    aliases=("_sample_multinomial",),
    outputs=("out", "prob", "place"),
    visible=lambda params: 2 if params["get_prob"] else 1,
)
def sample_multinomial(data, *, shape=(), get_prob=False, dtype="int32", rng):
    """Indices drawn with given probabilities, ``shape`` of them for each row.

    Parameters
    ----------
    data : NDArray of shape (k,) or (..., k), floats
        The last axis holds the probabilities of 0 to k - 1. They add up to 1.
    shape : int or tuple of int, default ()
    get_prob : bool, default False
        Return the logarithm of the probability of each draw too. It is differentiable: the gradient
        of the log-likelihood is what policy gradients (REINFORCE) need.
    dtype : str, default 'int32'
        Of the indices.

    Returns
    -------
    NDArray of shape ``data.shape[:-1] + shape``; with ``get_prob`` a list of two of that shape

    Errors: ValueError for probabilities that are negative, or do not add up to 1.

    >>> nd.sample_multinomial(nd.array([[0., 1.], [1., 0.]]), shape=3).asnumpy()
    array([[1, 1, 1],
           [0, 0, 0]], dtype=int32)
    """
    if not data.ndim or data.dtype.kind != "f":
        raise TypeError("data must be floats with at least one axis")
    sizes = _sizes(shape)
    width = data.shape[-1]
    rows = data.reshape(-1, width) if width else data.reshape(math.prod(data.shape[:-1]), 0)
    limits = np.cumsum(rows, axis=1, dtype=np.float64)
    if len(rows):
        _check_probabilities(rows, limits)
        limits /= limits[:, -1:]
    draws = rng.random((len(rows), math.prod(sizes)))
    chosen = np.empty(draws.shape, np.int64)
    for row, limit in enumerate(limits):
        chosen[row] = np.searchsorted(limit, draws[row], side="right")
    place = chosen + width * np.arange(len(rows))[:, None]
    prob = np.log(rows.reshape(-1)[place])
    lead = data.shape[:-1] + sizes
    return chosen.astype(dtype).reshape(lead), prob.reshape(lead), place.reshape(lead)


def _check_probabilities(rows, limits):
    if not np.all(rows >= 0):
        raise ValueError("probabilities must not be negative (or NaN)")
    tolerance = 1e-2 if rows.dtype == np.float16 else 1e-3
    wrong = np.abs(limits[:, -1] - 1) > tolerance
    if wrong.any():
        row = int(np.argmax(wrong))
        raise ValueError(
            f"the probabilities of row {row} add up to {limits[row, -1]:g}, not 1: divide them by "
            f"their sum, or apply softmax to scores"
        )


@sample_multinomial.gradient
def _(F, gys, data_shape, data, place):
    g = gys[1] if len(gys) > 1 else None
    if g is None:
        return None
    key, positions = (None,), (0,)
    flat = F._view(data, shape=(-1,))
    taken = F._advanced_index(flat, place, key=key, positions=positions)
    spread = F._advanced_index_backward(
        g / taken, place, key=key, positions=positions, shape=(math.prod(data_shape),)
    )
    return F._view(spread, shape=data_shape)


@operator(aliases=("_shuffle",), outputs=("y", "order"), visible=1)
def shuffle(data, *, rng):
    """A copy with its slices along the first axis in random order. Gradients follow them back.

    Parameters
    ----------
    data : NDArray, at least one axis

    >>> sorted(nd.shuffle(nd.array([1., 2., 3.])).asnumpy().tolist())
    [1.0, 2.0, 3.0]
    """
    if not data.ndim:
        raise ValueError("data must have at least one axis")
    order = rng.permutation(len(data))
    return data[order], order


@shuffle.gradient
def _(F, gys, data_shape, order):
    return F._advanced_index_backward(gys[0], order, key=(None,), positions=(0,), shape=data_shape)
