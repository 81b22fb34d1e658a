"""Steps of several weights in one call, and what is asked of several arrays on the way.

The arrays of one weight come one after the other: ``weight0, grad0, weight1, grad1, ...``, with the
states behind the gradients. The states are written in place.
"""

from __future__ import annotations

import numpy as np

from ..registry import operator
from .descent import sgd_mom_update, sgd_update
from .multi_precision import mp_sgd_mom_update, mp_sgd_update


def _states(size, positions, behind=0):
    """Where the states are in groups of ``size`` arrays, and where their new values come out."""

    def updates(count):
        groups = (count - behind) // size
        return {
            group * size + position: groups + group * len(positions) + i
            for group in range(groups)
            for i, position in enumerate(positions)
        }

    return updates


def _each(op, data, size, num_weights, lrs, wds, **same):
    """The new weights, then the new states, of ``op`` on each group of ``size`` arrays."""
    if len(data) != size * num_weights:
        raise ValueError(
            f"num_weights={num_weights} weights take {size} arrays each, got {len(data)} in all"
        )
    if len(lrs) != num_weights or len(wds) != num_weights:
        raise ValueError(
            f"num_weights={num_weights}, but there are {len(lrs)} learning rates and {len(wds)} "
            f"weight decays"
        )
    steps = []
    for i, (lr, wd) in enumerate(zip(lrs, wds)):
        step = op(*data[i * size : (i + 1) * size], lr=float(lr), wd=float(wd), **same)
        steps.append(step if isinstance(step, tuple) else (step,))
    return [*[step[0] for step in steps], *[state for step in steps for state in step[1:]]]


@operator(outputs="many", differentiable=False)
def multi_sgd_update(*data, lrs, wds, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1):
    """A step of :func:`sgd_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient of each.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, v = nd.ones(1), nd.ones(1)
    >>> nd.multi_sgd_update(w, nd.ones(1), v, nd.ones(1), lrs=(0.5, 0.25), wds=(0., 0.),
    ...                     num_weights=2, out=[w, v])[1].asnumpy()
    array([0.75], dtype=float32)
    """
    return _each(
        sgd_update, data, 2, num_weights, lrs, wds, rescale_grad=rescale_grad,
        clip_gradient=clip_gradient,
    )  # fmt: skip


@operator(outputs="many", updates=_states(3, (2,)), differentiable=False)
def multi_sgd_mom_update(
    *data, lrs, wds, momentum=0.0, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1
):
    """A step of :func:`sgd_mom_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient, momentum of each; the momenta are updated in place.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    momentum : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, mom = nd.ones(1), nd.zeros(1)
    >>> nd.multi_sgd_mom_update(w, nd.ones(1), mom, lrs=(0.5,), wds=(0.,), momentum=0.9).asnumpy()
    array([0.5], dtype=float32)
    >>> mom.asnumpy()
    array([-0.5], dtype=float32)
    """
    return _each(
        sgd_mom_update, data, 3, num_weights, lrs, wds, momentum=momentum,
        rescale_grad=rescale_grad, clip_gradient=clip_gradient,
    )  # fmt: skip


@operator(outputs="many", updates=_states(3, (2,)), differentiable=False)
def multi_mp_sgd_update(*data, lrs, wds, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1):
    """A step of :func:`mp_sgd_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient (float16) and weight in float32 of each; the last is updated in place.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, w32 = nd.ones(1, dtype='float16'), nd.ones(1)
    >>> nd.multi_mp_sgd_update(w, w, w32, lrs=(0.5,), wds=(0.,)).asnumpy()
    array([0.5], dtype=float16)
    """
    return _each(
        mp_sgd_update, data, 3, num_weights, lrs, wds, rescale_grad=rescale_grad,
        clip_gradient=clip_gradient,
    )  # fmt: skip


@operator(outputs="many", updates=_states(4, (2, 3)), differentiable=False)
def multi_mp_sgd_mom_update(
    *data, lrs, wds, momentum=0.0, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1
):
    """A step of :func:`mp_sgd_mom_update` for several weights.

    Parameters
    ----------
    *data : NDArray
        weight, gradient (float16), momentum and weight in float32 of each; the last two are updated
        in place.
    lrs, wds : tuple of float
        A learning rate and a weight decay for each weight.
    momentum : float, default 0
    rescale_grad, clip_gradient : float, default 1 and -1
        See :mod:`ndgrad.ops.optimizer`.
    num_weights : int, default 1

    >>> w, mom, w32 = nd.ones(1, dtype='float16'), nd.zeros(1), nd.ones(1)
    >>> nd.multi_mp_sgd_mom_update(w, w, mom, w32, lrs=(0.5,), wds=(0.,), momentum=0.9).asnumpy()
    array([0.5], dtype=float16)
    """
    return _each(
        mp_sgd_mom_update, data, 4, num_weights, lrs, wds, momentum=momentum,
        rescale_grad=rescale_grad, clip_gradient=clip_gradient,
    )  # fmt: skip


# -- with learning rates and weight decays in arrays ------------------------------------------


def _preloaded(op, data, **same):
    """``op`` with the last two arrays as ``lrs`` and ``wds``."""
    if len(data) < 2:
        raise ValueError("learning rates and weight decays are missing")
    return op(*data[:-2], lrs=data[-2].reshape(-1), wds=data[-1].reshape(-1), **same)


@operator(outputs="many", differentiable=False)
def preloaded_multi_sgd_update(*data, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1):
    """:func:`multi_sgd_update` with the learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_sgd_update`, then ``lrs`` and ``wds`` of shape (num_weights,).
    rescale_grad, clip_gradient, num_weights
        As there.

    >>> w = nd.ones(1)
    >>> nd.preloaded_multi_sgd_update(w, w, nd.array([0.5]), nd.array([0.])).asnumpy()
    array([0.5], dtype=float32)
    """
    return _preloaded(
        multi_sgd_update, data, rescale_grad=rescale_grad, clip_gradient=clip_gradient,
        num_weights=num_weights,
    )  # fmt: skip


@operator(outputs="many", updates=_states(3, (2,), behind=2), differentiable=False)
def preloaded_multi_sgd_mom_update(
    *data, momentum=0.0, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1
):
    """:func:`multi_sgd_mom_update` with the learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_sgd_mom_update`, then ``lrs`` and ``wds`` of shape
        (num_weights,).
    momentum, rescale_grad, clip_gradient, num_weights
        As there.

    >>> w, mom = nd.ones(1), nd.zeros(1)
    >>> nd.preloaded_multi_sgd_mom_update(w, w, mom, nd.array([0.5]), nd.array([0.])).asnumpy()
    array([0.5], dtype=float32)
    """
    return _preloaded(
        multi_sgd_mom_update, data, momentum=momentum, rescale_grad=rescale_grad,
        clip_gradient=clip_gradient, num_weights=num_weights,
    )  # fmt: skip


@operator(outputs="many", updates=_states(3, (2,), behind=2), differentiable=False)
def preloaded_multi_mp_sgd_update(*data, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1):
    """:func:`multi_mp_sgd_update` with the learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_mp_sgd_update`, then ``lrs`` and ``wds`` of shape
        (num_weights,).
    rescale_grad, clip_gradient, num_weights
        As there.

    >>> w, w32 = nd.ones(1, dtype='float16'), nd.ones(1)
    >>> nd.preloaded_multi_mp_sgd_update(w, w, w32, nd.array([0.5]), nd.array([0.])).asnumpy()
    array([0.5], dtype=float16)
    """
    return _preloaded(
        multi_mp_sgd_update, data, rescale_grad=rescale_grad, clip_gradient=clip_gradient,
        num_weights=num_weights,
    )  # fmt: skip


@operator(outputs="many", updates=_states(4, (2, 3), behind=2), differentiable=False)
def preloaded_multi_mp_sgd_mom_update(
    *data, momentum=0.0, rescale_grad=1.0, clip_gradient=-1.0, num_weights=1
):
    """:func:`multi_mp_sgd_mom_update` with learning rates and weight decays in two last arrays.

    Parameters
    ----------
    *data : NDArray
        The arrays of :func:`multi_mp_sgd_mom_update`, then ``lrs`` and ``wds`` of shape
        (num_weights,).
    momentum, rescale_grad, clip_gradient, num_weights
        As there.

    >>> w, mom, w32 = nd.ones(1, dtype='float16'), nd.zeros(1), nd.ones(1)
    >>> lrs, wds = nd.array([0.5]), nd.array([0.])
    >>> nd.preloaded_multi_mp_sgd_mom_update(w, w, mom, w32, lrs, wds, momentum=0.9).asnumpy()
    array([0.5], dtype=float16)
    """
    return _preloaded(
        multi_mp_sgd_mom_update, data, momentum=momentum, rescale_grad=rescale_grad,
        clip_gradient=clip_gradient, num_weights=num_weights,
    )  # fmt: skip


# -- what is asked of several arrays ----------------------------------------------------------


def _counted(data, num_arrays):
    if len(data) != num_arrays:
        raise ValueError(f"num_arrays={num_arrays}, but there are {len(data)} arrays")


@operator(differentiable=False)
def multi_sum_sq(*data, num_arrays):
    """The sum of the squares of each array.

    Parameters
    ----------
    *data : NDArray, of any shapes
    num_arrays : int
        How many they are.

    Returns
    -------
    NDArray of shape (num_arrays,), float32

    >>> nd.multi_sum_sq(nd.array([3., 4.]), nd.array([[1.]]), num_arrays=2).asnumpy()
    array([25.,  1.], dtype=float32)
    """
    _counted(data, num_arrays)
    sums = np.empty(num_arrays, np.float32)
    for i, array in enumerate(data):
        values = array.ravel()
        if values.dtype != np.float64:  # the squares of float16 have no room there
            values = values.astype(np.float32, copy=False)
        sums[i] = np.dot(values, values)
    return sums


@operator(differentiable=False)
def multi_lars(lrs, weights_sum_sq, grads_sum_sq, wds, *, eta, eps, rescale_grad=1.0):
    """Learning rates of layers by the norms of their weights and gradients (You et al., 2017).

    ::

        lr * eta * |w| / (|g| * rescale_grad + wd * |w| + eps)

    where neither norm is 0, and ``lr`` itself elsewhere.

    Parameters
    ----------
    lrs, wds : NDArray of one shape
        Learning rate and weight decay of each layer.
    weights_sum_sq, grads_sum_sq : NDArray of this shape
        Squares of the norms, of :func:`multi_sum_sq`.
    eta, eps : float
    rescale_grad : float, default 1

    >>> four = nd.array([4.])
    >>> nd.multi_lars(nd.array([0.5]), four, four, nd.array([0.]), eta=0.25, eps=0.).asnumpy()
    array([0.125], dtype=float32)
    """
    for array in (weights_sum_sq, grads_sum_sq, wds):
        if array.shape != lrs.shape:
            raise ValueError(f"shapes differ: lrs {lrs.shape}, another input {array.shape}")
    norms, grads = np.sqrt(weights_sum_sq), np.sqrt(grads_sum_sq)
    scaled = lrs * eta * norms / (grads * rescale_grad + wds * norms + eps)
    return np.where((norms > 0) & (grads > 0), scaled, lrs)


def _all_finite(arrays, init_output):
    if not init_output:
        raise NotImplementedError("init_output=False, which keeps the old value of out, is missing")
    for array in arrays:
        if array.dtype.kind != "f":
            raise TypeError(f"floats can be infinite, {array.dtype} cannot")
    return np.array([all(np.isfinite(a).all() for a in arrays)], np.float32)


@operator(differentiable=False)
def all_finite(data, *, init_output=True):
    """1 if all elements are finite, 0 if one is infinite or NaN.

    Parameters
    ----------
    data : NDArray of floats
    init_output : True

    Returns
    -------
    NDArray of shape (1,), float32

    >>> nd.all_finite(nd.array([1., np.inf])).asnumpy()
    array([0.], dtype=float32)
    """
    return _all_finite([data], init_output)


@operator(differentiable=False)
def multi_all_finite(*data, num_arrays=1, init_output=True):
    """1 if all elements of all arrays are finite, 0 if one is infinite or NaN.

    Parameters
    ----------
    *data : NDArray of floats
    num_arrays : int, default 1
        How many they are.
    init_output : True

    Returns
    -------
    NDArray of shape (1,), float32

    >>> nd.multi_all_finite(nd.ones(2), nd.array([np.nan]), num_arrays=2).asnumpy()
    array([0.], dtype=float32)
    """
    _counted(data, num_arrays)
    return _all_finite(data, init_output)


@operator(outputs="many", updates=lambda count: {i: i for i in range(count)}, differentiable=False)
def reset_arrays(*data, num_arrays):
    """Fill arrays with zeros, in place.

    Parameters
    ----------
    *data : NDArray
    num_arrays : int
        How many they are.

    >>> x = nd.ones(2)
    >>> nd.reset_arrays(x, num_arrays=1)
    []
    >>> x.asnumpy()
    array([0., 0.], dtype=float32)
    """
    _counted(data, num_arrays)
    return [np.zeros_like(array) for array in data]
