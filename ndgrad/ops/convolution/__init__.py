"""Convolution and transposed convolution in one to three dimensions."""

from __future__ import annotations

from ..registry import operator
from . import columns, deformable, maps
from .geometry import Geometry, convolution_geometry, deconvolution_geometry


def _hashable(*values):
    """Parameters as users give them, lists as tuples, so that geometries can be remembered."""
    return [tuple(v) if isinstance(v, list) else v for v in values]


@operator("Convolution", promotes=True)
def convolution(
    data, weight, bias=None, *, kernel, stride=(), dilate=(), pad=(), num_filter, num_group=1,
    workspace=1024, no_bias=False, cudnn_tune=None, cudnn_off=False, layout=None,
):  # fmt: skip
    """Convolution in one, two or three dimensions (a cross-correlation, as in all deep learning).

    ``out[n, i, y, x] = bias[i] + sum over j, k, l of
    data[n, j, y*stride + k*dilate - pad, x*stride + l*dilate - pad] * weight[i, j, k, l]``

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, width), (batch, channels, height, width) or
        (batch, channels, depth, height, width); in other layouts the channels come last.
    weight : NDArray
        Shape (num_filter, channels / num_group, \\*kernel); with the channels last,
        (num_filter, \\*kernel, channels / num_group).
    bias : NDArray, optional
        Shape (num_filter,); to be left out with ``no_bias=True``.
    kernel : tuple of int
        Size of the window along each spatial axis. An integer stands for all axes here and below.
    stride, dilate : tuple of int, default 1 along each axis
        Step between windows, and between the elements of a window.
    pad : tuple of int, default 0 along each axis
        Zeros put at both ends.
    num_filter : int
        Channels of the output.
    num_group : int, default 1
        Channels and filters are cut into that many groups that do not see each other.
    no_bias : bool, default False
        Whether there is no bias.
    layout : str, optional
        ``NCW``, ``NCHW``, ``NCDHW`` (the default for its number of axes), ``NWC``, ``NHWC`` or
        ``NDHWC``.
    workspace, cudnn_tune, cudnn_off
        Tune other implementations; nothing here depends on them.

    Returns
    -------
    NDArray
        Shape (batch, num_filter, ...), along each axis
        ``floor((size + 2*pad - dilate*(kernel-1) - 1) / stride) + 1``.

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> x = nd.arange(16).reshape((1, 1, 4, 4))
    >>> nd.Convolution(x, nd.ones((1, 1, 3, 3)), kernel=(3, 3), num_filter=1, no_bias=True)
    <BLANKLINE>
    [[[[45. 54.]
       [81. 90.]]]]
    <NDArray 1x1x2x2 @cpu(0)>
    """
    kernel, stride, dilate, pad = _hashable(kernel, stride, dilate, pad)
    g = convolution_geometry(
        data.shape, weight.shape, None if bias is None else bias.shape, kernel, stride, dilate, pad,
        num_filter, num_group, no_bias, layout,
    )  # fmt: skip
    return maps.output(data, weight, bias, g)


def _geometry_of(data_shape, weight_shape, p):
    """The geometry of a convolution that has run: all parameters fit."""
    kernel, stride, dilate, pad, num_group, layout = p
    return convolution_geometry(
        data_shape, weight_shape, None, *_hashable(kernel, stride, dilate, pad), weight_shape[0],
        num_group, True, layout,
    )  # fmt: skip


@convolution.gradient("data")
def _(F, gy, weight, data_shape, kernel, stride, dilate, pad, num_group, layout):
    g = _geometry_of(data_shape, weight.shape, (kernel, stride, dilate, pad, num_group, layout))
    return F._convolution_data(gy, weight, geometry=g)


@convolution.gradient("weight")
def _(F, gy, data, weight_shape, kernel, stride, dilate, pad, num_group, layout):
    g = _geometry_of(data.shape, weight_shape, (kernel, stride, dilate, pad, num_group, layout))
    return F._convolution_weight(data, gy, geometry=g)


def _bias_gradient(F, gy, layout):
    channel = gy.ndim - 1 if layout is not None and layout.endswith("C") else 1
    return F.sum(gy, axis=tuple([i for i in range(gy.ndim) if i != channel]))


@convolution.gradient("bias")
def _(F, gy, layout):
    return _bias_gradient(F, gy, layout)


@operator("Deconvolution", promotes=True)
def deconvolution(
    data, weight, bias=None, *, kernel, stride=(), dilate=(), pad=(), adj=(), target_shape=(),
    num_filter, num_group=1, workspace=512, no_bias=True, cudnn_tune=None, cudnn_off=False,
    layout=None,
):  # fmt: skip
    """Transposed convolution: what the gradient of a convolution does to its output's gradient.

    Every element of ``data`` adds a multiple of the kernel to the output, ``stride`` apart.

    Parameters
    ----------
    data : NDArray
        Floats of shape (batch, channels, ...) with one to three spatial axes; in other layouts
        the channels come last.
    weight : NDArray
        Shape (channels, num_filter / num_group, \\*kernel); with the channels last,
        (channels, \\*kernel, num_filter / num_group).
    bias : NDArray, optional
        Shape (num_filter,); to be given with ``no_bias=False`` only.
    kernel : tuple of int
        Size of the kernel along each spatial axis. An integer stands for all axes here and below.
    stride, dilate : tuple of int, default 1 along each axis
        Of the convolution that is turned around.
    pad : tuple of int, default 0 along each axis
        How much of the output is cut at both ends.
    adj : tuple of int, default 0 along each axis
        How much longer the output is at its end; less than ``stride``.
    target_shape : tuple of int, optional
        Spatial shape of the output; ``pad`` and ``adj`` are ignored and chosen to give it.
    num_filter : int
        Channels of the output.
    num_group : int, default 1
        Channels and filters are cut into that many groups that do not see each other.
    no_bias : bool, default True
        Whether there is no bias.
    layout : str, optional
        ``NCW``, ``NCHW``, ``NCDHW`` (the default for its number of axes), ``NWC``, ``NHWC`` or
        ``NDHWC``.
    workspace, cudnn_tune, cudnn_off
        Tune other implementations; nothing here depends on them.

    Returns
    -------
    NDArray
        Shape (batch, num_filter, ...), along each axis
        ``stride*(size-1) + dilate*(kernel-1) + 1 - 2*pad + adj``.

    Raises
    ------
    ValueError
        Where shapes and parameters do not fit each other.

    >>> x = nd.array([[[[1, 2], [3, 4]]]])
    >>> nd.Deconvolution(x, nd.ones((1, 1, 2, 2)), kernel=(2, 2), num_filter=1)
    <BLANKLINE>
    [[[[ 1.  3.  2.]
       [ 4. 10.  6.]
       [ 3.  7.  4.]]]]
    <NDArray 1x1x3x3 @cpu(0)>
    """
    kernel, stride, dilate, pad, adj, target_shape = _hashable(
        kernel, stride, dilate, pad, adj, target_shape
    )
    g = deconvolution_geometry(
        data.shape, weight.shape, None if bias is None else bias.shape, kernel, stride, dilate, pad,
        adj, target_shape, num_filter, num_group, no_bias, layout,
    )  # fmt: skip
    return maps.data(data, weight, bias, g)


def _turned_geometry_of(data_shape, weight_shape, p):
    """The geometry of a transposed convolution that has run."""
    kernel, stride, dilate, pad, adj, target_shape, num_filter, num_group, layout = p
    return deconvolution_geometry(
        data_shape, weight_shape, None, *_hashable(kernel, stride, dilate, pad, adj, target_shape),
        num_filter, num_group, True, layout,
    )  # fmt: skip


@deconvolution.gradient("data")
def _(
    F, gy, weight, data_shape, kernel, stride, dilate, pad, adj, target_shape, num_filter,
    num_group, layout,
):  # fmt: skip
    p = (kernel, stride, dilate, pad, adj, target_shape, num_filter, num_group, layout)
    return F._convolution_output(
        gy, weight, geometry=_turned_geometry_of(data_shape, weight.shape, p)
    )


@deconvolution.gradient("weight")
def _(
    F, gy, data, weight_shape, kernel, stride, dilate, pad, adj, target_shape, num_filter,
    num_group, layout,
):  # fmt: skip
    p = (kernel, stride, dilate, pad, adj, target_shape, num_filter, num_group, layout)
    return F._convolution_weight(
        gy, data, geometry=_turned_geometry_of(data.shape, weight_shape, p)
    )


@deconvolution.gradient("bias")
def _(F, gy, layout):
    return _bias_gradient(F, gy, layout)


# The three maps as operators on their own: each is the gradient of the others.


@operator("_convolution_output")
def convolution_output(data, weight, *, geometry: Geometry):
    """The convolution of ``data`` with ``weight``."""
    return maps.output(data, weight, None, geometry)


@operator("_convolution_data")
def convolution_data(gradient, weight, *, geometry: Geometry):
    """The gradient of a convolution with respect to its data, from that of its output."""
    return maps.data(gradient, weight, None, geometry)


@operator("_convolution_weight")
def convolution_weight(data, gradient, *, geometry: Geometry):
    """The gradient of a convolution with respect to its weight, from that of its output."""
    return maps.weight(data, gradient, geometry)


@convolution_output.gradient("data")
def _(F, gy, weight, geometry):
    return F._convolution_data(gy, weight, geometry=geometry)


@convolution_output.gradient("weight")
def _(F, gy, data, geometry):
    return F._convolution_weight(data, gy, geometry=geometry)


@convolution_data.gradient("gradient")
def _(F, gy, weight, geometry):
    return F._convolution_output(gy, weight, geometry=geometry)


@convolution_data.gradient("weight")
def _(F, gy, gradient, geometry):
    return F._convolution_weight(gy, gradient, geometry=geometry)


@convolution_weight.gradient("data")
def _(F, gy, gradient, geometry):
    return F._convolution_data(gradient, gy, geometry=geometry)


@convolution_weight.gradient("gradient")
def _(F, gy, data, geometry):
    return F._convolution_output(data, gy, geometry=geometry)
