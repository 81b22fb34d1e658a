"""Batches of sequences of different lengths: SequenceMask, SequenceLast, SequenceReverse.

Time runs along ``axis`` (0 or 1) and the batch along the other one of the two. Each operator is
linear, so its gradient is the operator itself, or its mirror image, applied to the gradient.
"""

from __future__ import annotations

import numpy as np

from .indices import integers, within
from .registry import operator


def _lengths(data, sequence_length, use_sequence_length, axis):
    """Lengths as integers; None where every sequence is as long as the array."""
    if data.ndim < 2:
        raise ValueError("data must have at least 2 axes: time, batch, ...")
    if axis not in (0, 1):
        raise ValueError(f"axis, along which time runs, must be 0 or 1, got {axis}")
    if not use_sequence_length:
        if sequence_length is not None:
            raise ValueError("sequence_length is read with use_sequence_length=True only")
        return None
    if sequence_length is None:
        raise ValueError("use_sequence_length=True needs the input sequence_length")
    if sequence_length.shape != (data.shape[1 - axis],):
        raise ValueError(
            f"sequence_length must have shape ({data.shape[1 - axis]},), one length for each "
            f"sequence; got {sequence_length.shape}"
        )
    return integers(sequence_length)


@operator
def SequenceMask(data, sequence_length=None, *, use_sequence_length=False, value=0.0, axis=0):
    """Elements after the end of each sequence replaced by ``value``.

    Parameters
    ----------
    data : NDArray of shape (time, batch, ...)
    sequence_length : NDArray of shape (batch,), with ``use_sequence_length``
        A length of 0 or less masks the whole sequence, one beyond the array nothing.
    use_sequence_length : bool, default False
        False returns ``data`` unchanged.
    value : float, default 0
    axis : {0, 1}, default 0
        The axis of time; the batch lies along the other of the two.

    >>> x = nd.ones((3, 2))
    >>> nd.SequenceMask(x, nd.array([1, 2]), use_sequence_length=True).asnumpy()
    array([[1., 1.],
           [0., 1.],
           [0., 0.]], dtype=float32)
    """
    lengths = _lengths(data, sequence_length, use_sequence_length, axis)
    out = data.copy()
    if lengths is not None:
        over = np.arange(data.shape[axis])[:, None] >= lengths
        out[over if axis == 0 else over.T] = value
    return out


@SequenceMask.gradient("data")
def _(F, gy, sequence_length, use_sequence_length, axis):
    if not use_sequence_length:
        return gy
    return F.SequenceMask(gy, sequence_length, use_sequence_length=True, axis=axis)


@operator
def SequenceLast(data, sequence_length=None, *, use_sequence_length=False, axis=0):
    """The last element of each sequence.

    Parameters
    ----------
    data : NDArray of shape (time, batch, ...)
    sequence_length : NDArray of shape (batch,), with ``use_sequence_length``
        Lengths of 1 to ``time``.
    use_sequence_length : bool, default False
        False takes the last element of the array.
    axis : {0, 1}, default 0
        The axis of time; the batch lies along the other of the two.

    Returns
    -------
    NDArray of shape (batch, ...)

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.SequenceLast(x, nd.array([1, 3]), use_sequence_length=True).asnumpy()
    array([1., 6.], dtype=float32)
    """
    return _by_time(data, axis)[_last(data, sequence_length, use_sequence_length, axis)]


def _by_time(data, axis):
    return data if axis == 0 else data.swapaxes(0, 1)


def _last(data, sequence_length, use_sequence_length, axis):
    """Index of the last element of each sequence: (times, which of the batch)."""
    lengths = _lengths(data, sequence_length, use_sequence_length, axis)
    time, batch = data.shape[axis], data.shape[1 - axis]
    if lengths is None:
        lengths = np.full(batch, time)
    return within(lengths, 1, time, "a sequence_length of") - 1, np.arange(batch)


@SequenceLast.gradient("data")
def _(F, gy, sequence_length, data_shape, use_sequence_length, axis):
    return F._sequence_last_backward(
        gy, sequence_length, shape=data_shape, use_sequence_length=use_sequence_length, axis=axis
    )


@operator
def _sequence_last_backward(g, sequence_length=None, *, shape, use_sequence_length, axis):
    """Zeros of ``shape`` with ``g`` as the last element of each sequence."""
    out = np.zeros(shape, g.dtype)
    _by_time(out, axis)[_last(out, sequence_length, use_sequence_length, axis)] = g
    return out


@_sequence_last_backward.gradient("g")
def _(F, gy, sequence_length, use_sequence_length, axis):
    return F.SequenceLast(gy, sequence_length, use_sequence_length=use_sequence_length, axis=axis)


@operator
def SequenceReverse(data, sequence_length=None, *, use_sequence_length=False, axis=0):
    """Each sequence in reverse order; what lies after its end stays where it is.

    Parameters
    ----------
    data : NDArray of shape (time, batch, ...)
    sequence_length : NDArray of shape (batch,), with ``use_sequence_length``
        Lengths of 0 to ``time``.
    use_sequence_length : bool, default False
        False reverses along the whole axis.
    axis : {0, 1}, default 0
        The axis of time; the batch lies along the other of the two.

    >>> x = nd.array([[1., 2.], [3., 4.], [5., 6.]])
    >>> nd.SequenceReverse(x, nd.array([2, 3]), use_sequence_length=True).asnumpy()
    array([[3., 6.],
           [1., 4.],
           [5., 2.]], dtype=float32)
    """
    lengths = _lengths(data, sequence_length, use_sequence_length, axis)
    if lengths is None:
        return np.flip(data, axis).copy()
    time = np.arange(data.shape[axis])[:, None]
    within(lengths, 0, len(time), "a sequence_length of")
    source = np.where(time < lengths, lengths - 1 - time, time)
    reversed_ = _by_time(data, axis)[source, np.arange(len(lengths))]
    return reversed_ if axis == 0 else np.ascontiguousarray(reversed_.swapaxes(0, 1))


@SequenceReverse.gradient("data")
def _(F, gy, sequence_length, use_sequence_length, axis):
    return F.SequenceReverse(
        gy, sequence_length, use_sequence_length=use_sequence_length, axis=axis
    )
