"""Published files of data and models: their folder, and the archives that they come in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ..base import FileFormatError, MXNetError
from .whole_files import write_atomically

__all__ = ["data_dir", "open_zipped", "unzip"]


def data_dir() -> str:
    """The folder of data sets and models: ``$MXNET_HOME``, or ``.mxnet`` in the home folder."""
    return os.environ.get("MXNET_HOME") or os.path.join(os.path.expanduser("~"), ".mxnet")


def unzip(archive: str, name: str, path: str, what: str) -> None:
    """Write the file ``name`` of an archive to ``path``, whole or not at all.

    Errors as of :func:`open_zipped`; ``OSError`` where the file cannot be written.
    """
    with open_zipped(archive, name, what) as content:
        write_atomically(path, lambda out: shutil.copyfileobj(content, out), what)


@contextmanager
def open_zipped(archive: str, name: str, what: str) -> Iterator[IO[bytes]]:
    """The file ``name`` of an archive; ``ValueError``, which begins with ``what``, without it."""
    import zipfile  # here: nearly no program needs it
    import zlib

    try:
        with zipfile.ZipFile(archive) as file, file.open(name) as content:
            yield content
    except MXNetError:  # what was done with the content went wrong, not the archive
        raise
    except (OSError, KeyError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        # RuntimeError: encrypted, or packed in a way that Python does not know.
        raise FileFormatError(
            f"{what}: {archive!r} is corrupt or holds no {name!r}: {error}"
        ) from error
