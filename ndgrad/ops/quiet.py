"""Kernels whose infinities and NaNs are answers, not warnings.

``log(0)`` is ``-inf`` and ``0 / 0`` is NaN, as in MXNet, and nobody wants to hear of it from
inside an operator. ``numpy.errstate`` around each call would cost more than a small operator
itself, so the error state is made once and put in place by hand.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["quiet"]

try:  # what numpy.errstate does, without building the state anew at each entry
    from numpy._core.umath import (
        _extobj_contextvar as _error_state,
        _make_extobj,
    )

    _silent = _make_extobj(all="ignore")
except ImportError:  # another version of NumPy: the public way, slower and the same
    _error_state = _silent = None


def quiet(kernel: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel with NumPy's floating-point warnings off, in its own thread and for its time."""
    if _error_state is None:
        return np.errstate(all="ignore")(kernel)

    @functools.wraps(kernel)
    def silent(*arrays: Any, **params: Any) -> Any:
        token = _error_state.set(_silent)
        try:
            return kernel(*arrays, **params)
        finally:
            _error_state.reset(token)

    return silent
