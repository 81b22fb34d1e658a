"""Output layers whose gradient is that of a loss they do not compute, and `MakeLoss`.

These operators end a network: their gradient is that of a loss, by convention, and ignores the
gradient that arrives (as if the sum of the loss were taken) unless said otherwise. So it is there
also where none arrives, because the output is used behind ``BlockGrad`` alone. That gradient is a
function of the data like any other, so it can be differentiated in its turn.
"""

from __future__ import annotations

import math

import numpy as np

from .blocks import float_only
from .elementwise import sigmoid
from .labels import check_normalization, class_indices, one_hot_signs
from .registry import operator

# -- regression -----------------------------------------------------------------------------------


def _check_regression(data, label):
    float_only(data)
    if label.size != data.size or (data.shape and label.shape[:1] != data.shape[:1]):
        raise ValueError(f"label of shape {label.shape} does not fit data of shape {data.shape}")


def _per_sample(shape):
    """How many numbers a sample has: the gradient is divided by it."""
    return max(math.prod(shape[1:]), 1)


@operator(loss=True)
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


@operator(loss=True)
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


@operator(loss=True)
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


@operator(loss=True)
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
    check_normalization(normalization)
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


@operator(loss=True)
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


@operator(loss=True)
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
