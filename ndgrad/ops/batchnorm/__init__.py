"""Batch normalization, alone and with a rectifier behind it."""

from __future__ import annotations

import numpy as np

from ..axes import one_axis
from ..blocks import float_only, wide
from ..registry import operator
from . import kernels
from .channels import Channels

OUTPUTS = ("out", "mean", "var", "new_mean", "new_var")
UPDATES = {"moving_mean": 3, "moving_var": 4}


def _visible(params):
    return 3 if params["output_mean_var"] else 1


def _normalize(x, gamma, beta, moving_mean, moving_var, eps, momentum, fix_gamma, batch, axis):
    """Output, mean, inverse deviation, and the new running statistics (None to leave them)."""
    float_only(x)
    if x.ndim < 1:
        raise ValueError("the data must have at least one axis")
    axis = one_axis(axis, x.ndim)
    channels = (x.shape[axis],)
    for name, array in (
        ("gamma", gamma), ("beta", beta), ("moving_mean", moving_mean), ("moving_var", moving_var),
    ):  # fmt: skip
        if array.shape != channels:
            raise ValueError(
                f"{name} must have shape {channels}, the length of axis {axis} of the data "
                f"{x.shape}, got {array.shape}"
            )
    dtype, kept = x.dtype, moving_mean.dtype
    data = x.astype(wide(dtype), copy=False)
    ch = Channels(x.shape, axis)
    new_mean = new_var = None
    if batch and data.size:
        mean, var = kernels.statistics(data, ch)
        rest = 1 - momentum
        new_mean = (moving_mean * momentum + mean * rest).astype(kept)
        new_var = (moving_var * momentum + var * rest).astype(moving_var.dtype)
    else:
        mean, var = moving_mean.astype(np.float64), moving_var.astype(np.float64)
    invstd = 1 / np.sqrt(var + eps)
    out = kernels.normalized(data, mean, invstd, 1 if fix_gamma else gamma, beta, ch)
    return out.astype(dtype, copy=False), mean.astype(kept), invstd.astype(kept), new_mean, new_var


@operator("BatchNorm", outputs=OUTPUTS, visible=_visible, updates=UPDATES)
def batch_norm(
    data, gamma, beta, moving_mean, moving_var, *, eps=1e-3, momentum=0.9, fix_gamma=True,
    use_global_stats=False, output_mean_var=False, axis=1, cudnn_off=False, min_calib_range=None,
    max_calib_range=None, training=False,
):  # fmt: skip
    """Batch normalization: ``gamma * (data - mean) / sqrt(var + eps) + beta`` for each channel.

    In training mode mean and variance (the biased one) are those of the batch, and the running
    statistics move towards them in place: ``moving = momentum * moving + (1 - momentum) * own``.
    Otherwise, and with ``use_global_stats``, the running statistics are used, also by the gradient.
    After Ioffe and Szegedy, "Batch Normalization", 2015.

    Parameters
    ----------
    data : NDArray
        Floats of any shape; channels lie along ``axis``.
    gamma, beta : NDArray
        Shape (channels,). Beside float16 data all four of these are float32.
    moving_mean, moving_var : NDArray
        Shape (channels,); the running statistics, written in place.
    eps : float, default 1e-3
        Added to the variance.
    momentum : float, default 0.9
        How much of the running statistics stays.
    fix_gamma : bool, default True
        Whether gamma is taken as 1, with a gradient of zero.
    use_global_stats : bool, default False
        Whether the running statistics are used in training, too.
    output_mean_var : bool, default False
        Whether mean and ``1 / sqrt(var + eps)`` are returned as well; no gradient flows back
        through them.
    axis : int, default 1
        The axis of the channels.
    cudnn_off, min_calib_range, max_calib_range
        Tune other implementations; nothing here depends on them.

    Returns
    -------
    NDArray, or a list of three with ``output_mean_var=True``
        The shape of data.

    Raises
    ------
    ValueError
        Where gamma, beta or the statistics do not have one number per channel.

    >>> x = nd.array([[1, 10], [3, 30]])
    >>> mean, var = nd.zeros(2), nd.ones(2)
    >>> with autograd.train_mode():
    ...     y = nd.BatchNorm(x, nd.ones(2), nd.zeros(2), mean, var, eps=0.0)
    >>> y.asnumpy()
    array([[-1., -1.],
           [ 1.,  1.]], dtype=float32)
    >>> mean.asnumpy()
    array([0.2, 2. ], dtype=float32)
    """
    batch = training and not use_global_stats
    return _normalize(
        data, gamma, beta, moving_mean, moving_var, eps, momentum, fix_gamma, batch, axis
    )


@operator(
    "BatchNormWithReLU", namespace="contrib", outputs=OUTPUTS, visible=_visible, updates=UPDATES
)
def batch_norm_relu(
    data, gamma, beta, moving_mean, moving_var, *, eps=1e-3, momentum=0.9, fix_gamma=True,
    use_global_stats=False, output_mean_var=False, axis=1, cudnn_off=False, min_calib_range=None,
    max_calib_range=None, training=False,
):  # fmt: skip
    """Batch normalization followed by ``max(y, 0)``, in one operator.

    Parameters
    ----------
    data, gamma, beta, moving_mean, moving_var : NDArray
        The layer's input, and arrays of the length of its ``axis``, as in ``BatchNorm``.
    eps, momentum, fix_gamma, use_global_stats, output_mean_var, axis
        With the meanings and defaults they have in ``BatchNorm``, as have modes and outputs.
    cudnn_off, min_calib_range, max_calib_range
        Without meaning here.

    >>> x = nd.array([[1, 10], [3, 30]])
    >>> with autograd.train_mode():
    ...     y = nd.contrib.BatchNormWithReLU(
    ...         x, nd.ones(2), nd.zeros(2), nd.zeros(2), nd.ones(2), eps=0.0)
    >>> y.asnumpy()
    array([[0., 0.],
           [1., 1.]], dtype=float32)
    """
    batch = training and not use_global_stats
    out, *rest = _normalize(
        data, gamma, beta, moving_mean, moving_var, eps, momentum, fix_gamma, batch, axis
    )
    np.maximum(out, 0, out=out)
    return (out, *rest)


def _gradients(F, gy, data, gamma, mean, var, eps, axis, fix_gamma, batch, needs):
    found = F._batch_norm_backward(
        gy, data, gamma, mean, var, eps=eps, axis=axis, fix_gamma=fix_gamma, batch=batch,
        need_data=needs[0],
    )  # fmt: skip
    return (*found, None, None)


@batch_norm.gradient
def _(F, gys, data, gamma, mean, var, eps, axis, fix_gamma, use_global_stats, training, needs):
    if gys[0] is None:
        return (None,) * 5
    batch = training and not use_global_stats
    return _gradients(F, gys[0], data, gamma, mean, var, eps, axis, fix_gamma, batch, needs)


@batch_norm_relu.gradient
def _(F, gys, out, data, gamma, mean, var, eps, axis, fix_gamma, use_global_stats, training, needs):
    if gys[0] is None:
        return (None,) * 5
    batch = training and not use_global_stats
    gy = gys[0] * (out > 0)
    return _gradients(F, gy, data, gamma, mean, var, eps, axis, fix_gamma, batch, needs)


@operator("_batch_norm_backward", outputs=("data_grad", "gamma_grad", "beta_grad"))
def batch_norm_backward(
    gradient, data, gamma, mean, invstd, *, eps, axis, fix_gamma, batch, need_data=True
):
    """Gradients of data, gamma and beta.

    ``mean`` and ``invstd`` are what the forward pass used; with ``batch`` they are functions of the
    data, and the gradients account for that, as do the gradients of this operator.
    """
    axis %= data.ndim
    compute = wide(data.dtype)
    one = np.ones_like(gamma) if fix_gamma else gamma
    gx, ggamma, gbeta = kernels.gradients(
        gradient.astype(compute, copy=False), data.astype(compute, copy=False), one, mean, invstd,
        Channels(data.shape, axis), bool(batch) and data.size > 0, need_data,
    )  # fmt: skip
    if fix_gamma:
        ggamma = np.zeros(gamma.shape)
    if gx is None:
        gx = np.zeros(data.shape, data.dtype)
    return (
        gx.astype(data.dtype, copy=False), ggamma.astype(gamma.dtype), gbeta.astype(gamma.dtype),
    )  # fmt: skip


@batch_norm_backward.gradient
def _(F, gys, gradient, data, gamma, mean, invstd, eps, axis, fix_gamma, batch):
    u, a, b = gys
    axis %= data.ndim
    row = tuple([n if i == axis else 1 for i, n in enumerate(data.shape)])

    def average(z):
        return F.mean(z, axis=axis, exclude=True, keepdims=True)

    if batch:  # all of it is a function of the data: work it out again, so that it is one here too
        centered = data - average(data)
        s = (average(centered * centered) + eps) ** -0.5
        normal = centered * s
    else:
        s = F._view(invstd, shape=row)
        normal = (data - F._view(mean, shape=row)) * s
    w = 1.0 if fix_gamma else F._view(gamma, shape=row)
    g_gradient = g_data = g_gamma = None
    to_normal = None  # the gradient of the normalized data
    if u is not None and batch:
        by_gradient, by_normal, apart = _through_data_grad(u, gradient, normal, average)
        g_gradient, to_normal = (w * s) * by_gradient, (w * s) * by_normal
        g_data = -(w * s * s) * apart * normal
        if not fix_gamma:
            number = data.size // data.shape[axis]
            g_gamma = F._view(s * apart * number, shape=gamma.shape)
    elif u is not None:
        g_gradient = u * (w * s)
        if not fix_gamma:
            g_gamma = F.sum(u * gradient * s, axis=axis, exclude=True)
    if a is not None and not fix_gamma:
        a = F._view(a, shape=row)
        g_gradient = _plus(g_gradient, a * normal)
        to_normal = _plus(to_normal, a * gradient)
    if b is not None:
        spread = F.broadcast_to(F._view(b, shape=row), shape=data.shape)
        g_gradient = _plus(g_gradient, spread)
    if to_normal is not None:
        if batch:
            to_normal = to_normal - average(to_normal) - normal * average(to_normal * normal)
        g_data = _plus(g_data, s * to_normal)
    return g_gradient, g_data, g_gamma, None, None


def _through_data_grad(u, g, normal, average):
    """For the gradient of the data, gx, over a batch: what follows from its own gradient ``u``.

    With m(.) for means, <u, gx> = w s N (m(u g) - m(u) m(g) - m(u x^) m(g x^)), symmetric in u and
    g. The gradients by g and by x^, over w s, and the bracket itself.
    """
    mu, mg = average(u), average(g)
    un, gn = average(u * normal), average(g * normal)
    return u - mu - normal * un, -(g * un + u * gn), average(u * g) - mu * mg - un * gn


def _plus(total, more):
    return more if total is None else total + more
