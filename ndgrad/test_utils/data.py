"""Files that example programs begin with."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

__all__ = ["download", "get_mnist"]


def download(
    url: str,
    fname: str | None = None,
    dirname: str | None = None,
    overwrite: bool = False,
    retries: int = 5,
) -> str:
    """Fetch a file, unless it is there already; returns its path.

    Parameters
    ----------
    url : str
    fname : str, optional
        The name of the file; the last part of the URL by default.
    dirname : str, optional
        Its folder, made if need be; the current one by default.
    overwrite : bool, default False
        Whether to fetch a file that is there.
    retries : int, default 5
        How often to try again after a failure.

    >>> _ = open("data.txt", "w").close()  # it is there: nothing is fetched
    >>> mx.test_utils.download("https://example.org/data.txt")
    'data.txt'
    """
    from ..gluon.download import download as fetch  # those who check code fetch nothing

    path = os.path.join(dirname or "", fname or url.rsplit("/", 1)[-1])
    return fetch(url, path, overwrite, retries=retries)


def get_mnist() -> dict[str, Any]:
    """The handwritten digits of MNIST as NumPy arrays.

    Read from the original files ``train-images-idx3-ubyte.gz``, ... in the current folder, or else
    in ``$MXNET_HOME/datasets/mnist``; files that are not there raise :class:`MXNetError`.

    Returns
    -------
    dict
        ``train_data`` and ``test_data``, float32 ``(n, 1, 28, 28)`` from 0 to 1, ``train_label``
        and ``test_label``, int8 ``(n,)``.

    >>> mx.test_utils.get_mnist()
    Traceback (most recent call last):
    ...
    ndgrad.base.MissingFileError: MNIST: no file 'train-images-idx3-ubyte' or ...
    """
    from ..gluon.data.vision import MNIST  # as above

    name = "train-images-idx3-ubyte"
    here = os.path.exists(name) or os.path.exists(f"{name}.gz")
    arrays = {}
    for part in ("train", "test"):
        digits = MNIST("." if here else None, train=part == "train")
        images = digits._data.asnumpy().transpose(0, 3, 1, 2)
        arrays[f"{part}_data"] = images.astype(np.float32) / 255
        arrays[f"{part}_label"] = digits._label.astype(np.int8)
    return arrays
