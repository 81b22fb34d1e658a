"""Workers that read batches ahead: processes, or threads where there is no fork.

A pool takes jobs and gives their results by number. Nothing waits without an end: a worker that
raises hands its traceback over, one that dies is noticed through its process handle, one that
takes too long through the timeout; each becomes an error where the batch is asked for.
"""

from __future__ import annotations

import collections
import multiprocessing
import os
import pickle
import queue
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from multiprocessing import connection as mp_connection
from typing import Any

from ...base import MXNetError, as_mxnet_error
from ...core.state import state
from . import shared_memory

__all__ = ["ProcessPool", "ThreadPool", "WorkerTimeout", "can_fork"]

#: Seeds of a batch for the generators of Python, NumPy and ndgrad.
Seeds = tuple[int, int, int]
_Seed = Callable[[Seeds], None]
_Read = Callable[[Any], Any]


class WorkerTimeout(MXNetError, TimeoutError):
    """A batch was not ready in the time that the DataLoader allows."""


def can_fork() -> bool:
    """Whether worker processes can be had that see the dataset as it is, lambdas included."""
    return (
        sys.platform != "darwin"  # its system libraries do not survive a fork
        and "fork" in multiprocessing.get_all_start_methods()
        and not multiprocessing.current_process().daemon  # such may not have children
    )


def _failure(error: BaseException) -> tuple[Any, str]:
    """An exception as it goes to the reader: itself if it can be sent, and its traceback."""
    text = "".join(traceback.format_exception(error)).rstrip()
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # whatever a foreign exception does when it is pickled
        return None, text
    return error, text


def _raise(failure: tuple[Any, str], what: str) -> None:
    error, text = failure
    message = f"DataLoader: {what} failed:\n{text}"
    if error is None:
        raise MXNetError(message)
    raise as_mxnet_error(error, message) from error


def _too_late(timeout: float) -> WorkerTimeout:
    return WorkerTimeout(
        f"DataLoader: a batch was not ready after {timeout} seconds. Give a greater timeout= if "
        "loading is slow; otherwise look for what a worker waits for (num_workers=0 runs it in "
        "the main process)."
    )


class ThreadPool:
    """``count`` worker threads; ``read`` makes a batch of indices. See the module's docstring.

    ``seed`` serves processes only: threads share the generators of the program.
    """

    def __init__(self, read: _Read, count: int, seed: _Seed | None = None) -> None:
        self._jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._results: dict[int, tuple[bool, Any]] = {}
        self._ready = threading.Condition()
        self._number = 0
        self.broken = False
        for _ in range(count):
            # The threads hold what they work on, not the pool, so that it can be freed.
            threading.Thread(
                target=_serve_thread, args=(read, self._jobs, self._results, self._ready),
                daemon=True, name="ndgrad-data-worker",
            ).start()  # fmt: skip
        self._count = count

    def submit(self, indices: Any, seed: Seeds | None) -> int:
        """Ask for a batch; gives the number to get it by."""
        with self._ready:
            self._number += 1
            number = self._number
        self._jobs.put((number, indices))
        return number

    def get(self, number: int, timeout: float) -> Any:
        """The batch of a job, once; raises what the worker raised, or :class:`WorkerTimeout`."""
        with self._ready:
            if not self._ready.wait_for(lambda: number in self._results, timeout):
                self.broken = True
                raise _too_late(timeout)
            good, value = self._results.pop(number)
        if not good:
            _raise(value, "a worker thread")
        return value

    def forget(self, number: int) -> None:
        """Drop a job whose batch nobody will ask for."""
        with self._ready:
            if self._results.pop(number, None) is None:
                self._results[-number] = (False, None)  # tells the thread to drop it

    def close(self) -> None:
        """Let the workers end when they have done what was asked for."""
        for _ in range(self._count):
            self._jobs.put(None)


def _serve_thread(
    read: _Read, jobs: Any, results: dict[int, tuple[bool, Any]], ready: threading.Condition
) -> None:
    while (job := jobs.get()) is not None:
        number, indices = job
        if results.pop(-number, None) is not None:
            continue
        try:
            outcome = (True, read(indices))
        except BaseException as error:  # it is raised where the batch is asked for
            outcome = (False, (error, "".join(traceback.format_exception(error)).rstrip()))
        with ready:
            if results.pop(-number, None) is None:
                results[number] = outcome
            ready.notify_all()


class _Worker:
    """One worker process, as its owner sees it."""

    def __init__(self, process: Any, connection: Any) -> None:
        self.process = process
        self.connection = connection
        self.jobs: collections.deque[int] = collections.deque()


class ProcessPool:
    """``count`` forked worker processes; ``read`` makes a batch of indices, after ``seed``.

    See the module's docstring.
    """

    def __init__(self, read: _Read, count: int, seed: _Seed | None = None) -> None:
        self._lock = threading.RLock()
        self._results: dict[int, tuple[bool, Any]] = {}
        self._dropped: set[int] = set()
        self._number = 0
        self._owner = os.getpid()
        self.broken = False
        self._workers = []
        context = multiprocessing.get_context("fork")
        for _ in range(count):
            ours, theirs = context.Pipe(duplex=True)
            process = context.Process(
                target=_serve_process, args=(read, theirs, seed, self._owner), daemon=True
            )
            with warnings.catch_warnings():
                # Newer Pythons warn of a fork beside threads. The workers call nothing that could
                # wait for a thread of their parent.
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours))

    def submit(self, indices: Any, seed: Seeds | None) -> int:
        """Ask for a batch; gives the number to get it by."""
        with self._lock:
            self._number += 1
            worker = min(self._workers, key=lambda w: len(w.jobs))
            try:
                worker.connection.send((self._number, indices, seed))
            except OSError:  # it is dead; get() says so
                pass
            worker.jobs.append(self._number)
            return self._number

    def get(self, number: int, timeout: float) -> Any:
        """The batch of a job, once; raises what the worker raised, or :class:`WorkerTimeout`."""
        end = time.monotonic() + timeout
        while True:
            with self._lock:
                if number in self._results:
                    good, value = self._results.pop(number)
                    break
                worker = next((w for w in self._workers if number in w.jobs), None)
                if worker is None:
                    raise MXNetError("DataLoader: its workers were closed before the batch came.")
                left = end - time.monotonic()
                if left <= 0:
                    self.close()
                    raise _too_late(timeout)
                # Short waits, so that another thread of the reader gets its turn.
                ready = mp_connection.wait(
                    [worker.connection, worker.process.sentinel], min(left, 0.1)
                )
                if ready:
                    self._take(worker)
        if not good:
            _raise(value, "a worker process")
        return value

    def _take(self, worker: _Worker) -> None:
        """Receive one result of a worker that has sent one, or has died."""
        try:
            if not worker.connection.poll():
                raise EOFError  # only its end was signalled
            number, good, value = shared_memory.receive(worker.connection)
        except (EOFError, OSError):
            worker.process.join(5)
            code = worker.process.exitcode
            pid = worker.process.pid
            self.close()
            raise MXNetError(
                f"DataLoader: the worker process {pid} died ({_how_it_ended(code)}) before it had "
                "read its batch. With num_workers=0 the main process reads it, and shows why."
            ) from None
        worker.jobs.remove(number)
        if number in self._dropped:
            self._dropped.discard(number)
        else:
            self._results[number] = (good, value)

    def forget(self, number: int) -> None:
        """Drop a job whose batch nobody will ask for."""
        with self._lock:
            if self._results.pop(number, None) is None:
                self._dropped.add(number)

    def close(self) -> None:
        """End the workers, whatever they do."""
        self.broken = True
        if os.getpid() != self._owner:
            return  # a forked copy of the pool must leave the workers of the original alone
        with self._lock:
            workers, self._workers = self._workers, []
            for worker in workers:
                if worker.process.is_alive():
                    worker.process.kill()
                worker.connection.close()
            for worker in workers:
                worker.process.join(5)


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "still ending"
    if code >= 0:
        return f"exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    hint = "; the system kills a process with it that takes too much memory"
    return f"killed by {name}" + (hint if name == "SIGKILL" else "")


def _serve_process(read: _Read, connection: Any, seed: _Seed | None, parent: int) -> None:
    """What a worker process does: read batches until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    state.recording = state.training = False  # the fork may have happened inside a scope
    jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
    # A thread empties the pipe, so that the parent never waits when it asks for more.
    threading.Thread(target=_read_jobs, args=(connection, jobs, parent), daemon=True).start()
    while (job := jobs.get()) is not None:
        number, indices, number_seed = job
        try:
            if seed is not None and number_seed is not None:
                seed(number_seed)
            good, value = True, read(indices)
        except Exception as error:  # it is raised where the batch is asked for
            good, value = False, _failure(error)
        try:
            shared_memory.send(connection, (number, good, value))
        except (BrokenPipeError, ConnectionError):
            return
        except Exception as error:  # a batch that cannot be pickled
            shared_memory.send(connection, (number, False, _failure(error)))


def _read_jobs(connection: Any, jobs: Any, parent: int) -> None:
    try:
        while os.getppid() == parent:
            if connection.poll(2.0):
                jobs.put(connection.recv())
        # The parent was killed. Its end of the pipe stays open, brothers hold copies of it, so the
        # main thread may wait for ever to send a batch.
        os._exit(1)
    except (EOFError, OSError):
        jobs.put(None)
