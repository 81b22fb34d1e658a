"""Drawing from each distribution, in a float dtype: one set of parameters or arrays of them."""

from __future__ import annotations

import numpy as np

from ..dtypes import element_type

__all__ = [
    "exponential",
    "float_dtype",
    "gamma",
    "generalized_negative_binomial",
    "negative_binomial",
    "normal",
    "poisson",
    "sizes",
    "uniform",
]


def float_dtype(dtype):
    """The dtype of draws, float32 by default."""
    dtype = element_type("float32" if dtype is None else dtype)
    if dtype.kind != "f":
        raise TypeError(f"dtype must be 'float16', 'float32' or 'float64', got {dtype}")
    return dtype


def _native(dtype):
    """The dtype to draw in: NumPy draws float32 and float64."""
    return np.float64 if dtype == np.float64 else np.float32


def sizes(shape):
    """A shape, or a single length, as a tuple."""
    lengths = (shape,) if isinstance(shape, (int, np.integer)) else tuple(shape or ())
    if any(n < 0 for n in lengths):
        raise ValueError(f"shape={lengths} has negative sizes")
    return lengths


def _require(good, message):
    if not np.all(good):
        raise ValueError(message)


def _positive(name, value):
    """Raise unless positive; an element of an array may be 0, where all draws are one number."""
    if np.ndim(value):
        _require(value >= 0, f"{name} must not be negative, got {_show(value)}")
    else:
        _require(value > 0, f"{name} must be positive, got {_show(value)}")


def uniform(rng, low, high, shape, dtype):
    """Uniform numbers of ``[low, high)``."""
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


def normal(rng, loc, scale, shape, dtype):
    """Normal numbers."""
    _positive("the scale", scale)
    y = rng.standard_normal(shape, _native(dtype))
    if np.any(scale != 1):
        y *= scale
    if np.any(loc != 0):
        y += loc
    return y.astype(dtype, copy=False)


def gamma(rng, alpha, beta, shape, dtype):
    """Gamma numbers of shape ``alpha`` and scale ``beta``."""
    _positive("alpha", alpha)
    _positive("beta", beta)
    y = rng.standard_gamma(alpha + 0.0, shape, _native(dtype))  # -0.0 is negative to NumPy
    y *= beta
    return y.astype(dtype, copy=False)


def exponential(rng, lam, shape, dtype):
    """Exponential numbers of rate ``lam``."""
    _positive("lam", lam)
    y = rng.standard_exponential(shape, _native(dtype))
    y /= lam + 0.0
    return y.astype(dtype, copy=False)


def poisson(rng, lam, shape, dtype):
    """Poisson counts."""
    _require(lam >= 0, f"lam must not be negative, got {_show(lam)}")
    return np.asarray(rng.poisson(lam, shape)).astype(dtype)


def negative_binomial(rng, k, p, shape, dtype):
    """Failures before the ``k``-th success of probability ``p``."""
    _require(k >= 0, f"k must not be negative, got {_show(k)}")
    _require((p >= 0) & (p <= 1), f"p must lie in [0, 1], got {_show(p)}")
    _require(p > 0, "with p = 0 the count is infinite")
    waits = np.greater(k, 0)
    if np.all(waits):
        return np.asarray(rng.negative_binomial(k, p, shape)).astype(dtype)
    counts = rng.negative_binomial(np.where(waits, k, 1), p, shape)
    return np.where(waits, counts, 0).astype(dtype)


def generalized_negative_binomial(rng, mu, alpha, shape, dtype):
    """Counts of mean ``mu`` and variance ``mu + alpha * mu ** 2``."""
    _require(mu >= 0, f"mu must not be negative, got {_show(mu)}")
    _require(alpha >= 0, f"alpha must not be negative, got {_show(alpha)}")
    # A Poisson count whose mean is gamma distributed with mean mu and variance alpha mu ** 2.
    spread = np.maximum(alpha, 1e-12)  # towards 0 it is a plain Poisson count
    mean = np.where(np.equal(alpha, 0), mu, rng.gamma(1 / spread, mu * spread + 0.0, shape))
    return np.asarray(rng.poisson(mean)).astype(dtype)


def _show(*values):
    return " and ".join(str(v) if np.ndim(v) == 0 else f"minimum {np.min(v)}" for v in values)
