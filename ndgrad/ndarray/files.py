"""``nd.save`` and ``nd.load``: MXNet's own files of arrays (``.params``).

What is written is what MXNet 1.9.1 writes, to a temporary file that takes the final name only when
it is whole. How files are read is in :mod:`.file_reader`.
"""

from __future__ import annotations

import os
import struct
from typing import Any

import numpy as np

from ..base import InvalidTypeError, InvalidValueError
from ..core.arguments import checked
from ..core.whole_files import read_bytes, write_atomically
from .file_reader import FLAGS, LIST, V2, read_arrays
from .ndarray import NDArray

__all__ = ["load", "load_frombuffer", "save"]


# -- writing --------------------------------------------------------------------------------------


@checked
def save(fname: str | os.PathLike[str], data: Any) -> None:
    """Write an array, a list of arrays or a dict from names to arrays, in MXNet's format.

    MXNet 1.x reads the file. An array without axes is written with shape (1,), because that format
    has no scalars.

    Parameters
    ----------
    fname : str or path
        The file appears whole or not at all.
    data : NDArray, list of NDArray or dict of str to NDArray
        An array alone is written as a list of one.

    >>> import tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "x.params")
    >>> nd.save(path, {"w": nd.ones(2)})
    >>> nd.load(path)["w"].shape
    (2,)
    """
    parts = _parts(data)
    write_atomically(fname, lambda stream: stream.writelines(parts))


def _parts(data: Any) -> list[Any]:
    """The bytes of a file in parts; those of large arrays are not copied."""
    names: list[str] = []
    if isinstance(data, NDArray):
        arrays = [data]
    elif isinstance(data, dict):
        names, arrays = list(data), list(data.values())
    elif isinstance(data, (list, tuple)):
        arrays = list(data)
    else:
        raise InvalidTypeError(
            f"save: an NDArray, a list or a dict of them is needed, got {type(data).__name__}."
        )
    for name in names:
        if not isinstance(name, str):
            raise InvalidTypeError(f"save: names must be strings, got {name!r}.")
    parts: list[Any] = [struct.pack("<QQQ", LIST, 0, len(arrays))]
    for array in arrays:
        if not isinstance(array, NDArray):
            raise InvalidTypeError(f"save: only NDArrays can be saved, got {type(array).__name__}.")
        parts += _array_record(array._raw)
    parts.append(struct.pack("<Q", len(names)))
    for name in names:
        try:
            encoded = name.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InvalidValueError(f"save: name {name!r} cannot be written: {error}.") from None
        parts += [struct.pack("<Q", len(encoded)), encoded]
    return parts


def _array_record(raw: np.ndarray) -> list[Any]:
    shape = raw.shape or (1,)
    values = np.ascontiguousarray(raw, raw.dtype.newbyteorder("<"))
    return [
        struct.pack("<Iii", V2, 0, len(shape)),
        struct.pack(f"<{len(shape)}q", *shape),
        struct.pack("<iii", 1, 0, FLAGS[raw.dtype.name]),
        values.reshape(-1).view(np.uint8).data,
    ]


# -- reading --------------------------------------------------------------------------------------


@checked
def load(fname: str | os.PathLike[str]) -> list[NDArray] | dict[str, NDArray]:
    """The arrays of a file: a dict if they have names, otherwise a list.

    Parameters
    ----------
    fname : str or path
        A file of :func:`save`, of any MXNet 1.x, or the ``.npz`` that MXNet 2 writes.

    Raises
    ------
    MXNetError
        Also FileNotFoundError for a missing file, also ValueError for one that is truncated,
        corrupt or of another kind.

    >>> import tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "x.params")
    >>> nd.save(path, [nd.ones(2), nd.zeros(1)])
    >>> [x.shape for x in nd.load(path)]
    [(2,), (1,)]
    """
    return read_arrays(read_bytes(fname, "load"), repr(os.fspath(fname)))


@checked
def load_frombuffer(buf: Any) -> list[NDArray] | dict[str, NDArray]:
    """Like :func:`load`, from ``buf``, the bytes of a file.

    ``TypeError`` for what is no bytes.

    >>> nd.load_frombuffer(bytes.fromhex("1201000000000000") + bytes(24))
    []
    """
    if not isinstance(buf, (bytes, bytearray, memoryview)):
        raise InvalidTypeError(f"load_frombuffer: bytes are needed, got {type(buf).__name__}.")
    return read_arrays(bytes(buf), "the buffer")
