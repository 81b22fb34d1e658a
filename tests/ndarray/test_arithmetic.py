"""Python's operators on arrays: dtypes, scalars, NumPy arrays beside them, in place, errors."""

import operator
import warnings

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd

DTYPES = ["float16", "float32", "float64", "uint8", "int8", "int32", "int64"]
INTEGERS = ["uint8", "int8", "int32", "int64"]
BINARY = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "%": operator.mod, "**": operator.pow,
}  # fmt: skip
COMPARE = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
IN_PLACE = {
    "+=": operator.iadd, "-=": operator.isub, "*=": operator.imul, "/=": operator.itruediv,
    "%=": operator.imod,
}  # fmt: skip


def as_in_c(name, a, b, dtype):
    """What MXNet gives: the dtype stays, a division of integers rounds towards zero."""
    function = BINARY.get(name) or COMPARE[name]
    if name == "/" and np.dtype(dtype).kind in "iu":
        return np.trunc(a.astype("float64") / b).astype(dtype)
    return function(a, b).astype(dtype)


# -- dtypes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", [*BINARY, *COMPARE])
def test_two_arrays_of_one_dtype(name, dtype):
    a, b = np.array([[1, 2, 3], [7, 5, 6]], dtype), np.array([3, 2, 1], dtype)
    y = (BINARY.get(name) or COMPARE[name])(nd.array(a, dtype=dtype), nd.array(b, dtype=dtype))
    assert y.asnumpy().dtype == dtype and y.shape == (2, 3)
    assert np.allclose(y.asnumpy(), as_in_c(name, a, b, dtype), rtol=1e-3)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", [*BINARY, *COMPARE])
@pytest.mark.parametrize("scalar", [2, 3.0, True, np.int64(2), np.float64(2), np.float32(3),
                                    np.array(2)])  # fmt: skip
def test_a_number_never_changes_the_dtype(name, dtype, scalar):
    function = BINARY.get(name) or COMPARE[name]
    a = np.array([[1, 2, 3], [4, 5, 6]], dtype)
    number = np.asarray(scalar).astype(dtype)
    for left in (False, True):
        x = nd.array(a, dtype=dtype)
        y = function(scalar, x) if left else function(x, scalar)
        expected = as_in_c(name, number, a, dtype) if left else as_in_c(name, a, number, dtype)
        assert type(y) is nd.NDArray and y.asnumpy().dtype == dtype
        assert np.allclose(y.asnumpy(), expected, rtol=2e-3), (left, y)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers_cut_floats_and_wrap(dtype):
    x = nd.array([1, 2, 3], dtype=dtype)
    assert (x + 1.9).asnumpy().tolist() == [2, 3, 4]
    assert (x * 1.5).asnumpy().tolist() == [1, 2, 3]
    assert (x / 2).asnumpy().tolist() == [0, 1, 1]
    assert (x - 4 + 4).asnumpy().tolist() == [1, 2, 3]
    assert (x + int(np.iinfo(dtype).max)).asnumpy()[0] == np.iinfo(dtype).min


def test_integers_do_not_pass_through_a_float():
    x = nd.array([2**53], dtype="int64")
    assert (x + 1).asnumpy()[0] == 2**53 + 1 and (1 + x).asnumpy()[0] == 2**53 + 1
    x += 1
    assert x.asnumpy()[0] == 2**53 + 1


def test_signs_of_remainders_and_quotients():
    a, b = [-7, 7, -7, 7], [3, 3, -3, -3]
    for dtype in ("int32", "float32"):
        x, y = nd.array(a, dtype=dtype), nd.array(b, dtype=dtype)
        assert (x % y).asnumpy().tolist() == [2, 1, -1, -2]
    x, y = nd.array(a, dtype="int32"), nd.array(b, dtype="int32")
    assert (x / y).asnumpy().tolist() == [-2, 2, 2, -2]
    assert (nd.array(a) // nd.array(b)).asnumpy().tolist() == [-3, 2, 2, -3]


def test_division_by_zero_is_an_answer():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x = nd.array([1.0, 0.0, -1.0]) / 0
        assert x.asnumpy()[0] == np.inf and np.isnan(x.asnumpy()[1]) and x.asnumpy()[2] == -np.inf
        assert (nd.array([5], dtype="int32") / 0).asnumpy().tolist() == [0]
        x = nd.array([1.0])
        x /= 0
        assert x.asnumpy()[0] == np.inf


PROMOTED = [
    ("float32", "float64", "float64"), ("float16", "float32", "float32"),
    ("float32", "int64", "float32"), ("float16", "int32", "float16"),
    ("int32", "float32", "float32"), ("int32", "int64", "int64"), ("uint8", "int8", "int16"),
    ("bool", "int32", "int32"), ("bool", "float32", "float32"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "result"), [p for p in PROMOTED if p[2] != "int16"])
def test_mixed_dtypes_promote(left, right, result):
    # MXNet refuses them
    for a, b in ((left, right), (right, left)):
        y = nd.array([1, 1], dtype=a) + nd.array([0, 1], dtype=b)
        assert y.asnumpy().dtype == result and y.asnumpy().tolist() == [1, 2]


def test_the_gradient_of_a_promoted_operand_has_its_own_dtype():
    x, w = nd.array([1.0, 2.0], dtype="float16"), nd.array([3.0, 4.0], dtype="float64")
    x.attach_grad()
    w.attach_grad()
    with autograd.record():
        y = x * w
    y.backward()
    assert y.dtype is np.float64 and x.grad.dtype is np.float16 and w.grad.dtype is np.float64
    assert x.grad.asnumpy().tolist() == [3, 4]


def test_truth_values_count_as_integers_beside_numbers():
    # as in MXNet: bool beside a number is int64, and what is cut off the number is cut off
    x = nd.array([1, 0, 1], dtype="bool")
    for made, expected in (
        (x + 2, [3, 2, 3]), (2 - x, [1, 2, 1]), (x * 1.5, [1, 0, 1]), (x == 1, [1, 0, 1]),
        (x < 2, [1, 1, 1]), (np.float64(2) * x, [2, 0, 2]),
    ):  # fmt: skip
        assert made.dtype is np.int64 and made.asnumpy().tolist() == expected
    assert (x == x).dtype is np.bool_


# -- the other side ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", BINARY)
def test_numpy_arrays_on_either_side(name):
    a, b = np.array([1.5, 2.0, 3.0]), np.array([2.0, 2.0, 4.0])
    function = BINARY[name]
    for y in (function(a, nd.array(b)), function(nd.array(a), b)):
        assert type(y) is nd.NDArray and y.dtype is np.float32
        assert np.allclose(y.asnumpy(), function(a, b))
    assert function(np.ones((2, 3)), nd.array(b)).shape == (2, 3)


def test_numpy_arrays_are_constants_to_the_gradient():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = np.array([3.0, 4.0]) * x + x / np.array([2.0, 4.0]) - np.float64(2) ** x
    y.backward()
    expected = np.array([3.5, 4.25]) - np.log(2) * 2 ** np.array([1, 2])
    assert np.allclose(x.grad.asnumpy(), expected)


@pytest.mark.parametrize("name", [*BINARY, "<", ">="])
@pytest.mark.parametrize("other", [None, "a", [1, 2], (1, 2), {}, object()])
def test_what_has_no_arithmetic(name, other):
    function = BINARY.get(name) or COMPARE[name]
    for a, b in ((nd.ones(2), other), (other, nd.ones(2))):
        if name == "%" and a == "a":
            continue  # formatting
        with pytest.raises(TypeError):
            function(a, b)


def test_comparisons_with_what_is_no_number():
    assert (nd.ones(2) == None) is False and (nd.ones(2) != "a") is True  # noqa: E711


def test_shapes_that_do_not_broadcast():
    for function in (*BINARY.values(), *COMPARE.values()):
        with pytest.raises(ValueError, match=r"(?s)broadcast.*\(2, 3\).*\(3, 2\)") as caught:
            function(nd.ones((2, 3)), nd.ones((3, 2)))
        assert isinstance(caught.value, MXNetError)


def test_operators_that_have_other_names():
    a, b = nd.array([[1.0, 2.0], [3.0, 4.0]]), nd.array([[1.0], [1.0]])
    assert (a @ b).asnumpy().tolist() == [[3], [7]]
    assert (np.ones((1, 2)) @ a).asnumpy().tolist() == [[4, 6]]
    assert (-a).asnumpy().tolist() == [[-1, -2], [-3, -4]] and +a is a
    assert abs(nd.array([-1, 2])).asnumpy().tolist() == [1, 2]
    assert pow(nd.array([2.0]), 3).asscalar() == 8
    assert (~(a > 2)).asnumpy().tolist() == [[1, 1], [0, 0]]
    with pytest.raises(TypeError):
        a @ 2


def test_functions_of_numbers_alone_give_numbers():
    assert nd.add(3, 4) == 7 and type(nd.add(3, 4)) is int
    assert nd.divide(7, 2) == 3.5 and nd.maximum(2, 3.5) == 3.5 and nd.power(2, 3) == 8
    assert nd.equal(1, 1) == 1 and nd.subtract(1.5, 1) == 0.5


# -- in place ---------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", IN_PLACE)
@pytest.mark.parametrize("other", [2, 1.5, np.float64(2), "row", "same", "itself", "numpy"])
def test_in_place_gives_what_the_operator_gives(name, dtype, other):
    values = nd.array([[1, 2, 3], [4, 5, 6]], dtype=dtype)
    x = values.copy()
    y = {"row": nd.array([3, 2, 1], dtype=dtype), "same": values[::-1], "itself": x,
         "numpy": np.array([[1], [2]], dtype)}.get(other, other)  # fmt: skip
    expected = BINARY[name[0]](values, values if other == "itself" else y)
    same, view = x, x.reshape((6,))
    x = IN_PLACE[name](x, y)
    assert x is same and x.asnumpy().dtype == dtype
    assert np.array_equal(x.asnumpy(), expected.astype(dtype).asnumpy())
    assert np.array_equal(view.asnumpy(), x.asnumpy().ravel())


def test_power_in_place_makes_a_new_array():
    # MXNet has no **= of its own, so it may be used while recording
    x = nd.array([2.0])
    x.attach_grad()
    with autograd.record():
        y = x * 1
        before = y
        y **= 3
    y.backward()
    assert before is not y and x.grad.asscalar() == 12


def test_parts_of_one_array():
    x = nd.array(np.arange(300_000))
    x[1:] += x[:-1]
    expected = np.arange(300_000, dtype="float32")
    expected[1:] = expected[1:] + np.arange(299_999, dtype="float32")
    assert np.array_equal(x.asnumpy(), expected)
    x[:] = 1
    x += x
    x *= x[0]
    assert (x.asnumpy() == 4).all()


def test_wider_floats_are_cast_into_the_array():
    x = nd.array([1.0, 2.0], dtype="float16")
    x += nd.array([0.5, 1e6], dtype="float64")
    assert x.dtype is np.float16 and x.asnumpy().tolist() == [1.5, np.inf]
    x = nd.array([1.0], dtype="float32")
    x += nd.array([2], dtype="int64")
    assert x.asnumpy().tolist() == [3]


def test_in_place_refuses_what_the_array_cannot_hold():
    for left, right in (("int32", nd.array([0.5])), ("bool", 1), ("bool", nd.array([1])),
                        ("int64", np.array([0.5]))):  # fmt: skip
        x = nd.array([1], dtype=left)
        with pytest.raises(TypeError, match="cannot hold") as caught:
            x += right
        assert isinstance(caught.value, MXNetError) and x.asnumpy().tolist() == [1]


def test_in_place_refuses_a_larger_result():
    for name in IN_PLACE.values():
        x = nd.ones(3)
        with pytest.raises(ValueError):
            name(x, nd.ones((2, 3)))
        with pytest.raises(ValueError):
            name(x, nd.ones(4))
        assert x.asnumpy().tolist() == [1, 1, 1]
    with pytest.raises(TypeError):
        x += "a"


def test_in_place_on_what_is_recorded_is_refused():
    x = nd.ones(2)
    x.attach_grad()
    for name in IN_PLACE.values():
        with autograd.record():
            y = x * 2
            with pytest.raises(MXNetError, match="Inplace operations"):
                name(y, 1)
            z = nd.ones(2)
            with pytest.raises(MXNetError, match="Inplace operations"):
                name(z, y)
            assert z.asnumpy().tolist() == [1, 1]
            name(z, 2)  # nothing has recorded z


def test_floating_point_flags_do_not_interrupt_a_write():
    with np.errstate(all="raise"):
        x = nd.array([[1.0, 0.0], [2.0, 3.0]])
        x /= nd.array([0.0, 1.0])
        y = nd.array([1.0, 60000.0], dtype="float16")
        y *= 2
    assert x.asnumpy().tolist() == [[np.inf, 0], [np.inf, 3]]
    assert y.asnumpy().tolist() == [2, np.inf]


def test_in_place_takes_no_memory_for_the_result():
    import tracemalloc

    x, y = nd.zeros(1_000_000), nd.ones(1_000_000)
    x += y
    tracemalloc.start()
    x += y
    x *= 2
    x -= 0.5
    x /= y
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000 and (x.asnumpy() == 3.5).all()


HELD = [  # a number, and what int32 makes of it
    (2**31, -(2**31)),
    (2**40 + 7, 7),
    (2**1100 + 5, 5),
    (-(2**70) - 1, -1),
    (1e10, 1410065408),
    (float("inf"), -(2**31)),
    (float("-inf"), -(2**31)),
    (float("nan"), -(2**31)),
    (np.float32("inf"), -(2**31)),
]


@pytest.mark.parametrize("number, value", HELD, ids=lambda v: f"{v!r:.12}")
def test_numbers_that_an_integer_array_does_not_hold(number, value):
    zeros = nd.zeros(2, dtype="int32")
    written, added = zeros.copy(), zeros.copy()
    written[0] = number
    added += number
    for found in (zeros + number, number - zeros, nd.maximum(zeros + value, number), written, added,
                  nd.full(2, number, dtype="int32")):  # fmt: skip
        assert found.dtype == np.int32 and found.asnumpy()[0] == value
    assert not (zeros + value == number).asnumpy().any()  # what wrapped is another number


def test_an_integer_beyond_every_float_is_refused():
    x = nd.ones(2)
    for wrong in (
        lambda: x * 2**1100,
        lambda: x.__setitem__(0, 2**1100),
        lambda: nd.full(2, 2**1100),
        lambda: nd.array([2**1100]),
        lambda: nd.array([2**70], dtype="int64"),
    ):
        with pytest.raises(MXNetError, match="too large"):
            wrong()
    assert x.asnumpy().tolist() == [1, 1]
