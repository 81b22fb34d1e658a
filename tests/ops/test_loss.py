"""Output layers: gradients that are those of a loss, as MXNet 1.9.1 gives them."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd

X = np.array([[1.0, 2.0, 3.0], [11.0, 7.0, 5.0]])
P = np.exp(X) / np.exp(X).sum(axis=1, keepdims=True)


def gradient(function, *inputs, head=None, dtype="float64"):
    """The gradient of the first input."""
    arrays = [nd.array(np.array(a), dtype=dtype) for a in inputs]
    arrays[0].attach_grad()
    with autograd.record():
        y = function(*arrays)
    y.backward(None if head is None else nd.array(np.array(head), dtype=dtype))
    return arrays[0].grad.asnumpy()


def close(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-14)


def one_hot(labels, classes=3):
    return np.eye(classes)[labels]


@pytest.mark.parametrize(
    ("params", "want"),
    [
        ({}, P - one_hot([2, 0])),
        ({"grad_scale": 2.0}, 2 * (P - one_hot([2, 0]))),
        ({"normalization": "batch"}, (P - one_hot([2, 0])) / 2),
        ({"normalization": "valid"}, (P - one_hot([2, 0])) / 2),
        ({"use_ignore": True, "ignore_label": 2}, (P - one_hot([2, 0])) * [[0], [1]]),
        (
            {"use_ignore": True, "ignore_label": 2, "normalization": "valid"},
            (P - one_hot([2, 0])) * [[0], [1]],
        ),
        # "valid" counts what differs from ignore_label whether it is used or not
        ({"ignore_label": 0, "normalization": "valid"}, P - one_hot([2, 0])),
        ({"smooth_alpha": 0.1}, P - np.array([[0.05, 0.05, 0.9], [0.9, 0.05, 0.05]])),
    ],
)
def test_softmax_output(params, want):
    head = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]  # ignored
    close(
        gradient(lambda x, label: nd.SoftmaxOutput(x, label, **params), X, [2, 0], head=head), want
    )


def test_softmax_output_multiplies_by_the_head_gradient_when_asked():
    # MXNet multiplies by its own output instead.
    head = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    got = gradient(lambda x, label: nd.SoftmaxOutput(x, label, out_grad=True), X, [2, 0], head=head)
    close(got, (P - one_hot([2, 0])) * head)


def test_softmax_output_with_probabilities():
    target = np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    params = {"grad_scale": 2.0, "normalization": "batch", "use_ignore": True, "ignore_label": 1}
    close(gradient(lambda x, t: nd.SoftmaxOutput(x, t, **params), X, target), 2 * (P - target))


def test_softmax_output_along_the_channels():
    x = np.arange(12.0).reshape(2, 3, 2) / 4
    labels = np.array([[0, 1], [2, 1]])
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    plain = p - np.moveaxis(one_hot(labels), -1, 1)
    counted = (labels != 0)[:, None]

    def run(**params):
        return gradient(lambda a, b: nd.SoftmaxOutput(a, b, multi_output=True, **params), x, labels)

    close(run(), plain / 2)  # by the number of places
    close(run(normalization="batch"), plain / 4)
    close(run(normalization="valid"), plain / 4)
    ignoring = {"use_ignore": True, "ignore_label": 0}
    close(run(**ignoring), plain * counted / 2)
    close(run(normalization="valid", **ignoring), plain * counted / 3)
    smooth = p - np.moveaxis(0.85 * one_hot(labels) + 0.05, -1, 1)
    close(run(smooth_alpha=0.1), smooth / 2)  # MXNet leaves smoothing out here


def test_softmax_output_along_the_last_axis():
    x = np.arange(12.0).reshape(2, 3, 2) / 4
    labels = np.array([[0, 1, 0], [0, 1, 1]])
    p = np.exp(x) / np.exp(x).sum(axis=2, keepdims=True)

    def run(**params):
        return gradient(
            lambda a, b: nd.SoftmaxOutput(a, b, preserve_shape=True, **params), x, labels
        )

    close(run(), p - one_hot(labels, 2))
    close(run(normalization="batch"), (p - one_hot(labels, 2)) / 6)  # all rows


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("LinearRegressionOutput", lambda x, t: (x - t) / 3),
        ("LogisticRegressionOutput", lambda x, t: (1 / (1 + np.exp(-x)) - t) / 3),
        ("MAERegressionOutput", lambda x, t: np.where(x > t, 1, -1) / 3),
    ],
)
def test_regression(name, want):
    target = X[::-1] / 6
    function = getattr(nd, name)
    close(gradient(function, X / 5, target, head=X), want(X / 5, target))
    twice = gradient(lambda x, t: function(x, t, grad_scale=2.0), X / 5, target)
    close(twice, 2 * want(X / 5, target))
    # a vector beside a column
    flat = gradient(function, [1.0, 2.0], [[2.0], [1.0]])
    close(flat, 3 * want(np.array([1.0, 2.0]), np.array([2.0, 1.0])))


def test_absolute_regression_at_its_corner():
    close(gradient(nd.MAERegressionOutput, [1.0], [1.0]), [-1.0])


@pytest.mark.parametrize(
    ("params", "want"),
    [
        ({}, 1.0),
        ({"grad_scale": 2.0}, 2.0),
        ({"normalization": "batch"}, 0.5),
        ({"normalization": "valid"}, 1 / 6),
        ({"normalization": "valid", "valid_thresh": 2.0, "grad_scale": 3.0}, 0.75),
        ({"normalization": "valid", "valid_thresh": 100.0}, 1.0),
    ],
)
def test_make_loss(params, want):
    head = np.full((2, 3), 7.0)
    got = gradient(lambda x: nd.MakeLoss(x * 1, **params), X, head=head)
    close(got, np.full((2, 3), want))
    close(gradient(lambda x: nd.make_loss(x * 2), X, head=head), np.full((2, 3), 2.0))


@pytest.mark.parametrize(
    ("params", "want"),
    [
        ({}, [[2.4, 2.8, -0.8], [0, 4.8, 4]]),
        ({"margin": 0.5, "regularization_coefficient": 0.3}, [[0.42, 0.54, 0], [0, 1.14, 0.9]]),
        ({"use_linear": True}, [[1, 1, -1], [0, 1, 1]]),
        (
            {"use_linear": True, "margin": 0.5, "regularization_coefficient": 0.3},
            [[0.3, 0.3, 0], [0, 0.3, 0.3]],
        ),
    ],
)
def test_svm(params, want):
    close(gradient(lambda x, t: nd.SVMOutput(x, t, **params), X / 5, [2, 0]), want)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: nd.SoftmaxOutput(x, nd.array([2, 0]), normalization="batch", smooth_alpha=0.1),
        lambda x: nd.SoftmaxOutput(x, nd.array([2, 0]), use_ignore=True, ignore_label=2),
        lambda x: nd.SoftmaxOutput(x, nd.array(P, dtype="float64"), grad_scale=2.0),
        lambda x: nd.SoftmaxOutput(x, nd.array([2, 0]), out_grad=True),
        lambda x: nd.LogisticRegressionOutput(x, nd.array(X / 11, dtype="float64")),
        lambda x: nd.LinearRegressionOutput(x, nd.array(X / 11, dtype="float64")),
        lambda x: nd.SVMOutput(x, nd.array([2, 0])),
    ],
)
def test_the_gradient_can_be_differentiated(function):
    rng = np.random.default_rng(0)
    point, direction = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    weights = nd.array(rng.uniform(0.5, 1.5, (2, 3)), dtype="float64")

    def first(values):
        x = nd.array(values, dtype="float64")
        x.attach_grad()
        with autograd.record():
            (g,) = autograd.grad(function(x), [x], weights, create_graph=True)
            total = (g * weights).sum()
        return x, total

    x, total = first(point)
    total.backward()
    eps = 1e-6
    ahead, behind = first(point + eps * direction)[1], first(point - eps * direction)[1]
    numeric = (ahead - behind).asscalar() / (2 * eps)
    assert (x.grad.asnumpy() * direction).sum() == pytest.approx(numeric, rel=1e-6, abs=1e-9)


def test_softmax_is_an_output_layer():
    """``nd.Softmax`` is the older name of SoftmaxOutput, not softmax."""
    close(gradient(nd.Softmax, X, [2, 0]), P - one_hot([2, 0]))
    with pytest.raises(mx.MXNetError, match="'label' is missing"):
        nd.Softmax(nd.array(X))


@pytest.mark.parametrize("offset", [0, 1e3, 1e5, 1e7, -1e7, 1e30])
def test_a_number_common_to_all_classes_changes_no_cross_entropy(offset):
    # at 1e30 the classes are alike; the loss must not be what float32 leaves of 1e30 + log 3
    x = nd.array(np.float32(offset) + np.array([[1, 2, 3], [0, 0, 5]], "float32"))
    exact = x.asnumpy().astype("float64")
    exact -= exact.max(axis=1, keepdims=True)
    p = np.exp(exact) / np.exp(exact).sum(axis=1, keepdims=True)
    label, loss = nd.array([0, 1]), mx.gluon.loss.SoftmaxCrossEntropyLoss()
    x.attach_grad()
    for function in (loss, nd.softmax_cross_entropy):
        with autograd.record():
            y = function(x, label).sum()
        y.backward()
        np.testing.assert_allclose(y.asscalar(), -np.log(p[[0, 1], [0, 1]]).sum(), rtol=1e-6)
        np.testing.assert_allclose(x.grad.asnumpy(), p - np.eye(3)[[0, 1]], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("function", [nd.softmax, nd.log_softmax, nd.softmin])
@pytest.mark.parametrize("offset", [0, 1e3, 1e5])
@pytest.mark.parametrize("temperature", [3.0, 0.3, -1.5])
def test_temperature_of_large_numbers(function, offset, temperature):
    x = nd.array(np.random.default_rng(0).uniform(-1, 1, (6, 8)) + offset)
    exact = function(x.astype("float64"), temperature=temperature).asnumpy()
    np.testing.assert_allclose(
        function(x, temperature=temperature).asnumpy(), exact, rtol=2e-6, atol=1e-7
    )
    if function is nd.softmax:
        length = nd.array([0, 1, 2, 8, 5, 3], dtype="int32")
        options = {"temperature": temperature, "use_length": True}
        exact = nd.softmax(x.astype("float64"), length, **options).asnumpy()
        np.testing.assert_allclose(nd.softmax(x, length, **options).asnumpy(), exact, rtol=2e-6)


def test_infinite_temperature_gives_all_the_same():
    x, length = nd.array([[1.0, 2.0, 3.0], [4.0, 5.0, -6.0]]), nd.array([2, 3], dtype="int32")
    y = nd.softmax(x, temperature=np.inf).asnumpy()
    np.testing.assert_allclose(y, np.full((2, 3), 1 / 3), rtol=1e-6)
    y = nd.softmax(x, length, temperature=np.inf, use_length=True).asnumpy()
    np.testing.assert_allclose(y, [[0.5, 0.5, 0], [1 / 3] * 3], rtol=1e-6)
