"""Second names of modules: ``ndgrad.nd`` is ``ndgrad.ndarray``, and a program that says
``sys.modules["mxnet"] = ndgrad`` can import ``mxnet.gluon.nn``.

Without this Python would find the files through the package's path and load each a second time
under the other name, with classes that are not the same classes.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from importlib.machinery import ModuleSpec
from typing import Any

__all__ = ["install"]

# Finder and loader have the methods that Python asks for, but not the base classes of
# `importlib.abc`: importing that costs 15 modules (tempfile, random, lzma, ...).


class _AliasLoader:
    """Loads a module by putting the one it stands for into ``sys.modules``."""

    def __init__(self, real: str) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        sys.modules[module.__name__] = importlib.import_module(self.real)


class _AliasFinder:
    def __init__(self, package: str, renamed: Mapping[str, str]) -> None:
        self.package = package
        self.renamed = {k: v for k, v in renamed.items() if k != v}

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        root, dot, rest = fullname.partition(".")
        if not dot or sys.modules.get(root) is not sys.modules.get(self.package):
            return None
        first, dot, deeper = rest.partition(".")
        real = f"{self.package}.{self.renamed.get(first, first)}{dot}{deeper}"
        if real == fullname:
            return None  # the module itself: Python knows where it is
        loader: Any = _AliasLoader(real)
        return ModuleSpec(fullname, loader, is_package=True)


def install(package: str, renamed: Mapping[str, str]) -> None:
    """Make the modules of ``package`` importable under their other names."""
    sys.meta_path.insert(0, _AliasFinder(package, renamed))
