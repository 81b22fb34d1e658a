"""Errors of parameters that have no values yet."""

from __future__ import annotations

from ...base import MXNetError

__all__ = ["DeferredInitializationError", "UninitializedError"]


class UninitializedError(MXNetError):
    """``initialize()`` was never called."""


class DeferredInitializationError(MXNetError):
    """``initialize()`` was called, but the shape is not known before the first forward pass.

    >>> net = gluon.nn.Dense(2)
    >>> net.initialize()
    >>> net.weight.data()  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ndgrad.gluon.parameter.errors.DeferredInitializationError: Parameter ...
    """
