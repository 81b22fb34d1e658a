"""Single-shot detection: anchors, their training targets, and the decoding of predictions.

Anchors are corners [xmin, ymin, xmax, ymax] in units of the image. An offset describes a box
relative to an anchor: the move of the centre in units of the anchor's size and the logarithm of
the change in size, each divided by a variance (Liu et al., "SSD", 2016). Nothing here has a
gradient: its derivative is zero.
"""

from __future__ import annotations

import math

import numpy as np

from ..registry import operator
from .boxes import centers, overlaps, suppress


def _numbers(value, name, count=None):
    numbers = (value,) if isinstance(value, (int, float, np.number)) else tuple(value)
    if not numbers or (count is not None and len(numbers) != count):
        raise ValueError(f"{name} must be {count or 'one or more'} numbers, got {value}")
    return tuple([float(n) for n in numbers])


@operator(namespace="contrib", zero_gradient=True, aliases=("_contrib_MultiBoxPrior",))
def MultiBoxPrior(
    data, *, sizes=(1.0,), ratios=(1.0,), clip=False, steps=(-1.0, -1.0), offsets=(0.5, 0.5)
):
    """Anchor boxes around each pixel of a feature map.

    Parameters
    ----------
    data : NDArray of shape (batch, channel, height, width)
        Only its shape and dtype matter.
    sizes : tuple of float, default (1,)
        Sides of the boxes, relative to the height of the image.
    ratios : tuple of float, default (1,)
        Width over height. Each size is used with the first ratio, and the first size with each
        of the other ratios.
    clip : bool, default False
        Cut the boxes off at the edges of the image.
    steps : (float, float), default (-1, -1)
        Distances of the centres along y and x; -1 for both spreads them over the image.
    offsets : (float, float), default (0.5, 0.5)
        Place of the first centre along y and x, in steps.

    Returns
    -------
    NDArray of shape (1, height * width * (len(sizes) + len(ratios) - 1), 4)

    >>> nd.contrib.MultiBoxPrior(nd.zeros((1, 3, 1, 1)), sizes=0.5).asnumpy()
    array([[[0.25, 0.25, 0.75, 0.75]]], dtype=float32)
    """
    if data.ndim != 4:
        raise ValueError("data must have 4 axes: batch, channel, height, width")
    sizes, ratios = _numbers(sizes, "sizes"), _numbers(ratios, "ratios")
    steps, offsets = _numbers(steps, "steps", 2), _numbers(offsets, "offsets", 2)
    height, width = data.shape[2:]
    if steps[0] * steps[1] < 0:
        raise ValueError(f"steps must be given for both axes or for neither, got {steps}")
    if steps[0] <= 0:
        steps = (1 / max(height, 1), 1 / max(width, 1))
    pairs = [(s, ratios[0]) for s in sizes] + [(sizes[0], r) for r in ratios[1:]]
    shape = height / width if width else 1.0
    half_w = np.array([s * shape * math.sqrt(r) / 2 for s, r in pairs])
    half_h = np.array([s / math.sqrt(r) / 2 for s, r in pairs])
    y = ((np.arange(height) + offsets[0]) * steps[0])[:, None, None]
    x = ((np.arange(width) + offsets[1]) * steps[1])[None, :, None]
    boxes = np.empty((height, width, len(pairs), 4), data.dtype if data.dtype.kind == "f" else "f4")
    boxes[..., 0], boxes[..., 1] = x - half_w, y - half_h
    boxes[..., 2], boxes[..., 3] = x + half_w, y + half_h
    if clip:
        np.clip(boxes, 0, 1, out=boxes)
    return boxes.reshape(1, -1, 4)


def _encode(anchors, boxes, variances):
    """Offsets of boxes relative to their anchors, both (n, 4)."""
    centre, side = centers(anchors)
    of_box, side_of_box = centers(boxes)
    v = np.asarray(variances, anchors.dtype)
    moves = (of_box - centre) / side / v[:2]
    growth = np.log(side_of_box / side) / v[2:]
    return np.concatenate((moves, growth), axis=1)


def _decode(anchors, offsets, variances):
    """Boxes at the offsets from their anchors, both (n, 4)."""
    centre, side = centers(anchors)
    v = np.asarray(variances, anchors.dtype)
    of_box = offsets[:, :2] * v[:2] * side + centre
    half = np.exp(offsets[:, 2:] * v[2:]) * side / 2
    return np.concatenate((of_box - half, of_box + half), axis=1)


def _match(iou, threshold):
    """Which box each anchor is given, -1 for none; ``iou`` is (anchors, boxes).

    First every box gets the best anchor still free, the best pair of all first; then every other
    anchor gets its best box if they overlap by more than the threshold.
    """
    match = np.full(len(iou), -1)
    free = iou.copy()
    for _ in range(iou.shape[1]):
        anchor, box = np.unravel_index(free.argmax(), free.shape)
        if free[anchor, box] <= 1e-6:
            break
        match[anchor] = box
        free[anchor, :] = -1
        free[:, box] = -1
    if threshold > 0:
        best = iou.argmax(axis=1)
        close = (match < 0) & (iou[np.arange(len(iou)), best] > threshold)
        match[close] = best[close]
    return match


def _hardest_negatives(predicted, candidates, count):
    """The ``count`` anchors among the candidates that look least like background."""
    shifted = predicted - predicted.max(axis=0)
    background = np.exp(shifted[0]) / np.exp(shifted).sum(axis=0)
    return candidates[np.argsort(background[candidates], kind="stable")[:count]]


@operator(namespace="contrib", zero_gradient=True, outputs=("loc_target", "loc_mask", "cls_target"))
def MultiBoxTarget(
    anchor, label, cls_pred, *, overlap_threshold=0.5, ignore_label=-1.0,
    negative_mining_ratio=-1.0, negative_mining_thresh=0.5, minimum_negative_samples=0,
    variances=(0.1, 0.1, 0.2, 0.2),
):  # fmt: skip
    """What a detector should predict for each anchor, given the true boxes.

    Parameters
    ----------
    anchor : NDArray of shape (1, anchors, 4)
    label : NDArray of shape (batch, boxes, 5 or more)
        Rows [class, xmin, ymin, xmax, ymax, ...]; rows of class -1 are padding.
    cls_pred : NDArray of shape (batch, classes + 1, anchors)
        Scores before softmax, background first; read for the choice of negatives only.
    overlap_threshold : float, default 0.5
        An anchor that overlaps a box by more is a positive one; each box has its best anchor.
    ignore_label : float, default -1
        Class target of anchors that do not count.
    negative_mining_ratio : float, default -1
        How many negatives to keep for each positive, the hardest first; -1 keeps all.
    negative_mining_thresh : float, default 0.5
        Anchors that overlap a box by this much are no candidates for negatives.
    minimum_negative_samples : int, default 0
        Keep at least so many negatives.
    variances : tuple of 4 floats, default (0.1, 0.1, 0.2, 0.2)

    Returns
    -------
    [loc_target, loc_mask, cls_target]
        Offsets and a mask of shape (batch, anchors * 4), and the classes of shape
        (batch, anchors): 0 for background, 1 + class for positives.

    >>> anchor = nd.array([[[0., 0., 0.5, 0.5], [0.5, 0.5, 1., 1.]]])
    >>> label = nd.array([[[2, 0., 0., 0.5, 0.5]]])
    >>> targets = nd.contrib.MultiBoxTarget(anchor, label, nd.zeros((1, 4, 2)))
    >>> targets[2].asnumpy()
    array([[3., 0.]], dtype=float32)
    """
    variances = _numbers(variances, "variances", 4)
    if anchor.ndim != 3 or anchor.shape[0] != 1 or anchor.shape[2] != 4:
        raise ValueError("anchor must have shape (1, anchors, 4)")
    if label.ndim != 3 or label.shape[2] < 5:
        raise ValueError("label must have shape (batch, boxes, 5 or more)")
    count, batch = anchor.shape[1], len(label)
    if cls_pred.ndim != 3 or cls_pred.shape[0] != batch or cls_pred.shape[2] != count:
        raise ValueError(f"cls_pred must have shape ({batch}, classes + 1, {count})")
    dtype = anchor.dtype
    loc_target = np.zeros((batch, count, 4), dtype)
    loc_mask = np.zeros((batch, count, 4), dtype)
    cls_target = np.full((batch, count), ignore_label, dtype)
    mining = negative_mining_ratio > 0
    for b in range(batch):
        boxes = label[b][label[b, :, 0] != -1].astype(dtype, copy=False)
        if not len(boxes) or not count:
            continue
        iou = overlaps(anchor[0], boxes[:, 1:5])
        match = _match(iou, overlap_threshold)
        positive = np.flatnonzero(match >= 0)
        if mining:
            wanted = max(int(len(positive) * negative_mining_ratio), minimum_negative_samples)
            far = (match < 0) & (iou.max(axis=1) < negative_mining_thresh)
            negative = _hardest_negatives(cls_pred[b], np.flatnonzero(far), wanted)
        else:
            negative = match < 0
        found = boxes[match[positive]]
        cls_target[b, negative] = 0
        cls_target[b, positive] = found[:, 0] + 1
        loc_mask[b, positive] = 1
        loc_target[b, positive] = _encode(anchor[0, positive], found[:, 1:5], variances)
    return loc_target.reshape(batch, -1), loc_mask.reshape(batch, -1), cls_target


@operator(namespace="contrib", zero_gradient=True, aliases=("_contrib_MultiBoxDetection",))
def MultiBoxDetection(
    cls_prob, loc_pred, anchor, *, clip=True, threshold=0.01, background_id=0, nms_threshold=0.5,
    force_suppress=False, variances=(0.1, 0.1, 0.2, 0.2), nms_topk=-1,
):  # fmt: skip
    """Predictions decoded to boxes, overlapping ones suppressed.

    Parameters
    ----------
    cls_prob : NDArray of shape (batch, classes + 1, anchors)
        Probabilities of the classes and the background.
    loc_pred : NDArray of shape (batch, anchors * 4)
        Offsets from the anchors.
    anchor : NDArray of shape (1, anchors, 4)
    clip : bool, default True
        Cut boxes off at the edges of the image.
    threshold : float, default 0.01
        Least probability of a detection.
    background_id : int, default 0
        Which of the classes is the background; -1 for none.
    nms_threshold : float, default 0.5
        Overlap from which the weaker of two boxes is suppressed; outside (0, 1] nothing is.
    force_suppress : bool, default False
        Suppress across classes.
    variances : tuple of 4 floats, default (0.1, 0.1, 0.2, 0.2)
    nms_topk : int, default -1
        Keep at most so many detections before suppression.

    Returns
    -------
    NDArray of shape (batch, anchors, 6)
        Rows [class, score, xmin, ymin, xmax, ymax], by descending score. The class counts
        without the background; it is -1 in rows that are suppressed or empty.

    >>> anchor = nd.array([[[0., 0., 0.5, 0.5], [0.5, 0.5, 1., 1.]]])
    >>> prob = nd.array([[[0.2, 0.9], [0.8, 0.1]]])
    >>> nd.contrib.MultiBoxDetection(prob, nd.zeros((1, 8)), anchor, threshold=0.5).asnumpy()
    array([[[ 0. ,  0.8,  0. ,  0. ,  0.5,  0.5],
            [-1. , -1. , -1. , -1. , -1. , -1. ]]], dtype=float32)
    """
    variances = _numbers(variances, "variances", 4)
    if cls_prob.ndim != 3 or anchor.ndim != 3 or anchor.shape != (1, cls_prob.shape[2], 4):
        raise ValueError(
            "cls_prob must have shape (batch, classes + 1, anchors), anchor (1, anchors, 4)"
        )
    batch, classes, count = cls_prob.shape
    if loc_pred.shape != (batch, count * 4):
        raise ValueError(f"loc_pred must have shape {(batch, count * 4)}")
    if not -1 <= background_id < classes:
        raise ValueError(f"background_id must be one of the {classes} classes, or -1 for none")
    foreground = np.delete(np.arange(classes), background_id) if background_id >= 0 else None
    out = np.full((batch, count, 6), -1, cls_prob.dtype)
    if not count or classes == (background_id >= 0):
        return out
    for b in range(batch):
        scores = cls_prob[b] if foreground is None else cls_prob[b, foreground]
        best = scores.argmax(axis=0)
        score = scores[best, np.arange(count)]
        valid = np.flatnonzero(score >= threshold)
        boxes = _decode(anchor[0, valid], loc_pred[b].reshape(count, 4)[valid], variances)
        if clip:
            np.clip(boxes, 0, 1, out=boxes)
        rows = out[b, : len(valid)]
        rows[:, 0], rows[:, 1], rows[:, 2:] = best[valid], score[valid], boxes
        if 0 < nms_threshold <= 1:
            _suppress_rows(rows, nms_threshold, force_suppress, nms_topk)
    return out


def _suppress_rows(rows, threshold, force, topk):
    """Sort detections in place, best first, and mark suppressed ones with class -1."""
    keep = len(rows) if topk <= 0 else min(topk, len(rows))
    order = np.argsort(-rows[:, 1], kind="stable")[:keep]
    rows[:keep] = rows[order]
    rows[keep:, 0] = -1
    best = rows[:keep]
    stays = suppress(best[:, 2:], None if force else best[:, 0], threshold, inclusive=True)
    best[~stays, 0] = -1
