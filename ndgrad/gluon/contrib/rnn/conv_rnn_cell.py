"""Recurrent cells whose products are convolutions, over one to three spatial axes."""

from __future__ import annotations

from typing import Any

from ....base import InvalidValueError, RequirementError
from ...rnn.rnn_cell import HybridRecurrentCell

__all__ = [
    "Conv1DGRUCell",
    "Conv1DLSTMCell",
    "Conv1DRNNCell",
    "Conv2DGRUCell",
    "Conv2DLSTMCell",
    "Conv2DRNNCell",
    "Conv3DGRUCell",
    "Conv3DLSTMCell",
    "Conv3DRNNCell",
]


def _per_axis(value: Any, dims: int, name: str) -> tuple[int, ...]:
    """``value`` for each spatial axis; one number stands for all."""
    if isinstance(value, int):
        return (value,) * dims
    if len(value) != dims:
        raise InvalidValueError(
            f"convolutional cell: {name} needs one number or {dims} of them, got {value}"
        )
    return tuple(value)


def _layouts(dims: int) -> tuple[str, str]:
    """The orders of axes that there are: channels in front, or last."""
    spatial = "DHW"[3 - dims :]
    return f"NC{spatial}", f"N{spatial}C"


class _ConvCell(HybridRecurrentCell):
    """The parameters and the two convolutions that all convolutional cells share."""

    _gates = 1
    _states = 1
    _dims = 0

    def __init__(
        self,
        input_shape: tuple[int, ...],
        hidden_channels: int,
        i2h_kernel: Any,
        h2h_kernel: Any,
        i2h_pad: Any = 0,
        i2h_dilate: Any = 1,
        h2h_dilate: Any = 1,
        i2h_weight_initializer: Any = None,
        h2h_weight_initializer: Any = None,
        i2h_bias_initializer: Any = "zeros",
        h2h_bias_initializer: Any = "zeros",
        conv_layout: str | None = None,
        activation: Any = "tanh",
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(prefix=prefix, params=params)
        dims = self._dims
        conv_layout = self._layout(conv_layout, input_shape)
        self._input_shape = tuple(input_shape)
        self._hidden_channels = hidden_channels
        self._conv_layout = conv_layout
        self._activation = activation
        self._channel_axis = conv_layout.find("C")
        self._i2h_kernel = _per_axis(i2h_kernel, dims, "i2h_kernel")
        self._h2h_kernel = _per_axis(h2h_kernel, dims, "h2h_kernel")
        if any(k % 2 == 0 for k in self._h2h_kernel):
            # The state keeps its size only if the kernel has a middle.
            raise RequirementError(
                f"{type(self).__name__}: Only support odd number, get h2h_kernel= {h2h_kernel}"
            )
        self._i2h_pad = _per_axis(i2h_pad, dims, "i2h_pad")
        self._i2h_dilate = _per_axis(i2h_dilate, dims, "i2h_dilate")
        self._h2h_dilate = _per_axis(h2h_dilate, dims, "h2h_dilate")
        self._h2h_pad = tuple(d * (k - 1) // 2 for d, k in zip(self._h2h_dilate, self._h2h_kernel))
        self._state_shape = self._arrange(hidden_channels, self._output_extent())
        rows = self._gates * hidden_channels
        in_channels = self._input_shape[self._channel_axis - 1]
        for name, shape, init in (
            ("i2h_weight", (rows, *self._arrange(in_channels, self._i2h_kernel)),
             i2h_weight_initializer),
            ("h2h_weight", (rows, *self._arrange(hidden_channels, self._h2h_kernel)),
             h2h_weight_initializer),
            ("i2h_bias", (rows,), i2h_bias_initializer),
            ("h2h_bias", (rows,), h2h_bias_initializer),
        ):  # fmt: skip
            parameter = self.params.get(name, shape=shape, init=init, allow_deferred_init=True)
            setattr(self, name, parameter)

    def _layout(self, given: str | None, input_shape: tuple[int, ...]) -> str:
        """The layout, the first of the possible ones by default; raises if one does not fit."""
        first, last = layouts = _layouts(self._dims)
        layout = first if given is None else given
        if layout not in layouts:
            raise InvalidValueError(
                f"{type(self).__name__}: conv_layout must be {first!r} or {last!r}, not {layout!r}"
            )
        if len(input_shape) != self._dims + 1:
            raise InvalidValueError(
                f"{type(self).__name__}: input_shape is the shape of one sample in layout "
                f"{layout[1:]}, {self._dims + 1} numbers, not {input_shape}"
            )
        return layout

    def _arrange(self, channels: int, extent: tuple[int, ...]) -> tuple[int, ...]:
        """Channels and spatial extents in the order of the layout, without samples."""
        return (channels, *extent) if self._channel_axis == 1 else (*extent, channels)

    def _output_extent(self) -> tuple[int, ...]:
        """The spatial extents of the convolved inputs, which are those of the state."""
        first = 1 if self._channel_axis == 1 else 0
        extent = self._input_shape[first : first + self._dims]
        found = tuple(
            x + 2 * pad - dilate * (kernel - 1)
            for x, pad, dilate, kernel in zip(
                extent, self._i2h_pad, self._i2h_dilate, self._i2h_kernel
            )
        )
        if any(x < 1 for x in found):
            raise InvalidValueError(
                f"{type(self).__name__}: i2h_kernel {self._i2h_kernel} does not fit into the "
                f"input of shape {self._input_shape} with i2h_pad {self._i2h_pad}"
            )
        return found

    def __repr__(self) -> str:
        channels = self._input_shape[self._channel_axis - 1]
        return (
            f"{type(self).__name__}({channels} -> {self._gates * self._hidden_channels}, "
            f"{self._activation}, {self._conv_layout})"
        )

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return [
            {"shape": (batch_size, *self._state_shape), "__layout__": self._conv_layout}
            for _ in range(self._states)
        ]

    def _convolve(
        self,
        F: Any,
        inputs: Any,
        states: list[Any],
        i2h_weight: Any,
        h2h_weight: Any,
        i2h_bias: Any,
        h2h_bias: Any,
    ) -> tuple[Any, Any]:
        """The convolutions of the inputs and of the hidden state."""
        common = {
            "num_filter": self._gates * self._hidden_channels,
            "stride": (1,) * self._dims,
            "layout": self._conv_layout,
        }
        i2h = F.Convolution(
            inputs, i2h_weight, i2h_bias, kernel=self._i2h_kernel, pad=self._i2h_pad,
            dilate=self._i2h_dilate, **common,
        )  # fmt: skip
        h2h = F.Convolution(
            states[0], h2h_weight, h2h_bias, kernel=self._h2h_kernel, pad=self._h2h_pad,
            dilate=self._h2h_dilate, **common,
        )  # fmt: skip
        return i2h, h2h

    def _split(self, F: Any, gates: Any) -> Any:
        return F.SliceChannel(gates, num_outputs=self._gates, axis=self._channel_axis)


class _ConvRNNCell(_ConvCell):
    def _alias(self) -> str:
        return "conv_rnn"

    def hybrid_forward(  # type: ignore[override]  # its inputs have names
        self, F: Any, inputs: Any, states: list[Any], **params: Any
    ) -> Any:
        i2h, h2h = self._convolve(F, inputs, states, **params)
        output = self._get_activation(F, i2h + h2h, self._activation)
        return output, [output]


class _ConvLSTMCell(_ConvCell):
    _gates = 4
    _states = 2

    def _alias(self) -> str:
        return "conv_lstm"

    def hybrid_forward(  # type: ignore[override]  # its inputs have names
        self, F: Any, inputs: Any, states: list[Any], **params: Any
    ) -> Any:
        i2h, h2h = self._convolve(F, inputs, states, **params)
        i, f, g, o = self._split(F, i2h + h2h)
        candidate = self._get_activation(F, g, self._activation)
        cell = F.sigmoid(f) * states[1] + F.sigmoid(i) * candidate
        output = F.sigmoid(o) * self._get_activation(F, cell, self._activation)
        return output, [output, cell]


class _ConvGRUCell(_ConvCell):
    _gates = 3

    def _alias(self) -> str:
        return "conv_gru"

    def hybrid_forward(  # type: ignore[override]  # its inputs have names
        self, F: Any, inputs: Any, states: list[Any], **params: Any
    ) -> Any:
        i2h, h2h = self._convolve(F, inputs, states, **params)
        i2h_r, i2h_z, i2h_n = self._split(F, i2h)
        h2h_r, h2h_z, h2h_n = self._split(F, h2h)
        reset = F.sigmoid(i2h_r + h2h_r)
        update = F.sigmoid(i2h_z + h2h_z)
        candidate = self._get_activation(F, i2h_n + reset * h2h_n, self._activation)
        output = (1.0 - update) * candidate + update * states[0]
        return output, [output]


_DOC = """{kind} over {dims} spatial {axes}: the products of the cell are convolutions.

    Shi et al., "Convolutional LSTM network", NIPS 2015. The convolution of the state is padded so
    that the state keeps its size.

    Parameters
    ----------
    input_shape : tuple of int
        Shape of one sample, without the samples' axis.
    hidden_channels : int
        Number of channels of the state.
    i2h_kernel, h2h_kernel : int or tuple of int
        Kernels for inputs and state; those of the state must be odd.
    i2h_pad, i2h_dilate, h2h_dilate : int or tuple of int, default 0, 1, 1
        Padding and dilation of the convolutions.
    i2h_weight_initializer, h2h_weight_initializer, i2h_bias_initializer, h2h_bias_initializer
        Initializers of the parameters.
    conv_layout : str, default '{first}'
        '{first}' or '{last}'.
    activation : str, Block or callable, default 'tanh'
        Activation of the candidate.

    >>> cell = gluon.contrib.rnn.{name}({shape}, hidden_channels=4, i2h_kernel=3, h2h_kernel=3)
    >>> cell
    {name}(2 -> {rows}, tanh, {first})
    >>> cell.state_info(1)[0]["shape"]
    {state}
    """


def _cell(dims: int, base: type[_ConvCell], kind: str) -> type[_ConvCell]:
    """The cell of ``base`` with ``dims`` spatial axes."""
    name = f"Conv{dims}D{kind}Cell"
    first, last = _layouts(dims)
    doc = _DOC.format(
        kind=f"{kind} cell",
        dims=("one", "two", "three")[dims - 1],
        axes="axis" if dims == 1 else "axes",
        first=first,
        last=last,
        name=name,
        shape=(2, *(8,) * dims),
        rows=4 * base._gates,
        state=(1, 4, *(6,) * dims),
    )
    return type(name, (base,), {"__doc__": doc, "__module__": __name__, "_dims": dims})


Conv1DRNNCell = _cell(1, _ConvRNNCell, "RNN")
Conv2DRNNCell = _cell(2, _ConvRNNCell, "RNN")
Conv3DRNNCell = _cell(3, _ConvRNNCell, "RNN")
Conv1DLSTMCell = _cell(1, _ConvLSTMCell, "LSTM")
Conv2DLSTMCell = _cell(2, _ConvLSTMCell, "LSTM")
Conv3DLSTMCell = _cell(3, _ConvLSTMCell, "LSTM")
Conv1DGRUCell = _cell(1, _ConvGRUCell, "GRU")
Conv2DGRUCell = _cell(2, _ConvGRUCell, "GRU")
Conv3DGRUCell = _cell(3, _ConvGRUCell, "GRU")
