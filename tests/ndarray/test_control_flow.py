"""foreach, while_loop and cond: values, structures, gradients, errors."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd
from ndgrad.test_utils import check_gradients

foreach, while_loop, cond = nd.contrib.foreach, nd.contrib.while_loop, nd.contrib.cond


def numpy(arrays):
    if isinstance(arrays, (list, tuple)):
        return type(arrays)(numpy(a) for a in arrays)
    return arrays.asnumpy().tolist()


DATA = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_foreach_stacks_outputs_and_hands_states_on():
    outputs, states = foreach(lambda x, s: (x + s, s * 2), nd.array(DATA), nd.ones(2))
    assert numpy(outputs) == [[2, 3], [5, 6], [9, 10]]
    assert numpy(states) == [8, 8]


def test_foreach_keeps_structures():
    x = nd.array(DATA)
    outputs, states = foreach(
        lambda xs, s: ([[xs[0], xs[1][0] * 2], xs[0] + s[0]], s), (x, [x]), [nd.ones(1)]
    )
    assert numpy(outputs) == [[DATA, [[2, 4], [6, 8], [10, 12]]], [[2, 3], [4, 5], [6, 7]]]
    assert numpy(states) == [[1]]
    outputs, states = foreach(lambda x, s: ([], [s[0] + x]), x, [nd.zeros(2)])
    assert outputs == [] and numpy(states) == [[9, 12]]
    outputs, states = foreach(lambda x, s: (x, s), nd.array([1, 2, 3]), [])
    assert numpy(outputs) == [[1], [2], [3]] and states == []


def test_foreach_over_nothing():
    state = nd.ones(2)
    outputs, states = foreach(lambda x, s: (x, s), nd.zeros((0, 3)), state)
    assert outputs == [] and states is state


@pytest.mark.parametrize("length", [1, 4])
def test_foreach_is_differentiable_to_order_two(length):
    rng = np.random.default_rng(0)

    def loop(x, w, h):
        outputs, state = foreach(lambda a, s: (nd.tanh(a * w + s), nd.tanh(a * w + s) * w), x, h)
        return [outputs, state]

    check_gradients(loop, rng.normal(size=(length, 3)), rng.normal(size=3), rng.normal(size=3),
                    order=2)  # fmt: skip


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: foreach(lambda a, s: (a, s), 3, []), TypeError, "foreach: data"),
        (lambda x: foreach(lambda a, s: (a, s), x, 3), TypeError, "foreach: init_states"),
        (lambda x: foreach(lambda a, s: (3, s), x, []), TypeError, "outputs of the body"),
        (lambda x: foreach(lambda a, s: (a, None), x, []), TypeError, "states of the body"),
        (lambda x: foreach(lambda a, s: (a, s), [], []), ValueError, "at least one array"),
        (lambda x: foreach(lambda a, s: (a[0], s), [x, x[:2]], []), ValueError, r"\[3, 2\]"),
        (
            lambda x: foreach(lambda a, s: (s, nd.concat(s, s, dim=0)), x, nd.ones(1)),
            ValueError,
            "keep its shape",
        ),
    ],
)
def test_foreach_refuses(call, error, text):
    with pytest.raises(error, match=text) as caught:
        call(nd.array(DATA))
    assert isinstance(caught.value, MXNetError)


def sums(limit, most, **kwargs):
    return while_loop(
        lambda i, s: i < limit,
        lambda i, s: (s + i, [i + 1, s + i]),
        [nd.array([0], dtype="int64"), nd.array([1], dtype="int64")],
        max_iterations=most,
        **kwargs,
    )


def test_while_loop():
    outputs, states = sums(6, 10)
    assert numpy(outputs) == [[1], [2], [4], [7], [11], [16], [0], [0], [0], [0]]
    assert outputs.dtype == np.int64
    assert numpy(states) == [[6], [16]]
    outputs, states = sums(6, 3)
    assert numpy(outputs) == [[1], [2], [4]] and numpy(states) == [[3], [4]]
    outputs, states = sums(0, 3)
    assert outputs == [] and numpy(states) == [[0], [1]]


def test_while_loop_of_one_array_and_without_outputs():
    outputs, i = while_loop(lambda i: i < 3, lambda i: (i * 2, i + 1), nd.zeros(1), 4)
    assert numpy(outputs) == [[0], [2], [4], [0]] and numpy(i) == [3]
    outputs, i = while_loop(lambda i: i < 3, lambda i: (None, i + 1), nd.zeros(1), 4)
    assert outputs == [] and numpy(i) == [3]
    outputs, i = while_loop(lambda i: True, lambda i: (i, i + 1), nd.zeros(1), 2)
    assert numpy(outputs) == [[0], [1]]


@pytest.mark.parametrize("after", [lambda i: i + 1, lambda i: [i + 1], lambda i: (i + 1,)])
def test_loop_variables_come_back_in_the_form_in_which_they_went_in(after):
    def loop(loop_vars):
        return while_loop(lambda i: i < 3, lambda i: ((i, i), after(i)), loop_vars, 4)

    outputs, i = loop(nd.zeros(1))
    assert i.asscalar() == 3
    assert isinstance(outputs, list)
    for given in ([nd.zeros(1)], (nd.zeros(1),)):
        _, rest = loop(given)
        assert isinstance(rest, list) and rest[0].asscalar() == 3


def test_outputs_and_slices_that_are_several_are_lists():
    def body(x, state):
        assert isinstance(x, list)
        return (x[0], (x[1], state)), state

    outputs, _ = foreach(body, (nd.arange(3), nd.arange(3)), nd.zeros(1))
    assert isinstance(outputs, list) and isinstance(outputs[1], list)


def test_while_loop_is_differentiable_to_order_two():
    def loop(w, v):
        outputs, (_, last) = while_loop(
            lambda i, v: i < 3,
            lambda i, v: ([v * w, v + i], [i + 1, nd.sin(v * w)]),
            [nd.zeros(1, dtype="float64"), v],
            max_iterations=5,
        )
        return [*outputs, last]

    check_gradients(loop, np.array([0.7]), np.array([0.4, -0.9]), order=2)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: while_loop(lambda i: i < 3, lambda i: (i, i), x), ValueError, "max_iterations"),
        (lambda x: while_loop(lambda: 1, lambda: ([], []), [], 3), ValueError, "at least one"),
        (lambda x: while_loop(lambda i: x, lambda i: (i, i), x, 3), ValueError, "one element"),
        (lambda x: while_loop(lambda i: 1, lambda i: (i, [i, i]), x, 3), ValueError, "loop_vars"),
        (lambda x: while_loop(lambda i: 1, lambda i: (3, i), x, 3), TypeError, "outputs of func"),
    ],
)
def test_while_loop_refuses(call, error, text):
    with pytest.raises(error, match=text) as caught:
        call(nd.ones(2))
    assert isinstance(caught.value, MXNetError)


def test_while_loop_refuses_another_number_of_outputs():
    with pytest.raises(ValueError, match="there were 1, then 2"):
        while_loop(lambda i: i < 3, lambda i: ([i] * int(i.asscalar() + 1), i + 1), nd.zeros(1), 3)


def test_cond_calls_one_branch_only():
    a, b = nd.array([1]), nd.array([2])

    def never():
        raise AssertionError("the branch not taken was called")

    assert numpy(cond(a * b < 5, lambda: [a + 5, [b]], never)) == [[6], [[2]]]
    assert numpy(cond(a > b, never, lambda: b)) == [2]
    assert numpy(cond(True, lambda: a, never)) == [1]
    assert cond(True, lambda: None, never) is None
    first, second = cond(True, lambda: [a, None], never)
    assert first is a and second is None
    with pytest.raises(ValueError, match="one element"):
        cond(nd.ones(2), lambda: a, lambda: b)
    with pytest.raises(TypeError, match="result of the chosen function"):
        cond(a, lambda: 3, lambda: b)


def test_cond_is_differentiable():
    x = nd.array([3.0])
    x.attach_grad()
    with autograd.record():
        y = cond(x > 2, lambda: x * x, lambda: -x)
    y.backward()
    assert numpy(x.grad) == [6]
