"""Optimizer update operators: what they return and what they leave in their states."""

from dataclasses import replace
from functools import partial

from tests.parity.case import A, L, call

# MXNet rounds lr, beta2 and the others to float32, also for float64 weights: 1 - 0.999 ** 2 is then
# wrong in its fifth digit.
call = partial(call, rtol={"float64": 2e-5})


def F(low=-1.0):
    return A(3, 4, low=low, grad=False)


COMMON = [
    {"lr": 0.1},
    {"lr": 0.05, "wd": 0.01, "rescale_grad": 0.5},
    {"lr": 0.1, "wd": 0.1, "clip_gradient": 0.3},
]
for kw in COMMON:
    call("nd.sgd_update", F(), F(), **kw)
    call("nd.sgd_mom_update", F(), F(), F(), momentum=0.9, **kw)
    call("nd.nag_mom_update", F(), F(), F(), momentum=0.9, **kw)
    call("nd.adam_update", F(), F(), F(), F(0.1), **kw)
    call("nd.adam_update", F(), F(), F(), F(0.1), beta1=0.8, beta2=0.95, epsilon=1e-3, **kw)
    call("nd.signsgd_update", F(), F(), **kw)
    call("nd.signum_update", F(), F(), F(), momentum=0.9, wd_lh=0.01, **kw)
    call("nd.rmsprop_update", F(), F(), F(0.1), gamma1=0.9, dtypes=["float32"], **kw)
    call("nd.rmsprop_update", F(), F(), F(0.1), clip_weights=0.5, dtypes=["float32"], **kw)
    call(
        "nd.rmspropalex_update",
        F(),
        F(),
        A(3, 4, low=2, high=3, grad=False),
        F(),
        F(),
        dtypes=["float32"],
        **kw,
    )
    call("nd.ftrl_update", F(), F(), F(), F(0.1), **kw)
    call("nd.ftrl_update", F(), F(), F(), F(0.1), lamda1=0.1, beta=0.5, **kw)
    lamb = {"wd": 0.0, **{k: v for k, v in kw.items() if k != "lr"}}
    call("nd.lamb_update_phase1", F(), F(), F(), F(0.1), t=2, **lamb)
    ftml = {("clip_grad" if k == "clip_gradient" else k): v for k, v in kw.items()}
    call("nd.ftml_update", F(), F(), F(0.1), F(0.1), F(), t=2, **ftml)
call("nd.lamb_update_phase1", F(), F(), F(), F(0.1), t=3, bias_correction=False, wd=0.1)
for kw in [{"lr": 0.1}, {"lr": 0.1, "lower_bound": 0.5, "upper_bound": 1.5}]:
    call("nd.lamb_update_phase2", F(), F(), L([1.2]), L([0.7]), **kw)
call("nd.lamb_update_phase2", F(), F(), L([0.0]), L([0.7]), lr=0.1)

# -- in mixed precision -------------------------------------------------------------------------


def of(dtype, given):
    """The input in a dtype of its own."""
    return replace(given, text=f"{given.text}.{dtype}", dtype=dtype)


def half(*shape):
    return of("float16", A(*(shape or (3, 4)), grad=False))


def wide(*shape, low=-1.0):
    return of("float32", A(*(shape or (3, 4)), low=low, grad=False))


MIXED = partial(call, dtypes=["float32"], rtol={"float16": 2e-3, "float32": 2e-5})
for kw in COMMON:
    MIXED("nd.mp_sgd_update", half(), half(), wide(), **kw)
    MIXED("nd.mp_sgd_mom_update", half(), half(), wide(), wide(), momentum=0.9, **kw)
    # Unlike nag_mom_update it decays the weight that the momentum alone would lead to.
    fault = "another formula for wd than without mp_" if "wd" in kw else None
    MIXED("nd.mp_nag_mom_update", half(), half(), wide(), wide(), momentum=0.9, fault=fault, **kw)
    lamb = {"wd": 0.0, **{k: v for k, v in kw.items() if k != "lr"}}
    MIXED("nd.mp_lamb_update_phase1", half(), half(), wide(), wide(low=0.1), wide(), t=2, **lamb)
    adamw = {"eta": 0.5, **{k: v for k, v in kw.items() if k != "rescale_grad"}}
    group = [half(), half(), wide(), wide(low=0.1), wide()]
    MIXED("nd.contrib.mp_adamw_update", *group, L([kw.get("rescale_grad", 1.0)]), **adamw)
for kw in [{}, {"momentum": 0.5}]:
    MIXED("nd.mp_nag_mom_update", half(), half(), wide(), wide(), lr=0.2, **kw)
for a, b in [(1.2, 0.7), (0.0, 0.7), (1.2, 0.0)]:
    # It forgets to write weight32, which its documentation says it does.
    group = [half(), wide(), L([a]), L([b]), wide()]
    MIXED("nd.mp_lamb_update_phase2", *group, lr=0.1, ignore=("in4",))

# -- several weights at a time ------------------------------------------------------------------

call = partial(call, dtypes=["float32"])
for kw in [{}, {"rescale_grad": 0.5}, {"clip_gradient": 0.3}]:
    both = {"num_weights": 2, **kw}
    rates = {"lrs": (0.1, 0.2), "wds": (0.01, 0.0), **both}
    arrays = [L([0.1, 0.2]), L([0.01, 0.0])]
    g = A(2, grad=False)
    out, out16 = [F(), g], [half(), half(2)]
    call("nd.multi_sgd_update", F(), F(), g, g, out=out, **rates)
    call("nd.preloaded_multi_sgd_update", F(), F(), g, g, *arrays, out=out, **both)
    call("nd.multi_sgd_mom_update", F(), F(), F(), g, g, g, momentum=0.9, out=out, **rates)
    group = [F(), F(), F(), g, g, g]
    call("nd.preloaded_multi_sgd_mom_update", *group, *arrays, momentum=0.9, out=out, **both)
    group = [half(), half(), wide(), half(2), half(2), wide(2)]
    MIXED("nd.multi_mp_sgd_update", *group, out=out16, **rates)
    MIXED("nd.preloaded_multi_mp_sgd_update", *group, *arrays, out=out16, **both)
    group = [half(), half(), wide(), wide(), half(2), half(2), wide(2), wide(2)]
    MIXED("nd.multi_mp_sgd_mom_update", *group, momentum=0.9, out=out16, **rates)
    MIXED("nd.preloaded_multi_mp_sgd_mom_update", *group, *arrays, momentum=0.9, out=out16, **both)
    lists = [[F(), g] for _ in range(3)] + [[F(0.1), A(2, low=0.1, grad=False)]]
    adamw = {"lrs": [0.1, 0.2], "wds": [0.01, 0.0], "etas": [1.0, 0.5], "out": out}
    adamw |= {k: v for k, v in kw.items() if k != "rescale_grad"}
    scale = L([kw.get("rescale_grad", 1.0)])
    call("nd.contrib.multi_adamw_update", *lists, scale, **adamw)
    lamb = {"step_count": [1, 3], "lrs": [0.1, 0.2], "wds": [0.01, 0.0], "out": out, **kw}
    call("nd.contrib.multi_lamb_update", *lists, num_tensors=2, **lamb)
    mixed = [[half(), half(2)], [half(), half(2)], [wide(), wide(2)],
             [wide(low=0.1), wide(2, low=0.1)]]  # fmt: skip
    w32 = [wide(), wide(2)]
    adamw["out"] = lamb["out"] = out16
    MIXED("nd.contrib.multi_mp_adamw_update", *mixed, w32, scale, **adamw)
    MIXED("nd.contrib.multi_mp_lamb_update", *mixed, w32, num_tensors=2, **lamb)
call("nd.multi_sum_sq", F(), A(2), num_arrays=2, grad=False)
call("nd.multi_sum_sq", F(), num_arrays=1)
call("nd.multi_sum_sq", half(), half(2), half(5), num_arrays=3, rtol=1e-3)  # squared in float16
layers = [L([0.1, 0.2, 0.3]), L([4.0, 0.0, 9.0]), L([1.0, 4.0, 0.0]), L([0.0, 0.1, 0.0])]
for kw in [{"eps": 0.1}, {"eps": 1e-6}, {"eps": 0.1, "rescale_grad": 2.0}]:
    call("nd.multi_lars", *layers, eta=0.5, **kw)
nan = L([1.0, float("nan")])
for arrays in [[F()], [nan], [L([float("inf")])]]:
    call("nd.all_finite", *arrays)
    call("nd.multi_all_finite", F(), *arrays, num_arrays=2)
for arrays in [[F()], [F(), A(2)], [F(), nan, nan]]:
    call("nd.reset_arrays", *arrays, num_arrays=len(arrays), grad=False)
