"""Linear algebra beyond the rows: symmetric arguments, singular matrices, memory of products."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from ndgrad import MXNetError, autograd, nd
from ndgrad.test_utils import check_gradients

L = nd.linalg


def random(*shape, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, shape)


def definite(x):
    """A positive definite matrix as a function of any square one."""
    return L.syrk(x) + nd.eye(x.shape[-1], dtype=x.dtype)


SHAPES = [(3, 3), (2, 3, 3), (1, 1), (2, 1, 4, 4)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lower", [True, False])
def test_cholesky_and_what_is_built_on_it(shape, lower):
    def functions(x):
        factor = L.potrf(definite(x), lower=lower)
        return [factor, L.potri(factor, lower=lower), L.sumlogdiag(factor)]

    check_gradients(functions, random(*shape), order=2, rtol=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_eigenvalues_and_eigenvectors(shape):
    gap = np.arange(shape[-1]) * 2.0  # distinct eigenvalues, and no ties for the sign

    def functions(x):
        symmetric = x + nd.swapaxes(x, -1, -2) + nd.array(np.diag(gap), dtype="float64")
        return L.syevd(symmetric)

    check_gradients(functions, random(*shape), order=2, rtol=1e-4)


def test_only_the_part_that_is_read_matters():
    x = np.array([[4.0, 99.0], [1.0, 4.25]])
    np.testing.assert_allclose(L.potrf(nd.array(x)).asnumpy(), [[2, 0], [0.5, 2]])
    np.testing.assert_allclose(L.potrf(nd.array(x.T), lower=False).asnumpy(), [[2, 0.5], [0, 2]])
    values = L.syevd(nd.array(x))[1].asnumpy()
    np.testing.assert_allclose(values, np.linalg.eigvalsh([[4, 1], [1, 4.25]]), rtol=1e-6)


def test_gradient_of_one_output_alone():
    x = random(3, 3) + 3 * np.eye(3)
    for function in (L.gelqf, L.slogdet, lambda a: L.syevd(definite(a))):
        for place in (0, 1):
            check_gradients(lambda a, f=function, i=place: f(a)[i], x, order=2, rtol=1e-4)


@pytest.mark.parametrize(
    "matrix",
    [
        [[1.0, 2.0], [2.0, 4.0]],
        [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0]],
        [[0.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 3.0]],
        [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 3.0]],
    ],
)
def test_determinant_of_singular_matrices_has_its_gradient(matrix):
    check_gradients(L.det, np.array(matrix))
    check_gradients(L.det, np.array([matrix, np.eye(len(matrix))]))


def test_second_derivative_of_a_singular_determinant_is_refused():
    x = nd.array([[1.0, 2.0], [2.0, 4.0]])
    x.attach_grad()
    with autograd.record():
        (g,) = autograd.grad(L.det(x), [x], create_graph=True)
    with pytest.raises(ArithmeticError, match="singular"):
        g.backward()


def test_log_determinant_of_singular_matrices():
    x = nd.array([[[2.0, 3.0], [1.0, 4.0]], [[1.0, 2.0], [2.0, 4.0]]])
    sign, log = L.slogdet(x)
    assert sign.asnumpy().tolist() == [1, 0] and log.asnumpy()[1] == -np.inf
    x.attach_grad()
    with autograd.record():
        y = L.slogdet(x)[1]
    with pytest.raises(ArithmeticError, match="singular") as caught:
        y.backward()
    assert isinstance(caught.value, MXNetError)


def test_equal_eigenvalues_give_no_finite_lie():
    x = nd.eye(2)
    x.attach_grad()
    with autograd.record():
        U, values = L.syevd(x)
        y = (U * nd.array([[1, 2], [3, 4]])).sum()
    y.backward()
    assert not np.isfinite(x.grad.asnumpy()).all()
    with autograd.record():
        y = L.syevd(x)[1].sum()
    y.backward()
    np.testing.assert_allclose(x.grad.asnumpy(), np.eye(2))


@pytest.mark.parametrize("transpose_a", [False, True])
@pytest.mark.parametrize("transpose_b", [False, True])
def test_products_and_their_gradients_copy_no_factor(transpose_a, transpose_b):
    a = nd.ones((300, 1000) if not transpose_a else (1000, 300))
    b = nd.ones((1000, 200) if not transpose_b else (200, 1000))
    a.attach_grad()
    b.attach_grad()
    with autograd.record():
        y = nd.dot(a, b, transpose_a, transpose_b)
    tracemalloc.start()
    try:
        y.backward()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The gradients of both factors and of the product; a transposed copy would add 0.8 MB.
    assert peak < (300 * 1000 + 1000 * 200 + 300 * 200) * 4 + 2e5


def test_matmul_operator_takes_numpy_on_either_side():
    a, b = random(2, 3), random(3, 4, seed=1)
    for x, y in ((nd.array(a), b.astype("f")), (a.astype("f"), nd.array(b))):
        np.testing.assert_allclose((x @ y).asnumpy(), a @ b, rtol=1e-5)
