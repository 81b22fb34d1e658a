"""Output layers whose gradient is that of a loss they do not compute, and `MakeLoss`.

These operators end a network: their gradient is that of a loss, by convention, and ignores the
gradient that arrives (as if the sum of the loss were taken) unless said otherwise. That gradient is
a function of the data like any other, so it can be differentiated in its turn.
"""

from __future__ import annotations

import math

import numpy as np

from .blocks import float_only
from .elementwise import sigmoid
from .labels import class_indices, one_hot_signs
from .registry import operator
from .softmax import softmax

# -- SoftmaxOutput --------------------------------------------------------------------------------

_NORMALIZATIONS = ("null", "batch", "valid")


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
    return ((shape[:-1] if preserve_shape else shape[:1]),)


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


def _check(normalization):
    if normalization not in _NORMALIZATIONS:
        raise ValueError(f"normalization must be one of {_NORMALIZATIONS}, got {normalization!r}")


@operator(aliases=("Softmax",))
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
    arrives from above is ignored unless ``out_grad=True``, which multiplies by it.

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
    _check(normalization)
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


# -- regression -----------------------------------------------------------------------------------


def _check_regression(data, label):
    float_only(data)
    if label.size != data.size or (data.shape and label.shape[:1] != data.shape[:1]):
        raise ValueError(f"label of shape {label.shape} does not fit data of shape {data.shape}")


def _per_sample(shape):
    """How many numbers a sample has: the gradient is divided by it."""
    return max(math.prod(shape[1:]), 1)


@operator
def LinearRegressionOutput(data, label, *, grad_scale=1.0):
    """``data`` itself, with the gradient of half its squared distance to the label.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    label : NDArray of as many elements and samples (first axis) as ``data``
    grad_scale : float, default 1
        The gradient is multiplied by it, and divided by the number of elements of one sample. The
        gradient that arrives from above is ignored.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for a label that does not fit.

    >>> x = nd.array([[1., 2.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.LinearRegressionOutput(x, nd.array([[0., 4.]]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[ 0.5, -1. ]], dtype=float32)
    """
    _check_regression(data, label)
    return data.copy()


@LinearRegressionOutput.gradient("data")
def _(F, gy, data, label, grad_scale):
    return (data - F._view(label, shape=data.shape)) * (grad_scale / _per_sample(data.shape))


@operator
def LogisticRegressionOutput(data, label, *, grad_scale=1.0):
    """Sigmoid of ``data``, with the gradient of the cross entropy between it and the label.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    label : NDArray of as many elements and samples (first axis) as ``data``
        Probabilities.
    grad_scale : float, default 1
        The gradient is multiplied by it, and divided by the number of elements of one sample. The
        gradient that arrives from above is ignored.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for a label that does not fit.

    >>> x = nd.array([[0., 0.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.LogisticRegressionOutput(x, nd.array([[0., 1.]]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[ 0.25, -0.25]], dtype=float32)
    """
    _check_regression(data, label)
    return sigmoid(data)


@LogisticRegressionOutput.gradient("data")
def _(F, gy, data, label, grad_scale):
    distance = F.sigmoid(data) - F._view(label, shape=data.shape)
    return distance * (grad_scale / _per_sample(data.shape))


@operator
def MAERegressionOutput(data, label, *, grad_scale=1.0):
    """``data`` itself, with the gradient of its absolute distance to the label.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    label : NDArray of as many elements and samples (first axis) as ``data``
    grad_scale : float, default 1
        The gradient is multiplied by it, and divided by the number of elements of one sample. The
        gradient that arrives from above is ignored. Where data and label agree it is -1 times that,
        as in MXNet.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for a label that does not fit.

    >>> x = nd.array([[1., 2.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.MAERegressionOutput(x, nd.array([[0., 4.]]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[ 0.5, -0.5]], dtype=float32)
    """
    _check_regression(data, label)
    return data.copy()


@MAERegressionOutput.gradient("data")
def _(F, gy, data, label, grad_scale):
    scale = grad_scale / _per_sample(data.shape)
    above = F._step(data - F._view(label, shape=data.shape), low=0.0)
    return above * (2 * scale) - scale


# -- any expression as a loss ---------------------------------------------------------------------


@operator
def MakeLoss(data, *, grad_scale=1.0, valid_thresh=0.0, normalization="null"):
    """``data`` itself, as a loss: its gradient is a constant, whatever arrives from above.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    grad_scale : float, default 1
        The gradient of each element.
    valid_thresh : float, default 0
    normalization : {'null', 'batch', 'valid'}, default 'null'
        Divide the gradient by nothing, by the length of the first axis, or by the number of
        elements above ``valid_thresh``.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for another normalization.

    >>> x = nd.array([2., 3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.MakeLoss(x * x, grad_scale=0.5)
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([2., 3.], dtype=float32)
    """
    _check(normalization)
    return data.copy()


@MakeLoss.gradient
def _(F, gy, data, grad_scale, valid_thresh, normalization):
    return F._make_loss_backward(
        data, grad_scale=grad_scale, valid_thresh=valid_thresh, normalization=normalization
    )


@operator(zero_gradient=True)
def _make_loss_backward(data, *, grad_scale, valid_thresh, normalization):
    """An array of the constant gradient."""
    count = 1
    if normalization == "batch":
        count = data.shape[0]
    elif normalization == "valid":
        count = int(np.count_nonzero(data > valid_thresh))
    return np.full(data.shape, grad_scale / max(count, 1), data.dtype)


@operator
def make_loss(data):
    """``data`` itself, as a loss: its gradient is 1, whatever arrives from above.

    Parameters
    ----------
    data : NDArray

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    >>> x = nd.array([2., 3.])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.make_loss(x * x)
    >>> y.backward(nd.array([100., 100.]))
    >>> x.grad.asnumpy()
    array([4., 6.], dtype=float32)
    """
    return data.copy()


@make_loss.gradient
def _(F, gy, data):
    return F._make_loss_backward(data, grad_scale=1.0, valid_thresh=0.0, normalization="null")


# -- SVMOutput ------------------------------------------------------------------------------------


def _signs(data, label):
    if data.ndim != 2 or label.shape != data.shape[:1]:
        raise ValueError(
            f"data must have the shape (batch, classes) and label (batch,), got {data.shape} and "
            f"{label.shape}"
        )
    return one_hot_signs(class_indices(label, data.shape[1]), data.shape, data.dtype)


@operator
def SVMOutput(data, label, *, margin=1.0, regularization_coefficient=1.0, use_linear=False):
    """``data`` itself, with the gradient of a support vector machine's loss, one against all.

    With t = 1 for the label's class and -1 for the others, the loss of an element is c h * h, or
    c h with ``use_linear``, where h = max(0, margin - t * data). The gradient that arrives from
    above is ignored.

    Parameters
    ----------
    data : NDArray of shape (batch, classes), float16, float32 or float64
    label : NDArray of shape (batch,)
    margin : float, default 1
    regularization_coefficient : float, default 1
        The c above.
    use_linear : bool, default False

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for other shapes, or a label that is not a class.

    >>> x = nd.array([[0.5, 0., -2.]])
    >>> x.attach_grad()
    >>> with autograd.record():
    ...     y = nd.SVMOutput(x, nd.array([0]))
    >>> y.backward()
    >>> x.grad.asnumpy()
    array([[-1.,  2., -0.]], dtype=float32)
    """
    float_only(data)
    _signs(data, label)
    return data.copy()


@SVMOutput.gradient("data")
def _(F, gy, data, label, margin, regularization_coefficient, use_linear):
    signs = F._svm_signs(data, label)
    slack = margin - signs * data
    inside = F._step(slack, low=0.0) * signs
    if use_linear:
        return inside * -regularization_coefficient
    return inside * slack * (-2 * regularization_coefficient)


@operator(zero_gradient=True)
def _svm_signs(data, label):
    """1 at the class of each row of ``data``, -1 at the others."""
    return _signs(data, label)
