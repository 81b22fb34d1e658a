"""Imports run one way: numpy <- ops <- core <- ndarray <- autograd <- ... <- gluon."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import ndgrad

ROOT = Path(ndgrad.__file__).parent

# A module may import those that stand before it here, and its own package. The package's errors
# stand below everything that users meet; the operators stand on NumPy alone.
ORDER = """
    version base absent ops context core
    ndarray symbol numpy numpy_extension
    autograd random name attribute util engine aliasing
    operator image recordio io runtime profiler contrib
    initializer lr_scheduler optimizer metric kvstore
    gluon model callback module visualization test_utils
""".split()
FILES = sorted(ROOT.rglob("*.py"))


def _module(file: Path) -> list[str]:
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def _imports(file: Path) -> list[tuple[int, list[str]]]:
    """(line, path inside ndgrad, or the full name of a foreign module) of every import."""
    package = list(file.relative_to(ROOT).parent.parts)
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module.split(".") if node.module else []
            if node.level:
                base = ["ndgrad", *package[: len(package) - node.level + 1], *base]
            if base == ["ndgrad"]:
                found += [(node.lineno, ["ndgrad", alias.name]) for alias in node.names]
            else:
                found.append((node.lineno, base))
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_run_one_way(file):
    path = _module(file)
    if not path:  # ndgrad/__init__.py gathers the public names
        return
    own = path[0]
    assert own in ORDER, f"{own} has no place in the order of imports"
    below = ORDER[: ORDER.index(own) + 1]
    for line, path in _imports(file):
        if path[0] == "ndgrad" and len(path) > 1 and path[1] in ORDER:
            assert path[1] in below, f"{file.name}:{line}: {own} imports {path[1]}"


@pytest.mark.parametrize("file", sorted((ROOT / "ops").rglob("*.py")), ids=lambda f: f.name)
def test_operators_stand_on_numpy_alone(file):
    for line, path in _imports(file):
        inside = path[:2] == ["ndgrad", "ops"]
        assert inside or path[0] == "numpy" or path[0] in sys.stdlib_module_names, (
            f"{file.name}:{line} imports {'.'.join(path)}"
        )


def test_only_optional_packages_are_imported_late():
    """At the top of a module: the standard library, NumPy, typing_extensions, ndgrad."""
    allowed = {"numpy", "typing_extensions", "ndgrad"} | sys.stdlib_module_names
    for file in FILES:
        for node in ast.parse(file.read_text()).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [str(node.module).split(".")[0]]
            for name in names:
                assert name in allowed, f"{file.relative_to(ROOT)}:{node.lineno} imports {name}"


def test_no_file_holds_everything():
    long = {str(f): n for f in FILES if (n := len(f.read_text().splitlines())) > 900}
    assert not long
