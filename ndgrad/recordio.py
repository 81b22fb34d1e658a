"""RecordIO: files of records (``.rec``), with an index (``.idx``) for random access.

The format: each record is a magic number, its length, its bytes, and padding to four bytes. Where
the bytes contain the magic number at an aligned place, the record is split there, so that a reader
that lost its place finds the next record by looking for the magic number.
"""

from __future__ import annotations

import numbers
import os
import struct
import threading
from collections import namedtuple
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from .base import (
    FileFormatError,
    FileWriteError,
    InvalidKeyError,
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
    MXNetError,
    RequirementError,
)
from .core.whole_files import path_of

__all__ = [
    "IRHeader", "MXIndexedRecordIO", "MXRecordIO", "pack", "pack_img", "unpack", "unpack_img",
]  # fmt: skip

_MAGIC = 0xCED7230A
_MAGIC_BYTES = struct.pack("<I", _MAGIC)
_HEAD = struct.Struct("<II")
_LENGTH_BITS = 29
_LONGEST = (1 << _LENGTH_BITS) - 1
_WHOLE, _FIRST, _MIDDLE, _LAST = range(4)


class MXRecordIO:
    """A RecordIO file, written or read from its beginning to its end.

    Parameters
    ----------
    uri : str
        The file.
    flag : {'r', 'w'}
        Read, or write anew.

    Raises ``FileNotFoundError`` for a file that is not there, and ``ValueError`` for one that is
    truncated or of another kind, at the record where that shows.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/a.rec"
    >>> record = mx.recordio.MXRecordIO(path, "w")
    >>> for i in range(3):
    ...     record.write(b"record_%d" % i)
    >>> record.close()
    >>> record = mx.recordio.MXRecordIO(path, "r")
    >>> record.read(), record.read(), record.read(), record.read()
    (b'record_0', b'record_1', b'record_2', None)
    """

    def __init__(self, uri: str, flag: str) -> None:
        self.uri = path_of(uri, "RecordIO")
        self.flag = flag
        self.is_open = False
        self._file: BinaryIO
        self.open()

    def open(self) -> None:
        """Open the file; the constructor does it, and raises the same errors."""
        if self.flag not in ("r", "w"):
            raise InvalidValueError(f"Invalid flag {self.flag}: it is 'r' or 'w'")
        self.writable = self.flag == "w"
        self._file = _open(self.uri, "wb" if self.writable else "rb")
        self.pid = os.getpid()
        self._lock = threading.RLock()  # seeking and reading belong together
        self.is_open = True

    def close(self) -> None:
        """Close the file; a written one is complete only then."""
        if self.is_open:
            self._file.close()
            self.is_open = False

    def reset(self) -> None:
        """Go back to the beginning; of a file that is written, empty it."""
        self.close()
        self.open()

    def __enter__(self) -> MXRecordIO:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "is_open", False):
            self.close()

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state.pop("_file", None)
        state.pop("_lock", None)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        was_open, self.is_open = self.is_open, False
        if was_open:
            if self.writable:
                raise MXNetError(f"RecordIO: {self.uri!r} is being written and cannot be copied")
            self.open()

    def _check(self, writing: bool) -> None:
        """Raises where the file cannot be used so; a forked process gets a place of its own."""
        if not self.is_open:
            raise MXNetError(f"RecordIO: {self.uri!r} is closed")
        if writing != self.writable:
            raise RequirementError(
                f"RecordIO: {self.uri!r} was opened for {'writing' if self.writable else 'reading'}"
            )
        if self.pid != os.getpid():
            if writing:
                raise MXNetError(
                    f"RecordIO: {self.uri!r} is written by the process that opened it, "
                    "and by no other: Forbidden operation in multiple processes"
                )
            # The place in the file is shared with the parent: open it anew.
            place = self._file.tell()
            self.is_open = False
            MXRecordIO.open(self)
            self._file.seek(place)

    def write(self, buf: bytes | str) -> None:
        """Append a record; a string is written as UTF-8.

        Parameters
        ----------
        buf : bytes or str
            Up to 2 ** 29 - 1 bytes; ``ValueError`` for more.

        Raises ``TypeError`` for anything else, ``OSError`` where the disk refuses, and
        :class:`MXNetError` where the file is closed, read, or written by another process.

        >>> import tempfile
        >>> with mx.recordio.MXRecordIO(tempfile.mkdtemp() + "/a.rec", "w") as record:
        ...     record.write(b"bytes of one record")
        """
        self._check(writing=True)
        if isinstance(buf, str):
            buf = buf.encode()
        if not isinstance(buf, (bytes, bytearray, memoryview)):
            raise InvalidTypeError(f"RecordIO: a record is bytes or str, got {type(buf).__name__}")
        parts = _split(bytes(buf))
        if max(map(len, parts)) > _LONGEST:
            raise InvalidValueError(
                f"RecordIO: a record may have {_LONGEST} bytes at most, got {len(buf)}"
            )
        try:
            for kind, part in zip(_kinds(len(parts)), parts):
                self._file.write(_HEAD.pack(_MAGIC, kind << _LENGTH_BITS | len(part)))
                self._file.write(part)
                self._file.write(b"\0" * (-len(part) % 4))
        except OSError as error:
            raise FileWriteError(
                f"RecordIO: {self.uri!r} cannot be written: {error.strerror}", error.errno
            ) from error

    def read(self) -> bytes | None:
        """The next record, or None at the end of the file.

        Raises ``ValueError`` where the file is damaged, and :class:`MXNetError` where it is closed
        or written.
        """
        self._check(writing=False)
        found = self._part()
        if found is None:
            return None
        kind, part = found
        if kind == _WHOLE:
            return part
        if kind != _FIRST:
            raise self._corrupt("a record begins with a later part")
        parts = [part]
        while kind != _LAST:
            found = self._part()
            if found is None:
                raise self._corrupt("the file ends inside a record")
            kind, part = found
            if kind not in (_MIDDLE, _LAST):
                raise self._corrupt("a record begins inside another one")
            parts.append(part)
        return _MAGIC_BYTES.join(parts)

    def _part(self) -> tuple[int, bytes] | None:
        head = self._file.read(_HEAD.size)
        if not head:
            return None
        if len(head) < _HEAD.size:
            raise self._corrupt("the file ends inside the head of a record")
        magic, word = _HEAD.unpack(head)
        if magic != _MAGIC:
            raise self._corrupt(f"no record begins here (found {magic:#x})")
        length = word & _LONGEST
        padded = length + -length % 4
        # A false length is found before memory is taken for it.
        there = padded < 1 << 16 or padded <= os.fstat(self._file.fileno()).st_size
        data = self._file.read(padded) if there else b""
        if len(data) < padded:
            raise self._corrupt(f"a record of {length} bytes is cut off")
        return word >> _LENGTH_BITS, data[:length]

    def _corrupt(self, what: str) -> FileFormatError:
        return FileFormatError(
            f"RecordIO: {self.uri!r} is corrupt near byte {self._file.tell()}: {what}"
        )


def _open(path: str, mode: str, what: str = "", encoding: str | None = None) -> Any:
    """The built-in ``open`` with errors of the library, which call the file ``what``."""
    try:
        return open(path, mode, encoding=encoding)
    except OSError as error:
        message = f"RecordIO: cannot open {what}{path!r}: {error.strerror}"
        if isinstance(error, FileNotFoundError):
            raise MissingFileError(message) from error
        if "w" in mode:
            raise FileWriteError(message, error.errno) from error
        raise FileFormatError(message) from error


def _kinds(count: int) -> list[int]:
    """What the parts of a record are called in their heads."""
    return [_WHOLE] if count == 1 else [_FIRST, *[_MIDDLE] * (count - 2), _LAST]


def _split(data: bytes) -> list[bytes]:
    """The parts of a record between magic numbers at aligned places."""
    if _MAGIC_BYTES not in data:
        return [data]
    parts = []
    begin = place = 0
    while (place := data.find(_MAGIC_BYTES, place)) >= 0:
        if place % 4:
            place += 1
        else:
            parts.append(data[begin:place])
            begin = place = place + 4
    parts.append(data[begin:])
    return parts


class MXIndexedRecordIO(MXRecordIO):
    """A RecordIO file whose records have keys and can be read in any order.

    Parameters
    ----------
    idx_path : str
        The index: one line ``key<tab>offset`` per record.
    uri : str
        The file of records.
    flag : {'r', 'w'}
        Read, or write both anew.
    key_type : type, default int
        What the keys are.

    Attributes: ``keys``, the list of keys in the order of the index, and ``idx``, a dict from key
    to offset.

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/a"
    >>> record = mx.recordio.MXIndexedRecordIO(path + ".idx", path + ".rec", "w")
    >>> for i in range(3):
    ...     record.write_idx(i, b"record_%d" % i)
    >>> record.close()
    >>> record = mx.recordio.MXIndexedRecordIO(path + ".idx", path + ".rec", "r")
    >>> record.read_idx(2), record.keys
    (b'record_2', [0, 1, 2])
    """

    def __init__(
        self, idx_path: str, uri: str, flag: str, key_type: Callable[[str], Any] = int
    ) -> None:
        self.idx_path = path_of(idx_path, "RecordIO")
        self.idx: dict[Any, int] = {}
        self.keys: list[Any] = []
        self.key_type = key_type
        self._index: Any = None
        super().__init__(uri, flag)

    def open(self) -> None:
        """Open both files; the constructor does it, and raises the same errors."""
        super().open()
        self.idx = {}
        self.keys = []
        try:
            self._index = _open(self.idx_path, self.flag, "the index ", encoding="utf-8")
        except MXNetError:
            super().close()
            raise
        if not self.writable:
            try:
                with self._index:
                    self._read_index()
            except UnicodeDecodeError:
                raise FileFormatError(
                    f"RecordIO: the index {self.idx_path!r} is no text of 'key<tab>offset' lines"
                ) from None

    def _read_index(self) -> None:
        size = os.path.getsize(self.uri)
        for number, line in enumerate(self._index, 1):
            try:
                key, offset = line.rstrip("\n").split("\t")
                key, offset = self.key_type(key), int(offset)
            except ValueError:
                raise FileFormatError(
                    f"RecordIO: line {number} of the index {self.idx_path!r} is not "
                    f"'key<tab>offset': {line[:60]!r}"
                ) from None
            if not 0 <= offset < size:
                raise FileFormatError(
                    f"RecordIO: line {number} of the index {self.idx_path!r} points to byte "
                    f"{offset}, but {self.uri!r} has {size} bytes"
                )
            self.keys.append(key)
            self.idx[key] = offset

    def close(self) -> None:
        """Close both files."""
        if self.is_open:
            self._index.close()
        super().close()

    def __getstate__(self) -> dict[str, Any]:
        state = super().__getstate__()
        state.pop("_index", None)
        return state

    def seek(self, idx: Any) -> None:
        """Go to the record with key ``idx``; an unknown key raises ``KeyError``."""
        self._check(writing=False)
        if idx not in self.idx:
            raise InvalidKeyError(f"RecordIO: no record has the key {idx!r} in {self.idx_path!r}")
        self._file.seek(self.idx[idx])

    def tell(self) -> int:
        """Where the next record will be written."""
        self._check(writing=True)
        return self._file.tell()

    def read_idx(self, idx: Any) -> bytes | None:
        """The record with key ``idx``; an unknown key raises ``KeyError``.

        Threads may read from one file at once.
        """
        self._check(writing=False)
        with self._lock:
            self.seek(idx)
            return self.read()

    def write_idx(self, idx: Any, buf: bytes | str) -> None:
        """Append the record ``buf`` with key ``idx``; see :meth:`write`."""
        key = self.key_type(idx)
        offset = self.tell()
        self.write(buf)
        self._index.write(f"{key}\t{offset}\n")
        self.idx[key] = offset
        self.keys.append(key)


#: Head of an image record: ``flag`` is the number of labels that follow (0: ``label`` is the
#: one), ``id`` and ``id2`` number the image.
HEADER = namedtuple("HEADER", ["flag", "label", "id", "id2"])
IRHeader = HEADER  # the public name; its repr has the other one, as in MXNet
_IMAGE_HEAD = struct.Struct("<IfQQ")


def pack(header: Any, s: bytes) -> bytes:
    """An image record: head, labels, and the bytes of an encoded image.

    Parameters
    ----------
    header : IRHeader
        ``label`` is a number or an array of numbers; ``flag`` is set accordingly.
    s : bytes
        The encoded image.

    >>> record = mx.recordio.pack(mx.recordio.IRHeader(0, 4, 2574, 0), b"image")
    >>> mx.recordio.unpack(record)
    (HEADER(flag=0, label=4.0, id=2574, id2=0), b'image')
    """
    header = IRHeader(*header)
    if isinstance(header.label, numbers.Number):
        return _IMAGE_HEAD.pack(0, header.label, header.id, header.id2) + s
    labels = np.asarray(header.label, dtype="<f4")
    return _IMAGE_HEAD.pack(labels.size, 0, header.id, header.id2) + labels.tobytes() + s


def unpack(s: bytes) -> tuple[Any, bytes]:
    """The head and the encoded image of the image record ``s``; several labels come as an array.

    ``ValueError`` for bytes that are none.

    >>> head, image = mx.recordio.unpack(mx.recordio.pack((0, [1, 2], 7, 0), b"image"))
    >>> head.flag, head.label, image
    (2, array([1., 2.], dtype=float32), b'image')
    """
    if len(s) < _IMAGE_HEAD.size:
        raise FileFormatError(
            f"an image record has a head of {_IMAGE_HEAD.size} bytes, this one has {len(s)}"
        )
    header = IRHeader(*_IMAGE_HEAD.unpack_from(s))
    body = s[_IMAGE_HEAD.size :]
    if header.flag:
        length = 4 * header.flag
        if len(body) < length:
            raise FileFormatError(
                f"an image record announces {header.flag} labels, but has {len(body)} bytes left"
            )
        header = header._replace(label=np.frombuffer(body[:length], dtype="<f4").astype("f4"))
        body = body[length:]
    return header, body


def pack_img(header: Any, img: Any, quality: int = 95, img_fmt: str = ".jpg") -> bytes:
    """An image record of an array, which Pillow encodes (extra ``[image]``).

    Parameters
    ----------
    header : IRHeader
        See :func:`pack`.
    img : numpy.ndarray
        uint8, ``(height, width)`` or ``(height, width, 3)`` with the colors in OpenCV's order
        blue, green, red, as MXNet takes it.
    quality : int, default 95
        1 to 100 for JPEG; 0 to 9 for PNG, the compression.
    img_fmt : {'.jpg', '.jpeg', '.png'}, default '.jpg'

    >>> pixels = np.arange(12, dtype="uint8").reshape((2, 2, 3))
    >>> record = mx.recordio.pack_img((0, 7.0, 0, 0), pixels, quality=9, img_fmt=".png")
    >>> head, image = mx.recordio.unpack_img(record)
    >>> head.label, bool((image == pixels).all())
    (7.0, True)
    """
    from .image import encode_bgr

    return pack(header, encode_bgr(img, quality, img_fmt))


def unpack_img(s: bytes, iscolor: int = -1) -> tuple[Any, Any]:
    """The head and the decoded image of an image record (Pillow, extra ``[image]``).

    Parameters
    ----------
    s : bytes
        The record.
    iscolor : {-1, 0, 1}, default -1
        As it is, gray, or color.

    The image is a uint8 ``numpy.ndarray`` with the colors in OpenCV's order blue, green, red, as
    MXNet gives it.

    >>> gray = np.zeros((2, 3), "uint8")
    >>> record = mx.recordio.pack_img((0, 7.0, 0, 0), gray, quality=9, img_fmt=".png")
    >>> mx.recordio.unpack_img(record, iscolor=0)[1].shape
    (2, 3)
    """
    from .image import decode_bgr

    header, body = unpack(s)
    return header, decode_bgr(body, iscolor)
