"""Files of data sets and models: under a folder of the user, or from a mirror the user names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ..base import FileFormatError, MissingFileError, MXNetError
from ..core.whole_files import write_atomically

__all__ = ["data_dir", "find_file", "open_zipped", "unzip"]


def data_dir() -> str:
    """The folder of data sets and models: ``$MXNET_HOME``, or ``.mxnet`` in the home folder."""
    return os.environ.get("MXNET_HOME") or os.path.join(os.path.expanduser("~"), ".mxnet")


def find_file(root: str, names: list[str], folder: str, what: str) -> str:
    """The path of the first of ``names`` that lies under ``root``; errors begin with ``what``.

    If none does and the environment variable ``MXNET_GLUON_REPO`` names a mirror, the last of
    the names is downloaded from ``folder`` there. Otherwise raises :class:`MissingFileError`,
    naming file and place.
    """
    for name in names:
        path = os.path.join(root, *name.split("/"))
        if os.path.exists(path):
            return path
    mirror = os.environ.get("MXNET_GLUON_REPO")
    if mirror:
        from .download import download  # loads urllib, which is seldom needed

        os.makedirs(root, exist_ok=True)
        return download(f"{mirror.rstrip('/')}/gluon/{folder}/{names[-1]}", path=root + os.sep)
    wanted = " or ".join(repr(name) for name in names)
    raise MissingFileError(
        f"{what}: no file {wanted} under {root!r}. Put the original file there, or set the "
        "environment variable MXNET_GLUON_REPO to the address of a mirror to download it from."
    )


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
