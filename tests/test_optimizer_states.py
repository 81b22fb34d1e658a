"""Saved optimizer states that were damaged or made to do harm: a clear error, and no memory."""

import pickle
import tracemalloc

import numpy as np
import pytest

import ndgrad as mx
from ndgrad.optimizer.states import read_states


class Call:
    """Pickles as the call of a function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


reconstruct = np.zeros(0).__reduce__()[0]
BOMBS = {
    "memo": b"\x80\x02}q\x00r\xff\xff\xff\x0f.",
    "bytes": b"\x80\x04\x8e" + (2**40).to_bytes(8, "little") + b".",
    "bytearray": pickle.dumps({0: Call(bytearray, 1 << 30)}, 5),
    "array": pickle.dumps({0: Call(np.ndarray, (1 << 28,))}, 5),
    "deep": b"\x80\x04" + b"]\x94" * 20_000 + b"a" * 19_999 + b".",
    "cycle": b"\x80\x04]\x94h\x00a.",
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_would_take_memory_is_refused(name):
    tracemalloc.start()
    try:
        with pytest.raises(mx.MXNetError, match="not saved optimizer states"):
            read_states(BOMBS[name])
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_an_array_that_is_given_no_values_has_none():
    data = pickle.dumps({0: Call(reconstruct, np.ndarray, (1 << 28,), "d")}, 5)
    assert read_states(data)[0].size == 0


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_arrays_of_numpy_are_read(protocol):
    values = {
        0: np.arange(6.0).reshape(2, 3),
        1: np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        2: np.float32(2),
        3: bytearray(b"abc"),
        4: np.ones((0, 3)),
        5: mx.nd.ones((2, 3)),
    }
    found = read_states(pickle.dumps(values, protocol))
    assert [str(v) for v in found.values()] == [str(v) for v in values.values()]
