"""The array itself: what it says of itself, how it turns into other things, what it shares."""

import copy
import math
import pickle
import weakref

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import MXNetError, autograd, nd

DTYPES = ["float16", "float32", "float64", "uint8", "int8", "int32", "int64", "bool"]


def test_what_an_array_says_of_itself():
    x = nd.array([[1, 2, 3], [4, 5, 6]])
    assert x.shape == (2, 3) and x.ndim == 2 and x.size == 6
    assert x.dtype is np.float32 and x.stype == "default"
    assert x.context == x.ctx == mx.cpu(0)
    assert x.writable and isinstance(x.handle, int) and x.grad is None
    assert all(type(n) is int for n in x.shape)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype_is_held_as_it_is(dtype):
    x = nd.array([0, 1], dtype=dtype)
    assert x.dtype is np.dtype(dtype).type
    assert x.asnumpy().dtype == dtype and x.asnumpy().tolist() == [0, 1]


def test_the_class_has_one_identity_under_all_its_names():
    assert nd.NDArray is mx.ndarray.NDArray is mx.ndarray.ndarray.NDArray
    assert isinstance(nd.ones(1), mx.nd.NDArray) and nd.NDArray.__name__ == "NDArray"


# -- to Python --------------------------------------------------------------------------------


def test_truth():
    assert nd.array([2.0]) and nd.array([[-1.0]]) and nd.array(3)
    assert not nd.array([0.0]) and not nd.array([])
    with pytest.raises(ValueError, match="ambiguous"):
        bool(nd.ones(2))


def test_numbers():
    assert float(nd.array([2.5])) == 2.5 and int(nd.array([[2.9]])) == 2
    assert float(nd.array(4)) == 4.0
    assert [10, 20, 30][nd.array([1], dtype="int32")] == 20
    assert list(range(nd.array([2], dtype="int64"))) == [0, 1]
    for convert in (float, int):
        with pytest.raises(TypeError, match="shape"):
            convert(nd.ones(2))
    with pytest.raises(TypeError, match="integer"):
        [10, 20][nd.array([1.0])]


def test_asscalar_gives_a_numpy_scalar_of_the_dtype():
    value = nd.array([[7]], dtype="int8").asscalar()
    assert type(value) is np.int8 and value == 7
    assert type(nd.ones(3).sum().asscalar()) is np.float32
    with pytest.raises(ValueError, match="not a scalar"):
        nd.ones(2).asscalar()


def test_item_and_tolist_give_python_numbers():
    assert type(nd.ones(1).item()) is float and nd.array([[1, 2]]).item(0, 1) == 2.0
    assert nd.array([[1, 2]], dtype="int32").tolist() == [[1, 2]]


def test_length_and_iteration():
    rows = list(nd.array([[1, 2], [3, 4]]))
    assert [r.asnumpy().tolist() for r in rows] == [[1, 2], [3, 4]]
    a, b = nd.array([5, 6])
    assert a.shape == (1,) and float(b) == 6
    assert len(nd.zeros((3, 2))) == 3
    assert [float(v) for v in reversed(nd.array([1, 2]))] == [2, 1]
    assert float(sum(nd.array([1, 2, 3]))) == 6 and float(max(nd.array([1, 3, 2]))) == 3
    with pytest.raises(TypeError, match="without axes"):
        len(nd.array(5))


def test_iterating_over_rows_gives_views():
    x = nd.zeros((2, 2))
    for i, row in enumerate(x):
        row[:] = i + 1
    assert x.asnumpy().tolist() == [[1, 1], [2, 2]]


def test_membership_asks_for_an_equal_element():
    x = nd.array([1, 2])
    assert 1 in x and nd.array([2]) in x and 5 not in x


def test_hash_is_identity():
    x, y = nd.ones(1), nd.ones(1)
    assert {x: "x", y: "y"}[x] == "x" and len({x, y}) == 2


def test_weak_references():
    x = nd.ones(1)
    reference = weakref.ref(x)
    assert reference() is x
    del x
    assert reference() is None


# -- copies and casts -------------------------------------------------------------------------


def test_asnumpy_is_a_copy():
    x = nd.zeros(2)
    x.asnumpy()[:] = 5
    assert x.asnumpy().tolist() == [0, 0]
    assert nd.zeros((2, 3)).T.asnumpy().flags.c_contiguous


@pytest.mark.parametrize("shape", [(1,), (1, 1)])
def test_asnumpy_of_one_element_counts_as_a_number(shape):
    # NumPy refuses since 2.4 what programs for MXNet are full of
    a = nd.full(shape, 2.5).asnumpy()
    assert isinstance(a, np.ndarray) and a.shape == shape and a.dtype == "float32"
    assert "%.2f %d" % (a, a) == "2.50 2" and float(a) == 2.5 and int(a) == 2
    assert round(float(a)) == 2 and math.sqrt(a) == 2.5**0.5
    assert repr(a) == repr(np.array(a)) and str(a) == str(np.array(a)) and f"{a:.1f}" == "2.5"
    for made in (a + 1, 2 * a, np.exp(a), a == 2.5, np.asarray(a), np.concatenate([a, a]),
                 np.array([a, a]), copy.deepcopy(a), pickle.loads(pickle.dumps(a))):  # fmt: skip
        assert type(made) is np.ndarray
    assert type(a.sum()) is np.float32 and type(a.item()) is float
    assert (a + 1).tolist() == (nd.full(shape, 3.5).asnumpy()).tolist()
    with pytest.raises((TypeError, ValueError)):
        float(np.repeat(a, 3))
    assert type(nd.ones(2).asnumpy()) is np.ndarray
    assert "%d" % nd.array([7], dtype="int64").asnumpy() == "7"


@pytest.mark.parametrize("source", DTYPES)
@pytest.mark.parametrize("target", DTYPES)
def test_astype(source, target):
    x = nd.array([0, 1, 3], dtype=source)
    y = x.astype(target)
    assert y.asnumpy().dtype == target and y is not x
    assert y.asnumpy().tolist() == x.asnumpy().astype(target).tolist()
    assert (x.astype(target, copy=False) is x) == (source == target)
    assert x.astype(np.dtype(target)).dtype is y.dtype


def test_astype_of_python_types_and_wrong_ones():
    assert nd.ones(1).astype(float).dtype is np.float64
    assert nd.ones(1).astype(int).dtype is np.int64
    assert nd.ones(1).astype(bool).dtype is np.bool_
    for wrong in ("complex64", "uint16", "nothing"):
        with pytest.raises(TypeError, match="not supported"):
            nd.ones(1).astype(wrong)


def test_astype_is_recorded():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = (x.astype("float64") * 3).sum()
    y.backward()
    assert x.grad.dtype is np.float32 and x.grad.asnumpy().tolist() == [3, 3]


def test_copyto_casts_into_the_target():
    target = nd.zeros(2, dtype="int32")
    assert nd.array([1.9, 2.9]).copyto(target) is target
    assert target.asnumpy().tolist() == [1, 2]
    for wrong in (nd.zeros(3), nd.zeros((1, 2))):
        with pytest.raises(ValueError, match="does not fit"):
            nd.ones(2).copyto(wrong)
    with pytest.raises(TypeError):
        nd.ones(2).copyto("cpu")
    x = nd.ones(1)
    with pytest.warns(RuntimeWarning, match="itself"):
        x.copyto(x)


SAME_MEMORY = {
    "reshape": lambda x: x.reshape((3, 2)),
    "reshape of codes": lambda x: x.reshape((0, -4, 3, 1)),
    "flatten inplace": lambda x: x.flatten(inplace=True),
    "expand_dims inplace": lambda x: x.expand_dims(1, inplace=True),
    "squeeze inplace": lambda x: x.squeeze(inplace=True),
    "detach": lambda x: x.detach(),
    "row": lambda x: x[1],
    "rows": lambda x: x[0:1],
    "element": lambda x: x[0, 1],
    "all": lambda x: x[:],
    "new axis": lambda x: x[None],
    "part of a row": lambda x: x[1, 1:],
    "astype(copy=False)": lambda x: x.astype("float32", copy=False),
    "as_in_context": lambda x: x.as_in_context(mx.cpu(0)),
    "as_nd_ndarray": lambda x: x.as_nd_ndarray(),
    "concatenate alone": lambda x: nd.concatenate([x], always_copy=False),
}

OWN_MEMORY = {
    "copy": lambda x: x.copy(),
    "T": lambda x: x.T,
    "transpose": lambda x: x.transpose((0, 1)),
    "flatten": lambda x: x.flatten(),
    "expand_dims": lambda x: x.expand_dims(0),
    "squeeze": lambda x: x.squeeze(),
    "reshape_like": lambda x: x.reshape_like(nd.zeros((3, 2))),
    "nd.reshape": lambda x: nd.reshape(x, (3, 2)),
    "nd.Reshape": lambda x: nd.Reshape(x, shape=(0, 0)),
    "nd.Flatten": lambda x: nd.Flatten(x),
    "broadcast_to": lambda x: x.broadcast_to((2, 3)),
    "slice_axis": lambda x: x.slice_axis(axis=0, begin=0, end=2),
    "split": lambda x: x.split(1),
    "swapaxes": lambda x: x.swapaxes(0, 0),
    "identity": lambda x: nd.identity(x),
    "BlockGrad": lambda x: nd.BlockGrad(x),
    "astype": lambda x: x.astype("float32"),
    "Dropout": lambda x: nd.Dropout(x, p=0.5),
    "column": lambda x: x[:, 1],
    "columns": lambda x: x[:, 0:2],
    "every other": lambda x: x[:, ::2],
    "backwards": lambda x: x[::-1],
    "list": lambda x: x[[0, 1]],
    "nd.array": lambda x: nd.array(x),
    "other context": lambda x: x.as_in_context(mx.cpu(1)),
    "copyto": lambda x: x.copyto(mx.cpu(0)),
    "concat": lambda x: nd.concat(x, dim=0),
    "concatenate": lambda x: nd.concatenate([x]),
}


@pytest.mark.parametrize("made", SAME_MEMORY.values(), ids=SAME_MEMORY)
def test_shares_memory(made):
    x = nd.zeros((2, 3))
    made(x)[:] = 1
    assert x.asnumpy().any()


@pytest.mark.parametrize("made", OWN_MEMORY.values(), ids=OWN_MEMORY)
def test_has_memory_of_its_own(made):
    x = nd.zeros((2, 3))
    made(x)[:] = 1
    assert not x.asnumpy().any()


@pytest.mark.parametrize("made", SAME_MEMORY.values(), ids=SAME_MEMORY)
def test_what_shares_memory_is_recorded_all_the_same(made):
    if made is SAME_MEMORY["detach"]:
        return
    x = nd.array([[1.0, 2, 3], [4, 5, 6]])
    x.attach_grad()
    with autograd.record():
        y = (made(x) * 2).sum()
    y.backward()
    assert set(np.unique(x.grad.asnumpy())) <= {0.0, 2.0} and x.grad.asnumpy().any()


# -- methods ----------------------------------------------------------------------------------

#: shape and arguments -> shape, each asked of MXNet 1.9.1
RESHAPED = [
    ((2, 3, 4), ((6, 4),), (6, 4)),
    ((2, 3, 4), (6, 4), (6, 4)),
    ((2, 3, 4), ([6, 4],), (6, 4)),
    ((2, 3, 4), (24,), (24,)),
    ((2, 3, 4), (-1,), (24,)),
    ((2, 3, 4), (0, -1), (2, 12)),
    ((2, 3, 4), (-2,), (2, 3, 4)),
    ((2, 3, 4), (2, -2), (2, 3, 4)),
    ((2, 3, 4), (-3, 4), (6, 4)),
    ((2, 3, 4), (-3, -2), (6, 4)),
    ((2, 3, 4), (-4, 1, 2, -2), (1, 2, 3, 4)),
    ((2, 3, 4), (2, -4, -1, 3, -2), (2, 1, 3, 4)),
    ((30,), (2, -4, -1, 3), None),
    ((2, 3, 4), (5, 5), None),
    ((2, 3, 4), (-1, -1), None),
    ((2, 3, 4), (0, 0, 0, 0), None),
    ((2, 3, 4), (7, -1), None),
]


@pytest.mark.parametrize(("shape", "args", "expected"), RESHAPED)
def test_reshape(shape, args, expected):
    x = nd.zeros(shape)
    if expected is None:
        with pytest.raises(ValueError):
            x.reshape(*args)
    else:
        assert x.reshape(*args).shape == expected


def test_reshape_by_keyword():
    assert nd.zeros((10, 5, 4)).reshape((-1, 0), reverse=True).shape == (50, 4)
    assert nd.zeros((2, 3)).reshape(shape=(3, 2)).shape == (3, 2)
    with pytest.raises(TypeError, match="unknown keyword 'order'"):
        nd.zeros((2, 3)).reshape((3, 2), order="C")
    with pytest.raises(TypeError, match=r"two shapes are given, \(3, 2\) and shape="):
        nd.zeros((2, 3)).reshape(3, 2, shape=(6,))
    with pytest.raises(AssertionError, match="Shape must be provided"):
        nd.zeros((2, 3)).reshape()


def test_T_reverses_the_axes():
    assert nd.zeros((2, 3, 4)).T.shape == (4, 3, 2)
    x = nd.zeros(3)
    assert x.T is x


def test_methods_of_storage_and_waiting():
    x = nd.ones(2)
    assert x.tostype("default").stype == "default"
    assert x.wait_to_read() is None
    with pytest.raises(NotImplementedError, match="row_sparse"):
        x.tostype("row_sparse")
    with pytest.raises(MXNetError):
        x.attach_grad(stype="csr")
    with pytest.raises(MXNetError, match="np front end"):
        x.as_np_ndarray()


def test_unknown_attributes_are_refused():
    x = nd.ones(2)
    with pytest.raises(AttributeError):
        x.no_such_method()
    with pytest.raises(AttributeError):
        x.note = 1
    with pytest.raises(AttributeError):
        x.shape = (1, 2)


def test_results_without_axes_have_one():
    x = nd.array([[1.0, 2.0], [3.0, 4.0]])
    for made in (x.sum(), x.max(), x.norm(), x[0, 0], x.mean(), nd.dot(x[0], x[1]), x.sum(axis=())):
        assert made.shape == (1,)
    assert nd.zeros((1, 1)).squeeze().shape == (1,)
    assert nd.array(5).shape == () and (nd.array(5) + 1).shape == (1,)


def test_arrays_without_elements_work():
    empty = nd.zeros((0, 3))
    assert (empty + 1).shape == (0, 3) and float(empty.sum()) == 0
    assert nd.zeros((2, 3))[1:1].shape == (0, 3)
    assert nd.concat(empty, nd.ones((2, 3)), dim=0).shape == (2, 3)
    empty[:] = 5
    empty += 1
    assert empty.asnumpy().shape == (0, 3)


def test_read_only_arrays_refuse_writes():
    x = nd.zeros(2)
    x._raw.flags.writeable = False
    assert not x.writable
    for write in (lambda: x.__setitem__(0, 1), lambda: x.__iadd__(1), lambda: nd.ones(2, out=x)):
        with pytest.raises(ValueError, match="read-only"):
            write()
