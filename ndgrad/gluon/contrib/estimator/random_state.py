"""The states of all random generators as plain values, for checkpoints that anyone may read."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from ....core import generator

__all__ = ["get_random_state", "is_random_state", "set_random_state"]


def get_random_state() -> dict[str, Any]:
    """The states of Python's, NumPy's and ndgrad's generators, ready for JSON.

    >>> state = get_random_state()
    >>> first = nd.random.uniform().asscalar(), np.random.rand()
    >>> set_random_state(state)
    >>> (nd.random.uniform().asscalar(), np.random.rand()) == first
    True
    """
    version, words, gauss = random.getstate()
    return {
        "python": [version, list(words), gauss],
        "numpy": _plain(np.random.get_state()),
        "ndgrad": _plain(generator.get_state()),
    }


def set_random_state(state: dict[str, Any]) -> None:
    """Continue from a state that :func:`get_random_state` gave, before or after JSON."""
    version, words, gauss = state["python"]
    random.setstate((version, tuple(words), gauss))
    name, keys, *rest = state["numpy"]
    np.random.set_state((name, np.array(keys, dtype=np.uint32), *rest))
    generator.set_state(_with_arrays(state["ndgrad"]))


def is_random_state(state: Any) -> bool:
    """Whether :func:`set_random_state` can take this; the generators go on as they were."""
    before = get_random_state()
    try:
        set_random_state(state)
    except Exception:  # each generator has errors of its own
        return False
    finally:
        set_random_state(before)
    return True


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return value


def _with_arrays(value: Any) -> Any:
    """Lists in the state of a bit generator are arrays of words."""
    if isinstance(value, dict):
        return {key: _with_arrays(item) for key, item in value.items()}
    return np.array(value, dtype=np.uint64) if isinstance(value, list) else value
