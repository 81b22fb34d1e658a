"""RMSProp: the gradient over the root of its running mean square."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .step import rescaled, running, stepped


@operator(outputs=("y", "new_n"), updates={"n": 1}, differentiable=False)
def rmsprop_update(
    weight, grad, n, *, lr, gamma1=0.95, epsilon=1e-8, wd=0.0, rescale_grad=1.0,
    clip_gradient=-1.0, clip_weights=-1.0, into=None,
):  # fmt: skip
    """A step of RMSProp (Tieleman and Hinton, 2012).

    ::

        g      = clip(rescale_grad * grad + wd * weight)
        n      = gamma1 * n + (1 - gamma1) * g * g
        weight = weight - lr * g / sqrt(n + epsilon)

    Parameters
    ----------
    weight, grad, n : NDArray of one shape
        ``n`` is updated in place.
    lr : float
        Learning rate.
    gamma1 : float, default 0.95
        Decay of the running mean.
    epsilon : float, default 1e-8
    wd : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
    clip_weights : float, default -1
        If not negative, the weights are cut to ``[-clip_weights, clip_weights]``.

    >>> weight, n = nd.array([1., 1.]), nd.zeros(2)
    >>> nd.rmsprop_update(weight, nd.array([3., -3.]), n, lr=0.01, gamma1=0.75).asnumpy()
    array([0.98, 1.02], dtype=float32)
    """

    def formula(w, g, n):
        g = rescaled(g, rescale_grad, clip_gradient, w * wd)
        new_n = running(n, gamma1, g * g)
        return _cut(w - g * lr / np.sqrt(new_n + epsilon), clip_weights), new_n

    return stepped(formula, into, weight, grad, n)


def _cut(weight, bound):
    return np.clip(weight, -bound, bound) if bound >= 0 else weight


@operator(
    outputs=("y", "new_n", "new_g", "new_delta"), updates={"n": 1, "g": 2, "delta": 3},
    differentiable=False,
)  # fmt: skip
def rmspropalex_update(
    weight, grad, n, g, delta, *, lr, gamma1=0.95, gamma2=0.9, epsilon=1e-8, wd=0.0,
    rescale_grad=1.0, clip_gradient=-1.0, clip_weights=-1.0, into=None,
):  # fmt: skip
    """A step of RMSProp with the running mean taken off, and momentum (Graves, 2013).

    ::

        grad   = clip(rescale_grad * grad + wd * weight)
        n      = gamma1 * n + (1 - gamma1) * grad * grad
        g      = gamma1 * g + (1 - gamma1) * grad
        delta  = gamma2 * delta - lr * grad / sqrt(n - g * g + epsilon)
        weight = weight + delta

    Parameters
    ----------
    weight, grad, n, g, delta : NDArray of one shape
        ``n``, ``g`` and ``delta`` are updated in place.
    lr : float
        Learning rate.
    gamma1, gamma2 : float, default 0.95 and 0.9
    epsilon : float, default 1e-8
    wd : float, default 0
    rescale_grad, clip_gradient, clip_weights : float, default 1, -1 and -1
        As in :func:`rmsprop_update`.

    >>> weight, states = nd.array([1.]), [nd.zeros(1) for _ in range(3)]
    >>> nd.rmspropalex_update(weight, nd.array([3.]), *states, lr=0.01, gamma1=0.5).asnumpy()
    array([0.98], dtype=float32)
    """

    def formula(w, step, n, g, delta):
        step = rescaled(step, rescale_grad, clip_gradient, w * wd)
        new_n = running(n, gamma1, step * step)
        new_g = g * gamma1 + step * (1 - gamma1)
        new_delta = delta * gamma2 - step * lr / np.sqrt(new_n - new_g * new_g + epsilon)
        return _cut(w + new_delta, clip_weights), new_n, new_g, new_delta

    return stepped(formula, into, weight, grad, n, g, delta)
