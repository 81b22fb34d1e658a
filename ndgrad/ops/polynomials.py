"""Polynomials that stand for a function on an interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

__all__ = ["fill", "fit", "polynomial"]

Array = np.ndarray


def polynomial(coefficients: Sequence[Any], x: Array) -> Array:
    """Horner's scheme in one buffer."""
    y = np.full_like(x, coefficients[0])
    for c in coefficients[1:]:
        np.multiply(y, x, out=y)
        np.add(y, c, out=y)
    return y


def fit(coefficients: Sequence[float], x: Array, low: float, high: float) -> Array:
    """A polynomial in the variable that runs over [-1, 1] while ``x`` runs over [low, high]."""
    return polynomial(coefficients, (x - (low + high) / 2) / ((high - low) / 2))


def fill(y: Array, x: Array, where: Array, function: Callable[[Array], Array]) -> None:
    """``y = function(x)`` at the places of a mask, of which there are often none."""
    if where.all():
        y[...] = function(x)
    elif where.any():
        y[where] = function(x[where])
