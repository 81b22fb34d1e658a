"""Many small arrays in one small file: a JSON index and one compressed run of bytes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
Answers = dict[str, dict[str, np.ndarray]]


def write(family: str, answers: Answers) -> Path:
    """Write {key: {name: array}} of a family; returns the file."""
    index, parts, offset = {}, [], 0
    for key, arrays in answers.items():
        index[key] = {}
        for name, array in arrays.items():
            raw = np.ascontiguousarray(array).tobytes()
            index[key][name] = [array.dtype.name, list(array.shape), offset, len(raw)]
            parts.append(raw)
            offset += len(raw)
    file = HERE / "answers" / f"{family}.npz"
    text = json.dumps(index, separators=(",", ":")).encode()
    np.savez_compressed(
        file, index=np.frombuffer(text, "uint8"), data=np.frombuffer(b"".join(parts), "uint8")
    )
    return file


def read(family: str) -> Answers:
    """The answers of a family."""
    with np.load(HERE / "answers" / f"{family}.npz") as file:
        index, data = json.loads(file["index"].tobytes()), file["data"].tobytes()
    answers: Answers = {}
    for key, arrays in index.items():
        answers[key] = {
            name: np.frombuffer(data[start : start + size], dtype).reshape(shape)
            for name, (dtype, shape, start, size) in arrays.items()
        }
    return answers
