"""Gradients of few rows land in their array as dense ones do, whatever was written there before."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.ops.scattered import LEAST_BYTES

COUNT, WIDTH = 3000, 128
assert COUNT * WIDTH * 4 > LEAST_BYTES
RNG = np.random.default_rng(0)


def indices(number=40):
    return nd.array(RNG.integers(0, COUNT, number))


def table(grad_req="write"):
    weight = nd.array(RNG.normal(size=(COUNT, WIDTH)))
    weight.attach_grad(grad_req)
    return weight


def embed(weight, index):
    with autograd.record():
        return nd.Embedding(index, weight, COUNT, WIDTH)


def expected(*pairs):
    total = np.zeros((COUNT, WIDTH))
    for index, values in pairs:
        np.add.at(total, index.asnumpy().astype(int), values)
    return total


def check(weight, *pairs):
    np.testing.assert_allclose(weight.grad.asnumpy(), expected(*pairs), rtol=1e-5, atol=1e-6)


def test_rows_of_the_last_gradient_are_cleared():
    weight = table()
    for number in (40, 1, 40, 0, 700):
        index = indices(number)
        y = embed(weight, index)
        head = RNG.normal(size=y.shape).astype("f")
        y.backward(nd.array(head))
        check(weight, (index, head))


@pytest.mark.parametrize(
    "write",
    [
        lambda g: g.__setitem__(slice(None), 7),
        lambda g: g.__setitem__(5, 7),
        lambda g: g.__iadd__(1),
        lambda g: g.__getitem__(slice(3, 9)).__setitem__(0, 7),
        lambda g: g.detach().__setitem__(2, 7),
        lambda g: g.reshape((-1,)).__setitem__(slice(0, 9), 7),
        lambda g: nd.ones((COUNT, WIDTH), dtype="float32").copyto(g),
        lambda g: nd.broadcast_add(g, nd.ones(1), out=g),
        lambda g: nd.sgd_update(g, nd.ones((COUNT, WIDTH)), lr=1.0, out=g),
    ],
)
def test_what_anybody_wrote_into_the_gradient_is_cleared(write):
    weight = table()
    embed(weight, indices()).backward()
    write(weight.grad)
    assert np.count_nonzero(weight.grad.asnumpy()) > 0
    index = indices()
    embed(weight, index).backward()
    check(weight, (index, 1))


def test_between_other_gradients_of_the_same_variable():
    weight = table()
    for _ in range(2):
        index = indices()
        embed(weight, index).backward()
        check(weight, (index, 1))
        with autograd.record():
            y = weight * 2
        y.backward()
        assert (weight.grad.asnumpy() == 2).all()


def test_used_twice_and_beside_a_dense_use():
    weight = table()
    first, second = indices(), indices()
    with autograd.record():
        y = nd.concat(nd.Embedding(first, weight, COUNT, WIDTH), nd.take(weight, second) * 3, dim=0)
    y.backward()
    check(weight, (first, 1), (second, 3))
    with autograd.record():
        z = nd.dot(nd.ones((1, COUNT)), weight) + nd.Embedding(first, weight, COUNT, WIDTH).sum()
    z.backward()
    # The scalar sum is broadcast over the row of the product: its gradient counts WIDTH times.
    np.testing.assert_allclose(
        weight.grad.asnumpy(), expected((first, WIDTH)) + 1, rtol=1e-5, atol=1e-5
    )


def test_a_table_that_is_itself_computed():
    weight = table()
    index = indices()
    with autograd.record():
        y = nd.Embedding(index, weight * 2, COUNT, WIDTH)
    y.backward()
    check(weight, (index, 2))


def test_adding_up():
    weight = table("add")
    first, second = indices(), indices()
    embed(weight, first).backward()
    embed(weight, second).backward()
    check(weight, (first, 1), (second, 1))


def test_as_an_array_of_its_own():
    weight = table()
    index = indices()
    y = embed(weight, index)
    (g,) = autograd.grad(y, [weight])
    np.testing.assert_allclose(g.asnumpy(), expected((index, 1)))
    assert not weight.grad.asnumpy().any()
    y = embed(weight, index)
    (g,) = autograd.grad(y, [weight], create_graph=True)
    np.testing.assert_allclose(g.asnumpy(), expected((index, 1)))


def test_new_memory_for_the_gradient_is_filled():
    weight = table()
    embed(weight, indices()).backward()
    weight.attach_grad()
    weight.grad[:] = 5
    index = indices()
    embed(weight, index).backward()
    check(weight, (index, 1))


def test_indices_changed_afterwards():
    weight = table()
    index = nd.array([3, 5], dtype="int64")
    y = nd.take  # the index array itself is what the gradient remembers, unless it copies
    with autograd.record():
        z = y(weight, index, mode="raise")
    z.backward()
    index[:] = 9
    other = indices()
    embed(weight, other).backward()
    check(weight, (other, 1))


def test_detect_anomaly_sees_the_gradient():
    weight = table()
    y = embed(weight, indices())
    with autograd.detect_anomaly(), pytest.raises(Exception, match="NaN"):
        y.backward(nd.full(y.shape, np.nan))
