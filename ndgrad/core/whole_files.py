"""Files read and written as a whole: their names, and errors of the library that name them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import Any

from ..base import (
    FileFormatError,
    FileWriteError,
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
)

__all__ = ["path_of", "read_bytes", "write_atomically"]


def path_of(fname: Any, what: str) -> str:
    """The name of a file or folder as a string; an error that begins with ``what`` if it is none.

    >>> from pathlib import Path
    >>> path_of(Path("a") / "b", "load")
    'a/b'
    """
    if not isinstance(fname, (str, bytes, os.PathLike)):
        raise InvalidTypeError(f"{what}: a file name is needed, got {type(fname).__name__}.")
    path = os.fsdecode(fname)
    if not path or "\0" in path:
        raise InvalidValueError(f"{what}: {path!r} is no file name.")
    return path


def read_bytes(fname: Any, what: str) -> bytes:
    """The content of a file; errors begin with ``what``."""
    path = path_of(fname, what)
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        raise MissingFileError(f"{what}: there is no file {path!r}.") from None
    except OSError as error:
        raise FileFormatError(f"{what}: {path!r} cannot be read: {error.strerror}.") from None


def write_atomically(fname: Any, write: Callable[[Any], Any], what: str = "save") -> None:
    """Call ``write(stream)`` on a temporary file beside ``fname``, then give it that name.

    A reader sees the old file or the new one, never a part; an error leaves the old one. What is
    no file, a pipe or a device, is written to as it is.
    """
    path = os.path.realpath(path_of(fname, what))  # through a link, to the file it names
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise MissingFileError(
            f"{what}: cannot write {os.fspath(fname)!r}: there is no folder {folder!r}."
        )
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as stream:
                write(stream)
        else:
            _replace(path, write)
    except OSError as error:
        raise FileWriteError(
            f"{what}: {path!r} cannot be written: {error.strerror or error}.", error.errno
        ) from error


def _replace(path: str, write: Callable[[Any], Any]) -> None:
    temporary = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.part"
    try:
        with open(temporary, "xb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if os.path.exists(path):
            os.chmod(temporary, stat.S_IMODE(os.stat(path).st_mode))  # private files stay private
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
