"""The recurrent operator beyond its sample row: lengths, dropout, memory, the packed parameters."""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, nd
from tests.ops.rows.recurrent import rnn, size

T, N, WIDTH, H = 5, 3, 2, 4
LENGTHS = [5, 1, 3]


def inputs(mode, layers=1, ways=1, dtype="float64", projection=None):
    rng = np.random.default_rng(7)
    shapes = [(T, N, WIDTH), (size(mode, WIDTH, H, layers, ways, projection),)]
    shapes += [(layers * ways, N, projection or H)]
    shapes += [(layers * ways, N, H)] if mode == "lstm" else []
    return [nd.array(rng.uniform(-0.9, 0.9, shape), dtype=dtype) for shape in shapes]


def run(arrays, **params):
    for a in arrays:
        a.attach_grad()
    with autograd.record():
        outputs = nd.RNN(*arrays, state_outputs=True, **params)
    autograd.backward(outputs)
    return [y.asnumpy() for y in outputs], [a.grad.asnumpy() for a in arrays]


@pytest.mark.parametrize("mode", ["rnn_relu", "rnn_tanh", "lstm", "gru"])
def test_each_sample_is_computed_as_if_alone(mode):
    arrays = inputs(mode, 2, 2)
    params = {"mode": mode, "state_size": H, "num_layers": 2, "bidirectional": True}
    x = arrays[0]
    for n, length in enumerate(LENGTHS):
        x[length:, n] = float("nan")  # whatever the padding holds
    for a in arrays:
        a.attach_grad()
    with autograd.record():
        cells = [] if mode == "lstm" else [None]
        lengths = nd.array(LENGTHS, dtype="int32")
        outputs = nd.RNN(
            *arrays, *cells, lengths, use_sequence_length=True, state_outputs=True, **params
        )
    autograd.backward(outputs)
    total = 0
    for n, length in enumerate(LENGTHS):
        own = [x[:length, n : n + 1].copy(), arrays[1].copy()]
        own += [a[:, n : n + 1].copy() for a in arrays[2:]]
        alone, gradients = run(own, **params)
        y = outputs[0].asnumpy()
        np.testing.assert_allclose(y[:length, n], alone[0][:, 0], rtol=1e-12)
        assert (y[length:, n] == 0).all()
        for together, single in zip(outputs[1:], alone[1:], strict=True):
            np.testing.assert_allclose(together.asnumpy()[:, n], single[:, 0], rtol=1e-12)
        g = x.grad.asnumpy()
        np.testing.assert_allclose(g[:length, n], gradients[0][:, 0], rtol=1e-10)
        assert (g[length:, n] == 0).all()
        for a, single in zip(arrays[2:], gradients[2:], strict=True):
            np.testing.assert_allclose(a.grad.asnumpy()[:, n], single[:, 0], rtol=1e-10)
        total = total + gradients[1]
    np.testing.assert_allclose(arrays[1].grad.asnumpy(), total, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("mode", ["lstm", "gru", "rnn_tanh"])
def test_a_sample_without_steps(mode):
    arrays = inputs(mode)
    cells = [] if mode == "lstm" else [None]
    y, *states = nd.RNN(
        *arrays, *cells, nd.array([0, 2, 5]), mode=mode, state_size=H, num_layers=1,
        use_sequence_length=True, state_outputs=True,
    )  # fmt: skip
    assert (y.asnumpy()[:, 0] == 0).all()
    for state, first in zip(states, arrays[2:], strict=True):
        np.testing.assert_array_equal(state.asnumpy()[:, 0], first.asnumpy()[:, 0])


def test_dropout_is_between_layers_and_in_training_only():
    arrays = inputs("gru", 2, dtype="float32")
    params = {"mode": "gru", "state_size": H, "num_layers": 2}
    plain = nd.RNN(*arrays, **params).asnumpy()
    np.testing.assert_array_equal(nd.RNN(*arrays, p=0.5, **params).asnumpy(), plain)
    with autograd.train_mode():
        dropped = nd.RNN(*arrays, p=0.5, **params).asnumpy()
        assert np.abs(dropped - plain).max() > 1e-3
        one = nd.RNN(*inputs("gru"), p=0.5, mode="gru", state_size=H, num_layers=1).asnumpy()
    same = nd.RNN(*inputs("gru"), mode="gru", state_size=H, num_layers=1).asnumpy()
    np.testing.assert_array_equal(one, same)
    # All dropped: the second layer sees zeros.
    with autograd.train_mode():
        nothing = nd.RNN(*arrays, p=1.0, **params).asnumpy()
    assert np.isfinite(nothing).all()


@pytest.mark.parametrize("mode", ["lstm", "gru"])
def test_dropout_is_the_same_in_both_kinds_of_sweep(mode):
    arrays = inputs(mode, 3)
    for a in arrays:
        a.attach_grad()
    with autograd.record():
        y = nd.RNN(*arrays, p=0.4, mode=mode, state_size=H, num_layers=3)
        recorded = autograd.grad(y, arrays, create_graph=True, retain_graph=True)
    y.backward()
    for a, g in zip(arrays, recorded, strict=True):
        np.testing.assert_allclose(a.grad.asnumpy(), g.asnumpy(), rtol=1e-9, atol=1e-12)


def test_clipping_nan():
    arrays = inputs("lstm")
    arrays[3][0, 0, 0] = float("nan")
    params = {"mode": "lstm", "state_size": H, "num_layers": 1, "lstm_state_clip_min": -0.5}
    params |= {"lstm_state_clip_max": 0.5, "state_outputs": True}
    kept = nd.RNN(*arrays, **params)[2].asnumpy()
    assert np.isnan(kept).any()
    stopped = nd.RNN(*arrays, lstm_state_clip_nan=True, **params)[2].asnumpy()
    assert np.isfinite(stopped).all() and np.abs(stopped).max() <= 0.5


def test_half_precision_is_computed_in_single():
    arrays = inputs("lstm", 2, 2, dtype="float16")
    params = {"mode": "lstm", "state_size": H, "num_layers": 2, "bidirectional": True}
    outputs, gradients = run(arrays, **params)
    exact, exact_gradients = run([a.astype("float64") for a in arrays], **params)
    for got, want in zip(outputs + gradients, exact + exact_gradients, strict=True):
        assert got.dtype == np.float16
        np.testing.assert_allclose(got, want, rtol=2e-3, atol=2e-3 * np.abs(want).max())


def test_the_wider_dtype_wins():
    arrays = inputs("gru", dtype="float32")
    arrays[1] = arrays[1].astype("float64")
    outputs, gradients = run(arrays, mode="gru", state_size=H, num_layers=1)
    assert [y.dtype for y in outputs] == [np.float64] * 2
    assert [g.dtype for g in gradients] == [np.float32, np.float64, np.float32]


def test_outputs_are_the_users_own():
    arrays = inputs("lstm")
    params = {"mode": "lstm", "state_size": H, "num_layers": 1}
    _, want = run(arrays, **params)
    with autograd.record():
        outputs = nd.RNN(*arrays, state_outputs=True, **params)
        total = sum(y.sum() for y in outputs)
    for y in outputs:
        y[:] = 0  # no rule needs them
    total.backward()
    for a, g in zip(arrays, want, strict=True):
        np.testing.assert_allclose(a.grad.asnumpy(), g, rtol=1e-12)


def test_changed_parameters_are_found():
    arrays = inputs("gru")
    arrays[1].attach_grad()
    with autograd.record():
        y = nd.RNN(*arrays, mode="gru", state_size=H, num_layers=1)
    arrays[1][:] = 0
    with pytest.raises(mx.MXNetError, match="changed in place"):
        y.backward()


def test_no_gradient_that_nobody_asked_for():
    arrays = inputs("lstm")
    arrays[1].attach_grad()
    with autograd.record():
        y = nd.RNN(*arrays, mode="lstm", state_size=H, num_layers=1)
    y.backward()
    got = arrays[1].grad.asnumpy().copy()
    _, want = run_first(arrays, mode="lstm", state_size=H, num_layers=1)
    np.testing.assert_allclose(got, want[1], rtol=1e-12)


def run_first(arrays, **params):
    for a in arrays:
        a.attach_grad()
    with autograd.record():
        y = nd.RNN(*arrays, **params)
    y.backward()
    return y, [a.grad.asnumpy() for a in arrays]


def test_a_step_at_a_time_is_the_same():
    arrays = inputs("lstm", 2, projection=3)
    params = {"mode": "lstm", "state_size": H, "num_layers": 2, "projection_size": 3}
    whole = nd.RNN(*arrays, state_outputs=True, **params)
    x, weights, h, c = arrays
    outputs = []
    for t in range(T):
        y, h, c = nd.RNN(x[t : t + 1], weights, h, c, state_outputs=True, **params)
        outputs.append(y)
    np.testing.assert_allclose(nd.concat(*outputs, dim=0).asnumpy(), whole[0].asnumpy(), rtol=1e-12)
    np.testing.assert_allclose(h.asnumpy(), whole[1].asnumpy(), rtol=1e-12)
    np.testing.assert_allclose(c.asnumpy(), whole[2].asnumpy(), rtol=1e-12)


def test_long_sequences():
    rng = np.random.default_rng(0)
    raws = [rng.normal(size=s) for s in ((300, 2, 3), (size("gru", 3, 4),), (1, 2, 4))]
    y = nd.RNN(
        *[nd.array(r, dtype="float64") for r in raws], mode="gru", state_size=4, num_layers=1
    )
    np.testing.assert_allclose(y.asnumpy(), rnn(*raws, mode="gru", state_size=4), rtol=1e-10)
