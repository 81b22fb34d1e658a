"""One network, several devices: each reads a part of every batch, and all copies stay the same.

Run it: ``python tutorials/data_parallel.py``

``mx.cpu(0)``, ``mx.cpu(1)``, ... are devices of their own for everything that can be seen: arrays
live on one of them, and a network keeps a copy of its parameters on each. They share this
machine's processor, so nothing gets faster here; what is shown is that nothing gets different.
"""

import gzip
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn
from ndgrad.gluon.utils import split_and_load

DATA = Path(__file__).resolve().parent / "data" / "optdigits.csv.gz"
DEVICES = [mx.cpu(i) for i in range(4)]
BATCH, STEPS = 60, 40


def load_digits():
    """Images (n, 1, 8, 8) with values from 0 to 1, and labels (n,)."""
    with gzip.open(DATA, "rt") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.float32)
    return table[:, :64].reshape(-1, 1, 8, 8) / 16, table[:, 64]


def batches(steps=STEPS):
    """The same batches, in the same order, for everybody."""
    images, labels = load_digits()
    rng = np.random.default_rng(0)
    for _ in range(steps):
        chosen = rng.integers(0, len(images), BATCH)
        yield images[chosen], labels[chosen]


def same_bits(copies):
    """Whether all arrays are equal to the last bit."""
    first, *others = [copy.asnumpy().tobytes() for copy in copies]
    return all(other == first for other in others)


def by_hand(rate=0.5):
    """What happens in one step, without Gluon: a linear model on two devices."""
    images, labels = next(batches(1))
    devices = DEVICES[:2]
    weight = nd.zeros((10, 64))
    copies = [weight.copyto(device) for device in devices]
    for copy in copies:
        copy.attach_grad()
    # Each device gets half of the batch ...
    xs = split_and_load(images.reshape(BATCH, 64), devices)
    ys = split_and_load(labels, devices)
    with autograd.record():
        losses = [
            -nd.pick(nd.log_softmax(nd.dot(x, w, transpose_b=True)), y).sum()
            for x, y, w in zip(xs, ys, copies, strict=True)
        ]
    autograd.backward(losses)
    # ... the gradients are added up, and every device gets the sum ...
    total = copies[0].grad + copies[1].grad.as_in_context(devices[0])
    # ... and takes the same step.
    for copy, device in zip(copies, devices, strict=True):
        copy -= rate / BATCH * total.as_in_context(device)
    parts = [x.shape[0] for x in xs]
    print(f"by hand: {parts} images on {[str(c.context) for c in copies]}, "
          f"copies equal to the last bit: {same_bits(copies)}")  # fmt: skip
    return parts, same_bits(copies)


def make_net(devices, dtype="float32", norm=False):
    net = nn.HybridSequential()
    net.add(nn.Conv2D(8, kernel_size=3, padding=1, in_channels=1))
    if norm:
        net.add(nn.BatchNorm(in_channels=8))
    net.add(
        nn.Activation("relu"),
        nn.MaxPool2D(),
        nn.Dense(32, activation="tanh", in_units=8 * 16),
        nn.Dense(10, in_units=32),
    )
    net.cast(dtype)
    mx.random.seed(0)
    net.initialize(mx.init.Xavier(), ctx=devices)  # one start, copied to every device
    return net


def train(devices, optimizer, settings=None, dtype="float32", pool=None, **how):
    """The usual loop; a batch is split, and every device's loss is a head of its own."""
    net = make_net(devices, dtype)
    trainer = gluon.Trainer(net.collect_params(), optimizer, settings, **how)
    softmax_loss = gluon.loss.SoftmaxCrossEntropyLoss()

    def forward_and_backward(x, y):
        with autograd.record():  # recording is a matter of the thread
            loss = softmax_loss(net(x), y)
        loss.backward()
        return loss

    losses = []
    for images, labels in batches():
        xs = [part.astype(dtype) for part in split_and_load(images, devices)]
        ys = split_and_load(labels, devices)
        found = list((pool.map if pool else map)(forward_and_backward, xs, ys))
        trainer.step(BATCH)  # adds up the gradients of all devices first
        losses.append(sum(loss.sum().asscalar() for loss in found) / BATCH)
    return net, losses


def copies_stay_equal():
    """Whatever the optimizer, and whoever applies it: one copy, or each device its own."""
    found = {}
    for optimizer, settings in (
        ("sgd", {"learning_rate": 0.1, "momentum": 0.9, "wd": 1e-4}),
        ("adam", {"learning_rate": 0.01}),
    ):
        for on_kvstore in (True, False):
            net, losses = train(DEVICES, optimizer, settings, update_on_kvstore=on_kvstore)
            equal = all(same_bits(p.list_data()) for p in net.collect_params().values())
            found[optimizer, on_kvstore] = equal, losses
            print(f"{optimizer:4s}, update_on_kvstore={on_kvstore!s:5}: loss {losses[0]:.3f} -> "
                  f"{losses[-1]:.3f}; copies equal to the last bit: {equal}")  # fmt: skip
    return found


def as_on_one_device():
    """Four devices learn what one would have learned: the same sum, added in another order."""
    settings = {"learning_rate": 0.1, "momentum": 0.9}
    found = {}
    for dtype in ("float32", "float64"):
        one, _ = train(DEVICES[:1], "sgd", settings, dtype)
        four, _ = train(DEVICES, "sgd", settings, dtype)
        found[dtype] = max(
            float((a.data(DEVICES[0]) - b.data(DEVICES[0])).abs().max().asscalar())
            for a, b in zip(
                one.collect_params().values(), four.collect_params().values(), strict=True
            )
        )
        print(f"after {STEPS} steps in {dtype}, weights learned by one and by four devices differ "
              f"by {found[dtype]:.0e} at most")  # fmt: skip
    return found


def in_threads():
    """A thread per device: recording belongs to the thread, so they do not disturb each other."""
    settings = {"learning_rate": 0.1, "momentum": 0.9}
    alone, _ = train(DEVICES, "sgd", settings)
    with ThreadPoolExecutor(len(DEVICES)) as pool:
        together, _ = train(DEVICES, "sgd", settings, pool=pool)
    equal = all(
        same_bits(a.list_data() + b.list_data())
        for a, b in zip(
            alone.collect_params().values(), together.collect_params().values(), strict=True
        )
    )
    print(f"in {len(DEVICES)} threads: the same parameters to the last bit: {equal}")
    return equal


def what_is_not_shared():
    """BatchNorm's running statistics are no parameters that are learned: every device remembers
    what it has seen itself. A saved file has their average."""
    net = make_net(DEVICES, norm=True)
    images, _ = next(batches(1))
    with autograd.record():
        for x in split_and_load(images, DEVICES):
            net(x)
    means = [copy.asnumpy() for copy in net[1].running_mean.list_data()]
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "net.params")
        net.save_parameters(path)
        saved = nd.load(path)["1.running_mean"].asnumpy()
    apart = float(np.ptp(means, axis=0).max())
    off = float(np.abs(saved - np.mean(means, axis=0)).max())
    print(f"running means differ by up to {apart:.3f} between devices; saved is their average")
    return apart, off


def main():
    return {
        "by hand": by_hand(),
        "copies": copies_stay_equal(),
        "one device": as_on_one_device(),
        "threads": in_threads(),
        "running": what_is_not_shared(),
    }


if __name__ == "__main__":
    main()
