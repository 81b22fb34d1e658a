"""A multilayer perceptron with Gluon, from the first layer to the saved file.

Run it: ``python tutorials/gluon_mlp.py``

Each function shows one thing, and prints it.
"""

import gzip
import tempfile
from pathlib import Path

import numpy as np

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon import nn

DATA = Path(__file__).resolve().parent / "data" / "optdigits.csv.gz"
OUT = Path("gluon_mlp.png")


def load_digits(few=None):
    """8x8 images of handwritten digits as rows (n, 64), and labels (n,): to learn from (all 1,297
    of them, or only a few), and 500 held out."""
    with gzip.open(DATA, "rt") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.float32)
    np.random.default_rng(0).shuffle(table)
    images, labels = table[:, :64] / 16, table[:, 64]
    return (images[500:][:few], labels[500:][:few]), (images[:500], labels[:500])


def make_net(dropout=0.0):
    """64 pixels -> 256 -> 10 scores. Layers find out the size of their input by themselves."""
    net = nn.Sequential()
    with net.name_scope():  # the layers' names begin with the net's
        net.add(nn.Dense(256, activation="relu"))
        if dropout:
            net.add(nn.Dropout(dropout))
        net.add(nn.Dense(10))
    return net


def layers_and_shapes():
    """The first batch tells the layers what they could not know: the shapes of their weights."""
    net = make_net()
    net.initialize(mx.init.Xavier())
    before = net[0].weight.shape  # a zero stands for what is not known yet
    print(f"before the first batch: {net[0]}, weight {before}")
    try:
        net[0].weight.data()
    except gluon.DeferredInitializationError as error:
        print(f"  asking for values now: {str(error).splitlines()[0][:60]}...")
    scores = net(nd.zeros((5, 64)))
    after = net[0].weight.shape
    print(f"after it:               {net[0]}, weight {after}; scores {scores.shape}")
    return before, after, scores.shape


def forgotten_initialize():
    """The most frequent mistake, and what it says."""
    net = make_net()
    try:
        net(nd.zeros((5, 64)))
    except RuntimeError as error:
        print(f"without initialize(): {str(error).splitlines()[0][:76]}...")
        return str(error)
    return None


def parameters():
    """Parameters are found by name; some or all of them can be set, frozen or shared."""
    net = make_net()
    net.initialize(mx.init.Normal(0.01))
    net(nd.zeros((1, 64)))
    names = list(net.collect_params().keys())
    biases = list(net.collect_params(".*bias").keys())
    print(f"parameters: {names}; biases: {biases}")

    net[0].weight.set_data(nd.ones((256, 64)))
    net.initialize(mx.init.Constant(0.5), force_reinit=True)  # all of them anew ...
    net[1].weight.initialize(mx.init.Xavier(), force_reinit=True)  # ... and one in its own way
    value = net[0].weight.data()[0, 0].asscalar()

    shared = nn.Dense(256, activation="relu", params=net[0].params)
    same = shared.weight is net[0].weight
    print(f"first weight {value}; a layer made with params= shares them: {same}")
    return names, biases, value, same


class ResidualMLP(gluon.Block):
    """A net of one's own: layers in the constructor, what happens to the data in ``forward``."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.into = nn.Dense(units)
            self.inner = nn.Dense(units)
            self.out = nn.Dense(10)

    def forward(self, x):
        x = nd.relu(self.into(x))
        x = x + nd.relu(self.inner(x))  # any Python, any operator
        return self.out(x)


def accuracy(net, images, labels):
    return float((net(nd.array(images)).argmax(axis=1).asnumpy() == labels).mean())


def train(net, learn, held_out, epochs, settings, batch_size=64):
    """The loop that every Gluon program has. Returns loss and held-out accuracy of each epoch."""
    trainer = gluon.Trainer(net.collect_params(), "adam", settings)
    softmax_loss = gluon.loss.SoftmaxCrossEntropyLoss()
    batches = gluon.data.DataLoader(gluon.data.ArrayDataset(*learn), batch_size, shuffle=True)
    losses, accuracies = [], []
    for _ in range(epochs):
        total = 0.0
        for x, y in batches:
            with autograd.record():  # the layers train, and what they do is remembered
                loss = softmax_loss(net(x), y)  # (B,): one loss per image
            loss.backward()
            trainer.step(len(x))  # divides the gradients by the batch size
            total += loss.sum().asscalar()
        losses.append(total / len(learn[0]))
        accuracies.append(accuracy(net, *held_out))
    return losses, accuracies


def learn_digits(epochs=15):
    """The Sequential net and the one of our own."""
    learn, held_out = load_digits()
    found = {}
    for name, net in {"Sequential": make_net(), "ResidualMLP": ResidualMLP(64)}.items():
        mx.random.seed(0)
        np.random.seed(0)  # the order of the batches
        net.initialize(mx.init.Xavier())
        losses, accuracies = train(net, learn, held_out, epochs, {"learning_rate": 0.003})
        found[name] = losses[-1], accuracies[-1]
        print(f"{name:11s}: loss {losses[0]:.3f} -> {losses[-1]:.3f}; reads {accuracies[-1]:.1%} "
              f"of 500 digits it has never seen")  # fmt: skip
    return found


def learn_from_mistakes(epochs=60):
    """From 300 digits, a fifth of them with a label drawn at random. Sooner or later the plain net
    knows the wrong labels by heart; weight decay and dropout keep it from trying so hard."""
    (images, labels), held_out = load_digits(few=300)
    rng = np.random.default_rng(0)
    given = np.where(rng.random(300) < 0.2, rng.integers(0, 10, 300), labels).astype(np.float32)
    found = {}
    for name, dropout, wd in (("plain", 0, 0), ("weight decay", 0, 0.02), ("dropout", 0.7, 0)):
        mx.random.seed(0)
        np.random.seed(0)
        net = make_net(dropout)
        net.initialize(mx.init.Xavier())
        settings = {"learning_rate": 0.003, "wd": wd}
        losses, accuracies = train(net, (images, given), held_out, epochs, settings, 30)
        found[name] = losses, accuracies, accuracy(net, images, given)
        print(f"wrong labels, {name:12s}: says {found[name][2]:.0%} of them after its teacher, "
              f"reads {np.mean(accuracies[-10:]):.1%} of 500 others")  # fmt: skip
    picture({name: curves[:2] for name, curves in found.items()})
    return found


def picture(curves):
    try:
        import matplotlib
    except ImportError:
        print('no picture: matplotlib is missing (python -m pip install "ndgrad[tutorials]")')
        return
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    for name, (losses, accuracies) in curves.items():
        left.plot(losses, label=name)
        right.plot(accuracies, label=name)
    left.set(yscale="log", xlabel="epoch", title="loss on the digits learned from")
    right.set(xlabel="epoch", title="accuracy on 500 others", ylim=(0.75, 0.95))
    right.legend()
    figure.savefig(OUT, dpi=120)
    plt.close(figure)
    print(f"picture: {OUT.resolve()}")


def save_and_load():
    """Parameters go to a file and back; the file knows the layers by their place in the net."""
    learn, held_out = load_digits(few=200)
    mx.random.seed(0)
    net = make_net()
    net.initialize(mx.init.Xavier())
    train(net, learn, held_out, 3, {"learning_rate": 0.003})
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "mlp.params")
        net.save_parameters(path)
        names = sorted(nd.load(path))
        again = make_net()
        again.load_parameters(path)
    x = nd.array(held_out[0])
    same = bool((net(x) == again(x)).min().asscalar())
    print(f"saved as {names}; read back, the net gives the same scores: {same}")
    return names, same


def main():
    return {
        "shapes": layers_and_shapes(),
        "forgotten": forgotten_initialize(),
        "parameters": parameters(),
        "digits": learn_digits(),
        "mistakes": learn_from_mistakes(),
        "files": save_and_load(),
    }


if __name__ == "__main__":
    main()
