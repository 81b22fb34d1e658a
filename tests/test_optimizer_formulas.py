"""Optimizers against the formulas of their docstrings, written in NumPy, in float64.

MXNet refuses or misses some of these: RMSProp, AdaGrad, AdaDelta and Ftrl in float64, DCASGD with
momentum, Signum without momentum but with `wd_lh`.
"""

import numpy as np
import pytest

import ndgrad as mx
from ndgrad import nd

LR, WD, SCALE, CLIP, STEPS = 0.05, 0.03, 0.5, 0.6, 6


def _clip(x):
    return np.clip(x, -CLIP, CLIP)


def sgd(w, grads, momentum=0.0):
    state = 0
    for g in grads:
        state = momentum * state + LR * (_clip(SCALE * g) + WD * w)
        w = w - state
    return w


def nag(w, grads, momentum=0.0):
    state = 0
    for g in grads:
        g = _clip(SCALE * g)
        step = LR * (g + WD * w)
        w = w - momentum * (momentum * state + step) - step
        state = momentum * state + LR * (g + WD * w)
    return w


def signum(w, grads, momentum=0.9, wd_lh=0.0):
    state = 0
    for g in grads:
        state = momentum * state + (1 - momentum) * (_clip(SCALE * g) + WD * w)
        w = (1 - LR * wd_lh) * w - LR * np.sign(state)
    return w


def signsgd(w, grads, momentum=0.0):
    for g in grads:
        w = (1 - LR * WD) * w - LR * np.sign(g)
    return w


def ftml(w, grads, beta1=0.6, beta2=0.999, epsilon=1e-8):
    d = v = z = 0
    for t, g in enumerate(grads, 1):
        g = _clip(SCALE * g + WD * w)
        v = beta2 * v + (1 - beta2) * g * g
        d_new = (1 - beta1**t) / LR * (np.sqrt(v / (1 - beta2**t)) + epsilon)
        z = beta1 * z + (1 - beta1) * g - (d_new - beta1 * d) * w
        d = d_new
        w = -z / d
    return w


def lars(w, grads, eta=0.001, eps=0.0):
    for g in grads:
        size, steep = np.linalg.norm(w), np.linalg.norm(SCALE * g)
        rate = LR * eta * size / (steep + WD * size + eps)
        w = w - rate * (_clip(SCALE * g) + WD * w)
    return w


def lamb(w, grads, beta1=0.9, beta2=0.999, epsilon=1e-6):
    mean = var = 0
    for t, g in enumerate(grads, 1):
        g = _clip(SCALE * g)
        mean = beta1 * mean + (1 - beta1) * g
        var = beta2 * var + (1 - beta2) * g * g
        step = mean / (1 - beta1**t) / (np.sqrt(var / (1 - beta2**t)) + epsilon) + WD * w
        w = w - LR * np.linalg.norm(w) / np.linalg.norm(step) * step
    return w


def dcasgd(w, grads, momentum=0.0, lamda=0.04):
    state, previous = 0, w
    for g in grads:
        g = _clip(SCALE * g)
        step = LR * (g + WD * w + lamda * g * g * (w - previous))
        state = momentum * state - step
        previous, w = w, w + state
    return w


def adam(w, grads, beta1=0.9, beta2=0.999, epsilon=1e-8):
    mean = var = 0
    for t, g in enumerate(grads, 1):
        g = _clip(SCALE * g + WD * w)
        mean = beta1 * mean + (1 - beta1) * g
        var = beta2 * var + (1 - beta2) * g * g
        rate = LR * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        w = w - rate * mean / (np.sqrt(var) + epsilon)
    return w


def adagrad(w, grads, eps=1e-7):
    history = 0
    for g in grads:
        g = _clip(SCALE * g)
        history = history + g * g
        w = w - LR * (g / np.sqrt(history + eps) + WD * w)
    return w


def adadelta(w, grads, rho=0.9, epsilon=1e-5):
    acc_g = acc_d = 0
    for g in grads:
        g = _clip(SCALE * g)
        acc_g = rho * acc_g + (1 - rho) * g * g
        step = np.sqrt(acc_d + epsilon) / np.sqrt(acc_g + epsilon) * g
        acc_d = rho * acc_d + (1 - rho) * step * step
        w = w - step - WD * w
    return w


def rmsprop(w, grads, gamma1=0.9, gamma2=0.9, epsilon=1e-8, centered=False, clip_weights=None):
    n = m = delta = 0
    for g in grads:
        g = _clip(SCALE * g + WD * w)
        n = (1 - gamma1) * g * g + gamma1 * n
        if centered:
            m = (1 - gamma1) * g + gamma1 * m
            delta = gamma2 * delta - LR * g / np.sqrt(n - m * m + epsilon)
            w = w + delta
        else:
            w = w - LR * g / np.sqrt(n + epsilon)
        if clip_weights:
            w = np.clip(w, -clip_weights, clip_weights)
    return w


def ftrl(w, grads, lamda1=0.01, beta=1):
    z = n = np.zeros_like(w)
    for g in grads:
        g = _clip(SCALE * g)
        z = z + g - (np.sqrt(n + g * g) - np.sqrt(n)) / LR * w
        n = n + g * g
        w = np.where(
            np.abs(z) > lamda1,
            (np.sign(z) * lamda1 - z) / ((beta + np.sqrt(n)) / LR + WD),
            0.0,
        )
    return w


def adamax(w, grads, beta1=0.9, beta2=0.999):
    mean, top = 0, np.zeros_like(w)
    for t, g in enumerate(grads, 1):
        g = _clip(SCALE * g + WD * w)
        mean = beta1 * mean + (1 - beta1) * g
        top = np.maximum(beta2 * top, np.abs(g))
        w = w - LR / (1 - beta1**t) * mean / top
    return w


def nadam(w, grads, beta1=0.9, beta2=0.999, epsilon=1e-8, schedule_decay=0.004):
    mean = var = 0
    schedule = 1
    for t, g in enumerate(grads, 1):
        g = _clip(SCALE * g + WD * w)
        now, ahead = (beta1 * (1 - 0.5 * 0.96 ** (s * schedule_decay)) for s in (t, t + 1))
        schedule *= now
        mean = beta1 * mean + (1 - beta1) * g
        var = beta2 * var + (1 - beta2) * g * g
        step = (1 - now) * g / (1 - schedule) + ahead * mean / (1 - schedule * ahead)
        w = w - LR * step / (np.sqrt(var / (1 - beta2**t)) + epsilon)
    return w


CASES = [
    ("sgd", sgd, {}),
    ("sgd", sgd, {"momentum": 0.9}),
    ("nag", nag, {"momentum": 0.9}),
    ("signum", signum, {}),
    ("signum", signum, {"wd_lh": 0.2}),
    ("signum", signum, {"momentum": 0.0, "wd_lh": 0.2}),
    ("signum", signsgd, {"momentum": 0.0}),
    ("ftml", ftml, {}),
    ("lars", lars, {"eta": 0.1, "eps": 0.01}),
    ("lamb", lamb, {}),
    ("dcasgd", dcasgd, {}),
    ("dcasgd", dcasgd, {"momentum": 0.9, "lamda": 0.5}),
    ("adam", adam, {}),
    ("adagrad", adagrad, {}),
    ("adadelta", adadelta, {}),
    ("rmsprop", rmsprop, {}),
    ("rmsprop", rmsprop, {"clip_weights": 0.5}),
    ("rmsprop", rmsprop, {"centered": True}),
    ("ftrl", ftrl, {"lamda1": 0.1}),
    ("adamax", adamax, {}),
    ("nadam", nadam, {}),
]


@pytest.mark.parametrize(
    ("name", "formula", "options"), CASES, ids=[f"{n}{sorted(o)}" for n, _, o in CASES]
)
def test_formula(name, formula, options):
    random = np.random.RandomState(5)
    start = random.randn(4, 3)
    grads = [random.randn(4, 3) * 2 for _ in range(STEPS)]
    optimizer = mx.optimizer.create(
        name, learning_rate=LR, wd=WD, rescale_grad=SCALE, clip_gradient=CLIP, **options
    )
    weight = nd.array(start, dtype="float64")
    state = optimizer.create_state(0, weight)
    for grad in grads:
        optimizer.update(0, weight, nd.array(grad, dtype="float64"), state)
    assert weight.dtype == np.float64
    np.testing.assert_allclose(weight.asnumpy(), formula(start, grads, **options), rtol=1e-9)


def test_group_adagrad_has_one_rate_for_each_row():
    random = np.random.RandomState(5)
    weight, history = random.randn(4, 3), np.zeros((4, 1))
    optimizer = mx.optimizer.create(
        "groupadagrad", learning_rate=LR, rescale_grad=SCALE, clip_gradient=CLIP, eps=0.01
    )
    assert type(optimizer) is mx.optimizer.contrib.GroupAdaGrad
    found = nd.array(weight, dtype="float64")
    state = optimizer.create_state(0, found)
    for _ in range(STEPS):
        grad = random.randn(4, 3) * 2
        optimizer.update(0, found, nd.array(grad, dtype="float64"), state)
        grad = np.clip(grad * SCALE, -CLIP, CLIP)
        history += (grad * grad).mean(axis=1, keepdims=True)
        weight -= LR * grad / np.sqrt(history + 0.01)
    np.testing.assert_allclose(found.asnumpy(), weight, rtol=1e-9)

    with pytest.raises(AssertionError, match="a weight is a matrix"):
        optimizer.create_state(1, nd.ones(3))
    optimizer.wd = 0.1
    with pytest.raises(AssertionError, match="wd must be 0"):
        optimizer.update(0, found, found, state)


def test_adamax_leaves_weights_without_gradient_alone():
    optimizer = mx.optimizer.Adamax(learning_rate=0.1)
    weight = nd.array([1.0, 2.0])
    state = optimizer.create_state(0, weight)
    optimizer.update(0, weight, nd.array([0.0, 3.0]), state)  # 0 / 0 in MXNet
    np.testing.assert_allclose(weight.asnumpy(), [1.0, 1.9], rtol=1e-6)


def test_sgld_is_a_step_and_noise_of_the_right_size():
    lr, size = 0.01, 40_000
    optimizer = mx.optimizer.SGLD(learning_rate=lr, wd=0.1, rescale_grad=0.5, clip_gradient=1.0)
    moved = []
    for value in (3.0, 0.0):
        mx.random.seed(4)
        weight = nd.ones(size, dtype="float64")
        optimizer.update(0, weight, nd.full(size, value, dtype="float64"), None)
        moved.append(weight.asnumpy() - 1)
    # The same noise twice: what is left is half a step along the gradient, clipped to 1.
    np.testing.assert_allclose(moved[0] - moved[1], -lr / 2, rtol=1e-9)
    noise = moved[1] + lr / 2 * 0.1
    assert abs(noise.mean()) < 4 * np.sqrt(lr / size)
    assert abs(noise.var() / lr - 1) < 4 * np.sqrt(2 / size)


def test_nadam_schedule_moves_with_every_weight():
    alone, together = (mx.optimizer.Nadam(learning_rate=0.1) for _ in range(2))
    one, two, other = (nd.ones(2) for _ in range(3))
    states = [alone.create_state(0, one) for _ in range(3)]
    grad = nd.array([0.3, -0.7])
    for _ in range(3):
        alone.update(0, one, grad, states[0])
        together.update(1, other, grad, states[1])
        together.update(0, two, grad, states[2])
    assert together.m_schedule < alone.m_schedule
    assert np.abs(one.asnumpy() - two.asnumpy()).max() > 1e-3
