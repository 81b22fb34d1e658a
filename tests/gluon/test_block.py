"""Block and HybridBlock: children, parameters, forward pass, files, hooks."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import warnings
import weakref

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn


class Net(gluon.Block):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.hidden = nn.Dense(4, activation="relu")
            self.output = nn.Dense(2)

    def forward(self, x):
        return self.output(self.hidden(x))


@pytest.fixture
def net():
    with mx.name.NameManager():
        net = Net()
    net.initialize()
    return net


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


# -- shapes found in the first pass ---------------------------------------------------------------


def test_deferred_initialization_runs_at_the_first_pass():
    net = nn.Dense(2)
    net.initialize()
    with pytest.raises(gluon.DeferredInitializationError, match="has not been initialized yet"):
        net.weight.data()
    net(nd.ones((1, 3)))
    assert net.weight.shape == (2, 3)
    assert net.weight.data().shape == (2, 3)


def test_deferred_initialization_within_record_is_not_recorded():
    net = nn.Dense(2)
    net.initialize()
    with autograd.record():
        y = net(nd.ones((1, 3)))
    y.backward()
    assert net.weight.grad().asnumpy().tolist() == [[1, 1, 1], [1, 1, 1]]


def test_forward_itself_finds_shapes_too():
    net = nn.Dense(2)
    net.initialize()
    assert net.forward(nd.ones((1, 3))).shape == (1, 2)


class Own(gluon.HybridBlock):
    """A block with a weight of its own, used as the test says."""

    def __init__(self, use, shape=(3, 0), **kwargs):
        super().__init__(**kwargs)
        self.use = use
        self.weight = self.params.get("weight", shape=shape, allow_deferred_init=True)

    def hybrid_forward(self, F, x, weight):
        return self.use(F, x, weight)


@pytest.mark.parametrize(
    ("use", "shape", "found"),
    [
        (lambda F, x, w: F.FullyConnected(x, w, no_bias=True, num_hidden=3), (3, 0), (3, 4)),
        (
            lambda F, x, w: F.FullyConnected(2 * x, weight=w, no_bias=True, num_hidden=3),
            (0, 0),
            (3, 4),
        ),
        (lambda F, x, w: F.elemwise_mul(x, w), (0, 0), (2, 4)),
        (lambda F, x, w: x * w, (0, 0), (2, 4)),
        (lambda F, x, w: w - x, (2, 0), (2, 4)),
        (lambda F, x, w: 1 / (x / w), (2, 0), (2, 4)),
        (lambda F, x, w: F.LayerNorm(x, w, F.zeros_like(w)), (0,), (4,)),
        (lambda F, x, w: F.LeakyReLU(x, w, act_type="prelu"), (0,), (4,)),
        (lambda F, x, w: F.Embedding(x, w, input_dim=2, output_dim=5), (0, 0), (2, 5)),
        (  # parameters as MXNet's graphs write them
            lambda F, x, w: F.FullyConnected(x, w, no_bias="True", num_hidden="3"),
            (0, 0),
            (3, 4),
        ),
    ],
)
def test_operators_tell_the_shape(use, shape, found):
    net = Own(use, shape)
    net.initialize(mx.init.One())
    net(nd.ones((2, 4)))
    assert net.weight.shape == found


def _dense(make):
    return lambda F, x, w: F.FullyConnected(x, make(F, w), no_bias=True, num_hidden=3)


@pytest.mark.parametrize(
    "use",
    [
        _dense(lambda F, w: F.sqrt(w**2 + 1e-5)),
        _dense(lambda F, w: 2**-w),
        _dense(lambda F, w: abs(w) % 2 / 3),
        _dense(lambda F, w: (w > 0) * w),
        _dense(lambda F, w: w * w + F.exp(w)),
        _dense(lambda F, w: w.square().clip(0, 1)),
        _dense(lambda F, w: F.Activation(data=w, act_type="softrelu")),
        _dense(lambda F, w: F.contrib.round_ste(F.BlockGrad(w))),
        _dense(lambda F, w: F.add_n(w, F.maximum(w, 0), F.ones_like(w))),
        _dense(lambda F, w: F.elemwise_add(lhs=w, rhs=F.cast(w, "float32"))),
        lambda F, x, w: F.elemwise_mul(F.relu(w), F.slice_axis(x, axis=0, begin=0, end=1)),
    ],
)
def test_what_is_made_of_a_parameter_element_by_element_has_its_shape(use):
    net = Own(use, (0, 4) if "slice_axis" in use.__code__.co_names else (3, 0))
    net.initialize(mx.init.One())
    net(nd.ones((2, 4)))
    assert net.weight.shape[1] == 4
    other = Own(use, (3, 0)) if net.weight.shape[0] == 3 else Own(use, (0, 0))
    other.infer_shape(nd.ones((2, 4)))
    assert other.weight.shape == net.weight.shape


def test_a_layer_with_two_open_parameters_in_one_expression():
    class Noisy(nn.Dense):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.spread = self.params.get(
                "spread", shape=self.weight.shape, init="zeros", allow_deferred_init=True
            )

        def hybrid_forward(self, F, x, weight, spread, bias=None):
            noise = F.random_normal(shape=self.spread.shape)
            weight = weight + noise * F.sqrt(spread**2 + 1e-5)
            return super().hybrid_forward(F, x, weight, bias)

    net = nn.HybridSequential()
    net.add(Noisy(5, activation="relu"), Noisy(2))
    net.initialize()
    with autograd.record():
        loss = net(nd.ones((3, 4))).sum()
    loss.backward()
    assert net[0].spread.shape == net[0].weight.shape == (5, 4)
    assert net[1].spread.grad().shape == (2, 5)


@pytest.mark.parametrize(
    "use",
    [
        lambda F, x, w: F.dot(x, w, transpose_b=True),
        lambda F, x, w: F.broadcast_add(x, w),
        lambda F, x, w: x + w.sum(),
        lambda F, x, w: x,
    ],
)
def test_a_shape_that_cannot_be_inferred(use):
    net = Own(use)
    net.initialize()
    with pytest.raises(ValueError, match="shape cannot be inferred"):
        net(nd.ones((2, 4)))


def test_a_parameter_missing_where_a_shape_is_found_is_named():
    net = Own(lambda F, x, w: F.FullyConnected(x, w, no_bias=True), (0, 0))
    net.initialize()
    with pytest.raises(mx.MXNetError, match="FullyConnected: the parameter 'num_hidden' is missin"):
        net(nd.ones((2, 4)))


def test_infer_shape_can_be_overridden():
    class Dot(Own):
        def infer_shape(self, x):
            self.weight.shape = (3, x.shape[1])

    net = Dot(lambda F, x, w: F.dot(x, w, transpose_b=True))
    net.initialize()
    assert net(nd.ones((2, 4))).shape == (2, 3)


def test_infer_shape_of_a_whole_net_initializes_nothing():
    net = nn.HybridSequential()
    net.add(nn.Conv2D(4, 3), nn.BatchNorm(), nn.Flatten(), nn.Dense(5), nn.Dense(2))
    net.infer_shape(nd.ones((2, 3, 8, 8)))
    assert net[0].weight.shape == (4, 3, 3, 3)
    assert net[1].gamma.shape == (4,)
    assert net[3].weight.shape == (5, 144)
    with pytest.raises(RuntimeError, match="has not been initialized"):
        net[3].weight.data()


def test_the_first_pass_calls_hybrid_forward_once_for_its_effects():
    net = nn.HybridSequential()
    net.add(nn.Dense(3), nn.BatchNorm())
    net.initialize()
    x = nd.array(np.random.rand(4, 2))
    with autograd.record():
        net(x)
    mean = net[0](x).asnumpy().mean(axis=0)
    np.testing.assert_allclose(net[1].running_mean.data().asnumpy(), 0.1 * mean, rtol=1e-5)


def test_an_input_without_elements_tells_no_shape():
    net = nn.Dense(2)
    net.initialize()
    with pytest.raises(ValueError, match="an axis of the input is empty"):
        net(nd.zeros((2, 0)))


def test_infer_type():
    net = nn.Dense(2)
    net.infer_type(nd.ones((1, 2)))
    with pytest.raises(TypeError, match=r"net\.cast\('float64'\)"):
        net.infer_type(nd.ones((1, 2), dtype="float64"))


# -- hybridize, export ----------------------------------------------------------------------------


def test_hybridize_changes_nothing():
    net = nn.HybridSequential()
    net.add(nn.Dense(3, activation="relu"), nn.Dense(2))
    net.initialize()
    x = nd.array(np.random.rand(2, 4))
    before = net(x).asnumpy()
    net.hybridize(static_alloc=True, static_shape=True, data_indices=(0,), param_indices=(1,))
    assert net._active and net[0].act._active
    assert ("static_alloc", True) in net[1]._flags and ("data_indices", (0,)) in net[1]._flags
    assert (net(x).asnumpy() == before).all()
    net.hybridize(False)
    assert not net._active


def test_hybridize_refuses_what_it_does_not_have():
    net = nn.Dense(2)
    with pytest.raises(TypeError, match="Did you mean 'static_alloc'"):
        net.hybridize(static_aloc=True)
    with pytest.raises(NotImplementedError, match="no graph backend called 'x'"):
        net.hybridize(backend="x")


def test_sequential_of_hybrid_blocks_warns():
    net = nn.Sequential()
    net.add(nn.Dense(2))
    with pytest.warns(UserWarning, match="Consider using HybridSequential"):
        net.hybridize()
    net.add(nn.Lambda("tanh"))
    net.hybridize()


def test_what_needs_graphs_says_so():
    for call in (
        lambda: nn.Dense(2).export("x"),
        lambda: gluon.SymbolBlock.imports("x-symbol.json", ["data"]),
        lambda: gluon.SymbolBlock(None, None),
        lambda: nn.Dense(2).weight.var(),
    ):
        with pytest.raises(mx.MXNetError, match="not available yet"):
            call()
    with pytest.raises(ValueError, match='Must specify "backend"'):
        nn.Dense(2).optimize_for(nd.ones((1, 1)))


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


# -- files ----------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    return str(tmp_path / "net.params")


def _equal(a, b):
    ours, theirs = a._collect_params_with_prefix(), b._collect_params_with_prefix()
    pairs = zip(ours.items(), theirs.items(), strict=True)
    return all(
        p == q and (x.data().asnumpy() == y.data().asnumpy()).all() for (p, x), (q, y) in pairs
    )


def test_save_and_load_by_structure(net, file):
    net(nd.ones((1, 3)))
    net.save_parameters(file)
    assert list(nd.load(file)) == ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]
    other = Net()
    other.load_parameters(file)  # before initialize, before any pass
    assert _equal(net, other)
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
    assert _equal(net, other)


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
    assert _equal(net, other)
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
    assert _equal(net, other)


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
    assert _equal(net, other)
    assert other[1][0].name == net[1][0].name
    wrong = nn.Sequential()
    wrong.add(nn.Flatten())
    with pytest.raises(ValueError, match="made as the saved one was"):
        wrong.load(str(tmp_path / "model"))
    with pytest.raises(OSError, match="nothing"):
        net.load(str(tmp_path / "nothing"))


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
    assert _equal(net, other)
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


def test_an_error_in_the_first_pass_is_no_consequence_of_unknown_shapes():
    layer = gluon.rnn.LSTM(4)
    layer.initialize()
    with pytest.raises(mx.MXNetError, match="Invalid recurrent state shape") as found:
        layer(nd.ones((5, 2, 3)), layer.begin_state(3))
    assert found.value.__context__ is None


def test_data_on_another_context_before_shapes_are_known():
    layer = nn.Dense(3)
    layer.initialize()
    with pytest.raises(mx.MXNetError, match=r"not initialized on context cpu\(1\)") as found:
        layer(nd.ones((2, 2), ctx=mx.cpu(1)))
    assert "shape cannot be inferred" not in str(found.value)
    assert layer(nd.ones((2, 2))).shape == (2, 3)  # nothing was spoilt


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


def test_a_setting_that_changes_after_hybridizing_counts_at_once():
    class Detector(gluon.HybridBlock):
        threshold = 1.0

        def set_threshold(self, threshold):
            self._clear_cached_op()  # as MXNet's detection networks do
            self.threshold = threshold

        def hybrid_forward(self, F, x):
            return x > self.threshold

    net = Detector()
    net.hybridize()
    assert net(nd.array([2, 4])).asnumpy().tolist() == [1, 1]
    net.set_threshold(3.0)
    assert net(nd.array([2, 4])).asnumpy().tolist() == [0, 1]


class _TwoHeads(gluon.HybridBlock):
    """The second output depends on parameters that the first one does not need."""

    def __init__(self):
        super().__init__()
        with self.name_scope():
            self.trunk = nn.Dense(3, in_units=2)
            self.head = nn.Dense(2, in_units=3)

    def hybrid_forward(self, F, x):
        h = self.trunk(x)
        return h, [self.head(h), h], x


def test_a_hybridized_block_has_gradients_for_all_its_outputs():
    """As MXNet, which runs it as one operator: a head that the loss leaves out does not stop."""
    net = _TwoHeads()
    net.initialize(mx.init.One())
    net.hybridize()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.5, "wd": 0.5})
    x = nd.array([[1, 2]])
    x.attach_grad()
    for left in (0.75, 0.5625):
        net.head.weight.grad()[:] = 7
        with autograd.record():
            h, (_, same), given = net(x)
            loss = h.sum()
        assert given is x and same is h
        loss.backward()
        assert net.head.weight.grad().asnumpy().tolist() == [[0] * 3] * 2
        trainer.step(1)
        np.testing.assert_allclose(net.head.weight.data().asnumpy(), left)
    assert x.grad.asnumpy().any()
    with autograd.record():
        h, (scores, _), _ = net(x)
        loss = (scores**2).sum()
        first = autograd.grad(loss, [net.head.bias.data()], create_graph=True)[0].sum()
    first.backward()
    np.testing.assert_allclose(net.head.bias.grad().asnumpy(), 2)


def test_what_a_hybridized_block_does_not_put_out_has_a_stale_gradient():
    net = gluon.nn.HybridSequential()
    net.add(_TwoHeads(), gluon.nn.HybridLambda(lambda F, outputs: outputs[0]))
    net.initialize()
    net.hybridize()
    trainer = gluon.Trainer(net.collect_params(), "sgd")
    with autograd.record():
        loss = net(nd.ones((1, 2))).sum()
    loss.backward()
    with pytest.raises(UserWarning, match="has not been updated by backward"):
        trainer.step(1)


def test_a_block_that_is_not_hybridized_records_operator_by_operator():
    net = _TwoHeads()
    net.initialize()
    trainer = gluon.Trainer(net.collect_params(), "sgd")
    with autograd.record():
        net(nd.ones((1, 2)))[0].sum().backward()
    with pytest.raises(UserWarning, match="has not been updated by backward"):
        trainer.step(1)
