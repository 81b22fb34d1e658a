"""The steps of optimizers: new weights from weights, gradients and states.

Each operator returns the new weight (give ``out=weight`` to update in place) and writes its states
in place. ``g`` in the formulas is the gradient times ``rescale_grad``, cut to
``[-clip_gradient, clip_gradient]`` unless that is negative. Nothing here is recorded.
"""

from __future__ import annotations

import math

import numpy as np

from .passes import in_blocks
from .registry import operator

# -- what they share --------------------------------------------------------------------------


def _check(weight, grad, *states):
    for array in (grad, *states):
        if array.shape != weight.shape:
            raise ValueError(f"shapes differ: weight {weight.shape}, another input {array.shape}")
    if weight.dtype.kind != "f":
        raise TypeError(f"weights must be floats, not {weight.dtype}")


def _gradient(grad, rescale_grad, clip, decay=None):
    """The rescaled gradient in memory of its own; ``decay`` is added before the cut."""
    g = grad * rescale_grad
    if decay is not None:
        g += decay
    if clip >= 0:
        np.minimum(g, clip, out=g)
        np.maximum(g, -clip, out=g)
    return g


def _running(mean, old, rate, new):
    """``mean = rate * old + (1 - rate) * new``; ``new`` is used up."""
    np.multiply(old, rate, out=mean)
    new *= 1 - rate
    mean += new


def _new_like(weight, count):
    return [np.empty_like(weight) for _ in range(count)]


# -- gradient descent -------------------------------------------------------------------------


@operator(differentiable=False)
def sgd_update(weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, lazy_update=True):
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
    _check(weight, grad)

    def step(new, w, g):
        g = _gradient(g, -lr * rescale_grad, -1.0) if clip_gradient < 0 else (
            _gradient(g, rescale_grad, clip_gradient) * -lr
        )  # fmt: skip
        np.multiply(w, 1 - lr * wd, out=new)
        new += g

    return in_blocks(step, np.empty_like(weight), weight, grad)


@operator(outputs=("y", "new_mom"), updates={"mom": 1}, differentiable=False)
def sgd_mom_update(
    weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
    lazy_update=True,
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
    _check(weight, grad, mom)

    def step(new, new_mom, w, g, m):
        g = _gradient(g, rescale_grad, clip_gradient)
        if wd:
            g += w * wd
        g *= lr
        np.multiply(m, momentum, out=new_mom)
        new_mom -= g
        np.add(w, new_mom, out=new)

    new, new_mom = _new_like(weight, 2)
    in_blocks(step, new, new_mom, weight, grad, mom)
    return new, new_mom


@operator(outputs=("y", "new_mom"), updates={"mom": 1}, differentiable=False)
def nag_mom_update(
    weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
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
    _check(weight, grad, mom)

    def step(new, new_mom, w, g, m):
        g = _gradient(g, rescale_grad, clip_gradient)
        if wd:
            g += w * wd
        g *= lr
        np.multiply(m, momentum, out=new_mom)
        new_mom -= g
        np.multiply(new_mom, momentum, out=new)
        new += w
        new -= g

    new, new_mom = _new_like(weight, 2)
    in_blocks(step, new, new_mom, weight, grad, mom)
    return new, new_mom


# -- signs of the gradient --------------------------------------------------------------------


def _signs(x):
    """-1, 0, 1; 0 for NaN."""
    return np.subtract(np.greater(x, 0), np.less(x, 0), dtype=x.dtype)


@operator(differentiable=False)
def signsgd_update(weight, grad, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    """A step by the signs of the gradient: ``(1 - lr * wd) * weight - lr * sign(g)``.

    Parameters
    ----------
    weight, grad : NDArray of one shape
    lr : float
        Learning rate.
    wd : float, default 0
        Weight decay.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.

    >>> nd.signsgd_update(nd.array([1., 1.]), nd.array([-3., 0.1]), lr=0.5).asnumpy()
    array([1.5, 0.5], dtype=float32)
    """
    _check(weight, grad)
    g = _gradient(grad, rescale_grad, clip_gradient)
    return weight * (1 - lr * wd) - _signs(g) * lr


@operator(outputs=("y", "new_mom"), updates={"mom": 1}, differentiable=False)
def signum_update(
    weight, grad, mom, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, wd_lh=0.0
):
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
    _check(weight, grad, mom)
    g = _gradient(grad, rescale_grad, clip_gradient) + weight * wd
    new_mom = mom * momentum - g * (1 - momentum)
    return weight * (1 - lr * wd_lh) + _signs(new_mom) * lr, new_mom


# -- running means of the gradient and its square ---------------------------------------------


@operator(outputs=("y", "new_mean", "new_var"), updates={"mean": 1, "var": 2}, differentiable=False)
def adam_update(
    weight, grad, mean, var, *, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0,
    rescale_grad=1.0, clip_gradient=-1.0, lazy_update=True,
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
    _check(weight, grad, mean, var)

    def step(new, new_mean, new_var, w, g, m, v):
        g = _gradient(g, rescale_grad, clip_gradient, w * wd if wd else None)
        np.multiply(v, beta2, out=new_var)
        square = np.multiply(g, g, out=new)
        square *= 1 - beta2
        new_var += square
        _running(new_mean, m, beta1, g)
        root = np.sqrt(new_var, out=g)
        root += epsilon
        np.divide(new_mean, root, out=new)
        new *= -lr
        new += w

    new, new_mean, new_var = _new_like(weight, 3)
    in_blocks(step, new, new_mean, new_var, weight, grad, mean, var)
    return new, new_mean, new_var


@operator(
    aliases=("_contrib_adamw_update", "_adamw_update"), namespace="contrib", scalars=True,
    promotes=False, outputs=("y", "new_mean", "new_var"), updates={"mean": 1, "var": 2},
    differentiable=False,
)  # fmt: skip
def adamw_update(
    weight, grad, mean, var, rescale_grad, *, lr, eta, beta1=0.9, beta2=0.999, epsilon=1e-8,
    wd=0.0, clip_gradient=-1.0,
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
    _check(weight, grad, mean, var)
    if np.size(rescale_grad) != 1:
        raise ValueError(f"rescale_grad must be one number, got shape {np.shape(rescale_grad)}")
    scale = float(np.reshape(rescale_grad, ()))
    if scale == 0 or not math.isfinite(scale):
        return weight.copy(), mean.copy(), var.copy()

    def step(new, new_mean, new_var, w, g, m, v):
        g = _gradient(g, scale, clip_gradient)
        np.multiply(v, beta2, out=new_var)
        square = np.multiply(g, g, out=new)
        square *= 1 - beta2
        new_var += square
        _running(new_mean, m, beta1, g)
        root = np.sqrt(new_var, out=g)
        root += epsilon
        np.divide(new_mean, root, out=root)
        root *= eta * lr
        np.multiply(w, 1 - eta * wd, out=new)
        new -= root

    new, new_mean, new_var = _new_like(weight, 3)
    in_blocks(step, new, new_mean, new_var, weight, grad, mean, var)
    return new, new_mean, new_var


@operator(outputs=("y", "new_n"), updates={"n": 1}, differentiable=False)
def rmsprop_update(
    weight, grad, n, *, lr, gamma1=0.95, epsilon=1e-8, wd=0.0, rescale_grad=1.0,
    clip_gradient=-1.0, clip_weights=-1.0,
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
    _check(weight, grad, n)
    g = _gradient(grad, rescale_grad, clip_gradient, weight * wd)
    new_n = n * gamma1 + g * g * (1 - gamma1)
    return _cut(weight - g * lr / np.sqrt(new_n + epsilon), clip_weights), new_n


def _cut(weight, bound):
    return np.clip(weight, -bound, bound) if bound >= 0 else weight


@operator(
    outputs=("y", "new_n", "new_g", "new_delta"), updates={"n": 1, "g": 2, "delta": 3},
    differentiable=False,
)  # fmt: skip
def rmspropalex_update(
    weight, grad, n, g, delta, *, lr, gamma1=0.95, gamma2=0.9, epsilon=1e-8, wd=0.0,
    rescale_grad=1.0, clip_gradient=-1.0, clip_weights=-1.0,
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
    _check(weight, grad, n, g, delta)
    step = _gradient(grad, rescale_grad, clip_gradient, weight * wd)
    new_n = n * gamma1 + step * step * (1 - gamma1)
    new_g = g * gamma1 + step * (1 - gamma1)
    new_delta = delta * gamma2 - step * lr / np.sqrt(new_n - new_g * new_g + epsilon)
    return _cut(weight + new_delta, clip_weights), new_n, new_g, new_delta


# -- follow the leader ------------------------------------------------------------------------


@operator(outputs=("y", "new_z", "new_n"), updates={"z": 1, "n": 2}, differentiable=False)
def ftrl_update(
    weight, grad, z, n, *, lr, lamda1=0.01, beta=1.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
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
    _check(weight, grad, z, n)
    g = _gradient(grad, rescale_grad, clip_gradient)
    new_n = n + g * g
    new_z = z + g - (np.sqrt(new_n) - np.sqrt(n)) * weight / lr
    shrunk = np.maximum(np.absolute(new_z) - lamda1, 0)
    new = -np.copysign(shrunk, new_z) / ((np.sqrt(new_n) + beta) / lr + wd)
    return new, new_z, new_n


@operator(
    outputs=("y", "new_d", "new_v", "new_z"), updates={"d": 1, "v": 2, "z": 3},
    differentiable=False,
)  # fmt: skip
def ftml_update(
    weight, grad, d, v, z, *, lr, beta1=0.6, beta2=0.999, epsilon=1e-8, t, wd=0.0,
    rescale_grad=1.0, clip_grad=-1.0,
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
        Learning rate.
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
    _check(weight, grad, d, v, z)
    g = _gradient(grad, rescale_grad, clip_grad, weight * wd)
    new_v = v * beta2 + g * g * (1 - beta2)
    new_d = (np.sqrt(new_v / (1 - beta2**t)) + epsilon) * ((1 - beta1**t) / lr)
    new_z = z * beta1 + g * (1 - beta1) - (new_d - d * beta1) * weight
    return -new_z / new_d, new_d, new_v, new_z


# -- layerwise adaptive -----------------------------------------------------------------------


@operator(outputs=("y", "new_mean", "new_var"), updates={"mean": 1, "var": 2}, differentiable=False)
def lamb_update_phase1(
    weight, grad, mean, var, *, beta1=0.9, beta2=0.999, epsilon=1e-6, t, bias_correction=True, wd,
    rescale_grad=1.0, clip_gradient=-1.0,
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
    _check(weight, grad, mean, var)
    g = _gradient(grad, rescale_grad, clip_gradient)
    new_mean = mean * beta1 + g * (1 - beta1)
    new_var = var * beta2 + g * g * (1 - beta2)
    m, v = new_mean, new_var
    if bias_correction:
        m, v = m / (1 - beta1**t), v / (1 - beta2**t)
    return m / (np.sqrt(v) + epsilon) + weight * wd, new_mean, new_var


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
    _check(weight, g)
    if r1.size != 1 or r2.size != 1:
        raise ValueError(f"r1 and r2 must have one element each, got {r1.shape} and {r2.shape}")
    own, step = float(r1.reshape(())), float(r2.reshape(()))
    if lower_bound >= 0:
        own = max(own, lower_bound)
    if upper_bound >= 0:
        own = min(own, upper_bound)
    ratio = own / step if own and step else 1.0
    return weight - g * (lr * ratio)
