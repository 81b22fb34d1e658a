"""The estimator: events, defaults, logs, stopping, and checkpoints that resume exactly."""

from __future__ import annotations

import json
import re
import sys

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import autograd, gluon, nd
from ndgrad.gluon.contrib import estimator as est
from ndgrad.gluon.data import workers

LOSS = gluon.loss.SoftmaxCELoss()


def loader(n=12, batch_size=4, **options):
    rng = np.random.RandomState(0)
    x = rng.rand(n, 3).astype("float32")
    data = gluon.data.ArrayDataset(nd.array(x), (x.sum(1) > 1.5).astype("int32"))
    return gluon.data.DataLoader(data, batch_size, **options)


def quiet(estimator):
    estimator.logger.setLevel("ERROR")
    return estimator


def make(rate=0.1, net=None, **options):
    """An estimator of a small net, without log lines."""
    if net is None:
        net = gluon.nn.Dense(2, in_units=3)
        net.initialize(mx.init.Xavier())
    options.setdefault(
        "trainer", gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": rate})
    )
    return quiet(est.Estimator(net, options.pop("loss", LOSS), **options))


class Recorder(
    est.TrainBegin, est.TrainEnd, est.EpochBegin, est.EpochEnd, est.BatchBegin, est.BatchEnd
):
    def __init__(self):
        self.events = []

    def train_begin(self, estimator, *args, **kwargs):
        self.events.append("train begins")

    def train_end(self, estimator, *args, **kwargs):
        self.events.append("train ends")

    def epoch_begin(self, estimator, *args, **kwargs):
        self.events.append("epoch begins")

    def epoch_end(self, estimator, *args, **kwargs):
        self.events.append("epoch ends")

    def batch_begin(self, estimator, *args, **kwargs):
        assert list(kwargs) == ["batch"]
        self.events.append("batch begins")

    def batch_end(self, estimator, *args, **kwargs):
        assert list(kwargs) == ["batch", "pred", "label", "loss"]
        assert all(isinstance(a, nd.NDArray) for v in kwargs.values() for a in v)
        self.events.append("batch ends")


# -- the loop -------------------------------------------------------------------------------------


def test_events():
    recorder = Recorder()
    make().fit(loader(), epochs=2, event_handlers=recorder)
    epoch = ["epoch begins", *["batch begins", "batch ends"] * 3, "epoch ends"]
    assert recorder.events == ["train begins", *epoch, *epoch, "train ends"]


def test_batches_instead_of_epochs():
    recorder = Recorder()
    make().fit(loader(), batches=4, event_handlers=[recorder])
    assert recorder.events.count("batch ends") == 4
    assert recorder.events.count("epoch ends") == 2


def test_a_loop_by_hand_gives_the_same_numbers():
    estimator = make(0.5)
    by_hand = gluon.nn.Dense(2, in_units=3)
    by_hand.initialize()
    for name in ("weight", "bias"):
        getattr(by_hand, name).set_data(getattr(estimator.net, name).data())
    estimator.fit(loader(), epochs=3)
    trainer = gluon.Trainer(by_hand.collect_params(), "sgd", {"learning_rate": 0.5})
    for _ in range(3):
        for x, y in loader():
            with autograd.record():
                loss = LOSS(by_hand(x), y)
            loss.backward()
            trainer.step(len(x))
    assert np.array_equal(by_hand.weight.data().asnumpy(), estimator.net.weight.data().asnumpy())


def test_several_contexts_give_the_same_numbers():
    nets = []
    for context in (mx.cpu(0), [mx.cpu(0), mx.cpu(1)]):
        net = gluon.nn.Dense(2, in_units=3)
        mx.random.seed(0)
        net.initialize(mx.init.Xavier(), ctx=context)
        estimator = make(0.5, net, context=context)
        estimator.fit(loader(), loader(), epochs=2)
        nets.append(net.weight.data(mx.cpu(0)).asnumpy())
        assert estimator.val_metrics[0].get()[1] > 0
    np.testing.assert_allclose(nets[0], nets[1], rtol=1e-6)


def test_results_of_handlers_stop():
    class Stop(est.BatchEnd, est.EpochEnd):
        def __init__(self, batch, epoch):
            self.batch, self.epoch = batch, epoch

        def batch_end(self, estimator, *args, **kwargs):
            return self.batch

        def epoch_end(self, estimator, *args, **kwargs):
            return self.epoch

    for stop, batches, epochs in ((Stop(True, False), 3, 3), (Stop(False, True), 3, 1)):
        recorder = Recorder()
        make().fit(loader(), epochs=3, event_handlers=[stop, recorder])
        assert recorder.events.count("batch ends") == batches
        assert recorder.events.count("epoch ends") == epochs


def test_batch_processor():
    class Twice(est.BatchProcessor):
        def fit_batch(self, estimator, train_batch, batch_axis=0):
            data, label, pred, loss = super().fit_batch(estimator, train_batch, batch_axis)
            assert len(data) == len(label) == len(pred) == len(loss) == 1
            self.seen = getattr(self, "seen", 0) + len(data[0])
            return data, label, pred, loss

    processor = Twice()
    make(batch_processor=processor).fit(loader(), epochs=1)
    assert processor.seen == 12


def test_validation():
    estimator = make()
    estimator.fit(loader(), loader(8), epochs=1)
    assert estimator.val_metrics[0].num_inst == 8
    before = estimator.net.weight.data().asnumpy()
    estimator.evaluate(loader(8))
    assert np.array_equal(estimator.net.weight.data().asnumpy(), before)
    every = est.ValidationHandler(loader(8), estimator.evaluate, epoch_period=None, batch_period=2)
    counted = []
    every.eval_fn = lambda **kwargs: counted.append(sorted(kwargs))
    estimator.fit(loader(), epochs=2, event_handlers=every)
    assert counted == [["batch_axis", "event_handlers", "val_data"]] * 3


# -- arguments and defaults -----------------------------------------------------------------------


def test_default_metrics():
    names = lambda metrics: [m.name for m in metrics]  # noqa: E731  # twice below
    estimator = make()
    assert names(estimator.train_metrics) == [
        "training accuracy",
        "training softmaxcrossentropyloss",
    ]
    assert names(estimator.val_metrics) == [
        "validation accuracy", "validation softmaxcrossentropyloss",
    ]  # fmt: skip
    assert names(make(loss=gluon.loss.L2Loss()).train_metrics) == ["training l2loss"]
    given = make(train_metrics=mx.metric.Accuracy(), val_metrics=[mx.metric.F1()])
    assert names(given.train_metrics) == ["training accuracy"]
    assert names(given.val_metrics) == ["validation f1"]


def test_default_trainer_and_initialization():
    net = gluon.nn.Dense(2, in_units=3)
    with pytest.warns(UserWarning, match="default SGD optimizer with learning rate 0.001"):
        estimator = est.Estimator(net, LOSS, initializer=mx.init.One())
    assert net.weight.data().asnumpy().tolist() == [[1, 1, 1]] * 2
    assert estimator.trainer.learning_rate == 0.001
    assert estimator.context == [mx.cpu()]
    with pytest.warns(UserWarning, match="already fully initialized"):
        est.Estimator(net, LOSS, initializer=mx.init.Zero(), trainer=estimator.trainer)
    assert net.weight.data().asnumpy().min() == 1
    make(net=net, context=mx.cpu(1), trainer=estimator.trainer)
    assert net.weight.list_ctx() == [mx.cpu(1)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda e: est.Estimator(e.net, lambda a, b: a), "loss must be a Loss"),
        (lambda e: make(train_metrics="acc"), "metrics must be a Metric"),
        (lambda e: make(context="cpu"), "context must be a Context"),
        (lambda e: make(trainer="sgd"), "Trainer must be a Gluon Trainer"),
        (lambda e: make(batch_processor=3), "must have a method fit_batch"),
        (lambda e: e.fit(loader()), "one and only one of"),
        (lambda e: e.fit(loader(), epochs=1, batches=1), "one and only one of"),
        (lambda e: e.fit([1], epochs=1), "Gluon DataLoader"),
        (lambda e: e.fit(loader(), [1], epochs=1), "Gluon DataLoader"),
        (lambda e: e.evaluate([1]), "Gluon DataLoader"),
        (lambda e: e.fit(loader(), epochs=1, event_handlers=[5]), "must be an EventHandler"),
        (
            lambda e: e.fit(
                loader(), epochs=1, event_handlers=est.MetricHandler(mx.metric.Accuracy())
            ),
            "outside of the known training and validation metrics",
        ),
        (lambda e: est.LoggingHandler("batch"), "log_interval must be"),
        (lambda e: est.LoggingHandler(0), "log_interval must be"),
        (lambda e: est.EarlyStoppingHandler(None), "provide one of the metric objects"),
        (lambda e: est.EarlyStoppingHandler(e.train_metrics[0], mode="up"), "mode must be"),
        (lambda e: est.CheckpointHandler("x", save_best=True), "provide one of the metric"),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message) as caught:
        call(make())
    assert isinstance(caught.value, mx.MXNetError)


# -- logs and progress ----------------------------------------------------------------------------


def test_logs(capsys):
    estimator = make()
    estimator.logger.setLevel("INFO")
    estimator.logger.handlers[0].stream = sys.stdout
    estimator.fit(loader(), loader(), epochs=1)
    text = re.sub(r"\d+\.\d{4}|\d+\.\d{3}s", "#", capsys.readouterr().out)
    assert text.splitlines() == [
        "Training begin: using optimizer SGD with current learning rate # ",
        "Train for 1 epochs.",
        "[Epoch 0] Begin, current learning rate: #",
        "Validation Begin",
        "[Epoch 0] Finished in #, validation accuracy: #, validation softmaxcrossentropyloss: #",
        "[Epoch 0] Finished in #, training accuracy: #, training softmaxcrossentropyloss: #",
        "Train finished using total 0s with 1 epochs. "
        "training accuracy: #, training softmaxcrossentropyloss: #",
    ]
    log = est.LoggingHandler(log_interval=2, metrics=estimator.train_metrics[:1])
    estimator.fit(loader(), batches=3, event_handlers=log)
    text = re.sub(r"\d+\.\d{4}|\d+\.\d{3}s", "#", capsys.readouterr().out)
    assert "Train for 3 batches." in text
    assert "[Epoch 0][Batch 0][Samples 4] time/interval: # training accuracy: #" in text
    assert "[Epoch 0][Batch 2][Samples 12] time/interval: # training accuracy: #" in text
    assert "[Batch 1]" not in text


def test_progress_bar(capsys):
    pytest.importorskip("tqdm")
    estimator = make()
    bar = est.ProgressHandler(metrics=estimator.train_metrics[:1])
    estimator.fit(loader(), epochs=2, event_handlers=bar)
    text = capsys.readouterr().err
    assert "epoch 1" in text
    assert "3/3" in text or "0/3" in text


def test_progress_bar_without_tqdm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match="tqdm") as caught:
        est.ProgressHandler()
    assert isinstance(caught.value, mx.MXNetError)


# -- stopping early -------------------------------------------------------------------------------


class Scores(est.EpochEnd):
    """Sets the value of a metric after each epoch."""

    priority = -1

    def __init__(self, metric, values):
        self.metric, self.values = metric, list(values)

    def epoch_end(self, estimator, *args, **kwargs):
        self.metric.reset()
        self.metric._add(self.values.pop(0), 1)


@pytest.mark.parametrize(
    ("options", "values", "epochs"),
    [
        ({}, [0.5, 0.6, 0.6, 0.7], 3),
        ({"patience": 2}, [0.5, 0.6, 0.6, 0.7, 0.1, 0.2, 0.9], 6),
        ({"mode": "min"}, [0.5, 0.4, 0.45], 3),
        ({"mode": "min", "patience": 1}, [0.5, 0.5], 2),
        ({"min_delta": 0.1}, [0.5, 0.55, 0.9], 2),
        ({"mode": "min", "min_delta": 0.1}, [0.5, 0.45, 0.1], 2),
        ({"baseline": 0.8}, [0.5, 0.9], 1),
        ({"baseline": 0.4, "patience": 1}, [0.5, 0.9, 0.9], 3),
    ],
)
def test_early_stopping(options, values, epochs):
    estimator = make()
    metric = estimator.train_metrics[0]
    stop = est.EarlyStoppingHandler(metric, **options)
    recorder = Recorder()
    estimator.fit(
        loader(), epochs=len(values), event_handlers=[Scores(metric, values), stop, recorder]
    )
    assert recorder.events.count("epoch ends") == epochs


def test_what_auto_means():
    """MXNet takes the greater value for the better one whatever the metric is."""
    for metric, greater in (
        (mx.metric.Accuracy(), True), (mx.metric.F1(), True), (mx.metric.TopKAccuracy(2), True),
        (mx.metric.PearsonCorrelation(), True), (mx.metric.MCC(), True),
        (mx.metric.Loss(), False), (mx.metric.RMSE(), False), (mx.metric.Perplexity(None), False),
        (mx.metric.CrossEntropy(), False),
    ):  # fmt: skip
        handler = est.EarlyStoppingHandler(metric)
        assert (handler.monitor_op is np.greater) == greater, metric.name


# -- checkpoints ----------------------------------------------------------------------------------


def dropout_net():
    net = gluon.nn.HybridSequential()
    net.add(gluon.nn.Dense(8, activation="relu"), gluon.nn.Dropout(0.5), gluon.nn.BatchNorm())
    net.add(gluon.nn.Dense(2))
    return net


def new_training(seed=1):
    """Net, momentum, schedule: everything that a checkpoint must hold."""
    np.random.seed(seed)
    mx.random.seed(seed)
    with mx.name.NameManager():  # states go by the order of names, and dense10 is before dense9
        net = dropout_net()
    net.initialize(mx.init.Xavier())
    schedule = mx.lr_scheduler.FactorScheduler(step=2, factor=0.9, base_lr=0.05)
    options = {"learning_rate": 0.05, "lr_scheduler": schedule}
    trainer = gluon.Trainer(net.collect_params(), "adam", options)
    return make(net=net, trainer=trainer)


def values_of(estimator):
    params = estimator.net.collect_params().values()
    return [p.data().asnumpy() for p in params] + [estimator.trainer.learning_rate]


def assert_same(a, b):
    for x, y in zip(values_of(a), values_of(b)):
        assert np.array_equal(x, y)


def noisy(x, y):
    return x + float(np.random.rand()), y


WAYS = [
    pytest.param({}, id="main"),
    pytest.param(
        {"num_workers": 2}, id="workers",
        marks=pytest.mark.skipif(not workers.can_fork(), reason="needs fork"),
    ),
]  # fmt: skip


def noisy_loader(**options):
    return gluon.data.DataLoader(loader()._dataset.transform(noisy), 4, shuffle=True, **options)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("batches", [3, 4, 5, 6, 7])
def test_resuming_is_exact(tmp_path, way, batches):
    """Interrupted after some batches - in the middle of an epoch too - and never interrupted."""
    whole = new_training()
    whole.fit(noisy_loader(**way), batches=10)

    folder = str(tmp_path)
    first = new_training()
    save = est.CheckpointHandler(folder, epoch_period=None, batch_period=1)
    first.fit(noisy_loader(**way), batches=batches, event_handlers=save)

    second = new_training(seed=99)
    resume = est.CheckpointHandler(folder, resume_from_checkpoint=True, epoch_period=None)
    second.fit(noisy_loader(**way), batches=10, event_handlers=resume)
    assert_same(whole, second)


def test_resuming_epochs(tmp_path):
    folder = str(tmp_path)
    whole = new_training()
    whole.fit(noisy_loader(), epochs=5)
    first = new_training()
    first.fit(noisy_loader(), epochs=3, event_handlers=est.CheckpointHandler(folder))
    second = new_training(seed=5)
    recorder = Recorder()
    resume = est.CheckpointHandler(folder, resume_from_checkpoint=True)
    second.fit(noisy_loader(), epochs=5, event_handlers=[resume, recorder])
    assert recorder.events.count("epoch ends") == 2
    assert_same(whole, second)
    assert resume.saved_checkpoints[-1] == "model-epoch4batch15"
    with pytest.raises(ValueError, match="maximum number of epochs 5 reached"):
        new_training().fit(noisy_loader(), epochs=5, event_handlers=resume)


def test_files(tmp_path):
    estimator = make()
    save = est.CheckpointHandler(str(tmp_path / "new"), "net", max_checkpoints=2)
    estimator.fit(loader(), epochs=4, event_handlers=save)
    names = ["net-epoch2batch9", "net-epoch3batch12"]
    endings = [".json", ".params", ".states"]
    found = sorted(f.name for f in (tmp_path / "new").iterdir())
    assert found == [n + e for n in names for e in endings]
    other = gluon.nn.Dense(2)
    other.load_parameters(str(tmp_path / "new" / "net-epoch3batch12.params"))
    assert np.array_equal(other.weight.data().asnumpy(), estimator.net.weight.data().asnumpy())
    state = json.loads((tmp_path / "new" / "net-epoch3batch12.json").read_text())
    assert (state["epoch"], state["batch"], state["batch_of_epoch"]) == (3, 12, 0)


def test_the_best_net_is_kept(tmp_path):
    estimator = make()
    metric = estimator.train_metrics[0]
    values = [0.5, 0.8, 0.6]
    kept = []

    class Note(est.EpochEnd):
        priority = 5

        def epoch_end(self, estimator, *args, **kwargs):
            kept.append(estimator.net.weight.data().asnumpy())

    save = est.CheckpointHandler(str(tmp_path), monitor=metric, save_best=True)
    estimator.fit(loader(), epochs=3, event_handlers=[Scores(metric, values), save, Note()])
    best = nd.load(str(tmp_path / "model-best.params"))["weight"].asnumpy()
    assert np.array_equal(best, kept[1])
    assert save.best == 0.8
    again = est.CheckpointHandler(
        str(tmp_path), monitor=metric, save_best=True, resume_from_checkpoint=True
    )
    estimator.fit(loader(), epochs=4, event_handlers=[Scores(metric, [0.7]), again])
    assert again.best == 0.8


def test_early_stopping_goes_on_counting(tmp_path):
    folder = str(tmp_path)

    def run(values, epochs, resume):
        estimator = make()
        metric = estimator.train_metrics[0]
        handlers = [
            Scores(metric, values),
            est.EarlyStoppingHandler(metric, patience=2),
            est.CheckpointHandler(folder, resume_from_checkpoint=resume),
            recorder := Recorder(),
        ]
        estimator.fit(loader(), epochs=epochs, event_handlers=handlers)
        return recorder.events.count("epoch ends")

    assert run([0.9, 0.5], 2, False) == 2
    assert run([0.5, 0.5, 0.5], 9, True) == 1


@pytest.mark.parametrize("ending", [".params", ".states", ".json"])
def test_an_interruption_leaves_the_checkpoint_before(tmp_path, monkeypatch, ending):
    """A process that is killed while it writes leaves no half checkpoint that is taken up."""
    from ndgrad.gluon.contrib.estimator import checkpoint

    folder = str(tmp_path)
    first = new_training()
    first.fit(noisy_loader(), epochs=1, event_handlers=est.CheckpointHandler(folder))
    real = checkpoint._replace

    def interrupted(path, write):
        if path.endswith(ending):
            raise KeyboardInterrupt
        real(path, write)

    second = new_training()
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "_replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            resume = est.CheckpointHandler(folder, resume_from_checkpoint=True)
            second.fit(noisy_loader(), epochs=3, event_handlers=resume)
    third = new_training(seed=4)
    resume = est.CheckpointHandler(folder, resume_from_checkpoint=True)
    third.fit(noisy_loader(), epochs=3, event_handlers=resume)
    whole = new_training()
    whole.fit(noisy_loader(), epochs=3)
    assert_same(whole, third)


def test_an_error_while_writing_leaves_no_file(tmp_path):
    estimator = make()
    estimator.net.save_parameters = lambda path: (open(path, "w").close(), 1 / 0)
    with pytest.raises(ZeroDivisionError):
        estimator.fit(loader(), epochs=1, event_handlers=est.CheckpointHandler(str(tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_checkpoints_of_mxnet_are_taken_up(tmp_path):
    """Without the third file: parameters and states, but no random states."""
    estimator = make()
    estimator.net.save_parameters(str(tmp_path / "model-epoch1batch6.params"))
    estimator.trainer.save_states(str(tmp_path / "model-epoch1batch6.states"))
    other = make()
    recorder = Recorder()
    resume = est.CheckpointHandler(str(tmp_path), resume_from_checkpoint=True)
    other.fit(loader(), epochs=3, event_handlers=[resume, recorder])
    assert recorder.events.count("epoch ends") == 1
    assert resume.saved_checkpoints[-1] == "model-epoch2batch9"


@pytest.mark.parametrize(
    "change",
    [None, {"random": None}, {"random": {}}, {"handlers": 5}, {"epoch": "x"},
     {"batch_of_epoch": 1, "random_at_epoch": None}],
)  # fmt: skip
def test_a_corrupt_checkpoint_is_named(tmp_path, change):
    make().fit(loader(), epochs=1, event_handlers=est.CheckpointHandler(str(tmp_path)))
    file = tmp_path / "model-epoch0batch3.json"
    state = json.loads(file.read_text())
    file.write_text("{" if change is None else json.dumps({**state, **change}))
    other = make()
    before = [p.data().asnumpy() for p in other.net.collect_params().values()]
    with pytest.raises(mx.MXNetError, match=r"model-epoch0batch3.json.* is corrupt"):
        other.fit(
            loader(),
            epochs=2,
            event_handlers=est.CheckpointHandler(str(tmp_path), resume_from_checkpoint=True),
        )
    after = [p.data().asnumpy() for p in other.net.collect_params().values()]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_nothing_to_resume(tmp_path):
    recorder = Recorder()
    resume = est.CheckpointHandler(str(tmp_path), resume_from_checkpoint=True)
    make().fit(loader(), epochs=1, event_handlers=[resume, recorder])
    assert recorder.events.count("epoch ends") == 1


def test_names_of_checkpoints_are_those_of_mxnet(tmp_path):
    """MXNet 1.9.1 counts the batches that are done after an epoch, and from 0 on within one."""
    save = est.CheckpointHandler(str(tmp_path), batch_period=2)
    make().fit(loader(), epochs=2, event_handlers=save)  # of three batches each
    assert save.saved_checkpoints == [
        "model-epoch0batch1", "model-epoch0batch3", "model-epoch1batch3", "model-epoch1batch5",
        "model-epoch1batch6",
    ]  # fmt: skip
