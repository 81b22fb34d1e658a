"""Convolution in all its ways through the kernels, against the definition.

The rows check values and derivatives of small cases; here the shapes are such that every way is
taken: one sample to a panel and many, ranges of rows, gathering with and without shifts or strips,
scattering, depthwise with rows of the same and of another length, several threads.
"""

import itertools
import math

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.ops import parallel, parts
from ndgrad.ops.convolution import maps, plan, scatter
from ndgrad.ops.convolution.geometry import convolution_geometry
from tests.ops.rows.convolution import correlate


def random_geometry(rng):
    """Shapes and parameters of a convolution that is possible."""
    count = int(rng.integers(1, 4))

    def sizes(low, high):
        return tuple(int(n) for n in rng.integers(low, high, count))

    kernel, dilate, pad = sizes(1, 5), sizes(1, 3), sizes(0, 3)
    stride = sizes(1, 4) if rng.random() < 0.5 else (1,) * count
    if rng.random() < 0.4:  # rows keep their length
        kernel = tuple(k | 1 for k in kernel)
        pad = tuple(d * (k - 1) // 2 for k, d in zip(kernel, dilate))
    least = [max(1, d * (k - 1) + 1 - 2 * p) for k, d, p in zip(kernel, dilate, pad)]
    size = tuple(int(rng.integers(n, n + {1: 60, 2: 14, 3: 6}[count])) for n in least)
    groups = int(rng.choice([1, 1, 1, 2, 3]))
    channels, filters = (int(n) * groups for n in rng.choice([1, 2, 5, 24], 2))
    if rng.random() < 0.3:
        groups = channels
        filters = channels * int(rng.integers(1, 3))
    batch = int(rng.integers(1, 6))
    weight = (filters, channels // groups, *kernel)
    data = (batch, channels, *size)
    g = convolution_geometry(
        data, weight, None, kernel, stride, dilate, pad, filters, groups, True, None
    )
    return data, weight, g


def defined(x, w, g):
    return correlate(x, w, g.out_size, g.stride, g.dilate, g.pad, g.groups)


def check_maps(x, w, g, rng):
    """Values, and both transposed maps by <y, A x> = <A' y, x>."""
    want = defined(x, w, g)
    bias = rng.standard_normal(g.filters)
    got = maps.output(x, w, bias, g)
    row = bias.reshape(-1, *[1] * len(g.kernel))
    np.testing.assert_allclose(got, want + row, rtol=1e-9, atol=1e-9)
    gy = rng.standard_normal(want.shape)
    other_x, other_w = rng.standard_normal(x.shape), rng.standard_normal(w.shape)
    gx = maps.data(gy, w, None, g)
    assert np.isclose((gx * other_x).sum(), (gy * defined(other_x, w, g)).sum(), atol=1e-8)
    gw = maps.weight(x, gy, g)
    assert np.isclose((gw * other_w).sum(), (gy * defined(x, other_w, g)).sum(), atol=1e-8)


@pytest.mark.parametrize("seed", range(60))
def test_random_geometries(seed):
    rng = np.random.default_rng(seed)
    data, weight, g = random_geometry(rng)
    check_maps(rng.standard_normal(data), rng.standard_normal(weight), g, rng)


@pytest.mark.parametrize("seed", range(15))
def test_several_panels_ranges_and_threads(seed, monkeypatch):
    rng = np.random.default_rng(100 + seed)
    data, weight, g = random_geometry(rng)
    monkeypatch.setattr(plan, "BUDGET", 1 << 7)
    monkeypatch.setattr(plan, "STRIPS", 1)
    monkeypatch.setattr("ndgrad.ops.convolution.panels.BUDGET", 1 << 7)
    monkeypatch.setattr("ndgrad.ops.convolution.scatter.BUDGET", 1 << 7)
    monkeypatch.setattr("ndgrad.ops.convolution.depthwise.BLOCK", 1 << 7)
    monkeypatch.setattr("ndgrad.ops.convolution.same_width.BLOCK", 1 << 7)
    monkeypatch.setattr(parts, "SHARE", 64)
    monkeypatch.setattr(parallel, "threads", 3)
    monkeypatch.setattr("ndgrad.ops.scratch.SMALL", 0)
    for plans in (plan.plan_of, scatter._plan):
        plans.cache_clear()
    try:
        check_maps(rng.standard_normal(data), rng.standard_normal(weight), g, rng)
    finally:
        for plans in (plan.plan_of, scatter._plan):
            plans.cache_clear()


@pytest.mark.parametrize(
    ("data", "weight", "params"),
    [
        ((3, 16, 30, 40), (8, 16, 3, 3), {"pad": (1, 1)}),  # one sample to a panel, shifted rows
        ((2, 3, 64, 64), (8, 3, 7, 7), {"pad": (3, 3), "stride": (2, 2)}),
        ((2, 3, 120, 124), (8, 3, 7, 7), {"pad": (3, 3), "stride": (2, 2)}),  # by strips
        ((40, 2, 9, 9), (5, 2, 5, 5), {}),  # many samples to a panel
        ((2, 32, 30, 30), (32, 1, 3, 3), {"num_group": 32, "pad": (1, 1)}),
        ((2, 32, 40, 40), (8, 32, 1, 1), {}),
        ((2, 32, 2000), (8, 32, 5), {"pad": (2,)}),
    ],
)
def test_float32_is_as_exact_as_its_sums(data, weight, params):
    rng = np.random.default_rng(1)
    x, w = (rng.standard_normal(shape).astype("float32") for shape in (data, weight))
    arrays = [nd.array(x), nd.array(w)]
    wide = [nd.array(a, dtype="float64") for a in (x, w)]
    found = []
    for pair in (arrays, wide):
        for a in pair:
            a.attach_grad()
        with autograd.record():
            y = nd.Convolution(
                *pair, kernel=weight[2:], num_filter=weight[0], no_bias=True, **params
            )
        y.backward()
        found.append([y.asnumpy(), pair[0].grad.asnumpy(), pair[1].grad.asnumpy()])
    for got, want in zip(*found):
        assert got.dtype == np.float32
        scale = np.abs(want).max()
        np.testing.assert_allclose(got, want, rtol=0, atol=3e-6 * scale)


def test_gradients_land_without_a_copy():
    # Results own their memory, so that the gradient array can take it over.
    g = convolution_geometry(
        (2, 3, 8, 8), (4, 3, 3, 3), None, (3, 3), (), (), (1, 1), 4, 1, True, None
    )
    x, w, y = np.ones((2, 3, 8, 8)), np.ones((4, 3, 3, 3)), np.ones((2, 4, 8, 8))
    for result in (maps.output(x, w, None, g), maps.data(y, w, None, g), maps.weight(x, y, g)):
        assert result.base is None
        assert result.flags.c_contiguous


def test_first_layer_needs_no_data_gradient():
    x = nd.ones((2, 3, 8, 8))
    w = nd.ones((4, 3, 3, 3))
    w.attach_grad()
    with autograd.record():
        y = nd.Convolution(x, w, kernel=(3, 3), num_filter=4, no_bias=True)
    names = []
    original = maps.data
    try:
        maps.data = lambda *args: names.append("data") or original(*args)
        y.backward()
    finally:
        maps.data = original
    assert names == []
    assert w.grad.asnumpy().min() == 2 * 36


def test_convolution_and_its_transpose():
    # <conv(x), y> = <x, deconv(y)> with the same weight.
    rng = np.random.default_rng(3)
    x, y = rng.standard_normal((2, 3, 9, 8)), rng.standard_normal((2, 4, 5, 4))
    w = rng.standard_normal((4, 3, 3, 3))
    arrays = [nd.array(a, dtype="float64") for a in (x, y, w)]
    kw = {"kernel": (3, 3), "stride": (2, 2), "pad": (1, 1), "no_bias": True}
    forward = nd.Convolution(arrays[0], arrays[2], num_filter=4, **kw)
    back = nd.Deconvolution(arrays[1], arrays[2], num_filter=3, target_shape=(9, 8), **kw)
    assert forward.shape == y.shape and back.shape == x.shape
    # target_shape chooses a padding of its own: here the same.
    assert math.isclose((forward * arrays[1]).sum().asscalar(), (back * arrays[0]).sum().asscalar())


@pytest.mark.parametrize("channels", [1, 3])  # dense, and depthwise
def test_special_values_stay_where_they_are(channels):
    x = nd.zeros((1, channels, 5, 6))
    x[0, -1, 2, 0] = np.inf
    x[0, -1, 4, 5] = np.nan
    x.attach_grad()
    w = nd.ones((channels, 1, 3, 3))
    with autograd.record():
        y = nd.Convolution(
            x, w, kernel=(3, 3), num_filter=channels, num_group=channels, pad=(1, 1), no_bias=True
        )
    y.backward(x)
    want = np.zeros((channels, 5, 6))
    want[-1, 1:4, :2] = np.inf
    want[-1, 3:, 4:] = np.nan
    np.testing.assert_array_equal(y.asnumpy()[0], want)
    np.testing.assert_array_equal(x.grad.asnumpy()[0], want)


@pytest.mark.parametrize("layout", ["NWC", "NHWC", "NDHWC"])
def test_channels_last_is_channels_first_turned(layout):
    rng = np.random.default_rng(2)
    count = len(layout) - 2
    x, w = rng.standard_normal((2, 4, *[6] * count)), rng.standard_normal((6, 2, *[3] * count))
    params = {"kernel": (3,) * count, "num_filter": 6, "num_group": 2, "no_bias": True}
    plain = nd.Convolution(*[nd.array(a, dtype="float64") for a in (x, w)], **params).asnumpy()
    turned = [nd.array(np.moveaxis(a, 1, -1), dtype="float64") for a in (x, w)]
    got = nd.Convolution(*turned, layout=layout, **params).asnumpy()
    np.testing.assert_allclose(np.moveaxis(got, -1, 1), plain, rtol=1e-12)


def test_integers_stand_for_all_axes():
    x, w = nd.ones((1, 2, 6, 6)), nd.ones((3, 2, 3, 3))
    a = nd.Convolution(x, w, kernel=3, stride=2, pad=1, num_filter=3, no_bias=True)
    b = nd.Convolution(x, w, kernel=(3, 3), stride=(2, 2), pad=(1, 1), num_filter=3, no_bias=True)
    assert (a == b).asnumpy().all()


def test_mixed_dtypes_promote():
    x, w = nd.ones((1, 2, 6, 6), dtype="float64"), nd.ones((3, 2, 3, 3))
    w.attach_grad()
    with autograd.record():
        y = nd.Convolution(x, w, kernel=(3, 3), num_filter=3, no_bias=True)
    y.backward()
    assert y.dtype == np.float64 and w.grad.dtype == np.float32


def test_kernel_with_every_window_outside():
    # A padding larger than the kernel: windows wholly outside give zero, and no gradient.
    x, w = nd.ones((1, 1, 2, 2)), nd.ones((1, 1, 1, 1))
    x.attach_grad()
    with autograd.record():
        y = nd.Convolution(x, w, kernel=(1, 1), pad=(2, 2), num_filter=1, no_bias=True)
    y.backward()
    assert y.asnumpy().sum() == 4 and y.shape == (1, 1, 6, 6)
    assert x.grad.asnumpy().tolist() == [[[[1, 1], [1, 1]]]]


def test_error_names_both_shapes():
    with pytest.raises(mx.MXNetError) as caught:
        nd.Convolution(nd.ones((2, 3, 8, 8)), nd.ones((4, 5, 3, 3)), kernel=(3, 3), num_filter=4,
                       no_bias=True)  # fmt: skip
    assert "(2, 3, 8, 8)" in str(caught.value) and "(4, 5, 3, 3)" in str(caught.value)
    assert "(4, 3, 3, 3)" in str(caught.value)


def test_every_order():
    # Third derivatives of a cubic function of both, by symmetry: d^3 f(x + t u) / dt^3.
    rng = np.random.default_rng(4)
    x0, w0 = rng.standard_normal((1, 2, 4, 4)), rng.standard_normal((2, 2, 3, 3))
    dx, dw = rng.standard_normal(x0.shape), rng.standard_normal(w0.shape)

    def along(t):
        y = nd.Convolution(
            nd.array(x0, dtype="float64") + t * nd.array(dx, dtype="float64"),
            nd.array(w0, dtype="float64") + t * nd.array(dw, dtype="float64"),
            kernel=(3, 3), num_filter=2, pad=(1, 1), no_bias=True,
        )  # fmt: skip
        return (y * y).sum()  # a polynomial of degree 4 in t

    points = np.linspace(-1, 1, 5)
    values = [along(nd.array([p], dtype="float64")).asscalar() for p in points]
    coefficients = np.polyfit(points, values, 4)[::-1]
    t = nd.array([0.0], dtype="float64")
    t.attach_grad()
    with autograd.record():
        y = along(t)
        derivatives = [y]
        for _ in range(3):
            derivatives.append(autograd.grad(derivatives[-1], [t], create_graph=True)[0])
    got = [d.asscalar() / math.factorial(i) for i, d in enumerate(derivatives)]
    np.testing.assert_allclose(got, coefficients[:4], rtol=1e-8)


@pytest.mark.parametrize(("stride", "dilate"), list(itertools.product([1, 2, 3], [1, 2])))
def test_transposed_with_stride_and_dilation(stride, dilate):
    # MXNet is wrong in float64 where both are above 1.
    rng = np.random.default_rng(5)
    x, w = rng.standard_normal((1, 1, 4)), rng.standard_normal((1, 1, 3))
    y = nd.Deconvolution(
        nd.array(x, dtype="float64"), nd.array(w, dtype="float64"), kernel=(3,), num_filter=1,
        stride=(stride,), dilate=(dilate,),
    ).asnumpy()[0, 0]  # fmt: skip
    want = np.zeros(stride * 3 + dilate * 2 + 1)
    for i, k in itertools.product(range(4), range(3)):
        want[i * stride + k * dilate] += x[0, 0, i] * w[0, 0, k]
    np.testing.assert_allclose(y, want, rtol=1e-12)
