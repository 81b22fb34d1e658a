"""The operator that MXNet's guide to new operators builds: quadratic."""

from __future__ import annotations

import numpy as np

from ..registry import operator


@operator(namespace="contrib", aliases=("_contrib_quadratic",))
def quadratic(data, *, a=0.0, b=0.0, c=0.0):
    """``a * x**2 + b * x + c`` for each element.

    Parameters
    ----------
    data : NDArray
    a, b, c : float, default 0

    >>> nd.contrib.quadratic(nd.array([1., 2.]), a=1, b=2, c=3).asnumpy()
    array([ 6., 11.], dtype=float32)
    """
    if data.dtype.kind != "f":  # the coefficients may have fractions, the result has none
        return quadratic(data.astype(np.float64), a=a, b=b, c=c).astype(data.dtype)
    kind = data.dtype.type
    return (kind(a) * data + kind(b)) * data + kind(c)


@quadratic.gradient
def _(gy, data, a, b):
    return gy * (2 * a * data + b)
