"""Rows of ndgrad/ops/optimizer.py: each reference says the whole step once more, in float64."""

import numpy as np

from tests.ops.samples import case, constant, floats, literal, sample, wrong

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
    return w - lr * (np.sign(g * rescale_grad) + wd * w)  # the clipping of MXNet has no effect


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


# -- in mixed precision -----------------------------------------------------------------------


def wide(shape=SHAPE, low=-1.0, high=1.0):
    """A state in float32, beside weights of any dtype."""
    return constant(lambda rng: rng.uniform(low, high, shape), "float32")


def mixed(name, states, reference, more=({},), common=COMMON, **options):
    """A row: weight and gradient of the dtype under test, states and weight32 in float32."""
    params = [{**given, **extra} for given in common for extra in more]
    short = floats((4,))
    sample(
        name, params=params, inputs=[ANY, ANY, *states, wide()], reference=reference, order=0,
        rtol={"float16": 2e-2, "float64": 1e-5},
        wrong=[wrong([ANY, short, *states, wide()], "shapes differ", ValueError, **params[0]),
               wrong([ANY, ANY, *states, wide((4,))], "shapes differ", ValueError, **params[0])],
        **options,
    )  # fmt: skip


mixed("mp_sgd_update", [], lambda w, g, w32, **k: (sgd(w32, g, **k),) * 2)


def mp_mom(base):
    def reference(w, g, m, w32, **k):
        new, m = base(w32, g, m, **k)
        return new, m, new

    return reference


mixed("mp_sgd_mom_update", [wide()], mp_mom(sgd_mom), MOMENTUM)
mixed("mp_nag_mom_update", [wide()], mp_mom(nag_mom), MOMENTUM)
mixed("mp_lamb_update_phase1", [wide(), wide(low=0.2)],
      lambda w, g, m, v, w32, **k: lamb_phase1(w32, g, m, v, **k),
      [{"t": 1}, {"t": 3, "bias_correction": False}], without_lr, out_dtype="float32")  # fmt: skip
sample(
    "mp_lamb_update_phase2", order=0, zero_size=False, rtol={"float16": 1e-2, "float64": 1e-5},
    reference=lambda w, g, a, b, w32, **k: (lamb_phase2(w32, g, a, b, **k),) * 2,
    cases=[case([ANY, wide(), literal([a], "float32"), literal([b], "float32"), wide()], lr=0.1)
           for a, b in ((1.25, 0.75), (0.0, 0.75))],
)  # fmt: skip
sample(
    "mp_adamw_update", order=0, zero_size=False, rtol={"float16": 2e-2, "float64": 1e-5},
    reference=lambda w, g, m, v, w32, s, **k: (*(found := adamw(w32, g, m, v, s, **k)), found[0]),
    cases=[case([ANY, ANY, wide(), wide(low=0.2), wide(), literal([scale])], lr=0.1, eta=0.5)
           for scale in (0.5, 0.0, np.inf)],
)  # fmt: skip


def group_adagrad(w, g, h, lr, rescale_grad=1.0, clip_gradient=-1.0, epsilon=1e-5):
    g = clipped(g * rescale_grad, clip_gradient)
    axes = tuple(range(1, g.ndim))
    h = h + np.mean(g * g, axis=axes, keepdims=True).reshape(h.shape)
    return w - lr * g / np.sqrt(h.reshape(-1, *[1] * len(axes)) + epsilon), h


sample(
    "group_adagrad_update", order=0, reference=group_adagrad, rtol={"float16": 2e-2},
    zero_size=[case([(0, 2), (0, 2), (0, 1)], lr=0.1)],
    cases=[case([ANY, ANY, floats((3, 1), 0.2)], lr=0.1),
           case([ANY, ANY, floats((3,), 0.2)], lr=0.1, rescale_grad=0.5, clip_gradient=0.2),
           case([(2, 3, 2), (2, 3, 2), floats((2, 1, 1), 0.2)], lr=0.1, epsilon=0.1)],
    wrong=[wrong([ANY, ANY, ANY], "one number per row", ValueError, lr=0.1)],
)  # fmt: skip

# -- several weights at a time ----------------------------------------------------------------

OTHER = (2,)


def grouped(base, size, behind=0):
    """The reference of a step of several weights: new weights, then the new states."""

    def reference(*data, num_weights=1, lrs=(), wds=(), **k):
        if behind:
            *data, lrs, wds = data
        steps = []
        for i in range(num_weights):
            found = base(*data[size * i : size * (i + 1)], lr=lrs[i], wd=wds[i], **k)
            steps.append(found if isinstance(found, tuple) else (found,))
        return [s[0] for s in steps] + [state for s in steps for state in s[1:]]

    return reference


def several(name, base, group, more=({},)):
    """Rows of the operator and of its form with learning rates in arrays."""
    size = len(group(SHAPE))
    one, two = group(SHAPE), [*group(SHAPE), *group(OTHER)]
    both = {"lrs": (0.1, 0.2), "wds": (0.01, 0.0), "num_weights": 2}
    arrays = [literal([0.1, 0.2]), literal([0.01, 0.0])]
    common = [{"rescale_grad": 0.5}, {"clip_gradient": 0.3}]
    options = {"order": 0, "rtol": {"float16": 2e-2, "float64": 1e-5}, "zero_size": False}
    sample(
        name, reference=grouped(base, size), **options,
        cases=[case(one, lrs=(0.1,), wds=(0.1,)),
               *[case(two, **both, **extra, **given) for extra in more for given in common]],
        wrong=[wrong(one, "in all", ValueError, **both),
               wrong(two, "learning rates", ValueError, lrs=(0.1,), wds=(0, 0), num_weights=2)],
    )  # fmt: skip
    sample(
        f"preloaded_{name}", reference=grouped(base, size, behind=2), **options,
        cases=[case([*two, *arrays], num_weights=2, **extra, **given)
               for extra in more for given in common],
        wrong=[wrong([ANY], "missing", ValueError), wrong([*two, *arrays], "in all", ValueError)],
    )  # fmt: skip


several("multi_sgd_update", sgd, lambda s: [floats(s)] * 2)
several("multi_sgd_mom_update", sgd_mom, lambda s: [floats(s)] * 3, MOMENTUM)
several("multi_mp_sgd_update", lambda w, g, w32, **k: (sgd(w32, g, **k),) * 2,
        lambda s: [floats(s), floats(s), wide(s)])  # fmt: skip
several("multi_mp_sgd_mom_update", mp_mom(sgd_mom),
        lambda s: [floats(s), floats(s), wide(s), wide(s)], MOMENTUM)  # fmt: skip

sample(
    "multi_sum_sq", order=0, out_dtype="float32", rtol={"float64": 1e-6}, zero_size=[
        case([(0,)], num_arrays=1)],
    reference=lambda *data, num_arrays: np.array([np.sum(d * d) for d in data]),
    cases=[case([ANY], num_arrays=1), case([ANY, floats(OTHER, 3.0, 4.0)], num_arrays=2)],
    wrong=[wrong([ANY, ANY], "there are 2", ValueError, num_arrays=3)],
)  # fmt: skip


def lars(lrs, w, g, wds, eta, eps, rescale_grad=1.0):
    w, g = np.sqrt(w), np.sqrt(g)
    return np.where(w * g > 0, lrs * eta * w / (g * rescale_grad + wds * w + eps), lrs)


LAYERS = [literal([0.1, 0.2, 0.3]), literal([4, 0, 9]), literal([1, 4, 0]), literal([0.0, 0.1, 0])]
sample(
    "multi_lars", order=0, reference=lars, rtol={"float16": 2e-2},
    inputs=LAYERS, params=[{"eta": 0.5, "eps": 0.1}, {"eta": 0.5, "eps": 0.1, "rescale_grad": 2.0}],
    zero_size=[case([(0,)] * 4, eta=1.0, eps=1.0)],
    wrong=[wrong([*LAYERS[:3], (2,)], "shapes differ", ValueError, eta=1.0, eps=1.0)],
)  # fmt: skip

BAD = literal([1.0, np.nan])
sample(
    "all_finite", order=0, out_dtype="float32", reference=lambda x: np.isfinite(x).all(),
    cases=[case([ANY]), case([BAD]), case([literal([np.inf])])], zero_size=[case([(0,)])],
    wrong=[wrong([literal([1], "int32")], "floats", TypeError),
           wrong([ANY], "init_output", NotImplementedError, init_output=False)],
)  # fmt: skip
sample(
    "multi_all_finite", order=0, out_dtype="float32", zero_size=False,
    reference=lambda *d, num_arrays=1: all(np.isfinite(x).all() for x in d),
    cases=[case([ANY]), case([ANY, BAD], num_arrays=2), case([ANY, (2,)], num_arrays=2)],
    wrong=[wrong([ANY, ANY], "there are 2", ValueError)],
)  # fmt: skip
sample(
    "reset_arrays", order=0, reference=lambda *data, num_arrays: [d * 0 for d in data],
    cases=[case([ANY, (2,)], num_arrays=2)], zero_size=[case([(0,)], num_arrays=1)],
    wrong=[wrong([ANY], "there are 1", ValueError, num_arrays=2)],
)  # fmt: skip
