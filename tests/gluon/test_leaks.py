"""Training steps with the collector off leave nothing behind, whatever the layer, also when they
are interrupted."""

import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn, rnn

LAYERS = {
    "Activation": (lambda: nn.Activation("tanh"), (2, 3)),
    "AvgPool2D": (lambda: nn.AvgPool2D(), (2, 2, 6, 6)),
    "BatchNorm": (lambda: nn.BatchNorm(), (2, 3, 4, 4)),
    "Conv1D": (lambda: nn.Conv1D(3, 3), (2, 2, 6)),
    "Conv2D": (lambda: nn.Conv2D(4, 3, groups=2), (2, 2, 6, 6)),
    "Conv2DTranspose": (lambda: nn.Conv2DTranspose(3, 3), (2, 2, 6, 6)),
    "Conv3D": (lambda: nn.Conv3D(2, 2), (1, 2, 4, 4, 4)),
    "Dense": (lambda: nn.Dense(3, activation="relu"), (2, 4)),
    "Dropout": (lambda: nn.Dropout(0.5), (2, 4)),
    "Embedding": (lambda: nn.Embedding(5, 3), (2, 4)),
    "Flatten": (lambda: nn.Flatten(), (2, 3, 4)),
    "GELU": (lambda: nn.GELU(), (2, 3)),
    "GRU": (lambda: rnn.GRU(4, bidirectional=True), (3, 2, 5)),
    "GlobalAvgPool2D": (lambda: nn.GlobalAvgPool2D(), (2, 2, 6, 6)),
    "GroupNorm": (lambda: nn.GroupNorm(1), (2, 3, 4)),
    "HybridLambda": (lambda: nn.HybridLambda(lambda F, x: F.tanh(x)), (2, 3)),
    "InstanceNorm": (lambda: nn.InstanceNorm(), (2, 3, 4)),
    "LSTM": (lambda: rnn.LSTM(4, num_layers=2, dropout=0.1), (3, 2, 5)),
    "Lambda": (lambda: nn.Lambda("tanh"), (2, 3)),
    "LayerNorm": (lambda: nn.LayerNorm(), (2, 4)),
    "LeakyReLU": (lambda: nn.LeakyReLU(0.1), (2, 3)),
    "MaxPool2D": (lambda: nn.MaxPool2D(), (2, 2, 6, 6)),
    "PReLU": (lambda: nn.PReLU(), (2, 3)),
    "RNN": (lambda: rnn.RNN(4), (3, 2, 5)),
    "ReflectionPad2D": (lambda: nn.ReflectionPad2D(1), (1, 1, 4, 4)),
    "SELU": (lambda: nn.SELU(), (2, 3)),
    "Swish": (lambda: nn.Swish(), (2, 3)),
}


class Interrupted(Exception):
    pass


class FailsBackward(autograd.Function):
    def forward(self, x):
        return x * 1

    def backward(self, dy):
        raise Interrupted


class FailsForward(gluon.Block):
    def forward(self, x):
        raise Interrupted


def train(layer, shape, fail, steps):
    net = nn.Sequential()
    net.add(layer, *([FailsForward()] if fail == "forward" else []))
    net.initialize()
    trainer = None
    for _ in range(steps):
        x = nd.random.uniform(shape=shape)
        x.attach_grad()
        try:
            with autograd.record():
                y = net(x)
                if fail == "backward":
                    y = FailsBackward()(y)
                if fail == "operator":
                    nd.dot(y.reshape((-1, 1)), nd.ones((3, 3)))
                loss = (y * y).mean()
            if fail == "head":
                loss.backward(nd.ones(7))
            if fail == "variable":
                autograd.grad(loss, nd.ones(3))
            if fail == "changed":
                y.detach()[:] = 0
            if fail == "anomaly":
                with autograd.detect_anomaly():
                    loss.backward(nd.array([float("nan")]))
            loss.backward()
            params = net.collect_params()
            if any(p.grad_req != "null" for p in params.values()):
                trainer = trainer or gluon.Trainer(params, "adam")
                trainer.step(2)
        except (Interrupted, mx.MXNetError):
            assert fail
        else:
            assert not fail


WAYS_TO_FAIL = ("forward", "backward", "operator", "head", "variable", "changed", "anomaly")


@pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
def test_training_leaves_nothing(make, shape, without_collector):
    train(make(), shape, None, steps=5)
    for fail in WAYS_TO_FAIL:
        train(make(), shape, fail, steps=2)


def test_a_hundred_steps_of_a_whole_net(without_collector):
    net = nn.HybridSequential()
    net.add(nn.Conv2D(4, 3), nn.BatchNorm(), nn.Activation("relu"), nn.MaxPool2D(), nn.Dropout(0.2),
            nn.Dense(5), nn.LayerNorm(), nn.Dense(2))  # fmt: skip
    net.initialize()
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1, "momentum": 0.9})
    loss_of = gluon.loss.SoftmaxCrossEntropyLoss()
    x, label = nd.random.uniform(shape=(4, 1, 8, 8)), nd.array([0, 1, 0, 1])
    for _ in range(100):
        with autograd.record():
            loss = loss_of(net(x), label)
        loss.backward()
        trainer.step(4)
    del net, trainer, loss, loss_of
