"""Losses, recurrent cells and layers, and the model zoo give MXNet's answers (recorded)."""

from __future__ import annotations

import json
import os
import zlib

import numpy as np
import pytest

import ndgrad as mx
from tests.parity import gluon_models as asked
from tests.parity import store

ANSWERS = {**store.read(asked.FAMILY), **store.read(asked.CELL_FAMILY)}
MODEL_ANSWERS = store.read(asked.MODEL_FAMILY)
STRUCTURES = json.loads(zlib.decompress(asked.STRUCTURES.read_bytes()))

#: One model of each kind; with NDGRAD_ALL_MODELS=1 also those that only repeat blocks more often.
QUICK = [
    "alexnet", "densenet121", "inception_v3", "mobilenet0_25", "mobilenet_v2_0_25", "resnet18_v1",
    "resnet50_v2", "squeezenet1_0", "squeezenet1_1", "vgg11_bn",
]  # fmt: skip
MODELS = asked.MODELS if os.environ.get("NDGRAD_ALL_MODELS") == "1" else QUICK


@pytest.mark.parametrize(
    ("case", "dtype"),
    [pytest.param(c, d, id=f"{c.name} {d}") for c in asked.CASES for d in c.dtypes],
)
def test_case(case, dtype):
    expected = ANSWERS[f"{case.name} {dtype}"]
    found = asked.answer(mx, case, dtype)
    assert list(found) == list(expected)
    for name, value in expected.items():
        assert found[name].shape == value.shape, name
        assert found[name].dtype == value.dtype, name
        # What is left of larger numbers is as exact as they are.
        rtol, atol = (1e-5, case.atol) if dtype == "float32" else (1e-9, 1e-11)
        atol *= max(1.0, float(np.abs(value).max()))
        np.testing.assert_allclose(found[name], value, rtol=rtol, atol=atol, err_msg=name)


@pytest.mark.parametrize("name", asked.MODELS)
def test_structure(name):
    """How it prints, and the names, order and shapes of its parameters."""
    found, expected = asked.structure(mx, name), STRUCTURES[name]
    assert found == expected


@pytest.mark.parametrize("name", [*asked.SMALL_MODELS, *MODELS])
def test_model(name):
    expected, found = MODEL_ANSWERS[name], asked.answer_model(mx, name)
    assert list(found) == list(expected)
    sums, expected_sums = found.pop("parameters"), expected["parameters"]
    norms = expected_sums[:, 0]
    # A bias before a normalization has gradient zero, and here the noise of the computation.
    small = norms.max() * (1e-9 if name in asked.SMALL_MODELS else 1e-6)
    np.testing.assert_allclose(sums[:, 0], norms, rtol=1e-4, atol=small)
    # The product with a fixed vector is a small difference of large numbers: relative to the norm.
    norms = np.maximum(norms, 100 * small)
    np.testing.assert_allclose(sums[:, 1] / norms, expected_sums[:, 1] / norms, atol=2e-3)
    for key, value in found.items():
        np.testing.assert_allclose(
            value, expected[key], rtol=1e-4, atol=1e-4 * np.abs(expected[key]).max(), err_msg=key
        )
