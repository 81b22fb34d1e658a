"""The heap keeps the memory of arrays that died, for the next ones.

glibc takes memory for large blocks from the system and gives it back when they are freed, so that
the next array pays for every page of it again: three arrays of 1 MiB made and dropped cost 2.1 ms
instead of 0.3. What counts as large it learns from what a program frees. It is told here in its own
way, by one block that is never touched: arrays below 32 MiB now live in the heap, of which up to
64 MiB of free memory are kept. Other allocators, and a glibc with settings of the user's own
(``MALLOC_MMAP_THRESHOLD_`` and the like), go on as they are.
"""

from __future__ import annotations

import numpy as np

__all__ = ["keep_freed_memory"]

#: The largest block that glibc learns from, less what it needs for itself.
_LARGEST = (32 << 20) - (1 << 16)


def keep_freed_memory() -> None:
    """Let memory of arrays below 32 MiB be used again instead of going back to the system."""
    np.empty(_LARGEST, np.uint8)
