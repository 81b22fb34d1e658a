"""Where MXNet 1.9.1 is silently wrong, crashes, or refuses a right program: pinned, one by one."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.base import MXNetError
from ndgrad.test_utils import check_gradients

RNG = np.random.default_rng(5)


def gradient(f, *arrays, train_mode=True):
    """The gradients of the sum of f at float64 arrays."""
    xs = [nd.array(a, dtype="float64") for a in arrays]
    for x in xs:
        x.attach_grad()
    with autograd.record(train_mode=train_mode):
        y = f(*xs)
    y.backward()
    found = [x.grad.asnumpy() for x in xs]
    return found[0] if len(found) == 1 else found


# -- derivatives ---------------------------------------------------------------------------------


def test_prod_with_zeros():
    assert gradient(nd.prod, [0.0, 2.0, 3.0]).tolist() == [6.0, 0.0, 0.0]
    assert gradient(nd.prod, [0.0, 2.0, 0.0]).tolist() == [0.0, 0.0, 0.0]
    check_gradients(nd.prod, np.array([0.0, 2.0, 3.0]), order=2)


def test_norm_at_zero():
    assert gradient(nd.norm, [0.0, 0.0]).tolist() == [0.0, 0.0]
    assert gradient(lambda x: nd.norm(x, ord=1), [0.0, 2.0]).tolist() == [0.0, 1.0]
    rows = gradient(lambda x: nd.norm(x, axis=1), [[0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_allclose(rows, [[0.0, 0.0], [0.6, 0.8]])


def test_selu():
    slope = gradient(lambda x: nd.LeakyReLU(x, act_type="selu"), [-0.7, 0.5])
    np.testing.assert_allclose(slope, [0.8730, 1.0507], atol=1e-4)
    check_gradients(lambda x: nd.LeakyReLU(x, act_type="selu"), np.array([-0.7, 0.5]), order=2)


def test_rrelu_predicts_with_the_mean_slope():
    x = nd.array([-1.0, 2.0])
    y = nd.LeakyReLU(x, act_type="rrelu", lower_bound=0.1, upper_bound=0.3)
    np.testing.assert_allclose(y.asnumpy(), [-0.2, 2.0], rtol=1e-6)


@pytest.mark.parametrize("name", ["arcsinh", "arccosh"])
def test_second_derivatives_of_inverse_hyperbolic_functions(name):
    check_gradients(getattr(nd, name), np.array([1.5, 2.0, 3.0]), order=3)


def test_second_derivative_through_fully_connected():
    x, w, b = RNG.normal(size=(2, 3)), RNG.normal(size=(4, 3)), RNG.normal(size=4)
    check_gradients(
        lambda x, w, b: nd.tanh(nd.FullyConnected(x, w, b, num_hidden=4)), x, w, b, order=2
    )


def test_batch_norm_predicting_inside_record():
    """With the running statistics the layer is affine: gamma / sqrt(var + eps)."""
    x, gamma, beta = RNG.normal(size=(4, 3)), RNG.uniform(0.5, 1.5, 3), RNG.normal(size=3)
    mean, var = nd.array(RNG.normal(size=3)), nd.array(RNG.uniform(0.5, 2, 3))

    def f(x):
        g, b = (nd.array(v, dtype="float64") for v in (gamma, beta))
        m, v = mean.astype("float64"), var.astype("float64")
        return nd.BatchNorm(x, g, b, m, v, fix_gamma=False, eps=1e-3)

    want = np.broadcast_to(gamma / np.sqrt(var.asnumpy() + 1e-3), x.shape)
    np.testing.assert_allclose(gradient(f, x, train_mode=False), want, rtol=1e-6)


def test_max_pooling_gradient_when_predicting():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    got = gradient(
        lambda x: nd.Pooling(x, kernel=(2, 2), stride=(2, 2), pool_type="max"), x, train_mode=False
    )
    want = np.zeros((4, 4))
    want[1::2, 1::2] = 1
    assert got[0, 0].tolist() == want.tolist()


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_sort_is_differentiable_on_every_axis(axis):
    check_gradients(lambda x: nd.sort(x, axis=axis) ** 2, RNG.normal(size=(3, 4)), order=2)


def test_arccosh_outside_its_domain():
    """MXNet gives finite slopes where the value itself is NaN."""
    assert np.isnan(gradient(nd.arccosh, [-2.0, 0.5])).all()


def test_prod_with_infinities():
    """The product of the others; MXNet divides the product by the element: inf / inf."""
    assert gradient(nd.prod, [np.inf, 2.0, 3.0]).tolist() == [6.0, np.inf, np.inf]
    assert gradient(nd.nanprod, [-np.inf, 2.0, 3.0]).tolist() == [6.0, -np.inf, -np.inf]


def test_powers_of_zero_by_their_exponent():
    """0 ** e is 0 for e > 0 (MXNet: 0 * log 0 = NaN), and infinite for e < 0."""
    assert gradient(lambda e: nd.zeros(3, dtype="float64") ** e, [1.4, 0.0, -2.0]).tolist() == [
        0.0,
        0.0,
        -np.inf,
    ]


def test_make_loss_normalized_by_the_batch():
    """By the length of the first axis; MXNet takes all axes but the last for the batch."""
    x = np.ones((2, 5, 4))
    slope = gradient(lambda x: nd.MakeLoss(x, normalization="batch"), x)
    assert np.array_equal(slope, x / 2)


def test_box_nms_converting_the_boxes():
    """The derivative of the change from corners to centres is part of it; not in MXNet."""
    box = np.array([[1.0, 0.9, 0.1, 0.2, 0.5, 0.8]])

    def width(x):
        y = nd.contrib.box_nms(x, in_format="corner", out_format="center")
        return nd.slice_axis(y, axis=1, begin=4, end=5)

    assert gradient(width, box).tolist() == [[0.0, 0.0, -1.0, 0.0, 1.0, 0.0]]


# -- values --------------------------------------------------------------------------------------


def test_pooling_window_outside_the_input():
    x = nd.ones((1, 1, 2, 2))
    y = nd.Pooling(x, kernel=(1, 1), pad=(1, 1), pool_type="max").asnumpy()[0, 0]
    assert y[0, 0] == -np.inf and y[1, 1] == 1
    y = nd.Pooling(x, kernel=(1, 1), pad=(1, 1), pool_type="avg").asnumpy()[0, 0]
    assert y[0, 0] == 0 and y[1, 1] == 1


def test_nansum_with_infinities():
    assert nd.nansum(nd.array([np.inf, 1.0, np.nan])).asscalar() == np.inf  # MXNet: NaN
    assert np.isnan(nd.nansum(nd.array([np.inf, -np.inf])).asscalar())


def test_norm_of_integers():
    """The root of the sum of the squares, cut to an integer; MXNet: 6."""
    assert nd.norm(nd.array([0, 5, 6, 1, 2], dtype="uint8")).asscalar() == 8


def test_softmax_of_nan_and_infinity():
    """MXNet spoils the one element only, and its rows no longer have a sum."""
    assert np.isnan(nd.softmax(nd.array([1.0, np.nan, 2.0])).asnumpy()).all()
    assert np.isnan(nd.softmax(nd.array([1.0, np.inf, 2.0])).asnumpy()).all()
    y = nd.softmax(nd.array([1.0, -np.inf, 1.0])).asnumpy()
    assert y.tolist() == [0.5, 0.0, 0.5]


def test_arange_in_float16_from_a_fraction():
    """MXNet cuts the start and the step to integers."""
    y = nd.arange(0.5, 3, step=0.5, dtype="float16")
    assert y.asnumpy().tolist() == [0.5, 1.0, 1.5, 2.0, 2.5]


def test_integers_are_finite():
    """MXNet reads them as floats of another size."""
    x = nd.array([0, 255, 7, 128], dtype="uint8")
    assert nd.contrib.isfinite(x).asnumpy().tolist() == [1, 1, 1, 1]
    assert nd.contrib.isnan(x).asnumpy().tolist() == [0, 0, 0, 0]


def test_clip_of_integers_beyond_the_dtype():
    """Such a bound bounds nothing; MXNet casts it, and 300 becomes 44 in int8."""
    x = nd.array([0, 4, 200, 255], dtype="uint8")
    assert nd.clip(x, -1.5, 0.75).asnumpy().tolist() == [0, 0, 0, 0]
    assert nd.clip(x, -1, 300).asnumpy().tolist() == [0, 4, 200, 255]
    x = nd.array([0, 100, -100], dtype="int8")
    assert nd.clip(x, -1.5, 300).asnumpy().tolist() == [0, 100, -1]
    assert nd.clip(x, -np.inf, np.inf).asnumpy().tolist() == [0, 100, -100]


def test_nag_reads_the_weight_before_it_is_written():
    """MXNet's momentum takes the new weight where ``out`` is the weight, the old one elsewhere."""
    for in_place in (False, True):
        w, g, m = nd.array([2.0]), nd.array([1.0]), nd.array([3.0])
        out = w if in_place else nd.zeros(1)
        nd.nag_mom_update(w, g, m, lr=0.1, momentum=0.9, wd=0.1, out=out)
        np.testing.assert_allclose([out.asscalar(), m.asscalar()], [4.202, 2.58], rtol=1e-6)


@pytest.mark.parametrize(("name", "axis"), [("flip_left_right", 1), ("flip_top_bottom", 0)])
def test_image_flips_of_odd_sizes(name, axis):
    flip = getattr(nd.image, name)
    x = RNG.normal(size=(3, 5, 2))
    got = flip(nd.array(x, dtype="float64")).asnumpy()
    assert np.array_equal(got, np.flip(x, axis))
    weights = nd.array(RNG.normal(size=x.shape), dtype="float64")
    slope = gradient(lambda x: flip(x) * weights, x)
    assert np.array_equal(slope, np.flip(weights.asnumpy(), axis))


def test_deconvolution_in_float64_with_stride_and_dilation():
    x, w = RNG.normal(size=(1, 2, 4, 4)), RNG.normal(size=(2, 3, 3, 3))
    kwargs = {"kernel": (3, 3), "stride": (2, 2), "dilate": (2, 2), "num_filter": 3}
    wide, narrow = (
        nd.Deconvolution(nd.array(x, dtype=t), nd.array(w, dtype=t), **kwargs).asnumpy()
        for t in ("float64", "float32")
    )
    want = np.zeros((1, 3, 11, 11))
    for i in range(4):
        for j in range(4):
            for p in range(3):
                for q in range(3):
                    want[0, :, 2 * i + 2 * p, 2 * j + 2 * q] += x[0, :, i, j] @ w[:, :, p, q]
    np.testing.assert_allclose(wide, want, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(narrow, want, rtol=1e-4, atol=1e-5)


def test_softmax_activation_of_more_than_two_axes():
    """mode='instance' normalizes over everything but the batch."""
    x = RNG.normal(size=(2, 3, 4))
    y = nd.SoftmaxActivation(nd.array(x, dtype="float64"), mode="instance").asnumpy()
    np.testing.assert_allclose(y.reshape(2, -1).sum(axis=1), [1, 1], rtol=1e-12)


def test_softmax_output_multiplies_by_the_head_gradient():
    x, label = nd.array([[0.1, 0.2, 0.3]]), nd.array([1])
    x.attach_grad()
    with autograd.record():
        y = nd.SoftmaxOutput(x, label, out_grad=True)
    y.backward(nd.array([[1.0, 2.0, 3.0]]))
    want = (y.asnumpy() - [[0, 1, 0]]) * [[1, 2, 3]]
    np.testing.assert_allclose(x.grad.asnumpy(), want, rtol=1e-6)


# -- memory --------------------------------------------------------------------------------------


def test_reshape_to_another_size_is_refused():
    with pytest.raises(MXNetError):
        nd.reshape(nd.ones((2, 3)), shape=(4, 2))
    with pytest.raises(ValueError):
        nd.ones((2, 3)).reshape((4, 2))


def test_unravel_index_of_two_axes():
    index = nd.array([[0, 5], [7, 11]])
    got = nd.unravel_index(index, shape=(3, 4)).asnumpy()
    assert np.array_equal(got, np.unravel_index(index.asnumpy().astype(int), (3, 4)))


def test_roi_align_ignores_batch_minus_one():
    rois = nd.array([[-1, 0, 0, 2, 2], [0, 0, 0, 2, 2]])
    y = nd.contrib.ROIAlign(nd.ones((1, 1, 4, 4)), rois, pooled_size=(2, 2), spatial_scale=1.0)
    assert y.asnumpy()[0].tolist() == [[[0, 0], [0, 0]]]
    assert np.all(y.asnumpy()[1] == 1)


@pytest.mark.parametrize("scale", [0.0, np.inf, np.nan])
def test_adamw_skips_the_step_for_a_useless_scale(scale):
    w, g, m, v = nd.ones(3), nd.ones(3), nd.zeros(3), nd.zeros(3)
    y = nd.contrib.adamw_update(w, g, m, v, nd.array([scale]), lr=0.1, eta=1.0, out=w)
    assert y.asnumpy().tolist() == [1, 1, 1] and m.asnumpy().tolist() == [0, 0, 0]


def test_negative_advanced_indices():
    x = nd.zeros((3, 2))
    x[nd.array([-1, 0], dtype="int32")] = 5
    assert x.asnumpy().tolist() == [[5, 5], [0, 0], [5, 5]]
    assert gradient(lambda x: x[[-1, -1]], np.ones((3, 2))).tolist() == [[0, 0], [0, 0], [2, 2]]


def test_sequence_last_with_defaults():
    got = gradient(nd.SequenceLast, np.ones((3, 2, 2)))
    assert got.tolist() == [[[0, 0], [0, 0]], [[0, 0], [0, 0]], [[1, 1], [1, 1]]]


def test_integer_division_by_zero():
    x = nd.array([6, 7], dtype="int32")
    y = (x / nd.array([0, 2], dtype="int32")).asnumpy()
    assert y.dtype == np.int32 and y[1] == 3
    assert (x % 0).dtype == np.int32


# -- recurrent layers ----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["rnn_tanh", "lstm", "gru"])
@pytest.mark.parametrize("ways", [1, 2])
def test_rnn_honours_sequence_lengths(mode, ways):
    """Each sample as if run alone: zeros after its end, states at its end."""
    steps, batch, width, hidden = 4, 3, 2, 3
    gates = {"rnn_tanh": 1, "lstm": 4, "gru": 3}[mode]
    size = ways * gates * hidden * (width + hidden + 2)
    data, parameters = RNG.normal(size=(steps, batch, width)), RNG.normal(size=size)
    count = 2 if mode == "lstm" else 1

    def run(x, lengths=None):
        states = [nd.zeros((ways, x.shape[1], hidden), dtype="float64")] * count
        given = [nd.array(v, dtype="float64") for v in (x, parameters)] + states
        kwargs = {} if lengths is None else {"sequence_length": nd.array(lengths)}
        return nd.RNN(
            *given, state_size=hidden, num_layers=1, mode=mode, bidirectional=ways == 2,
            state_outputs=True, use_sequence_length=lengths is not None, **kwargs,
        )  # fmt: skip

    lengths = [4, 2, 1]
    together = [y.asnumpy() for y in run(data, lengths)]
    for i, n in enumerate(lengths):
        alone = [y.asnumpy() for y in run(data[:n, i : i + 1])]
        np.testing.assert_allclose(together[0][:n, i], alone[0][:, 0], rtol=1e-10)
        assert not together[0][n:, i].any()
        for state, own in zip(together[1:], alone[1:], strict=True):
            np.testing.assert_allclose(state[:, i], own[:, 0], rtol=1e-10)


def test_lstm_clips_its_state():
    hidden = 2
    parameters = nd.ones((4 * hidden * (2 + hidden + 2),)) * 3
    states = [nd.zeros((1, 1, hidden)), nd.zeros((1, 1, hidden))]
    kwargs = {"state_size": hidden, "num_layers": 1, "mode": "lstm", "state_outputs": True}
    x = nd.ones((5, 1, 2))
    free = nd.RNN(x, parameters, *states, **kwargs)[2].asnumpy()
    held = nd.RNN(
        x, parameters, *states, lstm_state_clip_min=-0.5, lstm_state_clip_max=0.5, **kwargs
    )[2].asnumpy()
    assert free.max() > 1 and held.max() == 0.5


# -- dtypes --------------------------------------------------------------------------------------


def test_mixed_dtypes_promote():
    assert (nd.ones(2) + nd.ones(2, dtype="float64")).dtype == np.float64
    assert (nd.ones(2, dtype="int32") + nd.ones(2)).dtype == np.float32
    assert (nd.ones(2, dtype="float16") * nd.ones(2, dtype="int64")).dtype == np.float16
    assert (nd.ones(2, dtype="int32") * 1.5).dtype == np.int32
    x, y = nd.ones(2), nd.ones(2, dtype="float64")
    x.attach_grad()
    y.attach_grad()
    with autograd.record():
        z = x * y * 3
    z.backward()
    assert x.grad.dtype == np.float32 and y.grad.dtype == np.float64


@pytest.mark.parametrize("update", ["rmsprop_update", "rmspropalex_update"])
def test_updates_in_float64(update):
    count = {"rmsprop_update": 3, "rmspropalex_update": 5}[update]
    arrays = [nd.ones(3, dtype="float64") * (1 + i) for i in range(count)]
    wide = getattr(nd, update)(*[a.copy() for a in arrays], lr=0.1)
    narrow = getattr(nd, update)(*[a.astype("float32") for a in arrays], lr=0.1)
    assert wide.dtype == np.float64
    np.testing.assert_allclose(wide.asnumpy(), narrow.asnumpy(), rtol=1e-4)


def test_float16_where_mxnet_has_none():
    x = nd.array(RNG.normal(size=(2, 2, 4, 4)), dtype="float16")
    w = nd.array(RNG.normal(size=(3, 2, 3, 3)), dtype="float16")
    assert nd.dot(x[0, 0], x[0, 1]).dtype == np.float16
    assert nd.Convolution(x, w, kernel=(3, 3), num_filter=3, no_bias=True).dtype == np.float16
    assert nd.sort(x).dtype == np.float16
    assert nd.LRN(x, nsize=3).dtype == np.float16
    assert nd.InstanceNorm(x, nd.ones(2, dtype="float16"), nd.zeros(2, dtype="float16")).dtype == (
        np.float16
    )


# -- calls that are right ------------------------------------------------------------------------


def test_negative_axes():
    x = RNG.normal(size=(2, 3))
    a = nd.array(x, dtype="float64")
    assert np.array_equal(nd.flip(a, axis=-1).asnumpy(), x[:, ::-1])
    np.testing.assert_allclose(nd.cumsum(a, axis=-1).asnumpy(), np.cumsum(x, -1))
    lengths = nd.array([[1, 2], [3, 2]], dtype="int32")
    wide = nd.array(RNG.normal(size=(2, 2, 3)), dtype="float64")
    y = nd.softmax(wide, lengths, axis=-1, use_length=True).asnumpy()
    assert y[0, 0].tolist() == [1, 0, 0]


def test_zero_size_arrays():
    x = nd.zeros((0, 3))
    assert (x + 1).shape == (0, 3) and x.sum().asnumpy().tolist() == [0.0]
    assert nd.concat(x, nd.ones((2, 3)), dim=0).shape == (2, 3)
    assert nd.dot(nd.zeros((2, 0)), x).asnumpy().tolist() == [[0.0] * 3] * 2


def test_an_empty_batch_is_flattened():
    """The size that -1 stands for is that of a batch with samples; MXNet dies."""
    x = nd.zeros((0, 2, 3))
    assert x.reshape((0, -1)).shape == (0, 6)
    assert x.reshape((-1, 3)).shape == (0, 3)
    assert nd.reshape(nd.zeros((3, 0)), shape=(-1, 0)).shape == (3, 0)
    assert nd.reshape(x, shape=(-1, 0), reverse=True).shape == (0, 3)
    assert x.reshape((0, 0, -1)).shape == (0, 2, 3)


def test_unknown_keyword_names_operator_and_nearest_parameter():
    with pytest.raises(MXNetError) as caught:
        nd.sum(nd.ones(2), axsi=0)
    text = str(caught.value)
    assert "sum" in text and "'axis'" in text and len(text.splitlines()) == 1


def test_labels_out_of_range_in_losses():
    with pytest.raises(MXNetError):
        nd.softmax_cross_entropy(nd.ones((2, 3)), nd.array([0, 3]))
    with pytest.raises(MXNetError):
        nd.take(nd.ones((2, 3)), nd.array([2]), mode="raise")


def test_large_indices_are_exact_or_refused():
    assert mx.nd.arange(2**24, 2**24 + 2, dtype="int64").asnumpy().tolist() == [2**24, 2**24 + 1]
    assert nd.array([2**31 - 1], dtype="int64").asnumpy().tolist() == [2**31 - 1]


def test_positions_beyond_what_float32_counts():
    """Indices are float32 here: exact, or refused where they cannot be."""
    x = nd.zeros((2**24 + 2,))
    x[2**24 + 1] = 1
    for find in (nd.argmax, lambda x: nd.topk(x, k=1)):
        try:
            assert int(find(x).asscalar()) == 2**24 + 1
        except MXNetError as error:
            assert "exactly" in str(error)
    assert int(nd.topk(x, k=1, dtype="int64").asscalar()) == 2**24 + 1


def _free_bytes():
    try:
        with open("/proc/meminfo") as file:
            found = [line for line in file if line.startswith("MemAvailable")]
        return int(found[0].split()[1]) * 1024
    except (OSError, IndexError):
        return 0


@pytest.mark.skipif(_free_bytes() < 8e9, reason="needs 8 GB of free memory")
def test_more_than_two_to_the_31_elements():
    n = 2**31 + 3
    x = nd.zeros((n,), dtype="int8")
    x[-1] = 7
    assert x.size == n and int(x[-1].asscalar()) == 7
    assert x[2**31 :].asnumpy().tolist() == [0, 0, 7]
    assert int((x[-4:] + 1).sum().asscalar()) == 11
    assert int(nd.max(x).asscalar()) == 7
    assert int(nd.take(x, nd.array([n - 1], dtype="int64")).asscalar()) == 7
