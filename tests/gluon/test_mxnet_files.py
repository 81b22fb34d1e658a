"""Files that MXNet 1.9.1 wrote: parameters of each kind, and the states of a trainer."""

from __future__ import annotations

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd
from tests.parity import record_gluon_files as recorded


@pytest.fixture(scope="module")
def answers():
    with np.load(recorded.FOLDER / "answers.npz") as file:
        return dict(file)


@pytest.mark.parametrize(
    "file", ["structure", "deduplicated", "names", "full_names", "exported-0000"]
)
@pytest.mark.filterwarnings("ignore:load_params is deprecated")
def test_parameters(file, answers):
    path = str(recorded.FOLDER / f"{file}.params")
    net = recorded.make(mx)
    net.load_parameters(path)
    got = net(nd.array(recorded.batch())).asnumpy()
    np.testing.assert_allclose(got, answers["predicted"], rtol=1e-5)
    older = recorded.make(mx)
    older.load_params(path)
    if file in ("full_names", "exported-0000"):
        net.collect_params().load(path)


def test_training_goes_on_from_the_states(answers):
    net = recorded.make(mx)
    net.load_parameters(str(recorded.FOLDER / "structure.params"))
    trainer = mx.gluon.Trainer(net.collect_params(), "sgd")
    trainer.load_states(str(recorded.FOLDER / "trainer.states"))
    assert type(trainer.optimizer).__name__ == "Adam"
    recorded.steps(mx, net, trainer, 3)
    got = net(nd.array(recorded.batch())).asnumpy()
    np.testing.assert_allclose(got, answers["predicted later"], rtol=1e-4)
    assert trainer.learning_rate == pytest.approx(float(answers["learning rate later"]))
