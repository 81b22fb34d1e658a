"""The element types that arrays may have."""

from __future__ import annotations

from typing import Any

import numpy as np

NAMES = ("float16", "float32", "float64", "uint8", "int8", "int32", "int64", "bool")
_KNOWN = {np.dtype(name): np.dtype(name) for name in NAMES}


def element_type(dtype: Any) -> np.dtype:
    """A parameter ``dtype`` as a NumPy dtype; a TypeError for what arrays cannot hold."""
    try:
        found = _KNOWN.get(dtype) or _KNOWN.get(np.dtype(dtype))
    except TypeError:
        found = None
    if found is None or dtype is None:  # np.dtype(None) is float64
        raise TypeError(f"dtype {dtype!r} is not supported; use {', '.join(NAMES)}")
    return found
