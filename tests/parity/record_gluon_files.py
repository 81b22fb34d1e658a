"""Let MXNet 1.9.1 write the files of a small net: `python tests/parity/record_gluon_files.py`.

Parameters by structure, by name, and as `export` writes them; the states of a trainer; and what the
net answers, before and after three more steps from there.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent / "gluon_files"


def make(mx: Any) -> Any:
    """The net: a convolution, batch normalisation, a shared layer."""
    nn = mx.gluon.nn
    net = nn.HybridSequential(prefix="net_")
    with net.name_scope():
        net.add(nn.Conv2D(2, 3, activation="relu"), nn.BatchNorm(), nn.Flatten())
        net.add(nn.Dense(4), nn.Dense(4, in_units=4))
        net.add(nn.Dense(4, in_units=4, params=net[4].params))
    return net


def batch() -> np.ndarray:
    """The input."""
    return np.linspace(-1, 1, 2 * 1 * 5 * 5).reshape(2, 1, 5, 5).astype("float32") ** 3


def trainer_of(mx: Any, net: Any) -> Any:
    """The trainer."""
    schedule = mx.lr_scheduler.FactorScheduler(step=2, factor=0.5, base_lr=0.01)
    return mx.gluon.Trainer(net.collect_params(), "adam", {"lr_scheduler": schedule, "wd": 0.1})


def steps(mx: Any, net: Any, trainer: Any, count: int) -> None:
    """Train for a few steps."""
    for _ in range(count):
        with mx.autograd.record():
            loss = (net(mx.nd.array(batch())) ** 2).sum()
        loss.backward()
        trainer.step(2)


def main() -> int:
    warnings.simplefilter("ignore")
    import mxnet as mx

    mx.random.seed(5)
    FOLDER.mkdir(exist_ok=True)
    net = make(mx)
    net.initialize(mx.init.Xavier())
    trainer = trainer_of(mx, net)
    steps(mx, net, trainer, 3)
    net.save_parameters(str(FOLDER / "structure.params"))
    net.save_parameters(str(FOLDER / "deduplicated.params"), deduplicate=True)
    net.save_params(str(FOLDER / "names.params"))
    net.collect_params().save(str(FOLDER / "full_names.params"))
    net.hybridize()
    net(mx.nd.array(batch()))
    net.export(str(FOLDER / "exported"))
    (FOLDER / "exported-symbol.json").unlink()
    net.hybridize(False)
    trainer.save_states(str(FOLDER / "trainer.states"))
    answers = {"predicted": net(mx.nd.array(batch())).asnumpy()}
    steps(mx, net, trainer, 3)
    answers["predicted later"] = net(mx.nd.array(batch())).asnumpy()
    answers["learning rate later"] = np.array(trainer.learning_rate)
    np.savez_compressed(FOLDER / "answers.npz", **answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
