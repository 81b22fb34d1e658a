"""The base of all cells: states, stepping, unrolling."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .... import ndarray as nd
from ....base import InvalidTypeError, InvalidValueError, MXNetError, UnsupportedError
from ...block import Block, HybridBlock
from . import sequence as seq

__all__ = ["HybridRecurrentCell", "RecurrentCell"]


class RecurrentCell(Block):
    """Base class of cells: blocks that take an input and states and give an output and states.

    ``cell(inputs, states)`` does one step: ``inputs`` of shape ``(batch, channels)``, ``states`` a
    list as :meth:`begin_state` gives it; it returns ``(output, new_states)``. :meth:`unroll` does
    all steps of a sequence. A cell of one's own defines ``state_info`` and ``forward`` (or
    ``hybrid_forward`` on :class:`HybridRecurrentCell`). ``prefix`` and ``params`` as in
    :class:`Block`.

    >>> class Sum(gluon.rnn.RecurrentCell):
    ...     def state_info(self, batch_size=0):
    ...         return [{"shape": (batch_size, 1)}]
    ...     def forward(self, inputs, states):
    ...         total = states[0] + inputs
    ...         return total, [total]
    >>> outputs, _ = Sum().unroll(3, nd.array([[[1], [2], [3]]]), merge_outputs=True)
    >>> outputs.reshape((-1,)).asnumpy()
    array([1., 3., 6.], dtype=float32)
    """

    def __init__(self, prefix: str | None = None, params: Any = None) -> None:
        super().__init__(prefix=prefix, params=params)
        self._modified = False
        self.reset()

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def reset(self) -> None:
        """Forgets what the cell keeps from step to step, to begin a new sequence.

        >>> gluon.rnn.GRUCell(3).reset()
        """
        self._init_counter = -1
        self._counter = -1
        for child in self._children.values():
            if isinstance(child, RecurrentCell):
                child.reset()

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        """Shape and layout of each state; a subclass defines it.

        >>> gluon.rnn.GRUCell(3).state_info(2)
        [{'shape': (2, 3), '__layout__': 'NC'}]
        """
        raise UnsupportedError(f"{type(self).__name__} does not define state_info")

    def begin_state(
        self, batch_size: int = 0, func: Callable[..., Any] = nd.zeros, **kwargs: Any
    ) -> list[Any]:
        """The states before the first step.

        Parameters
        ----------
        batch_size : int
            Number of samples.
        func : callable, default nd.zeros
            Makes each state, called with ``shape=`` and ``kwargs`` (and ``name=`` if it has such
            a parameter).
        **kwargs
            Further arguments for ``func``, for example ``dtype`` or ``ctx``.

        Raises :class:`MXNetError` for a cell that was given to a modifier: its states are the
        modifier's.

        >>> [state.shape for state in gluon.rnn.LSTMCell(4).begin_state(batch_size=2)]
        [(2, 4), (2, 4)]
        """
        if self._modified:
            raise MXNetError(
                "After applying modifier cells (e.g. ZoneoutCell) the base cell cannot be called "
                "directly. Call the modifier cell instead."
            )
        states = []
        for info in self.state_info(batch_size):
            self._init_counter += 1
            name = f"{self._prefix}begin_state_{self._init_counter}"
            states.append(seq.initial_state(func, name, {**info, **kwargs}))
        return states

    def unroll(
        self,
        length: int | None,
        inputs: Any,
        begin_state: list[Any] | None = None,
        layout: str = "NTC",
        merge_outputs: bool | None = None,
        valid_length: Any = None,
    ) -> tuple[Any, list[Any]]:
        """Runs the cell over all time steps of ``inputs``.

        Parameters
        ----------
        length : int
            Number of time steps.
        inputs : NDArray or list of NDArray
            One array in ``layout``, or one array ``(batch, channels)`` per step.
        begin_state : list of NDArray, optional
            The states to begin with; zeros by default.
        layout : {'NTC', 'TNC'}, default 'NTC'
            Order of the axes of the inputs and of merged outputs.
        merge_outputs : bool, optional
            True gives the outputs as one array, False as a list; by default whichever is there.
        valid_length : NDArray of shape (batch,), optional
            The length of each sample: outputs after it are zero, states are those at it.

        Returns
        -------
        outputs, states
            The outputs as asked for by ``merge_outputs``, and the list of states after the last
            step. Raises ``ValueError`` if the inputs do not have ``length`` steps, ``TypeError`` if
            they are no NDArrays.

        >>> cell = gluon.rnn.RNNCell(4)
        >>> cell.initialize()
        >>> outputs, states = cell.unroll(3, nd.ones((2, 3, 5)), merge_outputs=True)
        >>> outputs.shape, states[0].shape
        ((2, 3, 4), (2, 4))
        """
        self.reset()
        steps = seq.as_steps(length, inputs, layout)
        if valid_length is not None:
            seq.check_lengths(valid_length, len(steps), seq.batch_size_of(steps, layout))
        states = self._first_states(begin_state, inputs, layout)
        history = [states]
        outputs = []
        for step in steps:
            output, states = self(step, states)
            outputs.append(output)
            if valid_length is not None:
                history.append(states)
        if valid_length is not None:
            states = seq.last_states(history, valid_length)
        return self._finish(outputs, layout, merge_outputs, valid_length), states

    def _first_states(self, begin_state: list[Any] | None, inputs: Any, layout: str) -> list[Any]:
        """The given states, or zeros on the device and in the float type of the inputs."""
        if begin_state is not None:
            return begin_state
        # The two arguments that MXNet hands over: cells written for it may take no others, and
        # may have another default for `func`.
        func = functools.partial(nd.zeros, **_like(seq.first_of(inputs)))
        return self.begin_state(func=func, batch_size=seq.batch_size_of(inputs, layout))

    @staticmethod
    def _finish(outputs: Any, layout: str, merge: bool | None, valid_length: Any) -> Any:
        """The outputs masked and in the form that was asked for."""
        if valid_length is not None:
            outputs = seq.mask_after_end(outputs, valid_length, layout)
        if merge is None:
            return outputs
        return seq.as_merged(outputs, layout) if merge else seq.as_steps(None, outputs, layout)

    def _get_activation(self, F: Any, inputs: Any, activation: Any, **kwargs: Any) -> Any:
        """``activation`` by name, or as a block or function, of ``inputs``."""
        if isinstance(activation, str):
            direct = _DIRECT.get(activation)
            if direct is not None:
                return getattr(F, direct)(inputs, **kwargs)
            return F.Activation(inputs, act_type=activation, **kwargs)
        if not callable(activation):
            raise InvalidTypeError(
                f"{type(self).__name__}: an activation is a name or a callable, not {activation!r}"
            )
        return activation(inputs)

    def forward(self, inputs: Any, states: list[Any]) -> Any:
        """One step: ``(output, new_states)``."""
        self._counter += 1
        self._check_states(states)
        return super().forward(inputs, states)

    def _check_states(self, states: Any) -> None:
        # A step written outside knows what it takes: a node of a tree the states of its children.
        step = getattr(type(self), "hybrid_forward", None)
        if step is not None and not str(step.__module__).startswith(_PACKAGE):
            return
        if not isinstance(states, (list, tuple)):
            raise InvalidTypeError(
                f"{type(self).__name__}: states must be a list as begin_state() gives it, "
                f"not {type(states).__name__}"
            )
        expected = len(self.state_info(0))
        if len(states) < expected:  # more are left alone: modifiers add some of their own
            raise InvalidValueError(
                f"{type(self).__name__}: expects {expected} states, got {len(states)}; "
                "begin_state(batch_size=...) makes them"
            )


_PACKAGE = __name__.split(".")[0] + "."


def _like(array: nd.NDArray) -> dict[str, Any]:
    """Context and float type of an array, as arguments of functions that make one."""
    is_float = np.dtype(array.dtype).kind == "f"
    return {"ctx": array.context, **({"dtype": array.dtype} if is_float else {})}


# Activations that are operators of their own are cheaper than by Activation(act_type=...).
_DIRECT = {"tanh": "tanh", "relu": "relu", "sigmoid": "sigmoid", "softsign": "softsign"}


class HybridRecurrentCell(RecurrentCell, HybridBlock):
    """Base class of cells that are written with ``hybrid_forward``.

    >>> class Decay(gluon.rnn.HybridRecurrentCell):
    ...     def state_info(self, batch_size=0):
    ...         return [{"shape": (batch_size, 1), "__layout__": "NC"}]
    ...     def hybrid_forward(self, F, inputs, states):
    ...         output = 0.5 * states[0] + inputs
    ...         return output, [output]
    >>> outputs, _ = Decay().unroll(3, nd.ones((1, 3, 1)), merge_outputs=True)
    >>> outputs.reshape((-1,)).asnumpy()
    array([1.  , 1.5 , 1.75], dtype=float32)
    """

    def hybrid_forward(self, F: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        """One step, written with the operators of ``F``."""
        raise UnsupportedError(f"{type(self).__name__} does not define hybrid_forward")
