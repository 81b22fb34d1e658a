"""Parameter files of recurrent nets as MXNet 1.9.1 writes them, with an input and its output.

`python tests/parity/rnn_files.py` records them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FAMILY = "rnn_files"


def _net(mx: Any) -> Any:
    net = mx.gluon.nn.HybridSequential()
    net.add(mx.gluon.rnn.GRU(3, 2, bidirectional=True), mx.gluon.nn.Dense(2, flatten=False))
    return net


def _stack(mx: Any) -> Any:
    net = mx.gluon.rnn.HybridSequentialRNNCell()
    net.add(mx.gluon.rnn.LSTMCell(3))
    net.add(mx.gluon.rnn.ResidualCell(mx.gluon.rnn.GRUCell(3)))
    return net


NETS: dict[str, Callable[[Any], Any]] = {
    "LSTM": lambda mx: mx.gluon.rnn.LSTM(4, 2, bidirectional=True, dropout=0.2),
    "RNN": lambda mx: mx.gluon.rnn.RNN(4, 2, dropout=0.2),
    "GRU inside a net": _net,
    "stack of cells": _stack,
}


def output(net: Any, x: Any) -> np.ndarray:
    """What a net gives for a sequence (5, 2, 3)."""
    if hasattr(net, "unroll"):
        return net.unroll(5, x, layout="TNC", merge_outputs=True)[0].asnumpy()
    return net(x).asnumpy()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import mxnet

    from tests.parity import store

    answers = {}
    for name, make in NETS.items():
        net = make(mxnet)
        net.initialize(mxnet.init.Normal(0.5))
        x = mxnet.nd.random.normal(shape=(5, 2, 3))
        y = output(net, x)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "net.params"
            net.save_parameters(str(file))
            data = np.frombuffer(file.read_bytes(), "uint8")
        answers[name] = {"file": data, "x": x.asnumpy(), "y": y}
    print(store.write(FAMILY, answers).stat().st_size, "bytes")
