"""Layers that behave differently while learning: BatchNorm and Dropout in every scope.

Run it: ``python tutorials/training_modes.py``
"""

import numpy as np

import ndgrad as mx
from ndgrad import autograd, nd
from ndgrad.gluon import nn

#: name -> (scope, does it record, does it train)
SCOPES = {
    "no scope": (None, False, False),
    "record()": (autograd.record, True, True),
    "record(train_mode=False)": (lambda: autograd.record(train_mode=False), True, False),
    "pause()": (autograd.pause, False, False),
    "pause(train_mode=True)": (lambda: autograd.pause(train_mode=True), False, True),
    "train_mode()": (autograd.train_mode, False, True),
    "predict_mode()": (autograd.predict_mode, False, False),
}


def run_in(scope, function):
    if scope is None:
        return function()
    with scope():
        return function()


def dropout():
    """Dropout zeroes elements while training and scales up the rest, so the mean stays; when
    predicting it hands on what it gets."""
    mx.random.seed(0)
    layer, x = nn.Dropout(0.5), nd.ones((100, 100))
    layer.initialize()
    found = {}
    for name, (scope, _, _) in SCOPES.items():
        y = run_in(scope, lambda: layer(x)).asnumpy()
        found[name] = float((y == 0).mean()), float(y.mean())
        print(f"Dropout  in {name:26s}: {found[name][0]:.2f} zeros, mean {found[name][1]:.2f}")
    return found


def batch_norm():
    """BatchNorm normalises with the statistics of the batch while training, and moves its running
    ones towards them; when predicting it uses the running ones, whatever the batch."""
    x = nd.array(np.random.default_rng(0).normal(5, 3, (256, 4)))
    found = {}
    for name, (scope, _, _) in SCOPES.items():
        layer = nn.BatchNorm(momentum=0.9)
        layer.initialize()
        y = run_in(scope, lambda layer=layer: layer(x)).asnumpy()
        running = layer.running_mean.data().asnumpy()
        found[name] = float(y.mean()), float(y.std()), float(running.mean())
        print(f"BatchNorm in {name:25s}: mean {found[name][0]:5.2f}, "
              f"deviation {found[name][1]:.2f}, running mean {found[name][2]:.2f}")  # fmt: skip
    return found


def running_statistics():
    """After many training batches the running statistics are those of the data."""
    rng = np.random.default_rng(1)
    layer = nn.BatchNorm(momentum=0.9)
    layer.initialize()
    for _ in range(200):
        with autograd.record():
            layer(nd.array(rng.normal(5, 3, (256, 4))))
    mean = layer.running_mean.data().asnumpy()
    variance = layer.running_var.data().asnumpy()
    print(
        f"after 200 batches: running mean {mean.mean():.2f} (5), variance {variance.mean():.2f} (9)"
    )
    return mean, variance


def main():
    return {"dropout": dropout(), "batch_norm": batch_norm(), "running": running_statistics()}


if __name__ == "__main__":
    main()
