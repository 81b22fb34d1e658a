"""Inputs and measurements that the libraries' sides have in common; NumPy only."""

import os
import subprocess
import sys
import time

import numpy as np


def floats(*shape, seed=0, scale=1.0):
    """The same float32 numbers for every library."""
    return (np.random.RandomState(seed).standard_normal(shape) * scale).astype(np.float32)


def labels(count, classes, seed=1):
    return np.random.RandomState(seed).randint(0, classes, count)


def summary(*arrays):
    """A few numbers that tell whether two libraries computed the same."""
    found = []
    for a in arrays:
        a = np.asarray(a, np.float64)
        found += [a.mean(), np.abs(a).mean(), (a.ravel()[: 1 << 16] * floats_like(a)).mean()]
    return found


def floats_like(array):
    return np.random.RandomState(7).standard_normal(min(array.size, 1 << 16))


def shortest(run, calls=200, repeats=300):
    """Nanoseconds per call, from many short stretches: the best one had the processor alone."""
    shortest_time = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(calls):
            run()
        shortest_time = min(shortest_time, time.perf_counter() - start)
    return shortest_time / calls * 1e9


def numpy_multiply():
    """Nanoseconds of the bare NumPy call on 10 elements, measured beside the library's."""
    a, b = np.ones(10, np.float32), np.ones(10, np.float32)
    return shortest(lambda: np.multiply(a, b))


def seconds_to_import(module):
    """Milliseconds that importing a module takes after NumPy, best of five fresh processes."""
    code = (
        f"import time, numpy; s = time.perf_counter(); import {module}; "
        "print(time.perf_counter() - s)"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                             check=True, env=environment).stdout.split()[-1])
        for _ in range(5)
    ]  # fmt: skip
    return min(runs) * 1e3


def memory_of(code):
    """Peak MiB of a fresh process that runs ``code``."""
    # Not resource.getrusage: its peak includes this process, of which the new one is a fork.
    code += """
with open("/proc/self/status") as lines:
    print(next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")))"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])
