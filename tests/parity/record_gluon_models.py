"""Ask MXNet 1.9.1 about losses, cells and models.

`python tests/parity/record_gluon_models.py [cases] [cells] [models] [structures]`, with an
interpreter that has MXNet 1.9.1. Convolutional cells are asked in a process without its oneDNN
kernels, which fail on some of them; other recurrent layers need these kernels. Every case is asked
twice; answers that differ from one time to the next are reported.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.parity import gluon_models, store


def ask(ask_once, key: str, trouble: list[str]):
    """The answer to one question, which must be the same twice."""
    try:
        first, second = ask_once(), ask_once()
    except Exception as error:
        trouble.append(f"{key}: {type(error).__name__} {str(error)[:300]}")
        return None
    if any(not np.allclose(first[k], second[k], rtol=1e-5) for k in first):
        trouble.append(f"{key}: two runs differ")
    return first


def record_cases(mxnet, trouble: list[str], convolutional: bool = False) -> Path:
    answers = {}
    for case in gluon_models.CASES:
        if case.name.startswith("Conv") != convolutional:
            continue
        for dtype in case.dtypes:
            key = f"{case.name} {dtype}"
            found = ask(lambda c=case, d=dtype: gluon_models.answer(mxnet, c, d), key, trouble)
            if found is not None:
                answers[key] = found
    family = gluon_models.CELL_FAMILY if convolutional else gluon_models.FAMILY
    return store.write(family, answers)


def record_cells(mxnet, trouble: list[str]) -> Path:
    if os.environ.get("MXNET_MKLDNN_ENABLED") == "0":
        return record_cases(mxnet, trouble, convolutional=True)
    environment = {**os.environ, "MXNET_MKLDNN_ENABLED": "0"}
    asked = subprocess.run([sys.executable, __file__, "cells"], env=environment, check=False)
    if asked.returncode:
        trouble.append("cells: see above")
    return store.HERE / "answers" / f"{gluon_models.CELL_FAMILY}.npz"


def record_models(mxnet, trouble: list[str]) -> Path:
    answers = {}
    for name in [*gluon_models.SMALL_MODELS, *gluon_models.MODELS]:
        found = ask(lambda n=name: gluon_models.answer_model(mxnet, n), name, trouble)
        if found is not None:
            answers[name] = found
    return store.write(gluon_models.MODEL_FAMILY, answers)


def record_structures(mxnet, trouble: list[str]) -> Path:
    structures = {name: gluon_models.structure(mxnet, name) for name in gluon_models.MODELS}
    text = json.dumps(structures, separators=(",", ":")).encode()
    gluon_models.STRUCTURES.write_bytes(zlib.compress(text, 9))
    return gluon_models.STRUCTURES


PARTS = {
    "cases": record_cases,
    "cells": record_cells,
    "models": record_models,
    "structures": record_structures,
}


def main() -> int:
    warnings.simplefilter("ignore")
    import mxnet

    trouble: list[str] = []
    for part in sys.argv[1:] or PARTS:
        file = PARTS[part](mxnet, trouble)
        print(f"{part}: {file.stat().st_size} bytes")
    print("\n".join(trouble))
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
