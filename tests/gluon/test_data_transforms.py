"""Transforms: MXNet's numbers, composition, random ones, errors."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import gluon, nd
from tests.parity import store
from tests.parity import transforms as asked

T = gluon.data.vision.transforms
ANSWERS = store.read(asked.FAMILY)["all"]


@pytest.fixture(scope="module")
def found():
    return asked.answers(mx)


@pytest.mark.parametrize("name", ANSWERS)
def test_mxnets_answers(found, name):
    expected = ANSWERS[name]
    assert found[name].dtype == expected.dtype
    if expected.dtype == np.uint8:
        np.testing.assert_array_equal(found[name], expected)
    else:
        np.testing.assert_allclose(found[name], expected, rtol=1e-5, atol=1e-6)


def image(height=8, width=6):
    values = np.random.default_rng(0).integers(0, 256, (height, width, 3))
    return nd.array(values, dtype="uint8")


def test_compose_makes_hybrid_runs_one_block():
    composed = T.Compose([T.ToTensor(), T.Normalize(0, 1)])
    assert [type(b).__name__ for b in composed._children.values()] == ["HybridSequential"]
    composed = T.Compose([T.RandomResizedCrop(2), T.ToTensor(), T.Normalize(0, 1)])
    assert [type(b).__name__ for b in composed._children.values()] == [
        "RandomResizedCrop", "HybridSequential",
    ]  # fmt: skip
    assert [type(b).__name__ for b in T.Compose([T.Cast()])._children.values()] == ["Cast"]
    assert T.Compose([])(image()).shape == (8, 6, 3)
    assert T.Compose([lambda x: x[:2], T.ToTensor()])(image()).shape == (3, 2, 6)


def test_printing():
    assert repr(T.ToTensor()) == "ToTensor(\n\n)"
    assert repr(T.Compose([T.ToTensor(), T.CenterCrop(2)])) == (
        "Compose(\n  (0): ToTensor(\n  \n  )\n  (1): CenterCrop(\n  \n  )\n)"
    )


@pytest.mark.parametrize(
    "transform",
    [
        T.RandomBrightness(0.5), T.RandomContrast(0.5), T.RandomSaturation(0.5), T.RandomHue(0.3),
        T.RandomColorJitter(0.3, 0.3, 0.3, 0.3), T.RandomLighting(20.0), T.RandomFlipLeftRight(),
        T.RandomFlipTopBottom(),
    ],
    ids=lambda t: type(t).__name__,
)  # fmt: skip
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_random_colors(transform, dtype):
    x = image().astype(dtype)
    mx.random.seed(1)
    results = [transform(x).asnumpy() for _ in range(20)]
    assert {r.shape for r in results} == {(8, 6, 3)}
    assert {r.dtype for r in results} == {np.dtype(dtype)}
    assert any(not np.array_equal(r, results[0]) for r in results[1:])
    mx.random.seed(1)
    assert np.array_equal(transform(x).asnumpy(), results[0])


def test_factors_go_down_to_0_only():
    assert T.RandomContrast(2.0)._args == (0, 3.0)
    assert T.RandomBrightness(0.25)._args == (0.75, 1.25)


def test_random_apply():
    x = nd.ones((2, 2, 3))
    assert T.RandomApply(T.Cast("float64"), 1.0)(x).dtype == np.float64
    assert T.RandomApply(T.Cast("float64"), 0.0)(x).dtype == np.float32
    both = T.RandomApply([T.Cast("float64"), T.ToTensor()], 1.0)
    assert both(x).shape == (3, 2, 2)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: T.Resize("large"), TypeError, "size is a number"),
        (lambda: T.CenterCrop((1, 2, 3)), TypeError, "size is a number"),
        (lambda: T.CropResize(1, 1, 9, 3)(image()), ValueError, None),
        (lambda: T.ToTensor()(nd.ones((2, 2))), ValueError, None),
        (lambda: T.Normalize((1, 2), (1, 2))(nd.ones((3, 2, 2))), ValueError, None),
        (lambda: T.Rotate(30)(image()), TypeError, "only supports float32"),
        (lambda: T.Rotate(30)(nd.ones((2, 2))), ValueError, "3D and 4D"),
        (lambda: T.Rotate(30, True, True)(nd.ones((1, 2, 2))), ValueError, "cannot be both True"),
        (lambda: T.RandomRotation((5, -5)), ValueError, "ordered tuple"),
        (lambda: T.RandomRotation((0, 5), rotate_with_proba=2), ValueError, "between 0 and 1"),
        (lambda: T.RandomResizedCrop(2)(nd.ones((2, 4, 5, 3))), ValueError, "height, width"),
    ],
)
def test_errors(call, kind, message):
    with pytest.raises(kind, match=message) as caught:
        call()
    assert isinstance(caught.value, mx.MXNetError)
