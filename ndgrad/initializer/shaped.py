"""Initializers whose values follow from the place in the array."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..base import InvalidValueError
from .base import Initializer, register

__all__ = ["Bilinear", "LSTMBias"]


@register
class Bilinear(Initializer):
    """The kernel of bilinear upsampling, for transposed convolutions (shape ``(.., .., h, w)``).

    >>> weight = nd.zeros((1, 1, 4, 4))
    >>> mx.init.Bilinear()(mx.init.InitDesc("up_weight"), weight)
    >>> weight.asnumpy()[0, 0, 1]
    array([0.1875, 0.5625, 0.5625, 0.1875], dtype=float32)
    """

    def __init__(self) -> None:
        super().__init__()

    def _init_weight(self, name: Any, arr: Any) -> None:
        shape = arr.shape
        if len(shape) != 4:
            raise InvalidValueError(
                f"Bilinear initializer: {name} must have the four axes of a 2-D kernel, "
                f"its shape is {shape}."
            )
        factor = np.ceil(shape[3] / 2.0)
        centre = (2 * factor - 1 - factor % 2) / (2.0 * factor)
        rows = 1 - np.abs(np.arange(shape[2]) / factor - centre)
        columns = 1 - np.abs(np.arange(shape[3]) / factor - centre)
        arr[:] = np.broadcast_to(np.outer(rows, columns), shape).astype(np.float32)


@register
class LSTMBias(Initializer):
    """Zero, but for the forget gates of an LSTM (the second quarter).

    Parameters
    ----------
    forget_bias : float, default 1.0

    >>> bias = nd.ones(8)
    >>> mx.init.LSTMBias(2.0)._init_weight("lstm_i2h_bias", bias)
    >>> bias.asnumpy()
    array([0., 0., 2., 2., 0., 0., 0., 0.], dtype=float32)
    """

    def __init__(self, forget_bias: float = 1.0) -> None:
        super().__init__(forget_bias=forget_bias)
        self.forget_bias = forget_bias

    def _init_weight(self, name: Any, arr: Any) -> None:
        units = arr.shape[0] // 4
        arr[:] = 0.0
        arr[units : 2 * units] = self.forget_bias
