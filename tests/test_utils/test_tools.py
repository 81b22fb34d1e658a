"""Comparisons, random inputs, settings and statistics of test_utils."""

from __future__ import annotations

import os
import struct

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd
from ndgrad import test_utils as tu
from ndgrad.base import MXNetError
from ndgrad.test_utils.statistics import chi_square_p


def test_almost_equal_follows_the_coarser_dtype():
    a, b = np.array([1.0, 100.0]), np.array([1.0, 100.5], "float16")
    assert tu.almost_equal(a, b)
    assert not tu.almost_equal(a, b.astype("float64"))
    assert tu.almost_equal(a, b.astype("float64"), rtol={np.dtype("float64"): 0.1})
    assert tu.almost_equal(np.zeros((2, 3)), np.zeros(3))
    assert not tu.almost_equal(np.zeros((2, 3)), np.zeros(3), use_broadcast=False)
    assert not tu.almost_equal([np.nan], [np.nan])
    assert tu.almost_equal([np.nan], [np.nan], equal_nan=True)


def test_messages_name_the_place():
    with pytest.raises(AssertionError) as caught:
        tu.assert_almost_equal(nd.array([1.0, 2.0, 3.0]), [1.0, 2.1, 3.0], names=("mine", "theirs"))
    text = str(caught.value)
    assert "(1,), mine=2.00000000, theirs=2.1" in text and "33.3" in text
    with pytest.raises(AssertionError, match=r"\(2, 3\)"):
        tu.assert_almost_equal(np.zeros((2, 3)), np.zeros(3), use_broadcast=False)
    with pytest.raises(AssertionError):
        tu.assert_almost_equal([np.inf], [1.0])
    with pytest.raises(AssertionError):
        tu.assert_almost_equal([np.nan, 1.0], [1.0, 1.0])


def test_share_of_errors():
    a, b = np.array([1.0, 2.0, 3.0, 9.0]), np.array([1.0, 2.0, 3.0, 4.0])
    tu.assert_almost_equal_with_err(a, b, etol=0.25)
    with pytest.raises(AssertionError, match="0.25"):
        tu.assert_almost_equal_with_err(a, b, etol=0.2)
    tu.assert_almost_equal_ignore_nan([np.nan, 1.0], [1.0, 1.0])
    with pytest.raises(AssertionError):
        tu.assert_almost_equal_ignore_nan([np.nan, 1.0], [1.0, 2.0])


def test_same_array_looks_at_memory():
    x = nd.array([[1.0, 2.0], [3.0, 4.0]])
    assert tu.same_array(x, x.reshape((4,))) and not tu.same_array(x, x.copy())
    assert x.asnumpy().tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert tu.same(x, x.copy()) and not tu.same(x, x + 1)


def test_exceptions_and_tuples():
    tu.assert_exception(nd.dot, MXNetError, nd.ones((2, 3)), nd.ones((2, 3)))
    with pytest.raises(AssertionError, match="did not raise"):
        tu.assert_exception(int, ValueError, "1")
    tu.compare_ndarray_tuple((nd.ones(2), (None, nd.zeros(1))), (np.ones(2), (None, np.zeros(1))))
    with pytest.raises(AssertionError):
        tu.compare_ndarray_tuple((nd.ones(2),), (None,))


def test_random_inputs():
    assert all(1 <= n <= 4 for n in tu.rand_shape_nd(5, dim=4))
    x = tu.rand_ndarray((50, 40), dtype="float64", distribution="uniform")
    assert x.dtype == np.float64 and abs(x.asnumpy()).max() <= 1
    assert isinstance(tu.random_arrays(()), float)
    with pytest.raises(MXNetError, match="sparse"):
        tu.rand_ndarray((2, 3), "csr")
    for make in (tu.new_matrix_with_real_eigvals_2d, tu.new_sym_matrix_with_real_eigvals_2d):
        values = np.linalg.eigvals(make(4))
        assert np.abs(values.imag).max() == 0 and np.diff(np.sort(values.real)).min() > 0.7


def test_environment_is_restored():
    os.environ.pop("NDGRAD_TEST_VARIABLE", None)
    with pytest.raises(KeyError), tu.environment({"NDGRAD_TEST_VARIABLE": "1"}):
        assert tu.getenv("NDGRAD_TEST_VARIABLE") == "1"
        raise KeyError
    assert tu.getenv("NDGRAD_TEST_VARIABLE") is None


def test_default_context():
    with mx.cpu(0):  # on leaving, the context is what it was
        tu.set_default_context(mx.cpu(3))
        assert tu.default_context() == mx.current_context() == mx.cpu(3)
        assert tu.rand_ndarray((2,)).context == mx.cpu(3)
        assert mx.nd.ones(2).context == mx.cpu(3)
    assert tu.default_context() == mx.cpu(0)


def test_retry():
    tries = []

    @tu.retry(3)
    def flaky():
        tries.append(1)
        if len(tries) < 3:
            raise AssertionError("not yet")

    flaky()
    assert len(tries) == 3
    with pytest.raises(AssertionError):
        tu.retry(1)(lambda: tu.assert_almost_equal(1.0, 2.0))()
    with pytest.raises(ValueError, match="positive"):
        tu.retry(0)


# Quantiles from tables of the chi-square distribution: (freedom, statistic, p).
TABLE = [(1, 3.841459, 0.05), (5, 11.070498, 0.05), (10, 2.558212, 0.99), (30, 50.892181, 0.01)]


@pytest.mark.parametrize(("freedom", "statistic", "p"), TABLE)
def test_chi_square_distribution(freedom, statistic, p):
    assert chi_square_p(statistic, freedom) == pytest.approx(p, rel=1e-5)


def test_statistics_accept_right_and_refuse_wrong_generators():
    rng = np.random.default_rng(0)
    buckets, probs = tu.gen_buckets_probs_with_ppf(lambda p: p, 10)
    tu.verify_generator(lambda n: rng.uniform(size=n), buckets, probs, 10000)
    with pytest.raises(AssertionError, match="Chi-square"):
        tu.verify_generator(lambda n: rng.uniform(size=n) ** 1.1, buckets, probs, 10000)
    tu.verify_generator(lambda n: rng.integers(0, 4, n), [0, 1, 2, 3], [0.25] * 4, 10000)
    assert tu.mean_check(lambda n: rng.normal(size=n), 0, 1, 10000)
    assert not tu.mean_check(lambda n: rng.normal(0.1, size=n), 0, 1, 10000)
    assert tu.var_check(lambda n: nd.array(rng.normal(size=n)), 1, 10000)
    assert not tu.var_check(lambda n: rng.normal(size=n) * 1.1, 1, 10000)


def test_download_takes_a_file_that_is_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.txt").write_text("here")
    path = tu.download("https://example.org/x/a.txt", dirname="sub")
    assert path == os.path.join("sub", "a.txt") == tu.download("https://example.org/b", path)
    with pytest.raises(OSError, match="Failed downloading"):
        tu.download((tmp_path / "none").as_uri(), dirname="new", retries=0)
    source = (tmp_path / "sub" / "a.txt").as_uri()
    assert tu.download(source, "b.txt", "made") == os.path.join("made", "b.txt")
    assert (tmp_path / "made" / "b.txt").read_text() == "here"


def test_get_mnist(tmp_path, monkeypatch):
    home, here = tmp_path / "home", tmp_path / "here"
    monkeypatch.setenv("MXNET_HOME", str(home))
    for folder, first in ((home / "datasets" / "mnist", 1), (here, 2)):
        folder.mkdir(parents=True)
        for part in ("train", "t10k"):
            head = struct.pack(">IIII", 2051, 2, 28, 28)
            (folder / f"{part}-images-idx3-ubyte").write_bytes(head + bytes([51]) * 2 * 784)
            (folder / f"{part}-labels-idx1-ubyte").write_bytes(
                struct.pack(">II", 2049, 2) + bytes([first, 7])
            )
    for folder, first in ((tmp_path, 1), (here, 2)):
        monkeypatch.chdir(folder)
        digits = tu.get_mnist()
        assert sorted(digits) == ["test_data", "test_label", "train_data", "train_label"]
        assert digits["train_data"].shape == (2, 1, 28, 28)
        assert (digits["test_data"] == np.float32(0.2)).all()
        assert digits["train_label"].tolist() == [first, 7]
        assert (digits["test_data"].dtype, digits["test_label"].dtype) == (np.float32, np.int8)
