"""DLPack both ways: values are exchanged, memory that somebody else can write is not shared."""

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd

DTYPES = ["float16", "float32", "float64", "uint8", "int8", "int32", "int64"]
OUT = {
    "method read": lambda x: x.to_dlpack_for_read(),
    "method write": lambda x: x.to_dlpack_for_write(),
    "function read": lambda x: nd.to_dlpack_for_read(x),
    "function write": lambda x: nd.to_dlpack_for_write(x),
    "protocol": lambda x: x,
}


@pytest.mark.parametrize("out", OUT.values(), ids=OUT)
@pytest.mark.parametrize("dtype", DTYPES)
def test_there_and_back(out, dtype):
    x = nd.array([[1, 2, 3], [4, 5, 6]], dtype=dtype)
    y = nd.from_dlpack(out(x))
    assert y.dtype is x.dtype and y.asnumpy().tolist() == x.asnumpy().tolist()
    y[:] = 0
    assert x.asnumpy().sum() == 21


@pytest.mark.parametrize("shape", [(), (0, 3), (1,), (2, 3, 4, 5)])
def test_all_shapes(shape):
    x = nd.from_numpy(np.zeros(shape))
    assert nd.from_dlpack(x.to_dlpack_for_read()).shape == shape


def test_numpy_takes_arrays():
    x = nd.array([1, 2])
    taken = np.from_dlpack(x)
    assert taken.dtype == "float32" and taken.tolist() == [1, 2]
    assert not np.shares_memory(taken, x._raw)
    assert x.__dlpack_device__() == (1, 0)


def test_numpy_arrays_are_taken():
    source = np.arange(6.0).reshape(2, 3)
    for given in (source, source.T, source[:, ::2], source[::-1]):
        x = nd.from_dlpack(given)
        assert np.array_equal(x.asnumpy(), given) and x.dtype is np.float64
        assert not np.shares_memory(x._raw, source) and x._raw.flags.c_contiguous


def test_what_is_alive_only_inside_a_capsule():
    capsule = nd.array([1, 2, 3]).to_dlpack_for_read()
    assert nd.from_dlpack(capsule).asnumpy().tolist() == [1, 2, 3]


def test_a_capsule_is_taken_once():
    capsule = nd.ones(2).to_dlpack_for_read()
    nd.from_dlpack(capsule)
    with pytest.raises(TypeError, match="from_dlpack") as caught:
        nd.from_dlpack(capsule)
    assert isinstance(caught.value, MXNetError)


@pytest.mark.parametrize("wrong", [5, "x", None, [1, 2], object()])
def test_what_is_no_capsule(wrong):
    with pytest.raises(TypeError, match="from_dlpack"):
        nd.from_dlpack(wrong)


def test_dtypes_that_do_not_exist():
    with pytest.raises(TypeError, match="uint16"):
        nd.from_dlpack(np.arange(3, dtype="uint16"))


def test_a_capsule_is_a_constant():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = (x * nd.from_dlpack((x * 3).to_dlpack_for_read())).sum()
    y.backward()
    assert x.grad.asnumpy().tolist() == [3, 6]


def test_torch_takes_arrays_and_gives_them():
    torch = pytest.importorskip("torch")
    x = nd.array([[1, 2], [3, 4]])
    tensor = torch.from_dlpack(x)
    tensor += 1
    assert x.asnumpy().tolist() == [[1, 2], [3, 4]]
    assert nd.from_dlpack(tensor).asnumpy().tolist() == [[2, 3], [4, 5]]
    assert torch.utils.dlpack.from_dlpack(x.to_dlpack_for_write()).tolist() == [[1, 2], [3, 4]]
