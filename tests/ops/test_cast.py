"""Casts of mixed precision: which dtypes they touch; gradients in the dtypes of the inputs."""

from __future__ import annotations

import numpy as np
import pytest

from ndgrad import autograd, nd


@pytest.mark.parametrize("dtype", ["float64", "int32", "uint8"])
def test_amp_cast_leaves_what_is_not_of_mixed_precision(dtype):
    x = nd.array([1, 2], dtype=dtype)
    assert nd.amp_cast(x, dtype="float16").dtype == x.dtype
    assert nd.amp_cast(nd.ones(2), dtype="float16").dtype == np.float16


@pytest.mark.parametrize(("cast_narrow", "chosen"), [(False, np.float32), (True, np.float16)])
def test_amp_multicast_finds_one_dtype_among_the_floats(cast_narrow, chosen):
    half, single = nd.array([1.0, 2.0], dtype="float16"), nd.array([3.0, 4.0])
    others = [nd.ones(2, dtype="int32"), nd.ones(2, dtype="float64")]
    half.attach_grad()
    single.attach_grad()
    with autograd.record():
        a, b, c, d = nd.amp_multicast(half, single, *others, num_outputs=4, cast_narrow=cast_narrow)
        y = a * 2 + b * 3
    y.backward()
    assert a.dtype == b.dtype == chosen
    assert [c.dtype, d.dtype] == [np.int32, np.float64]
    assert half.grad.dtype == np.float16 and half.grad.asnumpy().tolist() == [2, 2]
    assert single.grad.dtype == np.float32 and single.grad.asnumpy().tolist() == [3, 3]
