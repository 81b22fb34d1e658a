"""Rows of ndgrad/ops/random/density.py."""

import math

import numpy as np

from tests.ops.samples import case, floats, literal, sample, wrong


def log_factorial(x):
    return np.vectorize(math.lgamma, otypes=[float])(np.asarray(x, float) + 1)


def wide(p, x):
    return p.reshape(p.shape + (1,) * (x.ndim - p.ndim))


def uniform(x, low, high):
    return np.where((x >= low) & (x < high), 1 / (high - low), 0)


def normal(x, mu, sigma):
    return np.exp(-(((x - mu) / sigma) ** 2) / 2) / np.sqrt(2 * np.pi) / sigma


def gamma(x, a, b):
    return b**a * x ** (a - 1) * np.exp(-b * x) / np.exp(log_factorial(a - 1))


def poisson(x, lam):
    return lam**x * np.exp(-lam) / np.exp(log_factorial(x))


def negative_binomial(x, k, p):
    ways = np.exp(log_factorial(x + k - 1) - log_factorial(x) - log_factorial(k - 1))
    return ways * p**k * (1 - p) ** x


def generalized(x, mu, alpha):
    return negative_binomial(x, 1 / alpha, 1 / (1 + mu * alpha))


def density(function):
    def reference(x, *parameters, is_log=False):
        y = function(x, *[wide(p, x) for p in parameters])
        return np.log(y) if is_log else y

    return reference


LOOSE = {"float16": 3e-2, "float32": 1e-4}
COUNTS = literal([[0.0, 1.0, 3.0], [2.0, 0.0, 5.0]])
for name, function, x, parameters in [
    ("uniform", uniform, floats((2, 3), 0.6, 1.4), [floats((2,), 0, 0.5), floats((2,), 1.5, 2)]),
    ("normal", normal, floats((2, 3)), [floats((2,)), floats((2,), 0.5, 2.0)]),
    ("gamma", gamma, floats((2, 3), 0.5, 2), [floats((2,), 1.5, 3), floats((2,), 0.5, 2.0)]),
    ("exponential", lambda x, lam: lam * np.exp(-lam * x), floats((2, 3), 0.5, 2),
     [floats((2,), 0.5, 2.0)]),
    ("poisson", poisson, COUNTS, [floats((2,), 0.5, 2.0)]),
    ("negative_binomial", negative_binomial, COUNTS,
     [floats((2,), 1.5, 3.0), floats((2,), 0.3, 0.7)]),
    ("generalized_negative_binomial", generalized, COUNTS,
     [floats((2,), 0.5, 2.0), floats((2,), 0.3, 0.7)]),
]:  # fmt: skip
    sample(
        f"random_pdf_{name}", reference=density(function), rtol=LOOSE,
        cases=[case([x, *parameters]), case([x, *parameters], is_log=True)],
        zero_size=[case([(0, 2), *[(0,)] * len(parameters)])],
        wrong=[wrong([(2, 3), *[(3,)] * len(parameters)], "leading axes", ValueError)],
    )  # fmt: skip
OUTSIDE = case([literal([3.0, 0.2]), floats((2,), 0, 0.4), floats((2,), 1.5, 2.0)])
sample("random_pdf_uniform", cases=[OUTSIDE])


def dirichlet(x, a, is_log=False):
    a = a.reshape(a.shape[:-1] + (1,) * (x.ndim - a.ndim) + a.shape[-1:])
    whole = np.exp(log_factorial(a.sum(-1) - 1) - log_factorial(a - 1).sum(-1))
    y = whole * (x ** (a - 1)).prod(-1)
    return np.log(y) if is_log else y


SIMPLEX = floats((2, 2, 3), 0.2, 0.6)
sample(
    "random_pdf_dirichlet", reference=dirichlet, rtol=LOOSE,
    cases=[case([SIMPLEX, floats((3,), 1.5, 3.0)]),
           case([SIMPLEX, floats((2, 3), 1.5, 3.0)], is_log=True),
           case([SIMPLEX, floats((2, 2, 3), 1.5, 3.0)])],
    zero_size=[case([(0, 3), (3,)])],
    wrong=[wrong([(2, 3), (2,)], "leading axes", ValueError)],
)  # fmt: skip
