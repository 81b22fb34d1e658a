"""Callbacks: what they log, when, and what they save."""

import logging
import re

import pytest

import ndgrad as mx
from ndgrad import callback, nd
from ndgrad.model import BatchEndParam


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]


def _metric():
    metric = mx.metric.create(["acc", "f1"])
    metric.update([nd.array([0, 1, 1])], [nd.array([[0.3, 0.7], [0, 1.0], [0.4, 0.6]])])
    return metric


def _epochs(call, metric_of, epochs=2, batches=6):
    for epoch in range(epochs):
        for batch in range(batches):
            call(BatchEndParam(epoch, batch, metric_of(), None))


@pytest.mark.parametrize(("auto_reset", "starts"), [(True, "020202"), (False, "000000")])
def test_speedometer(lines, auto_reset, starts):
    metric = _metric()
    _epochs(callback.Speedometer(2, 2, auto_reset), lambda: metric if auto_reset else _metric())
    pattern = re.compile(
        r"Epoch\[(\d)\] Batch \[(\d)-(\d)\]\tSpeed: [\d.]+|inf samples/sec"
        r"\taccuracy=(\S+)\tf1=(\S+)"
    )
    found = [pattern.match(line).groups()[:3] for line in lines()]
    expected = [(str(e), starts[i], str(b)) for e in (0, 1) for i, b in ((0, 2), (1, 4))]
    assert found == expected
    assert lines()[0].endswith("\taccuracy=0.666667\tf1=0.800000")
    assert lines()[1].endswith("nan" if auto_reset else "0.800000")


def test_speedometer_measures(lines, monkeypatch):
    clock = iter([10.0, 12.0, 12.0, 12.0])
    monkeypatch.setattr(callback.time, "time", lambda: next(clock))
    _epochs(callback.Speedometer(32, 5), lambda: None, epochs=1)
    assert lines() == ["Iter[0] Batch [5]\tSpeed: 80.00 samples/sec"]


def test_progress_bar(lines):
    _epochs(callback.ProgressBar(5, 10), lambda: None, epochs=1)
    assert lines()[1:3] == ["[==--------] 20%\r", "[====------] 40%\r"]
    assert lines()[-1] == "[==========] 100%\r"


def test_log_train_metric(lines):
    metric = _metric()
    call = callback.log_train_metric(2, auto_reset=True)
    _epochs(call, lambda: metric, epochs=1, batches=4)
    assert lines() == [
        "Iter[0] Batch[0] Train-accuracy=0.666667",
        "Iter[0] Batch[0] Train-f1=0.800000",
        "Iter[0] Batch[2] Train-accuracy=nan",
        "Iter[0] Batch[2] Train-f1=nan",
    ]
    call(BatchEndParam(0, 2, None, None))


def test_log_validation(lines):
    log = callback.LogValidationMetricsCallback()
    log(BatchEndParam(3, 0, _metric(), None))
    log(BatchEndParam(3, 0, None, None))
    assert lines() == ["Epoch[3] Validation-accuracy=0.666667", "Epoch[3] Validation-f1=0.800000"]


def test_do_checkpoint_saves_every_period(tmp_path, lines):
    prefix = str(tmp_path / "net")
    call = callback.do_checkpoint(prefix, 2)
    for epoch in range(4):
        call(epoch, None, {"w": nd.ones(2) * epoch}, {"m": nd.zeros(1)})
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "net-0002.params",
        "net-0004.params",
    ]
    arguments, auxiliary = mx.model.load_params(prefix, 4)
    assert arguments["w"].asnumpy().tolist() == [3.0, 3.0]
    assert list(auxiliary) == ["m"]
    assert lines()[0] == f'Saved checkpoint to "{prefix}-0002.params"'


def test_checkpoint_saves_the_symbol_when_there_is_one(tmp_path):
    class Symbol:
        def save(self, file, remove_amp_cast):
            self.saved = file, remove_amp_cast

    symbol = Symbol()
    callback.save_checkpoint(str(tmp_path / "net"), 1, symbol, {}, {}, remove_amp_cast=False)
    assert symbol.saved == (str(tmp_path / "net-symbol.json"), False)
    assert mx.model.load_params(str(tmp_path / "net"), 1) == ({}, {})


def test_load_params_wants_names(tmp_path):
    nd.save(str(tmp_path / "net-0001.params"), [nd.ones(1)])
    with pytest.raises(mx.MXNetError, match="have no names"):
        mx.model.load_params(str(tmp_path / "net"), 1)


def test_module_checkpoint():
    calls = []

    class Module:
        def save_checkpoint(self, *args):
            calls.append(args)

    call = callback.module_checkpoint(Module(), "p", 2, True)
    for epoch in range(4):
        call(epoch)
    assert calls == [("p", 2, True), ("p", 4, True)]
