"""Metrics: MXNet's values on recorded batches, names, configurations, errors."""

import json
import math

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd
from tests.parity.training import metrics, recorded

# Where MXNet is wrong or refuses a right program, and what is right.
RIGHT = {
    "top 2, class ids": [[2 / 3, 2 / 3]],  # MXNet forgets the global count
    "top 10 of 4": [[1.0, 1.0]] * 3,  # all classes are among the best ten of four
    "pcc, wrong size": "error",
    "mse, float16": [[80000.0, 80000.0]],  # 400 squared overflows float16
    "rmse, float16": [[math.sqrt(80000), math.sqrt(80000)]],
    "loss, float16": [[100.0, 100.0]],
}
# MXNet keeps no global value of a micro average (it gives 0), nor begins the local one anew.
MICRO = [name for name in metrics.CASES if name.startswith("pearson micro")]


@pytest.fixture(scope="module")
def answers():
    return metrics.run(mx), recorded("metrics")


def _values(answer):
    """[[local values], [global values]] of each step, or "error"."""
    return [
        step if step == "error" else [[value for _, value in part] for part in step]
        for step in answer
    ]


@pytest.mark.parametrize("name", [n for n in metrics.CASES if n not in RIGHT and n not in MICRO])
def test_values_are_those_of_mxnet(answers, name):
    ours, theirs = (answer[name] for answer in answers)
    assert len(ours) == len(theirs)
    for found, expected in zip(ours, theirs):
        if expected == "error":
            assert found == "error"
            continue
        for part, expected_part in zip(found, expected):
            assert [n for n, _ in part] == [n for n, _ in expected_part]
            np.testing.assert_allclose(
                [v for _, v in part], [v for _, v in expected_part], rtol=2e-6, atol=1e-7
            )


@pytest.mark.parametrize("name", RIGHT)
def test_right_where_mxnet_is_not(answers, name):
    ours, theirs = (_values(answer[name]) for answer in answers)
    assert ours != theirs
    if RIGHT[name] == "error":
        assert ours == ["error"]
    else:
        found = [[local, whole] for (local,), (whole,) in ours]
        np.testing.assert_allclose(found, RIGHT[name], rtol=1e-6)


@pytest.mark.parametrize("name", MICRO)
def test_micro_average_of_pearson(answers, name):
    ours, theirs = (_values(answer[name]) for answer in answers)
    if theirs == ["error"]:
        assert ours == ["error"]
        return
    np.testing.assert_allclose(ours[0][0], theirs[0][0], rtol=1e-6)
    if "resets" not in name:
        np.testing.assert_allclose([s[0] for s in ours], [s[0] for s in theirs], rtol=1e-6)
        np.testing.assert_array_equal([s[1] for s in ours], [s[0] for s in ours])
        return
    first, _, second, _, third = metrics.REAL[0], None, metrics.REAL[1], None, metrics.MATRIX[0]

    def correlation(*batches):
        x, y = (np.concatenate([b[i][0].ravel() for b in batches]) for i in (1, 2))
        return np.corrcoef(x.astype("float64"), y.astype("float64"))[0, 1]

    expected = [
        [correlation(first)] * 2,
        [math.nan, correlation(first)],
        [correlation(second), correlation(first, second)],
        [math.nan] * 2,
        [correlation(third)] * 2,
    ]
    np.testing.assert_allclose([[s[0][0], s[1][0]] for s in ours], expected, rtol=1e-6)


def test_every_name_of_mxnet_creates():
    names = (
        "acc accuracy caffe ce composite compositeevalmetric crossentropy f1 loss mae mcc mse "
        "negativeloglikelihood nll_loss pcc pearsoncorrelation pearsonr rmse torch"
    ).split()
    for name in names:
        assert isinstance(mx.metric.create(name.upper()), mx.metric.EvalMetric)
    assert mx.metric.create("topkaccuracy", top_k=3).name == "top_k_accuracy_3"
    assert mx.metric.create("perplexity", ignore_label=None).get() == (
        "perplexity",
        pytest.approx(math.nan, nan_ok=True),
    )
    assert mx.metric.create("custommetric", lambda label, pred: 0).name == "custom(<lambda>)"


def test_values_are_python_floats():
    metric = mx.metric.create(["acc", "mse", "loss", "pearsonr", "pcc", "f1", "ce"][:2])
    metric.update([nd.array([1, 0])], [nd.array([1, 1])])
    assert [type(value) for value in metric.get()[1]] == [float, float]
    pearson = mx.metric.PearsonCorrelation()
    pearson.update(nd.array([1, 2, 3]), nd.array([1, 2, 4]))
    assert type(pearson.get()[1]) is float


def test_numpy_arrays_are_taken():
    metric = mx.metric.Accuracy()
    metric.update([np.array([0, 1])], [np.array([[0.9, 0.1], [0.8, 0.2]])])
    assert metric.get() == ("accuracy", 0.5)


@pytest.mark.parametrize(
    "metric",
    [
        mx.metric.Accuracy(axis=2, name="a", output_names=["o"], label_names=["l"]),
        mx.metric.TopKAccuracy(top_k=3),
        mx.metric.F1(average="micro"),
        mx.metric.MCC(average="micro"),
        mx.metric.PCC(),
        mx.metric.CrossEntropy(eps=0.5),
        mx.metric.Perplexity(ignore_label=3, axis=1),
        mx.metric.PearsonCorrelation(average="micro"),
        mx.metric.CompositeEvalMetric(["acc", "rmse"], name="both"),
    ],
    ids=lambda metric: metric.name,
)
def test_configuration_makes_the_same_metric(metric):
    config = metric.get_config()
    for given in (config, json.dumps(config)):
        made = mx.metric.create(given)
        assert type(made) is type(metric)
        assert made.get_config() == config
        assert made.name == metric.name
    arguments = {key: value for key, value in config.items() if key != "metric"}
    as_list = mx.metric.create(json.dumps([config["metric"], arguments]))
    assert as_list.get_config() == config


def test_config_has_mxnets_keys():
    assert mx.metric.Accuracy().get_config() == {
        "axis": 1,
        "metric": "Accuracy",
        "name": "accuracy",
        "output_names": None,
        "label_names": None,
    }
    with pytest.raises(NotImplementedError):
        mx.metric.CustomMetric(lambda label, pred: 0).get_config()


def test_create_takes_lists_functions_and_metrics():
    accuracy = mx.metric.Accuracy()
    assert mx.metric.create(accuracy) is accuracy

    def gap(label, pred):
        return abs(label - pred).sum(), label.size

    metric = mx.metric.create([accuracy, gap, "rmse"])
    metric.update([nd.array([1, 2])], [nd.array([1, 4])])
    names, values = metric.get()
    assert names == ["accuracy", "gap", "rmse"]
    np.testing.assert_allclose(values, [0.5, 1.0, math.sqrt(2)], rtol=1e-6)
    assert str(metric) == "EvalMetric: " + str(dict(zip(names, values)))


def test_np_wraps_a_function():
    metric = mx.metric.np(lambda label, pred: float((label == pred).mean()), name="same")
    metric.update([nd.array([1, 2])], [nd.array([1, 4])])
    assert metric.get() == ("same", 0.5)


def test_custom_metric_and_extra_outputs():
    calls = []
    metric = mx.metric.CustomMetric(lambda label, pred: calls.append(1) or 1.0, "c", True)
    metric.update([nd.ones(1)], [nd.ones(1), nd.ones(3)])
    assert metric.get() == ("c", 1.0) and len(calls) == 1
    strict = mx.metric.CustomMetric(lambda label, pred: 1.0)
    with pytest.raises(ValueError, match="does not match"):
        strict.update([nd.ones(1)], [nd.ones(1), nd.ones(3)])
    with pytest.raises(TypeError):
        mx.metric.CustomMetric(3)


def test_own_metric():
    @mx.metric.register
    class Largest(mx.metric.EvalMetric):
        def __init__(self, name="largest", **kwargs):
            super().__init__(name, **kwargs)

        def update(self, labels, preds):
            self.sum_metric += float(preds[0].max())
            self.num_inst += 1

    metric = mx.metric.create("Largest")
    metric.update(None, [nd.array([1, 5])])
    assert metric.get() == metric.get_global() == ("largest", 5.0)
    metric.reset_local()
    assert math.isnan(metric.get_global()[1])  # it keeps no global sums
    with pytest.raises(TypeError):
        mx.metric.register(int)
    with pytest.raises(NotImplementedError):
        mx.metric.EvalMetric("bare").update([], [])


def test_composite():
    metric = mx.metric.CompositeEvalMetric()
    metric.add("acc")
    metric.add(mx.metric.CompositeEvalMetric(["mse", "mae"]))
    metric.update([nd.array([1, 2])], [nd.array([1, 4])])
    assert metric.get()[0] == ["accuracy", "mse", "mae"]
    assert metric.get_name_value()[0] == ("accuracy", 0.5)
    assert metric.get_metric(0).name == "accuracy"
    with pytest.raises(IndexError, match="out of range 0 and 2"):
        metric.get_metric(2)
    metric.reset()
    assert all(math.isnan(value) for value in metric.get()[1])


def test_composing_metrics_leaves_what_they_have_counted():
    metric = mx.metric.Accuracy()
    metric.update([nd.array([0])], [nd.array([[0.9, 0.1]])])
    composite = mx.metric.create([metric, "mae"])
    assert metric.get() == ("accuracy", 1)
    assert composite.get()[1][0] == 1
    composite.reset()
    assert np.isnan(metric.get()[1])


def test_composite_chooses_from_dicts():
    metric = mx.metric.CompositeEvalMetric(["acc"], output_names=["p"], label_names=["y"])
    labels = {"y": nd.array([1]), "z": nd.array([0])}
    preds = {"p": nd.array([[0, 1]]), "q": nd.array([[1, 0]])}
    metric.update_dict(labels, preds)
    assert metric.get() == (["accuracy"], [1.0])


@pytest.mark.parametrize(("layout", "axis"), [("NTC", -1), ("NCT", 1)])
def test_perplexity_of_three_dimensional_predictions(layout, axis):
    _, labels, preds = metrics.TIME
    shown = preds[0] if layout == "NTC" else preds[0].transpose(0, 2, 1)
    metric = mx.metric.Perplexity(ignore_label=0, axis=axis)
    metric.update([nd.array(labels[0])], [nd.array(shown)])
    chosen = labels[0].astype(int)
    given = np.take_along_axis(preds[0], chosen[..., None], -1)[..., 0][chosen != 0]
    np.testing.assert_allclose(metric.get()[1], np.exp(-np.log(given).mean()), rtol=1e-6)


def test_pearson_of_large_numbers_keeps_its_digits():
    x = 1e6 + np.arange(5.0)
    for average in ("macro", "micro"):
        metric = mx.metric.PearsonCorrelation(average=average)
        metric.update(nd.array(x, dtype="float64"), nd.array(2 * x + 1, dtype="float64"))
        np.testing.assert_allclose(metric.get()[1], 1.0, rtol=1e-12)


def test_pcc_is_mcc_for_two_classes():
    random = np.random.RandomState(0)
    labels, preds = nd.array(random.randint(0, 2, 50)), nd.array(random.rand(50, 2))
    pcc, mcc = mx.metric.PCC(), mx.metric.MCC()
    pcc.update([labels], [preds])
    mcc.update([labels], [preds])
    np.testing.assert_allclose(pcc.get()[1], mcc.get()[1], rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: mx.metric.create("acuracy"),
            "Cannot find metric acuracy. Did you mean 'accuracy'",
        ),
        (lambda: mx.metric.create(3), "got int"),
        (lambda: mx.metric.F1(average="weighted"), "'macro' or 'micro'"),
        (lambda: mx.metric.TopKAccuracy(top_k=1), "use Accuracy"),
        (lambda: mx.metric.Accuracy().update(nd.ones(2), nd.ones(3)), "have no axis 1"),
        (
            lambda: mx.metric.Accuracy().update([nd.ones(2)], [nd.ones((3, 2))]),
            r"labels of shape \(2,\) do not fit predictions of classes of shape \(3,\)",
        ),
        (lambda: mx.metric.MSE().update(nd.ones((2, 3)), nd.ones((2, 2))), r"\(2, 3\).*\(2, 2\)"),
        (lambda: mx.metric.F1().update([nd.ones(2)], [nd.ones(2)]), "axis 1"),
        (
            lambda: mx.metric.Accuracy(label_names=["labels"]).update_dict({"label": 1}, {}),
            "no label is called 'labels'. Did you mean 'label'",
        ),
    ],
)
def test_errors_name_the_remedy(call, message):
    with pytest.raises(mx.MXNetError, match=message):
        call()


def test_check_label_shapes():
    check = mx.metric.check_label_shapes
    assert check([1], [2]) == ([1], [2])
    labels, preds = check(nd.ones(2), nd.ones(2), wrap=True)
    assert isinstance(labels, list) and isinstance(preds, list)
    with pytest.raises(ValueError, match=r"\(2,\) does not match shape of predictions \(2, 1\)"):
        check(nd.ones(2), nd.ones((2, 1)), shape=True)


@pytest.mark.parametrize(("metric", "expected"), [("mae", 1.0), ("mse", 1.5), ("rmse", 1.5**0.5)])
@pytest.mark.parametrize("shape", [(2,), (2, 1)])
def test_one_column_of_labels_is_compared_with_every_column(metric, expected, shape):
    measured = mx.metric.create(metric)
    measured.update([nd.array([1, 2]).reshape(shape)], [nd.array([[1, 2], [3, 4]])])
    assert measured.get()[1] == pytest.approx(expected)
    with pytest.raises(ValueError, match="do not fit"):
        measured.update([nd.ones((1, 2))], [nd.ones((2, 2))])


@pytest.mark.parametrize("metric", ["ce", "nll_loss", mx.metric.Perplexity(None)])
def test_mismatches_that_mxnet_asserts_are_assertions_too(metric):
    with pytest.raises(AssertionError, match="shape"):
        mx.metric.create(metric).update([nd.ones(3)], [nd.ones((2, 2))])


def test_what_mxnet_asserts_is_an_assertion_here():
    x = nd.ones((2, 3))
    for call in (
        lambda: mx.metric.TopKAccuracy(top_k=1),
        lambda: mx.gluon.rnn.LSTM(3, layout="CNT"),
        lambda: mx.gluon.contrib.rnn.Conv1DRNNCell((1, 5), 3, 2, 2),
        lambda: mx.init.Load({"a_weight": nd.ones(3)})("a_weight", x),
    ):
        with pytest.raises(AssertionError):
            call()


@pytest.mark.parametrize(
    ("given", "kind", "says"),
    [
        ("{bad", ValueError, "written as its configuration"),
        ('["acc", {}, 3]', ValueError, "written as its configuration"),
        ('["acc", 3]', ValueError, "written as its configuration"),
        ('{"axis": 2}', KeyError, "names its 'metric'"),
        ('["acc", {"axes": 2}]', TypeError, "Did you mean 'axis'"),
    ],
)
def test_configurations_that_are_none(given, kind, says):
    with pytest.raises(mx.MXNetError, match=says) as caught:
        mx.metric.create(given)
    assert isinstance(caught.value, kind)


def test_totals_of_ones_own_metric_keep_their_digits():
    # With NumPy 2 a float32 beside a number of Python stays one, and would not count beyond 2**24.
    class Mean(mx.metric.EvalMetric):
        def update(self, labels, preds):
            for pred in preds:
                self.sum_metric += pred.sum().asscalar()
                self.num_inst += nd.ones_like(pred).sum().asscalar()

    metric = Mean("mean")
    metric.update(None, [nd.array([2.0**24]), nd.array([1.0])])
    assert metric.sum_metric == 2**24 + 1 and metric.num_inst == 2
    metric.num_inst += np.float32(2**24)
    metric.num_inst += np.float32(1)
    assert metric.num_inst == 2**24 + 3
    name, value = metric.get()
    assert name == "mean" and type(value) is float
    metric.reset()
    assert metric.num_inst == 0 and type(metric.num_inst) is int
    metric.num_inst += 3
    assert type(metric.num_inst) is int
