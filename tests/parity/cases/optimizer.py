"""Optimizer update operators: what they return and what they leave in their states."""

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
