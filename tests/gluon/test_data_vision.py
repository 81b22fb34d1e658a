"""Image data sets from files: read right, or refused; never a wrong array."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import tracemalloc

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import gluon, nd
from ndgrad.gluon.data.vision import original_files

V = gluon.data.vision


# -- MNIST ----------------------------------------------------------------------------------------


def idx(array):
    array = np.asarray(array, np.uint8)
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return head + array.tobytes()


def write_mnist(folder, n=5, part="train", pack=gzip.compress, ending=".gz"):
    images = np.random.default_rng(0).integers(0, 256, (n, 28, 28)).astype("uint8")
    labels = (np.arange(n) % 10).astype("uint8")
    (folder / f"{part}-images-idx3-ubyte{ending}").write_bytes(pack(idx(images)))
    (folder / f"{part}-labels-idx1-ubyte{ending}").write_bytes(pack(idx(labels)))
    return images, labels


@pytest.mark.parametrize("cls", [V.MNIST, V.FashionMNIST])
@pytest.mark.parametrize("train", [True, False])
def test_mnist(tmp_path, cls, train):
    images, labels = write_mnist(tmp_path, part="train" if train else "t10k")
    dataset = cls(root=str(tmp_path), train=train)
    assert len(dataset) == 5
    image, label = dataset[3]
    assert isinstance(image, nd.NDArray)
    assert image.dtype == np.uint8
    assert image.shape == (28, 28, 1)
    assert np.array_equal(image.asnumpy()[:, :, 0], images[3])
    assert label == labels[3]
    assert label.dtype == np.int32
    part = dataset[1:3]
    assert part[0].shape == (2, 28, 28, 1)
    assert part[1].tolist() == [1, 2]


def test_mnist_unpacked_and_transformed(tmp_path):
    images, _ = write_mnist(tmp_path, pack=bytes, ending="")
    dataset = V.MNIST(str(tmp_path), True, lambda x, y: (x.astype("float32") / 255, -y))
    image, label = dataset[2]
    assert image.dtype == np.float32
    assert label == -2
    np.testing.assert_allclose(image.asnumpy()[:, :, 0] * 255, images[2], rtol=1e-5)
    loader = gluon.data.DataLoader(V.MNIST(str(tmp_path)), 5)
    x, y = next(iter(loader))
    assert (x.shape, x.dtype, y.dtype) == ((5, 28, 28, 1), np.uint8, np.int32)


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.delenv("MXNET_GLUON_REPO", raising=False)
    with pytest.raises(FileNotFoundError, match="train-images-idx3-ubyte.gz") as caught:
        V.MNIST(root=str(tmp_path))
    assert str(tmp_path) in str(caught.value)
    assert isinstance(caught.value, mx.MXNetError)
    monkeypatch.setenv("MXNET_HOME", str(tmp_path / "home"))
    for cls, folder in ((V.MNIST, "mnist"), (V.CIFAR100, "cifar100")):
        with pytest.raises(FileNotFoundError) as caught:
            cls()
        assert str(tmp_path / "home" / "datasets" / folder) in str(caught.value)


def test_a_mirror_is_asked_if_one_is_named(tmp_path, monkeypatch):
    source = tmp_path / "mirror" / "gluon" / "dataset" / "mnist"
    source.mkdir(parents=True)
    images, _ = write_mnist(source)
    monkeypatch.setenv("MXNET_GLUON_REPO", (tmp_path / "mirror").as_uri())
    dataset = V.MNIST(root=str(tmp_path / "data"))
    assert np.array_equal(dataset[0][0].asnumpy()[:, :, 0], images[0])
    assert (tmp_path / "data" / "train-images-idx3-ubyte.gz").exists()


def damage(kind, data):
    if kind == "truncated":
        return data[: len(data) // 2]
    if kind == "flipped":
        middle = len(data) // 2
        return data[:middle] + bytes([data[middle] ^ 255]) + data[middle + 1 :]
    if kind == "empty":
        return b""
    return b"something else"


@pytest.mark.parametrize("kind", ["truncated", "flipped", "empty", "other"])
@pytest.mark.parametrize("name", ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"])
def test_a_damaged_file_is_refused(tmp_path, kind, name):
    write_mnist(tmp_path)
    file = tmp_path / name
    file.write_bytes(damage(kind, file.read_bytes()))
    with pytest.raises(mx.MXNetError, match=name):
        V.MNIST(root=str(tmp_path))


@pytest.mark.parametrize(
    ("images", "labels", "message"),
    [
        (idx(np.zeros((5, 28, 28)))[:-1], idx(np.zeros(5)), "announces shape"),
        (idx(np.zeros((5, 28, 28))) + b"x", idx(np.zeros(5)), "announces shape"),
        (idx(np.zeros((5, 28, 28))), idx(np.zeros(4)), "5 images but 4 labels"),
        (idx(np.zeros(5)), idx(np.zeros(5)), "no idx file of bytes with 3 axes"),
        (idx(np.zeros((5, 28, 28))), idx(np.full(5, 10)), "labels of 'train'"),
        (idx(np.zeros((0, 2**31, 2)))[:16], idx(np.zeros(1)), "0 images but 1 labels"),
    ],
)
def test_files_that_do_not_fit_are_refused(tmp_path, images, labels, message):
    (tmp_path / "train-images-idx3-ubyte").write_bytes(images)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(labels)
    with pytest.raises(mx.MXNetError, match=message):
        V.MNIST(root=str(tmp_path))


# -- CIFAR ----------------------------------------------------------------------------------------


def cifar_bytes(n, labels, classes=10):
    rng = np.random.default_rng(n)
    head = rng.integers(0, classes, (n, labels)).astype("uint8")
    return np.concatenate([head, rng.integers(0, 256, (n, 3072)).astype("uint8")], 1)


def write_cifar10(folder):
    tables = [cifar_bytes(n, 1) for n in (2, 3, 1, 2, 2)]
    folder.mkdir(exist_ok=True, parents=True)
    for i, table in enumerate(tables):
        (folder / f"data_batch_{i + 1}.bin").write_bytes(table.tobytes())
    (folder / "test_batch.bin").write_bytes(cifar_bytes(4, 1).tobytes())
    return np.concatenate(tables)


@pytest.mark.parametrize("where", ["", "cifar-10-batches-bin"])
def test_cifar10(tmp_path, where):
    table = write_cifar10(tmp_path / where)
    dataset = V.CIFAR10(root=str(tmp_path))
    assert len(dataset) == 10
    image, label = dataset[4]
    assert (image.shape, image.dtype, label.dtype) == ((32, 32, 3), np.uint8, np.int32)
    assert label == table[4, 0]
    assert np.array_equal(image.asnumpy(), table[4, 1:].reshape(3, 32, 32).transpose(1, 2, 0))
    assert len(V.CIFAR10(root=str(tmp_path), train=False)) == 4


def test_cifar10_from_its_archive(tmp_path):
    table = write_cifar10(tmp_path / "cifar-10-batches-bin")
    with tarfile.open(tmp_path / "cifar-10-binary.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "cifar-10-batches-bin", "cifar-10-batches-bin")
    for file in (tmp_path / "cifar-10-batches-bin").iterdir():
        file.unlink()
    dataset = V.CIFAR10(root=str(tmp_path))
    assert np.array_equal(dataset._label, table[:, 0])
    archive = tmp_path / "cifar-10-binary.tar.gz"
    archive.write_bytes(archive.read_bytes()[:-2000])
    with pytest.raises(mx.MXNetError, match="corrupt"):
        V.CIFAR10(root=str(tmp_path))


@pytest.mark.parametrize("fine", [False, True])
def test_cifar100(tmp_path, fine):
    table = cifar_bytes(4, 2, 20)
    (tmp_path / "train.bin").write_bytes(table.tobytes())
    dataset = V.CIFAR100(root=str(tmp_path), fine_label=fine)
    assert np.array_equal(dataset._label, table[:, int(fine)])
    assert dataset[0][0].shape == (32, 32, 3)
    with pytest.raises(FileNotFoundError, match="cifar-100-binary.tar.gz"):
        V.CIFAR100(root=str(tmp_path), train=False)


def test_damaged_cifar_is_refused(tmp_path, monkeypatch):
    write_cifar10(tmp_path)
    file = tmp_path / "data_batch_3.bin"
    whole = file.read_bytes()
    for data, message in (
        (whole[:-1], "truncated"),
        (b"", "truncated"),
        (bytes([10]) + whole[1:], "a label 10"),
    ):
        file.write_bytes(data)
        with pytest.raises(mx.MXNetError, match=message):
            V.CIFAR10(root=str(tmp_path))
    # A file of the original's length must be the original: pixels have no other checksum.
    file.write_bytes(whole)
    train = dict.fromkeys(original_files.CIFAR10.train, (1, "0" * 40))
    changed = original_files._Cifar(**{**vars(original_files.CIFAR10), "train": train})
    monkeypatch.setattr(V.CIFAR10, "_files", changed)
    with pytest.raises(mx.MXNetError, match="SHA-1"):
        V.CIFAR10(root=str(tmp_path))


# -- folders and records of images ----------------------------------------------------------------


def png(color, size=(3, 2)):
    image = pytest.importorskip("PIL.Image")
    stream = io.BytesIO()
    image.new("RGB", size, color).save(stream, "PNG")
    return stream.getvalue()


def test_image_folder(tmp_path):
    for name in ("bus/b.png", "bus/a.PNG", "car/1.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(png((10, 20, 30)))
    dataset = V.ImageFolderDataset(str(tmp_path))
    assert dataset.synsets == ["bus", "car"]
    names = [tmp_path / "bus" / "a.PNG", tmp_path / "bus" / "b.png", tmp_path / "car" / "1.png"]
    assert dataset.items == [(str(names[0]), 0), (str(names[1]), 0), (str(names[2]), 1)]
    image, label = dataset[2]
    assert (image.shape, image.dtype, label) == ((2, 3, 3), np.uint8, 1)
    assert image[0, 0].asnumpy().tolist() == [10, 20, 30]
    gray = V.ImageFolderDataset(str(tmp_path), flag=0, transform=lambda x, y: (x, y + 5))
    assert gray[0][0].shape == (2, 3, 1)
    assert gray[0][1] == 5
    loader = gluon.data.DataLoader(dataset, 3)
    assert next(iter(loader))[0].shape == (3, 2, 3, 3)


def test_image_folder_warns_of_what_it_leaves_out(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes.txt").write_text("no image")
    with pytest.warns(UserWarning, match=r"notes.txt of type .txt. Only support .jpg"):
        V.ImageFolderDataset(str(tmp_path))
    (tmp_path / "a" / "notes.txt").unlink()
    (tmp_path / "alone.png").write_bytes(b"")
    with pytest.warns(UserWarning, match="which is not a directory"):
        assert len(V.ImageFolderDataset(str(tmp_path))) == 0
    with pytest.raises(FileNotFoundError, match="nowhere"):
        V.ImageFolderDataset(str(tmp_path / "nowhere"))


def test_a_broken_image_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "broken.png").write_bytes(png((0, 0, 0))[:40])
    (tmp_path / "a" / "empty.png").write_bytes(b"")
    dataset = V.ImageFolderDataset(str(tmp_path))
    with pytest.raises(mx.MXNetError, match="broken.png"):
        dataset[0]
    with pytest.raises(mx.MXNetError, match="empty.png.* is empty"):
        dataset[1]


def test_image_records(tmp_path):
    record = mx.recordio.MXIndexedRecordIO(str(tmp_path / "a.idx"), str(tmp_path / "a.rec"), "w")
    for i in range(3):
        header = mx.recordio.IRHeader(0, float(i), i, 0)
        record.write_idx(i, mx.recordio.pack(header, png((i, 2 * i, 3 * i))))
    record.close()
    dataset = V.ImageRecordDataset(str(tmp_path / "a.rec"))
    assert len(dataset) == 3
    image, label = dataset[2]
    assert image[0, 0].asnumpy().tolist() == [2, 4, 6]
    assert label == 2.0
    loader = gluon.data.DataLoader(dataset, 3, num_workers=2)
    assert next(iter(loader))[1].asnumpy().tolist() == [0, 1, 2]
    raw = gluon.data.RecordFileDataset(str(tmp_path / "a.rec"))
    assert mx.recordio.unpack(raw[1])[0].label == 1.0
    with pytest.raises(IndexError):
        raw[3]
    del loader, dataset, raw


def peak(function):
    """The most bytes that were held at once; the function must raise a clear error."""
    tracemalloc.start()
    try:
        with pytest.raises(mx.MXNetError, match="announces|no idx file|unpacks to more|truncated"):
            function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "head",
    [b"", struct.pack(">4I", 2051, 5, 28, 28), struct.pack(">4I", 2051, *[2**32 - 1] * 3)],
    ids=["no head", "five images", "huge"],
)
@pytest.mark.parametrize("pack", [gzip.compress, bytes])
def test_what_unpacks_to_very_much_takes_no_memory(tmp_path, pack, head):
    ending = ".gz" if pack is gzip.compress else ""
    write_mnist(tmp_path, pack=pack, ending=ending)
    bomb = pack(head + bytes(16 << 20))
    (tmp_path / f"train-images-idx3-ubyte{ending}").write_bytes(bomb)
    most = 40 << 20 if head[4:8] == bytes([255] * 4) else 4 << 20  # of what is there, and no more
    assert peak(lambda: V.MNIST(root=str(tmp_path))) < most


@pytest.mark.parametrize("inside", [True, False])
def test_an_archive_that_unpacks_to_very_much_is_refused(tmp_path, monkeypatch, inside):
    monkeypatch.setattr(original_files, "_MOST_UNPACKED", 1 << 23)
    with gzip.open(tmp_path / "cifar-10-binary.tar.gz", "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w|") as archive:
            member = tarfile.TarInfo("cifar-10-batches-bin/data_batch_1.bin")
            member.size = (1 << 24) if inside else 3073
            archive.addfile(member, io.BytesIO(bytes(member.size)))
        stream.write(bytes(0 if inside else 1 << 24))
    assert peak(lambda: V.CIFAR10(root=str(tmp_path))) < 8 << 20
