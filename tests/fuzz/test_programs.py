"""2,000 random operator programs: values and gradients agree with PyTorch, or with differences.

With PyTorch installed beside ndgrad the programs run in both; without it each gradient is compared
with a central difference along a random direction. A part of them is checked at second order too.
"""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import autograd, nd
from ndgrad.test_utils import check_gradients

from .programs import ND, Program, draw, torch_table

try:
    import torch
except ImportError:
    torch = None

PROGRAMS, BLOCK = 2000, 100


def _ours(program: Program, dtype: str = "float64") -> tuple[list[np.ndarray], list[np.ndarray]]:
    leaves = [nd.array(leaf, dtype=dtype) for leaf in program.leaves]
    for leaf in leaves:
        leaf.attach_grad()
    with autograd.record():
        heads = program.run(ND, leaves)
    autograd.backward(heads, [nd.array(w, dtype=dtype) for w in program.weights])
    return [h.asnumpy() for h in heads], [leaf.grad.asnumpy() for leaf in leaves]


def _total(program: Program, leaves: list[np.ndarray]) -> float:
    heads = program.run(ND, [nd.array(leaf, dtype="float64") for leaf in leaves])
    pairs = zip(heads, program.weights, strict=True)
    return sum(float((h.asnumpy() * w).sum()) for h, w in pairs)


def _as_differences(program: Program, gradients: list[np.ndarray], seed: int) -> None:
    rng, eps = np.random.default_rng(seed), 1e-6
    directions = [rng.standard_normal(leaf.shape) for leaf in program.leaves]
    moved = [
        _total(program, [x + s * d for x, d in zip(program.leaves, directions, strict=True)])
        for s in (eps, -eps)
    ]
    numeric = (moved[0] - moved[1]) / (2 * eps)
    products = [g * d for g, d in zip(gradients, directions, strict=True)]
    scale = max(1.0, *(float(np.abs(p).max()) for p in products))
    assert abs(sum(p.sum() for p in products) - numeric) <= 1e-5 * scale


def _as_torch(program: Program, heads: list[np.ndarray], gradients: list[np.ndarray]) -> None:
    leaves = [torch.tensor(leaf, requires_grad=True) for leaf in program.leaves]
    theirs = program.run(torch_table(torch), leaves)
    for ours, other in zip(heads, theirs, strict=True):
        np.testing.assert_allclose(ours, other.detach().numpy(), rtol=1e-9, atol=1e-9)
    differentiable = [
        (h, torch.tensor(w))
        for h, w in zip(theirs, program.weights, strict=True)
        if h.requires_grad
    ]
    torch.autograd.backward([h for h, _ in differentiable], [w for _, w in differentiable])
    for ours, leaf in zip(gradients, leaves, strict=True):
        other = np.zeros(leaf.shape) if leaf.grad is None else leaf.grad.numpy()
        scale = max(1.0, float(np.abs(other).max()))
        np.testing.assert_allclose(ours, other, rtol=1e-8, atol=1e-9 * scale)


@pytest.mark.parametrize("block", range(PROGRAMS // BLOCK))
def test_random_programs(block):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        program = draw(seed)
        try:
            heads, gradients = _ours(program)
            if torch is None:
                _as_differences(program, gradients, seed)
            else:
                _as_torch(program, heads, gradients)
            if seed % 10 == 0:
                check_gradients(
                    lambda *xs, program=program: program.run(ND, list(xs)), *program.leaves,
                    order=2, eps=1e-6, rtol=1e-4, atol=1e-5,
                )  # fmt: skip
        except BaseException:
            print(f"seed {seed}\n{program}")
            raise


@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 2e-3), ("float16", None)])
def test_other_precisions(dtype, rtol):
    """The dtype is kept through values and gradients, and the values are those of float64."""
    for seed in range(400):
        program = draw(seed)
        wide = sum(_ours(program), [])
        narrow = sum(_ours(program, dtype), [])
        for a, b in zip(narrow, wide, strict=True):
            assert a.dtype == dtype, f"seed {seed}\n{program}"
            if rtol is not None:
                atol = rtol * max(1.0, float(np.abs(b).max()))
                np.testing.assert_allclose(a, b, rtol=rtol, atol=atol, err_msg=f"seed {seed}")


def test_no_program_needs_the_collector(without_collector):
    for seed in range(40):
        program = draw(seed)
        _ours(program)
        leaves = [nd.array(leaf, dtype="float64") for leaf in program.leaves]
        for leaf in leaves:
            leaf.attach_grad()
        with autograd.record():
            heads = program.run(ND, leaves)
            total = sum((h.sum() for h in heads[1:]), heads[0].sum())
            reached = autograd.grad(total, [leaves[program.steps[0].inputs[0]]], create_graph=True)
        assert reached[0].shape


def test_programs_are_varied():
    """Every operator of the table is met, and most programs are long."""
    programs = [draw(seed) for seed in range(0, PROGRAMS, 4)]
    met = {step.name for program in programs for step in program.steps}
    assert met == set(ND)
    assert np.mean([len(p.steps) for p in programs]) > 6
