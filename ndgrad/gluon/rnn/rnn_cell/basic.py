"""The three classic cells: simple, LSTM, GRU."""

from __future__ import annotations

from typing import Any

from .base import HybridRecurrentCell

__all__ = ["GRUCell", "LSTMCell", "RNNCell"]


class _GatedCell(HybridRecurrentCell):
    """A cell whose gates are one dense layer of the input plus one of the hidden state.

    The weights of all gates are stacked: ``i2h_weight`` has the shape
    ``(gates * hidden, input)``, ``h2h_weight`` ``(gates * hidden, hidden)``.
    """

    _gates = 1
    _states = 1
    i2h_weight: Any
    h2h_weight: Any
    i2h_bias: Any
    h2h_bias: Any

    def __init__(
        self,
        hidden_size: int,
        i2h_weight_initializer: Any,
        h2h_weight_initializer: Any,
        i2h_bias_initializer: Any,
        h2h_bias_initializer: Any,
        input_size: int,
        prefix: str | None,
        params: Any,
    ) -> None:
        super().__init__(prefix=prefix, params=params)
        self._hidden_size = hidden_size
        self._input_size = input_size
        rows = self._gates * hidden_size
        for name, shape, init in (
            ("i2h_weight", (rows, input_size), i2h_weight_initializer),
            ("h2h_weight", (rows, hidden_size), h2h_weight_initializer),
            ("i2h_bias", (rows,), i2h_bias_initializer),
            ("h2h_bias", (rows,), h2h_bias_initializer),
        ):
            setattr(
                self,
                name,
                self.params.get(name, shape=shape, init=init, allow_deferred_init=True),
            )

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return [
            {"shape": (batch_size, self._hidden_size), "__layout__": "NC"}
            for _ in range(self._states)
        ]

    def __repr__(self) -> str:
        rows, columns = self.i2h_weight.shape
        return f"{type(self).__name__}({columns or None} -> {rows})"

    def _dense(self, F: Any, x: Any, weight: Any, bias: Any) -> Any:
        """One of the two dense layers: of the input, or of the hidden state."""
        return F.FullyConnected(x, weight, bias, num_hidden=self._gates * self._hidden_size)


class RNNCell(_GatedCell):
    r"""The simple cell: :math:`h' = act(W_{ih} x + b_{ih} + W_{hh} h + b_{hh})`.

    Parameters
    ----------
    hidden_size : int
        Number of units.
    activation : str, Block or callable, default 'tanh'
        The activation.
    i2h_weight_initializer, h2h_weight_initializer, i2h_bias_initializer, h2h_bias_initializer
        Initializers of the parameters.
    input_size : int, default 0
        Number of input channels; 0 takes it from the first input.
    prefix, params
        As in :class:`Block`.

    Inputs: ``(batch, input_size)`` and one state ``(batch, hidden_size)``. Outputs: the new
    hidden state, and a list of it.

    >>> cell = gluon.rnn.RNNCell(4)
    >>> cell.initialize()
    >>> output, states = cell(nd.ones((2, 3)), cell.begin_state(batch_size=2))
    >>> output.shape, cell
    ((2, 4), RNNCell(3 -> 4, tanh))
    """

    def __init__(
        self,
        hidden_size: int,
        activation: Any = "tanh",
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        input_size: int = 0,
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(
            hidden_size,
            i2h_weight_initializer,
            h2h_weight_initializer,
            i2h_bias_initializer,
            h2h_bias_initializer,
            input_size,
            prefix,
            params,
        )
        self._activation = activation

    def _alias(self) -> str:
        return "rnn"

    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}, {self._activation})"

    def hybrid_forward(
        self,
        F: Any,
        inputs: Any,
        states: list[Any],
        i2h_weight: Any,
        h2h_weight: Any,
        i2h_bias: Any,
        h2h_bias: Any,
    ) -> Any:
        gates = self._dense(F, inputs, i2h_weight, i2h_bias) + self._dense(
            F, states[0], h2h_weight, h2h_bias
        )
        output = self._get_activation(F, gates, self._activation)
        return output, [output]


class LSTMCell(_GatedCell):
    r"""Long short-term memory: :math:`c' = f c + i g`, :math:`h' = o \cdot act(c')`.

    The gates i, f, g, o (in this order in the weights) are dense layers of input and hidden
    state; g goes through ``activation``, the others through ``recurrent_activation``.
    Hochreiter and Schmidhuber, Neural Computation 9(8), 1997.

    Parameters
    ----------
    hidden_size : int
        Number of units.
    i2h_weight_initializer, h2h_weight_initializer, i2h_bias_initializer, h2h_bias_initializer
        Initializers of the parameters; ``mx.init.LSTMBias`` sets the forget gate's bias.
    input_size : int, default 0
        Number of input channels; 0 takes it from the first input.
    prefix, params
        As in :class:`Block`.
    activation : str, Block or callable, default 'tanh'
        Activation of the candidate and of the output.
    recurrent_activation : str, Block or callable, default 'sigmoid'
        Activation of the gates.

    Inputs: ``(batch, input_size)`` and the states h and c, ``(batch, hidden_size)`` each.
    Outputs: the new h, and the list of new h and c.

    >>> cell = gluon.rnn.LSTMCell(4)
    >>> cell.initialize()
    >>> output, states = cell(nd.ones((2, 3)), cell.begin_state(batch_size=2))
    >>> output.shape, len(states), cell
    ((2, 4), 2, LSTMCell(3 -> 16))
    """

    _gates = 4
    _states = 2

    def __init__(
        self,
        hidden_size: int,
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        input_size: int = 0,
        prefix: str | None = None,
        params: Any = None,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
    ) -> None:
        super().__init__(
            hidden_size,
            i2h_weight_initializer,
            h2h_weight_initializer,
            i2h_bias_initializer,
            h2h_bias_initializer,
            input_size,
            prefix,
            params,
        )
        self._activation = activation
        self._recurrent_activation = recurrent_activation

    def _alias(self) -> str:
        return "lstm"

    def hybrid_forward(
        self,
        F: Any,
        inputs: Any,
        states: list[Any],
        i2h_weight: Any,
        h2h_weight: Any,
        i2h_bias: Any,
        h2h_bias: Any,
    ) -> Any:
        gates = self._dense(F, inputs, i2h_weight, i2h_bias) + self._dense(
            F, states[0], h2h_weight, h2h_bias
        )
        i, f, g, o = F.SliceChannel(gates, num_outputs=4)
        i = self._get_activation(F, i, self._recurrent_activation)
        f = self._get_activation(F, f, self._recurrent_activation)
        o = self._get_activation(F, o, self._recurrent_activation)
        cell = f * states[1] + i * self._get_activation(F, g, self._activation)
        output = o * self._get_activation(F, cell, self._activation)
        return output, [output, cell]


class GRUCell(_GatedCell):
    r"""Gated recurrent unit: :math:`h' = (1 - z) n + z h`.

    The gates r, z, n stand in this order in the weights, and
    :math:`n = \tanh(W_{in} x + b_{in} + r (W_{hn} h + b_{hn}))`: the reset gate acts after the
    product, as in cuDNN (Cho et al., 2014, has it before).

    Parameters
    ----------
    hidden_size : int
        Number of units.
    i2h_weight_initializer, h2h_weight_initializer, i2h_bias_initializer, h2h_bias_initializer
        Initializers of the parameters.
    input_size : int, default 0
        Number of input channels; 0 takes it from the first input.
    prefix, params
        As in :class:`Block`.

    Inputs: ``(batch, input_size)`` and one state ``(batch, hidden_size)``. Outputs: the new
    hidden state, and a list of it.

    >>> cell = gluon.rnn.GRUCell(4)
    >>> cell.initialize()
    >>> output, states = cell(nd.ones((2, 3)), cell.begin_state(batch_size=2))
    >>> output.shape, cell
    ((2, 4), GRUCell(3 -> 12))
    """

    _gates = 3

    def __init__(
        self,
        hidden_size: int,
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        input_size: int = 0,
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(
            hidden_size,
            i2h_weight_initializer,
            h2h_weight_initializer,
            i2h_bias_initializer,
            h2h_bias_initializer,
            input_size,
            prefix,
            params,
        )

    def _alias(self) -> str:
        return "gru"

    def hybrid_forward(
        self,
        F: Any,
        inputs: Any,
        states: list[Any],
        i2h_weight: Any,
        h2h_weight: Any,
        i2h_bias: Any,
        h2h_bias: Any,
    ) -> Any:
        i2h = self._dense(F, inputs, i2h_weight, i2h_bias)
        h2h = self._dense(F, states[0], h2h_weight, h2h_bias)
        i2h_r, i2h_z, i2h_n = F.SliceChannel(i2h, num_outputs=3)
        h2h_r, h2h_z, h2h_n = F.SliceChannel(h2h, num_outputs=3)
        reset = F.sigmoid(i2h_r + h2h_r)
        update = F.sigmoid(i2h_z + h2h_z)
        candidate = F.tanh(i2h_n + reset * h2h_n)
        output = (1.0 - update) * candidate + update * states[0]
        return output, [output]
