"""Indexing beyond the rows: what repeats, what is not finite, what is too large."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.ops.accumulate import add_rows


@pytest.mark.parametrize(
    ("outer", "number", "width", "count"),
    [(1, 0, 3, 4), (1, 50, 3, 7), (3, 50, 1, 7), (2, 40, 5, 100_000), (1, 20, 1, 5), (1, 9, 2, 1),
     (2, 3, 0, 4), (0, 3, 2, 4), (1, 500, 2, 500), (1, 257, 2, 2)],
)  # fmt: skip
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_sum_of_rows_that_share_an_index(outer, number, width, count, dtype):
    rng = np.random.default_rng(number)
    rows = rng.normal(size=(outer, number, width)).astype(dtype)
    index = rng.integers(0, count, number)
    want = np.zeros((outer, count, width))
    for level, values in zip(want, rows, strict=True):
        np.add.at(level, index, values)
    got = add_rows(rows, index, (outer, count, width))
    assert got.dtype == np.dtype(dtype) and got.base is None
    rtol = {"float16": 1e-2, "float32": 1e-4, "float64": 1e-12}[dtype]
    np.testing.assert_allclose(got, want, rtol=rtol, atol=10 * rtol)


def test_many_equal_indices_are_summed_exactly_enough():
    weight = nd.zeros((3, 4))
    weight.attach_grad()
    with autograd.record():
        y = nd.Embedding(nd.ones(100_000), weight, 3, 4) * 0.1
    y.backward()
    np.testing.assert_allclose(weight.grad.asnumpy()[1], 10_000, rtol=1e-6)


def test_embedding_writes_and_adds():
    weight = nd.zeros((3, 2))
    for req, want in (("write", 1), ("add", 3)):
        weight.attach_grad(req)
        for _ in range(3):
            with autograd.record():
                y = nd.Embedding(nd.array([2]), weight, 3, 2)
            y.backward()
        assert weight.grad.asnumpy().tolist() == [[0, 0], [0, 0], [want, want]]


def test_where_keeps_infinite_gradients_out():
    x = nd.array([0.0, 4.0])
    x.attach_grad()
    with autograd.record():
        y = nd.where(x > 0, nd.sqrt(x), x)
    y.backward()
    # The derivative of the root at 0 is infinite; the branch not taken must not show it.
    with autograd.record():
        z = nd.where(nd.array([0, 1]), x / nd.array([0.0, 1.0]), x)
    z.backward()
    assert not np.isnan(x.grad.asnumpy()[1])


def test_gradient_of_the_branch_not_taken_is_zero_even_if_the_head_is_infinite():
    x, y = nd.ones(2), nd.ones(2)
    x.attach_grad()
    y.attach_grad()
    with autograd.record():
        z = nd.where(nd.array([1, 0]), x, y)
    z.backward(nd.array([np.inf, np.nan]))
    assert x.grad.asnumpy().tolist() == [np.inf, 0]
    assert y.grad.asnumpy()[0] == 0


def test_where_reads_nan_as_true_and_promotes():
    y = nd.where(nd.array([np.nan, 0]), nd.ones(2), nd.zeros(2, dtype="int32"))
    assert y.dtype == np.float32 and y.asnumpy().tolist() == [1, 0]
    y = nd.where(nd.array([1, 0], dtype="float64"), nd.ones(2), nd.zeros(2))
    assert y.dtype == np.float32
    y = nd.where(nd.array([1, 0]), nd.ones(2, dtype="float64"), nd.zeros(2))
    assert y.dtype == np.float64


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int32", "int64", "float16", "float64"])
def test_indices_of_every_dtype(dtype):
    table = nd.arange(1000).reshape((500, 2))
    index = nd.array([0, 100, 3], dtype=dtype)
    assert nd.take(table, index).asnumpy()[:, 0].tolist() == [0, 200, 6]
    assert nd.Embedding(index, table, 500, 2).asnumpy()[:, 0].tolist() == [0, 200, 6]
    wrapped = nd.take(table, nd.array([-1], dtype="int8"), mode="wrap")
    assert wrapped.asnumpy().tolist() == [[998, 999]]


def test_scatter_is_undone_by_gather():
    indices = nd.array([[0, 2, 1], [3, 0, 1]])
    data = nd.array([1, 2, 3])
    spread = nd.scatter_nd(data, indices, (3, 4))
    assert nd.gather_nd(spread, indices).asnumpy().tolist() == [1, 2, 3]
    flat = nd.ravel_multi_index(indices, shape=(3, 4))
    assert nd.unravel_index(flat, shape=(3, 4)).asnumpy().tolist() == indices.asnumpy().tolist()


def test_methods_take_positional_parameters():
    x = nd.array([[1, 2], [3, 4]])
    assert x.take(nd.array([3]), 1, "wrap").asnumpy().tolist() == [[2], [4]]
    assert x.pick(nd.array([0, 1]), 1, True).asnumpy().tolist() == [[1], [4]]
    assert nd.array([1, 0]).one_hot(2, 5, -1).asnumpy().tolist() == [[-1, 5], [5, -1]]


def test_on_value_is_cut_for_integers():
    hot = nd.one_hot(nd.array([1]), 2, on_value=8.9, off_value=1.5, dtype="int32")
    assert hot.dtype == np.int32 and hot.asnumpy().tolist() == [[1, 8]]
