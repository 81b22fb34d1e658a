"""Layers that are a matrix: dense layers, embeddings; and flattening."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...base import InvalidTypeError, InvalidValueError
from ..block import HybridBlock
from .activations import named_activation

__all__ = ["Dense", "Embedding", "Flatten"]


def check_sizes(layer: HybridBlock, least: int, **settings: Any) -> None:
    """Raise for a setting, a number or several, that is less than it can be."""
    for name, value in settings.items():
        numbers = value if isinstance(value, (list, tuple)) else [value]
        if any(isinstance(n, (str, float)) for n in numbers):
            raise InvalidTypeError(
                f"{type(layer).__name__}: {name} is made of integers, got {value!r}."
            )
        if any(isinstance(n, (int, np.integer)) and n < least for n in numbers):
            raise InvalidValueError(
                f"{type(layer).__name__}: {name} must be at least {least}, got {value!r}."
            )


class Dense(HybridBlock):
    """``activation(x . weight^T + bias)``.

    Parameters
    ----------
    units : int
        Number of outputs.
    activation : str, optional
        Name as for :class:`Activation`; None: linear.
    use_bias : bool, default True
    flatten : bool, default True
        Whether all axes but the first are taken as one; otherwise the last axis is transformed.
    dtype : str or type, default float32
    weight_initializer, bias_initializer : Initializer or str
        The weight's default is that of ``initialize``, the bias starts at zero.
    in_units : int, default 0
        Number of inputs; 0: found in the first forward pass.
    prefix, params
        As in :class:`Block`.

    Inputs: shape ``(batch, ...)`` or, with ``flatten=False``, ``(..., in_units)``. Output:
    ``(batch, units)`` or ``(..., units)``.

    >>> net = gluon.nn.Dense(2, activation="relu", in_units=3)
    >>> net.initialize(mx.init.One())
    >>> net(nd.array([[1, 2, 3]])).asnumpy()
    array([[6., 6.]], dtype=float32)
    """

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        use_bias: bool = True,
        flatten: bool = True,
        dtype: Any = "float32",
        weight_initializer: Any = None,
        bias_initializer: Any = "zeros",
        in_units: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        check_sizes(self, 0, units=units, in_units=in_units)
        self._flatten = flatten
        self._units = units
        self._in_units = in_units
        with self.name_scope():
            self.weight = self.params.get(
                "weight",
                shape=(units, in_units),
                init=weight_initializer,
                dtype=dtype,
                allow_deferred_init=True,
            )
            self.bias = (
                self.params.get(
                    "bias",
                    shape=(units,),
                    init=bias_initializer,
                    dtype=dtype,
                    allow_deferred_init=True,
                )
                if use_bias
                else None
            )
            self.act = named_activation(activation)

    def hybrid_forward(self, F: Any, x: Any, weight: Any, bias: Any = None) -> Any:
        """The transformed input."""
        out = F.FullyConnected(
            x, weight, bias, self._units, bias is None, self._flatten, name="fwd"
        )
        if self.act is not None:
            out = self.act(out)
        return out

    def _expectation(self, x: Any) -> str:
        shape, width = self.weight.shape, None
        if len(x.shape) > 1 or not self._flatten:
            width = math.prod(x.shape[1:]) if self._flatten else x.shape[-1]
        if shape is None or width == shape[1]:
            return ""
        return f"{shape[1]} input features are expected, but {width} given (input {x.shape})."

    def __repr__(self) -> str:
        shape = self.weight.shape
        inputs = shape[1] if shape is not None and shape[1] else None
        units = shape[0] if shape is not None else self._units
        return f"{type(self).__name__}({inputs} -> {units}, {self.act or 'linear'})"


class Embedding(HybridBlock):
    """Rows of a table by their numbers.

    Parameters
    ----------
    input_dim : int
        Number of rows: how many numbers there are.
    output_dim : int
        Length of a row.
    dtype : str or type, default float32
    weight_initializer : Initializer or str, optional
    sparse_grad : bool, default False
        Noted in ``weight._grad_stype``; the gradient is dense all the same, with the same numbers,
        so optimizers with momentum or weight decay move all rows (as with ``lazy_update=False``).
    prefix, params
        As in :class:`Block`.

    Input: numbers of any shape; out of range they are clipped. Output: that shape and an axis of
    ``output_dim``.

    >>> table = mx.init.Constant([[0, 0], [1, 2], [3, 4]])
    >>> net = gluon.nn.Embedding(3, 2, weight_initializer=table)
    >>> net.initialize()
    >>> net(nd.array([2, 1])).asnumpy()
    array([[3., 4.],
           [1., 2.]], dtype=float32)
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        dtype: Any = "float32",
        weight_initializer: Any = None,
        sparse_grad: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._input_dim = input_dim
        self._output_dim = output_dim
        self._kwargs = {
            "input_dim": input_dim,
            "output_dim": output_dim,
            "dtype": dtype,
            "sparse_grad": sparse_grad,
        }
        with self.name_scope():
            self.weight = self.params.get(
                "weight",
                shape=(input_dim, output_dim),
                init=weight_initializer,
                dtype=dtype,
                allow_deferred_init=True,
                grad_stype="row_sparse" if sparse_grad else "default",
            )

    def hybrid_forward(self, F: Any, x: Any, weight: Any) -> Any:
        """The rows of the table, in the dtype that it has now."""
        return F.Embedding(
            x, weight, input_dim=self._input_dim, output_dim=self._output_dim, name="fwd"
        )

    def __repr__(self) -> str:
        kwargs = self._kwargs
        return f"{type(self).__name__}({self._input_dim} -> {self._output_dim}, {kwargs['dtype']})"


class Flatten(HybridBlock):
    """All axes but the first as one.

    >>> gluon.nn.Flatten()(nd.ones((2, 3, 4))).shape
    (2, 12)
    """

    def hybrid_forward(self, F: Any, x: Any) -> Any:
        """The input as a matrix."""
        return F.Flatten(x)

    def __repr__(self) -> str:
        return type(self).__name__
