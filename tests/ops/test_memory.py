"""Memory of large results: used again, never while anybody can see it."""

import gc

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.ops import memory

SHAPE = (512, 1024)


@pytest.fixture(autouse=True)
def nothing_idle():
    memory.release_idle()
    yield
    memory.release_idle()


def address(array):
    return array.__array_interface__["data"][0]


def idle_bytes():
    return sum(size * len(arrays) for size, arrays in memory._idle.items())


def test_large_arrays_begin_at_a_cache_line_and_are_ordinary():
    for dtype in (np.float16, np.float32, np.float64, np.int8, bool):
        a = memory.empty((1 << 20, 3), dtype)
        assert a.dtype is np.dtype(dtype)
        assert a.shape == (1 << 20, 3)
        assert address(a) % memory.LINE == 0
        assert a.flags.c_contiguous
        assert a.flags.writeable
        assert type(a) is np.ndarray
        assert memory.owns_memory(a)
        assert not memory.owns_memory(a[1:])


def test_sizes_may_be_numpys_integers():
    size = np.int64(1024)
    assert memory.empty((size, 512), np.float32).shape == (1024, 512)
    x, weight = nd.ones((1, 1, 520, 520)), nd.ones((1, 1, 3, 3))
    kernel = tuple(np.array(weight.shape[2:]))
    y = nd.Convolution(x, weight, kernel=kernel, num_filter=np.int64(1), no_bias=True)
    assert y.shape == (1, 1, 518, 518)


def test_small_arrays_are_numpys():
    assert memory.empty((3,), "float32").base is None
    assert memory.empty((0, 1 << 30), "float32").shape == (0, 1 << 30)
    assert memory.owns_memory(np.zeros(3))
    assert not memory.owns_memory(np.zeros(3)[1:])


def test_memory_of_a_dead_array_is_used_again():
    a = memory.empty(SHAPE, np.float32)
    where = address(a)
    del a
    assert address(memory.empty(SHAPE, np.float32)) == where
    assert address(memory.empty((SHAPE[0] + 9, SHAPE[1]), np.float32)) == where  # a bit larger


def test_two_living_arrays_share_nothing():
    arrays = [memory.empty(SHAPE, np.float32) for _ in range(4)]
    for i, a in enumerate(arrays):
        a.fill(i)
    assert [a.min() == a.max() == i for i, a in enumerate(arrays)] == [True] * 4


def test_views_keep_the_memory():
    a = memory.empty(SHAPE, np.float32)
    a.fill(1)
    view = a[3:5].T
    flat = memoryview(a)
    del a
    memory.empty(SHAPE, np.float32).fill(2)
    assert (view == 1).all()
    del view
    memory.empty(SHAPE, np.float32).fill(2)
    assert flat[0, 0] == 1


def test_a_bounded_amount_is_kept(monkeypatch):
    size = memory.empty(SHAPE, np.float32).base._memory[0].nbytes
    monkeypatch.setattr(memory, "KEPT", 3 * size)
    older = [memory.empty(SHAPE, np.float32) for _ in range(2)]
    newer = [memory.empty((2 * SHAPE[0], SHAPE[1]), np.float32) for _ in range(1)]
    del older
    assert idle_bytes() <= 3 * size
    del newer
    assert 0 < idle_bytes() <= 3 * size
    mx.cpu().empty_cache()
    assert idle_bytes() == 0


def test_values_that_a_program_holds_stay():
    x = nd.array(np.random.RandomState(0).standard_normal(SHAPE))
    x.attach_grad()
    kept = []
    for _ in range(3):
        with autograd.record():
            y = nd.tanh(x) * nd.sigmoid(x)
        y.backward()
        kept.append((y, y.asnumpy(), x.grad, x.grad.asnumpy(), y[5:9], y[5:9].asnumpy()))
        gc.collect()
    for array, values, *_ in kept:
        np.testing.assert_array_equal(array.asnumpy(), values)
    for *_, array, values in kept:
        np.testing.assert_array_equal(array.asnumpy(), values)


def test_a_gradient_lands_without_a_copy():
    x = nd.ones(SHAPE)
    x.attach_grad()
    with autograd.record():
        y = nd.tanh(x) * x
    y.backward()
    assert type(x.grad._raw.base) is memory.Lease


def test_idle_memory_goes_back_before_there_is_none_left(monkeypatch):
    a = memory.empty(SHAPE, np.float32)
    del a
    assert idle_bytes()
    plain = np.empty

    def scarce(*args):
        if idle_bytes():
            raise MemoryError
        return plain(*args)

    monkeypatch.setattr(np, "empty", scarce)
    b = memory.empty((4096, 1024), np.float32)
    assert b.shape == (4096, 1024)
    assert not idle_bytes()
