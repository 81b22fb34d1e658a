"""Block and HybridBlock: children, parameters, forward pass, hooks, summary."""

from __future__ import annotations

import copy
import gc
import pickle
import warnings
import weakref

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn
from tests.gluon.nets import equal

# -- children and attributes ----------------------------------------------------------------------


def test_repr_of_a_net(net):
    assert repr(net) == (
        "Net(\n"
        "  (hidden): Dense(None -> 4, Activation(relu))\n"
        "  (output): Dense(None -> 2, linear)\n"
        ")"
    )
    net(nd.ones((1, 3)))
    assert "(hidden): Dense(3 -> 4, Activation(relu))" in repr(net)


def test_repr_of_nested_containers():
    net = nn.Sequential()
    net.add(nn.Dense(2), nn.Sequential())
    net[1].add(nn.Flatten(), gluon.contrib.nn.Identity())
    assert repr(net) == (
        "Sequential(\n"
        "  (0): Dense(None -> 2, linear)\n"
        "  (1): Sequential(\n"
        "    (0): Flatten\n"
        "    (1): Identity(\n"
        "    \n"
        "    )\n"
        "  )\n"
        ")"
    )


@pytest.mark.parametrize("value", [3, nn.Conv2D(3, 3), None])
def test_an_attribute_keeps_its_type(net, value):
    with pytest.raises(TypeError, match="Changing attribute type for hidden"):
        net.hidden = value


def test_a_block_can_be_replaced_by_one_of_its_kind(net):
    net.output = nn.Dense(7)
    net.output.initialize()
    assert net(nd.ones((1, 3))).shape == (1, 7)
    assert list(net._children) == ["hidden", "output"]


def test_a_parameter_cannot_be_replaced():
    class WithWeight(gluon.Block):
        def __init__(self):
            super().__init__()
            self.weight = self.params.get("weight", shape=(2,))

    block = WithWeight()
    with pytest.raises(TypeError, match="Changing attribute type for weight"):
        block.weight = 3
    with pytest.raises(AssertionError, match="Overriding Parameter attribute weight"):
        block.weight = block.params.get("other")
    block.weight = block.weight


def test_super_init_must_come_first():
    class Late(gluon.Block):
        def __init__(self):
            self.layer = nn.Dense(2)

    with pytest.raises(AttributeError, match=r"call super\(\).__init__\(\) before assigning"):
        Late()


def test_children_of_hybrid_blocks_are_hybrid():
    net = nn.HybridSequential()
    with pytest.raises(ValueError, match="Children of HybridBlock must also be HybridBlock"):
        net.add(nn.Sequential())
    with pytest.raises(ValueError, match="has type <class 'int'>"):
        net.add(3)


def test_children_are_blocks():
    with pytest.raises(ValueError, match=r"a child must be a Block.*nn\.Lambda"):
        nn.Sequential().add(nd.tanh)


@pytest.mark.parametrize(
    "hide",
    [
        lambda block: [block],
        lambda block: (block,),
        lambda block: {"a": block},
        lambda block: {"a": [1, [block]]},
    ],
)
def test_hidden_children_are_warned_about(hide):
    class Hiding(gluon.Block):
        def __init__(self):
            super().__init__()
            self.layers = hide(nn.Dense(2))

    with pytest.warns(UserWarning, match='"Hiding.layers" is an unregistered container'):
        Hiding().collect_params()


def test_registered_children_in_a_list_are_fine():
    class Open(gluon.Block):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Dense(2)]
            self.register_child(self.layers[0])
            self.numbers = [1, 2]

    assert len(Open().collect_params().keys()) == 2


def test_apply_visits_children_first(net):
    order = []
    assert net.apply(lambda block: order.append(block.name)) is net
    assert order == ["net0_dense0_relu", "net0_dense0", "net0_dense1", "net0"]


def test_select_by_pattern(net):
    assert list(net.collect_params(".*weight")) == ["net0_dense0_weight", "net0_dense1_weight"]
    assert list(net.collect_params("net0_dense1")) == ["net0_dense1_weight", "net0_dense1_bias"]
    assert list(net.collect_params("weight")) == []
    with pytest.raises(ValueError, match="no pattern"):
        net.collect_params("[")


def test_a_child_says_itself_which_parameters_it_has():
    class HeadOnly(nn.HybridSequential):
        def collect_params(self, select=None):
            return super().collect_params(select or ".*head")

    def made():
        net = nn.HybridSequential(prefix="net_")
        with net.name_scope():
            net.add(HeadOnly(prefix="part_"), nn.Dense(1, in_units=2, prefix="last_"))
        with net[0].name_scope():
            net[0].add(nn.Dense(2, in_units=2, prefix="body_"))
            net[0].add(nn.Dense(2, in_units=2, prefix="head_"))
        return net

    net = made()
    assert list(net.collect_params()) == [
        "net_part_head_weight", "net_part_head_bias", "net_last_weight", "net_last_bias",
    ]  # fmt: skip
    body = [f"net_part_body_{name}" for name in ("weight", "bias")]
    assert list(net.collect_params(".*body")) == body
    net.initialize()
    with pytest.raises(RuntimeError, match="net_part_body_weight"):
        net(nd.ones((1, 2)))


def test_cast(net):
    net(nd.ones((1, 3)))
    net.cast("float64")
    assert {p.data().dtype for p in net.collect_params().values()} == {np.float64}
    assert net(nd.ones((1, 3), dtype="float64")).dtype == np.float64


def test_float16_leaves_batch_statistics_in_float32():
    net = nn.BatchNorm(in_channels=3)
    net.cast("float16")
    assert {p.dtype for p in net.collect_params().values()} == {"float32"}


# -- the forward pass -----------------------------------------------------------------------------


def test_forward_must_be_written():
    with pytest.raises(NotImplementedError, match="does not define forward"):
        gluon.Block()(nd.ones(1))
    with pytest.raises(NotImplementedError, match="does not define hybrid_forward"):
        gluon.HybridBlock()(nd.ones(1))


def test_hybrid_forward_gets_the_namespace_and_the_parameters():
    class Probe(gluon.HybridBlock):
        def __init__(self):
            super().__init__()
            self.scale = self.params.get("scale", shape=(2,), init="ones")

        def hybrid_forward(self, F, x, scale):
            assert F is nd
            assert scale is self.scale.data()
            return x * scale

    net = Probe()
    net.initialize()
    assert net(nd.array([1, 2])).asnumpy().tolist() == [1, 2]
    assert net.forward(nd.array([1, 2])).asnumpy().tolist() == [1, 2]


def test_inputs_may_be_nested_and_none():
    class Adder(gluon.HybridBlock):
        def hybrid_forward(self, F, x, states=None):
            return x if states is None else x + states[0]

    one = nd.ones(1)
    assert Adder()(one) is one
    assert Adder()(one, None) is one
    assert Adder()(one, [one]).asscalar() == 2
    assert Adder()([one])[0] is one
    assert Adder()(one, states=[one]).asscalar() == 2


def test_a_parameter_is_not_an_input():
    net = nn.Dense(2)
    net.initialize()
    with pytest.raises(TypeError, match="'weight' is a parameter of the block, not an input"):
        net(nd.ones((1, 2)), weight=nd.ones((2, 2)))


@pytest.mark.parametrize("wrong", [1, np.ones((2, 3)), None, "x"])
def test_an_array_is_needed(wrong):
    net = nn.Dense(2)
    net.initialize()
    with pytest.raises(ValueError, match="there must be one NDArray or one Symbol in the input"):
        net(wrong)


def test_parameters_follow_the_context_of_the_input():
    net = nn.Dense(2, in_units=3)
    net.initialize(ctx=[mx.cpu(0), mx.cpu(1)])
    assert net(nd.ones((1, 3), ctx=mx.cpu(1))).context == mx.cpu(1)
    with pytest.raises(RuntimeError, match=r"was not initialized on context cpu\(2\)"):
        net(nd.ones((1, 3), ctx=mx.cpu(2)))


def test_forgotten_initialize():
    with pytest.raises(RuntimeError, match=r"_weight' has not been initialized.*initialize\(\)"):
        nn.Dense(2)(nd.ones((1, 2)))


@pytest.mark.parametrize(
    ("make", "shape", "message"),
    [
        (lambda: nn.Dense(3, in_units=5), (2, 4), "5 input features are expected, but 4 given"),
        (lambda: nn.Dense(3, in_units=5, flatten=False), (2, 5, 4), "5 input features .* 4 given"),
        (lambda: nn.Conv2D(3, 3, in_channels=4), (2, 3, 5, 5), "4 input channels .* 3 given"),
        (lambda: nn.Conv2D(3, 3, in_channels=4, groups=1), (2, 5, 5), "4 axes NCHW is expected"),
        (
            lambda: nn.Conv2DTranspose(3, 3, in_channels=4),
            (2, 3, 5, 5),
            "4 input channels .* 3 given",
        ),
        (lambda: nn.BatchNorm(in_channels=3), (2, 4), "length 3 is expected on axis 1, .* 4"),
        (lambda: nn.LayerNorm(in_channels=3), (2, 4), "length 3 is expected on axis -1, .* 4"),
        (lambda: nn.InstanceNorm(in_channels=3), (2, 4, 5), "length 3 is expected on axis 1"),
        (nn.MaxPool2D, (2, 3), "4 axes NCHW is expected"),
    ],
)
def test_wrong_width_names_layer_expected_and_given(make, shape, message):
    net = nn.HybridSequential()
    net.add(make())
    net.initialize()
    with pytest.raises(mx.MXNetError, match=f"^{net[0].name}: .*{message}") as caught:
        net(nd.ones(shape))
    assert f"in layer '{net[0].name}'" in str(caught.value)
    assert str(caught.value).count("in layer") == 1
    assert len(str(caught.value).splitlines()) <= 4
    assert isinstance(caught.value, ValueError)


def test_errors_of_own_layers_are_located_too():
    class Odd(gluon.HybridBlock):
        def hybrid_forward(self, F, x):
            return F.dot(x, x)

    with pytest.raises(mx.MXNetError, match=r"in layer 'odd\d+', Odd.*: input \(2, 3\) float32"):
        Odd()(nd.ones((2, 3)))


def test_a_repr_that_does_not_work_does_not_hide_the_error():
    class Scaled(gluon.nn.Dense):
        def __repr__(self):
            return f"Scaled({self.scale})"

    layer = Scaled(2, in_units=3)
    layer.initialize()
    with pytest.raises(mx.MXNetError, match="in layer '.*', Scaled: input"):
        layer(nd.ones((1, 4)))


# -- containers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [nn.Sequential, nn.HybridSequential])
def test_sequential_as_a_list(kind):
    net = kind()
    layers = [nn.Dense(2), nn.Flatten(), nn.Dense(3)]
    net.add(*layers)
    assert len(net) == 3
    assert list(net) == layers
    assert net[-1] is layers[2]
    assert type(net[1:]) is kind and list(net[1:]) == layers[1:]
    assert net[:2].prefix == net.prefix
    with pytest.raises(IndexError):
        net[3]


# -- hooks ----------------------------------------------------------------------------------------


def test_hooks_run_before_and_after(net):
    calls = []
    before = net.register_forward_pre_hook(lambda block, inputs: calls.append((block, len(inputs))))
    after = net.register_forward_hook(lambda block, inputs, out: calls.append(out.shape))
    x = nd.ones((1, 3))
    net(x)
    assert calls == [(net, 1), (1, 2)]
    after.detach()
    net(x)
    assert calls[2:] == [(net, 1)]
    before.detach()
    before.detach()
    net(x)
    assert len(calls) == 3


def test_results_of_hooks_are_ignored(net):
    x = nd.ones((1, 3))
    expected = net(x).asnumpy()
    net.register_forward_hook(lambda *_: 5)
    net.register_forward_pre_hook(lambda *_: (nd.zeros((1, 3)),))
    assert (net(x).asnumpy() == expected).all()


def test_a_handle_is_a_context_manager(net):
    calls = []
    with net.register_forward_hook(lambda *_: calls.append(1)):
        net(nd.ones((1, 3)))
    net(nd.ones((1, 3)))
    assert calls == [1]


def test_one_function_may_be_hooked_twice_and_detach_itself(net):
    calls = []

    def hook(*_):
        calls.append(1)
        handle.detach()

    net.register_forward_hook(hook)
    handle = net.register_forward_hook(hook)
    net(nd.ones((1, 3)))
    net(nd.ones((1, 3)))
    assert len(calls) == 3


def test_a_handle_holds_one_hook(net):
    handle = net.register_forward_hook(lambda *_: None)
    with pytest.raises(AssertionError, match="cannot be attached twice"):
        handle.attach(net._forward_hooks, lambda *_: None)


def test_operator_hooks():
    net = nn.HybridSequential(prefix="n_")
    with net.name_scope():
        net.add(nn.Dense(2, activation="relu", in_units=3), nn.Dense(1))
    net.initialize()
    outputs, everything = [], []
    net.register_op_hook(lambda name, op, array: outputs.append((name, op, array.shape)))
    net.register_op_hook(lambda name, op, array: everything.append(name), monitor_all=True)
    net(nd.ones((4, 3)))
    assert outputs == [
        ("n_dense0_fwd_output", "FullyConnected", (4, 2)),
        ("n_dense0_relu_fwd_output", "Activation", (4, 2)),
        ("n_dense1_fwd_output", "FullyConnected", (4, 1)),
    ]
    assert everything[:4] == [
        "n_dense0_fwd_data", "n_dense0_fwd_weight", "n_dense0_fwd_bias", "n_dense0_fwd_output",
    ]  # fmt: skip


# -- summary --------------------------------------------------------------------------------------


def test_summary(capsys):
    net = nn.HybridSequential()
    net.add(
        nn.Conv2D(4, 3, activation="relu"), nn.BatchNorm(), nn.MaxPool2D(), nn.Dense(10),
        nn.Dropout(0.5),
    )  # fmt: skip
    net.initialize()
    net.summary(nd.ones((2, 1, 8, 8)))
    assert capsys.readouterr().out == (
        "--------------------------------------------------------------------------------\n"
        "        Layer (type)                                Output Shape         Param #\n"
        "================================================================================\n"
        "               Input                                (2, 1, 8, 8)               0\n"
        "        Activation-1                                (2, 4, 6, 6)               0\n"
        "            Conv2D-2                                (2, 4, 6, 6)              40\n"
        "         BatchNorm-3                                (2, 4, 6, 6)              16\n"
        "         MaxPool2D-4                                (2, 4, 3, 3)               0\n"
        "             Dense-5                                     (2, 10)             370\n"
        "           Dropout-6                                     (2, 10)               0\n"
        "================================================================================\n"
        "Parameters in forward computation graph, duplicate included\n"
        "   Total params: 426\n"
        "   Trainable params: 418\n"
        "   Non-trainable params: 8\n"
        "Shared params in forward computation graph: 0\n"
        "Unique parameters in model: 426\n"
        "--------------------------------------------------------------------------------\n"
    )
    assert not net[0]._forward_hooks


def test_summary_of_shared_layers_and_nested_outputs(capsys):
    class Twice(gluon.Block):
        def __init__(self):
            super().__init__()
            self.layer = nn.Dense(3)

        def forward(self, x, y):
            return [self.layer(x), (self.layer(y), y)]

    net = Twice()
    net.initialize()
    net.summary(nd.ones((2, 3)), nd.ones((1, 3)))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["Input", "(2,", "3),", "(1,", "3)", "0"] in lines
    assert ["Dense-2", "(1,", "3)", "12"] in lines
    assert ["Twice-3", "(2,", "3),", "[(1,", "3),", "(1,", "3)]", "0"] in lines
    assert "Shared params in forward computation graph: 12".split() in lines
    assert "Unique parameters in model: 12".split() in lines


def test_summary_needs_a_net_that_is_not_hybridized():
    net = nn.Dense(2)
    with pytest.raises(RuntimeError, match="has not been initialized"):
        net.summary(nd.ones((1, 2)))
    assert not net._forward_hooks
    net.initialize()
    net.hybridize()
    with pytest.raises(AssertionError, match="must not be hybridized to print summary"):
        net.summary(nd.ones((1, 2)))


# -- copies and memory ----------------------------------------------------------------------------


@pytest.mark.parametrize("how", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_copies_are_whole_and_learn(how):
    net = nn.HybridSequential()
    net.add(nn.Dense(2, in_units=2, activation="relu"), nn.BatchNorm(in_channels=2))
    net.initialize()
    other = how(net)
    assert equal(net, other)
    with autograd.record():
        y = (other(nd.array([[1, 2], [3, 5]])) * nd.array([[1, 0], [2, 3]])).sum()
    y.backward()
    assert net[1].beta.grad().asnumpy().tolist() == [0, 0]
    assert other[1].beta.grad().asnumpy().tolist() == [3, 3]


def test_a_net_is_freed_without_the_collector():
    gc.collect()
    gc.disable()
    try:
        net = nn.HybridSequential()
        with net.name_scope():
            net.add(nn.Dense(2, activation="relu"), nn.Dense(1))
        net.initialize()
        net.register_forward_hook(lambda *_: None)
        with autograd.record():
            y = net(nd.ones((1, 2)))
        y.backward()
        gone = weakref.ref(net), weakref.ref(net[0].weight)
        del net, y
        assert [reference() for reference in gone] == [None, None]
    finally:
        gc.enable()


def test_no_warning_in_an_ordinary_life(net, file):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net(nd.ones((1, 3)))
        net.save_parameters(file)
        net.load_parameters(file)
        net.hybridize()
        net.collect_params().zero_grad()


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (lambda: nn.Dense(2, activaton="relu"), "Dense has no argument 'activaton'. Did you mean"),
        (lambda: nn.Conv2D(2, 3, stride=2), "Conv2D has no argument 'stride'. .*'strides'"),
        (lambda: nn.Block(units=2), "Block has no argument 'units'"),
        (lambda: gluon.loss.L2Loss(wieght=2), "L2Loss has no argument 'wieght'. .*'weight'"),
    ],
)
def test_an_unknown_argument_of_a_layer_names_the_nearest(layer, message):
    with pytest.raises(TypeError, match=message) as found:
        layer()
    assert isinstance(found.value, mx.MXNetError)
