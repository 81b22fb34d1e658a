"""The workloads with ndgrad. MXNet's side runs these very lines under its own name."""

import numpy as np
from shared import floats, labels, memory_of, numpy_multiply, seconds_to_import, shortest, summary

import ndgrad as mx

LIBRARY = "ndgrad"


def _marked(values):
    x = mx.nd.array(values)
    x.attach_grad()
    return x


def _done():
    mx.nd.waitall()


# -- what an operator costs -----------------------------------------------------------------------


def _ten():
    return _marked(np.ones(10)), mx.nd.ones(10)


def _chain(w, c, n):
    with mx.autograd.record():
        y = w
        for _ in range(n):
            y = y * c
    return y


def idle():
    w, c = _ten()
    return {"measure": lambda: shortest(lambda: w * c) - numpy_multiply()}


def recording():
    w, c = _ten()

    def measure():
        with mx.autograd.record():
            return shortest(lambda: w * c) - numpy_multiply()

    return {"measure": measure}


def _swept(n, repeats):
    """Shortest (recording, backward) seconds of a chain of n operators."""
    import time

    w, c = _ten()
    forward = backward = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        y = _chain(w, c, n)
        y.wait_to_read()
        middle = time.perf_counter()
        y.backward()
        w.grad.wait_to_read()
        end = time.perf_counter()
        forward, backward = min(forward, middle - start), min(backward, end - middle)
    return forward, backward


def backward():
    return {"measure": lambda: _swept(1000, 100)[1] * 1e6 - numpy_multiply()}


def whole():
    return {"measure": lambda: sum(_swept(1000, 100)) * 1e6}


def deep():
    return {"measure": lambda: sum(_swept(200_000, 1)) * 1e9 / 200_000}


def deeper():
    return {"measure": lambda: sum(_swept(1_000_000, 1)) * 1e9 / 1_000_000}


def deep_memory():
    code = f"""
import numpy as np, {LIBRARY} as mx
w = mx.nd.ones(10); w.attach_grad(); c = mx.nd.ones(10)
with mx.autograd.record():
    y = w
    for _ in range(200000):
        y = y * c
y.backward(); mx.nd.waitall()"""
    return {"measure": lambda: memory_of(code)}


def while_loop():
    a = _marked([0.7])

    def f(a):
        b = a * 2
        while b.norm().asscalar() < 1000:
            b = b * 2
        return b if b.sum().asscalar() > 0 else 100 * b

    def run():
        with mx.autograd.record():
            d = f(a)
        d.backward()

    def check():
        run()
        return [a.grad.asscalar()]

    return {"measure": lambda: shortest(run, 3, 100) / 1e3, "check": check}


def _import():
    return {"measure": lambda: seconds_to_import(LIBRARY)}


globals()["import"] = _import  # a workload's name that Python keeps for itself


# -- steps of training ----------------------------------------------------------------------------


def _step(net, x, y):
    loss_of = mx.gluon.loss.SoftmaxCrossEntropyLoss()
    trainer = mx.gluon.Trainer(
        net.collect_params(), "sgd", {"learning_rate": 0.01, "momentum": 0.9}
    )

    def run():
        with mx.autograd.record():
            loss = loss_of(net(x), y)
        loss.backward()
        trainer.step(len(x))
        _done()

    return {"run": run}


def mlp():
    net = mx.gluon.nn.Sequential()
    net.add(mx.gluon.nn.Dense(256, activation="relu"), mx.gluon.nn.Dense(10))
    net.initialize()
    return _step(net, mx.nd.array(floats(64, 784)), mx.nd.array(labels(64, 10)))


def cnn():
    nn = mx.gluon.nn
    net = nn.Sequential()
    for channels in (32, 64):
        net.add(nn.Conv2D(channels, 3, padding=1), nn.BatchNorm(), nn.Activation("relu"))
        net.add(nn.MaxPool2D(2))
    net.add(nn.Flatten(), nn.Dense(64, activation="relu"), nn.Dense(10))
    net.initialize()
    return _step(net, mx.nd.array(floats(64, 1, 8, 8)), mx.nd.array(labels(64, 10)))


# -- kernels, forward and backward ----------------------------------------------------------------


def _kernel(function, *inputs, constants=0):
    """``function`` of the inputs, summed up with fixed weights, forward and backward."""
    variables = [_marked(v) for v in inputs[: len(inputs) - constants]]
    arrays = variables + [mx.nd.array(v) for v in inputs[len(inputs) - constants :]]
    state = {}

    def run(head=None):
        with mx.autograd.record():
            y = function(*arrays)
        if head is None:
            if "head" not in state:  # made once: it is no part of what is measured
                state["head"] = mx.nd.ones(y.shape)
            head = state["head"]
        y.backward(head)
        _done()
        return y

    def check():
        with mx.autograd.record():
            y = function(*arrays)
        head = mx.nd.array(floats(*y.shape, seed=9))
        y = run(head)
        return summary(y.asnumpy(), *(v.grad.asnumpy() for v in variables))

    return {"run": run, "check": check}


def elementwise():
    nd = mx.nd

    def function(x):
        return (nd.tanh(x) * nd.sigmoid(x) + nd.exp(-x * x)).sum()

    return _kernel(function, floats(4_000_000))


def _conv(data, weight, **params):
    def function(x, w):
        return mx.nd.Convolution(x, w, no_bias=True, num_filter=weight[0], **params)

    return _kernel(function, floats(*data), floats(*weight, seed=3, scale=0.05))


def conv3x3():
    return _conv((32, 64, 56, 56), (64, 64, 3, 3), kernel=(3, 3), pad=(1, 1))


def conv1x1():
    return _conv((32, 256, 56, 56), (64, 256, 1, 1), kernel=(1, 1))


def conv7x7():
    return _conv((8, 3, 224, 224), (64, 3, 7, 7), kernel=(7, 7), stride=(2, 2), pad=(3, 3))


def depthwise():
    return _conv((32, 64, 56, 56), (64, 1, 3, 3), kernel=(3, 3), pad=(1, 1), num_group=64)


def batchnorm():
    mean, variance = mx.nd.zeros(64), mx.nd.ones(64)

    def function(x, gamma, beta):
        return mx.nd.BatchNorm(x, gamma, beta, mean, variance, fix_gamma=False, eps=1e-5)

    return _kernel(function, floats(64, 64, 56, 56), floats(64, seed=3), floats(64, seed=4))


def layernorm():
    def function(x, gamma, beta):
        return mx.nd.LayerNorm(x, gamma, beta, axis=-1, eps=1e-5)

    return _kernel(function, floats(4096, 768), floats(768, seed=3), floats(768, seed=4))


def softmax_ce():
    loss = mx.gluon.loss.SoftmaxCrossEntropyLoss()
    return _kernel(loss, floats(4096, 10000), labels(4096, 10000), constants=1)


def maxpool():
    def function(x):
        return mx.nd.Pooling(x, kernel=(3, 3), stride=(2, 2), pad=(1, 1), pool_type="max")

    return _kernel(function, floats(32, 64, 112, 112))


def _recurrent(mode, gates):
    steps, batch, hidden = 35, 32, 256
    size = gates * hidden * (2 * hidden + 2)
    states = [floats(1, batch, hidden, seed=s) for s in (4, 5)][: 2 if mode == "lstm" else 1]

    def function(x, parameters, *states):
        return mx.nd.RNN(x, parameters, *states, mode=mode, state_size=hidden, num_layers=1)

    data, parameters = floats(steps, batch, hidden), floats(size, seed=3, scale=0.05)
    return _kernel(function, data, parameters, *states)


def lstm():
    return _recurrent("lstm", 4)


def gru():
    return _recurrent("gru", 3)


def embedding():
    def function(weight, tokens):
        return mx.nd.Embedding(tokens, weight, input_dim=10000, output_dim=256)

    return _kernel(
        function, floats(10000, 256), labels(32 * 35, 10000).reshape(32, 35), constants=1
    )
