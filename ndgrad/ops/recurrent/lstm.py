"""One direction of one LSTM layer: forward over all steps, and backward.

The input products of all steps are one matrix product, and so is the gradient of each weight; only
the products with the state go step by step. A sigmoid is computed as (1 + tanh(x / 2)) / 2: with
its weights halved beforehand, one tanh serves all four gates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .parameters import Weights
from .steps import Ended, flat, input_products, weight_gradients

Array = np.ndarray


class Saved(NamedTuple):
    """What backward needs; the first axis are the steps T, the second the samples N."""

    gates: Array  # (T, N, 4H), after their functions
    cells: Array  # (T + 1, N, H)
    tanh_cells: Array  # (T, N, H)
    states: Array  # (T + 1, N, R); R is H without projection
    hidden: Array  # (T, N, H), before projection


def _gate_rows(hidden: int, sigmoid: float, tanh: float, dtype: Any) -> Array:
    """A value per row of the gates: all are sigmoids but the third, which is a tanh."""
    rows = np.full(4 * hidden, sigmoid, dtype)
    rows[2 * hidden : 3 * hidden] = tanh
    return rows


def forward(
    x: Array, w: Weights, h0: Array, c0: Array, ended: Ended | None, clip: Callable | None
) -> tuple[Array, Array, Saved]:
    """All states, the cells after the last step, and what backward needs."""
    steps, samples = x.shape[:2]
    H = c0.shape[1]
    half = _gate_rows(H, 0.5, 1.0, x.dtype)
    shift = _gate_rows(H, 0.5, 0.0, x.dtype)
    gates = input_products(x, w.ih, (w.ih_bias + w.hh_bias) * half, half)
    recurrent = np.multiply(w.hh.T, half, order="C")
    states = np.empty((steps + 1, samples, h0.shape[1]), x.dtype)
    cells = np.empty((steps + 1, samples, H), x.dtype)
    tanh_cells = np.empty((steps, samples, H), x.dtype)
    hidden = states[1:] if w.hr is None else np.empty((steps, samples, H), x.dtype)
    states[0], cells[0] = h0, c0
    product = np.empty((samples, 4 * H), x.dtype)
    u = np.empty((samples, H), x.dtype)
    for t in range(steps):
        z, c = gates[t], cells[t + 1]
        np.matmul(states[t], recurrent, out=product)
        z += product
        np.tanh(z, out=z)
        z *= half
        z += shift
        np.multiply(z[:, H : 2 * H], cells[t], out=c)
        np.multiply(z[:, :H], z[:, 2 * H : 3 * H], out=u)
        c += u
        if clip is not None:
            clip(c)
        np.tanh(c, out=tanh_cells[t])
        np.multiply(z[:, 3 * H :], tanh_cells[t], out=hidden[t])
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
    offset = _gate_rows(H, 0.0, 1.0, x.dtype)
    d_gates = np.empty_like(gates)
    d_states = np.empty(gy.shape, x.dtype) if w.hr is not None else None
    dh, dc = gh.copy(), gc.copy()
    slope = np.empty((samples, 4 * H), x.dtype)
    rest = np.empty((samples, 4 * H), x.dtype)
    u = np.empty((samples, H), x.dtype)
    for t in range(steps - 1, -1, -1):
        z, d, tanh_c = gates[t], d_gates[t], tanh_cells[t]
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
        np.add(z, offset, out=rest)
        slope *= rest
        np.multiply(d_hidden, tanh_c, out=d[:, 3 * H :])
        np.multiply(d_hidden, z[:, 3 * H :], out=u)
        dc += u
        u *= tanh_c
        u *= tanh_c
        dc -= u
        if limits is not None:  # nothing flows through a cell that was clipped
            dc *= (cells[t + 1] > limits[0]) & (cells[t + 1] < limits[1])
        np.multiply(dc, z[:, 2 * H : 3 * H], out=d[:, :H])
        np.multiply(dc, cells[t], out=d[:, H : 2 * H])
        np.multiply(dc, z[:, :H], out=d[:, 2 * H : 3 * H])
        dc *= z[:, H : 2 * H]
        d *= slope
        if over is not None:
            d[over] = 0
        np.matmul(d, w.hh, out=dh)
        if over is not None:
            dh[over], dc[over] = dh_kept, dc_kept
    weight_gradients(d_gates, d_gates, x, states[:-1], grads)
    if d_states is not None:
        np.matmul(flat(d_states).T, flat(hidden), out=grads.hr)
    gx = np.matmul(flat(d_gates), w.ih).reshape(x.shape) if needs_x else None
    return gx, dh, dc
