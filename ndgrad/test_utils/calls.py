"""Calling a function of arrays, which stands where MXNet takes a symbol: once, or to time it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import autograd
from ..base import InvalidValueError, UnsupportedError
from ..context import Context
from ..ndarray import NDArray, array
from .settings import default_context

#: Takes arrays, returns an array or several; a Block is one.
Function = Callable[..., Any]


def listed(outputs: Any) -> list[NDArray]:
    """The outputs of a function in a list, also where it is one."""
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def refuse_symbol_options(**options: Any) -> None:
    """Raise for an option that only symbols have, unless it is None or empty."""
    for name, value in options.items():
        if value:
            raise UnsupportedError(f"{name} belongs to symbols; a function has none.")


def simple_forward(
    sym: Function, ctx: Context | None = None, is_train: bool = False, **inputs: Any
) -> np.ndarray | list[np.ndarray]:
    """Call a function of arrays with NumPy arrays given by name; NumPy arrays come back.

    Parameters
    ----------
    sym : callable
        Called with the ``inputs`` by name, as float32 arrays; a Block is one.
    ctx : Context, optional
        The default context by default.
    is_train : bool, default False
        Mode in which it runs.

    >>> mx.test_utils.simple_forward(lambda x: x + 1, x=np.array([1.0, 2.0]))
    array([2., 3.], dtype=float32)
    """
    device = ctx or default_context()
    with autograd.train_mode() if is_train else autograd.predict_mode():
        outputs = sym(**{name: array(value, ctx=device) for name, value in inputs.items()})
    results = [y.asnumpy() for y in listed(outputs)]
    return results[0] if len(results) == 1 else results


def check_speed(
    sym: Function,
    location: dict[str, Any] | None = None,
    ctx: Context | None = None,
    N: int = 20,
    grad_req: str = "write",
    typ: str = "whole",
    **kwargs: Any,
) -> float:
    """Seconds per call of a function of arrays, averaged over ``N`` calls after a first one.

    Parameters
    ----------
    sym : callable
        A function of arrays, called by name; a Block is one.
    location : dict, optional
        The inputs by name; without it they are random, of the shapes in ``**kwargs``.
    ctx : Context, optional
        The default context by default.
    N : int, default 20
    grad_req : str, default 'write'
        How the inputs take their gradients, see :meth:`NDArray.attach_grad`.
    typ : {'whole', 'forward'}
        Whether to time recording and backward too, or the call alone; ``ValueError`` for others.

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
            outputs = listed(sym(**xs))
        else:
            with autograd.record():
                outputs = listed(sym(**xs))
            autograd.backward(outputs)
        for y in outputs:
            y.wait_to_read()

    once()
    start = time.perf_counter()
    for _ in range(N):
        once()
    return (time.perf_counter() - start) / N
