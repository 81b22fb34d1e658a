"""What all recurrent layers do: a whole sequence, all layers and directions in one operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .... import ndarray as nd
from ....base import InvalidTypeError, InvalidValueError, RequirementError, UnsupportedError
from ....core.arguments import require_number
from ...block import HybridBlock
from ...nn.linear import check_sizes
from .. import rnn_cell
from ..rnn_cell.sequence import initial_state

_GATES = {"rnn_relu": 1, "rnn_tanh": 1, "lstm": 4, "gru": 3}


class _RNNLayer(HybridBlock):
    """What RNN, LSTM and GRU share.

    The parameters are kept per layer and direction (``l0_i2h_weight``, ``r0_i2h_weight`` for the
    backward direction of layer 0, ...) and joined into the operator's one vector at each call.
    """

    l0_i2h_weight: Any

    def __init__(
        self,
        hidden_size: int,
        num_layers: int,
        layout: str,
        dropout: float,
        bidirectional: bool,
        input_size: int,
        i2h_weight_initializer: Any,
        h2h_weight_initializer: Any,
        i2h_bias_initializer: Any,
        h2h_bias_initializer: Any,
        mode: str,
        projection_size: int | None,
        h2r_weight_initializer: Any,
        lstm_state_clip_min: float | None,
        lstm_state_clip_max: float | None,
        lstm_state_clip_nan: bool,
        dtype: Any,
        use_sequence_length: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if layout not in ("TNC", "NTC"):
            raise RequirementError(f"Invalid layout {layout}; must be one of ['TNC' or 'NTC']")
        check_sizes(self, 1, hidden_size=hidden_size, num_layers=num_layers)
        check_sizes(self, 0, input_size=input_size)
        require_number(type(self).__name__, dropout=dropout)
        if not 0 <= dropout <= 1:
            raise InvalidValueError(f"{type(self).__name__}: dropout is 0 to 1, got {dropout}.")
        self._hidden_size = hidden_size
        self._projection_size = projection_size or None
        self._num_layers = num_layers
        self._mode = mode
        self._layout = layout
        self._dropout = dropout
        self._dir = 2 if bidirectional else 1
        self._input_size = input_size
        self._i2h_weight_initializer = i2h_weight_initializer
        self._h2h_weight_initializer = h2h_weight_initializer
        self._i2h_bias_initializer = i2h_bias_initializer
        self._h2h_bias_initializer = h2h_bias_initializer
        self._lstm_state_clip_min = lstm_state_clip_min
        self._lstm_state_clip_max = lstm_state_clip_max
        self._lstm_state_clip_nan = lstm_state_clip_nan
        self._dtype = dtype
        self._use_sequence_length = use_sequence_length
        self._gates = _GATES[mode]
        self._output_size = self._projection_size or hidden_size
        self._make_parameters(h2r_weight_initializer)

    @property
    def _directions(self) -> tuple[str, ...]:
        return ("l", "r")[: self._dir]

    def _make_parameters(self, h2r_weight_initializer: Any) -> None:
        rows, width = self._gates * self._hidden_size, self._input_size
        for layer in range(self._num_layers):
            for direction in self._directions:
                name = f"{direction}{layer}_"
                self._register(f"{name}i2h_weight", (rows, width), self._i2h_weight_initializer)
                self._register(
                    f"{name}h2h_weight", (rows, self._output_size), self._h2h_weight_initializer
                )
                self._register(f"{name}i2h_bias", (rows,), self._i2h_bias_initializer)
                self._register(f"{name}h2h_bias", (rows,), self._h2h_bias_initializer)
                if self._projection_size:
                    shape = (self._projection_size, self._hidden_size)
                    self._register(f"{name}h2r_weight", shape, h2r_weight_initializer)
            width = self._output_size * self._dir

    def _register(self, name: str, shape: tuple[int, ...], init: Any) -> None:
        parameter = self.params.get(
            name, shape=shape, init=init, allow_deferred_init=True, dtype=self._dtype
        )
        setattr(self, name, parameter)

    def __repr__(self) -> str:
        columns = self.l0_i2h_weight.shape[1]
        text = f"{type(self).__name__}({columns or None} -> {self._hidden_size}, {self._layout}"
        if self._num_layers != 1:
            text += f", num_layers={self._num_layers}"
        if self._dropout != 0:
            text += f", dropout={self._dropout}"
        if self._dir == 2:
            text += ", bidirectional"
        return text + ")"

    def _collect_params_with_prefix(self, prefix: str = "") -> dict[str, Any]:
        # Files name the parameters after the cells that the layer stands for, so that a layer and
        # a stack of cells can load each other's files.
        if prefix:
            prefix += "."
        found = {}
        for name, parameter in self._reg_params.items():
            place, _, kind = name.partition("_")
            direction, layer = place[0], place[1:]
            cell = f"{direction}_cell." if self._dir == 2 else ""
            found[f"{prefix}_unfused.{layer}.{cell}{kind}"] = parameter
        return found

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        """Shape, layout and dtype of each state.

        >>> gluon.rnn.GRU(4, num_layers=2).state_info(3)
        [{'shape': (2, 3, 4), '__layout__': 'LNC', 'dtype': 'float32'}]
        """
        return [self._state(batch_size, self._hidden_size)]

    def _state(self, batch_size: int, size: int) -> dict[str, Any]:
        shape = (self._num_layers * self._dir, batch_size, size)
        return {"shape": shape, "__layout__": "LNC", "dtype": self._dtype}

    def begin_state(
        self, batch_size: int = 0, func: Callable[..., Any] = nd.zeros, **kwargs: Any
    ) -> list[Any]:
        """The states before the first step.

        Parameters
        ----------
        batch_size : int
            Number of samples.
        func : callable, default nd.zeros
            Makes each state, called with ``shape=``, ``dtype=`` and ``kwargs`` (and ``name=`` if
            it has such a parameter).
        **kwargs
            Further arguments for ``func``, for example ``ctx``.

        >>> [state.shape for state in gluon.rnn.LSTM(4, bidirectional=True).begin_state(3)]
        [(2, 3, 4), (2, 3, 4)]
        """
        return [
            initial_state(func, f"{self.prefix}h0_{number}", {**info, **kwargs})
            for number, info in enumerate(self.state_info(batch_size))
        ]

    def cast(self, dtype: Any) -> None:
        """Casts the parameters, and the states that :meth:`begin_state` makes."""
        super().cast(dtype)
        self._dtype = dtype

    def __call__(
        self, inputs: Any, states: Any = None, sequence_length: Any = None, **kwargs: Any
    ) -> Any:
        if states is not None and not isinstance(states, (list, tuple)):
            states = [states]
        if self._use_sequence_length:
            if sequence_length is None:
                raise InvalidTypeError(
                    f"{self.name}: made with use_sequence_length=True, so it must be called with "
                    "sequence_length=, an array with the length of each sample"
                )
            return super().__call__(inputs, states, sequence_length, **kwargs)
        if sequence_length is not None:
            raise InvalidTypeError(
                f"{self.name}: called with sequence_length but made without "
                "use_sequence_length=True"
            )
        return super().__call__(inputs, states, **kwargs)

    def _zero_states(self, inputs: Any) -> list[Any]:
        if inputs.ndim != 3:
            raise self._wrong_input(inputs)
        batch_size = inputs.shape[self._layout.find("N")]
        return self.begin_state(batch_size, ctx=inputs.context, dtype=inputs.dtype)

    def _wrong_input(self, inputs: Any) -> InvalidValueError:
        return InvalidValueError(
            f"{self.name}: input should be rank-3 tensor of dim [sequence length, batch size, "
            f"input size] in layout {self._layout}, got shape {inputs.shape}"
        )

    def infer_shape(self, inputs: Any, *args: Any) -> None:
        """Takes the input size of the first layer from the last axis of the inputs."""
        if len(inputs.shape) != 3:
            raise self._wrong_input(inputs)
        for direction in self._directions:
            weight = getattr(self, f"{direction}0_i2h_weight")
            weight.shape = (self._gates * self._hidden_size, inputs.shape[2])

    def hybrid_forward(  # type: ignore[override]  # its inputs have names
        self, F: Any, inputs: Any, states: Any = None, sequence_length: Any = None, **params: Any
    ) -> Any:
        with_states = states is not None
        if states is None:
            states = self._zero_states(inputs)
        if isinstance(inputs, nd.NDArray):
            self._check_shapes(inputs, states)
        if self._layout == "NTC":
            inputs = F.swapaxes(inputs, dim1=0, dim2=1)
        optional = {} if sequence_length is None else {"sequence_length": sequence_length}
        outputs, *new_states = F.RNN(
            inputs,
            self._packed(F, params),
            *states,
            **optional,
            use_sequence_length=self._use_sequence_length,
            state_size=self._hidden_size,
            projection_size=self._projection_size,
            num_layers=self._num_layers,
            bidirectional=self._dir == 2,
            p=self._dropout,
            state_outputs=True,
            mode=self._mode,
            lstm_state_clip_min=self._lstm_state_clip_min,
            lstm_state_clip_max=self._lstm_state_clip_max,
            lstm_state_clip_nan=self._lstm_state_clip_nan,
        )
        if self._layout == "NTC":
            outputs = F.swapaxes(outputs, dim1=0, dim2=1)
        return (outputs, new_states) if with_states else outputs

    def _packed(self, F: Any, params: dict[str, Any]) -> Any:
        """The operator's parameter vector: all weights, then all biases, layer by layer."""
        order = [
            f"{direction}{layer}_"
            for layer in range(self._num_layers)
            for direction in self._directions
        ]
        weights = ["i2h_weight", "h2h_weight"] + ["h2r_weight"] * bool(self._projection_size)
        names = [place + kind for place in order for kind in weights]
        names += [place + kind for place in order for kind in ("i2h_bias", "h2h_bias")]
        return F.concat(*[F.reshape(params[name], shape=(-1,)) for name in names], dim=0)

    def _check_shapes(self, inputs: Any, states: Any) -> None:
        """Raises ``ValueError`` where inputs or states do not fit the layer."""
        if inputs.ndim != 3:
            raise self._wrong_input(inputs)
        width = self.l0_i2h_weight.shape[1]
        if inputs.shape[2] != width:
            raise InvalidValueError(
                f"{self.name}: expects inputs with {width} channels, got shape {inputs.shape} "
                f"in layout {self._layout}"
            )
        infos = self.state_info(inputs.shape[self._layout.find("N")])
        if len(states) != len(infos):
            raise InvalidValueError(
                f"{self.name}: expects {len(infos)} states, got {len(states)}; "
                "begin_state(batch_size) makes them"
            )
        for state, info in zip(states, infos):
            if state.shape != info["shape"]:
                raise InvalidValueError(
                    f"Invalid recurrent state shape. Expecting {info['shape']}, got {state.shape}."
                )

    def _unfuse(self) -> Any:
        """The same network as a stack of cells that share the parameters."""
        if self._projection_size:
            raise UnsupportedError("_unfuse does not support projection layer yet!")
        if self._lstm_state_clip_min is not None or self._lstm_state_clip_max is not None:
            raise UnsupportedError("_unfuse does not support state clipping yet!")
        if self._use_sequence_length:
            raise UnsupportedError(
                "_unfuse does not support use_sequence_length; give valid_length to unroll"
            )
        make: dict[str, Callable[..., Any]] = {
            "rnn_relu": lambda **kw: rnn_cell.RNNCell(self._hidden_size, activation="relu", **kw),
            "rnn_tanh": lambda **kw: rnn_cell.RNNCell(self._hidden_size, activation="tanh", **kw),
            "lstm": lambda **kw: rnn_cell.LSTMCell(self._hidden_size, **kw),
            "gru": lambda **kw: rnn_cell.GRUCell(self._hidden_size, **kw),
        }
        stack = rnn_cell.HybridSequentialRNNCell(prefix=self.prefix, params=self.params)
        with stack.name_scope():
            width = self.l0_i2h_weight.shape[1]
            for layer in range(self._num_layers):
                options = {
                    "input_size": width,
                    "i2h_weight_initializer": self._i2h_weight_initializer,
                    "h2h_weight_initializer": self._h2h_weight_initializer,
                    "i2h_bias_initializer": self._i2h_bias_initializer,
                    "h2h_bias_initializer": self._h2h_bias_initializer,
                }
                cells = [
                    make[self._mode](prefix=f"{direction}{layer}_", **options)
                    for direction in self._directions
                ]
                stack.add(rnn_cell.BidirectionalCell(*cells) if self._dir == 2 else cells[0])
                if self._dropout > 0 and layer != self._num_layers - 1:
                    stack.add(rnn_cell.DropoutCell(self._dropout))
                width = self._hidden_size * self._dir
        return stack
