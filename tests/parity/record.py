"""Ask MXNet 1.9.1 for the answers to the cases: `python record.py [FAMILY ...]`.

Run it with an interpreter that has MXNet 1.9.1. Every case is asked twice in fresh arrays: answers
that differ from one time to the next, or cases that MXNet refuses, are reported and stop the run.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.parity import case as language
from tests.parity import store


def _same(a: dict, b: dict) -> bool:
    return list(a) == list(b) and all(
        np.allclose(a[k], b[k], rtol=1e-6, atol=1e-7, equal_nan=True) for k in a
    )


def record(family: str) -> list[str]:
    """Record one family; returns what went wrong."""
    import mxnet

    cases = language.collect(importlib.import_module(f"tests.parity.cases.{family}"))
    answers: dict[str, dict[str, np.ndarray]] = {}
    trouble = []
    for case in cases:
        if case.fault is not None:
            continue
        for dtype in case.dtypes:
            try:
                first, second = (language.run(mxnet, case, dtype) for _ in range(2))
            except Exception as error:
                text = str(error).strip().splitlines()
                trouble.append(
                    f"{case.key} {dtype}: {type(error).__name__} {text[-1][:160] if text else ''}"
                )
                continue
            if not case.values:
                first = {name: np.zeros((), array.dtype) if array.ndim == 0 else
                         np.broadcast_to(np.zeros((), array.dtype), array.shape)
                         for name, array in first.items()}  # fmt: skip
            elif not _same(first, second):
                trouble.append(f"{case.key} {dtype}: two runs differ")
                continue
            answers[f"{case.key} {dtype}"] = first
    file = store.write(family, answers)
    print(f"{family}: {len(cases)} cases, {len(answers)} answers, {file.stat().st_size} bytes")
    return trouble


def main() -> int:
    warnings.simplefilter("ignore")
    folder = Path(__file__).parent / "cases"
    families = sys.argv[1:] or sorted(p.stem for p in folder.glob("[a-z]*.py"))
    trouble = [line for family in families for line in record(family)]
    print("\n".join(trouble))
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
