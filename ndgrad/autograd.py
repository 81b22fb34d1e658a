"""``mx.autograd``: recording, differentiation, and functions with a gradient of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import InvalidTypeError, InvalidValueError, UnsupportedError
from .core import differentiate
from .core.anomaly import Detector
from .core.arguments import checked
from .core.display import GraphText, describe
from .core.function import Function
from .core.state import Scope, state
from .ndarray import NDArray
from .ndarray.ndarray import classic

Function._front = classic

__all__ = [
    "Function",
    "backward",
    "detect_anomaly",
    "get_symbol",
    "grad",
    "graph",
    "is_recording",
    "is_training",
    "mark_variables",
    "pause",
    "predict_mode",
    "record",
    "set_recording",
    "set_training",
    "train_mode",
]


@checked
def set_recording(is_recording: bool) -> bool:
    """Set whether operators are recorded (this thread) to ``is_recording``; returns what it was.

    >>> before = autograd.set_recording(True)
    >>> before, autograd.set_recording(before)
    (False, True)
    """
    before = state.recording
    state.recording = bool(is_recording)
    return before


@checked
def set_training(train_mode: bool) -> bool:
    """Set whether layers train (this thread) to ``train_mode``; returns what it was.

    >>> autograd.set_training(False)
    False
    """
    before = state.training
    state.training = bool(train_mode)
    return before


def is_recording() -> bool:
    """Whether operators are recorded.

    >>> autograd.is_recording()
    False
    """
    return state.recording


def is_training() -> bool:
    """Whether layers train: dropout drops, batch normalisation uses the batch.

    >>> with autograd.record():
    ...     autograd.is_training()
    True
    """
    return state.training


def record(train_mode: bool = True) -> Scope:
    """A scope in which operators are recorded, for use with ``with`` or as a decorator.

    Parameters
    ----------
    train_mode : bool, default True
        Whether layers train inside.

    >>> x = nd.array([2.]); x.attach_grad()
    >>> with autograd.record():
    ...     y = x * x
    >>> y.backward(); float(x.grad)
    4.0
    """
    return Scope(True, train_mode)


def pause(train_mode: bool = False) -> Scope:
    """A scope in which nothing is recorded, for use inside ``record``.

    Parameters
    ----------
    train_mode : bool, default False
        Whether layers train inside.

    >>> with autograd.record():
    ...     with autograd.pause():
    ...         autograd.is_recording()
    False
    """
    return Scope(False, train_mode)


def train_mode() -> Scope:
    """A scope in which layers train; recording stays as it is.

    >>> with autograd.train_mode():
    ...     autograd.is_training(), autograd.is_recording()
    (True, False)
    """
    return Scope(None, True)


def predict_mode() -> Scope:
    """A scope in which layers predict; recording stays as it is.

    >>> with autograd.record(), autograd.predict_mode():
    ...     autograd.is_training(), autograd.is_recording()
    (False, True)
    """
    return Scope(None, False)


@checked
def mark_variables(
    variables: NDArray | Sequence[NDArray],
    gradients: NDArray | Sequence[NDArray],
    grad_reqs: str | Sequence[str] = "write",
) -> None:
    """Make arrays variables whose gradients go into the arrays given.

    Parameters
    ----------
    variables, gradients : NDArray or list of NDArray
        Of equal shapes, pairwise.
    grad_reqs : str or list of str
        ``'write'``, ``'add'`` or ``'null'``.

    Raises ``ValueError`` where numbers, shapes or dtypes do not fit, ``TypeError`` for what is no
    array of a float dtype; no array is a variable then that was none before.

    >>> x, dx = nd.array([3.]), nd.zeros(1)
    >>> autograd.mark_variables([x], [dx])
    >>> with autograd.record():
    ...     y = 2 * x
    >>> y.backward(); float(dx)
    2.0
    """
    variables = differentiate.as_arrays(classic, variables, "mark_variables: variables")
    gradients = differentiate.as_arrays(classic, gradients, "mark_variables: gradients")
    reqs = [grad_reqs] * len(variables) if isinstance(grad_reqs, str) else list(grad_reqs)
    if not len(variables) == len(gradients) == len(reqs):
        raise InvalidValueError(
            f"mark_variables: {len(variables)} variables, {len(gradients)} gradients and "
            f"{len(reqs)} grad_reqs; as many of each are needed."
        )
    for variable, gradient, req in zip(variables, gradients, reqs, strict=True):
        if variable.shape != gradient.shape or variable.dtype != gradient.dtype:
            raise InvalidValueError(
                f"mark_variables: a variable of shape {variable.shape}, {variable._raw.dtype} "
                f"cannot have a gradient of shape {gradient.shape}, {gradient._raw.dtype}."
            )
        differentiate.check_variable(variable, gradient, req)
    for variable, gradient, req in zip(variables, gradients, reqs, strict=True):
        differentiate.mark(variable, gradient, req)


@checked
def backward(
    heads: NDArray | Sequence[NDArray],
    head_grads: NDArray | Sequence[NDArray | None] | None = None,
    retain_graph: bool = False,
    train_mode: bool = True,
) -> None:
    """Compute the gradients of the heads with respect to all variables they depend on.

    Parameters
    ----------
    heads : NDArray or list of NDArray
    head_grads : NDArray or list of (NDArray or None), optional
        Gradient with respect to each head, with as many elements as the head; ones by default.
    retain_graph : bool, default False
        Keep the graph for another call.
    train_mode : bool, default True
        Whether ``is_training()`` holds meanwhile.

    >>> x = nd.array([1., 2.]); x.attach_grad()
    >>> with autograd.record():
    ...     y, z = x * 2, x * x
    >>> autograd.backward([y, z], [None, nd.array([1., 10.])])
    >>> x.grad
    <BLANKLINE>
    [ 4. 42.]
    <NDArray 2 @cpu(0)>
    """
    differentiate.backward(classic, heads, head_grads, retain_graph, train_mode)


@checked
def grad(
    heads: NDArray | Sequence[NDArray],
    variables: NDArray | Sequence[NDArray],
    head_grads: NDArray | Sequence[NDArray | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    train_mode: bool = True,
) -> list[NDArray]:
    """Gradients of the heads with respect to the variables, as a list of new arrays.

    Parameters
    ----------
    heads, head_grads, train_mode
        As in :func:`backward`.
    variables : NDArray or list of NDArray
        Must be reached by the heads (MXNetError otherwise).
    retain_graph : bool, optional
        ``create_graph`` by default.
    create_graph : bool, default False
        Record the differentiation itself, so that the results can be differentiated again; to any
        order.

    >>> x = nd.array([2.]); x.attach_grad()
    >>> with autograd.record():
    ...     y = x ** 3
    ...     dx, = autograd.grad(y, [x], create_graph=True)
    >>> dx.backward(); float(dx), float(x.grad)
    (12.0, 12.0)
    """
    return differentiate.grad(
        classic, heads, variables, head_grads, retain_graph, create_graph, train_mode
    )


def detect_anomaly() -> Detector:
    """A scope that names the operator that first makes a NaN or an infinity, and where in the
    program it was called; for operators that are recorded, forward and backward.

    >>> x = nd.array([0.]); x.attach_grad()
    >>> with autograd.detect_anomaly(), autograd.record():
    ...     y = nd.log(x)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ndgrad.core.anomaly.AnomalyFound: detect_anomaly: operator log made an infinity in its output
    """
    return Detector()


@checked
def graph(heads: NDArray | Sequence[NDArray]) -> GraphText:
    """The recorded graph that backward from the heads will walk: operators, shapes, leaves.

    Printed it is text; ``.draw()`` makes a drawing (extra ``[viz]``: graphviz).

    >>> a, b = nd.ones(2), nd.ones(2)
    >>> a.attach_grad(); b.attach_grad()
    >>> with autograd.record():
    ...     y = (a * b).sum()
    >>> print(autograd.graph(y))
    SumBackward (1,)
      MulBackward (2,)
        AccumulateGrad (2,) #1
        AccumulateGrad (2,) #2
    """
    heads = differentiate.as_arrays(classic, heads, "graph: heads")
    return describe(differentiate.check_heads(heads))


@checked
def get_symbol(x: NDArray) -> Any:
    """The recorded graph of the array ``x`` as a symbol; raises, as there are no symbols yet.

    >>> autograd.get_symbol(nd.ones(1))  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ndgrad.base.UnsupportedError: get_symbol: symbols are not part of this version
    """
    if not isinstance(x, NDArray):
        raise InvalidTypeError(f"get_symbol needs an NDArray, got {type(x).__name__}.")
    raise UnsupportedError(
        "get_symbol: symbols are not part of this version; autograd.graph(x) shows the graph."
    )
