"""What the recurrent kernels share: ended sequences, and products over all steps at once."""

from __future__ import annotations

import numpy as np

from ..memory import empty
from .parameters import Weights

__all__ = ["Ended", "by_gate", "flat", "input_products", "weight_gradients"]

Array = np.ndarray


class Ended:
    """Which samples have ended at a step: their state stands still from there on."""

    def __init__(self, lengths: Array, steps: int) -> None:
        self.mask = np.arange(steps)[:, None] >= lengths  # (T, N)
        self.first = int(lengths.min()) if lengths.size else steps

    def at(self, step: int) -> Array | None:
        """True for the samples that have ended, or None where no sample has."""
        return self.mask[step] if step >= self.first else None


def flat(a: Array) -> Array:
    """Steps and samples as one axis."""
    return a.reshape(a.shape[0] * a.shape[1], a.shape[2])


def by_gate(a: Array, gates: int) -> Array:
    """A view of (samples, gates * hidden) as (gates, samples, hidden)."""
    return a.reshape(len(a), gates, a.shape[1] // gates).swapaxes(0, 1)


def input_products(x: Array, weight: Array, bias: Array, scale: Array | None = None) -> Array:
    """``x @ weight.T + bias`` for all steps in one product, the rows of the weight scaled.

    The weight is copied in the layout that the product wants, which costs less than it saves.
    """
    turned = weight.T.copy() if scale is None else np.multiply(weight.T, scale, order="C")
    out = np.matmul(flat(x), turned, out=empty((x.shape[0] * x.shape[1], len(weight)), x.dtype))
    out += bias
    return out.reshape(x.shape[0], x.shape[1], weight.shape[0])


def weight_gradients(d_input: Array, d_state: Array, x: Array, before: Array, g: Weights) -> None:
    """Fill ``g`` from the gradients of the input products and of the state products, all steps."""
    d = flat(d_input)
    ones = np.ones(len(d), d.dtype)
    np.matmul(d.T, flat(x), out=g.ih)
    np.matmul(ones, d, out=g.ih_bias)
    if d_state is d_input:
        g.hh_bias[...] = g.ih_bias
    else:
        d = flat(d_state)
        np.matmul(ones, d, out=g.hh_bias)
    np.matmul(d.T, flat(before), out=g.hh)
