"""The project's own files: the README's example, the metadata, the data's origin."""

import configparser
import contextlib
import gzip
import io
import re
from pathlib import Path

import numpy as np
import pytest

import ndgrad

ROOT = Path(__file__).resolve().parents[1]


def test_readme_example_prints_what_it_says():
    text = (ROOT / "README.md").read_text()
    code, printed = re.search(r"```python\n(.*?)```\s*```\n(.*?)```", text, re.S).groups()
    found = io.StringIO()
    with contextlib.redirect_stdout(found):
        exec(compile(code, "README.md", "exec"), {})
    shown, expected = (
        [line.rstrip() for line in part.strip().splitlines()]
        for part in (found.getvalue(), printed)
    )
    assert shown == expected


def test_readme_fits_on_a_screen_and_has_the_commands_of_the_check():
    readme = (ROOT / "README.md").read_text()
    assert len(readme.splitlines()) <= 60
    commands = re.findall(r"^    (python .*)$", readme, re.M)
    assert len(commands) == 2
    check = (ROOT / ".ci" / "run").read_text()
    for command in commands:
        assert command in check


def test_the_tutorials_are_listed():
    folder = ROOT / "tutorials"
    listed = re.findall(r"^\d\. `(\w+\.py)` - ", (folder / "README.md").read_text(), re.M)
    assert sorted(listed) == sorted(path.name for path in folder.glob("*.py"))


def test_metadata():
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    assert config["metadata"]["version"] == "attr: ndgrad.version.__version__"
    assert re.fullmatch(r"\d+\.\d+\.\d+", ndgrad.__version__)
    assert set(config["options.extras_require"]) == {"test", "tutorials", "viz", "image", "dev"}
    required = config["options"]["install_requires"].split()
    assert [re.split("[>=<]", name)[0] for name in required] == ["numpy", "typing-extensions"]
    assert f"## {ndgrad.__version__}" in (ROOT / "CHANGELOG.md").read_text()
    assert (ROOT / "ndgrad" / "py.typed").exists()


def test_digits():
    file = ROOT / "tutorials" / "data" / "optdigits.csv.gz"
    with gzip.open(file, "rt") as text:
        table = np.loadtxt(text, delimiter=",", dtype=int)
    assert table.shape == (1797, 65)
    assert (table[:, :64].min(), table[:, :64].max()) == (0, 16)
    assert sorted(set(table[:, 64])) == list(range(10))
    attribution = (file.parent / "ATTRIBUTION.md").read_text()
    for word in ("Alpaydin", "Kaynak", "UCI", "CC BY 4.0"):
        assert word in attribution


@pytest.mark.parametrize("pattern", [r"/(home|work|root|farm)/", r"pypi\.org|index-url"])
def test_no_machine_path_or_registry_address(pattern):
    # The pattern itself is no finding: this file is left out.
    files = [
        path
        for folder in ("ndgrad", "tests", "tutorials", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".pyi", ".md", ".cfg", ".toml", ""} and path.is_file()
    ]
    files += [ROOT / name for name in ("README.md", "CHANGELOG.md", "setup.cfg", "pyproject.toml")]
    found = [
        str(path.relative_to(ROOT))
        for path in files
        if path != Path(__file__).resolve() and re.search(pattern, path.read_text())
    ]
    assert found == []
