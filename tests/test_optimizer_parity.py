"""Every optimizer follows MXNet's trajectory, and goes on from MXNet's saved states."""

import base64
import warnings

import numpy as np
import pytest

import ndgrad as mx
from tests.parity.training import optimizers, recorded, states

# Relative to the largest weight. MXNet holds rates, decays and bounds in float32 also for float64
# arrays (test_optimizer_formulas.py has the exact values); float16 is rounded once per step.
TOLERANCE = {"float32": 2e-5, "float64": 2e-5, "float16": 2e-3}
CASES = optimizers.cases()
ANSWERS = recorded("optimizers")


def _follow(key):
    name, options, dtype = CASES[key]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "learning_rate=", UserWarning)
        optimizer = optimizers.make(mx, name, options)
    return np.array(optimizers.follow(mx, optimizer, dtype)), dtype


def _assert_close(found, expected, dtype):
    expected = np.array(expected)
    scale = np.abs(expected).max()
    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE[dtype] * scale)


@pytest.mark.parametrize("key", CASES)
def test_trajectory_is_that_of_mxnet(key):
    found, dtype = _follow(key)
    expected = ANSWERS[key]
    if expected is None:  # MXNet refuses float64 here: float64 must still go the same way
        assert dtype == "float64"
        expected = ANSWERS[key.replace("float64", "float32")]
        _assert_close(found, expected, "float32")
    else:
        _assert_close(found, expected, dtype)


def test_mxnet_refuses_only_what_is_known():
    refused = {key.partition("(")[0] for key, answer in ANSWERS.items() if answer is None}
    assert refused == {"adagrad", "adadelta", "rmsprop", "ftrl"}


@pytest.mark.parametrize("name", states.CASES)
def test_training_goes_on_from_states_saved_by_mxnet(name):
    kind, options, dtype = states.CASES[name]
    saved, before, after = recorded("states")[name]
    updater = mx.optimizer.get_updater(mx.optimizer.create(kind))
    updater.set_states(base64.b64decode(saved))
    assert type(updater.optimizer) is type(mx.optimizer.create(kind))
    weights = [
        mx.nd.array(values, dtype=dtype).reshape(start.shape)
        for values, start in zip(before, optimizers.START)
    ]
    found = states.train(mx, updater, weights, range(5, 10))
    for values, expected in zip(found, after):
        _assert_close(values, expected, dtype)


@pytest.mark.parametrize("name", states.CASES)
def test_states_are_laid_out_as_in_mxnet(name):
    kind, options, dtype = states.CASES[name]
    theirs = mx.optimizer.get_updater(mx.optimizer.create(kind))
    theirs.set_states(base64.b64decode(recorded("states")[name][0]))
    ours = mx.optimizer.get_updater(optimizers.make(mx, kind, options))
    states.train(mx, ours, states.weights_of(mx, dtype), range(5))

    def layout(state):
        if isinstance(state, (tuple, list)):
            return tuple(layout(part) for part in state)
        return state if state is None else (state.shape, state.dtype)

    assert {k: layout(v) for k, v in ours.states.items()} == {
        k: layout(v) for k, v in theirs.states.items()
    }
