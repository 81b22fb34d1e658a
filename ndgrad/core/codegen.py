"""The code of the functions that users call, one per operator.

What depends only on the operator is decided here, once: how many inputs, which parameters, what
its gradient keeps. What is left is straight-line code for the common call - arrays of the front
end, one output, no ``out=`` - and a way out to :meth:`.FrontEnd.call` for everything else.
A function is compiled when it is first asked for (0.2 ms), so importing stays cheap; tracebacks and
``inspect.getsource`` show its lines.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import Any

import numpy as np

from ..ops.passes import LARGE
from ..ops.registry import REQUIRED, Operator
from . import anomaly
from .errors import rescue
from .generator import generator
from .literals import INDIRECT, may_be_literal, may_be_none
from .state import state
from .sweep import note_fallible
from .tape import Node
from .writes import next_number

__all__ = ["compile_binary_method", "compile_function", "frozen"]

_MUTABLE = (list, np.ndarray)

#: What NumPy raises where a dtype does not hold a number: an integer too large, int(nan), and, for
#: programs that make warnings errors or set ``np.seterr``, a float that becomes infinite.
_NOT_HELD = (OverflowError, ValueError, RuntimeWarning, FloatingPointError)


def frozen(value: Any) -> Any:
    """A parameter as the tape keeps it: a list that the program changes later is not the list that
    the kernel was called with."""
    if type(value) is list:
        return tuple([frozen(item) for item in value])
    return value.copy() if type(value) is np.ndarray else value


def compile_function(front: Any, op: Operator) -> Callable[..., Any]:
    """The public function of an operator for the arrays of a front end."""
    op.seal()
    if op.fallible:
        note_fallible()
    general = op.variadic or op.several or not op.inputs or op.updates
    body = _general_body(op) if general else _fast_body(op)
    name = op.name if op.name.isidentifier() else "operator"
    function = _execute(front, op, f"operator {op.name}", name, _signature(op), body)
    function.__doc__ = op.doc
    function.__module__ = "ndgrad.ndarray"
    function.__qualname__ = function.__name__ = op.name
    return function


def compile_binary_method(
    front: Any, op: Operator, name: str, reflected: bool, other: Callable[..., Any]
) -> Callable[..., Any]:
    """A method like ``__mul__`` (``__rmul__`` if ``reflected``) for an operator of two arrays.

    ``other(op, lhs, rhs)`` takes over where ``rhs`` is neither an array of the front end nor a
    Python number, where the dtypes differ, and where a number does not fit the dtype (none fits
    beside truth values).
    """
    op.seal()
    operands, parents = ("_a1, _a0", "_p1, _p0") if reflected else ("_a0, _a1", "_p0, _p1")
    arrays, nodes = operands.split(", "), parents.split(", ")
    kept = _kept(op, dict(zip(op.inputs, arrays, strict=True)), nodes)
    body = [
        "_kind = type(rhs)",
        "if _kind is _array:",
        "    _a0 = lhs._raw",
        "    _a1 = rhs._raw",
        "    if _a0.dtype is not _a1.dtype:",
        "        return _other(_op, lhs, rhs)",
        "elif _kind is float or _kind is int:",
        "    _a0 = lhs._raw",
        "    _dtype = _a0.dtype",
        "    if _dtype is _bool:",
        "        return _other(_op, lhs, rhs)",
        "    try:",
        "        _a1 = _dtype.type(rhs)",
        "    except _NOT_HELD:",
        "        return _other(_op, lhs, rhs)",
        "else:",
        "    return _other(_op, lhs, rhs)",
        *_computation(op, operands, "{}", like="_a0"),
        *_result("lhs", op, operands, "_p0, _p1",
                 ["lhs._node", "rhs._node if _kind is _array else None"], parents, kept),
    ]  # fmt: skip
    return _execute(front, op, f"NDArray.{name}", name, "lhs, rhs", body, _other=other)


def _execute(
    front: Any, op: Operator, title: str, name: str, signature: str, body: list[str], **more: Any
) -> Any:
    scope: dict[str, Any] = {f"_default_{n}": v for n, v in op.params.items()}
    scope.update(
        __name__="ndgrad.generated",
        _op=op,
        _call=front.call,
        _kernel=op.kernel,
        _ufunc=op.ufunc,
        _array=front.array,
        _new=object.__new__,
        _state=state,
        _Node=Node,
        _number=next_number,
        _finish=front.finish,
        _rescue=rescue,
        _watching=anomaly.watching,
        _inspect=anomaly.inspect_output,
        _may_share=np.may_share_memory,
        _generator=generator,
        _Exception=Exception,
        _AttributeError=AttributeError,
        _NOT_HELD=_NOT_HELD,
        _REQUIRED=REQUIRED,
        _INDIRECT=INDIRECT,
        _bool=np.dtype(bool),
        _mutable=_MUTABLE,
        _frozen=frozen,
        **more,
    )
    source = "\n    ".join([f"def {name}({signature}):", *body]) + "\n"
    filename = f"<ndgrad {title}>"
    exec(compile(source, filename, "exec"), scope)
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    return scope[name]


def _signature(op: Operator) -> str:
    """Inputs, parameters, ``out``: in MXNet's order, inputs by keyword allowed as there."""
    if op.variadic:
        names = [f"*{op.inputs[-1]}"]
    else:  # left out, they are found missing by name
        names = [f"{n}=None" for n in op.inputs]
    for n in op.params:
        if n == "dtype" and _makes_arrays(op):
            names.append("ctx=None")
        names.append(f"{n}=_default_{n}")
    return ", ".join([*names, "out=None", "name=None", "**unknown"])


def _makes_arrays(op: Operator) -> bool:
    """Whether the operator has no array to take a context from: then it is told one."""
    return not op.inputs and not op.variadic and "dtype" in op.params


def _dict(names: Any) -> str:
    return "{" + ", ".join(f"{n!r}: {n}" for n in names) + "}"


def _tuple(parts: list[str]) -> str:
    return "(" + "".join(f"{p}, " for p in parts) + ")"


def _general_body(op: Operator) -> list[str]:
    data = op.inputs[-1] if op.variadic else ""
    inputs = data or _tuple(list(op.inputs))
    lines = [f"return _call(_op, {inputs}, {_dict(op.params)}, out, unknown)"]
    if _makes_arrays(op):
        lines[:0] = ["if ctx is not None:", "    unknown['ctx'] = ctx"]
    if op.variadic:  # one list of arrays is as good as many arguments
        lines[:0] = [f"if len({data}) == 1 and type({data}[0]) in (list, tuple):",
                     f"    {data} = tuple({data}[0])"]  # fmt: skip
    return lines


def _fast_body(op: Operator) -> list[str]:
    inputs = op.inputs
    required = len(inputs) - op.optional
    fall_back = f"    return _call(_op, {_tuple(list(inputs))}, {_dict(op.params)}, out, unknown)"
    lines = ["if out is not None or unknown:", fall_back, "try:"]
    for i, n in enumerate(inputs):
        lines.append(f"    _a{i} = {n}._raw" if i < required
                     else f"    _a{i} = None if {n} is None else {n}._raw")  # fmt: skip
    lines += ["except _AttributeError:", fall_back]
    unusual = [f"{n} is _REQUIRED" for n, default in op.params.items() if default is REQUIRED]
    unusual += [_is_indirect(n, d) for n, d in op.params.items() if may_be_literal(op, n)]
    unusual += [f"type({n}) is str and {n} == 'None'" for n in op.params if may_be_none(op, n)]
    if op.promotes:
        for i in range(1, len(inputs)):
            differs = f"_a{i}.dtype is not _a0.dtype"
            unusual.append(differs if i < required else f"(_a{i} is not None and {differs})")
    if unusual:
        lines += [f"if {' or '.join(unusual)}:", fall_back]
    filled = {"training": "_state.training", "rng": "_generator()", "into": "None"}
    lines += [f"{n} = {filled[n]}" for n in op.filled_in]
    arrays = ", ".join(f"_a{i}" for i in range(len(inputs)))
    lines += _computation(op, arrays, _dict((*op.params, *op.filled_in)), like="_a0")
    if op.shares == "copy":
        shared = " or ".join(f"_may_share(_y, _a{i})" for i in range(required))
        lines += [f"if _y.base is not None and ({shared}):", "    _y = _y.copy()"]
    names = ", ".join(f"_p{i}" for i in range(len(inputs)))
    nodes = [f"{n}._node" if i < required else f"(None if {n} is None else {n}._node)"
             for i, n in enumerate(inputs)]  # fmt: skip
    kept = _kept(op, {n: f"_a{i}" for i, n in enumerate(inputs)}, names.split(", "))
    return lines + _result(inputs[0], op, arrays, names, nodes, names, kept)


def _is_indirect(name: str, default: Any) -> str:
    """Source of whether a parameter is a text or NumPy's; next to nothing where it is left out."""
    test = f"type({name}) in _INDIRECT"
    single = default is None or isinstance(default, bool)
    return f"({name} is not {default} and {test})" if single else test


def _computation(op: Operator, arrays: str, params: str, like: str) -> list[str]:
    """Run the kernel; give the result its dtype and at least one axis."""
    keywords = "".join(f", {n}={n}" for n in (*op.params, *op.filled_in)) if params != "{}" else ""
    compute = f"_kernel({arrays}{keywords})"
    if op.ufunc is not None:  # what the kernel comes down to where threads are of no use
        compute = f"_ufunc({arrays}) if {like}.size < {LARGE} else {compute}"
    lines = ["try:", f"    _y = {compute}"]
    if op.keeps_dtype:
        lines.append(f"    if _y.dtype is not {like}.dtype:")
        if op.ufunc is not None:  # integers: the kernel knows in what to compute
            lines.append(f"        _y = _kernel({arrays}{keywords})")
        lines.append(f"        _y = _y.astype({like}.dtype)")
    wanted = f", {like}.dtype" if op.keeps_dtype else ""
    return [
        *lines,
        "except _Exception as _error:",
        f"    _y = _rescue(_op, _error, ({arrays},), {params}{wanted})",
        "if not _y.shape:",
        "    _y = _finish(_y)",
    ]


def _result(
    first: str, op: Operator, arrays: str, names: str, nodes: list[str], parents: str, kept: str
) -> list[str]:
    """Wrap ``_y``, and put the call on the tape if it is recorded and an input is in a graph.

    ``first`` is the argument whose context the result has, ``arrays`` the variables with the raw
    inputs. ``names`` are the variables that take the ``nodes`` of the arguments; ``parents`` are
    the same variables in the order of the operator's inputs.
    """
    lines = ["_r = _new(_array)", "_r._raw = _y", f"_r._ctx = {first}._ctx"]
    if op.recorded:
        variables = names.split(", ")
        lines += [
            "if _state.recording:",
            *[f"    {v} = {node}" for v, node in zip(variables, nodes, strict=True)],
            f"    if {' or '.join(f'{v} is not None' for v in variables)}:",
            "        _r._node = _n = _new(_Node)",
            "        _n.op = _op",
            *[f"        {line}" for line in _parents(parents.split(", "))],
            f"        _n.kept = {kept}",
            "        _n.shape = _y.shape",
            "        _n.number = _number()",
            "        if _watching:",
            f"            _inspect(_op, _n, (_r,), ({arrays},))",
            "        return _r",
        ]
    return [*lines, "_r._node = None", "return _r"]


def _parents(nodes: list[str]) -> list[str]:
    """Lines that give a node its parents; see :class:`.Node`."""
    if len(nodes) > 2:
        return ["_n.left = _n.right = None", f"_n.many = {_tuple(nodes)}"]
    left, right = (*nodes, "None")[:2]
    return [f"_n.left = {left}", f"_n.right = {right}", "_n.many = None"]


def _kept(op: Operator, raw: dict[str, str], nodes: list[str]) -> str:
    """Source of the tuple of what the rules asked for.

    ``raw`` names the variable with each input's raw array, ``nodes`` those with their nodes. An
    array that only the rules of some inputs ask for is kept only if one of these is in a graph.
    """
    parts = []
    for name, link in zip(op.kept, op.links, strict=True):
        if link is not None:
            value = raw[op.inputs[link[1]]] if link[0] == "input" else "_y"
            askers = [nodes[i] for i in op.askers(name)]
            if len(askers) < len(nodes):
                some = " or ".join(f"{node} is not None" for node in askers)
                value = f"({value} if {some} else None)"
            parts.append(value)
        elif name in op.params:
            value = f"(_frozen({name}) if type({name}) in _mutable else {name})"
            number = isinstance(op.params[name], (bool, int, float, str))  # never given as a list
            parts.append(name if number else value)
        elif name in op.filled_in:
            parts.append(name)
        else:
            asked, _, what = name.rpartition("_")  # <input>_shape or <input>_dtype
            value = raw[asked]
            optional = op.inputs.index(asked) >= len(op.inputs) - op.optional
            parts.append(f"(None if {value} is None else {value}.{what})" if optional
                         else f"{value}.{what}")  # fmt: skip
    return _tuple(parts)
