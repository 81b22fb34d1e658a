"""Activation functions of neural networks, chosen by name: `Activation` and `LeakyReLU`."""

from __future__ import annotations

import numpy as np

from .blocks import float_only, wide
from .elementwise import relu, sigmoid, softsign
from .registry import operator
from .special import erf

# -- Activation -----------------------------------------------------------------------------------


def _softrelu(x):
    # log(1 + exp(x)), written so that nothing overflows and small results keep their digits.
    y = np.abs(x)
    np.negative(y, out=y)
    np.exp(y, out=y)
    np.log1p(y, out=y)
    y += np.maximum(x, 0)
    return y


_ACTIVATIONS = {
    "relu": relu.kernel,
    "sigmoid": sigmoid.kernel,
    "softrelu": _softrelu,
    "softsign": softsign.kernel,
    "tanh": np.tanh,
}


@operator
def Activation(data, *, act_type):
    """An activation function, element by element.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    act_type : {'relu', 'sigmoid', 'softrelu', 'softsign', 'tanh'}
        ``relu`` is max(x, 0), ``sigmoid`` 1 / (1 + exp(-x)), ``softrelu`` log(1 + exp(x)),
        ``softsign`` x / (1 + abs(x)). The derivative of relu at 0 is 0.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an unknown ``act_type``, (also TypeError) for integer data.

    >>> x = nd.array([-1., 0., 2.])
    >>> nd.Activation(x, act_type='relu').asnumpy()
    array([0., 0., 2.], dtype=float32)
    """
    function = _ACTIVATIONS.get(act_type)
    if function is None:
        raise ValueError(f"act_type must be one of {sorted(_ACTIVATIONS)}, got {act_type!r}")
    float_only(data)
    return function(data)


@Activation.gradient
def _(F, gy, y, act_type):
    if act_type == "relu":
        return gy * (y > 0)
    if act_type == "sigmoid":
        return F._sigmoid_backward(gy, y)
    if act_type == "tanh":
        return F._tanh_backward(gy, y)
    if act_type == "softrelu":
        return -gy * F.expm1(-y)  # sigmoid(x) = 1 - exp(-y)
    root = 1 - F.abs(y)  # softsign: 1 / (1 + |x|)
    return gy * (root * root)


# -- LeakyReLU ------------------------------------------------------------------------------------

# The constants of Klambauer et al., Self-Normalizing Neural Networks, 2017.
_SELU_ALPHA = 1.6732632423543772848170429916717
_SELU_SCALE = 1.0507009873554804934193349852946
_HALF_ROOT = 0.7071067811865476  # sqrt(1/2)
_NORMAL = 0.3989422804014327  # 1 / sqrt(2 pi)

_KINDS = ("elu", "gelu", "leaky", "prelu", "rrelu", "selu")
_UNUSED = np.empty(0, np.float32)  # the mask of all kinds but rrelu


def _slopes_shape(data_shape, gamma_shape):
    """The shape in which the slopes of prelu broadcast against the data."""
    ndim = len(data_shape)
    if len(gamma_shape) <= 1:
        size = gamma_shape[0] if gamma_shape else 1
        axis = min(1, ndim - 1)
        if size == 1:
            return (1,) * ndim
        if ndim and size == data_shape[axis]:
            return (1,) * axis + (size,) + (1,) * (ndim - 1 - axis)
    elif len(gamma_shape) <= ndim and all(g in (1, n) for g, n in zip(gamma_shape, data_shape)):
        return gamma_shape + (1,) * (ndim - len(gamma_shape))  # its axes are the leading ones
    raise ValueError(
        f"prelu: gamma of shape {gamma_shape} does not fit data of shape {data_shape}: give one "
        f"slope, one per channel (axis 1), or one per sample and channel"
    )


def _leaky(x, slope):
    if slope == 0:
        return np.maximum(x, 0)
    y = np.multiply(x, x.dtype.type(slope))
    # Of x and slope * x the greater one is right for slopes up to 1, the lesser above.
    return (np.maximum if slope <= 1 else np.minimum)(x, y, out=y)


def _prelu(x, slopes):
    y = np.minimum(x, 0)
    y *= slopes
    y += np.maximum(x, 0)
    return y


def _elu(x, slope, scale=1.0):
    y = np.minimum(x, 0)
    np.expm1(y, out=y)
    y *= x.dtype.type(slope)
    y += np.maximum(x, 0)
    if scale != 1:
        y *= x.dtype.type(scale)
    return y


def _gelu(x):
    y = erf((x * x.dtype.type(_HALF_ROOT)).astype(wide(x.dtype), copy=False))
    y += 1
    y *= x
    y *= x.dtype.type(0.5)
    return y.astype(x.dtype, copy=False)


@operator(outputs=("out", "mask"), visible=1, promotes=True)
def LeakyReLU(
    data,
    gamma=None,
    *,
    act_type="leaky",
    slope=0.25,
    lower_bound=0.125,
    upper_bound=0.334,
    training,
    rng,
):
    """Rectifiers with something left of negative values, element by element.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    gamma : NDArray, optional
        The slopes of ``prelu``: of shape (1,), or one per channel (axis 1 of ``data``), or of two
        and more axes, each the length of the axis of ``data`` at its place or 1: (batch, channels)
        gives each sample slopes of its own.
    act_type : {'leaky', 'prelu', 'rrelu', 'elu', 'selu', 'gelu'}, default 'leaky'
        For x > 0 all but ``selu`` and ``gelu`` give x, for x <= 0

        - ``leaky``: slope * x, ``prelu``: gamma * x;
        - ``rrelu``: the slope of each element is drawn from [lower_bound, upper_bound) in training
          and is their mean otherwise;
        - ``elu``: slope * (exp(x) - 1);
        - ``selu``: 1.0507 times elu of slope 1.6733 (Klambauer et al. 2017), for x > 0 1.0507 x;
        - ``gelu``: x * Phi(x) everywhere, Phi the normal distribution function.
    slope : float, default 0.25
        For ``leaky`` and ``elu``.
    lower_bound, upper_bound : float, defaults 0.125 and 0.334
        For ``rrelu``.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for an unknown ``act_type``, a missing or unfitting ``gamma``.

    >>> x = nd.array([-2., 0., 3.])
    >>> nd.LeakyReLU(x, act_type='leaky', slope=0.1).asnumpy()
    array([-0.2,  0. ,  3. ], dtype=float32)
    >>> nd.LeakyReLU(x, nd.array([0.5]), act_type='prelu').asnumpy()
    array([-1.,  0.,  3.], dtype=float32)
    """
    float_only(data)
    if act_type == "leaky":
        return _leaky(data, slope), _UNUSED
    if act_type == "prelu":
        if gamma is None:
            raise ValueError("act_type='prelu' needs its slopes, the second input gamma")
        return _prelu(data, gamma.reshape(_slopes_shape(data.shape, gamma.shape))), _UNUSED
    if act_type == "elu":
        return _elu(data, slope), _UNUSED
    if act_type == "selu":
        return _elu(data, _SELU_ALPHA, _SELU_SCALE), _UNUSED
    if act_type == "gelu":
        return _gelu(data), _UNUSED
    if act_type != "rrelu":
        raise ValueError(f"act_type must be one of {list(_KINDS)}, got {act_type!r}")
    if not training:
        return _leaky(data, (lower_bound + upper_bound) / 2), _UNUSED
    if lower_bound > upper_bound:
        raise ValueError(f"rrelu: lower_bound {lower_bound} is above upper_bound {upper_bound}")
    mask = rng.uniform(lower_bound, upper_bound, data.shape).astype(data.dtype)
    mask[data > 0] = 1
    return data * mask, mask


@LeakyReLU.gradient
def _(F, gys, data, gamma, mask, act_type, slope, lower_bound, upper_bound, training, needs):
    gy = gys[0]
    if act_type == "prelu":
        shape = _slopes_shape(data.shape, gamma.shape)
        right = F._step(data, low=0.0)
        left = 1 - right  # where gamma counts
        g_data = gy * (right + left * F._view(gamma, shape=shape)) if needs[0] else None
        if not needs[1]:
            return g_data, None
        axes = tuple([i for i, n in enumerate(shape) if n == 1])
        g_gamma = gy * (left * data)
        if axes:
            g_gamma = F.sum(g_gamma, axis=axes, keepdims=True)
        return g_data, F._view(g_gamma, shape=gamma.shape)
    if act_type == "leaky":
        g = gy * F._step(data, low=slope)
    elif act_type == "rrelu":
        g = gy * (mask if training else F._step(data, low=(lower_bound + upper_bound) / 2))
    elif act_type == "gelu":
        density = F.exp(data * data * -0.5) * _NORMAL
        g = gy * (0.5 * (1 + F.erf(data * _HALF_ROOT)) + data * density)
    else:
        alpha, scale = (_SELU_ALPHA, _SELU_SCALE) if act_type == "selu" else (slope, 1.0)
        step = F._step(data, low=0.0)
        g = gy * ((step + (1 - step) * F.exp(F.minimum(data, 0.0)) * alpha) * scale)
    return g, None


@operator(zero_gradient=True)
def _step(data, *, low):
    """1 where ``data`` is positive, ``low`` elsewhere: the derivative of a leaky rectifier."""
    if not 0 <= low <= 1:
        return np.where(data > 0, data.dtype.type(1), data.dtype.type(low))
    y = np.greater(data, 0, out=np.empty_like(data), casting="unsafe")
    return np.maximum(y, data.dtype.type(low), out=y) if low else y
