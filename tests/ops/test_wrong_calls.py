"""Wrong calls raise at the call, an MXNetError of a few lines with the operator and the reason."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import nd
from ndgrad.base import MXNetError
from ndgrad.ops.registry import registry

X = nd.ones((2, 3))

#: call, what the message says
WRONG = [
    (lambda: nd.cos(), "operator cos: the input 'data' is missing"),
    (lambda: nd.add(X), "operator add: the input 'rhs' is missing"),
    (lambda: nd.broadcast_add(X, nd.ones((2, 4))), r"\(2, 3\).*|\(2, 4\)"),
    (lambda: nd.dot(X, X), "operator dot: "),
    (lambda: nd.sum(X, axs=1), "operator sum: unknown keyword 'axs'. Did you mean 'axis'"),
    (lambda: nd.sum(X, axis=2), "operator sum: .*axis"),
    (lambda: nd.sum(X, axis=(0, 0)), "twice"),
    (lambda: nd.concat(X, nd.ones((3, 3)), dim=1), "operator concat: "),
    (lambda: nd.FullyConnected(X, nd.ones((4, 2)), num_hidden=4, no_bias=True), "FullyConnected"),
    (lambda: nd.Convolution(X, X, kernel=(3, 3), num_filter=1, no_bias=True), "Convolution"),
    (lambda: X.reshape(shape=2.5), "cannot reshape"),
    (lambda: X.reshape((4, 4)), "cannot reshape"),
    (lambda: nd.cast(X, dtype=None), "dtype None is not supported"),
    (lambda: nd.take("abc", X), "must be an array, got str 'abc'"),
    (lambda: nd.tile({}, reps=2), "must be an array, got dict"),
]


@pytest.mark.parametrize(("call", "text"), WRONG, ids=[t for _, t in WRONG])
def test_message(call, text):
    with pytest.raises(MXNetError, match=text) as caught:
        call()
    assert str(caught.value).count("\n") < 8


@pytest.mark.parametrize("dtype", ["complex64", "uint16", "str", {}, "object"])
@pytest.mark.parametrize(
    "call",
    [
        lambda dtype: nd.cast(X, dtype=dtype),
        lambda dtype: X.astype(dtype),
        lambda dtype: nd.ones(2, dtype=dtype),
        lambda dtype: nd.arange(2, dtype=dtype),
        lambda dtype: nd.cumsum(X, dtype=dtype),
        lambda dtype: nd.one_hot(X, depth=2, dtype=dtype),
        lambda dtype: nd.softmax(X, dtype=dtype),
        lambda dtype: nd.random.normal(shape=2, dtype=dtype),
        lambda dtype: nd.random.multinomial(nd.array([0.5, 0.5]), dtype=dtype),
    ],
)
def test_dtype_that_no_array_has(call, dtype):
    with pytest.raises((MXNetError, TypeError), match="dtype"):
        call(dtype)


@pytest.mark.parametrize(
    "op", [op for op in {id(o): o for o in registry.values()}.values() if op.inputs], ids=str
)
def test_no_operator_works_without_its_inputs(op):
    if op.variadic or op.namespace == "internal" or op.name.startswith("_"):
        return
    with pytest.raises(MXNetError):
        nd.NDArray._front.function(op)()


def test_truth_values_are_counted():
    """As in MXNet: the sums of an array of bool are int64."""
    y = nd.cumsum(nd.array([1, 1, 0, 1], dtype="bool"))
    assert y.dtype == np.int64 and y.asnumpy().tolist() == [1, 2, 2, 3]
    assert nd.contrib.index_array(X, axes=1).asnumpy()[0].tolist() == [[0], [1], [2]]
