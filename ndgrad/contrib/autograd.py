"""``mx.contrib.autograd``: the names autograd had before it moved to ``mx.autograd``."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from .. import autograd
from ..base import InvalidTypeError
from ..core.state import Scope
from ..ndarray import NDArray, zeros

__all__ = [
    "backward", "compute_gradient", "grad", "grad_and_loss", "mark_variables", "set_is_training",
    "test_section", "train_section",
]  # fmt: skip

mark_variables = autograd.mark_variables


def set_is_training(is_train: bool) -> bool:
    """Set recording and training together to ``is_train``; returns whether training was on.

    >>> mx.contrib.autograd.set_is_training(False)
    False
    """
    before = autograd.set_training(is_train)
    autograd.set_recording(is_train)
    return before


def train_section() -> Scope:
    """A scope that records and trains: ``autograd.record()``.

    >>> with mx.contrib.autograd.train_section():
    ...     autograd.is_training()
    True
    """
    return Scope(True, True)


def test_section() -> Scope:
    """A scope that neither records nor trains: ``autograd.pause()``.

    >>> with mx.contrib.autograd.test_section():
    ...     autograd.is_training()
    False
    """
    return Scope(False, False)


def backward(outputs: Any, out_grads: Any = None, retain_graph: bool = False) -> None:
    """``autograd.backward``: ``outputs`` are the heads, ``out_grads`` their gradients.

    ``retain_graph`` keeps the graph for another call.

    >>> x = nd.array([2.]); x.attach_grad()
    >>> with mx.contrib.autograd.train_section():
    ...     y = x * x
    >>> mx.contrib.autograd.backward([y]); float(x.grad)
    4.0
    """
    autograd.backward(outputs, out_grads, retain_graph)


def compute_gradient(outputs: Any) -> None:
    """``autograd.backward`` of ``outputs`` with ones as head gradients.

    >>> x = nd.array([2.]); x.attach_grad()
    >>> with mx.contrib.autograd.train_section():
    ...     y = x * x
    >>> mx.contrib.autograd.compute_gradient([y]); float(x.grad)
    4.0
    """
    autograd.backward(outputs)


def grad_and_loss(
    func: Callable[..., Any], argnum: int | Sequence[int] | None = None
) -> Callable[..., tuple[list[NDArray], Any]]:
    """A function that returns the gradients of the arguments, and the value, of ``func``.

    ``argnum`` names the arguments to differentiate by; all by default. ``TypeError`` is raised
    where one of them is no NDArray.

    >>> grads, value = mx.contrib.autograd.grad_and_loss(lambda x: x * x)(nd.array([3.]))
    >>> float(grads[0]), float(value)
    (6.0, 9.0)
    """

    @functools.wraps(func)
    def wrapped(*args: Any) -> tuple[list[NDArray], Any]:
        if argnum is None:
            variables = list(args)
        else:
            numbers = [argnum] if isinstance(argnum, int) else argnum
            variables = [args[i] for i in numbers]
        for x in variables:
            if not isinstance(x, NDArray):
                raise InvalidTypeError(
                    f"grad_and_loss: arguments to differentiate by must be NDArrays, "
                    f"got {type(x).__name__}."
                )
        grads = [zeros(x.shape, x.context, x.dtype) for x in variables]
        mark_variables(variables, grads)
        with train_section():
            outputs = func(*args)
        autograd.backward(outputs)
        return grads, outputs

    return wrapped


def grad(
    func: Callable[..., Any], argnum: int | Sequence[int] | None = None
) -> Callable[..., list[NDArray]]:
    """As :func:`grad_and_loss` without the value: only the gradients of ``func``.

    ``argnum`` as there.

    >>> float(mx.contrib.autograd.grad(lambda x: x * x)(nd.array([3.]))[0])
    6.0
    """
    both = grad_and_loss(func, argnum)

    @functools.wraps(both)
    def wrapped(*args: Any) -> list[NDArray]:
        return both(*args)[0]

    return wrapped
