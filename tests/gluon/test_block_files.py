"""Files of parameters and of whole nets."""

from __future__ import annotations

import json

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn
from tests.gluon.nets import Net, Own, equal


def test_save_and_load_by_structure(net, file):
    net(nd.ones((1, 3)))
    net.save_parameters(file)
    assert list(nd.load(file)) == ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]
    other = Net()
    other.load_parameters(file)  # before initialize, before any pass
    assert equal(net, other)
    other.load_parameters(file, ctx=mx.cpu(0))
    with pytest.raises(AssertionError, match=r"Failed to load Parameter .* on \[cpu\(1\)\]"):
        other.load_parameters(file, ctx=mx.cpu(1))


def test_load_to_several_contexts(net, file):
    net(nd.ones((1, 3)))
    net.save_parameters(file)
    other = Net()
    other.load_parameters(file, ctx=[mx.cpu(1), mx.cpu(2)])
    assert other.hidden.weight.list_ctx() == [mx.cpu(1), mx.cpu(2)]
    deferred = Net()
    deferred.initialize(ctx=mx.cpu(1))
    deferred.load_parameters(file)
    assert deferred.hidden.weight.list_ctx() == [mx.cpu(1)]


def test_gradients_work_after_loading(net, file):
    net(nd.ones((1, 3)))
    net.save_parameters(file)
    other = Net()
    other.load_parameters(file)
    with autograd.record():
        y = other(nd.ones((1, 3))).sum()
    y.backward()
    assert other.output.bias.grad().asnumpy().tolist() == [1, 1]


def test_saving_what_has_no_values(net, file):
    with pytest.raises(gluon.DeferredInitializationError):
        net.save_parameters(file)
    with pytest.raises(RuntimeError, match="has not been initialized"):
        Net().save_parameters(file)


def test_wrong_names_are_listed_with_the_nearest(net, file):
    net(nd.ones((1, 3)))
    net.save_parameters(file)
    arrays = nd.load(file)
    arrays["hiden.weight"] = arrays.pop("hidden.weight")
    nd.save(file, arrays)
    with pytest.raises(AssertionError, match="'hidden.weight' is missing in file") as caught:
        Net().load_parameters(file)
    text = str(caught.value)
    assert "Set allow_missing=True" in text
    assert "missing: 'hidden.weight' (nearest: 'hiden.weight')" in text
    assert "extra: 'hiden.weight' (nearest: 'hidden.weight')" in text
    other = Net()
    with pytest.raises(ValueError, match="'hiden.weight' loaded from file .* is not present"):
        other.load_parameters(file, allow_missing=True)
    with pytest.raises(RuntimeError, match="has not been initialized"):
        other.output.weight.data()  # nothing was loaded
    other.load_parameters(file, allow_missing=True, ignore_extra=True)
    assert other.output.weight.data().shape == (2, 4)


def test_wrong_shapes_and_dtypes(net, file):
    net(nd.ones((1, 3)))
    net.save_parameters(file)
    other = Net()
    other.hidden = nn.Dense(5)
    with pytest.raises(AssertionError, match=r"expected \(5, 0\) vs saved \(4, 3\)"):
        other.load_parameters(file)
    double = Net()
    double.cast("float64")
    with pytest.raises(AssertionError, match="dtype incompatible expected float64 .* cast_dtype"):
        double.load_parameters(file)
    double.load_parameters(file, cast_dtype=True)
    assert double.hidden.weight.data().dtype == np.float64
    double.load_parameters(file, cast_dtype=True, dtype_source="saved")
    assert double.hidden.weight.data().dtype == np.float32
    with pytest.raises(AssertionError, match="dtype_source"):
        double.load_parameters(file, dtype_source="x")


def test_shared_parameters_and_deduplicate(file):
    net = nn.Sequential()
    net.add(nn.Dense(3, in_units=3))
    net.add(net[0])
    net.initialize()
    net.save_parameters(file)
    assert list(nd.load(file)) == ["0.weight", "0.bias", "1.weight", "1.bias"]
    net.save_parameters(file, deduplicate=True)
    assert list(nd.load(file)) == ["1.weight", "1.bias"]
    net.load_parameters(file)


def test_older_files(file):
    net, other = nn.Dense(3, prefix="a_"), nn.Dense(3, prefix="b_")
    net.initialize()
    net(nd.ones((1, 2)))
    with pytest.warns(UserWarning, match="save_params is deprecated"):
        net.save_params(file)
    assert list(nd.load(file)) == ["weight", "bias"]
    with pytest.warns(UserWarning, match="load_params is deprecated"):
        other.load_params(file)
    assert equal(net, other)


@pytest.mark.parametrize("marked", [False, True])
def test_files_with_full_names_as_export_writes_them(marked, file):
    def make():
        net = nn.HybridSequential(prefix="net_")
        with net.name_scope():
            net.add(nn.Dense(3, in_units=2), nn.BatchNorm(in_channels=3))
        return net

    net, other = make(), make()
    net.initialize(mx.init.Normal(1))
    arrays = {}
    for name, param in net.collect_params().items():
        kind = "aux:" if "running" in name else "arg:"
        arrays[kind + name if marked else name] = param.data()
    nd.save(file, arrays)
    other.load_parameters(file)
    assert equal(net, other)
    stripped = {name.replace("net_", ""): array for name, array in arrays.items()}
    nd.save(file, stripped)
    other.load_parameters(file)


def test_attribute_names_that_are_not_parameter_names(file):
    def use(F, x, weight):
        return x * weight

    net, other = Own(use, (2,)), Own(use, (2,))
    net.own = net.weight  # two attributes for one parameter
    net.initialize()
    net.save_parameters(file)
    assert list(nd.load(file)) == ["weight", "own"]
    other.own = other.weight
    other.load_parameters(file)
    assert equal(net, other)


def test_wrong_files(net, file, tmp_path):
    with pytest.raises(OSError, match="nothing"):
        net.load_parameters(str(tmp_path / "nothing.params"))
    nd.save(file, [nd.ones(2)])
    with pytest.raises(ValueError, match="1 arrays without names"):
        net.load_parameters(file)
    with open(file, "wb") as stream:
        stream.write(b"nonsense")
    with pytest.raises(mx.MXNetError):
        net.load_parameters(file)


def test_save_and_load_of_names(tmp_path):
    def make():
        net = nn.Sequential()
        net.add(nn.Dense(3, in_units=2), nn.HybridSequential())
        net[1].add(nn.Dense(1, in_units=3))
        return net

    net, other = make(), make()
    net.initialize()
    net.save(str(tmp_path / "model"))
    tree = json.loads((tmp_path / "model-model.json").read_text())
    root = tree["sequential0"]
    assert root["orig_name"] == net.name
    assert root["children"] == {net[0].name: "0", net[1].name: "1"}
    assert root["hybridsequential2"]["dense3"]["orig_name"] == net[1][0].name
    other.load(str(tmp_path / "model"))
    assert equal(net, other)
    assert other[1][0].name == net[1][0].name
    wrong = nn.Sequential()
    wrong.add(nn.Flatten())
    with pytest.raises(ValueError, match="made as the saved one was"):
        wrong.load(str(tmp_path / "model"))
    with pytest.raises(OSError, match="nothing"):
        net.load(str(tmp_path / "nothing"))


@pytest.mark.parametrize("names", ["structural", "full"])
def test_parameters_are_loaded_all_or_none(tmp_path, names):
    def make(units):
        net = gluon.nn.Sequential(prefix="net_")
        with net.name_scope():
            net.add(gluon.nn.Dense(2, in_units=3), gluon.nn.Dense(units, in_units=2))
        net.initialize(mx.init.One())
        return net

    file = str(tmp_path / "net.params")
    other, net = make(3), make(4)
    if names == "structural":
        other.save_parameters(file)
    else:
        other.collect_params().save(file)
    for parameter in net.collect_params().values():
        parameter.set_data(parameter.data() * 0 + 7)
    with pytest.raises(mx.MXNetError, match="shape incompatible"):
        if names == "structural":
            net.load_parameters(file)
        else:
            net.collect_params().load(file)
    assert all((p.data() == 7).asnumpy().all() for p in net.collect_params().values())


@pytest.mark.parametrize("content", [b"[" * 200_000, b"\xff", b"{", b"3"])
def test_load_of_what_is_no_model(tmp_path, content):
    net = gluon.nn.Dense(1, in_units=1)
    (tmp_path / "net-model.json").write_bytes(content)
    with pytest.raises(mx.MXNetError):
        net.load(str(tmp_path / "net"))
    with pytest.raises(mx.MXNetError, match="there is no file"):
        net.load(str(tmp_path / "nothing"))
