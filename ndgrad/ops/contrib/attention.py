"""Attention with several heads over projections that lie interleaved in one array.

A sequence of queries, keys and values comes as (length, batch, heads * parts * size): for each head
its ``parts`` projections one after the other. The rules take them apart with ``F`` and put the
gradients together in the same order.
"""

from __future__ import annotations

import math

import numpy as np

from ..registry import operator


def _parts(data, heads, parts, name):
    """The projections as (parts, batch * heads, length, size)."""
    if data.ndim != 3:
        raise ValueError(f"{name} must have shape (length, batch, width), got {data.shape}")
    length, batch, width = data.shape
    if heads < 1 or width % (heads * parts):
        raise ValueError(
            f"the last axis of {name}, {width}, must be a multiple of heads * {parts} = "
            f"{heads * parts}"
        )
    size = width // (heads * parts)
    split = data.reshape(length, batch, heads, parts, size)
    return split.transpose(3, 1, 2, 0, 4).reshape(parts, batch * heads, length, size)


def _scores(queries, keys):
    """Products of queries and keys, over the square root of their size."""
    if queries.shape[0] != keys.shape[0] or queries.shape[-1] != keys.shape[-1]:
        raise ValueError("queries and keys differ in batch, heads or size")
    scaled = queries * queries.dtype.type(1 / math.sqrt(queries.shape[-1] or 1))
    return np.matmul(scaled, keys.swapaxes(1, 2))


def _attended(attention, values, heads):
    """``attention @ values`` of each head, the heads side by side: (length, batch, width)."""
    rows, length = values.shape[:2]
    if attention.ndim != 3 or attention.shape[0] != rows or attention.shape[2] != length:
        raise ValueError(
            f"attention must have shape ({rows}, length of the queries, {length}), "
            f"got {attention.shape}"
        )
    y = np.matmul(attention, values)
    y = y.reshape(rows // heads, heads, *y.shape[1:]).transpose(2, 0, 1, 3)
    return np.ascontiguousarray(y.reshape(*y.shape[:2], heads * y.shape[3]))


# -- the same with F, for rules ---------------------------------------------------------------


def _part(F, data, heads, parts, i):
    """Projection ``i`` as (batch * heads, length, size)."""
    length, batch, width = data.shape
    size = width // (heads * parts)
    split = F._view(data, shape=(length, batch, heads, parts, size))
    one = F.slice_axis(split, axis=3, begin=i, end=i + 1)
    turned = F.transpose(one, axes=(1, 2, 0, 3, 4))
    return F._view(turned, shape=(batch * heads, length, size))


def _joined(F, found, heads):
    """Gradients of the projections, each (batch * heads, length, size), interleaved again."""
    rows, length, size = found[0].shape
    shape = (rows // heads, heads, length, size)
    one = F.stack(*[F._view(g, shape=shape) for g in found], axis=3)
    turned = F.transpose(one, axes=(2, 0, 1, 3, 4))
    return F._view(turned, shape=(length, rows // heads, heads * len(found) * size))


def _heads_apart(F, gy, heads):
    """The gradient of :func:`_attended` as (batch * heads, length, size)."""
    length, batch, width = gy.shape
    split = F._view(gy, shape=(length, batch, heads, width // heads))
    turned = F.transpose(split, axes=(1, 2, 0, 3))
    return F._view(turned, shape=(batch * heads, length, width // heads))


def _by_queries(F, gy, keys):
    return F.batch_dot(gy, keys) * (1 / math.sqrt(keys.shape[-1] or 1))


def _by_keys(F, gy, queries):
    return F.batch_dot(gy, queries, transpose_a=True) * (1 / math.sqrt(queries.shape[-1] or 1))


# -- the operators ----------------------------------------------------------------------------


@operator(namespace="contrib", aliases=("_contrib_interleaved_matmul_selfatt_qk",))
def interleaved_matmul_selfatt_qk(queries_keys_values, *, heads):
    """Scores of self-attention: queries times keys, over the square root of their size.

    Parameters
    ----------
    queries_keys_values : NDArray of shape (length, batch, heads * 3 * size)
        For each head its query, its key and its value.
    heads : int

    Returns
    -------
    NDArray of shape (batch * heads, length, length)

    >>> x = nd.ones((2, 1, 2 * 3 * 4))
    >>> nd.contrib.interleaved_matmul_selfatt_qk(x, heads=2).asnumpy()[0]
    array([[2., 2.],
           [2., 2.]], dtype=float32)
    """
    queries, keys, _ = _parts(queries_keys_values, heads, 3, "queries_keys_values")
    return _scores(queries, keys)


@interleaved_matmul_selfatt_qk.gradient
def _(F, gy, queries_keys_values, heads):
    queries = _part(F, queries_keys_values, heads, 3, 0)
    keys = _part(F, queries_keys_values, heads, 3, 1)
    by_queries, by_keys = _by_queries(F, gy, keys), _by_keys(F, gy, queries)
    return _joined(F, [by_queries, by_keys, F.zeros_like(keys)], heads)


@operator(
    namespace="contrib", promotes=True, aliases=("_contrib_interleaved_matmul_selfatt_valatt",)
)
def interleaved_matmul_selfatt_valatt(queries_keys_values, attention, *, heads):
    """Values of self-attention, weighted: what the heads found, side by side.

    Parameters
    ----------
    queries_keys_values : NDArray of shape (length, batch, heads * 3 * size)
    attention : NDArray of shape (batch * heads, length, length)
        The weights, mostly a softmax of :func:`interleaved_matmul_selfatt_qk`.
    heads : int

    Returns
    -------
    NDArray of shape (length, batch, heads * size)

    >>> x, weights = nd.ones((2, 1, 2 * 3 * 4)), nd.ones((2, 2, 2))
    >>> nd.contrib.interleaved_matmul_selfatt_valatt(x, weights, heads=2).shape
    (2, 1, 8)
    """
    values = _parts(queries_keys_values, heads, 3, "queries_keys_values")[2]
    return _attended(attention, values, heads)


@interleaved_matmul_selfatt_valatt.gradient("queries_keys_values")
def _(F, gy, attention, heads):
    found = F.batch_dot(attention, _heads_apart(F, gy, heads), transpose_a=True)
    none = F.zeros_like(found)
    return _joined(F, [none, none, found], heads)


@interleaved_matmul_selfatt_valatt.gradient("attention")
def _(F, gy, queries_keys_values, heads):
    values = _part(F, queries_keys_values, heads, 3, 2)
    return F.batch_dot(_heads_apart(F, gy, heads), values, transpose_b=True)


@operator(namespace="contrib", promotes=True, aliases=("_contrib_interleaved_matmul_encdec_qk",))
def interleaved_matmul_encdec_qk(queries, keys_values, *, heads):
    """Scores of attention between two sequences: queries times keys, over the root of their size.

    Parameters
    ----------
    queries : NDArray of shape (length of the queries, batch, heads * size)
    keys_values : NDArray of shape (length of the keys, batch, heads * 2 * size)
        For each head its key and its value.
    heads : int

    Returns
    -------
    NDArray of shape (batch * heads, length of the queries, length of the keys)

    >>> queries, keys_values = nd.ones((3, 1, 8)), nd.ones((2, 1, 16))
    >>> nd.contrib.interleaved_matmul_encdec_qk(queries, keys_values, heads=2).shape
    (2, 3, 2)
    """
    (own,) = _parts(queries, heads, 1, "queries")
    return _scores(own, _parts(keys_values, heads, 2, "keys_values")[0])


@interleaved_matmul_encdec_qk.gradient("queries")
def _(F, gy, keys_values, heads):
    return _joined(F, [_by_queries(F, gy, _part(F, keys_values, heads, 2, 0))], heads)


@interleaved_matmul_encdec_qk.gradient("keys_values")
def _(F, gy, queries, heads):
    found = _by_keys(F, gy, _part(F, queries, heads, 1, 0))
    return _joined(F, [found, F.zeros_like(found)], heads)


@operator(
    namespace="contrib", promotes=True, aliases=("_contrib_interleaved_matmul_encdec_valatt",)
)
def interleaved_matmul_encdec_valatt(keys_values, attention, *, heads):
    """Values of attention between two sequences, weighted: what the heads found, side by side.

    Parameters
    ----------
    keys_values : NDArray of shape (length of the keys, batch, heads * 2 * size)
    attention : NDArray of shape (batch * heads, length of the queries, length of the keys)
    heads : int

    Returns
    -------
    NDArray of shape (length of the queries, batch, heads * size)

    >>> weights = nd.ones((2, 3, 2))
    >>> nd.contrib.interleaved_matmul_encdec_valatt(nd.ones((2, 1, 16)), weights, heads=2).shape
    (3, 1, 8)
    """
    return _attended(attention, _parts(keys_values, heads, 2, "keys_values")[1], heads)


@interleaved_matmul_encdec_valatt.gradient("keys_values")
def _(F, gy, attention, heads):
    found = F.batch_dot(attention, _heads_apart(F, gy, heads), transpose_a=True)
    return _joined(F, [F.zeros_like(found), found], heads)


@interleaved_matmul_encdec_valatt.gradient("attention")
def _(F, gy, keys_values, heads):
    values = _part(F, keys_values, heads, 2, 1)
    return F.batch_dot(_heads_apart(F, gy, heads), values, transpose_b=True)
