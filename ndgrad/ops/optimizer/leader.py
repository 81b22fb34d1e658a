"""Follow the leader: weights from all gradients so far."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .step import rescaled, stepped


@operator(outputs=("y", "new_z", "new_n"), updates={"z": 1, "n": 2}, differentiable=False)
def ftrl_update(
    weight, grad, z, n, *, lr, lamda1=0.01, beta=1.0, wd=0.0, rescale_grad=1.0,
    clip_gradient=-1.0, into=None,
):  # fmt: skip
    """A step of FTRL-proximal (McMahan et al., 2013), which makes many weights exactly 0.

    ::

        z      = z + g - (sqrt(n + g * g) - sqrt(n)) * weight / lr
        n      = n + g * g
        weight = -(z - sign(z) * lamda1) / ((beta + sqrt(n)) / lr + wd)  where |z| > lamda1, else 0

    Parameters
    ----------
    weight, grad, z, n : NDArray of one shape
        ``z`` and ``n`` are updated in place.
    lr : float
        Learning rate.
    lamda1 : float, default 0.01
        Weight of the 1-norm.
    beta : float, default 1
    wd : float, default 0
        Weight of the squared 2-norm.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.

    >>> weight, z, n = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.ftrl_update(weight, nd.array([0.001, 1.]), z, n, lr=0.5).asnumpy()
    array([0.    , 0.2475], dtype=float32)
    """

    def formula(w, g, z, n):
        g = rescaled(g, rescale_grad, clip_gradient)
        new_n = n + g * g
        new_z = z + g - (np.sqrt(new_n) - np.sqrt(n)) * w / lr
        shrunk = np.maximum(np.absolute(new_z) - lamda1, 0)
        return -np.copysign(shrunk, new_z) / ((np.sqrt(new_n) + beta) / lr + wd), new_z, new_n

    return stepped(formula, into, weight, grad, z, n)


@operator(
    outputs=("y", "new_d", "new_v", "new_z"), updates={"d": 1, "v": 2, "z": 3},
    differentiable=False,
)  # fmt: skip
def ftml_update(
    weight, grad, d, v, z, *, lr, beta1=0.6, beta2=0.999, epsilon=1e-8, t, wd=0.0,
    rescale_grad=1.0, clip_grad=-1.0, into=None,
):  # fmt: skip
    """A step of FTML, "follow the moving leader" (Zheng and Kwok, 2017).

    ::

        g      = clip(rescale_grad * grad + wd * weight)
        v      = beta2 * v + (1 - beta2) * g * g
        d'     = (1 - beta1 ** t) / lr * (sqrt(v / (1 - beta2 ** t)) + epsilon)
        z      = beta1 * z + (1 - beta1) * g - (d' - beta1 * d) * weight
        weight = -z / d',  d = d'

    Parameters
    ----------
    weight, grad, d, v, z : NDArray of one shape
        ``d``, ``v`` and ``z`` are updated in place.
    lr : float
        Learning rate, not 0.
    beta1, beta2 : float, default 0.6 and 0.999
    epsilon : float, default 1e-8
    t : int
        The number of this step, from 1 on.
    wd : float, default 0
    rescale_grad, clip_grad : float, default 1 and -1
        As ``clip_gradient`` elsewhere.

    >>> weight, states = nd.array([1.]), [nd.zeros(1) for _ in range(3)]
    >>> nd.ftml_update(weight, nd.array([2.]), *states, lr=0.1, t=1).asnumpy()
    array([0.9], dtype=float32)
    """
    if lr == 0:
        raise ValueError("lr must not be 0: FTML divides by it (a schedule can end just above 0)")

    def formula(w, g, d, v, z):
        g = rescaled(g, rescale_grad, clip_grad, w * wd)
        new_v = v * beta2 + g * g * (1 - beta2)
        new_d = (np.sqrt(new_v / (1 - beta2**t)) + epsilon) * ((1 - beta1**t) / lr)
        new_z = z * beta1 + g * (1 - beta1) - (new_d - d * beta1) * w
        return -new_z / new_d, new_d, new_v, new_z

    return stepped(formula, into, weight, grad, d, v, z)
