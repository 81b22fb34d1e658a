"""Batch normalization over the parts of a batch on several devices - here, on one."""

from __future__ import annotations

from typing import Any

from ....base import UnsupportedError
from ...nn import BatchNorm

__all__ = ["SyncBatchNorm"]


class SyncBatchNorm(BatchNorm):
    """:class:`BatchNorm <ndgrad.gluon.nn.BatchNorm>` with statistics over all devices.

    Programs for several GPUs use it. On one device, the only case here, it is BatchNorm itself.

    Parameters
    ----------
    in_channels : int, default 0
        Number of channels; 0: found in the first forward pass.
    num_devices : int, optional
        None and 1 mean one device; more raise UnsupportedError: the parts of a batch are computed
        one after the other here, none can wait for the others' statistics.
    momentum, epsilon, center, scale, use_global_stats
        As in BatchNorm.
    beta_initializer, gamma_initializer, running_mean_initializer, running_variance_initializer
        As in BatchNorm.
    prefix, params
        As in :class:`Block <ndgrad.gluon.Block>`.

    >>> net = gluon.contrib.nn.SyncBatchNorm(in_channels=3)
    >>> net.initialize()
    >>> net(nd.ones((2, 3, 4, 4))).shape
    (2, 3, 4, 4)
    """

    def __init__(
        self,
        in_channels: int = 0,
        num_devices: int | None = None,
        momentum: float = 0.9,
        epsilon: float = 1e-5,
        center: bool = True,
        scale: bool = True,
        use_global_stats: bool = False,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        running_mean_initializer: Any = "zeros",
        running_variance_initializer: Any = "ones",
        **kwargs: Any,
    ) -> None:
        if num_devices not in (None, 1):
            raise UnsupportedError(
                f"SyncBatchNorm: num_devices={num_devices}, but statistics over several devices "
                f"are not supported.\nLeave num_devices out to normalize each part by itself."
            )
        super().__init__(
            1, momentum, epsilon, center, scale, use_global_stats, beta_initializer,
            gamma_initializer, running_mean_initializer, running_variance_initializer,
            in_channels, **kwargs,
        )  # fmt: skip

    def __repr__(self) -> str:
        shown = {**self._kwargs, "ndev": 1, "key": self.prefix}
        del shown["axis"]
        settings = ", ".join(f"{name}={value!r}" for name, value in shown.items())
        return f"{type(self).__name__}({settings}, in_channels={self.gamma.shape[0] or None})"
