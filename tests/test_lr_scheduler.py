"""Schedules: MXNet's rates, and errors for what cannot be a schedule."""

import copy
import pickle
import warnings

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import lr_scheduler
from tests.parity.training import recorded, schedules


@pytest.fixture(scope="module")
def answers():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return schedules.run(mx), recorded("schedules")


@pytest.mark.parametrize("name", schedules.CASES)
def test_rates_are_those_of_mxnet(answers, name):
    ours, theirs = (answer[name] for answer in answers)
    for found, expected in zip(ours, theirs):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("kind", ["PolyScheduler", "CosineScheduler"])
def test_jumping_over_the_end_gives_the_final_rate(kind):
    # MXNet keeps the rate it computed last: here it never computed one.
    schedule = getattr(lr_scheduler, kind)(max_update=10, base_lr=0.5, final_lr=0.01)
    assert schedule(1000) == 0.01


@pytest.mark.parametrize("name", schedules.CASES)
def test_pickled_and_copied_schedules_go_on(name):
    kind, kwargs = schedules.CASES[name]
    schedule = getattr(lr_scheduler, kind)(**kwargs)
    for update in range(8):
        schedule(update)
    twins = [pickle.loads(pickle.dumps(schedule)), copy.deepcopy(schedule)]
    expected = [schedule(update) for update in range(8, 20)]
    for twin in twins:
        assert [twin(update) for update in range(8, 20)] == expected


def test_poly_and_cosine_need_no_optimizer_learning_rate():
    schedule = lr_scheduler.CosineScheduler(10, base_lr=0.3)
    with pytest.warns(UserWarning, match="has no effect: CosineScheduler decays from its own"):
        optimizer = mx.optimizer.SGD(learning_rate=0.5, lr_scheduler=schedule)
    assert optimizer.learning_rate == pytest.approx(0.3)
    # Adam's default rate is nothing that somebody asked for: no warning.
    optimizer = mx.optimizer.Adam(lr_scheduler=lr_scheduler.CosineScheduler(10, base_lr=0.3))
    assert optimizer.learning_rate == pytest.approx(0.3)


def test_learning_rate_replaces_that_of_the_schedule():
    schedule = lr_scheduler.FactorScheduler(5, 0.5, base_lr=0.3)
    with pytest.warns(UserWarning, match="learning_rate=0.5 replaces base_lr=0.3"):
        mx.optimizer.SGD(learning_rate=0.5, lr_scheduler=schedule)
    assert schedule(1) == 0.5


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: lr_scheduler.LRScheduler(0.1, 3, 0.2), ValueError, "higher than warmup_begin_lr"),
        (lambda: lr_scheduler.LRScheduler(0.1, -3), ValueError, "positive or 0"),
        (lambda: lr_scheduler.LRScheduler(0.1, 3.5), TypeError, "integer"),
        (
            lambda: lr_scheduler.LRScheduler(0.1, 3, 0, "liner"),
            ValueError,
            "only linear and constant.*'linear'",
        ),
        (lambda: lr_scheduler.FactorScheduler(0), ValueError, "greater or equal than 1"),
        (lambda: lr_scheduler.FactorScheduler(1, 1.5), ValueError, "no more than 1"),
        (lambda: lr_scheduler.MultiFactorScheduler([3, 2]), ValueError, "increasing"),
        (lambda: lr_scheduler.MultiFactorScheduler([0, 2]), ValueError, "greater or equal than 1"),
        (lambda: lr_scheduler.MultiFactorScheduler([2, 3], 2), ValueError, "no more than 1"),
        (lambda: lr_scheduler.MultiFactorScheduler([]), TypeError, "at least one"),
        (lambda: lr_scheduler.PolyScheduler(0), ValueError, "strictly positive"),
        (lambda: lr_scheduler.PolyScheduler(1.5), TypeError, "integer"),
        (lambda: lr_scheduler.CosineScheduler(3, warmup_steps=3), ValueError, "leaves nothing"),
        (lambda: lr_scheduler.LRScheduler()(1), NotImplementedError, "must"),
        (lambda: lr_scheduler.LRScheduler(warmup_steps=2).get_warmup_lr(2), ValueError, "after"),
    ],
)
def test_errors(make, kind, message):
    with pytest.raises(kind, match=message) as caught:
        make()
    assert isinstance(caught.value, mx.MXNetError)


def test_own_schedule_drives_an_optimizer():
    class Halving(lr_scheduler.LRScheduler):
        def __call__(self, num_update):
            return self.base_lr / 2**num_update

    optimizer = mx.optimizer.SGD(lr_scheduler=Halving(base_lr=0.8))
    assert optimizer.learning_rate == 0.8
    weight = mx.nd.zeros(1)
    for expected in (-0.4, -0.6, -0.7):
        optimizer.update(0, weight, mx.nd.ones(1), None)
        assert float(weight) == pytest.approx(expected)


def test_any_callable_can_be_a_schedule():
    optimizer = mx.optimizer.SGD(lr_scheduler=lambda num_update: 0.1 * num_update)
    optimizer._update_count(0)
    optimizer._update_count(0)
    assert optimizer.learning_rate == pytest.approx(0.2)
