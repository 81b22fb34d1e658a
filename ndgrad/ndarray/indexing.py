"""``x[key]`` and ``x[key] = value``.

As in MXNet: an integer or a contiguous slice along the first axis is a view (writes go through);
any other basic index is a copy; integer arrays, lists and NDArrays take elements, and what looks
like a mask (booleans, the result of a comparison) is read as integers.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from ..base import InplaceError, InvalidIndexError, InvalidTypeError, InvalidValueError
from ..core.arguments import checked
from ..core.dispatch import FrontEnd
from ..core.held import held
from ..core.inplace import INPLACE_REFUSED, check_can_join, check_writable, write
from ..core.state import state
from ..ops.slicing import slice_key

if TYPE_CHECKING:
    from typing_extensions import Self

    from .ndarray import NDArray

__all__ = ["Indexing"]

_ALL = slice(None)
_HELD_BY_ALL_FLOATS = 65504.0  # the largest number of float16


class Indexing:
    """Reading and writing of parts of an array."""

    __slots__ = ()
    _front: FrontEnd

    def __getitem__(self, key: Any) -> NDArray:
        raw = self._raw  # type: ignore[attr-defined]  # a slot of the array
        node = self._node
        if (node is None or not state.recording) and _plain(key):
            try:
                part = raw[(*key, Ellipsis) if type(key) is tuple else (key, Ellipsis)]
            except (IndexError, TypeError, ValueError):
                pass  # below it gets its message
            else:
                if not part.shape:
                    part = self._front.finish(part)
                elif not part.flags.c_contiguous:
                    part = part.copy()
                return self._front.wrap(part, None, self._ctx)  # type: ignore[attr-defined]  # a slot
        key, basic = normalise(key, raw)
        if basic:
            operator = "_view_index" if shares_memory(key, raw) else "_basic_index"
            return getattr(self._front.F, operator)(self, key=key)
        arrays = [k for k in key if isinstance(k, np.ndarray)]
        pattern = tuple(None if isinstance(k, np.ndarray) else k for k in key)
        positions = tuple(i for i, k in enumerate(key) if isinstance(k, np.ndarray))
        wrapped = [self._front.wrap(a) for a in arrays]
        return self._front.F._advanced_index(self, *wrapped, key=pattern, positions=positions)

    def __setitem__(self, key: Any, value: Any) -> None:
        check_writable(self)
        node = getattr(value, "_node", None)
        recorded = state.recording and node is not None and node.kept is not None
        whole = key is Ellipsis or (type(key) is slice and key == _ALL)
        if recorded:
            shape = self.shape if whole else _shape_of_all(key, self._raw)  # type: ignore[attr-defined]  # a slot
            check_can_join(self)  # counts references: raw below would be one
        raw = self._raw  # type: ignore[attr-defined]  # a slot of the array
        given = key
        if whole:
            key, basic = Ellipsis, True
        elif _plain(key):  # with an Ellipsis it is a view also where a single element is selected
            key, basic = ((*key, Ellipsis) if type(key) is tuple else (key, Ellipsis)), True
        else:
            key, basic = normalise(key, raw)
            if basic and Ellipsis not in key:
                key = (*key, Ellipsis)
        values = value_for(value, raw)
        try:
            write(self, values, key, basic)
        except IndexError as error:
            normalise(given, raw)  # raises where the key alone is wrong
            raise InvalidIndexError(f"x[key] = value: {error}; x has shape {raw.shape}.") from None
        except (ValueError, TypeError) as error:
            normalise(given, raw)
            raise InvalidValueError(
                f"x[key] = value: a value of shape {np.shape(values)} does not fit; x has shape "
                f"{raw.shape} ({error})."
            ) from None
        if recorded:  # x[:] = y: from here on x is y
            linked = _spread(self._front.F, value, shape)
            if shape != raw.shape:
                linked = self._front.F._view(linked, shape=raw.shape)
            self._node = self._front.cast(linked, raw.dtype)._node  # type: ignore[misc]  # a slot of the array

    @checked
    def slice_assign(self, rhs: Any, begin: Any, end: Any, step: Any) -> Self:
        """Write ``rhs`` into the part between ``begin`` and ``end``, in place; returns itself.

        ``begin``, ``end`` and ``step`` are tuples as in :func:`nd.slice <ndgrad.nd.slice>`.

        >>> nd.zeros((2, 3)).slice_assign(nd.ones((2, 1)), (0, 1), (2, 2), (1, 1)).asnumpy()
        array([[0., 1., 0.],
               [0., 1., 0.]], dtype=float32)
        """
        self[_part(self, begin, end, step)] = rhs
        return self

    @checked
    def slice_assign_scalar(self, value: float, begin: Any, end: Any, step: Any) -> Self:
        """Write the number ``value`` into a part, in place; returns itself.

        The part is that between ``begin`` and ``end``, as in :meth:`slice_assign`.

        >>> nd.zeros((2, 3)).slice_assign_scalar(7, (0, 1), (1, 3), (1, 1)).asnumpy()
        array([[0., 7., 7.],
               [0., 0., 0.]], dtype=float32)
        """
        self[_part(self, begin, end, step)] = value
        return self


def _shape_of_all(key: Any, raw: np.ndarray) -> tuple[int, ...]:
    """The shape in which a key selects all elements in their order; raises for any other key.

    ``x[:, :]``, ``x[0:len(x)]`` and, of one row, ``x[0]``: all of them mean ``x[:]``.
    """
    parts, basic = normalise(key, raw)
    part = raw[parts if Ellipsis in parts else (*parts, Ellipsis)] if basic else None
    # A basic key that leaves out no element can only turn axes around, and then begins elsewhere.
    if part is None or part.size != raw.size or part.ctypes.data != raw.ctypes.data:
        raise InplaceError(INPLACE_REFUSED)  # a part of the array would depend on the graph
    return part.shape or (1,)


def _spread(F: Any, value: Any, shape: tuple[int, ...]) -> Any:
    """``value`` in the shape it was assigned to, recorded."""
    extra = value.ndim - len(shape)
    if extra > 0:  # axes of length 1 in front, which an assignment takes off
        value = F._view(value, shape=value.shape[extra:])
    return value if value.shape == shape else F.broadcast_to(value, shape=shape)


def _part(array: Any, begin: Any, end: Any, step: Any) -> tuple[Any, ...]:
    try:
        return slice_key(begin, end, step, array._raw.ndim)
    except ValueError as error:
        raise InvalidValueError(f"slice_assign: {error} (shape {array._raw.shape}).") from None


def _plain(key: Any) -> bool:
    """Whether the key is integers and slices only: NumPy takes them as they are."""
    kind = type(key)
    if kind is tuple:
        for part in key:
            if type(part) is not int and type(part) is not slice:
                return False
        return True
    return kind is int or kind is slice


def normalise(key: Any, raw: np.ndarray) -> tuple[tuple[Any, ...], bool]:
    """The key as a tuple of integers, slices, None, Ellipsis and integer arrays; is it basic?"""
    basic = True
    parts: list[Any] = []
    for part in key if isinstance(key, tuple) else (key,):
        if part is None or part is Ellipsis:
            parts.append(part)
        elif isinstance(part, slice):
            parts.append(slice(*(_bound(b) for b in (part.start, part.stop, part.step))))
        elif isinstance(part, (int, np.integer)) and not isinstance(part, bool):
            parts.append(int(part))
        else:
            parts.append(_index_array(part))
            basic = False
    _check_bounds(parts, raw)
    return tuple(parts), basic


def _bound(bound: Any) -> Any:
    if bound is None or type(bound) is int:
        return bound
    try:
        return index(bound)
    except TypeError:
        raise InvalidTypeError(f"a slice needs integers, got {bound!r}.") from None


def _index_array(part: Any) -> np.ndarray:
    own = getattr(part, "_raw", None)
    values = np.asarray(part if own is None else own)
    if own is not None and own.dtype.kind == "b":
        raise InvalidIndexError(
            "an NDArray of truth values is no index; use nd.contrib.boolean_mask, or "
            "x[mask.astype('int32')] to take elements 0 and 1."
        )
    number = isinstance(part, (float, np.floating))
    usable = values.dtype.kind in "iub" or (values.dtype.kind == "f" and np.isfinite(values).all())
    if number or not usable:
        raise InvalidIndexError(
            f"an index is made of integers, slices, None, Ellipsis, and lists or arrays of "
            f"integers; got {part!r:.60}."
        )
    return values.astype(np.int64)


def _check_bounds(parts: list[Any], raw: np.ndarray) -> None:
    used = sum(1 for p in parts if p is not None and p is not Ellipsis)
    if used > raw.ndim:
        raise InvalidIndexError(f"too many indices ({used}) for an array of shape {raw.shape}.")
    if sum(1 for p in parts if p is Ellipsis) > 1:
        raise InvalidIndexError("an index can have only one Ellipsis ('...').")
    axis = 0
    for i, part in enumerate(parts):
        if part is None:
            continue
        if part is Ellipsis:
            axis = raw.ndim - sum(1 for p in parts[i + 1 :] if p is not None)
            continue
        size = raw.shape[axis]
        if isinstance(part, int):
            if not -size <= part < size:
                raise InvalidIndexError(
                    f"index {part} is out of bounds for axis {axis} with size {size}"
                )
        elif isinstance(part, np.ndarray) and part.size:
            low, high = part.min(), part.max()
            if low < -size or high >= size:
                raise InvalidIndexError(
                    f"index {low if low < -size else high} is out of bounds for axis {axis} "
                    f"with size {size}"
                )
        elif isinstance(part, slice) and part.step == 0:
            raise InvalidValueError("slice step cannot be zero")
        axis += 1


def shares_memory(key: tuple[Any, ...], raw: np.ndarray) -> bool:
    """Whether MXNet gives a view: the index selects one contiguous run of the memory."""
    part = raw[key]
    return not isinstance(part, np.ndarray) or part.flags.c_contiguous


def value_for(value: Any, raw: np.ndarray) -> Any:
    """What is assigned: a scalar, or an array."""
    values = getattr(value, "_raw", value)
    if type(values) is float and raw.dtype.kind == "f" and abs(values) <= _HELD_BY_ALL_FLOATS:
        return values
    if isinstance(values, (list, tuple)):
        values = np.asarray([getattr(v, "_raw", v) for v in values])
    if isinstance(values, np.ndarray):
        return values
    if isinstance(values, (bool, int, float, np.generic)):
        return _scalar(values, raw.dtype)
    raise InvalidTypeError(
        f"x[key] = value: an array or a number is needed, got {type(value).__name__} {value!r:.40}."
    )


def _scalar(value: Any, dtype: np.dtype) -> Any:
    return np.asarray(value).astype(dtype) if dtype.kind == "b" else held(value, dtype)
