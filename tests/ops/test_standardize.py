"""Rows to mean 0 and variance 1, in blocks and threads, near and far from zero."""

import numpy as np
import pytest

from ndgrad.ops import blocks, parallel, standardize


def formulas(x, gamma, beta, g, eps):
    """Result, and gradients of the data, gamma and beta, in float64."""
    x, gamma, beta, g = (a.astype(np.float64) for a in (x, gamma, beta, g))
    r = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    h = (x - x.mean(axis=1, keepdims=True)) * r
    s = g * gamma
    along = (s * h).mean(axis=1, keepdims=True)
    dx = r * (s - s.mean(axis=1, keepdims=True) - h * along)
    return h * gamma + beta, dx, (g * h).sum(axis=0), g.sum(axis=0)


@pytest.mark.parametrize("mean", [0.0, 1.5, 30.0])
@pytest.mark.parametrize("shape", [(1, 5), (7, 33), (40, 600), (3, 1)])
@pytest.mark.parametrize("small", [False, True], ids=["one block", "blocks and threads"])
def test_against_the_formulas(shape, mean, small, monkeypatch):
    if small:
        monkeypatch.setattr(standardize, "LARGE_BLOCK", 64)
        monkeypatch.setattr(blocks, "SHARED", 32)
        monkeypatch.setattr(parallel, "threads", 3)
    rng = np.random.default_rng(0)
    x, g = rng.standard_normal(shape) + mean, rng.standard_normal(shape)
    gamma, beta = rng.standard_normal((2, shape[1]))
    expected = formulas(x, gamma, beta, g, 1e-3)
    y, means, rstds = standardize.standardized(x, shape, 1e-3, gamma, beta)
    known = standardize.rows_backward(g, x, shape, 1e-3, gamma, means, rstds)
    again = standardize.rows_backward(g, x, shape, 1e-3, gamma)
    for found, right in zip((y, *known, *again), (*expected, *expected[1:]), strict=True):
        np.testing.assert_allclose(found, right, rtol=1e-9, atol=1e-9)
    # One scale and offset per row, and none.
    scale, offset = rng.standard_normal((2, shape[0], 1))
    plain = formulas(x, np.ones(shape[1]), np.zeros(shape[1]), g, 1e-3)
    found = standardize.standardized(x, shape, 1e-3, scale, offset)[0]
    np.testing.assert_allclose(found, plain[0] * scale + offset, rtol=1e-9, atol=1e-9)
    found = standardize.standardized(x, shape, 1e-3)[0]
    np.testing.assert_allclose(found, plain[0], rtol=1e-9, atol=1e-9)
    found = standardize.rows_backward(g, x, shape, 1e-3)[0]
    np.testing.assert_allclose(found, plain[1], rtol=1e-9, atol=1e-9)


def test_the_number_of_threads_changes_nothing(monkeypatch):
    rng = np.random.default_rng(1)
    x, g = rng.standard_normal((2, 600, 700), dtype=np.float32)
    gamma, beta = rng.standard_normal((2, 700), dtype=np.float32)
    found = []
    for threads in (1, 2, 3):
        monkeypatch.setattr(parallel, "threads", threads)
        y, means, rstds = standardize.standardized(x, x.shape, 1e-5, gamma, beta)
        back = standardize.rows_backward(g, x, x.shape, 1e-5, gamma, means, rstds)
        found.append((y, means, rstds, *back))
    for other in found[1:]:
        for a, b in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(a, b)
