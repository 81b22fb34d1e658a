"""Rows of ndgrad/ops/recurrent/."""

import numpy as np

from tests.ops.samples import case, floats, literal, sample, wrong

GATES = {"rnn_relu": 1, "rnn_tanh": 1, "lstm": 4, "gru": 3}


def s(x):
    return 1 / (1 + np.exp(-x))


def size(mode, inputs, hidden, layers=1, ways=1, projection=None):
    """Length of MXNet's packed parameter vector."""
    out = projection or hidden
    total = 0
    for layer in range(layers):
        width = inputs if layer == 0 else out * ways
        total += ways * GATES[mode] * hidden * (width + out + 2)
    return total + (projection * hidden * layers * ways if projection else 0)


def step(mode, x, h, c, w, r, b, d, p, clip):
    """One step of one sample, as the formulas have it."""
    if mode == "lstm":
        i, f, g, o = np.split(w @ x + b + r @ h + d, 4)
        c = s(f) * c + s(i) * np.tanh(g)
        if clip:
            c = np.clip(c, *clip)
        h = s(o) * np.tanh(c)
        return (h if p is None else p @ h), c
    if mode == "gru":
        (xr, xz, xn), (hr, hz, hn) = np.split(w @ x + b, 3), np.split(r @ h + d, 3)
        z = s(xz + hz)
        return (1 - z) * np.tanh(xn + s(xr + hr) * hn) + z * h, c
    z = w @ x + b + r @ h + d
    return (np.tanh(z) if mode == "rnn_tanh" else np.maximum(z, 0)), c


def rnn(
    data, parameters, state, state_cell=None, sequence_length=None, *, state_size, num_layers=1,
    bidirectional=False, mode, state_outputs=False, projection_size=None, lstm_state_clip_min=None,
    lstm_state_clip_max=None, use_sequence_length=False, **others,
):  # fmt: skip
    """Sample by sample, layer by layer, step by step."""
    steps, batch, inputs = data.shape
    if sequence_length is None:
        given = None if mode == "lstm" else state_cell
        sequence_length = np.full(batch, steps) if given is None else given
    lengths = np.asarray(sequence_length).astype(int)
    ways, out = 2 if bidirectional else 1, projection_size or state_size
    clip = None if lstm_state_clip_min is None else (lstm_state_clip_min, lstm_state_clip_max)
    rows, at, weights = GATES[mode] * state_size, 0, []

    def take(*shape):
        nonlocal at
        part = parameters[at : at + int(np.prod(shape))].reshape(shape)
        at += part.size
        return part

    for i in range(num_layers * ways):
        width = inputs if i < ways else out * ways
        weights.append([take(rows, width), take(rows, out)])
        weights[-1].append(take(out, state_size) if projection_size else None)
    biases = [(take(rows), take(rows)) for _ in weights]
    last_h, last_c = state.copy(), None if mode != "lstm" else state_cell.copy()
    y = np.zeros((steps, batch, out * ways))
    for n in range(batch):
        x = data[: lengths[n], n]
        for layer in range(num_layers):
            found = []
            for way in range(ways):
                i = layer * ways + way
                (w, r, p), (b, d) = weights[i], biases[i]
                h, c, states = state[i, n], None if last_c is None else state_cell[i, n], []
                for v in x[::-1] if way else x:
                    h, c = step(mode, v, h, c, w, r, b, d, p, clip)
                    states.append(h)
                last_h[i, n] = h
                if last_c is not None:
                    last_c[i, n] = c
                states = np.reshape(states, (len(x), out))
                found.append(states[::-1] if way else states)
            x = np.concatenate(found, axis=1)
        y[: lengths[n], n] = x
    if not state_outputs:
        return y
    return (y, last_h) if last_c is None else (y, last_h, last_c)


T, N, WIDTH, H = 4, 3, 2, 3
LENGTHS = literal([4, 1, 2])


def inputs(mode, layers=1, ways=1, projection=None, lengths=False):
    count = size(mode, WIDTH, H, layers, ways, projection)
    cells = [(layers * ways, N, H)] if mode == "lstm" else [None]
    parameters, state = floats((count,), -0.8, 0.8), (layers * ways, N, projection or H)
    given = [(T, N, WIDTH), parameters, state, *cells]
    return [*given, LENGTHS] if lengths else given


def settings(mode, layers=1, ways=1, **others):
    both = ways == 2
    return {"mode": mode, "state_size": H, "num_layers": layers, "bidirectional": both, **others}


CASES = []
for mode in GATES:
    CASES += [
        case(inputs(mode), **settings(mode)),
        case(inputs(mode, 2, 2), **settings(mode, 2, 2, state_outputs=True)),
        case(inputs(mode, 1, 2, lengths=True),
             **settings(mode, 1, 2, use_sequence_length=True, state_outputs=True)),
        case(inputs(mode, 2, lengths=True), **settings(mode, 2, use_sequence_length=True)),
    ]  # fmt: skip
CLIP = {"lstm_state_clip_min": -0.3, "lstm_state_clip_max": 0.4}
CASES += [
    case(inputs("lstm", projection=2), **settings("lstm", projection_size=2, state_outputs=True)),
    case(inputs("lstm", 2, 2, 2, lengths=True),
         **settings("lstm", 2, 2, projection_size=2, use_sequence_length=True)),
    case(inputs("lstm"), **settings("lstm", state_outputs=True, **CLIP)),
    # Lengths in the place of the cells that a gru does not have.
    case([*inputs("gru")[:3], LENGTHS], **settings("gru", use_sequence_length=True)),
]  # fmt: skip
LSTM = inputs("lstm")
sample(
    "RNN", reference=rnn, cases=CASES, rtol={"float16": 1e-2},
    wrong=[
        wrong(LSTM[:3], "needs the input state_cell", ValueError, **settings("lstm")),
        wrong([*LSTM[:1], (83,), *LSTM[2:]], r"shape \(84,\)", ValueError, **settings("lstm")),
        wrong([*LSTM[:2], (1, 1, H), (1, N, H)], r"state must have shape \(1, 3, 3\)", ValueError,
              **settings("lstm")),
        wrong(inputs("gru"), "mode", **{**settings("gru"), "mode": "grv"}),
        wrong([*inputs("gru")[:3], (1, N, H)], "no state_cell", ValueError, **settings("gru")),
        wrong(inputs("gru"), "lstm", ValueError, **settings("gru", projection_size=2)),
        wrong([*LSTM, literal([5, 1, 1])], "sequence_length of 5", ValueError,
              **settings("lstm", use_sequence_length=True)),
        wrong([*LSTM, literal([1, 1])], r"shape \(3,\)", ValueError,
              **settings("lstm", use_sequence_length=True)),
        wrong([*LSTM, LENGTHS], "use_sequence_length=True", ValueError, **settings("lstm")),
        wrong(LSTM, "together", ValueError, **settings("lstm", lstm_state_clip_min=0.0)),
        wrong([(T, WIDTH), *LSTM[1:]], "steps, batch, inputs", ValueError, **settings("lstm")),
        wrong(LSTM, r"p must be in \[0, 1\]", ValueError, **settings("lstm", p=2.0)),
    ],
)  # fmt: skip
