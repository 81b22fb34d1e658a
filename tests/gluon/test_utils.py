"""gluon.utils: splitting, clipping, files."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import gluon, nd
from ndgrad.gluon import utils


def lists(arrays):
    return [array.asnumpy().tolist() for array in arrays]


class TestSplit:
    def test_even(self):
        data = nd.arange(8).reshape((4, 2))
        assert lists(utils.split_data(data, 2)) == [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]
        assert utils.split_data(data, 1)[0] is data
        assert [p.shape for p in utils.split_data(data, 2, batch_axis=1)] == [(4, 1), (4, 1)]
        assert [p.shape for p in utils.split_data(data, 2, batch_axis=-1)] == [(4, 1), (4, 1)]

    @pytest.mark.parametrize(
        ("size", "parts", "lengths"), [(5, 2, [3, 2]), (7, 3, [3, 2, 2]), (2, 3, [1, 1, 0])]
    )
    def test_uneven(self, size, parts, lengths):
        data = nd.arange(size)
        split = utils.split_data(data, parts, even_split=False)
        assert [len(p.asnumpy()) for p in split] == lengths
        assert np.concatenate([p.asnumpy() for p in split]).tolist() == list(range(size))
        with pytest.raises(ValueError, match="cannot be evenly split into"):
            utils.split_data(data, parts)

    def test_unknown_axis(self):
        with pytest.raises(ValueError, match="batch_axis 2 is out of range"):
            utils.split_data(nd.ones((2, 2)), 2, batch_axis=2)

    def test_load(self):
        ctx = [mx.cpu(0), mx.cpu(1)]
        parts = utils.split_and_load([1, 2, 3, 4], ctx)
        assert [p.context for p in parts] == ctx and lists(parts) == [[1, 2], [3, 4]]
        assert utils.split_and_load(np.arange(4, dtype="int32"), ctx)[0].dtype == np.float32
        assert utils.split_and_load(nd.arange(4, dtype="int32"), ctx)[1].dtype == np.int32
        assert utils.split_and_load(nd.arange(3), [mx.cpu(2)])[0].context == mx.cpu(2)
        sizes = [p.size for p in utils.split_and_load(nd.arange(3), ctx, even_split=False)]
        assert sizes == [2, 1]
        with pytest.raises(TypeError, match="must be a list of contexts"):
            utils.split_and_load(nd.arange(4), mx.cpu())

    def test_no_parts(self):
        with pytest.raises(ValueError, match="num_slice must be at least 1, got 0"):
            utils.split_data(nd.arange(4), 0)
        with pytest.raises(ValueError, match="ctx_list is empty"):
            utils.split_and_load(nd.arange(4), [])


class TestClip:
    def test_scales_in_place(self):
        arrays = [nd.array([3, 4]), nd.array([[12.0]])]
        norm = utils.clip_global_norm(arrays, 1.0)
        assert type(norm) is np.float32 and norm == 13
        np.testing.assert_allclose(arrays[0].asnumpy(), [3 / 13, 4 / 13], rtol=1e-6)
        np.testing.assert_allclose(arrays[1].asnumpy(), [[12 / 13]], rtol=1e-6)

    def test_leaves_small_ones(self):
        arrays = [nd.array([3, 4])]
        assert utils.clip_global_norm(arrays, 100) == 5
        assert lists(arrays) == [[3, 4]]

    def test_without_check(self):
        arrays = [nd.array([3, 4])]
        norm = utils.clip_global_norm(arrays, 1, check_isfinite=False)
        assert isinstance(norm, nd.NDArray) and norm.shape == (1,) and norm.asscalar() == 5
        np.testing.assert_allclose(arrays[0].asnumpy(), [0.6, 0.8], rtol=1e-6)

    @pytest.mark.parametrize("bad", [np.inf, np.nan])
    def test_warns(self, bad):
        # pytest.warns shows NumPy's warnings too, which are switched off otherwise.
        with np.errstate(all="ignore"), pytest.warns(UserWarning, match="nan or inf is detected"):
            norm = utils.clip_global_norm([nd.array([3, bad])], 1)
        assert not np.isfinite(norm)

    def test_mixed(self):
        arrays = [
            nd.ones(2, dtype="float64"), nd.ones(2, ctx=mx.cpu(1)), nd.ones(2, dtype="float16"),
        ]  # fmt: skip
        assert abs(utils.clip_global_norm(arrays, 1) - 6**0.5) < 1e-6
        assert [a.dtype for a in arrays] == [np.float64, np.float32, np.float16]
        for array in arrays:
            np.testing.assert_allclose(array.asnumpy(), 6**-0.5, rtol=1e-3)

    def test_large_values_do_not_overflow(self):
        arrays = [nd.array([3e30, 4e30])]
        assert abs(utils.clip_global_norm(arrays, 1) / 5e30 - 1) < 1e-6

    def test_nothing(self):
        with pytest.raises(AssertionError, match="there are no arrays"):
            utils.clip_global_norm([], 1)


def test_shape_is_known():
    assert utils.shape_is_known((1, 2)) and utils.shape_is_known(())
    for unknown in (None, (0, 2), (-1, 2)):
        assert not utils.shape_is_known(unknown)


class TestDownload:
    @pytest.fixture
    def source(self, tmp_path):
        file = tmp_path / "source" / "data.bin"
        file.parent.mkdir()
        file.write_bytes(b"hello")
        return file

    def test_fetches_into_a_folder_or_a_file(self, source, tmp_path, monkeypatch, capsys):
        url = source.as_uri()
        folder = tmp_path / "folder"
        folder.mkdir()
        assert utils.download(url, str(folder)) == str(folder / "data.bin")
        assert (folder / "data.bin").read_bytes() == b"hello"
        named = tmp_path / "new" / "named"
        assert utils.download(url, str(named)) == str(named)
        monkeypatch.chdir(folder.parent)
        assert utils.download(url).endswith("data.bin")
        assert (tmp_path / "data.bin").read_bytes() == b"hello"
        assert "Downloading" in capsys.readouterr().out

    def test_keeps_what_is_there(self, source, tmp_path, capsys):
        file = tmp_path / "file"
        file.write_bytes(b"older")
        assert utils.download(source.as_uri(), str(file)) == str(file)
        assert file.read_bytes() == b"older"
        utils.download(source.as_uri(), str(file), overwrite=True)
        assert file.read_bytes() == b"hello"

    def test_checks_the_sum(self, source, tmp_path):
        digest = hashlib.sha1(b"hello").hexdigest()
        assert utils.check_sha1(str(source), digest)
        assert not utils.check_sha1(str(source), digest[:8])
        file = tmp_path / "file"
        file.write_bytes(b"older")
        utils.download(source.as_uri(), str(file), sha1_hash=digest)
        assert file.read_bytes() == b"hello"
        with pytest.raises(OSError, match="content hash does not match") as caught:
            utils.download(source.as_uri(), str(file), sha1_hash="0" * 40, retries=1)
        assert isinstance(caught.value, mx.MXNetError)
        assert file.read_bytes() == b"hello"
        assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "source"]

    def test_failures(self, tmp_path):
        with pytest.raises(mx.MXNetError, match="Failed downloading"):
            utils.download((tmp_path / "nothing").as_uri(), str(tmp_path / "x"), retries=0)
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(ValueError, match="at least 0"):
            utils.download("file:///x", str(tmp_path / "x"), retries=-1)
        with pytest.raises(ValueError, match="Can't construct file-name"):
            utils.download("https://example.org/", str(tmp_path))


def test_replace_file(tmp_path):
    (tmp_path / "a").write_text("new")
    (tmp_path / "b").write_text("old")
    utils.replace_file(str(tmp_path / "a"), str(tmp_path / "b"))
    assert (tmp_path / "b").read_text() == "new" and not (tmp_path / "a").exists()


def test_hook_handles_are_public():
    assert utils.HookHandle is gluon.block.HookHandle
