"""Helpers for training: splitting batches over contexts, clipping gradients, fetching files."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ndarray as nd
from ..base import InvalidTypeError, InvalidValueError, RequirementError
from ..context import Context
from ..core.arguments import require_number
from .download import check_sha1, download, replace_file
from .hooks import HookHandle
from .printing import indent as _indent  # noqa: F401 - layers written for MXNet import it
from .shape import shape_is_known

__all__ = [
    "HookHandle",
    "check_sha1",
    "clip_global_norm",
    "download",
    "replace_file",
    "shape_is_known",
    "split_and_load",
    "split_data",
]


def split_data(
    data: nd.NDArray, num_slice: int, batch_axis: int = 0, even_split: bool = True
) -> list[nd.NDArray]:
    """Split an array into ``num_slice`` parts along ``batch_axis``.

    Parameters
    ----------
    data : NDArray
    num_slice : int
        At least 1 (``ValueError`` otherwise).
    batch_axis : int, default 0
    even_split : bool, default True
        Whether parts of different lengths are an error (``ValueError``); otherwise the first parts
        are longer by one.

    >>> [part.shape for part in gluon.utils.split_data(nd.ones((5, 2)), 2, even_split=False)]
    [(3, 2), (2, 2)]
    """
    if not -data.ndim <= batch_axis < data.ndim:
        raise InvalidValueError(f"batch_axis {batch_axis} is out of range for shape {data.shape}.")
    if num_slice < 1:
        raise InvalidValueError(f"split_data: num_slice must be at least 1, got {num_slice!r}.")
    size = data.shape[batch_axis]
    if even_split and size % num_slice:
        raise InvalidValueError(
            f"data with shape {data.shape} cannot be evenly split into {num_slice} slices along "
            f"axis {batch_axis}. Use a batch size that's multiple of {num_slice} or set "
            "even_split=False to allow uneven partitioning of data."
        )
    if num_slice == 1:
        return [data]
    length, longer = divmod(size, num_slice)
    stops = [(i + 1) * length + min(i + 1, longer) for i in range(num_slice)]
    parts = []
    for start, stop in zip([0, *stops], stops):
        if batch_axis == 0:
            parts.append(data[start:stop])
        else:
            parts.append(nd.slice_axis(data, axis=batch_axis, begin=start, end=stop))
    return parts


def split_and_load(
    data: Any, ctx_list: Sequence[Context], batch_axis: int = 0, even_split: bool = True
) -> list[nd.NDArray]:
    """Split an array into one part per context, and put it there.

    Parameters
    ----------
    data : NDArray, numpy.ndarray or nested list
        What is not an NDArray becomes float32.
    ctx_list : list of Context
        ``TypeError`` for a single one, ``ValueError`` for none.
    batch_axis, even_split
        As in :func:`split_data`.

    >>> a, b = gluon.utils.split_and_load([1, 2, 3, 4], [mx.cpu(0), mx.cpu(1)])
    >>> b
    <BLANKLINE>
    [3. 4.]
    <NDArray 2 @cpu(1)>
    """
    if isinstance(ctx_list, Context):
        raise InvalidTypeError(f"ctx_list must be a list of contexts, such as [{ctx_list}].")
    if not ctx_list:
        raise InvalidValueError("split_and_load: ctx_list is empty.")
    if not isinstance(data, nd.NDArray):
        data = nd.array(data, ctx=ctx_list[0])
    if len(ctx_list) == 1:
        return [data.as_in_context(ctx_list[0])]
    parts = split_data(data, len(ctx_list), batch_axis, even_split)
    return [part.as_in_context(ctx) for part, ctx in zip(parts, ctx_list)]


def clip_global_norm(
    arrays: Sequence[nd.NDArray], max_norm: float, check_isfinite: bool = True
) -> np.float32 | nd.NDArray:
    """Scale arrays, in place, so that the 2-norm of all their elements is at most ``max_norm``.

    Parameters
    ----------
    arrays : list of NDArray
        Also of different dtypes and contexts. ``ValueError`` for none, ``TypeError`` for an array
        alone.
    max_norm : float
    check_isfinite : bool, default True
        Warn where the norm is not finite.

    Returns the norm before clipping: a NumPy float32, or an NDArray of shape (1,) with
    ``check_isfinite=False``.

    >>> arrays = [nd.array([3, 4]), nd.array([12])]
    >>> float(gluon.utils.clip_global_norm(arrays, 6.5))
    13.0
    >>> arrays[0].asnumpy().round(3)
    array([1.5, 2. ], dtype=float32)
    """
    require_number("clip_global_norm", max_norm=max_norm)
    if isinstance(arrays, nd.NDArray):
        raise InvalidTypeError("clip_global_norm: arrays must be a list of NDArrays, got one.")
    if not arrays:
        raise RequirementError("clip_global_norm: there are no arrays.")
    total = 0.0
    for array in arrays:
        flat = array.asnumpy().ravel()
        # In float64 nothing overflows that is finite in float32.
        flat = flat.astype(np.float64) if flat.dtype != np.float64 else flat
        total += float(flat @ flat)
    norm = math.sqrt(total) if total == total else math.nan
    if check_isfinite and not math.isfinite(norm):
        warnings.warn("nan or inf is detected. Clipping results will be undefined.", stacklevel=2)
    scale = max_norm / (norm + 1e-8)
    if not scale >= 1.0:  # also where the norm is nan
        for array in arrays:
            array *= scale
    if check_isfinite:
        return np.float32(norm)
    return nd.array([norm], ctx=arrays[0].context)
