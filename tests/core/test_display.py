"""``autograd.graph`` shows what backward will walk, as text and as a drawing."""

import re

import pytest

from ndgrad import MXNetError, autograd, gluon, nd


def variable(values):
    x = nd.array(values)
    x.attach_grad()
    return x


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


def test_several_outputs_and_several_heads():
    a, b = variable([1.0, 2.0]), variable([3.0, 4.0])
    with autograd.record():
        first, second = nd.split(a * b, num_outputs=2, axis=0)
        y, z = first**2, -second
    assert str(autograd.graph([y, z])).splitlines() == [
        "PowBackward (1,)",
        "  SplitBackward ((1,), (1,))",
        "    MulBackward (2,)",
        "      AccumulateGrad (2,) #1",
        "      AccumulateGrad (2,) #2",
        "NegBackward (1,)",
        "  SplitBackward ((1,), (1,)) (shown above)",
    ]


def test_variables_are_numbered_as_the_text_meets_them():
    a, b = variable([1.0]), variable([2.0])
    with autograd.record():
        y = nd.exp(b) * a + b
    assert re.findall(r"#\d", str(autograd.graph(y))) == ["#1", "#2", "#1"]


def test_what_was_consumed_is_no_part_of_the_graph():
    a = variable([1.0, 2.0])
    with autograd.record():
        first, second = nd.split(a * 2, num_outputs=2, axis=0)
        whole = first + second
    whole.backward()
    with autograd.record():
        y = first * a[0:1]
    assert str(autograd.graph(y)).splitlines() == [
        "MulBackward (1,)",
        "  SliceBackward (1,)",
        "    AccumulateGrad (2,) #1",
    ]


def test_layers_and_functions_of_users_have_their_names():
    class Mine(autograd.Function):
        def forward(self, x):
            return x * 1

        def backward(self, dy):
            return dy

    net = gluon.nn.HybridSequential()
    net.add(gluon.nn.Conv2D(2, 3), gluon.nn.BatchNorm())
    net.initialize()
    with autograd.record():
        y = Mine()(net(nd.ones((1, 1, 4, 4))))
    lines = [line.strip() for line in str(autograd.graph(y)).splitlines()]
    assert lines[:3] == [
        "MineBackward (1, 2, 2, 2)", "BatchNormBackward (1, 2, 2, 2)",
        "ConvolutionBackward (1, 2, 2, 2)",
    ]  # fmt: skip
    assert sum("AccumulateGrad" in line for line in lines) == 4


def test_the_graph_of_a_gradient():
    x = variable([1.0])
    with autograd.record():
        y = nd.sin(x)
        (slope,) = autograd.grad(y, x, create_graph=True)
    assert "CosBackward" in str(autograd.graph(slope))


def test_nodes_and_edges():
    a, b = variable([1.0]), variable([2.0])
    with autograd.record():
        y = a * b + a
    graph = autograd.graph(y)
    names = {number: label for number, label, _ in graph.nodes}
    assert sorted((names[i], names[j]) for i, j in graph.edges) == [
        ("AddBackward", "AccumulateGrad"), ("AddBackward", "MulBackward"),
        ("MulBackward", "AccumulateGrad"), ("MulBackward", "AccumulateGrad"),
    ]  # fmt: skip
