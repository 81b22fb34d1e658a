"""SoftmaxOutput: softmax whose gradient is that of the cross entropy with labels."""

from __future__ import annotations

import math

import numpy as np

from .blocks import float_only
from .labels import check_normalization, class_indices
from .registry import operator
from .softmax import softmax


def _layout(shape, multi_output, preserve_shape):
    """Data of this shape as (outer, classes, inner)."""
    if len(shape) < 2:
        raise ValueError(f"data must have the shape (batch, classes, ...), got {shape}")
    if multi_output:
        return shape[0], shape[1], math.prod(shape[2:])
    if preserve_shape:
        return math.prod(shape[:-1]), shape[-1], 1
    return shape[0], math.prod(shape[1:]), 1


def _label_shapes(shape, multi_output, preserve_shape):
    if multi_output:
        flat = (shape[0], math.prod(shape[2:]))
        return (shape[0], *shape[2:]), (shape[0], 1, *shape[2:]), flat
    if preserve_shape:
        return (shape[:-1],)
    # A label with an axis for each of the data but the last is what MXNet asks for here, although
    # there is one class for each first index.
    return (shape[:1], *([shape[:-1]] if math.prod(shape[1:-1]) == 1 else []))


def _classes_of(shape, label, layout, ignore_label, use_ignore, multi_output, preserve_shape):
    """Labels as integers of shape (outer, inner), and which of them count (None for all)."""
    known = _label_shapes(shape, multi_output, preserve_shape)
    if label.shape not in known:
        raise ValueError(
            f"label of shape {label.shape} does not fit data of shape {shape}: it must have "
            f"shape {known[0]}, one class each, or that of data, with probabilities"
        )
    outer, classes, inner = layout
    label = label.reshape(outer, inner)
    counted = label != ignore_label if use_ignore else None
    if counted is not None:
        label = np.where(counted, label, 0)
    remedy = "" if use_ignore else f"use_ignore=True leaves out labels of {ignore_label:g}"
    return class_indices(label, classes, remedy), counted


def _weights(label, counted, layout, grad_scale, ignore_label, multi_output, normalization, dtype):
    """What the gradient of each row is multiplied by, where labels are classes."""
    outer, _, inner = layout
    if normalization == "valid":
        count = max(int(np.count_nonzero(label != ignore_label)), 1)
    else:
        count = outer if normalization == "batch" else 1
        count *= inner if multi_output else 1
    factor = dtype.type(grad_scale / max(count, 1))
    return factor if counted is None else counted[:, None] * factor


@operator(aliases=("Softmax",), loss=True)
def SoftmaxOutput(
    data,
    label,
    *,
    grad_scale=1.0,
    ignore_label=-1.0,
    multi_output=False,
    use_ignore=False,
    preserve_shape=False,
    normalization="null",
    out_grad=False,
    smooth_alpha=0.0,
):
    """Softmax, with the gradient of the cross entropy between it and the labels.

    The gradient is ``softmax(data) - onehot(label)``, scaled as told below; the gradient that
    arrives from above is ignored unless ``out_grad=True``, which multiplies by it: it comes also
    where the result is used behind ``BlockGrad`` alone.

    Parameters
    ----------
    data : NDArray of shape (batch, ...), float16, float32 or float64
    label : NDArray
        Classes, one per softmax; or probabilities, of the shape of ``data``, and then
        ``use_ignore``, ``normalization`` and ``smooth_alpha`` have no effect.
    grad_scale : float, default 1
    ignore_label : float, default -1
        With ``use_ignore=True`` the gradient is zero where the label is this one.
    multi_output : bool, default False
        Softmax along axis 1, labels of shape (batch, ...) for the places behind it. The gradient is
        divided by the number of places, unless ``normalization='valid'``.
    use_ignore : bool, default False
    preserve_shape : bool, default False
        Softmax along the last axis, labels of shape ``data.shape[:-1]``. Without it and
        ``multi_output`` softmax runs over everything behind the first axis.
    normalization : {'null', 'batch', 'valid'}, default 'null'
        Divide by nothing, by the number of samples (with ``preserve_shape`` of all rows), or by the
        number of labels that are not ``ignore_label``.
    out_grad : bool, default False
    smooth_alpha : float, default 0
        Label smoothing: taken from the label's class and given in equal parts to the others.

    Returns
    -------
    NDArray of the shape and dtype of ``data``: the probabilities

    Raises
    ------
    MXNetError (also ValueError) for a label of another shape, or one that is not a class.

    >>> x = nd.array([[1., 2., 3.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.SoftmaxOutput(x, nd.array([2]))
    >>> y.backward()
    >>> x.grad.asnumpy().round(4)
    array([[ 0.09  ,  0.2447, -0.3348]], dtype=float32)
    """
    check_normalization(normalization)
    float_only(data)
    layout = _layout(data.shape, multi_output, preserve_shape)
    if label.shape != data.shape:
        _classes_of(
            data.shape, label, layout, ignore_label, use_ignore, multi_output, preserve_shape
        )
    return softmax(data.reshape(layout), axis=1).reshape(data.shape)


@SoftmaxOutput.gradient("data")
def _(
    F, gy, y, data, label, grad_scale, ignore_label, multi_output, use_ignore, preserve_shape,
    normalization, out_grad, smooth_alpha,
):  # fmt: skip
    g = F._softmax_output_backward(
        data, label, y, grad_scale=grad_scale, ignore_label=ignore_label, multi_output=multi_output,
        use_ignore=use_ignore, preserve_shape=preserve_shape, normalization=normalization,
        smooth_alpha=smooth_alpha,
    )  # fmt: skip
    return g * gy if out_grad else g


@operator
def _softmax_output_backward(
    data, label, y, *, grad_scale, ignore_label, multi_output, use_ignore, preserve_shape,
    normalization, smooth_alpha,
):  # fmt: skip
    """(``y`` less the target distribution) times the weights of the rows.

    ``y`` stands for softmax of ``data``, so that is what it is differentiated by.
    """
    if label.shape == data.shape:
        out = y - label.astype(y.dtype, copy=False)
        out *= y.dtype.type(grad_scale)
        return out
    layout = _layout(data.shape, multi_output, preserve_shape)
    index, counted = _classes_of(
        data.shape, label, layout, ignore_label, use_ignore, multi_output, preserve_shape
    )
    weights = _weights(
        label, counted, layout, grad_scale, ignore_label, multi_output, normalization, y.dtype
    )
    others = smooth_alpha / max(layout[1] - 1, 1)  # the probability of each class but the label's
    out = y.reshape(layout) - y.dtype.type(others) if others else y.reshape(layout).copy()
    at_label = np.take_along_axis(out, index[:, None], 1)
    at_label -= y.dtype.type(1 - smooth_alpha - others)
    np.put_along_axis(out, index[:, None], at_label, 1)
    out *= weights
    return out.reshape(data.shape)


@_softmax_output_backward.gradient("data")
def _(
    F, gy, data, label, grad_scale, ignore_label, multi_output, use_ignore, preserve_shape,
    normalization,
):  # fmt: skip
    g = F._softmax_output_weighted(
        gy, label, grad_scale=grad_scale, ignore_label=ignore_label, multi_output=multi_output,
        use_ignore=use_ignore, preserve_shape=preserve_shape, normalization=normalization,
    )  # fmt: skip
    layout = _layout(data.shape, multi_output, preserve_shape)
    p = F.softmax(F._view(data, shape=layout), axis=1)
    return F._view(F._softmax_backward(F._view(g, shape=layout), p, axis=1), shape=data.shape)


@operator
def _softmax_output_weighted(
    g, label, *, grad_scale, ignore_label, multi_output, use_ignore, preserve_shape, normalization
):
    """``g`` times the weights of the rows."""
    if label.shape == g.shape:
        return g * g.dtype.type(grad_scale)
    layout = _layout(g.shape, multi_output, preserve_shape)
    _, counted = _classes_of(
        g.shape, label, layout, ignore_label, use_ignore, multi_output, preserve_shape
    )
    weights = _weights(
        label, counted, layout, grad_scale, ignore_label, multi_output, normalization, g.dtype
    )
    return (g.reshape(layout) * weights).reshape(g.shape)


@_softmax_output_weighted.gradient("g")
def _(
    F, gy, label, grad_scale, ignore_label, multi_output, use_ignore, preserve_shape, normalization
):
    return F._softmax_output_weighted(
        gy, label, grad_scale=grad_scale, ignore_label=ignore_label, multi_output=multi_output,
        use_ignore=use_ignore, preserve_shape=preserve_shape, normalization=normalization,
    )  # fmt: skip
