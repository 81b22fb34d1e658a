"""Sixteen threads at once: scopes, graphs, errors, gradients, write log, first use of operators."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.base import MXNetError
from ndgrad.core import landing, writes
from ndgrad.core.differentiate import check_reached
from ndgrad.core.generator import generator
from ndgrad.core.tape import free
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


def test_gradients_of_many_threads_add_up():
    w = nd.zeros(40_000)  # NumPy lets go of the lock of the interpreter inside
    w.attach_grad("add")

    def work(number):
        for _ in range(10):
            with autograd.record():
                y = (w * number).sum()
            y.backward()

    together(work)
    assert np.unique(w.grad.asnumpy()).tolist() == [10 * sum(range(THREADS))]


def _chain(x):
    for _ in range(150):
        x = x + 1
    return x


def _outputs(x):
    parts = nd.split(x.reshape((2, 3)), num_outputs=2, axis=0)
    for _ in range(40):
        parts = nd.split(nd.concat(*parts, dim=0), num_outputs=2, axis=0)
    return parts[0] + parts[1]


def _blocks(x):
    big = nd.broadcast_to(x.reshape((6, 1)), shape=(6, 30_000))
    for _ in range(5):
        big = nd.tanh(big) + big
    return big


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("function", [_chain, _outputs, _blocks])
def test_a_graph_that_two_threads_consume_is_an_error_or_right(function, create_graph):
    """Never a part of a gradient, because the other sweep was letting go of the graph."""

    def attempt(trial):
        x = nd.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], dtype="float64")
        x.attach_grad()
        with autograd.record():
            shared = function(x)
            heads = [(shared * n).sum() for n in (1, 2)]
        if not alone:
            alone.append(autograd.grad(heads[0], [x], retain_graph=True)[0].asnumpy())
        barrier = threading.Barrier(2)
        found = [None, None]

        def differentiate(i):
            barrier.wait()
            try:
                with autograd.record():
                    (g,) = autograd.grad(
                        heads[i], [x], retain_graph=False, create_graph=create_graph
                    )
                found[i] = g.asnumpy()
            except MXNetError as error:
                found[i] = str(error)

        other = threading.Thread(target=differentiate, args=(1,))
        other.start()
        differentiate(0)
        other.join()
        for i, result in enumerate(found):
            if type(result) is str:
                assert "Cannot differentiate node" in result
            else:
                np.testing.assert_allclose(result, alone[0] * (i + 1), rtol=1e-12)

    alone: list[np.ndarray] = []
    for trial in range(10):
        attempt(trial)


def test_a_head_that_another_thread_consumes_first_says_so():
    x = nd.ones(3)
    x.attach_grad()
    with autograd.record():
        y = x * x
    node = y._node
    free([node], writes.next_number())  # as the other thread may, just before this is asked
    with pytest.raises(MXNetError, match="in another thread"):
        check_reached([node], [x._node], [x])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    "lock",
    [lambda: writes._lock, lambda: landing._lock, lambda: generator().bit_generator.lock],
    ids=["writes", "landing", "random numbers"],
)
def test_a_fork_while_another_thread_holds_a_lock(lock):
    held, done = threading.Event(), threading.Event()

    def hold():
        with lock():
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    child = multiprocessing.get_context("fork").Process(target=_train)
    child.start()
    child.join(10)
    alive = child.is_alive()
    child.kill()
    child.join()
    done.set()
    holder.join()
    assert not alive and child.exitcode == 0


def _train():
    x = nd.ones(3)
    x.attach_grad()
    with autograd.record():
        y = x * x
    y.backward()
    x[:] = nd.random.uniform(shape=3)
