"""Shapes of parameters that were left open, found by running the block.

``hybrid_forward`` is run with a namespace that looks at each operator before it is called: where a
parameter of unknown shape is among its inputs, a rule tells the shape from the other inputs, as
MXNet does by its graphs. What elementwise operators make of a parameter has its shape, so that a
later operator may tell it. Two uses:

* the first forward pass of a block with deferred parameters: the run ends as soon as all of the
  block's own shapes are known; then they are initialized and the pass begins anew;
* ``infer_shape`` called by a user: the whole run, children included, with zeros for values.
"""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from ... import autograd
from ... import ndarray as nd
from ...base import InvalidAttributeError, InvalidTypeError, InvalidValueError
from ...core.dispatch import take_params
from ...ndarray import NDArray
from ...ops.registry import find
from ..shape import shape_is_known
from .inputs import misfit
from .shape_rules import RULES, SAME_SHAPE, Call, keeps_shape

__all__ = ["check_dtypes", "complete_own", "complete_shapes", "infer", "inferring"]


class _State(threading.local):
    inferring = False
    first_pass: Any = None


_state = _State()


def inferring() -> bool:
    """Whether a user's ``infer_shape`` is running in this thread."""
    return _state.inferring


class _AllKnown(BaseException):
    """Ends a run when there is nothing left to find; no handler of the block may catch it."""


class _Unknown:
    """Stands in a run for an array of unknown shape: a parameter, or what was made of parameters
    of the same shape, element by element.
    """

    __array_priority__ = 1e6  # so that ``array * unknown`` is decided here
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]  # == makes an array, as of an NDArray

    def __init__(self, run: _Run, parameters: tuple[Any, ...], made: bool = False) -> None:
        self._run = run
        self._parameters = parameters
        self._made = made  # by an operator: no parameter's own values

    @property
    def shape(self) -> Any:
        """The shape as far as it is known."""
        return self._parameters[0].shape

    def __getattr__(self, name: str) -> Any:
        if keeps_shape(name):
            return lambda *args, **kwargs: self._made_of(self)
        names = ", ".join(f"'{p.name}' {p.shape}" for p in self._parameters)
        raise InvalidAttributeError(
            f"the shape of Parameter {names} is not known yet, so its .{name} is not: "
            "give the whole shape, or override infer_shape(self, *inputs)."
        )

    def _made_of(self, *others: _Unknown) -> _Unknown:
        """What an operator makes of arrays of one shape, which remains unknown."""
        parameters = dict.fromkeys(p for other in others for p in other._parameters)
        return _Unknown(self._run, tuple(parameters), made=True)

    def known(self, shape: Any) -> Any:
        """An array in its place, now that its shape is told; the values of a result are zero."""
        for parameter in self._parameters:
            parameter.shape = shape
        values = [self._run.value_of(parameter) for parameter in self._parameters]
        return nd.zeros_like(values[0]) if self._made else values[0]


def _together(args: tuple[Any, ...], function: Callable[..., Any]) -> Any:
    """A function of arrays of one shape, which one known array tells to all."""
    unknown = [value for value in args if isinstance(value, _Unknown)]
    arrays = [value for value in args if isinstance(value, NDArray)]
    # Sizes of 0 come from a parameter's shape: random_normal(shape=weight.shape) * weight.
    shape = next((value.shape for value in arrays if shape_is_known(value.shape)), None)
    if shape is None:
        return unknown[0]._made_of(*unknown)
    return function(*(v.known(shape) if isinstance(v, _Unknown) else v for v in args))


def _add_operators() -> None:
    """Give the stand-in the operators of Python."""

    def two(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda a, b: _together((a, b), function)

    def reflected(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        return lambda a, b: _together((b, a), function)

    for name in ("add", "sub", "mul", "truediv", "mod", "pow"):
        setattr(_Unknown, f"__{name}__", two(getattr(operator, name)))
        setattr(_Unknown, f"__r{name}__", reflected(getattr(operator, name)))
    for name in ("lt", "le", "eq", "ne", "ge", "gt"):
        setattr(_Unknown, f"__{name}__", two(getattr(operator, name)))
    for name in ("neg", "abs"):
        setattr(_Unknown, f"__{name}__", lambda a: a._made_of(a))


_add_operators()


class _Run:
    """One run of a block's ``hybrid_forward``; ``own`` ends it when its shapes are known."""

    def __init__(self, block: Any, ctx: Any, own: bool) -> None:
        self.block = block
        self.ctx = ctx
        self.own = own
        self.params = block._reg_params

    def arguments(self) -> dict[str, Any]:
        """The block's parameters, those of unknown shape as stand-ins."""
        return {name: self.value_of(param) for name, param in self.params.items()}

    def value_of(self, param: Any) -> Any:
        """An array for a parameter whose shape is known, a stand-in for another."""
        if not shape_is_known(param.shape):
            return _Unknown(self, (param,))
        if self.own and all(shape_is_known(p.shape) for p in self.params.values()):
            raise _AllKnown
        if param._data is not None:
            return param.data(self.ctx)
        return nd.zeros(param.shape, dtype=param.dtype, ctx=self.ctx)

    def run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run the block; raises where a shape remains unknown."""
        namespace = _Namespace(nd, self)
        output = None
        try:
            output = self.block.hybrid_forward(namespace, *args, **self.arguments(), **kwargs)
        except _AllKnown:
            return None
        except TypeError as error:
            told = misfit(self.block, self.block.hybrid_forward, error, args, kwargs)
            if told is None:
                raise
            raise told from None
        unknown = [p for p in self.params.values() if not shape_is_known(p.shape)]
        if unknown:
            raise InvalidValueError(
                "Cannot decide shape for the following arguments (0s in shape means unknown "
                "dimensions). Consider providing them as input: "
                + ", ".join(f"{p.name}: {p.shape}" for p in unknown)
            )
        return output


class _Namespace:
    """``F`` of such a run."""

    def __init__(self, namespace: Any, run: _Run) -> None:
        self._namespace = namespace
        self._run = run

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._namespace, name)
        if isinstance(found, ModuleType):
            return _Namespace(found, self._run)
        if not callable(found) or isinstance(found, type):
            return found
        if name == "Custom":
            return self._custom

        def call(*args: Any, **kwargs: Any) -> Any:
            unknown = [v for v in (*args, *kwargs.values()) if isinstance(v, _Unknown)]
            if not unknown:
                return found(*args, **kwargs)
            if keeps_shape(name):
                return unknown[0]._made_of(unknown[0])
            if name in SAME_SHAPE:
                inputs = [value for key, value in kwargs.items() if key not in ("name", "out")]
                return _together((*args, *inputs), found)
            args, kwargs = self._resolve(name, args, kwargs)
            return found(*args, **kwargs)

        return call

    def _resolve(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments with values for the stand-ins, whose shapes the operator tells."""
        rule = RULES.get(name)
        op = find(name)
        if rule is None or op is None:
            raise InvalidValueError(
                f"operator {name} does not tell the shape of its inputs: give the whole shape of "
                "the parameter, or override infer_shape(self, *inputs)."
            )
        given = {**dict(zip((*op.inputs, *op.params), args)), **kwargs}
        params = {key: given.get(key, default) for key, default in op.params.items()}
        take_params(op, params)
        shapes = rule(Call({k: _shape_or_value(v) for k, v in {**given, **params}.items()}))

        title = f"operator {name}"
        positional = tuple(_known(title, key, value, shapes) for key, value in zip(op.inputs, args))
        return (
            positional + args[len(positional) :],
            {key: _known(title, key, value, shapes) for key, value in kwargs.items()},
        )

    def _custom(self, *args: Any, op_type: str = "", **kwargs: Any) -> Any:
        """A user's operator: the shapes are as its ``infer_shape`` says, and it is not run."""
        from ...operator import CustomCall  # loaded only by those who register one

        call = CustomCall(op_type, args, kwargs, (NDArray, _Unknown))
        inputs, _, states = call.shapes()
        shapes = dict(zip(call.names, (tuple(shape) for shape in (*inputs, *states))))
        arrays = zip(call.names, (*call.inputs, *call.states))
        known = [_known(call.title, key, value, shapes) for key, value in arrays]
        others = {k: v for k, v in kwargs.items() if not isinstance(v, (NDArray, _Unknown))}
        told = CustomCall(op_type, known, others).outputs()
        outputs = [nd.zeros(shape, self._run.ctx, dtype) for shape, dtype in told]
        return outputs[0] if len(outputs) == 1 else outputs


def _known(title: str, key: str, value: Any, shapes: dict[str, tuple[int, ...]]) -> Any:
    """An argument, with an array in place of a stand-in, whose shape is among ``shapes``."""
    if not isinstance(value, _Unknown):
        return value
    if key not in shapes:
        raise InvalidValueError(f"{title} does not tell the shape of {key!r}.")
    if not shape_is_known(shapes[key]):
        raise InvalidValueError(
            f"{title}: {key!r} would have shape {shapes[key]}: "
            "an axis of the input is empty, or no outputs are asked for."
        )
    return value.known(shapes[key])


def _shape_or_value(argument: Any) -> Any:
    return argument.shape if isinstance(argument, (NDArray, _Unknown)) else argument


def complete_own(block: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Find the shapes of a block's own parameters, through its ``infer_shape``."""
    before = _state.first_pass
    _state.first_pass = block
    try:
        block.infer_shape(*args, **kwargs)
    finally:
        _state.first_pass = before


def complete_shapes(block: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Find the unknown shapes of a block: its own in a first pass, all below it for a user."""
    own = _state.first_pass is block
    before = _state.inferring
    _state.inferring = not own
    try:
        with autograd.pause(train_mode=False):
            _Run(block, block._context_of(args), own).run(args, kwargs)
    finally:
        _state.inferring = before


def infer(block: Any, x: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The output of a block inside ``infer_shape`` of a block around it."""
    from .hybrid import HybridBlock  # it imports this module

    if type(block).infer_shape is not HybridBlock.infer_shape:
        block.infer_shape(x, *args, **kwargs)  # the block knows its shapes itself
    ctx = block._context_of((x, *args))
    return _Run(block, ctx, own=False).run((x, *args), kwargs)


def check_dtypes(block: Any, args: tuple[Any, ...]) -> None:
    """Raise where a floating input has another dtype than a floating parameter."""
    dtypes = {np.dtype(a.dtype) for a in args if isinstance(a, NDArray)}
    for param in block.collect_params().values():
        dtype = np.dtype(param.dtype)
        for given in dtypes:
            if given.kind == "f" and dtype.kind == "f" and given != dtype:
                raise InvalidTypeError(
                    f"infer_type: the input is {given}, Parameter '{param.name}' is {dtype}; "
                    f"net.cast('{given}') changes the parameters."
                )
