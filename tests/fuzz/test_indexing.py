"""Random keys: reading, writing and differentiating x[key] agree with NumPy.

Classic arrays differ from NumPy where these tests say so: a selected element has shape (1,), and a
list or array index is never a mask.
"""

from __future__ import annotations

import random

import numpy as np
import pytest

from ndgrad import autograd, nd

KEYS = 1500


def draw(chance: random.Random) -> tuple[tuple[int, ...], tuple]:
    """A shape, and a key of integers, slices, new axes, an Ellipsis and index lists."""
    shape = tuple(chance.randint(1, 4) for _ in range(chance.randint(1, 4)))
    key: list = []
    axis, lists = 0, chance.choice([(2,), (3,), (2, 1), (1, 2)])
    kinds = ["new", "integer", "integer", "slice", "slice", "slice", "list"]
    while axis < len(shape) and len(key) < 5:
        kind = chance.choice([*kinds, "stop"])
        if kind == "stop":
            break
        length = shape[axis]
        if kind == "new":
            key.append(None)
            continue
        if kind == "integer":
            key.append(chance.randrange(-length, length))
        elif kind == "list":
            count = int(np.prod(lists))
            chosen = [chance.randrange(-length, length) for _ in range(count)]
            key.append(np.reshape(chosen, lists).tolist())
        else:
            ends = [None, *range(-length - 1, length + 2)]
            step = chance.choice([None, None, 1, 2, -1, -2])
            key.append(slice(chance.choice(ends), chance.choice(ends), step))
        axis += 1
    if chance.random() < 0.3:
        # What stands behind the Ellipsis counts from the last axis: only safe for whole axes.
        key.append(Ellipsis)
    return shape, tuple(key)


@pytest.mark.parametrize("block", range(10))
def test_as_numpy(block):
    chance = random.Random(block)
    for _ in range(KEYS // 10):
        shape, key = draw(chance)
        raw = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
        expected = np.asarray(raw[key])
        given = key if len(key) != 1 or chance.random() < 0.5 else key[0]
        what = f"x{list(shape)}[{given}]"

        x = nd.array(raw, dtype="float64")
        x.attach_grad()
        with autograd.record():
            y = x[given]
        assert y.shape == (expected.shape or (1,)), what
        assert np.array_equal(y.asnumpy(), expected.reshape(y.shape)), what

        weights = np.arange(1.0, 1 + y.size).reshape(y.shape)
        y.backward(nd.array(weights, dtype="float64"))
        gradient = np.zeros(shape)
        np.add.at(gradient, key, weights.reshape(expected.shape))
        assert np.array_equal(x.grad.asnumpy(), gradient), what

        for value in (-1.0, -weights):
            x, written = nd.array(raw, dtype="float64"), raw.copy()
            x[given] = nd.array(value, dtype="float64") if np.ndim(value) else value
            written[key] = value if np.ndim(value) == 0 else value.reshape(expected.shape)
            assert np.array_equal(x.asnumpy(), written), f"{what} = {value}"


def test_lists_and_arrays_of_truth_values_are_integers():
    x = nd.array([5.0, 6.0, 7.0])
    assert x[[True, False]].asnumpy().tolist() == [6.0, 5.0]
    assert x[x > 5].asnumpy().tolist() == [5.0, 6.0, 6.0]
