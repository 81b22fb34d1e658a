"""Cross entropy of softmax and class labels in one piece.

The probabilities are never stored: the gradient makes them again from the sums of exponentials, in
the array that becomes the gradient.
"""

from __future__ import annotations

import numpy as np

from .axes import one_axis
from .blocks import float_only, for_blocks, split_around, wide
from .labels import class_indices
from .registry import operator
from .rows import planes, shift, total


def _checked_labels(data, label, axis):
    float_only(data)
    shape = data.shape[:axis] + data.shape[axis + 1 :]
    if label.shape != shape:
        raise ValueError(
            f"label must have the shape of data without the classes: {shape}, got {label.shape}"
        )
    return class_indices(label, data.shape[axis])


def _places(index, size, inner):
    """Where the labels lie in the flat data; ``index`` has the shape (outer, inner)."""
    start = np.arange(0, index.shape[0] * size * inner, size * inner)[:, None]
    return start + index if inner == 1 else start + index * inner + np.arange(inner)


def _cross_entropy(data, label, axis):
    """-log softmax at the labels, what was subtracted before exp, and the logarithm of the sums.

    All of shape (outer, inner). The last two stay apart: added, a large number common to all
    classes would swallow the logarithm.
    """
    outer, size, inner = split_around(data.shape, axis)
    index = _checked_labels(data, label, axis).reshape(outer, inner)
    work = wide(data.dtype)
    data = np.ascontiguousarray(data)
    tops, logs = np.zeros((outer, inner), work), np.empty((outer, inner), work)
    if data.size:
        shape, k, turned = planes(data.shape, axis)
        x = data.reshape(shape)

        def block(b: slice) -> None:
            z = x[b].T.astype(work, order="C") if turned else x[b].astype(work, copy=False)
            top = shift(z, k)
            if top is None:
                e = np.exp(z)
            else:
                tops[b] = top.reshape(-1, inner)
                e = z - top
                np.exp(e, out=e)
            logs[b] = np.log(total(e, k)).reshape(-1, inner)

        for_blocks(block, outer, size * inner)
    return logs - (data.reshape(-1)[_places(index, size, inner)] - tops), tops, logs


@operator("_sparse_cross_entropy", outputs=("loss", "tops", "logs"), visible=1)
def sparse_cross_entropy(data, label, *, axis=-1):
    """-log softmax of ``data`` along ``axis``, at the class that ``label`` names.

    The probabilities are never stored: the gradient makes them again from the sums of exponentials,
    in the array that becomes the gradient. Result of the shape of ``label``.
    """
    axis = one_axis(axis, data.ndim)
    loss, tops, logs = _cross_entropy(data, label, axis)
    return loss.reshape(label.shape).astype(data.dtype, copy=False), tops, logs


@sparse_cross_entropy.gradient("data")
def _(F, gys, data, label, tops, logs, axis):
    return F._sparse_cross_entropy_backward(gys[0], data, label, tops, logs, axis=axis)


@operator(outputs=("loss", "tops", "logs"), visible=1)
def softmax_cross_entropy(data, label):
    """Sum over the batch of the cross entropies between softmax of ``data`` and the labels.

    Parameters
    ----------
    data : NDArray of shape (batch, classes), float16, float32 or float64
    label : NDArray of shape (batch,), any dtype
        Classes, counted from 0; fractions are cut off.

    Returns
    -------
    NDArray of shape (1,) and the dtype of ``data``: ``-sum(log_softmax(data)[i, label[i]])``

    Raises
    ------
    MXNetError (also ValueError) for another shape, or a label that is not a class.

    >>> x = nd.array([[1., 2., 3.], [11., 7., 5.]])
    >>> nd.softmax_cross_entropy(x, nd.array([2, 0])).asnumpy().round(4)
    array([0.4282], dtype=float32)
    """
    if data.ndim != 2:
        raise ValueError(f"data must have the shape (batch, classes), got {data.shape}")
    loss, tops, logs = _cross_entropy(data, label, 1)
    return np.add.reduce(loss, axis=(0, 1)).astype(data.dtype, copy=False), tops, logs


@softmax_cross_entropy.gradient("data")
def _(F, gys, data, label, tops, logs):
    return F._sparse_cross_entropy_backward(gys[0], data, label, tops, logs, axis=1)


@operator
def _sparse_cross_entropy_backward(g, data, label, tops, logs, *, axis):
    """(softmax of ``data`` less the one-hot labels) * g; softmax is exp(data - tops - logs)."""
    axis = one_axis(axis, data.ndim)
    outer, size, inner = split_around(data.shape, axis)
    index = class_indices(label, size).reshape(outer, inner)
    work = wide(data.dtype)
    shape = (outer, size) if inner == 1 else (outer, size, inner)
    factors = (outer, 1) if inner == 1 else (outer, 1, inner)
    x, tops = data.reshape(shape), tops.reshape(factors)
    g = np.broadcast_to(g, label.shape).reshape(factors).astype(work, copy=False)
    out = np.empty(data.shape, data.dtype)
    y = out.reshape(shape)
    plain = not tops.any()
    factor = np.exp(-logs).reshape(factors) * g

    def block(b: slice) -> None:
        buffer = y[b] if out.dtype == work else np.empty(y[b].shape, work)
        if plain:
            np.exp(x[b], out=buffer)
        else:
            np.subtract(x[b], tops[b], out=buffer)
            np.exp(buffer, out=buffer)
        np.multiply(buffer, factor[b], out=y[b], casting="same_kind")

    for_blocks(block, outer, size * inner)
    out.reshape(-1)[_places(index, size, inner)] -= g.reshape(outer, inner).astype(out.dtype)
    return out


@_sparse_cross_entropy_backward.gradient("g")
def _(F, gy, data, label, axis):
    p = F.softmax(data, axis=axis)
    return F.sum(gy * p, axis=axis) - F.pick(gy, label, axis=axis)


@_sparse_cross_entropy_backward.gradient("data")
def _(F, gy, g, data, label_shape, axis):
    ndim = len(data.shape)
    kept = label_shape[: axis % ndim] + (1,) + label_shape[axis % ndim :]
    if g.shape != label_shape:  # the sum over the batch: one gradient for all
        kept = (1,) * ndim
    p = F.softmax(data, axis=axis)
    return F._softmax_backward(gy, p, axis=axis) * F._view(g, shape=kept)
