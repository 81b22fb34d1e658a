"""``nd.contrib``: detection, resampling of feature maps, and small operators on arrays."""

from . import arrays, box_nms, boxes, multibox, resample, roi_align, rows  # declares the operators
