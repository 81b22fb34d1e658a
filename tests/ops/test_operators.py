"""Every registered operator, checked as its row says."""

from __future__ import annotations

import pytest

from ndgrad.ops.registry import find, registry

from . import checks
from .samples import rows

ROWS = rows()


def _rows(chosen=lambda row: True):
    return [pytest.param(row, id=row.name) for row in ROWS.values() if chosen(row)]


def _by_dtype(field, chosen=lambda row: True):
    return [
        pytest.param(row, dtype, id=f"{row.name}-{dtype}")
        for row in ROWS.values()
        if chosen(row)
        for dtype in getattr(row, field)
    ]


def _differentiable(row):
    op = find(row.name)
    return op is not None and op.recorded and row.order > 0


def test_every_operator_has_a_row():
    # Loading the public namespaces declares operators that live beside them, too.
    missing = sorted(set(registry) - set(ROWS))
    assert not missing, f"no sample row for {missing}"


def test_every_row_has_an_operator():
    assert not sorted(name for name in ROWS if name not in registry)


@pytest.mark.parametrize(("row", "dtype"), _by_dtype("dtypes"))
def test_values(row, dtype):
    checks.values(row, dtype)


@pytest.mark.parametrize(("row", "dtype"), _by_dtype("integer_dtypes"))
def test_integers(row, dtype):
    checks.integers(row, dtype)


@pytest.mark.parametrize("row", _rows(lambda row: row.special))
def test_special_values(row):
    checks.specials(row)


@pytest.mark.parametrize("row", _rows(_differentiable))
def test_gradients(row):
    checks.gradients(row)


@pytest.mark.parametrize(("row", "dtype"), _by_dtype("dtypes", _differentiable))
def test_raw_rule_as_recorded(row, dtype):
    checks.raw_as_recorded(row, dtype)


@pytest.mark.parametrize("row", _rows())
def test_non_contiguous(row):
    checks.non_contiguous(row)


@pytest.mark.parametrize("row", _rows(lambda row: find(row.name).shares != "view"))
def test_memory_of_outputs(row):
    checks.memory(row)


@pytest.mark.parametrize("row", _rows(lambda row: row.zero_size))
def test_zero_size(row):
    checks.zero_size(row)


@pytest.mark.parametrize("row", _rows(lambda row: row.broadcast))
def test_broadcasting(row):
    checks.broadcasting(row)


@pytest.mark.parametrize("row", _rows(lambda row: find(row.name) and not find(row.name).updates))
def test_out(row):
    checks.out_argument(row)


@pytest.mark.parametrize("row", _rows(lambda row: find(row.name) and find(row.name).method))
def test_method(row):
    checks.method(row)


@pytest.mark.parametrize("row", _rows())
def test_wrong_calls(row):
    checks.wrong_calls(row)


@pytest.mark.parametrize("row", _rows(lambda row: row.order == 0))
def test_order_zero_has_its_reason(row):
    """An operator that has a rule is checked, or its gradient is a convention."""
    op = find(row.name)
    assert not op.pulls or row.convention, f"{row.name}: has a rule, but order=0"
