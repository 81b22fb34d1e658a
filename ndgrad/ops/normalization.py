"""Normalization by the statistics of each sample: layer, group and instance norm, L2 norm, LRN."""

from __future__ import annotations

import math

import numpy as np

from .axes import one_axis
from .blocks import float_only, wide
from .registry import operator
from .standardize import backward_of_backward, rows_backward, standardized

# -- LayerNorm ------------------------------------------------------------------------------------


def _check_affine(gamma, beta, sizes, what):
    for name, array in (("gamma", gamma), ("beta", beta)):
        if array.shape not in [(n,) for n in sizes]:
            wanted = " or ".join(str((n,)) for n in dict.fromkeys(sizes))
            raise ValueError(f"{name} must have shape {wanted}, {what}; got {array.shape}")
    if gamma.shape != beta.shape:
        raise ValueError(f"gamma and beta differ in shape: {gamma.shape}, {beta.shape}")


@operator(
    outputs=("out", "mean", "std"),
    visible=lambda params: 3 if params["output_mean_var"] else 1,
    promotes=True,
)
def LayerNorm(data, gamma, beta, *, axis=-1, eps=1e-5, output_mean_var=False):
    """Layer normalization (Ba et al. 2016): each sample to mean 0 and variance 1 along an axis.

    ``(data - mean) / sqrt(variance + eps) * gamma + beta``

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    gamma, beta : NDArray of shape (data.shape[axis],)
    axis : int, default -1
    eps : float, default 1e-5
    output_mean_var : bool, default False
        Give mean and standard deviation ``sqrt(variance + eps)`` too, with length 1 along the
        axis. No gradient flows through these two.

    Returns
    -------
    NDArray of the shape and dtype of ``data``, or a list of three

    Raises
    ------
    MXNetError (also ValueError) for an axis out of range, gamma or beta of another shape.

    >>> x = nd.array([[1., 2., 3., 4.]])
    >>> nd.LayerNorm(x, nd.ones(4), nd.zeros(4)).asnumpy().round(3)
    array([[-1.342, -0.447,  0.447,  1.342]], dtype=float32)
    """
    float_only(data)
    axis = one_axis(axis, data.ndim)
    n = data.shape[axis]
    _check_affine(gamma, beta, (n,), f"the length of axis {axis}")
    work = wide(data.dtype)
    turned = data.swapaxes(axis, -1)  # the order of the rows does not matter
    shape = math.prod(turned.shape[:-1]), n
    gamma, beta = gamma.astype(work, copy=False), beta.astype(work, copy=False)
    y, mean, rstd = standardized(turned, shape, eps, gamma, beta)
    std = np.reciprocal(rstd, out=rstd)
    single = (*turned.shape[:-1], 1)
    y, mean, std = [_turned_back(a, axis) for a in (y, mean.reshape(single), std.reshape(single))]
    return y, mean.astype(data.dtype, copy=False), std.astype(data.dtype, copy=False)


def _turned_back(array, axis):
    """The last axis to where it was; the array itself, no view of it, where it was the last."""
    if axis == array.ndim - 1:
        return array
    return np.ascontiguousarray(array.swapaxes(axis, -1))


@LayerNorm.gradient
def _(F, gys, data, gamma, mean, std, axis, eps):
    if gys[0] is None:  # only mean or std was used
        return None, None, None
    return F._layer_norm_backward(gys[0], data, gamma, mean, std, axis=axis, eps=eps)


@operator(outputs=("g_data", "g_gamma", "g_beta"))
def _layer_norm_backward(g, data, gamma, mean, std, *, axis, eps):
    """Gradients of LayerNorm with respect to data, gamma and beta."""
    axis = one_axis(axis, data.ndim)
    turned = data.swapaxes(axis, -1)
    shape = (math.prod(turned.shape[:-1]), data.shape[axis])
    g = g.swapaxes(axis, -1)
    # In half precision the statistics are made again: rounded to it they would spoil the result.
    known = data.dtype == wide(data.dtype)
    means = rstds = None
    if known:
        means = mean.swapaxes(axis, -1).reshape(-1)
        rstds = np.reciprocal(std.swapaxes(axis, -1).reshape(-1))
    g_data, g_gamma, g_beta = rows_backward(g, turned, shape, eps, gamma, means, rstds)
    return (
        _turned_back(g_data, axis),
        g_gamma.astype(data.dtype, copy=False),
        g_beta.astype(data.dtype, copy=False),
    )


@_layer_norm_backward.gradient
def _(F, gys, g, data, gamma, axis, eps):
    ndim = len(data.shape)
    axis = axis % ndim
    last = axis == ndim - 1
    others = tuple([i for i in range(ndim) if i != axis])
    along = tuple([data.shape[i] if i == axis else 1 for i in range(ndim)])

    def turn(a):  # the axis to the end, and back: an exchange is its own inverse
        return a if last else F.swapaxes(a, dim1=axis, dim2=ndim - 1)

    def backward(a):
        return turn(F._standardize_backward(turn(a), turn(data), start=ndim - 1, eps=eps))

    def total(a):
        return F.sum(a, axis=others) if others else a

    v_data, v_gamma, v_beta = gys
    scale = F._view(gamma, shape=along)
    to_g = to_data = to_gamma = None
    if v_data is not None:
        b_v = backward(v_data)
        to_g = b_v * scale
        to_gamma = total(g * b_v)
        to_data = turn(
            backward_of_backward(F, turn(v_data), turn(g * scale), turn(data), ndim - 1, eps)
        )
    if v_gamma is not None:
        v = F._view(v_gamma, shape=along)
        h = turn(F._standardize(turn(data), start=ndim - 1, eps=eps))
        to_g = v * h if to_g is None else to_g + v * h
        more = backward(g * v)
        to_data = more if to_data is None else to_data + more
    if v_beta is not None:
        v = F.broadcast_to(F._view(v_beta, shape=along), shape=g.shape)
        to_g = v if to_g is None else to_g + v
    return to_g, to_data, to_gamma, None, None


# -- GroupNorm and InstanceNorm -------------------------------------------------------------------


def _grouped_shape(shape, groups):
    if len(shape) < 2:
        raise ValueError(f"data must have the shape (batch, channels, ...), got {shape}")
    if groups < 1 or shape[1] % groups:
        raise ValueError(f"{shape[1]} channels do not divide into num_groups={groups}")
    return shape[0], groups, math.prod(shape[1:]) // groups


def _affine_shape(size, shape, groups):
    """The shape in which gamma or beta broadcasts against data seen as (batch, groups, ...)."""
    if size == groups:
        return 1, groups, 1, 1
    return 1, groups, shape[1] // groups, 1


def _split_channels(shape, groups):
    """(batch, groups, channels of a group, places)"""
    return shape[0], groups, shape[1] // groups, math.prod(shape[2:])


@operator(
    outputs=("out", "mean", "std"),
    visible=lambda params: 3 if params["output_mean_var"] else 1,
    promotes=True,
)
def GroupNorm(data, gamma, beta, *, num_groups=1, eps=1e-5, output_mean_var=False):
    """Group normalization (Wu and He 2018): groups of channels to mean 0 and variance 1.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, ...), float16, float32 or float64
    gamma, beta : NDArray of shape (num_groups,)
        One scale and offset per group, as in MXNet 1.9. Shape (channels,), one per channel as in
        the paper, is taken too.
    num_groups : int, default 1
    eps : float, default 1e-5
    output_mean_var : bool, default False
        Give mean and standard deviation ``sqrt(variance + eps)`` too, each of shape
        (batch, num_groups). No gradient flows through these two.

    Returns
    -------
    NDArray of the shape and dtype of ``data``, or a list of three

    Raises
    ------
    MXNetError (also ValueError) where the channels do not divide into groups, or for gamma or beta
    of another shape.

    >>> x = nd.array([[[1., 3.], [2., 4.], [0., 0.], [0., 1.]]])
    >>> nd.GroupNorm(x, nd.ones(2), nd.zeros(2), num_groups=2).asnumpy().round(3)
    array([[[-1.342,  0.447],
            [-0.447,  1.342],
            [-0.577, -0.577],
            [-0.577,  1.732]]], dtype=float32)
    """
    float_only(data)
    batch, groups, n = _grouped_shape(data.shape, num_groups)
    _check_affine(gamma, beta, (groups, data.shape[1]), "one value per group")
    rows = batch * groups, n
    if gamma.size == groups:
        y, mean, rstd = standardized(data, rows, eps, _per_row(gamma, batch), _per_row(beta, batch))
    else:
        y, mean, rstd = standardized(data, rows, eps)
        shape = _affine_shape(gamma.size, data.shape, groups)
        split = y.reshape(_split_channels(data.shape, groups))
        split *= gamma.reshape(shape)
        split += beta.reshape(shape)
    std = np.reciprocal(rstd, out=rstd)
    kept = (batch, groups)
    return (
        y,
        mean.reshape(kept).astype(data.dtype, copy=False),
        std.reshape(kept).astype(data.dtype, copy=False),
    )


def _per_row(affine, batch):
    return np.tile(affine.astype(wide(affine.dtype), copy=False), batch)[:, None]


@GroupNorm.gradient
def _(F, gys, data, gamma, num_groups, eps, needs):
    if gys[0] is None:
        return None, None, None
    return _per_group_gradients(F, gys[0], data, gamma, num_groups, eps, needs)


def _per_group_gradients(F, gy, data, gamma, groups, eps, needs):
    split = _split_channels(data.shape, groups)
    along = _affine_shape(gamma.shape[0], data.shape, groups)
    others = tuple([i for i in range(4) if along[i] == 1])
    gy, x = F._view(gy, shape=split), F._view(data, shape=split)
    g_data = g_gamma = g_beta = None
    if needs[0]:
        scaled = gy * F._view(gamma, shape=along)
        g_data = F._view(F._standardize_backward(scaled, x, start=2, eps=eps), shape=data.shape)
    if needs[1]:
        h = F._standardize(x, start=2, eps=eps)
        g_gamma = F._view(F.sum(gy * h, axis=others), shape=gamma.shape)
    if needs[2]:
        g_beta = F._view(F.sum(gy, axis=others), shape=gamma.shape)
    return g_data, g_gamma, g_beta


@operator(promotes=True)
def InstanceNorm(data, gamma, beta, *, eps=1e-3):
    """Instance normalization (Ulyanov et al. 2016): each channel of each sample standardized.

    ``(data - mean) / sqrt(variance + eps) * gamma + beta`` over all places of a channel, the same
    in training and prediction.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, ...) with at least 3 axes
        float16, float32 or float64 (MXNet: float32 only).
    gamma, beta : NDArray of shape (channels,)
    eps : float, default 1e-3

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for fewer than 3 axes, gamma or beta of another shape.

    >>> x = nd.array([[[1.1, 2.2]], [[3.3, 4.4]]])
    >>> nd.InstanceNorm(x, nd.array([1.5]), nd.array([0.5])).asnumpy().round(4)
    array([[[-0.9975,  1.9975]],
    <BLANKLINE>
           [[-0.9975,  1.9975]]], dtype=float32)
    """
    float_only(data)
    if data.ndim < 3:
        raise ValueError(f"data must have the shape (batch, channels, ...), got {data.shape}")
    batch, channels = data.shape[:2]
    _check_affine(gamma, beta, (channels,), "one value per channel")
    rows = batch * channels, math.prod(data.shape[2:])
    return standardized(data, rows, eps, _per_row(gamma, batch), _per_row(beta, batch))[0]


@InstanceNorm.gradient
def _(F, gy, data, gamma, eps, needs):
    return _per_group_gradients(F, gy, data, gamma, data.shape[1], eps, needs)


# -- L2Normalization ------------------------------------------------------------------------------


def _norm_axes(ndim, mode):
    if mode == "instance":
        if ndim < 1:
            raise ValueError("data must have at least one axis")
        return tuple(range(min(1, ndim - 1), ndim))
    if mode not in ("channel", "spatial"):
        raise ValueError(f"mode must be 'instance', 'channel' or 'spatial', got {mode!r}")
    if ndim < 3:
        raise ValueError(f"mode={mode!r} needs at least 3 axes, data has {ndim}")
    return (1,) if mode == "channel" else tuple(range(2, ndim))


@operator
def L2Normalization(data, *, eps=1e-10, mode="instance"):
    """Data divided by its L2 norm, ``sqrt(sum(data * data) + eps)``.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    eps : float, default 1e-10
    mode : {'instance', 'channel', 'spatial'}, default 'instance'
        What a sum runs over: everything behind the first axis (of a vector: all of it), axis 1,
        or all axes from the third on.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for another mode, or fewer than 3 axes where it needs them.

    >>> x = nd.array([[3., 4.], [0., 5.]])
    >>> nd.L2Normalization(x).asnumpy()
    array([[0.6, 0.8],
           [0. , 1. ]], dtype=float32)
    """
    float_only(data)
    axes = _norm_axes(data.ndim, mode)
    work = wide(data.dtype)
    x = data.astype(work, copy=False)
    norm = np.add.reduce(x * x, axis=axes, keepdims=True)
    norm += work.type(eps)
    np.sqrt(norm, out=norm)
    return (x / norm).astype(data.dtype, copy=False)


@L2Normalization.gradient
def _(F, gy, y, data, eps, mode):
    axes = _norm_axes(len(data.shape), mode)
    r = F.rsqrt(F.sum(data * data, axis=axes, keepdims=True) + eps)
    return (gy - y * F.sum(gy * y, axis=axes, keepdims=True)) * r


# -- LRN ------------------------------------------------------------------------------------------


@operator
def _channel_window_sum(data, *, nsize):
    """Sums over the channels (axis 1) at most ``(nsize - 1) // 2`` away; its own adjoint."""
    radius = (nsize - 1) // 2
    channels = data.shape[1]
    out = data.astype(wide(data.dtype))
    for d in range(1, min(radius, channels - 1) + 1):
        out[:, d:] += data[:, :-d]
        out[:, :-d] += data[:, d:]
    return out.astype(data.dtype, copy=False)


@_channel_window_sum.gradient
def _(F, gy, nsize):
    return F._channel_window_sum(gy, nsize=nsize)


@operator
def LRN(data, *, alpha=1e-4, beta=0.75, knorm=2.0, nsize):
    """Local response normalization (Krizhevsky et al. 2012) across neighbouring channels.

    ``data / (knorm + alpha / nsize * s) ** beta``, where s is the sum of squares over the channels
    up to ``(nsize - 1) // 2`` away, cut off at the first and the last one.

    Parameters
    ----------
    data : NDArray of shape (batch, channels, ...), float16, float32 or float64
        MXNet: 4 axes and float32 only.
    alpha, beta, knorm : float, defaults 1e-4, 0.75, 2
    nsize : int
        Width of the window of channels; an odd number (an even one counts as one less).

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for ``nsize`` below 1 or fewer than 2 axes.

    >>> x = nd.ones((1, 3, 1, 1))
    >>> nd.LRN(x, nsize=3, alpha=3., beta=1., knorm=1.).asnumpy().ravel()
    array([0.33333334, 0.25      , 0.33333334], dtype=float32)
    """
    float_only(data)
    if data.ndim < 2:
        raise ValueError(f"data must have the shape (batch, channels, ...), got {data.shape}")
    if nsize < 1:
        raise ValueError(f"nsize must be at least 1, got {nsize}")
    x = data.astype(wide(data.dtype), copy=False)
    scale = _channel_window_sum(x * x, nsize=nsize)
    scale *= x.dtype.type(alpha / nsize)
    scale += x.dtype.type(knorm)
    np.power(scale, x.dtype.type(-beta), out=scale)
    scale *= x
    return scale.astype(data.dtype, copy=False)


@LRN.gradient
def _(F, gy, data, alpha, beta, knorm, nsize):
    scale = F._channel_window_sum(data * data, nsize=nsize) * (alpha / nsize) + knorm
    power = scale ** (-beta)
    through = F._channel_window_sum(gy * data * power / scale, nsize=nsize)
    return gy * power - data * through * (2 * alpha * beta / nsize)
