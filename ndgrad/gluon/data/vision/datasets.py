"""Image data sets: the classic ones from their original files, folders and records of images."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .... import image, recordio
from .... import ndarray as nd
from ....base import FileFormatError, MissingFileError, UnsupportedError
from ....core.published import data_dir
from ....core.whole_files import path_of
from ..dataset import Dataset, RecordFileDataset, _DownloadedDataset
from . import original_files

__all__ = [
    "CIFAR10", "CIFAR100", "MNIST", "FashionMNIST", "ImageFolderDataset", "ImageRecordDataset",
]  # fmt: skip

_Transform = Callable[[Any, Any], Any]


class _ImagesAndLabels(_DownloadedDataset):
    """Images in one array and their labels; subclasses read them from files."""

    _folder = ""

    def __init__(self, root: str | None, transform: _Transform | None) -> None:
        if root is None:
            root = os.path.join(data_dir(), "datasets", self._folder)
        super().__init__(root, transform)

    def _get_data(self) -> None:
        images, self._label = self._read()
        self._data = nd.array(images, dtype=images.dtype)

    def _read(self) -> tuple[np.ndarray, np.ndarray]:
        """Images (n, height, width, channels) and labels (n,)."""
        raise UnsupportedError(f"{type(self).__name__} does not define _read")


class MNIST(_ImagesAndLabels):
    """Handwritten digits: 60,000 images for training and 10,000 for testing (LeCun et al.).

    Parameters
    ----------
    root : str, default $MXNET_HOME/datasets/mnist
        The folder with the original files ``train-images-idx3-ubyte.gz``,
        ``train-labels-idx1-ubyte.gz``, ``t10k-images-idx3-ubyte.gz`` and
        ``t10k-labels-idx1-ubyte.gz`` (or the same without ``.gz``).
    train : bool, default True
        The images for training, or those for testing.
    transform : callable, optional
        Called with image and label of a sample, gives the new sample.

    A sample is the image, uint8 of shape (28, 28, 1), and its label, an int32. A file that is not
    there raises ``FileNotFoundError`` naming it, one that is truncated or damaged ``ValueError``.

    >>> from pathlib import Path  # writes files of the original's form, with one image
    >>> head = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28])
    >>> _ = Path("t10k-images-idx3-ubyte").write_bytes(head + bytes(784))
    >>> _ = Path("t10k-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    >>> image, label = gluon.data.vision.MNIST(root=".", train=False)[0]
    >>> image.shape, int(label)
    ((28, 28, 1), 7)
    """

    _folder = "mnist"

    def __init__(
        self, root: str | None = None, train: bool = True, transform: _Transform | None = None
    ) -> None:
        self._train = train
        super().__init__(root, transform)

    def _read(self) -> tuple[np.ndarray, np.ndarray]:
        part = "train" if self._train else "t10k"
        return original_files.read_idx_pair(
            self._root, part, f"dataset/{self._folder}", type(self).__name__
        )


class FashionMNIST(MNIST):
    """Pictures of clothes in MNIST's form: ten classes, 60,000 and 10,000 images (Zalando).

    Parameters
    ----------
    root : str, default $MXNET_HOME/datasets/fashion-mnist
        The folder with the original files, named as those of :class:`MNIST`.
    train : bool, default True
        The images for training, or those for testing.
    transform : callable, optional
        Called with image and label of a sample, gives the new sample.

    Samples and errors are as those of :class:`MNIST`.

    >>> gluon.data.vision.FashionMNIST(root="nowhere")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ndgrad.base.MissingFileError: FashionMNIST: no file 'train-images-idx3-ubyte' or ...
    """

    _folder = "fashion-mnist"


class CIFAR10(_ImagesAndLabels):
    """Small color photographs of ten classes: 50,000 and 10,000 images (Krizhevsky).

    Parameters
    ----------
    root : str, default $MXNET_HOME/datasets/cifar10
        The folder with the original archive ``cifar-10-binary.tar.gz``, or its files
        ``data_batch_1.bin`` ... ``data_batch_5.bin`` and ``test_batch.bin``.
    train : bool, default True
        The images for training, or those for testing.
    transform : callable, optional
        Called with image and label of a sample, gives the new sample.

    A sample is the image, uint8 of shape (32, 32, 3), and its label, an int32. A file that is not
    there raises ``FileNotFoundError`` naming it, one that is truncated or damaged ``ValueError``.

    >>> from pathlib import Path
    >>> _ = Path("test_batch.bin").write_bytes(bytes([3]) + bytes(3072))  # one image
    >>> image, label = gluon.data.vision.CIFAR10(root=".", train=False)[0]
    >>> image.shape, int(label)
    ((32, 32, 3), 3)
    """

    _folder = "cifar10"
    _files = original_files.CIFAR10
    _label_column = 0

    def __init__(
        self, root: str | None = None, train: bool = True, transform: _Transform | None = None
    ) -> None:
        self._train = train
        super().__init__(root, transform)

    def _read(self) -> tuple[np.ndarray, np.ndarray]:
        return original_files.read_cifar(
            self._root, self._files, self._train, self._label_column,
            f"dataset/{self._folder}", type(self).__name__,
        )  # fmt: skip


class CIFAR100(CIFAR10):
    """Small color photographs of 100 classes in 20 groups: 50,000 and 10,000 images (Krizhevsky).

    Parameters
    ----------
    root : str, default $MXNET_HOME/datasets/cifar100
        The folder with the original archive ``cifar-100-binary.tar.gz``, or its files
        ``train.bin`` and ``test.bin``.
    fine_label : bool, default False
        Whether labels are the 100 classes and not the 20 groups.
    train : bool, default True
        The images for training, or those for testing.
    transform : callable, optional
        Called with image and label of a sample, gives the new sample.

    Samples and errors are as those of :class:`CIFAR10`.

    >>> from pathlib import Path
    >>> _ = Path("test.bin").write_bytes(bytes([3, 42]) + bytes(3072))  # one image
    >>> int(gluon.data.vision.CIFAR100(root=".", fine_label=True, train=False)[0][1])
    42
    """

    _folder = "cifar100"
    _files = original_files.CIFAR100

    def __init__(
        self,
        root: str | None = None,
        fine_label: bool = False,
        train: bool = True,
        transform: _Transform | None = None,
    ) -> None:
        self._fine_label = fine_label
        self._label_column = 1 if fine_label else 0
        super().__init__(root, train, transform)


class ImageRecordDataset(RecordFileDataset):
    """Images and labels in a RecordIO file, as ``im2rec`` writes it (Pillow, extra ``[image]``).

    Parameters
    ----------
    filename : str
        The ``.rec`` file; its index, the same name ending in ``.idx``, lies beside it.
    flag : {0, 1}, default 1
        Gray images with one channel, or color images (red, green, blue).
    transform : callable, optional
        Called with image and label of a sample, gives the new sample.

    >>> record = mx.recordio.MXIndexedRecordIO("a.idx", "a.rec", "w")
    >>> record.write_idx(0, mx.recordio.pack((0, 7.0, 0, 0), b"an encoded image"))
    >>> record.close()
    >>> len(gluon.data.vision.ImageRecordDataset("a.rec"))
    1
    """

    def __init__(self, filename: str, flag: int = 1, transform: _Transform | None = None) -> None:
        super().__init__(filename)
        self._flag = flag
        self._transform = transform

    def __getitem__(self, idx: int) -> Any:
        header, encoded = recordio.unpack(super().__getitem__(idx))
        decoded = image.imdecode(encoded, self._flag)
        if self._transform is None:
            return decoded, header.label
        return self._transform(decoded, header.label)


class ImageFolderDataset(Dataset):
    """Image files in one folder per class (Pillow, extra ``[image]``).

    For example ``root/car/0001.jpg``, ``root/car/0002.png``, ``root/bus/a.jpg``.

    Parameters
    ----------
    root : str
        The folder of the folders; ``FileNotFoundError`` where it is not there.
    flag : {0, 1}, default 1
        Gray images with one channel, or color images (red, green, blue).
    transform : callable, optional
        Called with image and label of a sample, gives the new sample.

    Attributes: ``synsets``, the names of the classes in the order of their labels, and ``items``,
    the pairs of file name and label. Files of other kinds are left out with a warning.

    >>> os.makedirs("photos/cat")
    >>> gluon.data.vision.ImageFolderDataset("photos").synsets
    ['cat']
    """

    def __init__(self, root: str, flag: int = 1, transform: _Transform | None = None) -> None:
        self._root = os.path.expanduser(path_of(root, "ImageFolderDataset"))
        self._flag = flag
        self._transform = transform
        self._exts = [".jpg", ".jpeg", ".png"]
        self.synsets: list[str] = []
        self.items: list[tuple[str, int]] = []
        self._list_images(self._root)

    def _list_images(self, root: str) -> None:
        try:
            folders = sorted(os.listdir(root))
        except OSError as error:
            kind = MissingFileError if isinstance(error, FileNotFoundError) else FileFormatError
            raise kind(f"ImageFolderDataset: {root!r}: {error.strerror}") from error
        for folder in folders:
            path = os.path.join(root, folder)
            if not os.path.isdir(path):
                warnings.warn(f"Ignoring {path}, which is not a directory.", stacklevel=4)
                continue
            label = len(self.synsets)
            self.synsets.append(folder)
            for filename in sorted(os.listdir(path)):
                file = os.path.join(path, filename)
                ending = os.path.splitext(filename)[1]
                if ending.lower() in self._exts:
                    self.items.append((file, label))
                else:
                    warnings.warn(
                        f"Ignoring {file} of type {ending}. Only support {', '.join(self._exts)}",
                        stacklevel=4,
                    )

    def __getitem__(self, idx: int) -> Any:
        file, label = self.items[idx]
        decoded = image.imread(file, self._flag)
        return (decoded, label) if self._transform is None else self._transform(decoded, label)

    def __len__(self) -> int:
        return len(self.items)
