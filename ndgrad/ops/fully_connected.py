"""The fully connected layer as one operator: a matrix product and a bias."""

from __future__ import annotations

import math

import numpy as np

from .blocks import float_only, wide
from .registry import operator


@operator("FullyConnected", promotes=True)
def fully_connected(data, weight, bias=None, *, num_hidden, no_bias=False, flatten=True):
    """Linear transformation ``data . weight^T + bias``.

    Parameters
    ----------
    data : NDArray
        Floats. Of shape (batch, ...), whose further axes are taken as one with ``flatten=True``;
        of shape (..., features) with ``flatten=False``.
    weight : NDArray
        Shape (num_hidden, features).
    bias : NDArray, optional
        Shape (num_hidden,); to be left out with ``no_bias=True``.
    num_hidden : int
        Number of outputs.
    no_bias : bool, default False
        Whether there is no bias.
    flatten : bool, default True
        Whether all axes of ``data`` but the first are taken as one.

    Returns
    -------
    NDArray
        Shape (batch, num_hidden), or (..., num_hidden) with ``flatten=False``.

    Raises
    ------
    ValueError
        Where the shapes do not fit each other, or a bias is missing or too many.

    >>> x = nd.array([[1, 2], [3, 4]])
    >>> nd.FullyConnected(x, nd.array([[1, 1], [0, 2], [1, 0]]), nd.array([0, 1, 0]), num_hidden=3)
    <BLANKLINE>
    [[3. 5. 1.]
     [7. 9. 3.]]
    <NDArray 2x3 @cpu(0)>
    """
    shape = data.shape
    if flatten and len(shape) == 2:
        rows = data
    elif flatten:
        rows = data.reshape(shape[0], math.prod(shape[1:])) if shape else data.reshape(1, 1)
    else:
        rows = data.reshape(math.prod(shape[:-1]), shape[-1]) if len(shape) != 2 else data
    if weight.shape != (num_hidden, rows.shape[1]) or (bias is None) is not bool(no_bias):
        _check(rows.shape[1], weight, bias, num_hidden, no_bias)
    dtype = data.dtype
    if dtype.kind != "f":
        float_only(data)
    out = np.empty((len(rows), num_hidden) if flatten else (*shape[:-1], num_hidden), wide(dtype))
    flat = out if out.ndim == 2 else out.reshape(len(rows), num_hidden)
    if dtype.itemsize < 4:  # BLAS knows no float16
        rows, weight = rows.astype(out.dtype), weight.astype(out.dtype)
    np.matmul(rows, weight.T, out=flat)
    if bias is not None:
        if bias.shape != (num_hidden,):
            raise ValueError(f"the bias has shape {bias.shape}, but num_hidden={num_hidden}")
        flat += bias
    return out if out.dtype == dtype else out.astype(dtype)


def _check(features, weight, bias, num_hidden, no_bias):
    if weight.shape != (num_hidden, features):
        raise ValueError(
            f"the weight must have shape (num_hidden, features) = ({num_hidden}, {features}) "
            f"for this data, got {weight.shape}"
        )
    if no_bias and bias is not None:
        raise ValueError("a bias was given although no_bias=True; leave one of the two out")
    if not no_bias and bias is None:
        raise ValueError("expects 3 inputs, but the bias is missing: give it, or no_bias=True")


def _rows(F, array, flatten):
    """``array`` as the matrix that the product took it as."""
    shape = array.shape
    if len(shape) == 2:
        return array
    if flatten:
        return F._view(array, shape=(shape[0], math.prod(shape[1:])))
    return F._view(array, shape=(math.prod(shape[:-1]), shape[-1]))


@fully_connected.gradient("data")
def _(F, gy, weight, data_shape, flatten):
    gradient = F.dot(_rows(F, gy, flatten), weight)
    return gradient if len(data_shape) == 2 else F._view(gradient, shape=data_shape)


@fully_connected.gradient("weight")
def _(F, gy, data, flatten):
    return F.dot(_rows(F, gy, flatten), _rows(F, data, flatten), transpose_a=True)


@fully_connected.gradient("bias")
def _(F, gy, flatten):
    return F.sum(_rows(F, gy, flatten), axis=0)
