"""``nd.contrib``: detection, attention, feature maps in other sizes, rows by mask and by index."""

from . import (  # declares them
    attention,
    box_nms,
    box_targets,
    boxes,
    fourier,
    multibox,
    psroi_pooling,
    quadratic,
    resample,
    roi_align,
    rows,
    straight_through,
)
