"""MXNet's files of arrays: what MXNet wrote is read, what is written is what MXNet writes.

Damaged files raise an MXNetError, whatever is damaged, and cost no memory that their bytes do not
pay for; a file is replaced as a whole or not at all.
"""

import io
import os
import random
import stat
import struct
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import MXNetError, nd

#: What MXNet 1.9.1 wrote, in hexadecimal.
WRITTEN = {
    "dtypes": """
    120100000000000000000000000000000800000000000000c9fa93f90000000001000000030000000000000001000000
    0000000000000000000000000000803f00004040c9fa93f9000000000100000003000000000000000100000000000000
    010000000000000000000000000000000000f03f0000000000000840c9fa93f900000000010000000300000000000000
    0100000000000000020000000000003c0042c9fa93f90000000001000000030000000000000001000000000000000300
    0000000103c9fa93f9000000000100000003000000000000000100000000000000040000000000000001000000030000
    00c9fa93f900000000010000000300000000000000010000000000000005000000000103c9fa93f90000000001000000
    0300000000000000010000000000000006000000000000000000000001000000000000000300000000000000c9fa93f9
    000000000100000003000000000000000100000000000000070000000001010000000000000000
    """,
    "dict": """
    120100000000000000000000000000000300000000000000c9fa93f90000000002000000020000000000000002000000
    000000000100000000000000000000000000c03f000000c00000404000008040c9fa93f9000000000100000001000000
    000000000100000000000000060000000700000000000000c9fa93f90000000001000000010000000000000001000000
    00000000000000000000000003000000000000000600000000000000776569676874050000000000000062c3a9746100
    00000000000000
    """,
    "one": """
    120100000000000000000000000000000100000000000000c9fa93f90000000001000000010000000000000001000000
    00000000000000000000c03f0000000000000000
    """,
    "empty list": """
    1201000000000000000000000000000000000000000000000000000000000000
    """,
    "empty dict": """
    1201000000000000000000000000000000000000000000000000000000000000
    """,
    "zero size": """
    120100000000000000000000000000000200000000000000c9fa93f90000000001000000000000000000000001000000
    0000000000000000c9fa93f9000000000100000001000000000000000100000000000000000000000000803f00000000
    00000000
    """,
    "csr": """
    120100000000000000000000000000000100000000000000c9fa93f90200000001000000000000000000000002000000
    020000000000000003000000000000000100000000000000000000000600000001000000030000000000000006000000
    0100000003000000000000000000803f0000004000004040000000000000000001000000000000000300000000000000
    0100000000000000000000000000000002000000000000000000000000000000
    """,
    "csr2": """
    120100000000000000000000000000000100000000000000c9fa93f90200000001000000030000000000000002000000
    020000000000000003000000000000000100000000000000000000000600000001000000030000000000000006000000
    0100000003000000000000000000803f0000004000004040000000000000000001000000000000000300000000000000
    0100000000000000000000000000000002000000000000000000000000000000
    """,
    "rsp": """
    120100000000000000000000000000000100000000000000c9fa93f90100000002000000020000000000000002000000
    000000000200000004000000000000000200000000000000010000000000000000000000060000000100000002000000
    000000000000803f00000040000040400000804001000000000000000300000000000000010000000000000001000000
    0000000072
    """,
    "ctx": """
    120100000000000000000000000000000100000000000000c9fa93f90000000001000000020000000000000001000000
    03000000000000000000803f0000803f0000000000000000
    """,
    "np": """
    120100000000000000000000000000000300000000000000cafa93f90000000000000000010000000000000000000000
    00006040cafa93f9000000000200000000000000000000000300000000000000010000000000000000000000cafa93f9
    000000000100000002000000000000000100000000000000040000000100000002000000030000000000000001000000
    000000007301000000000000007a010000000000000069
    """,
}


def dump(data):
    """The bytes of a file with ``data``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.params"
        nd.save(path, data)
        return path.read_bytes()


def written(name):
    return bytes.fromhex(WRITTEN[name])


def hexed(text):
    return bytes.fromhex(text)


# -- files that MXNet wrote -------------------------------------------------------------------

DTYPES = ["float32", "float64", "float16", "uint8", "int32", "int8", "int64", "bool"]


def test_every_dtype():
    arrays = nd.load_frombuffer(written("dtypes"))
    assert [a.asnumpy().dtype.name for a in arrays] == DTYPES
    for a in arrays[:-1]:
        assert a.asnumpy().tolist() == [0, 1, 3]
    assert arrays[-1].asnumpy().tolist() == [False, True, True]


def test_names():
    found = nd.load_frombuffer(written("dict"))
    assert list(found) == ["weight", "b\u00e9ta", ""]
    assert found["weight"].asnumpy().tolist() == [[1.5, -2], [3, 4]]
    assert found["b\u00e9ta"].dtype is np.int64


def test_empty_ones_are_lists():
    assert nd.load_frombuffer(written("empty list")) == []
    assert nd.load_frombuffer(written("empty dict")) == []


def test_arrays_without_elements():
    empty, one = nd.load_frombuffer(written("zero size"))
    assert empty.shape == (0,) and one.asnumpy().tolist() == [1]


@pytest.mark.parametrize("name", ["csr", "csr2"])
def test_csr_is_read_dense(name):
    # MXNet writes a stored shape of 0 for the first
    (x,) = nd.load_frombuffer(written(name))
    assert x.asnumpy().tolist() == [[0, 1, 0], [2, 0, 3]]


def test_row_sparse_is_read_dense():
    x = nd.load_frombuffer(written("rsp"))["r"]
    assert x.asnumpy().tolist() == [[0, 0], [1, 2], [0, 0], [3, 4]]


def test_the_device_in_the_file_is_ignored():
    (x,) = nd.load_frombuffer(written("ctx"))
    assert x.context == mx.cpu(0)
    on_gpu = bytearray(written("one"))
    on_gpu[24 + 4 + 4 + 4 + 8] = 2  # dev_type
    (x,) = nd.load_frombuffer(bytes(on_gpu))
    assert x.context == mx.cpu(0) and x.asnumpy().tolist() == [1.5]


def test_numpy_shapes():
    found = nd.load_frombuffer(written("np"))
    assert found["s"].shape == () and found["s"].asscalar() == 3.5
    assert found["z"].shape == (0, 3) and found["i"].dtype is np.int32


# -- files made by hand -----------------------------------------------------------------------

HEAD = "1201000000000000 0000000000000000 0100000000000000"
A_OF_SIX = (
    "01000000 00000000 00000000 000000000000803f0000004000004040000080400000a040"
    "0100000000000000 0100000000000000 61"
)


def test_the_two_oldest_versions():
    v0 = hexed(HEAD + "02000000 02000000 03000000" + A_OF_SIX)
    v1 = hexed(HEAD + "c8fa93f9 02000000 0200000000000000 0300000000000000" + A_OF_SIX)
    for content in (v0, v1):
        assert nd.load_frombuffer(content)["a"].asnumpy().tolist() == [[0, 1, 2], [3, 4, 5]]


def test_versions_may_be_mixed_and_the_reserved_word_be_anything():
    v2 = "c9fa93f9 00000000 01000000 0100000000000000 01000000 00000000 00000000 0000c03f"
    v1 = "c8fa93f9 01000000 0100000000000000 01000000 00000000 00000000 00000040"
    content = hexed("1201000000000000 ffffffffffffffff 0200000000000000" + v2 + v1 + "00" * 8)
    assert [float(x) for x in nd.load_frombuffer(content)] == [1.5, 2.0]


def test_bytes_behind_the_names_are_ignored():
    assert nd.load_frombuffer(written("one") + b"more")[0].asscalar() == 1.5


def test_doubled_names_the_last_one_counts():
    names = struct.pack("<Q", 2) + 2 * (struct.pack("<Q", 1) + b"a")
    content = dump([nd.array([1]), nd.array([2])])[:-8] + names
    assert float(nd.load_frombuffer(content)["a"]) == 2


def test_a_scalar_that_mxnet_wrote_but_cannot_read():
    scalar = "c9fa93f9 00000000 00000000 01000000 00000000 00000000 00006040"
    one = "c9fa93f9 00000000 01000000 0100000000000000 01000000 00000000 00000000 0000c03f"
    content = hexed("1201000000000000 0000000000000000 0200000000000000" + scalar + one + "00" * 8)
    first, second = nd.load_frombuffer(content)
    assert first.shape == () and first.asscalar() == 3.5 and second.asscalar() == 1.5


def test_bfloat16_becomes_float32():
    content = hexed(HEAD + "c9fa93f9 00000000 01000000 0200000000000000 01000000 00000000 0c000000"
                    "c03f 00c0" + "00" * 8)  # fmt: skip
    (x,) = nd.load_frombuffer(content)
    assert x.dtype is np.float32 and x.asnumpy().tolist() == [1.5, -2.0]


@pytest.mark.parametrize("flag", [8, 9, 10, 11, 13, -1, 2**31 - 1])
def test_unknown_dtype_flags(flag):
    content = bytearray(written("one"))
    content[52:56] = struct.pack("<i", flag)
    with pytest.raises(MXNetError, match="dtype flag"):
        nd.load_frombuffer(bytes(content))


def test_npz_archives_are_read():
    stream = io.BytesIO()
    np.savez(stream, w=np.arange(3, dtype="int32"), b=np.float32(2))
    found = nd.load_frombuffer(stream.getvalue())
    assert found["w"].dtype is np.int32 and found["b"].shape == ()
    stream = io.BytesIO()
    np.savez(stream, w=np.array([{}], dtype=object))
    with pytest.raises(MXNetError):
        nd.load_frombuffer(stream.getvalue())


# -- damaged files ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", WRITTEN)
def test_every_truncation_is_refused(name):
    content = written(name)
    for length in range(len(content)):
        with pytest.raises(MXNetError) as caught:
            nd.load_frombuffer(content[:length])
        assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("name", WRITTEN)
def test_random_damage_is_refused_or_harmless(name):
    content, chance = written(name), random.Random(name)
    for _ in range(400):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 1, 2, 5])):
            place = chance.randrange(len(damaged))
            what = chance.random()
            if what < 0.5:
                damaged[place] = chance.choice([0, 1, 127, 128, 255, chance.randrange(256)])
            elif what < 0.8 and place + 8 <= len(damaged):
                number = chance.choice([2**63 - 1, 2**63, 2**64 - 1, 2**32, 2**31, 10**6])
                damaged[place : place + 8] = struct.pack("<Q", number)
            else:
                del damaged[place : place + chance.choice([1, 4, 8])]
        try:
            nd.load_frombuffer(bytes(damaged))
        except MXNetError:
            pass


BOMBS = {
    "many arrays": "1201000000000000 0000000000000000 ffffffffffffff7f",
    "many axes": HEAD + "c9fa93f9 00000000 ffffff7f",
    "negative axes": HEAD + "c9fa93f9 00000000 ffffffff",
    "long axis": HEAD + "c9fa93f9 00000000 01000000 ffffffffffffff7f 01000000 00000000 00000000",
    "product beyond 64 bits": HEAD + "c9fa93f9 00000000 02000000 0000000001000000 0000000001000000"
    "01000000 00000000 00000000",
    "negative axis": HEAD + "c9fa93f9 00000000 01000000 ffffffffffffffff 01000000 0000000000000000",
    "none beside a huge one": HEAD + "cafa93f9 00000000 02000000 0000000000000000 ffffffffffffff7f"
    "01000000 00000000 00000000 0000000000000000",
    "many names": "1201000000000000 0000000000000000 0000000000000000 ffffffffffffff7f",
    "long name": "".join(WRITTEN["one"].split())[:-16] + "0100000000000000 ffffffffffffff7f",
    "no data": HEAD + "c9fa93f9 00000000 00000000 0000000000000000",
    "huge csr": HEAD + "c9fa93f9 02000000 01000000 0000000000000000 02000000 ffffff7f00000000"
    "ffffff7f00000000 01000000 00000000 00000000 06000000 01000000 0000000000000000 06000000"
    "01000000 0000000000000000 0000000000000000",
    "other storage": HEAD + "c9fa93f9 03000000 00000000",
    "other magic": "1301000000000000 0000000000000000 0000000000000000 0000000000000000",
    "names that are not UTF-8": WRITTEN["dict"].replace("c3a9", "ffff"),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_claims_are_compared_with_the_bytes(content):
    tracemalloc.start()
    try:
        with pytest.raises(MXNetError, match="load"):
            nd.load_frombuffer(hexed(content))
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_indices_of_sparse_arrays_are_checked():
    content = written("csr2")
    starts = content.index(struct.pack("<qqq", 0, 1, 3))
    columns = content.index(struct.pack("<qqq", 1, 0, 2))
    for place, values in ((starts, (0, 3, 1)), (starts, (1, 1, 3)), (columns, (1, 0, 3)),
                          (columns, (-1, 0, 2))):  # fmt: skip
        damaged = bytearray(content)
        damaged[place : place + 24] = struct.pack("<qqq", *values)
        with pytest.raises(MXNetError, match="csr"):
            nd.load_frombuffer(bytes(damaged))
    content = written("rsp")
    rows = content.index(struct.pack("<qq", 1, 3))
    damaged = bytearray(content)
    damaged[rows : rows + 16] = struct.pack("<qq", 1, 4)
    with pytest.raises(MXNetError, match="row index"):
        nd.load_frombuffer(bytes(damaged))


def test_what_is_no_buffer_or_no_file(tmp_path):
    for wrong in ("text", 5, None):
        with pytest.raises(TypeError):
            nd.load_frombuffer(wrong)
    with pytest.raises(TypeError):
        nd.load(5)
    with pytest.raises(FileNotFoundError, match="no file") as caught:
        nd.load(tmp_path / "absent")
    assert isinstance(caught.value, MXNetError)
    with pytest.raises(MXNetError, match="cannot be read"):
        nd.load(tmp_path)
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(ValueError, match="truncated"):
        nd.load(tmp_path / "empty")


# -- writing ----------------------------------------------------------------------------------


def test_the_bytes_are_those_of_mxnet():
    arrays = [nd.array([0, 1, 3], dtype=t) for t in DTYPES]
    assert dump(arrays) == written("dtypes")
    named = {"weight": nd.array([[1.5, -2], [3, 4]]), "b\u00e9ta": nd.array([7], dtype="int64"),
             "": nd.zeros((1,))}  # fmt: skip
    assert dump(named) == written("dict")
    assert dump(nd.array([1.5])) == written("one")
    assert dump([]) == dump({}) == written("empty dict")
    assert dump([nd.array([]), nd.ones((1,))]) == written("zero size")


def test_parts_of_arrays_are_written_in_order():
    x = nd.array([[1, 2, 3], [4, 5, 6]])
    (found,) = nd.load_frombuffer(dump(x[:, 1:]))
    assert found.asnumpy().tolist() == [[2, 3], [5, 6]]


def test_round_trips(tmp_path):
    path = tmp_path / "x.params"
    chance = np.random.RandomState(0)
    data = {}
    for i in range(24):
        shape = chance.randint(0, 4, chance.randint(1, 5))
        data[f"array {i}"] = nd.array(chance.uniform(-9, 9, shape), dtype=DTYPES[i % 8])
    nd.save(path, data)
    found = nd.load(str(path))
    assert list(found) == list(data)
    nd.save(path, list(data.values()))
    listed = nd.load(path)
    for x, named, unnamed in zip(data.values(), found.values(), listed, strict=True):
        for y in (named, unnamed):
            assert y.dtype is x.dtype and np.array_equal(y.asnumpy(), x.asnumpy())


def test_a_scalar_is_written_with_one_axis():
    (x,) = nd.load_frombuffer(dump(nd.array(5)))
    assert x.shape == (1,) and float(x) == 5


@pytest.mark.parametrize("wrong", [5, "x", None, np.ones(2), [np.ones(2)], {"a": 1},
                                   {1: nd.ones(1)}, {"\ud800": nd.ones(1)}])  # fmt: skip
def test_what_cannot_be_written_leaves_the_old_file(wrong, tmp_path):
    path = tmp_path / "x.params"
    nd.save(path, nd.ones(1))
    before = path.read_bytes()
    with pytest.raises((TypeError, ValueError)) as caught:
        nd.save(path, wrong)
    assert isinstance(caught.value, MXNetError)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["x.params"]


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.params"
    nd.save(path, nd.ones(1))
    before = path.read_bytes()
    for broken in ("fsync", "replace"):
        with monkeypatch.context() as patch:

            def fail(*args):
                raise OSError("the disk is full")

            patch.setattr(os, broken, fail)
            with pytest.raises(OSError, match="full"):
                nd.save(path, nd.zeros(1000))
        assert path.read_bytes() == before and os.listdir(tmp_path) == ["x.params"]


def test_a_missing_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="no folder") as caught:
        nd.save(tmp_path / "absent" / "x", nd.ones(1))
    assert isinstance(caught.value, MXNetError)


def test_links_and_permissions_are_kept(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    nd.save(real, nd.ones(1))
    os.chmod(real, 0o600)
    os.symlink(real, link)
    nd.save(link, nd.zeros(2))
    assert link.is_symlink() and nd.load(real)[0].shape == (2,)
    assert stat.S_IMODE(os.stat(real).st_mode) == 0o600


def test_large_arrays_are_written_without_a_copy(tmp_path):
    x = nd.ones(1_000_000)
    tracemalloc.start()
    nd.save(tmp_path / "x", [x, x])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def archive(compression, **arrays):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as packed:
        for name, array in arrays.items():
            with packed.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, array)
    return stream.getvalue()


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_mutated_npz_archives(compression):
    content = archive(compression, a=np.arange(6.0), b=np.asfortranarray(np.ones((2, 3), "f4")))
    found = nd.load_frombuffer(content)
    assert found["a"].asnumpy().tolist() == list(range(6)) and found["b"].shape == (2, 3)
    chance = random.Random(5)
    for _ in range(600):
        damaged = bytearray(content)
        for _ in range(chance.choice((1, 1, 3))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            nd.load_frombuffer(bytes(damaged))
        except MXNetError as error:
            assert len(str(error)) < 400


def test_npz_archives_pay_for_their_memory():
    content = archive(zipfile.ZIP_STORED, a=np.zeros(10)).replace(b"(10,), ", b"(1<<40,)")
    large = archive(zipfile.ZIP_STORED, a=np.zeros(1)).replace(b"(1,), }     ", b"(999999999,)}")
    tracemalloc.start()
    try:
        for damaged in (content, large):
            with pytest.raises(MXNetError, match="no readable .npz archive"):
                nd.load_frombuffer(damaged)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_sparse_arrays_share_one_limit():
    content = written("csr")
    one = content[24:-8]
    assert struct.unpack_from("<q", one, 32) == (3,)  # columns
    wide = one[:32] + struct.pack("<q", 1 << 27) + one[40:]
    many = content[:16] + struct.pack("<Q", 3) + wide * 3 + content[-8:]
    with pytest.raises(MXNetError, match="as a dense one"):
        nd.load_frombuffer(many)


@pytest.mark.parametrize("name", ["", "a\0b", 5, None])
def test_names_that_are_none(name):
    for call in (lambda: nd.save(name, [nd.ones(1)]), lambda: nd.load(name)):
        with pytest.raises(MXNetError, match="file name"):
            call()


def test_a_folder_is_not_overwritten(tmp_path):
    with pytest.raises(MXNetError, match="directory") as caught:
        nd.save(tmp_path, [nd.ones(1)])
    assert isinstance(caught.value, OSError) and caught.value.errno
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        nd.save(pipe, [nd.ones(2)])
        assert nd.load_frombuffer(os.read(reader, 1000))[0].asnumpy().tolist() == [1, 1]
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)
