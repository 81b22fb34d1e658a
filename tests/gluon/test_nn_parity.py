"""Layers answer what MXNet 1.9.1 answered, for the same parameters and inputs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import ndgrad as mx
from tests.parity import gluon_nn, store


@lru_cache(maxsize=1)
def recorded():
    return store.read(gluon_nn.FAMILY)


@pytest.mark.parametrize(
    ("case", "dtype"),
    [
        pytest.param(case, dtype, id=f"{case.name} {dtype}")
        for case in gluon_nn.CASES
        for dtype in case.dtypes
    ],
)
def test_as_mxnet(case, dtype):
    expected = recorded()[f"{case.name} {dtype}"]
    got = gluon_nn.answer(mx, case, dtype)
    assert list(got) == list(expected)
    rtol = case.rtol if dtype == "float32" else min(case.rtol, 1e-6)
    for name, wanted in expected.items():
        assert got[name].shape == wanted.shape, name
        assert got[name].dtype == wanted.dtype, name
        # Sums of terms that cancel are as exact as their largest terms, not as their result.
        atol = rtol * max(np.abs(wanted).max(initial=0.0), 1e-2)
        np.testing.assert_allclose(got[name], wanted, rtol=rtol, atol=atol, err_msg=name)


def test_every_case_was_asked_and_nothing_else():
    asked = {f"{case.name} {dtype}" for case in gluon_nn.CASES for dtype in case.dtypes}
    assert asked == set(recorded())


def test_every_layer_has_a_case():
    abstract = {"Block", "HybridBlock", "SymbolBlock", "SELU", "BatchNormReLU", "Sequential"}
    text = " ".join(case.name for case in gluon_nn.CASES) + " HybridSequential"
    missing = [n for n in mx.gluon.nn.__all__ if n not in abstract and n not in text]
    assert not missing
