"""Methods that give the same elements another shape, sharing the memory or not.

As in MXNet ``x.reshape`` shares it and the others copy, unless ``inplace=True`` asks them not to.
The functions of ``nd`` always copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..base import InvalidTypeError, RequirementError
from ..core.arguments import checked, unknown_keyword
from ..core.dispatch import FrontEnd

if TYPE_CHECKING:
    from .ndarray import NDArray

__all__ = ["Reshaping"]


class Reshaping:
    """``reshape`` and its special cases."""

    __slots__ = ()
    _front: FrontEnd

    def reshape(self, *shape: Any, **kwargs: Any) -> NDArray:
        """The array with another shape, sharing memory; recorded.

        Takes the sizes as arguments, a tuple, or ``shape=``; the codes 0, -1, -2, -3, -4 and
        ``reverse=`` mean what they mean in :func:`nd.reshape <ndgrad.nd.reshape>`, which copies.
        ValueError if the number of elements differs.

        >>> x = nd.arange(6)
        >>> x.reshape((2, -1)).shape, x.reshape(3, 2).shape
        ((2, 3), (3, 2))
        >>> x.reshape(2, 3)[0] = 7
        >>> x.asnumpy()
        array([7., 7., 7., 3., 4., 5.], dtype=float32)
        """
        for key in kwargs.keys() - {"shape", "reverse"}:
            raise unknown_keyword("reshape", key, ["shape", "reverse"])
        if shape:
            if "shape" in kwargs:
                raise InvalidTypeError(f"reshape: two shapes are given, {shape} and shape=.")
            if len(shape) == 1 and isinstance(shape[0], (tuple, list)):
                shape = tuple(shape[0])
        elif "shape" in kwargs:
            shape = kwargs["shape"]
            shape = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
        else:
            raise RequirementError("reshape: Shape must be provided, as in x.reshape(2, -1).")
        return self._front.F._reshape(self, shape=shape, reverse=kwargs.get("reverse", False))

    @checked
    def expand_dims(self, axis: int, inplace: bool = False) -> NDArray:
        """The array with a new axis of length 1 (see :func:`nd.expand_dims`): a copy, or with
        ``inplace=True`` an array that shares the memory.

        >>> nd.ones(2).expand_dims(0).shape
        (1, 2)
        """
        new = self._front.F.expand_dims(self, axis=axis)
        return self._front.F._view(self, shape=new.shape) if inplace else new

    @checked
    def flatten(self, inplace: bool = False) -> NDArray:
        """All axes behind the first joined into one: a copy, or with ``inplace=True`` an array
        that shares the memory.

        >>> nd.ones((2, 3, 4)).flatten().shape
        (2, 12)
        """
        F = self._front.F
        return F._reshape(self, shape=(0, -1)) if inplace else F.flatten(self)

    @checked
    def squeeze(self, axis: Any = None, inplace: bool = False) -> NDArray:
        """The array without axes of length 1, or without ``axis`` (see :func:`nd.squeeze`): a
        copy, or with ``inplace=True`` an array that shares the memory.

        >>> nd.ones((1, 3, 1)).squeeze().shape
        (3,)
        """
        new = self._front.F.squeeze(self, axis=axis)
        return self._front.F._view(self, shape=new.shape) if inplace else new

    @checked
    def broadcast_like(self, other: Any, lhs_axes: Any = None, rhs_axes: Any = None) -> NDArray:
        """The array repeated to the shape of ``other``; ``lhs_axes`` and ``rhs_axes`` as in
        :func:`nd.broadcast_like`.

        >>> nd.ones((1, 2)).broadcast_like(nd.zeros((3, 2))).shape
        (3, 2)
        """
        return self._front.F.broadcast_like(self, other, lhs_axes=lhs_axes, rhs_axes=rhs_axes)
