"""Position-sensitive pooling of regions."""

from tests.parity.case import A, L, call

ROIS = L([[0, 1, 1, 5, 4], [1, -2, 0, 9, 9], [0, 12, 1, 14, 3], [1, 4, 4, 2, 3]])
for kw in [
    {"spatial_scale": 1.0, "output_dim": 2, "pooled_size": 2},
    {"spatial_scale": 0.5, "output_dim": 2, "pooled_size": 3, "group_size": 2},
    {"spatial_scale": 0.25, "output_dim": 1, "pooled_size": 2, "group_size": 3},
]:
    channels = kw["output_dim"] * kw.get("group_size", kw["pooled_size"]) ** 2
    call("nd.contrib.PSROIPooling", A(2, channels, 4, 5), ROIS, **kw)
