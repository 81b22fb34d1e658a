"""The stubs of generated names say what the functions are."""

import ast
import inspect

import pytest

from ndgrad import nd
from ndgrad.ops.registry import find
from tests.write_stubs import FOLDER, stubs


@pytest.mark.parametrize("name", stubs())
def test_a_stub_is_what_the_script_writes(name):
    assert (FOLDER / name).read_text() == stubs()[name], "run python -m tests.write_stubs"


@pytest.mark.parametrize("name", stubs())
def test_a_stub_is_python(name):
    ast.parse((FOLDER / name).read_text())


def test_parameters_are_those_of_the_function():
    tree = ast.parse((FOLDER / "__init__.pyi").read_text())
    stubbed = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    assert len(stubbed) > 200
    for name, node in stubbed.items():
        real = [p for p in inspect.signature(getattr(nd, name)).parameters if p != "unknown"]
        op = find(name)
        if op is not None and op.name == name:  # as MXNet calls its inputs under this name
            other = {kernels: own for own, kernels in op.keywords.items()}
            real = [other.get(p, p) for p in real]
        a = node.args
        listed = [x.arg for x in a.args] + ([a.vararg.arg] if a.vararg else [])
        listed += [x.arg for x in a.kwonlyargs]
        assert listed == real
        assert ast.get_docstring(node)
