"""Batch normalization written out in five lines, and the same with nn.BatchNorm.

Run it: ``python tutorials/batchnorm_from_scratch.py`` (``--help`` lists the options).

Three copies of one convolutional network start with the same weights and read the same digits in
the same order: one without normalization, one with the layer written here, one with nn.BatchNorm.
The second and third agree to rounding; the first has not even begun to learn when they can read.

S. Ioffe and C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
Internal Covariate Shift", 2015.
"""

import argparse
import gzip
from pathlib import Path

import numpy as np

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn

DATA = Path(__file__).resolve().parent / "data" / "optdigits.csv.gz"
OUT = Path("batchnorm.png")


def load_digits():
    """Images (n, 1, 8, 8) and labels (n,): 1,297 to learn from, 500 held out."""
    with gzip.open(DATA, "rt") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.float32)
    np.random.default_rng(0).shuffle(table)
    images, labels = table[:, :64].reshape(-1, 1, 8, 8) / 16, table[:, 64]
    return (images[500:], labels[500:]), (images[:500], labels[:500])


def batch_norm(x, gamma, beta, running_mean, running_var, eps, momentum):
    """Normalise each channel of x (B, C) or (B, C, H, W).

    While learning, with the batch's own mean and variance, of which a running average is kept for
    later. The average is no part of what is differentiated.
    """
    axes = (0,) if x.ndim == 2 else (0, 2, 3)
    if autograd.is_training():
        mean = x.mean(axis=axes, keepdims=True)
        var = ((x - mean) ** 2).mean(axis=axes, keepdims=True)
        with autograd.pause():
            running_mean[:] = momentum * running_mean + (1 - momentum) * mean
            running_var[:] = momentum * running_var + (1 - momentum) * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (var + eps).sqrt() + beta


class BatchNorm(nn.Block):
    """The function above as a layer; it owns what is learned and what is only remembered."""

    def __init__(self, channels, dims=4, eps=1e-5, momentum=0.9, **kwargs):
        super().__init__(**kwargs)
        shape = (1, channels) if dims == 2 else (1, channels, 1, 1)
        self.eps, self.momentum = eps, momentum
        with self.name_scope():
            self.gamma = self.params.get("gamma", shape=shape, init="ones")
            self.beta = self.params.get("beta", shape=shape, init="zeros")
            # grad_req="null": these have no gradient, and no trainer touches them.
            self.mean = self.params.get("mean", shape=shape, init="zeros", grad_req="null")
            self.var = self.params.get("var", shape=shape, init="ones", grad_req="null")

    def forward(self, x):
        return batch_norm(x, self.gamma.data(), self.beta.data(), self.mean.data(),
                          self.var.data(), self.eps, self.momentum)  # fmt: skip


def no_norm(channels, dims=4):
    return nn.Lambda(lambda x: x)


def library_norm(channels, dims=4):
    return nn.BatchNorm(in_channels=channels)


NORMS = {"none": no_norm, "from scratch": BatchNorm, "nn.BatchNorm": library_norm}


def make_net(norm):
    """LeNet, with sigmoids: the network in which normalization helps most."""
    net = nn.Sequential()
    net.add(
        nn.Conv2D(6, kernel_size=3, padding=1),  # (B, 6, 8, 8)
        norm(6),
        nn.Activation("sigmoid"),
        nn.AvgPool2D(pool_size=2),  # (B, 6, 4, 4)
        nn.Conv2D(16, kernel_size=3, padding=1),
        norm(16),
        nn.Activation("sigmoid"),
        nn.AvgPool2D(pool_size=2),  # (B, 16, 2, 2)
        nn.Dense(64),  # flattens by itself
        norm(64, dims=2),
        nn.Activation("sigmoid"),
        nn.Dense(10),
    )
    mx.random.seed(0)
    net.initialize(mx.init.Xavier())
    net(nd.zeros((1, 1, 8, 8)))  # the shapes, and so the weights, of all nets now
    return net


def train(net, learn, held_out, epochs, rate=0.1, batch_size=64):
    """Returns the loss of every step, and the accuracy on the digits held out."""
    np.random.seed(0)  # the order of the batches
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": rate})
    softmax_loss = gluon.loss.SoftmaxCrossEntropyLoss()
    data = gluon.data.ArrayDataset(*learn)
    losses = []
    for _ in range(epochs):
        for x, y in gluon.data.DataLoader(data, batch_size, shuffle=True, last_batch="discard"):
            with autograd.record():
                loss = softmax_loss(net(x), y)
            loss.backward()
            trainer.step(batch_size)
            losses.append(loss.mean().asscalar())
    read = net(nd.array(held_out[0])).argmax(axis=1).asnumpy()
    return np.array(losses), float((read == held_out[1]).mean())


def one_batch():
    """What the layers give for the same batch while learning, and then while predicting."""
    x = nd.array(np.random.default_rng(1).normal(3, 2, (64, 6, 8, 8)))
    ours, theirs = BatchNorm(6), nn.BatchNorm(in_channels=6)
    differences = {}
    for layer in (ours, theirs):
        layer.initialize()
    for mode in ("learning", "predicting"):
        outputs, grads = [], []
        for layer in (ours, theirs):
            x.attach_grad()
            with autograd.record(train_mode=mode == "learning"):
                y = layer(x)
                head = (y * y * y).sum()
            head.backward()
            outputs.append(y)
            grads.append(x.grad.copy())
        differences[mode] = [(a - b).abs().max().asscalar() for a, b in (outputs, grads)]
        y = outputs[0].asnumpy()
        of_y, of_grad = differences[mode]
        print(f"{mode:10s}: mean {y.mean():5.2f}, deviation {y.std():.2f}; from nn.BatchNorm "
              f"outputs differ by {of_y:.0e}, gradients by {of_grad:.0e}")  # fmt: skip
    return differences


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=15, help="passes over the data (15)")
    options = parser.parse_args(arguments)

    learn, held_out = load_digits()
    differences = one_batch()
    curves, accuracies, statistics = {}, {}, {}
    for name, norm in NORMS.items():
        net = make_net(norm)
        curves[name], accuracies[name] = train(net, learn, held_out, options.epochs)
        print(f"{name:12s}: loss {curves[name][0]:.3f} -> {curves[name][-20:].mean():.3f}, reads "
              f"{accuracies[name]:.1%} of 500 digits it has never seen")  # fmt: skip
        if norm is BatchNorm:
            statistics[name] = net[1].mean.data().asnumpy().ravel()
        elif norm is library_norm:
            statistics[name] = net[1].running_mean.data().asnumpy()
    apart = np.abs(curves["from scratch"] - curves["nn.BatchNorm"])
    print(f"the losses of the two differ by {apart[:20].max():.0e} in the first 20 steps")
    picture(curves)
    return {"differences": differences, "curves": curves, "accuracies": accuracies,
            "statistics": statistics}  # fmt: skip


def picture(curves):
    try:
        import matplotlib
    except ImportError:
        print('no picture: matplotlib is missing (python -m pip install "ndgrad[tutorials]")')
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
    for (name, losses), style in zip(curves.items(), ("-", "-", "--"), strict=True):
        smooth = np.convolve(losses, np.ones(10) / 10, mode="valid")
        axes.plot(smooth, style, label=f"BatchNorm: {name}")
    axes.set(yscale="log", xlabel="step", ylabel="loss")
    axes.legend()
    figure.savefig(OUT, dpi=120)
    plt.close(figure)
    print(f"picture: {OUT.resolve()}")


if __name__ == "__main__":
    main()
