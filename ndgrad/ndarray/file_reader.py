"""Reading MXNet's files of arrays, of every 1.x, and the ``.npz`` that MXNet 2 writes.

Nothing in a file is trusted: each count is compared with the bytes that are left before anything
is made. Sparse arrays are read as dense ones.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..base import FileFormatError
from .ndarray import NDArray, classic

__all__ = ["FLAGS", "LIST", "V2", "array_of_record", "read_arrays"]

#: The numbers that a file, and an array in it, begin with.
LIST = 0x112
_V1, V2, _V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
#: The numbers of the dtypes.
FLAGS = {"float32": 0, "float64": 1, "float16": 2, "uint8": 3, "int32": 4, "int8": 5, "int64": 6,
         "bool": 7}  # fmt: skip
_DTYPES = {flag: np.dtype(name).newbyteorder("<") for name, flag in FLAGS.items()}
_BFLOAT16 = 12
_DEVICES = (1, 2, 3, 5)
_MOST_AXES = 64  # NumPy's own limit
#: Sparse arrays may claim any shape with no bytes behind it; what is larger in all is refused.
_MOST_DENSE_BYTES = 1 << 31
#: Deflated bytes are at most 1032 bytes each.
_MOST_INFLATED = 1032


def read_arrays(content: bytes, where: str) -> list[NDArray] | dict[str, NDArray]:
    """The arrays in the bytes of a file, by name if they have names; errors name ``where``."""
    if content[:4] == b"PK\x03\x04":
        return _read_npz(content, where)
    reader = _Reader(content, where)
    if reader.take("<Q") != LIST:
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
    reader = _Reader(record, "the pickled array")
    array = _read_array(reader, last=True)
    if reader.left:
        raise reader.error(f"{reader.left} bytes follow the array")
    return array


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
    if magic in (V2, _V3):
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
    if storage:
        reader.shape(reader.take("<i"))  # of the values, which their indices tell better
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
    return _read_sparse(reader, storage, shape, flag, auxiliary)


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
    if flag == FLAGS["bool"]:
        return reader.values(np.dtype("u1"), shape) != 0
    return reader.values(dtype, shape)


def _read_sparse(
    reader: _Reader,
    storage: int,
    shape: tuple[int, ...],
    flag: int,
    auxiliary: Sequence[tuple[int, tuple[int, ...]]],
) -> np.ndarray:
    """A row-sparse array (``storage`` 1) or a csr matrix (2) as a dense one."""
    for aux_flag, aux_shape in auxiliary:
        if aux_flag not in (FLAGS["int64"], FLAGS["int32"]) or len(aux_shape) != 1:
            raise reader.error("indices of a sparse array that are not a list of integers")
    if not shape or (storage == 2 and len(shape) != 2):
        raise reader.error(f"a sparse array of shape {shape}")
    number = auxiliary[-1][1][0]
    # The stored shape is not to be trusted: MXNet writes 0 for csr arrays made from NumPy's.
    values = _read_values(reader, flag, (number, *shape[1:]) if storage == 1 else (number,))
    indices = [_read_values(reader, f, s).astype(np.int64) for f, s in auxiliary]
    total = values.dtype.itemsize * math.prod(shape)
    if total > reader.most_dense:
        raise reader.error(f"a sparse array that needs {total} bytes as a dense one")
    reader.most_dense -= total
    find: Any = _rows if storage == 1 else _cells
    dense = np.zeros(shape, values.dtype)
    dense[find(reader, shape, *indices)] = values
    return dense


def _rows(reader: _Reader, shape: tuple[int, ...], rows: np.ndarray) -> np.ndarray:
    if _any_outside(rows, shape[0]):
        raise reader.error("a row index out of range")
    return rows


def _cells(
    reader: _Reader, shape: tuple[int, ...], starts: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the values of a csr matrix."""
    if (
        len(starts) != shape[0] + 1
        or starts[0] != 0
        or starts[-1] != len(columns)
        or (np.diff(starts) < 0).any()
        or _any_outside(columns, shape[1])
    ):
        raise reader.error("indices of a csr array that do not fit its shape")
    return np.repeat(np.arange(shape[0]), np.diff(starts)), columns


def _any_outside(indices: np.ndarray, length: int) -> bool:
    return bool(indices.size) and bool(indices.min() < 0 or indices.max() >= length)


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
