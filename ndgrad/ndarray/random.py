"""``nd.random``: random arrays, drawn from the one stream that ``mx.random.seed`` starts anew.

Parameters of distributions are numbers, or arrays of one shape: then each element is a distribution
of its own, and numbers beside them count for all. Most functions take besides

shape : int or tuple of int, optional
    Of the result, (1,) by default (that of ``out`` if it is given); beside arrays what each of
    their distributions is asked for, so that the result has the shape ``array.shape + shape``.
dtype : str or type, optional
    'float16', 'float32' (the default) or 'float64'.
ctx : Context, optional
    Where the result lives, the current context by default.
out : NDArray, optional
    An array that the numbers are written into.

and raise a ValueError for parameters that belong to no distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..base import InvalidTypeError, InvalidValueError
from ..context import Context
from ..core.arguments import checked
from ..core.dispatch import FrontEnd, is_number
from ..ops.registry import find
from .ndarray import NDArray, classic

__all__ = [
    "exponential", "exponential_like", "gamma", "gamma_like", "generalized_negative_binomial",
    "generalized_negative_binomial_like", "multinomial", "negative_binomial",
    "negative_binomial_like", "normal", "normal_like", "poisson", "poisson_like", "randint",
    "randn", "shuffle", "uniform", "uniform_like",
]  # fmt: skip

Number = float | NDArray
Shape = int | Sequence[int] | None


def _draw(
    name: str, given: dict[str, Any], shape: Any, dtype: Any, ctx: Any, out: Any, unknown: Any
) -> NDArray:
    """``random_<name>`` for numbers, ``sample_<name>`` where a parameter is an array."""
    front: FrontEnd = classic
    arrays = [v for v in given.values() if isinstance(v, NDArray)]
    extras = {**unknown, "ctx": ctx}
    if arrays:
        like = arrays[0]
        inputs = [
            v if isinstance(v, NDArray) else classic.F.full_like(like, fill_value=v)
            for v in given.values()
        ]
        op = find(f"sample_{name}")
        shape = () if shape is None else shape
        return front.call(op, inputs, {"shape": shape, "dtype": dtype}, out, extras)  # type: ignore[arg-type]  # declared
    op = find(f"random_{name}")
    if shape is None:
        shape = out.shape if out is not None else (1,)
    return front.call(op, (), {**given, "shape": shape, "dtype": dtype}, out, extras)  # type: ignore[arg-type]  # declared


@checked
def uniform(
    low: Number = 0,
    high: Number = 1,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Uniform numbers from [low, high).

    Parameters
    ----------
    low, high : float or NDArray, default 0 and 1
        ``low`` is not greater than ``high``.
    shape, dtype, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.uniform(0, 1, shape=(2, 3)).shape
    (2, 3)
    """
    return _draw("uniform", {"low": low, "high": high}, shape, dtype, ctx, out, kwargs)


@checked
def normal(
    loc: Number = 0,
    scale: Number = 1,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Normal numbers.

    Parameters
    ----------
    loc, scale : float or NDArray, default 0 and 1
        Mean and standard deviation, which is positive (in an array it may be 0).
    shape, dtype, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.normal(0, 1, shape=(2, 3)).shape
    (2, 3)
    """
    return _draw("normal", {"loc": loc, "scale": scale}, shape, dtype, ctx, out, kwargs)


@checked
def randn(*shape: int, **kwargs: Any) -> NDArray:
    """Normal numbers; the sizes are the arguments.

    ``loc``, ``scale``, ``dtype``, ``ctx`` and ``out`` are keywords, as in :func:`normal`.

    >>> nd.random.randn(2, 3).shape
    (2, 3)
    """
    return normal(kwargs.pop("loc", 0), kwargs.pop("scale", 1), shape=shape, **kwargs)


@checked
def exponential(
    scale: Number = 1,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Exponential numbers.

    Parameters
    ----------
    scale : float or NDArray, default 1
        The mean, positive (in an array it may be 0).
    shape, dtype, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.exponential(2.0, shape=(3,)).shape
    (3,)
    """
    if is_number(scale) and not scale > 0:
        raise InvalidValueError(f"exponential: scale must be positive, got {scale}.")
    return _draw("exponential", {"lam": 1.0 / scale}, shape, dtype, ctx, out, kwargs)


@checked
def gamma(
    alpha: Number = 1,
    beta: Number = 1,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Gamma numbers.

    Parameters
    ----------
    alpha, beta : float or NDArray, default 1
        Shape and scale, positive (in arrays they may be 0): the mean is ``alpha * beta``.
    shape, dtype, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.gamma(9, 0.5, shape=(3,)).shape
    (3,)
    """
    return _draw("gamma", {"alpha": alpha, "beta": beta}, shape, dtype, ctx, out, kwargs)


@checked
def poisson(
    lam: Number = 1,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Poisson counts, as floats.

    Parameters
    ----------
    lam : float or NDArray, default 1
        The mean, not negative.
    shape, dtype, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.poisson(4, shape=(3,)).shape
    (3,)
    """
    return _draw("poisson", {"lam": lam}, shape, dtype, ctx, out, kwargs)


@checked
def negative_binomial(
    k: Number = 1,
    p: Number = 1,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Failures before the ``k``-th success of probability ``p``, as floats.

    Parameters
    ----------
    k : int or NDArray, default 1
        Positive.
    p : float or NDArray, default 1
        Above 0, at most 1.
    shape, dtype, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.negative_binomial(3, 0.4, shape=(3,)).shape
    (3,)
    """
    return _draw("negative_binomial", {"k": k, "p": p}, shape, dtype, ctx, out, kwargs)


@checked
def generalized_negative_binomial(
    mu: Number = 1,
    alpha: Number = 1,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Counts of mean ``mu`` and variance ``mu + alpha * mu ** 2``, as floats.

    Parameters
    ----------
    mu, alpha : float or NDArray, default 1
        Not negative.
    shape, dtype, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.generalized_negative_binomial(2.0, 0.3, shape=(3,)).shape
    (3,)
    """
    given = {"mu": mu, "alpha": alpha}
    return _draw("generalized_negative_binomial", given, shape, dtype, ctx, out, kwargs)


@checked
def randint(
    low: int,
    high: int,
    shape: Shape = None,
    dtype: Any = None,
    ctx: Context | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """Integers from [low, high), all equally likely.

    Parameters
    ----------
    low, high : int
        ``TypeError`` for arrays.
    dtype : {'int32', 'int64'}, default 'int32'
    shape, ctx, out
        See :mod:`ndgrad.nd.random`.

    >>> nd.random.randint(0, 10, shape=(3,)).dtype
    <class 'numpy.int32'>
    """
    for name, bound in (("low", low), ("high", high)):
        if isinstance(bound, NDArray):
            raise InvalidTypeError(
                f"randint: {name} must be a number, got an NDArray of shape {bound.shape}."
            )
    return _draw("randint", {"low": low, "high": high}, shape, dtype, ctx, out, kwargs)


@checked
def multinomial(
    data: NDArray,
    shape: Shape = None,
    get_prob: bool = False,
    out: NDArray | None = None,
    dtype: Any = "int32",
    **kwargs: Any,
) -> NDArray | list[NDArray]:
    """Indices drawn with the probabilities in the last axis of ``data``.

    Parameters
    ----------
    data : NDArray of shape (k,) or (..., k)
        Probabilities of 0 to k - 1, which add up to 1 (ValueError otherwise).
    shape : int or tuple of int, optional
        How many draws for each row; one without an axis of its own by default.
    get_prob : bool, default False
        Give a list: the draws, and the logarithm of the probability of each, which is
        differentiable.
    out : NDArray, optional
    dtype : str, default 'int32'
        Of the indices.

    Returns
    -------
    NDArray of shape ``data.shape[:-1] + shape``, or a list of two

    >>> nd.random.multinomial(nd.array([0, 1, 0]), shape=2)
    <BLANKLINE>
    [1 1]
    <NDArray 2 @cpu(0)>
    """
    function = classic.F.sample_multinomial
    shape = () if shape is None else shape
    return function(data, shape=shape, get_prob=get_prob, dtype=dtype, out=out, **kwargs)


@checked
def shuffle(data: NDArray, **kwargs: Any) -> NDArray:
    """A copy of ``data`` with the rows (first axis) in random order; gradients follow them.

    >>> sorted(nd.random.shuffle(nd.array([1, 2, 3])).tolist())
    [1.0, 2.0, 3.0]
    """
    return classic.F.shuffle(data, **kwargs)


# -- as many numbers as another array has, of its dtype and on its device; `out` as above ---------


def _draw_like(name: str, data: NDArray, given: dict[str, Any], out: Any, unknown: Any) -> NDArray:
    return _draw(name, given, data.shape, data.dtype, data.context, out, unknown)


@checked
def uniform_like(
    data: NDArray, low: float = 0, high: float = 1, out: NDArray | None = None, **kwargs: Any
) -> NDArray:
    """Uniform numbers from [low, high) in the shape, float dtype and context of ``data``.

    >>> nd.random.uniform_like(nd.zeros((2, 3), dtype="float64")).dtype
    <class 'numpy.float64'>
    """
    return _draw_like("uniform", data, {"low": low, "high": high}, out, kwargs)


@checked
def normal_like(
    data: NDArray, loc: float = 0, scale: float = 1, out: NDArray | None = None, **kwargs: Any
) -> NDArray:
    """Normal numbers in the shape, float dtype and context of ``data``.

    >>> nd.random.normal_like(nd.zeros((2, 3)), loc=5, scale=2).shape
    (2, 3)
    """
    return _draw_like("normal", data, {"loc": loc, "scale": scale}, out, kwargs)


@checked
def exponential_like(
    data: NDArray, lam: float = 1, out: NDArray | None = None, **kwargs: Any
) -> NDArray:
    """Exponential numbers with the rate ``lam`` in the shape, float dtype and context of ``data``.

    >>> nd.random.exponential_like(nd.zeros((2, 3)), lam=4).shape
    (2, 3)
    """
    return _draw_like("exponential", data, {"lam": lam}, out, kwargs)


@checked
def gamma_like(
    data: NDArray, alpha: float = 1, beta: float = 1, out: NDArray | None = None, **kwargs: Any
) -> NDArray:
    """Gamma numbers with shape ``alpha`` and scale ``beta``, one for each element of ``data``.

    >>> nd.random.gamma_like(nd.zeros((2, 3)), alpha=2).shape
    (2, 3)
    """
    return _draw_like("gamma", data, {"alpha": alpha, "beta": beta}, out, kwargs)


@checked
def poisson_like(
    data: NDArray, lam: float = 1, out: NDArray | None = None, **kwargs: Any
) -> NDArray:
    """Poisson counts with mean ``lam``, as floats, one for each element of ``data``.

    >>> nd.random.poisson_like(nd.zeros((2, 3)), lam=4).shape
    (2, 3)
    """
    return _draw_like("poisson", data, {"lam": lam}, out, kwargs)


@checked
def negative_binomial_like(
    data: NDArray, k: int = 1, p: float = 1, out: NDArray | None = None, **kwargs: Any
) -> NDArray:
    """Failures before ``k`` successes of probability ``p``, one for each element of ``data``.

    >>> nd.random.negative_binomial_like(nd.zeros((2, 3)), k=2, p=0.5).shape
    (2, 3)
    """
    return _draw_like("negative_binomial", data, {"k": k, "p": p}, out, kwargs)


@checked
def generalized_negative_binomial_like(
    data: NDArray, mu: float = 1, alpha: float = 1, out: NDArray | None = None, **kwargs: Any
) -> NDArray:
    """Counts with mean ``mu`` and dispersion ``alpha``, one for each element of ``data``.

    >>> nd.random.generalized_negative_binomial_like(nd.zeros((2, 3)), mu=2).shape
    (2, 3)
    """
    given = {"mu": mu, "alpha": alpha}
    return _draw_like("generalized_negative_binomial", data, given, out, kwargs)
