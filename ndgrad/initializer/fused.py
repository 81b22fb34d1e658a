"""The initializer of the packed parameter vector of the RNN operator."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

from ..base import InvalidValueError
from .base import InitDesc, Initializer, create, register

__all__ = ["FusedRNN"]

_GATES = {
    "rnn_relu": ("",),
    "rnn_tanh": ("",),
    "lstm": ("_i", "_f", "_c", "_o"),
    "gru": ("_r", "_z", "_o"),
}


@register
class FusedRNN(Initializer):
    """Fills the packed vector of the RNN operator gate by gate, as if each were its own parameter.

    The vector holds all weights, then all biases; of each layer and direction the input weights
    (``gates * num_hidden`` rows), then the recurrent ones.

    Parameters
    ----------
    init : Initializer, str or None
        Fills the pieces, by their names; None: the initializer of the whole net.
    num_hidden : int
    num_layers : int
    mode : {'rnn_relu', 'rnn_tanh', 'lstm', 'gru'}
    bidirectional : bool, default False
    forget_bias : float, default 1.0
        Value of the forget gates' biases of an LSTM.

    Raises ``ValueError`` for another mode, and for a vector that is not that of such a network.

    >>> vector = nd.zeros(4 * 3 * (2 + 3 + 2))
    >>> init = mx.init.FusedRNN(mx.init.One(), num_hidden=3, num_layers=1, mode="lstm")
    >>> init(mx.init.InitDesc("lstm_weight"), vector)
    >>> vector.asnumpy()[-12:]
    array([0., 0., 0., 1., 1., 1., 0., 0., 0., 0., 0., 0.], dtype=float32)
    """

    def __init__(
        self,
        init: Any,
        num_hidden: int,
        num_layers: int,
        mode: str,
        bidirectional: bool = False,
        forget_bias: float = 1.0,
    ) -> None:
        init = None if init is None else create(init)
        if mode not in _GATES:
            raise InvalidValueError(f"FusedRNN: mode must be one of {list(_GATES)}, got {mode!r}.")
        super().__init__(
            init=None if init is None else init.dumps(),
            num_hidden=num_hidden,
            num_layers=num_layers,
            mode=mode,
            bidirectional=bidirectional,
            forget_bias=forget_bias,
        )
        self._init = init
        self._num_hidden = num_hidden
        self._num_layers = num_layers
        self._mode = mode
        self._bidirectional = bidirectional
        self._forget_bias = forget_bias

    def _input_size(self, size: int) -> int:
        """Width of the input, from the number of elements of the whole vector."""
        directions = 2 if self._bidirectional else 1
        hidden, rows = self._num_hidden, self._num_hidden * len(_GATES[self._mode]) * directions
        later = (self._num_layers - 1) * (hidden * directions + hidden + 2)
        width, rest = divmod(size - rows * later, rows)
        width -= hidden + 2
        if rest or width < 1:
            raise InvalidValueError(
                f"FusedRNN: a vector of {size} elements is not that of {self._num_layers} layers "
                f"of {hidden} units of mode {self._mode!r}."
            )
        return width

    def _init_weight(self, name: Any, arr: Any) -> None:
        inputs = self._input_size(arr.size)
        init = self._init
        if init is None:
            init = getattr(name, "global_init", None)
        if init is None or isinstance(init, FusedRNN):
            raise InvalidValueError(
                "FusedRNN: init=None takes the initializer of the whole net, and there is none."
            )
        start = 0
        for piece_name, shape in self._pieces(inputs):
            stop = start + math.prod(shape)
            piece = arr[start:stop].reshape(shape)
            if self._mode == "lstm" and piece_name.endswith("_f_bias"):
                piece[:] = self._forget_bias
            else:
                init(InitDesc(piece_name), piece)
            start = stop

    def _pieces(self, inputs: int) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Name and shape of the parameters of each gate, in the order of the vector."""
        hidden = self._num_hidden
        sides = ("l", "r") if self._bidirectional else ("l",)
        for kind, layer, side in product(("weight", "bias"), range(self._num_layers), sides):
            width = inputs if layer == 0 else hidden * len(sides)
            for part, columns in (("i2h", width), ("h2h", hidden)):
                shape = (hidden, columns) if kind == "weight" else (hidden,)
                for gate in _GATES[self._mode]:
                    yield f"{side}{layer}_{part}{gate}_{kind}", shape
