"""Dropout."""

from __future__ import annotations

import numpy as np

from .axes import some_axes
from .blocks import float_only
from .registry import operator

_UNUSED = np.empty(0, np.float32)  # the mask where nothing is dropped


def scaled_mask(rng, shape, p, dtype):
    """0 with probability p, otherwise 1 / (1 - p)."""
    if p == 1:
        return np.zeros(shape, dtype)
    return np.multiply(_kept(rng, shape, p), dtype.type(1 / (1 - p)), dtype=dtype)


def _kept(rng, shape, p):
    """True with probability 1 - p."""
    steps = p * 65536
    nearest = round(steps)
    # 16 random bits per element are half the work of a random float, where they can express p.
    if abs(steps - nearest) <= 1e-3 * min(steps, 65536 - steps):
        return rng.integers(0, 65536, shape, dtype=np.uint16) >= nearest
    return rng.random(shape, dtype=np.float32) >= p


@operator(outputs=("out", "mask"), visible=1)
def Dropout(data, *, p=0.5, mode="training", axes=(), cudnn_off=False, training, rng):
    """Elements set to zero at random, the rest scaled up so that the expected sum stays.

    Parameters
    ----------
    data : NDArray, float16, float32 or float64
    p : float of [0, 1], default 0.5
        Probability of each element to become zero; the others are divided by ``1 - p``.
    mode : {'training', 'always'}, default 'training'
        Whether it works only while training (``autograd.is_training()``) or in prediction too.
    axes : tuple of int, default ()
        Axes along which one decision is shared: with ``axes=(1,)`` all of a row is dropped or kept
        (variational dropout).
    cudnn_off : bool
        Without meaning here.

    Returns
    -------
    NDArray of the shape and dtype of ``data``

    Raises
    ------
    MXNetError (also ValueError) for ``p`` outside of [0, 1], an unknown mode or a wrong axis.

    >>> x = nd.ones((2, 3))
    >>> nd.Dropout(x, p=0.5).asnumpy()          # not training
    array([[1., 1., 1.],
           [1., 1., 1.]], dtype=float32)
    >>> with autograd.train_mode():
    ...     y = nd.Dropout(nd.ones((100, 100)), p=0.75)
    >>> sorted(set(y.asnumpy().ravel().tolist()))
    [0.0, 4.0]
    """
    float_only(data)
    if not 0 <= p <= 1:
        raise ValueError(f"p must be in [0, 1], got {p}")
    if mode not in ("training", "always"):
        raise ValueError(f"mode must be 'training' or 'always', got {mode!r}")
    if p == 0 or not (training or mode == "always"):
        return data.copy(), _UNUSED
    shape = data.shape
    if axes != ():
        shared = some_axes(axes, data.ndim, what="axes")
        shape = tuple([1 if i in shared else n for i, n in enumerate(shape)])
    mask = scaled_mask(rng, shape, p, data.dtype)
    return data * mask, mask


@Dropout.gradient
def _(F, gys, mask, p, mode, training):
    if p == 0 or not (training or mode == "always"):
        return gys[0]
    return gys[0] * mask
