"""What a learner calls wrongly: an error of the library at that call, in words of the caller."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import gluon, nd
from ndgrad.gluon import data, loss, nn, rnn

X = nd.ones((2, 3))


def made(layer):
    layer.initialize()
    return layer


class NoInit(gluon.Block):
    def __init__(self):
        self.number = 5

    def forward(self, x):
        return x


class NoNamespace(gluon.HybridBlock):
    def hybrid_forward(self, x):
        return x


class TwoInputs(gluon.HybridBlock):
    def hybrid_forward(self, F, x, other):
        return x + other


def trainer(*args, **kwargs):
    return gluon.Trainer(made(nn.Dense(3, in_units=3)).collect_params(), "sgd", *args, **kwargs)


@pytest.mark.parametrize(
    "call, kind, message",
    [
        (lambda: made(nn.Dense(3))(), TypeError, r"Dense is called with \(x\), but got 0 inputs"),
        (lambda: made(nn.Dense(3))(X, X), TypeError, r"with \(x\), but got 2 inputs"),
        (lambda: made(nn.Dense(3, in_units=3))(X, X), TypeError, "but got 2 inputs"),
        (lambda: made(nn.Dense(3, in_units=3))(X, y=X), TypeError, "1 input and the keywords y"),
        (lambda: loss.L2Loss()(X), TypeError, r"with \(pred, label, sample_weight=None\), but got"),
        (lambda: loss.L2Loss(weight="x"), TypeError, "weight must be a number, got 'x'"),
        (lambda: made(rnn.LSTMCell(5))(X), TypeError, "but got 1 input"),
        (lambda: TwoInputs()(X), TypeError, r"\(x, other\), but got 1 input"),
        (lambda: NoNamespace()(X), TypeError, "the first argument of hybrid_forward"),
        (lambda: NoInit()(X), AttributeError, r"NoInit: call super\(\).__init__\(\)"),
        (lambda: nn.Flatten().register_forward_hook(5), TypeError, "must be a function, got 5"),
        (lambda: nn.Sequential(nn.Dense(3)), TypeError, r"got Dense. Layers are put .* net.add"),
        (lambda: gluon.utils.clip_global_norm(X, 1), TypeError, "must be a list of NDArrays"),
        (lambda: mx.optimizer.create(mx.optimizer.SGD), TypeError, r"an instance: SGD\(\)"),
        (lambda: rnn.LSTM(5, num_layers=0), ValueError, "num_layers must be at least 1"),
        (lambda: rnn.LSTM(5, dropout=2), ValueError, "dropout is 0 to 1, got 2"),
        (lambda: trainer(0.1), TypeError, "must be a dict such as"),
        (lambda: trainer(learning_rate=0.1), TypeError, "Trainer: unknown keyword"),
        (lambda: trainer({"lr": 0.1}), TypeError, "Did you mean 'learning_rate'"),
        (lambda: trainer({"learning_rate": "x"}), TypeError, "learning_rate must be a number"),
        (lambda: trainer({"learning_rate": np.nan}), TypeError, "must be a number, got nan"),
        (lambda: trainer().step(), TypeError, "step: missing .* 'batch_size'"),
        (lambda: trainer().step("4"), TypeError, "batch_size must be a number, got '4'"),
        (lambda: trainer().set_learning_rate("x"), TypeError, "lr must be a number"),
        (lambda: mx.optimizer.SGD(lr=0.1), TypeError, "SGD: unknown keyword 'lr'. Did you mean"),
        (lambda: mx.optimizer.Adam(lr_scheduler=5), TypeError, "lr_scheduler must be a function"),
        (lambda: mx.lr_scheduler.FactorScheduler("x"), TypeError, "must be an integer, got 'x'"),
        (lambda: mx.init.create("[" * 100_000), ValueError, "as dumps.. gives it"),
        (lambda: mx.metric.create("[" * 100_000), ValueError, "as its configuration or as"),
        (lambda: mx.init.Normal("x"), TypeError, "sigma must be a number"),
        (lambda: mx.init.Xavier(magnitude="x"), TypeError, "magnitude must be a number"),
        (lambda: gluon.utils.clip_global_norm([X], "x"), TypeError, "max_norm must be a number"),
        (lambda: data.ArrayDataset(5), TypeError, r"array\[0\] is no array, got int"),
        (lambda: data.SimpleDataset([1]).transform(5), TypeError, "fn must be a function"),
        (lambda: data.DataLoader(5, 2), TypeError, "dataset must have samples by index, got int"),
        (lambda: data.DataLoader([1], "x"), ValueError, "batch_size must be positive, got 'x'"),
        (lambda: data.DataLoader([1], 1, shufle=True), TypeError, "Did you mean 'shuffle'"),
        (lambda: data.DataLoader([1], 1, batchify_fn=5), TypeError, "batchify_fn must be"),
        (lambda: data.RandomSampler("x"), ValueError, "length must be an integer"),
        (lambda: data.vision.transforms.Compose(5), TypeError, "a list of transforms is needed"),
        (lambda: data.vision.transforms.RandomBrightness("x"), TypeError, "must be a number"),
        (
            lambda: mx.metric.CrossEntropy().update(nd.array([7, 1]), X),
            IndexError,
            "predictions are of the classes 0 to 2",
        ),
    ],
)
def test_wrong_calls(call, kind, message):
    with pytest.raises(kind, match=message) as caught:
        call()
    assert isinstance(caught.value, mx.MXNetError)
    assert len(str(caught.value)) < 400


def test_type_errors_from_inside_keep_their_cause():
    class Broken(gluon.HybridBlock):
        def hybrid_forward(self, F, x):
            try:
                len(5)
            except TypeError as error:
                raise TypeError("inside") from error

    with pytest.raises(TypeError, match="^inside$") as caught:
        Broken()(X)
    assert isinstance(caught.value.__cause__, TypeError)


def test_what_is_not_there_yet():
    with pytest.raises(AttributeError, match="'sym' .not part of this version"):
        mx.sym  # noqa: B018
    assert not hasattr(mx, "sym")
    for module, name in (
        (mx, "profiler"), (nd, "sparse"), (mx.image, "ImageIter"), (mx.io, "ImageRecordIter"),
        (mx.contrib, "amp"),
    ):  # fmt: skip
        with pytest.raises(AttributeError, match=rf"'{name}' \(not part of this version\)$"):
            getattr(module, name)
    with pytest.raises(AttributeError, match="'sped'. Did you mean"):
        nd.sped  # noqa: B018
