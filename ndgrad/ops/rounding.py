"""Rounding to integers, elementwise. Recorded, with derivative zero."""

from __future__ import annotations

import numpy as np

from .registry import operator


def _rounding(function):
    """Make an operator of what is declared: integers stay as they are, floats go through."""

    def declare(described):
        def kernel(data):
            return data.copy() if data.dtype.kind in "iub" else function(data)

        kernel.__name__, kernel.__doc__ = described.__name__, described.__doc__
        return operator(method=True, zero_gradient=True)(kernel)

    return declare


def _ties(x, choose):
    """The nearest integer, with ``choose(x)`` where two are equally near."""
    y = np.rint(x)
    tie = np.absolute(x - y) == 0.5
    return np.where(tie, choose(x), y) if tie.any() else y


@_rounding(np.ceil)
def ceil(data):
    """The smallest integer not below each element. The derivative is 0.

    >>> nd.ceil(nd.array([-1.5, 1.2])).asnumpy()
    array([-1.,  2.], dtype=float32)
    """


@_rounding(np.floor)
def floor(data):
    """The largest integer not above each element. The derivative is 0.

    >>> nd.floor(nd.array([-1.5, 1.2])).asnumpy()
    array([-2.,  1.], dtype=float32)
    """


@_rounding(np.trunc)
def trunc(data):
    """Each element without its fraction: the next integer towards zero. The derivative is 0.

    >>> nd.trunc(nd.array([-1.5, 1.8])).asnumpy()
    array([-1.,  1.], dtype=float32)
    """


@_rounding(np.trunc)
def fix(data):
    """The next integer towards zero, as :func:`trunc`. The derivative is 0.

    >>> nd.fix(nd.array([-1.5, 1.8])).asnumpy()
    array([-1.,  1.], dtype=float32)
    """


@_rounding(lambda x: _ties(x, lambda v: v + np.copysign(v.dtype.type(0.5), v)))
def round(data):
    """The nearest integer; halves go away from zero, 1.5 to 2 and -2.5 to -3. The derivative is 0.

    >>> nd.round(nd.array([-2.5, 0.4, 1.5])).asnumpy()
    array([-3.,  0.,  2.], dtype=float32)
    """


@_rounding(lambda x: _ties(x, np.floor))
def rint(data):
    """The nearest integer; halves go down, 1.5 to 1 and -2.5 to -3. The derivative is 0.

    >>> nd.rint(nd.array([-2.5, 0.4, 1.5])).asnumpy()
    array([-3.,  0.,  1.], dtype=float32)
    """
