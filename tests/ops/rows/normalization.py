"""Rows of ndgrad/ops/normalization.py and standardize.py."""

import math

import numpy as np

from tests.ops.samples import case, constant, floats, grid, integers, sample, wrong


def standardize(data, start, eps):
    axes = tuple(range(start, data.ndim))
    mean = data.mean(axis=axes, keepdims=True)
    return (data - mean) / np.sqrt(data.var(axis=axes, keepdims=True) + eps)


def standardize_backward(g, data, start, eps):
    axes = tuple(range(start, data.ndim))
    h = standardize(data, start, eps)
    r = 1 / np.sqrt(data.var(axis=axes, keepdims=True) + eps)

    def mean(a):
        return a.mean(axis=axes, keepdims=True)

    return r * (g - mean(g) - h * mean(g * h))


def layer_norm(data, gamma, beta, *, axis=-1, eps=1e-5, output_mean_var=False):
    along = [1] * data.ndim
    along[axis] = -1
    mean = data.mean(axis=axis, keepdims=True)
    std = np.sqrt(data.var(axis=axis, keepdims=True) + eps)
    y = (data - mean) / std * gamma.reshape(along) + beta.reshape(along)
    return (y, mean, std) if output_mean_var else y


def group_norm(data, gamma, beta, *, num_groups=1, eps=1e-5):
    n, c = data.shape[:2]
    h = standardize(data.reshape(n, num_groups, math.prod(data.shape[1:]) // num_groups), 2, eps)
    if len(gamma) == num_groups:
        return (h * gamma[:, None] + beta[:, None]).reshape(data.shape)
    h = h.reshape(n, c, math.prod(data.shape[2:]))
    return (h * gamma[:, None] + beta[:, None]).reshape(data.shape)


def instance_norm(data, gamma, beta, *, eps=1e-3):
    return group_norm(data, gamma, beta, num_groups=data.shape[1], eps=eps)


def l2(data, *, eps=1e-10, mode="instance"):
    first = {"instance": 1 if data.ndim > 1 else 0, "spatial": 2}.get(mode)
    axes = (1,) if mode == "channel" else tuple(range(first, data.ndim))
    return data / np.sqrt((data * data).sum(axis=axes, keepdims=True) + eps)


def window_sum(data, nsize):
    radius, c = (nsize - 1) // 2, data.shape[1]
    parts = [
        data[:, max(0, i - radius) : i + radius + 1].sum(axis=1, keepdims=True) for i in range(c)
    ]
    return np.concatenate(parts, axis=1)


def lrn(data, *, alpha=1e-4, beta=0.75, knorm=2.0, nsize):
    return data / (knorm + alpha / nsize * window_sum(data * data, nsize)) ** beta


def affine(*shape):
    return [floats(shape, 0.5, 1.5), floats(shape, -1, 1)]


RTOL = {"float16": 1e-2, "float32": 2e-5}
ROWS = grid(start=[1, 2], eps=[1e-5, 0.1])
sample("_standardize", [(2, 3, 4)], params=ROWS, reference=standardize, order=3, rtol=RTOL,
       zero_size=True)  # fmt: skip
sample("_standardize_backward", [(2, 3, 4), (2, 3, 4)], params=ROWS, zero_size=True,
       reference=standardize_backward, rtol=RTOL)  # fmt: skip
sample(
    "LayerNorm", reference=layer_norm, order=3, rtol=RTOL, gradient_rtol=2e-5,
    zero_size=[case([(0, 3), *affine(3)])],
    cases=[
        case([(4, 5), *affine(5)]),
        case([(6,), *affine(6)]),
        case([(2, 3, 4), *affine(4)], eps=0.1),
        case([(2, 3, 4), *affine(3)], axis=1),
        case([(3, 2, 2), *affine(3)], axis=-3),
    ],
    wrong=[wrong([(4, 5), *affine(4)], r"gamma must have shape \(5,\)", ValueError),
           wrong([(4, 5), (5,), (4,)], r"beta must have shape \(5,\)", ValueError),
           wrong([(4, 5), *affine(5)], "axis=2", ValueError, axis=2),
           wrong([integers((2, 3), 0, 5, "int32"), integers((3,), 0, 5, "int32"),
                  integers((3,), 0, 5, "int32")], "float", TypeError)],
)  # fmt: skip
sample(
    "_layer_norm_backward", order=0,
    convention="mean and deviation are given beside the data; LayerNorm checks all orders",
    reference=lambda g, data, gamma, mean, std, axis, eps: (
        standardize_backward(g * gamma, data, 1, eps),
        (g * standardize(data, 1, eps)).sum(0),
        g.sum(0),
    ),
    cases=[case([(2, 3), constant(lambda rng: np.array([[1.0, 2.0, 6.0], [2.0, 4.0, 3.0]])),
                 floats((3,), 0.5, 1.5), constant(lambda rng: np.array([[3.0], [3.0]])),
                 constant(lambda rng: np.array([[np.sqrt(14 / 3 + 0.1)], [np.sqrt(2 / 3 + 0.1)]]))],
                axis=-1, eps=0.1)],
)  # fmt: skip
sample(
    "GroupNorm", reference=group_norm, order=3, rtol=RTOL, gradient_rtol=2e-5,
    zero_size=[case([(0, 4, 2), *affine(2)], num_groups=2)],
    cases=[
        case([(2, 4, 3), *affine(2)], num_groups=2),
        case([(2, 4, 3), *affine(4)], num_groups=2),
        case([(2, 4, 2, 2), *affine(1)], eps=0.1),
        case([(3, 4), *affine(2)], num_groups=2, eps=0.1),
        case([(2, 3, 4), *affine(3)], num_groups=3),
    ],
    wrong=[wrong([(2, 4, 3), *affine(3)], "num_groups=3", ValueError, num_groups=3),
           wrong([(2, 4, 3), *affine(3)], r"shape \(2,\) or \(4,\)", ValueError, num_groups=2),
           wrong([(4,), *affine(1)], "batch, channels", ValueError)],
)  # fmt: skip
sample(
    "InstanceNorm", reference=instance_norm, order=3, rtol=RTOL, gradient_rtol=2e-5,
    zero_size=[case([(0, 4, 2), *affine(4)])],
    cases=[case([(2, 3, 4), *affine(3)]), case([(2, 2, 2, 3), *affine(2)], eps=0.1)],
    wrong=[wrong([(2, 3), *affine(3)], "batch, channels", ValueError),
           wrong([(2, 3, 4), *affine(2)], r"shape \(3,\)", ValueError)],
)  # fmt: skip
sample(
    "L2Normalization", reference=l2, order=3,
    cases=[case([(4,)]), case([(3, 4)])]
    + [case([(2, 3, 4)], **p) for p in grid(mode=["instance", "channel", "spatial"])]
    + [case([(2, 3, 2, 2)], mode="spatial", eps=0.1)],
    wrong=[wrong([(2, 3)], "at least 3 axes", ValueError, mode="channel"),
           wrong([(2, 3)], "mode must be", ValueError, mode="batch")],
)  # fmt: skip
sample(
    "LRN", reference=lrn, order=3, rtol={"float32": 2e-5},
    cases=[
        *[case([(2, 5, 3)], nsize=n, alpha=1.0) for n in (1, 2, 3, 4, 11)],
        case([(2, 5, 2, 2)], nsize=5, alpha=0.1, beta=0.5, knorm=1.0),
        case([(2, 5)], nsize=3),
    ],
    wrong=[wrong([(2, 5)], "nsize"), wrong([(5,)], "batch, channels", ValueError, nsize=3),
           wrong([(2, 5)], "at least 1", ValueError, nsize=0)],
)  # fmt: skip
sample("_channel_window_sum", [(2, 5, 2)], params=grid(nsize=[1, 3, 4, 11]), reference=window_sum)
