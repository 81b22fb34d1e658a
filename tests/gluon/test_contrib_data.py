"""``gluon.contrib.data``, ``dynamic_unroll``, and data sets derived as toolkits derive theirs."""

from __future__ import annotations

import zipfile

import numpy as np
import pytest

from ndgrad import autograd, gluon, nd
from ndgrad.gluon.contrib.rnn.rnn_cell import dynamic_unroll

data = gluon.contrib.data
TRAIN = " \n = Title = \n \n the cat <unk> sat . \n the dog sat on the <unk> . \n" * 3


def test_interval_sampler():
    assert list(data.IntervalSampler(7, 3)) == [0, 3, 6, 1, 4, 2, 5]
    assert len(data.IntervalSampler(7, 3)) == 7
    short = data.IntervalSampler(7, 3, rollover=False)
    assert list(short) == [0, 3, 6] and len(short) == 3  # MXNet's length is 7
    for wrong in (8, 0):
        with pytest.raises(AssertionError, match="must be smaller than or equal to length 7"):
            data.IntervalSampler(7, wrong)


@pytest.fixture(params=["files", "archive"])
def root(tmp_path, request):
    parts = {"train": TRAIN, "valid": " the cow sat .\n\n", "test": "a cat . \n the end"}
    if request.param == "archive":
        with zipfile.ZipFile(tmp_path / "wikitext-2-v1.zip", "w") as archive:
            for part, content in parts.items():
                archive.writestr(f"wikitext-2/wiki.{part}.tokens", content)
    else:
        for part, content in parts.items():
            (tmp_path / f"wiki.{part}.tokens").write_text(content)
    return str(tmp_path)


def test_wikitext(root):
    train = data.text.WikiText2(root, seq_len=5)
    vocab = train.vocabulary
    # as MXNet 1.9.1 orders them
    assert vocab.idx_to_token == "<unk> <eos> the . = sat Title cat dog on".split()
    assert train.frequencies["the"] == 9 and len(train) == 10
    words, following = train[0]
    assert words.asnumpy().tolist() == [4, 6, 4, 1, 2] and words.dtype == np.int32
    assert following.asnumpy().tolist() == [6, 4, 1, 2, 7]
    assert train[9][1].asnumpy().tolist() == [2, 8, 5, 9, 2]
    valid = data.text.WikiText2(root, "validation", vocab, seq_len=2)
    assert [x.asnumpy().tolist() for x in valid[1]] == [[5, 3], [3, 1]]
    assert valid.frequencies == {"the": 1, "cow": 1, "sat": 1, ".": 1}
    assert len(data.text.WikiText2(root, "test", vocab, seq_len=99)) == 0
    sampler = data.IntervalSampler(len(train), 2)
    loader = gluon.data.DataLoader(train, 2, sampler=sampler, last_batch="discard")
    assert next(iter(loader))[0].asnumpy().tolist() == [[4, 6, 4, 1, 2], [2, 8, 5, 9, 2]]


def test_wikitext_errors(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file 'wiki.train.tokens' or"):
        data.text.WikiText103(str(tmp_path / "new"))
    with pytest.raises(KeyError, match="no segment 'valid'"):
        data.text.WikiText2(str(tmp_path), "valid")
    with pytest.raises(ValueError, match="seq_len must be positive"):
        data.text.WikiText2(str(tmp_path), seq_len=0)
    (tmp_path / "wikitext-2-v1.zip").write_bytes(b"PK")
    with pytest.raises(ValueError, match="corrupt"):
        data.text.WikiText2(str(tmp_path))


def test_data_sets_derived_from_the_base_of_downloaded_ones(tmp_path):
    class Squares(gluon.data.dataset._DownloadedDataset):
        def _get_data(self):
            self._data = nd.arange(4) ** 2
            self._label = np.arange(4, dtype="int32")

    root = tmp_path / "made"
    plain = Squares(str(root), None)
    assert root.is_dir() and len(plain) == 4
    assert plain[3][0].asscalar() == 9 and plain[3][1] == 3
    assert Squares(str(root), lambda x, y: y)[2] == 2
    with pytest.raises(NotImplementedError, match="does not define _get_data"):
        gluon.data.dataset._DownloadedDataset(str(root), None)

    class Blank(gluon.data.vision.MNIST):
        def _get_data(self):
            self._data, self._label = nd.zeros((2, 28, 28, 1), dtype="uint8"), np.zeros(2, "int32")

    assert Blank(str(root))[1][0].shape == (28, 28, 1)


@pytest.mark.parametrize("layout", ["TNC", "NTC"])
def test_dynamic_unroll(layout):
    cell = gluon.rnn.LSTMCell(4)
    cell.initialize()
    x, lengths = nd.random.uniform(shape=(3, 2, 5)), nd.array([2, 3])
    if layout == "NTC":
        x = x.swapaxes(0, 1)
    begin = cell.begin_state(batch_size=2)
    expected = cell.unroll(3, x, begin, layout, merge_outputs=True, valid_length=lengths)
    outputs, states = dynamic_unroll(cell, x, begin, layout=layout, valid_length=lengths)
    assert (outputs == expected[0]).asnumpy().all()
    assert all((a == b).asnumpy().all() for a, b in zip(states, expected[1]))


def test_dynamic_unroll_drops_the_same_at_every_step():
    cell = gluon.rnn.RNNCell(50)
    cell.initialize()
    x, begin = nd.ones((3, 2, 5)), cell.begin_state(batch_size=2)
    with autograd.record():
        outputs, _ = dynamic_unroll(cell, x, begin, drop_inputs=0.1, drop_outputs=0.5)
    dropped = outputs.asnumpy() == 0
    assert dropped.any() and (dropped == dropped[0]).all()
