"""``nd.save`` and ``nd.load``: MXNet's own files of arrays (``.params``).

The reader takes files of every MXNet 1.x (and the ``.npz`` that MXNet 2 writes), and trusts
nothing in them: each count is compared with the bytes that are left before anything is made.
Sparse arrays are read as dense ones. The writer writes what MXNet 1.9.1 writes, to a temporary file
that takes the final name only when it is whole.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..base import FileFormatError, InvalidTypeError, InvalidValueError
from ..core.arguments import checked
from ..core.whole_files import read_bytes, write_atomically
from .ndarray import NDArray, classic

__all__ = ["load", "load_frombuffer", "save"]

_LIST = 0x112
_V1, _V2, _V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
_FLAGS = {"float32": 0, "float64": 1, "float16": 2, "uint8": 3, "int32": 4, "int8": 5, "int64": 6,
          "bool": 7}  # fmt: skip
_DTYPES = {flag: np.dtype(name).newbyteorder("<") for name, flag in _FLAGS.items()}
_BFLOAT16 = 12
_DEVICES = (1, 2, 3, 5)
_MOST_AXES = 64  # NumPy's own limit
#: Sparse arrays may claim any shape with no bytes behind it; what is larger in all is refused.
_MOST_DENSE_BYTES = 1 << 31
#: Deflated bytes are at most 1032 bytes each.
_MOST_INFLATED = 1032


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


def dump(data: Any) -> bytes:
    """The bytes of a file with ``data`` (see :func:`save`)."""
    return b"".join(_parts(data))


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
    parts: list[Any] = [struct.pack("<QQQ", _LIST, 0, len(arrays))]
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
        struct.pack("<Iii", _V2, 0, len(shape)),
        struct.pack(f"<{len(shape)}q", *shape),
        struct.pack("<iii", 1, 0, _FLAGS[raw.dtype.name]),
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
    return _read(read_bytes(fname, "load"), repr(os.fspath(fname)))


@checked
def load_frombuffer(buf: Any) -> list[NDArray] | dict[str, NDArray]:
    """Like :func:`load`, from the bytes of a file.

    >>> nd.load_frombuffer(bytes.fromhex("1201000000000000") + bytes(24))
    []
    """
    if not isinstance(buf, (bytes, bytearray, memoryview)):
        raise InvalidTypeError(f"load_frombuffer: bytes are needed, got {type(buf).__name__}.")
    return _read(bytes(buf), "the buffer")


def _read(content: bytes, where: str) -> list[NDArray] | dict[str, NDArray]:
    if content[:4] == b"PK\x03\x04":
        return _read_npz(content, where)
    reader = _Reader(content, where)
    if reader.take("<Q") != _LIST:
        raise reader.error("it does not begin as a file of arrays does")
    reader.take("<Q")  # reserved
    count = reader.count("arrays", 8)
    arrays = [_read_array(reader, last=i == count - 1) for i in range(count)]
    names = reader.count("names", 8)
    if names not in (0, count):
        raise reader.error(f"{count} arrays but {names} names")
    keys = [_read_name(reader) for _ in range(names)]
    wrapped = [classic.wrap(a) for a in arrays]
    return dict(zip(keys, wrapped, strict=True)) if keys else wrapped


def array_of_record(record: bytes) -> np.ndarray:
    """The raw array of one array record, as MXNet pickles arrays."""
    return _read_array(_Reader(record, "the pickled array"), last=True)


class _Reader:
    """A position in the bytes of a file."""

    def __init__(self, content: bytes, where: str) -> None:
        self.content = content
        self.where = where
        self.position = 0
        self.most_dense = _MOST_DENSE_BYTES

    def error(self, what: str) -> FileFormatError:
        return FileFormatError(
            f"load: {self.where} is not readable at byte {self.position}: {what}."
        )

    @property
    def left(self) -> int:
        return len(self.content) - self.position

    def take(self, layout: str) -> Any:
        """The next number of this ``struct`` layout."""
        size = struct.calcsize(layout)
        if size > self.left:
            raise self.error("it is truncated")
        (value,) = struct.unpack_from(layout, self.content, self.position)
        self.position += size
        return value

    def count(self, what: str, least_bytes: int) -> int:
        number = self.take("<Q")
        if number * least_bytes > self.left:
            raise self.error(f"it claims {number} {what}, but only {self.left} bytes follow")
        return number

    def values(self, dtype: np.dtype, shape: Sequence[int]) -> np.ndarray:
        number = math.prod(shape)  # unbounded integers: no overflow
        if number * dtype.itemsize > self.left:
            raise self.error(f"{number} values of {dtype} are claimed, {self.left} bytes follow")
        flat = np.frombuffer(self.content, dtype, number, self.position)
        self.position += number * dtype.itemsize
        try:
            return flat.astype(dtype.newbyteorder("="), copy=True).reshape(shape)
        except ValueError as error:  # other axes near 2**63 beside one of length 0
            raise self.error(f"shape {tuple(shape)} is impossible ({error})") from None

    def shape(self, axes: int, layout: str = "<q") -> tuple[int, ...]:
        if not 0 <= axes <= _MOST_AXES:
            raise self.error(f"an array with {axes} axes")
        sizes = tuple(self.take(layout) for _ in range(axes))
        if any(n < 0 for n in sizes):
            raise self.error(f"an array of shape {sizes}")
        return sizes


def _read_name(reader: _Reader) -> str:
    length = reader.take("<Q")
    if length > reader.left:
        raise reader.error(f"a name of {length} bytes, but only {reader.left} follow")
    raw = reader.content[reader.position : reader.position + length]
    reader.position += length
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise reader.error("a name that is not UTF-8") from None


def _read_array(reader: _Reader, last: bool) -> np.ndarray:
    magic = reader.take("<I")
    if magic in (_V2, _V3):
        return _read_v2(reader, magic == _V3, last)
    shape = reader.shape(reader.take("<i")) if magic == _V1 else reader.shape(magic, layout="<I")
    if not shape:
        raise reader.error("an array without data")
    _read_device(reader)
    return _read_values(reader, reader.take("<i"), shape)


def _read_v2(reader: _Reader, numpy_shapes: bool, last: bool) -> np.ndarray:
    storage = reader.take("<i")
    if storage not in (0, 1, 2):
        raise reader.error(f"unknown storage type {storage}")
    stored = reader.shape(reader.take("<i")) if storage else ()
    shape = reader.shape(reader.take("<i"))
    if not shape and not numpy_shapes and not _scalar_follows(reader, last):
        raise reader.error("an array without data")
    _read_device(reader)
    flag = reader.take("<i")
    if storage == 0:
        return _read_values(reader, flag, shape)
    auxiliary = []
    for _ in range(storage):
        aux_flag = reader.take("<i")
        auxiliary.append((aux_flag, reader.shape(reader.take("<i"))))
    return _read_sparse(reader, storage, stored, shape, flag, auxiliary)


def _scalar_follows(reader: _Reader, last: bool) -> bool:
    """MXNet 1.9.1 writes a scalar as "no axes", which it reads as "no data": is a device next?"""
    if last or reader.left < 4:
        return False
    (word,) = struct.unpack_from("<i", reader.content, reader.position)
    return word in _DEVICES


def _read_device(reader: _Reader) -> None:
    device = reader.take("<i")
    if device not in _DEVICES:
        raise reader.error(f"unknown device type {device}")
    reader.take("<i")


def _read_values(reader: _Reader, flag: int, shape: Sequence[int]) -> np.ndarray:
    if flag == _BFLOAT16:  # the upper half of a float32
        halves = reader.values(np.dtype("<u2"), shape)
        return (halves.astype(np.uint32) << 16).view(np.float32)
    dtype = _DTYPES.get(flag)
    if dtype is None:
        raise reader.error(f"unknown dtype flag {flag}")
    if flag == _FLAGS["bool"]:
        return reader.values(np.dtype("u1"), shape) != 0
    return reader.values(dtype, shape)


def _read_sparse(
    reader: _Reader,
    storage: int,
    stored: Sequence[int],
    shape: tuple[int, ...],
    flag: int,
    auxiliary: Sequence[tuple[int, tuple[int, ...]]],
) -> np.ndarray:
    for aux_flag, aux_shape in auxiliary:
        if aux_flag not in (_FLAGS["int64"], _FLAGS["int32"]) or len(aux_shape) != 1:
            raise reader.error("indices of a sparse array that are not a list of integers")
    if not shape or (storage == 2 and len(shape) != 2):
        raise reader.error(f"a sparse array of shape {shape}")
    number = auxiliary[-1][1][0]
    # For csr the stored shape is not to be trusted: MXNet writes 0 there for arrays from NumPy.
    stored = (number, *shape[1:]) if storage == 1 else (number,)
    values = _read_values(reader, flag, stored)
    indices = [_read_values(reader, f, s).astype(np.int64) for f, s in auxiliary]
    total = values.dtype.itemsize * math.prod(shape)
    if total > reader.most_dense:
        raise reader.error(f"a sparse array that needs {total} bytes as a dense one")
    reader.most_dense -= total
    if storage == 1:
        (rows,) = indices
        if rows.size and (rows.min() < 0 or rows.max() >= shape[0]):
            raise reader.error("a row index out of range")
        dense = np.zeros(shape, values.dtype)
        dense[rows] = values
        return dense
    starts, columns = indices
    if (
        len(starts) != shape[0] + 1
        or starts[0] != 0
        or starts[-1] != number
        or (np.diff(starts) < 0).any()
        or (columns.size and (columns.min() < 0 or columns.max() >= shape[1]))
    ):
        raise reader.error("indices of a csr array that do not fit its shape")
    dense = np.zeros(shape, values.dtype)
    dense[np.repeat(np.arange(shape[0]), np.diff(starts)), columns] = values
    return dense


def _read_npz(content: bytes, where: str) -> dict[str, NDArray]:
    """An archive of arrays: memory is taken for what is in it, not for what it says is in it."""
    import io
    import zipfile  # for archives of NumPy alone, which are seldom read

    found = {}
    left = len(content) * _MOST_INFLATED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    values, size = _read_npy(stream, left)
                left -= size
                found[member.filename.removesuffix(".npy")] = NDArray(values, dtype=values.dtype)
    except MemoryError:
        raise
    except Exception as error:  # the modules raise what they meet: zlib.error, TokenError, ...
        why = f"{error}"[:200] or type(error).__name__
        raise FileFormatError(f"load: {where} is no readable .npz archive: {why}.") from None
    return found


def _read_npy(stream: Any, most: int) -> tuple[np.ndarray, int]:
    """An array of numbers and its number of bytes, at most ``most``."""
    version = np.lib.format.read_magic(stream)
    heads = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    if version not in heads:
        raise ValueError(f"version {version} of the format .npy")
    shape, fortran, dtype = heads[version](stream)
    if dtype.kind not in "biuf":
        raise ValueError(f"an array of {dtype}")
    size = math.prod(shape) * dtype.itemsize
    if not 0 <= size <= most:
        raise ValueError(f"an array of shape {shape}, but there are only {most} bytes")
    data = bytearray()
    while len(data) <= size and (piece := stream.read(min(size + 1 - len(data), 1 << 20))):
        data += piece  # to the end, where the checksum is
    if len(data) != size:
        raise ValueError(f"{size} bytes are announced, there are {len(data)} or more")
    flat = np.frombuffer(data, dtype) if size else np.empty(0, dtype)
    return flat.reshape(shape, order="F" if fortran else "C"), size
