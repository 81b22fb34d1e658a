"""Initializers that draw: uniform, normal, Xavier and its kin, orthogonal.

They draw from the generator of ``mx.random.seed``.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..base import InvalidValueError
from ..core.arguments import require_number
from ..core.generator import generator
from .base import Initializer, register

__all__ = ["MSRAPrelu", "Normal", "Orthogonal", "Uniform", "Xavier"]


def _working_dtype(arr: Any) -> type:
    return np.float64 if np.dtype(arr.dtype) == np.float64 else np.float32


def _fill_uniform(arr: Any, scale: float) -> None:
    """Fill with draws from ``[-scale, scale)``."""
    values = generator().random(arr.shape, dtype=_working_dtype(arr))
    values *= 2 * scale
    values -= scale
    arr[:] = values


def _fill_normal(arr: Any, sigma: float) -> None:
    values = generator().standard_normal(arr.shape, dtype=_working_dtype(arr))
    values *= sigma
    arr[:] = values


@register
class Uniform(Initializer):
    """Draws uniformly from ``[-scale, scale]``.

    Parameters
    ----------
    scale : float, default 0.07

    >>> weight = nd.zeros((20, 30))
    >>> mx.init.Uniform(0.1)(mx.init.InitDesc("fc_weight"), weight)
    >>> bool(0.09 < weight.abs().max().asscalar() <= 0.1)
    True
    """

    def __init__(self, scale: float = 0.07) -> None:
        super().__init__(scale=scale)
        require_number("Uniform", scale=scale)
        self.scale = scale

    def _init_weight(self, name: Any, arr: Any) -> None:
        _fill_uniform(arr, self.scale)


@register
class Normal(Initializer):
    """Draws from a normal distribution with mean 0.

    Parameters
    ----------
    sigma : float, default 0.01
        Standard deviation.

    >>> weight = nd.zeros((100, 100))
    >>> mx.init.Normal(0.5)(mx.init.InitDesc("fc_weight"), weight)
    >>> bool(0.48 < weight.asnumpy().std() < 0.52)
    True
    """

    def __init__(self, sigma: float = 0.01) -> None:
        super().__init__(sigma=sigma)
        require_number("Normal", sigma=sigma)
        self.sigma = sigma

    def _init_weight(self, name: Any, arr: Any) -> None:
        _fill_normal(arr, self.sigma)


@register
class Orthogonal(Initializer):
    """A random matrix whose rows (or columns, if they are fewer) are orthogonal.

    The array is taken as a matrix of shape ``(shape[0], rest)``; the orthogonal factor of a random
    one, times ``scale``. Saxe, McClelland, Ganguli: Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks, 2013.

    Parameters
    ----------
    scale : float, default 1.414
    rand_type : {'uniform', 'normal'}
        Distribution of the random matrix.

    >>> weight = nd.zeros((2, 5))
    >>> mx.init.Orthogonal(scale=1)(mx.init.InitDesc("fc_weight"), weight)
    >>> (nd.dot(weight, weight.T).asnumpy() + 0.0).round(5)
    array([[1., 0.],
           [0., 1.]], dtype=float32)
    """

    def __init__(self, scale: float = 1.414, rand_type: str = "uniform") -> None:
        super().__init__(scale=scale, rand_type=rand_type)
        self.scale = scale
        self.rand_type = rand_type

    def _init_weight(self, name: Any, arr: Any) -> None:
        shape = arr.shape
        if len(shape) < 2:
            raise InvalidValueError(
                f"Orthogonal initializer cannot be applied to {name} of shape {shape}. "
                "It requires at least 2D."
            )
        matrix = (shape[0], math.prod(shape[1:]))
        if self.rand_type == "uniform":
            drawn = generator().random(matrix) * 2 - 1
        elif self.rand_type == "normal":
            drawn = generator().standard_normal(matrix)
        else:
            raise InvalidValueError(
                f"Orthogonal: rand_type must be 'uniform' or 'normal', got {self.rand_type!r}."
            )
        u, _, v = np.linalg.svd(drawn, full_matrices=False)
        factor = u if u.shape == matrix else v
        arr[:] = (self.scale * factor).reshape(shape).astype(_working_dtype(arr))


@register
class Xavier(Initializer):
    """Draws with a spread that keeps the scale of values through the layers.

    With ``factor`` the fan-in, the fan-out, or their average, the spread is
    ``c = sqrt(magnitude / factor)``: uniform in ``[-c, c]``, or normal with standard deviation
    ``c``. Fan-in is ``shape[1]`` and fan-out ``shape[0]``, each times the size of the kernel
    ``shape[2:]``. Glorot, Bengio: Understanding the difficulty of training deep feedforward neural
    networks, 2010.

    Parameters
    ----------
    rnd_type : {'uniform', 'gaussian'}
    factor_type : {'avg', 'in', 'out'}
    magnitude : float, default 3

    >>> weight = nd.zeros((40, 20))
    >>> mx.init.Xavier()(mx.init.InitDesc("fc_weight"), weight)
    >>> bool(weight.abs().max().asscalar() <= (3 / 30) ** 0.5)
    True
    """

    def __init__(
        self, rnd_type: str = "uniform", factor_type: str = "avg", magnitude: float = 3
    ) -> None:
        super().__init__(rnd_type=rnd_type, factor_type=factor_type, magnitude=magnitude)
        require_number(type(self).__name__, magnitude=magnitude)
        self.rnd_type = rnd_type
        self.factor_type = factor_type
        self.magnitude = float(magnitude)

    def _init_weight(self, name: Any, arr: Any) -> None:
        shape = arr.shape
        if len(shape) < 2:
            raise InvalidValueError(
                f"Xavier initializer cannot be applied to vector {name}. It requires at least 2D."
            )
        kernel = math.prod(shape[2:])
        fan_in, fan_out = shape[1] * kernel, shape[0] * kernel
        factors = {"avg": (fan_in + fan_out) / 2, "in": fan_in, "out": fan_out}
        if self.factor_type not in factors:
            raise InvalidValueError(
                f"Incorrect factor type {self.factor_type!r}: it is 'avg', 'in' or 'out'."
            )
        spread = math.sqrt(self.magnitude / factors[self.factor_type])
        if self.rnd_type == "uniform":
            _fill_uniform(arr, spread)
        elif self.rnd_type == "gaussian":
            _fill_normal(arr, spread)
        else:
            raise InvalidValueError(
                f"Unknown random type {self.rnd_type!r}: it is 'uniform' or 'gaussian'."
            )


@register
class MSRAPrelu(Xavier):
    """Xavier with normal draws and the magnitude ``2 / (1 + slope**2)``, for (P)ReLU nets.

    He, Zhang, Ren, Sun: Delving deep into rectifiers, 2015.

    Parameters
    ----------
    factor_type : {'avg', 'in', 'out'}
    slope : float, default 0.25
        Slope of the activation for negative values.

    >>> mx.init.MSRAPrelu(slope=0).magnitude
    2.0
    """

    def __init__(self, factor_type: str = "avg", slope: float = 0.25) -> None:
        super().__init__("gaussian", factor_type, 2.0 / (1 + slope**2))
        self._kwargs = {"factor_type": factor_type, "slope": slope}
