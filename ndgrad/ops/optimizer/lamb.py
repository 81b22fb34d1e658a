"""LAMB: Adam's direction, gone as far as the layer's weights are large."""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .step import check, rescaled, stepped


@operator(outputs=("y", "new_mean", "new_var"), updates={"mean": 1, "var": 2}, differentiable=False)
def lamb_update_phase1(
    weight, grad, mean, var, *, beta1=0.9, beta2=0.999, epsilon=1e-6, t, bias_correction=True, wd,
    rescale_grad=1.0, clip_gradient=-1.0, into=None,
):  # fmt: skip
    """The direction of a step of LAMB (You et al., 2019); :func:`lamb_update_phase2` goes it.

    ::

        mean      = beta1 * mean + (1 - beta1) * g
        var       = beta2 * var + (1 - beta2) * g * g
        direction = mean' / (sqrt(var') + epsilon) + wd * weight

    with ``mean' = mean / (1 - beta1 ** t)`` and ``var' = var / (1 - beta2 ** t)`` if
    ``bias_correction``, otherwise ``mean`` and ``var`` themselves.

    Parameters
    ----------
    weight, grad, mean, var : NDArray of one shape
        ``mean`` and ``var`` are updated in place.
    beta1, beta2 : float, default 0.9 and 0.999
    epsilon : float, default 1e-6
    t : int
        The number of this step, from 1 on.
    bias_correction : bool, default True
    wd : float
        Weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.

    Returns
    -------
    NDArray : the direction

    >>> weight, mean, var = nd.array([1., 1.]), nd.zeros(2), nd.zeros(2)
    >>> nd.lamb_update_phase1(weight, nd.array([3., -3.]), mean, var, t=1, wd=0.).asnumpy().round(3)
    array([ 1., -1.], dtype=float32)
    """

    def formula(w, g, m, v):
        g = rescaled(g, rescale_grad, clip_gradient)
        m = new_mean = m * beta1 + g * (1 - beta1)
        v = new_var = v * beta2 + g * g * (1 - beta2)
        if bias_correction:
            m, v = m / (1 - beta1**t), v / (1 - beta2**t)
        return m / (np.sqrt(v) + epsilon) + w * wd, new_mean, new_var

    return stepped(formula, into, weight, grad, mean, var)


@operator(differentiable=False)
def lamb_update_phase2(weight, g, r1, r2, *, lr, lower_bound=-1.0, upper_bound=-1.0):
    """A step of LAMB along its direction: ``weight - lr * r1 / r2 * g``.

    Parameters
    ----------
    weight : NDArray
    g : NDArray
        The direction, of :func:`lamb_update_phase1`.
    r1, r2 : NDArray of one element
        The norms of the weight and of the direction; where one is 0, the ratio is taken as 1.
    lr : float
        Learning rate.
    lower_bound, upper_bound : float, default -1
        If not negative, bounds of ``r1``.

    >>> weight, g = nd.array([3., 4.]), nd.array([0., 1.])
    >>> nd.lamb_update_phase2(weight, g, weight.norm(), g.norm(), lr=0.1).asnumpy()
    array([3. , 3.5], dtype=float32)
    """
    check(weight, g)
    if r1.size != 1 or r2.size != 1:
        raise ValueError(f"r1 and r2 must have one element each, got {r1.shape} and {r2.shape}")
    own, step = float(r1.reshape(())), float(r2.reshape(()))
    if lower_bound >= 0:
        own = max(own, lower_bound)
    if upper_bound >= 0:
        own = min(own, upper_bound)
    ratio = own / step if own and step else 1.0
    return weight - g * (lr * ratio)
