"""Deformable convolution."""

from tests.parity.case import A, call

D = "nd.contrib.DeformableConvolution"
ONE = {"kernel": (2, 2), "num_filter": 2, "dtypes": ["float32"]}
call(D, A(1, 2, 4, 4), A(1, 8, 3, 3), A(2, 2, 2, 2), no_bias=True, **ONE)
call(D, A(2, 4, 3, 3), A(2, 16, 2, 2), A(2, 4, 2, 2), A(2), num_deformable_group=2, **ONE)
for kw in [{"stride": (2, 2), "pad": (1, 1)}, {"num_group": 2, "stride": (2, 2), "pad": (1, 1)}]:
    channels = 2 // kw.get("num_group", 1)
    call(D, A(2, 2, 4, 4), A(2, 8, 3, 3), A(2, channels, 2, 2), A(2), **kw, **ONE)
