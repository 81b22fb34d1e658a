"""Choosing by given probabilities, and shuffling."""

from __future__ import annotations

import math

import numpy as np

from ..dtypes import element_type
from ..registry import operator
from .distributions import sizes


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

    Raises
    ------
    ValueError
        For probabilities that are negative, or do not add up to 1.

    >>> nd.sample_multinomial(nd.array([[0., 1.], [1., 0.]]), shape=3).asnumpy()
    array([[1, 1, 1],
           [0, 0, 0]], dtype=int32)
    """
    if not data.ndim or data.dtype.kind != "f":
        raise TypeError("data must be floats with at least one axis")
    lengths = sizes(shape)
    width = data.shape[-1]
    rows = data.reshape(-1, width) if width else data.reshape(math.prod(data.shape[:-1]), 0)
    limits = np.cumsum(rows, axis=1, dtype=np.float64)
    if len(rows):
        _check_probabilities(rows, limits)
        limits /= limits[:, -1:]
    draws = rng.random((len(rows), math.prod(lengths)))
    chosen = np.empty(draws.shape, np.int64)
    for row, limit in enumerate(limits):
        chosen[row] = np.searchsorted(limit, draws[row], side="right")
    place = chosen + width * np.arange(len(rows))[:, None]
    prob = np.log(rows.reshape(-1)[place])
    lead = data.shape[:-1] + lengths
    return chosen.astype(element_type(dtype)).reshape(lead), prob.reshape(lead), place.reshape(lead)


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
