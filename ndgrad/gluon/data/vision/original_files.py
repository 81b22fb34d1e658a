"""The original files of MNIST and CIFAR, read and checked: an error, never a wrong array."""

from __future__ import annotations

import gzip
import hashlib
import math
import os
import struct
import tarfile
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....base import FileFormatError, MissingFileError
from ...repository import find_file

__all__ = ["CIFAR10", "CIFAR100", "read_cifar", "read_idx_pair"]


# In what follows the files lie under ``root``; ``folder`` is their place on a mirror, and ``what``
# the data set that errors name.

# -- MNIST: the idx format ------------------------------------------------------------------------


def read_idx_pair(root: str, part: str, folder: str, what: str) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, rows, columns, 1) and int32 labels of one part of a data set like MNIST.

    ``part`` is ``'train'`` or ``'t10k'``, as the names of the files begin.
    """
    images = _read_idx(root, f"{part}-images-idx3-ubyte", 3, folder, what)
    labels = _read_idx(root, f"{part}-labels-idx1-ubyte", 1, folder, what)
    if len(images) != len(labels):
        raise FileFormatError(
            f"{what}: {len(images)} images but {len(labels)} labels of {part!r} under {root!r}: "
            "the files do not belong together"
        )
    if labels.size and labels.max() > 9:
        raise FileFormatError(f"{what}: labels of {part!r} under {root!r} go up to {labels.max()}")
    return images[:, :, :, None], labels.astype(np.int32)


def _read_idx(root: str, name: str, ndim: int, folder: str, what: str) -> np.ndarray:
    """An array of bytes: two zeros, the type, the number of axes, their lengths, the values."""
    path = find_file(root, [name, f"{name}.gz"], folder, what)
    try:
        with gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb") as file:
            head = _read(file, 4 + 4 * ndim)
            if len(head) < 4 + 4 * ndim or head[:4] != bytes((0, 0, 8, ndim)):
                raise FileFormatError(f"{what}: {path!r} is no idx file of bytes with {ndim} axes")
            shape = struct.unpack(f">{ndim}I", head[4:])
            count = math.prod(shape)
            data = _read(file, count + 1)  # to the end, where a gzip file has its checksum
    except (OSError, EOFError, zlib.error) as error:
        raise FileFormatError(f"{what}: {path!r} cannot be read or is corrupt: {error}") from error
    if len(data) != count:
        raise FileFormatError(
            f"{what}: {path!r} announces shape {shape}, that is {count} bytes, "
            f"but holds {'more' if len(data) > count else len(data)}"
        )
    return np.frombuffer(data, np.uint8).reshape(shape)


def _read(file: Any, most: int) -> bytearray:
    """What is in a file, but no more than ``most`` bytes; memory is taken for what is there, not
    for what a file says it holds."""
    data = bytearray()
    while len(data) < most:
        piece = file.read(min(most - len(data), 1 << 20))
        if not piece:
            break
        data += piece
    return data


# -- CIFAR: records of labels and pixels ----------------------------------------------------------


@dataclass(frozen=True)
class _Cifar:
    archive: str  # the original archive
    inside: str  # the folder in it
    labels: int  # bytes of labels before the pixels of each record
    classes: tuple[int, ...]  # number of classes of each label
    train: dict[str, tuple[int, str]]  # file -> records and SHA-1 of the original
    test: dict[str, tuple[int, str]]


CIFAR10 = _Cifar(
    archive="cifar-10-binary.tar.gz",
    inside="cifar-10-batches-bin",
    labels=1,
    classes=(10,),
    train={
        "data_batch_1.bin": (10000, "aadd24acce27caa71bf4b10992e9e7b2d74c2540"),
        "data_batch_2.bin": (10000, "c0ba65cce70568cd57b4e03e9ac8d2a5367c1795"),
        "data_batch_3.bin": (10000, "1dd00a74ab1d17a6e7d73e185b69dbf31242f295"),
        "data_batch_4.bin": (10000, "aab85764eb3584312d3c7f65fd2fd016e36a258e"),
        "data_batch_5.bin": (10000, "26e2849e66a845b7f1e4614ae70f4889ae604628"),
    },
    test={"test_batch.bin": (10000, "67eb016db431130d61cd03c7ad570b013799c88c")},
)

CIFAR100 = _Cifar(
    archive="cifar-100-binary.tar.gz",
    inside="cifar-100-binary",
    labels=2,
    classes=(20, 100),
    train={"train.bin": (50000, "e207cd2e05b73b1393c74c7f5e7bea451d63e08e")},
    test={"test.bin": (10000, "8fb6623e830365ff53cf14adec797474f5478006")},
)

_PIXELS = 3 * 32 * 32

#: More than any archive of these unpacks to (185 MB): beyond it lies what was made to fill memory.
_MOST_UNPACKED = 1 << 29


def read_cifar(
    root: str, files: _Cifar, train: bool, column: int, folder: str, what: str
) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, 32, 32, 3) and int32 labels for training or testing.

    ``column`` says which of the labels that a record has.
    """
    parts = files.train if train else files.test
    records = []
    for name, (data, path) in _cifar_bytes(root, files, list(parts), folder, what).items():
        count, checksum = parts[name]
        records.append(_cifar_records(data, path, files, count, checksum, what))
    table = np.concatenate(records)
    pixels = table[:, files.labels :].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(pixels), table[:, column].astype(np.int32)


def _cifar_bytes(
    root: str, files: _Cifar, names: list[str], folder: str, what: str
) -> dict[str, tuple[bytes | bytearray, str]]:
    """Contents and place of each file, out of the archive if only that is there."""
    for inside in ("", files.inside):
        paths = {name: os.path.join(root, inside, name) for name in names}
        if all(os.path.exists(path) for path in paths.values()):
            most = _longest(files)
            return {name: (_plain(path, most, what), path) for name, path in paths.items()}
    try:
        path = find_file(root, [files.archive], folder, what)
    except MissingFileError:
        missing = [n for n in names if not os.path.exists(os.path.join(root, n))]
        raise MissingFileError(
            f"{what}: neither the archive {files.archive!r} nor {', '.join(missing)} under "
            f"{root!r}. Put the original archive there, or set the environment variable "
            "MXNET_GLUON_REPO to the address of a mirror to download it from."
        ) from None
    contents = _unpack(path, names, _longest(files), what)
    return {name: (data, f"{path}:{name}") for name, data in contents.items()}


def _longest(files: _Cifar) -> int:
    """The bytes of the largest file of a data set."""
    counts = [count for part in (files.train, files.test) for count, _ in part.values()]
    return max(counts) * (files.labels + _PIXELS)


def _plain(path: str, most: int, what: str) -> bytes | bytearray:
    """The contents of a file, or of its beginning if it is too long to be right."""
    try:
        with open(path, "rb") as file:
            return _read(file, most + 1)
    except OSError as error:
        raise FileFormatError(f"{what}: {path!r} cannot be read: {error}") from error


def _unpack(path: str, names: list[str], most: int, what: str) -> dict[str, bytes | bytearray]:
    """Files out of an archive that is read to its end, where its checksum is."""
    found: dict[str, bytes | bytearray] = {}
    total = 0
    try:
        with gzip.open(path, "rb") as stream:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for member in archive:
                    total += member.size
                    if total > _MOST_UNPACKED:
                        raise tarfile.TarError(f"it unpacks to more than {_MOST_UNPACKED} bytes")
                    name = os.path.basename(member.name)
                    content = archive.extractfile(member) if name in names else None
                    if content is not None:
                        found[name] = _read(content, most + 1)
            while piece := stream.read(1 << 20):
                total += len(piece)
                if total > _MOST_UNPACKED:
                    raise tarfile.TarError(f"it unpacks to more than {_MOST_UNPACKED} bytes")
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise FileFormatError(f"{what}: {path!r} is corrupt: {error}") from error
    missing = [name for name in names if name not in found]
    if missing:
        raise FileFormatError(f"{what}: the archive {path!r} holds no {', '.join(missing)}")
    return {name: found[name] for name in names}


def _cifar_records(
    data: bytes | bytearray, path: str, files: _Cifar, count: int, checksum: str, what: str
) -> np.ndarray:
    """The records as rows of bytes. Pixels have no checksum of their own: a file of the
    original's length must be the original."""
    length = files.labels + _PIXELS
    if not data or len(data) % length:
        raise FileFormatError(
            f"{what}: {path!r} has {len(data)} bytes, which is no number of records "
            f"of {length} bytes: it is truncated or no file of this data set"
        )
    if len(data) == count * length and hashlib.sha1(data).hexdigest() != checksum:
        raise FileFormatError(f"{what}: {path!r} is damaged: its SHA-1 is not {checksum}")
    table = np.frombuffer(data, np.uint8).reshape(-1, length)
    for position, classes in enumerate(files.classes):
        highest = int(table[:, position].max())
        if highest >= classes:
            raise FileFormatError(
                f"{what}: {path!r} is damaged: a label {highest} where there are {classes} classes"
            )
    return table
