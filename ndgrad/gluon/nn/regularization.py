"""Layers that act while training only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...base import InvalidValueError
from ...core.arguments import require_number
from ..block import HybridBlock

__all__ = ["Dropout"]


class Dropout(HybridBlock):
    """While training sets elements to zero at random and scales the others up; else the identity.

    Srivastava et al.: Dropout, 2014.

    Parameters
    ----------
    rate : float
        Probability of an element to be dropped; 0 does nothing. ``ValueError`` where it is none.
    axes : tuple of int, default ()
        Axes along which elements are dropped together.
    prefix, params
        As in :class:`Block`.

    >>> net = gluon.nn.Dropout(0.5)
    >>> net(nd.ones(4)).asnumpy()
    array([1., 1., 1., 1.], dtype=float32)
    >>> with autograd.record():
    ...     y = net(nd.ones(1000))
    >>> sorted(set(y.asnumpy().tolist()))
    [0.0, 2.0]
    """

    def __init__(self, rate: float, axes: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        require_number(type(self).__name__, rate=rate)
        if not 0 <= rate <= 1:
            raise InvalidValueError(f"{type(self).__name__}: rate must be 0 to 1, got {rate}.")
        self._rate = rate
        self._axes = axes

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The input, thinned out while training."""
        if self._rate > 0:
            return F.Dropout(x, p=self._rate, axes=self._axes, name="fwd")
        return F.identity(x)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p = {self._rate}, axes={self._axes})"
