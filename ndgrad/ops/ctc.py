"""Connectionist temporal classification: the loss of labels without known places.

After Graves et al., Connectionist Temporal Classification, ICML 2006. The labels of a sample are
interleaved with blanks: blank, label 1, blank, label 2, ..., blank. A path moves through these
places, at each step staying, going to the next one, or jumping over a blank between two different
labels. alpha(t, s) is the log probability of all beginnings that are at place s after step t,
beta(t, s) that of all ends from there; the gradient follows from their sum.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .blocks import float_only
from .indices import within
from .registry import operator
from .softmax import log_softmax

#: The logarithm of an impossible event: so low that nothing adds up to it, yet finite.
NEVER = -1e30


class Plan(NamedTuple):
    """Where the paths of each sample may go."""

    places: np.ndarray  # (N, S) the classes of the places
    jumps: np.ndarray  # (N, S) 0 where a place can be reached over a blank, NEVER elsewhere
    starts: np.ndarray  # (N, S) 0 at the first two places
    ends: np.ndarray  # (N, S) 0 at the last two places of the sample
    steps: np.ndarray  # (N,) how many steps the sample has
    possible: np.ndarray  # (N,) False where the labels do not fit into the steps


def _lengths(given, batch, most, name):
    if given.shape != (batch,):
        raise ValueError(f"{name} must have shape ({batch},), got {given.shape}")
    return within(given, 0, most, f"{name}:")


def _given_lengths(data_lengths, label_lengths, use_data_lengths, use_label_lengths):
    """The two inputs of lengths, None for one that does not count."""
    if use_label_lengths and not use_data_lengths and label_lengths is None:
        # As in MXNet the inputs that a call does not have are left out, not skipped.
        data_lengths, label_lengths = None, data_lengths
    for given, wanted, name in (
        (data_lengths, use_data_lengths, "data_lengths"),
        (label_lengths, use_label_lengths, "label_lengths"),
    ):
        if (given is not None) != bool(wanted):
            raise ValueError(f"use_{name}={bool(wanted)} does not go with "
                             + (f"no {name}" if given is None else f"a {name} input"))  # fmt: skip
    return data_lengths, label_lengths


def _up_to_padding(index, first):
    """How many labels each row has if those below ``first`` are padding, which ends them."""
    if not index.shape[1]:
        return np.zeros(len(index), np.intp)
    padding = index < first
    return np.where(padding.any(axis=1), padding.argmax(axis=1), index.shape[1])


def _plan(shape, label, data_lengths, label_lengths, use_data_lengths, use_label_lengths, blank):
    """Check the inputs and lay out the places."""
    if blank not in ("first", "last"):
        raise ValueError(f"blank_label must be 'first' or 'last', got {blank!r}")
    if len(shape) != 3 or label.ndim != 2 or label.shape[0] != shape[1]:
        raise ValueError(
            f"data must have the shape (steps, batch, classes) and label (batch, labels), "
            f"got {tuple(shape)} and {label.shape}"
        )
    total, batch, classes = shape
    data_lengths, label_lengths = _given_lengths(
        data_lengths, label_lengths, use_data_lengths, use_label_lengths
    )
    width = label.shape[1]
    first = 1 if blank == "first" else 0  # classes of labels: [first, first + classes - 1)
    blank_class = 0 if blank == "first" else classes - 1
    index = label.astype(np.intp)
    if label_lengths is None:
        lengths = _up_to_padding(index, first)
    else:
        lengths = _lengths(label_lengths, batch, width, "label_lengths")
    if data_lengths is None:
        steps = np.full(batch, total)
    else:
        steps = _lengths(data_lengths, batch, total, "data_lengths")
    real = np.arange(width) < lengths[:, None]
    wrong = real & ((index < first) | (index >= first + classes - 1))
    if wrong.any():
        raise ValueError(
            f"label {label[wrong][0]} is not one of the classes {first} to {first + classes - 2} "
            f"(blank_label={blank!r} keeps class {blank_class} for the blank)"
        )
    places = np.full((batch, 2 * width + 1), blank_class)
    places[:, 1::2] = np.where(real, index, blank_class)
    s = np.arange(2 * width + 1)
    jumps = np.full(places.shape, NEVER)
    jumps[:, 2:][(s[2:] % 2 == 1) & (places[:, 2:] != places[:, :-2])] = 0
    starts = np.where(s < 2, 0, NEVER) + np.zeros((batch, 1))
    last = 2 * lengths[:, None]
    ends = np.where((s == last) | (s == last - 1), 0, NEVER)
    repeats = (real[:, 1:] & (index[:, 1:] == index[:, :-1])).sum(axis=1)
    return Plan(places, jumps, starts, ends, steps, lengths + repeats <= steps)


def _log_sum(ways, out):
    """log of the sum over the first axis of exponentials, which are left in ``ways``."""
    top = ways.max(axis=0)
    ways -= top
    np.exp(ways, out=ways)
    np.add.reduce(ways, axis=0, out=out)
    np.log(out, out=out)
    out += top


def _forward(data, plan):
    """Log alpha (T, N, S), and the log probabilities of the labels, the places and all classes.

    In double precision: over many steps the logarithms become large, and of their differences the
    gradient is made.
    """
    logp = log_softmax(data.astype(np.float64, copy=False))
    at_places = np.take_along_axis(logp, plan.places[None], axis=2)
    np.maximum(at_places, NEVER, out=at_places)  # -inf would make NaN of the sums
    jumps, starts = plan.jumps, plan.starts
    alpha = np.empty_like(at_places)
    ways = np.full((3, *starts.shape), NEVER)
    before, shortest = starts, plan.steps.min(initial=0)
    for t, new in enumerate(alpha):
        if t == 0:
            new[...] = starts
        else:
            ways[0] = before
            ways[1, :, 0] = NEVER
            ways[1, :, 1:] = before[:, :-1]
            ways[2, :, :2] = NEVER
            np.add(before[:, :-2], jumps[:, 2:], out=ways[2, :, 2:])
            _log_sum(ways, new)
        new += at_places[t]
        if t >= shortest:
            np.copyto(new, before, where=(t >= plan.steps)[:, None])
        before = new
    ends = (before + plan.ends).T.copy()
    total = np.empty(ends.shape[1:])
    _log_sum(ends, total)
    return alpha, total, at_places, logp


@operator(
    outputs=("loss", "saved"), visible=1,
    aliases=("ctc_loss", "_contrib_CTCLoss", "_contrib_ctc_loss"),
)  # fmt: skip
def CTCLoss(
    data, label, data_lengths=None, label_lengths=None, *, use_data_lengths=False,
    use_label_lengths=False, blank_label="first",
):  # fmt: skip
    """Connectionist temporal classification loss (Graves et al. 2006).

    ``-log`` of the probability that the classes of all steps, with repetitions merged and blanks
    removed, spell the labels.

    Parameters
    ----------
    data : NDArray of shape (steps, batch, classes), float16, float32 or float64
        Before softmax. One class is the blank.
    label : NDArray of shape (batch, labels), any dtype
    data_lengths : NDArray of shape (batch,), optional
        How many steps of each sample count; needs ``use_data_lengths=True``.
    label_lengths : NDArray of shape (batch,), optional
        How many labels each sample has; needs ``use_label_lengths=True``. Without it the first
        padding value ends the labels.
    use_data_lengths, use_label_lengths : bool, default False
    blank_label : {'first', 'last'}, default 'first'
        Which class is the blank. With 'first' labels are 1, 2, ... and padding is 0 (or negative);
        with 'last' labels are 0, 1, ... and padding is negative.

    Returns
    -------
    NDArray of shape (batch,) and the dtype of ``data``
        0, with gradient 0, where the labels do not fit into the steps, as in MXNet.

    Raises
    ------
    MXNetError (also ValueError) for a label that is not a class or is the blank, a length out of
    range, shapes that do not fit.

    >>> x = nd.zeros((2, 1, 3))                  # two steps, three classes, all equally likely
    >>> nd.CTCLoss(x, nd.array([[1]])).asnumpy() # _1, 1_ and 11 of 9 paths: log 3
    array([1.0986123], dtype=float32)
    """
    float_only(data)
    plan = _plan(
        data.shape, label, data_lengths, label_lengths, use_data_lengths, use_label_lengths,
        blank_label,
    )  # fmt: skip
    found = _forward(data, plan)
    total = found[1]
    loss = np.where(total < NEVER / 2, np.inf, -total)  # a label of probability 0
    saved = np.empty(1, object)  # hidden outputs are arrays
    saved[0] = (plan, *found)
    return np.where(plan.possible, loss, 0).astype(data.dtype), saved


@CTCLoss.gradient("data")
def _(
    F, gys, data, label, data_lengths, label_lengths, saved, use_data_lengths, use_label_lengths,
    blank_label,
):  # fmt: skip
    if not F.recording:
        return _backward(gys[0], *saved[0]).astype(data.dtype, copy=False)

    def run(F, data):
        plan = F._ctc_plan(
            data, label, data_lengths, label_lengths, use_data_lengths=use_data_lengths,
            use_label_lengths=use_label_lengths, blank_label=blank_label,
        )  # fmt: skip
        return [_unrolled(F, data, *plan)]

    return F.vjp(run, (data,), gys)[0]


def _backward(gy, plan, alpha, total, at_places, logp):
    """The gradient by forward and backward probabilities, on raw arrays."""
    steps, batch, classes = logp.shape
    jumps, ends = plan.jumps, plan.ends
    joint = np.empty_like(alpha)  # log probability of the paths through each place
    ways = np.full((3, *ends.shape), NEVER)
    after, beta = np.empty_like(ends), ends
    longest = plan.steps.max(initial=0)
    for t in range(steps - 1, -1, -1):
        if t + 1 < longest:
            np.add(beta, at_places[t + 1], out=after)
            ways[0] = after
            ways[1, :, -1] = NEVER
            ways[1, :, :-1] = after[:, 1:]
            ways[2, :, -2:] = NEVER
            np.add(after[:, 2:], jumps[:, 2:], out=ways[2, :, :-2])
            beta = np.empty_like(ends)
            _log_sum(ways, beta)
            # Of a sample that ends with this step or before, the ends are still ahead.
            np.copyto(beta, ends, where=(t + 1 >= plan.steps)[:, None])
        np.add(alpha[t], beta, out=joint[t])
    joint -= total[:, None]
    np.exp(joint, out=joint)
    cells = np.arange(steps * batch).reshape(steps, batch, 1) * classes + plan.places
    posterior = np.bincount(cells.ravel(), joint.ravel(), logp.size).reshape(logp.shape)
    g = np.exp(logp)
    g -= posterior
    g *= np.where(total < NEVER / 2, np.nan, gy)[:, None]
    running = (np.arange(steps)[:, None] < plan.steps) & plan.possible
    return np.where(running[:, :, None], g, 0)


# -- the same in other operators, for derivatives of every order ----------------------------------


@operator(outputs=("one_hot", "jumps", "starts", "ends", "running", "possible"), zero_gradient=True)
def _ctc_plan(
    data, label, data_lengths=None, label_lengths=None, *, use_data_lengths, use_label_lengths,
    blank_label,
):  # fmt: skip
    """The plan of the paths as constants in the dtype of ``data``."""
    plan = _plan(
        data.shape, label, data_lengths, label_lengths, use_data_lengths, use_label_lengths,
        blank_label,
    )  # fmt: skip
    one_hot = plan.places[:, None, :] == np.arange(data.shape[2])[:, None]  # (N, C, S)
    running = np.arange(data.shape[0])[:, None, None] < plan.steps[:, None]  # (T, N, 1)
    running = np.broadcast_to(running, (*running.shape[:2], plan.places.shape[1]))
    found = (one_hot, plan.jumps, plan.starts, plan.ends, running, plan.possible)
    # The lowest number that float16 has is impossible enough.
    low = max(NEVER, float(np.finfo(data.dtype).min) / 4)
    return tuple(np.maximum(a, low).astype(data.dtype) for a in found)


def _unrolled(F, data, one_hot, jumps, starts, ends, running, possible):
    """The loss from the plan: alpha step by step."""
    steps, places = data.shape[0], one_hot.shape[2]
    logp = F.transpose(F.log_softmax(data), axes=(1, 0, 2))
    at_places = F.transpose(F.batch_dot(logp, one_hot), axes=(1, 0, 2))

    def step(a, t):
        return F._view(F.slice_axis(a, axis=0, begin=t, end=t + 1), shape=a.shape[1:])

    never = F.slice_axis(ends, axis=1, begin=0, end=1) * 0 + low_of(F, jumps)

    def shifted(a, by):
        if by >= places:
            return F.broadcast_to(never, shape=a.shape)
        rest = F.slice_axis(a, axis=1, begin=0, end=places - by)
        return F.concat(*[never] * by, rest, dim=1)

    def log_sum(a, axis):
        top = F.BlockGrad(F.max(a, axis=axis, keepdims=True))
        return F.log(F.sum(F.exp(a - top), axis=axis)) + F._view(top, shape=shape_without(a, axis))

    alpha = F.where(step(running, 0), step(at_places, 0) + starts, starts)
    for t in range(1, steps):
        ways = F.stack(alpha, shifted(alpha, 1), shifted(alpha, 2) + jumps, axis=0)
        alpha = F.where(step(running, t), log_sum(ways, 0) + step(at_places, t), alpha)
    total = log_sum(alpha + ends, 1)
    return F.where(possible, -total, total * 0)


def low_of(F, jumps):
    """The logarithm of the impossible, which the first place's jump is."""
    return F.slice_axis(jumps, axis=1, begin=0, end=1)


def shape_without(a, axis):
    return a.shape[:axis] + a.shape[axis + 1 :]
