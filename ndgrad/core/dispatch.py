"""From an operator to the function that users call.

For each operator one function is compiled, at its first use, with the operator's own signature and
straight-line code for the common call: arrays of the front end, one output, no ``out``. Whatever
is unusual - scalars, NumPy arrays, mixed dtypes, several outputs, ``out=``, an unknown keyword -
goes to :meth:`FrontEnd.call`, which does the same in general form. So the common call pays for
nothing it does not use, and there is one place that says what a call means.

A front end is a class of arrays with its rules: which class, what happens to 0-d results, how
Python scalars and mixed dtypes are taken. Kernels and gradient rules know none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..base import InvalidTypeError, InvalidValueError, nearest_name
from ..context import resolve_context
from ..ops.registry import REQUIRED, Operator, find
from . import anomaly
from .codegen import compile_function, frozen
from .destinations import destinations
from .errors import rescue
from .generator import generator
from .held import held, is_beyond
from .inplace import check_can_join, check_state, check_writable, write
from .literals import INDIRECT, may_be_literal, may_be_none, plain_value
from .namespaces import RecordingNamespace
from .state import state
from .tape import Node, Output

__all__ = ["FrontEnd", "is_number", "python_number", "take_params"]


class FrontEnd:
    """A class of arrays and its rules for calling operators.

    Parameters
    ----------
    array : type
        Has slots ``_raw`` (NumPy array), ``_ctx`` and ``_node``.
    """

    def __init__(self, array: type[Any]) -> None:
        #: Any: its slots are the front end's own business
        self.array: Any = array
        self.functions: dict[str, Callable[..., Any]] = {}
        self.F = RecordingNamespace(self)

    # -- rules of classic nd; another front end overrides them ------------------------------------

    def finish(self, y: Any) -> np.ndarray:
        """A result without axes gets one: classic arrays have no scalars."""
        return y.reshape(1) if type(y) is np.ndarray else np.array([y])  # from a NumPy scalar

    def scalar(self, value: Any, dtype: np.dtype) -> Any:
        """A Python or NumPy scalar as an operand beside an array: it takes the array's dtype."""
        return np.asarray(value) if dtype.kind == "b" else held(value, dtype)

    def common_dtype(self, arrays: Sequence[Any]) -> np.dtype:
        """The dtype that operands of different dtypes are brought to."""
        dtypes = [a._raw.dtype for a in arrays]
        floats = [d for d in dtypes if d.kind == "f"]
        return np.result_type(*(floats or dtypes))

    # -- making arrays ----------------------------------------------------------------------------

    def wrap(self, raw: np.ndarray, node: Any = None, ctx: Any = None) -> Any:
        """An array of this front end over raw memory."""
        array: Any = object.__new__(self.array)
        array._raw = raw
        array._node = node
        array._ctx = ctx if ctx is not None else resolve_context(None)
        return array

    def take_input(self, op: Operator, position: int, value: Any) -> Any:
        """Whatever a user passes as an array input, as an array of this front end."""
        if isinstance(value, self.array):
            return value
        if hasattr(value, "_raw") and hasattr(value, "_node"):  # of another front end
            return self.wrap(value._raw, value._node, value._ctx)
        if isinstance(value, (np.ndarray, list, tuple)) and not isinstance(value, np.generic):
            return self.wrap(self.array._from_object(value))
        name = op.inputs[min(position, len(op.inputs) - 1)]
        if value is None or value is REQUIRED:
            raise InvalidTypeError(f"operator {op.name}: the input {name!r} is missing.")
        raise InvalidTypeError(
            f"operator {op.name}: the input {name!r} must be an array, "
            f"got {type(value).__name__} {value!r:.60}."
        )

    # -- calling an operator ----------------------------------------------------------------------

    def call(
        self,
        op: Operator,
        inputs: Sequence[Any],
        params: dict[str, Any],
        out: Any = None,
        unknown: dict[str, Any] | None = None,
    ) -> Any:
        """Call an operator in the general form (see the module's docstring)."""
        op.seal()
        ctx = None
        if unknown:
            if op.keywords:
                inputs = _by_other_keywords(op, inputs, unknown)
            ctx = self._take_extras(op, inputs, unknown)
        arrays = self._take_inputs(op, inputs)
        take_params(op, params)
        raws = [a._raw if isinstance(a, self.array) else a for a in arrays]
        if op.scalars and not any(isinstance(a, self.array) for a in arrays):
            return self.of_numbers(op, raws)
        full = _filled_in(op, params, arrays, inputs, out) if op.filled_in else params
        try:
            results = op.kernel(*raws, **full)
        except Exception as error:
            results = rescue(op, error, raws, full)
        if ctx is None:
            first = next((a for a in arrays if isinstance(a, self.array)), None)
            ctx = first._ctx if first is not None else resolve_context(None)
        ys: list[Any] = [
            y if y is None else self._finish(op, y, raws)
            for y in (results if op.several else (results,))
        ]
        count = op.visible_count(params) if op.several else 1
        if count is None:
            count = len(ys) - len(op.updated(len(inputs)))
        outs = [self.wrap(y, None, ctx) for y in ys[:count]]
        # All that can be wrong is found before anything is written.
        recorded = state.recording and op.recorded
        targets = None if out is None else self._check_out(op, outs, out)
        if targets and recorded and any(getattr(a, "_node", None) is not None for a in arrays):
            for target in targets:
                check_can_join(target, sum(r is target._raw for r in raws))
        if op.updates:
            self._update_states(op, inputs, ys)
        if recorded:
            self._record(op, arrays, raws, full, ys, outs)
        if targets is not None:
            self._hand_out(outs, targets)
            return out
        return outs[0] if len(outs) == 1 else outs

    def _take_extras(self, op: Operator, inputs: Sequence[Any], unknown: dict[str, Any]) -> Any:
        """Keywords that are not the operator's own: inputs by name are not here, ``ctx`` may be.

        Programs written for symbols count the arrays of `concat`, `stack`, `add_n`: `num_args`.
        """
        ctx = None
        for key, value in unknown.items():
            if key == "ctx":
                ctx = resolve_context(value)
            elif key == "num_args" and op.variadic:
                if value != len(inputs):
                    given = f"but {len(inputs)} arrays were given"
                    raise InvalidValueError(f"operator {op.name}: num_args={value}, {given}.")
            elif key not in ("name", "attr", "__layout__"):
                known = [*op.inputs, *op.keywords, *op.params, "out"]
                raise InvalidTypeError(
                    f"operator {op.name}: unknown keyword {key!r}.{nearest_name(key, known)} "
                    f"It takes {', '.join(known)}."
                )
        return ctx

    def _take_inputs(self, op: Operator, inputs: Sequence[Any]) -> list[Any]:
        """Inputs as arrays of this front end, scalars in the dtype of the arrays beside them."""
        required = len(op.inputs) - op.optional
        arrays: list[Any] = []
        scalars = []
        for i, value in enumerate(inputs):
            if isinstance(value, self.array):
                arrays.append(value)
            elif value is None and i >= required:
                arrays.append(None)
            elif op.scalars and is_number(value):
                arrays.append(value)
                scalars.append(i)
            else:
                arrays.append(self.take_input(op, i, value))
        real = [a for a in arrays if isinstance(a, self.array)]
        if op.promotes and len(real) > 1:
            dtype = real[0]._raw.dtype
            if any(a._raw.dtype != dtype for a in real):
                dtype = self.common_dtype(real)
                arrays = [self.cast(a, dtype) if isinstance(a, self.array) else a for a in arrays]
                real = [a for a in arrays if isinstance(a, self.array)]
        if scalars and real and real[0]._raw.dtype == np.bool_:  # truth values count as integers
            arrays = [self.cast(a, _INT64) if isinstance(a, self.array) else a for a in arrays]
            real = [a for a in arrays if isinstance(a, self.array)]
        for i in scalars:
            value = python_number(arrays[i])
            if real and not (op.compares and is_beyond(value, real[0]._raw.dtype)):
                value = self.scalar(value, real[0]._raw.dtype)
            arrays[i] = value
        return arrays

    def of_numbers(self, op: Operator, numbers: Sequence[Any]) -> Any:
        """An operator that takes numbers beside arrays, of numbers alone: a Python number."""
        try:
            value = op.kernel(*[np.asarray(float(n)) for n in numbers])
        except Exception as error:
            value = rescue(op, error, [np.asarray(float(n)) for n in numbers], {})
        value = value.item()
        whole = all(isinstance(n, int) for n in numbers) and float(value).is_integer()
        return int(value) if whole else float(value)

    def cast(self, array: Any, dtype: np.dtype) -> Any:
        """``array`` in another dtype, recorded."""
        if array._raw.dtype == dtype:
            return array
        cast = find("cast")
        return self.call(cast, (array,), {"dtype": dtype.name})  # type: ignore[arg-type]  # it is declared

    def _finish(self, op: Operator, y: Any, raws: Sequence[Any]) -> np.ndarray:
        """A raw result as this front end wants it: dtype, no scalars, memory of its own."""
        if op.keeps_dtype:
            like = next((r for r in raws if isinstance(r, np.ndarray)), None)
            if like is not None and y.dtype != like.dtype:
                with np.errstate(all="ignore"):  # nan to int is the processor's affair
                    y = np.asarray(y).astype(like.dtype)
        if not np.shape(y):
            y = self.finish(y)
        if op.shares == "copy" and y.base is not None and _shared(y, raws):
            y = y.copy()
        return y

    def _record(
        self,
        op: Operator,
        arrays: Sequence[Any],
        raws: Sequence[Any],
        params: dict[str, Any],
        ys: Sequence[np.ndarray],
        outs: Sequence[Any],
    ) -> None:
        """Put the call on the tape if any input is part of a graph."""
        parents = tuple([getattr(a, "_node", None) for a in arrays])
        if all(p is None for p in parents):
            return
        kept = tuple(
            [
                _kept_value(op, name, link, raws, params, ys)
                if link is None
                or op.variadic
                or any(parents[i] is not None for i in op.askers(name))
                else None  # only rules that will not run ask for it
                for name, link in zip(op.kept, op.links, strict=True)
            ]
        )
        if op.several:
            node = Node(op, parents, kept, tuple(o._raw.shape for o in outs))
            for i, o in enumerate(outs):
                if o._raw.dtype.kind == "f":
                    o._node = Output(node, i, o._raw.shape)
        else:
            node = Node(op, parents, kept, ys[0].shape)
            outs[0]._node = node
        if anomaly.watching:
            anomaly.inspect_output(op, node, outs, raws)

    def _update_states(self, op: Operator, inputs: Sequence[Any], ys: Sequence[Any]) -> None:
        """Write the outputs that are new states into the inputs that hold the old ones."""
        states = [(inputs[i], ys[j]) for i, j in op.updated(len(inputs)).items()]
        for array, _ in states:
            if not isinstance(array, self.array):
                names = "its states" if callable(op.updates) else ", ".join(op.updates)
                raise InvalidTypeError(
                    f"operator {op.name}: it writes into {names}, which must be "
                    f"arrays of nd, got {type(array).__name__}."
                )
            check_state(array)
        for array, value in states:
            if value is not None:  # None leaves the state as it is, and nothing is noted
                write(array, value)

    def _check_out(self, op: Operator, outs: Sequence[Any], out: Any) -> list[Any]:
        """The arrays that the user gave as ``out``; raises unless they can take the results."""
        targets = list(out) if isinstance(out, (list, tuple)) else [out]
        if len(targets) != len(outs):
            raise InvalidValueError(
                f"operator {op.name}: it has {len(outs)} outputs, out= has {len(targets)}."
            )
        for result, target in zip(outs, targets, strict=True):
            if not isinstance(target, self.array):
                raise InvalidTypeError(
                    f"operator {op.name}: out= must be an array, got {type(target).__name__}."
                )
            if result._raw.shape != target._raw.shape:
                raise InvalidValueError(
                    f"operator {op.name}: the result has shape {result._raw.shape}, "
                    f"out= has shape {target._raw.shape}."
                )
            if result._raw.dtype.kind == "f" and target._raw.dtype.kind != "f":
                raise InvalidTypeError(
                    f"operator {op.name}: out= of {target._raw.dtype} cannot hold a result of "
                    f"{result._raw.dtype}. Convert the result: nd.{op.name}(...).astype()."
                )
            check_writable(target)
        return targets

    def _hand_out(self, outs: Sequence[Any], targets: Sequence[Any]) -> None:
        """Put results into the arrays that the user gave."""
        for result, target in zip(outs, targets, strict=True):
            write(target, result._raw)
            if result._node is not None:
                target._node = self.cast(result, target._raw.dtype)._node

    # -- compiling --------------------------------------------------------------------------------

    def function(self, op: Operator) -> Callable[..., Any]:
        """The public function of an operator, compiled at the first request."""
        found = self.functions.get(op.name)
        if found is None:
            found = self.functions[op.name] = compile_function(self, op)
        return found


_INT64 = np.dtype(np.int64)


def is_number(value: Any) -> bool:
    """Whether ``value`` is a number: Python's, NumPy's, or a NumPy array without axes."""
    return isinstance(value, (bool, int, float, np.generic)) or (
        type(value) is np.ndarray and not value.shape
    )


def python_number(value: Any) -> Any:
    """A number (see :func:`is_number`) as Python's own."""
    return value.item() if isinstance(value, (np.generic, np.ndarray)) else value


def _by_other_keywords(op: Operator, inputs: Sequence[Any], unknown: dict[str, Any]) -> list[Any]:
    """The inputs with those that came under another name; these are taken out of ``unknown``."""
    inputs = list(inputs)
    for name in [n for n in unknown if n in op.keywords]:
        i = op.inputs.index(op.keywords[name])
        if inputs[i] is not None:
            raise InvalidTypeError(f"operator {op.name}: the input {name!r} is given twice.")
        inputs[i] = unknown.pop(name)
    return inputs


def take_params(op: Operator, params: dict[str, Any]) -> None:
    """Raise for a parameter that is missing; put plain values in the place of texts."""
    for name, value in params.items():
        if value is REQUIRED:
            raise InvalidTypeError(f"operator {op.name}: the parameter {name!r} is missing.")
        if type(value) in INDIRECT and may_be_literal(op, name):
            params[name] = plain_value(op, name, value)
        elif type(value) is str and value == "None" and may_be_none(op, name):
            params[name] = None


def _filled_in(
    op: Operator, params: dict[str, Any], arrays: Sequence[Any], inputs: Sequence[Any], out: Any
) -> dict[str, Any]:
    """The parameters with those that users never pass."""
    full = dict(params)
    if "training" in op.filled_in:
        full["training"] = state.training
    if "rng" in op.filled_in:
        full["rng"] = generator()
    if "into" in op.filled_in:
        full["into"] = destinations(op, arrays, inputs, out)
    return full


def _kept_value(
    op: Operator,
    name: str,
    link: Any,
    raws: Sequence[Any],
    params: dict[str, Any],
    ys: Sequence[np.ndarray],
) -> Any:
    if link is None:
        if name in params:
            return frozen(params[name])
        if name.endswith("_shapes"):
            start = op.inputs.index(name[: -len("_shapes")])
            return tuple([np.shape(r) for r in raws[start:]])
        asked, _, what = name.rpartition("_")  # <input>_shape or <input>_dtype
        value = raws[op.inputs.index(asked)]
        if value is None:
            return None
        return np.shape(value) if what == "shape" else np.asarray(value).dtype
    kind, i = link
    if kind == "inputs":
        return tuple(raws[i:])
    return raws[i] if kind == "input" else ys[i]


def _shared(y: np.ndarray, raws: Sequence[Any]) -> bool:
    return any(isinstance(r, np.ndarray) and np.may_share_memory(y, r) for r in raws)
