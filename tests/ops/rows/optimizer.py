"""Rows of ndgrad/ops/optimizer.py: each reference says the whole step once more, in float64."""

import numpy as np

from tests.ops.samples import case, floats, literal, sample, wrong

SHAPE = (3, 4)
ANY, POSITIVE = floats(SHAPE), floats(SHAPE, 0.2, 1.0)
COMMON = [
    {"lr": 0.1},
    {"lr": 0.05, "wd": 0.01, "rescale_grad": 0.5},
    {"lr": 0.1, "wd": 0.1, "clip_gradient": 0.3},
    {"lr": 0.1, "clip_gradient": 0.0},
]


def clipped(g, bound):
    return np.clip(g, -bound, bound) if bound >= 0 else g


def step(name, states, more=(), reference=None, common=COMMON, **options):
    """A row: weight and gradient, the states, and a set of parameters for each of ``common``."""
    params = [{**given, **extra} for given in common for extra in (more or [{}])]
    sample(
        name, inputs=[ANY, ANY, *states], params=params, reference=reference, order=0,
        rtol={"float16": 2e-2},
        wrong=[
            wrong([ANY, floats((4,)), *states], "shapes differ", ValueError, **params[0]),
            wrong([literal([1], "int32")] * (2 + len(states)), "floats", TypeError, **params[0]),
            wrong([ANY, ANY, *states], "missing", TypeError),
        ],
        **options,
    )  # fmt: skip


def sgd(w, g, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    return w - lr * (clipped(g * rescale_grad, clip_gradient) + wd * w)


def sgd_mom(w, g, m, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    m = momentum * m - lr * (clipped(g * rescale_grad, clip_gradient) + wd * w)
    return w + m, m


def nag_mom(w, g, m, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    g = clipped(g * rescale_grad, clip_gradient) + wd * w
    m = momentum * m - lr * g
    return w + momentum * m - lr * g, m


def signsgd(w, g, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0):
    return w - lr * (np.sign(clipped(g * rescale_grad, clip_gradient)) + wd * w)


def signum(w, g, m, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, wd_lh=0.0):
    g = clipped(g * rescale_grad, clip_gradient) + wd * w
    m = momentum * m - (1 - momentum) * g
    return (1 - lr * wd_lh) * w + lr * np.sign(m), m


MOMENTUM = [{}, {"momentum": 0.9}]
step("sgd_update", [], [{}, {"lazy_update": False}],
     lambda *a, lazy_update=True, **k: sgd(*a, **k))  # fmt: skip
step("sgd_mom_update", [ANY], MOMENTUM, sgd_mom)
step("nag_mom_update", [ANY], MOMENTUM, nag_mom)
step("signsgd_update", [], reference=signsgd)
step("signum_update", [ANY], [{}, {"momentum": 0.9, "wd_lh": 0.05}], signum)


def adam(
    w, g, m, v, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0,
    clip_gradient=-1.0,
):  # fmt: skip
    g = clipped(g * rescale_grad + wd * w, clip_gradient)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    return w - lr * m / (np.sqrt(v) + epsilon), m, v


def adamw(
    w, g, m, v, rescale_grad, lr, eta, beta1=0.9, beta2=0.999, epsilon=1e-8, wd=0.0,
    clip_gradient=-1.0,
):  # fmt: skip
    if not np.isfinite(rescale_grad) or rescale_grad == 0:
        return w, m, v
    g = clipped(g * rescale_grad, clip_gradient)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    return w - eta * (lr * m / (np.sqrt(v) + epsilon) + wd * w), m, v


BETAS = [{}, {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.1}]
step("adam_update", [ANY, POSITIVE], BETAS, adam)
sample(
    "adamw_update", order=0, reference=adamw, rtol={"float16": 2e-2}, zero_size=False,
    cases=[
        case([ANY, ANY, ANY, POSITIVE, literal([scale])], lr=0.1, eta=0.5, **extra)
        for scale in (0.5, 0.0, np.inf, np.nan)
        for extra in (*BETAS, {"wd": 0.1}, {"clip_gradient": 0.2})
    ],
    wrong=[
        wrong([ANY] * 4 + [literal([1.0, 2.0])], "one number", ValueError, lr=1.0, eta=1.0)
    ],
)  # fmt: skip


def rmsprop(
    w, g, n, lr, gamma1=0.95, epsilon=1e-8, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
    clip_weights=-1.0,
):  # fmt: skip
    g = clipped(g * rescale_grad + wd * w, clip_gradient)
    n = gamma1 * n + (1 - gamma1) * g * g
    return clipped(w - lr * g / np.sqrt(n + epsilon), clip_weights), n


def rmspropalex(
    w, g, n, mean, delta, lr, gamma1=0.95, gamma2=0.9, epsilon=1e-8, wd=0.0, rescale_grad=1.0,
    clip_gradient=-1.0, clip_weights=-1.0,
):  # fmt: skip
    g = clipped(g * rescale_grad + wd * w, clip_gradient)
    n, mean = gamma1 * n + (1 - gamma1) * g * g, gamma1 * mean + (1 - gamma1) * g
    delta = gamma2 * delta - lr * g / np.sqrt(n - mean * mean + epsilon)
    return clipped(w + delta, clip_weights), n, mean, delta


GAMMAS = [{}, {"gamma1": 0.9, "epsilon": 0.1}, {"clip_weights": 0.3}]
step("rmsprop_update", [POSITIVE], GAMMAS, rmsprop)
LARGE = floats(SHAPE, 2.0, 3.0)
step("rmspropalex_update", [LARGE, ANY, ANY], [*GAMMAS, {"gamma2": 0.5}], rmspropalex)


def ftrl(
    w, g, z, n, lr, lamda1=0.01, beta=1.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):  # fmt: skip
    g = clipped(g * rescale_grad, clip_gradient)
    z = z + g - (np.sqrt(n + g * g) - np.sqrt(n)) * w / lr
    n = n + g * g
    new = -(z - np.sign(z) * lamda1) / ((beta + np.sqrt(n)) / lr + wd)
    return np.where(np.abs(z) > lamda1, new, 0.0), z, n


def ftml(
    w, g, d, v, z, lr, t, beta1=0.6, beta2=0.999, epsilon=1e-8, wd=0.0, rescale_grad=1.0,
    clip_grad=-1.0,
):  # fmt: skip
    g = clipped(g * rescale_grad + wd * w, clip_grad)
    v = beta2 * v + (1 - beta2) * g * g
    new_d = (1 - beta1**t) / lr * (np.sqrt(v / (1 - beta2**t)) + epsilon)
    z = beta1 * z + (1 - beta1) * g - (new_d - beta1 * d) * w
    return -z / new_d, new_d, v, z


step("ftrl_update", [ANY, POSITIVE], [{}, {"lamda1": 0.3, "beta": 0.5}], ftrl)
renamed = [{k.replace("clip_gradient", "clip_grad"): v for k, v in c.items()} for c in COMMON]
step("ftml_update", [POSITIVE, POSITIVE, ANY], [{"t": 1}, {"t": 3, "epsilon": 0.1}], ftml, renamed)


def lamb_phase1(
    w, g, m, v, t, wd, beta1=0.9, beta2=0.999, epsilon=1e-6, bias_correction=True,
    rescale_grad=1.0, clip_gradient=-1.0,
):  # fmt: skip
    g = clipped(g * rescale_grad, clip_gradient)
    m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
    a, b = (1 - beta1**t, 1 - beta2**t) if bias_correction else (1, 1)
    return m / a / (np.sqrt(v / b) + epsilon) + wd * w, m, v


def lamb_phase2(w, g, r1, r2, lr, lower_bound=-1.0, upper_bound=-1.0):
    if lower_bound >= 0:
        r1 = np.maximum(r1, lower_bound)
    if upper_bound >= 0:
        r1 = np.minimum(r1, upper_bound)
    return w - lr * (r1 / r2 if r1 and r2 else 1.0) * g


without_lr = [{"wd": 0.0, **{k: v for k, v in c.items() if k != "lr"}} for c in COMMON]
step("lamb_update_phase1", [ANY, POSITIVE], [{"t": 1}, {"t": 3, "bias_correction": False}],
     lamb_phase1, without_lr)  # fmt: skip
sample(
    "lamb_update_phase2", order=0, reference=lamb_phase2, zero_size=False, rtol={"float16": 1e-2},
    cases=[
        case([ANY, ANY, literal([a]), literal([b])], lr=0.1, **bounds)
        for a, b in ((1.25, 0.75), (0.0, 0.75), (1.25, 0.0))
        for bounds in ({}, {"lower_bound": 2.0}, {"upper_bound": 0.5}, {"upper_bound": 0.0})
    ],
    wrong=[wrong([ANY, ANY, ANY, literal([1.0])], "one element", ValueError, lr=0.1)],
)  # fmt: skip
