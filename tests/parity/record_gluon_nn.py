"""Ask MXNet 1.9.1 about the layers of Gluon: `python tests/parity/record_gluon_nn.py`.

Run it with an interpreter that has MXNet 1.9.1. Every case is asked twice; answers that differ from
one time to the next are reported.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.parity import gluon_nn, store


def main() -> int:
    warnings.simplefilter("ignore")
    import mxnet

    answers, trouble = {}, []
    for case in gluon_nn.CASES:
        for dtype in case.dtypes:
            key = f"{case.name} {dtype}"
            try:
                first, second = (gluon_nn.answer(mxnet, case, dtype) for _ in range(2))
            except Exception as error:
                trouble.append(f"{key}: {type(error).__name__} {str(error)[:300]}")
                continue
            if any(not np.allclose(first[k], second[k], rtol=1e-6) for k in first):
                trouble.append(f"{key}: two runs differ")
            answers[key] = first
    file = store.write(gluon_nn.FAMILY, answers)
    print(f"{len(answers)} answers, {file.stat().st_size} bytes")
    print("\n".join(trouble))
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
