"""``mx.contrib.text``: counting tokens, vocabularies, and word vectors that others trained."""

from . import embedding, utils, vocab

__all__ = ["embedding", "utils", "vocab"]
