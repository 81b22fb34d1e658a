"""Nets that several tests of blocks begin with."""

from __future__ import annotations

from ndgrad import gluon
from ndgrad.gluon import nn


class Net(gluon.Block):
    """Two dense layers, which find their widths in the first pass."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        with self.name_scope():
            self.hidden = nn.Dense(4, activation="relu")
            self.output = nn.Dense(2)

    def forward(self, x):
        return self.output(self.hidden(x))


class Own(gluon.HybridBlock):
    """A block with a weight of its own, used as the test says."""

    def __init__(self, use, shape=(3, 0), **kwargs):
        super().__init__(**kwargs)
        self.use = use
        self.weight = self.params.get("weight", shape=shape, allow_deferred_init=True)

    def hybrid_forward(self, F, x, weight):
        return self.use(F, x, weight)


def equal(a, b):
    """Whether two nets have parameters of the same names and values."""
    ours, theirs = a._collect_params_with_prefix(), b._collect_params_with_prefix()
    pairs = zip(ours.items(), theirs.items(), strict=True)
    return all(
        p == q and (x.data().asnumpy() == y.data().asnumpy()).all() for (p, x), (q, y) in pairs
    )
