"""Working memory of kernels is used again, by one thread, within bounds."""

import threading

import numpy as np

from ndgrad.ops import scratch
from ndgrad.ops.scratch import Scratch


def address(array):
    return array.__array_interface__["data"][0]


def test_the_next_kernel_gets_the_same_memory(monkeypatch):
    monkeypatch.setattr(scratch, "_kept", scratch._Kept())
    first = Scratch(np.dtype("float32"))("windows", 100, 200)
    again = Scratch(np.dtype("float64"))("windows", 50, 200)
    assert address(first) == address(again)
    assert address(Scratch(np.dtype("float32"))("product", 100, 200)) != address(first)
    assert address(Scratch(np.dtype("float32"), "other")("windows", 100, 200)) != address(first)


def test_two_shapes_of_one_kernel_are_apart_and_zeroed_once(monkeypatch):
    monkeypatch.setattr(scratch, "_kept", scratch._Kept())
    Scratch(np.dtype("float32"))("panel", 200, 200).fill(7)
    mine = Scratch(np.dtype("float32"))
    large, small = mine("panel", 200, 200, zeros=True), mine("panel", 150, 200, zeros=True)
    assert not large.any() and not small.any()
    large.fill(1)
    assert not small.any()
    assert mine("panel", 200, 200, zeros=True).all()  # the second request does not clear it


def test_threads_do_not_share():
    mine = Scratch(np.dtype("float32"))("windows", 100, 200)
    found = []
    thread = threading.Thread(
        target=lambda: found.append(address(Scratch(np.dtype("float32"))("windows", 100, 200)))
    )
    thread.start()
    thread.join()
    assert found[0] != address(mine)


def test_what_is_kept_is_bounded(monkeypatch):
    kept = scratch._Kept()
    monkeypatch.setattr(scratch, "_kept", kept)
    monkeypatch.setattr(scratch, "KEPT", 1 << 20)
    for i in range(20):
        Scratch(np.dtype("float32"))(f"purpose {i}", 50, 1000)
        assert kept.size == sum(len(b) for b in kept.buffers.values()) <= scratch.KEPT
    Scratch(np.dtype("float32"))("huge", 1000, 1000)
    assert not any("huge" in purpose for purpose in kept.buffers)
    assert kept.size <= scratch.KEPT
