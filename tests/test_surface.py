"""Every core name of MXNet's public surface exists, is documented, and its example runs."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import ndgrad as mx

from .surface import DOCUMENTED, EXAMPLES
from .test_docstrings import _scope, run_examples

#: Where a section lives, if not under its own name. Sections of a class list its members.
PLACES = {
    "NDArray": "nd.NDArray",
    "HybridBlock": "gluon.HybridBlock",
    "Parameter": "gluon.Parameter",
    "ParameterDict": "gluon.ParameterDict",
    "Trainer": "gluon.Trainer",
}
#: Names that later issues bring.
LATER = {
    ("viz", "Symbol"),
    ("viz", "plot_network"),
    ("viz", "print_summary"),
}


def _names(sections: dict[str, str]) -> list[Any]:
    return [
        pytest.param(section, name, id=f"{section}.{name}")
        for section, names in sections.items()
        for name in names.split()
        if (section, name) not in LATER
    ]


def _find(section: str, name: str) -> Any:
    place: Any = mx
    for part in PLACES.get(section, section).split("."):
        place = getattr(place, part)
    if inspect.isclass(place):
        return inspect.getattr_static(place, name)
    return getattr(place, name)


def _doc(found: Any) -> str:
    if isinstance(found, (staticmethod, classmethod)):
        found = found.__func__
    return inspect.getdoc(found) or ""


@pytest.mark.parametrize(("section", "name"), _names(EXAMPLES))
def test_name_with_example(section, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    doc = _doc(_find(section, name))
    assert len(doc) > 20, f"{section}.{name} is not documented"
    assert ">>>" in doc, f"{section}.{name} has no example"
    run_examples(doc, f"{section}.{name}", _scope())


@pytest.mark.parametrize(("section", "name"), _names(DOCUMENTED))
def test_name(section, name):
    assert len(_doc(_find(section, name))) > 20, f"{section}.{name} is not documented"


@pytest.mark.parametrize(("section", "name"), sorted(LATER))
def test_later_names_are_absent_or_whole(section, name):
    """A name of this list that has come is taken off it."""
    try:
        found = _find(section, name)
    except AttributeError:
        return
    pytest.fail(f"{section}.{name} is there ({found}): take it off the list of later names")
