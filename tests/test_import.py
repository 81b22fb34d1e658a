"""What ``import ndgrad`` costs and loads, and the other names under which modules are found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ndgrad

ROOT = Path(ndgrad.__file__).resolve().parents[1]


def run(program: str, cache: Path) -> str:
    """What a fresh interpreter prints; the byte code it makes is kept in ``cache``."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env.update(PYTHONPYCACHEPREFIX=str(cache), PYTHONPATH=str(ROOT))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=env, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


TIMES = """
import time
start = time.process_time(); import numpy
between = time.process_time(); import ndgrad
print(between - start, time.process_time() - between)
"""


def test_importing_costs_less_than_importing_numpy(tmp_path):
    run(TIMES, tmp_path)  # compiles
    times = [tuple(map(float, run(TIMES, tmp_path).split())) for _ in range(3)]
    numpy, own = (min(column) for column in zip(*times, strict=True))
    assert own < numpy, f"ndgrad {1e3 * own:.0f} ms, numpy {1e3 * numpy:.0f} ms"


LOADED = """
import sys, numpy
before = set(sys.modules)
import ndgrad
print(*sorted(set(sys.modules) - before))
"""


def test_importing_loads_nothing_optional(tmp_path):
    loaded = run(LOADED, tmp_path).split()
    foreign = {name.split(".")[0] for name in loaded} - sys.stdlib_module_names - {"ndgrad"}
    assert foreign <= {"typing_extensions"}
    # Of the standard library, too, only what the engine runs on.
    dear = {"asyncio", "concurrent", "json", "lzma", "multiprocessing", "tempfile", "urllib"}
    assert not dear & set(loaded)
    # Layers, optimizers, files and the rest come with their first use.
    parts = {name.split(".")[1] for name in loaded if name.startswith("ndgrad.")}
    late = "contrib gluon image initializer io metric operator optimizer recordio test_utils"
    assert parts and not parts & set(late.split())


ALIASES = """
import sys, ndgrad
sys.modules["mxnet"] = ndgrad
import mxnet as mx
from mxnet import autograd, gluon, init, nd
from mxnet.gluon import nn
import mxnet.gluon.data.vision as vision
import mxnet.ndarray.random, mxnet.nd.linalg
import ndgrad.nd
assert mx.nd is nd is ndgrad.ndarray and sys.modules["mxnet.nd"] is ndgrad.ndarray
assert nn is ndgrad.gluon.nn and vision is ndgrad.gluon.data.vision
assert nn.Dense is ndgrad.gluon.nn.Dense and mxnet.nd.linalg is ndgrad.nd.linalg
try:
    import mxnet.no_such_module
except ModuleNotFoundError as error:
    print(error)
"""


def test_a_program_can_import_it_as_mxnet(tmp_path):
    assert "no_such_module" in run(ALIASES, tmp_path)
