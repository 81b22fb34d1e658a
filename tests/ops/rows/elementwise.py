"""Rows of ndgrad/ops/elementwise.py."""

import numpy as np

from tests.ops.samples import sample

sample(
    "tanh", inputs=[(3, 4)], special=[0.0, 300.0, -300.0], special_gradient=[1.0, 0.0, 0.0],
    reference=np.tanh, order=3,
)  # fmt: skip
sample("log", inputs=[(3, 4)], low=0.1, high=3.0, special=[1.0], reference=np.log, order=3)
