"""Candidates for sampled losses: classes that are the rarer, the larger their number."""

from __future__ import annotations

import math

import numpy as np

from ..base import InvalidValueError
from ..context import Context, resolve_context
from ..core.arguments import checked
from ..core.generator import generator
from .ndarray import NDArray, classic

__all__ = ["rand_zipfian"]


@checked
def rand_zipfian(
    true_classes: NDArray, num_sampled: int, range_max: int, ctx: Context | None = None
) -> tuple[NDArray, NDArray, NDArray]:
    """Classes of ``[0, range_max)``, drawn with a probability that falls as ``1 / class`` about.

    ``P(c) = (log(c + 2) - log(c + 1)) / log(range_max + 1)``; drawn with replacement.

    Parameters
    ----------
    true_classes : NDArray of shape (n,)
    num_sampled : int
    range_max : int
    ctx : Context, optional

    Returns
    -------
    The ``num_sampled`` classes (int64), and how often the true ones and the drawn ones are to be
    expected among as many draws (float64).

    >>> drawn, of_true, of_drawn = nd.contrib.rand_zipfian(nd.array([3]), 4, 5)
    >>> drawn.shape, of_true.asnumpy().round(4)
    ((4,), array([0.4982]))
    """
    if range_max < 1:
        raise InvalidValueError(f"rand_zipfian: range_max must be positive, got {range_max}.")
    whole = math.log(range_max + 1)
    uniform = generator().random(num_sampled)
    drawn = np.minimum(np.expm1(uniform * whole).astype(np.int64), range_max - 1)

    def expected(classes: np.ndarray) -> np.ndarray:
        return np.log1p(1 / (classes.astype(np.float64) + 1)) / whole * num_sampled

    context = resolve_context(ctx)
    results = (drawn, expected(true_classes._raw), expected(drawn))
    return tuple([classic.wrap(raw, None, context) for raw in results])
