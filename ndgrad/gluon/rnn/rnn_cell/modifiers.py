"""Cells that change what another cell does: dropout, zoneout, residual connections."""

from __future__ import annotations

import numbers
from collections.abc import Callable
from typing import Any

from .... import ndarray as nd
from ....base import InvalidTypeError, InvalidValueError, UnsupportedError
from ...block import HybridBlock
from . import sequence as seq
from .base import HybridRecurrentCell
from .containers import is_bidirectional

__all__ = ["DropoutCell", "ModifierCell", "ResidualCell", "ZoneoutCell"]


class DropoutCell(HybridRecurrentCell):
    """Dropout on the inputs, as a cell without states, to be put between cells.

    Parameters
    ----------
    rate : float
        Fraction of the elements that are dropped while training; ``TypeError`` for no number.
    axes : tuple of int, default ()
        Axes along which the mask is the same.
    prefix, params
        As in :class:`Block`.

    >>> outputs, states = gluon.rnn.DropoutCell(0.5).unroll(3, nd.ones((2, 3, 4)))
    >>> outputs.shape, states
    ((2, 3, 4), [])
    """

    def __init__(
        self,
        rate: float,
        axes: tuple[int, ...] = (),
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(prefix=prefix, params=params)
        if not isinstance(rate, numbers.Number):
            raise InvalidTypeError(f"DropoutCell: rate must be a number, not {rate!r}")
        self._rate = rate
        self._axes = axes

    def _alias(self) -> str:
        return "dropout"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(rate={self._rate}, axes={self._axes})"

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return []

    def hybrid_forward(self, F: Any, inputs: Any, states: list[Any]) -> Any:
        if self._rate > 0:
            inputs = F.Dropout(inputs, p=self._rate, axes=self._axes)
        return inputs, states

    def unroll(
        self,
        length: int | None,
        inputs: Any,
        begin_state: list[Any] | None = None,
        layout: str = "NTC",
        merge_outputs: bool | None = None,
        valid_length: Any = None,
    ) -> tuple[Any, list[Any]]:
        """Dropout on all steps at once if they come as one array, else step by step.

        Arguments and results are those of :meth:`RecurrentCell.unroll`; without states and with
        zeros staying zeros, ``valid_length`` changes nothing.
        """
        self.reset()
        seq.as_steps(length, inputs, layout)  # raises if the length is another
        if merge_outputs is not None:
            inputs = (
                seq.as_merged(inputs, layout)
                if merge_outputs
                else seq.as_steps(length, inputs, layout)
            )
        if isinstance(inputs, (list, tuple)):
            return [self(step, [])[0] for step in inputs], []
        return self(inputs, [])[0], []


class ModifierCell(HybridRecurrentCell):
    """Base class of cells that wrap another cell and use its parameters and states.

    The wrapped cell can then only be called through the modifier.

    Parameters
    ----------
    base_cell : RecurrentCell
        The cell to wrap.

    >>> class Doubled(gluon.rnn.ModifierCell):
    ...     def hybrid_forward(self, F, inputs, states):
    ...         output, states = self.base_cell(inputs, states)
    ...         return 2 * output, states
    >>> cell = Doubled(gluon.rnn.RNNCell(4, prefix="rnn_"))
    >>> cell.prefix, cell.begin_state(batch_size=3)[0].shape
    ('rnn_doubled', (3, 4))
    """

    def __init__(self, base_cell: Any) -> None:
        base_cell._modified = True
        super().__init__(prefix=base_cell.prefix + self._alias(), params=None)
        self.base_cell = base_cell

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_cell!r})"

    @property
    def params(self) -> Any:
        """The parameters of the wrapped cell."""
        return self.base_cell.params

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return self.base_cell.state_info(batch_size)

    def begin_state(
        self, batch_size: int = 0, func: Callable[..., Any] = nd.zeros, **kwargs: Any
    ) -> list[Any]:
        """The states of the wrapped cell: see :meth:`RecurrentCell.begin_state`."""
        if self._modified:
            super().begin_state()  # raises, with the reason
        # The wrapped cell refuses calls that do not come through its modifier, i.e. from here.
        self.base_cell._modified = False
        try:
            return self.base_cell.begin_state(batch_size=batch_size, func=func, **kwargs)
        finally:
            self.base_cell._modified = True

    def hybrid_forward(self, F: Any, inputs: Any, states: list[Any]) -> Any:
        raise UnsupportedError(f"{type(self).__name__} does not define hybrid_forward")


class ZoneoutCell(ModifierCell):
    """Keeps random elements of outputs and states as they were (Krueger et al., 2016).

    Parameters
    ----------
    base_cell : RecurrentCell
        The cell to wrap; not a bidirectional one, which cannot be stepped.
    zoneout_outputs : float, default 0
        Probability that an element of the output stays as at the step before (zero at first).
    zoneout_states : float, default 0
        The same for the elements of the states.

    >>> cell = gluon.rnn.ZoneoutCell(gluon.rnn.RNNCell(4), zoneout_states=0.2)
    >>> cell
    ZoneoutCell(p_out=0.0, p_state=0.2, RNNCell(None -> 4, tanh))
    """

    def __init__(
        self, base_cell: Any, zoneout_outputs: float = 0.0, zoneout_states: float = 0.0
    ) -> None:
        refuse_bidirectional(base_cell, "zoneout", "ZoneoutCell")
        super().__init__(base_cell)
        self.zoneout_outputs = zoneout_outputs
        self.zoneout_states = zoneout_states
        self._prev_output = None

    def _alias(self) -> str:
        return "zoneout"

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(p_out={self.zoneout_outputs}, "
            f"p_state={self.zoneout_states}, {self.base_cell!r})"
        )

    def reset(self) -> None:
        super().reset()
        self._prev_output = None

    def hybrid_forward(self, F: Any, inputs: Any, states: list[Any]) -> Any:
        new_output, new_states = self.base_cell(inputs, states)
        output = new_output
        if self.zoneout_outputs:
            before = self._prev_output
            if before is None:
                before = F.zeros_like(new_output)
            output = _mix(F, self.zoneout_outputs, new_output, before)
            self._prev_output = output
        if self.zoneout_states:
            new_states = [
                _mix(F, self.zoneout_states, new, old) for new, old in zip(new_states, states)
            ]
        return output, new_states


class ResidualCell(ModifierCell):
    """Adds the input to the output: the wrapped cell learns the difference (Wu et al., 2016).

    Parameters
    ----------
    base_cell : RecurrentCell
        The cell to wrap; its output must be as wide as its input.

    >>> cell = gluon.rnn.ResidualCell(gluon.rnn.GRUCell(3))
    >>> cell
    ResidualCell(GRUCell(None -> 9))
    """

    def hybrid_forward(self, F: Any, inputs: Any, states: list[Any]) -> Any:
        output, states = self.base_cell(inputs, states)
        return output + inputs, states

    def unroll(
        self,
        length: int | None,
        inputs: Any,
        begin_state: list[Any] | None = None,
        layout: str = "NTC",
        merge_outputs: bool | None = None,
        valid_length: Any = None,
    ) -> tuple[Any, list[Any]]:
        """Unrolls the wrapped cell and adds the inputs, up to each sample's end.

        Arguments and results are those of :meth:`RecurrentCell.unroll`.
        """
        self.reset()
        states = self._first_states(begin_state, inputs, layout)
        self.base_cell._modified = False
        try:
            outputs, states = self.base_cell.unroll(
                length,
                inputs,
                begin_state=states,
                layout=layout,
                merge_outputs=merge_outputs,
                valid_length=valid_length,
            )
        finally:
            self.base_cell._modified = True
        if valid_length is not None:
            inputs = seq.mask_after_end(inputs, valid_length, layout)
        if isinstance(outputs, (list, tuple)):
            steps = seq.as_steps(length, inputs, layout)
            return [output + step for output, step in zip(outputs, steps)], states
        return outputs + seq.as_merged(inputs, layout), states


def _mix(F: Any, p: float, new: Any, old: Any) -> Any:
    """``old`` with probability ``p`` while training, ``new`` otherwise and when predicting."""
    return F.where(F.Dropout(F.ones_like(new), p=p), new, old)


def refuse_bidirectional(cell: Any, what: str, modifier: str) -> None:
    if not isinstance(cell, HybridBlock):
        raise InvalidTypeError(f"{modifier}: wraps a hybridizable cell, not {cell!r}")
    if is_bidirectional(cell):
        raise InvalidValueError(
            f"BidirectionalCell doesn't support {what} since it doesn't support step. "
            f"Please add {modifier} to the cells underneath instead."
        )
