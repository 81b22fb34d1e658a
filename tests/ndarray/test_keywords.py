"""Arguments by keyword: MXNet's names are taken, unknown ones are refused by name."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd
from ndgrad.base import MXNetError

X = nd.ones((2, 3))

#: The scopes are entered in every step of a training: Python's own TypeError has to do.
SCOPES = ("record", "pause")


def _functions():
    places = {"nd": nd, "nd.linalg": nd.linalg, "nd.contrib": nd.contrib, "nd.image": nd.image,
              "NDArray": X}  # fmt: skip
    named = {place: dir(home) for place, home in places.items()}
    for place, home in {
        "nd.random": nd.random,
        "random": mx.random,
        "autograd": mx.autograd,
    }.items():
        places[place], named[place] = home, home.__all__
    for place, home in places.items():
        for name in named[place]:
            found = None if name.startswith("_") else getattr(home, name)
            if not inspect.isroutine(found) or name in SCOPES:
                continue
            kinds = {p.kind for p in inspect.signature(found).parameters.values()}
            if kinds - {inspect.Parameter.VAR_POSITIONAL}:
                yield pytest.param(found, id=f"{place}.{name}")


@pytest.mark.parametrize("function", list(_functions()))
def test_unknown_keyword(function):
    with pytest.raises(MXNetError) as caught:
        function(axs=3)
    assert isinstance(caught.value, TypeError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: nd.full(2, 1, dtyp="int32"), "full: unknown keyword 'dtyp'. Did you mean 'dtype'"),
        (lambda: nd.zeros(2, dtyp="int32"), "zeros: unknown keyword 'dtyp'. Did you mean 'dtype'"),
        (lambda: nd.concatenate([X, X], axs=1), "concatenate: unknown keyword 'axs'. .*'axis'"),
        (lambda: X.expand_dims(axs=1), "expand_dims: unknown keyword 'axs'. Did you mean 'axis'"),
        (lambda: X.reshape(shap=(3, 2)), "reshape: unknown keyword 'shap'. Did you mean 'shape'"),
        (lambda: X.backward(retain=True), "backward: unknown keyword 'retain'. .*'retain_graph'"),
        (lambda: nd.NDArray(2, dtyp="int32"), "NDArray: unknown keyword 'dtyp'"),
        (lambda: nd.full(2), "full: missing 1 required positional argument: 'val'. It takes shape"),
        (lambda: nd.full(1, 2, None, None, None, 3), "full: takes from 2 to 5 positional"),
        (lambda: nd.power(X, bas=2), "power: unknown keyword 'bas'. Did you mean 'base'"),
        (lambda: nd.power(X, 2, base=X), "power: the input 'base' is given twice"),
        (lambda: nd.power(exp=X), "power: the input 'lhs' is missing"),
    ],
)
def test_message(call, text):
    with pytest.raises(MXNetError, match=text):
        call()


def test_an_error_from_inside_is_handed_on():
    def body(data, states):
        return data + None, states

    with pytest.raises(TypeError) as caught:
        nd.contrib.foreach(body, X, [])
    assert "unknown keyword" not in str(caught.value)


def test_power_by_the_names_of_mxnet():
    twos = nd.full(shape=(2, 3), val=2, ctx=None, dtype="float32", out=None)
    for y in (nd.power(base=twos, exp=3), nd.power(twos, exp=3), nd.power(lhs=twos, rhs=3)):
        assert y.asnumpy().tolist() == [[8, 8, 8]] * 2
    assert nd.power(base=3, exp=twos).asnumpy().tolist() == [[9, 9, 9]] * 2
    assert nd.power(base=2, exp=3) == 8
    twos.attach_grad()
    with mx.autograd.record():
        y = nd.power(base=twos, exp=3)
    y.backward()
    assert twos.grad.asnumpy().tolist() == [[12, 12, 12]] * 2


def test_functions_that_are_written_by_hand():
    """As `inspect.signature` of MXNet 1.9.1 lists them."""
    for names, function in {
        "shape ctx dtype stype": nd.zeros,
        "shape ctx dtype": nd.ones,
        "shape val ctx dtype out": nd.full,
        "shape ctx dtype stype ": nd.empty,
        "ndarray zero_copy array_cls": nd.from_numpy,
        "arrays axis always_copy": nd.concatenate,
        "tensor source destination": nd.moveaxis,
        "start stop step repeat infer_range ctx dtype": nd.arange,
        "start stop num endpoint ctx dtype": nd.linspace,
        "N M k ctx dtype": nd.eye,
        "ary indices_or_sections axis squeeze_axis": nd.split_v2,
        "a bins range": nd.histogram,
        "fname data": nd.save,
        "self other": nd.NDArray.broadcast_like,
    }.items():
        assert list(inspect.signature(function).parameters)[: len(names.split())] == names.split()
    assert nd.zeros(2, None, "int32", "default").dtype == np.int32
    assert nd.from_numpy(np.ones(2), True, nd.NDArray).shape == (2,)
    with pytest.raises(NotImplementedError, match="from_numpy"):
        nd.from_numpy(np.ones(2), array_cls=list)
    assert X.broadcast_like(other=nd.ones((4, 2, 3))).shape == (4, 2, 3)
