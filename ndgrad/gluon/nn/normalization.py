"""Layers that normalize: over the batch, the features, groups of channels, or single samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..block import HybridBlock

__all__ = ["BatchNorm", "BatchNormReLU", "GroupNorm", "InstanceNorm", "LayerNorm"]


def _add_scale_and_shift(
    block: Any,
    shape: tuple[int, ...],
    scale: bool,
    center: bool,
    gamma_initializer: Any,
    beta_initializer: Any,
    fixed_for_good: bool = False,
) -> None:
    """Give a block its ``gamma`` and ``beta``; without gradient where they are not wanted."""
    for name, init, learned in (
        ("gamma", gamma_initializer, scale),
        ("beta", beta_initializer, center),
    ):
        param = block.params.get(
            name,
            grad_req="write" if learned else "null",
            shape=shape,
            init=init,
            allow_deferred_init=True,
            differentiable=learned or not fixed_for_good,
        )
        setattr(block, name, param)


def _expected_length(block: Any, x: Any, axis: int) -> str:
    """For an error message: what the axis should be, where it is not."""
    shape = block.gamma.shape
    if not shape or not -len(x.shape) <= axis < len(x.shape) or x.shape[axis] == shape[0]:
        return ""
    return (
        f"length {shape[0]} is expected on axis {axis}, but it is {x.shape[axis]} "
        f"(input {x.shape})."
    )


class _BatchNorm(HybridBlock):
    """What :class:`BatchNorm` and :class:`BatchNormReLU` share; the first tells the parameters."""

    _relu = False

    gamma: Any
    beta: Any

    def __init__(
        self,
        axis: int = 1,
        momentum: float = 0.9,
        epsilon: float = 1e-5,
        center: bool = True,
        scale: bool = True,
        use_global_stats: bool = False,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        running_mean_initializer: Any = "zeros",
        running_variance_initializer: Any = "ones",
        in_channels: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._kwargs = {
            "axis": axis,
            "eps": epsilon,
            "momentum": momentum,
            "fix_gamma": not scale,
            "use_global_stats": use_global_stats,
        }
        if in_channels:  # as in MXNet: only where it was given
            self.in_channels = in_channels
        with self.name_scope():
            _add_scale_and_shift(
                self, (in_channels,), scale, center, gamma_initializer, beta_initializer, True
            )
            for name, init in (
                ("running_mean", running_mean_initializer),
                ("running_var", running_variance_initializer),
            ):
                param = self.params.get(
                    name,
                    grad_req="null",
                    shape=(in_channels,),
                    init=init,
                    allow_deferred_init=True,
                    differentiable=False,
                )
                setattr(self, name, param)

    def cast(self, dtype: Any) -> None:
        """Change the dtype; float16 leaves the parameters in float32."""
        super().cast("float32" if np.dtype(dtype) == np.float16 else dtype)

    def hybrid_forward(
        self, F: Any, x: Any, gamma: Any, beta: Any, running_mean: Any, running_var: Any
    ) -> Any:
        """The normalized input; while training the running statistics are updated in place."""
        operator = F.contrib.BatchNormWithReLU if self._relu else F.BatchNorm
        return operator(x, gamma, beta, running_mean, running_var, name="fwd", **self._kwargs)

    def _expectation(self, x: Any) -> str:
        return _expected_length(self, x, self._kwargs["axis"])  # type: ignore[arg-type]  # an int

    def __repr__(self) -> str:
        settings = ", ".join(f"{key}={value!r}" for key, value in self._kwargs.items())
        shape = self.gamma.shape
        return f"{type(self).__name__}({settings}, in_channels={shape[0] or None})"


class BatchNorm(_BatchNorm):
    """Normalizes each channel over the batch: mean 0, variance 1, then ``gamma`` and ``beta``.

    While training it uses mean and variance of the batch and updates the running ones (in place,
    they have no gradient); while predicting it uses the running ones. Ioffe, Szegedy: Batch
    normalization, 2015.

    Parameters
    ----------
    axis : int, default 1
        The axis of the channels.
    momentum : float, default 0.9
        ``running = momentum * running + (1 - momentum) * batch``.
    epsilon : float, default 1e-5
        Added to the variance.
    center, scale : bool, default True
        Whether ``beta`` and ``gamma`` are learned; otherwise they stay 0 and 1.
    use_global_stats : bool, default False
        Use the running statistics in training too.
    beta_initializer, gamma_initializer : Initializer or str
    running_mean_initializer, running_variance_initializer : Initializer or str
    in_channels : int, default 0
        Length of the axis; 0: found in the first forward pass.
    prefix, params
        As in :class:`Block`.

    >>> net = gluon.nn.BatchNorm()
    >>> net.initialize()
    >>> x = nd.array([[1, 10], [3, 30]])
    >>> with autograd.record():
    ...     y = net(x)
    >>> y.asnumpy().round(3)
    array([[-1., -1.],
           [ 1.,  1.]], dtype=float32)
    """


class BatchNormReLU(_BatchNorm):
    """:class:`BatchNorm` followed by a ReLU, as one operator. Parameters as there.

    >>> net = gluon.nn.BatchNormReLU()
    >>> net.initialize()
    >>> net(nd.array([[-1, 1]])).asnumpy().round(3)
    array([[0., 1.]], dtype=float32)
    """

    _relu = True


class InstanceNorm(HybridBlock):
    """Normalizes each channel of each sample. Ulyanov, Vedaldi, Lempitsky, 2016.

    Parameters
    ----------
    axis : int, default 1
        The axis of the channels.
    epsilon : float, default 1e-5
        Added to the variance.
    center : bool, default True
        Whether ``beta`` is learned.
    scale : bool, default False
        Whether ``gamma`` is learned.
    beta_initializer, gamma_initializer : Initializer or str
    in_channels : int, default 0
        Length of the axis; 0: found in the first forward pass.
    prefix, params
        As in :class:`Block`.

    >>> net = gluon.nn.InstanceNorm()
    >>> net.initialize()
    >>> net(nd.array([[[1, 3], [10, 30]]])).asnumpy().round(3)
    array([[[-1.,  1.],
            [-1.,  1.]]], dtype=float32)
    """

    gamma: Any
    beta: Any

    def __init__(
        self,
        axis: int = 1,
        epsilon: float = 1e-5,
        center: bool = True,
        scale: bool = False,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        in_channels: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._kwargs = {"eps": epsilon, "axis": axis, "center": center, "scale": scale}
        self._axis = axis
        self._epsilon = epsilon
        with self.name_scope():
            _add_scale_and_shift(
                self, (in_channels,), scale, center, gamma_initializer, beta_initializer
            )

    def hybrid_forward(self, F: Any, x: Any, gamma: Any, beta: Any) -> Any:
        """The normalized input."""
        if self._axis == 1:
            return F.InstanceNorm(x, gamma, beta, eps=self._epsilon, name="fwd")
        x = x.swapaxes(1, self._axis)
        y = F.InstanceNorm(x, gamma, beta, eps=self._epsilon, name="fwd")
        return y.swapaxes(1, self._axis)

    def _expectation(self, x: Any) -> str:
        return _expected_length(self, x, self._axis)

    def __repr__(self) -> str:
        settings = ", ".join(f"{key}={value!r}" for key, value in self._kwargs.items())
        return f"{type(self).__name__}({settings}, in_channels={self.gamma.shape[0]})"


class LayerNorm(HybridBlock):
    """Normalizes each sample over one axis. Ba, Kiros, Hinton: Layer normalization, 2016.

    Parameters
    ----------
    axis : int, default -1
        The axis that is normalized.
    epsilon : float, default 1e-5
        Added to the variance.
    center, scale : bool, default True
        Whether ``beta`` and ``gamma`` are learned.
    beta_initializer, gamma_initializer : Initializer or str
    in_channels : int, default 0
        Length of the axis; 0: found in the first forward pass.
    prefix, params
        As in :class:`Block`.

    >>> net = gluon.nn.LayerNorm()
    >>> net.initialize()
    >>> net(nd.array([[1, 3], [10, 30]])).asnumpy().round(3)
    array([[-1.,  1.],
           [-1.,  1.]], dtype=float32)
    """

    gamma: Any
    beta: Any

    def __init__(
        self,
        axis: int = -1,
        epsilon: float = 1e-5,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        in_channels: int = 0,
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(prefix=prefix, params=params)
        self._kwargs = {"eps": epsilon, "axis": axis, "center": center, "scale": scale}
        self._axis = axis
        self._epsilon = epsilon
        self._center = center
        self._scale = scale
        with self.name_scope():
            _add_scale_and_shift(
                self, (in_channels,), scale, center, gamma_initializer, beta_initializer
            )

    def hybrid_forward(self, F: Any, data: Any, gamma: Any, beta: Any) -> Any:
        """The normalized input."""
        return F.LayerNorm(data, gamma, beta, axis=self._axis, eps=self._epsilon)

    def _expectation(self, x: Any) -> str:
        return _expected_length(self, x, self._axis)

    def __repr__(self) -> str:
        settings = ", ".join(f"{key}={value!r}" for key, value in self._kwargs.items())
        return f"{type(self).__name__}({settings}, in_channels={self.gamma.shape[0]})"


class GroupNorm(HybridBlock):
    """Normalizes groups of channels of each sample. Wu, He: Group normalization, 2018.

    Parameters
    ----------
    num_groups : int, default 1
        Number of groups the second axis is divided into; ``gamma`` and ``beta`` have one value
        for each.
    epsilon : float, default 1e-5
        Added to the variance.
    center, scale : bool, default True
        Whether ``beta`` and ``gamma`` are learned.
    beta_initializer, gamma_initializer : Initializer or str
    prefix, params
        As in :class:`Block`.

    >>> net = gluon.nn.GroupNorm(num_groups=2)
    >>> net.initialize()
    >>> net(nd.array([[[1], [3], [10], [30]]])).asnumpy().ravel().round(3)
    array([-1.,  1., -1.,  1.], dtype=float32)
    """

    gamma: Any
    beta: Any

    def __init__(
        self,
        num_groups: int = 1,
        epsilon: float = 1e-5,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        prefix: str | None = None,
        params: Any = None,
    ) -> None:
        super().__init__(prefix=prefix, params=params)
        self._kwargs = {
            "eps": epsilon,
            "num_groups": num_groups,
            "center": center,
            "scale": scale,
        }
        self._num_groups = num_groups
        self._epsilon = epsilon
        self._center = center
        self._scale = scale
        with self.name_scope():
            _add_scale_and_shift(
                self, (num_groups,), scale, center, gamma_initializer, beta_initializer
            )

    def hybrid_forward(self, F: Any, data: Any, gamma: Any, beta: Any) -> Any:
        """The normalized input."""
        return F.GroupNorm(data, gamma, beta, num_groups=self._num_groups, eps=self._epsilon)

    def __repr__(self) -> str:
        settings = ", ".join(f"{key}={value!r}" for key, value in self._kwargs.items())
        return f"{type(self).__name__}({settings})"
