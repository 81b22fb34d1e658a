"""Cells: names, states, forms of sequences, lengths per sample, modifiers, errors."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd

R = gluon.rnn
C = gluon.contrib.rnn


def fresh(make):
    """A block made under fresh counters, initialized."""
    with mx.name.NameManager():
        block = make()
    block.initialize(mx.init.Normal(0.5))
    return block


def bidirectional(units=4):
    return R.BidirectionalCell(R.RNNCell(units), R.GRUCell(units - 1))


# -- names and printing ---------------------------------------------------------------------------


def test_names_count_per_kind():
    with mx.name.NameManager():
        assert R.LSTM(2).prefix == "lstm0_"
        assert R.LSTMCell(2).prefix == "lstm1_"
        assert [R.RNNCell(2).prefix, R.GRUCell(2).prefix] == ["rnn0_", "gru0_"]
        assert R.ResidualCell(R.RNNCell(2)).prefix == "rnn1_residualcell"
        assert R.ZoneoutCell(R.RNNCell(2)).name == "rnn2_zoneout"
        assert C.VariationalDropoutCell(R.LSTMCell(2)).prefix == "lstm2_vardrop"
        assert R.DropoutCell(0.5).prefix == "dropout0_"
        assert bidirectional().prefix == ""
        assert R.SequentialRNNCell().prefix == "sequentialrnncell0_"
        assert C.LSTMPCell(2, 1).prefix == "lstmp0_"
        assert C.Conv2DLSTMCell((1, 4, 4), 2, 3, 3).prefix == "conv_lstm0_"


def test_printing():
    assert repr(R.RNNCell(4, input_size=3)) == "RNNCell(3 -> 4, tanh)"
    assert repr(R.LSTMCell(4)) == "LSTMCell(None -> 16)"
    assert repr(R.DropoutCell(0.3, (1,))) == "DropoutCell(rate=0.3, axes=(1,))"
    cell = R.ZoneoutCell(R.GRUCell(2), 0.1, 0.2)
    assert repr(cell) == "ZoneoutCell(p_out=0.1, p_state=0.2, GRUCell(None -> 6))"
    assert repr(bidirectional()) == (
        "BidirectionalCell(forward=RNNCell(None -> 4, tanh), backward=GRUCell(None -> 9))"
    )
    stack = R.SequentialRNNCell()
    assert repr(stack) == "SequentialRNNCell(\n\n)"
    stack.add(R.LSTMCell(4))
    stack.add(R.ResidualCell(R.GRUCell(4)))
    assert repr(stack) == (
        "SequentialRNNCell(\n(0): LSTMCell(None -> 16)\n(1): ResidualCell(GRUCell(None -> 12))\n)"
    )
    assert repr(C.LSTMPCell(4, 2)) == "LSTMPCell(None -> 16 -> 2)"
    assert repr(C.VariationalDropoutCell(R.RNNCell(2), 0.1, 0.2, 0.3)) == (
        "VariationalDropoutCell(p_out = 0.3, p_state = 0.2)"
    )
    cell = C.Conv2DGRUCell((6, 7, 3), 4, 3, 3, conv_layout="NHWC", activation="relu")
    assert repr(cell) == "Conv2DGRUCell(3 -> 12, relu, NHWC)"
    assert cell.i2h_weight.shape == (12, 3, 3, 3)
    assert cell.h2h_weight.shape == (12, 3, 3, 4)


def test_parameters_and_their_paths():
    with mx.name.NameManager():
        cell = R.ResidualCell(R.GRUCell(3))
    assert list(cell.collect_params()) == [
        "gru0_i2h_weight", "gru0_h2h_weight", "gru0_i2h_bias", "gru0_h2h_bias",
    ]  # fmt: skip
    assert list(cell._collect_params_with_prefix())[0] == "base_cell.i2h_weight"
    assert cell.params is cell.base_cell.params
    both = bidirectional()
    assert list(both._collect_params_with_prefix())[:5:4] == [
        "l_cell.i2h_weight", "r_cell.i2h_weight",
    ]  # fmt: skip


# -- states ---------------------------------------------------------------------------------------


def test_begin_state():
    cell = R.LSTMCell(4)
    assert cell.state_info(3) == [{"shape": (3, 4), "__layout__": "NC"}] * 2
    assert [s.shape for s in cell.begin_state(3)] == [(3, 4)] * 2
    assert cell.begin_state(2, func=nd.ones)[0].asnumpy().tolist() == [[1] * 4] * 2
    assert cell.begin_state(2, dtype="float64")[0].dtype == np.float64
    assert cell.begin_state(2, func=nd.full, val=7)[0].asnumpy().min() == 7
    assert cell.begin_state(2, func=nd.random.normal)[0].shape == (2, 4)
    assert cell.begin_state(batch_size=2, ctx=mx.cpu(1))[0].context == mx.cpu(1)
    stack = R.HybridSequentialRNNCell()
    stack.add(R.LSTMCell(4))
    stack.add(R.DropoutCell(0.5))
    stack.add(R.GRUCell(3))
    assert [s.shape for s in stack.begin_state(batch_size=2)] == [(2, 4), (2, 4), (2, 3)]
    assert [s.shape for s in bidirectional().begin_state(batch_size=2)] == [(2, 4), (2, 3)]


def test_begin_state_of_modified_cells():
    base = R.RNNCell(4)
    cell = R.ZoneoutCell(base, 0.1, 0.1)
    with pytest.raises(mx.MXNetError, match="cannot be called directly"):
        base.begin_state(2)
    assert cell.begin_state(func=nd.zeros, batch_size=2)[0].shape == (2, 4)
    assert cell.begin_state(2)[0].shape == (2, 4)
    outer = R.ResidualCell(cell)
    with pytest.raises(mx.MXNetError, match="cannot be called directly"):
        cell.begin_state(2)
    assert outer.begin_state(batch_size=2)[0].shape == (2, 4)


# -- forms of sequences ---------------------------------------------------------------------------


def test_unroll_takes_and_gives_all_forms():
    cell = fresh(lambda: R.LSTMCell(4))
    x = nd.random.normal(shape=(2, 5, 3))
    merged, states = cell.unroll(5, x, merge_outputs=True)
    assert merged.shape == (2, 5, 4)
    assert [s.shape for s in states] == [(2, 4)] * 2
    steps, _ = cell.unroll(5, x)
    assert isinstance(steps, list)
    assert np.array_equal(nd.stack(*steps, axis=1).asnumpy(), merged.asnumpy())
    turned, _ = cell.unroll(5, x.swapaxes(0, 1), layout="TNC", merge_outputs=True)
    assert np.array_equal(turned.swapaxes(0, 1).asnumpy(), merged.asnumpy())
    listed, _ = cell.unroll(5, [x[:, t] for t in range(5)], merge_outputs=False)
    assert all(np.array_equal(a.asnumpy(), b.asnumpy()) for a, b in zip(listed, steps))
    one, _ = cell.unroll(1, x[:, :1])
    assert len(one) == 1
    assert one[0].shape == (2, 4)


@pytest.mark.parametrize(
    ("length", "inputs", "layout", "message"),
    [
        (6, nd.ones((2, 5, 3)), "NTC", "5 time steps"),
        (4, nd.ones((2, 5, 3)), "NTC", "5 time steps"),
        (5, [nd.ones((2, 3))] * 4, "NTC", "a list of 4"),
        (5, nd.ones((2, 5, 3)), "NCT", "layout must be"),
        (5, nd.ones((2, 5, 3)), "NC", "layout must be"),
        (5, nd.ones(5), "NTC", "at least 2 axes"),
    ],
)
def test_unroll_refuses_other_forms(length, inputs, layout, message):
    with pytest.raises(ValueError, match=message):
        fresh(lambda: R.GRUCell(3)).unroll(length, inputs, layout=layout)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (np.ones((2, 5, 3)), "got ndarray"),
        ([np.ones((2, 3))] * 5, "got list of ndarray"),
        ([], "got list of 0"),
        (None, "got NoneType"),
    ],
)
def test_unroll_takes_arrays_of_ours_only(inputs, message):
    for cell in (R.GRUCell(3), R.DropoutCell(0.5), R.ResidualCell(R.GRUCell(3))):
        cell.initialize()
        with pytest.raises(TypeError, match=rf"{message}\. nd.array"):
            cell.unroll(5, inputs)
    with pytest.raises(TypeError, match="valid_length must be an NDArray, got list"):
        fresh(lambda: R.GRUCell(3)).unroll(5, nd.ones((2, 5, 3)), valid_length=[5, 3])


def test_steps_refuse_other_states():
    cell = fresh(lambda: R.LSTMCell(4))
    with pytest.raises(ValueError, match="expects 2 states, got 1"):
        cell(nd.ones((2, 3)), cell.begin_state(2)[:1])
    with pytest.raises(TypeError, match="must be a list"):
        cell(nd.ones((2, 3)), cell.begin_state(2)[0])
    with pytest.raises(mx.MXNetError):
        cell(nd.ones((2, 3)), cell.begin_state(3))
    stack = R.SequentialRNNCell()
    stack.add(R.LSTMCell(4))
    stack.add(R.GRUCell(4))
    stack.initialize()
    with pytest.raises(ValueError, match="expects 3 states, got 2"):
        stack(nd.ones((2, 3)), stack.begin_state(batch_size=2)[:2])
    with pytest.raises(IndexError):
        stack[5]
    with pytest.raises(TypeError, match="only recurrent cells"):
        stack.add(gluon.nn.Dense(2))


def test_wrong_width_names_the_layer():
    cell = fresh(lambda: R.GRUCell(4, input_size=3))
    with pytest.raises(mx.MXNetError, match="gru0"):
        cell(nd.ones((2, 7)), cell.begin_state(2))


def test_float64_needs_no_further_word():
    cell = fresh(lambda: R.LSTMCell(4))
    cell.cast("float64")
    outputs, states = cell.unroll(2, nd.ones((1, 2, 3), dtype="float64"), merge_outputs=True)
    assert outputs.dtype == states[0].dtype == np.float64


# -- lengths per sample ---------------------------------------------------------------------------


def stacked_bidirectional():
    stack = R.SequentialRNNCell()
    stack.add(bidirectional(4))
    stack.add(R.DropoutCell(0.0))
    stack.add(R.BidirectionalCell(R.LSTMCell(3), R.LSTMCell(2)))
    return stack


KINDS = {
    "RNNCell": lambda: R.RNNCell(4),
    "LSTMCell": lambda: R.LSTMCell(4),
    "GRUCell": lambda: R.GRUCell(4),
    "residual": lambda: R.ResidualCell(R.GRUCell(3)),
    "bidirectional": bidirectional,
    "stacked bidirectional": stacked_bidirectional,
    "zoneout": lambda: R.ZoneoutCell(R.RNNCell(4), 0.5, 0.5),
    "variational": lambda: C.VariationalDropoutCell(R.RNNCell(4), 0.5, 0.5, 0.5),
    "variational bidirectional": lambda: C.VariationalDropoutCell(bidirectional(), 0.5, 0, 0.5),
    "projected": lambda: C.LSTMPCell(4, 2),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", ["NTC", "TNC"])
def test_each_sample_as_if_it_were_alone(kind, layout):
    """MXNet raises for stacked bidirectional cells with lengths."""
    cell = fresh(KINDS[kind])
    lengths = [3, 5, 1]
    x = nd.random.normal(shape=(3, 5, 3))
    whole = x if layout == "NTC" else x.swapaxes(0, 1)
    outputs, states = cell.unroll(
        5, whole, layout=layout, merge_outputs=True, valid_length=nd.array(lengths)
    )
    if layout == "TNC":
        outputs = outputs.swapaxes(0, 1)
    for i, length in enumerate(lengths):
        alone, alone_states = cell.unroll(length, x[i : i + 1, :length], merge_outputs=True)
        np.testing.assert_allclose(
            outputs[i, :length].asnumpy(), alone[0].asnumpy(), rtol=1e-5, atol=1e-6
        )
        assert (outputs[i, length:].asnumpy() == 0).all()
        for state, alone_state in zip(states, alone_states):
            np.testing.assert_allclose(
                state[i].asnumpy(), alone_state[0].asnumpy(), rtol=1e-5, atol=1e-6
            )


def test_a_sample_of_length_0_keeps_its_state():
    cell = fresh(lambda: R.LSTMCell(4))
    begin = [nd.ones((2, 4)), 2 * nd.ones((2, 4))]
    outputs, states = cell.unroll(
        3, nd.ones((2, 3, 3)), begin_state=begin, valid_length=nd.array([0, 2])
    )
    assert (outputs[0].asnumpy() == 0).all()
    assert [s[0].asnumpy().tolist() for s in states] == [[1] * 4, [2] * 4]


def test_outputs_with_lengths_come_in_the_form_asked_for():
    cell = fresh(bidirectional)
    x, lengths = nd.ones((2, 3, 3)), nd.array([1, 3])
    assert cell.unroll(3, x, valid_length=lengths)[0].shape == (2, 3, 7)
    steps = cell.unroll(3, x, valid_length=lengths, merge_outputs=False)[0]
    assert [s.shape for s in steps] == [(2, 7)] * 3


@pytest.mark.parametrize("make", [lambda: R.GRUCell(3), bidirectional])
@pytest.mark.parametrize(
    ("lengths", "message"),
    [([1, 4], "from 0 to 3"), ([-1, 2], "from 0 to 3"), ([1, 2, 3], r"shape \(2,\)")],
)
def test_impossible_lengths_are_refused(make, lengths, message):
    with pytest.raises(ValueError, match=message):
        fresh(make).unroll(3, nd.ones((2, 3, 3)), valid_length=nd.array(lengths))


def test_padding_has_no_gradient():
    cell = fresh(stacked_bidirectional)
    x = nd.random.normal(shape=(2, 4, 3))
    x.attach_grad()
    with autograd.record():
        outputs, _ = cell.unroll(4, x, merge_outputs=True, valid_length=nd.array([2, 4]))
    outputs.backward()
    assert (x.grad[0, 2:].asnumpy() == 0).all()
    assert (x.grad[0, :2].asnumpy() != 0).any()


# -- containers and modifiers ---------------------------------------------------------------------


def test_bidirectional_cells_cannot_be_stepped():
    cell = fresh(bidirectional)
    states = cell.begin_state(batch_size=2)
    with pytest.raises(NotImplementedError, match="cannot be stepped"):
        cell(nd.ones((2, 3)), states)
    stack = fresh(stacked_bidirectional)
    with pytest.raises(NotImplementedError, match="cannot be stepped"):
        stack(nd.ones((2, 3)), stack.begin_state(batch_size=2))
    with pytest.raises(ValueError, match="doesn't support zoneout"):
        R.ZoneoutCell(bidirectional())
    with pytest.raises(ValueError, match="variational state dropout"):
        C.VariationalDropoutCell(R.ResidualCell(bidirectional()), drop_states=0.1)


def test_hybrid_stacks_hold_hybrid_cells():
    with pytest.raises(ValueError, match="HybridSequential"):
        R.ResidualCell(R.SequentialRNNCell())


def test_zoneout_keeps_elements_while_training():
    cell = fresh(lambda: R.ZoneoutCell(R.RNNCell(200, input_size=3), 0.3, 0.4))
    x, state = nd.ones((2, 3)), [nd.ones((2, 200))]
    with autograd.train_mode():
        cell.reset()
        output, (new,) = cell(x, state)
        output2, _ = cell(x, [new])
    plain, _ = cell.base_cell(x, state)
    dropped = (output == 0).asnumpy().mean()
    kept = (new == 1).asnumpy().mean()
    assert 0.2 < dropped < 0.4
    assert 0.3 < kept < 0.5
    assert 0.2 < (output2 == output).asnumpy().mean() < 0.4
    assert ((new == 1) + (new == plain)).asnumpy().min() == 1
    cell.reset()
    assert np.array_equal(cell(x, state)[0].asnumpy(), plain.asnumpy())


def test_dropout_cell():
    cell = R.DropoutCell(0.5)
    x = nd.ones((2, 3, 100))
    outputs, states = cell.unroll(3, x)
    assert outputs is x or np.array_equal(outputs.asnumpy(), x.asnumpy())
    assert states == []
    with autograd.train_mode():
        assert cell.unroll(3, x)[0].shape == (2, 3, 100)
        steps = cell.unroll(3, x, merge_outputs=False)[0]
        shared = R.DropoutCell(0.5, axes=(1,)).unroll(3, x, merge_outputs=True)[0].asnumpy()
    assert isinstance(steps, list)
    assert len(steps) == 3
    assert set(np.unique(steps[0].asnumpy())) == {0, 2}
    assert (shared[:, 0] == shared[:, 2]).all()
    with pytest.raises(TypeError, match="rate must be a number"):
        R.DropoutCell("half")


def test_variational_masks_last_for_a_sequence():
    cell = fresh(lambda: C.VariationalDropoutCell(R.RNNCell(50, input_size=3), 0.5, 0.5, 0.5))
    with autograd.train_mode():
        first = cell.unroll(3, nd.ones((1, 3, 3)), merge_outputs=True)[0].asnumpy()[0]
        second = cell.unroll(3, nd.ones((1, 3, 3)), merge_outputs=True)[0].asnumpy()[0]
    assert ((first[0] == 0) == (first[2] == 0)).all()
    assert ((first[0] == 0) != (second[0] == 0)).any()


def test_residual_equals_its_parts():
    cell = fresh(lambda: R.ResidualCell(R.GRUCell(3)))
    x = nd.random.normal(shape=(2, 4, 3))
    outputs, _ = cell.unroll(4, x, merge_outputs=True)
    inner, _ = cell.base_cell.unroll(
        4, x, begin_state=cell.begin_state(batch_size=2), merge_outputs=True
    )
    np.testing.assert_allclose(outputs.asnumpy(), (inner + x).asnumpy(), rtol=1e-6)


def test_activations_by_name_block_and_function():
    x, state = nd.ones((1, 2)), [nd.ones((1, 3))]
    for activation in ("softrelu", gluon.nn.LeakyReLU(0.3), lambda a: a.tanh()):
        cell = fresh(lambda a=activation: R.RNNCell(3, activation=a))
        assert cell(x, state)[0].shape == (1, 3)
    with pytest.raises(TypeError, match="a name or a callable"):
        fresh(lambda: R.LSTMCell(3, activation=None))(x, state * 2)
    with pytest.raises(mx.MXNetError):
        fresh(lambda: R.RNNCell(3, activation="leaky"))(x, state)


# -- convolutional cells --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_channels_may_come_last(kind):
    first = fresh(lambda: getattr(C, f"Conv2D{kind}Cell")((2, 5, 6), 3, 3, 3))
    last = fresh(lambda: getattr(C, f"Conv2D{kind}Cell")((5, 6, 2), 3, 3, 3, conv_layout="NHWC"))
    for name in ("i2h_weight", "h2h_weight"):
        weight = getattr(first, name).data()
        getattr(last, name).set_data(weight.transpose((0, 2, 3, 1)))
    x = nd.random.normal(shape=(2, 3, 2, 5, 6))
    expected, _ = first.unroll(3, x, merge_outputs=True)
    found, _ = last.unroll(3, x.transpose((0, 1, 3, 4, 2)), merge_outputs=True)
    np.testing.assert_allclose(
        found.transpose((0, 1, 4, 2, 3)).asnumpy(), expected.asnumpy(), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: C.Conv2DRNNCell((3, 6, 7), 4, 3, 2), "odd number"),
        (lambda: C.Conv2DRNNCell((3, 6), 4, 3, 3), "input_shape"),
        (lambda: C.Conv2DRNNCell((3, 6, 7), 4, 3, 3, conv_layout="NCW"), "conv_layout"),
        (lambda: C.Conv2DRNNCell((3, 6, 7), 4, (3, 3, 3), 3), "i2h_kernel"),
        (lambda: C.Conv2DRNNCell((3, 6, 7), 4, 9, 3), "does not fit"),
    ],
)
def test_convolutional_cells_refuse(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("dims", [1, 2, 3])
@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_generated_docstrings_run(dims, kind):
    import doctest

    cls = getattr(C, f"Conv{dims}D{kind}Cell")
    assert cls.__name__ == cls.__qualname__ == f"Conv{dims}D{kind}Cell"
    tests = doctest.DocTestFinder(recurse=False).find(cls, globs={"gluon": gluon})
    assert sum(len(t.examples) for t in tests) == 3
    for test in tests:
        assert doctest.DocTestRunner().run(test).failed == 0


# -- derivatives ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["RNNCell", "LSTMCell", "GRUCell"])
def test_second_derivative(kind):
    cell = fresh(lambda: getattr(R, kind)(3, input_size=2))
    cell.cast("float64")
    direction = np.random.default_rng(0).normal(size=(1, 4, 2))

    def first(x):
        x = nd.array(x, dtype="float64")
        x.attach_grad()
        with autograd.record():
            outputs, _ = cell.unroll(4, x, merge_outputs=True)
            (gradient,) = autograd.grad(
                (outputs * outputs).sum(), [x], create_graph=True, retain_graph=True
            )
            product = (gradient * nd.array(direction, dtype="float64")).sum()
        product.backward()
        return gradient.asnumpy(), x.grad.asnumpy()

    x0 = np.random.default_rng(1).normal(size=(1, 4, 2))
    step = 1e-5 * direction
    expected = (first(x0 + step)[0] - first(x0 - step)[0]) / 2e-5
    np.testing.assert_allclose(first(x0)[1], expected, rtol=1e-5, atol=1e-8)


def test_stacks_inside_stacks_are_indented():
    inner = gluon.rnn.SequentialRNNCell()
    inner.add(gluon.rnn.GRUCell(2))
    outer = gluon.rnn.SequentialRNNCell()
    outer.add(inner)
    outer.add(gluon.rnn.GRUCell(3))
    assert repr(outer) == (
        "SequentialRNNCell(\n(0): SequentialRNNCell(\n  (0): GRUCell(None -> 6)\n  )\n"
        "(1): GRUCell(None -> 9)\n)"
    )


@pytest.mark.parametrize("drop_states", [0.0, 0.3])
def test_outputs_under_variational_dropout_are_merged_as_in_mxnet(drop_states):
    cell = mx.gluon.contrib.rnn.VariationalDropoutCell(
        gluon.rnn.GRUCell(4), drop_states=drop_states
    )
    cell.initialize()
    outputs, _ = cell.unroll(3, nd.ones((2, 3, 4)))
    assert isinstance(outputs, list) == bool(drop_states)
    assert isinstance(cell.unroll(3, nd.ones((2, 3, 4)), merge_outputs=False)[0], list)
    merged, _ = cell.unroll(3, nd.ones((2, 3, 4)), merge_outputs=True)
    assert merged.shape == (2, 3, 4)


def test_another_length_is_also_an_assertion_as_in_mxnet():
    cell = gluon.rnn.GRUCell(4)
    cell.initialize()
    with pytest.raises(AssertionError, match="length is 4, but the inputs have 3 time steps"):
        cell.unroll(4, nd.ones((2, 3, 4)))


# -- cells written outside ------------------------------------------------------------------------


def test_a_cell_that_unrolls_itself_with_the_functions_of_mxnets_module():
    from ndgrad.gluon.rnn import rnn_cell

    class Summing(R.ModifierCell):
        """As in programs for speech and text: unrolls its base cell and adds up the outputs."""

        def hybrid_forward(self, F, inputs, states):
            return self.base_cell(inputs, states)

        def begin_state(self, func=None, **kwargs):  # without parameters of their own, as theirs
            self.base_cell._modified = False
            states = self.base_cell.begin_state(func=func, **kwargs)
            self.base_cell._modified = True
            return states

        def unroll(self, length, inputs, begin_state=None, layout="NTC", valid_length=None):
            inputs, axis, F, batch_size = rnn_cell._format_sequence(length, inputs, layout, False)
            assert F is nd
            states = rnn_cell._get_begin_state(self, F, begin_state, inputs, batch_size)
            outputs = []
            for step in inputs:
                output, states = self(step, states)
                outputs.append(output)
            total = rnn_cell._mask_sequence_variable_length(
                F, outputs, length, valid_length, axis, True
            ).sum(axis=axis)
            return total, states

    x = nd.random.normal(shape=(2, 3, 4))
    lengths = nd.array([2, 3])
    cell = fresh(lambda: R.GRUCell(5, input_size=4))
    expected, _ = cell.unroll(3, x, valid_length=lengths, merge_outputs=True)
    for given, layout in (
        (x, "NTC"),
        (x.swapaxes(0, 1), "TNC"),
        ([x[:, i] for i in range(3)], "NTC"),
    ):
        total, states = Summing(cell).unroll(3, given, layout=layout, valid_length=lengths)
        cell._modified = False
        assert states[0].shape == (2, 5)
        np.testing.assert_allclose(total.asnumpy(), expected.sum(axis=1).asnumpy(), rtol=1e-6)


@pytest.mark.parametrize(
    ("layout", "merge", "in_layout", "expected"),
    [
        ("NTC", True, None, (2, 3, 4)),
        ("NTC", None, None, (2, 3, 4)),
        ("NTC", False, None, [(2, 4)] * 3),
        ("TNC", None, "NTC", (3, 2, 4)),
        ("TNC", False, "NTC", [(2, 4)] * 3),
    ],
)
def test_forms_of_sequences(layout, merge, in_layout, expected):
    from ndgrad.gluon.rnn.rnn_cell import _format_sequence

    sequence, axis, _, batch_size = _format_sequence(
        3, nd.ones((2, 3, 4)), layout, merge, in_layout
    )
    assert axis == layout.find("T") and batch_size == 2
    if isinstance(sequence, list):
        assert [step.shape for step in sequence] == expected
        assert _format_sequence(3, sequence, layout, None)[0] is sequence
        merged, *_ = _format_sequence(3, sequence, layout, True)
        assert merged.shape == ((3, 2, 4) if axis == 0 else (2, 3, 4))
    else:
        assert sequence.shape == expected
    with pytest.raises(AssertionError, match="time steps"):
        _format_sequence(4, nd.ones((2, 3, 4)), layout, False)


class Node(R.HybridRecurrentCell):
    """A node of a tree: takes the states of its children, however many."""

    def state_info(self, batch_size=0):
        return [{"shape": (batch_size, 3), "__layout__": "NC"}]

    def begin_state(self, batch_size, func):  # these two arguments and no others
        info = self.state_info(batch_size)[0]
        return [func(name=f"{self.prefix}begin_state_0", **info)]

    def hybrid_forward(self, F, inputs, states):
        output = F.add_n(*states) * 0.5 + inputs
        return output, [output]


def test_a_step_written_outside_takes_other_numbers_of_states():
    node = Node()
    leaf = nd.ones((2, 3))
    output, states = node(leaf, [leaf, leaf * 2, leaf * 3])
    assert len(states) == 1 and output.asnumpy().tolist() == [[4] * 3] * 2
    outputs, _ = node.unroll(2, nd.ones((2, 2, 3), dtype="float64"), merge_outputs=True)
    assert outputs.dtype == np.float64
    assert outputs[0, :, 0].asnumpy().tolist() == [1, 1.5]


def test_states_that_a_modifier_adds_to_those_of_its_cell():
    class Keeping(R.ModifierCell):
        """Hands the output of its cell on as a state of its own, for which there is no first."""

        def state_info(self, batch_size=0):
            info = self.base_cell.state_info(batch_size)
            return [*info, info[0]]

        def begin_state(self, func=None, **kwargs):
            return [*super().begin_state(func=func, **kwargs), None]

        def hybrid_forward(self, F, inputs, states):
            output, own = self.base_cell(inputs, states)
            return output, [*own, output]

    cell = fresh(lambda: Keeping(R.GRUCell(4, input_size=3)))
    assert repr(cell) == "Keeping(GRUCell(3 -> 12))"
    outputs, states = cell.unroll(3, nd.ones((2, 3, 3)), valid_length=nd.array([0, 2]))
    assert states[-1][0].asnumpy().tolist() == [0] * 4
    assert (states[-1][1] == outputs[1, 1]).min() == 1
