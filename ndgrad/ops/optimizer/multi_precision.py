"""Steps of weights in float16 with a copy in float32, from which nothing is rounded away.

Each computes on ``weight32`` what the operator without ``mp_`` computes on its weight, and returns
the result rounded to the dtype of ``weight``. The states are float32 too.
"""

from __future__ import annotations

from ..registry import operator
from .adaptive import adamw_update
from .descent import nag_mom_update, sgd_mom_update, sgd_update
from .lamb import lamb_update_phase1, lamb_update_phase2


def _wide(grad, weight, weight32):
    """The gradient in the dtype in which the step is computed."""
    if weight.shape != weight32.shape:
        raise ValueError(f"shapes differ: weight {weight.shape}, weight32 {weight32.shape}")
    return grad.astype(weight32.dtype, copy=False)


def _narrow(new, weight):
    """``new`` in the dtype of the weight, in memory of its own."""
    return new.astype(weight.dtype)


@operator(outputs=("y", "new_weight32"), updates={"weight32": 1}, differentiable=False)
def mp_sgd_update(
    weight, grad, weight32, *, lr, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0, lazy_update=True
):
    """A step of :func:`sgd_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    weight32 : NDArray, float32
        The weight before rounding; updated in place.
    lr : float
        Learning rate.
    wd, rescale_grad, clip_gradient, lazy_update
        As in :func:`sgd_update`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> nd.mp_sgd_update(weight, weight, weight32, lr=1e-4, out=weight).asnumpy()
    array([1., 1.], dtype=float16)
    >>> weight32.asnumpy()
    array([0.9999, 0.9999], dtype=float32)
    """
    new = sgd_update(
        weight32, _wide(grad, weight, weight32), lr=lr, wd=wd, rescale_grad=rescale_grad,
        clip_gradient=clip_gradient, lazy_update=lazy_update,
    )  # fmt: skip
    return _narrow(new, weight), new


@operator(
    outputs=("y", "new_mom", "new_weight32"), updates={"mom": 1, "weight32": 2},
    differentiable=False,
)  # fmt: skip
def mp_sgd_mom_update(
    weight, grad, mom, weight32, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0,
    lazy_update=True,
):  # fmt: skip
    """A step of :func:`sgd_mom_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mom, weight32 : NDArray, float32
        The momentum, and the weight before rounding; updated in place.
    lr : float
        Learning rate.
    momentum, wd, rescale_grad, clip_gradient, lazy_update
        As in :func:`sgd_mom_update`.

    >>> weight, mom, weight32 = nd.ones(2, dtype='float16'), nd.zeros(2), nd.ones(2)
    >>> nd.mp_sgd_mom_update(weight, weight, mom, weight32, lr=0.5, momentum=0.9).asnumpy()
    array([0.5, 0.5], dtype=float16)
    """
    new, new_mom = sgd_mom_update(
        weight32, _wide(grad, weight, weight32), mom, lr=lr, momentum=momentum, wd=wd,
        rescale_grad=rescale_grad, clip_gradient=clip_gradient, lazy_update=lazy_update,
    )  # fmt: skip
    return _narrow(new, weight), new_mom, new


@operator(
    outputs=("y", "new_mom", "new_weight32"), updates={"mom": 1, "weight32": 2},
    differentiable=False,
)  # fmt: skip
def mp_nag_mom_update(
    weight, grad, mom, weight32, *, lr, momentum=0.0, wd=0.0, rescale_grad=1.0, clip_gradient=-1.0
):
    """A step of :func:`nag_mom_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mom, weight32 : NDArray, float32
        The momentum, and the weight before rounding; updated in place.
    lr : float
        Learning rate.
    momentum, wd, rescale_grad, clip_gradient
        As in :func:`nag_mom_update`.

    >>> weight, mom, weight32 = nd.ones(2, dtype='float16'), nd.zeros(2), nd.ones(2)
    >>> nd.mp_nag_mom_update(weight, weight, mom, weight32, lr=0.5, momentum=0.5).asnumpy()
    array([0.25, 0.25], dtype=float16)
    """
    new, new_mom = nag_mom_update(
        weight32, _wide(grad, weight, weight32), mom, lr=lr, momentum=momentum, wd=wd,
        rescale_grad=rescale_grad, clip_gradient=clip_gradient,
    )  # fmt: skip
    return _narrow(new, weight), new_mom, new


@operator(outputs=("y", "new_mean", "new_var"), updates={"mean": 1, "var": 2}, differentiable=False)
def mp_lamb_update_phase1(
    weight, grad, mean, var, weight32, *, beta1=0.9, beta2=0.999, epsilon=1e-6, t,
    bias_correction=True, wd, rescale_grad=1.0, clip_gradient=-1.0,
):  # fmt: skip
    """The direction of :func:`lamb_update_phase1` in mixed precision, as float32.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mean, var, weight32 : NDArray, float32
        ``mean`` and ``var`` are updated in place.
    beta1, beta2, epsilon, t, bias_correction, wd, rescale_grad, clip_gradient
        As in :func:`lamb_update_phase1`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> mean, var = nd.zeros(2), nd.zeros(2)
    >>> nd.mp_lamb_update_phase1(weight, weight, mean, var, weight32, t=1, wd=0.).asnumpy().round(3)
    array([1., 1.], dtype=float32)
    """
    return lamb_update_phase1(
        weight32, _wide(grad, weight, weight32), mean, var, beta1=beta1, beta2=beta2,
        epsilon=epsilon, t=t, bias_correction=bias_correction, wd=wd, rescale_grad=rescale_grad,
        clip_gradient=clip_gradient,
    )  # fmt: skip


@operator(outputs=("y", "new_weight32"), updates={"weight32": 1}, differentiable=False)
def mp_lamb_update_phase2(weight, g, r1, r2, weight32, *, lr, lower_bound=-1.0, upper_bound=-1.0):
    """A step of :func:`lamb_update_phase2` in mixed precision.

    Parameters
    ----------
    weight : NDArray, float16
    g : NDArray, float32
        The direction, of :func:`mp_lamb_update_phase1`.
    r1, r2 : NDArray of one element
        The norms of the weight and of the direction.
    weight32 : NDArray, float32
        The weight before rounding; updated in place.
    lr, lower_bound, upper_bound : float
        As in :func:`lamb_update_phase2`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> one = nd.ones(1)
    >>> nd.mp_lamb_update_phase2(weight, nd.ones(2), one, one, weight32, lr=0.25).asnumpy()
    array([0.75, 0.75], dtype=float16)
    """
    new = lamb_update_phase2(
        weight32, g, r1, r2, lr=lr, lower_bound=lower_bound, upper_bound=upper_bound
    )
    return _narrow(new, weight), new


@operator(
    aliases=("_contrib_mp_adamw_update", "_mp_adamw_update"), namespace="contrib", scalars=True,
    promotes=False, outputs=("y", "new_mean", "new_var", "new_weight32"),
    updates={"mean": 1, "var": 2, "weight32": 3}, differentiable=False,
)  # fmt: skip
def mp_adamw_update(
    weight, grad, mean, var, weight32, rescale_grad, *, lr, eta, beta1=0.9, beta2=0.999,
    epsilon=1e-8, wd=0.0, clip_gradient=-1.0,
):  # fmt: skip
    """A step of :func:`adamw_update` in mixed precision.

    Parameters
    ----------
    weight, grad : NDArray of one shape, float16
    mean, var, weight32 : NDArray, float32
        The running mean and variance, and the weight before rounding; updated in place.
    rescale_grad : float or NDArray of one element
        If it is 0, infinite or NaN - an overflow in mixed-precision training - all stays as it is.
    lr, eta, beta1, beta2, epsilon, wd, clip_gradient
        As in :func:`adamw_update`.

    >>> weight, weight32 = nd.ones(2, dtype='float16'), nd.ones(2)
    >>> mean, var = nd.zeros(2), nd.zeros(2)
    >>> y = nd.contrib.mp_adamw_update(weight, weight, mean, var, weight32, 1.0, lr=0.125, eta=1.0)
    >>> y.asnumpy(), mean.asnumpy().round(3)
    (array([0.6045, 0.6045], dtype=float16), array([0.1, 0.1], dtype=float32))
    """
    new, new_mean, new_var = adamw_update(
        weight32, _wide(grad, weight, weight32), mean, var, rescale_grad, lr=lr, eta=eta,
        beta1=beta1, beta2=beta2, epsilon=epsilon, wd=wd, clip_gradient=clip_gradient,
    )  # fmt: skip
    return _narrow(new, weight), new_mean, new_var, new
