"""For cells of one's own that define ``unroll`` or ``begin_state``.

Programs import these from MXNet's module ``rnn_cell``, under these names; the cells here use
:mod:`.sequence`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .... import ndarray as nd
from . import sequence as seq

__all__: list[str] = []


def _format_sequence(
    length: int | None, inputs: Any, layout: str, merge: bool | None, in_layout: str | None = None
) -> tuple[Any, int, Any, int]:
    """A sequence as one array (``merge`` True), as steps (False) or as it came (None).

    ``in_layout`` is that of a single array, where it is not ``layout``. With it come the axis of
    time in ``layout``, the namespace of operators, and the number of samples.
    """
    axis = seq.time_axis(layout)
    given = in_layout or layout
    batch_size = seq.batch_size_of(inputs, given)
    if isinstance(inputs, nd.NDArray):
        if merge is False:
            inputs = seq.as_steps(length, inputs, given)
        elif seq.time_axis(given) != axis:
            inputs = nd.swapaxes(inputs, dim1=0, dim2=1)
    else:
        steps = seq.as_steps(length, inputs, layout)
        inputs = seq.as_merged(steps, layout) if merge else inputs
    return inputs, axis, nd, batch_size


def _get_begin_state(cell: Any, F: Any, begin_state: Any, inputs: Any, batch_size: int) -> Any:
    """The states given, or those that the cell begins with, where the inputs are."""
    if begin_state is not None:
        return begin_state
    with seq.first_of(inputs).context:
        return cell.begin_state(func=F.zeros, batch_size=batch_size)


def _mask_sequence_variable_length(
    F: Any, data: Any, length: int, valid_length: Any, time_axis: int, merge: bool | None
) -> Any:
    """A sequence with zeros from each sample's end on, as one array (``merge``) or as steps."""
    layout = "NTC" if time_axis else "TNC"
    masked = seq.mask_after_end(data, valid_length, layout)
    return masked if merge else seq.as_steps(length, masked, layout)


def _reverse_sequences(
    sequences: Sequence[Any], unroll_step: int, valid_length: Any = None
) -> list[Any]:
    """The steps backwards; with lengths, each sample within its own length."""
    return seq.reverse_steps(list(sequences), valid_length)


def _cells_state_info(cells: Sequence[Any], batch_size: int) -> list[dict[str, Any]]:
    """``state_info`` of all cells, one after the other."""
    return [info for cell in cells for info in cell.state_info(batch_size)]


def _cells_begin_state(cells: Sequence[Any], **kwargs: Any) -> list[Any]:
    """``begin_state`` of all cells, one after the other."""
    return [state for cell in cells for state in cell.begin_state(**kwargs)]
