"""``nd.contrib.foreach``, ``while_loop`` and ``cond``: loops and branches as functions.

The imperative form: the body is called once per step, on arrays, and is recorded like any other
program, so gradients flow through every step to any order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..base import InvalidTypeError, InvalidValueError
from ..core.arguments import checked
from ..core.state import state
from .creation import zeros
from .ndarray import NDArray, classic

__all__ = ["cond", "foreach", "while_loop"]


def _flatten(structure: Any, what: str) -> list[NDArray]:
    """The arrays of a (nested) list, in order."""
    if isinstance(structure, NDArray):
        return [structure]
    if not isinstance(structure, (list, tuple)):
        raise InvalidTypeError(
            f"{what} must be an NDArray or a (nested) list of them, "
            f"got {type(structure).__name__} {structure!r:.60}."
        )
    return [array for part in structure for array in _flatten(part, what)]


def _without_none(structure: Any) -> Any:
    """The structure with empty lists in place of None."""
    if isinstance(structure, (list, tuple)):
        return [_without_none(part) for part in structure]
    return [] if structure is None else structure


def _rebuild(structure: Any, arrays: list[NDArray]) -> Any:
    """``arrays``, taken from the front, in the form of ``structure``, where tuples become lists."""
    if isinstance(structure, NDArray):
        return arrays.pop(0)
    return [_rebuild(part, arrays) for part in structure]


def _slices(array: NDArray, count: int) -> list[NDArray]:
    """The slices along the first axis."""
    if state.recording and array._node is not None and count > 1:
        # One recorded split: its gradient is one concatenation, where the gradient of each
        # array[i] would be an array of zeros as large as the whole.
        return classic.F.split(array, num_outputs=count, axis=0, squeeze_axis=True)
    return [array[i] for i in range(count)]


def _stack(columns: list[NDArray], length: int) -> NDArray:
    """The outputs of all steps along a new first axis, zeros after the last one."""
    if any(c.shape != columns[0].shape for c in columns):
        shapes = sorted({c.shape for c in columns})
        raise InvalidValueError(f"an output must keep its shape in all steps, it had {shapes}.")
    stacked = classic.F.stack(*columns, axis=0)
    if len(columns) == length:
        return stacked
    rest = (length - len(columns), *columns[0].shape)
    padding = zeros(rest, ctx=stacked.context, dtype=stacked.dtype)
    return classic.F.concat(stacked, padding, dim=0)


def _scalar(value: Any, what: str) -> bool:
    """Whether a condition holds: an array of one element, or a Python truth value."""
    if isinstance(value, NDArray):
        if value.size != 1:
            raise InvalidValueError(f"{what} must have one element, got shape {value.shape}.")
        return bool(value.asscalar())
    return bool(value)


class _Outputs:
    """Outputs gathered step by step."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.form: Any = []
        self.steps: list[list[NDArray]] = []

    def add(self, outputs: Any) -> None:
        arrays = _flatten(outputs, self.what)
        if self.steps and len(arrays) != len(self.steps[0]):
            raise InvalidValueError(
                f"{self.what} must have as many arrays in each step; "
                f"there were {len(self.steps[0])}, then {len(arrays)}."
            )
        self.form = outputs
        self.steps.append(arrays)

    def stacked(self, length: int) -> Any:
        """In the form the body gave them, each stacked to ``length``."""
        if not self.steps:
            return []
        columns = [list(column) for column in zip(*self.steps, strict=True)]
        return _rebuild(self.form, [_stack(column, length) for column in columns])


@checked
def foreach(
    body: Callable[[Any, Any], tuple[Any, Any]], data: Any, init_states: Any, name: str = "foreach"
) -> tuple[Any, Any]:
    """Call ``body`` on each slice of ``data`` along the first axis, handing states on.

    Parameters
    ----------
    body : callable
        ``outputs, states = body(slice, states)``.
    data : NDArray or (nested) list of them
        All of one length along the first axis; the body gets the slices in the same form.
    init_states : NDArray or (nested) list of them
    name : str
        Of no effect: names belong to symbols.

    Returns
    -------
    (outputs, states)
        The outputs of all steps, stacked along a new first axis (an empty list if there is no
        step), and the states after the last step.

    Raises
    ------
    ValueError
        If lengths of ``data``, or shapes of an output in different steps, differ.

    >>> outputs, total = nd.contrib.foreach(lambda x, s: (x + s, x + s), nd.arange(4), nd.zeros(1))
    >>> outputs.asnumpy().ravel(), total.asnumpy()
    (array([0., 1., 3., 6.], dtype=float32), array([6.], dtype=float32))
    """
    arrays = _flatten(data, "foreach: data")
    _flatten(init_states, "foreach: init_states")
    if not arrays or any(a.ndim == 0 for a in arrays):
        raise InvalidValueError("foreach: data must hold at least one array, each with an axis.")
    length = arrays[0].shape[0]
    if any(a.shape[0] != length for a in arrays):
        raise InvalidValueError(
            "foreach: all data must have one length along the first axis, "
            f"got {[a.shape[0] for a in arrays]}."
        )
    columns = [_slices(a, length) for a in arrays]
    outputs = _Outputs("foreach: outputs of the body")
    states = init_states
    for step in range(length):
        result = body(_rebuild(data, [column[step] for column in columns]), states)
        if not isinstance(result, (list, tuple)) or len(result) != 2:
            raise InvalidTypeError(
                f"foreach: the body must return (outputs, states), got {type(result).__name__}."
            )
        out, states = result
        outputs.add(out)
        _flatten(states, "foreach: states of the body")
    return outputs.stacked(length), states


@checked
def while_loop(
    cond: Callable[..., Any],
    func: Callable[..., tuple[Any, Any]],
    loop_vars: Any,
    max_iterations: int | None = None,
    name: str = "while_loop",
) -> tuple[Any, Any]:
    """Call ``func`` as long as ``cond`` holds, at most ``max_iterations`` times.

    Parameters
    ----------
    cond : callable
        ``cond(*loop_vars)`` gives an array of one element, or a truth value.
    func : callable
        ``outputs, loop_vars = func(*loop_vars)``; outputs may be None.
    loop_vars : NDArray or (nested) list of them
    max_iterations : int
    name : str
        Of no effect: names belong to symbols.

    Returns
    -------
    (outputs, loop_vars)
        The outputs of the steps along a new first axis of length ``max_iterations``, zeros where
        there was no step (an empty list if there was none at all), and the variables at the end:
        an array if ``loop_vars`` was one, otherwise a list.

    Raises ``ValueError`` without ``max_iterations`` or variables, and where their number changes.

    >>> outputs, (i, total) = nd.contrib.while_loop(
    ...     lambda i, total: i < 3,
    ...     lambda i, total: (total + i, (i + 1, total + i)),
    ...     (nd.zeros(1), nd.zeros(1)), max_iterations=5)
    >>> outputs.asnumpy().ravel(), total.asnumpy()
    (array([0., 1., 3., 0., 0.], dtype=float32), array([3.], dtype=float32))
    """
    if max_iterations is None:
        raise InvalidValueError("while_loop: max_iterations should be specified.")
    max_iterations = int(max_iterations)
    count = len(_flatten(loop_vars, "while_loop: loop_vars"))
    if not count:
        raise InvalidValueError("while_loop: loop_vars should contain at least one element.")
    outputs = _Outputs("while_loop: outputs of func")
    is_bare = isinstance(loop_vars, NDArray)
    variables = [loop_vars] if is_bare else list(loop_vars)
    for _ in range(max_iterations):
        if not _scalar(cond(*variables), "while_loop: the condition"):
            break
        out, new_vars = func(*variables)
        if len(_flatten(new_vars, "while_loop: loop_vars of func")) != count:
            raise InvalidValueError(
                "while_loop: the number of loop_vars should stay the same during the loop."
            )
        outputs.add([] if out is None else out)
        variables = [new_vars] if isinstance(new_vars, NDArray) else list(new_vars)
    return outputs.stacked(max_iterations), variables[0] if is_bare else variables


@checked
def cond(
    pred: Any, then_func: Callable[[], Any], else_func: Callable[[], Any], name: str = "cond"
) -> Any:
    """``then_func()`` if ``pred`` is not zero, otherwise ``else_func()``.

    Parameters
    ----------
    pred : NDArray of one element, or a truth value
    then_func, else_func : callable
        Without arguments; only the one that is chosen is called.
    name : str
        Of no effect: names belong to symbols.

    Returns
    -------
    NDArray or (nested) list of them
        What the chosen function gave. Only here None may stand for an array.

    >>> a, b = nd.array([1.]), nd.array([2.])
    >>> nd.contrib.cond(a * b < 5, lambda: (a + 5) * (b + 5), lambda: a - b).asnumpy()
    array([42.], dtype=float32)
    """
    chosen = then_func() if _scalar(pred, "cond: pred") else else_func()
    _flatten(_without_none(chosen), "cond: the result of the chosen function")
    return chosen
