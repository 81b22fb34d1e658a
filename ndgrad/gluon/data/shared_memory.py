"""Batches from a worker process: pickled, with the arrays' bytes in shared memory.

The memory is an anonymous file whose descriptor goes through the pipe's socket. It has no name, so
nothing can be left behind: it is freed with the last array over it, or when the processes die.
"""

from __future__ import annotations

import mmap
import os
import pickle
from multiprocessing import reduction
from typing import Any

__all__ = ["receive", "send"]

_ALIGNMENT = 64  # a cache line, and what NumPy's vector loops like


def send(connection: Any, value: Any) -> None:
    """Send ``value``; buffers of arrays go through shared memory."""
    buffers: list[pickle.PickleBuffer] = []
    try:
        payload = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        views = [buffer.raw() for buffer in buffers]
    except BufferError:  # an array that is not contiguous cannot hand out its memory
        payload, views = pickle.dumps(value, protocol=5), []
    places = []
    size = 0
    for view in views:
        places.append((size, view.nbytes))
        size += -(-view.nbytes // _ALIGNMENT) * _ALIGNMENT
    connection.send_bytes(pickle.dumps((size, places, payload)))
    if not size:
        return
    descriptor = _anonymous_file(size)
    try:
        with mmap.mmap(descriptor, size) as memory:
            for (begin, length), view in zip(places, views):
                memory[begin : begin + length] = view
        reduction.send_handle(connection, descriptor, None)
    finally:
        os.close(descriptor)


def receive(connection: Any) -> Any:
    """What :func:`send` sent; its arrays lie in the shared memory."""
    size, places, payload = pickle.loads(connection.recv_bytes())
    if not size:
        return pickle.loads(payload, buffers=[b""] * len(places))
    descriptor = reduction.recv_handle(connection)
    try:
        memory = memoryview(mmap.mmap(descriptor, size))
    finally:
        os.close(descriptor)
    return pickle.loads(payload, buffers=[memory[begin : begin + n] for begin, n in places])


def _anonymous_file(size: int) -> int:
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("ndgrad-batch")
    else:
        import tempfile  # here: Linux does without

        with tempfile.TemporaryFile() as file:  # already without a name
            descriptor = os.dup(file.fileno())
    os.truncate(descriptor, size)
    return descriptor
