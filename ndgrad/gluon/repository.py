"""Files of data sets and models: under a folder of the user, or from a mirror the user names."""

from __future__ import annotations

import os

from ..base import MissingFileError

__all__ = ["find_file"]


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
