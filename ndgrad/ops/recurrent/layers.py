"""All layers and directions of a recurrent operator, forward and backward, on raw arrays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..dropout import scaled_mask
from . import gru, lstm, vanilla
from .parameters import Layout, Weights, view
from .steps import Ended

__all__ = ["Settings", "Tape", "backward", "forward"]

Array = np.ndarray


@dataclass(frozen=True)
class Settings:
    """What the operator was asked for."""

    mode: str
    layers: int
    directions: int
    limits: tuple[float, float] | None  # of the cells
    clip_nan: bool

    def clip(self) -> Any:
        """A function that clips cells in place, or None."""
        if self.limits is None:
            return None
        low, high = self.limits
        if self.clip_nan:  # a NaN becomes a bound
            return lambda c: np.fmin(np.fmax(c, low, out=c), high, out=c)
        return lambda c: np.minimum(np.maximum(c, low, out=c), high, out=c)


@dataclass
class Tape:
    """What backward needs of a forward run."""

    inputs: list[Array] = field(default_factory=list)  # of each cell, in its own order of steps
    saved: list[Any] = field(default_factory=list)
    masks: list[Array] = field(default_factory=list)  # of the dropout before layers 1, 2, ...


def _backwards(x: Array, lengths: Array | None) -> Array:
    """The steps in reverse; with lengths each sample's own steps, its padding staying behind."""
    if lengths is None:
        return np.ascontiguousarray(x[::-1])
    steps = np.arange(len(x))[:, None]
    own = steps < lengths
    return x[np.where(own, lengths - 1 - steps, steps), np.arange(x.shape[1])]


def forward(
    x: Array, vector: Array, h: Array, c: Array | None, lengths: Array | None, layout: Layout,
    settings: Settings, dropout: float, rng: Any,
) -> tuple[Array, Array, Array | None, Tape]:  # fmt: skip
    """Outputs, last states, last cells, and what backward needs."""
    tape = Tape()
    weights = layout.split(vector, view)
    ended = None
    if lengths is not None:
        ended = Ended(lengths, len(x))
        x = np.where(ended.mask[:, :, None], x.dtype.type(0), x)  # whatever the padding holds
    last_h, last_c = np.empty_like(h), None if c is None else np.empty_like(c)
    for layer in range(settings.layers):
        if layer and dropout:
            mask = scaled_mask(rng, x.shape, dropout, x.dtype)
            tape.masks.append(mask)
            x = x * mask
        outputs = []
        for direction in range(settings.directions):
            i = layer * settings.directions + direction
            inputs = _backwards(x, lengths) if direction else x
            states, saved = _run(settings, inputs, weights[i], h[i], c, i, ended, last_c)
            tape.inputs.append(inputs)
            tape.saved.append(saved)
            last_h[i] = states[-1]
            y = states[1:]
            if ended is not None:
                y = np.where(ended.mask[:, :, None], y.dtype.type(0), y)
            outputs.append(_backwards(y, lengths) if direction else y)
        x = np.concatenate(outputs, axis=2)  # a copy also of one: users may write into it
    return x, last_h, last_c, tape


def _run(
    settings: Settings, x: Array, w: Weights, h: Array, c: Array | None, i: int,
    ended: Ended | None, last_c: Array | None,
) -> tuple[Array, Any]:  # fmt: skip
    if settings.mode == "lstm":
        states, cells, saved = lstm.forward(x, w, h, c[i], ended, settings.clip())  # type: ignore[index]  # lstm: cells
        last_c[i] = cells  # type: ignore[index]  # as above
        return states, saved
    if settings.mode == "gru":
        return gru.forward(x, w, h, ended)
    return vanilla.forward(x, w, h, ended, settings.mode == "rnn_relu")


def backward(
    gy: Array | None, gh: Array | None, gc: Array | None, lengths: Array | None, vector: Array,
    layout: Layout, settings: Settings, tape: Tape, needs_x: bool,
) -> tuple[Array | None, Array, Array, Array | None]:  # fmt: skip
    """Gradients of the input, the parameter vector, the first states and the first cells."""
    weights = layout.split(vector, view)
    g_vector = np.empty_like(vector)
    g_weights = layout.split(g_vector, view)
    steps, samples, _ = tape.inputs[0].shape
    ended = None if lengths is None else Ended(lengths, steps)
    R, D = layout.outputs, settings.directions
    cells = settings.mode == "lstm"
    hidden = tape.saved[0].tanh_cells.shape[2] if cells else R
    dtype = vector.dtype
    g_h = np.empty((settings.layers * D, samples, R), dtype)
    g_c = np.empty((settings.layers * D, samples, hidden), dtype) if cells else None
    g_y = np.zeros((steps, samples, R * D), dtype) if gy is None else gy
    gx: Array | None = None
    for layer in reversed(range(settings.layers)):
        gx = None
        wanted = needs_x or layer > 0
        for direction in range(D):
            i = layer * D + direction
            g = g_y[:, :, direction * R : (direction + 1) * R]
            if direction:
                g = _backwards(g, lengths)
            if ended is not None:
                g = np.where(ended.mask[:, :, None], dtype.type(0), g)
            last_h = np.zeros((samples, R), dtype) if gh is None else gh[i]
            last_c = np.zeros((samples, hidden), dtype) if gc is None else gc[i]
            gi, g_h[i], dc = _run_back(
                settings, g, last_h, last_c, tape.inputs[i], weights[i], tape.saved[i],
                g_weights[i], ended, wanted,
            )  # fmt: skip
            if g_c is not None:
                g_c[i] = dc
            if gi is not None:
                gi = _backwards(gi, lengths) if direction else gi
                gx = gi if gx is None else gx + gi
        if layer and gx is not None:
            g_y = gx * tape.masks[layer - 1] if tape.masks else gx
    return gx, g_vector, g_h, g_c


def _run_back(
    settings: Settings, gy: Array, gh: Array, gc: Array, x: Array, w: Weights, saved: Any,
    grads: Weights, ended: Ended | None, needs_x: bool,
) -> tuple[Array | None, Array, Array | None]:  # fmt: skip
    """Gradients of input, first state and first cell of one cell; ``gc`` is for an lstm only."""
    if settings.mode == "lstm":
        return lstm.backward(gy, gh, gc, x, w, saved, grads, ended, settings.limits, needs_x)
    if settings.mode == "gru":
        return *gru.backward(gy, gh, x, w, saved, grads, ended, needs_x), None
    relu = settings.mode == "rnn_relu"
    return *vanilla.backward(gy, gh, x, w, saved, grads, ended, relu, needs_x), None
