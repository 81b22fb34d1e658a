"""Arrays below 32 MiB come from memory that earlier ones left behind."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
import numpy as np
import ndgrad

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def three():
    a = np.ones(1 << 18, np.float32)
    b = a * 2
    return (a + b).sum()

three()
before = faults()
for _ in range(10):
    three()
print(faults() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other allocators have other ways")
def test_memory_of_dead_arrays_is_used_again():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    # 30 arrays of 256 pages each; without the heap's memory every page would be new.
    assert int(done.stdout) < 1000
