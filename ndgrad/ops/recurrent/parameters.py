"""MXNet's packed parameter vector: all weights and biases of a recurrent operator in one array."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

__all__ = ["GATES", "Layout", "Weights", "view"]

#: Number of gates by mode. Their order in the rows: lstm - input, forget, new cell, output;
#: gru - reset, update, new.
GATES = {"rnn_relu": 1, "rnn_tanh": 1, "lstm": 4, "gru": 3}


@dataclass(frozen=True)
class Weights:
    """The parameters of one direction of one layer; ``hr`` is the projection, or None."""

    ih: Any  # (gates * hidden, inputs)
    hh: Any  # (gates * hidden, outputs)
    hr: Any  # (outputs, hidden)
    ih_bias: Any  # (gates * hidden,)
    hh_bias: Any  # (gates * hidden,)


class Layout:
    """Where each parameter lies in the vector.

    The weights come first, layer by layer and direction by direction (input-to-hidden,
    hidden-to-hidden, projection), then the biases in the same order.
    """

    def __init__(
        self,
        mode: str,
        inputs: int,
        hidden: int,
        layers: int,
        directions: int,
        projection: int | None,
    ) -> None:
        self.outputs = projection or hidden
        self.cells: list[list[tuple[int, tuple[int, ...]]]] = []
        rows = GATES[mode] * hidden
        place = 0
        for i in range(layers * directions):
            width = inputs if i < directions else self.outputs * directions
            shapes: list[tuple[int, ...]] = [(rows, width), (rows, self.outputs)]
            if projection:
                shapes.append((projection, hidden))
            cell: list[tuple[int, tuple[int, ...]]] = []
            for shape in shapes:
                cell.append((place, shape))
                place += math.prod(shape)
            self.cells.append(cell)
        for cell in self.cells:
            cell += [(place, (rows,)), (place + rows, (rows,))]
            place += 2 * rows
        self.size = place

    def split(self, vector: Any, cut: Any) -> list[Weights]:
        """The parameters of each cell; ``cut(vector, start, stop, shape)`` takes one out."""
        found = []
        for cell in self.cells:
            parts = []
            for start, shape in cell:
                parts.append(cut(vector, start, start + math.prod(shape), shape))
            if len(parts) == 4:
                parts.insert(2, None)
            found.append(Weights(*parts))
        return found


def view(vector: Any, start: int, stop: int, shape: tuple[int, ...]) -> Any:
    """A part of the vector, sharing its memory (for :meth:`Layout.split`)."""
    return vector[start:stop].reshape(shape)
