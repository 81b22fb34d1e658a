"""``detect_anomaly`` names the operator and the line of the program."""

import threading

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, gluon, nd


def variable(values):
    x = nd.array(values)
    x.attach_grad()
    return x


def test_forward_names_operator_and_line():
    x = variable([1.0, 0.0])
    with pytest.raises(ArithmeticError) as caught, autograd.detect_anomaly(), autograd.record():
        y = x * 2
        nd.log(y).sum()  # this line
    text = str(caught.value)
    assert "operator log" in text and "infinity" in text
    assert "test_anomaly.py" in text and "# this line" in text


def test_backward_names_operator_and_line():
    x = variable([0.0, 1.0])
    with autograd.detect_anomaly():
        with autograd.record():
            y = nd.sqrt(x)  # finite here
            z = y * 3
        with pytest.raises(MXNetError) as caught:
            z.backward()
    text = str(caught.value)
    assert "gradient of operator sqrt" in text and "# finite here" in text


def test_recorded_backward_too():
    x = variable([0.0])
    with autograd.detect_anomaly(), autograd.record():
        y = nd.sqrt(x)
        with pytest.raises(MXNetError, match="gradient of operator"):
            autograd.grad(y, x, create_graph=True)


def test_outside_nothing_is_inspected():
    x = variable([0.0])
    with autograd.record():
        y = nd.log(x)
    y.backward()


def test_a_value_that_was_broken_before_is_not_blamed_on_the_operator():
    x = variable([1.0, float("nan")])
    with autograd.detect_anomaly(), autograd.record():
        with pytest.raises(MXNetError, match="multiply was given a NaN in its input 'lhs'"):
            x * 2
        constant = nd.log(nd.zeros(2))  # not recorded: no variable in it
        with pytest.raises(MXNetError, match="was given an infinity in its input 'rhs'"):
            (nd.exp(variable([1.0, 2.0])) * constant).sum()


def test_a_broken_head_gradient_is_not_blamed_on_a_rule():
    x = variable([1.0, 2.0])
    with autograd.record():
        y = x * 2
    for create_graph in (False, True):
        with (
            autograd.detect_anomaly(),
            pytest.raises(MXNetError, match="head gradient of head 0 holds a NaN"),
        ):
            autograd.grad(y, x, nd.array([1.0, float("nan")]), create_graph=create_graph)


def test_an_anomaly_in_backward_consumes_nothing():
    x = variable([0.0, 1.0])
    with autograd.record():
        y = nd.sqrt(x * 1) * 3
    with autograd.detect_anomaly(), pytest.raises(MXNetError, match="a line outside"):
        y.backward()
    assert x.grad.asnumpy().tolist() == [0, 0]
    y.backward()
    assert x.grad.asnumpy().tolist() == [float("inf"), 1.5]


def test_a_detector_belongs_to_its_thread():
    found = []

    def other():
        x = variable([0.0])
        with autograd.record():
            y = nd.log(x)
        y.backward()
        found.append(float(x.grad))

    with autograd.detect_anomaly():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert found == [float("inf")]


def test_one_detector_entered_twice():
    detector = autograd.detect_anomaly()
    x = variable([0.0])
    with detector:
        with detector:
            pass
        with pytest.raises(MXNetError), autograd.record():
            nd.log(x)
    with autograd.record():
        nd.log(x)


def test_the_line_is_that_of_the_program_not_of_a_layer():
    layer = gluon.nn.Dense(2, in_units=1)
    layer.initialize()
    with autograd.detect_anomaly(), autograd.record():
        with pytest.raises(MXNetError) as caught:
            layer(nd.array([[float("inf")]]))  # called here
    assert "# called here" in str(caught.value) and "'data'" in str(caught.value)


def test_functions_of_users_are_watched():
    class Root(autograd.Function):
        def forward(self, x):
            self.save_for_backward(x)
            return nd.sqrt(x)

        def backward(self, dy):
            (x,) = self.saved_tensors
            return dy / (2 * nd.sqrt(x))

    x = variable([0.0])
    with autograd.detect_anomaly():
        with autograd.record():
            y = Root()(x)  # the call
        with pytest.raises(MXNetError, match="gradient of operator Root made an inf") as caught:
            y.backward()
    assert "# the call" in str(caught.value)
    with autograd.detect_anomaly(), autograd.record():
        with pytest.raises(MXNetError, match="operator Root made a NaN"):
            Root()(variable([-1.0]))


def test_large_arrays_are_watched_too():
    """Where the sweep would work block by block."""
    values = np.ones(200_000)
    values[150_000] = 0
    x = variable(values)
    with autograd.detect_anomaly():
        with autograd.record():
            y = nd.exp(nd.sqrt(x) * 2)
        with pytest.raises(MXNetError, match="gradient of operator sqrt made an infinity"):
            y.backward()
