"""Each tutorial runs, and prints the figures it promises."""

import importlib.util
import subprocess
import sys
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


def test_automatic_differentiation(tmp_path):
    found = load("automatic_differentiation").main()
    assert found["simple"]["y"] == 28 and found["simple"]["error"] == 0
    assert found["simple"]["grad"].ravel().tolist() == [0, 4, 8, 12]
    assert found["modes"] == (False, True)
    for slope, ratio in found["control_flow"]:
        assert slope == ratio
    np.testing.assert_allclose(found["head_gradients"].ravel(), [0, 4, 0.8, 0.12], rtol=1e-6)
    x, curves = found["sine"]
    for name, exact in {"sin": np.sin(x), "first": np.cos(x), "second": -np.sin(x),
                        "third": -np.cos(x)}.items():  # fmt: skip
        np.testing.assert_allclose(curves[name], exact, atol=1e-5)
    winner, price, gain, slopes = found["auction"]
    assert (winner, price, gain) == (1, 7.5, 1.5) and slopes.tolist() == [0, 0, -1]
    assert found["nodes"][0] < found["nodes"][1] < found["nodes"][2] < found["nodes"][3]
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        return
    assert (tmp_path / "automatic_differentiation.png").stat().st_size > 5000


def test_vector_jacobian():
    found = load("vector_jacobian").main()
    assert found["external"][0].tolist() == [36, 81] and found["external"][1].tolist() == [-12, -8]
    jacobian, product, grad = found["jacobian"]
    assert jacobian.shape == (2, 3)
    np.testing.assert_allclose(product, grad, rtol=1e-5)
    once = 2 * (np.eye(5) + 1)
    for (req, when), value in found["twice"].items():
        double = req == "add" and when == "second"
        np.testing.assert_array_equal(value, 2 * once if double else once)


def test_graph_and_detach():
    found = load("graph_and_detach").main()
    text, grads = found["graph"]
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "SumBackward (1,)"
    assert lines.count("MulBackward (2,)") == 2
    assert [g.tolist() for g in grads] == [[15, 24], [5, 12], [3, 8]]
    constant, whole = found["detach"]
    assert constant.tolist() == [0, 1, 4, 9] and whole.tolist() == [0, 3, 12, 27]
    assert found["memory"].tolist() == [10, 2, 3]
    moved, before, after = found["models"]
    assert moved[0] == 0 and moved[1] > 0 and moved[2] > 0 and after < before


def test_training_modes():
    module = load("training_modes")
    found = module.main()
    for name, (_, _, trains) in module.SCOPES.items():
        zeros, mean = found["dropout"][name]
        assert mean == pytest.approx(1, abs=0.05)
        assert zeros == pytest.approx(0.5 if trains else 0, abs=0.05 if trains else 0)
        mean, deviation, running = found["batch_norm"][name]
        if trains:
            assert mean == pytest.approx(0, abs=1e-3) and deviation == pytest.approx(1, abs=1e-2)
            assert running == pytest.approx(0.5, abs=0.1)
        else:
            assert mean == pytest.approx(5, abs=0.5) and running == 0
    mean, variance = found["running"]
    np.testing.assert_allclose(mean, 5, atol=0.3)
    np.testing.assert_allclose(variance, 9, atol=1)


def test_custom_function():
    found = load("custom_function").main()
    hand = np.array(found["by hand"])
    assert hand[0] > 1e7 and hand[-1] < 10
    for name in ("by autograd", "own ReLU"):
        np.testing.assert_allclose(found[name], hand, rtol=2e-2)


@pytest.mark.parametrize("seed", range(5))
def test_train_digits(seed, tmp_path):
    found = load("train_digits").main(["--seed", str(seed), "--out", str(tmp_path)])
    assert found["accuracy"] >= 0.98
    assert found["same"]
    assert (tmp_path / "digits.params").exists()


def test_train_digits_as_a_program(tmp_path):
    def run(*arguments, **options):
        return subprocess.run(
            [sys.executable, str(TUTORIALS / "train_digits.py"), *arguments],
            capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False, **options,
        )  # fmt: skip

    listed = run("--help")
    assert listed.returncode == 0
    assert all(option in listed.stdout for option in ("--epochs", "--seed", "--out"))
    # Without matplotlib and tqdm it still trains and says what is missing.
    hidden = tmp_path / "hidden"
    for name in ("matplotlib", "tqdm"):
        (hidden / name).mkdir(parents=True)
        (hidden / name / "__init__.py").write_text(f"raise ImportError('no {name}')")
    path = f"{hidden}:{TUTORIALS.parent}"
    trained = run("--epochs", "1", "--out", "results", env={"PYTHONPATH": path, "PATH": ""})
    assert trained.returncode == 0, trained.stderr
    assert "matplotlib is missing" in trained.stdout
    assert "the same predictions" in trained.stdout
    assert (tmp_path / "results" / "digits.params").exists()
