"""Several threads on one array: the same values, the caller's errors, nothing left behind."""

import multiprocessing
import threading
import warnings

import numpy as np
import pytest

from ndgrad import nd
from ndgrad.ops import parallel, passes


@pytest.fixture(params=[1, 2, 5])
def threads(request, monkeypatch):
    monkeypatch.setattr(parallel, "threads", request.param)
    return request.param


def large(dtype="float32", extra=777):
    return np.linspace(-3, 3, passes.LARGE + extra, dtype=dtype)


def test_all_tasks_run(threads):
    done = []
    parallel.run_together([lambda i=i: done.append(i) for i in range(7)])
    assert sorted(done) == list(range(7))


def test_an_error_is_the_callers_and_comes_after_all_are_done(threads):
    done = []

    def fail():
        raise KeyError("inside")

    with pytest.raises(KeyError, match="inside"):
        parallel.run_together([lambda: done.append(1), fail, lambda: done.append(2)])
    parallel.run_together([lambda: done.append(3)] * 3)  # and the workers live on
    assert done.count(3) == 3


def test_work_within_work(threads):
    found = []

    def outer():
        parallel.run_together([lambda: found.append(threading.current_thread())] * 3)

    parallel.run_together([outer] * 4)
    assert len(found) == 12


def test_the_error_state_of_numpy_is_the_callers(threads):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(divide="ignore"):
            assert np.isinf(passes.apply(np.log, np.zeros(passes.LARGE * 2))).all()
        assert np.isinf(nd.log(nd.zeros(passes.LARGE * 2)).asnumpy()).all()


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_values(threads, dtype):
    x = large(dtype)
    np.testing.assert_array_equal(passes.apply(np.tanh, x), np.tanh(x))
    for pair in ((x, x[::-1].copy()), (x, x.dtype.type(2)), (x.dtype.type(2), x), (x, x[::-1])):
        y = passes.combine(np.subtract, *pair)
        np.testing.assert_array_equal(y, np.subtract(*pair))
        assert y.dtype == dtype


def test_what_is_not_plain_goes_to_numpy(threads):
    x = large()
    wide = np.broadcast_to(np.float32(2), x.shape)
    np.testing.assert_array_equal(passes.combine(np.multiply, wide, x), 2 * x)
    rows = x[: passes.LARGE].reshape(-1, 8)
    np.testing.assert_array_equal(passes.combine(np.add, rows, rows[:1]), rows + rows[:1])
    np.testing.assert_array_equal(passes.combine(np.add, rows.T, rows.T), 2 * rows.T)
    assert passes.combine(np.add, x, x.astype("float64")).dtype == "float64"
    np.testing.assert_array_equal(passes.apply(np.exp, rows.T), np.exp(rows.T))
    assert passes.apply(np.sqrt, np.arange(5, dtype="int8")).dtype == "float64"


def test_a_sum_does_not_depend_on_the_number_of_threads(monkeypatch):
    x = nd.array(np.random.default_rng(0).standard_normal(5 * passes.LARGE + 11))
    found = set()
    for number in (1, 2, 3, 8):
        monkeypatch.setattr(parallel, "threads", number)
        found.add((float(x.sum()), float(x.max()), float(x.mean())))
    assert len(found) == 1
    assert found.pop()[0] == pytest.approx(float(np.sum(x.asnumpy(), dtype="float64")), rel=1e-6)
    assert x.reshape((-1, 1)).sum(keepdims=True).shape == (1, 1)


def _in_child(queue):
    queue.put(float(nd.exp(nd.zeros(2 * passes.LARGE)).sum()))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # forking with threads is the point
def test_after_a_fork_there_are_new_workers(monkeypatch):
    monkeypatch.setattr(parallel, "threads", 2)
    nd.exp(nd.zeros(2 * passes.LARGE))
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=_in_child, args=(queue,))
    child.start()
    assert queue.get(timeout=30) == 2 * passes.LARGE
    child.join()


def test_where_no_thread_can_be_started_the_work_is_done_here(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(parallel, "_started", 0)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    done = []
    parallel.run_together([lambda i=i: done.append(i) for i in range(3)])
    assert done == [0, 1, 2]
