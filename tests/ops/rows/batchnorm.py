"""Rows of ndgrad/ops/batchnorm/."""

import numpy as np

from tests.ops.samples import case, constant, floats, integers, sample, wrong


def batch_norm(
    data, gamma, beta, moving_mean, moving_var, *, eps=1e-3, momentum=0.9, fix_gamma=True,
    use_global_stats=False, output_mean_var=False, axis=1, training=True,
):  # fmt: skip
    """Outputs, then the running statistics as they are left."""
    axes = tuple(i for i in range(data.ndim) if i != axis % data.ndim)
    row = tuple(n if i == axis % data.ndim else 1 for i, n in enumerate(data.shape))
    mean, var = moving_mean, moving_var
    if training and not use_global_stats and data.size:
        mean, var = data.mean(axis=axes), data.var(axis=axes)
        moving_mean = momentum * moving_mean + (1 - momentum) * mean
        moving_var = momentum * moving_var + (1 - momentum) * var
    invstd = 1 / np.sqrt(var + eps)
    gamma = np.ones_like(gamma) if fix_gamma else gamma
    out = (data - mean.reshape(row)) * (invstd * gamma).reshape(row) + beta.reshape(row)
    seen = (out, mean, invstd) if output_mean_var else (out,)
    return (*seen, moving_mean, moving_var)


def with_relu(*arrays, **params):
    out, *rest = batch_norm(*arrays, **params)
    return (np.maximum(out, 0), *rest)


def inputs(*shape, axis=1):
    c = (shape[axis],)
    means = constant(lambda rng: rng.uniform(-0.5, 0.5, c))
    variances = constant(lambda rng: rng.uniform(0.5, 2, c))
    return [floats(shape), floats(c, 0.5, 1.5), c, means, variances]


# Random values are as far from 0 after normalization as a batch of these sizes allows.
CASES = [
    case(inputs(4, 3, 2, 3), fix_gamma=False),
    case(inputs(4, 3), fix_gamma=False, eps=0.1, momentum=0.5),
    case(inputs(4, 3, 5)),
    case(inputs(3, 2, 4, axis=-1), fix_gamma=False, axis=-1),
    case(inputs(3, 4, axis=0), fix_gamma=False, axis=0),
    case(inputs(4, 3, 2, 3), fix_gamma=False, use_global_stats=True),
    case(inputs(4, 3, 5), use_global_stats=True),
    case(inputs(2, 2, 260), fix_gamma=False),  # long runs go channel by channel
]
WRONG = [
    wrong(inputs(4, 3)[:2] + [(2,)] + inputs(4, 3)[3:], r"beta must have shape \(3,\)", ValueError),
    wrong(inputs(4, 3), "axis", ValueError, axis=2),
    wrong([integers((4, 3), 0, 5, "int32"), *inputs(4, 3)[1:]], "float", TypeError),
]
ZERO = [case(inputs(0, 3, 2), fix_gamma=False)]
# Statistics beside float16 are as exact as the float16 they are kept in here.
RTOL = {"float16": 2e-2, "float32": 2e-5}

sample(
    "BatchNorm", reference=batch_norm, zero_size=ZERO, wrong=WRONG, rtol=RTOL, gradient_rtol=2e-5,
    cases=CASES,
)  # fmt: skip
sample(
    "BatchNormWithReLU", reference=with_relu, zero_size=ZERO, wrong=WRONG, rtol=RTOL,
    gradient_rtol=2e-5, cases=CASES,
)  # fmt: skip
# With batch=True mean and deviation are functions of the data, which no single number may leave:
# the second derivatives of BatchNorm check that.
_statistics = [constant(lambda rng: rng.uniform(-0.5, 0.5, 3)),
               constant(lambda rng: rng.uniform(0.5, 1.5, 3))]  # fmt: skip
sample(
    "_batch_norm_backward",
    why_no_reference="the second derivatives of BatchNorm check it",
    cases=[
        case([(4, 3, 2), (4, 3, 2), floats((3,), 0.5, 1.5), *_statistics],
             eps=1e-3, axis=1, fix_gamma=fix_gamma, batch=False, need_data=need_data)
        for fix_gamma, need_data in [(False, True), (True, True)]
    ],
)  # fmt: skip
