"""Order beyond the rows: ties, NaN, and the partial sort of topk."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import autograd, nd

NAN, INF = np.nan, np.inf


@pytest.mark.parametrize(
    ("ascending", "values", "indices"),
    [(True, [-INF, 0, 5, 5, NAN, NAN], [3, 0, 1, 2, 4, 5]),
     (False, [5, 5, 0, -INF, NAN, NAN], [1, 2, 0, 3, 4, 5])],
)  # fmt: skip
def test_ties_keep_their_order_and_nan_is_last(ascending, values, indices):
    x = nd.array([0, 5, 5, -INF, NAN, NAN])
    np.testing.assert_array_equal(nd.sort(x, is_ascend=ascending).asnumpy(), values)
    assert nd.argsort(x, is_ascend=ascending).asnumpy().tolist() == indices
    found = nd.topk(x, k=0, ret_typ="both", is_ascend=ascending)
    np.testing.assert_array_equal(found[0].asnumpy(), values)
    assert found[1].asnumpy().tolist() == indices


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int32", "int64"])
def test_integers_at_their_limits(dtype):
    limits = np.iinfo(dtype)
    x = nd.array([limits.max, 0, limits.min, 1], dtype=dtype)
    want = sorted([limits.max, 0, limits.min, 1])
    assert nd.sort(x).asnumpy().tolist() == want
    assert nd.sort(x, is_ascend=False).asnumpy().tolist() == want[::-1]
    assert nd.topk(x, k=1, ret_typ="value").asnumpy().tolist() == [limits.max]


@pytest.mark.parametrize("kind", ["spread", "ties", "nan", "infinite", "all nan"])
@pytest.mark.parametrize("ascending", [True, False])
@pytest.mark.parametrize("axis", [0, 1])
def test_partial_sort_agrees_with_the_whole(kind, ascending, axis):
    rng = np.random.default_rng(3)
    x = rng.integers(0, 3 if kind == "ties" else 10_000, (4, 300)).astype("f")
    if kind == "nan":
        x[rng.random(x.shape) < 0.95] = NAN
    if kind == "infinite":
        x[rng.random(x.shape) < 0.5] = INF
        x[rng.random(x.shape) < 0.5] = -INF
    if kind == "all nan":
        x[1] = NAN
    data = nd.array(x if axis else x.T)
    part = nd.topk(data, axis=axis, k=20, dtype="int64", is_ascend=ascending).asnumpy()
    whole = nd.topk(data, axis=axis, k=0, dtype="int64", is_ascend=ascending).asnumpy()
    np.testing.assert_array_equal(part, whole.take(range(20), axis))


def test_indices_and_masks_have_derivative_zero():
    x = nd.array([[3.0, 1.0, 2.0]])
    x.attach_grad()
    for function in (
        lambda x: nd.topk(x, k=2),
        lambda x: nd.topk(x, k=2, ret_typ="mask"),
        nd.argsort,
        lambda x: nd.topk(x, k=2, ret_typ="both")[1],
    ):
        with autograd.record():
            y = function(x)
        y.backward()
        assert x.grad.asnumpy().tolist() == [[0, 0, 0]]
        with autograd.record():
            y = function(x).sum() * x
        y.backward()
        assert (x.grad.asnumpy() == function(x).asnumpy().sum()).all()


def test_topk_of_both_has_the_gradient_of_its_values():
    x = nd.array([[3.0, 1.0, 2.0]])
    x.attach_grad()
    with autograd.record():
        values, indices = nd.topk(x, k=2, ret_typ="both")
        y = values * nd.array([1.0, 10.0]) + indices * 0
    y.backward()
    assert x.grad.asnumpy().tolist() == [[1, 0, 10]]


def test_dtypes_of_indices():
    x = nd.arange(5)
    for dtype in ("uint8", "int32", "int64", "float16", "float32", "float64"):
        assert nd.argsort(x, dtype=dtype).dtype == np.dtype(dtype)
        values, indices = nd.topk(x, k=2, ret_typ="both", dtype=dtype)
        assert values.dtype == np.float32 and indices.dtype == np.dtype(dtype)
        assert indices.asnumpy().tolist() == [4, 3]


def test_histogram_without_range_is_as_numpys():
    counts, edges = nd.histogram(nd.array([1, 2, 3, 4]), 2)
    assert counts.dtype == edges.dtype == np.float32
    assert counts.asnumpy().tolist() == [2, 2] and edges.asnumpy().tolist() == [1, 2.5, 4]
    counts, edges = nd.histogram(nd.array([1, NAN, 3, 4]), nd.array([0, 1.5, 4]))
    assert counts.asnumpy().tolist() == [1, 2] and counts.dtype == np.int64
