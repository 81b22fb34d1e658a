"""The recurrent operator written in other operators, step by step.

This is what a recorded sweep differentiates: the kernels give first derivatives fast, and from
these lines follow the derivatives of every order.
"""

from __future__ import annotations

from typing import Any

from .layers import Settings
from .parameters import Layout, Weights

__all__ = ["unrolled"]


def unrolled(
    F: Any, data: Any, parameters: Any, state: Any, state_cell: Any, lengths: Any, mask: Any,
    layout: Layout, settings: Settings,
) -> list[Any]:  # fmt: skip
    """Outputs, last states and, of an LSTM, last cells."""

    def cut(vector: Any, start: int, stop: int, shape: tuple[int, ...]) -> Any:
        return F._view(F.slice_axis(vector, axis=0, begin=start, end=stop), shape=shape)

    def turn(x: Any) -> Any:
        if lengths is None:
            return F.reverse(x, axis=0)
        return F.SequenceReverse(x, lengths, use_sequence_length=True)

    def hide(x: Any) -> Any:
        return x if lengths is None else F.SequenceMask(x, lengths, use_sequence_length=True)

    weights = layout.split(parameters, cut)
    x = hide(data)
    last_h, last_c = [], []
    for layer in range(settings.layers):
        if layer and len(mask.shape) == 4:
            x = x * _part(F, mask, layer - 1)
        outputs = []
        for direction in range(settings.directions):
            i = layer * settings.directions + direction
            h, c = _part(F, state, i), None if state_cell is None else _part(F, state_cell, i)
            states, c = _cell(F, turn(x) if direction else x, weights[i], h, c, lengths, settings)
            last_h.append(states[-1])
            last_c.append(c)
            y = hide(F.stack(*states, axis=0))
            outputs.append(turn(y) if direction else y)
        x = F.concat(*outputs, dim=2) if len(outputs) > 1 else outputs[0]
    found = [x, F.stack(*last_h, axis=0)]
    if state_cell is not None:
        found.append(F.stack(*last_c, axis=0))
    return found


def _part(F: Any, array: Any, i: int) -> Any:
    """``array[i]``"""
    return F._view(F.slice_axis(array, axis=0, begin=i, end=i + 1), shape=array.shape[1:])


def _cell(
    F: Any, x: Any, w: Weights, h: Any, c: Any, lengths: Any, settings: Settings
) -> tuple[list[Any], Any]:
    """The states of one direction of one layer after each step, and the last cells."""
    steps, samples, width = x.shape
    H = w.hh.shape[0] // {"lstm": 4, "gru": 3}.get(settings.mode, 1)
    products = F.dot(F._view(x, shape=(steps * samples, width)), w.ih, transpose_b=True)
    products = F._view(products + w.ih_bias, shape=(steps, samples, w.hh.shape[0]))

    def gates(z: Any) -> list[Any]:
        return [
            F.slice_axis(z, axis=1, begin=k * H, end=(k + 1) * H) for k in range(z.shape[1] // H)
        ]

    states = []
    for t in range(steps):
        z = _part(F, products, t)
        r = F.dot(h, w.hh, transpose_b=True) + w.hh_bias
        if settings.mode == "lstm":
            i, f, g, o = gates(z + r)
            new_c = F.sigmoid(f) * c + F.sigmoid(i) * F.tanh(g)
            if settings.limits is not None:
                low, high = settings.limits
                if settings.clip_nan:
                    new_c = F.where(new_c == new_c, new_c, F.ones_like(new_c) * low)
                new_c = F.clip(new_c, a_min=low, a_max=high)
            new_h = F.sigmoid(o) * F.tanh(new_c)
            if w.hr is not None:
                new_h = F.dot(new_h, w.hr, transpose_b=True)
            c = new_c if lengths is None else _chosen(F, lengths, t, new_c, c)
        elif settings.mode == "gru":
            z_reset, z_update, z_new = gates(z)
            r_reset, r_update, r_new = gates(r)
            update = F.sigmoid(z_update + r_update)
            new = F.tanh(z_new + F.sigmoid(z_reset + r_reset) * r_new)
            new_h = (1 - update) * new + update * h
        else:
            new_h = F.relu(z + r) if settings.mode == "rnn_relu" else F.tanh(z + r)
        h = new_h if lengths is None else _chosen(F, lengths, t, new_h, h)
        states.append(h)
    return states, c


def _chosen(F: Any, lengths: Any, step: int, new: Any, old: Any) -> Any:
    """``new`` for the samples that have not ended at a step, ``old`` for the others."""
    running = F._view(lengths > step, shape=(lengths.shape[0], 1))
    return F.where(F.broadcast_to(running, shape=new.shape), new, old)
