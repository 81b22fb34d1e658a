"""``mx.operator``: operators written by users, called through ``nd.Custom``.

A :class:`CustomOpProp` describes the operator (arguments, outputs, shapes, types), a
:class:`CustomOp` computes it. ``register`` gives the description a name::

    @mx.operator.register("square")
    class SquareProp(mx.operator.CustomOpProp):
        def create_operator(self, ctx, shapes, dtypes):
            return Square()

    class Square(mx.operator.CustomOp):
        def forward(self, is_train, req, in_data, out_data, aux):
            self.assign(out_data[0], req[0], in_data[0] * in_data[0])

        def backward(self, req, out_grad, in_data, out_data, in_grad, aux):
            self.assign(in_grad[0], req[0], 2 * in_data[0] * out_grad[0])

    y = nd.Custom(x, op_type="square")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from . import ndarray
from .autograd import Function
from .base import (
    InvalidKeyError,
    InvalidTypeError,
    InvalidValueError,
    UnsupportedError,
    nearest_name,
)
from .core.function import arrays_in
from .core.state import state
from .ndarray import NDArray
from .ndarray.ndarray import classic
from .ops.registry import aliases, registry

__all__ = ["CustomOp", "CustomOpProp", "custom", "get_all_registered_operators", "register"]

_registered: dict[str, type[CustomOpProp]] = {}


class CustomOp:
    """The computation of a user's operator; subclasses define ``forward`` and ``backward``.

    >>> mx.operator.CustomOp().assign(nd.zeros(1), "null", nd.ones(1))
    """

    def forward(
        self,
        is_train: bool,
        req: list[str],
        in_data: list[NDArray],
        out_data: list[NDArray],
        aux: list[NDArray],
    ) -> None:
        """Compute ``out_data`` from ``in_data``; store it with :meth:`assign`.

        Parameters
        ----------
        is_train : bool
            Whether layers train: ``autograd.is_training()`` at the call.
        req : list of str
            How each output is stored, ``'write'``; handed on to :meth:`assign`.
        in_data, out_data, aux : list of NDArray
            The inputs, outputs and auxiliary states, which alone may be changed besides outputs.

        Raises ``NotImplementedError`` where a subclass has not defined it.
        """
        raise UnsupportedError(f"{type(self).__name__} must define forward.")

    def backward(
        self,
        req: list[str],
        out_grad: list[NDArray],
        in_data: list[NDArray],
        out_data: list[NDArray],
        in_grad: list[NDArray],
        aux: list[NDArray],
    ) -> None:
        """Compute ``in_grad``; store it with :meth:`assign`.

        Parameters
        ----------
        req : list of str
            How the gradient of each input is stored, ``'write'``, or ``'null'`` where none is
            needed; handed on to :meth:`assign`.
        out_grad : list of NDArray
            The gradients of the outputs.
        in_data, out_data, in_grad, aux : list of NDArray
            The inputs and outputs of ``forward``, the gradients to be stored, and the auxiliary
            states.

        Raises ``NotImplementedError`` where a subclass has not defined it.
        """
        raise UnsupportedError(f"{type(self).__name__} must define backward.")

    def assign(self, dst: NDArray, req: str, src: Any) -> None:
        """Store ``src`` in ``dst`` as ``req`` (``null``, ``write``, ``inplace``, ``add``) says.

        ``ValueError`` for any other ``req``.
        """
        if req == "null":
            return
        if req in ("write", "inplace"):
            dst[:] = src
        elif req == "add":
            dst[:] = dst + src
        else:
            raise InvalidValueError(
                f"assign: req must be null, write, inplace or add, got {req!r}."
            )


class CustomOpProp:
    """The description of a user's operator.

    Parameters
    ----------
    need_top_grad : bool, default True
        Whether ``backward`` needs the gradient of the outputs; False for a loss, whose backward is
        then run with whatever arrives and must not use ``out_grad``.

    >>> mx.operator.CustomOpProp().list_arguments()
    ['data']
    """

    def __init__(self, need_top_grad: bool = True) -> None:
        self.need_top_grad_ = need_top_grad

    def list_arguments(self) -> list[str]:
        """Names of the inputs."""
        return ["data"]

    def list_outputs(self) -> list[str]:
        """Names of the outputs."""
        return ["output"]

    def list_auxiliary_states(self) -> list[str]:
        """Names of the auxiliary states: inputs without gradient, which forward may change."""
        return []

    def infer_shape(self, in_shape: list[Any]) -> Any:
        """Shapes of (inputs, outputs, auxiliary states), from ``in_shape``, those of the inputs.

        All are equal to the first input's here.
        """
        return in_shape, (in_shape[0],) * len(self.list_outputs()), ()

    def infer_type(self, in_type: list[Any]) -> Any:
        """Types of (inputs, outputs, auxiliary states), from ``in_type``, those of the inputs.

        All are equal to the first input's here.
        """
        return (
            in_type,
            [in_type[0]] * len(self.list_outputs()),
            [in_type[0]] * len(self.list_auxiliary_states()),
        )

    def declare_backward_dependency(
        self, out_grad: list[int], in_data: list[int], out_data: list[int]
    ) -> list[int]:
        """Which arrays backward reads, of ``out_grad``, ``in_data`` and ``out_data`` by number.

        It gets all of them here, so this is asked by nobody.
        """
        return [*(out_grad if self.need_top_grad_ else []), *in_data, *out_data]

    def create_operator(self, ctx: Any, in_shapes: list[Any], in_dtypes: list[Any]) -> CustomOp:
        """The operator for inputs on ``ctx`` of shapes ``in_shapes`` and types ``in_dtypes``."""
        return CustomOp()


def register(reg_name: str) -> Callable[[type[CustomOpProp]], type[CustomOpProp]]:
    """Decorator: make a :class:`CustomOpProp` callable as ``nd.Custom(..., op_type=reg_name)``.

    ``TypeError`` for what is no such class.

    >>> @mx.operator.register("my_identity")
    ... class Identity(mx.operator.CustomOpProp):
    ...     pass
    >>> Identity().list_arguments(), Identity().list_outputs()
    (['data'], ['output'])
    """

    def do_register(prop: type[CustomOpProp]) -> type[CustomOpProp]:
        if not (isinstance(prop, type) and issubclass(prop, CustomOpProp)):
            raise InvalidTypeError(f"register({reg_name!r}): a subclass of CustomOpProp is needed.")
        _registered[reg_name] = prop
        return prop

    return do_register


def get_all_registered_operators() -> list[str]:
    """Names of all operators of the library, also their aliases; ``Custom`` stands for your own.

    >>> "Activation" in mx.operator.get_all_registered_operators()
    True
    """
    return sorted({*registry, *aliases, "Custom"})


class CustomCall:
    """A call of a custom operator before it is computed: the description and the arrays it got.

    The arrays may be stand-ins of which only the shape is known, of the types ``kinds``.
    """

    def __init__(
        self,
        op_type: str,
        data: Sequence[Any],
        keywords: dict[str, Any],
        kinds: tuple[type, ...] = (NDArray,),
    ) -> None:
        self.title = f"Custom({op_type})"
        named = {key: value for key, value in keywords.items() if isinstance(value, kinds)}
        given_text: dict[str, Any] = {
            k: str(v) for k, v in keywords.items() if k not in named and k != "name"
        }
        self.prop = _find(op_type)(**given_text)
        arguments = list(self.prop.list_arguments())
        states = list(self.prop.list_auxiliary_states())
        for name in named.keys() - {*arguments, *states}:
            raise InvalidTypeError(
                f"{self.title}: there is no input {name!r}, only {arguments + states}."
            )
        given = [*data, *(named[n] for n in (*arguments, *states) if n in named)]
        if len(given) != len(arguments) + len(states):
            raise InvalidValueError(
                f"{self.title}: it takes {len(arguments)} inputs {arguments} and "
                f"{len(states)} auxiliary states {states}, got {len(given)} arrays."
            )
        self.names = arguments + states
        self.inputs, self.states = given[: len(arguments)], given[len(arguments) :]

    def shapes(self) -> tuple[list[Any], list[Any], list[Any]]:
        """What ``infer_shape`` tells of the inputs, outputs and states.

        It is given -1 for a dimension that is not known, and ``[]`` where not even their number is.
        """
        if all(isinstance(x, NDArray) for x in self.inputs):
            known = [list(x.shape) for x in self.inputs]  # where 0 means an empty axis
        else:
            known = [[n if n > 0 else -1 for n in x.shape or ()] for x in self.inputs]
        return self._told("infer_shape", self.prop.infer_shape(known))

    def outputs(self) -> list[tuple[tuple[int, ...], np.dtype[Any]]]:
        """Shapes and types of the outputs; raises where the arrays are not as the prop says."""
        inputs, outputs, states = self.shapes()
        arrays = [*self.inputs, *self.states]
        for name, array, shape in zip(self.names, arrays, [*inputs, *states]):
            alike = len(shape) == array.ndim
            if not alike or any(n not in (0, -1, m) for n, m in zip(shape, array.shape)):
                raise InvalidValueError(
                    f"{self.title}: by infer_shape {name!r} has shape {tuple(shape)}, "
                    f"got {array.shape}."
                )
        told = self.prop.infer_type([x.dtype for x in self.inputs])
        input_types, types, _ = self._told("infer_type", told)
        for name, array, dtype in zip(self.names, self.inputs, input_types):
            if np.dtype(array.dtype) != np.dtype(dtype):
                raise InvalidTypeError(
                    f"{self.title}: by infer_type {name!r} is {np.dtype(dtype)}, "
                    f"got {np.dtype(array.dtype)}."
                )
        return [(tuple(s), np.dtype(t)) for s, t in zip(outputs, types, strict=True)]

    def _told(self, method: str, found: Any) -> tuple[list[Any], list[Any], list[Any]]:
        """What a method of the prop returns: lists of inputs, outputs, and maybe states."""
        lists = [list(part) for part in found]
        wanted = (len(self.inputs), len(self.prop.list_outputs()))
        if len(lists) not in (2, 3) or tuple(map(len, lists[:2])) != wanted:
            raise InvalidValueError(
                f"{self.title}: {method} must return one entry for each of the {wanted[0]} inputs, "
                f"{wanted[1]} outputs and {len(self.states)} auxiliary states, got {found}."
            )
        return lists[0], lists[1], lists[2] if len(lists) == 3 else []


def _find(op_type: str) -> type[CustomOpProp]:
    """The description registered under a name."""
    if not op_type:
        raise InvalidTypeError(
            "Custom: op_type is missing: the name under which the operator was registered."
        )
    found = _registered.get(op_type)
    if found is None:
        raise InvalidKeyError(
            f"Custom: no operator is registered as {op_type!r}.{nearest_name(op_type, _registered)}"
        )
    return found


class _CustomFunction(Function):
    """One call of a custom operator, as a function with a gradient of its own."""

    def __init__(
        self,
        op_type: str,
        prop: CustomOpProp,
        op: CustomOp,
        outs: Sequence[tuple[Any, Any]],
        aux: list[NDArray],
    ) -> None:
        super().__init__()
        self.op_type = op_type
        self.prop = prop
        self.op = op
        self.outs = outs
        self.aux = aux

    def _title(self) -> str:
        return f"Custom({self.op_type})"

    def _held(self) -> list[NDArray]:
        # Not the auxiliary states: a later forward may change them, as in batch normalization.
        return [*self.saved_tensors, *arrays_in(vars(self.op), NDArray)]

    def forward(self, *inputs: NDArray) -> list[NDArray]:
        ctx = inputs[0].context if inputs else None
        outputs = [classic.wrap(np.zeros(s, t), None, ctx) for s, t in self.outs]
        req = ["write"] * len(outputs)
        # By name, as MXNet calls it: the order in which an operator writes them is its own.
        self.op.forward(
            is_train=state.training,
            req=req,
            in_data=list(inputs),
            out_data=outputs,
            aux=self.aux,
        )
        self.save_for_backward(*inputs, *outputs)
        return outputs

    def backward(self, *out_grads: NDArray) -> list[NDArray]:
        n = len(self.saved_tensors) - len(self.outs)
        inputs, outputs = list(self.saved_tensors[:n]), list(self.saved_tensors[n:])
        in_grads = [classic.wrap(np.zeros(x.shape, x.dtype), None, x.context) for x in inputs]
        self.op.backward(
            req=["write" if needed else "null" for needed in self._needs],
            out_grad=list(out_grads),
            in_data=inputs,
            out_data=outputs,
            in_grad=in_grads,
            aux=self.aux,
        )
        return in_grads


def custom(*data: NDArray, op_type: str = "", **kwargs: Any) -> Any:
    """Call a registered custom operator (``nd.Custom``).

    Parameters
    ----------
    data : NDArray
        Inputs, then auxiliary states; or by name, as keywords.
    op_type : str
        The registered name; required.
    kwargs
        Passed to the :class:`CustomOpProp`, as strings.

    Raises
    ------
    KeyError
        For an unknown ``op_type``.
    TypeError
        Without one, for an array by a name that is none of the operator's, or of another type than
        ``infer_type`` says.
    ValueError
        For a wrong number of inputs, or other shapes than ``infer_shape`` says.

    >>> class Double(mx.operator.CustomOp):
    ...     def forward(self, is_train, req, in_data, out_data, aux):
    ...         self.assign(out_data[0], req[0], 2 * in_data[0])
    >>> @mx.operator.register("double")
    ... class DoubleProp(mx.operator.CustomOpProp):
    ...     def create_operator(self, ctx, in_shapes, in_dtypes):
    ...         return Double()
    >>> nd.Custom(nd.ones(2), op_type="double").asnumpy()
    array([2., 2.], dtype=float32)
    """
    call = CustomCall(op_type, data, kwargs)
    outs = call.outputs()
    inputs = call.inputs
    ctx = inputs[0].context if inputs else None
    op = call.prop.create_operator(ctx, [list(x.shape) for x in inputs], [x.dtype for x in inputs])
    found = _CustomFunction(op_type, call.prop, op, outs, call.states)(*inputs)
    return found[0] if len(found) == 1 else found


# A custom operator exists only once this module was used to register it: so it brings the function
# that calls it, and importing the library need not load it.
ndarray.Custom = custom  # type: ignore[attr-defined]  # the stub does not list it
