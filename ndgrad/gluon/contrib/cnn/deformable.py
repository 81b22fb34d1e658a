"""Convolution at places that the layer learns."""

from __future__ import annotations

import math
from typing import Any

from ....base import InvalidValueError, UnsupportedError
from ...block import HybridBlock
from ...nn.activations import named_activation
from ...nn.convolution import Size, settings_shown, sizes
from ...nn.linear import check_sizes


def _check_fixed(**settings: tuple[Any, Any]) -> None:
    """Raise for a setting, given with the only value that it can have, that has another."""
    for name, (value, only) in settings.items():
        if value != only:
            raise UnsupportedError(
                f"DeformableConvolution: {name}={value!r} is not supported; use {only!r}."
            )


class DeformableConvolution(HybridBlock):
    """Convolution over two axes whose kernel points are moved, each by an offset of its own.

    An ordinary convolution of the input, with the parameters ``offset_weight`` and
    ``offset_bias``, gives for each output place how far down and to the right every kernel point
    is moved; between pixels the input is interpolated. The offsets start at zero, where the layer
    is an ordinary convolution.

    Parameters
    ----------
    channels : int
        Number of output channels.
    kernel_size, strides, padding, dilation : int or tuple of 2 int, default 1, 1, 0, 1
    groups : int, default 1
        Groups of channels that are convolved apart.
    num_deformable_group : int, default 1
        Groups of input channels that have offsets of their own.
    layout : {'NCHW'}
    use_bias : bool, default True
    in_channels : int, default 0
        Number of input channels; 0: found in the first forward pass.
    activation : str, optional
        Name as for :class:`Activation`.
    weight_initializer, bias_initializer : Initializer or str
    offset_weight_initializer, offset_bias_initializer : Initializer or str, default 'zeros'
    offset_use_bias : bool, default True
    op_name : {'DeformableConvolution'}
    adj : None
        MXNet's operator refuses it, and so does the layer.
    prefix, params
        As in :class:`Block`.

    Raises
    ------
    ValueError
        If ``channels`` or the number of offsets cannot be divided into ``groups``, or a size is
        less than it can be.
    NotImplementedError
        For another ``layout``, ``op_name`` or ``adj``.

    Input: ``(batch, in_channels, height, width)``. Output:
    ``(batch, channels, out_height, out_width)``, sizes as for :class:`Conv2D`.

    See Dai et al. 2017, *Deformable Convolutional Networks*.

    >>> net = gluon.contrib.cnn.DeformableConvolution(4, kernel_size=3)
    >>> net.initialize()
    >>> net(nd.ones((1, 2, 6, 7))).shape
    (1, 4, 4, 5)
    >>> net.offset_weight.shape  # two numbers for each of 9 kernel points
    (18, 2, 3, 3)
    """

    def __init__(
        self,
        channels: int,
        kernel_size: Size = (1, 1),
        strides: Size = (1, 1),
        padding: Size = (0, 0),
        dilation: Size = (1, 1),
        groups: int = 1,
        num_deformable_group: int = 1,
        layout: str = "NCHW",
        use_bias: bool = True,
        in_channels: int = 0,
        activation: str | None = None,
        weight_initializer: Any = None,
        bias_initializer: Any = "zeros",
        offset_weight_initializer: Any = "zeros",
        offset_bias_initializer: Any = "zeros",
        offset_use_bias: bool = True,
        op_name: str = "DeformableConvolution",
        adj: Any = None,
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(prefix=prefix, params=params)
        _check_fixed(
            layout=(layout, "NCHW"), op_name=(op_name, "DeformableConvolution"), adj=(adj, None)
        )
        check_sizes(
            self, 1, channels=channels, kernel_size=kernel_size, strides=strides, dilation=dilation,
            groups=groups, num_deformable_group=num_deformable_group,
        )  # fmt: skip
        check_sizes(self, 0, in_channels=in_channels, padding=padding)
        self._kwargs: dict[str, Any] = {
            "kernel": sizes(kernel_size, 2, "kernel_size"),
            "stride": sizes(strides, 2, "strides"),
            "dilate": sizes(dilation, 2, "dilation"),
            "pad": sizes(padding, 2, "padding"),
            "num_group": groups,
        }
        self._num_deformable_group = num_deformable_group
        offsets = 2 * math.prod(self._kwargs["kernel"]) * num_deformable_group
        self._check_groups(channels, offsets)
        with self.name_scope():
            self.offset_weight = self._weight(
                "offset_weight", offsets, in_channels, offset_weight_initializer
            )
            self.offset_bias = self._bias(
                "offset_bias", offsets, offset_bias_initializer, offset_use_bias
            )
            self.deformable_conv_weight = self._weight(
                "deformable_conv_weight", channels, in_channels, weight_initializer
            )
            self.deformable_conv_bias = self._bias(
                "deformable_conv_bias", channels, bias_initializer, use_bias
            )
            self.act = named_activation(activation)

    def _check_groups(self, channels: int, offsets: int) -> None:
        groups = self._kwargs["num_group"]
        for what, number in (("channels", channels), ("the number of offsets", offsets)):
            if number % groups:
                raise InvalidValueError(
                    f"DeformableConvolution: {what}, {number}, cannot be divided into "
                    f"groups={groups}."
                )

    def _weight(self, name: str, outputs: int, in_channels: int, init: Any) -> Any:
        shape = self._weight_shape(outputs, in_channels)
        return self.params.get(name, shape=shape, init=init, allow_deferred_init=True)

    def _bias(self, name: str, outputs: int, init: Any, used: bool) -> Any:
        if not used:
            return None
        return self.params.get(name, shape=(outputs,), init=init, allow_deferred_init=True)

    def _weight_shape(self, outputs: int, in_channels: int) -> tuple[int, ...]:
        return (outputs, in_channels // self._kwargs["num_group"], *self._kwargs["kernel"])

    def _alias(self) -> str:
        return "deformable_conv"

    def infer_shape(self, x: Any, *args: Any) -> None:
        """Find the shapes of the parameters from an input.

        >>> net = gluon.contrib.cnn.DeformableConvolution(4, kernel_size=3)
        >>> net.infer_shape(nd.ones((1, 2, 6, 7)))
        >>> net.deformable_conv_weight.shape
        (4, 2, 3, 3)
        """
        groups = self._kwargs["num_group"]
        if x.ndim != 4 or x.shape[1] % groups or not x.shape[1]:
            raise InvalidValueError(
                f"DeformableConvolution: an input with the axes NCHW and a number of channels that "
                f"{groups} groups divide is expected, got {x.shape}."
            )
        for weight in (self.offset_weight, self.deformable_conv_weight):
            weight.shape = self._weight_shape(weight.shape[0], x.shape[1])

    def hybrid_forward(
        self,
        F: Any,
        x: Any,
        offset_weight: Any,
        deformable_conv_weight: Any,
        offset_bias: Any = None,
        deformable_conv_bias: Any = None,
    ) -> Any:
        """The convolved input."""
        offset = F.Convolution(
            x, offset_weight, offset_bias, num_filter=self.offset_weight.shape[0],
            no_bias=offset_bias is None, **self._kwargs,
        )  # fmt: skip
        out = F.contrib.DeformableConvolution(
            x, offset, deformable_conv_weight, deformable_conv_bias,
            num_filter=self.deformable_conv_weight.shape[0],
            num_deformable_group=self._num_deformable_group,
            no_bias=deformable_conv_bias is None, name="fwd", **self._kwargs,
        )  # fmt: skip
        return out if self.act is None else self.act(out)

    def __repr__(self) -> str:
        channels, inputs = self.deformable_conv_weight.shape[:2]
        parts = settings_shown(self._kwargs, self.deformable_conv_bias, self.act)
        return f"{type(self).__name__}({inputs or None} -> {channels}, {', '.join(parts)})"
