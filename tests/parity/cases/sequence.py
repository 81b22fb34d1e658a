"""Sequence operators, recurrent layers, CTC."""

from tests.parity.case import A, L, call

LENGTHS = L([2, 3, 1])
for shape in [(4, 3, 2), (3, 3), (5, 3, 2, 2)]:
    for name in ["SequenceMask", "SequenceReverse"]:
        call(f"nd.{name}", A(*shape))
        call(f"nd.{name}", A(*shape), LENGTHS, use_sequence_length=True)
    call("nd.SequenceLast", A(*shape), LENGTHS, use_sequence_length=True)
    call("nd.SequenceLast", A(*shape), grad=False)
    call("nd.SequenceMask", A(*shape), LENGTHS, use_sequence_length=True, value=-1.5)
call("nd.SequenceMask", A(3, 4, 2), LENGTHS, use_sequence_length=True, axis=1)
call("nd.SequenceLast", A(3, 4, 2), LENGTHS, use_sequence_length=True, axis=1)
call("nd.SequenceMask", A(3, 4), L([4, 0, 2], dtype="int32"), use_sequence_length=True, axis=1)


def size(mode, inputs, hidden, layers=1, ways=1, projection=None):
    """Length of MXNet's packed parameter vector."""
    gates = {"rnn_relu": 1, "rnn_tanh": 1, "lstm": 4, "gru": 3}[mode]
    out = projection or hidden
    total = 0
    for layer in range(layers):
        width = inputs if layer == 0 else out * ways
        total += ways * gates * hidden * (width + out + 2)
    return total + (projection * hidden * layers * ways if projection else 0)


T, N, C, H = 3, 2, 4, 5
for mode in ["rnn_relu", "rnn_tanh", "lstm", "gru"]:
    for layers, both in [(1, False), (2, False), (1, True), (2, True)]:
        ways = 2 if both else 1
        states = [A(layers * ways, N, H)] * (2 if mode == "lstm" else 1)
        call(
            "nd.RNN",
            A(T, N, C),
            A(size(mode, C, H, layers, ways)),
            *states,
            state_size=H,
            num_layers=layers,
            bidirectional=both,
            mode=mode,
            state_outputs=True,
            rtol={"float64": 1e-6},
        )
    states = [A(1, N, H)] * (2 if mode == "lstm" else 1)
    call(
        "nd.RNN",
        A(T, N, C),
        A(size(mode, C, H)),
        *states,
        state_size=H,
        num_layers=1,
        mode=mode,
        rtol={"float64": 1e-6},
    )
    call(
        "nd.RNN",
        A(1, 1, 2),
        A(size(mode, 2, 3)),
        *[A(1, 1, 3)] * len(states),
        state_size=3,
        num_layers=1,
        mode=mode,
        state_outputs=True,
        train=False,
        grad=False,
        rtol={"float64": 1e-6},
    )
call(
    "nd.RNN",
    A(T, N, C),
    A(size("lstm", C, H, projection=2)),
    A(1, N, 2),
    A(1, N, H),
    state_size=H,
    num_layers=1,
    mode="lstm",
    projection_size=2,
    state_outputs=True,
    grad=False,
)

for name in ["nd.ctc_loss", "nd.CTCLoss", "nd.contrib.ctc_loss", "nd.contrib.CTCLoss"]:
    call(name, A(6, 2, 4, low=-2, high=2), L([[1, 2], [3, 0]]), dtypes=["float32"])
    call(name, A(6, 2, 4), L([[0, 1], [2, -1]]), blank_label="last", dtypes=["float32"])
    call(
        name,
        A(6, 2, 4),
        L([[1, 1], [3, 2]]),
        L([5, 6]),
        L([2, 1]),
        use_data_lengths=True,
        use_label_lengths=True,
        dtypes=["float32"],
    )
call(
    "nd.ctc_loss",
    A(5, 3, 6),
    L([[1, 2, 3], [3, 0, 0], [5, 5, 0]]),
    L([4, 5, 5]),
    use_data_lengths=True,
    dtypes=["float32"],
)
