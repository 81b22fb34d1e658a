"""Bounding boxes: formats, overlaps, and the suppression of overlapping ones.

A box is four numbers: [xmin, ymin, xmax, ymax] ("corner") or [x, y, width, height] ("center").
"""

from __future__ import annotations

import math

import numpy as np

from ..registry import operator

__all__ = ["centers", "check_format", "overlaps", "suppress", "to_corners"]


def check_format(name: str, value: str) -> None:
    """Raise unless ``value`` names a format of boxes."""
    if value not in ("corner", "center"):
        raise ValueError(f"{name} must be 'corner' or 'center', got {value!r}")


def to_corners(boxes: np.ndarray, box_format: str) -> np.ndarray:
    """Boxes as corners."""
    if box_format == "corner":
        return boxes
    half = boxes[..., 2:] / 2
    return np.concatenate((boxes[..., :2] - half, boxes[..., :2] + half), axis=-1)


def centers(boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Middle and size of boxes given by their corners."""
    low, high = boxes[..., :2], boxes[..., 2:]
    return (low + high) / 2, high - low


def _areas(boxes: np.ndarray) -> np.ndarray:
    sides = np.maximum(boxes[..., 2:] - boxes[..., :2], 0)
    return sides[..., 0] * sides[..., 1]


def overlaps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of each of ``a`` (n, 4) with each of ``b`` (m, 4): (n, m)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = np.maximum(high - low, 0)
    common = sides[..., 0] * sides[..., 1]
    union = _areas(a)[:, None] + _areas(b)[None, :] - common
    return np.divide(common, union, out=np.zeros_like(common), where=union > 0)


def suppress(
    boxes: np.ndarray, classes: np.ndarray | None, threshold: float, inclusive: bool
) -> np.ndarray:
    """Which of the boxes (n, 4), best first, stay: none overlaps a better one that stays.

    ``classes``: only boxes of one class suppress each other. ``inclusive``: an overlap of exactly
    ``threshold`` suppresses too.
    """
    stays = np.ones(len(boxes), bool)
    for i in range(len(boxes) - 1):
        if not stays[i]:
            continue
        rest = np.flatnonzero(stays[i + 1 :]) + i + 1
        if classes is not None:
            rest = rest[classes[rest] == classes[i]]
        if not len(rest):
            continue
        overlap = overlaps(boxes[i : i + 1], boxes[rest])[0]
        stays[rest[overlap >= threshold if inclusive else overlap > threshold]] = False
    return stays


@operator(namespace="contrib", zero_gradient=True, aliases=("_contrib_box_iou",))
def box_iou(lhs, rhs, *, format="corner"):
    """Intersection over union of every box of ``lhs`` with every box of ``rhs``.

    Parameters
    ----------
    lhs : NDArray of shape (..., 4)
    rhs : NDArray of shape (..., 4)
    format : {'corner', 'center'}, default 'corner'
        Boxes are [xmin, ymin, xmax, ymax] or [x, y, width, height].

    Returns
    -------
    NDArray of shape ``lhs.shape[:-1] + rhs.shape[:-1]``
        Zero for boxes without an area. Its derivative is taken as zero, as in MXNet.

    >>> x, y = nd.array([[0.5, 0.5, 1., 1.]]), nd.array([[0.25, 0.25, 0.75, 0.75]])
    >>> nd.contrib.box_iou(x, y).asnumpy()
    array([[0.14285715]], dtype=float32)
    """
    check_format("format", format)
    if lhs.ndim < 2 or rhs.ndim < 2 or lhs.shape[-1] != 4 or rhs.shape[-1] != 4:
        raise ValueError("lhs and rhs must have at least 2 axes, the last of length 4")
    a, b = (to_corners(m.reshape(math.prod(m.shape[:-1]), 4), format) for m in (lhs, rhs))
    return overlaps(a, b).reshape(lhs.shape[:-1] + rhs.shape[:-1])
