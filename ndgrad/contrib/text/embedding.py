"""Word vectors: from published files, from files of one's own, or several side by side."""

from __future__ import annotations

import array
import os
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ... import ndarray as nd
from ...base import (
    FileFormatError,
    InvalidKeyError,
    InvalidValueError,
    MissingFileError,
    RequirementError,
    nearest_name,
)
from ...core.whole_files import path_of
from .pretrained import FILES, find_pretrained
from .vocab import Vocabulary

__all__ = [
    "CompositeEmbedding", "CustomEmbedding", "FastText", "GloVe", "create",
    "get_pretrained_file_names", "register",
]  # fmt: skip

_REGISTRY: dict[str, type[Any]] = {}


def register(embedding_cls: type[Any]) -> type[Any]:
    """Class decorator: :func:`create` finds ``embedding_cls`` by its name, in any case.

    >>> from ndgrad.contrib import text
    >>> @text.embedding.register
    ... class Mine(text.embedding.CustomEmbedding):
    ...     pass
    >>> text.embedding.create("mine", pretrained_file_path="vectors.txt")
    Traceback (most recent call last):
    ...
    ndgrad.base.MissingFileError: no file 'vectors.txt' of word vectors
    """
    _REGISTRY[embedding_cls.__name__.lower()] = embedding_cls
    return embedding_cls


def create(embedding_name: str, **kwargs: Any) -> Any:
    """A registered embedding by name: ``'glove'``, ``'fasttext'``, or one's own.

    Parameters
    ----------
    embedding_name : str
        In any case; ``ValueError`` for one that is not registered.
    **kwargs
        Arguments of the class.

    >>> from ndgrad.contrib import text
    >>> text.embedding.create("glove", pretrained_file_name="glove.6B.50d.txt", embedding_root=".")
    Traceback (most recent call last):
    ...
    ndgrad.base.MissingFileError: token embedding glove: no file 'glove.6B.50d.txt' or ...
    """
    name = embedding_name.lower()
    if name not in _REGISTRY:
        raise RequirementError(
            f"token embedding {embedding_name!r} is not registered."
            f"{nearest_name(name, _REGISTRY)} Please register it with embedding.register first."
        )
    return _REGISTRY[name](**kwargs)


def get_pretrained_file_names(
    embedding_name: str | None = None,
) -> list[str] | dict[str, list[str]]:
    """The files that were published: a list for one kind of embedding, or a dict of all lists.

    ``embedding_name`` is ``'glove'`` or ``'fasttext'`` (``KeyError`` otherwise), None for all.

    >>> from ndgrad.contrib import text
    >>> text.embedding.get_pretrained_file_names("glove")[:2]
    ['glove.42B.300d.txt', 'glove.6B.50d.txt']
    """
    if embedding_name is None:
        return {kind: list(files) for kind, files in FILES.items()}
    if embedding_name not in FILES:
        raise InvalidKeyError(
            f"Cannot find embedding_name {embedding_name!r}; there are {', '.join(FILES)}."
        )
    return list(FILES[embedding_name])


class _TokenEmbedding(Vocabulary):
    """A vocabulary of which each token has a vector.

    A subclass calls ``super().__init__(**kwargs)`` with the arguments of :class:`Vocabulary`,
    then ``_load_embedding``.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._vec_len = 0
        self._idx_to_vec: Any = None

    @property
    def vec_len(self) -> int:
        """The length of a vector."""
        return self._vec_len

    @property
    def idx_to_vec(self) -> Any:
        """The vectors in the order of the indices, of shape ``(len(self), vec_len)``."""
        return self._idx_to_vec

    def _load_embedding(
        self,
        pretrained_file_path: str,
        elem_delim: str,
        init_unknown_vec: Callable[..., Any],
        encoding: str = "utf8",
        vocabulary: Vocabulary | None = None,
    ) -> None:
        """Read a file; with a vocabulary keep the vectors of its tokens only."""
        vectors = _Vectors(pretrained_file_path, elem_delim, encoding, self.unknown_token)
        if vectors.unknown is None:
            unknown = init_unknown_vec(shape=vectors.length).asnumpy().astype("float32")
        else:
            unknown = np.array(vectors.unknown, "float32")
        table = vectors.table()
        if vocabulary is None:
            for token in vectors.rows:
                if token not in self._token_to_idx:
                    self._add(token)
        else:
            self._take_tokens(vocabulary)
        rows = [vectors.rows.get(token, -1) for token in self._idx_to_token]
        found = np.array(rows)
        values = table[np.maximum(found, 0)] if len(table) else np.empty((len(rows), len(unknown)))
        values[found < 0] = unknown
        self._vec_len = vectors.length
        self._idx_to_vec = nd.array(values, dtype="float32")

    def _take_tokens(self, vocabulary: Vocabulary) -> None:
        self._token_to_idx = vocabulary.token_to_idx.copy()
        self._idx_to_token = vocabulary.idx_to_token[:]
        self._unknown_token = vocabulary.unknown_token
        reserved = vocabulary.reserved_tokens
        self._reserved_tokens = None if reserved is None else list(reserved)

    def get_vecs_by_tokens(self, tokens: Any, lower_case_backup: bool = False) -> Any:
        """The vector of a token, or one row for each of a list of tokens.

        Parameters
        ----------
        tokens : str or list of str
            Tokens that are not known get the vector of the unknown token.
        lower_case_backup : bool, default False
            Whether a token that is not known is looked up in lower case too.

        >>> from ndgrad.contrib import text
        >>> with open("vectors.txt", "w") as file:
        ...     _ = file.write("hello 1 2\\nworld 3 4\\n")
        >>> embedding = text.embedding.CustomEmbedding("vectors.txt")
        >>> embedding.get_vecs_by_tokens(["hello", "moon"]).asnumpy()
        array([[1., 2.],
               [0., 0.]], dtype=float32)
        """
        single = not isinstance(tokens, list)
        indices = []
        for token in [tokens] if single else tokens:
            index = self._token_to_idx.get(token)
            if index is None and lower_case_backup:
                index = self._token_to_idx.get(token.lower())
            indices.append(index or 0)
        vectors = self._idx_to_vec.take(nd.array(indices, dtype="int64"))
        return vectors[0] if single else vectors

    def update_token_vectors(self, tokens: Any, new_vectors: Any) -> None:
        """Give tokens other vectors.

        Parameters
        ----------
        tokens : str or list of str
            Known tokens; another raises ``ValueError``. The vector of all unknown tokens is that
            of the unknown token itself.
        new_vectors : NDArray
            One row for each token; for a single token also one vector.

        >>> from ndgrad.contrib import text
        >>> with open("vectors.txt", "w") as file:
        ...     _ = file.write("hello 1 2\\nworld 3 4\\n")
        >>> embedding = text.embedding.CustomEmbedding("vectors.txt")
        >>> embedding.update_token_vectors("world", nd.array([5, 6]))
        >>> embedding.get_vecs_by_tokens("world").asnumpy()
        array([5., 6.], dtype=float32)
        """
        names = tokens if isinstance(tokens, list) else [tokens]
        if not isinstance(new_vectors, nd.NDArray):
            raise RequirementError(
                f"new_vectors must be an NDArray, got {type(new_vectors).__name__}"
            )
        shape = new_vectors.shape
        expected = (len(names), self.vec_len)
        if shape != expected and not (len(names) == 1 and shape == expected[1:]):
            raise RequirementError(
                f"new_vectors must have shape {expected}: a vector of length {self.vec_len} for "
                f"each token; got {shape}"
            )
        for name in names:
            if name not in self._token_to_idx:
                raise InvalidValueError(
                    f"Token {name!r} is unknown. To change the vector of all unknown tokens, name "
                    f"the unknown token {self.unknown_token!r}."
                )
        indices = [self._token_to_idx[name] for name in names]
        self._idx_to_vec[nd.array(indices, dtype="int64")] = new_vectors.reshape(expected)


class _Vectors:
    """The tokens of a file and their vectors.

    Numbers go into one flat array of floats: the largest files have 2 million tokens, and an
    object for each number would take eight times their memory.
    """

    def __init__(self, path: str, delimiter: str, encoding: str, unknown_token: Any) -> None:
        path = os.path.expanduser(path_of(path, "word vectors"))
        if not os.path.isfile(path):
            raise MissingFileError(f"no file {path!r} of word vectors")
        self.rows: dict[str, int] = {}
        self.unknown: list[float] | None = None
        self.length = 0
        self._flat = array.array("f")
        try:
            with open(path, encoding=encoding) as file:
                self._read(file, path, delimiter, unknown_token)
        except UnicodeDecodeError as error:
            raise FileFormatError(
                f"the word vectors {path!r} are not text in {encoding}: {error}. "
                "The argument encoding names another one."
            ) from None
        if not self.length:
            raise FileFormatError(f"no word vectors in {path!r}")

    def _read(self, lines: Iterable[str], path: str, delimiter: str, unknown_token: Any) -> None:
        for number, line in enumerate(lines, 1):
            where = f"line {number} of the word vectors {path!r}"
            token, *numbers = line.rstrip().split(delimiter)
            if not numbers:
                raise RequirementError(
                    f"{where} is not a token and its vector with {delimiter!r} between: "
                    f"{line.rstrip()!r:.60}"
                )
            self._take(token, numbers, where, unknown_token)

    def _take(self, token: str, numbers: list[str], where: str, unknown_token: Any) -> None:
        try:
            vector = [float(x) for x in numbers]
        except ValueError as error:
            raise FileFormatError(f"{where}: {error}") from None
        is_unknown = token == unknown_token
        if token in self.rows or (is_unknown and self.unknown is not None):
            warnings.warn(f"{where}: {token!r} has a vector already, this one is skipped",
                          stacklevel=6)  # fmt: skip
        elif len(vector) == 1:
            warnings.warn(f"{where}: {token!r} with one number is likely a header, skipped",
                          stacklevel=6)  # fmt: skip
        elif self.length and len(vector) != self.length:
            raise RequirementError(
                f"{where}: the vector of {token!r} has {len(vector)} numbers, those before it "
                f"have {self.length}"
            )
        else:
            self.length = len(vector)
            if is_unknown:
                self.unknown = vector
            else:
                self.rows[token] = len(self.rows)
                self._flat.extend(vector)

    def table(self) -> np.ndarray:
        """One row for each token."""
        return np.frombuffer(self._flat, "float32").reshape(-1, self.length)


@register
class GloVe(_TokenEmbedding):
    """GloVe word vectors (Pennington, Socher and Manning, 2014; nlp.stanford.edu/projects/glove).

    Parameters
    ----------
    pretrained_file_name : str, default 'glove.840B.300d.txt'
        One of :func:`get_pretrained_file_names`.
    embedding_root : str, default $MXNET_HOME/embeddings
        The file, or the archive it was published in, is looked for in the folder ``glove`` there.
    init_unknown_vec : callable, default nd.zeros
        Makes the vector of the unknown token where the file has none; called with ``shape=``.
    vocabulary : Vocabulary, optional
        Only the vectors of its tokens are kept, in their order.
    **kwargs
        Arguments of :class:`Vocabulary`.

    >>> from ndgrad.contrib import text
    >>> text.embedding.GloVe("glove.6B.50d.txt", embedding_root=".")
    Traceback (most recent call last):
    ...
    ndgrad.base.MissingFileError: token embedding glove: no file 'glove.6B.50d.txt' or ...
    """

    _kind = "glove"

    def __init__(
        self,
        pretrained_file_name: str = "glove.840B.300d.txt",
        embedding_root: str | None = None,
        init_unknown_vec: Callable[..., Any] = nd.zeros,
        vocabulary: Vocabulary | None = None,
        **kwargs: Any,
    ) -> None:
        path = find_pretrained(self._kind, pretrained_file_name, embedding_root)
        super().__init__(**kwargs)
        self._load_embedding(path, " ", init_unknown_vec, vocabulary=vocabulary)


@register
class FastText(GloVe):
    """fastText word vectors (Bojanowski et al., arXiv:1607.04606).

    Parameters as of :class:`GloVe`, but for ``pretrained_file_name``, by default
    ``'wiki.simple.vec'``; the file is looked for in the folder ``fasttext``.

    >>> from ndgrad.contrib import text
    >>> text.embedding.FastText("wiki.simple.vec", embedding_root=".")
    Traceback (most recent call last):
    ...
    ndgrad.base.MissingFileError: token embedding fasttext: no file 'wiki.simple.vec' or ...
    """

    _kind = "fasttext"

    def __init__(
        self,
        pretrained_file_name: str = "wiki.simple.vec",
        embedding_root: str | None = None,
        init_unknown_vec: Callable[..., Any] = nd.zeros,
        vocabulary: Vocabulary | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            pretrained_file_name, embedding_root, init_unknown_vec, vocabulary, **kwargs
        )


class CustomEmbedding(_TokenEmbedding):
    """Word vectors from a file of one's own: on each line a token and its vector.

    Parameters
    ----------
    pretrained_file_path : str
        The file. A line ``<unk> ...`` gives the vector of the unknown token.
    elem_delim : str, default ' '
        What stands between the token and the numbers.
    encoding : str, default 'utf8'
        The encoding of the file.
    init_unknown_vec : callable, default nd.zeros
        Makes the vector of the unknown token where the file has none; called with ``shape=``.
    vocabulary : Vocabulary, optional
        Only the vectors of its tokens are kept, in their order.
    **kwargs
        Arguments of :class:`Vocabulary`.

    >>> from ndgrad.contrib import text
    >>> with open("vectors.txt", "w") as file:
    ...     _ = file.write("hello 1 2\\nworld 3 4\\n")
    >>> embedding = text.embedding.CustomEmbedding("vectors.txt")
    >>> embedding.idx_to_token, embedding.vec_len
    (['<unk>', 'hello', 'world'], 2)
    """

    def __init__(
        self,
        pretrained_file_path: str,
        elem_delim: str = " ",
        encoding: str = "utf8",
        init_unknown_vec: Callable[..., Any] = nd.zeros,
        vocabulary: Vocabulary | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._load_embedding(
            pretrained_file_path, elem_delim, init_unknown_vec, encoding, vocabulary
        )


class CompositeEmbedding(_TokenEmbedding):
    """The tokens of a vocabulary, with the vectors of several embeddings side by side.

    Parameters
    ----------
    vocabulary : Vocabulary
    token_embeddings : embedding, or list of embeddings

    Raises ``ValueError`` where they are something else.

    >>> from collections import Counter
    >>> from ndgrad.contrib import text
    >>> with open("vectors.txt", "w") as file:
    ...     _ = file.write("hello 1 2\\nworld 3 4\\n")
    >>> embedding = text.embedding.CustomEmbedding("vectors.txt")
    >>> vocab = text.vocab.Vocabulary(Counter(["world"]))
    >>> text.embedding.CompositeEmbedding(vocab, [embedding, embedding]).idx_to_vec.asnumpy()
    array([[0., 0., 0., 0.],
           [3., 4., 3., 4.]], dtype=float32)
    """

    def __init__(self, vocabulary: Vocabulary, token_embeddings: Any) -> None:
        if not isinstance(vocabulary, Vocabulary):
            raise RequirementError(
                f"vocabulary must be a Vocabulary, got {type(vocabulary).__name__}"
            )
        parts = token_embeddings if isinstance(token_embeddings, list) else [token_embeddings]
        for part in parts:
            if not isinstance(part, _TokenEmbedding):
                raise RequirementError(
                    f"token_embeddings must be embeddings, got {type(part).__name__}"
                )
        super().__init__()
        self._take_tokens(vocabulary)
        vectors = [part.get_vecs_by_tokens(self._idx_to_token) for part in parts]
        self._idx_to_vec = nd.concat(*vectors, dim=1)
        self._vec_len = self._idx_to_vec.shape[1]
