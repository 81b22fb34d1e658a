"""The examples in all docstrings run, and print what they say.

Operators are taken from the registry, everything else from the source by `ast`, so that nothing
needs to be importable by name to be tested. In scope: np, mx, nd, autograd, gluon, and the public
names of the module itself.
"""

from __future__ import annotations

import ast
import doctest
import importlib
from pathlib import Path

import pytest

import ndgrad as mx
from ndgrad.base import MissingExtraError
from ndgrad.ops.registry import registry

ROOT = Path(mx.__file__).parent
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def _scope() -> dict:
    import numpy as np

    scope = {"np": np, "mx": mx, "nd": mx.nd, "autograd": mx.autograd}
    try:
        scope["gluon"] = mx.gluon
    except AttributeError:
        pass
    return scope


def _documented(body, path):
    """(dotted name, docstring, line) of the module, its classes and functions, nested ones too."""
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            text = ast.get_docstring(node)
            name = [*path, node.name]
            if text and ">>>" in text:
                yield ".".join(name), text, node.lineno
            yield from _documented(node.body, name)


def _examples():
    for file in sorted(ROOT.rglob("*.py")):
        tree = ast.parse(file.read_text())
        parts = [ROOT.name, *file.relative_to(ROOT).with_suffix("").parts]
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        own = ast.get_docstring(tree)
        if own and ">>>" in own:
            yield pytest.param(module, own, id=module)
        for name, text, _ in _documented(tree.body, []):
            yield pytest.param(module, text, id=f"{module}:{name}")


class _Runner(doctest.DocTestRunner):
    """Skips the test where an example needs an extra that is not installed."""

    def report_unexpected_exception(self, out, test, example, exc_info):
        if issubclass(exc_info[0], MissingExtraError):
            pytest.skip(str(exc_info[1]))
        super().report_unexpected_exception(out, test, example, exc_info)


def run_examples(text: str, name: str, scope: dict) -> None:
    test = doctest.DocTestParser().get_doctest(text, scope, name, None, 0)
    report: list[str] = []
    _Runner(optionflags=FLAGS, verbose=False).run(test, out=report.append)
    assert not report, "".join(report)


@pytest.mark.parametrize(("module", "text"), list(_examples()))
def test_example(module, text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # examples may write files
    public = vars(importlib.import_module(module))
    own = {k: v for k, v in public.items() if not k.startswith("__")}
    # An operator shadows its public function in its own module: examples see the front end.
    own = {k: v for k, v in own.items() if getattr(v, "kernel", None) is None}
    run_examples(text, module, {**own, **_scope()})


def test_every_operator_has_an_example():
    public = [op for op in registry.values() if op.namespace != "internal" and op.name[0] != "_"]
    missing = sorted(op.name for op in public if ">>>" not in op.doc)
    assert not missing
