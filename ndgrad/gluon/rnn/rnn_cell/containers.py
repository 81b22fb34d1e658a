"""Cells made of cells: stacked, and both directions side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .... import ndarray as nd
from ....base import InvalidIndexError, InvalidTypeError, MXNetError, UnsupportedError
from ...printing import indent
from . import sequence as seq
from .base import HybridRecurrentCell, RecurrentCell
from .own_cells import _cells_begin_state, _cells_state_info

__all__ = ["BidirectionalCell", "HybridSequentialRNNCell", "SequentialRNNCell"]


def _share(cells: list[Any], states: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Each cell with its part of the list of states."""
    begin = 0
    for cell in cells:
        end = begin + len(cell.state_info())
        yield cell, states[begin:end]
        begin = end


class _Stack(RecurrentCell):
    """What both stacks of cells share; they differ only in whether they can be hybridized."""

    def __repr__(self) -> str:
        lines = "\n".join(
            f"({name}): {indent(repr(cell), 2)}" for name, cell in self._children.items()
        )
        return f"{type(self).__name__}(\n{lines}\n)"

    def add(self, cell: RecurrentCell) -> None:
        """Puts another cell on top.

        >>> stack = gluon.rnn.SequentialRNNCell()
        >>> stack.add(gluon.rnn.LSTMCell(4))
        >>> stack.add(gluon.rnn.DropoutCell(0.5))
        >>> len(stack), stack[0]
        (2, LSTMCell(None -> 16))
        """
        if not isinstance(cell, RecurrentCell):
            raise InvalidTypeError(
                f"{type(self).__name__}: only recurrent cells can be stacked, "
                f"not {type(cell).__name__}"
            )
        self.register_child(cell)

    @property
    def _cells(self) -> list[Any]:
        return list(self._children.values())

    @property
    def _bidirectional(self) -> bool:
        return any(is_bidirectional(cell) for cell in self._cells)

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return _cells_state_info(self._cells, batch_size)

    def begin_state(
        self, batch_size: int = 0, func: Callable[..., Any] = nd.zeros, **kwargs: Any
    ) -> list[Any]:
        """The states of all cells, one list: see :meth:`RecurrentCell.begin_state`."""
        self._refuse_if_modified()
        return _cells_begin_state(self._cells, batch_size=batch_size, func=func, **kwargs)

    def _refuse_if_modified(self) -> None:
        if self._modified:
            super().begin_state()  # raises, with the reason

    def forward(self, inputs: Any, states: list[Any]) -> Any:
        self._counter += 1
        if self._bidirectional:
            raise _cannot_be_stepped()
        self._check_states(states)
        new_states = []
        for cell, own in _share(self._cells, states):
            inputs, own = cell(inputs, own)
            new_states.extend(own)
        return inputs, new_states

    def unroll(
        self,
        length: int | None,
        inputs: Any,
        begin_state: list[Any] | None = None,
        layout: str = "NTC",
        merge_outputs: bool | None = None,
        valid_length: Any = None,
    ) -> tuple[Any, list[Any]]:
        """Runs the first cell over all steps, then the next one over its outputs, and so on.

        Arguments and results are those of :meth:`RecurrentCell.unroll`.
        """
        self.reset()
        states = self._first_states(begin_state, inputs, layout)
        new_states = []
        cells = self._cells
        for position, (cell, own) in enumerate(_share(cells, states)):
            inputs, own = cell.unroll(
                length,
                inputs,
                begin_state=own,
                layout=layout,
                merge_outputs=merge_outputs if position == len(cells) - 1 else None,
                valid_length=valid_length,
            )
            new_states.extend(own)
        return inputs, new_states

    def __getitem__(self, position: int) -> Any:
        cells = self._cells
        if not -len(cells) <= position < len(cells):
            raise InvalidIndexError(f"{type(self).__name__}: no cell {position} in {len(cells)}")
        return cells[position]

    def __len__(self) -> int:
        return len(self._children)


class SequentialRNNCell(_Stack):
    """Cells on top of each other; the outputs of one are the inputs of the next.

    ``prefix`` and ``params`` as in :class:`Block`.

    >>> stack = gluon.rnn.SequentialRNNCell()
    >>> stack.add(gluon.rnn.LSTMCell(4))
    >>> stack.add(gluon.rnn.GRUCell(3))
    >>> stack.initialize()
    >>> outputs, states = stack.unroll(5, nd.ones((2, 5, 7)), merge_outputs=True)
    >>> outputs.shape, [state.shape for state in states]
    ((2, 5, 3), [(2, 4), (2, 4), (2, 3)])
    """


class HybridSequentialRNNCell(_Stack, HybridRecurrentCell):
    """Hybridizable cells on top of each other; see :class:`SequentialRNNCell`.

    >>> stack = gluon.rnn.HybridSequentialRNNCell()
    >>> stack.add(gluon.rnn.RNNCell(4))
    >>> stack
    HybridSequentialRNNCell(
    (0): RNNCell(None -> 4, tanh)
    )
    """


class BidirectionalCell(HybridRecurrentCell):
    """One cell forwards and one backwards through time, their outputs side by side.

    It sees the whole sequence, so it can be unrolled but not stepped.

    Parameters
    ----------
    l_cell, r_cell : RecurrentCell
        The cells for the forward and for the backward direction.
    output_prefix : str, default 'bi_'
        Begin of the names of the outputs in a symbol; without meaning for arrays.

    >>> cell = gluon.rnn.BidirectionalCell(gluon.rnn.RNNCell(4), gluon.rnn.GRUCell(3))
    >>> cell.initialize()
    >>> outputs, states = cell.unroll(5, nd.ones((2, 5, 7)), merge_outputs=True)
    >>> outputs.shape, [state.shape for state in states]
    ((2, 5, 7), [(2, 4), (2, 3)])
    """

    def __init__(self, l_cell: Any, r_cell: Any, output_prefix: str = "bi_") -> None:
        super().__init__(prefix="", params=None)
        self.register_child(l_cell, "l_cell")
        self.register_child(r_cell, "r_cell")
        self._output_prefix = output_prefix

    def __repr__(self) -> str:
        forward, backward = self._children.values()
        return f"{type(self).__name__}(forward={forward!r}, backward={backward!r})"

    def forward(self, inputs: Any, states: list[Any]) -> Any:
        raise _cannot_be_stepped()

    def state_info(self, batch_size: int = 0) -> list[dict[str, Any]]:
        return _cells_state_info(list(self._children.values()), batch_size)

    def begin_state(
        self, batch_size: int = 0, func: Callable[..., Any] = nd.zeros, **kwargs: Any
    ) -> list[Any]:
        """The states of both cells, one list: see :meth:`RecurrentCell.begin_state`."""
        if self._modified:
            super().begin_state()  # raises, with the reason
        cells = list(self._children.values())
        return _cells_begin_state(cells, batch_size=batch_size, func=func, **kwargs)

    def unroll(
        self,
        length: int | None,
        inputs: Any,
        begin_state: list[Any] | None = None,
        layout: str = "NTC",
        merge_outputs: bool | None = None,
        valid_length: Any = None,
    ) -> tuple[Any, list[Any]]:
        """Runs both cells over the sequence, the second one from each sample's end backwards.

        Arguments and results are those of :meth:`RecurrentCell.unroll`.
        """
        self.reset()
        steps = seq.as_steps(length, inputs, layout)
        if valid_length is not None:
            seq.check_lengths(valid_length, len(steps), seq.batch_size_of(steps, layout))
        states = self._first_states(begin_state, inputs, layout)
        (l_cell, l_states), (r_cell, r_states) = _share(list(self._children.values()), states)
        options = {"layout": layout, "merge_outputs": False, "valid_length": valid_length}
        l_outputs, l_states = l_cell.unroll(length, steps, begin_state=l_states, **options)
        r_outputs, r_states = r_cell.unroll(
            length, seq.reverse_steps(steps, valid_length), begin_state=r_states, **options
        )
        r_outputs = seq.reverse_steps(r_outputs, valid_length)
        outputs = [nd.concat(ahead, back, dim=-1) for ahead, back in zip(l_outputs, r_outputs)]
        return self._finish(outputs, layout, merge_outputs, valid_length), l_states + r_states


def is_bidirectional(cell: Any) -> bool:
    if isinstance(cell, (_Stack, BidirectionalCell)):
        return isinstance(cell, BidirectionalCell) or cell._bidirectional
    base = getattr(cell, "base_cell", None)
    return base is not None and is_bidirectional(base)


def _cannot_be_stepped() -> MXNetError:
    return UnsupportedError("Bidirectional cannot be stepped. Please use unroll")
