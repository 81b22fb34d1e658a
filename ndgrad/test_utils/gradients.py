"""Checking derivatives against finite differences, at any order.

The check looks along one random direction v. For outputs y = f(x) and random weights w the engine's
<grad of <w, f>, v> must equal (<w, f(x + e v)> - <w, f(x - e v)>) / 2e: two evaluations, however
large the inputs. Order 2 is the same check applied to the function (x, w) -> gradient, order 3 once
more: recursion, not a second checker, and every order is differenced only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import autograd
from ..base import InvalidTypeError, InvalidValueError
from ..context import Context
from ..ndarray import NDArray, array, zeros
from .calls import Function, listed, refuse_symbol_options
from .settings import default_context, default_numeric_eps


def _zeros_like(x: NDArray) -> NDArray:
    return zeros(x.shape, ctx=x.context, dtype=x.dtype)


def _heads(f: Function, xs: Sequence[NDArray]) -> list[NDArray]:
    """The float outputs of ``f``: those that have derivatives."""
    return [y for y in listed(f(*xs)) if np.dtype(y.dtype).kind == "f"]


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
    refuse_symbol_options(aux_states=aux_states)
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
    ctx: Context | None = None,
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
    refuse_symbol_options(aux_states=aux_states, grad_stype_dict=grad_stype_dict)
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
