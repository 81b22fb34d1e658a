"""A vocabulary: the tokens that a program knows, each with its number."""

from __future__ import annotations

import collections
import operator
from collections.abc import Hashable, Sequence
from typing import Any

from ...base import InvalidTypeError, InvalidValueError, RequirementError

__all__ = ["Vocabulary"]


class Vocabulary:
    """Tokens and their indices.

    Index 0 is the unknown token; the reserved tokens follow in their order, then the tokens of
    the counter, the most frequent first and equally frequent ones in their sorting order.

    Parameters
    ----------
    counter : collections.Counter, optional
        How often each token was found.
    most_freq_count : int, optional
        At most so many tokens of the counter are taken; None takes all.
    min_freq : int, default 1
        Tokens that are less frequent are left out.
    unknown_token : hashable, default '<unk>'
        Stands for every token that the vocabulary does not have.
    reserved_tokens : list, optional
        Tokens that always have an index, such as those for padding and the end of a sentence.

    Raises an error (also ``AssertionError``) for a ``min_freq`` below 1, and for reserved tokens
    that are not all different from one another and from the unknown token.

    >>> from collections import Counter
    >>> from ndgrad.contrib import text
    >>> vocab = text.vocab.Vocabulary(Counter("aabbbc"), min_freq=2, reserved_tokens=["<pad>"])
    >>> vocab.idx_to_token
    ['<unk>', '<pad>', 'b', 'a']
    >>> vocab.to_indices(["a", "z"]), vocab.to_tokens(2), len(vocab)
    ([3, 0], 'b', 4)
    """

    def __init__(
        self,
        counter: collections.Counter[Any] | None = None,
        most_freq_count: int | None = None,
        min_freq: int = 1,
        unknown_token: Hashable = "<unk>",
        reserved_tokens: Sequence[Hashable] | None = None,
    ) -> None:
        if min_freq < 1:
            raise RequirementError(f"min_freq must be set to a positive value, got {min_freq}")
        if counter is not None and not isinstance(counter, collections.Counter):
            raise RequirementError(
                f"counter must be an instance of collections.Counter, got {type(counter).__name__}"
            )
        if reserved_tokens is not None:
            if len(set(reserved_tokens)) != len(reserved_tokens):
                raise RequirementError(
                    f"reserved_tokens cannot contain a token twice: {list(reserved_tokens)}"
                )
            if unknown_token in reserved_tokens:
                raise RequirementError(
                    f"reserved_tokens cannot contain the unknown token {unknown_token!r}"
                )
        self._unknown_token = unknown_token
        self._reserved_tokens = None if reserved_tokens is None else list(reserved_tokens)
        self._idx_to_token: list[Any] = [unknown_token, *(reserved_tokens or ())]
        self._token_to_idx = {token: i for i, token in enumerate(self._idx_to_token)}
        if counter is not None:
            self._add_most_frequent(counter, most_freq_count, min_freq)

    def _add(self, token: Any) -> None:
        self._token_to_idx[token] = len(self._idx_to_token)
        self._idx_to_token.append(token)

    def _add_most_frequent(
        self, counter: collections.Counter[Any], most: int | None, least: int
    ) -> None:
        by_frequency = sorted(sorted(counter.items()), key=lambda item: item[1], reverse=True)
        tokens = [
            token
            for token, frequency in by_frequency
            if frequency >= least and token not in self._token_to_idx
        ]
        for token in tokens[:most]:
            self._add(token)

    def __len__(self) -> int:
        return len(self._idx_to_token)

    @property
    def token_to_idx(self) -> dict[Any, int]:
        """The index of each token."""
        return self._token_to_idx

    @property
    def idx_to_token(self) -> list[Any]:
        """The tokens in the order of their indices."""
        return self._idx_to_token

    @property
    def unknown_token(self) -> Any:
        """The token that stands for all that are not known."""
        return self._unknown_token

    @property
    def reserved_tokens(self) -> list[Any] | None:
        """The reserved tokens, or None."""
        return self._reserved_tokens

    def to_indices(self, tokens: Any) -> Any:
        """The index of a token, or the list of indices of a list of tokens; unknown ones have 0.

        >>> from ndgrad.contrib import text
        >>> text.vocab.Vocabulary(reserved_tokens=["<pad>"]).to_indices(["<pad>", "a"])
        [1, 0]
        """
        if isinstance(tokens, list):
            return [self._token_to_idx.get(token, 0) for token in tokens]
        return self._token_to_idx.get(tokens, 0)

    def to_tokens(self, indices: Any) -> Any:
        """The token of an index, or the list of tokens of a list of indices.

        An index that no token has raises ``ValueError``.

        >>> from ndgrad.contrib import text
        >>> text.vocab.Vocabulary(reserved_tokens=["<pad>"]).to_tokens([0, 1])
        ['<unk>', '<pad>']
        """
        if isinstance(indices, list):
            return [self._token(index) for index in indices]
        return self._token(indices)

    def _token(self, index: Any) -> Any:
        try:
            number = operator.index(index)
        except TypeError:
            raise InvalidTypeError(
                f"an index of a vocabulary is an integer, got {type(index).__name__} {index!r}"
            ) from None
        if not 0 <= number < len(self):
            raise InvalidValueError(
                f"Token index {number} is invalid: the vocabulary has {len(self)} tokens."
            )
        return self._idx_to_token[number]
