"""Names of blocks and parameters, as MXNet gives them."""

from __future__ import annotations

import threading

import pytest

import ndgrad as mx
from ndgrad import gluon
from ndgrad.gluon import nn


@pytest.fixture(autouse=True)
def counters_from_zero():
    with mx.name.NameManager():
        yield


class Net(gluon.Block):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.first = nn.Dense(2)
            self.second = nn.Dense(3)
            self.third = nn.Conv2D(2, 3)


def test_counters_are_global_outside_scopes():
    made = [nn.Dense(1), nn.Dense(1), nn.Conv2D(1, 1)]
    assert [block.name for block in made] == ["dense0", "dense1", "conv0"]


def test_counters_start_anew_in_each_scope():
    net, other = Net(), Net()
    assert (net.name, net.first.name, net.second.name) == ("net0", "net0_dense0", "net0_dense1")
    assert (net.third.name, other.first.name) == ("net0_conv0", "net1_dense0")
    assert net.first.weight.name == "net0_dense0_weight"


@pytest.mark.parametrize(
    ("prefix", "child"), [("foo_", "foo_dense0"), ("foo", "foodense0"), ("", "dense0")]
)
def test_prefix(prefix, child):
    net = Net(prefix=prefix)
    assert net.prefix == prefix
    assert net.first.name == child


def test_scope_can_be_entered_within_itself():
    net = nn.Sequential(prefix="model_")
    with net.name_scope():
        net.add(nn.Dense(1), nn.Dense(1))
        with net.name_scope():
            net.add(nn.Dense(1))
    assert [block.name for block in net] == ["model_dense0", "model_dense1", "model_dense2"]
    assert nn.Dense(1).name == "dense0"  # nothing of the scope is left


def test_scope_is_left_after_an_exception():
    net = nn.Sequential(prefix="model_")
    with pytest.raises(ZeroDivisionError), net.name_scope():
        raise ZeroDivisionError
    assert nn.Dense(1).name == "dense0"


def test_scopes_belong_to_threads():
    names = []
    net = nn.Sequential(prefix="model_")
    with net.name_scope():
        thread = threading.Thread(target=lambda: names.append(nn.PReLU().name))
        thread.start()
        thread.join()
    assert not names[0].startswith("model_")


def test_a_block_without_prefix_opens_no_scope():
    net = nn.Sequential(prefix="outer_")
    with net.name_scope():
        inner = nn.Sequential(prefix="")
        with inner.name_scope():
            assert nn.Dense(1).name == "outer_dense0"
    assert inner.name == "outer"


KINDS = {
    "leakyrelu0": lambda: nn.LeakyReLU(0.1),
    "prelu0": nn.PReLU,
    "elu0": nn.ELU,
    "selu0": nn.SELU,
    "gelu0": nn.GELU,
    "swish0": nn.Swish,
    "tanh0": lambda: nn.Activation("tanh"),
    "dropout0": lambda: nn.Dropout(0.5),
    "batchnorm0": nn.BatchNorm,
    "batchnormrelu0": nn.BatchNormReLU,
    "instancenorm0": nn.InstanceNorm,
    "layernorm0": nn.LayerNorm,
    "groupnorm0": nn.GroupNorm,
    "embedding0": lambda: nn.Embedding(2, 3),
    "flatten0": nn.Flatten,
    "lambda0": lambda: nn.Lambda("tanh"),
    "hybridlambda0": lambda: nn.HybridLambda("tanh"),
    "pool0": nn.MaxPool1D,
    "pool1": nn.GlobalAvgPool3D,
    "conv0": lambda: nn.Conv1DTranspose(1, 1),
    "conv1": lambda: nn.Conv3D(1, 1),
    "reflectionpad2d0": lambda: nn.ReflectionPad2D(1),
    "hybridsequential0": nn.HybridSequential,
}


def test_stems_of_the_layers():
    assert [make().name for make in KINDS.values()] == list(KINDS)
    assert nn.Dense(2, activation="tanh").act.name == "dense0_tanh"


def test_name_managers():
    with mx.name.Prefix("foo_"):
        assert nn.Dense(2).name == "foo_dense0"
    with mx.name.NameManager():
        assert nn.Dense(2).name == "dense0"


class TestSharing:
    def test_params_are_shared_by_name(self):
        net = nn.Dense(2, use_bias=False)
        other = nn.Dense(2, params=net.params)
        assert other.weight is net.weight
        assert (other.name, other.weight.name, other.bias.name) == (
            "dense1", "dense0_weight", "dense0_bias",
        )  # fmt: skip
        assert list(net.params) == ["dense0_weight"]

    @pytest.mark.parametrize("which", ["params", "collect_params"])
    def test_nets_share_all_below(self, which):
        net = Net()
        shared = net.params if which == "params" else net.collect_params()
        other = Net(params=shared)
        assert other.first.weight.name == "net0_dense0_weight"
        if which == "collect_params":
            assert other.first.weight is net.first.weight

    def test_shapes_must_agree(self):
        net = nn.Dense(2, in_units=2)
        with pytest.raises(AssertionError, match="desired '\\(2, 3\\)' vs stored '\\(2, 2\\)'"):
            nn.Dense(2, in_units=3, params=net.params)

    def test_training_one_trains_the_other(self):
        net = nn.Dense(2, in_units=2)
        other = nn.Dense(2, params=net.params)
        net.initialize()
        net.weight.set_data(mx.nd.ones((2, 2)))
        assert other(mx.nd.ones((1, 2))).asnumpy().tolist() == [[2, 2]]


def test_threads_never_get_the_same_name():
    names = []

    with mx.name.NameManager() as manager:

        def take():
            names.extend(manager.get(None, "x") for _ in range(500))

        threads = [threading.Thread(target=take) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(set(names)) == len(names) == 4000
