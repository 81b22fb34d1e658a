"""``repr`` and ``str``: exactly what MXNet 1.9.1 printed, recorded below."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd

#: expression, what MXNet printed
PRINTED = [
    ("nd.array([1, 2, 3])", "\n[1. 2. 3.]\n<NDArray 3 @cpu(0)>"),
    ("nd.array([[1.5, -2], [3, 4]])", "\n[[ 1.5 -2. ]\n [ 3.   4. ]]\n<NDArray 2x2 @cpu(0)>"),
    ("nd.array(5)", "\n5.0\n<NDArray  @cpu(0)>"),
    ('nd.array([7], dtype="int32")', "\n[7]\n<NDArray 1 @cpu(0)>"),
    (
        "nd.zeros((2, 3, 4))",
        "\n"
        "[[[0. 0. 0. 0.]\n"
        "  [0. 0. 0. 0.]\n"
        "  [0. 0. 0. 0.]]\n"
        "\n"
        " [[0. 0. 0. 0.]\n"
        "  [0. 0. 0. 0.]\n"
        "  [0. 0. 0. 0.]]]\n"
        "<NDArray 2x3x4 @cpu(0)>",
    ),
    ("nd.zeros((1, 1, 1, 2))", "\n[[[[0. 0.]]]]\n<NDArray 1x1x1x2 @cpu(0)>"),
    ('nd.array([True, False], dtype="bool")', "\n[ True False]\n<NDArray 2 @cpu(0)>"),
    ('nd.array([[1, 2]], dtype="uint8")', "\n[[1 2]]\n<NDArray 1x2 @cpu(0)>"),
    ('nd.array([[1, -2]], dtype="int64")', "\n[[ 1 -2]]\n<NDArray 1x2 @cpu(0)>"),
    ("nd.array([0.1, 1 / 3])", "\n[0.1        0.33333334]\n<NDArray 2 @cpu(0)>"),
    ('nd.array([0.1, 1 / 3], dtype="float64")', "\n[0.1        0.33333333]\n<NDArray 2 @cpu(0)>"),
    ('nd.array([0.1, 1 / 3], dtype="float16")', "\n[0.1    0.3333]\n<NDArray 2 @cpu(0)>"),
    ("nd.array([1e-10, 1, 1e10])", "\n[1.e-10 1.e+00 1.e+10]\n<NDArray 3 @cpu(0)>"),
    ("nd.array([1e-3, 1e5])", "\n[1.e-03 1.e+05]\n<NDArray 2 @cpu(0)>"),
    ("nd.array([np.nan, np.inf, -np.inf, -0.0])", "\n[ nan  inf -inf  -0.]\n<NDArray 4 @cpu(0)>"),
    ("nd.array([])", "\n[]\n<NDArray 0 @cpu(0)>"),
    ("nd.ones((2,), ctx=mx.cpu(1))", "\n[1. 1.]\n<NDArray 2 @cpu(1)>"),
    ("nd.ones((2,), ctx=mx.cpu_pinned(0))", "\n[1. 1.]\n<NDArray 2 @cpu_pinned(0)>"),
    (
        "nd.ones((1000, 1000))",
        "\n"
        "[[1. 1. 1. ... 1. 1. 1.]\n"
        " [1. 1. 1. ... 1. 1. 1.]\n"
        " [1. 1. 1. ... 1. 1. 1.]\n"
        " ...\n"
        " [1. 1. 1. ... 1. 1. 1.]\n"
        " [1. 1. 1. ... 1. 1. 1.]\n"
        " [1. 1. 1. ... 1. 1. 1.]]\n"
        "<NDArray 1000x1000 @cpu(0)>",
    ),
    ("nd.arange(1001)", "\n[   0.    1.    2. ...  998.  999. 1000.]\n<NDArray 1001 @cpu(0)>"),
    (
        "nd.arange(30).reshape((2, 15))",
        "\n"
        "[[ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14.]\n"
        " [15. 16. 17. 18. 19. 20. 21. 22. 23. 24. 25. 26. 27. 28. 29.]]\n"
        "<NDArray 2x15 @cpu(0)>",
    ),
    (
        "nd.array([[1.123456789, 123456.789]])",
        "\n[[1.1234568e+00 1.2345679e+05]]\n<NDArray 1x2 @cpu(0)>",
    ),
    ("nd.array([16777216, 3])", "\n[1.6777216e+07 3.0000000e+00]\n<NDArray 2 @cpu(0)>"),
    ("nd.ones((2, 3))[1]", "\n[1. 1. 1.]\n<NDArray 3 @cpu(0)>"),
    ("nd.ones((2, 3)).sum()", "\n[6.]\n<NDArray 1 @cpu(0)>"),
    ("[nd.ones(1), nd.zeros(1)]", "[\n[1.]\n<NDArray 1 @cpu(0)>, \n[0.]\n<NDArray 1 @cpu(0)>]"),
    ('{"a": nd.ones(1)}', "{'a': \n[1.]\n<NDArray 1 @cpu(0)>}"),
    (
        "nd.split(nd.ones((2, 2)), 2)",
        "[\n[[1.]\n [1.]]\n<NDArray 2x1 @cpu(0)>, \n[[1.]\n [1.]]\n<NDArray 2x1 @cpu(0)>]",
    ),
]


@pytest.mark.parametrize(("expression", "printed"), PRINTED, ids=[e for e, _ in PRINTED])
def test_repr(expression, printed):
    value = eval(expression, {"nd": nd, "np": np, "mx": mx})
    assert repr(value) == str(value) == printed


def test_format():
    x = nd.array([1.5])
    assert f"{x}" == "%s" % x == "{}".format(x) == "\n[1.5]\n<NDArray 1 @cpu(0)>"  # noqa: UP032
    assert f"{x:.3f}" == "1.500" and f"{x.asscalar():.1e}" == "1.5e+00"
    assert f"{nd.array([7], dtype='int32'):04d}" == "0007"
    assert f"{nd.ones(2):>30}".startswith(" ") or "NDArray" in f"{nd.ones(2):>30}"
    assert "%d %.2f" % (x, x) == "1 1.50"
    with pytest.raises((TypeError, ValueError)):
        f"{nd.ones(2):.3f}"


def test_numpys_print_options_apply():
    with np.printoptions(precision=2, suppress=True):
        assert str(nd.array([1 / 3])) == "\n[0.33]\n<NDArray 1 @cpu(0)>"


def test_printing_a_large_array_is_cheap():
    x = nd.zeros((10_000, 1000))
    assert len(repr(x)) < 400


def test_recorded_arrays_print_the_same():
    x = nd.ones(1)
    x.attach_grad()
    with mx.autograd.record():
        assert repr(x * 2) == "\n[2.]\n<NDArray 1 @cpu(0)>"
