"""The key-value store in one process."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import kv, nd


@pytest.fixture(params=["local", "device"])
def store(request):
    found = kv.create(request.param)
    found.init(3, nd.ones(2))
    return found


def _pulled(store, key, shape=2):
    out = nd.zeros(shape)
    store.pull(key, out=out)
    return out.asnumpy().tolist()


def test_names():
    for name in ("local", "device", "local_update_cpu", "local_allreduce_cpu"):
        store = kv.create(name.upper())
        assert (store.type, store.rank, store.num_workers) == (name, 0, 1)
        assert isinstance(store, mx.kvstore.KVStoreBase)
    assert kv.create().type == "local"


def test_init_copies():
    store, value = kv.create(), nd.ones(2)
    store.init(0, value)
    value[:] = 7
    assert _pulled(store, 0) == [1, 1]


def test_push_replaces_by_the_sum(store):
    store.push(3, nd.ones(2) * 8)
    assert _pulled(store, 3) == [8, 8]
    store.push(3, [nd.ones(2), nd.ones(2) * 2], priority=-3)
    assert _pulled(store, 3) == [3, 3]
    outs = [nd.zeros(2), nd.zeros(2)]
    store.pull(3, out=outs)
    assert [out.asnumpy().tolist() for out in outs] == [[3, 3], [3, 3]]


def test_lists_of_keys(store):
    store.init([5, 6], [nd.ones(2), nd.ones(3)])
    store.push([5, 6], [[nd.ones(2) * 3, nd.ones(2)], [nd.ones(3) * 4, nd.ones(3)]])
    outs = [nd.zeros(2), nd.zeros(3)]
    store.pull([5, 6], out=outs)
    assert [out.asnumpy().tolist() for out in outs] == [[4, 4], [5, 5, 5]]
    store.push([5, 5], [nd.ones(2), nd.ones(2)])  # a key twice: its arrays are one list
    assert _pulled(store, 5) == [2, 2]


def test_pushpull_writes_back(store):
    values = [nd.ones(2) * 7, nd.ones(2)]
    store.pushpull(3, values)
    assert [value.asnumpy().tolist() for value in values] == [[8, 8], [8, 8]]
    out = nd.zeros(2)
    store.pushpull(3, values, out=out)
    assert out.asnumpy().tolist() == [16, 16]
    assert values[0].asnumpy().tolist() == [8, 8]


def test_broadcast(store):
    outs = [nd.zeros(2), nd.zeros(2)]
    store.broadcast(9, nd.ones(2) * 5, outs)
    assert [out.asnumpy().tolist() for out in outs] == [[5, 5], [5, 5]]
    with pytest.raises(KeyError, match="duplicate init of key 9"):
        store.broadcast(9, nd.ones(2), outs)


def test_dtypes_and_contexts_are_kept():
    store = kv.create("device")
    store.init("i", nd.ones(2, dtype="int32"))
    out, other = nd.zeros(2, dtype="int32"), nd.zeros(2, ctx=mx.cpu(1))
    store.pull("i", out=[out, other])
    assert (out.dtype, other.dtype) == (np.int32, np.float32)
    assert other.context == mx.cpu(1)
    store.init("w", nd.zeros(2))
    values = [nd.ones(2, ctx=mx.cpu(0)), nd.ones(2, ctx=mx.cpu(1))]
    store.pushpull("w", values)
    assert [value.context for value in values] == [mx.cpu(0), mx.cpu(1)]
    assert values[1].asnumpy().tolist() == [2, 2]


def test_the_pushed_arrays_are_not_changed(store):
    values = [nd.ones(2), nd.ones(2)]
    store.push(3, values)
    assert values[0].asnumpy().tolist() == [1, 1]


def test_updater(store):
    calls = []

    def update(key, pushed, stored):
        calls.append(key)
        stored += pushed * 2

    store._set_updater(update)
    store.push(3, [nd.ones(2), nd.ones(2)])
    assert (_pulled(store, 3), calls) == ([5, 5], [3])
    with pytest.raises(TypeError, match="not callable"):
        store.set_updater(3)


def test_optimizer_and_its_states(store, tmp_path):
    file = str(tmp_path / "states")
    with pytest.raises(ValueError, match="set_optimizer was not called"):
        store.save_optimizer_states(file)
    store.set_optimizer(mx.optimizer.SGD(learning_rate=0.1, momentum=0.5))
    store.push(3, nd.ones(2))
    np.testing.assert_allclose(_pulled(store, 3), [0.9, 0.9], rtol=1e-6)
    store.save_optimizer_states(file, dump_optimizer=True)
    store.push(3, nd.ones(2))
    after = _pulled(store, 3)

    again = kv.create()
    again.init(3, nd.array([0.9, 0.9]))
    again.set_optimizer(mx.optimizer.SGD())
    again.load_optimizer_states(file)
    again.push(3, nd.ones(2))
    assert _pulled(again, 3) == after
    assert again.is_capable("optimizer")
    assert [path.name for path in tmp_path.iterdir()] == ["states"]


def test_own_store():
    @kv.KVStoreBase.register
    class Recording(kv.KVStoreBase):
        pass

    store = kv.create("recording")
    assert type(store) is Recording and not store.is_capable("optimizer")
    with pytest.raises(NotImplementedError, match="Recording does not define pushpull"):
        store.pushpull(0, nd.ones(1))
    del kv.KVStoreBase.kv_registry["recording"]


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda s: kv.create("locl"), ValueError, "unknown store 'locl'. Did you mean 'local'"),
        (lambda s: kv.create("dist_sync"), NotImplementedError, "several processes"),
        (lambda s: kv.create(3), TypeError, "name must be a string"),
        (lambda s: kv.KVStoreServer(s), NotImplementedError, "without servers"),
        (lambda s: s.init(3, nd.ones(2)), KeyError, "duplicate init of key 3"),
        (lambda s: s.init("a", nd.ones(2)), TypeError, "Mixed key types"),
        (lambda s: s.init(4, [nd.ones(2), nd.ones(2)]), ValueError, "takes one value"),
        (lambda s: s.init(4, [1, 2]), TypeError, "must be an NDArray"),
        (lambda s: s.push(4, nd.ones(2)), KeyError, "key 4 has not been inited"),
        (lambda s: s.push(3, nd.ones(3)), ValueError, r"has shape \(2,\), got \(3,\)"),
        (lambda s: s.pull(3, out=nd.ones(3)), ValueError, r"has shape \(2,\), out has \(3,\)"),
        (lambda s: s.pull(3), TypeError, "out must be given"),
        (lambda s: s.push([3], nd.ones(2)), ValueError, "1 keys need as many values"),
        (lambda s: s.push(1.5, nd.ones(2)), TypeError, "an integer or a string"),
        (lambda s: s.row_sparse_pull(3), NotImplementedError, "pull gives the dense value"),
        (
            lambda s: s.set_gradient_compression({"type": "2bit"}),
            NotImplementedError,
            "Gradient compression is not supported",
        ),
        (lambda s: s.is_capable("flying"), ValueError, "Unknown capability"),
    ],
)
def test_errors(store, call, kind, message):
    with pytest.raises(kind, match=message) as caught:
        call(store)
    assert isinstance(caught.value, mx.MXNetError)
