"""The same function on several devices or in several dtypes, and a net plain and hybridized."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import autograd
from ..base import InvalidValueError
from ..ndarray import NDArray, array
from .calls import Function, listed, refuse_symbol_options
from .compare import assert_almost_equal


def check_consistency(
    sym: Function,
    ctx_list: Sequence[dict[str, Any]],
    scale: float = 1.0,
    grad_req: str = "write",
    arg_params: dict[str, Any] | None = None,
    aux_params: Any = None,
    rtol: Any = None,
    atol: Any = None,
    raise_on_err: bool = True,
    ground_truth: dict[str, np.ndarray] | None = None,
    equal_nan: bool = False,
    use_uniform: bool = False,
    rand_type: Any = np.float64,
) -> dict[str, np.ndarray]:
    """Check that a function gives the same outputs and gradients on several devices and dtypes.

    Parameters
    ----------
    sym : callable
        A function of arrays, called by name; a Block is one.
    ctx_list : list of dict
        What to compare: ``{'ctx': mx.cpu(0), 'x': (2, 3), 'type_dict': {'x': 'float32'}}``: the
        device, the shape of each input by its name, and its dtype (float32 by default). All have
        the same shapes.
    scale : float
        Spread of the random inputs (normal, or uniform with ``use_uniform``).
    grad_req : str
        ``'write'`` compares gradients too, ``'null'`` outputs only.
    arg_params : dict, optional
        Values of inputs that should not be random.
    aux_params : None
        Only symbols have them; anything else raises MXNetError.
    rtol, atol : float or dict of dtype -> float, optional
        Tolerances; by default those of the coarser dtype.
    raise_on_err : bool
        False prints what differs in place of raising it.
    ground_truth : dict, optional
        Expected arrays by the names of the result; by default those of the finest dtype.
    equal_nan : bool, default False
        Whether nan equals nan.
    use_uniform : bool, default False
    rand_type : dtype, default float64
        In which the inputs are drawn.

    Returns
    -------
    dict
        The reference: ``output0`` and so on, and ``<input>_grad``.

    >>> both = [{"ctx": mx.cpu(0), "x": (2, 3), "type_dict": {"x": t}}
    ...         for t in ("float32", "float64")]
    >>> sorted(mx.test_utils.check_consistency(lambda x: nd.tanh(x), both))
    ['output0', 'x_grad']
    """
    refuse_symbol_options(aux_params=aux_params)
    if grad_req not in ("write", "null"):
        raise InvalidValueError(
            f"check_consistency: grad_req is 'write' or 'null', got {grad_req!r}."
        )
    draw = np.random.uniform if use_uniform else np.random.normal
    low = -scale if use_uniform else 0.0
    shapes = {k: shape for k, shape in ctx_list[0].items() if k not in ("ctx", "type_dict")}
    values = {name: np.asarray(value) for name, value in (arg_params or {}).items()}
    for name, shape in shapes.items():
        if name not in values:
            values[name] = draw(low, scale, shape).astype(rand_type)
    inputs = {name: values[name] for name in shapes}
    results = [_outputs_and_gradients(sym, setting, inputs, grad_req) for setting in ctx_list]
    widths = [max(a.dtype.itemsize for a in result.values()) for result in results]
    reference = results[int(np.argmax(widths))]
    expected = reference if ground_truth is None else ground_truth
    for setting, result in zip(ctx_list, results, strict=True):
        for name, value in result.items():
            try:
                assert_almost_equal(
                    value, expected[name], rtol=rtol, atol=atol, equal_nan=equal_nan,
                    names=(f"{name} of {setting}", "the reference"),
                )  # fmt: skip
            except AssertionError as error:
                if raise_on_err:
                    raise
                print(error)
    return reference


def _outputs_and_gradients(
    sym: Function, setting: dict[str, Any], values: dict[str, np.ndarray], grad_req: str
) -> dict[str, np.ndarray]:
    types = setting.get("type_dict", {})
    xs = {
        name: array(value, ctx=setting["ctx"], dtype=types.get(name, "float32"))
        for name, value in values.items()
    }
    for x in xs.values():
        if grad_req != "null" and np.dtype(x.dtype).kind == "f":
            x.attach_grad()
    with autograd.record():
        outputs = listed(sym(**xs))
    if grad_req != "null":
        autograd.backward([y for y in outputs if np.dtype(y.dtype).kind == "f"])
    found = {f"output{i}": y.asnumpy() for i, y in enumerate(outputs)}
    if grad_req != "null":
        found.update((f"{n}_grad", x.grad.asnumpy()) for n, x in xs.items() if x.grad is not None)
    return found


def check_gluon_hybridize_consistency(
    net_builder: Callable[..., Any],
    data_l: Sequence[NDArray],
    numpy_func: Callable[..., np.ndarray] | None = None,
    test_grad: bool = True,
    rtol: float = 1e-4,
    atol: float = 1e-4,
) -> None:
    """Check that a net gives the same outputs and gradients plain and hybridized.

    Parameters
    ----------
    net_builder : callable
        Makes the HybridBlock; called without arguments, twice.
    data_l : list of NDArray
        The inputs.
    numpy_func : callable, optional
        The expected output, of the inputs as NumPy arrays.
    test_grad : bool
        Whether gradients of inputs and parameters are compared.
    rtol, atol : float, default 1e-4
        Tolerances; AssertionError where the two differ by more.

    >>> from ndgrad.gluon import nn
    >>> mx.test_utils.check_gluon_hybridize_consistency(lambda: nn.Dense(3), [nd.ones((2, 4))])
    """
    plain, hybridized = net_builder(), net_builder()
    for net in (plain, hybridized):
        net.initialize()
        if net is hybridized:
            net.hybridize()
        net(*data_l)  # shapes that were left open are known from here on
    for mine, other in zip(_parameters(plain), _parameters(hybridized), strict=True):
        other.set_data(mine.data())
    outputs, gradients = _run_net(plain, data_l, test_grad)
    if numpy_func is not None:
        expected = numpy_func(*[x.asnumpy() for x in data_l])
        assert_almost_equal(outputs, expected, rtol=rtol, atol=atol)
    again, gradients_again = _run_net(hybridized, data_l, test_grad)
    assert_almost_equal(again, outputs, rtol=rtol, atol=atol)
    for a, b in zip(gradients_again, gradients, strict=True):
        assert_almost_equal(a, b, rtol=rtol, atol=atol)


def _parameters(net: Any) -> list[Any]:
    return list(net.collect_params().values())


def _run_net(net: Any, data: Sequence[NDArray], test_grad: bool) -> tuple[NDArray, list[Any]]:
    """The output, and the gradients of inputs and parameters if asked for."""
    inputs = [x.copy() for x in data]
    if test_grad:
        for x in inputs:
            x.attach_grad()
    with autograd.record():
        out = net(*inputs)
    if not test_grad:
        return out, []
    out.backward()
    found = [x.grad for x in inputs]
    return out, found + [p.grad() for p in _parameters(net) if p.grad_req != "null"]
