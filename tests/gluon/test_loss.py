"""Losses: what the recorded answers do not show - errors, weights, edges, orders of derivatives."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd

L = gluon.loss


def test_aliases_and_names():
    assert L.SoftmaxCELoss is L.SoftmaxCrossEntropyLoss
    assert L.SigmoidBCELoss is L.SigmoidBinaryCrossEntropyLoss
    assert repr(L.L2Loss()) == "L2Loss(batch_axis=0, w=1.0)"
    assert repr(L.L1Loss()) == "L1Loss(batch_axis=0, w=None)"
    assert L.HuberLoss(prefix="mine_").name == "mine"


def test_keywords_may_be_used_in_the_call():
    pred, label, weight = nd.ones((2, 3)), nd.zeros((2, 3)), nd.array([[1], [3]])
    assert L.L1Loss()(pred, label, sample_weight=weight).asnumpy().tolist() == [1, 3]


def test_labels_take_any_shape_of_the_right_size():
    assert L.L2Loss()(nd.ones((2, 3)), nd.zeros(6)).shape == (2,)
    with pytest.raises(mx.MXNetError):
        L.L2Loss()(nd.ones((2, 3)), nd.zeros(5))


def test_integer_labels_are_taken():
    label = nd.array([1, 0], dtype="int32")
    assert L.L2Loss()(nd.zeros(2), label).asnumpy().tolist() == [0.5, 0.0]
    assert L.SoftmaxCELoss()(nd.zeros((2, 3)), label).dtype == np.float32


def test_weight_must_be_a_number():
    with pytest.raises(mx.MXNetError, match="weight must be a number"):
        L.L1Loss(weight=nd.ones(1))(nd.ones(2), nd.ones(2))


@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_softmax_cross_entropy_takes_any_label_that_has_no_weight(dtype):
    # How detection networks mark the places that do not count.
    loss, weight = L.SoftmaxCELoss(), nd.array([[1], [0], [2]])
    pred = nd.array(np.random.default_rng(0).normal(size=(3, 4)))
    pred.attach_grad()
    with autograd.record():
        found = loss(pred, nd.array([3, -1, 0], dtype=dtype), weight)
    found.backward()
    expected = loss(pred, nd.array([3, 2, 0]), weight)
    np.testing.assert_array_equal(found.asnumpy(), expected.asnumpy())
    assert pred.grad[1].norm().asscalar() == 0 < pred.grad[0].norm().asscalar()
    with pytest.raises(mx.MXNetError, match="not one of the 4 classes"):
        loss(pred, nd.array([3, 4, 0]), nd.array([[1], [1], [0]]))
    second = L.SoftmaxCELoss(axis=1)  # scores (B, C, W), labels (B, W)
    weight = nd.array([[[1, 0]], [[1, 1]]])
    found = second(pred[:2].reshape((2, 2, 2)), nd.array([[0, 9], [1, 0]]), weight)
    assert found.shape == (2,)


@pytest.mark.parametrize("shape", [(2, 1, 1, 3), (2, 3, 4), (2, 1, 4), (5, 2, 3, 1)])
def test_cross_entropy_with_several_weights_for_one_label(shape):
    # The weights are spread over the losses like in any product, also where that makes more of them
    rng = np.random.default_rng(0)
    pred, weight = rng.standard_normal((2, 3, 4)), rng.random(shape)
    label = rng.integers(0, 4, (2, 3))
    losses = np.log(np.exp(pred).sum(2, keepdims=True)) - np.take_along_axis(
        pred, label[..., None], axis=2
    )
    product = losses * weight
    expected = product.reshape(product.shape[0], -1).mean(axis=1)
    pred, weight = nd.array(pred, dtype="float64"), nd.array(weight, dtype="float64")
    y = L.SoftmaxCELoss()(pred, nd.array(label), weight)
    np.testing.assert_allclose(y.asnumpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("label", [[0, 3], [0, -1]])
def test_softmax_cross_entropy_refuses_unknown_classes(label):
    with pytest.raises(mx.MXNetError):
        L.SoftmaxCELoss()(nd.ones((2, 3)), nd.array(label))


def test_one_hot_labels_are_told_from_class_numbers():
    with pytest.raises(mx.MXNetError, match="sparse_label=False"):
        L.SoftmaxCELoss()(nd.ones((2, 3)), nd.one_hot(nd.array([0, 1]), 3))


def test_cross_entropies_of_large_scores_are_exact():
    scores = nd.array([[1000.0, -1000.0]])
    assert L.SoftmaxCELoss()(scores, nd.array([0])).asscalar() == 0
    assert L.SoftmaxCELoss()(scores, nd.array([1])).asscalar() == 2000
    for sign in (1, -1):
        value = L.SigmoidBCELoss()(nd.array([sign * 1000.0]), nd.array([0.0])).asscalar()
        assert value == (1000 if sign > 0 else 0)
        assert np.isfinite(L.LogisticLoss()(nd.array([sign * 1000.0]), nd.array([1])).asscalar())


def test_poisson_full_takes_all_targets():
    """MXNet raises under record, and gives nan outside, where the program is right."""
    target = nd.array([0.0, 1.0, 4.0])
    pred = nd.array([0.5, 1.0, 2.0])
    pred.attach_grad()
    with autograd.record():
        full = L.PoissonNLLLoss(compute_full=True)(pred, target)
    full.backward()
    plain = L.PoissonNLLLoss()(pred, target)
    stirling = 4 * np.log(4) - 4 + 0.5 * np.log(2 * np.pi * 4)
    assert full.shape == (1,)
    np.testing.assert_allclose(full.asscalar(), plain.asscalar() + stirling / 3, rtol=1e-6)
    np.testing.assert_allclose(
        pred.grad.asnumpy(), (np.exp(pred.asnumpy()) - target.asnumpy()) / 3, rtol=1e-6
    )


def test_poisson_full_has_finite_gradients_of_targets():
    target = nd.array([0.0, 1.0, 4.0])
    target.attach_grad()
    with autograd.record():
        loss = L.PoissonNLLLoss(compute_full=True)(nd.ones(3), target)
    loss.backward()
    assert np.isfinite(target.grad.asnumpy()).all()


def test_sdml_applies_its_weight_and_needs_other_rows():
    x = nd.array([[0.0, 1.0], [2.0, 0.0], [1.0, 1.0]])
    single = L.SDMLLoss()(x, x).asnumpy()
    np.testing.assert_allclose(L.SDMLLoss(weight=3.0)(x, x).asnumpy(), 3 * single, rtol=1e-6)
    with pytest.raises(ValueError, match="at least 2 rows"):
        L.SDMLLoss()(nd.ones((1, 2)), nd.ones((1, 2)))
    with pytest.raises(ValueError, match="batch_axis"):
        L.SDMLLoss(batch_axis=1)


def test_cosine_of_a_zero_vector_has_a_gradient():
    x = nd.zeros((1, 3))
    x.attach_grad()
    with autograd.record():
        loss = L.CosineEmbeddingLoss()(x, nd.ones((1, 3)), nd.array([1]))
    loss.backward()
    assert loss.asscalar() == 1
    assert np.isfinite(x.grad.asnumpy()).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: L.LogisticLoss(label_format="other"), "signed or binary"),
        (lambda: L.CTCLoss(layout="CTN"), "layouts for pred"),
        (lambda: L.CTCLoss(label_layout="T"), "layouts for label"),
    ],
)
def test_unknown_options_raise(make, message):
    with pytest.raises(ValueError, match=message) as error:
        make()
    assert isinstance(error.value, AssertionError) == message.startswith("layouts")


def test_a_loss_of_ones_own():
    class Cubic(L.Loss):
        def hybrid_forward(self, F, pred, label, sample_weight=None):
            cubes = F.abs(pred - label) ** 3
            cubes = L._apply_weighting(F, cubes, self._weight, sample_weight)
            return F.mean(cubes, axis=self._batch_axis, exclude=True)

    loss = Cubic(weight=2.0, batch_axis=0)
    assert loss(nd.array([1.0, 3.0]), nd.array([0.0, 1.0])).asnumpy().tolist() == [2, 16]
    with pytest.raises(NotImplementedError):
        L.Loss(None, 0)(nd.ones(1))


SECOND = {
    "L2Loss": (L.L2Loss(), (4, 3)),
    "HuberLoss": (L.HuberLoss(), (4, 3)),
    "SigmoidBCELoss": (L.SigmoidBCELoss(), (4, 3)),
    "KLDivLoss": (L.KLDivLoss(from_logits=False), (4, 3)),
    "LogisticLoss": (L.LogisticLoss(), (4, 3)),
    "PoissonNLLLoss": (L.PoissonNLLLoss(), (4, 3)),
    "SquaredHingeLoss": (L.SquaredHingeLoss(), (4, 3)),
}


@pytest.mark.parametrize("name", SECOND)
def test_second_derivative_along_a_direction(name):
    """The gradient of the gradient's product with a direction, against differences."""
    loss, shape = SECOND[name]
    rng = np.random.default_rng(1)
    x0, label = rng.normal(size=shape), rng.uniform(0.1, 0.9, shape)
    direction = rng.normal(size=shape)

    def first(x):
        x = nd.array(x, dtype="float64")
        x.attach_grad()
        with autograd.record():
            y = loss(x, nd.array(label, dtype="float64")).sum()
            (gradient,) = autograd.grad(y, [x], create_graph=True, retain_graph=True)
            product = (gradient * nd.array(direction, dtype="float64")).sum()
        product.backward()
        return gradient.asnumpy(), x.grad.asnumpy()

    step = 1e-5 * direction
    expected = (first(x0 + step)[0] - first(x0 - step)[0]) / 2e-5
    np.testing.assert_allclose(first(x0)[1], expected, rtol=1e-5, atol=1e-7)


def test_losses_keep_float16():
    pred, label = nd.ones((2, 3), dtype="float16"), nd.zeros((2, 3), dtype="float16")
    for loss in (L.L2Loss(), L.L1Loss(), L.HuberLoss(), L.HingeLoss(), L.SigmoidBCELoss()):
        assert loss(pred, label).dtype == np.float16
    assert L.SoftmaxCELoss()(pred, nd.array([0, 1])).dtype == np.float16
