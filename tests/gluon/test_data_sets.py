"""Datasets, samplers, batching."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import gluon, nd
from ndgrad.gluon.data.dataloader import default_batchify_fn

D = gluon.data


def items(dataset):
    return [dataset[i] for i in range(len(dataset))]


# -- datasets -------------------------------------------------------------------------------------


def test_array_dataset():
    x = np.arange(12.0).reshape(6, 2)
    labels = np.arange(6, dtype="int32")
    dataset = D.ArrayDataset(nd.array(x), labels)
    assert len(dataset) == 6
    sample = dataset[1]
    assert type(sample) is tuple
    assert isinstance(sample[0], nd.NDArray)
    assert type(sample[1]) is np.int32
    part = dataset[1:3]
    assert part[0].shape == (2, 2)
    assert part[1].tolist() == [1, 2]
    assert D.ArrayDataset([5, 6])[1] == 6
    # Labels in an NDArray are kept as numbers, which are cheaper to take one by one.
    assert type(D.ArrayDataset(nd.array(x), nd.array(labels))[1][1]) is np.float32


def test_array_dataset_refuses():
    with pytest.raises(ValueError, match="at least 1"):
        D.ArrayDataset()
    with pytest.raises(ValueError, match=r"array\[0\] has length 2 while array\[1\] has 3"):
        D.ArrayDataset([1, 2], [1, 2, 3])


def test_base_classes_ask_for_their_methods():
    for call in (lambda: D.Dataset()[0], lambda: len(D.Dataset()), lambda: len(D.Sampler())):
        with pytest.raises(NotImplementedError):
            call()
    with pytest.raises(NotImplementedError):
        iter(D.Sampler())


def test_views_of_datasets():
    dataset = D.SimpleDataset(range(7))
    assert [items(dataset.shard(3, i)) for i in range(3)] == [[0, 1, 2], [3, 4], [5, 6]]
    assert items(dataset.take(2)) == [0, 1]
    assert len(dataset.take(None)) == len(dataset.take(100)) == 7
    assert items(dataset.filter(lambda x: x % 2)) == [1, 3, 5]
    assert items(dataset.sample(D.SequentialSampler(2, 3))) == [3, 4]
    drawn = dataset.sample(D.RandomSampler(7))
    assert items(drawn) == items(drawn)
    with pytest.raises(IndexError, match="2 out of 2"):
        dataset.shard(2, 2)
    with pytest.raises(ValueError, match="negative"):
        dataset.take(-1)
    with pytest.raises(TypeError, match="Invalid sampler type"):
        dataset.sample([1])


def test_filter_asks_each_sample_once():
    class Counting(D.Dataset):
        """Without an IndexError at its end: MXNet never finishes filtering such a dataset."""

        asked = 0

        def __len__(self):
            return 4

        def __getitem__(self, i):
            self.asked += 1
            return i

    dataset = Counting()
    assert len(dataset.filter(lambda x: x > 1)) == 2
    assert dataset.asked == 4


def test_transforms_are_lazy_unless_told():
    calls = []

    def double(x):
        calls.append(x)
        return 2 * x

    dataset = D.SimpleDataset([1, 2, 3])
    lazy = dataset.transform(double)
    assert calls == []
    assert lazy[1] == 4
    eager = dataset.transform(double, lazy=False)
    assert calls == [2, 1, 2, 3]
    assert items(eager) == [2, 4, 6]
    pairs = D.ArrayDataset([1, 2], [10, 20])
    assert pairs.transform(lambda x, y: x + y)[1] == 22
    assert pairs.transform_first(double)[1] == (4, 20)
    assert dataset.transform_first(double)[0] == 2


def test_transformed_datasets_can_be_pickled():
    dataset = D.ArrayDataset([-1.5, 2.0], [0, 1]).transform_first(abs)
    assert pickle.loads(pickle.dumps(dataset))[0] == (1.5, 0)


# -- samplers -------------------------------------------------------------------------------------


def test_random_order_follows_numpys_seed():
    np.random.seed(3)
    order = list(D.RandomSampler(6))
    assert order == [3, 5, 4, 1, 0, 2]  # as MXNet 1.9.1 draws it
    assert sorted(D.RandomSampler(6)) == list(range(6))


@pytest.mark.parametrize(
    ("last_batch", "expected", "length"),
    [
        ("keep", [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]], 4),
        ("discard", [[0, 1, 2], [3, 4, 5], [6, 7, 8]], 3),
    ],
)
def test_last_batch(last_batch, expected, length):
    sampler = D.BatchSampler(D.SequentialSampler(10), 3, last_batch)
    assert len(sampler) == length
    assert list(sampler) == expected
    assert list(sampler) == expected


def test_rollover_keeps_the_rest():
    sampler = D.BatchSampler(D.SequentialSampler(10), 3, "rollover")
    found = []
    for _ in range(3):
        found.append((len(sampler), list(sampler)))
    assert found == [
        (3, [[0, 1, 2], [3, 4, 5], [6, 7, 8]]),
        (3, [[9, 0, 1], [2, 3, 4], [5, 6, 7]]),
        (4, [[8, 9, 0], [1, 2, 3], [4, 5, 6], [7, 8, 9]]),
    ]


def test_batch_sampler_refuses():
    with pytest.raises(ValueError, match="'keep', 'discard', or 'rollover'"):
        D.BatchSampler(D.SequentialSampler(3), 2, "drop")
    with pytest.raises(ValueError, match="positive"):
        D.BatchSampler(D.SequentialSampler(3), 0)


def test_filter_sampler():
    sampler = D.FilterSampler(lambda x: x > 1, D.SimpleDataset([1, 2, 3]))
    assert list(sampler) == [1, 2]
    assert len(sampler) == 2


# -- batching -------------------------------------------------------------------------------------


def test_batches_keep_types():
    sample = (1, 2.0, nd.ones(2), np.ones(2, "uint8"), [1, 2], np.float16(2), True)
    batch = default_batchify_fn([sample, sample])
    assert [(b.dtype.__name__, b.shape) for b in batch] == [
        ("int64", (2,)), ("float64", (2,)), ("float32", (2, 2)), ("uint8", (2, 2)),
        ("int64", (2, 2)), ("float16", (2,)), ("bool_" if np.__version__ < "2" else "bool", (2,)),
    ]  # fmt: skip
    nested = default_batchify_fn([((1, 2), 3), ((4, 5), 6)])
    assert nested[0][1].asnumpy().tolist() == [2, 5]


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        ([np.ones(2), np.ones(3)], "different shapes"),
        ([nd.ones(2), nd.ones(3)], r"different shapes cannot be stacked: \(2,\), \(3,\)"),
        ([[1, 2], [3]], "list of 2, list of 1"),
        (["a", "b"], "batchify_fn"),
        ([{"a": 1}] * 2, "batchify_fn"),
        ([None, None], "batchify_fn"),
    ],
)
def test_what_cannot_be_batched(samples, message):
    with pytest.raises(mx.MXNetError, match=message):
        default_batchify_fn(samples)


def test_a_batch_owns_its_memory():
    source = np.ones((4, 2), "float32")
    (batch,) = D.DataLoader(D.ArrayDataset(source), 4)
    batch[:] = 5
    assert source.max() == 1
    copied = default_batchify_fn(source)
    copied[:] = 5
    assert source.max() == 1


@pytest.mark.parametrize("order", ["C", "F"])
def test_whole_batches_are_taken_as_samples_are(order):
    """The loader indexes plain arrays once per batch: as if sample by sample."""
    x = np.asarray(np.random.rand(7, 2, 3), order=order)
    labels = np.arange(7, dtype="int8")
    dataset = D.ArrayDataset(x, nd.array(x), labels)
    slow = D.DataLoader(D.SimpleDataset(items(dataset)), 3)
    for batch, expected in zip(D.DataLoader(dataset, 3), slow):
        for found, array in zip(batch, expected):
            assert found.dtype == array.dtype
            assert np.array_equal(found.asnumpy(), array.asnumpy())
