"""The workloads with PyTorch."""

import numpy as np
import torch
import torch.nn.functional as F
from shared import floats, labels, memory_of, numpy_multiply, seconds_to_import, shortest, summary
from torch import nn

torch.set_num_threads(2)


def _marked(values):
    return torch.tensor(np.asarray(values), requires_grad=True)


# -- what an operator costs -----------------------------------------------------------------------


def _ten():
    return torch.ones(10, requires_grad=True), torch.ones(10)


def idle():
    w, c = _ten()

    def measure():
        with torch.no_grad():
            return shortest(lambda: w * c) - numpy_multiply()

    return {"measure": measure}


def recording():
    w, c = _ten()
    return {"measure": lambda: shortest(lambda: w * c) - numpy_multiply()}


def _swept(n, repeats):
    import time

    w, c = _ten()
    head = torch.ones(10)
    forward = backward = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        y = w
        for _ in range(n):
            y = y * c
        middle = time.perf_counter()
        y.backward(head)
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
    code = """
import torch
w = torch.ones(10, requires_grad=True); c = torch.ones(10); y = w
for _ in range(200000):
    y = y * c
y.backward(torch.ones(10))"""
    return {"measure": lambda: memory_of(code)}


def while_loop():
    a = _marked(np.array([0.7], np.float32))

    def f(a):
        b = a * 2
        while b.norm().item() < 1000:
            b = b * 2
        return b if b.sum().item() > 0 else 100 * b

    def run():
        a.grad = None
        f(a).backward()

    def check():
        run()
        return [a.grad.item()]

    return {"measure": lambda: shortest(run, 3, 100) / 1e3, "check": check}


globals()["import"] = lambda: {"measure": lambda: seconds_to_import("torch")}


# -- steps of training ----------------------------------------------------------------------------


def _step(net, x, y):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def run():
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()

    return {"run": run}


def mlp():
    net = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    return _step(net, torch.tensor(floats(64, 784)), torch.tensor(labels(64, 10)))


def cnn():
    layers, before = [], 1
    for channels in (32, 64):
        layers += [nn.Conv2d(before, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU()]
        layers += [nn.MaxPool2d(2)]
        before = channels
    net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10))
    return _step(net, torch.tensor(floats(64, 1, 8, 8)), torch.tensor(labels(64, 10)))


# -- kernels, forward and backward ----------------------------------------------------------------


def _kernel(function, *inputs, constants=0, after=lambda grads: grads):
    variables = [_marked(v) for v in inputs[: len(inputs) - constants]]
    arrays = variables + [torch.tensor(v) for v in inputs[len(inputs) - constants :]]
    state = {}

    def run(head=None):
        for v in variables:
            v.grad = None
        y = function(*arrays)
        if head is None:
            if "head" not in state:  # made once: it is no part of what is measured
                state["head"] = torch.ones(y.shape)
            head = state["head"]
        y.backward(head)
        return y

    def check():
        y = function(*arrays)
        y = run(torch.tensor(floats(*y.shape, seed=9)))
        grads = [v.grad.numpy() for v in variables]
        return summary(y.detach().numpy(), *after(grads))

    return {"run": run, "check": check}


def elementwise():
    def function(x):
        return (torch.tanh(x) * torch.sigmoid(x) + torch.exp(-x * x)).sum().reshape(1)

    return _kernel(function, floats(4_000_000))


def _conv(data, weight, **params):
    return _kernel(
        lambda x, w: F.conv2d(x, w, **params), floats(*data), floats(*weight, seed=3, scale=0.05)
    )


def conv3x3():
    return _conv((32, 64, 56, 56), (64, 64, 3, 3), padding=1)


def conv1x1():
    return _conv((32, 256, 56, 56), (64, 256, 1, 1))


def conv7x7():
    return _conv((8, 3, 224, 224), (64, 3, 7, 7), stride=2, padding=3)


def depthwise():
    return _conv((32, 64, 56, 56), (64, 1, 3, 3), padding=1, groups=64)


def batchnorm():
    mean, variance = torch.zeros(64), torch.ones(64)

    def function(x, gamma, beta):
        return F.batch_norm(x, mean, variance, gamma, beta, training=True, eps=1e-5)

    return _kernel(function, floats(64, 64, 56, 56), floats(64, seed=3), floats(64, seed=4))


def layernorm():
    def function(x, gamma, beta):
        return F.layer_norm(x, (768,), gamma, beta, eps=1e-5)

    return _kernel(function, floats(4096, 768), floats(768, seed=3), floats(768, seed=4))


def softmax_ce():
    def function(x, y):
        return F.cross_entropy(x, y, reduction="none")

    return _kernel(function, floats(4096, 10000), labels(4096, 10000), constants=1)


def maxpool():
    return _kernel(lambda x: F.max_pool2d(x, 3, 2, 1), floats(32, 64, 112, 112))


def _recurrent(cls, gates):
    """The same packed parameter vector as MXNet's: weights, then biases."""
    steps, batch, hidden = 35, 32, 256
    packed = floats(gates * hidden * (2 * hidden + 2), seed=3, scale=0.05)
    net = cls(hidden, hidden)
    state = {"at": 0}
    # MXNet's order of the gates of a GRU is that of PyTorch; of an LSTM too (i, f, g, o).
    for name in ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"):
        parameter = getattr(net, name)
        size = parameter.numel()
        values = packed[state["at"] : state["at"] + size].reshape(parameter.shape)
        parameter.data.copy_(torch.tensor(values))
        state["at"] += size
    parameters = list(net.parameters())
    states = [_marked(floats(1, batch, hidden, seed=s)) for s in (4, 5)]
    states = states[: 2 if cls is nn.LSTM else 1]
    x = _marked(floats(steps, batch, hidden))
    head = torch.ones(steps, batch, hidden)

    def run(head=head):
        for v in (x, *states, *parameters):
            v.grad = None
        y, _ = net(x, tuple(states) if len(states) == 2 else states[0])
        y.backward(head)
        return y

    def check():
        y = run(torch.tensor(floats(steps, batch, hidden, seed=9)))
        packed_grad = np.concatenate([p.grad.numpy().ravel() for p in parameters])
        grads = [x.grad.numpy(), packed_grad, *(s.grad.numpy() for s in states)]
        return summary(y.detach().numpy(), *grads)

    return {"run": run, "check": check}


def lstm():
    return _recurrent(nn.LSTM, 4)


def gru():
    return _recurrent(nn.GRU, 3)


def embedding():
    def function(weight, tokens):
        return F.embedding(tokens, weight)

    return _kernel(
        function, floats(10000, 256), labels(32 * 35, 10000).reshape(32, 35), constants=1
    )
