"""``detect_anomaly`` names the operator and the line; ``graph`` shows what backward will walk."""

import re

import pytest

from ndgrad import MXNetError, autograd, nd


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


def test_graph_as_text():
    a, b, d = (variable([1.0, 2.0]) for _ in range(3))
    with autograd.record():
        c = a * b
        e = (c * d).sum()
    assert str(autograd.graph(e)).splitlines() == [
        "SumBackward (1,)",
        "  MulBackward (2,)",
        "    MulBackward (2,)",
        "      AccumulateGrad (2,) #1",
        "      AccumulateGrad (2,) #2",
        "    AccumulateGrad (2,) #3",
    ]
    with autograd.record():
        f = c + c
    assert "(shown above)" in str(autograd.graph(f))
    e.backward()
    with pytest.raises(MXNetError, match="Cannot differentiate"):
        autograd.graph(e)


def test_drawing_needs_the_extra_or_works():
    x = variable([1.0])
    with autograd.record():
        y = nd.exp(x)
    try:
        import graphviz  # noqa: F401
    except ImportError:
        with pytest.raises(ImportError, match=re.escape("[viz]")):
            autograd.graph(y).draw()
    else:
        assert "ExpBackward" in autograd.graph(y).draw().source


def test_a_very_deep_graph_prints():
    x = variable([1.0])
    with autograd.record():
        y = x
        for _ in range(3000):
            y = nd.exp(y * 0)
    assert len(str(autograd.graph(y)).splitlines()) == 6001
