"""Transforms made of transforms."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from .....base import InvalidTypeError
from ....block import Block, HybridBlock
from ....nn import HybridSequential, Lambda, Sequential

__all__ = ["Compose", "RandomApply"]


class Compose(Sequential):
    """Transforms one after the other.

    Parameters
    ----------
    transforms : list of Block or callable

    >>> transforms = gluon.data.vision.transforms
    >>> prepare = transforms.Compose([transforms.Resize(8), transforms.ToTensor()])
    >>> prepare(nd.zeros((16, 16, 3), dtype="uint8")).shape
    (3, 8, 8)
    """

    def __init__(self, transforms: Sequence[Any]) -> None:
        super().__init__()
        if not isinstance(transforms, Iterable):
            raise InvalidTypeError(
                f"Compose: a list of transforms is needed, got {type(transforms).__name__}."
            )
        run: list[HybridBlock] = []  # hybrid transforms that follow each other become one block
        for transform in [*transforms, None]:
            if isinstance(transform, HybridBlock):
                run.append(transform)
                continue
            if len(run) == 1:
                self.add(run[0])
            elif run:
                together = HybridSequential()
                together.add(*run)
                together.hybridize()
                self.add(together)
            run = []
            if isinstance(transform, Block):
                self.add(transform)
            elif transform is not None:
                self.add(Lambda(transform))


class RandomApply(Sequential):
    """A transform that is applied with probability ``p``, drawn from Python's ``random``.

    Parameters
    ----------
    transforms : Block, callable, or list of them
    p : float, default 0.5

    >>> transforms = gluon.data.vision.transforms
    >>> transforms.RandomApply(transforms.ToTensor(), p=1.0)(nd.zeros((4, 5, 3))).shape
    (3, 4, 5)
    """

    def __init__(self, transforms: Any, p: float = 0.5) -> None:
        super().__init__()
        if isinstance(transforms, (list, tuple)):
            transforms = Compose(transforms)
        self.transforms = transforms
        self.p = p

    def forward(self, x: Any, *args: Any) -> Any:
        return x if self.p < random.random() else self.transforms(x)
