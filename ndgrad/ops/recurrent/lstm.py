"""One direction of one LSTM layer: forward over all steps, and backward.

The input products of all steps are one matrix product, and so is the gradient of each weight; only
the products with the state go step by step. A sigmoid is computed as (1 + tanh(x / 2)) / 2: with
its weights halved beforehand, one tanh serves all four gates. The gates of a step lie one behind
the other, each in memory of its own: arithmetic on parts of rows takes twice as long and more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..memory import empty
from .parameters import Weights
from .steps import Ended, by_gate, flat, input_products, weight_gradients

Array = np.ndarray


class Saved(NamedTuple):
    """What backward needs; the first axis are the steps T, the second the samples N."""

    gates: Array  # (T, 4, N, H), after their functions
    cells: Array  # (T + 1, N, H)
    tanh_cells: Array  # (T, N, H)
    states: Array  # (T + 1, N, R); R is H without projection
    hidden: Array  # (T, N, H), before projection


def _per_gate(sigmoid: float, tanh: float, dtype: Any) -> Array:
    """A value per gate: all are sigmoids but the third, which is a tanh."""
    return np.array([sigmoid, sigmoid, tanh, sigmoid], dtype).reshape(4, 1, 1)


def forward(
    x: Array, w: Weights, h0: Array, c0: Array, ended: Ended | None, clip: Callable | None
) -> tuple[Array, Array, Saved]:
    """All states, the cells after the last step, and what backward needs."""
    steps, samples = x.shape[:2]
    H = c0.shape[1]
    half, shift = _per_gate(0.5, 1.0, x.dtype), _per_gate(0.5, 0.0, x.dtype)
    rows = np.repeat(half, H)
    inputs = input_products(x, w.ih, (w.ih_bias + w.hh_bias) * rows, rows)
    recurrent = np.multiply(w.hh.T, rows, order="C")
    gates = inputs.reshape(steps, 4, samples, H)  # written over the products, step by step
    states = empty((steps + 1, samples, h0.shape[1]), x.dtype)
    cells = empty((steps + 1, samples, H), x.dtype)
    tanh_cells = empty((steps, samples, H), x.dtype)
    hidden = states[1:] if w.hr is None else empty((steps, samples, H), x.dtype)
    states[0], cells[0] = h0, c0
    product = np.empty((samples, 4 * H), x.dtype)
    u = np.empty((samples, H), x.dtype)
    for t in range(steps):
        z, c = gates[t], cells[t + 1]
        np.matmul(states[t], recurrent, out=product)
        product += inputs[t]
        np.tanh(by_gate(product, 4), out=z)
        z *= half
        z += shift
        np.multiply(z[1], cells[t], out=c)
        np.multiply(z[0], z[2], out=u)
        c += u
        if clip is not None:
            clip(c)
        np.tanh(c, out=tanh_cells[t])
        np.multiply(z[3], tanh_cells[t], out=hidden[t])
        if w.hr is not None:
            np.matmul(hidden[t], w.hr.T, out=states[t + 1])
        over = None if ended is None else ended.at(t)
        if over is not None:
            states[t + 1][over] = states[t][over]
            c[over] = cells[t][over]
    return states, cells[-1], Saved(gates, cells, tanh_cells, states, hidden)


def backward(
    gy: Array, gh: Array, gc: Array, x: Array, w: Weights, saved: Saved, grads: Weights,
    ended: Ended | None, limits: tuple[float, float] | None, needs_x: bool,
) -> tuple[Array | None, Array, Array]:  # fmt: skip
    """Gradients of input, first state and first cell; those of the parameters go into ``grads``.

    ``gy`` is the gradient of the outputs, zero where a sample has ended; ``gh`` and ``gc`` those of
    the last state and cell.
    """
    gates, cells, tanh_cells, states, hidden = saved
    steps, samples, H = tanh_cells.shape
    offset = _per_gate(0.0, 1.0, x.dtype)
    d_gates = empty((steps, samples, 4 * H), x.dtype)
    d_states = empty(gy.shape, x.dtype) if w.hr is not None else None
    dh, dc = gh.copy(), gc.copy()
    slope, d = np.empty((2, 4, samples, H), x.dtype)
    u = np.empty((samples, H), x.dtype)
    for t in range(steps - 1, -1, -1):
        z, tanh_c = gates[t], tanh_cells[t]
        dh += gy[t]
        over = None if ended is None else ended.at(t)
        if over is not None:
            dh_kept, dc_kept = dh[over], dc[over]
        d_hidden = dh
        if d_states is not None:
            d_states[t] = dh
            if over is not None:
                d_states[t][over] = 0
            d_hidden = np.matmul(d_states[t], w.hr)
        # The derivatives of the gates, s (1 - s) and (1 + g) (1 - g), in one form.
        np.subtract(1, z, out=slope)
        np.add(z, offset, out=d)
        slope *= d
        np.multiply(d_hidden, tanh_c, out=d[3])
        np.multiply(d_hidden, z[3], out=u)
        dc += u
        u *= tanh_c
        u *= tanh_c
        dc -= u
        if limits is not None:  # nothing flows through a cell that was clipped
            dc *= (cells[t + 1] > limits[0]) & (cells[t + 1] < limits[1])
        np.multiply(dc, z[2], out=d[0])
        np.multiply(dc, cells[t], out=d[1])
        np.multiply(dc, z[0], out=d[2])
        dc *= z[1]
        d *= slope
        by_gate(d_gates[t], 4)[...] = d
        if over is not None:
            d_gates[t][over] = 0
        np.matmul(d_gates[t], w.hh, out=dh)
        if over is not None:
            dh[over], dc[over] = dh_kept, dc_kept
    weight_gradients(d_gates, d_gates, x, states[:-1], grads)
    if d_states is not None:
        np.matmul(flat(d_states).T, flat(hidden), out=grads.hr)
    gx = np.matmul(flat(d_gates), w.ih).reshape(x.shape) if needs_x else None
    return gx, dh, dc
