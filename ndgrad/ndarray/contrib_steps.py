"""``nd.contrib``: steps of several weights, whose arrays MXNet takes in lists by kind.

All lists have one entry per weight. The states are updated in place; the new weights are returned,
in ``out`` if that is given. A list of another length is a ValueError.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..base import InvalidValueError
from ..core.arguments import checked
from .ndarray import NDArray, classic

__all__ = [
    "multi_adamw_update", "multi_lamb_update", "multi_mp_adamw_update", "multi_mp_lamb_update",
]  # fmt: skip

Arrays = Sequence[NDArray]
Numbers = Sequence[float]


def _same_length(name: str, size: int, **lists: Any) -> int:
    """How many weights there are; raises where a list has another length."""
    count = len(next(iter(lists.values())))
    for what, given in lists.items():
        if given is not None and len(given) != count:
            raise InvalidValueError(f"{name}: {count} weights, but {len(given)} {what}.")
    if size not in (0, count):
        raise InvalidValueError(f"{name}: {count} weights, but their number is given as {size}.")
    return count


def _outs(out: Any, count: int) -> Sequence[Any]:
    return [None] * count if out is None else out


@checked
def multi_adamw_update(
    weights: Arrays,
    grads: Arrays,
    mean: Arrays,
    var: Arrays,
    rescale_grad: NDArray | float,
    lrs: Numbers,
    wds: Numbers,
    etas: Numbers,
    out: Arrays | None = None,
    name: str | None = None,
    size: int = 0,
    **kwargs: Any,
) -> list[NDArray]:
    """A step of ``adamw_update`` for each of several weights.

    Parameters
    ----------
    weights, grads, mean, var : list of NDArray
        ``mean`` and ``var`` are updated in place.
    rescale_grad : float or NDArray of one element
        Factor of the gradients; 0, infinite or NaN leaves all as it is.
    lrs, wds, etas : list of float
    out : list of NDArray, optional
        Where the new weights go.
    name : str
        Of no effect: names belong to symbols.
    size : int, optional
        The number of weights, if given.
    **kwargs
        ``beta1``, ``beta2``, ``epsilon`` and ``clip_gradient``, the same for all.

    >>> w, m, v = nd.ones(2), nd.zeros(2), nd.zeros(2)
    >>> new = nd.contrib.multi_adamw_update([w], [w], [m], [v], 1.0, lrs=[0.125], wds=[0.],
    ...                                     etas=[1.], out=[w])
    >>> w.asnumpy().round(3)
    array([0.605, 0.605], dtype=float32)
    """
    count = _same_length(
        "multi_adamw_update", size, weights=weights, gradients=grads, means=mean, variances=var,
        learning_rates=lrs, weight_decays=wds, etas=etas, outputs=out,
    )  # fmt: skip
    return [
        classic.F.adamw_update(
            weights[i], grads[i], mean[i], var[i], rescale_grad, lr=lrs[i], wd=wds[i],
            eta=etas[i], out=_outs(out, count)[i], **kwargs,
        )
        for i in range(count)
    ]  # fmt: skip


@checked
def multi_mp_adamw_update(
    weights: Arrays,
    grads: Arrays,
    mean: Arrays,
    var: Arrays,
    weights32: Arrays,
    rescale_grad: NDArray | float,
    lrs: Numbers,
    wds: Numbers,
    etas: Numbers,
    out: Arrays | None = None,
    name: str | None = None,
    size: int = 0,
    **kwargs: Any,
) -> list[NDArray]:
    """A step of ``mp_adamw_update`` for each of several weights.

    Parameters
    ----------
    weights, grads : list of NDArray, float16
    mean, var, weights32 : list of NDArray, float32
        Updated in place.
    rescale_grad, lrs, wds, etas, out, name, size, **kwargs
        As in :func:`multi_adamw_update`.

    >>> w, w32, m, v = nd.ones(2, dtype='float16'), nd.ones(2), nd.zeros(2), nd.zeros(2)
    >>> new = nd.contrib.multi_mp_adamw_update([w], [w], [m], [v], [w32], 1.0, lrs=[0.125],
    ...                                        wds=[0.], etas=[1.])
    >>> new[0].dtype, w32.asnumpy().round(3)
    (<class 'numpy.float16'>, array([0.605, 0.605], dtype=float32))
    """
    count = _same_length(
        "multi_mp_adamw_update", size, weights=weights, gradients=grads, means=mean, variances=var,
        weights32=weights32, learning_rates=lrs, weight_decays=wds, etas=etas, outputs=out,
    )  # fmt: skip
    return [
        classic.F.mp_adamw_update(
            weights[i], grads[i], mean[i], var[i], weights32[i], rescale_grad, lr=lrs[i],
            wd=wds[i], eta=etas[i], out=_outs(out, count)[i], **kwargs,
        )
        for i in range(count)
    ]  # fmt: skip


@checked
def multi_lamb_update(
    weights: Arrays,
    grads: Arrays,
    mean: Arrays,
    var: Arrays,
    step_count: Sequence[int],
    lrs: Numbers,
    wds: Numbers,
    out: Arrays | None = None,
    num_tensors: int = 0,
    **kwargs: Any,
) -> list[NDArray]:
    """A step of LAMB - ``lamb_update_phase1`` and ``2`` - for each of several weights.

    Parameters
    ----------
    weights, grads, mean, var : list of NDArray
        ``mean`` and ``var`` are updated in place.
    step_count : list of int
        The number of the step of each weight, from 1 on.
    lrs, wds : list of float
    out : list of NDArray, optional
        Where the new weights go.
    num_tensors : int, optional
        The number of weights, if given.
    **kwargs
        ``beta1``, ``beta2``, ``epsilon``, ``bias_correction``, ``rescale_grad``,
        ``clip_gradient``, ``lower_bound``, ``upper_bound``, the same for all.

    >>> w, m, v = nd.ones(2), nd.zeros(2), nd.zeros(2)
    >>> new = nd.contrib.multi_lamb_update([w], [w], [m], [v], step_count=[1], lrs=[0.25],
    ...                                    wds=[0.], num_tensors=1)
    >>> new[0].asnumpy().round(3)
    array([0.75, 0.75], dtype=float32)
    """
    count = _same_length(
        "multi_lamb_update", num_tensors, weights=weights, gradients=grads, means=mean,
        variances=var, step_counts=step_count, learning_rates=lrs, weight_decays=wds, outputs=out,
    )  # fmt: skip
    F, bounds = classic.F, _bounds(kwargs)
    found = []
    for i in range(count):
        weight = weights[i]
        step = F.lamb_update_phase1(
            weight, grads[i], mean[i], var[i], t=step_count[i], wd=wds[i], **kwargs
        )
        found.append(
            F.lamb_update_phase2(
                weight, step, _norm(weight), _norm(step), lr=lrs[i],
                out=_outs(out, count)[i], **bounds,
            )
        )  # fmt: skip
    return found


@checked
def multi_mp_lamb_update(
    weights: Arrays,
    grads: Arrays,
    mean: Arrays,
    var: Arrays,
    weights32: Arrays,
    step_count: Sequence[int],
    lrs: Numbers,
    wds: Numbers,
    out: Arrays | None = None,
    num_tensors: int = 0,
    **kwargs: Any,
) -> list[NDArray]:
    """A step of LAMB in mixed precision for each of several weights.

    Parameters
    ----------
    weights, grads : list of NDArray, float16
    mean, var, weights32 : list of NDArray, float32
        Updated in place.
    step_count, lrs, wds, out, num_tensors, **kwargs
        As in :func:`multi_lamb_update`.

    >>> w, w32, m, v = nd.ones(2, dtype='float16'), nd.ones(2), nd.zeros(2), nd.zeros(2)
    >>> new = nd.contrib.multi_mp_lamb_update([w], [w], [m], [v], [w32], step_count=[1],
    ...                                       lrs=[0.25], wds=[0.], num_tensors=1)
    >>> new[0].asnumpy(), w32.asnumpy().round(3)
    (array([0.75, 0.75], dtype=float16), array([0.75, 0.75], dtype=float32))
    """
    count = _same_length(
        "multi_mp_lamb_update", num_tensors, weights=weights, gradients=grads, means=mean,
        variances=var, weights32=weights32, step_counts=step_count, learning_rates=lrs,
        weight_decays=wds, outputs=out,
    )  # fmt: skip
    F, bounds = classic.F, _bounds(kwargs)
    found = []
    for i in range(count):
        weight, wide = weights[i], weights32[i]
        step = F.mp_lamb_update_phase1(
            weight, grads[i], mean[i], var[i], wide, t=step_count[i], wd=wds[i], **kwargs
        )
        found.append(
            F.mp_lamb_update_phase2(
                weight, step, _norm(weight), _norm(step), wide, lr=lrs[i],
                out=_outs(out, count)[i], **bounds,
            )
        )  # fmt: skip
    return found


def _norm(array: NDArray) -> NDArray:
    """As float32 also for float16, which has no room for the squares."""
    return classic.F.sqrt(classic.F.multi_sum_sq(array, num_arrays=1))


def _bounds(kwargs: dict[str, Any]) -> dict[str, Any]:
    """The keywords of the second phase, taken out of ``kwargs``."""
    return {n: kwargs.pop(n) for n in ("lower_bound", "upper_bound") if n in kwargs}
