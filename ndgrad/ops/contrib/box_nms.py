"""Non-maximum suppression of boxes in an array."""

from __future__ import annotations

import math

import numpy as np

from ..registry import operator
from .boxes import check_format, suppress, to_corners


@operator(
    namespace="contrib",
    aliases=("box_non_maximum_suppression", "_contrib_box_nms"),
    outputs=("out", "source"),
    visible=1,
)
def box_nms(
    data, *, overlap_thresh=0.5, valid_thresh=0.0, topk=-1, coord_start=2, score_index=1,
    id_index=-1, background_id=-1, force_suppress=False, in_format="corner", out_format="corner",
):  # fmt: skip
    """Boxes in descending order of score, without those that overlap a better one.

    Parameters
    ----------
    data : NDArray of shape (..., n, k)
        n boxes of k numbers in each batch: by default [id, score, xmin, ymin, xmax, ymax, ...].
    overlap_thresh : float, default 0.5
        Intersection over union above which the box of the lower score goes.
    valid_thresh : float, default 0
        Boxes of a score not above it go.
    topk : int, default -1
        Only that many of the best boxes take part; -1 means all. With 0 none does: the boxes come
        back as they are, in their order and ``in_format``.
    coord_start, score_index : int, defaults 2 and 1
        Where the four coordinates begin, and the score stands.
    id_index : int, default -1
        Where the class stands; -1 for none. Boxes of different classes do not suppress each other.
    background_id : int, default -1
        With ``id_index``: boxes of this class go.
    force_suppress : bool, default False
        Suppress across classes.
    in_format, out_format : {'corner', 'center'}, default 'corner'
        [xmin, ymin, xmax, ymax] or [x, y, width, height].

    Returns
    -------
    NDArray of the shape of ``data``
        The boxes that stay come first; the rows after them are -1. The gradient of a box goes to
        the row it came from.

    >>> x = nd.array([[0, 0.5, 0., 0., 1., 1.], [0, 0.9, 0., 0., 1., 1.1]])
    >>> nd.contrib.box_nms(x).asnumpy()
    array([[ 0. ,  0.9,  0. ,  0. ,  1. ,  1.1],
           [-1. , -1. , -1. , -1. , -1. , -1. ]], dtype=float32)
    """
    if data.ndim < 2:
        raise ValueError("data must have at least 2 axes: boxes, numbers of each box")
    check_format("in_format", in_format)
    check_format("out_format", out_format)
    width = data.shape[-1]
    if not 0 <= coord_start <= width - 4:
        raise ValueError(f"coord_start must be 0 to {width - 4} for boxes of {width} numbers")
    if not 0 <= score_index < width or not -1 <= id_index < width:
        raise ValueError(f"score_index and id_index must lie within boxes of {width} numbers")
    if topk == 0:
        return data.copy(), np.broadcast_to(np.arange(data.shape[-2]), data.shape[:-1])
    batches = data.reshape(math.prod(data.shape[:-2]), *data.shape[-2:])
    source = np.full(batches.shape[:2], -1, np.int64)
    for boxes, row in zip(batches, source):
        scores = boxes[:, score_index]
        valid = scores > valid_thresh
        classes = boxes[:, id_index].astype(np.int64) if id_index >= 0 else None
        if classes is not None:
            valid &= classes != background_id
        order = np.flatnonzero(valid)
        order = order[np.argsort(-scores[order], kind="stable")]
        if topk > 0:
            order = order[:topk]
        corners = to_corners(boxes[order, coord_start : coord_start + 4], in_format)
        apart = classes[order] if classes is not None and not force_suppress else None
        stay = order[suppress(corners, apart, overlap_thresh, inclusive=False)]
        row[: len(stay)] = stay
    source = source.reshape(data.shape[:-1])
    out = _take_boxes(
        data, source, coord_start=coord_start, in_format=in_format, out_format=out_format
    )
    out[source < 0] = -1
    return out, source


@box_nms.gradient
def _(F, gys, source, coord_start, in_format, out_format, topk):
    if topk == 0:
        return gys[0]
    return F._put_boxes(
        gys[0], source, coord_start=coord_start, in_format=in_format, out_format=out_format
    )


@operator
def _take_boxes(data, source, *, coord_start, in_format, out_format):
    """Row ``source`` of each batch (zeros for -1), its coordinates brought to ``out_format``."""
    out = np.take_along_axis(data, np.maximum(source, 0)[..., None], -2)
    out[source < 0] = 0
    if in_format != out_format:
        coordinates = out[..., coord_start : coord_start + 4]
        first, second = coordinates[..., :2].copy(), coordinates[..., 2:].copy()
        if out_format == "corner":
            coordinates[..., :2] = first - second / 2
            coordinates[..., 2:] = first + second / 2
        else:
            coordinates[..., :2] = (first + second) / 2
            coordinates[..., 2:] = second - first
    return out


@_take_boxes.gradient("data")
def _(F, gy, source, coord_start, in_format, out_format):
    return F._put_boxes(
        gy, source, coord_start=coord_start, in_format=in_format, out_format=out_format
    )


@operator
def _put_boxes(g, source, *, coord_start, in_format, out_format):
    """The transpose of ``_take_boxes``: each row goes back to where it came from."""
    g = np.where((source < 0)[..., None], g.dtype.type(0), g)
    if in_format != out_format:
        coordinates = g[..., coord_start : coord_start + 4]
        first, second = coordinates[..., :2].copy(), coordinates[..., 2:].copy()
        if out_format == "corner":
            coordinates[..., :2] = first + second
            coordinates[..., 2:] = (second - first) / 2
        else:
            coordinates[..., :2] = first / 2 - second
            coordinates[..., 2:] = first / 2 + second
    out = np.zeros(g.shape, g.dtype)
    batches = out.reshape(math.prod(g.shape[:-2]), *g.shape[-2:])
    for target, values, row in zip(
        batches, g.reshape(batches.shape), source.reshape(batches.shape[:2])
    ):
        stays = row >= 0
        target[row[stays]] = values[stays]
    return out


@_put_boxes.gradient("g")
def _(F, gy, source, coord_start, in_format, out_format):
    return F._take_boxes(
        gy, source, coord_start=coord_start, in_format=in_format, out_format=out_format
    )
