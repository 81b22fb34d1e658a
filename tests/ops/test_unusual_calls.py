"""Calls that programs make rarely, with the answers of MXNet 1.9.1."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.base import MXNetError


def gradient(function, *values):
    x = nd.array(values)
    x.attach_grad()
    with autograd.record():
        y = function(x)
    y.backward()
    return x.grad.asnumpy().tolist()


def test_squeezing_along_no_axis_takes_none_away():
    assert nd.squeeze(nd.ones((1, 2, 1)), axis=()).shape == (1, 2, 1)
    assert nd.ones((3,)).squeeze(axis=()).shape == (3,)


@pytest.mark.parametrize("axis", [np.int64(0), np.int32(-2), (np.int64(0),), [0]])
def test_flipping_along_an_axis_of_numpy(axis):
    x = nd.array([[1, 2], [3, 4]])
    assert x.flip(axis=axis).asnumpy().tolist() == [[3, 4], [1, 2]]


ONE = nd.ones((1, 3, 1))


@pytest.mark.parametrize(
    ("call", "shape"),
    [
        (lambda n: nd.broadcast_like(ONE, nd.ones((2, 5, 2)), lhs_axes=n, rhs_axes=n), (1, 3, 2)),
        (lambda n: nd.broadcast_axis(ONE, axis=n, size=n), (1, 3, 2)),
        (lambda n: nd.broadcast_to(ONE[0, 0], shape=n), (2,)),
        (lambda n: nd.reshape(ONE, shape=n - 3), (3,)),
        (lambda n: nd.reshape(ONE, target_shape=n + 1), (3,)),
        (lambda n: nd.tile(ONE, reps=n), (1, 3, 2)),
        (lambda n: nd.sum(ONE, axis=n), (1, 3)),
    ],
)
@pytest.mark.parametrize("n", [2, np.int64(2), np.array([2])])
def test_one_number_stands_for_a_tuple(call, shape, n):
    ONE.attach_grad()
    with autograd.record():
        y = call(n)
    assert y.shape == shape
    y.backward()
    assert ONE.grad.sum().asscalar() == y.size


@pytest.mark.parametrize("make", [nd.zeros, nd.ones, nd.empty, lambda shape: nd.full(shape, 2)])
def test_a_shape_may_be_an_array_of_numpy(make):
    assert make(np.array([2, 3])).shape == (2, 3)
    assert make(np.array([2])).shape == (2,)


def test_axes_may_be_an_array_of_numpy():
    assert nd.ones((2, 3, 4)).sum(axis=np.array([0, 2])).shape == (3,)
    with pytest.raises(MXNetError, match=r"axis must be an integer, .*got 1\.5"):
        nd.ones((2, 3)).max(axis=1.5)


def test_values_of_one_hot_wrap_around_in_small_integers():
    assert nd.one_hot(nd.array([1]), 2, on_value=-1, dtype="uint8").asnumpy().tolist() == [[0, 255]]
    y = nd.one_hot(nd.array([1]), 2, on_value=1.5, off_value=300, dtype="int8")
    assert y.asnumpy().tolist() == [[44, 1]]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda x: nd.maximum(x, 1), [1, 0, 1]),
        (lambda x: nd.maximum(1, x), [1, 0, 1]),
        (lambda x: nd.minimum(x, 1), [1, 1, 0]),
        (lambda x: nd.minimum(1, x), [1, 1, 0]),
        (lambda x: np.maximum(1, x), [1, 0, 1]),
        (lambda x: nd.maximum(nd.ones(3), x), [0, 0, 1]),
        (lambda x: nd.minimum(nd.ones(3), x), [0, 1, 0]),
    ],
)
def test_an_array_has_the_derivative_where_it_equals_a_number(function, expected):
    assert gradient(function, 1, 0, 2) == expected


def test_bounds_given_as_text_may_be_infinite():
    assert gradient(lambda x: nd.clip(x, a_min="0", a_max="inf"), -1, 2) == [0, 1]
    assert nd.clip(nd.array([-1, 2]), a_min="-Inf", a_max="0").asnumpy().tolist() == [-1, 0]


def test_the_smooth_absolute_value_without_steepness_is_zero():
    assert nd.smooth_l1(nd.array([-2, 0, 3]), scalar=0).asnumpy().tolist() == [0, 0, 0]
    assert gradient(lambda x: nd.smooth_l1(x, scalar=0), -2, 0) == [0, 0]


def test_coefficients_keep_their_fractions_beside_integers():
    x = nd.array([3, 2, -1], dtype="int32")
    y = nd.contrib.quadratic(x, a=3, b=-0.3)
    assert y.dtype == np.int32
    assert y.asnumpy().tolist() == [26, 11, 3]


def test_scaling_by_the_root_of_a_length_keeps_integers():
    y = nd.contrib.div_sqrt_dim(nd.array([[8, 6, 4, 2]], dtype="int64"))
    assert y.dtype == np.int64
    assert y.asnumpy().tolist() == [[4, 3, 2, 1]]


def test_clipping_does_not_take_the_sign_of_a_gradient():
    y = nd.signsgd_update(nd.array([1, 2]), nd.array([0.1, -0.1]), lr=0.5, clip_gradient=0)
    assert y.asnumpy().tolist() == [0.5, 2.5]


def test_parameters_of_numpy_do_not_widen_learning_rates():
    ones = [nd.ones(2)] * 4
    y = nd.multi_lars(*ones, eta=0.1, eps=np.float64(1e-3), rescale_grad=np.float64(0.5))
    assert y.dtype == np.float32


def test_one_label_for_each_row_of_one():
    data = nd.array(np.arange(8).reshape(2, 1, 4))
    label = nd.array([1, 3])
    y = [nd.SoftmaxOutput(data, k) for k in (label, label.reshape((2, 1)))]
    assert (y[0] == y[1]).asnumpy().all()


@pytest.mark.parametrize("out", ["int32", "uint8", "bool"])
def test_fractions_are_not_cut_off_by_the_array_for_the_result(out):
    target = nd.ones(2).astype(out)
    with pytest.raises(MXNetError, match=f"out= of {out} cannot hold a result of float32") as error:
        nd.sqrt(nd.array([2, 3]), out=target)
    assert isinstance(error.value, TypeError)
    assert target.asnumpy().tolist() == [1, 1]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize(
    ("resample", "reached"),
    [
        (lambda x: nd.contrib.AdaptiveAvgPooling2D(x, output_size=2), [(0, 0)]),
        (lambda x: nd.contrib.BilinearResize2D(x, height=2, width=2), []),
        (
            lambda x: nd.contrib.BilinearResize2D(x, height=2, width=2, align_corners=False),
            [(0, 0)],
        ),
    ],
)
def test_what_is_not_finite_reaches_only_what_is_made_of_it(bad, resample, reached):
    x = nd.ones((1, 1, 4, 4))
    x[0, 0, 1, 1] = bad
    y = resample(x).asnumpy()[0, 0]
    expected = np.ones((2, 2))
    for place in reached:
        expected[place] = bad
    np.testing.assert_array_equal(y, expected)


def test_opposite_infinities_meet_in_nan():
    x = nd.array([[[[np.inf, -np.inf, 1, 1]]]])
    y = nd.contrib.AdaptiveAvgPooling2D(x, output_size=(1, 2))
    np.testing.assert_array_equal(y.asnumpy(), [[[[np.nan, 1]]]])


def test_running_statistics_may_be_variables():
    x, gamma, beta, mean, var = nd.array([[1, 2], [3, 6]]), *(nd.ones(2) for _ in range(4))
    for a in (x, gamma, beta, mean, var):
        a.attach_grad()
    with autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var, momentum=0.5, fix_gamma=False)
    y.backward()
    assert mean.asnumpy().tolist() == [1.5, 2.5]
    assert mean.grad.asnumpy().tolist() == [0, 0]
    assert beta.grad.asnumpy().tolist() == [2, 2]


def test_a_state_that_a_graph_needs_is_not_changed_unnoticed():
    weight, mom = nd.ones(2), nd.ones(2)
    mom.attach_grad()
    with autograd.record():
        y = mom * mom
        nd.sgd_mom_update(weight, weight, mom, lr=1, momentum=0.5)
    with pytest.raises(MXNetError, match="changed"):
        y.backward()


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int32", "int64"])
@pytest.mark.parametrize("number", [2**70, 1e300, float("inf"), -(2**70), float("-inf")])
def test_integers_are_compared_with_numbers_beyond_them(dtype, number):
    x = nd.array([0, 1, 100], dtype=dtype)
    large = number > 0
    answers = [
        (x < number, large), (x <= number, large), (x > number, not large), (number >= x, large),
        (x == number, False), (x != number, True), (nd.logical_xor(x + 1, number), False),
        (nd.logical_and(number, x + 1), True), (nd.logical_or(x, number), True),
    ]  # fmt: skip
    for answer, expected in answers:
        assert answer.dtype == np.dtype(dtype)
        assert answer.asnumpy().tolist() == [int(expected)] * 3


def test_small_integers_are_not_compared_with_what_wraps_round():
    pixels = nd.array([0, 44, 255], dtype="uint8")
    assert (pixels == 300).asnumpy().tolist() == [0, 0, 0]
    assert (pixels > -1).asnumpy().tolist() == [1, 1, 1]
    assert (pixels != float("nan")).asnumpy().tolist() == [1, 1, 1]
    assert (pixels == 44.5).asnumpy().tolist() == [0, 1, 0]  # within the range: MXNet's way


def test_flags_of_numpy():
    x = nd.ones((2, 3))
    assert nd.sum(x, keepdims=np.bool_(True)).shape == (1, 1)
    assert nd.argmax(x, axis=1, keepdims=np.bool_(True)).shape == (2, 1)


def test_bounds_of_numpy_do_not_widen_weights():
    one = nd.ones(1)
    bound = np.float64(0.5)
    y = nd.lamb_update_phase2(nd.ones(2), nd.ones(2), one, one, lr=1, upper_bound=bound)
    assert y.dtype == np.float32


def test_axes_that_are_no_tuple():
    with pytest.raises(MXNetError, match=r"axes must be a tuple, as in x.transpose\(\(1, 0\)\)"):
        nd.ones((2, 3)).transpose(1, 0)
    assert gradient(lambda x: nd.transpose(x, axes=-1), 1, 2) == [1, 1]
    assert gradient(lambda x: nd.transpose(x, axes=0), 1, 2) == [1, 1]


@pytest.mark.parametrize("number", [np.float64(0.5), np.float32(0.5), np.float16(0.5)])
def test_parameters_of_numpy_have_no_dtype(number):
    one = nd.ones((1, 2, 4))
    half = one.astype("float16")
    assert nd.contrib.box_decode(one, one, std0=number).dtype == np.float32
    assert nd.contrib.box_decode(half, half, std0=number).dtype == np.float16
    assert nd.smooth_l1(one, scalar=number).dtype == np.float32
    with autograd.record():
        one.attach_grad()
        y = nd.LeakyReLU(one, act_type="elu", slope=number)
    y.backward()
    assert y.dtype == one.grad.dtype == np.float32


def test_none_as_mxnet_writes_it():
    x = nd.ones((1, 1, 1, 1))
    calls = [
        nd.dot(x[0, 0], x[0, 0], forward_stype="None"),
        nd.batch_dot(x[0], x[0], forward_stype="None"),
        nd.Convolution(x, x, kernel=(1, 1), num_filter=1, no_bias=True, layout="None"),
        nd.Pooling(x, kernel=(1, 1), layout="None"),
        nd.norm(x, out_dtype="None", axis="None"),
        nd.cumsum(x, dtype="None", axis="None"),
        nd.softmax(x, dtype="None", temperature="None"),
    ]
    assert [y.asnumpy().item() for y in calls] == [1] * len(calls)
    assert nd.random.normal(shape=2, dtype="None").dtype == np.float32


def test_zeros_and_ones_like_an_array_in_another_dtype_or_context():
    x = nd.ones((2, 3), dtype="float64")
    for like, value in ((nd.zeros_like, 0), (nd.ones_like, 1)):
        assert like(x).dtype == np.float64
        y = like(x, dtype="int32", ctx=mx.cpu(1))
        assert y.dtype == np.int32 and y.shape == (2, 3) and y.context == mx.cpu(1)
        assert (y.asnumpy() == value).all()
        with pytest.raises(MXNetError):
            like(x, dtype="float23")
    assert gradient(lambda x: x * x.ones_like(dtype=np.float32), 1, 2) == [1, 1]


def test_stacking_arrays_that_differ_by_axes_of_length_1():
    row, column = nd.array([1, 2, 3]), nd.array([[4], [5], [6]])
    assert nd.stack(row, column).asnumpy().tolist() == [[1, 2, 3], [4, 5, 6]]
    assert nd.stack(column, row, axis=-1).shape == (3, 1, 2)
    for x in (row, column):
        x.attach_grad()
    with autograd.record():
        y = nd.stack(row, column, axis=1) * nd.array([[1, 10], [2, 20], [3, 30]])
    y.backward()
    assert row.grad.asnumpy().tolist() == [1, 2, 3]
    assert column.grad.asnumpy().tolist() == [[10], [20], [30]]
    for other in (nd.ones(4), nd.ones(2)):
        with pytest.raises(MXNetError, match="same shape"):
            nd.stack(row, other)
    with pytest.raises(MXNetError, match="same shape"):
        nd.stack(nd.ones((2, 3)), nd.ones((3, 2)))
