"""Sixteen threads at once: scopes, graphs, errors, gradients, write log, first use of operators."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.base import MXNetError
from ndgrad.ndarray import classic
from ndgrad.ops.registry import find

from ..fuzz.programs import ND, draw
from .test_state_machine import Program

THREADS = 16


@pytest.fixture(autouse=True)
def switch_often():
    """Let threads change places a thousand times more often than usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    yield
    sys.setswitchinterval(before)


def together(work: Callable[[int], None]) -> None:
    """Run `work(0)` ... `work(15)` in threads that start together; raise what they raise."""
    barrier, errors = threading.Barrier(THREADS), []

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_random_programs_side_by_side():
    together(lambda number: Program(1000 + number).run(60))


def test_gradients_of_long_programs():
    programs = [draw(seed) for seed in range(THREADS)]

    def gradients(program):
        leaves = [nd.array(leaf, dtype="float64") for leaf in program.leaves]
        for leaf in leaves:
            leaf.attach_grad()
        with autograd.record():
            heads = program.run(ND, leaves)
        autograd.backward(heads, [nd.array(w, dtype="float64") for w in program.weights])
        return [leaf.grad.asnumpy() for leaf in leaves]

    alone = [gradients(program) for program in programs]

    def work(number):
        for i in range(10):
            which = (number + i) % THREADS
            for a, b in zip(gradients(programs[which]), alone[which], strict=True):
                np.testing.assert_array_equal(a, b)

    together(work)


def test_scopes_and_errors_stay_in_their_thread():
    def work(number):
        for i in range(50):
            training = (number + i) % 2 == 0
            with autograd.record(train_mode=training):
                assert autograd.is_recording() and autograd.is_training() == training
                with pytest.raises(MXNetError):
                    nd.dot(nd.ones((2, 3)), nd.ones((2, 3)))
                with autograd.pause(train_mode=not training):
                    assert not autograd.is_recording()
                    assert autograd.is_training() != training
            assert not autograd.is_recording() and not autograd.is_training()

    together(work)
    assert not autograd.is_recording()


def test_threads_share_a_weight_and_keep_their_gradients():
    w = nd.array(np.arange(6.0).reshape(2, 3))
    w.attach_grad()

    def work(number):
        x = nd.full((2, 3), number)
        for _ in range(20):
            with autograd.record():
                y = (w * w * x).sum()
            (g,) = autograd.grad(y, [w])
            np.testing.assert_array_equal(g.asnumpy(), 2 * w.asnumpy() * number)

    together(work)


def test_a_write_in_another_thread_is_seen():
    """Each thread overwrites what its neighbour recorded; no gradient is silently wrong."""
    arrays = [nd.ones((3,)) for _ in range(THREADS)]
    recorded, written = threading.Barrier(THREADS), threading.Barrier(THREADS)

    def work(number):
        x = arrays[number]
        x.attach_grad()
        with autograd.record():
            y = x * x
        recorded.wait()
        neighbour = arrays[(number + 1) % THREADS]
        neighbour[:] = 5
        written.wait()
        with pytest.raises(MXNetError, match="changed in place"):
            y.backward()

    together(work)


def test_first_use_of_operators_in_many_threads():
    names = ["tanh", "dot", "sum", "softmax", "multiply", "exp", "reshape", "transpose"]
    for name in names:
        classic.functions.pop(find(name).name, None)
        find(name).sealed = False
    x = nd.array(np.linspace(-1, 1, 9).reshape(3, 3), dtype="float64")

    def work(number):
        v = x.copy()
        v.attach_grad()
        with autograd.record():
            y = classic.function(find(names[number % 8]))
            for name in names:
                assert classic.function(find(name)) is not None
            z = classic.function(find("tanh"))(v)
            z = classic.function(find("sum"))(classic.function(find("multiply"))(z, v))
        assert y is not None
        z.backward()
        t = np.tanh(x.asnumpy())
        np.testing.assert_allclose(v.grad.asnumpy(), t + x.asnumpy() * (1 - t * t), rtol=1e-12)

    together(work)


def test_contexts_belong_to_the_thread():
    def work(number):
        for _ in range(20):
            with mx.cpu(number):
                assert mx.current_context() == mx.cpu(number)
                assert nd.zeros(1).context == mx.cpu(number)
        assert mx.current_context() == mx.cpu(0)

    together(work)


def test_random_numbers_are_drawn_once():
    """Threads share one stream: together they draw what one thread would have drawn."""
    mx.random.seed(3)
    alone = np.sort(nd.random.uniform(shape=(THREADS * 20 * 8,)).asnumpy())
    mx.random.seed(3)
    drawn: list[np.ndarray] = []

    def work(number):
        for _ in range(20):
            drawn.append(nd.random.uniform(shape=(8,)).asnumpy())

    together(work)
    together_ = np.sort(np.concatenate(drawn))
    assert together_.shape == alone.shape
    np.testing.assert_array_equal(together_, alone)
