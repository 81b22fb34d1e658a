"""Adam: the gradient over a running size of itself, with momentum."""

from __future__ import annotations

import math

import numpy as np

from ..registry import operator
from .step import check, rescaled, running, stepped


@operator(outputs=("y", "new_mean", "new_var"), updates={"mean": 1, "var": 2}, differentiable=False)
def adam_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0,
    rescale_grad=1.0, clip_gradient=-1.0, lazy_update=True, into=None,
):  # fmt: skip
    """A step of Adam (Kingma and Ba, 2014), without its bias correction, which is up to ``lr``.

    ::

        g      = clip(rescale_grad * grad + wd * weight)
        mean   = beta1 * mean + (1 - beta1) * g
        var    = beta2 * var + (1 - beta2) * g * g
        weight = weight - lr * mean / (sqrt(var) + epsilon)

    Parameters
    ----------
    weight, grad, mean, var : NDArray of one shape
        ``mean`` and ``var`` are updated in place.
    lr : float
        Learning rate, times ``sqrt(1 - beta2 ** t) / (1 - beta1 ** t)`` in step t.
    beta1, beta2 : float, default 0.9 and 0.999
    epsilon : float, default 1e-8
    wd : float, default 0
        Weight decay, as part of the gradient.
    rescale_grad, clip_gradient : float, default 1 and -1
    lazy_update : bool
        Concerns row-sparse gradients, which do not exist here.

    >>> weight, mean, var = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.adam_update(weight, nd.array([3., -3.]), mean, var, lr=0.01).asnumpy().round(3)
    array([0.968, 1.032], dtype=float32)
    """

    def formula(w, g, m, v):
        g = rescaled(g, rescale_grad, clip_gradient, w * wd if wd else None)
        new_var = running(v, beta2, g * g)
        new_mean = running(m, beta1, g)
        root = np.sqrt(new_var, out=g)
        root += epsilon
        new = np.divide(new_mean, root, out=root)
        new *= -lr
        new += w
        return new, new_mean, new_var

    return stepped(formula, into, weight, grad, mean, var)


@operator(
    aliases=("_contrib_adamw_update", "_adamw_update"), namespace="contrib", scalars=True,
    promotes=False, outputs=("y", "new_mean", "new_var"), updates={"mean": 1, "var": 2},
    differentiable=False,
)  # fmt: skip
def adamw_update(
    weight, grad, mean, var, rescale_grad, *, lr, eta, beta1=0.9, beta2=0.999, epsilon=1e-8,
    wd=0.0, clip_gradient=-1.0, into=None,
):  # fmt: skip
    """A step of Adam with its weight decay apart from the gradient (Loshchilov and Hutter, 2017).

    ::

        mean   = beta1 * mean + (1 - beta1) * g
        var    = beta2 * var + (1 - beta2) * g * g
        weight = weight - eta * (lr * mean / (sqrt(var) + epsilon) + wd * weight)

    Parameters
    ----------
    weight, grad, mean, var : NDArray of one shape
        ``mean`` and ``var`` are updated in place.
    rescale_grad : float or NDArray of one element
        Factor of the gradient. If it is 0, infinite or NaN - an overflow in mixed-precision
        training - weight and states stay as they are.
    lr, eta : float
        Learning rate, and the factor of a schedule for the whole step.
    beta1, beta2 : float, default 0.9 and 0.999
    epsilon : float, default 1e-8
    wd : float, default 0
    clip_gradient : float, default -1
        Negative: not cut.

    >>> weight, mean, var = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.contrib.adamw_update(weight, nd.array([3., -3.]), mean, var, 1.0, lr=0.01, eta=1.0,
    ...                         wd=0.1).asnumpy().round(3)
    array([0.868, 0.932], dtype=float32)
    """
    check(weight, grad, mean, var)
    if np.size(rescale_grad) != 1:
        raise ValueError(f"rescale_grad must be one number, got shape {np.shape(rescale_grad)}")
    scale = float(np.reshape(rescale_grad, ()))
    if scale == 0 or not math.isfinite(scale):
        return weight.copy(), mean.copy(), var.copy()

    def formula(w, g, m, v):
        g = rescaled(g, scale, clip_gradient)
        new_var = running(v, beta2, g * g)
        new_mean = running(m, beta1, g)
        root = np.sqrt(new_var, out=g)
        root += epsilon
        change = np.divide(new_mean, root, out=root)
        change *= eta * lr
        new = w * (1 - eta * wd)
        new -= change
        return new, new_mean, new_var

    return stepped(formula, into, weight, grad, mean, var)


@operator(
    aliases=("_contrib_group_adagrad_update",), namespace="contrib",
    outputs=("y", "new_history"), updates={"history": 1}, differentiable=False,
)  # fmt: skip
def group_adagrad_update(
    weight, grad, history, *, lr, rescale_grad=1.0, clip_gradient=-1.0, epsilon=1e-5
):
    """A step of AdaGrad (Duchi et al., 2011) with one learning rate per row.

    ::

        history = history + mean(g * g)    over all axes but the first
        weight  = weight - lr * g / sqrt(history + epsilon)

    Parameters
    ----------
    weight, grad : NDArray of one shape, (rows, ...)
    history : NDArray of shape (rows, 1, ..., 1) or (rows,)
        Updated in place.
    lr : float
        Learning rate.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    epsilon : float, default 1e-5

    >>> weight, grad = nd.ones((2, 2)), nd.array([[3., 3.], [0., 0.]])
    >>> history = nd.zeros((2, 1))
    >>> nd.contrib.group_adagrad_update(weight, grad, history, lr=0.5).asnumpy().round(3)
    array([[0.5, 0.5],
           [1. , 1. ]], dtype=float32)
    """
    check(weight, grad)
    if not weight.ndim or history.size != weight.shape[0] or history.shape[0] != weight.shape[0]:
        raise ValueError(
            f"the history has one number per row: weight {weight.shape}, history {history.shape}"
        )
    g = rescaled(grad, rescale_grad, clip_gradient)
    squares = np.mean(g * g, axis=tuple(range(1, g.ndim)), keepdims=True)
    rows = history.reshape(squares.shape) + squares
    return weight - g / np.sqrt(rows + epsilon) * lr, rows.reshape(history.shape)
