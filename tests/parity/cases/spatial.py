"""Spatial transformers, crops, and pooling of regions."""

from functools import partial

from tests.parity.case import A, L, call

call = partial(call, dtypes=["float32"])  # MXNet has nothing else here

for shape, grid in [
    ((2, 3, 4, 3), A(2, 2, 2, 3)),
    ((1, 1, 5, 4), A(1, 2, 3, 3, low=-1.3, high=1.3)),
    ((1, 2, 2, 2), A(1, 2, 1, 1)),
]:
    call("nd.BilinearSampler", A(*shape), grid)
for kw in [{"target_shape": (2, 3)}, {"target_shape": (4, 4)}, {"target_shape": (3, 2)}]:
    call("nd.GridGenerator", A(2, 6), transform_type="affine", **kw)
    call(
        "nd.SpatialTransformer",
        A(2, 2, 5, 4),
        A(2, 6),
        transform_type="affine",
        sampler_type="bilinear",
        **kw,
    )
call("nd.GridGenerator", A(2, 2, 3, 4), transform_type="warp")
call("nd.Crop", A(2, 2, 4, 5), h_w=(2, 3), num_args=1)
call("nd.Crop", A(2, 2, 4, 5), h_w=(2, 3), offset=(2, 1), num_args=1)
call("nd.Crop", A(1, 1, 4, 5), A(1, 1, 2, 2, grad=False), num_args=2, center_crop=True)
REGIONS = L([[0, 0, 0, 4, 4], [1, 2, 1, 5, 3], [0, 4, 4, 9, 9]])
for kw in [
    {"pooled_size": (2, 2), "spatial_scale": 1.0},
    {"pooled_size": (3, 2), "spatial_scale": 0.7},
    {"pooled_size": (1, 1), "spatial_scale": 0.5},
]:
    call("nd.ROIPooling", A(2, 2, 6, 6), REGIONS, **kw)
