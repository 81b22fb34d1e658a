"""Parameter, Constant and ParameterDict."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd


def initialized(shape=(2, 3), **options):
    options.setdefault("init", "ones")
    ctx = options.pop("ctx", None)
    param = gluon.Parameter("w", shape=shape, **options)
    param.initialize(ctx=ctx)
    return param


def test_repr():
    assert repr(gluon.Parameter("w", shape=(2, 3))) == (
        "Parameter w (shape=(2, 3), dtype=<class 'numpy.float32'>)"
    )
    assert repr(gluon.Parameter("w", dtype="float16")) == "Parameter w (shape=None, dtype=float16)"


# -- shapes ---------------------------------------------------------------------------------------


def test_an_integer_is_a_shape():
    assert gluon.Parameter("w", shape=2).shape == (2,)
    assert gluon.Parameter("w", shape=np.int64(2)).shape == (2,)


@pytest.mark.parametrize("wrong", ["ab", 2.5, (2, 1.5)])
def test_shapes_are_integers(wrong):
    with pytest.raises(TypeError, match="a shape is an integer or a tuple of integers"):
        gluon.Parameter("w", shape=wrong)


def test_unknown_dimensions_can_be_filled_in():
    param = gluon.Parameter("w", shape=(2, 0))
    param.shape = (2, 3)
    assert param.shape == (2, 3)
    param = gluon.Parameter("w", shape=(2, -1))
    param.shape = (2, 3)
    param = gluon.Parameter("w")
    param.shape = (4,)
    assert param.shape == (4,)


@pytest.mark.parametrize("wrong", [(4, 3), (2,), (2, 3, 4), (0, 0)])
def test_known_dimensions_stay(wrong):
    param = gluon.Parameter("w", shape=(2, 3))
    with pytest.raises(AssertionError, match=r"Expected shape \(2, 3\) .* with given shape"):
        param.shape = wrong
    assert param.shape == (2, 3)


@pytest.mark.parametrize("shape", [None, (2, 0)])
def test_initialize_needs_a_shape(shape):
    with pytest.raises(ValueError, match="because it has invalid shape"):
        gluon.Parameter("w", shape=shape).initialize()


# -- initialization -------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", ["data", "grad", "list_data", "list_grad", "list_ctx"])
def test_before_initialize(ask):
    with pytest.raises(RuntimeError, match=r"'w' has not been initialized.*initialize\(\)"):
        getattr(gluon.Parameter("w", shape=(2,)), ask)()


@pytest.mark.parametrize("ask", ["data", "grad", "list_data", "list_grad"])
def test_while_deferred(ask):
    param = gluon.Parameter("w", shape=(2, 0), allow_deferred_init=True)
    param.initialize(ctx=mx.cpu(1))
    assert param.list_ctx() == [mx.cpu(1)]
    with pytest.raises(gluon.DeferredInitializationError, match="initialization was deferred") as e:
        getattr(param, ask)()
    assert isinstance(e.value, mx.MXNetError)


def test_initialize_twice_warns_unless_forced():
    param = initialized()
    with pytest.warns(UserWarning, match="Parameter 'w' is already initialized, ignoring"):
        param.initialize("zeros")
    assert param.data().sum().asscalar() == 6
    param.initialize("zeros", force_reinit=True)
    assert param.data().sum().asscalar() == 0


def test_which_initializer_is_taken():
    param = gluon.Parameter("w", shape=(2,), init="ones")
    param.initialize("zeros", default_init=mx.init.Constant(3))
    assert param.data().asnumpy().tolist() == [0, 0]
    param.initialize(default_init=mx.init.Constant(3), force_reinit=True)
    assert param.data().asnumpy().tolist() == [1, 1]
    param = gluon.Parameter("x_gamma", shape=(2,))
    param.initialize(mx.init.Zero())  # named for it: the ending of the name does not count
    assert param.data().asnumpy().tolist() == [0, 0]


def test_unknown_initializer_is_reported_at_once():
    param = gluon.Parameter("w", shape=(2, 0), init="xavir", allow_deferred_init=True)
    with pytest.raises(AssertionError, match="xavir is not registered.* Did you mean 'xavier'"):
        param.initialize()


@pytest.mark.parametrize("ctx", [[], mx.gpu(0), [mx.cpu(), mx.gpu(1)]])
def test_contexts_that_cannot_hold_it(ctx):
    param = gluon.Parameter("w", shape=(2,))
    with pytest.raises(mx.MXNetError):
        param.initialize(ctx=ctx)
    with pytest.raises(RuntimeError):
        param.data()


def test_current_context_is_the_default():
    with mx.cpu(3):
        assert initialized().list_ctx() == [mx.cpu(3)]


# -- values and gradients -------------------------------------------------------------------------


def test_several_contexts():
    param = initialized(ctx=[mx.cpu(1), mx.cpu(2)])
    assert param.list_ctx() == [mx.cpu(1), mx.cpu(2)]
    assert [a.context for a in param.list_data()] == param.list_ctx()
    assert [a.context for a in param.list_grad()] == param.list_ctx()
    assert param.data(mx.cpu(2)) is param.list_data()[1]
    with mx.cpu(2):
        assert param.data() is param.list_data()[1]
        assert param.grad() is param.list_grad()[1]
    with pytest.raises(RuntimeError, match=r"context cpu\(0\). It was only .*cpu\(1\), cpu\(2\)"):
        param.data()


def test_single_context_is_the_default_whatever_the_current_one_is():
    param = initialized(ctx=mx.cpu(1))
    assert param.data().context == mx.cpu(1)
    with pytest.raises(RuntimeError, match=r"was not initialized on context cpu\(0\)"):
        param.data(mx.cpu(0))


def test_data_is_the_same_object_for_ever():
    param = initialized()
    array, grad = param.data(), param.grad()
    param.set_data(nd.zeros((2, 3)))
    assert param.data() is array and array.sum().asscalar() == 0
    with autograd.record():
        y = (param.data() * 2).sum()
    y.backward()
    assert param.grad() is grad and grad.sum().asscalar() == 12


def test_assigning_into_the_list_of_arrays():
    param = initialized((2,))
    param._data[0] = nd.array([8, 9])
    assert param.data().asnumpy().tolist() == [8, 9]


@pytest.mark.parametrize(
    "value",
    [nd.array([3, 4]), nd.array([3, 4], dtype="int32"), np.array([3.0, 4.0]), [3, 4]],
)
def test_set_data(value):
    param = initialized((2,))
    param.set_data(value)
    assert param.data().asnumpy().tolist() == [3, 4]
    assert param.data().dtype == np.float32


def test_set_data_refuses():
    param = initialized((2,))
    with pytest.raises(AssertionError, match="incompatible with given shape"):
        param.set_data(nd.ones(3))
    with pytest.raises(TypeError, match="takes an array"):
        param.set_data(5)
    with pytest.raises(AssertionError, match="has not been initialized"):
        gluon.Parameter("w", shape=(2,)).set_data(nd.ones(2))


def test_set_data_completes_the_shape():
    param = gluon.Parameter("w", shape=(2, 0), allow_deferred_init=True, dtype="float64")
    param.initialize(ctx=[mx.cpu(0), mx.cpu(1)])
    param.set_data(nd.ones((2, 5)))
    assert param.shape == (2, 5)
    assert param.data(mx.cpu(1)).dtype == np.float64


def test_zero_grad():
    param = initialized(grad_req="add")
    for _ in range(2):
        with autograd.record():
            y = param.data().sum()
        y.backward()
    assert param.grad().asnumpy().tolist() == [[2, 2, 2], [2, 2, 2]]
    param.zero_grad()
    assert param.grad().sum().asscalar() == 0
    initialized(grad_req="null").zero_grad()


class TestGradReq:
    def test_known_ones_only(self):
        with pytest.raises(AssertionError, match="must be one of 'write', 'add', or 'null'"):
            gluon.Parameter("w", grad_req="foo")
        with pytest.raises(AssertionError, match="but got 'foo'"):
            initialized().grad_req = "foo"

    def test_null_has_no_gradient(self):
        param = initialized(grad_req="null")
        with pytest.raises(RuntimeError, match="Cannot get gradient .* grad_req='null'"):
            param.grad()
        with pytest.raises(RuntimeError, match="grad_req='null'"):
            param.list_grad()

    def test_can_be_changed(self):
        param = initialized()
        param.grad_req = "null"
        with autograd.record():
            y = param.data() * 2
        assert y._node is None
        assert param.data().sum().asscalar() == 6
        param.grad_req = "add"
        for _ in range(2):
            with autograd.record():
                y = (param.data() * 2).sum()
            y.backward()
        assert param.grad().asnumpy()[0].tolist() == [4, 4, 4]

    def test_fixed_where_not_differentiable(self):
        param = gluon.Parameter("w", shape=(2,), differentiable=False)
        param.grad_req = "write"
        assert param.grad_req == "null"

    def test_integers_have_none(self):
        param = initialized(dtype="int32")
        assert param.data().dtype == np.int32
        assert param.grad().asnumpy().tolist() == [[0, 0, 0], [0, 0, 0]]


def test_cast():
    param = gluon.Parameter("w", shape=(2,), init="ones")
    param.cast("float64")
    param.initialize()
    assert param.data().dtype == np.float64
    param.dtype = "float16"
    assert param.dtype == "float16"
    assert param.data().dtype == param.grad().dtype == np.float16
    with autograd.record():
        y = param.data().sum()
    y.backward()
    assert param.grad().asnumpy().tolist() == [1, 1]
    for dtype in ("foo", "complex64"):
        with pytest.raises(mx.MXNetError, match="is not supported; use float16"):
            param.cast(dtype)
        with pytest.raises(TypeError, match="is not supported"):
            gluon.Parameter("weight", shape=(2,), dtype=dtype)
    assert param.dtype == "float16"


def test_reset_ctx():
    param = initialized((2,), ctx=[mx.cpu(0), mx.cpu(1)])
    param.list_data()[1][:] = 3
    param.reset_ctx(mx.cpu(2))  # the mean, as when saving
    assert param.list_ctx() == [mx.cpu(2)]
    assert param.data().asnumpy().tolist() == [2, 2]
    with autograd.record():
        y = param.data().sum()
    y.backward()
    assert param.grad().asnumpy().tolist() == [1, 1]
    deferred = gluon.Parameter("w", shape=(0,), allow_deferred_init=True)
    with pytest.raises(ValueError, match="Cannot reset context .* not been initialized"):
        deferred.reset_ctx(mx.cpu(1))
    deferred.initialize()
    deferred.reset_ctx([mx.cpu(1)])
    assert deferred.list_ctx() == [mx.cpu(1)]


@pytest.mark.parametrize("how", [copy.deepcopy, lambda p: pickle.loads(pickle.dumps(p))])
def test_copies_have_a_gradient_of_their_own(how):
    param = initialized((2,))
    other = how(param)
    with autograd.record():
        y = (other.data() * 3).sum()
    y.backward()
    assert other.grad().asnumpy().tolist() == [3, 3]
    assert param.grad().asnumpy().tolist() == [0, 0]


def test_sparse_storage():
    with pytest.raises(AssertionError, match="must be one of 'default', 'row_sparse', or 'csr'"):
        gluon.Parameter("w", stype="foo")
    with pytest.raises(NotImplementedError, match="arrays are dense"):
        gluon.Parameter("w", stype="row_sparse")
    param = initialized(grad_stype="row_sparse")
    assert param._grad_stype == "row_sparse"
    for ask in (param.row_sparse_data, param.list_row_sparse_data):
        with pytest.raises(RuntimeError, match="storage type is default. Please use data"):
            ask(nd.array([0]))


# -- constants ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ([[1, 2], [3, 4]], np.float32),
        (np.array([[1, 2], [3, 4]]), np.float32),
        (nd.array([[1, 2], [3, 4]], dtype="int32"), np.int32),
    ],
)
def test_constants(value, dtype):
    constant = gluon.Constant("c", value)
    assert repr(constant) == f"Constant c (shape=(2, 2), dtype={dtype})"
    with pytest.raises(RuntimeError, match="has not been initialized"):
        constant.data()
    constant.initialize()
    assert constant.data().asnumpy().tolist() == [[1, 2], [3, 4]]
    assert constant.data().dtype == dtype
    assert constant.grad_req == "null"
    with pytest.warns(UserWarning, match='does not support grad_req other than "null"'):
        constant.grad_req = "write"
    constant.grad_req = "null"
    with pytest.raises(RuntimeError, match="grad_req='null'"):
        constant.list_grad()


def test_a_constant_survives_the_initializer_of_the_net():
    class Shift(gluon.HybridBlock):
        def __init__(self):
            super().__init__()
            self.shift = self.params.get_constant("shift", [1, 2])

        def hybrid_forward(self, F, x, shift):
            return x + shift

    net = Shift()
    net.initialize(mx.init.Xavier())
    assert net(nd.zeros(2)).asnumpy().tolist() == [1, 2]
    trainer = gluon.Trainer(net.collect_params(), "sgd")
    trainer.step(1)  # nothing to learn, nothing stale


# -- dicts of parameters --------------------------------------------------------------------------


class TestParameterDict:
    def test_repr_and_looks(self):
        params = gluon.ParameterDict("net_")
        assert repr(params) == "net_ (\n\n)"
        weight = params.get("w", shape=(2,))
        assert repr(params) == (
            "net_ (\n  Parameter net_w (shape=(2,), dtype=<class 'numpy.float32'>)\n)"
        )
        assert repr(gluon.ParameterDict()) == "(\n\n)"
        assert list(params) == list(params.keys()) == ["net_w"]
        assert params["net_w"] is weight and "net_w" in params and "w" not in params
        assert list(params.items()) == [("net_w", weight)] and list(params.values()) == [weight]
        with pytest.raises(KeyError, match="Did you mean 'net_w'"):
            params["net_v"]

    def test_get_again(self):
        params = gluon.ParameterDict("net_")
        weight = params.get("w", shape=(2, 0), dtype="float32")
        assert params.get("w", shape=(0, 3)) is weight
        assert weight.shape == (2, 3)
        assert params.get("w", dtype=np.float32, init=None, shape=None) is weight
        assert params.get("w", init="ones").init == "ones"

    @pytest.mark.parametrize(
        "options",
        [
            {"shape": (2, 4)}, {"shape": (2, 3, 4)}, {"dtype": "float64"}, {"init": "ones"},
            {"lr_mult": 3}, {"grad_req": "add"}, {"allow_deferred_init": True},
            {"differentiable": False},
        ],
    )  # fmt: skip
    def test_get_again_with_something_else(self, options):
        params = gluon.ParameterDict("net_")
        params.get("w", shape=(2, 3), init="zeros")
        with pytest.raises(AssertionError, match="desired attribute does not match with stored"):
            params.get("w", **options)

    def test_unknown_keywords(self):
        params = gluon.ParameterDict("net_")
        with pytest.raises(TypeError, match="foo"):
            params.get("w", foo=1)
        params.get("w")
        with pytest.raises(TypeError, match="Did you mean 'shape'"):
            params.get("w", shap=1)

    def test_shared(self):
        params = gluon.ParameterDict("net_")
        weight = params.get("w", shape=(2,))
        assert gluon.ParameterDict("net_", shared=params).get("w") is weight
        assert gluon.ParameterDict("other_", shared=params).get("w") is not weight

    def test_constants(self):
        params = gluon.ParameterDict("net_")
        constant = params.get_constant("c", [1, 2])
        assert params.get_constant("c") is constant
        assert params.get_constant("c", nd.array([1, 2])) is constant
        with pytest.raises(AssertionError, match="value doesn't match"):
            params.get_constant("c", [1, 3])
        with pytest.raises(KeyError, match="No constant named 'net_d'"):
            params.get_constant("d")
        params.get("w")
        with pytest.raises(AssertionError, match="is not a constant"):
            params.get_constant("w", 1)

    def test_update(self):
        one, other = gluon.ParameterDict("net_"), gluon.ParameterDict("net_")
        one.get("a")
        other.get("b")
        one.update(other)
        one.update(other)
        assert list(one) == ["net_a", "net_b"]
        other.get("a")
        with pytest.raises(AssertionError, match="different Parameters with the same name 'net_a'"):
            one.update(other)

    def test_all_at_once(self, caplog):
        params = gluon.ParameterDict("net_")
        params.get("a_weight", shape=(2,))
        params.get("b_weight", shape=(2,))
        with caplog.at_level("INFO"):
            params.initialize(mx.init.One(), verbose=True)
        assert "Initialized net_a_weight" in caplog.text
        params.setattr("grad_req", "add")
        assert params["net_b_weight"].grad_req == "add"
        params.reset_ctx([mx.cpu(1), mx.cpu(2)])
        assert params.list_ctx() == [mx.cpu(1), mx.cpu(2)]
        params.zero_grad()

    def test_files(self, tmp_path):
        file = str(tmp_path / "x.params")
        params = gluon.ParameterDict("net_")
        params.get("w", shape=(2,))
        params.initialize(mx.init.One())
        params.save(file)
        assert list(nd.load(file)) == ["net_w"]
        params.save(file, strip_prefix="net_")
        assert list(nd.load(file)) == ["w"]
        other = gluon.ParameterDict("net_")
        other.get("w", shape=(0,), allow_deferred_init=True)
        other.load(file, restore_prefix="net_", ctx=[mx.cpu(1)])
        assert other["net_w"].data().asnumpy().tolist() == [1, 1]
        with pytest.raises(ValueError, match="does not start with 'foo_'"):
            params.save(file, strip_prefix="foo_")
        with pytest.raises(AssertionError, match="restore_prefix is 'foo_'"):
            params.load(file, restore_prefix="foo_")
        with pytest.raises(AssertionError, match="'net_w' is missing in file"):
            params.load(file)

    def test_load_dict(self):
        params = gluon.ParameterDict("net_")
        params.get("w", shape=(2,))
        params.load_dict({"arg:net_w": nd.array([7, 8])})
        assert params["net_w"].data().asnumpy().tolist() == [7, 8]
        with pytest.raises(AssertionError, match="'net_w' is missing in param_dict"):
            params.load_dict({"v": nd.ones(2)}, ignore_extra=True)
        with pytest.raises(AssertionError, match="'v' loaded from param_dict is not present"):
            params.load_dict({"v": nd.ones(2)}, allow_missing=True)
        params.load_dict({"v": nd.ones(2)}, allow_missing=True, ignore_extra=True)


def test_a_bias_goes_on_adding_when_the_weight_needs_no_gradient():
    """MXNet 1.9.1 overwrites the bias's gradient here, ``grad_req="add"`` or not."""
    net = gluon.nn.Dense(2, in_units=3)
    net.initialize()
    net.bias.grad_req = "add"
    net.weight.grad_req = "null"
    for _ in range(3):
        with autograd.record():
            total = net(nd.ones((4, 3))).sum()
        total.backward()
    np.testing.assert_array_equal(net.bias.grad().asnumpy(), [12, 12])


def test_a_wrong_shape_is_told_from_the_expected_one():
    weight = gluon.Parameter("weight", shape=(3, 4))
    weight.initialize()
    with pytest.raises(AssertionError, match=r"Expected shape \(3, 4\) .* given shape \(1, 1\)"):
        weight.set_data(nd.ones((1, 1)))


class _SpectrallyNormal(gluon.Block):
    """A layer that updates, within its forward pass, the vector that it has just used."""

    def __init__(self, grad_req):
        super().__init__()
        self.weight = self.params.get("weight", shape=(3, 4))
        self.u = self.params.get("u", shape=(1, 3), grad_req=grad_req)

    def forward(self, x):
        weight, u = self.weight.data(), self.u.data()
        v = nd.L2Normalization(nd.dot(u, weight))
        new = nd.L2Normalization(nd.dot(v, weight.T))
        sigma = nd.sum(nd.dot(new, weight) * v)
        with autograd.pause():
            self.u.set_data(new)
        return nd.dot(x, weight.T) / sigma


@pytest.mark.parametrize("grad_req", ["write", "null"])
def test_a_forward_pass_may_set_a_parameter_that_it_has_used(grad_req):
    rng = np.random.default_rng(0)
    start = {"weight": rng.normal(size=(3, 4)), "u": rng.normal(size=(1, 3))}
    x = nd.array(rng.normal(size=(2, 4)))

    def run(weight):
        net = _SpectrallyNormal(grad_req)
        net.initialize()
        net.weight.set_data(weight)
        net.u.set_data(start["u"])
        u = net.u.data()
        with autograd.record():
            total = (net(x) ** 2).sum()
        total.backward()
        assert net.u.data() is u and not np.allclose(u.asnumpy(), start["u"])
        return float(total), net.weight.grad().asnumpy()

    _, grad = run(start["weight"])
    for where in [(0, 0), (1, 2), (2, 3)]:
        step = np.zeros((3, 4))
        step[where] = 1e-2
        up, down = run(start["weight"] + step)[0], run(start["weight"] - step)[0]
        np.testing.assert_allclose(grad[where], (up - down) / 2e-2, rtol=1e-2, atol=1e-2)


def test_two_forward_passes_that_set_a_parameter_in_one_graph():
    x = nd.array([[1, 2, 3, 4]])

    def gradient(backward_at_once):
        net = _SpectrallyNormal("null")
        net.initialize(mx.init.Constant(0))
        net.weight.set_data(np.arange(12.0).reshape((3, 4)) - 5)
        net.u.set_data([[1, 2, 3]])
        net.weight.grad_req = "add"
        with autograd.record():
            first = (net(x) ** 2).sum()
            if backward_at_once:
                first.backward()
            second = (net(x) ** 3).sum()
            (second if backward_at_once else first + second).backward()
        return net.weight.grad().asnumpy()

    np.testing.assert_allclose(gradient(False), gradient(True), rtol=1e-4, atol=1e-6)


def test_set_data_between_forward_and_backward_still_writes_in_place():
    param = initialized((2,))
    view = param.data().reshape((2, 1))
    param.set_data([3, 4])
    assert view.asnumpy().tolist() == [[3], [4]]


def test_programs_find_the_arrays_of_a_context_as_in_mxnet():
    """Bayesian networks put a sample, recorded, in the place of a parameter's array."""
    net = gluon.nn.Dense(1, in_units=2, use_bias=False)
    assert net.weight._ctx_list is None and net.weight._ctx_map == [[], []]
    net.initialize(ctx=[mx.cpu(2), mx.cpu(0)])
    assert net.weight._ctx_list == [mx.cpu(2), mx.cpu(0)]
    assert net.weight._ctx_map == [[], [1, None, 0]]
    mean = nd.array([[1.0, 2.0]])
    mean.attach_grad()
    with autograd.record():
        ctx = mx.cpu(0)
        net.weight._data[net.weight._ctx_map[ctx.device_typeid & 1][ctx.device_id]] = mean * 3
        y = net(nd.array([[10.0, 20.0]]))
    y.backward()
    assert y.asscalar() == 150 and mean.grad.asnumpy().tolist() == [[30, 60]]
