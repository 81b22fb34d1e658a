"""Functions of ``nd`` that make arrays from objects, or do what no operator does."""

from __future__ import annotations

from collections.abc import Sequence
from mmap import mmap
from operator import index
from typing import Any, SupportsIndex

import numpy as np

from ..base import (
    InvalidTypeError,
    InvalidValueError,
    UnsupportedError,
    as_mxnet_error,
)
from ..context import Context, resolve_context
from ..core.arguments import checked, unknown_keyword
from ..core.dispatch import is_number, python_number
from ..core.held import held
from ..core.inplace import check_writable, write
from ..core.writes import owner_of
from .dtypes import SUPPORTED, as_raw, resolve_dtype
from .ndarray import NDArray, classic

__all__ = ["array", "empty", "from_numpy", "full", "ones", "waitall", "zeros"]

Shape = SupportsIndex | Sequence[SupportsIndex]


@checked
def array(source_array: Any, ctx: Context | None = None, dtype: Any = None) -> NDArray:
    """An array with the values of a list, a number, a NumPy array or another NDArray.

    Parameters
    ----------
    source_array : array-like
    ctx : Context, optional
        The current context by default.
    dtype : str or type, optional
        By default the dtype of an NDArray source, and float32 for everything else, integer and
        float64 NumPy arrays included.

    Raises
    ------
    TypeError
        For what is no array of numbers.

    >>> nd.array([[1, 2], [3, 4]])
    <BLANKLINE>
    [[1. 2.]
     [3. 4.]]
    <NDArray 2x2 @cpu(0)>
    """
    return classic.wrap(as_raw(source_array, dtype), None, resolve_context(ctx))


_MOST_AXES = 64  # of NumPy


def _shape(shape: Any) -> tuple[int, ...]:
    several = isinstance(shape, (tuple, list)) or isinstance(shape, np.ndarray) and shape.ndim == 1
    given = shape if several else (shape,)
    try:
        sizes = tuple(index(n) for n in given)
    except TypeError:
        raise InvalidTypeError(f"a shape is made of integers, got {shape!r}.") from None
    if any(n < 0 for n in sizes):
        raise InvalidValueError(f"a shape cannot have negative sizes: {sizes}.")
    if len(sizes) > _MOST_AXES:
        raise InvalidValueError(f"an array has at most {_MOST_AXES} axes, got {len(sizes)}.")
    return sizes


def _out(made: np.ndarray, out: Any, ctx: Any) -> NDArray:
    if out is None:
        return classic.wrap(made, None, ctx)
    if out._raw.shape != made.shape:
        raise InvalidValueError(f"out= has shape {out._raw.shape}, the result {made.shape}.")
    check_writable(out)
    write(out, made)
    return out


def _check(function: str, stype: str | None, unknown: dict[str, Any]) -> None:
    for key in unknown:
        if key not in ("name", "attr", "__layout__"):  # cells hand on what state_info says
            raise unknown_keyword(function, key, ["shape", "ctx", "dtype", "stype", "out"])
    if stype not in (None, "default"):
        raise UnsupportedError(f"nd.{function}: only stype='default' is supported.")


@checked
def zeros(
    shape: Shape,
    ctx: Context | None = None,
    dtype: Any = None,
    stype: str | None = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """An array of zeros; float32 and the current context by default.

    Parameters
    ----------
    shape : int or tuple of int
    ctx : Context, optional
        Where the array lives, the current context by default.
    dtype : str or type, default 'float32'
    stype : None or 'default'
        Arrays are dense.
    out : NDArray, optional
        An array of this shape to write into, which is returned.

    >>> nd.zeros((1, 2))
    <BLANKLINE>
    [[0. 0.]]
    <NDArray 1x2 @cpu(0)>
    """
    _check("zeros", stype, kwargs)
    ctx = resolve_context(ctx)
    return _out(np.zeros(_shape(shape), resolve_dtype(dtype)), out, ctx)


@checked
def ones(
    shape: Shape,
    ctx: Context | None = None,
    dtype: Any = None,
    out: NDArray | None = None,
    **kwargs: Any,
) -> NDArray:
    """An array of ones; float32 and the current context by default.

    Parameters
    ----------
    shape : int or tuple of int
    ctx : Context, optional
        Where the array lives, the current context by default.
    dtype : str or type, default 'float32'
    out : NDArray, optional
        An array of this shape to write into, which is returned.

    >>> nd.ones(2)
    <BLANKLINE>
    [1. 1.]
    <NDArray 2 @cpu(0)>
    """
    _check("ones", kwargs.pop("stype", None), kwargs)
    ctx = resolve_context(ctx)
    return _out(np.ones(_shape(shape), resolve_dtype(dtype)), out, ctx)


@checked
def full(
    shape: Shape,
    val: Any,
    ctx: Context | None = None,
    dtype: Any = None,
    out: NDArray | None = None,
) -> NDArray:
    """An array filled with one value; float32 and the current context by default.

    Parameters
    ----------
    shape : int or tuple of int
    val : number or NDArray
        The value, or values that broadcast to the shape; ``ValueError`` for others.
    ctx : Context, optional
        Where the array lives, the current context by default.
    dtype : str or type, default 'float32'
    out : NDArray, optional
        An array of this shape to write into, which is returned.

    >>> nd.full(2, 7)
    <BLANKLINE>
    [7. 7.]
    <NDArray 2 @cpu(0)>
    """
    ctx, wanted, sizes = resolve_context(ctx), resolve_dtype(dtype), _shape(shape)
    value = getattr(val, "_raw", val)
    if is_number(value) and wanted.kind != "b":
        value = held(python_number(value), wanted)
    try:
        filled = np.full(sizes, value, wanted)
    except (TypeError, ValueError) as error:
        raise as_mxnet_error(
            error, f"full: the value {val!r:.60} does not fill an array of shape {shape}: {error}."
        ) from None
    return _out(filled, out, ctx)


@checked
def empty(
    shape: Shape, ctx: Context | None = None, dtype: Any = None, stype: str | None = None
) -> NDArray:
    """An array whose values are not set; float32 and the current context by default.

    Parameters
    ----------
    shape : int or tuple of int
    ctx : Context, optional
        Where the array lives, the current context by default.
    dtype : str or type, default 'float32'
    stype : None or 'default'
        Arrays are dense.

    >>> nd.empty((2, 3)).shape
    (2, 3)
    """
    _check("empty", stype, {})
    return classic.wrap(np.empty(_shape(shape), resolve_dtype(dtype)), None, resolve_context(ctx))


@checked
def from_numpy(
    ndarray: np.ndarray, zero_copy: bool = True, array_cls: type[NDArray] = NDArray
) -> NDArray:
    """An array over a NumPy array (``ndarray``), keeping its dtype.

    With ``zero_copy`` the memory is shared, and the NumPy array and the one it is a view of become
    read-only, so that a write there cannot falsify a recorded gradient. (A view that was made
    before stays writable: do not write through it.) The array must be C-contiguous, ValueError
    otherwise. Memory that NumPy does not own and that can be written - of a ``bytearray``, of
    another library, of a file mapped for writing - is copied all the same. ``array_cls``, the class
    of the result, can only be the default.

    >>> a = np.arange(3.0)
    >>> nd.from_numpy(a)
    <BLANKLINE>
    [0. 1. 2.]
    <NDArray 3 @cpu(0)>
    >>> a.flags.writeable
    False
    """
    if not isinstance(ndarray, np.ndarray):
        raise InvalidTypeError(f"from_numpy needs a numpy.ndarray, got {type(ndarray).__name__}.")
    if ndarray.dtype.name not in SUPPORTED:
        raise InvalidTypeError(f"from_numpy: dtype {ndarray.dtype} is not supported.")
    if array_cls is not NDArray:
        raise UnsupportedError(f"from_numpy: the result is an NDArray, not {array_cls!r}.")
    if not zero_copy:
        return classic.wrap(np.array(ndarray, order="C"))
    if not ndarray.flags.c_contiguous:
        raise InvalidValueError(
            "Only c-contiguous arrays are supported for zero-copy; use zero_copy=False."
        )
    owner = owner_of(ndarray)
    if not (owner.flags.owndata or _is_constant(owner)):
        return classic.wrap(np.array(ndarray, order="C"))
    view = ndarray.view(np.ndarray)
    ndarray.flags.writeable = owner.flags.writeable = False
    return classic.wrap(view)


def _is_constant(owner: np.ndarray) -> bool:
    """Whether the memory under an array that does not own it cannot be written by anybody."""
    return isinstance(owner.base, bytes) or (
        isinstance(owner.base, mmap) and not owner.flags.writeable  # a file opened for reading
    )


def waitall() -> None:
    """Return when all operators have run: at once, they are computed when called.

    >>> nd.waitall()
    """
