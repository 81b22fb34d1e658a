"""What an operator is, and how one is declared.

An operator is one declaration: the kernel (a pure function on arrays), its public docstring, and
under it the rule of its gradient. Everything else - ``nd.name``, the ``NDArray`` method, the graph
node, the documentation, the test row - follows from what is read here, once, at import::

    @operator(method=True)
    def tanh(data):
        \"\"\"Hyperbolic tangent of each element.\"\"\"
        return np.tanh(data)

    @tanh.gradient
    def _(F, gy, y):
        return gy * (1 - y * y)

A rule names what it needs and only that is kept on the tape: ``gy`` (``gys`` for several outputs),
the output ``y`` or an output's declared name, an input by the kernel's own argument name, its shape
as ``<input>_shape`` and its dtype as ``<input>_dtype``, a parameter by its name, ``needs`` (which
inputs want a gradient; joint rules only), and ``F``, the namespace to compute in.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from .describe import described

__all__ = ["REQUIRED", "Operator", "Pull", "find", "operator", "registry"]

#: Every operator by its registered name; aliases are in :data:`aliases`.
registry: dict[str, Operator] = {}
#: alias -> operator
aliases: dict[str, Operator] = {}

#: Parameters that dispatch fills in and users never pass: whether a model trains, the generator of
#: random numbers, the memory that results will be written to in the end (or None).
FILLED_IN = ("training", "rng", "into")


class _Required:
    """Stands for "no default" in the signature of a generated function."""

    def __repr__(self) -> str:
        return "<required>"


REQUIRED: Any = _Required()


class Pull:
    """One gradient rule, made callable from what a node has kept.

    ``inputs`` are the positions of the inputs it serves (one, or all of them for a joint rule);
    ``call(F, gy, kept, needs)`` runs it.
    """

    __slots__ = ("call", "inputs", "joint", "names", "rule")

    def __init__(self, rule: Callable[..., Any], inputs: tuple[int, ...], joint: bool) -> None:
        self.rule = rule
        self.inputs = inputs
        self.joint = joint
        code = rule.__code__
        self.names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        self.call: Callable[..., Any] = rule  # replaced when the operator is sealed

    def positions(self, count: int) -> Any:
        """Positions of the parents it serves, of ``count`` in all."""
        return range(count) if self.joint else self.inputs

    def bind(self, kept: tuple[str, ...], several: bool) -> None:
        """Compile ``call`` for a node whose ``kept`` tuple holds these names, in this order."""
        # A node with several outputs has a list of gradients, with None for outputs nobody used.
        first = "gy[0]" if several else "gy"
        sources = {"F": "F", "gy": first, "gys": "gy", "needs": "needs"}
        sources.update({name: f"kept[{i}]" for i, name in enumerate(kept)})
        arguments = ", ".join(f"{name}={sources[name]}" for name in self.names)
        self.call = eval(f"lambda F, gy, kept, needs: rule({arguments})", {"rule": self.rule})


class Operator:
    """A declared operator: its kernel, its signature, its gradient.

    Attributes
    ----------
    name, aliases, namespace, method
        Where users find it.
    kernel : callable
        ``kernel(*arrays, **params)`` on raw arrays.
    inputs : tuple of str
        Names of the array inputs; with ``variadic`` the last stands for any number of them.
    optional : int
        How many of the inputs may be left out.
    params : dict
        Parameter name -> default (:data:`REQUIRED` for none), in MXNet's order.
    outputs : tuple of str or None
        Names of the outputs where the kernel returns a tuple; ``many`` if their number varies.
    """

    def __init__(
        self,
        kernel: Callable[..., Any],
        name: str,
        *,
        aliases: tuple[str, ...] = (),
        namespace: str = "nd",
        method: bool | str = False,
        outputs: tuple[str, ...] | str | None = None,
        visible: int | Callable[[dict[str, Any]], int] | None = None,
        keeps_dtype: bool = False,
        shares: str | None = None,
        zero_gradient: bool = False,
        differentiable: bool = True,
        updates: dict[str, int] | Callable[[int], dict[int, int]] | None = None,
        scalars: bool = False,
        compares: bool = False,
        promotes: bool | None = None,
        keywords: dict[str, str] | None = None,
        ufunc: Any = None,
        elementwise: bool = False,
        fallible: bool = False,
        loss: bool = False,
    ) -> None:
        self.kernel = kernel
        self.name = name
        self.aliases = tuple(aliases)
        self.namespace = namespace
        self.method = name if method is True else (method or None)
        self.many = outputs == "many"
        self.outputs: tuple[str, ...] | None = (
            None if outputs is None or isinstance(outputs, str) else tuple(outputs)
        )
        #: Whether the kernel returns a tuple or list of arrays.
        self.several = self.many or self.outputs is not None
        self.visible = visible
        self.keeps_dtype = keeps_dtype
        self.shares = shares
        self.zero_gradient = zero_gradient
        self.differentiable = differentiable
        #: Which inputs are written in place: input name -> position of the output with its new
        #: value. A function of the number of inputs gives positions for both (variadic operators).
        self.updates: Any = updates or {}
        self.scalars = scalars
        #: Whether a number that no integer of an array's dtype can equal is handed to the kernel as
        #: it is, to be compared as what it is.
        self.compares = compares
        self.promotes = scalars if promotes is None else promotes
        #: Other keywords for inputs, where MXNet's function under this name has them.
        self.keywords = dict(keywords or {})
        #: What the common call may run in place of the kernel: a NumPy function that the kernel
        #: does nothing but call for small arrays of floats. It saves Python calls on the hottest
        #: operators.
        self.ufunc = ufunc
        #: Whether each element of the result, and of the gradients, depends on the elements at the
        #: same place only: then a sweep may run the rules block by block. One rule per input.
        self.elementwise = elementwise
        self._read_signature()
        self.pulls: list[Pull] = []
        self.kept: tuple[str, ...] = ()
        self.links: tuple[tuple[str, int] | None, ...] = ()
        self.sealed = False
        #: Whether the gradient may raise where the value did not (no derivative exists there): a
        #: sweep over it frees nothing before it has succeeded.
        self.fallible = fallible
        #: Whether the rules make a gradient of their own, whatever arrives: then they run wherever
        #: the output was used, also where nothing of it reaches the heads (behind `BlockGrad`).
        self.loss = loss
        #: True for functions of users, whose errors are handed on as they are.
        self.runs_user_code = False

    @property
    def doc(self) -> str:
        """The public docstring."""
        return described(self, inspect.getdoc(self.kernel) or "")

    def _read_signature(self) -> None:
        # From the code object: inspect.signature would be a third of the time to import.
        kernel = self.kernel
        code, defaults = kernel.__code__, kernel.__kwdefaults__ or {}
        names = code.co_varnames
        inputs = list(names[: code.co_argcount])
        optional = len(kernel.__defaults__ or ())
        keywords = names[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        params = {name: defaults.get(name, REQUIRED) for name in keywords}
        self.variadic = bool(code.co_flags & inspect.CO_VARARGS)
        if self.variadic:
            inputs.append(names[code.co_argcount + code.co_kwonlyargcount])
        if code.co_flags & inspect.CO_VARKEYWORDS:
            raise TypeError(f"operator {self.name}: a kernel names all its parameters")
        self.inputs = tuple(inputs)
        self.optional = optional
        self.filled_in = tuple(name for name in FILLED_IN if name in params)
        self.params = {k: v for k, v in params.items() if k not in FILLED_IN}

    def gradient(self, *which: Any) -> Any:
        """Decorator: declare the rule of one input (``@op.gradient("lhs")``) or a joint rule.

        Used bare (``@op.gradient``) it declares the rule of the only input, or, for an operator of
        several inputs, one joint rule that returns a tuple with a gradient (or None) per input.
        """
        if len(which) == 1 and callable(which[0]):
            single = len(self.inputs) == 1 and not self.variadic
            inputs = (0,) if single else tuple(range(len(self.inputs)))
            return self._add(Pull(which[0], inputs, joint=not single))
        unknown = [name for name in which if name not in self.inputs]
        if unknown:
            raise TypeError(f"operator {self.name}: no input called {unknown[0]!r}")

        def declare(rule: Callable[..., Any]) -> Callable[..., Any]:
            for name in which:
                self._add(Pull(rule, (self.inputs.index(name),), joint=False))
            return rule

        return declare

    def _add(self, pull: Pull) -> Callable[..., Any]:
        known = {"F", "gy", "gys", "needs", "y", *(self.outputs or ()), *self.inputs}
        known |= {f"{name}_shape" for name in self.inputs} | {f"{n}_shapes" for n in self.inputs}
        known |= {f"{name}_dtype" for name in self.inputs}
        known |= set(self.params) | set(self.filled_in)
        unknown = [name for name in pull.names if name not in known]
        if unknown:
            raise TypeError(f"gradient of {self.name}: nothing called {unknown[0]!r} to ask for")
        self.pulls.append(pull)
        return pull.rule

    def seal(self) -> Operator:
        """Fix what a node of this operator keeps, and compile its rules; once, at first use."""
        if not self.sealed:
            kept: dict[str, None] = {}
            for pull in self.pulls:
                kept.update(dict.fromkeys(pull.names))
            for name in ("F", "gy", "gys", "needs"):
                kept.pop(name, None)
            self.kept = tuple(kept)
            self.links = tuple(self._link(name) for name in kept)
            for pull in self.pulls:
                pull.bind(self.kept, self.several)
            self.sealed = True
        return self

    def _link(self, name: str) -> tuple[str, int] | None:
        """Where a kept value comes from, so that a recorded sweep can link it to its node."""
        if name in self.inputs:
            i = self.inputs.index(name)
            return ("inputs" if self.variadic and i == len(self.inputs) - 1 else "input", i)
        if name in self.output_names:
            return ("output", self.output_names.index(name))
        return None

    def askers(self, name: str) -> list[int]:
        """Positions of the inputs whose gradient needs the kept value ``name``."""
        return sorted({i for pull in self.pulls if name in pull.names for i in pull.inputs})

    def updated(self, count: int) -> dict[int, int]:
        """Positions of the inputs written in place, of ``count``, and of the outputs for them."""
        if callable(self.updates):
            return self.updates(count)
        return {self.inputs.index(name): i for name, i in self.updates.items()}

    @property
    def recorded(self) -> bool:
        """Whether a call is put on the tape at all."""
        return self.differentiable and bool(self.pulls or self.zero_gradient)

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of the outputs; ``('y',)`` for a kernel that returns one array."""
        return self.outputs or ("y",)

    def visible_count(self, params: dict[str, Any]) -> int | None:
        """How many outputs a user gets with these parameters; None for all of them."""
        return self.visible(params) if callable(self.visible) else self.visible

    def __call__(self, *arrays: Any, **params: Any) -> Any:
        """Run the bare kernel (operators call each other this way inside ``ops``)."""
        return self.kernel(*arrays, **params)

    def __repr__(self) -> str:
        return f"<operator {self.name}>"


def operator(name: Any = None, /, **options: Any) -> Any:
    """Decorator that registers a kernel as an operator; options are those of :class:`Operator`.

    Works bare (``@operator``), with a name (``@operator("FullyConnected")``) and with options.
    """
    if callable(name):
        return operator()(name)

    def declare(kernel: Callable[..., Any]) -> Operator:
        op = Operator(kernel, name or kernel.__name__, **options)
        if op.name in registry or op.name in aliases:
            raise TypeError(f"operator {op.name} is declared twice")
        registry[op.name] = op
        for alias in op.aliases:
            if alias in registry or alias in aliases:
                raise TypeError(f"operator {op.name}: the alias {alias} is taken")
            aliases[alias] = op
        return op

    return declare


def find(name: str) -> Operator | None:
    """The operator of this name or alias, or None."""
    return registry.get(name) or aliases.get(name)
