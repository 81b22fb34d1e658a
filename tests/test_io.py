"""Data iterators: MXNet's batches in MXNet's order, and errors instead of wrong batches."""

import pickle
import threading

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import io, nd
from tests.parity.training import iterators, recorded


@pytest.fixture(scope="module")
def answers():
    return iterators.run(mx), recorded("iterators")


@pytest.mark.parametrize("name", iterators.CASES)
def test_batches_are_those_of_mxnet(answers, name):
    ours, theirs = (answer[name] for answer in answers)
    assert ours == theirs


def _labels(iterator):
    return [batch.label[0].asnumpy().astype(int).tolist() for batch in iterator]


def _small(size=2, **kwargs):
    return io.NDArrayIter(np.arange(10.0).reshape(5, 2), np.arange(5), size, **kwargs)


def test_epoch_ends_and_stays_ended():
    iterator = _small()
    assert len(list(iterator)) == 3
    assert list(iterator) == []
    with pytest.raises(StopIteration):
        iterator.next()
    iterator.reset()
    assert len(list(iterator)) == 3


def test_driven_by_hand():
    iterator = _small()
    with pytest.raises(ValueError, match="no batch yet"):
        iterator.getdata()
    assert iterator.iter_next()
    assert iterator.getdata()[0].shape == (2, 2)
    assert iterator.getlabel()[0].asnumpy().tolist() == [0, 1]
    assert (iterator.getpad(), iterator.getindex(), iterator.cursor) == (0, None, 0)


def test_what_a_subclass_makes_of_the_arrays_is_in_the_batches():
    class Augmented(mx.io.NDArrayIter):
        def getdata(self):
            return [array * 10 for array in super().getdata()]

        def getlabel(self):
            return [array + 1 for array in super().getlabel()]

    batches = list(Augmented(np.arange(3), np.arange(3), batch_size=2))
    assert [b.data[0].asnumpy().tolist() for b in batches] == [[0, 10], [20, 0]]
    assert [b.label[0].asnumpy().tolist() for b in batches] == [[1, 2], [3, 1]]
    assert [(b.pad, b.index) for b in batches] == [(0, None), (1, None)]


def test_batches_are_copies():
    data = nd.arange(6).reshape((3, 2))
    batch = io.NDArrayIter(data, batch_size=3).next()
    batch.data[0][:] = 0
    assert data.asnumpy().max() == 5


def test_roll_over_after_a_broken_off_epoch_starts_anew():
    iterator = _small(last_batch_handle="roll_over")
    iterator.next()
    iterator.reset()
    assert _labels(iterator) == [[0, 1], [2, 3]]
    iterator.reset()
    assert _labels(iterator) == [[4, 0], [1, 2], [3, 4]]
    iterator.reset()
    assert _labels(iterator) == [[0, 1], [2, 3]]
    iterator.hard_reset()
    assert _labels(iterator) == [[0, 1], [2, 3]]


def test_the_whole_arrays_in_the_order_of_the_epoch():
    np.random.seed(0)
    data = {"b": np.arange(6).reshape(3, 2), "a": nd.arange(3, dtype="int32")}
    iterator = mx.io.NDArrayIter(data, np.arange(3), batch_size=3, shuffle=True)
    batch = iterator.next()
    assert [name for name, _ in iterator.data] == ["a", "b"]
    for (_, whole), part in zip(iterator.data + iterator.label, batch.data + batch.label):
        np.testing.assert_array_equal(whole.asnumpy(), part.asnumpy())
        assert whole.dtype == part.dtype
    assert iterator.num_source == len(iterator.data_list) == 3
    assert iterator.label[0][0] == "softmax_label"
    assert mx.io.NDArrayIter(np.ones((2, 2))).label == []


def test_shuffling_keeps_rows_together():
    np.random.seed(0)
    iterator = _small(shuffle=True)
    for _ in range(2):
        for batch in iterator:
            np.testing.assert_array_equal(
                batch.data[0].asnumpy()[:, 0], 2 * batch.label[0].asnumpy()
            )
        iterator.reset()


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: _small(last_batch_handle="padd"), ValueError, "Did you mean 'pad'"),
        (lambda: _small(size=0), ValueError, "at least 1"),
        (lambda: io.NDArrayIter(3), TypeError, "Input must be NDArray"),
        (lambda: io.NDArrayIter(None), TypeError, "data must be given"),
        (lambda: io.NDArrayIter([]), ValueError, "at least one array"),
        (
            lambda: io.NDArrayIter(np.zeros((4, 1)), np.zeros(3)),
            ValueError,
            "'softmax_label' has 3 rows, 'data' has 4",
        ),
        (lambda: io.DataBatch(nd.ones(1)), TypeError, "Data must be list"),
        (lambda: io.PrefetchingIter([]), ValueError, "at least one"),
        (
            lambda: io.PrefetchingIter(_small(), rename_data=[{"dat": "x"}]),
            KeyError,
            "no new name is given for 'data'",
        ),
        (lambda: io.DataIter().iter_next(), NotImplementedError, "does not define iter_next"),
    ],
)
def test_errors(make, kind, message):
    with pytest.raises(kind, match=message) as caught:
        make()
    assert isinstance(caught.value, mx.MXNetError)


def test_longer_labels_warn():
    with pytest.warns(UserWarning, match="of which the first 3 are used"):
        io.NDArrayIter(np.zeros((3, 1)), np.zeros(5))


def test_data_desc_is_a_tuple_with_more():
    desc = io.DataDesc("x", (2, 3), "float16", "TN")
    assert desc == ("x", (2, 3)) and desc[0] == "x"
    twin = pickle.loads(pickle.dumps(desc))
    assert (twin, twin.dtype, twin.layout) == (desc, "float16", "TN")
    assert [io.DataDesc.get_batch_axis(layout) for layout in ("NTC", "TNC", None, "TC")] == [
        0,
        1,
        0,
        -1,
    ]


def test_data_batch_prints():
    for label in (None, []):  # an NDArrayIter without labels gives an empty list
        text = str(io.DataBatch([nd.ones((2, 3))], label))
        assert text == "DataBatch: data shapes: [(2, 3)] label shapes: None"


def test_resizing_nothing_is_an_error():
    empty = io.NDArrayIter(np.zeros((1, 1)), batch_size=2, last_batch_handle="discard")
    with pytest.raises(ValueError, match="no batches"):
        io.ResizeIter(empty, 2).next()


class _Failing(io.DataIter):
    provide_data = [io.DataDesc("data", (1, 1))]
    provide_label: list = []

    def __init__(self):
        super().__init__(1)
        self.count = 0

    def next(self):
        self.count += 1
        if self.count == 2:
            raise RuntimeError("the disk is full")
        return io.DataBatch([nd.ones((1, 1)) * self.count], pad=0)


def test_prefetching_hands_on_what_the_iterator_raises():
    iterator = io.PrefetchingIter(_Failing())
    assert float(iterator.next().data[0]) == 1
    with pytest.raises(RuntimeError, match="the disk is full"):
        iterator.next()
    assert float(iterator.next().data[0]) == 3  # and goes on, if the iterator does


def test_prefetching_wants_equal_lengths():
    iterator = io.PrefetchingIter([_small(2), _small(5)])
    iterator_pads = io.PrefetchingIter([_small(2, last_batch_handle="discard"), _small(2)])
    with pytest.raises(ValueError, match="mismatches between iterators"):
        for _ in iterator:
            pass
    with pytest.raises(ValueError, match="mismatches between iterators"):
        for _ in iterator_pads:
            pass


def test_prefetching_leaves_no_thread():
    before = set(threading.enumerate())
    iterator = io.PrefetchingIter(_small())
    iterator.next()
    iterator.reset()
    assert _labels(iterator) == [[0, 1], [2, 3], [4, 0]]
    assert (iterator.getpad(), iterator.getindex()) == (1, None)
    (started,) = set(threading.enumerate()) - before
    del iterator
    started.join(5)
    assert not started.is_alive()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,2\n3,a\n", "is not a table of float32"),
        ("1,2\n3\n", "is not a table of float32"),
        ("1,2,3\n", "the rows of .* have 3 values"),
        ("", "holds no rows"),
    ],
)
def test_csv_errors_name_the_file(tmp_path, text, message):
    file = tmp_path / "data.csv"
    file.write_text(text)
    with pytest.raises(mx.MXNetError, match=message) as caught:
        io.CSVIter(data_csv=str(file), data_shape=(2,), batch_size=1)
    assert "data.csv" in str(caught.value)


def test_csv_missing_and_unequal_files(tmp_path):
    (tmp_path / "x.csv").write_text("1,2\n3,4\n")
    (tmp_path / "y.csv").write_text("1\n")
    with pytest.raises(FileNotFoundError, match="cannot find any file"):
        io.CSVIter(data_csv=str(tmp_path / "z.csv"), data_shape=(2,), batch_size=1)
    with pytest.raises(ValueError, match="has 1 rows"):
        io.CSVIter(
            data_csv=str(tmp_path / "x.csv"),
            label_csv=str(tmp_path / "y.csv"),
            data_shape=(2,),
            batch_size=1,
        )


def test_csv_reads_folders_and_other_dtypes(tmp_path):
    (tmp_path / "b.csv").write_text("5,6\n")
    (tmp_path / "a.csv").write_text("1,2\n3,4\n")
    iterator = io.CSVIter(data_csv=str(tmp_path), data_shape=(2,), batch_size=3, dtype="float64")
    batch = iterator.next()
    assert batch.data[0].asnumpy().tolist() == [[1, 2], [3, 4], [5, 6]]
    assert batch.data[0].dtype == np.float64
    (tmp_path / "c.csv").write_text("1.5,6\n")
    with pytest.raises(mx.MXNetError, match="is not a table of int32"):
        io.CSVIter(data_csv=str(tmp_path / "c.csv"), data_shape=(2,), batch_size=1, dtype="int32")
