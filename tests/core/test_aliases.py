"""What other libraries can see of an array is a copy or read-only: nobody writes behind the tape.

Each way to reach the memory of a variable is tried after ``x * x`` was recorded: the gradient must
be that of the recorded values, or there must be an error.
"""

import copy
import mmap
import pickle

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd


def variable(values=(1.0, 2.0, 3.0)):
    x = nd.array(values)
    x.attach_grad()
    return x


def pickled_out_of_band(x):
    buffers = []
    data = pickle.dumps(x, protocol=5, buffer_callback=buffers.append)
    for buffer in buffers:
        buffer.raw()[:] = bytes(len(buffer.raw()))
    pickle.loads(data, buffers=buffers)[:] = 9


def as_array_without_copy(x):
    view = np.asarray(x, copy=False)
    view.flags.writeable = True
    view[:] = 9


WAYS = {
    "asnumpy": lambda x: x.asnumpy().__setitem__(0, 9),
    "np.asarray": lambda x: np.asarray(x).__setitem__(0, 9),
    "np.asarray(copy=False)": as_array_without_copy,
    "np.asarray(copy=False).base": lambda x: np.asarray(x, copy=False).base.__setitem__(0, 9),
    "pickle with buffers of its own": pickled_out_of_band,
    "copy.copy": lambda x: copy.copy(x).__setitem__(0, 9),
    "copy.deepcopy": lambda x: copy.deepcopy(x).__setitem__(0, 9),
    "np.from_dlpack": lambda x: np.from_dlpack(x).__setitem__(0, 9),
    "to_dlpack_for_write": lambda x: nd.from_dlpack(x.to_dlpack_for_write()).__setitem__(0, 9),
    "np.copyto": lambda x: np.copyto(x, 9),
    "np.put": lambda x: np.put(x, [0], 9),
    "np.place": lambda x: np.place(x, np.array([True, False, True]), [9]),
    "np.putmask": lambda x: np.putmask(x, np.array([True, False, True]), 9),
    "np.fill_diagonal": lambda x: np.fill_diagonal(x.reshape((3, 1)), 9),
    "np.add.at": lambda x: np.add.at(x, [0], 9),
    "np.add(out=)": lambda x: np.add(x, 1, out=x),
    "np.add of numbers (out=)": lambda x: np.add(1, 2, out=x),
    "np.sum(out=)": lambda x: np.sum(nd.ones((2, 3)), axis=0, out=x),
    "np.cumsum(out=)": lambda x: np.cumsum(np.ones(3) * 5, out=x),
    "np.apply_along_axis": lambda x: np.apply_along_axis(lambda r: r.__setitem__(0, 9), 0, x),
    "nd.zeros(out=)": lambda x: nd.zeros(3, out=x),
    "nd.random(out=)": lambda x: nd.random.uniform(shape=3, out=x),
    "astype without copy": lambda x: x.astype("float32", copy=False).__setitem__(0, 9),
    "the same context": lambda x: x.as_in_context(x.context).__setitem__(0, 9),
    "T of one axis": lambda x: x.T.__setitem__(0, 9),
    "iteration": lambda x: [part.__setitem__(0, 9) for part in x],
    "inplace=True": lambda x: x.expand_dims(0, inplace=True).__setitem__(0, 9),
    "slice_assign": lambda x: x.slice_assign_scalar(9, (0,), (2,), (1,)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_way_to_a_wrong_gradient(way):
    x = variable()
    with autograd.record():
        y = x * x
    try:
        way(x)
    except (ValueError, TypeError, BufferError):
        assert x.asnumpy().tolist() == [1, 2, 3]  # refused, and nothing was written
    try:
        y.backward()
    except MXNetError as error:
        assert "changed in place" in str(error)
        assert x.asnumpy().tolist() != [1, 2, 3]  # it was
    else:
        assert x.grad.asnumpy().tolist() == [2, 4, 6]


def test_what_comes_from_numpy_is_read_only_there_up_to_its_owner():
    table = np.ones((2, 3))
    row = table[1]
    x = nd.from_numpy(row)
    assert np.shares_memory(x._raw, table)
    for source in (row, table):
        with pytest.raises(ValueError, match="read-only"):
            source[:] = 9
    x[0] = 5
    assert table[1, 0] == 5


def test_memory_of_others_is_copied():
    buffer = bytearray(np.ones(3))
    x = nd.from_numpy(np.frombuffer(buffer))
    buffer[:] = bytes(24)
    assert x.asnumpy().tolist() == [1, 1, 1]
    constant = np.frombuffer(bytes(np.ones(3)))
    assert np.shares_memory(nd.from_numpy(constant)._raw, constant)


@pytest.mark.parametrize("mode", ["r", "r+", "c"])
def test_mapped_files(tmp_path, mode):
    np.ones(3).tofile(tmp_path / "ones")
    mapped = np.memmap(tmp_path / "ones", np.float64, mode)
    assert isinstance(mapped._mmap, mmap.mmap)
    x = nd.from_numpy(mapped)
    assert np.shares_memory(x._raw, mapped) == (mode == "r")
    assert x.writable == (mode != "r")


@pytest.mark.parametrize("give", [lambda a: a, lambda a: a.__dlpack__()], ids=["object", "capsule"])
def test_what_comes_through_dlpack_is_copied(give):
    source = np.ones(3, np.float32)
    x = nd.from_dlpack(give(source))
    source[:] = 9
    assert x.asnumpy().tolist() == [1, 1, 1]


def test_numpy_arrays_beside_a_variable_are_copied():
    factor, index = np.array([2.0, 3.0, 4.0]), np.array([0, 2])
    x = variable()
    with autograd.record():
        y = x * factor + nd.dot(x, factor) * 0
        z = x[index] + nd.take(x, index)
    factor[:] = 9
    index[:] = 1
    y.backward()
    assert x.grad.asnumpy().tolist() == [2, 3, 4]
    z.backward()
    assert x.grad.asnumpy().tolist() == [2, 0, 2]


def test_lists_given_as_parameters_are_copied():
    x = variable([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    axes, index = [1, 0], [[0, 1], [1, 2]]
    with autograd.record():
        y = nd.transpose(x, axes=axes)
        z = x[index[0], index[1]]
    axes.reverse()
    index[0][0] = 1
    y.backward(nd.array([[1, 2], [3, 4], [5, 6]]))
    assert x.grad.asnumpy().tolist() == [[1, 3, 5], [2, 4, 6]]
    z.backward()
    assert x.grad.asnumpy().tolist() == [[0, 1, 0], [0, 0, 1]]


def test_a_recorded_value_does_not_vanish_into_numpy():
    """As with functions of NumPy that have no gradient here: refused, where it would be lost."""
    x, target = variable(), np.zeros(3, np.float32)
    with autograd.record():
        y = x * 2
        with pytest.raises(TypeError, match="gradient"):
            target += y
        with pytest.raises(TypeError, match="gradient"):
            np.multiply(y, 2, out=target)
        with pytest.raises(TypeError, match="gradient"):
            np.sum(y, axis=0, out=target[:1])
        target += y.detach()
    assert target.tolist() == [2, 4, 6]
    target += y  # nothing is recorded now
    assert target.tolist() == [4, 8, 12]
