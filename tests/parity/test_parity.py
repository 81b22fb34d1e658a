"""ndgrad answers what MXNet 1.9.1 answered: values, gradients, shapes and dtypes."""

from __future__ import annotations

import importlib
from collections import Counter
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

import ndgrad as mx

from ..surface import EXAMPLES
from . import case as language
from . import store

FAMILIES = sorted(p.stem for p in (Path(__file__).parent / "cases").glob("[a-z]*.py"))
read = lru_cache(maxsize=None)(store.read)


def _cases():
    for family in FAMILIES:
        module = importlib.import_module(f"tests.parity.cases.{family}")
        for case in language.collect(module):
            if case.fault is None:
                for dtype in case.dtypes:
                    yield pytest.param(family, case, dtype, id=f"{family}: {case.key} {dtype}")


def _compare(name, got, expected, case, dtype):
    assert got.shape == expected.shape, f"{name}: shape {got.shape}, MXNet {expected.shape}"
    assert got.dtype == expected.dtype, f"{name}: dtype {got.dtype}, MXNet {expected.dtype}"
    if not case.values:
        return
    if expected.dtype.kind != "f":
        np.testing.assert_array_equal(got, expected, err_msg=name)
        return
    rtol = case.rtol[expected.dtype.name]
    finite = np.abs(expected[np.isfinite(expected)])
    # Sums of terms that cancel are as exact as their largest terms, not as their result.
    atol = case.atol if case.atol is not None else rtol * max(finite.max(initial=0.0), 1e-3)
    np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=name)


@pytest.mark.parametrize(("family", "case", "dtype"), list(_cases()))
def test_as_mxnet(family, case, dtype):
    expected = read(family)[f"{case.key} {dtype}"]
    got = language.run(mx, case, dtype)
    assert list(got) == list(expected)
    for name in expected:
        _compare(name, got[name], expected[name], case, dtype)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_answer_without_its_case(family):
    module = importlib.import_module(f"tests.parity.cases.{family}")
    asked = {
        f"{case.key} {d}"
        for case in language.collect(module)
        if not case.fault
        for d in case.dtypes
    }
    assert set(read(family)) == asked


#: Operators that MXNet cannot be asked for, or that have tests of their own against it.
ELSEWHERE = {
    "nd": "NDArray from_dlpack from_numpy load load_frombuffer save to_dlpack_for_read "
    "to_dlpack_for_write waitall",  # not operators
    "nd.contrib": "BatchNormWithReLU "  # crashes
    "fft group_adagrad_update ifft "  # are there for GPUs only
    "cond current_context foreach while_loop",  # take functions
}


@pytest.mark.parametrize("section", ["nd", "nd.random", "nd.linalg", "nd.contrib", "nd.image"])
def test_three_answers_of_every_operator(section):
    asked = Counter(
        case.path
        for family in FAMILIES
        for case in language.collect(importlib.import_module(f"tests.parity.cases.{family}"))
        if not case.fault
    )
    names = set(EXAMPLES[section].split()) - set(ELSEWHERE.get(section, "").split())
    assert not [name for name in sorted(names) if asked[f"{section}.{name}"] < 3]


def test_answers_stay_small():
    files = [p for p in Path(__file__).parent.rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 15e6
