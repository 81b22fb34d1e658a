"""``mx.contrib.text``: numbers and names as MXNet 1.9.1 gives them."""

from __future__ import annotations

import zipfile
from collections import Counter

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd
from ndgrad.contrib import text
from ndgrad.gluon import nn

LINES = "a 1 2 3\nb 4 5 6\n<unk> 7 8 9\nC 1 1 1\nc 2 2 2\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_text(LINES)
    return str(path)


def write(tmp_path, content):
    path = tmp_path / "other.txt"
    path.write_text(content)
    return str(path)


def test_count_tokens():
    count = text.utils.count_tokens_from_str
    source = " Life is great ! \n life is good . \n"
    assert count(source, " ", "\n", True) == Counter("life is great ! life is good .".split())
    assert count("*Life*is*\n*is*", r"\*", to_lower=True) == {"life": 1, "is": 2}
    counter = Counter(a=3)
    assert count("a b b", counter_to_update=counter) is counter
    assert counter == {"a": 4, "b": 2}


def test_vocabulary():
    counter = Counter(["a", "b", "b", "c", "c", "c", "some_word$", "<unk>"])
    vocab = text.vocab.Vocabulary(counter)
    assert vocab.idx_to_token == ["<unk>", "c", "b", "a", "some_word$"]
    assert vocab.reserved_tokens is None and vocab.token_to_idx["a"] == 3
    vocab = text.vocab.Vocabulary(counter, 2, 2, "<UNK>", ["<pad>", "b"])
    assert vocab.idx_to_token == ["<UNK>", "<pad>", "b", "c"]
    assert (len(vocab), vocab.unknown_token, vocab.reserved_tokens) == (4, "<UNK>", ["<pad>", "b"])
    # reserved tokens do not count as most frequent ones
    assert text.vocab.Vocabulary(counter, 1, reserved_tokens=["c"]).idx_to_token[2:] == ["b"]
    assert len(text.vocab.Vocabulary(counter, 0)) == len(text.vocab.Vocabulary()) == 1
    tuples = text.vocab.Vocabulary(Counter([(1, 2), (1, 2), (0,)]), unknown_token=())
    assert tuples.idx_to_token == [(), (1, 2), (0,)]


def test_indices_and_tokens():
    vocab = text.vocab.Vocabulary(Counter("aabbbc"))
    assert vocab.to_indices("c") == 3 and vocab.to_indices(["a", "z"]) == [2, 0]
    assert vocab.to_tokens(1) == "b" and vocab.to_tokens([0, np.int64(3)]) == ["<unk>", "c"]
    for wrong in (9, -1, [0, 9]):
        with pytest.raises(ValueError, match="invalid: the vocabulary has 4 tokens"):
            vocab.to_tokens(wrong)
    with pytest.raises(TypeError, match="an integer, got str 'a'"):
        vocab.to_tokens("a")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"min_freq": 0}, "positive"),
        ({"reserved_tokens": ["a", "a"]}, "twice"),
        ({"reserved_tokens": ["<unk>"]}, "unknown token '<unk>'"),
        ({"counter": {"a": 1}}, "Counter, got dict"),
    ],
)
def test_wrong_vocabularies(arguments, message):
    with pytest.raises(AssertionError, match=message):
        text.vocab.Vocabulary(**arguments)


def test_custom_embedding(file):
    embedding = text.embedding.CustomEmbedding(file, init_unknown_vec=nd.ones)
    assert embedding.idx_to_token == ["<unk>", "a", "b", "C", "c"]
    assert embedding.vec_len == 3 and len(embedding) == 5
    assert embedding.idx_to_vec.asnumpy().tolist() == [
        [7, 8, 9], [1, 2, 3], [4, 5, 6], [1, 1, 1], [2, 2, 2]
    ]  # fmt: skip
    get = embedding.get_vecs_by_tokens
    assert get("a").asnumpy().tolist() == [1, 2, 3]
    assert get(["a", "zz", "B"]).asnumpy().tolist() == [[1, 2, 3], [7, 8, 9], [7, 8, 9]]
    assert get(["C", "B"], True).asnumpy().tolist() == [[1, 1, 1], [4, 5, 6]]
    assert get([]).shape == (0, 3)
    # MXNet moves every vector up by one for each reserved token, and takes 'a' twice
    reserved = text.embedding.CustomEmbedding(file, reserved_tokens=["<pad>", "a"])
    assert reserved.idx_to_token == ["<unk>", "<pad>", "a", "b", "C", "c"]
    assert reserved.idx_to_vec[:3].asnumpy().tolist() == [[7, 8, 9], [7, 8, 9], [1, 2, 3]]
    unknown = text.embedding.CustomEmbedding(file, unknown_token="?", init_unknown_vec=nd.ones)
    assert unknown.idx_to_token == ["?", "a", "b", "<unk>", "C", "c"]
    assert unknown.get_vecs_by_tokens(["z", "<unk>"]).asnumpy().tolist() == [[1, 1, 1], [7, 8, 9]]


def test_embedding_of_a_vocabulary(file):
    vocab = text.vocab.Vocabulary(Counter(["a", "z", "c"]), reserved_tokens=["<pad>"])
    embedding = text.embedding.CustomEmbedding(file, vocabulary=vocab)
    assert embedding.idx_to_token == ["<unk>", "<pad>", "a", "c", "z"]
    assert embedding.reserved_tokens == ["<pad>"]
    rows = [[7, 8, 9], [7, 8, 9], [1, 2, 3], [2, 2, 2], [7, 8, 9]]
    assert embedding.idx_to_vec.asnumpy().tolist() == rows
    both = text.embedding.CompositeEmbedding(vocab, [embedding, embedding])
    assert both.vec_len == 6 and both.idx_to_token == vocab.idx_to_token
    assert both.idx_to_vec.asnumpy().tolist() == [row + row for row in rows]
    layer = nn.Embedding(len(vocab), embedding.vec_len)
    layer.initialize()
    layer.weight.set_data(embedding.idx_to_vec)
    layer.collect_params().setattr("grad_req", "null")
    assert layer(nd.array(vocab.to_indices(["c", "q"]))).asnumpy().tolist() == [rows[3], rows[0]]


def test_update(file):
    embedding = text.embedding.CustomEmbedding(file)
    embedding.update_token_vectors("a", nd.array([9, 9, 9]))
    embedding.update_token_vectors(["b", "<unk>"], nd.array([[1, 1, 1], [0, 0, 0]]))
    assert embedding.idx_to_vec[:3].asnumpy().tolist() == [[0, 0, 0], [9, 9, 9], [1, 1, 1]]
    with pytest.raises(ValueError, match="'zz' is unknown"):
        embedding.update_token_vectors("zz", nd.array([9, 9, 9]))
    for tokens, vectors in (("a", [9, 9]), (["a", "b"], [9, 9, 9]), (["a", "b"], [[9, 9, 9]])):
        with pytest.raises(AssertionError, match="must have shape"):
            embedding.update_token_vectors(tokens, nd.array(vectors))
    with pytest.raises(AssertionError, match="NDArray, got list"):
        embedding.update_token_vectors("a", [9, 9, 9])
    assert embedding.idx_to_vec[:3].asnumpy().tolist() == [[0, 0, 0], [9, 9, 9], [1, 1, 1]]


def test_headers_and_tokens_given_twice_are_skipped(tmp_path):
    path = write(tmp_path, "3 2\nx 1 2\nx 5 6\n<unk> 3 3\n<unk> 4 4\n")
    with pytest.warns(UserWarning) as seen:
        embedding = text.embedding.CustomEmbedding(path)
    assert [str(w.message)[:6] for w in seen] == ["line 1", "line 3", "line 5"]
    assert embedding.idx_to_vec.asnumpy().tolist() == [[3, 3], [1, 2]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a 1 2 3\nb 4 5\n", "line 2 .* has 2 numbers, those before it have 3"),
        ("a\n", "line 1 .* is not a token and its vector"),
        ("a,1,2\n", "line 1 .* with ' ' between"),
        ("a 1 x\n", "line 1 .* could not convert"),
        ("", "no word vectors"),
    ],
)
def test_wrong_files(tmp_path, content, message):
    with pytest.raises(mx.MXNetError, match=message):
        text.embedding.CustomEmbedding(write(tmp_path, content))


def test_delimiter_and_encoding(tmp_path):
    path = tmp_path / "vectors.csv"
    path.write_bytes("\u20ac,1,2\nb,3,4\n".encode())
    embedding = text.embedding.CustomEmbedding(str(path), elem_delim=",")
    assert embedding.idx_to_token == ["<unk>", "\u20ac", "b"]
    with pytest.raises(mx.MXNetError, match="argument encoding"):
        text.embedding.CustomEmbedding(str(path), ",", "ascii")


def test_published_files(tmp_path, monkeypatch):
    names = text.embedding.get_pretrained_file_names()
    assert {kind: len(files) for kind, files in names.items()} == {"glove": 10, "fasttext": 327}
    assert "wiki.simple.vec" in names["fasttext"]
    folder = tmp_path / "embeddings" / "glove"
    folder.mkdir(parents=True)
    monkeypatch.setenv("MXNET_HOME", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"no file 'glove.6B.50d.txt' or 'glove.6B.zip'"):
        text.embedding.create("GloVe", pretrained_file_name="glove.6B.50d.txt")
    with zipfile.ZipFile(folder / "glove.6B.zip", "w") as archive:
        archive.writestr("glove.6B.50d.txt", LINES)
    vocab = text.vocab.Vocabulary(Counter("b"))
    embedding = text.embedding.create(
        "glove", pretrained_file_name="glove.6B.50d.txt", vocabulary=vocab
    )
    assert embedding.idx_to_vec.asnumpy().tolist() == [[7, 8, 9], [4, 5, 6]]
    with pytest.raises(mx.MXNetError, match=r"corrupt or holds no 'glove.6B.100d.txt'"):
        text.embedding.GloVe("glove.6B.100d.txt")
    with pytest.raises(KeyError, match=r"Did you mean 'glove.6B.50d.txt'"):
        text.embedding.GloVe("glove.6B.50.txt")
    with pytest.raises(FileNotFoundError, match=r"wiki.simple.zip"):
        text.embedding.FastText()


def test_embedding_of_ones_own():
    @text.embedding.register
    class Mine(text.embedding._TokenEmbedding):
        def __init__(self, size=3, **kwargs):
            super().__init__(**kwargs)
            self.size = size

    mine = text.embedding.create("mine", size=4)
    assert mine.size == 4 and mine.idx_to_token == ["<unk>"]
    with pytest.raises(AssertionError, match="'glov' is not registered. Did you mean 'glove'"):
        text.embedding.create("glov")
    with pytest.raises(KeyError, match="glove, fasttext"):
        text.embedding.get_pretrained_file_names("word2vec")
    with pytest.raises(AssertionError, match="must be a Vocabulary, got int"):
        text.embedding.CompositeEmbedding(3, mine)
    with pytest.raises(AssertionError, match="must be embeddings, got int"):
        text.embedding.CompositeEmbedding(mine, 3)


def test_found_as_mxnet_names_it():
    assert mx.contrib.text.embedding.GloVe is text.embedding.GloVe


def test_a_damaged_archive_leaves_no_part_of_its_file(tmp_path):
    folder = tmp_path / "glove"
    folder.mkdir()
    path = folder / "glove.6B.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("glove.6B.50d.txt", "hello 1 2\n" * 100)
    content = bytearray(path.read_bytes())
    content[600] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"glove.6B.zip' is corrupt"):
        text.embedding.GloVe("glove.6B.50d.txt", embedding_root=str(tmp_path))
    assert [file.name for file in folder.iterdir()] == ["glove.6B.zip"]
