"""The checks are checked: an operator with one defect fails the check that is there for it."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad.ndarray import classic
from ndgrad.ops.registry import operator, registry

from . import checks, samples


def harms(data):
    data += 1
    return data * 2


def widens(data):
    return data * np.float64(2)


def shares(data):
    return data[...]


def needs_contiguous_memory(data):
    return np.frombuffer(data.data if data.flags.c_contiguous else bytes(data.nbytes), data.dtype)


def dislikes_emptiness(data):
    return data / data.max()


def drops_an_axis(data):
    return data.sum(axis=0)


def accepts_anything(data):
    return data * 1


def forgets_integers(data):
    return data * 1.5


DEFECTS = [
    (harms, lambda data: (data + 1) * 2, lambda row: checks.values(row, "float64")),
    (widens, lambda data: data * 2, lambda row: checks.values(row, "float32")),
    (shares, lambda data: data, lambda row: checks.values(row, "float64")),
    (lambda data: data * 1.001, lambda data: data, lambda row: checks.values(row, "float32")),
    (drops_an_axis, lambda data: data, lambda row: checks.values(row, "float64")),
    (needs_contiguous_memory, lambda data: data.ravel(), checks.non_contiguous),
    (dislikes_emptiness, lambda data: data / data.max(), checks.zero_size),
    (accepts_anything, lambda data: data, checks.wrong_calls),
    (forgets_integers, lambda data: data * 1.5, lambda row: checks.integers(row, "int32")),
]


@pytest.fixture
def row_of():
    """Declares an operator with its row for the length of a test."""

    def declare(kernel, reference, rule=None, **kwargs):
        op = operator("_defective", namespace="internal")(kernel)
        if rule is not None:
            op.gradient(rule)
        samples.sample(
            "_defective", inputs=[(2, 3)], reference=reference, low=0.5, high=2.0, **kwargs,
            wrong=[samples.wrong([(4, 4)])],
        )  # fmt: skip
        return samples._rows["_defective"]

    yield declare
    registry.pop("_defective", None)
    classic.functions.pop("_defective", None)
    samples._rows.pop("_defective", None)


@pytest.mark.parametrize(("kernel", "reference", "check"), DEFECTS)
def test_a_defect_is_found(row_of, kernel, reference, check):
    row = row_of(kernel, reference)
    with pytest.raises(Exception, match="."):
        check(row)


def test_a_right_operator_passes(row_of):
    def kernel(data):
        if data.shape == (4, 4):
            raise ValueError("not that one")
        return data * data

    row = row_of(kernel, np.square, rule=lambda F, gy, data: 2 * gy * data)
    checks.values(row, "float32")
    checks.gradients(row)
    checks.raw_as_recorded(row, "float16")
    checks.non_contiguous(row)
    checks.zero_size(row)
    checks.out_argument(row)
    checks.wrong_calls(row)


def in_float32(row):
    checks.raw_as_recorded(row, "float32")


WRONG_RULES = [
    (lambda F, gy, data: 2.001 * gy * data, checks.gradients),
    (lambda F, gy, data: 2 * gy * data * np.float64(1), in_float32),
    (lambda F, gy, data: gy + 0 * data, checks.gradients),
]


@pytest.mark.parametrize(("rule", "check"), WRONG_RULES)
def test_a_wrong_rule_is_found(row_of, rule, check):
    row = row_of(lambda data: data * data, np.square, rule=rule)
    with pytest.raises(AssertionError):
        check(row)
