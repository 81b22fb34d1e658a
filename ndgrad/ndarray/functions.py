"""Functions of ``nd`` composed of operators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..base import InvalidTypeError, InvalidValueError
from ..core.arguments import checked
from ..ops.registry import find
from .ndarray import NDArray, classic

__all__ = [
    "allclose", "concatenate", "moveaxis", "onehot_encode", "to_dlpack_for_read",
    "to_dlpack_for_write",
]  # fmt: skip


@checked
def concatenate(arrays: Sequence[NDArray], axis: int = 0, always_copy: bool = True) -> NDArray:
    """Arrays joined along an existing axis.

    Parameters
    ----------
    arrays : sequence of NDArray
        Of the same shape but for the axis; ``ValueError`` for none and for shapes that differ.
    axis : int, default 0
    always_copy : bool, default True
        False returns a single array as it is.

    >>> nd.concatenate([nd.ones((1, 2)), nd.zeros((1, 2))])
    <BLANKLINE>
    [[1. 1.]
     [0. 0.]]
    <NDArray 2x2 @cpu(0)>
    """
    arrays = list(arrays)
    if not arrays:
        raise InvalidValueError("concatenate: at least one array is needed.")
    if not isinstance(arrays[0], NDArray):
        raise InvalidTypeError(f"concatenate needs arrays, got {type(arrays[0]).__name__}.")
    if len(arrays) == 1 and not always_copy:
        return arrays[0]
    return classic.F.concat(*arrays, dim=axis)


@checked
def moveaxis(
    tensor: NDArray, source: int | Sequence[int], destination: int | Sequence[int]
) -> NDArray:
    """The array ``tensor`` with axes moved to new places, the others in their order; a copy.

    ``source`` and ``destination`` are integers or equally long sequences of distinct axes;
    ``ValueError`` otherwise.

    >>> nd.moveaxis(nd.zeros((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    ndim = tensor.ndim
    froms = [_axis(a, ndim) for a in ([source] if isinstance(source, int) else source)]
    tos = [_axis(a, ndim) for a in ([destination] if isinstance(destination, int) else destination)]
    if len(froms) != len(tos) or len(set(froms)) != len(froms) or len(set(tos)) != len(tos):
        raise InvalidValueError(
            f"moveaxis: source {source} and destination {destination} must be equally long "
            f"and name each axis once."
        )
    order = [axis for axis in range(ndim) if axis not in froms]
    for to, axis in sorted(zip(tos, froms, strict=True)):
        order.insert(to, axis)
    return classic.F.transpose(tensor, axes=tuple(order))


def _axis(axis: int, ndim: int) -> int:
    if not -ndim <= axis < ndim:
        raise InvalidValueError(f"moveaxis: axis {axis} is out of range for {ndim} axes.")
    return axis % ndim


@checked
def allclose(
    a: NDArray,
    b: NDArray,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = True,
    out: NDArray | None = None,
) -> NDArray:
    one = classic.F.allclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)
    result = classic.wrap(one._raw.reshape(()), None, one._ctx)  # MXNet gives it no axes either
    return result if out is None else result.copyto(out)


allclose.__doc__ = find("allclose").doc  # type: ignore[union-attr]  # it is declared


@checked
def onehot_encode(indices: NDArray, out: NDArray) -> NDArray:
    """Write a one-hot row for each of ``indices``, shape (n,), into ``out``, shape (n, classes).

    The older form of :func:`nd.one_hot <ndgrad.nd.one_hot>`; returns ``out``.

    >>> nd.onehot_encode(nd.array([1, 0]), nd.zeros((2, 3)))
    <BLANKLINE>
    [[0. 1. 0.]
     [1. 0. 0.]]
    <NDArray 2x3 @cpu(0)>
    """
    return classic.F.one_hot(indices, depth=out.shape[1], dtype=out._raw.dtype.name, out=out)


@checked
def to_dlpack_for_read(data: NDArray) -> Any:
    """A DLPack capsule over a copy of the values of ``data``.

    >>> nd.from_dlpack(nd.to_dlpack_for_read(nd.ones(2))).shape
    (2,)
    """
    return data.to_dlpack_for_read()


@checked
def to_dlpack_for_write(data: NDArray) -> Any:
    """A DLPack capsule over a copy of ``data``: memory that others write is never shared.

    >>> nd.from_dlpack(nd.to_dlpack_for_write(nd.ones(2))).shape
    (2,)
    """
    return data.to_dlpack_for_write()
