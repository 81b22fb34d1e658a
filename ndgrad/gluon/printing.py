"""Pieces of the printed form of blocks."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["brief_list", "indent"]


def indent(text: str, spaces: int) -> str:
    """All lines of ``text`` but the first moved to the right by ``spaces``.

    >>> from ndgrad.gluon.printing import indent
    >>> indent("a(\\nb)", 2)
    'a(\\n  b)'
    """
    return ("\n" + " " * spaces).join(text.split("\n"))


def brief_list(names: Iterable[str], limit: int = 7) -> str:
    """Quoted names, the middle ones left out where they are more than ``limit``.

    >>> from ndgrad.gluon.printing import brief_list
    >>> brief_list("abcdefghij", 4)
    "'a', 'b', ..., 'i', 'j'"
    """
    listed = list(names)
    if len(listed) <= limit:
        return ", ".join(f"'{name}'" for name in listed)
    half = limit // 2
    return f"{brief_list(listed[:half], limit)}, ..., {brief_list(listed[-half:], limit)}"
