"""WikiText: articles for language models, as sequences of word indices."""

from __future__ import annotations

import collections
import os
from typing import Any

import numpy as np

from .... import ndarray as nd
from ....base import FileFormatError, InvalidKeyError, InvalidValueError, nearest_name
from ....contrib import text
from ....core.published import data_dir, open_zipped
from ...data.dataset import _DownloadedDataset
from ...repository import find_file

__all__ = ["WikiText2", "WikiText103"]

_END = "<eos>"
_FILES = {"train": "train", "validation": "valid", "test": "test"}


class _WikiText(_DownloadedDataset):
    """The words of all lines, one after another, cut into sequences of one length."""

    _name = ""

    def __init__(
        self,
        root: str | None = None,
        segment: str = "train",
        vocab: text.vocab.Vocabulary | None = None,
        seq_len: int = 35,
    ) -> None:
        if segment not in _FILES:
            raise InvalidKeyError(
                f"{type(self).__name__}: no segment {segment!r}.{nearest_name(segment, _FILES)}"
            )
        if seq_len < 1:
            raise InvalidValueError(f"seq_len must be positive, got {seq_len}")
        self._segment = segment
        self._vocab = vocab
        self._counter: collections.Counter[str] | None = None
        self._seq_len = seq_len
        super().__init__(root or os.path.join(data_dir(), "datasets", self._name), None)

    @property
    def vocabulary(self) -> Any:
        """The vocabulary: the one that was given, or that of this segment."""
        return self._vocab

    @property
    def frequencies(self) -> Any:
        """How often each word occurs in this segment."""
        return self._counter

    def _get_data(self) -> None:
        content = self._content()
        self._counter = text.utils.count_tokens_from_str(content)
        if self._vocab is None:
            self._vocab = text.vocab.Vocabulary(self._counter, reserved_tokens=[_END])
        lines = (line.split() for line in content.splitlines())
        words = [word for line in lines if line for word in (*line, _END)]
        indices = np.array(self._vocab.to_indices(words), np.int32)
        count = max(len(indices) - 1, 0) // self._seq_len  # the last word is only a label
        size, shape = count * self._seq_len, (count, self._seq_len)
        self._data = nd.array(indices[:size].reshape(shape), dtype="int32")
        self._label = nd.array(indices[1 : size + 1].reshape(shape), dtype="int32")

    def _content(self) -> str:
        name = f"wiki.{_FILES[self._segment]}.tokens"
        archive = f"{self._name}-v1.zip"
        inside = f"{self._name}/{name}"
        what, folder = type(self).__name__, f"dataset/{self._name}"
        path = find_file(self._root, [name, inside, archive], folder, what)
        try:
            if not path.endswith(".zip"):
                with open(path, encoding="utf8") as file:
                    return file.read()
            with open_zipped(path, inside, what) as content:
                return content.read().decode("utf8")
        except (OSError, UnicodeDecodeError) as error:
            if isinstance(error, FileFormatError):
                raise
            raise FileFormatError(f"{what}: {path!r} is corrupt: {error}") from error


class WikiText2(_WikiText):
    """WikiText-2: two million words of articles (Merity et al., arXiv:1609.07843).

    Parameters
    ----------
    root : str, default $MXNET_HOME/datasets/wikitext-2
        The folder with the original archive ``wikitext-2-v1.zip``, or its files
        ``wiki.train.tokens``, ``wiki.valid.tokens``, ``wiki.test.tokens``.
    segment : {'train', 'validation', 'test'}, default 'train'
    vocab : Vocabulary, optional
        Gives words their indices; by default one is made of the words of the segment.
    seq_len : int, default 35
        The length of each sample, whatever the lines are.

    A sample is two int32 arrays of length ``seq_len``: words, and the words one later. After each
    line stands ``<eos>``. A file that is not there raises :class:`MXNetError` naming it.

    >>> with open("wiki.test.tokens", "w") as file:
    ...     _ = file.write("the cat sat .\\n\\nthe end\\n")
    >>> data = gluon.contrib.data.text.WikiText2(".", "test", seq_len=3)
    >>> words, following = data[0]
    >>> data.vocabulary.to_tokens(following.asnumpy().tolist())
    ['cat', 'sat', '.']
    """

    _name = "wikitext-2"


class WikiText103(_WikiText):
    """WikiText-103: 103 million words of articles (Merity et al., arXiv:1609.07843).

    Parameters, samples and errors as of :class:`WikiText2`; the folder is ``wikitext-103``.

    >>> gluon.contrib.data.text.WikiText103("nowhere")
    Traceback (most recent call last):
    ...
    ndgrad.base.MissingFileError: WikiText103: no file 'wiki.train.tokens' or ...
    """

    _name = "wikitext-103"
