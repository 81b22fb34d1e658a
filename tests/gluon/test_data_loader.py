"""The loader: batches, workers, seeds, and everything that can go wrong in a worker."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon.data import workers

D = gluon.data

needs_fork = pytest.mark.skipif(not workers.can_fork(), reason="worker processes need fork")
MAPS = Path("/proc/self/maps")
#: How batches are read: in the main process, by processes, by threads.
WAYS = [
    pytest.param({}, id="main"),
    pytest.param({"num_workers": 2}, id="processes", marks=needs_fork),
    pytest.param({"num_workers": 2, "thread_pool": True}, id="threads"),
]
WORKERS = WAYS[1:]


@pytest.fixture(autouse=True)
def workers_end_with_their_loader():
    """The loaders of a test are collected, and so their workers end, before the next one."""
    yield
    gc.collect()


def dataset(n=10):
    x = np.arange(2.0 * n, dtype="float32").reshape(n, 2)
    return D.ArrayDataset(nd.array(x), np.arange(n, dtype="int32"))


# -- the same batches in all ways -----------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_batches(way):
    loader = D.DataLoader(dataset(), 4, **way)
    assert len(loader) == 3
    for _ in range(2):
        batches = list(loader)
        assert [b[0].shape for b in batches] == [(4, 2), (4, 2), (2, 2)]
        assert all(type(b) is list for b in batches)
        labels = [b[1] for b in batches]
        assert {a.dtype for a in labels} == {np.int32}
        assert np.concatenate([a.asnumpy() for a in labels]).tolist() == list(range(10))
        assert batches[0][0].context == mx.cpu()


@pytest.mark.parametrize("way", WAYS)
def test_lambdas_and_closures_work(way):
    offset = 5
    data = dataset().transform_first(lambda x: x + offset).filter(lambda sample: sample[1] % 2)
    loader = D.DataLoader(data.transform(lambda x, y: (x, -y)), 5, **way)
    ((x, y),) = loader
    assert y.asnumpy().tolist() == [-1, -3, -5, -7, -9]
    assert x[0].asnumpy().tolist() == [7, 8]


@pytest.mark.parametrize("way", WAYS)
def test_shuffling_follows_numpys_seed(way):
    np.random.seed(7)
    expected = np.arange(10)
    np.random.shuffle(expected)
    np.random.seed(7)
    loader = D.DataLoader(dataset(), 4, shuffle=True, **way)
    first = np.concatenate([y.asnumpy() for _, y in loader])
    assert first.tolist() == expected.tolist()
    second = np.concatenate([y.asnumpy() for _, y in loader])
    assert second.tolist() != expected.tolist()
    assert sorted(second) == list(range(10))


@pytest.mark.parametrize("way", WAYS)
def test_batchify_fn_and_odd_samples(way):
    words = D.SimpleDataset(["a", "bb", "ccc", "dddd"])
    loader = D.DataLoader(words, 2, batchify_fn=lambda batch: {"n": len(batch), "w": batch}, **way)
    assert list(loader) == [{"n": 2, "w": ["a", "bb"]}, {"n": 2, "w": ["ccc", "dddd"]}]


@pytest.mark.parametrize("way", WAYS)
def test_empty_and_noncontiguous_arrays(way):
    samples = D.SimpleDataset([(np.zeros((0, 3)), np.arange(6.0).reshape(2, 3).T)] * 3)
    loader = D.DataLoader(samples, 2, batchify_fn=lambda batch: batch, **way)
    for batch in loader:
        for empty, turned in batch:
            assert empty.shape == (0, 3)
            assert turned.tolist() == [[0, 3], [1, 4], [2, 5]]


@pytest.mark.parametrize("way", WAYS)
def test_batches_can_be_written_to_and_trained_on(way):
    for x, _ in D.DataLoader(dataset(), 5, **way):
        x += 1
        x.attach_grad()
        with autograd.record():
            y = (x * x).sum()
        y.backward()
        assert np.array_equal(x.grad.asnumpy(), 2 * x.asnumpy())


@pytest.mark.parametrize("way", WAYS)
def test_two_epochs_at_once(way):
    loader = D.DataLoader(dataset(), 3, **way)
    pairs = [(a[1].asnumpy().tolist(), b[1].asnumpy().tolist()) for a, b in zip(loader, loader)]
    assert all(a == b for a, b in pairs)
    assert len(pairs) == 4


@pytest.mark.parametrize("way", WAYS)
def test_an_epoch_may_be_left(way):
    loader = D.DataLoader(dataset(), 2, **way)
    for _ in range(3):
        for _, y in loader:
            assert y.asnumpy().tolist() == [0, 1]
            break
    assert sum(len(y) for _, y in loader) == 10


@pytest.mark.parametrize("way", WAYS)
def test_rollover_and_samplers(way):
    loader = D.DataLoader(dataset(), 4, last_batch="rollover", **way)
    assert [y.asnumpy().tolist() for _, y in loader] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert next(iter(loader))[1].asnumpy().tolist() == [8, 9, 0, 1]
    sampler = D.BatchSampler(D.SequentialSampler(4, 2), 3)
    loader = D.DataLoader(dataset(), batch_sampler=sampler, **way)
    assert [y.asnumpy().tolist() for _, y in loader] == [[2, 3, 4], [5]]


@pytest.mark.parametrize("prefetch", [0, 1, 100])
@pytest.mark.parametrize("way", WORKERS)
def test_prefetch(way, prefetch):
    loader = D.DataLoader(dataset(), 3, prefetch=prefetch, **way)
    assert np.concatenate([y.asnumpy() for _, y in loader]).tolist() == list(range(10))


@pytest.mark.parametrize("way", WORKERS)
def test_auto_reload(way):
    loader = D.DataLoader(dataset(), 3, auto_reload=True, **way)
    for _ in range(3):
        assert np.concatenate([y.asnumpy() for _, y in loader]).tolist() == list(range(10))
    loader.clean()
    assert len(list(loader)) == 4
    loader.clean()


def test_arguments():
    data = dataset()
    for options, message in (
        ({}, "batch_size must be specified"),
        ({"batch_size": 2, "shuffle": True, "sampler": D.RandomSampler(3)}, "shuffle must not"),
        ({"batch_size": 2, "batch_sampler": [[1]]}, "must not be specified if batch_sampler"),
        ({"batch_size": 2, "last_batch": "drop"}, "last_batch must be"),
        ({"batch_size": 2, "timeout": 0}, "timeout must be positive"),
    ):
        with pytest.raises(ValueError, match=message):
            D.DataLoader(data, **options)
    assert D.DataLoader(data, 2)._dataset is data
    assert D.DataLoader(data, 2, num_workers=-1)._num_workers == 0
    assert D.DataLoader([1, 2, 3], 2, pin_memory=True, pin_device_id=1)._pin_memory
    loader = D.DataLoader(data, 10, transform=lambda x, y: (x, y * 10))
    assert next(iter(loader))[1].asnumpy().tolist() == list(range(0, 100, 10))
    assert next(iter(D.DataLoader(np.ones((4, 3)), 2))).shape == (2, 3)
    assert next(iter(D.DataLoader(nd.ones((4, 3)), 2))).shape == (2, 3)


# -- random numbers in workers --------------------------------------------------------------------


def noise(x):
    return np.array([random.random(), np.random.rand(), nd.random.uniform().asscalar()])


@needs_fork
def test_workers_draw_what_the_seeds_say():
    """Batches differ from each other, and repeat with the seeds, however many workers there are."""
    data = D.SimpleDataset(range(6)).transform(noise)

    def draw(count):
        random.seed(1)
        np.random.seed(2)
        mx.random.seed(3)
        loader = D.DataLoader(data, 2, num_workers=count)
        return np.stack([b.asnumpy() for _ in range(2) for b in loader])

    first = draw(1)
    assert len(np.unique(first)) == first.size
    assert np.array_equal(draw(3), first)


@needs_fork
def test_workers_leave_the_seeds_alone():
    np.random.seed(2)
    expected = np.random.rand()
    np.random.seed(2)
    list(D.DataLoader(D.SimpleDataset(range(6)).transform(noise), 2, num_workers=2))
    assert np.random.rand() == expected


@needs_fork
def test_workers_do_not_record():
    seen = D.SimpleDataset(range(2)).transform(
        lambda _: (autograd.is_recording(), autograd.is_training())
    )
    loader = D.DataLoader(seen, 2, num_workers=1)
    with autograd.record():
        batch = next(iter(loader))
    assert [b.asnumpy().tolist() for b in batch] == [[False, False]] * 2


# -- what can go wrong ----------------------------------------------------------------------------


class CustomError(Exception):
    def __init__(self, first, second):  # cannot be pickled as it is
        super().__init__(f"{first} {second}")


def fail_at(index, error):
    def read(i):
        if i == index:
            raise error
        return i

    return read


@pytest.mark.parametrize("way", WORKERS)
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ValueError("boo"), ValueError),
        (KeyError("boo"), KeyError),
        (mx.base.InvalidIndexError("boo"), IndexError),
        (CustomError("boo", 2), mx.MXNetError),
    ],
)
def test_an_error_in_a_worker_is_raised_with_its_traceback(way, error, kind):
    loader = D.DataLoader(D.SimpleDataset(range(6)).transform(fail_at(3, error)), 2, **way)
    batches = iter(loader)
    assert next(batches).asnumpy().tolist() == [0, 1]
    with pytest.raises(mx.MXNetError) as caught:
        next(batches)
    assert isinstance(caught.value, kind)
    text = str(caught.value)
    assert "boo" in text
    assert "in read" in text
    assert __file__ in text
    # The workers live on, and so does the loader.
    assert next(iter(loader)).asnumpy().tolist() == [0, 1]


@needs_fork
@pytest.mark.parametrize(
    ("die", "how"),
    [
        (lambda: os._exit(3), "exit code 3"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "killed by SIGKILL"),
        (lambda: os.kill(os.getpid(), signal.SIGTERM), "killed by SIGTERM"),
    ],
)
def test_a_worker_that_dies_is_reported(die, how):
    loader = D.DataLoader(
        D.SimpleDataset(range(8)).transform(lambda i: die() if i == 5 else i), 2, num_workers=2
    )
    start = time.monotonic()
    found = []
    with pytest.raises(mx.MXNetError, match=how):
        for batch in loader:
            found.append(batch.asnumpy().tolist())
    assert found in ([[0, 1], [2, 3]], [[0, 1]])
    assert time.monotonic() - start < 10
    # New workers take over.
    assert next(iter(loader)).asnumpy().tolist() == [0, 1]


@pytest.mark.parametrize("way", WORKERS)
def test_a_worker_that_hangs_is_given_up(way):
    def wait(i):
        if i == 3:
            time.sleep(1.5 if way.get("thread_pool") else 1000)
        return i

    loader = D.DataLoader(D.SimpleDataset(range(6)).transform(wait), 2, timeout=0.5, **way)
    batches = iter(loader)
    assert next(batches).asnumpy().tolist() == [0, 1]
    start = time.monotonic()
    with pytest.raises(TimeoutError, match="0.5 seconds"):
        next(batches)
    assert time.monotonic() - start < 5
    assert next(iter(loader)).asnumpy().tolist() == [0, 1]


@needs_fork
def test_a_batch_that_cannot_be_sent_is_an_error():
    loader = D.DataLoader(
        D.SimpleDataset([1, 2]), 2, batchify_fn=lambda batch: lambda: batch, num_workers=1
    )
    with pytest.raises(mx.MXNetError, match="lambda"):
        list(loader)


@needs_fork
def test_many_indices_and_large_batches_do_not_block():
    """More indices than a pipe holds go one way while batches go the other."""
    n = 60000
    loader = D.DataLoader(
        D.ArrayDataset(np.zeros((n, 2), "float32")), n // 3, num_workers=1, prefetch=20, timeout=60
    )
    assert sum(len(batch) for batch in loader) == n


@needs_fork
@pytest.mark.skipif(not MAPS.exists(), reason="the mappings are seen in /proc")
def test_batches_lie_in_shared_memory():
    """The arrays of a batch are one mapping that came from the worker."""
    loader = D.DataLoader(dataset(), 10, num_workers=1)
    x, y = next(iter(loader))
    maps = MAPS.read_text()
    for array in (x, y):
        address = array._raw.__array_interface__["data"][0]
        lines = [line for line in maps.splitlines() if "ndgrad-batch" in line]
        spans = [[int(end, 16) for end in line.split()[0].split("-")] for line in lines]
        assert any(begin <= address < end for begin, end in spans)
    before = maps.count("ndgrad-batch")
    del x, y, array
    gc.collect()
    assert MAPS.read_text().count("ndgrad-batch") < before


@needs_fork
def test_workers_end_with_the_loader():
    import multiprocessing

    loader = D.DataLoader(dataset(), 5, num_workers=2)
    list(loader)
    assert len(multiprocessing.active_children()) == 2
    del loader
    gc.collect()
    assert multiprocessing.active_children() == []


@needs_fork
@pytest.mark.skipif(not MAPS.exists(), reason="processes are seen in /proc")
def test_workers_end_when_the_main_process_is_killed():
    """Also one that waits to send a batch larger than a pipe holds."""
    code = """
import os, signal, sys
import numpy as np
from ndgrad import gluon
pids = gluon.data.SimpleDataset(range(4)).transform(lambda i: os.getpid())
batchify = lambda batch: (batch, "x" * 10**7)
loader = gluon.data.DataLoader(pids, 1, num_workers=2, batchify_fn=batchify)
print(*sorted({batch[0][0] for batch in loader}), flush=True)
batches = iter(loader)
next(batches)
os.kill(os.getpid(), signal.SIGKILL)
"""
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    pids = [int(pid) for pid in asked.stdout.split()]
    assert len(pids) == 2, asked.stderr
    end = time.monotonic() + 15
    while any(_alive(pid) for pid in pids):
        assert time.monotonic() < end, f"of the workers {pids} some are left"
        time.sleep(0.1)


def _alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@needs_fork
def test_a_loader_inside_a_worker_uses_threads():
    def inner(i):
        loader = D.DataLoader(D.SimpleDataset(range(4)), 2, num_workers=1)
        return sum(int(b.asnumpy().sum()) for b in loader)

    outer = D.DataLoader(D.SimpleDataset(range(2)).transform(inner), 2, num_workers=1)
    assert next(iter(outer)).asnumpy().tolist() == [6, 6]


def test_without_fork_threads_take_over(monkeypatch):
    monkeypatch.setattr(workers, "can_fork", lambda: False)
    loader = D.DataLoader(dataset().transform_first(lambda x: x + 1), 5, num_workers=2)
    assert sum(len(y) for _, y in loader) == 10
    assert isinstance(loader._worker_pool, workers.ThreadPool)
