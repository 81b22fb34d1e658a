"""What MXNet 1.9.1 does in a training loop, recorded: optimizers, schedules, metrics, iterators.

Each module here holds cases and `run(mx)`, which answers them with any package that has MXNet's
interface, as a dict that JSON can hold. `record_training.py` beside this folder writes the answers
of MXNet into `answers/`; the tests compare those of ndgrad.
"""

import json
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "answers"


def recorded(part: str) -> dict[str, Any]:
    """MXNet's answers to the cases of one module."""
    return json.loads((ANSWERS / f"{part}.json").read_text())
