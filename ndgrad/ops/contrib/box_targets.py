"""Boxes as what a detector predicts: offsets from anchors, and the matching of two sets."""

from __future__ import annotations

import math

import numpy as np

from ..blocks import float_only
from ..registry import operator
from .boxes import centers, check_format


@operator(
    namespace="contrib", aliases=("_contrib_box_encode",), outputs=("targets", "masks"),
    zero_gradient=True, promotes=False,
)  # fmt: skip
def box_encode(samples, matches, anchors, refs, means, stds):
    """Offsets of the matched boxes from their anchors: the targets of a detector.

    Parameters
    ----------
    samples : NDArray of shape (batch, n)
        1 where an anchor has a box; other anchors get zeros.
    matches : NDArray of shape (batch, n)
        Which of the ``m`` boxes each anchor has.
    anchors : NDArray of shape (batch, n, 4)
    refs : NDArray of shape (batch, m, 4)
        The boxes; both as [xmin, ymin, xmax, ymax].
    means, stds : NDArray of shape (4,)
        Subtracted from the offsets, and what they are divided by.

    Returns
    -------
    Two NDArrays of shape (batch, n, 4): offsets of the middle in sizes of the anchor, logarithms of
    the ratio of sizes; and 1 where an offset counts.

    >>> anchor, box = nd.array([[[0., 0., 2., 2.]]]), nd.array([[[1., 0., 3., 2.]]])
    >>> one, zeros, ones = nd.ones((1, 1)), nd.zeros(4), nd.ones(4)
    >>> nd.contrib.box_encode(one, one * 0, anchor, box, zeros, ones)[0].asnumpy()
    array([[[0.5, 0. , 0. , 0. ]]], dtype=float32)
    """
    batch = samples.shape[0]
    if anchors.ndim != 3 or refs.ndim != 3 or anchors.shape[0] != batch or refs.shape[0] != batch:
        raise ValueError(
            f"anchors and refs must have shape ({batch}, number, 4), got {anchors.shape} and "
            f"{refs.shape}"
        )
    float_only(anchors, refs)
    at = np.clip(matches.astype(np.int64), 0, max(refs.shape[1] - 1, 0))
    middle, size = centers(np.take_along_axis(refs, at[..., None], axis=1))
    own_middle, own_size = centers(anchors)
    offsets = np.concatenate(((middle - own_middle) / own_size, np.log(size / own_size)), -1)
    chosen = (samples > 0.5)[..., None]
    targets = np.where(chosen, (offsets - means) / stds, 0).astype(anchors.dtype)
    return targets, np.broadcast_to(chosen, targets.shape).astype(anchors.dtype)


@operator(namespace="contrib", aliases=("_contrib_box_decode",), promotes=True)
def box_decode(
    data, anchors, *, std0=1.0, std1=1.0, std2=1.0, std3=1.0, clip=-1.0, format="center"
):
    """Boxes from predicted offsets: the inverse of :func:`box_encode`.

    Parameters
    ----------
    data : NDArray of shape (batch, n, 4)
        Offsets of the middle in sizes of the anchor, logarithms of the ratio of sizes.
    anchors : NDArray of shape (1, n, 4)
    std0, std1, std2, std3 : float, default 1
        Factors of the offsets.
    clip : float, default -1
        If positive, the largest logarithm of a ratio of sizes.
    format : {'center', 'corner'}
        How the anchors are given: [x, y, width, height] or [xmin, ymin, xmax, ymax].

    Returns
    -------
    NDArray of shape (batch, n, 4), [xmin, ymin, xmax, ymax]

    >>> anchor, offset = nd.array([[[0., 0., 2., 2.]]]), nd.array([[[0.5, 0., 0., 0.]]])
    >>> nd.contrib.box_decode(offset, anchor, format='corner').asnumpy()
    array([[[1., 0., 3., 2.]]], dtype=float32)
    """
    check_format("format", format)
    if data.ndim != 3 or anchors.ndim != 3 or data.shape[1:] != anchors.shape[1:]:
        raise ValueError(
            f"data (batch, n, 4) and anchors (1, n, 4) are needed, got {data.shape} and "
            f"{anchors.shape}"
        )
    x, y, wide, high = [anchors[..., i] for i in range(4)]
    if format == "corner":
        wide, high = wide - x, high - y
        x, y = x + wide / 2, y + high / 2
    x = data[..., 0] * std0 * wide + x
    y = data[..., 1] * std1 * high + y
    grown = [data[..., 2] * std2, data[..., 3] * std3]
    if clip > 0:
        grown = [np.minimum(g, clip) for g in grown]
    half_wide, half_high = [np.exp(g) * s / 2 for g, s in zip(grown, (wide, high))]
    return np.stack((x - half_wide, y - half_high, x + half_wide, y + half_high), axis=-1)


@box_decode.gradient
def _(F, gy, data, anchors, std0, std1, std2, std3, clip, format, needs):
    left, top, right, bottom = _columns(F, gy)
    a0, a1, a2, a3 = _columns(F, anchors)
    wide, high = (a2 - a0, a3 - a1) if format == "corner" else (a2, a3)
    middles, sizes, found = (left + right, top + bottom), (right - left, bottom - top), []
    by_anchor = []
    offsets = _columns(F, data)
    for i, (own, std) in enumerate(((wide, std0), (high, std1))):
        grown = offsets[2 + i] * (std2, std3)[i]
        inside = 1.0 if clip <= 0 else grown <= clip
        if clip > 0:
            grown = F.minimum(grown, clip)
        half = F.exp(grown) * 0.5
        by_size = sizes[i] * half
        found.append((middles[i] * own * std, by_size * own * inside * (std2, std3)[i]))
        by_anchor.append((middles[i], middles[i] * offsets[i] * std + by_size))
    by_data = None
    if needs[0]:
        by_data = F.concat(found[0][0], found[1][0], found[0][1], found[1][1], dim=2)
    if not needs[1]:
        return by_data, None
    (x, w), (y, h) = by_anchor
    if format == "center":
        return by_data, F.concat(x, y, w, h, dim=2)
    # x = (xmin + xmax) / 2 and w = xmax - xmin.
    return by_data, F.concat(x / 2 - w, y / 2 - h, x / 2 + w, y / 2 + h, dim=2)


def _columns(F, boxes):
    """The four numbers of boxes (batch, n, 4), each (batch, n, 1)."""
    return [F.slice_axis(boxes, axis=2, begin=i, end=i + 1) for i in range(4)]


@operator(
    namespace="contrib", aliases=("_contrib_bipartite_matching",), outputs=("rows", "columns"),
    zero_gradient=True,
)  # fmt: skip
def bipartite_matching(data, *, is_ascend=False, threshold, topk=-1):
    """Pairs of rows and columns, best score first, each in one pair at most.

    Parameters
    ----------
    data : NDArray of shape (..., rows, columns)
        The scores.
    is_ascend : bool, default False
        Whether small scores are better than large ones.
    threshold : float
        Scores that are worse make no pair.
    topk : int, default -1
        The largest number of pairs; -1 for any.

    Returns
    -------
    Two NDArrays, (..., rows) and (..., columns): the partner of each row and column, -1 for none

    >>> scores = nd.array([[0.5, 0.6], [0.1, 0.2], [0.3, 0.4]])
    >>> rows, columns = nd.contrib.bipartite_matching(scores, threshold=1e-12)
    >>> rows.asnumpy(), columns.asnumpy()
    (array([ 1., -1.,  0.], dtype=float32), array([2., 0.], dtype=float32))
    """
    if data.ndim < 2:
        raise ValueError(f"data must have rows and columns of scores, got shape {data.shape}")
    high, wide = data.shape[-2:]
    scores = data.reshape(math.prod(data.shape[:-2]), high * wide)
    rows = np.full((len(scores), high), -1, data.dtype)
    columns = np.full((len(scores), wide), -1, data.dtype)
    for values, row_of, column_of in zip(scores, rows, columns):
        order = np.argsort(values if is_ascend else -values, kind="stable")
        pairs = 0
        for place in order.tolist():
            worse = values[place] > threshold if is_ascend else values[place] < threshold
            if worse or pairs == topk:
                break
            row, column = divmod(place, wide)
            if row_of[row] == -1 and column_of[column] == -1:
                row_of[row], column_of[column] = column, row
                pairs += 1
    return rows.reshape(data.shape[:-1]), columns.reshape(*data.shape[:-2], wide)
