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


@pytest.mark.parametrize(
    ("infer_shape", "infer_type", "error", "match"),
    [
        (lambda s: (s, [s[0]]), lambda t: (t, [t[0]]), None, None),
        (lambda s: ([s[0], [-1]], [s[0]], []), lambda t: (t, [t[0]], []), None, None),
        (lambda s: ([s[0], [4]], [s[0]], []), None, ValueError, r"'label' has shape \(4,\), got"),
        (lambda s: ([s[0], [3, 1]], [s[0]], []), None, ValueError, r"\(3, 1\), got \(3,\)"),
        (lambda s: ([s[0]], [s[0]], []), None, ValueError, "infer_shape must return one entry for"),
        (None, lambda t: (t, [t[0]] * 2, []), ValueError, "infer_type must return one entry for"),
        (None, lambda t: ([t[0]] * 2, [t[0]], []), TypeError, "'label' is float32, got float64"),
    ],
)
def test_inputs_are_held_to_what_the_operator_says(infer_shape, infer_type, error, match):
    methods = {"list_arguments": lambda self: ["data", "label"]}
    if infer_shape is not None:
        methods["infer_shape"] = lambda self, shapes: infer_shape(shapes)
    if infer_type is not None:
        methods["infer_type"] = lambda self, types: infer_type(types)
    registered("strict", SquaredError, **methods)
    inputs = nd.ones(3), nd.ones(3, dtype="float64")
    if error is None:
        assert nd.Custom(*inputs, op_type="strict").shape == (3,)
        return
    with pytest.raises(error, match=match) as found:
        nd.Custom(*inputs, op_type="strict")
    assert isinstance(found.value, MXNetError)


@pytest.mark.parametrize(
    ("data", "label", "expected"),
    [
        (True, False, ["write", "null"]),
        (False, True, ["null", "write"]),
        (True, True, ["write"] * 2),
    ],
)
def test_backward_hears_which_gradients_are_needed(data, label, expected):
    requests = []

    class Heard(SquaredError):
        def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
            requests.append(req)
            super().backward(req, out_grad, in_data, out_data, in_grad, aux)

    registered("heard", Heard, list_arguments=lambda self: ["data", "label"])
    inputs = nd.ones(3), nd.zeros(3)
    for x, wanted in zip(inputs, (data, label)):
        if wanted:
            x.attach_grad()
    with autograd.record():
        y = nd.Custom(*inputs, op_type="heard")
    y.backward()
    assert requests == [expected]


class Affine(mx.gluon.HybridBlock):
    """A user's operator that tells the shapes of the parameters, and of a state."""

    def __init__(self, shape):
        super().__init__()
        with self.name_scope():
            self.weight = self.params.get("weight", shape=shape, allow_deferred_init=True)
            self.calls = self.params.get(
                "calls", shape=(0,), allow_deferred_init=True, init="zeros", grad_req="null"
            )

    def hybrid_forward(self, F, x, weight, calls):
        return F.Custom(x, weight, calls=calls, op_type="rows")


@pytest.mark.parametrize("shape", [None, (0, 0), (3, 0), (-1, 2)])
@pytest.mark.parametrize("hybridize", [False, True])
def test_it_tells_the_shapes_of_parameters(shape, hybridize):
    seen = []

    class Rows(mx.operator.CustomOp):
        def forward(self, is_train, req, in_data, out_data, aux):
            aux[0][:] += 1
            self.assign(out_data[0], req[0], nd.dot(*in_data))

        def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
            self.assign(in_grad[1], req[1], nd.dot(in_data[0], out_grad[0], transpose_a=True))

    def infer_shape(self, shapes):
        seen.append(shapes[1])
        return [shapes[0], (shapes[0][1], 2)], [(shapes[0][0], 2)], [[1]]

    registered(
        "rows",
        Rows,
        list_arguments=lambda self: ["data", "weight"],
        list_auxiliary_states=lambda self: ["calls"],
        infer_shape=infer_shape,
    )
    net = Affine(shape)
    net.initialize(mx.init.One())
    net.hybridize(hybridize)
    with autograd.record():
        y = net(nd.ones((4, 3)))
    y.backward()
    assert seen[0] == [n or -1 for n in shape or ()] and seen[-1] == [3, 2]
    assert net.weight.shape == (3, 2) and net.calls.shape == (1,)
    assert float(net.calls.data()) == 1  # finding the shapes did not run it
    assert net.weight.grad().asnumpy().tolist() == [[4, 4]] * 3

    other = Affine(shape)
    other.infer_shape(nd.ones((4, 3)))
    assert other.weight.shape == (3, 2)


def test_shapes_that_it_does_not_tell():
    def first_pass(shape, infer_shape):
        registered(
            "rows",
            Square,
            list_arguments=lambda self: ["data", "weight"],
            list_auxiliary_states=lambda self: ["calls"],
            infer_shape=lambda self, shapes: infer_shape(shapes),
        )
        net = Affine(shape)
        net.initialize()
        net(nd.ones((4, 3)))

    with pytest.raises(ValueError, match="'weight' would have shape"):
        first_pass((0, 2), lambda s: (s, [s[0]], [[1]]))
    with pytest.raises(ValueError, match="does not tell the shape of 'calls'"):
        first_pass((3, 2), lambda s: (s, [s[0]]))
    with pytest.raises(ValueError, match="incompatible with given shape"):
        first_pass((0, 5), lambda s: ([s[0], (3, 2)], [s[0]], [[1]]))


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
