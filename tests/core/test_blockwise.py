"""Runs of elementwise operators are swept block by block, and the gradients do not tell."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.core import blockwise, sweep
from ndgrad.ops import parallel, passes

SHAPE = (7, 11)


@pytest.fixture(params=[1, 3], ids=["one thread", "three threads"])
def small_blocks(request, monkeypatch):
    """Blocks of a few elements, so that small arrays have many; the runs that were swept."""
    runs = []
    real = sweep.sweep_run

    def watched(*args):
        run = real(*args)
        if run:
            runs.append([node.op.name for node in run])
        return run

    monkeypatch.setattr(sweep, "sweep_run", watched)
    monkeypatch.setattr(sweep, "LARGE", 8)
    monkeypatch.setattr(blockwise, "LARGE", 8)
    monkeypatch.setattr(blockwise, "BLOCK", 4)
    monkeypatch.setattr(parallel, "threads", request.param)
    return runs


def values(shape=SHAPE, seed=0, dtype="float64"):
    return np.random.default_rng(seed).uniform(0.3, 1.4, shape).astype(dtype)


def both_ways(f, *inputs, monkeypatch, **options):
    """Gradients of the inputs, blockwise and node by node."""
    found = []
    for large in (8, 1 << 40):
        monkeypatch.setattr(sweep, "LARGE", large)
        xs = [nd.array(v, dtype=v.dtype) for v in inputs]
        for x in xs:
            x.attach_grad(**options)
        with autograd.record():
            y = f(*xs)
        y.backward(nd.array(values(y.shape, 9, y.dtype), dtype=y.dtype))
        found.append([x.grad.asnumpy() for x in xs])
    for blocked, plain in zip(*found, strict=True):
        assert blocked.dtype == plain.dtype
        np.testing.assert_allclose(blocked, plain, rtol=1e-12)


PROGRAMS = {
    "the benchmark": lambda x: nd.tanh(x) * nd.sigmoid(x) + nd.exp(-x * x),
    "a chain": lambda x: nd.log(nd.sqrt(nd.sin(x) + 2) * 3) / 2,
    "scalars on both sides": lambda x: 1 / (2 - x) + (x - 1) * 2 + 2**x,
    "one value many times": lambda x: x * x * x + x,
    "an array of one element": lambda x: (x * nd.array([2.0], dtype="float64")).exp() + x,
    "extremes": lambda x: nd.maximum(x * x, 0.5).clip(0.1, 1.2) + nd.relu(x - 1),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_one_variable(program, small_blocks, monkeypatch):
    both_ways(PROGRAMS[program], values(), monkeypatch=monkeypatch)
    assert max(map(len, small_blocks)) > 1


def test_several_variables(small_blocks, monkeypatch):
    both_ways(
        lambda x, y, z: nd.tanh(x * y) / (z + x) - nd.hypot(y, z) ** 2,
        values(), values(seed=1), values(seed=2), monkeypatch=monkeypatch,
    )  # fmt: skip
    assert small_blocks


def test_broadcasting_ends_a_run(small_blocks, monkeypatch):
    both_ways(
        lambda x, b: nd.exp(nd.tanh(x) * b + nd.sigmoid(x) + b) * x,
        values(), values((1, 11), 3), monkeypatch=monkeypatch,
    )  # fmt: skip
    assert small_blocks


def test_other_operators_between(small_blocks, monkeypatch):
    def f(x):
        y = nd.tanh(x) * x
        y = nd.dot(y, nd.exp(y).T) + nd.sum(y, axis=1, keepdims=True)
        return nd.sigmoid(y) * y + y.reshape((-1,)).sum()

    both_ways(f, values(), monkeypatch=monkeypatch)
    assert small_blocks


def test_transposed_memory(small_blocks, monkeypatch):
    both_ways(lambda x: nd.exp(x.T * 2).T * x + nd.tanh(x), values(), monkeypatch=monkeypatch)


def test_intermediate_targets_and_retained_graphs(small_blocks):
    x = nd.array(values(), dtype="float64")
    x.attach_grad()
    with autograd.record():
        y = nd.tanh(x)
        z = nd.exp(y * y) * y
        loss = (z * z).sum()
    first = [g.asnumpy() for g in autograd.grad(loss, [x, y, z], retain_graph=True)]
    again = [g.asnumpy() for g in autograd.grad(loss, [x, y, z], retain_graph=True)]
    sweep.LARGE = 1 << 40
    plain = [g.asnumpy() for g in autograd.grad(loss, [x, y, z])]
    for a, b, c in zip(first, again, plain, strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_allclose(a, c, rtol=1e-12)
    with pytest.raises(mx.MXNetError):
        loss.backward()


def test_gradients_add_up(small_blocks):
    x = nd.array(values(), dtype="float64")
    x.attach_grad(grad_req="add")
    for _ in range(2):
        with autograd.record():
            y = nd.exp(nd.tanh(x)) * x
        y.backward()
    once = nd.array(values(), dtype="float64")
    once.attach_grad()
    with autograd.record():
        y = nd.exp(nd.tanh(once)) * once
    y.backward()
    np.testing.assert_allclose(x.grad.asnumpy(), 2 * once.grad.asnumpy(), rtol=1e-12)


def test_head_gradients_and_kept_values_are_not_written(small_blocks):
    x = nd.array(values(), dtype="float64")
    x.attach_grad()
    with autograd.record():
        t = nd.tanh(x)
        y = t * x + t
    head = nd.array(values(seed=5), dtype="float64")
    before = [a.asnumpy() for a in (x, t, head)]
    y.backward(head)
    for a, b in zip((x, t, head), before, strict=True):
        np.testing.assert_array_equal(a.asnumpy(), b)


def test_large_arrays_for_real():
    """At the real sizes: several threads, several blocks, a rest."""
    n = passes.LARGE + 12_345
    x = nd.array(np.linspace(-4, 4, n), dtype="float64")
    x.attach_grad()
    with autograd.record():
        y = (nd.tanh(x) * nd.sigmoid(x) + nd.exp(-x * x)).sum()
    y.backward()
    v = x.asnumpy()
    s, t = 1 / (1 + np.exp(-v)), np.tanh(v)
    np.testing.assert_allclose(y.asnumpy(), [np.sum(t * s + np.exp(-v * v))], rtol=1e-12)
    want = (1 - t * t) * s + t * s * (1 - s) - 2 * v * np.exp(-v * v)
    np.testing.assert_allclose(x.grad.asnumpy(), want, rtol=1e-10, atol=1e-14)
