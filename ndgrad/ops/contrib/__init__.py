"""``nd.contrib``: detection, feature maps in other sizes, rows by mask and by index."""

from . import box_nms, boxes, multibox, quadratic, resample, roi_align, rows  # declares them
