"""``Block.save`` and ``Block.load``: the tree of names as JSON, and the parameters beside it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from ...base import FileFormatError, InvalidValueError
from ...core.whole_files import read_bytes, write_atomically

__all__ = ["load", "save"]


def _key(block: Any, numbers: Iterator[int]) -> str:
    """How a block is called in the file: its class, and its number in the order of the walk."""
    return f"{type(block).__name__.lower()}{next(numbers)}"


def save(block: Any, prefix: str) -> None:
    """Write ``prefix-model.json`` and ``prefix-model.params``."""
    numbers = itertools.count()
    tree: dict[str, Any] = {}
    pending: list[tuple[Any, dict[str, Any]]] = [(block, tree)]
    while pending:
        one, into = pending.pop()
        entry: dict[str, Any] = {"orig_name": one.name}
        into[_key(one, numbers)] = entry
        if hasattr(one, "_active"):
            # MXNet writes True where it also saves the graph of the block; there is none here.
            entry["hybridized"] = False
        entry["children"] = {child.name: name for name, child in one._children.items()}
        pending.extend((child, entry) for child in reversed(one._children.values()))
    content = json.dumps(tree).encode()
    write_atomically(f"{prefix}-model.json", lambda file: file.write(content))
    block.save_parameters(f"{prefix}-model.params")


def load(block: Any, prefix: str) -> None:
    """Give a block, made in the same order, the names and parameters of the files."""
    filename = f"{prefix}-model.json"
    try:
        tree = json.loads(read_bytes(filename, "Block.load"))
    except (ValueError, RecursionError) as error:
        if isinstance(error, FileFormatError):
            raise
        raise FileFormatError(f"Block.load: {filename!r} is no JSON: {error}") from None
    numbers = itertools.count()
    named = []
    pending = [(block, tree)]
    while pending:
        one, entries = pending.pop()
        key = _key(one, numbers)
        entry = entries.get(key) if isinstance(entries, dict) else None
        if not isinstance(entry, dict) or "orig_name" not in entry:
            raise InvalidValueError(
                f"{filename} has no block {key!r} where the model has {one.name!r}: "
                "it must be made as the saved one was."
            )
        named.append((one, entry["orig_name"]))
        pending.extend((child, entry) for child in reversed(one._children.values()))
    block.load_parameters(f"{prefix}-model.params")
    for one, name in named:
        one._name = name
