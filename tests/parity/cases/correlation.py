"""Patches of two feature maps compared."""

from tests.parity.case import A, call

for kw in [
    {"kernel_size": 1, "max_displacement": 2, "pad_size": 2},
    {"kernel_size": 3, "max_displacement": 2, "stride1": 2, "stride2": 2, "pad_size": 3},
    {"kernel_size": 1, "max_displacement": 1, "pad_size": 1, "is_multiply": False},
]:
    call("nd.Correlation", A(2, 3, 5, 6), A(2, 3, 5, 6), dtypes=["float32"], **kw)
