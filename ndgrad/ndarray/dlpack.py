"""Exchange with other libraries through DLPack.

What leaves here is a copy, and what comes in is copied unless its memory is read-only: memory that
somebody else can write would let a recorded gradient go wrong unnoticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..base import InvalidTypeError
from ..core.arguments import checked
from .dtypes import SUPPORTED

if TYPE_CHECKING:
    from .ndarray import NDArray

__all__ = ["from_dlpack", "to_capsule"]


class _Capsule:
    """A bare capsule as an object that has the protocol's methods."""

    def __init__(self, capsule: Any) -> None:
        self.capsule = capsule

    def __dlpack__(self, **kwargs: Any) -> Any:
        return self.capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return (1, 0)


def to_capsule(array: Any) -> Any:
    """A DLPack capsule over a copy of the values."""
    return array.asnumpy().__dlpack__()


@checked
def from_dlpack(dlpack: Any) -> NDArray:
    """An array with the values of a DLPack capsule, or of an object that has ``__dlpack__``.

    A capsule can be taken once. The values are copied. ``TypeError`` where ``dlpack`` is neither,
    and for values of a dtype that no array has.

    >>> nd.from_dlpack(np.arange(3, dtype='float32'))
    <BLANKLINE>
    [0. 1. 2.]
    <NDArray 3 @cpu(0)>
    """
    from .ndarray import classic  # it imports this module

    source = dlpack if hasattr(dlpack, "__dlpack__") else _Capsule(dlpack)
    try:
        values = np.from_dlpack(source)
    except (TypeError, ValueError, RuntimeError, BufferError, AttributeError) as error:
        raise InvalidTypeError(f"from_dlpack: {error}") from None
    if values.dtype.name not in SUPPORTED:
        raise InvalidTypeError(f"from_dlpack: dtype {values.dtype} is not supported.")
    return classic.wrap(np.array(values, order="C"))
