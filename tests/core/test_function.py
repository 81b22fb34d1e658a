"""``autograd.Function``: several inputs and outputs, saved tensors, orders, errors."""

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd


class Sigmoid(autograd.Function):
    def forward(self, x):
        y = 1 / (1 + nd.exp(-x))
        self.save_for_backward(y)
        return y

    def backward(self, dy):
        (y,) = self.saved_tensors
        return dy * y * (1 - y)


class Twice(autograd.Function):
    """Two outputs of two arrays and a number."""

    def forward(self, a, factor, b):
        self.factor = factor
        self.save_for_backward(a, b)
        return a * b * factor, a + b

    def backward(self, dp, ds):
        a, b = self.saved_tensors
        return dp * b * self.factor + ds, dp * a * self.factor + ds


def variable(values):
    x = nd.array(values, dtype="float64")
    x.attach_grad()
    return x


def derivative(f, x, order):
    with autograd.record():
        y = f(x)
        for _ in range(order):
            (y,) = autograd.grad(y, x, create_graph=True)
    return y.asnumpy()


@pytest.mark.parametrize("order", [1, 2, 3])
def test_orders_through_a_saved_output(order):
    x = variable([-1.0, 0.0, 0.3])
    own = derivative(lambda v: Sigmoid()(v), x, order)
    np.testing.assert_allclose(own, derivative(nd.sigmoid, x, order), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("order", [1, 2])
def test_orders_through_an_attribute(order):
    class Own(autograd.Function):
        def forward(self, x):
            self.y = nd.tanh(x)
            return self.y

        def backward(self, dy):
            return dy * (1 - self.y * self.y)

    x = variable([-1.0, 0.0, 0.3])
    own = derivative(lambda v: Own()(v), x, order)
    np.testing.assert_allclose(own, derivative(nd.tanh, x, order), rtol=1e-12, atol=1e-15)


def test_several_inputs_outputs_and_other_arguments():
    a, b = variable([1.0, 2.0]), variable([3.0, 4.0])
    with autograd.record():
        p, s = Twice()(a, 10, b)
        z = p + 2 * s
    z.backward()
    assert a.grad.asnumpy().tolist() == [32, 42] and b.grad.asnumpy().tolist() == [12, 22]
    with autograd.record():
        p, s = Twice()(a, 10, b)
    s.backward()  # the other output is unused: its gradient is zero
    assert a.grad.asnumpy().tolist() == [1, 1]


def test_backward_computed_outside_nd_has_no_second_order():
    class Outside(autograd.Function):
        def forward(self, x):
            self.save_for_backward(x)
            return x * x

        def backward(self, dy):
            (x,) = self.saved_tensors
            return nd.array(2 * dy.asnumpy() * x.asnumpy(), dtype="float64")

    x = variable([3.0])
    assert derivative(lambda v: Outside()(v), variable([3.0]), 0) == 9
    with autograd.record():
        y = Outside()(x)
    y.backward()
    assert x.grad.asscalar() == 6
    with pytest.raises(MXNetError, match="asnumpy"):
        derivative(lambda v: Outside()(v), x, 2)


def test_a_changed_saved_value_is_refused():
    x = variable([1.0, 2.0])
    with autograd.record():
        y = x * 1
        function = Sigmoid()
        z = function(y)
    function.saved_tensors[0][:] = 0
    with pytest.raises(MXNetError, match="changed in place"):
        z.backward()


def test_an_error_in_backward_consumes_nothing():
    class Once(autograd.Function):
        fail = True

        def forward(self, x):
            return x * 2

        def backward(self, dy):
            if Once.fail:
                raise ZeroDivisionError
            return dy * 2

    x = variable([1.0])
    with autograd.record():
        y = Once()(x * 3) * 5
    with pytest.raises(ZeroDivisionError):
        y.backward()
    assert x.grad.asscalar() == 0 and not autograd.is_training()
    Once.fail = False
    y.backward()
    assert x.grad.asscalar() == 30


def test_errors():
    class Wrong(autograd.Function):
        def forward(self, a, b):
            return a + b

        def backward(self, dy):
            return dy

    class Shape(Wrong):
        def backward(self, dy):
            return dy, nd.ones(5)

    a, b = variable([1.0]), variable([1.0])
    for cls, text in ((Wrong, "1 gradients for 2"), (Shape, "shape")):
        with autograd.record():
            y = cls()(a, b)
        with pytest.raises(ValueError, match=text):
            y.backward()
    f = Sigmoid()
    f(a)
    with pytest.raises(MXNetError, match="only be called once") as error:
        f(a)
    assert isinstance(error.value, AssertionError)
    with pytest.raises(NotImplementedError):
        autograd.Function()(a)


def test_unmarked_inputs_work_under_record():
    with autograd.record():
        y = Sigmoid()(nd.zeros(1))
    assert y.asscalar() == 0.5


def test_no_cycle_through_saved_outputs(without_collector):
    for _ in range(20):
        x = variable([1.0])
        with autograd.record():
            y = Sigmoid()(x)
        y.backward()
        with autograd.record():
            y = Sigmoid()(x)  # never swept
    del x, y


def test_backward_may_write_into_its_gradient():
    """Others need that gradient too: another path of the graph, the head gradient of the caller."""

    class Hundred(autograd.Function):
        def forward(self, x):
            return x * 1

        def backward(self, dy):
            dy[:] = 100
            return dy

    x, head = variable([1.0, 2.0]), nd.ones(2, dtype="float64")
    with autograd.record():
        y = x * 1
        z = y + Hundred()(y)
    z.backward(head)
    assert x.grad.asnumpy().tolist() == [101, 101]
    with autograd.record():
        z = Hundred()(x)
    z.backward(head)
    assert x.grad.asnumpy().tolist() == [100, 100] and head.asnumpy().tolist() == [1, 1]


@pytest.mark.parametrize("keep", ["attribute", "list", "dict", "saved list"])
def test_whatever_the_function_keeps_is_watched(keep):
    class Square(autograd.Function):
        def forward(self, x):
            if keep == "attribute":
                self.x = x
            elif keep == "list":
                self.kept = [1, (x,)]
            elif keep == "dict":
                self.kept = {"x": x}
            else:
                self.save_for_backward([x])
            return x * x

        def backward(self, dy):
            raise AssertionError("not reached")

    x = variable([1.0, 2.0])
    with autograd.record():
        y = Square()(x)
    x[:] = 5
    with pytest.raises(MXNetError, match="changed in place"):
        y.backward()


def test_a_forward_that_writes_into_its_input_keeps_its_gradient():
    class AddOne(autograd.Function):
        def forward(self, x):
            x += 1
            return x * 2

        def backward(self, dy):
            return dy * 2

    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = AddOne()(x * 3) + x
    y.backward()
    assert x.grad.asnumpy().tolist() == [7, 7]
