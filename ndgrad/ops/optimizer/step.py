"""What the steps of all optimizers share."""

from __future__ import annotations

import numpy as np

__all__ = ["check", "new_like", "rescaled", "running"]


def check(weight, grad, *states):
    """Raise unless all are of the weight's shape, and the weight of a float dtype."""
    for array in (grad, *states):
        if array.shape != weight.shape:
            raise ValueError(f"shapes differ: weight {weight.shape}, another input {array.shape}")
    if weight.dtype.kind != "f":
        raise TypeError(f"weights must be floats, not {weight.dtype}")


def rescaled(grad, rescale_grad, clip, decay=None):
    """The rescaled gradient in memory of its own; ``decay`` is added before the cut."""
    g = grad * rescale_grad
    if decay is not None:
        g += decay
    if clip >= 0:
        np.minimum(g, clip, out=g)
        np.maximum(g, -clip, out=g)
    return g


def running(mean, old, rate, new):
    """``mean = rate * old + (1 - rate) * new``; ``new`` is used up."""
    np.multiply(old, rate, out=mean)
    new *= 1 - rate
    mean += new


def new_like(weight, count):
    """Memory for new weights and states."""
    return [np.empty_like(weight) for _ in range(count)]
