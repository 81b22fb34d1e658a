"""Checking derivatives: against finite differences, at any order, and between devices or dtypes.

The check looks along one random direction v. For outputs y = f(x) and random weights w the engine's
<grad of <w, f>, v> must equal (<w, f(x + e v)> - <w, f(x - e v)>) / 2e: two evaluations, however
large the inputs. Order 2 is the same check applied to the function (x, w) -> gradient, order 3 once
more: recursion, not a second checker, and every order is differenced only once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import autograd
from ..base import InvalidTypeError, InvalidValueError, UnsupportedError
from ..ndarray import NDArray, array, zeros
from .compare import assert_almost_equal
from .settings import default_context, default_numeric_eps

Function = Callable[..., Any]


def _listed(outputs: Any) -> list[NDArray]:
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def _zeros_like(x: NDArray) -> NDArray:
    return zeros(x.shape, ctx=x.context, dtype=x.dtype)


def _heads(f: Function, xs: Sequence[NDArray]) -> list[NDArray]:
    """The float outputs of ``f``: those that have derivatives."""
    return [y for y in _listed(f(*xs)) if np.dtype(y.dtype).kind == "f"]


def _linked(
    heads: Sequence[NDArray], ws: Sequence[NDArray], xs: Sequence[NDArray]
) -> tuple[list[NDArray], list[NDArray]]:
    """Heads and head gradients of which each variable is reached.

    A head that depends on no variable is left out: its derivative is zero (whether that is right,
    the difference tells). Each variable is a head of weight zero, so that it has a gradient, zero,
    where no output depends on it.
    """
    pairs = [(h, w) for h, w in zip(heads, ws, strict=True) if h._node is not None]
    pairs += [(x, _zeros_like(x)) for x in xs]
    return [h for h, _ in pairs], [w for _, w in pairs]


def _gradient_of(f: Function, count: int, train_mode: bool) -> Function:
    """The function (x..., w...) -> gradients of <w, f(x)> with respect to x, itself recorded."""

    def gradient(*args: NDArray) -> list[NDArray]:
        xs, ws = list(args[:count]), list(args[count:])
        heads, weights = _linked(_heads(f, xs), ws, xs)
        return autograd.grad(heads, xs, weights, create_graph=True, train_mode=train_mode)

    return gradient


def check_gradients(
    f: Function,
    *inputs: Any,
    order: int = 1,
    eps: float | None = None,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    train_mode: bool = True,
    dtype: Any = np.float64,
    seed: int = 0,
) -> None:
    """Check the derivatives of ``f`` up to ``order`` along a random direction.

    Parameters
    ----------
    f : callable
        Takes as many arrays as there are ``inputs``, returns an array or several; it must give the
        same answer each time (seed what is random inside). Outputs of integer dtype are ignored.
    inputs : NDArray or numpy.ndarray
        The point, converted to ``dtype``. Keep away from kinks by more than ``eps``.
    order : int
        1 checks the gradient, 2 also the gradient of the gradient, and so on.
    eps : float, optional
        Step of the central difference; by default 1e-5 in float64, else that of
        :func:`default_numeric_eps`.
    rtol, atol : float
        Tolerances of the comparison; relative to the largest term of the sum that is compared.
    train_mode : bool
        Mode in which ``f`` runs.
    seed : int
        Chooses the direction.

    Raises
    ------
    AssertionError
        Naming the order and the input, with the two values, where they differ.

    >>> x = nd.array([[0.5, -1.0]])
    >>> mx.test_utils.check_gradients(lambda x: nd.tanh(x) * x, x, order=3)
    """
    rng = np.random.default_rng(seed)
    kind = np.dtype(dtype)
    if eps is None:
        eps = 1e-5 if kind == np.float64 else default_numeric_eps()[kind]
    points = [np.array(x.asnumpy() if isinstance(x, NDArray) else x, kind) for x in inputs]
    for level in range(1, order + 1):
        weights = _check_once(f, points, level, eps, rtol, atol, train_mode, rng)
        f = _gradient_of(f, len(points), train_mode)
        points = points + weights


def _run(f: Function, points: Sequence[np.ndarray], train_mode: bool, level: int) -> list[NDArray]:
    xs = [array(p, ctx=default_context(), dtype=p.dtype) for p in points]
    if level == 1:
        with autograd.train_mode() if train_mode else autograd.predict_mode():
            return _heads(f, xs)
    for x in xs:
        x.attach_grad()
    with autograd.record(train_mode=train_mode):
        return _heads(f, xs)


def _pulled_back(
    f: Function,
    points: list[np.ndarray],
    level: int,
    train_mode: bool,
    rng: np.random.Generator,
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Random weights of the outputs, and the engine's gradients of the outputs so weighted."""
    xs = [array(p, ctx=default_context(), dtype=p.dtype) for p in points]
    for x in xs:
        x.attach_grad()
    with autograd.record(train_mode=train_mode):
        heads = _heads(f, xs)
    if not heads:
        raise AssertionError("the function has no output of a float dtype")
    weights: list[np.ndarray] = [
        rng.uniform(0.5, 1.5, h.shape).astype(np.dtype(h.dtype)) for h in heads
    ]
    ws = [array(w, ctx=default_context(), dtype=w.dtype) for w in weights]
    autograd.backward(*_linked(heads, ws, xs), train_mode=train_mode)
    gradients: list[np.ndarray] = []
    for i, (x, p) in enumerate(zip(xs, points, strict=True)):
        found: Any = x.grad
        gradients.append(found.asnumpy().astype("float64"))
        if found.shape != p.shape or np.dtype(found.dtype) != p.dtype:
            raise AssertionError(
                f"order {level}, input {i}: the gradient has shape {found.shape} and dtype "
                f"{np.dtype(found.dtype)}, the input {p.shape} and {p.dtype}"
            )
    return weights, gradients


def _check_once(
    f: Function,
    points: list[np.ndarray],
    level: int,
    eps: float,
    rtol: float,
    atol: float,
    train_mode: bool,
    rng: np.random.Generator,
) -> list[np.ndarray]:
    """Check the first derivative of ``f``; returns the weights of its outputs."""
    weights, gradients = _pulled_back(f, points, level, train_mode, rng)
    directions = [rng.standard_normal(p.shape) for p in points]

    def compare(chosen: Sequence[int]) -> tuple[float, float, float]:
        moved = []
        for sign in (1, -1):
            at = [
                p + (sign * eps * d if i in chosen else 0.0)
                for i, (p, d) in enumerate(zip(points, directions, strict=True))
            ]
            at = [a.astype(p.dtype) for a, p in zip(at, points, strict=True)]
            moved.append([y.asnumpy() for y in _run(f, at, train_mode, level)])
        terms = [
            w.astype("float64") * (up.astype("float64") - down.astype("float64"))
            for w, up, down in zip(weights, *moved, strict=True)
        ]
        numeric = float(np.sum([t.sum() for t in terms])) / (2 * eps)
        products = [gradients[i] * directions[i] for i in chosen]
        engine = float(np.sum([t.sum() for t in products]))
        largest = max([float(np.abs(t).max(initial=0.0)) for t in products], default=0.0)
        return engine, numeric, max(largest, abs(engine), abs(numeric))

    everything = range(len(points))
    engine, numeric, scale = compare(everything)
    if abs(engine - numeric) <= atol + rtol * scale:
        return weights
    lines = [
        f"order {level}: the derivative is {engine:.10g}, finite differences give {numeric:.10g}"
    ]
    for i in everything:
        engine, numeric, scale = compare([i])
        wrong = not abs(engine - numeric) <= atol + rtol * scale
        lines.append(
            f"  input {i} {points[i].shape}: {engine:.10g} against {numeric:.10g}"
            + ("  <- differs" if wrong else "")
        )
    raise AssertionError("\n".join(lines))


def numeric_grad(
    executor: Function,
    location: Sequence[Any],
    aux_states: Any = None,
    eps: float = 1e-4,
    use_forward_train: bool = True,
    dtype: Any = np.float64,
) -> list[np.ndarray]:
    """Gradients of the summed outputs of a function, element by element, by central differences.

    Parameters
    ----------
    executor : callable
        The function of arrays (MXNet takes a bound symbol here).
    location : list of NDArray or numpy.ndarray
        Where. Two evaluations per element: meant for small arrays.
    aux_states : None
        Only symbols have them; anything else raises MXNetError.
    eps : float
        Step.
    use_forward_train : bool
        Mode in which the function runs.
    dtype : dtype
        In which it runs.

    >>> g = mx.test_utils.numeric_grad(lambda x: x * x, [np.array([1.0, 3.0])])
    >>> g[0].round(6)
    array([2., 6.])
    """
    _no_symbol_options(aux_states=aux_states)
    points = [np.array(x.asnumpy() if isinstance(x, NDArray) else x, dtype) for x in location]

    def total() -> float:
        outputs = _run(executor, points, use_forward_train, 1)
        return float(sum(y.asnumpy().astype("float64").sum() for y in outputs))

    gradients = []
    for point in points:
        gradient = np.zeros(point.shape)
        for index in np.ndindex(point.shape):
            value = point[index]
            point[index] = value + eps
            up = total()
            point[index] = value - eps
            gradient[index] = (up - total()) / (2 * eps)
            point[index] = value
        gradients.append(gradient.astype(dtype))
    return gradients


def check_numeric_gradient(
    sym: Function,
    location: Any,
    aux_states: Any = None,
    numeric_eps: float | None = None,
    rtol: float | None = None,
    atol: float | None = None,
    grad_nodes: Sequence[Any] | None = None,
    use_forward_train: bool = True,
    ctx: Any = None,
    grad_stype_dict: Any = None,
    dtype: Any = np.float64,
    order: int = 1,
) -> None:
    """Check the gradient of a function (or Block) against finite differences.

    Parameters
    ----------
    sym : callable
        A function of arrays; a Block is one.
    location : list, tuple or dict
        The inputs, in order or by name.
    aux_states, grad_stype_dict : None
        Only symbols have them; anything else raises MXNetError.
    numeric_eps : float, optional
        Step of the difference; by default 1e-5 in float64, see :func:`default_numeric_eps`.
    rtol, atol : float, optional
        Tolerances, 1e-4 and 1e-6 by default.
    grad_nodes : list, optional
        Positions (or names, if ``location`` is a dict) of the inputs to differentiate; the others
        are passed on as they are, in their own dtype. All by default.
    use_forward_train : bool
        Mode in which the function runs.
    ctx : Context, optional
        Device; the inputs are put there.
    dtype : dtype
        In which the check computes. MXNet's default is float32; float64 tells more here.
    order : int
        Derivatives up to this order are checked.

    Raises
    ------
    AssertionError
        Naming the order and the input that differs.

    >>> x, w = nd.array([[1.0, 2.0]]), nd.array([[0.5], [0.1]])
    >>> mx.test_utils.check_numeric_gradient(nd.dot, [x, w], order=2)
    """
    _no_symbol_options(aux_states=aux_states, grad_stype_dict=grad_stype_dict)
    if not callable(sym):
        raise InvalidTypeError(
            f"check_numeric_gradient: a function of arrays is needed, got {type(sym).__name__}."
        )
    names = list(location) if isinstance(location, dict) else list(range(len(location)))
    values = dict(location) if isinstance(location, dict) else dict(enumerate(location))
    chosen = names if grad_nodes is None else list(grad_nodes)
    unknown = [name for name in chosen if name not in values]
    if unknown:
        raise InvalidValueError(f"grad_nodes: no input {unknown[0]!r} among {names}.")
    device = ctx or default_context()
    fixed = {
        name: value.as_in_context(device) if isinstance(value, NDArray) else
        array(value, ctx=device, dtype=np.asarray(value).dtype)
        for name, value in values.items() if name not in chosen
    }  # fmt: skip

    def f(*xs: NDArray) -> Any:
        given = {**fixed, **dict(zip(chosen, xs, strict=True))}
        if isinstance(location, dict):
            return sym(**{str(name): given[name] for name in names})
        return sym(*[given[name] for name in names])

    with device:
        check_gradients(
            f, *[values[name] for name in chosen], order=order, eps=numeric_eps,
            rtol=1e-4 if rtol is None else rtol, atol=1e-6 if atol is None else atol,
            train_mode=use_forward_train, dtype=dtype,
        )  # fmt: skip


def _no_symbol_options(**options: Any) -> None:
    for name, value in options.items():
        if value:
            raise UnsupportedError(f"{name} belongs to symbols; a function has none.")


def simple_forward(
    sym: Function, ctx: Any = None, is_train: bool = False, **inputs: Any
) -> np.ndarray | list[np.ndarray]:
    """Call a function of arrays with NumPy arrays given by name; NumPy arrays come back.

    >>> mx.test_utils.simple_forward(lambda x: x + 1, x=np.array([1.0, 2.0]))
    array([2., 3.], dtype=float32)
    """
    device = ctx or default_context()
    with autograd.train_mode() if is_train else autograd.predict_mode():
        outputs = sym(**{name: array(value, ctx=device) for name, value in inputs.items()})
    results = [y.asnumpy() for y in _listed(outputs)]
    return results[0] if len(results) == 1 else results


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

    Returns
    -------
    dict
        The reference: ``output0`` and so on, and ``<input>_grad``.

    >>> both = [{"ctx": mx.cpu(0), "x": (2, 3), "type_dict": {"x": t}}
    ...         for t in ("float32", "float64")]
    >>> sorted(mx.test_utils.check_consistency(lambda x: nd.tanh(x), both))
    ['output0', 'x_grad']
    """
    _no_symbol_options(aux_params=aux_params)
    if grad_req not in ("write", "null"):
        raise InvalidValueError(
            f"check_consistency: grad_req is 'write' or 'null', got {grad_req!r}."
        )
    names = [n for n in ctx_list[0] if n not in ("ctx", "type_dict")]
    values = {}
    for name in names:
        if arg_params and name in arg_params:
            values[name] = np.asarray(arg_params[name])
        else:
            shape = ctx_list[0][name]
            draw = np.random.uniform if use_uniform else np.random.normal
            low = -scale if use_uniform else 0.0
            values[name] = draw(low, scale, shape).astype(rand_type)
    results = []
    for setting in ctx_list:
        results.append(_outputs_and_gradients(sym, setting, values, grad_req))
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
        outputs = _listed(sym(**xs))
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

    >>> from ndgrad.gluon import nn
    >>> mx.test_utils.check_gluon_hybridize_consistency(lambda: nn.Dense(3), [nd.ones((2, 4))])
    """
    results: list[tuple[Any, list[Any]]] = []
    saved: list[np.ndarray] = []
    for hybrid in (False, True):
        net = net_builder()
        net.initialize()
        if hybrid:
            net.hybridize()
        inputs = [x.copy() for x in data_l]
        net(*inputs)  # shapes that were left open are known from here on
        parameters = list(net.collect_params().values())
        if not saved:
            saved = [p.data().asnumpy() for p in parameters]
        for p, value in zip(parameters, saved, strict=True):
            p.set_data(array(value, dtype=value.dtype))
        for x in inputs:
            if test_grad:
                x.attach_grad()
        with autograd.record():
            out = net(*inputs)
        gradients = []
        if test_grad:
            out.backward()
            gradients = [x.grad for x in inputs]
            gradients += [p.grad() for p in parameters if p.grad_req != "null"]
        results.append((out, gradients))
        if numpy_func is not None:
            expected = numpy_func(*[x.asnumpy() for x in data_l])
            assert_almost_equal(out, expected, rtol=rtol, atol=atol)
    (plain, plain_grads), (hybridized, hybridized_grads) = results
    assert_almost_equal(hybridized, plain, rtol=rtol, atol=atol)
    for a, b in zip(hybridized_grads, plain_grads, strict=True):
        assert_almost_equal(a, b, rtol=rtol, atol=atol)


def check_speed(
    sym: Function,
    location: dict[str, Any] | None = None,
    ctx: Any = None,
    N: int = 20,
    grad_req: str = "write",
    typ: str = "whole",
    **kwargs: Any,
) -> float:
    """Seconds per call of a function of arrays, averaged over ``N`` calls after a first one.

    ``location`` gives the inputs by name; without it they are random, of the shapes in ``kwargs``.
    ``typ='whole'`` times recording and backward too, ``typ='forward'`` the call alone.

    >>> mx.test_utils.check_speed(lambda x: nd.tanh(x), x=(10, 10), N=2) > 0
    True
    """
    if typ not in ("whole", "forward"):
        raise InvalidValueError(f"check_speed: typ is 'whole' or 'forward', got {typ!r}.")
    values = location or {n: np.random.normal(size=shape) for n, shape in kwargs.items()}
    xs = {name: array(value, ctx=ctx or default_context()) for name, value in values.items()}
    for x in xs.values():
        x.attach_grad(grad_req)

    def once() -> None:
        if typ == "forward":
            outputs = _listed(sym(**xs))
        else:
            with autograd.record():
                outputs = _listed(sym(**xs))
            autograd.backward(outputs)
        for y in outputs:
            y.wait_to_read()

    once()
    start = time.perf_counter()
    for _ in range(N):
        once()
    return (time.perf_counter() - start) / N
