"""One direction of one GRU layer: forward over all steps, and backward.

The gates are computed as those of the LSTM, and lie as there; the new gate multiplies its state
product by the reset gate before the tanh, as cuDNN has it, so input and state products are kept
apart.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..memory import empty
from .parameters import Weights
from .steps import Ended, by_gate, flat, input_products, weight_gradients

Array = np.ndarray


class Saved(NamedTuple):
    """What backward needs; the first axis are the steps T, the second the samples N."""

    gates: Array  # (T, 3, N, H), after their functions
    news: Array  # (T, N, H), the state product of the new gate
    states: Array  # (T + 1, N, H)


def _halves(hidden: int, dtype: np.dtype) -> Array:
    """1/2 for the rows of the two sigmoids, 1 for those of the tanh."""
    rows = np.full(3 * hidden, 0.5, dtype)
    rows[2 * hidden :] = 1
    return rows


def forward(x: Array, w: Weights, h0: Array, ended: Ended | None) -> tuple[Array, Saved]:
    """All states, and what backward needs."""
    steps, samples = x.shape[:2]
    H = h0.shape[1]
    half = _halves(H, x.dtype)
    bias = w.hh_bias * half
    inputs = input_products(x, w.ih, w.ih_bias * half, half)
    inputs[:, :, : 2 * H] += bias[: 2 * H]
    recurrent = np.multiply(w.hh.T, half, order="C")
    gates = inputs.reshape(steps, 3, samples, H)  # written over the products, step by step
    states = empty((steps + 1, samples, H), x.dtype)
    news = empty((steps, samples, H), x.dtype)
    states[0] = h0
    product = np.empty((samples, 3 * H), x.dtype)
    total = np.empty((3, samples, H), x.dtype)
    for t in range(steps):
        sigmoids, new, h = gates[t, :2], gates[t, 2], states[t + 1]
        np.matmul(states[t], recurrent, out=product)
        given, produced = by_gate(inputs[t], 3), by_gate(product, 3)
        np.add(produced[:2], given[:2], out=total[:2])
        total[2] = given[2]
        np.tanh(total[:2], out=sigmoids)
        sigmoids *= 0.5
        sigmoids += 0.5
        np.add(produced[2], bias[2 * H :], out=news[t])
        np.multiply(news[t], sigmoids[0], out=new)
        new += total[2]
        np.tanh(new, out=new)
        np.subtract(states[t], new, out=h)
        h *= sigmoids[1]
        h += new
        over = None if ended is None else ended.at(t)
        if over is not None:
            h[over] = states[t][over]
    return states, Saved(gates, news, states)


def backward(
    gy: Array, gh: Array, x: Array, w: Weights, saved: Saved, grads: Weights,
    ended: Ended | None, needs_x: bool,
) -> tuple[Array | None, Array]:  # fmt: skip
    """Gradients of the input and of the first state; those of the parameters go into ``grads``."""
    gates, news, states = saved
    steps, samples, H = news.shape
    d_input = empty((steps, samples, 3 * H), x.dtype)  # gradients of the input products ...
    d_state = empty((steps, samples, 3 * H), x.dtype)  # ... and of the state products
    dh = gh.copy()
    d = np.empty((3, samples, H), x.dtype)
    d_reset, d_update, d_new = d
    u = np.empty((samples, H), x.dtype)
    for t in range(steps - 1, -1, -1):
        reset, update, new = gates[t]
        dh += gy[t]
        over = None if ended is None else ended.at(t)
        kept = dh[over] if over is not None else None
        np.subtract(1, update, out=d_update)
        np.multiply(dh, d_update, out=d_new)  # dh (1 - update) (1 - new^2)
        np.multiply(new, new, out=u)
        np.subtract(1, u, out=u)
        d_new *= u
        np.subtract(states[t], new, out=u)  # dh (h - new) update (1 - update)
        u *= dh
        u *= update
        d_update *= u
        np.subtract(1, reset, out=d_reset)  # d_new (state product) reset (1 - reset)
        d_reset *= reset
        d_reset *= news[t]
        d_reset *= d_new
        dh *= update
        if over is not None:
            d[:, over] = 0
        by_gate(d_input[t], 3)[...] = d
        d_new *= reset
        by_gate(d_state[t], 3)[...] = d
        dh += np.matmul(d_state[t], w.hh, out=u)
        if over is not None:
            dh[over] = kept
    weight_gradients(d_input, d_state, x, states[:-1], grads)
    gx = np.matmul(flat(d_input), w.ih).reshape(x.shape) if needs_x else None
    return gx, dh
