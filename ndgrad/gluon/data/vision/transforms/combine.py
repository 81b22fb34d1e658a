"""Transforms made of transforms."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import groupby
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
        None in it is left out; ``TypeError`` for what is no list.

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
        given = [transform for transform in transforms if transform is not None]
        for are_hybrid, run in groupby(given, lambda t: isinstance(t, HybridBlock)):
            members = list(run)
            if are_hybrid and len(members) > 1:  # those that follow each other become one block
                together = HybridSequential()
                together.add(*members)
                together.hybridize()
                members = [together]
            for member in members:
                self.add(member if isinstance(member, Block) else Lambda(member))


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
