"""Blocks that run their children one after the other."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from ...base import InvalidIndexError
from ..block import Block, HybridBlock

__all__ = ["HybridSequential", "Sequential"]


class _Stack(Block):
    """Children in a row: adding, indexing, printing."""

    def add(self, *blocks: Any) -> None:
        """Append blocks.

        >>> net = gluon.nn.Sequential()
        >>> net.add(gluon.nn.Dense(4), gluon.nn.Dense(2))
        >>> len(net)
        2
        """
        for block in blocks:
            self.register_child(block)

    def __repr__(self) -> str:
        return self._repr_with(self._children.items())

    def __getitem__(self, key: Any) -> Any:
        try:
            layers = list(self._children.values())[key]
        except IndexError:
            raise InvalidIndexError(
                f"{self.name}[{key}]: there are {len(self._children)} layers."
            ) from None
        if not isinstance(layers, list):
            return layers
        # A slice has the same prefix, so that its parameters keep the names they have.
        part = type(self)(prefix=self._prefix)
        with part.name_scope():
            part.add(*layers)
        return part

    def __len__(self) -> int:
        return len(self._children)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self._children.values()))


class Sequential(_Stack):
    """Blocks one after the other: the output of one is the input of the next.

    >>> net = gluon.nn.Sequential()
    >>> with net.name_scope():
    ...     net.add(gluon.nn.Dense(8, activation="relu"), gluon.nn.Dense(2))
    >>> net.initialize()
    >>> net(nd.ones((3, 4))).shape
    (3, 2)
    >>> net
    Sequential(
      (0): Dense(4 -> 8, Activation(relu))
      (1): Dense(8 -> 2, linear)
    )
    >>> net[:1]
    Sequential(
      (0): Dense(4 -> 8, Activation(relu))
    )
    """

    def forward(self, x: Any) -> Any:
        """The output of the last block."""
        for block in self._children.values():
            x = block(x)
        return x

    def hybridize(self, active: bool = True, **kwargs: Any) -> None:
        """Hybridize the children; warns where all of them are hybrid blocks.

        >>> net = gluon.nn.Sequential()
        >>> net.add(gluon.nn.Lambda("tanh"))
        >>> net.hybridize()
        """
        if self._children and all(isinstance(c, HybridBlock) for c in self._children.values()):
            warnings.warn(
                f"All children of this Sequential layer '{self.prefix}' are HybridBlocks. "
                "Consider using HybridSequential for the best performance.",
                stacklevel=2,
            )
        super().hybridize(active, **kwargs)


class HybridSequential(_Stack, HybridBlock):
    """Hybrid blocks one after the other: the output of one is the input of the next.

    >>> net = gluon.nn.HybridSequential()
    >>> net.add(gluon.nn.Dense(8, activation="relu"), gluon.nn.Dense(2))
    >>> net.initialize()
    >>> net(nd.ones((3, 4))).shape
    (3, 2)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The output of the last block."""
        for block in self._children.values():
            x = block(x)
        return x
