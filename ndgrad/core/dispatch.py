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

import builtins
import linecache
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..base import InplaceError, InvalidTypeError, InvalidValueError, MXNetError, as_mxnet_error
from ..base import nearest_name
from ..context import resolve_context
from ..ops.registry import REQUIRED, Operator, find
from . import anomaly
from .generator import generator
from .state import state
from .tape import Leaf, Node, Output
from .writes import next_number, note_write

__all__ = ["FrontEnd", "raw_namespace"]

INPLACE_REFUSED = (
    "Inplace operations (+=, -=, x[:]=, etc) are not supported when recording with autograd."
)


class FrontEnd:
    """A class of arrays and its rules for calling operators.

    Parameters
    ----------
    array : type
        Has slots ``_raw`` (NumPy array), ``_ctx`` and ``_node``.
    """

    def __init__(self, array: type) -> None:
        self.array = array
        self.functions: dict[str, Callable[..., Any]] = {}
        self.F = _Namespace(self)

    # -- rules of classic nd; another front end overrides them ------------------------------------

    def finish(self, y: Any) -> np.ndarray:
        """A result without axes gets one: classic arrays have no scalars."""
        return np.reshape(y, (1,))

    def scalar(self, value: Any, dtype: np.dtype) -> Any:
        """A Python or NumPy scalar as an operand beside an array: it takes the array's dtype."""
        if dtype.kind == "f":
            return dtype.type(value)
        if dtype.kind == "b":
            return np.asarray(value)
        try:
            return dtype.type(value)
        except OverflowError:  # wraps, as in C
            return np.asarray(int(value)).astype(dtype)[()]

    def common_dtype(self, arrays: Sequence[Any]) -> np.dtype:
        """The dtype that operands of different dtypes are brought to."""
        dtypes = [a._raw.dtype for a in arrays]
        floats = [d for d in dtypes if d.kind == "f"]
        return np.result_type(*(floats or dtypes))

    # -- making arrays ----------------------------------------------------------------------------

    def wrap(self, raw: np.ndarray, node: Any = None, ctx: Any = None) -> Any:
        """An array of this front end over raw memory."""
        array = object.__new__(self.array)
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
        ctx = self._take_extras(op, params, unknown) if unknown else None
        arrays = self._take_inputs(op, inputs)
        for name, value in params.items():
            if value is REQUIRED:
                raise InvalidTypeError(f"operator {op.name}: the parameter {name!r} is missing.")
        raws = [a._raw if isinstance(a, self.array) else a for a in arrays]
        full = params
        if op.filled_in:
            full = dict(params)
            if "training" in op.filled_in:
                full["training"] = state.training
            if "rng" in op.filled_in:
                full["rng"] = generator()
        try:
            results = op.kernel(*raws, **full)
        except Exception as error:
            raise explain(op, error, raws, params) from None
        first = next((a for a in arrays if isinstance(a, self.array)), None)
        if ctx is None:
            ctx = first._ctx if first is not None else resolve_context(None)
        several = op.many or op.outputs is not None
        ys = [self._finish(op, y, raws) for y in (results if several else (results,))]
        for name, i in op.updates.items():
            write(arrays[op.inputs.index(name)], ys[i])
        if several:
            count = op.visible_count(params)
            if count is None:
                count = len(ys) - len(op.updates)
        else:
            count = 1
        outs = [self.wrap(y, None, ctx) for y in ys[:count]]
        if state.recording and op.recorded:
            self._record(op, arrays, raws, full, ys, outs, several)
        if out is not None:
            return self._hand_out(op, outs, out)
        return outs[0] if len(outs) == 1 else outs

    def _take_extras(self, op: Operator, params: dict[str, Any], unknown: dict[str, Any]) -> Any:
        """Keywords that are not the operator's own: inputs by name are not here, ``ctx`` may be."""
        ctx = None
        for key, value in unknown.items():
            if key == "ctx":
                ctx = resolve_context(value)
            elif key not in ("name", "attr", "__layout__"):
                known = [*op.inputs, *op.params, "out"]
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
            elif op.scalars and isinstance(value, (bool, int, float, np.generic)):
                arrays.append(value)
                scalars.append(i)
            else:
                arrays.append(self.take_input(op, i, value))
        real = [a for a in arrays if isinstance(a, self.array)]
        if op.promotes and len(real) > 1:
            dtype = real[0]._raw.dtype
            if any(a._raw.dtype != dtype for a in real):
                dtype = self.common_dtype(real)
                arrays = [
                    self.cast(a, dtype) if isinstance(a, self.array) else a for a in arrays
                ]
                real = [a for a in arrays if isinstance(a, self.array)]
        for i in scalars:
            value = arrays[i].item() if isinstance(arrays[i], np.generic) else arrays[i]
            if real:
                arrays[i] = self.scalar(value, real[0]._raw.dtype)
            else:
                arrays[i] = np.asarray(value, np.float32)
        return arrays

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
        several: bool,
    ) -> None:
        """Put the call on the tape if any input is part of a graph."""
        parents = tuple([getattr(a, "_node", None) for a in arrays])
        if all(p is None for p in parents):
            return
        kept = tuple(
            [_kept_value(op, n, link, raws, params, ys) for n, link in zip(op.kept, op.links, strict=True)]
        )
        if several:
            node = Node(op, parents, kept, tuple(o._raw.shape for o in outs))
            for i, o in enumerate(outs):
                if o._raw.dtype.kind == "f":
                    o._node = Output(node, i, o._raw.shape)
        else:
            node = Node(op, parents, kept, ys[0].shape)
            outs[0]._node = node
        if anomaly.watching:
            anomaly.inspect_output(op, node, outs)

    def _hand_out(self, op: Operator, outs: Sequence[Any], out: Any) -> Any:
        """Put results into the arrays that the user gave as ``out``."""
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
            check_writable(target)
        for result, target in zip(outs, targets, strict=True):
            write(target, result._raw)
            if result._node is not None:
                target._node = result._node
        return out

    # -- compiling --------------------------------------------------------------------------------

    def function(self, op: Operator) -> Callable[..., Any]:
        """The public function of an operator, compiled at the first request."""
        found = self.functions.get(op.name)
        if found is None:
            found = self.functions[op.name] = _compile(self, op)
        return found


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
            return params[name]
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


def check_writable(array: Any) -> None:
    """Raise where writing into ``array`` in place would falsify the graph, or is forbidden."""
    if state.recording and array._node is not None and array._node.parents is not None:
        raise InplaceError(INPLACE_REFUSED)
    if not array._raw.flags.writeable:
        raise InvalidValueError("the array is read-only: its memory belongs to somebody else.")


def write(array: Any, value: Any, key: Any = Ellipsis, basic: bool = True) -> None:
    """Write in place and note it. Outside recording a write is a constant: it ends the graph here.

    ``basic`` says that ``key`` selects a view: then just that part counts as changed.
    """
    raw = array._raw
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and raw.dtype.kind in "iub":
        with np.errstate(invalid="ignore"):  # nan to int: whatever the processor makes of it
            raw[key] = value.astype(raw.dtype)
    else:
        raw[key] = value
    note_write(np.asarray(raw[key]) if basic else raw)
    if array._node is not None and type(array._node) is not Leaf:
        array._node = None


def explain(
    op: Operator, error: Exception, raws: Sequence[Any], params: dict[str, Any]
) -> BaseException:
    """The error of a kernel, with operator, inputs and parameters, and no traceback of ours."""
    if isinstance(error, (MemoryError, RecursionError)):
        return error
    if isinstance(error, MXNetError):
        return error
    lines = [f"operator {op.name}: {error}"]
    for i, raw in enumerate(raws):
        if raw is not None:
            name = op.inputs[min(i, len(op.inputs) - 1)]
            what = (
                f"shape {raw.shape}, {raw.dtype}" if isinstance(raw, np.ndarray) else repr(raw)
            )
            lines.append(f"  {name}: {what}")
    given = {k: v for k, v in params.items() if op.params.get(k, REQUIRED) is not v}
    if given:
        lines.append("  " + ", ".join(f"{k}={v!r}" for k, v in given.items())[:300])
    return as_mxnet_error(error, "\n".join(lines))


# -- the code of one function ---------------------------------------------------------------------


def signature_of(op: Operator) -> str:
    """Parameters of the public function: inputs, parameters, ``out``, as MXNet orders them."""
    if op.variadic:
        names = [f"*{op.inputs[-1]}"]
    else:
        first_optional = len(op.inputs) - op.optional
        names = [n if i < first_optional else f"{n}=None" for i, n in enumerate(op.inputs)]
        if op.params or op.optional:  # MXNet allows inputs by keyword in any order
            names = [f"{n}=None" for n in op.inputs]
    names += [f"{n}=_default_{n}" for n in op.params]
    return ", ".join([*names, "out=None", "name=None", "**unknown"])


def _compile(front: FrontEnd, op: Operator) -> Callable[..., Any]:
    op.seal()
    scope: dict[str, Any] = {f"_default_{n}": v for n, v in op.params.items()}
    scope.update(
        _op=op,
        _call=front.call,
        _kernel=op.kernel,
        _array=front.array,
        _new=object.__new__,
        _state=state,
        _Node=Node,
        _number=next_number,
        _finish=front.finish,
        _explain=explain,
        _watching=anomaly.watching,
        _inspect=anomaly.inspect_output,
        _may_share=np.may_share_memory,
        _generator=generator,
        _Exception=Exception,
        _AttributeError=AttributeError,
        _REQUIRED=REQUIRED,
    )
    general = op.variadic or op.outputs is not None or op.many or not op.inputs or op.updates
    name = op.name if op.name.isidentifier() else "operator"
    lines = [f"def {name}({signature_of(op)}):"]
    lines += _general_body(op) if general else _fast_body(op)
    source = "\n    ".join(lines) + "\n"
    filename = f"<ndgrad operator {op.name}>"
    exec(builtins.compile(source, filename, "exec"), scope)
    # Tracebacks and inspect.getsource show the generated lines.
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    function = scope[name]
    function.__doc__ = op.doc
    function.__module__ = "ndgrad.ndarray"
    function.__qualname__ = function.__name__ = op.name
    return function


def _params_dict(op: Operator) -> str:
    return "{" + ", ".join(f"{n!r}: {n}" for n in op.params) + "}"


def _general_body(op: Operator) -> list[str]:
    if op.variadic:
        inputs = op.inputs[-1]
        lead = [f"if len({inputs}) == 1 and type({inputs}[0]) in (list, tuple):",
                f"    {inputs} = tuple({inputs}[0])"]
    else:
        inputs = "(" + "".join(f"{n}, " for n in op.inputs) + ")"
        lead = []
    return [*lead, f"return _call(_op, {inputs}, {_params_dict(op)}, out, unknown)"]


def _fast_body(op: Operator) -> list[str]:
    inputs = op.inputs
    required = inputs[: len(inputs) - op.optional]
    fall_back = f"return _call(_op, ({''.join(n + ', ' for n in inputs)}), {_params_dict(op)}, out, unknown)"
    lines = ["if out is not None or unknown:", f"    {fall_back}"]
    lines += ["try:"]
    lines += [f"    a{i} = {n}._raw" for i, n in enumerate(required)]
    for i, n in enumerate(inputs[len(required) :], len(required)):
        lines += [f"    a{i} = None if {n} is None else {n}._raw"]
    lines += ["except _AttributeError:", f"    {fall_back}"]
    if op.promotes and len(inputs) > 1:
        different = [f"a{i}.dtype is not a0.dtype" for i in range(1, len(required))]
        different += [
            f"(a{i} is not None and a{i}.dtype is not a0.dtype)"
            for i in range(max(len(required), 1), len(inputs))
        ]
        lines += [f"if {' or '.join(different)}:", f"    {fall_back}"]
    needed = [n for n, default in op.params.items() if default is REQUIRED]
    if needed:
        lines += [f"if {' or '.join(f'{n} is _REQUIRED' for n in needed)}:", f"    {fall_back}"]
    filled = {"training": "_state.training", "rng": "_generator()"}
    lines += [f"{n} = {filled[n]}" for n in op.filled_in]
    arrays = ", ".join(f"a{i}" for i in range(len(inputs)))
    arguments = ", ".join([arrays, *(f"{n}={n}" for n in (*op.params, *op.filled_in))])
    lines += [
        "try:",
        f"    _y = _kernel({arguments})",
        "except _Exception as error:",
        f"    raise _explain(_op, error, ({arrays},), {_params_dict(op)}) from None",
    ]
    if op.keeps_dtype:
        lines += ["if _y.dtype is not a0.dtype:", "    _y = _y.astype(a0.dtype)"]
    lines += ["if not _y.shape:", "    _y = _finish(_y)"]
    if op.shares == "copy":
        shared = " or ".join(f"_may_share(_y, a{i})" for i in range(len(required)))
        lines += [f"if _y.base is not None and ({shared}):", "    _y = _y.copy()"]
    first = inputs[0]
    lines += ["result = _new(_array)", "result._raw = _y", f"result._ctx = {first}._ctx"]
    if op.recorded:
        nodes = [
            f"{n}._node" if i < len(required) else f"(None if {n} is None else {n}._node)"
            for i, n in enumerate(inputs)
        ]
        some = " or ".join(f"p{i} is not None" for i in range(len(inputs)))
        parents = "".join(f"p{i}, " for i in range(len(inputs)))
        lines += [
            "if _state.recording:",
            *[f"    p{i} = {node}" for i, node in enumerate(nodes)],
            f"    if {some}:",
            f"        result._node = node = _new(_Node)",
            f"        node.op = _op",
            f"        node.parents = ({parents})",
            f"        node.kept = {kept_source(op)}",
            f"        node.shape = _y.shape",
            f"        node.number = _number()",
            "        if _watching:",
            "            _inspect(_op, node, (result,))",
            "        return result",
        ]
    lines += ["result._node = None", "return result"]
    return lines


def kept_source(op: Operator) -> str:
    """Source of the tuple of what the rules asked for."""
    parts = []
    for name, link in zip(op.kept, op.links, strict=True):
        if link is not None:
            parts.append(f"a{link[1]}" if link[0] == "input" else "_y")
        elif name in op.params or name in op.filled_in:
            parts.append(name)
        else:
            asked, _, what = name.rpartition("_")  # <input>_shape or <input>_dtype
            i = op.inputs.index(asked)
            missing = i >= len(op.inputs) - op.optional
            parts.append(f"(None if a{i} is None else a{i}.{what})" if missing else f"a{i}.{what}")
    return "(" + "".join(f"{p}, " for p in parts) + ")"


# -- the two namespaces of gradient rules ---------------------------------------------------------


class _Namespace:
    """``F`` of a recorded sweep: every operator, hidden ones included, as the user's function."""

    def __init__(self, front: FrontEnd) -> None:
        self._front = front

    def __getattr__(self, name: str) -> Any:
        op = find(name)
        if op is None:
            raise AttributeError(f"no operator is called {name!r}")
        function = self._front.function(op)
        setattr(self, name, function)
        return function


class _RawNamespace:
    """``F`` of a plain sweep: the kernels, cut to the outputs a user would see."""

    def __getattr__(self, name: str) -> Any:
        op = find(name)
        if op is None:
            raise AttributeError(f"no operator is called {name!r}")
        function = op.kernel if op.visible is None and not op.updates else _visible_part(op)
        setattr(self, name, function)
        return function


def _visible_part(op: Operator) -> Callable[..., Any]:
    def function(*arrays: Any, **params: Any) -> Any:
        results = op.kernel(*arrays, **params)
        count = op.visible_count({**op.params, **params})
        if count is None:
            count = len(results) - len(op.updates)
        return results[0] if count == 1 else results[:count]

    return function


raw_namespace = _RawNamespace()
