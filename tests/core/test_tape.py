"""The sweep: accumulation, heads, retaining, freeing, depth, memory, threads."""

import gc
import sys
import threading
import weakref

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd
from ndgrad.core.tape import Node


def variable(values, req="write"):
    x = nd.array(values)
    x.attach_grad(req)
    return x


def test_fan_out_accumulates_also_under_write():
    x = variable([1.0, 2.0])
    with autograd.record():
        y = x * x + x + x + x
    y.backward()
    assert x.grad.asnumpy().tolist() == [5, 7]


def test_grad_is_one_object_and_starts_at_zero():
    x = variable([1.0, 2.0])
    g = x.grad
    assert g.asnumpy().tolist() == [0, 0]
    for _ in range(2):
        with autograd.record():
            y = x * 3
        y.backward()
        assert x.grad is g and g.asnumpy().tolist() == [3, 3]


def test_grad_object_and_views_stay_for_large_gradients():
    x = variable(np.ones(100_000))
    g, part = x.grad, x.grad[0:2]
    with autograd.record():
        y = x * 3
    y.backward()
    assert x.grad is g and part.asnumpy().tolist() == [3, 3]
    del part
    for factor in (4, 5):
        with autograd.record():
            y = x * factor
        y.backward()
        assert x.grad is g and g[0].asscalar() == factor


def test_gradients_of_two_variables_never_share_memory():
    a, b = variable(np.ones(100_000)), variable(np.ones(100_000))
    head = nd.ones(100_000)
    with autograd.record():
        y = a + b
    y.backward(head)
    assert not np.shares_memory(a.grad._raw, b.grad._raw)
    assert not np.shares_memory(a.grad._raw, head._raw)


def test_grad_req():
    x, n = variable([1.0], "add"), variable([1.0], "null")
    for _ in range(3):
        with autograd.record():
            y = x * 2 * n
        y.backward()
    assert x.grad.asscalar() == 6 and n.grad.asscalar() == 0
    with pytest.raises(ValueError, match="grad_req"):
        x.attach_grad("sum")


def test_only_null_variables_is_an_error():
    n = variable([1.0], "null")
    with autograd.record():
        y = n * 2
    for _ in range(2):  # nothing was consumed
        with pytest.raises(MXNetError, match="require gradients"):
            y.backward()
    assert autograd.grad(y, n)[0].asscalar() == 2


def test_mark_variables():
    x, w = nd.array([1.0, 2.0]), nd.array([3.0])
    dx, dw = nd.zeros(2), nd.ones(1)
    autograd.mark_variables([x, w], [dx, dw], ["write", "add"])
    assert x.grad is dx and w.grad is dw
    with autograd.record():
        y = x * w
    y.backward()
    assert dx.asnumpy().tolist() == [3, 3] and dw.asscalar() == 4
    autograd.mark_variables(x, nd.zeros(2), "null")  # without lists
    with pytest.raises(MXNetError, match="require gradients"):
        x.backward()


@pytest.mark.parametrize(
    ("gradient", "req", "text"),
    [
        (nd.zeros(3), "write", "cannot have a gradient"),
        (nd.zeros(2, dtype="float64"), "write", "cannot have a gradient"),
        (nd.from_numpy(np.frombuffer(bytes(8), "float32")), "write", "read-only"),
        (nd.zeros(2), "sum", "grad_req"),
        (np.zeros(2), "write", "must be arrays"),
    ],
)
def test_an_error_of_mark_variables_marks_nothing(gradient, req, text):
    x, w = nd.ones(2), nd.ones(2)
    with pytest.raises(MXNetError, match=text):
        autograd.mark_variables([x, w], [nd.zeros(2), gradient], ["write", req])
    assert x.grad is None and w.grad is None
    with pytest.raises(TypeError, match="int32"):
        autograd.mark_variables(
            [x, nd.ones(1, dtype="int32")], [nd.zeros(2), nd.ones(1, dtype="int32")]
        )
    assert x.grad is None


@pytest.mark.parametrize("req", ["write", "add"])
def test_variables_without_axes(req):
    x = variable(5.0, req)
    assert x.shape == ()
    for times in (1, 2):
        with autograd.record():
            y = x * x + x + x * 3 + x
        (g,) = autograd.grad(y, x, retain_graph=True)
        y.backward()
        assert g.asscalar() == 15
        assert x.grad.shape == () and x.grad.asscalar() == (15 * times if req == "add" else 15)
    with autograd.record():
        y = x * x * x
        (g,) = autograd.grad(y, x, create_graph=True)
        (g,) = autograd.grad(g, x, create_graph=True)
    assert g.asscalar() == 30


def test_several_heads_with_and_without_gradients():
    x = variable([1.0, 2.0])
    with autograd.record():
        a, b, c = x * 2, x * x, x + 1
        autograd.backward([a, b, c], [None, nd.array([1, 10]), nd.array([[5], [5]])])
    assert x.grad.asnumpy().tolist() == [2 + 2 + 5, 2 + 40 + 5]


def test_the_same_head_twice():
    x = variable([1.0])
    with autograd.record():
        y = x * 2
    autograd.backward([y, y])
    assert x.grad.asscalar() == 4


def test_head_that_is_a_variable():
    x = variable([1.0, 2.0])
    x.backward()
    assert x.grad.asnumpy().tolist() == [1, 1]


@pytest.mark.parametrize("shape", [(4,), (2, 2), (1, 4), (4, 1)])
def test_a_head_gradient_of_the_right_size_in_any_shape(shape):
    x = variable([[1.0], [2.0], [3.0], [4.0]])
    with autograd.record():
        y = 2 * nd.dot(x.T, x)
        z = 2 * x * x
    y.backward()
    assert x.grad.asnumpy().ravel().tolist() == [4, 8, 12, 16]
    z.backward(nd.array([10, 1, 0.1, 0.01]).reshape(shape))
    np.testing.assert_allclose(x.grad.asnumpy().ravel(), [40, 8, 1.2, 0.16], rtol=1e-6)


@pytest.mark.parametrize("size", [1, 3, 5])
def test_a_head_gradient_of_another_size_is_refused(size):
    x = variable([1.0, 2.0])
    with autograd.record():
        y = x * 2
    with pytest.raises(ValueError, match="head gradient"):
        y.backward(nd.ones(size))
    y.backward()  # nothing was consumed
    assert x.grad.asnumpy().tolist() == [2, 2]


WRONG_HEADS = {
    "number": 1.0,
    "list": [1.0, 1.0],
    "tuple of arrays": (nd.ones(2),),
    "text": "ones",
    "truth value": True,
    "complex": np.ones(2, complex),
    "strings": np.array(["a", "b"]),
    "objects": np.array([None, None]),
}


@pytest.mark.parametrize("head", WRONG_HEADS.values(), ids=WRONG_HEADS)
def test_a_head_gradient_that_is_no_array_of_numbers_is_refused(head):
    x = variable([1.0, 2.0])
    with autograd.record():
        y = x * 2
    with pytest.raises(TypeError, match="head gradients must be arrays of real numbers"):
        y.backward(head)
    y.backward()  # nothing was consumed
    assert x.grad.asnumpy().tolist() == [2, 2]


@pytest.mark.parametrize("dtype", ["float16", "float64", "int32", "uint8", "bool"])
@pytest.mark.parametrize("make", [nd.ones, np.ones], ids=["nd", "NumPy"])
def test_a_head_gradient_of_another_dtype_is_cast(make, dtype):
    x = variable([1.0, 2.0])
    with autograd.record():
        y = x * 2
    y.backward(make(2, dtype=dtype))
    assert x.grad.asnumpy().tolist() == [2, 2] and x.grad.dtype is np.float32


def test_a_head_of_integers_is_refused_before_anything_is_consumed():
    x = variable([3.0, 1.0])
    with autograd.record():
        y, size = x * 2, x.shape_array()
    with pytest.raises(TypeError, match="this one is int64.\nLeave it out"):
        autograd.backward([y, size])
    y.backward()
    assert x.grad.asnumpy().tolist() == [2, 2]


@pytest.mark.parametrize("given", [[None], [None] * 3, [nd.ones(2)], nd.ones(2), []])
def test_as_many_head_gradients_as_heads(given):
    x = variable([1.0, 2.0])
    with autograd.record():
        y, z = x * 2, x * 3
    with pytest.raises(AssertionError, match="2 heads"):
        autograd.backward([y, z], given)
    with pytest.raises(ValueError, match="at least one array"):
        autograd.backward([])
    autograd.backward([y, z])
    assert x.grad.asnumpy().tolist() == [5, 5]


def test_second_backward_names_the_remedy():
    x = variable([1.0])
    with autograd.record():
        y = x * x
    y.backward(retain_graph=True)
    y.backward()
    with pytest.raises(MXNetError, match="retain_graph=True"):
        y.backward()


def test_backward_outside_any_recording():
    x = variable([1.0])
    for y in (x * 2, nd.ones(1)):
        with pytest.raises(MXNetError, match="Cannot differentiate node"):
            y.backward()


def test_what_a_sweep_consumed_is_a_constant_afterwards():
    x = variable([3.0])
    with autograd.record():
        state = x * 2
        loss = state * state
    loss.backward()
    with autograd.record():
        y = state * x
    y.backward()
    assert x.grad.asscalar() == 6
    with autograd.record():
        y = state * 2
    with pytest.raises(MXNetError, match="Cannot differentiate|require gradients"):
        y.backward()


def test_an_output_nobody_used_is_consumed_with_its_operator():
    # The state of a recurrent layer, carried on without detach().
    x, w = variable([[1.0, 2.0]]), variable([3.0])
    with autograd.record():
        used, state = (x * 2).split(2)
    used.backward()
    with autograd.record():
        (state * w).backward()
    assert w.grad.asscalar() == 4 and x.grad.asnumpy().tolist() == [[2, 0]]
    with pytest.raises(MXNetError, match="Cannot differentiate node"):
        state.backward()
    with autograd.record():
        state += 1  # in no graph any more


def test_two_scopes_share_one_graph():
    x = variable([3.0])
    with autograd.record():
        y = x * x
    with autograd.record():
        z = y * x
    z.backward()
    assert x.grad.asscalar() == 27


def test_attach_grad_on_an_intermediate_cuts():
    x = variable([3.0])
    with autograd.record():
        y = x * x
    y.attach_grad()
    with autograd.record():
        z = y * 2
    z.backward()
    assert x.grad.asscalar() == 0 and y.grad.asscalar() == 2


def test_grad_of_variables_not_reached():
    x, z = variable([1.0]), variable([1.0])
    with autograd.record():
        y = x * 2
    with pytest.raises(MXNetError, match="do not depend on variable 1"):
        autograd.grad(y, [x, z])
    with pytest.raises(MXNetError, match="in no graph"):
        autograd.grad(y, nd.ones(1))
    assert autograd.grad(y, x)[0].asscalar() == 2


def test_grad_leaves_the_variables_alone():
    x = variable([1.0, 2.0])
    with autograd.record():
        y = (x * x).sum()
    (g,) = autograd.grad(y, x)
    assert g.asnumpy().tolist() == [2, 4] and x.grad.asnumpy().tolist() == [0, 0]


def test_orders_one_to_five():
    x = variable([0.5])
    expected = [np.cos, lambda v: -np.sin(v), lambda v: -np.cos(v), np.sin, np.cos]
    with autograd.record():
        y = nd.sin(x)
        for order in expected:
            (y,) = autograd.grad(y, x, create_graph=True)
            np.testing.assert_allclose(y.asnumpy(), order(0.5), rtol=1e-6)


def test_backward_through_a_recorded_gradient():
    x = variable([2.0])
    with autograd.record():
        y = x * x * x
        (g,) = autograd.grad(y, x, create_graph=True)
        z = g * g
    z.backward()  # (3 x^2)^2 -> 36 x^3
    assert x.grad.asscalar() == 36 * 8


def test_non_float_variables_are_refused_by_name():
    with pytest.raises(TypeError, match="int32"):
        nd.array([1, 2], dtype="int32").attach_grad()


def test_train_mode_of_backward():
    modes = []

    class Watch(autograd.Function):
        def forward(self, x):
            return x * 1

        def backward(self, dy):
            modes.append((autograd.is_training(), autograd.is_recording()))
            return dy

    x = variable([1.0])
    with autograd.record():
        y = Watch()(x)
    y.backward(retain_graph=True)
    y.backward(train_mode=False)
    assert modes == [(True, False), (False, False)]


def test_deep_chains_need_no_recursion():
    assert sys.getrecursionlimit() <= 10_000
    x = variable([1.0])
    with autograd.record():
        y = x
        for _ in range(50_000):
            y = y + 1
    y.backward(retain_graph=True)
    assert x.grad.asscalar() == 1
    del y  # freeing is not recursive either
    with autograd.record():
        y = x
        for _ in range(50_000):
            y = y * 1
    del y


def test_a_training_loop_leaves_nothing_without_the_collector(without_collector):
    w, b = variable(np.ones((5, 3))), variable(np.zeros(5))
    x = nd.ones((2, 3))
    for _ in range(100):
        with autograd.record():
            y = nd.FullyConnected(x, w, b, num_hidden=5)
            loss = (nd.relu(y) ** 2).mean()
        loss.backward()
        w[:] = w - 0.1 * w.grad
        b -= 0.1 * b.grad
    del y, loss
    gc_off_nodes = [o for o in gc.get_objects() if isinstance(o, Node)]
    assert not gc_off_nodes


def test_kept_values_die_with_the_graph():
    x = variable(np.ones(1000))
    with autograd.record():
        y = nd.exp(x * 2)
        z = y.sum()
    kept = weakref.ref(y._raw)
    del y
    assert kept() is not None
    z.backward()
    assert kept() is None


def test_sixteen_threads_record_at_once():
    failures = []
    barrier = threading.Barrier(16)

    def work(k):
        try:
            x = variable(np.full(7, float(k)))
            barrier.wait()
            for _ in range(50):
                with autograd.record():
                    y = x
                    for _ in range(10):
                        y = y * x
                    if k % 3 == 0:
                        with pytest.raises(MXNetError):
                            y[:] = 1
                y.backward()
                np.testing.assert_allclose(x.grad.asnumpy(), 11.0 * float(k) ** 10, rtol=1e-5)
                assert not autograd.is_recording()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(16)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failures


def test_grad_hands_out_memory_of_its_own():
    x, head = variable(np.ones(50_000)), nd.ones(50_000)
    with autograd.record():
        y = x + 0
    for create_graph in (False, True):
        a, b = autograd.grad(y, [x, x], head, retain_graph=True, create_graph=create_graph)
        (c,) = autograd.grad(y, x, head, retain_graph=True, create_graph=create_graph)
        assert not np.shares_memory(c._raw, head._raw)
        assert a.asnumpy().tolist() == b.asnumpy().tolist() == [1] * 50_000
    assert not np.shares_memory(a._raw, head._raw)


def test_a_large_gradient_lands_without_a_copy():
    x = variable(np.ones(100_000))
    with autograd.record():
        y = x * 3
    before = x.grad._raw
    y.backward()
    assert x.grad._raw is before  # `before` holds it: written in place
    del before
    with autograd.record():
        y = x * 4
    address = x.grad.handle
    y.backward()
    assert x.grad.handle != address and x.grad[5].asscalar() == 4


def test_where_no_derivative_exists_nothing_is_consumed():
    x = variable([[1.0, 2.0], [2.0, 4.0]])
    with autograd.record():
        y = x * 1
        _, logarithm = nd.linalg.slogdet(y)
        z = logarithm * 3
    for _ in range(2):
        with pytest.raises(ArithmeticError, match="slogdet.*singular"):
            z.backward()
    assert not x.grad.asnumpy().any()
    y.backward()
    assert x.grad.asnumpy().tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize(
    "function",
    [lambda x: 3 * x + 1, nd.floor, lambda x: nd.radians(x), lambda x: nd.Dropout(x), lambda x: x],
)
def test_the_gradient_of_a_linear_function_can_be_differentiated(function):
    # as in MXNet for most of them: it is a constant, whose derivative is zero
    x = variable([1.0, 2.0])
    with autograd.record(train_mode=False):
        y = function(x)
        first = autograd.grad(y, [x], create_graph=True)[0]
        second = autograd.grad(first, [x], create_graph=True)[0]
        third = autograd.grad(second, [x])[0]
    assert second.asnumpy().tolist() == third.asnumpy().tolist() == [0, 0]
    x.grad[:] = 5
    with autograd.record(train_mode=False):
        first = autograd.grad(function(x), [x], create_graph=True)[0]
    first.backward()
    assert x.grad.asnumpy().tolist() == [0, 0]


def test_recorded_gradients_have_memory_of_their_own():
    """Neither another gradient, nor a head gradient, nor a variable changes with one of them."""
    a, b, c = nd.array([1.0, 2.0]), nd.array([3.0, 4.0]), nd.array([5.0, 6.0])
    for x in (a, b, c):
        x.attach_grad()
    head = nd.ones((1, 2))
    with autograd.record():
        y = ((a + b) * c).reshape((1, 2))
        found = autograd.grad(y, [a, b, a], head_grads=head, create_graph=True)
        linear = autograd.grad(a.reshape((1, 2)), [a], head_grads=head, create_graph=True)
        second = (found[0] + 2 * found[1] + 3 * found[2]).sum()
    for array in (found[0], *linear):
        array[:] = 0
    assert found[1].asnumpy().tolist() == found[2].asnumpy().tolist() == [5, 6]
    assert head.asnumpy().tolist() == [[1, 1]]
    second.backward()
    assert c.grad.asnumpy().tolist() == [6, 6]
