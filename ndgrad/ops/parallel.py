"""Several threads on one large array.

NumPy lets go of the interpreter's lock inside its loops, so the halves of a large array can be
worked on at the same time. The workers are started when first needed, and sleep otherwise. How many
there are follows ``OMP_NUM_THREADS``, as for the linear algebra under NumPy, and without it the
processors this process may use.
"""

from __future__ import annotations

import contextvars
import os
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

__all__ = ["run_together", "threads"]

Task = Callable[[], Any]


def _allowed() -> int:
    given = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    if given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


#: Threads to use, the caller's own among them.
threads = _allowed()

_tasks: SimpleQueue[tuple[contextvars.Context, Task, SimpleQueue[BaseException | None]]]
_tasks = SimpleQueue()
_started = 0
_starting = threading.Lock()
_here = threading.local()  # set in workers: work within work is done in place


def _work() -> None:
    _here.working = True
    while True:
        context, task, done = _tasks.get()
        try:
            context.run(task)
        except BaseException as error:  # it is the caller's
            done.put(error)
        else:
            done.put(None)
        del context, task, done  # nothing is kept alive while waiting for more


def _start(number: int) -> bool:
    """Have as many workers; False if there is none, because the system gives no more threads (the
    process is at its limit, or about to end)."""
    global _started
    with _starting:
        try:
            while _started < number:
                threading.Thread(target=_work, name="ndgrad worker", daemon=True).start()
                _started += 1
        except (RuntimeError, MemoryError):
            pass
        return _started > 0


def _forget() -> None:
    """After a fork the workers are gone, and so may be what they were about to do."""
    global _tasks, _started, _starting
    _tasks, _started, _starting = SimpleQueue(), 0, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def run_together(tasks: Sequence[Task]) -> None:
    """Run all tasks, the first in this thread; return when all are done, raise what one raises.

    A task sees the caller's context (the error state of NumPy among it).
    """
    helped = len(tasks) > 1 and not getattr(_here, "working", False)
    if helped and _started < len(tasks) - 1:
        helped = _start(len(tasks) - 1)
    if not helped:
        for task in tasks:
            task()
        return
    done: SimpleQueue[BaseException | None] = SimpleQueue()
    for task in tasks[1:]:
        _tasks.put((contextvars.copy_context(), task, done))
    error = None
    try:
        tasks[0]()
    finally:  # whatever happens here, the others use the caller's memory until they are done
        for _ in tasks[1:]:
            error = done.get() or error
    if error is not None:
        raise error
