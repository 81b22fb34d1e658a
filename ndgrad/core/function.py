"""``autograd.Function``: a function whose gradient the user writes."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from ..base import (
    GraphError,
    InvalidTypeError,
    InvalidValueError,
    RequirementError,
    UnsupportedError,
)
from . import anomaly
from .state import Scope, state
from .sweep import note_fallible
from .tape import Leaf, Node, Output

__all__ = ["Function", "arrays_in"]


class Function:
    """A function with a gradient of one's own.

    A subclass defines ``forward(*inputs)`` and ``backward(*output_gradients)``; ``forward`` gets
    what the object was called with, arrays or not, and ``backward`` returns one gradient per array
    input (a single one need not be a tuple). Neither is recorded - except that ``backward`` is
    when a gradient of the gradient is asked for, so that a backward written with operators works
    for every order. One object serves one call.

    >>> class Sigmoid(autograd.Function):
    ...     def forward(self, x):
    ...         y = 1 / (1 + nd.exp(-x))
    ...         self.save_for_backward(y)
    ...         return y
    ...     def backward(self, dy):
    ...         y, = self.saved_tensors
    ...         return dy * y * (1 - y)
    >>> x = nd.array([0.]); x.attach_grad()
    >>> with autograd.record():
    ...     y = Sigmoid()(x)
    >>> y.backward(); float(x.grad)
    0.25
    """

    _front: ClassVar[Any] = None  # the front end whose arrays it takes; set by autograd
    _needs: Sequence[bool] = ()  # in backward: which inputs' gradients the sweep asks for

    def __init__(self) -> None:
        self._used = False
        self._saved: tuple[Any, ...] = ()

    def save_for_backward(self, *args: Any) -> None:
        """Keep ``*args`` for ``backward``; a later change of the arrays' values is refused."""
        self._saved = args

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What ``save_for_backward`` kept."""
        return self._saved

    def forward(self, *inputs: Any) -> Any:
        """Compute the outputs of ``*inputs``; to be defined by the subclass (else it raises)."""
        raise UnsupportedError(f"{type(self).__name__} must define forward(*inputs).")

    def backward(self, *output_grads: Any) -> Any:
        """Compute the gradients of the inputs from ``*output_grads``; to be defined, too."""
        raise UnsupportedError(f"{type(self).__name__} must define backward(*output_grads).")

    def _title(self) -> str:
        """What errors and drawings of the graph call it."""
        return type(self).__name__

    def _held(self) -> list[Any]:
        """The arrays that ``backward`` may read, so that a change of their values is found."""
        return arrays_in(vars(self), self._front.array)

    def __call__(self, *inputs: Any) -> Any:
        front = self._front
        if getattr(self, "_used", False):
            raise RequirementError(
                f"Each {type(self).__name__} object can only be called once: "
                f"make another with {type(self).__name__}()."
            )
        self._used = True
        if not hasattr(self, "_saved"):  # a subclass that does not call our __init__
            self._saved = ()
        # Arrays of their own: what the user later does with the node of an input changes nothing.
        given = [
            front.wrap(x._raw, x._node, x._ctx) if isinstance(x, front.array) else x for x in inputs
        ]
        arrays = [x for x in given if isinstance(x, front.array)]
        parents = tuple([x._node for x in arrays])  # now: forward may write into its inputs
        with Scope(False, None):
            returned = self.forward(*given)
        several = isinstance(returned, (list, tuple))
        made = list(returned) if several else [returned]
        for y in made:
            if not isinstance(y, front.array):
                raise InvalidTypeError(
                    f"{type(self).__name__}.forward must return arrays, got {type(y).__name__}."
                )
        # New objects: the function may hold those of forward without a cycle through the tape.
        outs = [front.wrap(y._raw, None, y._ctx) for y in made]
        if state.recording and any(p is not None for p in parents):
            self._record(arrays, parents, made, outs)
        return (tuple(outs) if isinstance(returned, tuple) else outs) if several else outs[0]

    def _record(
        self,
        arrays: Sequence[Any],
        parents: tuple[Any, ...],
        made: Sequence[Any],
        outs: Sequence[Any],
    ) -> None:
        held = self._held()
        # `made` weakly: an output of forward that the function kept is relinked for higher orders.
        op = _UserOperator(self, arrays, [weakref.ref(y) for y in made], outs)
        note_fallible()
        watched = tuple([v._raw for v in held])
        node = Node(op, parents, (None, watched), tuple([y._raw.shape for y in outs]))
        for i, y in enumerate(outs):
            if y._raw.dtype.kind == "f":
                y._node = Output(node, i, y._raw.shape)
        if anomaly.watching:
            anomaly.inspect_output(op, node, outs, arrays)


def arrays_in(value: Any, kind: type, depth: int = 4) -> list[Any]:
    """The arrays in a value, also in lists, tuples and dicts in it, a few levels deep."""
    if isinstance(value, kind):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)) and depth:
        return [array for item in value for array in arrays_in(item, kind, depth - 1)]
    return []


class _UserOperator:
    """The operator of one call of a :class:`Function`, as the sweeps see it.

    It keeps ``(node, values)``: the values only so that a change in place is found, the node only
    in a recorded sweep, which links the outputs that the function kept.
    """

    kept = ("node", "saved value")
    variadic = True
    # A loss: backward may make a gradient of its own, so it is asked also where nothing arrives.
    runs_user_code = fallible = loss = True
    elementwise = False
    joint = True

    def __init__(
        self, function: Function, inputs: Sequence[Any], made: Sequence[Any], outs: Sequence[Any]
    ) -> None:
        self.name = function._title()
        self.function = function
        self.front = function._front
        self.made = made
        self.inputs = tuple(f"input {i}" for i in range(len(inputs)))
        self.input_shapes = [x._raw.shape for x in inputs]
        self.outs = [(y._raw.shape, y._raw.dtype, y._ctx) for y in outs]

    @property
    def pulls(self) -> tuple[_UserOperator]:
        """Its rules: itself. (Not an attribute, which would be a cycle.)"""
        return (self,)

    def positions(self, count: int) -> range:
        return range(count)

    def relink(self, node: Node) -> tuple[Any, ...]:
        """What a recorded sweep hands to ``call``."""
        return (node, None)

    def call(self, F: Any, gys: Sequence[Any], kept: Any, needs: Any) -> Sequence[Any]:
        """The gradients of the inputs, raw in a plain sweep and arrays in a recorded one."""
        recorded = F is self.front.F
        heads = []
        for g, (shape, dtype, ctx) in zip(gys, self.outs, strict=True):
            if g is None:
                g = np.zeros(shape, dtype)
            elif not recorded:  # backward may write into it, and others may need it as it is
                g = g.copy()
            head = g if isinstance(g, self.front.array) else self.front.wrap(g, None, ctx)
            if recorded and head._node is None:
                # Part of the graph, so that a result which is not has been computed outside it.
                head = self.front.wrap(head._raw, Leaf(None, "null", shape), ctx)
            heads.append(head)
        relinked = self._link_outputs(kept[0]) if recorded else []
        self.function._needs = needs
        try:
            found = self.function.backward(*heads)
        finally:
            for y, before in relinked:
                y._node = before
        return self._check(found, recorded)

    def _link_outputs(self, node: Node) -> list[tuple[Any, Any]]:
        relinked = []
        for i, reference in enumerate(self.made):
            y = reference()
            if y is not None:
                relinked.append((y, y._node))
                y._node = Output(node, i, y._raw.shape)
        return relinked

    def _check(self, found: Any, recorded: bool) -> list[Any]:
        grads = list(found) if isinstance(found, (list, tuple)) else [found]
        if len(grads) != len(self.inputs):
            raise InvalidValueError(
                f"{self.name}.backward returned {len(grads)} gradients for {len(self.inputs)} "
                f"array inputs; return one per input."
            )
        for i, (g, shape) in enumerate(zip(grads, self.input_shapes, strict=True)):
            if g is None:
                continue
            if not isinstance(g, self.front.array):
                raise InvalidTypeError(
                    f"{self.name}.backward must return arrays, got {type(g).__name__}."
                )
            if g._raw.size != int(np.prod(shape)):
                raise InvalidValueError(
                    f"{self.name}.backward: gradient {i} has shape {g._raw.shape}, "
                    f"its input has shape {shape}."
                )
            if recorded and g._node is None and g._raw.any():
                raise GraphError(
                    f"{self.name}.backward: gradient {i} was not computed from the output "
                    f"gradients with operators of nd, so it has no gradient itself.\n"
                    f"For create_graph=True write backward with nd operators (no asnumpy())."
                )
        if recorded:
            return grads
        return [None if g is None else g._raw for g in grads]
