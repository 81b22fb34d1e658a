"""Arguments of a wrong kind: errors of the library that name it, and no repeated lists."""

from __future__ import annotations

import operator

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd

BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.mod, operator.pow]


@pytest.mark.parametrize("call", BINARY)
@pytest.mark.parametrize("other", [[1, 2], (1, 2), "ab", b"ab", None])
@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_no_operand_of_an_array(call, other, dtype):
    array = nd.array([2], dtype=dtype)
    with pytest.raises(TypeError, match="an NDArray or a number") as caught:
        call(array, other)
    assert isinstance(caught.value, mx.MXNetError)
    if not (isinstance(other, (str, bytes)) and call is operator.mod):  # the text's own operator
        with pytest.raises(mx.MXNetError, match="an NDArray or a number"):
            call(other, array)
    assert (array == None) is False and (array != other) is True  # noqa: E711  # as in MXNet


def test_another_class_may_take_an_array():
    class Other:
        def __radd__(self, array):
            return "taken"

    assert nd.ones(1) + Other() == "taken"


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: nd.full(2, "a"), "full: the value 'a'"),
        (lambda: nd.full((2, 2), [1, 2, 3]), r"does not fill an array of shape \(2, 2\)"),
        (lambda: nd.arange("a"), "start='a' is no number"),
        (lambda: nd.random.uniform(0, "b", (2,)), "high='b' is no number"),
        (lambda: nd.ones(4).reshape("a"), r"operator reshape: shape=\('a',\) is no number"),
        (lambda: nd.ones(6).reshape((3, 2.0)), "is not made of integers"),
        (lambda: nd.Dropout(nd.ones(2), p="x"), "p='x' is no number"),
        (lambda: nd.sum(nd.ones(2), dim=0), "Did you mean 'axis'"),
        (lambda: nd.concat(nd.ones(2), nd.ones(2), axis=0), "Did you mean 'dim'"),
        (lambda: nd.zeros((2, 3), "int32"), "dtype='int32'"),
        (lambda: mx.cpu("x"), "device_id is an integer"),
        (lambda: mx.random.seed(1.5), "an integer is needed"),
        (lambda: nd.Custom(nd.ones(1), op_type="nothing"), "nothing"),
        (
            lambda: nd.contrib.foreach(lambda x, s: x, nd.ones((3, 3)), nd.ones(1)),
            "outputs, states",
        ),
    ],
)
def test_messages(call, message):
    with pytest.raises(mx.MXNetError, match=message):
        call()


def test_seeds_of_numpy():
    mx.random.seed(np.int64(3))
    first = nd.random.uniform(shape=2).asnumpy()
    mx.random.seed(3)
    assert (nd.random.uniform(shape=2).asnumpy() == first).all()
