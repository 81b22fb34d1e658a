"""The tutorials of Gluon: each runs, and prints the figures it promises."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

TUTORIALS = Path(__file__).resolve().parents[2] / "tutorials"


def load(name):
    spec = importlib.util.spec_from_file_location(name, TUTORIALS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_gluon_mlp():
    found = load("gluon_mlp").main()
    before, after, scores = found["shapes"]
    assert (before, after, scores) == ((256, 0), (256, 64), (5, 10))
    assert "initialize()" in found["forgotten"] and "dense0_weight" in found["forgotten"]
    names, biases, value, same = found["parameters"]
    assert [name.split("_", 1)[1] for name in names] == [
        "dense0_weight", "dense0_bias", "dense1_weight", "dense1_bias"
    ]  # fmt: skip
    assert biases == [names[1], names[3]] and value == 0.5 and same
    for _, accuracy in found["digits"].values():
        assert accuracy > 0.95
    late = {name: np.mean(curves[1][-10:]) for name, curves in found["mistakes"].items()}
    by_heart = {name: curves[2] for name, curves in found["mistakes"].items()}
    for name in ("weight decay", "dropout"):
        assert late[name] > late["plain"] + 0.02
        assert by_heart[name] < 0.9 < by_heart["plain"]
    names, same = found["files"]
    assert names == ["0.bias", "0.weight", "1.bias", "1.weight"] and same


def test_batchnorm_from_scratch():
    found = load("batchnorm_from_scratch").main(["--epochs", "8"])
    for outputs, grads in found["differences"].values():
        assert outputs < 1e-5 and grads < 1e-3
    plain, ours, theirs = (found["curves"][n] for n in ("none", "from scratch", "nn.BatchNorm"))
    np.testing.assert_allclose(ours[:20], theirs[:20], rtol=1e-5)
    np.testing.assert_allclose(ours, theirs, rtol=1e-2)
    assert plain[-20:].mean() > 2 and ours[-20:].mean() < 0.8
    np.testing.assert_allclose(*found["statistics"].values(), rtol=1e-2, atol=1e-3)
    assert found["accuracies"]["from scratch"] == found["accuracies"]["nn.BatchNorm"]
    assert found["accuracies"]["from scratch"] > 0.75


@pytest.mark.parametrize("seed", range(5))
def test_rnn_language_model(seed):
    found = load("rnn_language_model").main(
        ["--seed", str(seed), "--epochs", "10", "--write", "40"]
    )
    assert {name: round(value) for name, value in found["simple"].items()} == {
        "blind": 46, "letters": 17, "pairs": 8
    }  # fmt: skip
    assert found["perplexity"] < 4.5
    assert found["curve"][0] > 15 and np.all(np.diff(found["curve"]) < 0)
    assert found["text"].startswith("The keeper") and len(found["text"]) == 50


def test_data_parallel():
    found = load("data_parallel").main()
    assert found["by hand"] == ([30, 30], True)
    assert len(found["copies"]) == 4
    for equal, losses in found["copies"].values():
        assert equal
        assert losses[0] > 2 and losses[-1] < 0.6
    # Who applies the optimizer changes nothing.
    for optimizer in ("sgd", "adam"):
        assert found["copies"][optimizer, True] == found["copies"][optimizer, False]
    assert found["one device"]["float32"] < 1e-5
    assert found["one device"]["float64"] < 1e-13
    assert found["threads"]
    apart, off = found["running"]
    assert apart > 0 and off < 1e-7


def test_higher_order():
    found = load("higher_order").main()
    wild, low, high, _ = found["penalty"][0]
    assert wild > 50 and high > 10
    tamed, low, high, values = found["penalty"][10]
    assert 1.8 < tamed < 2.4 and 0.9 < low < high < 1.2
    assert np.all(np.diff(values) > 0)
    exact, measured, largest, expected = found["products"]
    assert exact < 1e-13 and measured < 1e-7
    assert largest == pytest.approx(expected, rel=1e-6)
    losses, lengths, lowest, descent = found["newton"]
    assert lowest[0] < 0 < lowest[-1]  # from where the surface bends down to a lowest point
    assert lengths[-1] < 1e-13 and len(losses) <= 25
    assert losses[-1] == pytest.approx(descent[-1], rel=1e-6) and len(descent) == 2000
