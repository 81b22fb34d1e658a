"""Casts of mixed precision, in the dtypes that MXNet has on CPUs."""

from tests.parity.case import A, I, call

M = "nd.amp_multicast"
ONE = {"dtypes": ["float32"]}
call(M, A(2, 3), A(4), num_outputs=2, **ONE)
call(M, A(2), I((3,), 0, 9, "int32"), num_outputs=2, **ONE)
call(M, A(2, 1), A(1, 2), A(3), num_outputs=3, cast_narrow=True, **ONE)
