"""``mx.random``: the functions of :mod:`ndgrad.nd.random`, and the seed."""

from __future__ import annotations

from typing import Any

from .base import InvalidTypeError
from .core import generator
from .core.arguments import checked
from .ndarray.random import (
    exponential,
    gamma,
    generalized_negative_binomial,
    multinomial,
    negative_binomial,
    normal,
    poisson,
    randint,
    randn,
    shuffle,
    uniform,
)

__all__ = [
    "exponential", "gamma", "generalized_negative_binomial", "multinomial", "negative_binomial",
    "normal", "poisson", "randint", "randn", "seed", "shuffle", "uniform",
]  # fmt: skip


@checked
def seed(seed_state: int, ctx: Any = "all") -> None:
    """Start the random streams anew; equal seeds give equal numbers.

    Parameters
    ----------
    seed_state : int
        ``TypeError`` for anything else.
    ctx : Context, default 'all'
        Without meaning: all contexts here draw from one stream.

    >>> mx.random.seed(1); a = nd.random.uniform(shape=3)
    >>> mx.random.seed(1); bool((a == nd.random.uniform(shape=3)).min())
    True
    """
    try:
        number = int(seed_state)
        if number != seed_state:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise InvalidTypeError(f"seed: an integer is needed, got {seed_state!r}.") from None
    generator.seed(number % 2**64)
