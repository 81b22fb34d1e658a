"""What the operators on (batches of) matrices share: checks, half precision, transposition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["in_single", "require_batch", "require_float", "require_square", "transposed"]


def transposed(a: np.ndarray, swap: bool = True) -> np.ndarray:
    """The matrices of ``a`` transposed, as a view: products read it without a copy."""
    return a.swapaxes(-1, -2) if swap else a


def in_single(function: Callable[..., Any], *arrays: np.ndarray) -> Any:
    """``function`` of half-precision arrays, computed in float32, which LAPACK and BLAS have."""
    if arrays[0].dtype != np.float16:
        return function(*arrays)
    found = function(*[a.astype(np.float32) for a in arrays])
    if isinstance(found, tuple):
        return tuple([np.asarray(f, np.float16) for f in found])
    return np.asarray(found, np.float16)


def require_float(a: np.ndarray, name: str = "A") -> None:
    """Raise unless the dtype is a float one."""
    if a.dtype.kind != "f":
        raise TypeError(
            f"{name} must be of a float dtype, got {a.dtype}; convert it: x.astype('float32')"
        )


def require_square(a: np.ndarray, name: str = "A") -> None:
    """Raise unless the last two axes hold square matrices of floats."""
    require_float(a, name)
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise ValueError(f"{name} must hold square matrices in its last two axes")


def require_batch(a: np.ndarray, b: np.ndarray) -> None:
    """Raise unless both hold as many matrices, in the same leading axes."""
    if a.ndim < 2 or b.ndim < 2 or a.shape[:-2] != b.shape[:-2]:
        raise ValueError("the inputs must have at least 2 axes and the same leading axes")
