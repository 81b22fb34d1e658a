"""Recurrent layers: names, files, states, lengths, clipping, projection, dropout, errors."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from tests.parity import rnn_files, store

R = gluon.rnn


def fresh(make):
    """A layer made under fresh counters, initialized."""
    with mx.name.NameManager():
        layer = make()
    layer.initialize(mx.init.Normal(0.5))
    return layer


KINDS = {
    "relu": lambda **kw: R.RNN(4, input_size=3, **kw),
    "tanh": lambda **kw: R.RNN(4, activation="tanh", input_size=3, **kw),
    "lstm": lambda **kw: R.LSTM(4, input_size=3, **kw),
    "gru": lambda **kw: R.GRU(4, input_size=3, **kw),
}


def test_printing():
    assert repr(R.LSTM(4, 2, bidirectional=True, dropout=0.2)) == (
        "LSTM(None -> 4, TNC, num_layers=2, dropout=0.2, bidirectional)"
    )
    assert repr(R.GRU(4, layout="NTC", input_size=3)) == "GRU(3 -> 4, NTC)"
    layer = fresh(lambda: R.RNN(4))
    layer(nd.ones((2, 1, 5)))
    assert repr(layer) == "RNN(5 -> 4, TNC)"
    assert str(layer.l0_i2h_weight) == "Parameter rnn0_l0_i2h_weight (shape=(4, 5), dtype=float32)"


def test_parameters_and_files(tmp_path):
    layer = fresh(lambda: R.LSTM(4, 2, bidirectional=True, dropout=0.2, input_size=3))
    names = list(layer.collect_params())
    assert names[:2] == ["lstm0_l0_i2h_weight", "lstm0_l0_h2h_weight"]
    assert names[4:6] == ["lstm0_r0_i2h_weight", "lstm0_r0_h2h_weight"]
    assert layer.l1_i2h_weight.shape == (16, 8)
    file = str(tmp_path / "lstm.params")
    layer.save_parameters(file)
    saved = nd.load(file)
    assert list(saved)[:2] == ["_unfused.0.l_cell.i2h_weight", "_unfused.0.l_cell.h2h_weight"]
    assert list(saved)[-1] == "_unfused.1.r_cell.h2h_bias"
    other = R.LSTM(4, 2, bidirectional=True)
    other.load_parameters(file)
    x = nd.random.normal(shape=(5, 2, 3))
    assert np.array_equal(layer(x).asnumpy(), other(x).asnumpy())
    net = gluon.nn.HybridSequential()
    net.add(R.GRU(4, input_size=3))
    assert list(net._collect_params_with_prefix())[0] == "0._unfused.0.i2h_weight"
    projected = R.LSTM(4, projection_size=2)
    assert list(projected._collect_params_with_prefix())[-1] == "_unfused.0.h2r_weight"


@pytest.mark.parametrize("name", rnn_files.NETS)
def test_files_of_mxnet_are_loaded(name, tmp_path):
    answer = store.read(rnn_files.FAMILY)[name]
    (tmp_path / "net.params").write_bytes(answer["file"].tobytes())
    net = rnn_files.NETS[name](mx)
    net.load_parameters(str(tmp_path / "net.params"))
    found = rnn_files.output(net, nd.array(answer["x"]))
    np.testing.assert_allclose(found, answer["y"], rtol=1e-5, atol=1e-6)
    net.save_parameters(str(tmp_path / "again.params"))
    ours, theirs = (nd.load(str(tmp_path / f"{n}.params")) for n in ("again", "net"))
    assert list(ours) == list(theirs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
def test_unfused_cells_compute_the_same(kind, both):
    layer = fresh(lambda: KINDS[kind](num_layers=2, bidirectional=both, dropout=0.0))
    cells = layer._unfuse()
    assert sorted(cells.collect_params()) == sorted(layer.collect_params())
    x = nd.random.normal(shape=(5, 2, 3))
    expected = layer(x)
    found, _ = cells.unroll(5, x, layout="TNC", merge_outputs=True)
    np.testing.assert_allclose(found.asnumpy(), expected.asnumpy(), rtol=1e-5, atol=1e-6)


def test_what_cannot_be_unfused():
    for options in (
        {"projection_size": 2},
        {"state_clip_min": -1.0},
        {"use_sequence_length": True},
    ):
        with pytest.raises(NotImplementedError, match="_unfuse does not support"):
            R.LSTM(4, **options)._unfuse()


def test_states_come_back_if_given():
    layer = fresh(lambda: R.LSTM(4, 2, bidirectional=True))
    x = nd.random.normal(shape=(5, 3, 6))
    outputs, states = layer(x, layer.begin_state(3))
    assert outputs.shape == (5, 3, 8)
    assert [s.shape for s in states] == [(4, 3, 4)] * 2
    assert np.array_equal(layer(x).asnumpy(), outputs.asnumpy())
    gru = fresh(lambda: R.GRU(4))
    for state in (gru.begin_state(3), gru.begin_state(3)[0]):
        assert isinstance(gru(x, state)[1], list)
    turned = fresh(lambda: R.GRU(4, layout="NTC"))
    assert turned(x.swapaxes(0, 1))[0].shape == (5, 4)


def test_begin_state():
    layer = R.GRU(4, 2, dtype="float64")
    assert layer.state_info(3) == [{"shape": (2, 3, 4), "__layout__": "LNC", "dtype": "float64"}]
    assert layer.begin_state(3)[0].dtype == np.float64
    assert layer.begin_state(3, func=nd.ones)[0].asnumpy().min() == 1
    assert layer.begin_state(3, ctx=mx.cpu(1))[0].context == mx.cpu(1)
    projected = R.LSTM(4, projection_size=2)
    assert [s.shape for s in projected.begin_state(3)] == [(1, 3, 2), (1, 3, 4)]


def test_cast_and_dtype():
    layer = fresh(lambda: R.LSTM(4))
    layer(nd.ones((2, 1, 3)))
    layer.cast("float64")
    assert layer(nd.ones((2, 1, 3), dtype="float64")).dtype == np.float64
    assert layer.begin_state(1)[0].dtype == np.float64
    made = fresh(lambda: R.GRU(4, dtype="float64", input_size=3))
    assert made(nd.ones((2, 1, 3), dtype="float64")).dtype == np.float64


def test_inside_a_net_with_shapes_still_to_be_found():
    net = gluon.nn.HybridSequential()
    net.add(gluon.nn.Dense(6, flatten=False), R.LSTM(4), gluon.nn.Dense(2, flatten=False))
    net.initialize()
    net.infer_shape(nd.ones((5, 3, 2)))
    assert net[1].l0_i2h_weight.shape == (16, 6)
    net.hybridize()
    assert net(nd.ones((5, 3, 2))).shape == (5, 3, 2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("layout", ["TNC", "NTC"])
def test_each_sample_as_if_it_were_alone(kind, both, layout):
    """MXNet takes sequence_length and ignores it."""
    options = {"num_layers": 2, "bidirectional": both, "layout": layout}
    layer = fresh(lambda: KINDS[kind](use_sequence_length=True, **options))
    single = KINDS[kind](params=layer.collect_params(), prefix=layer.prefix, **options)
    lengths = [3, 5, 1]
    x = nd.random.normal(shape=(5, 3, 3))
    states = [nd.random.normal(shape=s.shape) for s in layer.begin_state(3)]
    time_major = layout == "TNC"
    whole = x if time_major else x.swapaxes(0, 1)
    whole.attach_grad()
    with autograd.record():
        outputs, new_states = layer(whole, states, sequence_length=nd.array(lengths))
    outputs.backward()
    outputs = outputs if time_major else outputs.swapaxes(0, 1)
    gradient = whole.grad if time_major else whole.grad.swapaxes(0, 1)
    for i, length in enumerate(lengths):
        part = x[:length, i : i + 1]
        part = part if time_major else part.swapaxes(0, 1)
        part.attach_grad()
        begin = [s[:, i : i + 1] for s in states]
        with autograd.record():
            alone, alone_states = single(part, begin)
        alone.backward()
        alone = alone if time_major else alone.swapaxes(0, 1)
        alone_gradient = part.grad if time_major else part.grad.swapaxes(0, 1)
        close = {"rtol": 1e-5, "atol": 1e-6}
        np.testing.assert_allclose(outputs[:length, i].asnumpy(), alone[:, 0].asnumpy(), **close)
        assert (outputs[length:, i].asnumpy() == 0).all()
        np.testing.assert_allclose(
            gradient[:length, i].asnumpy(), alone_gradient[:, 0].asnumpy(), **close
        )
        assert (gradient[length:, i].asnumpy() == 0).all()
        for state, alone_state in zip(new_states, alone_states):
            np.testing.assert_allclose(state[:, i].asnumpy(), alone_state[:, 0].asnumpy(), **close)


def test_sequence_length_is_asked_for_and_refused():
    x, lengths = nd.ones((5, 2, 3)), nd.array([2, 3])
    with pytest.raises(TypeError, match="sequence_length="):
        fresh(lambda: R.GRU(4, use_sequence_length=True))(x)
    with pytest.raises(TypeError, match="without use_sequence_length"):
        fresh(lambda: R.GRU(4))(x, sequence_length=lengths)


def test_clipped_states():
    """MXNet ignores the bounds."""
    x = nd.random.normal(shape=(6, 2, 3)) * 5
    layer = fresh(lambda: R.LSTM(4, input_size=3, state_clip_min=-0.1, state_clip_max=0.2))
    _, (_, cell) = layer(x, layer.begin_state(2))
    assert cell.asnumpy().min() >= np.float32(-0.1)
    assert cell.asnumpy().max() <= np.float32(0.2)
    free = fresh(lambda: R.LSTM(4, input_size=3))
    assert np.abs(free(x, free.begin_state(2))[1][1].asnumpy()).max() > 0.2


def test_projection_equals_its_cell():
    layer = fresh(lambda: R.LSTM(5, projection_size=2, input_size=3))
    cell = gluon.contrib.rnn.LSTMPCell(5, 2, input_size=3)
    cell.initialize()
    for name in ("i2h_weight", "h2h_weight", "h2r_weight", "i2h_bias", "h2h_bias"):
        getattr(cell, name).set_data(getattr(layer, f"l0_{name}").data())
    x = nd.random.normal(shape=(4, 2, 3))
    expected, (h, c) = cell.unroll(4, x, layout="TNC", merge_outputs=True)
    found, (h2, c2) = layer(x, layer.begin_state(2))
    for a, b in ((expected, found), (h, h2[0]), (c, c2[0])):
        np.testing.assert_allclose(b.asnumpy(), a.asnumpy(), rtol=1e-5, atol=1e-6)


def test_dropout_lies_between_layers_while_training():
    layer = fresh(lambda: R.GRU(20, 2, dropout=0.5, input_size=3))
    x = nd.random.normal(shape=(4, 2, 3))
    plain = layer(x).asnumpy()
    assert np.array_equal(layer(x).asnumpy(), plain)
    with autograd.train_mode():
        mx.random.seed(1)
        first = layer(x).asnumpy()
        second = layer(x).asnumpy()
        mx.random.seed(1)
        again = layer(x).asnumpy()
    assert not np.array_equal(first, second)
    assert np.array_equal(first, again)
    single = fresh(lambda: R.GRU(20, 1, dropout=0.5, input_size=3))
    with autograd.train_mode():
        assert np.array_equal(single(x).asnumpy(), single(x).asnumpy())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda layer: layer(nd.ones((5, 2))), "rank-3"),
        (lambda layer: layer(nd.ones((5, 2)), layer.begin_state(2)), "rank-3"),
        (lambda layer: layer(nd.ones((5, 2, 7))), "expects inputs with 3 channels"),
        (lambda layer: layer(nd.ones((5, 2, 3)), layer.begin_state(3)), "recurrent state shape"),
        (lambda layer: layer(nd.ones((5, 2, 3)), layer.begin_state(2) * 2), "expects 1 states"),
        (lambda layer: R.GRU(4, layout="NCT"), "Invalid layout NCT"),
        (lambda layer: R.RNN(4, activation="sigmoid"), "'relu' or 'tanh'"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call(fresh(lambda: R.GRU(4, input_size=3)))


def test_unknown_options_raise():
    with pytest.raises(TypeError):
        R.GRU(4, projection_size=2)
    with pytest.raises(TypeError):
        R.LSTM(4, units=3)


def test_states_cut_off_between_batches():
    """The training loop of language models: states go on, gradients do not."""
    layer = fresh(lambda: R.GRU(4, input_size=3))
    trainer = gluon.Trainer(layer.collect_params(), "sgd", {"learning_rate": 0.1})
    states = layer.begin_state(2)
    for _ in range(3):
        states = [s.detach() for s in states]
        with autograd.record():
            outputs, states = layer(nd.random.normal(shape=(5, 2, 3)), states)
            loss = (outputs * outputs).sum()
        loss.backward()
        trainer.step(2)
    assert np.isfinite(states[0].asnumpy()).all()


def test_hooks_and_summary_see_what_the_caller_gets(capsys):
    layer = gluon.rnn.LSTM(4, input_size=3)
    layer.initialize()
    seen = []
    layer.register_forward_hook(lambda block, inputs, output: seen.append(output))
    output = layer(nd.ones((2, 5, 3)))
    assert seen.pop() is output
    pair = layer(nd.ones((2, 5, 3)), layer.begin_state(5))
    assert seen.pop() is pair
    layer.summary(nd.ones((2, 5, 3)))
    assert "LSTM-1                                   (2, 5, 4)             144" in (
        capsys.readouterr().out
    )
