"""Initializers: which one is taken, what it fills in, how it is written down."""

from __future__ import annotations

import json

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import gluon, init, nd

DUMPS = {
    '["zero", {}]': init.Zero(),
    '["one", {}]': init.One(),
    '["constant", {"value": 3}]': init.Constant(3),
    '["constant", {"value": [1.0, 1.0]}]': init.Constant(nd.ones(2)),
    '["constant", {"value": [1, 2]}]': init.Constant([1, 2]),
    '["uniform", {"scale": 0.07}]': init.Uniform(),
    '["normal", {"sigma": 0.01}]': init.Normal(),
    '["orthogonal", {"scale": 1.414, "rand_type": "uniform"}]': init.Orthogonal(),
    '["xavier", {"rnd_type": "uniform", "factor_type": "avg", "magnitude": 3}]': init.Xavier(),
    '["msraprelu", {"factor_type": "avg", "slope": 0.25}]': init.MSRAPrelu(),
    '["bilinear", {}]': init.Bilinear(),
    '["lstmbias", {"forget_bias": 2.0}]': init.LSTMBias(2.0),
    '["fusedrnn", {"init": null, "num_hidden": 4, "num_layers": 2, "mode": "lstm", '
    '"bidirectional": false, "forget_bias": 1.0}]': init.FusedRNN(None, 4, 2, "lstm"),
    '["fusedrnn", {"init": "[\\"one\\", {}]", "num_hidden": 4, "num_layers": 2, "mode": "gru", '
    '"bidirectional": true, "forget_bias": 1.0}]': init.FusedRNN("one", 4, 2, "gru", True),
}


@pytest.mark.parametrize("text", DUMPS)
def test_written_and_made_again(text):
    assert DUMPS[text].dumps() == text
    again = init.create(text)
    assert type(again) is type(DUMPS[text])
    assert again == DUMPS[text]
    name, kwargs = json.loads(text)
    assert init.create({"initializer": name, **kwargs}) == again


def test_create():
    for name, kind in {
        "zeros": "Zero", "zero": "Zero", "ones": "One", "Uniform": "Uniform", "NORMAL": "Normal",
        "msraprelu": "MSRAPrelu", "lstmbias": "LSTMBias",
    }.items():  # fmt: skip
        assert type(init.create(name)).__name__ == kind
    assert init.create("constant", 3).value == 3
    assert init.create("constant", value=3).value == 3
    assert init.create(initializer="uniform", scale=2).scale == 2
    one = init.One()
    assert init.create(one) is one


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: init.create("xavir"), ValueError, "Did you mean 'xavier'"),
        (lambda: init.create(None), TypeError, "must be of string type"),
        (lambda: init.create(init.One), TypeError, r"Give an instance: One\(\)"),
        (lambda: init.create(init.One(), 3), AssertionError, "already an instance"),
        (lambda: init.create("constant"), TypeError, "value"),
        (lambda: init.create('["xavier", {"foo": 1}]'), TypeError, "foo"),
        (lambda: init.Mixed(["a"], []), ValueError, "1 patterns for 0"),
        (lambda: init.Mixed(["("], [init.Zero()]), ValueError, r"'\(' is no pattern"),
        (lambda: init.Load([nd.ones(1)]), TypeError, "a dict of arrays"),
        (lambda: init.FusedRNN("one", 2, 1, "foo"), ValueError, "mode must be one of"),
    ],
)
def test_errors(ask, error, message):
    with pytest.raises(error, match=message):
        ask()


def filled(initializer, name, shape=(2, 2), **attrs):
    array = nd.zeros(shape) + 7
    initializer(init.InitDesc(name, attrs), array)
    return array.asnumpy()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fc_weight", 3), ("fc_bias", 0), ("bn_gamma", 1), ("bn_beta", 0), ("x_min", 0),
        ("x_max", 1), ("xbias", 0), ("quantized_weight", 3),
    ],
)  # fmt: skip
def test_the_ending_of_the_name_decides(name, value):
    assert (filled(init.Constant(3), name) == value).all()


@pytest.mark.parametrize("name", ["moving_mean", "running_var", "weight_", "alpha", "parameters"])
def test_unknown_endings(name):
    with pytest.raises(ValueError, match=f"Unknown initialization pattern for {name}"):
        filled(init.Zero(), name)


def test_an_own_initializer_comes_first():
    assert (filled(init.Zero(), "x_bias", __init__="one") == 1).all()
    assert (filled(init.Zero(), "x", __init__='["constant", {"value": 4}]') == 4).all()
    assert (filled(init.Zero(), "x", __init__=init.One()) == 1).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [("a_weight", 3), ("moving_mean", 0), ("moving_var", 1), ("moving_inv_var", 0),
     ("moving_avg", 0), ("stn_loc_weight", 0)],
)  # fmt: skip
def test_plain_strings(name, value):
    array = nd.zeros((2, 2)) + 7
    with pytest.warns(DeprecationWarning, match="has been deprecated"):
        init.Constant(3)(name, array)
    assert (array.asnumpy() == value).all()


def test_plain_strings_of_spatial_transformers_and_upsampling():
    bias, kernel = nd.zeros(6), nd.zeros((1, 1, 4, 4))
    with pytest.warns(DeprecationWarning):
        init.Zero()("stn_loc_bias", bias)
    assert bias.asnumpy().tolist() == [1, 0, 0, 0, 1, 0]
    with pytest.warns(DeprecationWarning):
        init.Zero()("upsampling0", kernel)
    assert kernel.asnumpy()[0, 0, 0].tolist() == [0.0625, 0.1875, 0.1875, 0.0625]
    with pytest.warns(DeprecationWarning), pytest.raises(TypeError, match="name must be string"):
        init.Zero()(3, bias)


def test_init_desc():
    desc = init.InitDesc("fc_weight")
    assert desc == "fc_weight" and desc.attrs == {} and desc.global_init is None
    init.One()(desc, nd.zeros(1))
    assert isinstance(desc.global_init, init.One)


# -- what is filled in ----------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize(
    ("initializer", "low", "high", "std"),
    [
        (init.Uniform(0.5), -0.5, 0.5, 0.5 / 3**0.5),
        (init.Normal(0.5), -4, 4, 0.5),
        (init.Xavier(), -0.1 * 3**0.5, 0.1 * 3**0.5, 0.1),
        (init.Xavier("gaussian", "in", 2), -1, 1, (2 / 50) ** 0.5),
        (init.Xavier("uniform", "out", 3), -0.1415, 0.1415, (1 / 150) ** 0.5),
        (init.MSRAPrelu(), -1, 1, (2 / (1 + 0.25**2) / 100) ** 0.5),
    ],
)
def test_random_ones(initializer, low, high, std, dtype):
    array = nd.zeros((150, 50), dtype=dtype)
    initializer._init_weight("w", array)
    values = array.asnumpy().astype(np.float64)
    assert array.dtype == np.dtype(dtype)
    assert low * 1.001 <= values.min() and values.max() <= high * 1.001
    assert abs(values.mean()) < 5 * std / values.size**0.5
    assert abs(values.std() / std - 1) < 0.03


def test_kernels_count_for_the_fans():
    array = nd.zeros((20, 10, 5, 5))
    init.Xavier("gaussian", "out", 2)._init_weight("w", array)
    assert abs(array.asnumpy().std() / (2 / (20 * 25)) ** 0.5 - 1) < 0.05


def test_seeds_repeat():
    def draw():
        mx.random.seed(3)
        net = gluon.nn.Dense(4, in_units=5)
        net.initialize(init.Xavier())
        return net.weight.data().asnumpy()

    assert (draw() == draw()).all()


@pytest.mark.parametrize(
    ("initializer", "message"),
    [
        (init.Xavier(), "Xavier initializer cannot be applied to vector w"),
        (init.Orthogonal(), "Orthogonal initializer cannot be applied to w"),
        (init.Bilinear(), "four axes"),
    ],
)
def test_vectors_are_refused(initializer, message):
    with pytest.raises(ValueError, match=message):
        initializer._init_weight("w", nd.zeros(3))


@pytest.mark.parametrize(
    ("initializer", "message"),
    [
        (init.Xavier("foo"), "Unknown random type 'foo'"),
        (init.Xavier(factor_type="foo"), "Incorrect factor type 'foo'"),
        (init.Orthogonal(rand_type="foo"), "rand_type must be"),
    ],
)
def test_unknown_kinds(initializer, message):
    with pytest.raises(ValueError, match=message):
        initializer._init_weight("w", nd.zeros((2, 2)))


@pytest.mark.parametrize("kind", ["uniform", "normal"])
@pytest.mark.parametrize("shape", [(3, 8), (8, 3), (4, 2, 3)])
def test_orthogonal(kind, shape):
    array = nd.zeros(shape)
    init.Orthogonal(2, kind)._init_weight("w", array)
    matrix = array.asnumpy().reshape(shape[0], -1)
    product = matrix @ matrix.T if len(matrix) < matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-5)


def test_bilinear():
    array = nd.zeros((2, 1, 3, 3))
    init.Bilinear()._init_weight("w", array)
    row = [0.1875, 0.5625, 0.5625]
    expected = [[0.0625, 0.1875, 0.1875], row, row]
    assert array.asnumpy().tolist() == [[expected]] * 2


def test_constant_arrays_are_broadcast():
    for value in ([1, 2], np.array([1, 2]), nd.array([1, 2])):
        assert filled(init.Constant(value), "w_weight", (3, 2)).tolist() == [[1, 2]] * 3
    with pytest.raises(ValueError):
        filled(init.Constant([1, 2, 3]), "w_weight", (3, 2))


def test_lstm_bias():
    assert filled(init.LSTMBias(2.0), "b", (8,), __init__=init.LSTMBias(2.0)).tolist() == [
        0, 0, 2, 2, 0, 0, 0, 0,
    ]  # fmt: skip


class TestFusedRNN:
    def test_lstm(self):
        vector = nd.zeros(4 * 3 * (3 + 3 + 2))
        init.FusedRNN(init.Constant(3), 3, 1, "lstm", forget_bias=2.5)._init_weight("w", vector)
        values = vector.asnumpy()
        assert (values[:72] == 3).all()
        assert values[72:].reshape(8, 3)[:, 0].tolist() == [0, 2.5, 0, 0, 0, 2.5, 0, 0]

    def test_each_gate_is_a_matrix_of_its_own(self):
        hidden, inputs = 6, 4
        size = hidden * 3 * 2 * (inputs + hidden + 2) + hidden * 3 * 2 * (2 * hidden + hidden + 2)
        vector = nd.zeros(size)
        init.FusedRNN(init.Xavier(), hidden, 2, "gru", bidirectional=True)._init_weight("w", vector)
        values = np.abs(vector.asnumpy())
        first = values[: hidden * 3 * inputs]
        assert 0.6 < first.max() <= (3 / ((hidden + inputs) / 2)) ** 0.5
        assert (values[-hidden * 3 * 2 * 2 * 2 :] == 0).all()

    def test_the_initializer_of_the_net(self):
        vector = nd.zeros(3 * (2 + 3 + 2))
        own = init.FusedRNN(None, 3, 1, "rnn_tanh")
        init.One()(init.InitDesc("w", {"__init__": own.dumps()}), vector)
        assert vector.asnumpy().tolist() == [1] * 15 + [0] * 6
        with pytest.raises(ValueError, match="there is none"):
            own._init_weight("w", vector)

    def test_a_vector_of_another_size(self):
        with pytest.raises(ValueError, match="a vector of 5 elements is not that of"):
            init.FusedRNN("one", 3, 1, "gru")._init_weight("w", nd.zeros(5))


def test_load(tmp_path, caplog):
    arrays = {"arg:w": nd.array([1, 2]), "aux:v": nd.array([3])}
    file = str(tmp_path / "x.params")
    nd.save(file, arrays)
    for source in (arrays, file):
        loaded = init.Load(source)
        array = nd.zeros(2)
        loaded("w", array)
        assert array.asnumpy().tolist() == [1, 2]
        with pytest.raises(ValueError, match=r"Shape mismatch, target \(2,\) vs loaded \(1,\)"):
            loaded("v", array)
        with pytest.raises(KeyError, match="Not found in loaded param"):
            loaded("x", array)
    with caplog.at_level("INFO"):
        init.Load(arrays, init.One(), verbose=True)(init.InitDesc("x_weight"), array)
    assert array.asnumpy().tolist() == [1, 1]
    assert "Initialized x_weight by default" in caplog.text


def test_mixed():
    mixed = init.Mixed([".*hidden", ".*weight"], [init.Zero(), init.One()])
    assert (filled(mixed, "hidden_weight") == 0).all()
    assert (filled(mixed, "out_weight") == 1).all()
    with pytest.raises(ValueError, match="out_foo did not match any pattern"):
        filled(mixed, "out_foo")


@pytest.mark.parametrize(
    "initializer",
    [
        init.Mixed([".*hidden_weight", ".*"], [init.Zero(), init.Constant(5)]),
        init.Load({"hidden_weight": nd.zeros((2, 3))}, default_init=init.Constant(5)),
    ],
)
def test_nets_take_them(initializer):
    hidden = gluon.nn.Dense(2, in_units=3, prefix="hidden_")
    out = gluon.nn.Dense(2, in_units=3, prefix="out_")
    for net in (hidden, out):
        net.initialize(initializer)
    assert (hidden.weight.data().asnumpy() == 0).all()
    assert (out.weight.data().asnumpy() == 5).all()
    assert (out.bias.data().asnumpy() == 0).all()


# -- one's own ------------------------------------------------------------------------------------


def test_register():
    with pytest.warns(UserWarning, match="overriding existing initializer"):
        for value in (3, 4):

            @init.register
            class Fixed(init.Initializer):
                number = value

                def __init__(self, extra=0):
                    super().__init__(extra=extra)
                    self.extra = extra

                def _init_weight(self, name, array):
                    array[:] = self.number + self.extra

    assert init.create("fixed").number == 4
    assert init.create("FIXED", extra=2).dumps() == '["fixed", {"extra": 2}]'
    param = gluon.Parameter("w", shape=(1,), init='["fixed", {"extra": 2}]')
    param.initialize()
    assert param.data().asscalar() == 6
    with pytest.raises(TypeError, match="not a subclass of Initializer"):
        init.register(int)


def test_alias():
    @init.alias("tripled", "tripled_values")
    class Three(init.Initializer):
        def _init_weight(self, name, array):
            array[:] = 3

    assert type(init.create("tripled")) is type(init.create("tripled_values")) is Three


def test_a_call_of_ones_own():
    class ByCall(init.Initializer):
        def __call__(self, desc, array):
            array[:] = len(desc)

    net = gluon.nn.Dense(2, in_units=1, prefix="abc_")
    net.initialize(ByCall())
    assert net.weight.data().asnumpy().tolist() == [[10], [10]]


def test_not_written():
    with pytest.raises(NotImplementedError, match="must override _init_weight"):
        init.Initializer()._init_weight("w", nd.zeros(1))


def test_verbosity(caplog):
    one = init.One()
    assert one.set_verbosity(True) is one
    with caplog.at_level("INFO"):
        filled(one, "x_weight")
        one.set_verbosity(True, print_func=lambda array: f"shape {array.shape}")
        filled(one, "y_weight")
        one.set_verbosity(False)
        filled(one, "z_weight")
    assert [record.getMessage() for record in caplog.records] == [
        "Initialized x_weight as weight: 1.0",
        "Initialized y_weight as weight: shape (2, 2)",
    ]


def test_equality():
    assert init.One() == init.One() and init.Uniform(1) == init.Uniform(1)
    assert init.One() != init.Zero() and init.Uniform(1) != init.Uniform(2) and init.One() != 3


def test_one_module_under_both_names():
    assert mx.init is mx.initializer


@pytest.mark.parametrize(
    ("written", "kind", "says"),
    [
        ("[bad", ValueError, "written as dumps"),
        ('["uniform"]', ValueError, "written as dumps"),
        ('["uniform", 3]', ValueError, "written as dumps"),
        ('["uniform", {"scal": 3}]', TypeError, "Did you mean 'scale'"),
    ],
)
def test_what_is_no_initializer_in_json(written, kind, says):
    with pytest.raises(mx.MXNetError, match=says) as caught:
        mx.init.create(written)
    assert isinstance(caught.value, kind)
