"""Files from elsewhere: fetched, checked by their SHA-1, put in place whole."""

from __future__ import annotations

import hashlib
import os
import uuid
import warnings

from ..base import InvalidValueError, MXNetError

__all__ = ["check_sha1", "download", "replace_file"]


class DownloadError(MXNetError, OSError):
    """A file could not be fetched."""


def check_sha1(filename: str, sha1_hash: str) -> bool:
    """Whether the SHA-1 of the file ``filename`` is ``sha1_hash`` (40 hexadecimal digits).

    >>> _ = open("empty", "w").close()
    >>> gluon.utils.check_sha1("empty", "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    True
    """
    digest = hashlib.sha1(usedforsecurity=False)
    with open(filename, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest() == sha1_hash


def replace_file(src: str, dst: str) -> None:
    """Move the file ``src`` over ``dst`` in one step.

    >>> _ = open("new", "w").close()
    >>> gluon.utils.replace_file("new", "old")
    >>> os.path.exists("new"), os.path.exists("old")
    (False, True)
    """
    os.replace(src, dst)


def download(
    url: str,
    path: str | None = None,
    overwrite: bool = False,
    sha1_hash: str | None = None,
    retries: int = 5,
    verify_ssl: bool = True,
) -> str:
    """Fetch a file, unless it is there already; returns its path.

    Parameters
    ----------
    url : str
    path : str, optional
        A file, or a folder for a file of the name that the URL ends with; the current folder.
    overwrite : bool, default False
        Whether to fetch a file that is there.
    sha1_hash : str, optional
        A file with another SHA-1 is fetched again; ``MXNetError`` if it stays so.
    retries : int, default 5
        How often to try again after a failure.
    verify_ssl : bool, default True
        Whether to check the server's certificate.

    >>> _ = open("data.txt", "w").close()  # it is there: nothing is fetched
    >>> gluon.utils.download("https://example.org/data.txt", "data.txt")
    'data.txt'
    """
    name = url.rsplit("/", 1)[-1]
    path = os.path.expanduser(path) if path is not None else "."
    filename = os.path.join(path, name) if os.path.isdir(path) else path
    if os.path.isdir(filename):
        raise InvalidValueError(
            f"Can't construct file-name from this URL. Please set the `path` option manually: {url}"
        )
    if retries < 0:
        raise InvalidValueError(f"Number of retries should be at least 0, got {retries}.")
    if not verify_ssl:
        warnings.warn(
            "Unverified HTTPS request is being made (verify_ssl=False). Adding certificate "
            "verification is strongly advised.",
            stacklevel=2,
        )
    present = os.path.exists(filename)
    if present and not overwrite and (not sha1_hash or check_sha1(filename, sha1_hash)):
        return filename
    folder = os.path.dirname(os.path.abspath(filename))
    os.makedirs(folder, exist_ok=True)
    part = f"{filename}.{uuid.uuid4().hex}"
    failure: Exception | None = None
    for _ in range(retries + 1):
        try:
            _fetch(url, part, verify_ssl)
            if sha1_hash and not check_sha1(part, sha1_hash):
                raise DownloadError(
                    f"File {filename} is downloaded but the content hash does not match. The "
                    "repo may be outdated or download may be incomplete."
                )
            replace_file(part, filename)
            return filename
        except OSError as error:
            failure = error
        finally:
            if os.path.exists(part):
                os.remove(part)
    raise DownloadError(f"Failed downloading {url} to {filename}: {failure}") from failure


def _fetch(url: str, filename: str, verify_ssl: bool) -> None:
    import shutil  # all of this is needed only by those who fetch something
    import ssl
    import urllib.request

    print(f"Downloading {filename.rsplit('.', 1)[0]} from {url}...")
    context = None if verify_ssl else ssl._create_unverified_context()
    with urllib.request.urlopen(url, context=context) as response, open(filename, "wb") as file:
        shutil.copyfileobj(response, file)
