"""The optimizer of tests."""

from __future__ import annotations

from typing import Any

from .. import ndarray as nd
from .base import Optimizer, register, zeros_of

__all__ = ["Test"]


@register
class Test(Optimizer):
    """Adds the rescaled gradient and keeps the new weight as its state: easy to predict.

    >>> test = mx.optimizer.Test()
    >>> weight = nd.ones(2)
    >>> state = test.create_state(0, weight)
    >>> test.update(0, weight, nd.array([3.0, -0.5]), state)
    >>> weight.asnumpy(), state.asnumpy()
    (array([4. , 0.5], dtype=float32), array([4. , 0.5], dtype=float32))
    """

    __test__ = False  # pytest collects classes by this name

    def create_state(self, index: Any, weight: nd.NDArray) -> nd.NDArray:
        return zeros_of(weight)

    def _step(self, index: Any, weight: Any, grad: Any, state: Any, lr: float, wd: float) -> None:
        weight += grad * self.rescale_grad
        state[:] = weight
