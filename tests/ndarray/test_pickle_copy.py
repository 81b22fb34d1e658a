"""Copies, deep copies and pickles: values, dtype, context and variables; pickles of MXNet."""

import copy
import pickle
import sys

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import MXNetError, autograd, nd

DTYPES = ["float16", "float32", "float64", "uint8", "int8", "int32", "int64", "bool"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(dtype, protocol):
    x = nd.array([[0, 1], [1, 0]], dtype=dtype)
    y = pickle.loads(pickle.dumps(x, protocol))
    assert type(y) is nd.NDArray and y.dtype is x.dtype
    assert y.asnumpy().tolist() == x.asnumpy().tolist()
    y[:] = 1
    assert x.asnumpy().sum() == 2


def test_pickles_of_all_shapes_and_places():
    for x in (nd.array(5), nd.zeros((0, 3)), nd.arange(6).reshape((2, 3))[1], nd.ones((3, 2)).T):
        y = pickle.loads(pickle.dumps(x))
        assert y.shape == x.shape and np.array_equal(y.asnumpy(), x.asnumpy())
    assert pickle.loads(pickle.dumps(nd.ones(1, ctx=mx.cpu(1)))).context == mx.cpu(1)
    found = pickle.loads(pickle.dumps({"a": [nd.ones(2)]}))
    assert found["a"][0].shape == (2,)


def test_a_part_is_pickled_without_the_rest():
    x = nd.zeros((1000, 1000))
    assert len(pickle.dumps(x[1])) < 10_000


def test_a_pickle_is_a_constant():
    x = nd.ones(2)
    x.attach_grad()
    with autograd.record():
        y = x * 2
        for made in (pickle.loads(pickle.dumps(y)), copy.deepcopy(y)):
            assert made.grad is None
            with pytest.raises(MXNetError, match="not in a computational graph"):
                made.backward()
    assert pickle.loads(pickle.dumps(x)).grad is None  # as in MXNet


def test_copy():
    x = nd.array([1, 2], dtype="int8", ctx=mx.cpu(1))
    for made in (x.copy(), copy.copy(x), copy.deepcopy(x)):
        made[:] = 0
        assert made.dtype is np.int8 and made.context == mx.cpu(1)
    assert x.asnumpy().tolist() == [1, 2]


def test_a_copy_is_recorded():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    for made in (lambda: x.copy(), lambda: copy.copy(x)):
        with autograd.record():
            y = made() * 3
        y.backward()
        assert x.grad.asnumpy().tolist() == [3, 3]


def test_a_deep_copy_of_a_variable_is_a_variable():
    x = nd.array([1.0, 2.0])
    x.attach_grad("add")
    with autograd.record():
        (x * 2).sum().backward()
    y = copy.deepcopy(x)
    assert y.grad is not x.grad and y.grad.asnumpy().tolist() == [2, 2]
    with autograd.record():
        (y * 5).sum().backward()
    assert y.grad.asnumpy().tolist() == [7, 7] and x.grad.asnumpy().tolist() == [2, 2]


def test_a_deep_copy_keeps_what_is_the_same_the_same():
    x = nd.ones(1)
    a, b, _ = copy.deepcopy([x, x, nd.zeros(1)])
    assert a is b and a is not x


def test_contexts_and_errors_are_pickled():
    assert pickle.loads(pickle.dumps(mx.cpu(2))) == mx.cpu(2)
    with pytest.raises(ValueError) as caught:
        nd.ones((2, 3)) + nd.ones((3, 2))
    error = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(error, MXNetError) and str(error) == str(caught.value)


#: {'a': array([1.5, 2]), 'b': array([[1]], dtype='int8')} as MXNet 1.9.1 pickled it
OF_MXNET = {
    0: """
    286470300a56610a70310a636d786e65742e6e6461727261792e6e6461727261790a4e4441727261790a70320a284e74
    70330a5270340a286470350a5668616e646c650a70360a635f5f6275696c74696e5f5f0a6279746561727261790a7037
    0a28635f636f646563730a656e636f64650a70380a2856c9fa93f95c75303030305c75303030305c75303030305c7530
    303030015c75303030305c75303030305c7530303030025c75303030305c75303030305c75303030305c75303030305c
    75303030305c75303030305c7530303030015c75303030305c75303030305c75303030305c75303030305c7530303030
    5c75303030305c75303030305c75303030305c75303030305c75303030305c75303030305c75303030305c7530303030
    c03f5c75303030305c75303030305c7530303030400a70390a566c6174696e310a7031300a747031310a527031320a74
    7031330a527031340a73627356620a7031350a67320a67330a527031360a28647031370a67360a67370a2867380a2856
    c9fa93f95c75303030305c75303030305c75303030305c7530303030025c75303030305c75303030305c753030303001
    5c75303030305c75303030305c75303030305c75303030305c75303030305c75303030305c7530303030015c75303030
    305c75303030305c75303030305c75303030305c75303030305c75303030305c7530303030015c75303030305c753030
    30305c75303030305c75303030305c75303030305c75303030305c7530303030055c75303030305c75303030305c7530
    303030010a7031380a6731300a747031390a527032300a747032310a527032320a7362732e
    """,
    2: """
    80027d7100285801000000617101636d786e65742e6e6461727261792e6e6461727261790a4e4441727261790a71024e
    8571035271047d7105580600000068616e646c657106635f5f6275696c74696e5f5f0a6279746561727261790a710763
    5f636f646563730a656e636f64650a7108582d000000c389c3bac293c3b9000000000100000002000000000000000100
    000000000000000000000000c3803f00000040710958060000006c6174696e31710a86710b52710c85710d52710e7362
    580100000062710f680268035271107d7111680668076808582d000000c389c3bac293c3b90000000002000000010000
    00000000000100000000000000010000000000000005000000017112680a8671135271148571155271167362752e
    """,
    4: """
    800495c9000000000000007d94288c0161948c156d786e65742e6e6461727261792e6e646172726179948c074e444172
    7261799493944e859452947d948c0668616e646c65948c086275696c74696e73948c0962797465617272617994939443
    28c9fa93f9000000000100000002000000000000000100000000000000000000000000c03f0000004094859452947362
    8c0162946804680552947d946808680b4329c9fa93f90000000002000000010000000000000001000000000000000100
    000000000000050000000194859452947362752e
    """,
}


@pytest.mark.parametrize("protocol", OF_MXNET)
def test_pickles_of_mxnet(protocol, monkeypatch):
    monkeypatch.setitem(sys.modules, "mxnet", mx)
    before = set(sys.modules)
    try:
        found = pickle.loads(bytes.fromhex(OF_MXNET[protocol]))
    finally:
        for name in set(sys.modules) - before:
            if name.startswith("mxnet."):
                del sys.modules[name]
    assert type(found["a"]) is nd.NDArray and found["a"].asnumpy().tolist() == [1.5, 2]
    assert found["b"].dtype is np.int8 and found["b"].shape == (1, 1)


def test_the_state_of_mxnet_is_checked_like_a_file():
    with pytest.raises(MXNetError, match="truncated"):
        nd.ones(1).__setstate__({"handle": bytearray(b"\xc9\xfa\x93\xf9")})
