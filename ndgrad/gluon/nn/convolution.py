"""Convolutions and transposed convolutions over one, two and three axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...base import InvalidValueError, RequirementError
from ..block import HybridBlock
from .activations import named_activation
from .linear import check_sizes

__all__ = ["Conv1D", "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Conv3D", "Conv3DTranspose"]

_LAYOUTS = {1: ("NCW", "NWC"), 2: ("NCHW", "NHWC"), 3: ("NCDHW", "NDHWC")}

Size = int | Sequence[int]


def sizes(value: Any, ndim: int, what: str) -> tuple[int, ...]:
    """One number for every axis, or one per axis."""
    if isinstance(value, (list, tuple)):
        if len(value) == ndim:
            return tuple(value)
    elif hasattr(value, "__index__"):
        return (value.__index__(),) * ndim
    raise RequirementError(f"{what} must be a number or a list of {ndim} ints, got {value!r}.")


def axes_of(layer: Any, size: Any, layout: str | None) -> int:
    """Over how many axes a layer works: its class knows, or in one written outside its layout."""
    ndim = getattr(layer, "_ndim", None)
    if ndim is None:
        ndim = len(layout) - 2 if layout else len(size) if isinstance(size, (list, tuple)) else 0
    if ndim not in _LAYOUTS:
        known = ", ".join(repr(layout) for pair in _LAYOUTS.values() for layout in pair)
        raise RequirementError(
            f"{type(layer).__name__}: layout must be one of {known}, got {layout!r}."
        )
    return ndim


def default_layout(ndim: int) -> str:
    """The order of axes where none is named: the channels in front."""
    return _LAYOUTS[ndim][0]


def check_layout(layout: str, ndim: int) -> None:
    """Raise where the order of axes is not one of those for ``ndim`` axes."""
    if layout not in _LAYOUTS[ndim]:
        first, last = _LAYOUTS[ndim]
        raise RequirementError(
            f"Only supports '{first}' and '{last}' layout for now, got {layout!r}."
        )


def settings_shown(kwargs: dict[str, Any], bias: Any, act: Any) -> list[str]:
    """What a convolution prints of its settings, the parameters of its operator."""
    ndim = len(kwargs["kernel"])
    parts = [f"kernel_size={kwargs['kernel']}", f"stride={kwargs['stride']}"]
    if kwargs["pad"] != (0,) * ndim:
        parts.append(f"padding={kwargs['pad']}")
    if kwargs["dilate"] != (1,) * ndim:
        parts.append(f"dilation={kwargs['dilate']}")
    if kwargs["num_group"] != 1:
        parts.append(f"groups={kwargs['num_group']}")
    if bias is None:
        parts.append("bias=False")
    if act is not None:
        parts.append(repr(act))
    return parts


class _Conv(HybridBlock):
    """What convolutions share; ``_ndim`` axes, channels on the second axis or the last.

    Layers written for MXNet extend it: its arguments are those that it has there.
    """

    _ndim: int

    def __init__(
        self,
        channels: int,
        kernel_size: Size,
        strides: Size,
        padding: Size,
        dilation: Size,
        groups: int,
        layout: str | None,
        in_channels: int = 0,
        activation: str | None = None,
        use_bias: bool = True,
        weight_initializer: Any = None,
        bias_initializer: Any = "zeros",
        op_name: str = "Convolution",
        adj: Size | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        ndim = axes_of(self, kernel_size, layout)
        layout = default_layout(ndim) if layout is None else layout
        check_layout(layout, ndim)
        check_sizes(
            self, 1, channels=channels, kernel_size=kernel_size, strides=strides, dilation=dilation
        )
        check_sizes(self, 0, in_channels=in_channels, padding=padding)
        self._check_groups(groups, channels=channels, in_channels=in_channels)
        self._channels = channels
        self._in_channels = in_channels
        self._op_name = op_name
        self._kwargs: dict[str, Any] = {
            "kernel": sizes(kernel_size, ndim, "kernel_size"),
            "stride": sizes(strides, ndim, "strides"),
            "dilate": sizes(dilation, ndim, "dilation"),
            "pad": sizes(padding, ndim, "padding"),
            "num_filter": channels,
            "num_group": groups,
            "no_bias": not use_bias,
            "layout": layout,
        }
        if adj is not None:
            self.outpad = self._kwargs["adj"] = sizes(adj, ndim, "output_padding")
        with self.name_scope():
            self._make_parameters(weight_initializer, bias_initializer)
            self.act = named_activation(activation)

    def _check_groups(self, groups: int, **channels: int) -> None:
        for what, number in channels.items():
            if groups < 1 or number % groups:
                raise InvalidValueError(
                    f"{type(self).__name__}: {what}={number} cannot be divided into "
                    f"groups={groups}."
                )

    def _make_parameters(self, weight_initializer: Any, bias_initializer: Any) -> None:
        self.weight = self.params.get(
            "weight",
            shape=self._weight_shape(self._in_channels),
            init=weight_initializer,
            allow_deferred_init=True,
        )
        self.bias = None
        if not self._kwargs["no_bias"]:
            self.bias = self.params.get(
                "bias", shape=(self._channels,), init=bias_initializer, allow_deferred_init=True
            )

    def _weight_shape(self, in_channels: int) -> tuple[int, ...]:
        kwargs = self._kwargs
        groups, kernel = kwargs["num_group"], kwargs["kernel"]
        if self._transposed:
            first, second = in_channels, self._channels // groups
        else:
            first, second = self._channels, in_channels // groups
        if self._channels_last:
            return (first, *kernel, second)
        return (first, second, *kernel)

    @property
    def _transposed(self) -> bool:
        return self._op_name == "Deconvolution"

    @property
    def _channels_last(self) -> bool:
        return self._kwargs["layout"].endswith("C")

    def _alias(self) -> str:
        return "conv"

    def hybrid_forward(self, F: Any, x: Any, weight: Any, bias: Any = None) -> Any:
        """The convolved input."""
        out = getattr(F, self._op_name)(x, weight, bias, name="fwd", **self._kwargs)
        if self.act is not None:
            out = self.act(out)
        return out

    def _expectation(self, x: Any) -> str:
        layout = self._kwargs["layout"]
        if len(x.shape) != len(layout):
            return f"an input with the {len(layout)} axes {layout} is expected, got {x.shape}."
        shape = self.weight.shape
        if not shape:
            return ""
        if self._transposed:
            expected = shape[0]
        else:
            expected = shape[-1 if self._channels_last else 1] * self._kwargs["num_group"]
        given = x.shape[-1 if self._channels_last else 1]
        if expected == given:
            return ""
        return f"{expected} input channels are expected, but {given} given (input {x.shape})."

    def __repr__(self) -> str:
        shape: Any = self.weight.shape
        second = shape[-1 if self._channels_last else 1]
        parts = settings_shown(self._kwargs, self.bias, self.act)
        return f"{type(self).__name__}({second or None} -> {shape[0]}, {', '.join(parts)})"


class _Convolution(_Conv):
    """The constructor of the convolutions, whatever the number of axes."""

    def __init__(
        self,
        channels: int,
        kernel_size: Size,
        strides: Size = 1,
        padding: Size = 0,
        dilation: Size = 1,
        groups: int = 1,
        layout: str | None = None,
        activation: str | None = None,
        use_bias: bool = True,
        weight_initializer: Any = None,
        bias_initializer: Any = "zeros",
        in_channels: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            channels, kernel_size, strides, padding, dilation, groups, layout, in_channels,
            activation, use_bias, weight_initializer, bias_initializer, **kwargs,
        )  # fmt: skip


class _Transposed(_Conv):
    """The constructor of the transposed convolutions, whatever the number of axes."""

    def __init__(
        self,
        channels: int,
        kernel_size: Size,
        strides: Size = 1,
        padding: Size = 0,
        output_padding: Size = 0,
        dilation: Size = 1,
        groups: int = 1,
        layout: str | None = None,
        activation: str | None = None,
        use_bias: bool = True,
        weight_initializer: Any = None,
        bias_initializer: Any = "zeros",
        in_channels: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            channels, kernel_size, strides, padding, dilation, groups, layout, in_channels,
            activation, use_bias, weight_initializer, bias_initializer, "Deconvolution",
            output_padding, **kwargs,
        )  # fmt: skip


class Conv1D(_Convolution):
    """Convolution over one axis.

    Parameters
    ----------
    channels : int
        Number of output channels.
    kernel_size : int or tuple of 1 int
    strides, padding, dilation : int or tuple of 1 int, default 1, 0, 1
    groups : int, default 1
        Groups of channels that are convolved apart.
    layout : {'NCW', 'NWC'}
        Order of the axes, 'NCW' by default.
    activation : str, optional
        Name as for :class:`Activation`.
    use_bias : bool, default True
    weight_initializer, bias_initializer : Initializer or str
    in_channels : int, default 0
        Number of input channels; 0: found in the first forward pass.
    prefix, params
        As in :class:`Block`.

    Input: ``(batch, in_channels, width)``. Output: ``(batch, channels, out_width)`` with
    ``out_width = (width + 2 * padding - dilation * (kernel_size - 1) - 1) // strides + 1``.

    >>> net = gluon.nn.Conv1D(1, kernel_size=2)
    >>> net.initialize(mx.init.One())
    >>> net(nd.array([[[1, 2, 4]]])).asnumpy()
    array([[[3., 6.]]], dtype=float32)
    """

    _ndim = 1


class Conv2D(_Convolution):
    """Convolution over two axes.

    Parameters
    ----------
    channels : int
        Number of output channels.
    kernel_size : int or tuple of 2 ints
    strides, padding, dilation : int or tuple of 2 ints, default 1, 0, 1
    groups : int, default 1
        Groups of channels that are convolved apart.
    layout : {'NCHW', 'NHWC'}
        Order of the axes, 'NCHW' by default.
    activation : str, optional
        Name as for :class:`Activation`.
    use_bias : bool, default True
    weight_initializer, bias_initializer : Initializer or str
    in_channels : int, default 0
        Number of input channels; 0: found in the first forward pass.
    prefix, params
        As in :class:`Block`.

    Input: ``(batch, in_channels, height, width)``. Output: ``(batch, channels, out_height,
    out_width)`` with ``out = (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1``.

    >>> net = gluon.nn.Conv2D(4, kernel_size=3, padding=1, activation="relu")
    >>> net.initialize()
    >>> net(nd.ones((2, 3, 8, 8))).shape
    (2, 4, 8, 8)
    """

    _ndim = 2


class Conv3D(_Convolution):
    """Convolution over three axes.

    Parameters
    ----------
    channels : int
        Number of output channels.
    kernel_size : int or tuple of 3 ints
    strides, padding, dilation : int or tuple of 3 ints, default 1, 0, 1
    groups : int, default 1
        Groups of channels that are convolved apart.
    layout : {'NCDHW', 'NDHWC'}
        Order of the axes, 'NCDHW' by default.
    activation : str, optional
        Name as for :class:`Activation`.
    use_bias : bool, default True
    weight_initializer, bias_initializer : Initializer or str
    in_channels : int, default 0
        Number of input channels; 0: found in the first forward pass.
    prefix, params
        As in :class:`Block`.

    Input: ``(batch, in_channels, depth, height, width)``; output accordingly, as in
    :class:`Conv2D`.

    >>> net = gluon.nn.Conv3D(4, kernel_size=(1, 3, 3))
    >>> net.initialize()
    >>> net(nd.ones((2, 3, 4, 8, 8))).shape
    (2, 4, 4, 6, 6)
    """

    _ndim = 3


class Conv1DTranspose(_Transposed):
    """Transposed convolution over one axis: the gradient of :class:`Conv1D` as a layer.

    Parameters
    ----------
    output_padding : int or tuple of 1 int, default 0
        Added to one side of the output.
    channels, kernel_size, strides, padding, dilation, groups, layout, activation, use_bias
        As in :class:`Conv1D`.
    weight_initializer, bias_initializer, in_channels, prefix, params
        As in :class:`Conv1D`.

    Output: ``(batch, channels, out_width)`` with ``out_width = (width - 1) * strides
    - 2 * padding + dilation * (kernel_size - 1) + output_padding + 1``.

    >>> net = gluon.nn.Conv1DTranspose(1, kernel_size=2, strides=2)
    >>> net.initialize(mx.init.One())
    >>> net(nd.array([[[1, 2]]])).asnumpy()
    array([[[1., 1., 2., 2.]]], dtype=float32)
    """

    _ndim = 1


class Conv2DTranspose(_Transposed):
    """Transposed convolution over two axes: the gradient of :class:`Conv2D` as a layer.

    Parameters
    ----------
    output_padding : int or tuple of 2 ints, default 0
        Added to one side of the output.
    channels, kernel_size, strides, padding, dilation, groups, layout, activation, use_bias
        As in :class:`Conv2D`.
    weight_initializer, bias_initializer, in_channels, prefix, params
        As in :class:`Conv2D`.

    Output: ``(batch, channels, out_height, out_width)`` with ``out = (size - 1) * stride
    - 2 * padding + dilation * (kernel - 1) + output_padding + 1``.

    >>> net = gluon.nn.Conv2DTranspose(4, kernel_size=2, strides=2)
    >>> net.initialize()
    >>> net(nd.ones((2, 3, 8, 8))).shape
    (2, 4, 16, 16)
    """

    _ndim = 2


class Conv3DTranspose(_Transposed):
    """Transposed convolution over three axes: the gradient of :class:`Conv3D` as a layer.

    Parameters
    ----------
    output_padding : int or tuple of 3 ints, default 0
        Added to one side of the output.
    channels, kernel_size, strides, padding, dilation, groups, layout, activation, use_bias
        As in :class:`Conv3D`.
    weight_initializer, bias_initializer, in_channels, prefix, params
        As in :class:`Conv3D`.

    >>> net = gluon.nn.Conv3DTranspose(4, kernel_size=2, strides=2)
    >>> net.initialize()
    >>> net(nd.ones((2, 3, 2, 4, 4))).shape
    (2, 4, 4, 8, 8)
    """

    _ndim = 3
