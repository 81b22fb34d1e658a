"""One direction of one plain recurrent layer, forward over all steps, and backward."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..memory import empty, empty_like
from .parameters import Weights
from .steps import Ended, flat, input_products, weight_gradients

Array = np.ndarray


class Saved(NamedTuple):
    """What backward needs: the activations of all steps, and the states before and after."""

    active: Array  # (T, N, H)
    states: Array  # (T + 1, N, H)


def forward(
    x: Array, w: Weights, h0: Array, ended: Ended | None, relu: bool
) -> tuple[Array, Saved]:
    """All states, and what backward needs."""
    steps, samples = x.shape[:2]
    active = input_products(x, w.ih, w.ih_bias + w.hh_bias)
    recurrent = w.hh.T.copy()
    states = empty((steps + 1, samples, h0.shape[1]), x.dtype)
    states[0] = h0
    product = np.empty(h0.shape, x.dtype)
    for t in range(steps):
        z = active[t]
        np.matmul(states[t], recurrent, out=product)
        z += product
        if relu:
            np.maximum(z, 0, out=z)
        else:
            np.tanh(z, out=z)
        states[t + 1] = z
        over = None if ended is None else ended.at(t)
        if over is not None:
            states[t + 1][over] = states[t][over]
    return states, Saved(active, states)


def backward(
    gy: Array, gh: Array, x: Array, w: Weights, saved: Saved, grads: Weights,
    ended: Ended | None, relu: bool, needs_x: bool,
) -> tuple[Array | None, Array]:  # fmt: skip
    """Gradients of the input and of the first state; those of the parameters go into ``grads``."""
    active, states = saved
    d_active = empty_like(active)
    dh = gh.copy()
    for t in range(len(active) - 1, -1, -1):
        z, d = active[t], d_active[t]
        dh += gy[t]
        over = None if ended is None else ended.at(t)
        kept = dh[over] if over is not None else None
        if relu:
            np.multiply(dh, z > 0, out=d)
        else:
            np.multiply(z, z, out=d)
            np.subtract(1, d, out=d)
            d *= dh
        if over is not None:
            d[over] = 0
        np.matmul(d, w.hh, out=dh)
        if over is not None:
            dh[over] = kept
    weight_gradients(d_active, d_active, x, states[:-1], grads)
    gx = np.matmul(flat(d_active), w.ih).reshape(x.shape) if needs_x else None
    return gx, dh
