"""An LSTM cell with projection, and dropout that stays the same over a whole sequence."""

from __future__ import annotations

from typing import Any

from .... import ndarray as nd
from ...rnn.rnn_cell import HybridRecurrentCell, ModifierCell
from ...rnn.rnn_cell import sequence as seq
from ...rnn.rnn_cell.modifiers import refuse_bidirectional

__all__ = ["LSTMPCell", "VariationalDropoutCell", "dynamic_unroll"]


class LSTMPCell(HybridRecurrentCell):
    r"""LSTM cell whose hidden state is projected: :math:`h' = W_{hr} (o \tanh c')`.

    Sak, Senior and Beaufays, "Long short-term memory based recurrent neural network
    architectures", 2014. The gates i, f, g, o stand in this order in the weights.

    Parameters
    ----------
    hidden_size : int
        Number of units of the cell state.
    projection_size : int
        Number of channels of the hidden state, which is the output.
    i2h_weight_initializer, h2h_weight_initializer, h2r_weight_initializer
        Initializers of the weights.
    i2h_bias_initializer, h2h_bias_initializer
        Initializers of the biases.
    input_size : int, default 0
        Number of input channels; 0 takes it from the first input.
    prefix, params
        As in :class:`Block`.

    Inputs: ``(batch, input_size)`` and the states h ``(batch, projection_size)`` and c
    ``(batch, hidden_size)``. Outputs: the new h, and the list of new h and c.

    >>> cell = gluon.contrib.rnn.LSTMPCell(6, 2)
    >>> cell.initialize()
    >>> output, states = cell(nd.ones((3, 5)), cell.begin_state(batch_size=3))
    >>> output.shape, states[1].shape, cell
    ((3, 2), (3, 6), LSTMPCell(5 -> 24 -> 2))
    """

    i2h_weight: Any

    def __init__(
        self,
        hidden_size: int,
        projection_size: int,
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        h2r_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        input_size: int = 0,
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(prefix=prefix, params=params)
        self._hidden_size = hidden_size
        self._input_size = input_size
        self._projection_size = projection_size
        rows = 4 * hidden_size
        for name, shape, init in (
            ("i2h_weight", (rows, input_size), i2h_weight_initializer),
            ("h2h_weight", (rows, projection_size), h2h_weight_initializer),
            ("h2r_weight", (projection_size, hidden_size), h2r_weight_initializer),
            ("i2h_bias", (rows,), i2h_bias_initializer),
            ("h2h_bias", (rows,), h2h_bias_initializer),
        ):
            parameter = self.params.get(name, shape=shape, init=init, allow_deferred_init=True)
            setattr(self, name, parameter)

    def _alias(self) -> str:
        return "lstmp"

    def __repr__(self) -> str:
        rows, columns = self.i2h_weight.shape
        return f"{type(self).__name__}({columns or None} -> {rows} -> {self._projection_size})"

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return [
            {"shape": (batch_size, self._projection_size), "__layout__": "NC"},
            {"shape": (batch_size, self._hidden_size), "__layout__": "NC"},
        ]

    def infer_shape(self, inputs: Any, states: Any) -> None:
        """Takes the number of input channels from the inputs."""
        self.i2h_weight.shape = (4 * self._hidden_size, inputs.shape[1])

    def hybrid_forward(
        self,
        F: Any,
        inputs: Any,
        states: list[Any],
        i2h_weight: Any,
        h2h_weight: Any,
        h2r_weight: Any,
        i2h_bias: Any,
        h2h_bias: Any,
    ) -> Any:
        rows = 4 * self._hidden_size
        gates = F.FullyConnected(inputs, i2h_weight, i2h_bias, num_hidden=rows) + F.FullyConnected(
            states[0], h2h_weight, h2h_bias, num_hidden=rows
        )
        i, f, g, o = F.SliceChannel(gates, num_outputs=4)
        cell = F.sigmoid(f) * states[1] + F.sigmoid(i) * F.tanh(g)
        hidden = F.sigmoid(o) * F.tanh(cell)
        output = F.FullyConnected(
            hidden, h2r_weight, no_bias=True, num_hidden=self._projection_size
        )
        return output, [output, cell]


class VariationalDropoutCell(ModifierCell):
    """Dropout with one mask for all time steps (Gal and Ghahramani, arXiv:1512.05287).

    Masks are drawn at the first step after :meth:`reset`, which :meth:`unroll` calls.

    Parameters
    ----------
    base_cell : RecurrentCell
        The cell to wrap; not a bidirectional one where states are dropped.
    drop_inputs, drop_states, drop_outputs : float, default 0
        Fractions of the elements that are dropped from the inputs, from the first state (the
        hidden one) and from the outputs while training.

    >>> cell = gluon.contrib.rnn.VariationalDropoutCell(gluon.rnn.RNNCell(4), drop_outputs=0.5)
    >>> cell.initialize()
    >>> with autograd.record():
    ...     outputs, _ = cell.unroll(3, nd.ones((1, 3, 2)), merge_outputs=True)
    >>> dropped = (outputs == 0).asnumpy()[0]
    >>> bool((dropped[0] == dropped[2]).all())
    True
    """

    def __init__(
        self,
        base_cell: Any,
        drop_inputs: float = 0.0,
        drop_states: float = 0.0,
        drop_outputs: float = 0.0,
    ) -> None:
        if drop_states:
            refuse_bidirectional(base_cell, "variational state dropout", "VariationalDropoutCell")
        super().__init__(base_cell)
        self.drop_inputs = drop_inputs
        self.drop_states = drop_states
        self.drop_outputs = drop_outputs
        self._masks: dict[str, Any] = {}

    def _alias(self) -> str:
        return "vardrop"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p_out = {self.drop_outputs}, p_state = {self.drop_states})"

    def reset(self) -> None:
        super().reset()
        self._masks = {}

    def _masked(self, F: Any, what: str, array: Any, p: float) -> Any:
        """``array`` times the mask of this sequence, which the first call draws."""
        if not p:
            return array
        if what not in self._masks:
            self._masks[what] = F.Dropout(F.ones_like(array), p=p)
        return array * self._masks[what]

    def hybrid_forward(self, F: Any, inputs: Any, states: list[Any]) -> Any:
        if self.drop_states:
            hidden = self._masked(F, "states", states[0], self.drop_states)
            states = [hidden, *states[1:]]
        inputs = self._masked(F, "inputs", inputs, self.drop_inputs)
        output, states = self.base_cell(inputs, states)
        return self._masked(F, "outputs", output, self.drop_outputs), states

    def unroll(
        self,
        length: int | None,
        inputs: Any,
        begin_state: list[Any] | None = None,
        layout: str = "NTC",
        merge_outputs: bool | None = None,
        valid_length: Any = None,
    ) -> tuple[Any, list[Any]]:
        """Unrolls the wrapped cell with one mask per sequence.

        Arguments and results are those of :meth:`RecurrentCell.unroll`, but without
        ``drop_states`` the outputs come merged unless ``merge_outputs=False``.
        """
        if self.drop_states:
            return super().unroll(length, inputs, begin_state, layout, merge_outputs, valid_length)
        # Without masks inside the recurrence, the wrapped cell may unroll in its own way, and
        # the masks are dropouts that are broadcast along the time axis.
        self.reset()
        states = self._first_states(begin_state, inputs, layout)
        if self.drop_inputs:
            inputs = self._drop_merged(inputs, layout, self.drop_inputs)
        outputs, states = self.base_cell.unroll(
            length,
            inputs,
            begin_state=states,
            layout=layout,
            merge_outputs=True,
            valid_length=valid_length,
        )
        if self.drop_outputs:
            outputs = self._drop_merged(outputs, layout, self.drop_outputs)
        if merge_outputs is False:
            outputs = seq.as_steps(length, outputs, layout)
        return outputs, states

    @staticmethod
    def _drop_merged(sequence: Any, layout: str, p: float) -> Any:
        merged = seq.as_merged(sequence, layout)
        return nd.Dropout(merged, p=p, axes=(seq.time_axis(layout),))


def dynamic_unroll(
    cell: Any,
    inputs: Any,
    begin_state: list[Any],
    drop_inputs: float = 0.0,
    drop_outputs: float = 0.0,
    layout: str = "TNC",
    valid_length: Any = None,
) -> tuple[Any, list[Any]]:
    """Runs a cell over all time steps of an array, however many there are.

    Parameters
    ----------
    cell : RecurrentCell
    inputs : NDArray
        ``(time, batch, channels)``, or ``(batch, time, channels)`` with ``layout='NTC'``.
    begin_state : list of NDArray
        The states to begin with.
    drop_inputs, drop_outputs : float, default 0
        Dropout rates of inputs and outputs; what is dropped is so at every time step.
    layout : {'TNC', 'NTC'}, default 'TNC'
    valid_length : NDArray of shape (batch,), optional
        The length of each sample: outputs after it are zero, states are those at it.

    Returns
    -------
    outputs, states
        The outputs as one array in ``layout``, and the list of states.

    >>> cell = gluon.rnn.RNNCell(4)
    >>> cell.initialize()
    >>> outputs, states = gluon.contrib.rnn.rnn_cell.dynamic_unroll(
    ...     cell, nd.ones((3, 2, 5)), cell.begin_state(batch_size=2))
    >>> outputs.shape, states[0].shape
    ((3, 2, 4), (2, 4))
    """
    axis = seq.time_axis(layout)
    if drop_inputs:
        inputs = nd.Dropout(inputs, p=drop_inputs, axes=(axis,))
    outputs, states = cell.unroll(
        inputs.shape[axis], inputs, begin_state, layout, merge_outputs=True,
        valid_length=valid_length,
    )  # fmt: skip
    if drop_outputs:
        outputs = nd.Dropout(outputs, p=drop_outputs, axes=(axis,))
    return outputs, states
