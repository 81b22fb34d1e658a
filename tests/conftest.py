"""Fixtures that catch what a test, or the library in it, leaves behind."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from collections import Counter

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd
from ndgrad.core.state import state
from ndgrad.core.tape import Leaf, Node, Output


@pytest.fixture(autouse=True)
def no_state_left_behind():
    """Recording, training, scopes, current context and warning filters of NumPy are as before.

    Every test starts from the same seeds, whatever ran before it.
    """
    np.random.seed(20240501)
    mx.random.seed(20240501)
    context, errors = mx.current_context(), np.geterr()
    threads = set(threading.enumerate())
    yield
    left = []
    if autograd.is_recording():
        left.append("recording is on")
    if autograd.is_training():
        left.append("training is on")
    if state.entered:
        left.append(f"{len(state.entered)} autograd scopes are open")
    if mx.current_context() != context:
        left.append(f"the current context is {mx.current_context()}")
    if np.geterr() != errors:
        left.append(f"np.errstate is {np.geterr()}")
    if mx.test_utils.default_context() != context:
        left.append(f"the default context is {mx.test_utils.default_context()}")
    started = [t for t in threading.enumerate() if t not in threads and not t.daemon]
    for thread in started:
        thread.join(1.0)
    left += [f"thread {t.name} is running" for t in started if t.is_alive()]
    left += [f"process {p.name} is running" for p in multiprocessing.active_children()]
    if left:
        state.recording = state.training = False
        state.entered.clear()
        pytest.fail("left behind: " + ", ".join(left), pytrace=False)


def _alive() -> Counter[str]:
    """How many parts of graphs, arrays and functions of users there are."""
    kinds = (Node, Output, Leaf, mx.nd.NDArray)
    found: Counter[str] = Counter()
    for o in gc.get_objects():
        kind = type(o)
        if kind in kinds or issubclass(kind, autograd.Function):
            found[kind.__name__] += 1
    return found


@pytest.fixture
def without_collector():
    """No garbage collector; fails if arrays or graphs outlive the test by being in cycles."""
    gc.collect()
    before = _alive()
    gc.disable()
    try:
        yield
        left = _alive() - before
    finally:
        gc.enable()
    assert not left, f"left to the collector: {dict(left)}"
