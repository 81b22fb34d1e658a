"""Rows of ndgrad/ops/creation.py."""

import numpy as np

from tests.ops.samples import case, sample, wrong

FIXED = {"order": 0, "dtypes": ("float32",), "zero_size": False}

for name, value in (("_zeros", 0.0), ("_ones", 1.0)):
    sample(
        name, params=[{"shape": (2, 3)}, {"shape": (0,)}, {"shape": (2,), "dtype": "float32"}],
        reference=lambda shape, dtype=None, value=value: np.full(shape, value), **FIXED,
    )  # fmt: skip
sample(
    "_full", params=[{"shape": (2, 3), "value": 7.5}],
    reference=lambda shape, value: np.full(shape, value), **FIXED,
)  # fmt: skip


def arange(start=0, stop=None, step=1, repeat=1):
    start, stop = (0, start) if stop is None else (start, stop)
    return np.repeat(np.arange(start, stop, step), repeat)


sample(
    "arange", reference=arange, **FIXED,
    params=[
        {"start": 3}, {"start": 2, "stop": 6, "step": 1.5, "repeat": 2}, {"stop": 4},
        {"start": 5, "stop": 0, "step": -2}, {"start": 3, "stop": 1}, {"stop": 5.5, "step": 0.1},
    ],
    wrong=[wrong([], "step", ValueError, stop=3, step=0),
           wrong([], "16777216", ValueError, start=16777210, stop=16777220)],
)  # fmt: skip
sample(
    "linspace", reference=np.linspace, **FIXED,
    params=[{"start": 2, "stop": 3, "num": 5}, {"start": 2, "stop": 3, "num": 5, "endpoint": False},
            {"start": 2, "stop": 3, "num": 1}, {"start": 2, "stop": 3, "num": 0}],
    wrong=[wrong([], "num", ValueError, start=0, stop=1, num=-1),
           wrong([], "stop", TypeError, start=0)],
)  # fmt: skip
sample(
    "eye", reference=lambda N, M=0, k=0: np.eye(N, M or N, k), **FIXED,
    params=[{"N": 2}, {"N": 2, "M": 3, "k": 1}, {"N": 3, "k": -1}],
)  # fmt: skip

INTEGERS = ("uint8", "int8", "int32", "int64")
for name, function in (("zeros_like", np.zeros_like), ("ones_like", np.ones_like)):
    sample(name, inputs=[(3, 4)], reference=function, order=1, integer_dtypes=INTEGERS)
sample(
    "full_like", inputs=[(3, 4)], params={"fill_value": 2.5}, order=1,
    reference=lambda x, fill_value: np.full_like(x, fill_value),
)  # fmt: skip


def arange_like(x, start=0.0, step=1.0, repeat=1, axis=None):
    size = x.size if axis is None else x.shape[axis]
    values = [start + step * (i // repeat) for i in range(size)]
    return np.reshape(values, x.shape if axis is None else (size,))


sample(
    "arange_like", inputs=[(2, 3)], reference=arange_like, order=1,
    params=[{}, {"axis": -1}, {"start": 2.0, "step": 0.5, "repeat": 2}, {"axis": 1, "repeat": 2}],
    wrong=[wrong([(2,)], "out of range", ValueError, axis=1)],
)  # fmt: skip


def index_array(x, axes=None):
    axes = range(x.ndim) if axes is None else axes
    return np.stack([np.indices(x.shape)[a] for a in axes], axis=-1)


sample(
    "index_array", inputs=[(2, 3)], reference=index_array, out_dtype="int64", order=0,
    params=[{}, {"axes": (1,)}, {"axes": (-1, 0)}], cases=[case([(2, 3, 4)], axes=(2, 0))],
    wrong=[wrong([(2,)], "axes", ValueError, axes=(1,))],
)  # fmt: skip
