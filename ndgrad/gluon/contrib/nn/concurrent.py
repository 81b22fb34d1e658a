"""Blocks side by side on the same input."""

from __future__ import annotations

from typing import Any

from .... import ndarray as nd
from ...block import HybridBlock
from ...nn import HybridSequential, Sequential

__all__ = ["Concurrent", "HybridConcurrent", "Identity"]


class Concurrent(Sequential):
    """Gives the input to all its blocks and joins their outputs along an axis.

    Parameters
    ----------
    axis : int, default -1
    prefix, params
        As in :class:`Block`.

    >>> net = gluon.contrib.nn.Concurrent(axis=1)
    >>> net.add(gluon.nn.Lambda("relu"), gluon.nn.Lambda("negative"))
    >>> net(nd.array([[-1, 2]])).asnumpy()
    array([[ 0.,  2.,  1., -2.]], dtype=float32)
    """

    def __init__(self, axis: int = -1, prefix: str | None = None, params: Any = None) -> None:
        super().__init__(prefix=prefix, params=params)
        self.axis = axis

    def forward(self, x: Any) -> Any:
        """The outputs of all blocks, joined."""
        return nd.concat(*[block(x) for block in self._children.values()], dim=self.axis)


class HybridConcurrent(HybridSequential):
    """As :class:`Concurrent` with its parameters, of hybrid blocks.

    >>> net = gluon.contrib.nn.HybridConcurrent(axis=1)
    >>> net.add(gluon.contrib.nn.Identity(), gluon.nn.Activation("relu"))
    >>> net(nd.array([[-1, 2]])).asnumpy()
    array([[-1.,  2.,  0.,  2.]], dtype=float32)
    """

    def __init__(self, axis: int = -1, prefix: str | None = None, params: Any = None) -> None:
        super().__init__(prefix=prefix, params=params)
        self.axis = axis

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The outputs of all blocks, joined."""
        return F.concat(*[block(x) for block in self._children.values()], dim=self.axis)


class Identity(HybridBlock):
    """The input as it is: a branch of :class:`HybridConcurrent` that does nothing.

    >>> gluon.contrib.nn.Identity()(nd.ones(2)).asnumpy()
    array([1., 1.], dtype=float32)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """``x``."""
        return x
