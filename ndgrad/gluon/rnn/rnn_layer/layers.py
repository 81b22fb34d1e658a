"""The recurrent layers that users make."""

from __future__ import annotations

from typing import Any

from ....base import InvalidValueError
from .base import _RNNLayer

__all__ = ["GRU", "LSTM", "RNN"]


class RNN(_RNNLayer):
    r"""Simple recurrent layers: :math:`h_t = act(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})`.

    Parameters
    ----------
    hidden_size : int
        Number of units per layer and direction.
    num_layers : int, default 1
        Number of layers on top of each other.
    activation : {'relu', 'tanh'}, default 'relu'
        The activation. Another one raises ``ValueError``.
    layout : {'TNC', 'NTC'}, default 'TNC'
        Axes of inputs and outputs: time steps, samples, channels.
    dropout : float, default 0
        Dropout between the layers while training.
    bidirectional : bool, default False
        Whether a second recurrence runs backwards; the outputs then stand side by side.
    i2h_weight_initializer, h2h_weight_initializer, i2h_bias_initializer, h2h_bias_initializer
        Initializers of the parameters.
    input_size : int, default 0
        Number of input channels; 0 takes it from the first input.
    dtype : str, default 'float32'
        Type of the parameters.
    use_sequence_length : bool, default False
        Whether calls give ``sequence_length``: each sample is then computed as if it were run
        alone, its outputs after its end are zero, its states those at its end.

    Inputs: ``data`` in ``layout``, optionally the state ``(layers * directions, batch, hidden)``
    (alone or in a list), and ``sequence_length`` of shape ``(batch,)``. Outputs: the outputs in
    ``layout``; with states also the list of new states.

    >>> layer = gluon.rnn.RNN(4, num_layers=2)
    >>> layer.initialize()
    >>> outputs, states = layer(nd.ones((5, 3, 10)), layer.begin_state(3))
    >>> outputs.shape, states[0].shape, layer
    ((5, 3, 4), (2, 3, 4), RNN(10 -> 4, TNC, num_layers=2))
    """

    def __init__(
        self,
        hidden_size: int,
        num_layers: int = 1,
        activation: str = "relu",
        layout: str = "TNC",
        dropout: float = 0,
        bidirectional: bool = False,
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        input_size: int = 0,
        dtype: Any = "float32",
        **kwargs: Any,
    ) -> None:
        if activation not in ("relu", "tanh"):
            raise InvalidValueError(f"RNN: activation must be 'relu' or 'tanh', not {activation!r}")
        super().__init__(
            hidden_size,
            num_layers,
            layout,
            dropout,
            bidirectional,
            input_size,
            i2h_weight_initializer,
            h2h_weight_initializer,
            i2h_bias_initializer,
            h2h_bias_initializer,
            mode=f"rnn_{activation}",
            projection_size=None,
            h2r_weight_initializer=None,
            lstm_state_clip_min=None,
            lstm_state_clip_max=None,
            lstm_state_clip_nan=False,
            dtype=dtype,
            **kwargs,
        )


class LSTM(_RNNLayer):
    r"""Long short-term memory layers (Hochreiter and Schmidhuber, 1997).

    :math:`c_t = f c_{t-1} + i g`, :math:`h_t = o \tanh(c_t)`; the gates i, f, g, o stand in this
    order in the weights. With ``projection_size``, :math:`h_t = W_{hr} (o \tanh c_t)`
    (Sak et al., 2014).

    Parameters
    ----------
    hidden_size : int
        Number of units per layer and direction.
    num_layers : int, default 1
        Number of layers on top of each other.
    layout : {'TNC', 'NTC'}, default 'TNC'
        Axes of inputs and outputs: time steps, samples, channels.
    dropout : float, default 0
        Dropout between the layers while training.
    bidirectional : bool, default False
        Whether a second recurrence runs backwards; the outputs then stand side by side.
    input_size : int, default 0
        Number of input channels; 0 takes it from the first input.
    i2h_weight_initializer, h2h_weight_initializer, i2h_bias_initializer, h2h_bias_initializer
        Initializers of the parameters.
    projection_size : int, optional
        Number of channels that the hidden state is projected to.
    h2r_weight_initializer
        Initializer of the projection.
    state_clip_min, state_clip_max : float, optional
        Bounds the cell state is clipped to at each step; both or none.
    state_clip_nan : bool, default False
        Whether clipping turns NaN into a bound instead of keeping it.
    dtype : str, default 'float32'
        Type of the parameters.
    use_sequence_length : bool, default False
        Whether calls give ``sequence_length``: each sample is then computed as if it were run
        alone, its outputs after its end are zero, its states those at its end.

    Inputs: ``data`` in ``layout``, optionally the states h and c, each
    ``(layers * directions, batch, hidden)`` (h: ``projection_size`` if there is one), and
    ``sequence_length`` of shape ``(batch,)``. Outputs: the outputs in ``layout``; with states
    also the list of new states.

    >>> layer = gluon.rnn.LSTM(4, bidirectional=True)
    >>> layer.initialize()
    >>> outputs, states = layer(nd.ones((5, 3, 10)), layer.begin_state(3))
    >>> outputs.shape, [state.shape for state in states]
    ((5, 3, 8), [(2, 3, 4), (2, 3, 4)])
    >>> layer(nd.ones((5, 3, 10))).shape
    (5, 3, 8)
    """

    def __init__(
        self,
        hidden_size: int,
        num_layers: int = 1,
        layout: str = "TNC",
        dropout: float = 0,
        bidirectional: bool = False,
        input_size: int = 0,
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        projection_size: int | None = None,
        h2r_weight_initializer: Any = None,
        state_clip_min: float | None = None,
        state_clip_max: float | None = None,
        state_clip_nan: bool = False,
        dtype: Any = "float32",
        **kwargs: Any,
    ) -> None:
        super().__init__(
            hidden_size,
            num_layers,
            layout,
            dropout,
            bidirectional,
            input_size,
            i2h_weight_initializer,
            h2h_weight_initializer,
            i2h_bias_initializer,
            h2h_bias_initializer,
            mode="lstm",
            projection_size=projection_size,
            h2r_weight_initializer=h2r_weight_initializer,
            lstm_state_clip_min=state_clip_min,
            lstm_state_clip_max=state_clip_max,
            lstm_state_clip_nan=state_clip_nan,
            dtype=dtype,
            **kwargs,
        )

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        """Shape, layout and dtype of the states h and c."""
        return [
            self._state(batch_size, self._output_size),
            self._state(batch_size, self._hidden_size),
        ]


class GRU(_RNNLayer):
    r"""Gated recurrent unit layers: :math:`h_t = (1 - z) n + z h_{t-1}`.

    The gates r, z, n stand in this order in the weights, and
    :math:`n = \tanh(W_{in} x + b_{in} + r (W_{hn} h + b_{hn}))`: the reset gate acts after the
    product, as in cuDNN (Cho et al., 2014, has it before).

    Parameters
    ----------
    hidden_size : int
        Number of units per layer and direction.
    num_layers : int, default 1
        Number of layers on top of each other.
    layout : {'TNC', 'NTC'}, default 'TNC'
        Axes of inputs and outputs: time steps, samples, channels.
    dropout : float, default 0
        Dropout between the layers while training.
    bidirectional : bool, default False
        Whether a second recurrence runs backwards; the outputs then stand side by side.
    input_size : int, default 0
        Number of input channels; 0 takes it from the first input.
    i2h_weight_initializer, h2h_weight_initializer, i2h_bias_initializer, h2h_bias_initializer
        Initializers of the parameters.
    dtype : str, default 'float32'
        Type of the parameters.
    use_sequence_length : bool, default False
        Whether calls give ``sequence_length``: each sample is then computed as if it were run
        alone, its outputs after its end are zero, its state that at its end.

    Inputs: ``data`` in ``layout``, optionally the state ``(layers * directions, batch, hidden)``
    (alone or in a list), and ``sequence_length`` of shape ``(batch,)``. Outputs: the outputs in
    ``layout``; with states also the list of new states.

    >>> layer = gluon.rnn.GRU(4, layout="NTC", use_sequence_length=True)
    >>> layer.initialize()
    >>> outputs = layer(nd.ones((2, 3, 10)), sequence_length=nd.array([1, 3]))
    >>> (outputs != 0).sum(axis=2).asnumpy()
    array([[4., 0., 0.],
           [4., 4., 4.]], dtype=float32)
    """

    def __init__(
        self,
        hidden_size: int,
        num_layers: int = 1,
        layout: str = "TNC",
        dropout: float = 0,
        bidirectional: bool = False,
        input_size: int = 0,
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        dtype: Any = "float32",
        **kwargs: Any,
    ) -> None:
        super().__init__(
            hidden_size,
            num_layers,
            layout,
            dropout,
            bidirectional,
            input_size,
            i2h_weight_initializer,
            h2h_weight_initializer,
            i2h_bias_initializer,
            h2h_bias_initializer,
            mode="gru",
            projection_size=None,
            h2r_weight_initializer=None,
            lstm_state_clip_min=None,
            lstm_state_clip_max=None,
            lstm_state_clip_nan=False,
            dtype=dtype,
            **kwargs,
        )
