"""A parameter that stays as it is."""

from __future__ import annotations

import warnings
from typing import Any

from ... import initializer
from ... import ndarray as nd
from .parameter import Parameter

__all__ = ["Constant"]


class Constant(Parameter):
    """A parameter with given values and no gradient; saved and moved like the others.

    Parameters
    ----------
    name : str
    value : NDArray, numpy.ndarray or nested list
        An NDArray keeps its dtype, everything else becomes float32.

    >>> class Affine(gluon.HybridBlock):
    ...     def __init__(self, **kwargs):
    ...         super().__init__(**kwargs)
    ...         self.shift = self.params.get_constant("shift", [[1, 2], [3, 4]])
    ...     def hybrid_forward(self, F, x, shift):
    ...         return x + shift
    >>> net = Affine()
    >>> net.initialize()
    >>> net(nd.zeros((2, 2))).asnumpy()
    array([[1., 2.],
           [3., 4.]], dtype=float32)
    """

    def __init__(self, name: str, value: Any) -> None:
        if not isinstance(value, nd.NDArray):
            value = nd.array(value)
        self.value = value
        super().__init__(
            name,
            grad_req="null",
            shape=value.shape,
            dtype=value.dtype,
            init=initializer.Constant(value),
        )

    def __repr__(self) -> str:
        return f"Constant {self.name} (shape={self.shape}, dtype={self.dtype})"

    @property
    def grad_req(self) -> str:
        """Always ``'null'``; another value is ignored with a warning.

        >>> gluon.Constant("ones", nd.ones(2)).grad_req
        'null'
        """
        return "null"

    @grad_req.setter
    def grad_req(self, req: str) -> None:
        if req != "null":
            warnings.warn(
                f'Constant parameter "{self.name}" does not support grad_req other than "null", '
                f'and new value "{req}" is ignored.',
                stacklevel=2,
            )
