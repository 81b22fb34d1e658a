"""The recurrent operator: plain, LSTM and GRU layers over all steps of a sequence."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..blocks import float_only, wide
from ..indices import within
from ..registry import operator
from . import layers
from .parameters import GATES, Layout
from .unrolled import unrolled

_UNUSED = np.empty(0, np.float32)  # the cells of an operator that has none


def _visible(params: dict[str, Any]) -> int:
    if not params["state_outputs"]:
        return 1
    return 3 if params["mode"] == "lstm" else 2


def _checked(
    data, parameters, state, state_cell, sequence_length, state_size, num_layers, bidirectional,
    mode, projection_size, clip_min, clip_max, clip_nan, use_sequence_length,
):  # fmt: skip
    """Layout, settings and the input of lengths, or an error that says what does not fit."""
    if mode not in GATES:
        raise ValueError(f"mode must be one of {list(GATES)}, got {mode!r}")
    if data.ndim != 3:
        raise ValueError(f"data must have the shape (steps, batch, inputs), got {data.shape}")
    if state_size < 1 or num_layers < 1:
        raise ValueError(f"state_size and num_layers must be positive, got {state_size} and "
                         f"{num_layers}")  # fmt: skip
    if mode != "lstm" and sequence_length is None and use_sequence_length:
        # As in MXNet the inputs that an operator does not have are left out, not skipped.
        state_cell, sequence_length = None, state_cell
    if projection_size and mode != "lstm":
        raise ValueError(f"projection_size is for mode='lstm' only, not {mode!r}")
    if (clip_min is None) != (clip_max is None):
        raise ValueError("lstm_state_clip_min and lstm_state_clip_max must be given together")
    if clip_min is not None and clip_min > clip_max:
        raise ValueError(f"lstm_state_clip_min {clip_min} is above lstm_state_clip_max {clip_max}")
    directions = 2 if bidirectional else 1
    steps, batch, inputs = data.shape
    layout = Layout(mode, inputs, state_size, num_layers, directions, projection_size)
    if parameters.shape != (layout.size,):
        raise ValueError(
            f"parameters must have shape ({layout.size},) for {inputs} inputs and these settings, "
            f"got {parameters.shape}"
        )
    cells = num_layers * directions
    wanted = [("state", state, layout.outputs)]
    if mode == "lstm":
        wanted.append(("state_cell", state_cell, state_size))
    elif state_cell is not None:
        raise ValueError(f"mode={mode!r} has no state_cell, only 'lstm' has")
    for name, array, width in wanted:
        shape = (cells, batch, width)
        if array is None:
            raise ValueError(f"mode='lstm' needs the input {name}, of shape {shape}")
        if array.shape != shape:
            raise ValueError(f"{name} must have shape {shape}, got {array.shape}")
    _check_lengths(sequence_length, use_sequence_length, batch)
    limits = None if clip_min is None or mode != "lstm" else (float(clip_min), float(clip_max))
    settings = layers.Settings(mode, num_layers, directions, limits, clip_nan)
    return layout, settings, sequence_length


def _check_lengths(sequence_length, use_sequence_length, batch):
    if not use_sequence_length:
        if sequence_length is not None:
            raise ValueError("sequence_length is given: say use_sequence_length=True to use it")
    elif sequence_length is None or sequence_length.shape != (batch,):
        given = "none" if sequence_length is None else f"shape {sequence_length.shape}"
        raise ValueError(
            f"use_sequence_length=True needs sequence_length of shape ({batch},), got {given}"
        )


def _lengths(sequence_length, steps):
    """The lengths as integers, or None."""
    if sequence_length is None:
        return None
    return within(sequence_length, 0, steps, "a sequence_length of")


@operator(outputs=("out", "last_state", "last_cell", "mask", "tape"), visible=_visible)
def RNN(
    data, parameters, state, state_cell=None, sequence_length=None, *, state_size, num_layers,
    bidirectional=False, mode, p=0.0, state_outputs=False, projection_size=None,
    lstm_state_clip_min=None, lstm_state_clip_max=None, lstm_state_clip_nan=False,
    use_sequence_length=False, training, rng,
):  # fmt: skip
    """Recurrent layers over a sequence: plain (Elman 1990), LSTM (1997) or GRU (Cho et al. 2014).

    With x the input of a step, h the state before it, W, R, b and d the weights and biases of
    input and state, s the logistic sigmoid, the new state is

    - ``rnn_tanh``, ``rnn_relu``: the function of W x + b + R h + d;
    - ``lstm``: o * tanh(c), where the cell c becomes f * c + i * tanh(W x + b + R h + d) with the
      input, forget and output gates i, f, o = s(W x + b + R h + d), each with parameters of its
      own; with a projection P (Sak et al. 2014) the state is P (o * tanh(c));
    - ``gru``: (1 - z) * n + z * h, where n = tanh(W x + b + r * (R h + d)) with the reset and
      update gates r, z = s(W x + b + R h + d).

    Parameters
    ----------
    data : NDArray of shape (steps, batch, inputs), float16, float32 or float64
    parameters : NDArray, one axis
        All weights - layer by layer, direction by direction: input weights (gates * state_size,
        inputs), state weights (gates * state_size, outputs), projection (outputs, state_size) -
        and then all biases, of input and state. Gates are ordered i, f, c, o and r, z, n.
    state : NDArray of shape (num_layers * directions, batch, outputs)
        The states before the first step; outputs is ``projection_size`` or ``state_size``.
    state_cell : NDArray of shape (num_layers * directions, batch, state_size)
        The cells before the first step; ``lstm`` only.
    sequence_length : NDArray of shape (batch,), optional
        How many steps each sample has; needs ``use_sequence_length=True``. Each sample is computed
        as if alone: the backward direction begins at its end, the outputs behind it are zero, and
        the last states are those at its end. (MXNet ignores it on the CPU.)
    state_size, num_layers : int
    bidirectional : bool, default False
        Run each layer in both directions; outputs are joined along the last axis.
    mode : {'rnn_relu', 'rnn_tanh', 'lstm', 'gru'}
    p : float, default 0
        Dropout of the input of each layer but the first, while training.
    state_outputs : bool, default False
        Give the last states (and cells) too.
    projection_size : int, optional
        ``lstm`` only.
    lstm_state_clip_min, lstm_state_clip_max : float, optional
        The cells are clipped to this range at each step. (MXNet ignores it on the CPU.)
    lstm_state_clip_nan : bool, default False
        Clipping turns a NaN into a bound instead of keeping it.
    use_sequence_length : bool, default False

    Returns
    -------
    NDArray of shape (steps, batch, outputs * directions); with ``state_outputs=True`` a list of it,
    the last states and (``lstm``) the last cells, in the shapes of the first ones

    Raises
    ------
    MXNetError (also ValueError) for a missing or unfitting input, naming the shape that fits.

    >>> x, h = nd.ones((3, 1, 2)), nd.zeros((1, 1, 1))
    >>> w = nd.array([0.5, 0.5, 1., 0., 0.])     # two input weights, a state weight, two biases
    >>> nd.RNN(x, w, h, state_size=1, num_layers=1, mode='rnn_relu').asnumpy().ravel()
    array([1., 2., 3.], dtype=float32)
    """
    float_only(data)
    layout, settings, lengths = _checked(
        data, parameters, state, state_cell, sequence_length, state_size, num_layers,
        bidirectional, mode, projection_size, lstm_state_clip_min, lstm_state_clip_max,
        lstm_state_clip_nan, use_sequence_length,
    )  # fmt: skip
    if not 0 <= p <= 1:
        raise ValueError(f"p must be in [0, 1], got {p}")
    given = [a.dtype for a in (data, parameters, state, state_cell if mode == "lstm" else state)]
    dtype = np.result_type(*given)
    work = wide(dtype)
    y, h, c, tape = layers.forward(
        data.astype(work, copy=False),
        parameters.astype(work, copy=False),
        state.astype(work, copy=False),
        state_cell.astype(work, copy=False) if mode == "lstm" else None,
        _lengths(lengths, len(data)), layout, settings, p if training else 0.0, rng,
    )  # fmt: skip
    box = np.empty(1, object)  # hidden outputs are arrays
    box[0] = tape
    return (
        y.astype(dtype, copy=False),
        h.astype(dtype, copy=False),
        _UNUSED if c is None else c.astype(dtype, copy=False),
        np.stack(tape.masks) if tape.masks else _UNUSED,
        box,
    )


@RNN.gradient
def _(
    F, gys, data, parameters, state, state_cell, sequence_length, mask, tape, state_size,
    num_layers, bidirectional, mode, projection_size, lstm_state_clip_min, lstm_state_clip_max,
    lstm_state_clip_nan, use_sequence_length, needs,
):  # fmt: skip
    layout, settings, lengths = _checked(
        data, parameters, state, state_cell, sequence_length, state_size, num_layers,
        bidirectional, mode, projection_size, lstm_state_clip_min, lstm_state_clip_max,
        lstm_state_clip_nan, use_sequence_length,
    )  # fmt: skip
    cells = mode == "lstm"
    inputs = (data, parameters, state, state_cell) if cells else (data, parameters, state)
    if F.recording:

        def run(F, data, parameters, state, state_cell=None):
            return unrolled(
                F, data, parameters, state, state_cell, lengths, mask, layout, settings
            )[: len(gys)]

        found = F.vjp(run, inputs, gys)
    else:
        known = _lengths(lengths, len(data))
        found = _first_order(gys, inputs, known, layout, settings, tape[0], needs)
    return (*found, *[None] * (len(needs) - len(found)))


def _first_order(gys, inputs, lengths, layout, settings, tape, needs):
    """The gradients by the kernels, on raw arrays and in the dtypes of the inputs."""
    work = tape.inputs[0].dtype
    given = (*gys, None, None)[:3]  # outputs that nobody asked for have no gradient
    gy, gh, gc = [None if g is None else g.astype(work, copy=False) for g in given]
    vector = inputs[1].astype(work, copy=False)
    found = layers.backward(gy, gh, gc, lengths, vector, layout, settings, tape, needs[0])
    return [None if g is None else g.astype(a.dtype, copy=False) for g, a in zip(found, inputs)]
