"""Learn to read handwritten digits: a small convolutional network on 1,797 real images.

Run it: ``python tutorials/train_digits.py`` (``--help`` lists the options).

The data are 8x8 pixel counts from 0 to 16, one digit per line with its label at the end
("Optical Recognition of Handwritten Digits", UCI; see ``data/ATTRIBUTION.md``). One fifth of them
is held out; the network learns from the rest and is judged on the fifth it has never seen.
"""

import argparse
import gzip
import sys
import time
from pathlib import Path

import numpy as np

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn

DATA = Path(__file__).resolve().parent / "data" / "optdigits.csv.gz"


def load_digits(seed):
    """Images (n, 1, 8, 8) with values from 0 to 1, and labels (n,): to learn from, and held out."""
    with gzip.open(DATA, "rt") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.float32)
    images, labels = table[:, :64].reshape(-1, 1, 8, 8) / 16, table[:, 64]
    order = np.random.default_rng(seed).permutation(len(table))
    held_out, learn = order[: len(order) // 5], order[len(order) // 5 :]
    return (images[learn], labels[learn]), (images[held_out], labels[held_out])


def make_network():
    net = nn.HybridSequential()
    net.add(
        nn.Conv2D(32, kernel_size=3, padding=1),  # (B, 32, 8, 8)
        nn.BatchNorm(),
        nn.Activation("relu"),
        nn.Conv2D(32, kernel_size=3, padding=1),
        nn.BatchNorm(),
        nn.Activation("relu"),
        nn.MaxPool2D(pool_size=2),  # (B, 32, 4, 4)
        nn.Conv2D(64, kernel_size=3, padding=1),
        nn.BatchNorm(),
        nn.Activation("relu"),
        nn.MaxPool2D(pool_size=2),  # (B, 64, 2, 2)
        nn.Flatten(),
        nn.Dense(64, activation="relu"),
        nn.Dropout(0.4),
        nn.Dense(10),  # one score per digit
    )
    net.initialize(mx.init.Xavier())
    return net


def shifted(images, rng):
    """Each image moved by up to one pixel: a digit stays the same digit."""
    padded = np.pad(images, ((0, 0), (0, 0), (1, 1), (1, 1)))
    moved = np.empty_like(images)
    down, right = rng.integers(0, 3, len(images)), rng.integers(0, 3, len(images))
    for i, (r, c) in enumerate(zip(down, right, strict=True)):
        moved[i] = padded[i, :, r : r + 8, c : c + 8]
    return moved


def predict(net, images):
    return net(nd.array(images)).argmax(axis=1).asnumpy().astype(int)


def progress(batches, description):
    """A progress bar where tqdm is installed; otherwise the plain iterable."""
    try:
        from tqdm import tqdm
    except ImportError:
        return batches
    return tqdm(batches, desc=description, leave=False, file=sys.stderr)


def train(net, learn, epochs, batch_size, rng):
    """Returns the loss of every step."""
    images, labels = learn
    steps = epochs * -(-len(images) // batch_size)
    schedule = mx.lr_scheduler.CosineScheduler(max_update=steps, base_lr=0.004, final_lr=0.0001)
    trainer = gluon.Trainer(net.collect_params(), "adam", {"lr_scheduler": schedule, "wd": 1e-4})
    softmax_loss = gluon.loss.SoftmaxCrossEntropyLoss()
    accuracy, losses = mx.metric.Accuracy(), []
    for epoch in range(epochs):
        data = gluon.data.ArrayDataset(shifted(images, rng), labels)
        batches = gluon.data.DataLoader(data, batch_size, shuffle=True)
        accuracy.reset()
        bar = progress(batches, f"epoch {epoch + 1:2d}/{epochs}")
        for x, y in bar:
            with autograd.record():
                scores = net(x)
                loss = softmax_loss(scores, y)
            loss.backward()
            trainer.step(len(x))
            losses.append(loss.mean().asscalar())
            accuracy.update(y, scores)
            if hasattr(bar, "set_postfix"):
                bar.set_postfix(loss=f"{losses[-1]:.3f}", accuracy=f"{accuracy.get()[1]:.3f}")
    print(f"learned {len(images)} digits {epochs} times: loss {np.mean(losses[-20:]):.4f}, "
          f"accuracy {accuracy.get()[1]:.4f} while learning")  # fmt: skip
    return losses


def draw(path, losses, held_out, predicted):
    """The loss curve, and the held-out digits that were misread. Needs matplotlib."""
    try:
        import matplotlib
    except ImportError:
        print('no picture: matplotlib is missing (python -m pip install "ndgrad[tutorials]")')
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    images, labels = held_out
    wrong = np.flatnonzero(predicted != labels)[:12]
    figure = plt.figure(figsize=(9, 6), layout="constrained")
    grid = figure.add_gridspec(4, 6)
    curve = figure.add_subplot(grid[:2, :])
    curve.plot(losses, color="lightgray", label="each step")
    smooth = np.convolve(losses, np.ones(20) / 20, mode="valid")
    curve.plot(np.arange(len(smooth)) + 19, smooth, label="mean of 20")
    curve.set(yscale="log", xlabel="step", ylabel="loss", title="Loss while learning")
    curve.legend()
    for place, i in enumerate(wrong):
        axes = figure.add_subplot(grid[2 + place // 6, place % 6])
        axes.imshow(images[i, 0], cmap="gray_r")
        axes.set(title=f"{int(labels[i])} read as {predicted[i]}", xticks=[], yticks=[])
    figure.savefig(path, dpi=120)
    plt.close(figure)
    print(f"picture: {path}")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=25, help="passes over the data (25)")
    parser.add_argument("--seed", type=int, default=0, help="of the split and all chance (0)")
    parser.add_argument("--out", type=Path, default=Path("digits"), help="folder for results")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)

    mx.random.seed(options.seed)
    np.random.seed(options.seed)
    learn, held_out = load_digits(options.seed)
    net = make_network()
    start = time.perf_counter()
    losses = train(net, learn, options.epochs, 64, np.random.default_rng(options.seed))
    seconds = time.perf_counter() - start

    predicted = predict(net, held_out[0])
    right = float(np.mean(predicted == held_out[1]))
    print(f"reads {right:.2%} of {len(predicted)} digits it has never seen ({seconds:.0f} s)")

    path = options.out / "digits.params"
    net.save_parameters(str(path))
    again = make_network()
    again.load_parameters(str(path))
    same = bool(np.array_equal(predict(again, held_out[0]), predicted))
    print(f"parameters: {path}; read back, they give {'the same' if same else 'OTHER'} predictions")
    draw(options.out / "digits.png", losses, held_out, predicted)
    return {"accuracy": right, "seconds": seconds, "same": same, "losses": losses}


if __name__ == "__main__":
    main()
