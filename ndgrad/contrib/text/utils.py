"""Counting the tokens of a text."""

from __future__ import annotations

import collections
import re

__all__ = ["count_tokens_from_str"]


def count_tokens_from_str(
    source_str: str,
    token_delim: str = " ",
    seq_delim: str = "\n",
    to_lower: bool = False,
    counter_to_update: collections.Counter[str] | None = None,
) -> collections.Counter[str]:
    r"""How often each token occurs in a text.

    Parameters
    ----------
    source_str : str
        The text: tokens with delimiters between them. Empty tokens are not counted.
    token_delim, seq_delim : str, default ' ' and line feed
        What stands between two tokens and between two sequences, as regular expressions
        (``'\*'`` for a star).
    to_lower : bool, default False
        Whether upper and lower case count as the same token.
    counter_to_update : collections.Counter, optional
        A counter that these tokens are added to; it is what is returned.

    >>> from ndgrad.contrib import text
    >>> counter = text.utils.count_tokens_from_str("Life is great !\nlife is good .", to_lower=True)
    >>> counter["life"], counter["great"]
    (2, 1)
    """
    if to_lower:
        source_str = source_str.lower()
    counter = collections.Counter[str]() if counter_to_update is None else counter_to_update
    counter.update(token for token in re.split(f"{token_delim}|{seq_delim}", source_str) if token)
    return counter
