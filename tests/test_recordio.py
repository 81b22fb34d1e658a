"""RecordIO files: MXNet's bytes, magic numbers inside records, damage, forks."""

from __future__ import annotations

import os
import pickle
import struct
import tracemalloc

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import recordio

MAGIC = struct.pack("<I", 0xCED7230A)


@pytest.fixture
def path(tmp_path):
    return str(tmp_path / "a.rec")


def write(path, records):
    with recordio.MXRecordIO(path, "w") as file:
        for record in records:
            file.write(record)
    with open(path, "rb") as file:
        return file.read()


def read(path):
    with recordio.MXRecordIO(path, "r") as file:
        found = []
        while (record := file.read()) is not None:
            found.append(record)
        return found


def test_bytes_of_a_file(path):
    data = write(path, [b"abcde", b""])
    assert data == (
        MAGIC + struct.pack("<I", 5) + b"abcde\0\0\0" + MAGIC + struct.pack("<I", 0)
    )  # fmt: skip


def test_a_record_of_magic_numbers(path):
    """The worked example of the format: four empty parts with the kinds 1, 2, 2, 3."""
    data = write(path, [MAGIC * 3])
    heads = struct.unpack("<8I", data)
    assert [word >> 29 for word in heads[1::2]] == [1, 2, 2, 3]
    assert [word & (1 << 29) - 1 for word in heads[1::2]] == [0, 0, 0, 0]
    assert read(path) == [MAGIC * 3]


def test_random_records_come_back(path):
    rng = np.random.default_rng(0)
    pieces = [MAGIC, MAGIC[:2], b"x", b"yz", b""]
    records = [b"".join(pieces[i] for i in rng.integers(0, 5, n)) for n in range(40)]
    write(path, records)
    assert read(path) == records


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\1\2\3", "inside the head"),
        (b"\1\2\3\4\5\6\7\x08", "no record begins here"),
        (MAGIC + struct.pack("<I", 5) + b"abc", "cut off"),
        (MAGIC + struct.pack("<I", 1 << 29 | 0), "inside a record"),
        (MAGIC + struct.pack("<I", 2 << 29 | 0), "begins with a later part"),
        (MAGIC + struct.pack("<I", 1 << 29) + MAGIC + struct.pack("<I", 0), "inside another"),
        (MAGIC + struct.pack("<I", (1 << 29) - 1) + b"abc", "cut off"),
    ],
)
def test_damage_is_noticed(path, data, message):
    with open(path, "wb") as file:
        file.write(data)
    with pytest.raises(mx.MXNetError, match=message) as caught:
        read(path)
    assert path in str(caught.value)


def test_wrong_use(path):
    with pytest.raises(FileNotFoundError, match="cannot open"):
        recordio.MXRecordIO(path, "r")
    with pytest.raises(ValueError, match="Invalid flag"):
        recordio.MXRecordIO(path, "a")
    writer = recordio.MXRecordIO(path, "w")
    with pytest.raises(mx.MXNetError, match="opened for writing") as error:
        writer.read()
    assert isinstance(error.value, AssertionError)
    with pytest.raises(mx.MXNetError, match="cannot be copied"):
        pickle.loads(pickle.dumps(writer))
    writer.close()
    with pytest.raises(mx.MXNetError, match="is closed"):
        writer.write(b"a")
    reader = recordio.MXRecordIO(path, "r")
    with pytest.raises(mx.MXNetError, match="opened for reading"):
        reader.write(b"a")
    reader.close()


def test_reset_and_text(path):
    write(path, ["text", b"b"])
    with recordio.MXRecordIO(path, "r") as file:
        assert [file.read(), file.read(), file.read()] == [b"text", b"b", None]
        file.reset()
        assert file.read() == b"text"


def test_index(tmp_path, path):
    index = str(tmp_path / "a.idx")
    with recordio.MXIndexedRecordIO(index, path, "w") as file:
        assert file.tell() == 0
        for i in (4, 2, 9):
            file.write_idx(i, b"record %d" % i)
    assert (tmp_path / "a.idx").read_text() == "4\t0\n2\t16\n9\t32\n"
    with recordio.MXIndexedRecordIO(index, path, "r") as file:
        assert file.keys == [4, 2, 9]
        assert file.idx == {4: 0, 2: 16, 9: 32}
        assert [file.read_idx(i) for i in (9, 4, 2)] == [b"record 9", b"record 4", b"record 2"]
        assert file.read() == b"record 9"  # the one after it in the file
        with pytest.raises(KeyError, match="no record has the key 5"):
            file.read_idx(5)
        copy = pickle.loads(pickle.dumps(file))
        assert copy.read_idx(2) == b"record 2"
        copy.close()


def test_index_with_other_keys(tmp_path, path):
    index = str(tmp_path / "a.idx")
    with recordio.MXIndexedRecordIO(index, path, "w", key_type=str) as file:
        file.write_idx("left", b"1")
    with recordio.MXIndexedRecordIO(index, path, "r", key_type=str) as file:
        assert file.read_idx("left") == b"1"


@pytest.mark.parametrize(
    ("text", "message"), [("1 2\n", "is not"), ("a\t0\n", "is not"), ("1\t99\n", "points to")]
)
def test_a_broken_index_is_refused(tmp_path, path, text, message):
    write(path, [b"a"])
    (tmp_path / "a.idx").write_text(text)
    with pytest.raises(mx.MXNetError, match=message):
        recordio.MXIndexedRecordIO(str(tmp_path / "a.idx"), path, "r")
    with pytest.raises(FileNotFoundError, match="cannot open the index"):
        recordio.MXIndexedRecordIO(str(tmp_path / "none.idx"), path, "r")


def test_threads_read_at_once(tmp_path, path):
    from concurrent.futures import ThreadPoolExecutor

    index = str(tmp_path / "a.idx")
    records = [b"%d" % i * (i + 1) for i in range(200)]
    with recordio.MXIndexedRecordIO(index, path, "w") as file:
        for i, record in enumerate(records):
            file.write_idx(i, record)
    with recordio.MXIndexedRecordIO(index, path, "r") as file, ThreadPoolExecutor(8) as pool:
        order = np.random.permutation(200).tolist() * 5
        assert list(pool.map(file.read_idx, order)) == [records[i] for i in order]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_reader_has_a_place_of_its_own(path):
    import multiprocessing

    write(path, [b"%d" % i for i in range(5)])
    with recordio.MXRecordIO(path, "r") as file:
        file.read()
        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=lambda: theirs.send([file.read() for _ in range(3)]))
        process.start()
        assert ours.recv() == [b"1", b"2", b"3"]
        process.join()
        assert file.read() == b"1"


def test_image_records():
    head = recordio.IRHeader(0, 4, 2574, 1)
    packed = recordio.pack(head, b"abc")
    assert packed == struct.pack("<IfQQ", 0, 4.0, 2574, 1) + b"abc"
    assert recordio.unpack(packed) == ((0, 4.0, 2574, 1), b"abc")
    assert repr(head) == "HEADER(flag=0, label=4, id=2574, id2=1)"
    assert pickle.loads(pickle.dumps(head)) == head
    several = recordio.pack(head._replace(label=[1, 2, 3]), b"abc")
    assert several == struct.pack("<IfQQ3f", 3, 0.0, 2574, 1, 1, 2, 3) + b"abc"
    found, body = recordio.unpack(several)
    assert (found.flag, found.label.tolist(), found.label.dtype) == (3, [1, 2, 3], np.float32)
    assert body == b"abc"
    with pytest.raises(mx.MXNetError, match="head of 24 bytes"):
        recordio.unpack(packed[:20])
    with pytest.raises(mx.MXNetError, match="announces 3 labels"):
        recordio.unpack(several[:30])


def test_packed_images():
    pytest.importorskip("PIL")
    image = np.random.default_rng(0).integers(0, 256, (4, 5, 3)).astype("uint8")
    packed = recordio.pack_img((0, 1.0, 7, 0), image, quality=9, img_fmt=".png")
    head, found = recordio.unpack_img(packed)
    assert head.label == 1.0
    assert np.array_equal(found, image)
    assert recordio.unpack_img(packed, iscolor=0)[1].shape == (4, 5)
    smooth = np.full((16, 16, 3), (200, 100, 50), "uint8")  # blue, green, red
    _, found = recordio.unpack_img(recordio.pack_img((0, 0, 0, 0), smooth))
    assert np.abs(found.astype(int) - smooth).max() < 5
    for image, options, message in (
        (np.zeros((2, 2), "float32"), {}, "uint8"),
        (np.zeros((2, 2, 4), "uint8"), {}, "uint8"),
        (smooth, {"img_fmt": ".gif"}, "img_fmt"),
        (smooth, {"img_fmt": ".png", "quality": 95}, "0 to 9"),
    ):
        with pytest.raises(ValueError, match=message):
            recordio.pack_img((0, 0, 0, 0), image, **options)


def test_a_false_length_takes_no_memory(path):
    write(path, [b"abc"])
    with open(path, "r+b") as file:
        file.seek(4)
        file.write(struct.pack("<I", (1 << 29) - 1))
    tracemalloc.start()
    try:
        with recordio.MXRecordIO(path, "r") as file:
            with pytest.raises(mx.MXNetError, match="cut off"):
                file.read()
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_an_index_that_is_no_text_is_refused(path, tmp_path):
    write(path, [b"abc"])
    (tmp_path / "a.idx").write_bytes(b"0\t\xff\n")
    with pytest.raises(mx.MXNetError, match="no text"):
        recordio.MXIndexedRecordIO(str(tmp_path / "a.idx"), path, "r")


@pytest.mark.parametrize("record", [5, None, 1.5, [1, 2]])
def test_records_are_bytes(tmp_path, record):
    file = tmp_path / "a.rec"
    with mx.recordio.MXRecordIO(file, "w") as written:
        with pytest.raises(TypeError, match="RecordIO: a record is bytes or str"):
            written.write(record)
    assert file.read_bytes() == b""
