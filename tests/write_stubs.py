"""``python -m tests.write_stubs``: write the stubs of generated functions.

The functions of ``nd`` and the operator methods of ``NDArray`` come from the registry when the
program runs; editors and type checkers, which read files, see these ``.pyi`` files instead.
``test_stubs.py`` holds them true: it fails when they differ from what this script would write.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import ndgrad
from ndgrad import nd
from ndgrad.ndarray.namespaces import names_in
from ndgrad.ops.registry import REQUIRED, Operator, find, registry

FOLDER = Path(ndgrad.__file__).parent / "ndarray"

HEADER = '''"""Written by ``python -m tests.write_stubs``; not to be changed by hand."""

from collections.abc import Sequence
from typing import Any

from ..context import Context
{imports}
_Shape = int | Sequence[int] | None
'''

#: Parameters that take one integer or several, or None.
SHAPES = frozenset(
    "axis axes shape begin end step reps kernel stride dilate pad adj target_shape pad_width "
    "indices_or_sections block_size spatial_scale sizes ratios steps offsets".split()
)


def type_of(name: str, default: Any) -> str:
    """The type of a parameter as far as its name and default tell."""
    if name in SHAPES and (default is REQUIRED or "." not in repr(default)):
        return "_Shape"
    if name == "dtype" or name.endswith("_dtype"):
        return "Any"
    for kind in (bool, int, float, str):
        if type(default) is kind:
            return "float" if kind is int and name in ("lr", "wd", "momentum") else kind.__name__
    return "Any"


def parameter(name: str, default: Any) -> str:
    kind = type_of(name, default)
    if default is REQUIRED:
        return f"{name}: {kind} = ..."
    return f"{name}: {kind} = {default!r}"


def signature(op: Operator, method: bool, name: str = "") -> str:
    """The parameters in the order of the function that is generated."""
    other = {kernels: own for own, kernels in op.keywords.items()} if name == op.name else {}
    array = "NDArray | float" if op.scalars else "NDArray"
    parts = []
    if op.variadic:
        parts.append(f"*{op.inputs[-1]}: NDArray | Sequence[NDArray]")
    else:
        first_optional = len(op.inputs) - op.optional
        for i, name in enumerate([other.get(n, n) for n in op.inputs]):
            parts.append(f"{name}: {array}" if i < first_optional
                         else f"{name}: {array} | None = None")  # fmt: skip
    if method:
        parts = ["self", *parts[1:]]
    for name, default in op.params.items():
        if name == "dtype" and not op.inputs:
            parts.append("ctx: Context | None = None")
        parts.append(parameter(name, default))
    parts += ["out: Any = None", "name: str | None = None"]
    line = ", ".join(parts)
    return line if len(line) < 60 else "\n    " + ",\n    ".join(parts) + ",\n"


def result(op: Operator) -> str:
    return "NDArray" if op.outputs is None and not op.many else "Any"


def function(op: Operator, name: str, method: bool = False) -> str:
    """The stub of a function or method, with its docstring."""
    lines = [f"def {name}({signature(op, method, name)}) -> {result(op)}:"]
    doc = op.doc.replace("\\", "\\\\")
    lines.append(textwrap.indent(f'"""{doc}\n"""' if "\n" in doc else f'"""{doc}"""', "    "))
    return "\n".join(lines) + "\n"


def functions(names: Iterable[str], prefix: str = "", namespaces: tuple[str, ...] = ("nd",)) -> str:
    """Stubs of all these names; an alias is an assignment."""
    parts, seen = [], {}
    for name in names:
        op = find(prefix + name)
        assert op is not None and op.namespace in namespaces
        if op in seen and not op.keywords:
            parts.append(f"{name} = {seen[op]}\n")
        else:
            seen[op] = name
            parts.append(function(op, name))
    return "\n".join(parts)


def exports(module: Any, names: Iterable[str]) -> str:
    """Import lines that hand on what a module has by itself."""
    lines = []
    for name in sorted(names):
        value = getattr(module, name)
        home = getattr(value, "__module__", None)
        if home is None:  # a module
            lines.append(f"from . import {name} as {name}")
        elif home == "ndgrad.context":
            lines.append(f"from ..context import {name} as {name}")
        else:
            lines.append(f"from .{home.rpartition('.')[2]} import {name} as {name}")
    return "\n".join(lines)


def stubs() -> dict[str, str]:
    """File name -> content."""
    plain = HEADER.format(imports="from .ndarray import NDArray\n")
    own = nd._OWN
    found = {
        "__init__.pyi": HEADER.format(imports=exports(nd, own) + "\n")
        + "\n"
        + functions(sorted(set(dir(nd)) - set(own))),
        "op.pyi": "\n".join(
            ['"""Written by ``python -m tests.write_stubs``; not to be changed by hand."""', ""]
            + [f"from . import {name} as {name}" for name in names_in("nd")]
        )
        + "\n",
        "linalg.pyi": plain + "\n" + functions(names_in("nd", prefix="linalg_"), "linalg_"),
    }
    for name, prefix in (("contrib", ""), ("image", "image_")):
        module = getattr(nd, name)
        hand_made = getattr(module, "__all__", [])
        shared = [n for n in dir(module) if n not in hand_made]
        imports = exports(module, hand_made)
        header = HEADER.format(imports="from .ndarray import NDArray\n" + imports + "\n")
        known = [n if find(n) is not None and find(n).namespace in (name, "nd") else prefix + n
                 for n in shared]  # fmt: skip
        parts = [
            function(find(full), n) for n, full in zip(shared, known, strict=True) if find(full)
        ]
        found[f"{name}.pyi"] = header + "\n" + "\n".join(parts)
    methods = [function(op, op.method, method=True)
               for op in sorted(registry.values(), key=lambda o: str(o.method))
               if op.method and op.method not in own_methods()]  # fmt: skip
    found["methods.pyi"] = (
        HEADER.format(
            imports="from ..core.dispatch import FrontEnd\nfrom .ndarray import NDArray\n"
        )
        + "\nclass OperatorMethods:\n    __slots__ = ()\n\n"
        + textwrap.indent("\n".join(methods), "    ")
        + "\ndef attach(front: FrontEnd) -> None: ...\n"
    )
    return found


def own_methods() -> set[str]:
    """Methods that are written by hand in the class or its parts."""
    names: set[str] = set()
    for cls in nd.NDArray.__mro__:
        if cls.__name__ != "OperatorMethods":
            names |= {n for n, v in vars(cls).items()
                      if getattr(v, "__module__", "") != "ndgrad.ndarray"
                      and type(v).__name__ != "_Method"}  # fmt: skip
    return names


def main() -> None:
    for name, content in stubs().items():
        (FOLDER / name).write_text(content)
        print(FOLDER / name)


if __name__ == "__main__":
    main()
