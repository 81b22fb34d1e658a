"""Gradient descent: plain, with momentum, and by signs only."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .step import rescaled, signs, stepped


@operator(differentiable=False)
def sgd_update(
    weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, lazy_update=True, into=None
):
    """A step of gradient descent: ``weight - lr * (g + wd * weight)``.

    Parameters
    ----------
    weight, grad : NDArray of one shape
    lr : float
        Learning rate.
    wd : float, default 0
        Weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    lazy_update : bool
        Concerns row-sparse gradients, which do not exist here.

    >>> weight, grad = nd.array([1., 2.]), nd.array([0.5, 1.])
    >>> nd.sgd_update(weight, grad, lr=0.1, out=weight).asnumpy()
    array([0.95, 1.9 ], dtype=float32)
    """

    def formula(w, g):
        if clip_gradient < 0:
            g = g * (-lr * rescale_grad)
        else:
            g = rescaled(g, rescale_grad, clip_gradient)
            g *= -lr
        g += w if wd == 0 else w * (1 - lr * wd)
        return (g,)

    return stepped(formula, into, weight, grad)[0]


@operator(outputs=("y", "new_mom"), updates={"mom": 1}, differentiable=False)
def sgd_mom_update(
    weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
    lazy_update=True, into=None,
):  # fmt: skip
    """A step of gradient descent with momentum.

    ::

        mom    = momentum * mom - lr * (g + wd * weight)
        weight = weight + mom

    Parameters
    ----------
    weight, grad, mom : NDArray of one shape
        ``mom`` is updated in place.
    lr : float
        Learning rate.
    momentum, wd : float, default 0
        Share of the last step that is kept; weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    lazy_update : bool
        Concerns row-sparse gradients, which do not exist here.

    >>> weight, mom = nd.array([1.]), nd.array([-0.1])
    >>> nd.sgd_mom_update(weight, nd.array([2.]), mom, lr=0.1, momentum=0.9, out=weight)
    <BLANKLINE>
    [0.71000004]
    <NDArray 1 @cpu(0)>
    >>> mom.asnumpy()
    array([-0.29], dtype=float32)
    """

    def formula(w, g, m):
        if wd == 0 and clip_gradient < 0:
            g = g * (lr * rescale_grad)
        else:
            g = rescaled(g, rescale_grad, clip_gradient)
            g += w * wd
            g *= lr
        new_mom = m * momentum
        new_mom -= g
        return np.add(w, new_mom, out=g), new_mom

    return stepped(formula, into, weight, grad, mom)


@operator(outputs=("y", "new_mom"), updates={"mom": 1}, differentiable=False)
def nag_mom_update(
    weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, into=None
):
    """A step of Nesterov's accelerated gradient.

    ::

        step   = lr * (g + wd * weight)
        mom    = momentum * mom - step
        weight = weight + momentum * mom - step

    Parameters
    ----------
    weight, grad, mom : NDArray of one shape
        ``mom`` is updated in place.
    lr : float
        Learning rate.
    momentum, wd : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.

    >>> weight, mom = nd.array([1.]), nd.zeros(1)
    >>> nd.nag_mom_update(weight, nd.array([1.]), mom, lr=0.1, momentum=0.9, out=weight).asnumpy()
    array([0.81], dtype=float32)
    """

    def formula(w, g, m):
        g = rescaled(g, rescale_grad, clip_gradient)
        if wd:
            g += w * wd
        g *= lr
        new_mom = m * momentum
        new_mom -= g
        np.subtract(w, g, out=g)
        g += new_mom * momentum
        return g, new_mom

    return stepped(formula, into, weight, grad, mom)


# -- by the signs of the gradient -------------------------------------------------------------


@operator(differentiable=False)
def signsgd_update(weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, into=None):
    """A step by the signs of the gradient: ``(1 - lr * wd) * weight - lr * sign(g)``.

    Parameters
    ----------
    weight, grad : NDArray of one shape
    lr : float
        Learning rate.
    wd : float, default 0
        Weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        ``rescale_grad`` as in :mod:`ndgrad.ops.optimizer`. Clipping does not change a sign:
        ``clip_gradient`` does nothing.

    >>> nd.signsgd_update(nd.array([1., 1.]), nd.array([-3., 0.1]), lr=0.5).asnumpy()
    array([1.5, 0.5], dtype=float32)
    """

    def formula(w, g):
        return (w * (1 - lr * wd) - signs(rescaled(g, rescale_grad, -1.0)) * lr,)

    return stepped(formula, into, weight, grad)[0]


@operator(outputs=("y", "new_mom"), updates={"mom": 1}, differentiable=False)
def signum_update(
    weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
    wd_lh=0.0, into=None,
):  # fmt: skip
    """A step by the signs of the momentum.

    ::

        mom    = momentum * mom - (1 - momentum) * (g + wd * weight)
        weight = (1 - lr * wd_lh) * weight + lr * sign(mom)

    Parameters
    ----------
    weight, grad, mom : NDArray of one shape
        ``mom`` is updated in place.
    lr : float
        Learning rate.
    momentum, wd : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    wd_lh : float, default 0
        Weight decay that stays out of the momentum.

    >>> weight, mom = nd.array([1., 1.]), nd.zeros(2)
    >>> nd.signum_update(weight, nd.array([-3., 0.1]), mom, lr=0.5, momentum=0.9).asnumpy()
    array([1.5, 0.5], dtype=float32)
    """

    def formula(w, g, m):
        g = rescaled(g, rescale_grad, clip_gradient) + w * wd
        new_mom = m * momentum - g * (1 - momentum)
        return w * (1 - lr * wd_lh) + signs(new_mom) * lr, new_mom

    return stepped(formula, into, weight, grad, mom)
