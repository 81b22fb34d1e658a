"""``CustomOp``: several inputs and outputs, auxiliary states, requests, losses, orders, errors."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import MXNetError, autograd, nd


class Describe(mx.operator.CustomOpProp):
    """A description whose operator is given by the test."""

    def create_operator(self, ctx, in_shapes, in_dtypes):
        return self.operator()


def registered(name, operator, **methods):
    methods = {"operator": operator, **methods}
    mx.operator.register(name)(type(name, (Describe,), methods))


def variable(values, dtype="float64"):
    x = nd.array(values, dtype=dtype)
    x.attach_grad()
    return x


class Square(mx.operator.CustomOp):
    def forward(self, is_train, req, in_data, out_data, aux):
        self.assign(out_data[0], req[0], in_data[0] * in_data[0])

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        self.assign(in_grad[0], req[0], 2 * in_data[0] * out_grad[0])


class MeanAndScale(mx.operator.CustomOp):
    """Outputs ``data * weight`` and ``data + weight``; counts its calls in training."""

    def forward(self, is_train, req, in_data, out_data, aux):
        data, weight = in_data
        self.assign(out_data[0], req[0], data * weight)
        self.assign(out_data[1], req[1], data + weight)
        if is_train:
            aux[0][:] += 1

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        data, weight = in_data
        self.assign(in_grad[0], req[0], out_grad[0] * weight + out_grad[1])
        self.assign(in_grad[1], req[1], out_grad[0] * data + out_grad[1])


class Exp(mx.operator.CustomOp):
    """Its gradient is written with its output."""

    def forward(self, is_train, req, in_data, out_data, aux):
        self.assign(out_data[0], req[0], nd.exp(in_data[0]))

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        self.assign(in_grad[0], req[0], out_data[0] * out_grad[0])


class SquaredError(mx.operator.CustomOp):
    """A loss: its gradient does not look at what arrives."""

    def forward(self, is_train, req, in_data, out_data, aux):
        self.assign(out_data[0], req[0], in_data[0])

    def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
        self.assign(in_grad[0], req[0], out_data[0] - in_data[1])
        self.assign(in_grad[1], req[1], 0)


@pytest.fixture(autouse=True)
def operators(monkeypatch):
    monkeypatch.setattr(mx.operator, "_registered", {})
    registered("square", Square)
    registered("exponential", Exp)
    registered(
        "two",
        MeanAndScale,
        list_arguments=lambda self: ["data", "weight"],
        list_outputs=lambda self: ["product", "total"],
        list_auxiliary_states=lambda self: ["calls"],
        infer_shape=lambda self, shapes: (shapes, [shapes[0]] * 2, [[1]]),
    )
    registered(
        "loss",
        SquaredError,
        __init__=lambda self: mx.operator.CustomOpProp.__init__(self, need_top_grad=False),
        list_arguments=lambda self: ["data", "label"],
    )


def test_value_and_gradient():
    x = variable([1.0, -3.0])
    with autograd.record():
        y = nd.Custom(x, op_type="square")
    y.backward()
    assert y.asnumpy().tolist() == [1, 9] and x.grad.asnumpy().tolist() == [2, -6]
    assert y.dtype is np.float64


@pytest.mark.parametrize(
    ("op_type", "order"),
    [("square", 1), ("square", 2), ("exponential", 1), ("exponential", 2), ("exponential", 3)],
)
def test_orders(op_type, order):
    def derivative(f):
        x = variable([0.5, -0.3])
        with autograd.record():
            y = f(x)
            for _ in range(order):
                (y,) = autograd.grad(y, x, create_graph=True)
        return y.asnumpy()

    exact = {"square": nd.square, "exponential": nd.exp}[op_type]
    found = derivative(lambda x: nd.Custom(x * 1, op_type=op_type))
    np.testing.assert_allclose(found, derivative(exact), rtol=1e-12)


def test_several_inputs_outputs_and_states():
    x, w, calls = variable([1.0, 2.0]), variable([3.0, 4.0]), nd.zeros(1)
    with autograd.record():
        p, s = nd.Custom(x, w, calls, op_type="two")
        again, _ = nd.Custom(data=x, weight=w, calls=calls, op_type="two", name="again")
        z = p * 10 + s + again * 0
    z.backward()  # that the states have changed meanwhile is no error
    assert x.grad.asnumpy().tolist() == [31, 41] and w.grad.asnumpy().tolist() == [11, 21]
    assert float(calls) == 2
    nd.Custom(x, w, calls, op_type="two")  # predicting
    assert float(calls) == 2


def test_an_operator_may_write_its_arguments_in_any_order():
    class Doubled(mx.operator.CustomOp):
        def forward(self, in_data, out_data, **rest):
            self.assign(out_data[0], rest["req"][0], in_data[0] * 2)

        def backward(self, in_grad, aux, out_data, in_data, out_grad, req):
            self.assign(in_grad[0], req[0], out_grad[0] * 2)

    registered("doubled", Doubled)
    x = variable([1.0, 2.0])
    with autograd.record():
        y = nd.Custom(x, op_type="doubled")
    y.backward(nd.array([1.0, 10.0]))
    assert y.asnumpy().tolist() == [2, 4] and x.grad.asnumpy().tolist() == [2, 20]


def test_a_loss_ignores_what_arrives():
    x, label = variable([1.0, 2.0]), nd.array([0.0, 5.0], dtype="float64")
    with autograd.record():
        y = nd.Custom(x, label, op_type="loss")
    y.backward(nd.array([100.0, 100.0]))
    assert x.grad.asnumpy().tolist() == [1, -3]


def test_a_value_changed_before_backward_is_refused_and_named():
    x = variable([1.0, 2.0])
    with autograd.record():
        y = nd.Custom(x, op_type="square")
    assert "Custom(square)Backward" in str(autograd.graph(y))
    x[:] = 5
    with pytest.raises(MXNetError, match=r"operator Custom\(square\).*changed in place"):
        y.backward()


def test_assign():
    op, target = mx.operator.CustomOp(), nd.ones(2)
    for req, expected in {"null": 1, "write": 5, "inplace": 5, "add": 10}.items():
        op.assign(target, req, nd.full(2, 5))
        assert target.asnumpy().tolist() == [expected] * 2, req
    with pytest.raises(ValueError, match="req must be"):
        op.assign(target, "subtract", nd.ones(2))


def test_errors():
    with pytest.raises(KeyError, match="Did you mean 'square'"):
        nd.Custom(nd.ones(1), op_type="sqare")
    with pytest.raises(ValueError, match="2 inputs"):
        nd.Custom(nd.ones(1), op_type="two")
    with pytest.raises(TypeError, match="op_type is missing") as missing:
        nd.Custom(nd.ones(1))
    assert isinstance(missing.value, MXNetError)
    with pytest.raises(TypeError, match="no input 'wieght'"):
        nd.Custom(nd.ones(1), nd.ones(1), nd.ones(1), wieght=nd.ones(1), op_type="two")
    with pytest.raises(TypeError, match="CustomOpProp"):
        mx.operator.register("wrong")(Square)
    registered("empty", mx.operator.CustomOp)
    with pytest.raises(NotImplementedError):
        nd.Custom(nd.ones(1), op_type="empty")


def test_parameters_arrive_as_text():
    seen = []

    @mx.operator.register("power")
    class Power(mx.operator.CustomOpProp):
        def __init__(self, exponent="1"):
            super().__init__()
            seen.append(exponent)

        def create_operator(self, ctx, in_shapes, in_dtypes):
            return Square()

    nd.Custom(nd.ones(1), op_type="power", exponent=2)
    assert seen == ["2"]


def test_all_operators_of_the_library_are_listed():
    names = mx.operator.get_all_registered_operators()
    assert {"Activation", "FullyConnected", "concat", "Concat", "Custom"} <= set(names)
    assert names == sorted(names)


def test_nothing_is_left_to_the_collector(without_collector):
    for _ in range(10):
        x = variable([1.0])
        with autograd.record():
            y = nd.Custom(x * 2, op_type="exponential")
        y.backward()
        with autograd.record():
            y = nd.Custom(x * 2, op_type="exponential")  # never swept
    del x, y
