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


def with_addresses(function, *arguments, state=None):
    """The call of a function of NumPy with a dtype whose bytes are said to be objects."""
    fields = {"f0": (np.dtype("O"), 0)}
    dtype = Call(np.dtype, "V8", False, True)
    dtype.call += ((3, "|", None, ("f0",), fields, 8, 1, 0),)
    called = Call(function, *(dtype if a is np.dtype else a for a in arguments))
    called.call += () if state is None else (tuple(dtype if s is np.dtype else s for s in state),)
    return pickle.dumps({0: called})


scalar = np.float32(1).__reduce__()[0]
from_buffer = np.zeros(1).__reduce_ex__(5)[0]


@pytest.mark.parametrize(
    "data",
    [
        with_addresses(scalar, np.dtype, b"AAAAAAAA"),
        with_addresses(from_buffer, b"AAAAAAAA", np.dtype, (1,), "C"),
        with_addresses(
            reconstruct, np.ndarray, (0,), b"b", state=(1, (1,), np.dtype, False, b"AAAAAAAA")
        ),
    ],
)
def test_bytes_never_become_addresses(data):
    with pytest.raises(mx.MXNetError, match="not saved optimizer states"):
        read_states(data)


def test_classes_and_functions_are_given_no_state():
    # The class Adam, and the state (None, {"update": 1}): attributes to set.
    adam = pickle.dumps(mx.optimizer.Adam, 2)[:-1]
    build = b"N}X\x06\0\0\0updateK\x01s\x86b"
    data = b"\x80\x02}K\0" + adam[2:] + build + b"s."
    update = mx.optimizer.Adam.update
    with pytest.raises(mx.MXNetError, match="a state for <class"):
        read_states(data)
    assert mx.optimizer.Adam.update is update


def test_a_value_that_is_there_many_times_is_looked_at_once():
    nested = []
    for _ in range(60):
        nested = [nested, nested]
    found = read_states(pickle.dumps({0: nested}))[0]
    assert found[0] is found[1]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
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
