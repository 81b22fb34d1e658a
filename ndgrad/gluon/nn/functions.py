"""Functions as blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import ndarray as nd
from ...base import InvalidValueError, RequirementError, nearest_name
from ..block import Block, HybridBlock

__all__ = ["HybridLambda", "Lambda"]


def _require_operator(name: str) -> None:
    if not hasattr(nd, name):
        raise RequirementError(
            f"Function name {name} is not found in ndarray.{nearest_name(name, dir(nd))}"
        )


class Lambda(Block):
    """A function as a block.

    Parameters
    ----------
    function : str or callable
        The name of a function of ``nd``, or a function of the inputs; ``ValueError`` for neither.
    prefix : str, optional
        As in :class:`Block`.

    >>> gluon.nn.Lambda(lambda x, y: x + y)(nd.ones(2), nd.ones(2)).asnumpy()
    array([2., 2.], dtype=float32)
    >>> gluon.nn.Lambda("tanh")
    Lambda(tanh)
    """

    def __init__(self, function: str | Callable[..., Any], prefix: str | None = None) -> None:
        super().__init__(prefix=prefix)
        self._func_impl: Callable[..., Any]
        if isinstance(function, str):
            _require_operator(function)
            self._func_impl = getattr(nd, function)
        elif callable(function):
            self._func_impl = function
        else:
            raise InvalidValueError(
                f"Unrecognized function in lambda: {function} of type {type(function)}"
            )

    def forward(self, *args: Any) -> Any:
        """What the function returns."""
        return self._func_impl(*args)

    def __repr__(self) -> str:
        name = getattr(self._func_impl, "__name__", repr(self._func_impl))
        return f"{type(self).__name__}({name})"


class HybridLambda(HybridBlock):
    """A function of ``F`` and the inputs as a block.

    Parameters
    ----------
    function : str or callable
        The name of a function of ``F``, or a function of ``F`` and the inputs; ``ValueError`` for
        neither.
    prefix : str, optional
        As in :class:`Block`.

    >>> gluon.nn.HybridLambda(lambda F, x: F.relu(x) + 1)(nd.array([-1, 2])).asnumpy()
    array([1., 3.], dtype=float32)
    """

    def __init__(self, function: str | Callable[..., Any], prefix: str | None = None) -> None:
        super().__init__(prefix=prefix)
        if isinstance(function, str):
            _require_operator(function)
            self._func_name = function
            self._func: Callable[..., Any] = _Named(function)
        elif callable(function):
            self._func_name = getattr(function, "__name__", repr(function))
            self._func = function
        else:
            raise InvalidValueError(
                f"Unrecognized function in lambda: {function} of type {type(function)}"
            )

    def hybrid_forward(self, F: Any, x: Any, *args: Any) -> Any:
        """What the function returns."""
        return self._func(F, x, *args)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._func_name})"


class _Named:
    """The function of ``F`` of this name (a class of its own, so that blocks can be pickled)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, F: Any, *args: Any) -> Any:
        return getattr(F, self.name)(*args)
